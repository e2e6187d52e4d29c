// The stock client against our /signal, in a real browser and under our own headers: two contexts share nothing but a room.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { chromium, type Browser, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { chromiumLaunch } from '../fixtures/chromium.ts'
import { startSignaling, type SignalingForTests } from '../fixtures/signaling.ts'
import { metric, until } from './clients.ts'
import type { PageLobby } from './y-webrtc-page.ts'

declare const lobby: PageLobby

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flurfunk-y-webrtc-'))
  await build({
    configFile: false,
    logLevel: 'error',
    root: folder,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: join(folder, 'app/assets'),
      lib: {
        entry: fileURLToPath(new URL('y-webrtc-page.ts', import.meta.url)),
        formats: ['es'],
        fileName: () => 'page.js'
      }
    }
  })
  await writeFile(join(folder, 'app/favicon.ico'), '')
  await writeFile(
    join(folder, 'app/index.html'),
    '<!doctype html><script type="module" src="/assets/page.js"></script>'
  )
})
afterAll(() => rm(folder, { recursive: true }))

async function launch(env: Record<string, string> = {}): Promise<Browser> {
  const launched = { ...chromiumLaunch(), env: { ...process.env, ...env } as Record<string, string> }
  const browser = await chromium.launch(launched)
  onTestFinished(() => browser.close())
  return browser
}

/** A page of its own context; what it complains about lands in `complaints`. */
async function open(browser: Browser, url: string, complaints: string[]): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(url)
  // Not waitForFunction: that evaluates text in the page, which our headers forbid.
  await until(() => page.evaluate(() => 'lobby' in globalThis), 'the script has run').catch((late: unknown) => {
    throw new Error(`the page did not start: ${complaints.join('; ')}`, { cause: late })
  })
  return page
}

async function serve(overrides: Parameters<typeof startSignaling>[0] = {}): Promise<SignalingForTests> {
  const server = await startSignaling({ appFolder: join(folder, 'app'), ...overrides })
  onTestFinished(() => server.close())
  return server
}

const read = (page: Page): Promise<Record<string, string>> => page.evaluate(() => lobby.read())

describe.each([
  { kind: 'without a password, announcing in plain JSON', password: undefined },
  { kind: 'with a password, announcing sealed', password: 'correct horse' }
])('an unmodified y-webrtc client $kind', ({ password }) => {
  test('meets another through /signal and shares a document with it, both ways', async () => {
    const server = await serve()
    const browser = await launch()
    const complaints: string[] = []
    const [a, b] = await Promise.all([open(browser, server.url, complaints), open(browser, server.url, complaints)])
    await a.evaluate(([word]) => lobby.enter('room', word), [password])
    await a.evaluate(() => lobby.put('a', 'from A'))
    // Who hears an announcement calls. Two that enter in the same moment call each other, and stock simple-peer does not always survive that.
    await until(async () => (await metric(server.httpUrl, 'flurfunk_signal_subscriptions')) === 1, 'A is in', 20_000)
    await b.evaluate(([word]) => lobby.enter('room', word), [password])
    await b.evaluate(() => lobby.put('b', 'from B'))
    const both = { a: 'from A', b: 'from B' }
    await until(async () => JSON.stringify(await read(a)).includes('from B'), 'B in A', 20_000)
    await until(async () => JSON.stringify(await read(b)).includes('from A'), 'A in B', 20_000)
    expect([await read(a), await read(b)]).toEqual([both, both])
    expect(complaints).toEqual([])
    await Promise.all([a.context().close(), b.context().close()])
    await until(async () => (await metric(server.httpUrl, 'flurfunk_signal_topics')) === 0, 'nothing remains')
  })
})

test('with the site CA trusted, Chromium takes the LAN server for a secure context and speaks wss to it', async ({
  skip
}) => {
  if (!existsSync('/usr/bin/certutil')) return skip('certutil (libnss3-tools) is not installed')
  const server = await serve({ tls: { type: 'site' }, stateFolder: join(folder, 'state'), names: ['box.local'] })
  const home = join(folder, 'home')
  const store = join(home, '.pki/nssdb')
  await mkdir(store, { recursive: true })
  await writeFile(join(folder, 'ca.crt'), server.site?.certificate ?? '')
  const certutil = promisify(execFile)
  await certutil('certutil', ['-d', `sql:${store}`, '-N', '--empty-password'])
  await certutil('certutil', ['-d', `sql:${store}`, '-A', '-t', 'C,,', '-n', 'site', '-i', join(folder, 'ca.crt')])
  const browser = await launch({ HOME: home })
  const complaints: string[] = []
  const page = await open(browser, `https://localhost:${server.port}/`, complaints)
  expect(await page.evaluate(() => [isSecureContext, location.protocol])).toEqual([true, 'https:'])
  await page.evaluate(() => lobby.enter('room', 'word'))
  const pong = await page.evaluate(
    (url) =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(url)
        socket.onopen = () => socket.send('{"type":"ping"}')
        socket.onmessage = ({ data }) => resolve(data)
        socket.onerror = () => reject(new Error('no socket'))
      }),
    `wss://localhost:${server.port}/signal`
  )
  expect(pong).toBe('{"type":"pong"}')
  expect(complaints).toEqual([])
})
