// Owns the Network port in memory for many devices: signaling, relay, direct ways, and the weather between them. Carries bytes and
// looks into none but the first, which names the lane. What goes wrong is decided by dice, or by whoever steers the world.

import { utf8, toHex } from '../../src/base/bytes.ts'
import { peerIdOf, type PeerId, type Topic } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { assert } from '../../src/base/assert.ts'
import type { Cancel, LinkPath, Milliseconds, Network, NetworkEvents, OwnAddress } from '../../src/node/ports.ts'
import type { Dice } from '../fixtures/random.ts'
import { between } from './chance.ts'
import type { Timeline } from './clock.ts'
import type { Trace } from './trace.ts'

/** What happens to letters and frames on their way. */
export interface Weather {
  readonly delayMs: readonly [least: Milliseconds, most: Milliseconds]
  readonly lossPercent: number
  readonly copyPercent: number
  /** Frames may overtake each other. */
  readonly reorders: boolean
}

export const clearWeather: Weather = { delayMs: [2, 30], lossPercent: 0, copyPercent: 0, reorders: false }

/** One start of one device on the network: a PeerId of its own. */
export interface Endpoint {
  readonly network: Network
  readonly peer: PeerId
  /** Undefined while no relay link stood yet. */
  readonly address: OwnAddress | undefined
  /** Leaves as a closing page does: farewells are published, links close. */
  depart(): void
  /** Is gone without a word; the others learn it late. */
  vanish(): void
  stir(): void
}

export interface NetworkWorld {
  /** `name` is the device's; `run` carries everything it hears. */
  join(name: string, run: (event: () => void) => void): Endpoint
  weather: Weather
  /** Names that reach each other have one island; who is not named is on island 0, undefined is without any network. */
  islandOf(name: string): number | undefined
  place(name: string, island: number | undefined): void
  relay: boolean
  signaling: boolean
  /** Whether a direct way opens between two devices. */
  isDirect: (a: string, b: string) => boolean
  /** Whether both can reach the site's server and so each other's letters. */
  canReach(a: string, b: string): boolean
  /** To be called after any of the above changed: links break, addresses come and go. */
  settle(): void
  /** Everything that was published, for whoever runs signaling. */
  readonly letterTaps: Set<(topic: Topic, sealed: Uint8Array) => void>
  /** Everything that was sent, with the names of both ends: for counting and for whoever replays. */
  readonly frameTaps: Set<(from: string, to: string, frame: Uint8Array) => void>
  readonly sent: { frames: number; bytes: number; bulk: number; letters: number }
  links(): number
  /** Everybody's PeerId, as whoever runs the relay knows it. */
  peers(): readonly PeerId[]
}

interface Station {
  readonly name: string
  readonly peer: PeerId
  readonly run: (event: () => void) => void
  events: NetworkEvents | undefined
  topics: ReadonlySet<Topic>
  farewells: readonly { readonly topic: Topic; readonly sealed: Uint8Array }[]
  address: OwnAddress | undefined
  gone: boolean
}

interface Link {
  readonly dialer: Station
  readonly listener: Station
  path: LinkPath
  /** Bytes on their way, by `${receiver} ${lane}`. */
  readonly inFlight: Map<string, number>
  readonly lastArrival: Map<string, Milliseconds>
  /** Ends it when nothing gets through any more. */
  dying: Cancel | undefined
}

const relayAddress = { peer: 'relay-of-the-site', address: '/dns4/site/tcp/443/wss' }
/** What fits between two devices on one lane: credit on its way and the queue behind it (network.md 5). */
const laneBytesMax = {
  control: limits.controlCreditBytes + limits.sendQueueBytesMax,
  bulk: limits.bulkCreditBytes + limits.sendQueueBytesMax
} as const
const bytesPerMs = 2_000

