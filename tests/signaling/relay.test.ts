import { noise } from '@chainsafe/libp2p-noise'
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import type { Libp2p, Stream } from '@libp2p/interface'
import { ping } from '@libp2p/ping'
import { lpStream } from '@libp2p/utils'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { startSignaling, type SignalingForTests } from '../fixtures/signaling.ts'
import { keepLoopLate, metric, until } from './clients.ts'
import { startServerProcess } from './other-process.ts'

const protocol = '/flurfunk/test/1'
const nodes: Libp2p[] = []

/** A device's node as the browser makes it, less WebRTC: it reserves at the relay by listening on it. */
async function device(relayAddress: string): Promise<Libp2p> {
  const node = await createLibp2p({
    addresses: { listen: [`${relayAddress}/p2p-circuit`] },
    transports: [webSockets(), circuitRelayTransport()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: { denyDialMultiaddr: () => false },
    connectionManager: { reconnectRetries: 0 },
    services: { identify: identify(), ping: ping() }
  })
  nodes.push(node)
  return node
}

const reserved = (node: Libp2p): boolean =>
  node.getMultiaddrs().some((address) => address.toString().includes('/p2p-circuit'))

function echoes(node: Libp2p): Promise<void> {
  const echo = async (stream: Stream): Promise<void> => {
    const messages = lpStream(stream, { maxDataLength: 262_144 })
    for (;;) await messages.write(await messages.read())
  }
  return node.handle(protocol, (stream) => void echo(stream).catch(() => undefined), { runOnLimitedConnection: true })
}

const addressOf = (server: { relayAddress: string }, node: Libp2p) =>
  multiaddr(`${server.relayAddress}/p2p-circuit/p2p/${node.peerId.toString()}`)

const reservations = (server: { httpUrl: string }): Promise<number> =>
  metric(server.httpUrl, 'flurfunk_relay_reservations')

async function serve(overrides: Parameters<typeof startSignaling>[0] = {}): Promise<SignalingForTests> {
  const server = await startSignaling(overrides)
  onTestFinished(() => server.close())
  return server
}

afterEach(async () => {
  vi.useRealTimers()
  await Promise.all(nodes.splice(0).map((node) => node.stop()))
})

test('two devices talk over the relay, beyond the defaults of the library, and only on streams that say so', async () => {
  const server = await serve()
  const [a, b] = await Promise.all([device(server.relayAddress), device(server.relayAddress)])
  await echoes(b)
  await until(() => reserved(b), 'a reservation')
  const connection = await a.dial(addressOf(server, b))
  expect(connection.limits).toBeDefined()
  await expect(connection.newStream(protocol)).rejects.toThrow(/limited/i)
  const messages = lpStream(await connection.newStream(protocol, { runOnLimitedConnection: true }), {
    maxDataLength: 262_144
  })
  const sent = new Uint8Array(200_000).map((_, index) => index * 7)
  for (let round = 0; round < 10; round++) {
    await messages.write(sent)
    expect(Buffer.compare((await messages.read()).subarray(), sent)).toBe(0)
  }
  expect(await metric(server.httpUrl, 'flurfunk_relay_circuits')).toBe(1)
  expect(await metric(server.httpUrl, 'flurfunk_relay_bytes_total')).toBeGreaterThan(4_000_000)
  await connection.close()
  await until(async () => (await metric(server.httpUrl, 'flurfunk_relay_circuits')) === 0, 'the circuit is gone')
})

test('a reservation ends with the connection, and nothing remains', async () => {
  const server = await serve()
  const [a, b] = await Promise.all([device(server.relayAddress), device(server.relayAddress)])
  await until(() => reserved(a) && reserved(b), 'reservations')
  expect(await reservations(server)).toBe(2)
  await a.stop()
  await until(async () => (await reservations(server)) === 1, 'one left')
  await b.stop()
  await until(async () => (await reservations(server)) === 0, 'none left')
  expect(await metric(server.httpUrl, 'flurfunk_relay_connections')).toBe(0)
})

test('more than the fifteen devices of the library find a place, all from one address', async () => {
  const server = await serve()
  const all = await Promise.all(Array.from({ length: 20 }, () => device(server.relayAddress)))
  await until(() => all.every(reserved), 'twenty reservations', 20_000)
  expect(await reservations(server)).toBe(20)
})

test('reservations are bounded, and a place that is left can be taken', async () => {
  const server = await serve({ limits: { relayReservationsMax: 1 } })
  const first = await device(server.relayAddress)
  await until(() => reserved(first), 'a reservation')
  await device(server.relayAddress).catch(() => undefined)
  expect(await reservations(server)).toBe(1)
  await first.stop()
  await until(async () => (await reservations(server)) === 0, 'the place is free')
  const third = await device(server.relayAddress)
  await until(() => reserved(third), 'the place is taken again')
})

test('connections are bounded: the relay refuses what is beyond', async () => {
  const server = await serve({ limits: { relayConnectionsMax: 1 } })
  const first = await device(server.relayAddress)
  await until(() => reserved(first), 'a reservation')
  await expect(device(server.relayAddress)).rejects.toThrow()
  expect(await metric(server.httpUrl, 'flurfunk_relay_connections')).toBe(1)
})

test('a circuit over its bytes is closed', async () => {
  const server = await serve({ limits: { circuitBytesMax: 100_000 } })
  const [a, b] = await Promise.all([device(server.relayAddress), device(server.relayAddress)])
  await echoes(b)
  await until(() => reserved(b), 'a reservation')
  const connection = await a.dial(addressOf(server, b))
  const messages = lpStream(await connection.newStream(protocol, { runOnLimitedConnection: true }))
  const talk = async (): Promise<never> => {
    for (;;) {
      await messages.write(new Uint8Array(10_000))
      await messages.read()
    }
  }
  await expect(talk()).rejects.toThrow()
  await until(async () => (await metric(server.httpUrl, 'flurfunk_relay_circuits')) === 0, 'the circuit is gone')
})

test('a socket over its share is read more slowly, and loses nothing', async () => {
  const server = await serve({ limits: { relayBytesBurst: 50_000, relayBytesPerSecond: 500_000 } })
  const [a, b] = await Promise.all([device(server.relayAddress), device(server.relayAddress)])
  await echoes(b)
  await until(() => reserved(b), 'a reservation')
  const connection = await a.dial(addressOf(server, b))
  const messages = lpStream(await connection.newStream(protocol, { runOnLimitedConnection: true }), {
    maxDataLength: 262_144
  })
  const sent = new Uint8Array(100_000).map((_, index) => index * 3)
  const beganAtMs = performance.now()
  for (let round = 0; round < 5; round++) {
    await messages.write(sent)
    expect(Buffer.compare((await messages.read()).subarray(), sent)).toBe(0)
  }
  // 500 KB at 500 KB/s: 50 KB are free, and the last 100 KB are read before they are paid for.
  expect(performance.now() - beganAtMs).toBeGreaterThan(600)
})

test('while shedding load no reservation is given', async () => {
  const limits = { loopDelayMsMax: 60, overloadSeconds: 1, recoverySeconds: 60 }
  const lines: string[] = []
  const server = await serve({ limits, log: (line) => lines.push(line) })
  const a = await device(server.relayAddress)
  await until(() => reserved(a), 'a reservation')
  const late = await createLibp2p({
    transports: [webSockets(), circuitRelayTransport()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: { denyDialMultiaddr: () => false },
    services: { identify: identify() }
  })
  nodes.push(late)
  await late.dial(multiaddr(server.relayAddress))
  const relax = keepLoopLate(100)
  await until(() => lines.includes('busy: refusing new connections'), 'shedding')
  relax()
  const listener = late as unknown as {
    components: { transportManager: { listen(addresses: unknown[]): Promise<void> } }
  }
  await listener.components.transportManager
    .listen([multiaddr(`${server.relayAddress}/p2p-circuit`)])
    .catch(() => undefined)
  expect(await metric(server.httpUrl, 'flurfunk_refused_total{reason="reservations"}')).toBeGreaterThan(0)
  expect([await reservations(server), reserved(late)]).toEqual([1, false])
})

test('a device whose clock is a year ahead of the relay is reachable, and stays so', async () => {
  const server = await startServerProcess()
  onTestFinished(() => server.stop())
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 365 * 86_400_000 })
  const [a, b] = await Promise.all([device(server.relayAddress), device(server.relayAddress)])
  await echoes(b)
  await until(() => reserved(b), 'a reservation')
  const connection = await a.dial(addressOf(server, b))
  const messages = lpStream(await connection.newStream(protocol, { runOnLimitedConnection: true }))
  await messages.write(new Uint8Array([1, 2, 3]))
  expect((await messages.read()).subarray()).toEqual(new Uint8Array([1, 2, 3]))
  expect(reserved(b)).toBe(true)
})

test('a relay that comes back on its port is the same relay, and gives reservations again', async () => {
  const first = await startSignaling()
  const a = await device(first.relayAddress)
  await until(() => reserved(a), 'a reservation')
  await first.close()
  await until(() => a.getConnections().length === 0, 'the device has noticed')
  const second = await serve({ port: first.port, relayKey: first.relayKey })
  const b = await device(second.relayAddress)
  await until(() => reserved(b), 'a reservation at the same address')
  expect(second.relayAddress).toBe(first.relayAddress)
})
