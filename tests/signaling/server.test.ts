import { once } from 'node:events'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, onTestFinished, test } from 'vitest'
import { nextLoad, type Load } from '../../signaling/health.ts'
import { defaultLimits } from '../../signaling/limits.ts'
import { startSignaling } from '../fixtures/signaling.ts'
import { keepLoopLate, metric, openSocket, sayRaw, until, upgradeStatus } from './clients.ts'

const start = async (overrides: Parameters<typeof startSignaling>[0] = {}) => {
  const server = await startSignaling(overrides)
  onTestFinished(() => server.close())
  return server
}

test('/relay.json says which relay it is, and is never stored', async () => {
  const server = await start({ ice: ['stun:stun.example:3478'], stunPort: 0 })
  const before = Date.now()
  const answer = await fetch(`${server.httpUrl}/relay.json`)
  const told = (await answer.json()) as { now: number }
  expect(told).toEqual({
    v: 1,
    peerId: server.peerId,
    relays: [],
    stun: server.stunPort,
    ice: ['stun:stun.example:3478'],
    turn: false,
    push: null,
    now: told.now,
    build: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string
  })
  expect(server.peerId).toMatch(/^12D3Koo/)
  expect(told.now).toBeGreaterThanOrEqual(before)
  expect(answer.headers.get('cache-control')).toBe('no-store')
})

describe('/metrics', () => {
  test('is there for this machine', async () => {
    const server = await start()
    const answer = await fetch(`${server.httpUrl}/metrics`)
    const names = [...(await answer.text()).matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name)
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(names).toEqual([
      'flurfunk_state',
      'flurfunk_signal_connections',
      'flurfunk_signal_topics',
      'flurfunk_signal_subscriptions',
      'flurfunk_signal_messages_total',
      'flurfunk_refused_total',
      'flurfunk_relay_connections',
      'flurfunk_relay_reservations',
      'flurfunk_relay_circuits',
      'flurfunk_relay_bytes_total',
      'flurfunk_stun_answers_total',
      'flurfunk_loop_delay_seconds',
      'flurfunk_build_info',
      'process_resident_memory_bytes',
      'process_cpu_seconds_total'
    ])
  })

  test('is not there for what came through a proxy, known or not', async () => {
    const server = await start()
    const proxied = await start({ proxies: ['127.0.0.1'] })
    const forwarded = { headers: { 'X-Forwarded-For': '127.0.0.1' } }
    expect((await fetch(`${server.httpUrl}/metrics`, forwarded)).status).toBe(404)
    expect((await fetch(`${proxied.httpUrl}/metrics`, forwarded)).status).toBe(404)
  })

  test('opens with the right bearer token only', async () => {
    const server = await start({ metricsToken: 'open sesame' })
    const statusWith = async (authorization: string): Promise<number> =>
      (
        await fetch(`${server.httpUrl}/metrics`, {
          headers: { 'X-Forwarded-For': '1.2.3.4', Authorization: authorization }
        })
      ).status
    expect(await statusWith('Bearer open sesame')).toBe(200)
    expect(await statusWith('Bearer open')).toBe(404)
    expect(await statusWith('open sesame')).toBe(404)
  })

  test('is not there on another address of this machine', async ({ skip }) => {
    const own = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .find(({ family, internal }) => family === 'IPv4' && !internal)
    if (own === undefined) return skip('this machine has the loopback only')
    const server = await start({ host: '0.0.0.0' })
    expect((await fetch(`http://${own.address}:${server.port}/metrics`)).status).toBe(404)
  })

  test('names nobody: after a visit it holds no topic and no address', async () => {
    const server = await start({ proxies: ['127.0.0.1'] })
    const client = await openSocket(`${server.socketUrl}/signal`, { headers: { 'X-Forwarded-For': '203.0.113.77' } })
    client.say({ type: 'subscribe', topics: ['secret-topic'] })
    client.say({ type: 'secret-kind', topic: 'secret-topic' })
    await until(async () => (await metric(server.httpUrl, 'flurfunk_signal_topics')) === 1, 'subscribed')
    await until(
      async () => (await metric(server.httpUrl, 'flurfunk_signal_messages_total{type="other"}')) === 1,
      'heard'
    )
    const text = await (await fetch(`${server.httpUrl}/metrics`)).text()
    expect(text).not.toMatch(/secret|203\.0\.113/)
  })
})

