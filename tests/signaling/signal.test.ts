import { afterEach, describe, expect, test } from 'vitest'
import { startSignaling, type SignalingForTests } from '../fixtures/signaling.ts'
import { metric, openSocket, until, type RawClient } from './clients.ts'

let server: SignalingForTests
afterEach(() => server.close())

const open = (): Promise<RawClient> => openSocket(`${server.socketUrl}/signal`)

/** Answered pings mean that everything said before has been dealt with. */
async function settled(client: RawClient): Promise<void> {
  const pongs = (): number => client.heard.filter(({ type }) => type === 'pong').length
  const before = pongs()
  client.say({ type: 'ping' })
  await until(() => pongs() > before, 'pong')
}

const published = (client: RawClient): unknown[] => client.heard.filter(({ type }) => type === 'publish')

describe('what a stock client speaks', () => {
  test('a publish reaches every subscriber, the sender included, with the number of them and nothing else', async () => {
    server = await startSignaling()
    const [a, b, outsider] = await Promise.all([open(), open(), open()])
    a.say({ type: 'subscribe', topics: ['t', 'u'] })
    b.say({ type: 'subscribe', topics: ['t', 7, null, { t: 1 }] })
    await Promise.all([settled(a), settled(b)])
    a.say({ type: 'publish', topic: 't', data: 'sealed', from: 'me', clients: 99 })
    await Promise.all([until(() => published(a).length === 1, 'a'), until(() => published(b).length === 1, 'b')])
    await settled(outsider)
    expect(published(a)).toEqual([{ type: 'publish', topic: 't', data: 'sealed', clients: 2 }])
    expect(published(b)).toEqual(published(a))
    expect(published(outsider)).toEqual([])
  })

  test('publishing needs no subscription, and data may be any JSON', async () => {
    server = await startSignaling()
    const [reader, writer] = await Promise.all([open(), open()])
    reader.say({ type: 'subscribe', topics: ['t'] })
    await settled(reader)
    const data = { type: 'announce', from: 'x', deep: [1, { two: null }] }
    writer.say({ type: 'publish', topic: 't', data })
    await until(() => published(reader).length === 1, 'the message')
    expect(published(reader)).toEqual([{ type: 'publish', topic: 't', data, clients: 1 }])
  })

  test('after unsubscribing nothing comes any more', async () => {
    server = await startSignaling()
    const client = await open()
    client.say({ type: 'subscribe', topics: ['t'] })
    client.say({ type: 'unsubscribe', topics: ['t', 'never'] })
    client.say({ type: 'publish', topic: 't', data: 1 })
    await settled(client)
    expect(published(client)).toEqual([])
  })

  test('what is not JSON closes with 1003, unknown kinds are ignored', async () => {
    server = await startSignaling()
    const [good, bad] = await Promise.all([open(), open()])
    for (const odd of [{ type: 'dance' }, {}, [], 'text', 7, null, true, { type: 'subscribe', topics: 'no list' }])
      good.say(odd)
    await settled(good)
    bad.socket.send('{"type":')
    expect(await bad.closed).toBe(1003)
    expect(good.socket.readyState).toBe(good.socket.OPEN)
  })
})

