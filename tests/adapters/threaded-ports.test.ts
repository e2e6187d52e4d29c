import { describe, expect, test, vi } from 'vitest'
import { repeat } from '../../src/base/bytes.ts'
import { peerIdOf, topicOf, type PeerId } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { openBridge } from '../../src/adapters/thread-bridge.ts'
import {
  createThreadedNetwork,
  shareNetwork,
  type MeteredNetwork,
  type SharedNetwork,
  type ThreadedNetwork
} from '../../src/adapters/threaded-ports.ts'
import type { NetworkEvents, OwnAddress } from '../../src/node/ports.ts'
import { createThreadPair } from '../fixtures/threads.ts'

const ben = peerIdOf('ben')
const cleo = peerIdOf('cleo')
const topic = topicOf(repeat(0x70, 16))
const address: OwnAddress = {
  peer: peerIdOf('anna'),
  peerBytes: repeat(1, 38),
  relays: [{ peer: 'r', address: '/ip4' }]
}

/** A network that writes down what it is asked, in words. */
function notingNetwork(): { network: MeteredNetwork; asked: unknown[]; events(): NetworkEvents } {
  const asked: unknown[] = []
  let events: NetworkEvents | undefined
  const note =
    (act: string) =>
    (...given: readonly unknown[]): void =>
      void asked.push([act, ...given])
  return {
    asked,
    events: () => {
      if (events === undefined) throw new Error('nobody listens')
      return events
    },
    network: {
      listen: (heard) => {
        events = heard
        asked.push(['listen'])
      },
      follow: note('follow'),
      announce: note('announce'),
      farewell: note('farewell'),
      dial: note('dial'),
      upgrade: note('upgrade'),
      send: note('send'),
      close: note('close'),
      taken: note('taken')
    }
  }
}

/** Listens and writes down what it hears. */
function notingEvents(heard: unknown[]): NetworkEvents {
  const note =
    (event: string) =>
    (...given: readonly unknown[]): void =>
      void heard.push([event, ...given])
  return {
    onAddress: note('address'),
    onAnnouncement: note('announcement'),
    onPeer: note('peer'),
    onFrame: note('frame'),
    onDialFailed: note('dial-failed'),
    onGone: note('gone'),
    onStirred: note('stirred')
  }
}

interface Worker {
  readonly network: ThreadedNetwork
  readonly heard: unknown[]
  readonly faults: unknown[]
  close(): void
}

function startWorker(shared: SharedNetwork): Worker {
  const pair = createThreadPair()
  const faults: unknown[] = []
  const fault = (error: unknown): void => void faults.push(error)
  shared.serve(openBridge(pair.worker, fault))
  return { network: createThreadedNetwork(openBridge(pair.scope, fault)), heard: [], faults, close: pair.close }
}

/** One network, one worker that listens to it. */
async function startPair(): Promise<ReturnType<typeof notingNetwork> & { shared: SharedNetwork; worker: Worker }> {
  const noting = notingNetwork()
  const shared = shareNetwork(noting.network)
  const worker = startWorker(shared)
  worker.network.listen(notingEvents(worker.heard))
  await vi.waitFor(() => expect(noting.asked).toEqual([['listen']]))
  noting.asked.length = 0
  return { ...noting, shared, worker }
}

const link = { path: 'relayed', dialer: 'them', peerBytes: repeat(2, 38) } as const