/** A network nobody is on yet. */
export function createNetworkWorld(timeline: Timeline, dice: Dice, trace: Trace): NetworkWorld {
  const stations = new Map<PeerId, Station>()
  const links = new Map<string, Link>()
  const islands = new Map<string, number | undefined>()
  let starts = 0

  const keyOf = (a: PeerId, b: PeerId): string => (a < b ? `${a} ${b}` : `${b} ${a}`)
  const delay = (): Milliseconds => between(dice, ...world.weather.delayMs)
  const tell = (station: Station, what: (events: NetworkEvents) => void): void => {
    if (!station.gone && station.events !== undefined) {
      const { events } = station
      station.run(() => what(events))
    }
  }

  // ---------------------------------------------------------------- Letters

  function publish(author: string, except: Station | undefined, topic: Topic, sealed: Uint8Array): void {
    if (!world.signaling) return
    world.sent.letters += 1
    for (const tap of world.letterTaps) tap(topic, sealed)
    for (const reader of stations.values()) {
      if (reader === except || !reader.topics.has(topic) || !world.canReach(author, reader.name)) continue
      const copies = dice.chance(world.weather.lossPercent) ? 0 : dice.chance(world.weather.copyPercent) ? 2 : 1
      for (let copy = 0; copy < copies; copy++)
        timeline.after(delay(), () => {
          if (reader.gone || !reader.topics.has(topic) || !world.signaling) return
          trace.add(`${timeline.now} letter ${author} ${reader.name} ${topic}`)
          tell(reader, (events) => events.onAnnouncement(topic, sealed))
        })
    }
  }

  // ---------------------------------------------------------------- Links

  function carries(link: Link): boolean {
    const { dialer, listener, path } = link
    if (dialer.gone || listener.gone || !world.canReach(dialer.name, listener.name)) return false
    return path === 'direct' ? world.isDirect(dialer.name, listener.name) : world.relay
  }

  function dial(from: Station, peer: PeerId, relays: number): void {
    if (links.has(keyOf(from.peer, peer))) return
    timeline.after(delay() + between(dice, 30, 100), () => {
      const to = stations.get(peer)
      const isPossible =
        to !== undefined && to !== from && relays > 0 && world.relay && !to.gone && to.address?.relays.length
      if (from.gone) return
      if (to === undefined || !isPossible || !world.canReach(from.name, to.name)) {
        timeline.after(between(dice, 100, 6_000), () => {
          trace.add(`${timeline.now} unreachable ${from.name}`)
          tell(from, (events) => events.onDialFailed(peer))
        })
        return
      }
      const known = links.get(keyOf(from.peer, peer))
      if (known !== undefined) {
        showLink(known)
        return
      }
      const link: Link = {
        dialer: from,
        listener: to,
        path: 'relayed',
        inFlight: new Map(),
        lastArrival: new Map(),
        dying: undefined
      }
      links.set(keyOf(from.peer, peer), link)
      trace.add(`${timeline.now} link ${from.name} ${to.name}`)
      showLink(link)
    })
  }

  function showLink({ dialer, listener, path }: Link): void {
    const show = (self: Station, other: Station, who: 'us' | 'them'): void =>
      tell(self, (events) => events.onPeer(other.peer, { path, dialer: who, peerBytes: utf8(other.peer) }))
    show(dialer, listener, 'us')
    show(listener, dialer, 'them')
  }

  function upgrade(from: Station, peer: PeerId): void {
    timeline.after(delay() + between(dice, 60, 500), () => {
      const link = links.get(keyOf(from.peer, peer))
      if (link === undefined || from.gone || link.path === 'direct') return
      if (!carries(link) || !world.isDirect(link.dialer.name, link.listener.name)) return
      link.path = 'direct'
      trace.add(`${timeline.now} direct ${link.dialer.name} ${link.listener.name}`)
      showLink(link)
    })
  }

  function end(link: Link): void {
    const { dialer, listener } = link
    if (links.get(keyOf(dialer.peer, listener.peer)) !== link) return
    links.delete(keyOf(dialer.peer, listener.peer))
    link.dying?.()
    trace.add(`${timeline.now} gone ${dialer.name} ${listener.name}`)
    tell(dialer, (events) => events.onGone(listener.peer))
    tell(listener, (events) => events.onGone(dialer.peer))
  }

  function close(from: Station, peer: PeerId): void {
    const link = links.get(keyOf(from.peer, peer))
    if (link === undefined) return
    const last = Math.max(timeline.now, ...link.lastArrival.values())
    timeline.after(last - timeline.now + 1, () => end(link))
  }

  function fall(link: Link): void {
    // The relayed spare takes over where it can.
    if (link.path === 'direct' && !world.isDirect(link.dialer.name, link.listener.name)) {
      link.path = 'relayed'
      if (carries(link)) return showLink(link)
    }
    if (carries(link)) {
      link.dying?.()
      link.dying = undefined
      return
    }
    const wait = world.relay || link.path === 'direct' ? between(dice, 4_000, 12_000) : 25
    link.dying ??= timeline.after(wait, () => {
      link.dying = undefined
      if (!carries(link)) end(link)
    })
  }

  // ---------------------------------------------------------------- Frames

  function send(from: Station, peer: PeerId, frame: Uint8Array): void {
    assert(frame.length <= limits.frameBytesMax, 'a frame is at most 256 KiB less 16 B')
    const link = links.get(keyOf(from.peer, peer))
    const to = stations.get(peer)
    if (link === undefined || to === undefined) return
    for (const tap of world.frameTaps) tap(from.name, to.name, frame)
    const lane = (frame[0] ?? 0) >= 0x80 ? 'bulk' : 'control'
    world.sent.frames += 1
    world.sent.bytes += frame.length
    if (lane === 'bulk') world.sent.bulk += 1
    const key = `${peer} ${lane}`
    const waiting = link.inFlight.get(key) ?? 0
    if (waiting + frame.length > laneBytesMax[lane] || !carries(link)) return
    const copies = dice.chance(world.weather.lossPercent) ? 0 : dice.chance(world.weather.copyPercent) ? 2 : 1
    for (let copy = 0; copy < copies; copy++) deliver(link, { from, to, key, frame })
  }

  function deliver(
    link: Link,
    {
      from,
      to,
      key,
      frame
    }: { readonly from: Station; readonly to: Station; readonly key: string; readonly frame: Uint8Array }
  ): void {
    const earliest = world.weather.reorders ? 0 : (link.lastArrival.get(key) ?? 0) - timeline.now
    const wait = Math.max(1, earliest, delay() + frame.length / bytesPerMs)
    link.lastArrival.set(key, Math.max(link.lastArrival.get(key) ?? 0, timeline.now + wait))
    link.inFlight.set(key, (link.inFlight.get(key) ?? 0) + frame.length)
    timeline.after(wait, () => {
      link.inFlight.set(key, (link.inFlight.get(key) ?? 0) - frame.length)
      if (links.get(keyOf(from.peer, to.peer)) !== link || !carries(link)) return
      trace.add(`${timeline.now} frame ${from.name} ${to.name} ${frame.length} ${toHex(frame.subarray(0, 4))}`)
      tell(to, (events) => events.onFrame(from.peer, frame))
    })
  }

  // ---------------------------------------------------------------- Stations

  function findAddress(station: Station): void {
    timeline.after(delay() + between(dice, 50, 350), () => {
      if (station.gone) return
      const isOnline = islands.has(station.name) ? islands.get(station.name) !== undefined : true
      const relays = isOnline && world.relay ? [relayAddress] : []
      const before = station.address
      if (!isOnline || (before === undefined && relays.length === 0)) {
        if (before === undefined) tell(station, (events) => events.onAddress(undefined))
        return
      }
      if (before !== undefined && before.relays.length === relays.length) return
      const address = { peer: station.peer, peerBytes: utf8(station.peer), relays }
      station.address = address
      trace.add(`${timeline.now} address ${station.name} ${relays.length}`)
      tell(station, (events) => events.onAddress(address))
    })
  }

  function loseAddress(station: Station): void {
    if (station.address === undefined) return
    station.address = undefined
    tell(station, (events) => events.onAddress(undefined))
  }

  function portOf(station: Station): Network {
    const isUp = (): boolean => !station.gone
    return {
      listen(events) {
        station.events = events
        findAddress(station)
      },
      follow(topics) {
        station.topics = new Set(topics)
      },
      announce(topic, sealed) {
        if (isUp()) publish(station.name, station, topic, sealed)
      },
      farewell(letters) {
        station.farewells = letters
      },
      dial(peer, relays) {
        if (isUp()) dial(station, peer, relays.length)
      },
      upgrade(peer) {
        if (isUp()) upgrade(station, peer)
      },
      send(peer, frame) {
        if (isUp()) send(station, peer, frame)
      },
      close(peer) {
        if (isUp()) close(station, peer)
      }
    }
  }

  function leave(station: Station, waitMs: () => Milliseconds): void {
    station.gone = true
    stations.delete(station.peer)
    for (const link of links.values())
      if (link.dialer === station || link.listener === station) timeline.after(waitMs(), () => end(link))
  }

  const world: NetworkWorld = {
    weather: clearWeather,
    relay: true,
    signaling: true,
    isDirect: () => true,
    letterTaps: new Set(),
    frameTaps: new Set(),
    sent: { frames: 0, bytes: 0, bulk: 0, letters: 0 },
    links: () => links.size,
    peers: () => [...stations.keys()],
    islandOf: (name) => (islands.has(name) ? islands.get(name) : 0),
    place: (name, island) => islands.set(name, island),
    canReach(a, b) {
      const island = world.islandOf(a)
      return island !== undefined && island === world.islandOf(b)
    },
    settle() {
      for (const link of links.values()) fall(link)
      for (const station of stations.values()) {
        if (world.islandOf(station.name) === undefined) loseAddress(station)
        else findAddress(station)
      }
    },
    join(name, run) {
      const peer = peerIdOf(`12D3${toHex(dice.bytes(8))}${starts++}`)
      const station: Station = {
        name,
        peer,
        run,
        events: undefined,
        topics: new Set(),
        farewells: [],
        address: undefined,
        gone: false
      }
      stations.set(peer, station)
      return {
        peer,
        network: portOf(station),
        get address() {
          return station.address
        },
        depart() {
          for (const { topic, sealed } of station.farewells) publish(name, station, topic, sealed)
          leave(station, () => between(dice, 20, 150))
        },
        vanish: () => leave(station, () => between(dice, 100, 9_000)),
        stir: () => tell(station, (events) => events.onStirred())
      }
    }
  }
  return world
}
