// Owns the built app as it is served: read into memory once at start, so that a request never becomes a file path and an
// update on disk never mixes two versions. Compressed copies are made on the first request that can read them.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { textAnswer, type Answer } from './answers.ts'

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2'
}
const compressible = new Set(['.css', '.html', '.ico', '.js', '.json', '.mjs', '.svg', '.txt', '.wasm', '.webmanifest'])

/** The whole app is about 5 MB; more than this is not an app but a mistake. */
const appBytesMax = 64 * 1024 * 1024
const worthCompressing = 1_024

type Encoding = 'br' | 'gzip'

interface File {
  readonly bytes: Buffer
  readonly headers: Readonly<Record<string, string>>
  readonly etag: string
  readonly packable: boolean
  readonly packed: Map<Encoding, Promise<Buffer>>
}

export interface Files {
  /** The answer for a path and the request headers that matter; 404 for what is not in the list. */
  answer(path: string, asked: { encodings: string | undefined; etags: string | undefined }): Promise<Answer>
}

/** Reads the app from `folder`; a folder that is not there serves a page that says so. */
export async function readFiles(folder: string): Promise<Files> {
  const files = await filesIn(folder)
  return {
    async answer(path, asked) {
      const file = files.get(path === '/' ? '/index.html' : path)
      if (file === undefined) {
        return files.size === 0 && path === '/'
          ? textAnswer(503, 'The app is not built here: run `npm run build`, then start again.')
          : textAnswer(404, 'not found')
      }
      if (asked.etags?.includes(file.etag) === true) {
        return { status: 304, headers: { ...file.headers, ETag: file.etag } }
      }
      const encoding = file.packable ? encodingFrom(asked.encodings) : undefined
      if (encoding === undefined)
        return { status: 200, headers: { ...file.headers, ETag: file.etag }, body: file.bytes }
      return {
        status: 200,
        headers: { ...file.headers, ETag: file.etag, 'Content-Encoding': encoding },
        body: await packed(file, encoding)
      }
    }
  }
}

async function filesIn(folder: string): Promise<Map<string, File>> {
  const files = new Map<string, File>()
  let bytesInAll = 0
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  for (const entry of found) {
    if (!entry.isFile()) continue
    const place = join(entry.parentPath, entry.name)
    const bytes = await readFile(place)
    bytesInAll += bytes.byteLength
    if (bytesInAll > appBytesMax) throw new Error(`${folder} holds more than an app: over ${appBytesMax} bytes`)
    const path = `/${relative(folder, place).split(sep).join('/')}`
    files.set(path, fileFrom(path, bytes))
  }
  return files
}

function fileFrom(path: string, bytes: Buffer): File {
  const extension = extname(path)
  const packable = compressible.has(extension) && bytes.byteLength >= worthCompressing
  return {
    bytes,
    packable,
    packed: new Map(),
    // Weak: the packed forms share it.
    etag: `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    headers: {
      'Content-Type': types[extension] ?? 'application/octet-stream',
      // Vite names what it puts into assets by content; everything else keeps its name through updates.
      'Cache-Control': /^\/assets\/.*-[\w-]{8}\.\w+$/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      ...(packable ? { Vary: 'Accept-Encoding' } : {})
    }
  }
}

/** Quality values other than "not at all" do not matter: brotli is smaller for everybody who can read it. */
function encodingFrom(accepted: string | undefined): Encoding | undefined {
  const wanted = new Set(
    (accepted ?? '')
      .toLowerCase()
      .split(',')
      .map((part) => part.replaceAll(/\s/g, ''))
      .filter((part) => !/;q=0(\.0*)?$/.test(part))
      .map((part) => part.split(';', 1)[0] ?? '')
  )
  return wanted.has('br') ? 'br' : wanted.has('gzip') ? 'gzip' : undefined
}

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

/** Each form is made once, in the thread pool; requests that come meanwhile wait for the same promise. */
function packed(file: File, encoding: Encoding): Promise<Buffer> {
  const known = file.packed.get(encoding)
  if (known !== undefined) return known
  const made =
    encoding === 'br'
      ? brotli(file.bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 7 } })
      : zip(file.bytes, { level: 7 })
  file.packed.set(encoding, made)
  return made
}