describe('Network across the line', () => {
  test('all that the node asks arrives in its order', async () => {
    const { worker, asked } = await startPair()
    const { network } = worker
    network.follow([topic])
    network.announce(topic, repeat(3, 20))
    network.farewell([{ topic, sealed: repeat(4, 20) }])
    network.dial(ben, address.relays)
    network.upgrade(ben)
    network.send(ben, repeat(5, 9))
    network.close(ben)
    await vi.waitFor(() => expect(asked).toHaveLength(7))
    expect(asked).toEqual([
      ['follow', [topic]],
      ['announce', topic, repeat(3, 20)],
      ['farewell', [{ topic, sealed: repeat(4, 20) }]],
      ['dial', ben, address.relays],
      ['upgrade', ben],
      ['send', ben, repeat(5, 9)],
      ['close', ben]
    ])
    worker.close()
  })

  test('all that happens is heard in its order', async () => {
    const { worker, events } = await startPair()
    const happens = events()
    happens.onAddress(address)
    happens.onAnnouncement(topic, repeat(3, 20))
    happens.onPeer(ben, link)
    happens.onFrame(ben, repeat(5, 9))
    happens.onDialFailed(cleo)
    happens.onGone(ben)
    happens.onStirred()
    await vi.waitFor(() => expect(worker.heard).toHaveLength(7))
    expect(worker.heard).toEqual([
      ['address', address],
      ['announcement', topic, repeat(3, 20)],
      ['peer', ben, link],
      ['frame', ben, repeat(5, 9)],
      ['dial-failed', cleo],
      ['gone', ben],
      ['stirred']
    ])
    worker.close()
  })

  test('a frame counts as taken after the node has dealt with it, and before that not', async () => {
    const noting = notingNetwork()
    const shared = shareNetwork(noting.network)
    const worker = startWorker(shared)
    const takenBefore: unknown[] = []
    worker.network.listen({
      ...notingEvents(worker.heard),
      onFrame: () =>
        void takenBefore.push(noting.asked.filter((ask) => Array.isArray(ask) && ask[0] === 'taken').length)
    })
    await vi.waitFor(() => expect(noting.asked).toEqual([['listen']]))
    noting.events().onFrame(ben, repeat(5, 9))
    noting.events().onFrame(ben, repeat(6, 700))
    await vi.waitFor(() => expect(noting.asked).toHaveLength(3))
    expect(noting.asked.slice(1)).toEqual([
      ['taken', ben, 9],
      ['taken', ben, 700]
    ])
    expect(takenBefore[0]).toBe(0)
    worker.close()
  })

  test('a frame that throws in the node is not taken', async () => {
    const noting = notingNetwork()
    const worker = startWorker(shareNetwork(noting.network))
    worker.network.listen({
      ...notingEvents(worker.heard),
      onFrame: () => {
        throw new Error('nobody foresaw this')
      }
    })
    await vi.waitFor(() => expect(noting.asked).toEqual([['listen']]))
    noting.events().onFrame(ben, repeat(5, 9))
    await vi.waitFor(() => expect(worker.faults).toEqual([new Error('nobody foresaw this')]))
    expect(noting.asked).toEqual([['listen']])
    worker.close()
  })

  test('frames are given away whole and copied when they are a part of something', async () => {
    const { worker, events, asked } = await startPair()
    const whole = repeat(5, 9)
    const store = repeat(6, 100)
    events().onFrame(ben, whole)
    events().onFrame(ben, store.subarray(10, 20))
    await vi.waitFor(() => expect(worker.heard).toHaveLength(2))
    expect(whole.length).toBe(0)
    expect(store).toEqual(repeat(6, 100))
    const fanned = repeat(7, 9)
    worker.network.send(ben, fanned)
    worker.network.send(cleo, fanned)
    await vi.waitFor(() =>
      expect(asked.slice(-2)).toEqual([
        ['send', ben, fanned],
        ['send', cleo, fanned]
      ])
    )
    expect(fanned).toEqual(repeat(7, 9))
    worker.close()
  })

  test('a window that stands still gets one lane of frames for each peer, then they are dropped', async () => {
    const { worker, asked } = await startPair()
    const frame = repeat(1, limits.frameBytesMax)
    const sends = (peer: PeerId): number =>
      asked.filter((ask) => Array.isArray(ask) && ask[0] === 'send' && ask[1] === peer).length
    for (let count = 0; count < 20; count++) worker.network.send(ben, frame)
    worker.network.send(cleo, frame)
    await vi.waitFor(() => expect(sends(cleo)).toBe(1))
    expect(sends(ben)).toBe(Math.floor(limits.bulkCreditBytes / frame.length))
    await vi.waitFor(() => {
      worker.network.send(ben, repeat(2, 1))
      expect(asked.at(-1)).toEqual(['send', ben, repeat(2, 1)])
    })
    worker.close()
  })

  test('a busy worker is told as many announcements as peers are remembered, then strangers wait', async () => {
    const { worker, events } = await startPair()
    const letters = limits.peersHeardMax + 50
    for (let count = 0; count < letters; count++) events().onAnnouncement(topic, repeat(count % 256, 4))
    events().onStirred()
    await vi.waitFor(() => expect(worker.heard.at(-1)).toEqual(['stirred']))
    expect(worker.heard).toHaveLength(limits.peersHeardMax + 1)
    await vi.waitFor(() => {
      events().onAnnouncement(topic, repeat(9, 5))
      expect(worker.heard.at(-1)).toEqual(['announcement', topic, repeat(9, 5)])
    })
    worker.close()
  })

  test('[W9] when a worker ends its links are closed and its topics left, and the next one learns the address', async () => {
    const { worker, events, asked, shared } = await startPair()
    events().onAddress(address)
    events().onPeer(ben, link)
    events().onPeer(cleo, link)
    events().onGone(cleo)
    await vi.waitFor(() => expect(worker.heard).toHaveLength(4))
    shared.rest()
    worker.close()
    expect(asked).toEqual([
      ['follow', []],
      ['farewell', []],
      ['close', ben]
    ])
    const next = startWorker(shared)
    next.network.listen(notingEvents(next.heard))
    await vi.waitFor(() => expect(next.heard).toEqual([['address', address]]))
    events().onPeer(cleo, link)
    await vi.waitFor(() => expect(next.heard).toHaveLength(2))
    next.close()
  })

  test('[W9] who calls while nobody listens is closed, and what it sent is taken', async () => {
    const { worker, events, asked, shared } = await startPair()
    shared.rest()
    asked.length = 0
    events().onPeer(ben, link)
    events().onFrame(ben, repeat(5, 9))
    expect(asked).toEqual([
      ['close', ben],
      ['taken', ben, 9]
    ])
    worker.close()
  })

  test('[W9] a node that has ended hears nothing of what was on its way', async () => {
    const { worker, events, asked } = await startPair()
    events().onFrame(ben, repeat(5, 9))
    worker.network.rest()
    await vi.waitFor(() => expect(asked).toEqual([['taken', ben, 9]]))
    expect(worker.heard).toEqual([])
    worker.close()
  })
})