describe('overload', () => {
  const bounds = { ...defaultLimits, memoryBytesMax: 100 }
  const after = (load: Load, samples: [delayMs: number, memory: number][]): Load =>
    samples.reduce((was, [loopDelayMs, memoryBytes]) => nextLoad(was, { loopDelayMs, memoryBytes }, bounds), load)
  const many = (count: number, sample: [number, number]): [number, number][] =>
    Array.from({ length: count }, () => sample)
  const calm: Load = { shedding: false, seconds: 0 }

  test('begins after five late seconds in a row, not four and one later', () => {
    expect(after(calm, many(4, [201, 0])).shedding).toBe(false)
    expect(after(calm, many(5, [201, 0])).shedding).toBe(true)
    expect(after(calm, [...many(4, [201, 0]), [10, 0], ...many(4, [201, 0])]).shedding).toBe(false)
  })

  test('begins at once beyond the memory bound', () => {
    expect(after(calm, [[0, 101]]).shedding).toBe(true)
  })

  test('ends after ten seconds below half, counted anew after every lapse', () => {
    const shedding: Load = { shedding: true, seconds: 0 }
    expect(after(shedding, many(9, [99, 50])).shedding).toBe(true)
    expect(after(shedding, many(10, [99, 50])).shedding).toBe(false)
    expect(after(shedding, [...many(9, [99, 50]), [120, 50], ...many(9, [99, 50])]).shedding).toBe(true)
    expect(after(shedding, many(20, [99, 95])).shedding).toBe(true)
  })

  test('new sockets get 503, files and open sockets go on, /healthz says busy', async () => {
    const server = await start({ memoryBytesMax: 1 })
    const upgrade = await upgradeStatus(`${server.socketUrl}/signal`)
    const health = await fetch(`${server.httpUrl}/healthz`)
    expect([upgrade.status, health.status, await health.text()]).toEqual([503, 503, 'busy\n'])
    expect(Number(upgrade.headers['retry-after'])).toBeGreaterThanOrEqual(5)
    expect((await fetch(`${server.httpUrl}/relay.json`)).status).toBe(200)
    expect(await metric(server.httpUrl, 'flurfunk_state{state="busy"}')).toBe(1)
  })

  test('a loop that really is late is noticed, and sockets that were open stay', async () => {
    const lines: string[] = []
    const limits = { loopDelayMsMax: 60, overloadSeconds: 1, recoverySeconds: 1 }
    const server = await start({ limits, log: (line) => lines.push(line) })
    const client = await openSocket(`${server.socketUrl}/signal`)
    const relax = keepLoopLate(100)
    await until(() => lines.includes('busy: refusing new connections'), 'shedding')
    relax()
    client.say({ type: 'ping' })
    await until(() => client.heard.length === 1, 'a pong while shedding')
    await until(() => lines.includes('no longer busy'), 'recovery')
    expect((await upgradeStatus(`${server.socketUrl}/signal`)).status).toBe(101)
  })
})

describe('shutdown', () => {
  test('closes sockets with 1012, says draining meanwhile, and is done within 5 s', async () => {
    const server = await startSignaling({ limits: { farewellMs: 800 } })
    const polite = await openSocket(`${server.socketUrl}/signal`)
    const relayed = await openSocket(`${server.socketUrl}/`)
    relayed.socket.removeAllListeners('message')
    // This one never answers the goodbye, so draining takes a moment.
    const stubborn = await openSocket(`${server.socketUrl}/signal`)
    stubborn.socket.pause()
    const idle = connect(server.port, '127.0.0.1')
    idle.on('error', () => undefined)
    await once(idle, 'connect')
    const beganAtMs = performance.now()
    const closing = server.close()
    expect(await polite.closed).toBe(1012)
    expect(await relayed.closed).toBe(1012)
    const health = await sayRaw(server.port, 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    expect(health).toMatch(/^HTTP\/1\.1 503 [\s\S]*draining/)
    expect((await upgradeStatus(`${server.socketUrl}/signal`)).status).toBe(503)
    await Promise.all([closing, server.close()])
    expect(performance.now() - beganAtMs).toBeLessThan(5_000)
    await expect(fetch(`${server.httpUrl}/healthz`)).rejects.toThrow()
  })

  test('the same port and relay key can be taken again at once, under the same PeerId', async () => {
    const first = await startSignaling()
    const client = await openSocket(`${first.socketUrl}/signal`)
    await first.close()
    expect(await client.closed).toBe(1012)
    const second = await start({ port: first.port, relayKey: first.relayKey })
    expect([second.port, second.peerId]).toEqual([first.port, first.peerId])
    await openSocket(`${second.socketUrl}/signal`)
  })

  test('a taken port is a reason, and nothing stays open behind it', async () => {
    const first = await start()
    await expect(startSignaling({ port: first.port })).rejects.toThrow(/EADDRINUSE/)
    const withStun = await start({ stunPort: 0 })
    await expect(startSignaling({ stunPort: withStun.stunPort ?? 0 })).rejects.toThrow(/EADDRINUSE/)
  })
})
