// Owns the network between simulated devices: letters over signaling, relayed and direct links, and the weather over all of it. Sees
// bytes only. It keeps what the Network port promises, which is little.

import { utf8 } from '../../src/base/bytes.ts'
import { peerIdOf, type PeerId, type Topic } from '../../src/base/ids.ts'
import type { LinkPath, Network, NetworkEvents, OwnAddress } from '../../src/node/ports.ts'
import type { Dice } from '../fixtures/random.ts'
import type { SimulatedTime } from './clock.ts'

export interface Weather {
  /** Percent of frames and letters. */
  loss: number
  copies: number
  /** Milliseconds on top of the least delay: frames overtake one another. */
  jitterMs: number
  signalingUp: boolean
  relayUp: boolean
  /** Percent of pairs between which nothing direct opens. */
  directBlocked: number
}

export interface SimulatedNetwork {
  readonly weather: Weather
  /** A device's network; a fresh PeerId each time. `side` tells which part of a split network it is in. */
  join(name: string, side: () => number): Station
  /** Something changed that links must notice: sides moved, the relay went. */
  settle(): void
  readonly framesSent: number
}

export interface Station {
  readonly network: Network
  readonly peer: PeerId
  /** Leaves with a farewell, or without a word. */
  leave(how: 'farewell' | 'vanish'): void
  /** Everything this device sends passes here first: an adversary's hand. Undefined drops it. */
  tamper: ((frame: Uint8Array) => readonly Uint8Array[]) | undefined
  /** Frames to a peer, past the node. */
  inject(frame: Uint8Array): void
}

interface Seat {
  readonly name: string
  readonly peer: PeerId
  readonly side: () => number
  events: NetworkEvents | undefined
  topics: ReadonlySet<Topic>
  letters: readonly { readonly topic: Topic; readonly sealed: Uint8Array }[]
  readonly links: Map<PeerId, LinkPath>
  station: Station | undefined
}

const dialFailsMs = 6_000
const vanishedMs = 5_000

