import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSignaling, type SignalingForTests } from '../fixtures/signaling.ts'
import { sayRaw } from './clients.ts'

const script = `console.log('flurfunk')\n`.repeat(200)
let folder: string
let server: SignalingForTests

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flurfunk-app-'))
  await mkdir(join(folder, 'app/assets'), { recursive: true })
  await writeFile(join(folder, 'secret.txt'), 'not part of the app')
  await writeFile(join(folder, 'app/index.html'), '<!doctype html><title>Flurfunk</title>')
  await writeFile(join(folder, 'app/sw.js'), script)
  await writeFile(join(folder, 'app/manifest.webmanifest'), '{}')
  await writeFile(join(folder, 'app/assets/main-B1x_9-Ab.js'), script)
  await writeFile(join(folder, 'app/assets/store-00000000.wasm'), Buffer.alloc(5_000))
  await writeFile(join(folder, 'app/assets/plain.js'), 'named by hand')
  server = await startSignaling({ appFolder: join(folder, 'app') })
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

/** A request as it is: nothing decoded, no path tidied up. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: server.port, path, method, headers, agent: false }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) })
      )
    })
    asked.on('error', reject)
    asked.end()
  })
}

describe('the app', () => {
  test('is served from /, with types', async () => {
    const typeOf = async (path: string): Promise<unknown> => (await get(path)).headers['content-type']
    expect((await get('/')).body.toString()).toContain('Flurfunk')
    expect(await typeOf('/')).toBe('text/html; charset=utf-8')
    expect(await typeOf('/sw.js')).toBe('text/javascript; charset=utf-8')
    expect(await typeOf('/manifest.webmanifest')).toBe('application/manifest+json; charset=utf-8')
    expect(await typeOf('/assets/store-00000000.wasm')).toBe('application/wasm')
  })

  test('names made from content are immutable, all others are asked for again', async () => {
    const cacheOf = async (path: string): Promise<unknown> => (await get(path)).headers['cache-control']
    expect(await cacheOf('/assets/main-B1x_9-Ab.js')).toBe('public, max-age=31536000, immutable')
    for (const path of ['/', '/index.html', '/sw.js', '/assets/plain.js']) expect(await cacheOf(path)).toBe('no-cache')
  })

  test('br and gzip carry the same bytes, and whoever can read neither gets them plain', async () => {
    const path = '/assets/main-B1x_9-Ab.js'
    const br = await get(path, { 'Accept-Encoding': 'gzip, deflate, br;q=0.9' })
    const gz = await get(path, { 'Accept-Encoding': 'gzip;q=1, br;q=0' })
    const plain = await get(path)
    expect([br, gz, plain].map(({ headers }) => headers['content-encoding'])).toEqual(['br', 'gzip', undefined])
    expect([br, gz, plain].map(({ headers }) => headers['vary'])).toEqual(Array(3).fill('Accept-Encoding'))
    expect(brotliDecompressSync(br.body).toString()).toBe(script)
    expect(gunzipSync(gz.body).toString()).toBe(script)
    expect(plain.body.toString()).toBe(script)
    expect(br.body.length).toBeLessThan(script.length / 10)
  })

  test('what the browser has already is not sent again', async () => {
    const first = await get('/sw.js')
    const again = await get('/sw.js', { 'If-None-Match': String(first.headers['etag']) })
    expect([again.status, again.body.length]).toEqual([304, 0])
    expect((await get('/sw.js', { 'If-None-Match': '"other"' })).status).toBe(200)
  })

  test('HEAD tells the same without the bytes', async () => {
    const head = await get('/sw.js', {}, 'HEAD')
    expect([head.status, head.body.length, head.headers['content-length']]).toEqual([200, 0, String(script.length)])
  })

  test('a request never becomes a file path', async () => {
    const ways = [
      '/../secret.txt',
      '/assets/../../secret.txt',
      '/%2e%2e/secret.txt',
      '//secret.txt',
      '/..%2fsecret.txt',
      '/assets'
    ]
    for (const path of [...ways, '/toString', '/__proto__']) expect((await get(path)).status).toBe(404)
    expect(await sayRaw(server.port, 'GET ../secret.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(
      / (400|404) /
    )
  })
})

test('a server without a built app says what to do', async () => {
  const empty = await startSignaling({ appFolder: join(folder, 'nothing') })
  const answer = await fetch(empty.httpUrl)
  await empty.close()
  expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('npm run build')])
})

describe('headers', () => {
  const policy = (sockets: string): string =>
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self' blob:; " +
    "media-src 'self' blob:; font-src 'self'; manifest-src 'self'; " +
    `connect-src 'self' ${sockets}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; ` +
    "require-trusted-types-for 'script'; trusted-types svelte-trusted-html app"

  test('every answer carries them, whatever it is', async () => {
    const own = `127.0.0.1:${server.port}`
    const strict = {
      'content-security-policy': policy(`ws://${own}`),
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'permissions-policy':
        'camera=(self), microphone=(self), display-capture=(self), local-network=(self), loopback-network=(self), ' +
        'local-network-access=(self), geolocation=(), payment=(), usb=(), serial=(), bluetooth=(), hid=(), midi=()'
    }
    const paths = ['/', '/sw.js', '/assets/main-B1x_9-Ab.js', '/relay.json', '/healthz', '/metrics', '/missing', '/ca']
    for (const path of paths) expect((await get(path)).headers, path).toMatchObject(strict)
    expect((await get('/', {}, 'POST')).headers).toMatchObject(strict)
    const etag = String((await get('/')).headers['etag'])
    expect((await get('/', { 'If-None-Match': etag })).headers).toMatchObject(strict)
    expect((await get('/')).headers).not.toHaveProperty('strict-transport-security')
  })

  test('the Host header is repeated only if it is one of our names', async () => {
    const policyFor = async (host: string): Promise<unknown> =>
      (await get('/', { Host: host })).headers['content-security-policy']
    expect(await policyFor('localhost:9')).toBe(policy('ws://localhost:9'))
    expect(await policyFor('evil.example')).toBe(policy('').replace("'self' ;", "'self';"))
    expect(await policyFor("localhost; script-src 'unsafe-inline'")).toBe(policy('').replace("'self' ;", "'self';"))
  })

  test('behind a proxy the public name and other relays are in connect-src', async () => {
    const behind = await startSignaling({
      publicUrl: new URL('https://chat.example'),
      proxies: ['127.0.0.1'],
      relays: [{ address: '/dns4/r.example/tcp/443/tls/ws/p2p/12D3', socket: 'wss://r.example' }]
    })
    const forwarded = { 'X-Forwarded-For': '203.0.113.1', 'X-Forwarded-Proto': 'https' }
    const answer = await fetch(`${behind.httpUrl}/`, { headers: forwarded })
    const told: unknown = await (await fetch(`${behind.httpUrl}/relay.json`)).json()
    await behind.close()
    const own = `127.0.0.1:${behind.port}`
    expect(answer.headers.get('content-security-policy')).toBe(
      policy(`wss://${own} wss://chat.example wss://r.example`)
    )
    expect(told).toMatchObject({ relays: ['/dns4/r.example/tcp/443/tls/ws/p2p/12D3'] })
  })
})
