import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { startSignaling, type SignalingForTests } from '../fixtures/signaling.ts'
import { metric, openSocket, sayRaw, until, upgradeStatus } from './clients.ts'

let server: SignalingForTests
afterEach(() => server.close())

const refused = (reason: string): Promise<number> =>
  metric(server.httpUrl, `flurfunk_refused_total{reason="${reason}"}`)

describe('WebSockets are bounded', () => {
  test('in all: the next one gets 503 with Retry-After, and a place that is left can be taken', async () => {
    server = await startSignaling({ limits: { socketsMax: 2 } })
    const first = await openSocket(`${server.socketUrl}/signal`)
    await openSocket(`${server.socketUrl}/`)
    const { status, headers } = await upgradeStatus(`${server.socketUrl}/signal`)
    expect(status).toBe(503)
    expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(5)
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(15)
    first.socket.terminate()
    await until(
      async () => (await upgradeStatus(`${server.socketUrl}/signal`)).status === 101,
      'the place is free again'
    )
  })

  test('per address: 429, while another address still comes in', async () => {
    server = await startSignaling({ limits: { socketsPerAddressMax: 1 }, proxies: ['127.0.0.1'] })
    const from = (address: string): Record<string, string> => ({ 'X-Forwarded-For': address })
    await openSocket(`${server.socketUrl}/signal`, { headers: from('203.0.113.1') })
    const again = await upgradeStatus(`${server.socketUrl}/signal`, from('203.0.113.1'))
    const other = await upgradeStatus(`${server.socketUrl}/signal`, from('203.0.113.2'))
    expect([again.status, 'retry-after' in again.headers, other.status]).toEqual([429, true, 101])
  })

  test('an IPv6 /64 counts as one address', async () => {
    server = await startSignaling({ limits: { socketsPerAddressMax: 1 }, proxies: ['127.0.0.1'] })
    const from = (address: string): Record<string, string> => ({ 'X-Forwarded-For': address })
    await openSocket(`${server.socketUrl}/signal`, { headers: from('2001:db8:1:2::1') })
    const near = await upgradeStatus(`${server.socketUrl}/signal`, from('2001:db8:1:2:ffff::9'))
    const far = await upgradeStatus(`${server.socketUrl}/signal`, from('2001:db8:1:3::1'))
    expect([near.status, far.status]).toEqual([429, 101])
  })

  test('new ones per address: 429 beyond the burst', async () => {
    server = await startSignaling({ limits: { newSocketsBurst: 3, newSocketsPerSecond: 0.001 } })
    const statuses: number[] = []
    for (let index = 0; index < 5; index++) statuses.push((await upgradeStatus(`${server.socketUrl}/signal`)).status)
    expect(statuses).toEqual([101, 101, 101, 429, 429])
    expect(await refused('rate')).toBe(2)
  })
})

describe('Origin', () => {
  const statusFor = async (origin: string, host?: string): Promise<number> =>
    (
      await upgradeStatus(`${server.socketUrl}/signal`, {
        Origin: origin,
        ...(host === undefined ? {} : { Host: host })
      })
    ).status

  test('our own page, on any of our names, may open sockets; a stranger gets 403', async () => {
    server = await startSignaling({ names: ['box.local'] })
    expect(await statusFor(`http://127.0.0.1:${server.port}`)).toBe(101)
    expect(await statusFor(`http://localhost:${server.port}`, `localhost:${server.port}`)).toBe(101)
    expect(await statusFor('http://box.local', 'box.local')).toBe(101)
    expect(await statusFor('http://box.local', 'box.local:80')).toBe(101)
    expect(await statusFor('https://evil.example')).toBe(403)
    expect(await statusFor('null')).toBe(403)
  })

  test('a stranger cannot make itself ours by a Host header: rebinding a name is not enough', async () => {
    server = await startSignaling()
    expect(await statusFor('http://evil.example', 'evil.example')).toBe(403)
  })

  test('--origins and --public let further pages in', async () => {
    server = await startSignaling({ origins: ['https://other.example'], publicUrl: new URL('https://chat.example') })
    expect(await statusFor('https://other.example')).toBe(101)
    expect(await statusFor('https://chat.example', 'internal:8080')).toBe(101)
    expect(await statusFor('https://other.example.evil')).toBe(403)
  })
})

