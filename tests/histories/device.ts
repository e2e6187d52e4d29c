// Owns one simulated device: a disk that outlives its node, a node that starts, stops, crashes and comes back from a backup.

import type { ConversationView, JoinView, MemberView, TeamView, Views, Query } from '../../src/node/api.ts'
import { createNode, type RunningNode } from '../../src/node/node.ts'
import type { Milliseconds, Storage } from '../../src/node/ports.ts'
import type { Dice } from '../fixtures/random.ts'
import {
  createFaultyStorage,
  createMemoryDisk,
  StorageCrash,
  type Fault,
  type MemoryDisk
} from '../fixtures/memory-storage.ts'
import { clockOf, type SimulatedTime } from './clock.ts'
import type { SimulatedLobby } from './lobby.ts'
import type { SimulatedNetwork, Station } from './network.ts'

type Sqlite = Parameters<typeof createMemoryDisk>[0]

export interface World {
  readonly time: SimulatedTime
  readonly network: SimulatedNetwork
  readonly lobby: SimulatedLobby
  readonly sqlite: Sqlite
}

export interface Device {
  readonly name: string
  /** The part of a split network it is in. */
  side: number
  skewMs: Milliseconds
  /** What goes wrong at the next writes; undefined: nothing. */
  fault: ((act: string) => Fault | undefined) | undefined
  readonly node: RunningNode | undefined
  readonly station: Station | undefined
  start(): void
  /** Closes as a page does, or is killed. */
  stop(how: 'farewell' | 'vanish'): void
  /** Runs something of this device; a crash of its storage ends its node. */
  guard(run: () => void): void
  /** The newest view of a query that is watched from the start of each node. */
  view<Type extends 'team' | 'join' | 'members' | 'conversations'>(type: Type): Views[Type] | undefined
  look<Q extends Query>(query: Q): Views[Q['type']]
  backup(): Uint8Array
  /** The disk as it was at the backup; the node must be stopped. */
  restore(bytes: Uint8Array): void
  readonly disk: MemoryDisk
  /** A second look at the disk, past the node. */
  storage(): Storage
}

const watched = ['team', 'join', 'members', 'conversations'] as const

/** A device that is off; `dice` are its own chance, for keys and nonces. */
export function createDevice(world: World, name: string, dice: Dice): Device {
  const { time, network, lobby, sqlite } = world
  let disk = createMemoryDisk(sqlite)
  let node: RunningNode | undefined
  let station: Station | undefined
  let views = new Map<string, TeamView | JoinView | readonly MemberView[] | readonly ConversationView[]>()

  const device: Device = {
    name,
    side: 0,
    skewMs: 0,
    fault: undefined,
    get node() {
      return node
    },
    get station() {
      return station
    },
    start() {
      if (node !== undefined) return
      station = network.join(name, () => device.side)
      const started = station
      const clock = clockOf(time, () => device.skewMs)
      device.guard(() => {
        node = createNode({
          clock: {
            now: clock.now,
            after: (wait, run) => clock.after(wait, () => station === started && device.guard(run))
          },
          random: { bytes: dice.bytes },
          storage: createFaultyStorage(disk.open(), (act) => device.fault?.(act)),
          network: {
            ...started.network,
            listen: (events) =>
              started.network.listen({
                onAddress: (address) => device.guard(() => events.onAddress(address)),
                onAnnouncement: (topic, sealed) => device.guard(() => events.onAnnouncement(topic, sealed)),
                onPeer: (peer, link) => device.guard(() => events.onPeer(peer, link)),
                onFrame: (peer, frame) => device.guard(() => events.onFrame(peer, frame)),
                onDialFailed: (peer) => device.guard(() => events.onDialFailed(peer)),
                onGone: (peer) => device.guard(() => events.onGone(peer)),
                onStirred: () => device.guard(() => events.onStirred())
              })
          },
          lobby: {
            visit: (room, events) =>
              lobby
                .lobbyOf(() => device.side)
                .visit(room, {
                  onKnock: () => device.guard(() => events.onKnock()),
                  onRecord: (id, record) => device.guard(() => events.onRecord(id, record)),
                  onPeers: (count) => device.guard(() => events.onPeers(count)),
                  onDisturbed: (disturbed) => device.guard(() => events.onDisturbed(disturbed))
                })
          }
        })
        for (const type of watched) node.watch({ type }, (view) => views.set(type, view))
      })
    },
    stop(how) {
      try {
        if (how === 'farewell') node?.stop()
      } catch (failure) {
        if (!(failure instanceof StorageCrash)) throw failure
      }
      station?.leave(how)
      node = undefined
      station = undefined
      views = new Map()
    },
    guard(run) {
      try {
        run()
      } catch (failure) {
        if (!(failure instanceof StorageCrash)) throw failure
        device.fault = undefined
        device.stop('vanish')
      }
    },
    view: (type) => views.get(type) as never,
    look(query) {
      let seen: unknown
      node?.watch(query, (view) => {
        seen = view
      })()
      if (seen === undefined) throw new Error(`${name} shows nothing for ${query.type}`)
      return seen as never
    },
    backup: () => disk.backup(),
    restore(bytes) {
      disk.close()
      disk = createMemoryDisk(sqlite, bytes)
    },
    get disk() {
      return disk
    },
    storage: () => disk.open()
  }
  return device
}
