// Owns one simulated device: a disk that outlives its node, a node that starts, stops, crashes and comes back from a backup. Decides
// nothing: what goes wrong, and when, is the world's.

import type { Query, Views } from '../../src/node/api.ts'
import type { ConversationView } from '../../src/node/api-conversations.ts'
import type { JoinView } from '../../src/node/api-joining.ts'
import type { MemberView, TeamView } from '../../src/node/api-people.ts'
import { createNode, type RunningNode } from '../../src/node/node.ts'
import type { Milliseconds, Storage } from '../../src/node/ports.ts'
import type { Dice } from '../fixtures/random.ts'
import {
  createFaultyStorage,
  createMemoryDisk,
  StorageCrash,
  type Fault,
  type FaultyAct,
  type MemoryDisk
} from '../fixtures/memory-storage.ts'
import { createMemoryShelf, type MemoryShelf } from '../fixtures/memory-blobs.ts'
import { createDeviceClock, type DeviceClock, type Timeline } from './clock.ts'
import type { LobbyWorld } from './lobby.ts'
import type { Endpoint, NetworkWorld } from './network.ts'
import type { Trace } from './trace.ts'

export type Sqlite = Parameters<typeof createMemoryDisk>[0]

export interface World {
  readonly timeline: Timeline
  readonly network: NetworkWorld
  readonly lobby: LobbyWorld
  readonly sqlite: Sqlite
  readonly trace: Trace
}

/** What an adversary's program does to a frame before it is sent: nothing of it, another one, several. */
export type Tamper = (frame: Uint8Array) => readonly Uint8Array[]

export interface Device {
  readonly name: string
  readonly clock: DeviceClock
  /** What goes wrong at the next write; undefined: nothing. A crash ends it. */
  fault: ((act: FaultyAct) => Fault | undefined) | undefined
  tamper: Tamper | undefined
  readonly node: RunningNode | undefined
  readonly endpoint: Endpoint | undefined
  /** How often its storage cut its power. */
  readonly crashes: number
  start(): void
  /** Closes as a page does, or loses its power. */
  stop(how: 'farewell' | 'vanish'): void
  /** Runs something of this device; a crash of its storage ends its node. */
  guard(run: () => void): void
  /** The newest view of a query that is watched from the start of each node. */
  view<Type extends (typeof watched)[number]>(type: Type): Views[Type] | undefined
  /** What the device shows for a query now. */
  look<Q extends Query>(query: Q): Views[Q['type']]
  readonly disk: MemoryDisk
  /** Its chunks outside the database (M8). */
  readonly shelf: MemoryShelf
  /** The disk as it was at the backup, or an empty one; the node must be stopped. */
  restore(bytes: Uint8Array | undefined): void
  /** Time goes on in its world. */
  pass(ms: Milliseconds): void
  /** A second look at the disk, past the node. */
  storage(): Storage
}

const watched = ['team', 'join', 'members', 'conversations'] as const

/** A device that is off; `dice` are its own chance, for keys and nonces. */
export function createDevice(world: World, name: string, dice: Dice): Device {
  const { timeline, network, lobby, sqlite, trace } = world
  const clock = createDeviceClock(timeline)
  let disk = createMemoryDisk(sqlite)
  const shelf = createMemoryShelf()
  let life: { readonly node: RunningNode; readonly endpoint: Endpoint; end(): void } | undefined
  let crashes = 0
  let views = new Map<string, TeamView | JoinView | readonly MemberView[] | readonly ConversationView[]>()

  function begin(): void {
    let isAlive = true
    const run = (event: () => void): void => {
      if (isAlive) device.guard(event)
    }
    const endpoint = network.join(name, run)
    const { clock: living, end: endClock } = clock.live(run)
    const visitor = lobby.visitor(name, run)
    const end = (): void => {
      isAlive = false
      endClock()
      visitor.end()
    }
    try {
      const node = createNode({
        clock: living,
        random: { bytes: dice.bytes },
        storage: createFaultyStorage(disk.open(), (act) => device.fault?.(act)),
        network: {
          ...endpoint.network,
          send(peer, frame) {
            for (const each of device.tamper?.(frame) ?? [frame]) endpoint.network.send(peer, each)
          }
        },
        lobby: visitor.lobby,
        blobs: shelf.open()
      })
      life = { node, endpoint, end }
      for (const type of watched) node.watch({ type }, (view) => views.set(type, view))
    } catch (failure) {
      end()
      endpoint.vanish()
      throw failure
    }
  }

  const device: Device = {
    name,
    clock,
    fault: undefined,
    tamper: undefined,
    get node() {
      return life?.node
    },
    get endpoint() {
      return life?.endpoint
    },
    get crashes() {
      return crashes
    },
    start() {
      if (life !== undefined) return
      trace.add(`${timeline.now} starts ${name}`)
      device.guard(begin)
    },
    stop(how) {
      if (life === undefined) return
      const ended = life
      life = undefined
      views = new Map()
      trace.add(`${timeline.now} ${how} ${name}`)
      if (how === 'farewell') device.guard(() => ended.node.stop())
      ended.end()
      if (how === 'farewell') ended.endpoint.depart()
      else ended.endpoint.vanish()
    },
    guard(run) {
      try {
        run()
      } catch (failure) {
        if (!(failure instanceof StorageCrash)) throw failure
        crashes += 1
        device.fault = undefined
        device.stop('vanish')
      }
    },
    view: (type) => views.get(type) as never,
    look(query) {
      let seen: unknown
      life?.node.watch(query, (view) => {
        seen = view
      })()
      if (seen === undefined) throw new Error(`${name} shows nothing for ${query.type}`)
      return seen as never
    },
    shelf,
    get disk() {
      return disk
    },
    restore(bytes) {
      disk.close()
      disk = createMemoryDisk(sqlite, bytes)
    },
    pass: (ms) => timeline.pass(ms),
    storage: () => disk.open()
  }
  return device
}
