// Hostile input costs the one who sends it, never the process: after every kind of it an honest client is still served.
import { noise } from '@chainsafe/libp2p-noise'
import { identify } from '@libp2p/identify'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import fc from 'fast-check'
import { createLibp2p } from 'libp2p'
import { afterAll, afterEach, beforeAll, test } from 'vitest'
import { gone, openSocket, until, type RawClient } from './clients.ts'
import { startServerProcess, type ServerProcess } from './other-process.ts'

let server: ServerProcess
let port: number

beforeAll(async () => {
  // A process of its own: nothing of the test runner catches what it does not.
  server = await startServerProcess({
    limits: { newSocketsBurst: 10_000, signalMessagesBurst: 1e6, signalBytesBurst: 1e9 }
  })
  port = Number(new URL(server.httpUrl).port)
})
afterAll(() => server.stop())
afterEach(async () => {
  const [a, b] = await Promise.all([openSocket(`${server.socketUrl}/signal`), openSocket(`${server.socketUrl}/signal`)])
  a.say({ type: 'subscribe', topics: ['still-there'] })
  a.say({ type: 'ping' })
  await until(() => a.heard.length === 1, 'a pong')
  b.say({ type: 'publish', topic: 'still-there', data: 1 })
  await until(() => a.heard.length === 2, 'an honest message passes')
  a.socket.close()
  b.socket.close()
})

test('any JSON at all', async () => {
  const client = await openSocket(`${server.socketUrl}/signal`)
  const kind = fc.constantFrom('subscribe', 'unsubscribe', 'publish', 'ping', '__proto__', 'constructor')
  const topics = fc.oneof(fc.jsonValue(), fc.array(fc.oneof(fc.string(), fc.jsonValue()), { maxLength: 5 }))
  const message = fc.oneof(
    fc.jsonValue(),
    fc.record({
      type: fc.oneof(kind, fc.jsonValue()),
      topics,
      topic: fc.oneof(fc.string(), fc.jsonValue()),
      data: fc.jsonValue()
    })
  )
  fc.assert(
    fc.property(message, (said) => {
      client.say(said)
      return client.socket.readyState === client.socket.OPEN
    }),
    { numRuns: 1_000 }
  )
  client.say({ type: 'ping' })
  await until(() => client.heard.some(({ type }) => type === 'pong'), 'the last answer')
  client.socket.close()
})

test('texts that are almost JSON, nested without end, or not even text', async () => {
  const hostile: (string | Buffer)[] = [
    '',
    '{',
    '[',
    'undefined',
    '{"type":"publish","topic":"deep","data":' + '['.repeat(15_000) + ']'.repeat(15_000) + '}',
    '{"__proto__":{"type":"publish"},"topics":{"length":1e9}}',
    Buffer.from([0xff, 0xfe, 0x00]),
    randomBytes(1_000)
  ]
  for (const said of hostile) {
    const reader = await openSocket(`${server.socketUrl}/signal`)
    reader.say({ type: 'subscribe', topics: ['deep'] })
    const client = await openSocket(`${server.socketUrl}/signal`)
    client.socket.send(said)
    client.say({ type: 'ping' })
    const pong = until(() => client.heard.some(({ type }) => type === 'pong'), 'a pong')
    // Either it was harmless, or it ended this one connection.
    await Promise.race([pong.catch(() => undefined), client.closed])
    client.socket.terminate()
    reader.socket.terminate()
  }
})

test('random bytes instead of http, of frames, of a Noise handshake', async () => {
  for (let round = 0; round < 30; round++) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.resume()
    socket.end(randomBytes(1 + round * 50))
    await gone(socket)
  }
  const upgrade = (path: string): string =>
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'
  for (const path of ['/', '/signal']) {
    for (let round = 0; round < 15; round++) {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => undefined)
      socket.write(upgrade(path))
      await once(socket, 'data')
      socket.end(randomBytes(200))
      socket.resume()
      await gone(socket)
    }
  }
  for (let round = 0; round < 15; round++) {
    const client: RawClient = await openSocket(`${server.socketUrl}/`)
    client.socket.removeAllListeners('message')
    client.socket.send(randomBytes(1 + round * 500))
    client.socket.close()
    await client.closed
  }
})

test('upgrades that are malformed, half sent, or whose sender is gone before the answer', async () => {
  const heads = [
    'GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    'GET /signal HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 99\r\nSec-WebSocket-Key: short\r\n\r\n',
    'GET /signal HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Ver',
    'GET http://[::1 HTTP/1.1\r\nHost: [[[\r\nOrigin: ://\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    'GET //signal HTTP/1.1\r\nHost: x\r\nOrigin: \r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    'POST /signal HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello'
  ]
  const full =
    `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'
  for (const head of [...heads, full, full.replace('GET /', 'GET /signal')]) {
    for (let round = 0; round < 10; round++) {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => undefined)
      await once(socket, 'connect')
      socket.write(head)
      // A reset, not a goodbye: the server finds a socket without a remote address.
      socket.resetAndDestroy()
      await gone(socket)
    }
  }
})

test('a flood of resets while libp2p is shaking hands', async () => {
  const clients = await Promise.all(Array.from({ length: 40 }, () => openSocket(`${server.socketUrl}/`)))
  for (const [index, { socket }] of clients.entries()) {
    socket.removeAllListeners('message')
    if (index % 2 === 0) socket.send(Buffer.from('\x13/multistream/1.0.0\n'))
    socket.terminate()
  }
  await Promise.all(clients.map(({ closed }) => closed))
})

test('a peer that passed Noise and then sends junk, resets or silence on every protocol of the relay', async () => {
  const stranger = await createLibp2p({
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: { denyDialMultiaddr: () => false },
    services: { identify: identify() }
  })
  const connection = await stranger.dial(multiaddr(server.relayAddress))
  const protocols = ['/libp2p/circuit/relay/0.2.0/hop', '/ipfs/id/1.0.0', '/ipfs/ping/1.0.0']
  for (let round = 0; round < 60; round++) {
    const stream = await connection.newStream(protocols[round % 3] ?? '', { runOnLimitedConnection: true })
    stream.addEventListener('message', () => undefined)
    if (round % 2 === 0) stream.send(randomBytes(1 + round * 3))
    // A length that promises far more than will ever come.
    if (round % 5 === 0) stream.send(Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0x0f]))
    if (round % 4 === 0) await stream.close().catch(() => undefined)
    else stream.abort(new Error('gone'))
  }
  // Asking to be connected to somebody who is not there, in a message that is well formed.
  const reserve = await connection.newStream(protocols[0] ?? '')
  reserve.send(Uint8Array.from([2, 0x08, 0x01]))
  connection.abort(new Error('gone'))
  await stranger.stop()
})
