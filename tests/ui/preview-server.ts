// Owns serving the screens for tests: builds the preview once and serves it from memory with the headers of the real server (W1), so
// that whatever the strict policy would forbid fails here first.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readFileSync } from 'node:fs'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import Icons from 'unplugin-icons/vite'
import { build } from 'vite'

const folder = fileURLToPath(new URL('./preview/', import.meta.url))

export const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self' blob:; " +
  "media-src 'self' blob:; font-src 'self'; manifest-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; " +
  "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html app"

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json'
}

export interface Served {
  readonly origin: string
  close(): Promise<void>
}

/** Serves the preview on a free port of this machine; it is built when somebody asks for the first of its files. */
export async function servePreview(): Promise<Served> {
  let files: Promise<Files> | undefined
  return await serve(async (path) => {
    files ??= buildPreview()
    return (await files).get(path === '' ? 'index.html' : path)
  })
}

type Files = ReadonlyMap<string, string | Uint8Array>

async function buildPreview(): Promise<Files> {
  const built = await build({
    configFile: false,
    root: folder,
    logLevel: 'error',
    plugins: [svelte({ configFile: false }), Icons({ compiler: 'svelte' })],
    build: { write: false, target: 'es2022', assetsInlineLimit: 0, minify: false }
  })
  const outputs = 'output' in built ? built.output : []
  return new Map(outputs.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]))
}

/** Serves a folder as the app's server would. */
export async function serveFolder(root: string): Promise<Served> {
  return await serve((path) => {
    try {
      return readFileSync(join(root, path === '' ? 'index.html' : path))
    } catch {
      return undefined
    }
  })
}

type Content = string | Uint8Array | undefined

async function serve(find: (path: string) => Content | Promise<Content>): Promise<Served> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    // A page without an icon makes the browser ask for one.
    const content = pathname === '/favicon.ico' ? '' : await find(decodeURIComponent(pathname.slice(1)))
    response.statusCode = content === undefined ? 404 : 200
    response.setHeader('Content-Type', types[extname(pathname) || '.html'] ?? 'application/octet-stream')
    // The name of an asset changes with what is in it.
    if (pathname.startsWith('/assets/')) response.setHeader('Cache-Control', 'max-age=3600, immutable')
    response.setHeader('Content-Security-Policy', policy)
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Referrer-Policy', 'no-referrer')
    response.end(content)
  }
  const server = createServer((request, response) => {
    // What does not build fails the test that asks for it, and says why.
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://localhost:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve()))
  }
}