describe('proxies and networks', () => {
  test("without --proxy X-Forwarded-For is a stranger's word", async () => {
    server = await startSignaling({ limits: { socketsPerAddressMax: 1 } })
    await openSocket(`${server.socketUrl}/signal`, { headers: { 'X-Forwarded-For': '203.0.113.1' } })
    const { status } = await upgradeStatus(`${server.socketUrl}/signal`, { 'X-Forwarded-For': '203.0.113.2' })
    expect(status).toBe(429)
  })

  test('the rightmost stranger counts: what the caller wrote further left does not', async () => {
    server = await startSignaling({ limits: { socketsPerAddressMax: 1 }, proxies: ['127.0.0.1', '10.0.0.0/8'] })
    await openSocket(`${server.socketUrl}/signal`, { headers: { 'X-Forwarded-For': '203.0.113.1, 10.0.0.7' } })
    const forged = { 'X-Forwarded-For': '198.51.100.9, 203.0.113.1, 10.0.0.7' }
    expect((await upgradeStatus(`${server.socketUrl}/signal`, forged)).status).toBe(429)
  })

  test('--allow narrows who is served: the connection of anybody else ends unanswered', async () => {
    server = await startSignaling({ allow: ['10.0.0.0/8'] })
    expect(await sayRaw(server.port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')).toBe('')
  })

  test('behind a proxy --allow judges the forwarded address', async () => {
    server = await startSignaling({ allow: ['10.0.0.0/8'], proxies: ['127.0.0.1'] })
    const statusFrom = async (address: string): Promise<number> =>
      (await fetch(`${server.httpUrl}/healthz`, { headers: { 'X-Forwarded-For': address } })).status
    const upgradeFrom = async (address: string): Promise<number> =>
      (await upgradeStatus(`${server.socketUrl}/signal`, { 'X-Forwarded-For': address })).status
    expect([await statusFrom('10.1.2.3'), await upgradeFrom('10.1.2.3')]).toEqual([200, 101])
    expect([await statusFrom('203.0.113.1'), await upgradeFrom('203.0.113.1')]).toEqual([403, 403])
  })
})

describe('HTTP', () => {
  test('an upgrade to any other path, or to anything but a WebSocket, is destroyed', async () => {
    server = await startSignaling()
    await expect(upgradeStatus(`${server.socketUrl}/other`)).rejects.toThrow()
    await expect(upgradeStatus(`${server.socketUrl}/signal`, { Upgrade: 'h2c' })).rejects.toThrow()
    expect(await refused('path')).toBe(2)
  })

  test('headers over 16 KiB get 431', async () => {
    server = await startSignaling()
    const answer = await sayRaw(server.port, `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(17 * 1024)}\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 431 /)
    expect(answer).toContain("default-src 'none'")
  })

  test('headers that do not end in time get 408', async () => {
    server = await startSignaling({ limits: { headerWaitMs: 150 } })
    expect(await sayRaw(server.port, 'GET / HTTP/1.1\r\nHost: x\r\n')).toMatch(/^HTTP\/1\.1 408 /)
  })

  test('what is not http gets 400', async () => {
    server = await startSignaling()
    expect(await sayRaw(server.port, 'not http at all\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
  })

  test('nothing takes a body: other methods and requests with one get 405', async () => {
    server = await startSignaling()
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      expect((await fetch(`${server.httpUrl}/`, { method })).status).toBe(405)
    }
    const withBody = 'GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc'
    const chunked =
      'GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n'
    expect(await sayRaw(server.port, withBody)).toMatch(/^HTTP\/1\.1 405 /)
    expect(await sayRaw(server.port, chunked)).toMatch(/^HTTP\/1\.1 405 /)
  })

  test('connections of all kinds are bounded', async () => {
    server = await startSignaling({ limits: { connectionsMax: 2 } })
    const held = [connect(server.port, '127.0.0.1'), connect(server.port, '127.0.0.1')]
    await Promise.all(held.map((socket) => once(socket, 'connect')))
    expect(await sayRaw(server.port, 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')).toBe('')
    for (const socket of held) socket.destroy()
    await until(async () => {
      const answer = await sayRaw(server.port, 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
      return answer.startsWith('HTTP/1.1 200')
    }, 'a place is free')
  })
})