/** The network of one world. `dice` decide the weather, and nothing else. */
export function createNetwork(time: SimulatedTime, dice: Dice): SimulatedNetwork {
  const weather: Weather = { loss: 0, copies: 0, jitterMs: 20, signalingUp: true, relayUp: true, directBlocked: 0 }
  const seats = new Map<PeerId, Seat>()
  const blocked = new Map<string, boolean>()
  let joined = 0
  let framesSent = 0

  const reach = (a: Seat, b: Seat): boolean => seats.has(a.peer) && seats.has(b.peer) && a.side() === b.side()
  const delay = (leastMs: number): number => leastMs + dice.below(weather.jitterMs + 1)
  const isBlocked = (a: Seat, b: Seat): boolean => {
    const key = [a.name, b.name].sort().join(' ')
    const known = blocked.get(key) ?? dice.chance(weather.directBlocked)
    blocked.set(key, known)
    return known
  }
  /** Every copy that arrives, after its own delay. */
  const carry = (leastMs: number, arrive: () => void): void => {
    if (dice.chance(weather.loss)) return
    time.after(delay(leastMs), arrive)
    if (dice.chance(weather.copies)) time.after(delay(leastMs * 3), arrive)
  }
  const addressOf = (seat: Seat): OwnAddress | undefined =>
    weather.relayUp && weather.signalingUp
      ? { peer: seat.peer, peerBytes: utf8(seat.peer), relays: [{ peer: 'relay', address: '/relay' }] }
      : undefined
  const unlink = (seat: Seat, other: PeerId): void => {
    if (seat.links.delete(other)) seat.events?.onGone(other)
  }
  const link = (from: Seat, to: Seat, path: LinkPath): void => {
    from.links.set(to.peer, path)
    to.links.set(from.peer, path)
    from.events?.onPeer(to.peer, { path, dialer: 'us', peerBytes: utf8(to.peer) })
    to.events?.onPeer(from.peer, { path, dialer: 'them', peerBytes: utf8(from.peer) })
  }
  const deliver = (from: Seat, to: PeerId, frame: Uint8Array): void => {
    const path = from.links.get(to)
    if (path === undefined) return
    framesSent += 1
    carry(path === 'direct' ? 2 : 15, () => {
      const seat = seats.get(to)
      if (seat !== undefined && seat.links.has(from.peer) && reach(from, seat)) seat.events?.onFrame(from.peer, frame)
    })
  }
  const publish = (from: Seat, topic: Topic, sealed: Uint8Array): void => {
    if (!weather.signalingUp) return
    for (const seat of seats.values())
      if (seat.topics.has(topic) && reach(from, seat))
        carry(10, () => {
          if (seats.has(seat.peer)) seat.events?.onAnnouncement(topic, sealed)
        })
  }

  function networkOf(seat: Seat): Network {
    return {
      listen(events) {
        seat.events = events
        time.after(delay(50), () => seat.events?.onAddress(addressOf(seat)))
      },
      follow: (topics) => {
        seat.topics = new Set(topics)
      },
      announce: (topic, sealed) => publish(seat, topic, sealed),
      farewell: (letters) => {
        seat.letters = letters
      },
      dial(peer) {
        if (seat.links.has(peer)) return
        const other = seats.get(peer)
        const works = other !== undefined && reach(seat, other) && weather.relayUp && !dice.chance(weather.loss)
        time.after(works ? delay(65) : dialFailsMs, () => {
          if (!seats.has(seat.peer)) return
          if (works && reach(seat, other)) {
            if (!seat.links.has(peer)) link(seat, other, 'relayed')
          } else seat.events?.onDialFailed(peer)
        })
      },
      upgrade(peer) {
        const other = seats.get(peer)
        if (other === undefined || isBlocked(seat, other)) return
        time.after(delay(120), () => {
          if (reach(seat, other) && seat.links.get(peer) === 'relayed') link(seat, other, 'direct')
        })
      },
      send(peer, frame) {
        const frames = seat.station?.tamper?.(frame) ?? [frame]
        for (const each of frames) deliver(seat, peer, each)
      },
      close(peer) {
        seat.links.delete(peer)
        const other = seats.get(peer)
        if (other !== undefined) time.after(delay(5), () => unlink(other, seat.peer))
      }
    }
  }

  function leave(seat: Seat, how: 'farewell' | 'vanish'): void {
    if (how === 'farewell') for (const { topic, sealed } of seat.letters) publish(seat, topic, sealed)
    const others = [...seat.links.keys()]
    seats.delete(seat.peer)
    seat.events = undefined
    for (const peer of others) {
      const other = seats.get(peer)
      if (other !== undefined) time.after(how === 'farewell' ? 100 : vanishedMs, () => unlink(other, seat.peer))
    }
  }

  return {
    weather,
    join(name, side) {
      joined += 1
      const peer = peerIdOf(`${String(dice.below(1_000_000)).padStart(6, '0')}-${name}-${joined}`)
      const seat: Seat = {
        name,
        peer,
        side,
        events: undefined,
        topics: new Set(),
        letters: [],
        links: new Map(),
        station: undefined
      }
      seats.set(peer, seat)
      const station: Station = {
        network: networkOf(seat),
        peer,
        tamper: undefined,
        leave: (how) => leave(seat, how),
        inject(frame) {
          for (const other of [...seat.links.keys()]) deliver(seat, other, frame)
        }
      }
      seat.station = station
      return station
    },
    settle() {
      for (const seat of [...seats.values()]) {
        for (const [peer, path] of [...seat.links]) {
          const other = seats.get(peer)
          const holds = other !== undefined && reach(seat, other) && (path === 'direct' || weather.relayUp)
          if (!holds) time.after(delay(path === 'direct' ? vanishedMs : 100), () => unlink(seat, peer))
        }
        time.after(delay(200), () => seat.events?.onAddress(addressOf(seat)))
      }
    },
    get framesSent() {
      return framesSent
    }
  }
}