describe('limits', () => {
  test('a message over the bound closes with 1009', async () => {
    server = await startSignaling()
    const client = await open()
    client.socket.send(`"${'x'.repeat(32 * 1024)}"`)
    expect(await client.closed).toBe(1009)
  })

  test('a message of exactly the bound passes', async () => {
    server = await startSignaling()
    const client = await open()
    client.say({ type: 'subscribe', topics: ['t'] })
    const rest = JSON.stringify({ type: 'publish', topic: 't', data: '' }).length
    client.say({ type: 'publish', topic: 't', data: 'x'.repeat(32 * 1024 - rest) })
    await until(() => published(client).length === 1, 'the long message')
  })

  test('messages beyond the burst are dropped, and 1 000 drops in a minute close with 1008', async () => {
    server = await startSignaling({ limits: { signalMessagesBurst: 10, signalMessagesPerSecond: 1 } })
    const client = await open()
    for (let index = 0; index < 500; index++) client.say({ type: 'ping' })
    await until(
      async () => (await metric(server.httpUrl, 'flurfunk_refused_total{reason="messages"}')) >= 485,
      'the drops are counted'
    )
    expect(client.heard.length).toBeLessThanOrEqual(15)
    expect(client.socket.readyState).toBe(client.socket.OPEN)
    for (let index = 0; index < 600; index++) client.say({ type: 'ping' })
    expect(await client.closed).toBe(1008)
  })

  test('bytes beyond the burst are dropped', async () => {
    server = await startSignaling({ limits: { signalBytesBurst: 2_000, signalBytesPerSecond: 1 } })
    const client = await open()
    client.say({ type: 'subscribe', topics: ['t'] })
    client.say({ type: 'publish', topic: 't', data: 'x'.repeat(1_000) })
    client.say({ type: 'publish', topic: 't', data: 'y'.repeat(1_000) })
    await settled(client)
    expect(published(client)).toHaveLength(1)
  })

  test('topics per socket, their length and their number in all are bounded and the excess is ignored', async () => {
    server = await startSignaling({ limits: { topicsPerSocketMax: 3, topicsMax: 4 } })
    const [a, b] = await Promise.all([open(), open()])
    a.say({ type: 'subscribe', topics: ['x'.repeat(129), '', 'a1', 'a1', 'a2', 'a3', 'a4'] })
    await settled(a)
    b.say({ type: 'subscribe', topics: ['b1', 'b2', 'a1'] })
    await settled(b)
    for (const topic of ['x'.repeat(129), 'a1', 'a2', 'a3', 'a4', 'b1', 'b2'])
      b.say({ type: 'publish', topic, data: 0 })
    await settled(b)
    await settled(a)
    const topics = (client: RawClient): unknown[] =>
      client.heard.filter(({ type }) => type === 'publish').map(({ topic }) => topic)
    expect(topics(a)).toEqual(['a1', 'a2', 'a3'])
    expect(topics(b)).toEqual(['a1', 'b1'])
    expect(await metric(server.httpUrl, 'flurfunk_signal_topics')).toBe(4)
    expect(await metric(server.httpUrl, 'flurfunk_refused_total{reason="topics"}')).toBe(2)
    expect(await metric(server.httpUrl, 'flurfunk_refused_total{reason="topic-name"}')).toBe(2)
  })

  test('a topic of 128 characters is one', async () => {
    server = await startSignaling()
    const client = await open()
    const topic = 'ä'.repeat(128)
    client.say({ type: 'subscribe', topics: [topic] })
    client.say({ type: 'publish', topic, data: 1 })
    await until(() => published(client).length === 1, 'the message')
  })

  test('subscribers of a topic are bounded', async () => {
    server = await startSignaling({ limits: { subscribersPerTopicMax: 2 } })
    const clients = await Promise.all([open(), open(), open()])
    for (const client of clients) {
      client.say({ type: 'subscribe', topics: ['t'] })
      await settled(client)
    }
    clients[2]?.say({ type: 'publish', topic: 't', data: 1 })
    for (const client of clients) await settled(client)
    expect(clients.map((client) => published(client).length)).toEqual([1, 1, 0])
  })

  test('deliveries beyond the share of the whole server are dropped', async () => {
    server = await startSignaling({ limits: { deliveriesPerSecond: 2 } })
    const [a, b] = await Promise.all([open(), open()])
    for (const client of [a, b]) {
      client.say({ type: 'subscribe', topics: ['t'] })
      await settled(client)
    }
    a.say({ type: 'publish', topic: 't', data: 'first' })
    a.say({ type: 'publish', topic: 't', data: 'second' })
    await settled(a)
    expect(published(a)).toHaveLength(1)
    expect(await metric(server.httpUrl, 'flurfunk_refused_total{reason="deliveries"}')).toBe(1)
  })

  test('a reader that does not read misses messages and is closed, the others are not held up', async () => {
    const limits = {
      signalMessagesBurst: 1e6,
      signalBytesBurst: 1e9,
      unsentBytesSkip: 64 * 1024,
      unsentBytesClose: 256 * 1024
    }
    server = await startSignaling({ limits: { ...limits, closeWaitMs: 200 } })
    const [lazy, busy] = await Promise.all([open(), open()])
    for (const client of [lazy, busy]) {
      client.say({ type: 'subscribe', topics: ['t'] })
      await settled(client)
    }
    lazy.socket.pause()
    const data = 'x'.repeat(30 * 1024)
    const connections = (): Promise<number> => metric(server.httpUrl, 'flurfunk_signal_connections')
    let said = 0
    while ((await connections()) === 2 && said < 2_000) {
      for (let index = 0; index < 20; index++, said++) busy.say({ type: 'publish', topic: 't', data })
      await settled(busy)
    }
    expect(await metric(server.httpUrl, 'flurfunk_refused_total{reason="reader-slow"}')).toBeGreaterThan(3)
    expect(published(busy)).toHaveLength(said)
    lazy.socket.resume()
    expect([1006, 1013]).toContain(await lazy.closed)
  })

  test('whoever does not answer two pings is cut, whoever answers stays', async () => {
    server = await startSignaling({ limits: { pingIntervalMs: 40 } })
    const [alive, dead] = await Promise.all([open(), openSocket(`${server.socketUrl}/signal`, { autoPong: false })])
    let pings = 0
    alive.socket.on('ping', () => pings++)
    expect(await dead.closed).toBe(1006)
    await until(() => pings > 5, 'a few more rounds')
    expect(alive.socket.readyState).toBe(alive.socket.OPEN)
  })
})

test('nothing remains of those who left', async () => {
  server = await startSignaling()
  const clients = await Promise.all(Array.from({ length: 50 }, open))
  for (const [index, client] of clients.entries()) {
    client.say({ type: 'subscribe', topics: ['all', `own-${index}`, `pair-${index >> 1}`] })
    await settled(client)
  }
  const read = (): Promise<number[]> =>
    Promise.all(
      ['connections', 'topics', 'subscriptions'].map((name) => metric(server.httpUrl, `flurfunk_signal_${name}`))
    )
  expect(await read()).toEqual([50, 76, 150])
  for (const [index, { socket }] of clients.entries())
    if (index % 2 === 0) socket.close()
    else socket.terminate()
  await until(async () => (await read())[0] === 0, 'all have left')
  expect(await read()).toEqual([0, 0, 0])
})
