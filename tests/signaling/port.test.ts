import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectSecurely } from 'node:tls'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { issueLeaf, makeAuthority } from '../../signaling/certificate.ts'
import { startSignaling, type SignalingForTests } from '../fixtures/signaling.ts'
import { gone, openSocket, sayRaw, until } from './clients.ts'

let folder: string
let server: SignalingForTests
let ca: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flurfunk-lan-'))
  server = await startSignaling({
    tls: { type: 'site' },
    stateFolder: join(folder, 'state'),
    names: ['box.local'],
    stunPort: 0,
    limits: { firstByteWaitMs: 200, headerWaitMs: 300, relayMessageBytesMax: 8 * 1024 * 1024 }
  })
  ca = server.site?.certificate ?? ''
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

interface Heard {
  readonly status: number
  readonly headers: Record<string, unknown>
  readonly body: string
}

function get(
  path: string,
  { secure, headers = {} }: { secure: boolean; headers?: Record<string, string> }
): Promise<Heard> {
  const options = { host: '127.0.0.1', port: server.port, path, headers, agent: false, ca, servername: 'localhost' }
  return new Promise((resolve, reject) => {
    const asked = secure ? secureRequest(options) : plainRequest(options)
    asked.on('error', reject)
    asked.on('response', (answer) => {
      let body = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => (body += part))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }))
    })
    asked.end()
  })
}

describe('one port, two tongues', () => {
  test('https serves everything, with a certificate that holds under the site CA', async () => {
    expect((await get('/healthz', { secure: true })).body).toBe('ok\n')
    const told = await get('/', { secure: true, headers: { Host: `box.local:${server.port}` } })
    expect(told.headers['content-security-policy']).toContain(`connect-src 'self' wss://box.local:${server.port};`)
    expect(told.headers).not.toHaveProperty('strict-transport-security')
  })

  test('plain http knows /ca and a redirect to https, nothing else', async () => {
    expect((await get('/ca', { secure: false })).status).toBe(200)
    for (const path of ['/', '/relay.json', '/metrics', '/healthz?x']) {
      const answer = await get(path, { secure: false, headers: { Host: `box.local:${server.port}` } })
      expect([answer.status, answer.headers['location']]).toEqual([308, `https://box.local:${server.port}${path}`])
    }
  })

  test('the redirect goes to us, whatever the Host header says', async () => {
    const { headers } = await get('/', { secure: false, headers: { Host: 'evil.example' } })
    expect(new URL(String(headers['location'])).hostname).not.toContain('evil')
  })

  test('plain WebSockets are destroyed', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/signal`)
    await expect(once(socket, 'open')).rejects.toThrow()
  })

  test('WebSockets and large messages pass unharmed', async () => {
    const client = await openSocket(`wss://localhost:${server.port}/signal`, {
      ca,
      origin: `https://localhost:${server.port}`
    })
    client.say({ type: 'subscribe', topics: ['t'] })
    const rest = JSON.stringify({ type: 'publish', topic: 't', data: '' }).length
    const data = 'ü'.repeat((32 * 1024 - rest) / 2)
    client.say({ type: 'publish', topic: 't', data })
    await until(() => client.heard.length === 1, 'the message')
    expect(client.heard[0]?.['data'] === data).toBe(true)
    client.socket.close()
  })

  test('a connection that says nothing is closed, in either tongue', async () => {
    const silent = connect(server.port, '127.0.0.1')
    silent.resume()
    const half = connect(server.port, '127.0.0.1')
    half.resume()
    half.write(Buffer.from([0x16]))
    await Promise.all([gone(silent), gone(half)])
  })

  test('headers that do not end in time get 408, in either tongue', async () => {
    expect(await sayRaw(server.port, 'GET /ca HTTP/1.1\r\nHost: x\r\n')).toMatch(/^HTTP\/1\.1 408 /)
    const secure = connectSecurely({ port: server.port, host: '127.0.0.1', ca, servername: 'localhost' })
    await once(secure, 'secureConnect')
    secure.write('GET / HTTP/1.1\r\nHost: x\r\n')
    const [answer] = (await once(secure, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 408 /)
    secure.destroy()
  })

  test('broken handshakes and junk end the connection only', async () => {
    for (const first of [[0x16, 0x03, 0x01, 0xff, 0xff], [0x16], [0x00], [0x80, 0x01]]) {
      const socket = connect(server.port, '127.0.0.1')
      socket.on('error', () => undefined)
      socket.resume()
      socket.end(Buffer.from([...first, ...Array(40).fill(7)]))
      await gone(socket)
    }
    const vanishing = Array.from({ length: 20 }, () => connect(server.port, '127.0.0.1'))
    for (const socket of vanishing) {
      socket.on('error', () => undefined)
      socket.once('connect', () => socket.resetAndDestroy())
    }
    await Promise.all(vanishing.map(gone))
    expect((await get('/healthz', { secure: true })).status).toBe(200)
  })
})

describe('/ca', () => {
  test('shows the fingerprint and the steps, in German and English, under a stricter policy still', async () => {
    const german = await get('/ca', { secure: false, headers: { 'Accept-Language': 'de-AT,en;q=0.5' } })
    const english = await get('/ca', { secure: true, headers: { 'Accept-Language': 'en-GB,de;q=0.5' } })
    const asked = await get('/ca?lang=en', { secure: false, headers: { 'Accept-Language': 'de' } })
    expect(german.body).toContain('<html lang="de">')
    for (const { body } of [english, asked]) expect(body).toContain('<html lang="en">')
    for (const { body, headers } of [german, english]) {
      expect(body).toContain(server.site?.fingerprint)
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'/
      )
      expect(headers['x-content-type-options']).toBe('nosniff')
    }
  })

  test('hands out the CA as a certificate and as an Apple profile', async () => {
    const crt = await get('/ca.crt', { secure: false })
    expect([crt.headers['content-type'], crt.body.trim()]).toEqual(['application/x-x509-ca-cert', ca.trim()])
    const profile = await get('/ca.mobileconfig', { secure: false })
    expect(profile.headers['content-type']).toBe('application/x-apple-aspen-config')
    const der = /<data>([^<]+)<\/data>/.exec(profile.body)?.[1]
    expect(ca.replaceAll(/-----[^-]+-----|\s/g, '')).toBe(der)
    expect(profile.body).toContain('<string>com.apple.security.root</string>')
    expect((await get('/ca.key', { secure: true })).status).toBe(404)
  })
})

test('--lan serves private addresses only', async () => {
  const lan = await startSignaling({
    tls: { type: 'site' },
    stateFolder: join(folder, 'state'),
    names: ['box.local'],
    proxies: ['127.0.0.1']
  })
  onTestFinished(() => lan.close())
  const statusFrom = async (address: string): Promise<number> => {
    const asked = secureRequest({
      ...{ host: '127.0.0.1', port: lan.port, path: '/healthz', agent: false, ca, servername: 'localhost' },
      headers: { 'X-Forwarded-For': address }
    })
    asked.end()
    const [answer] = (await once(asked, 'response')) as [{ statusCode: number; resume(): void }]
    answer.resume()
    return answer.statusCode
  }
  expect([await statusFrom('192.168.3.4'), await statusFrom('203.0.113.4')]).toEqual([200, 403])
})

test('--domain: files are read again without a restart, and https is promised for a year', async () => {
  const now = new Date()
  const authority = await makeAuthority({ name: 'x', names: ['chat.internal'], now })
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  const write = async (): Promise<void> => {
    const made = await issueLeaf(authority, { names: ['chat.internal'], addresses: [], now })
    await Promise.all([writeFile(files.cert, made.cert), writeFile(files.key, made.key)])
  }
  await write()
  const lines: string[] = []
  const log = (line: string): void => void lines.push(line)
  const domain = await startSignaling({
    tls: { type: 'files', ...files },
    domain: 'chat.internal',
    names: ['chat.internal'],
    log
  })
  onTestFinished(() => domain.close())
  const serial = async (): Promise<string> => {
    const socket = connectSecurely({
      ...{ port: domain.port, host: '127.0.0.1', ca: authority.certificate, servername: 'chat.internal' }
    })
    await once(socket, 'secureConnect')
    const { serialNumber } = socket.getPeerCertificate()
    socket.destroy()
    return serialNumber
  }
  const first = await serial()
  await write()
  await domain.renewCertificate()
  const second = await serial()
  await writeFile(files.cert, 'broken')
  await domain.renewCertificate()
  expect(second).not.toBe(first)
  expect(await serial()).toBe(second)
  expect(lines).toEqual([expect.stringContaining('certificate not renewed, the old one stays')])
  const asked = secureRequest({
    ...{
      host: '127.0.0.1',
      port: domain.port,
      path: '/',
      agent: false,
      ca: authority.certificate,
      servername: 'chat.internal'
    }
  })
  asked.end()
  const [answer] = (await once(asked, 'response')) as [{ headers: Record<string, string>; resume(): void }]
  answer.resume()
  expect(answer.headers['strict-transport-security']).toBe('max-age=31536000')
  expect(await readFile(files.cert, 'utf8')).toBe('broken')
})
