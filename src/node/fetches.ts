// Owns the fetches that run (M6, M7): which blobs are on their way, from whom, and what became of each chunk. The machine of one is
// files/fetching.ts; here it is fed with what happens and carried out.

import type { BlobId, DeviceId, ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { createFetching, type FetchEffect, type Fetching } from '../files/fetching.ts'
import type { FileWord } from '../sync/file-frames.ts'
import type { BlobStore, Held } from './blob-store.ts'
import type { Milliseconds } from './ports.ts'

export interface FetchWorld {
  readonly now: () => Milliseconds
  readonly say: (device: DeviceId, word: FileWord) => void
  /** The scope under which this device may be asked for the blob; undefined: under none. */
  readonly scopeFor: (blob: BlobId, device: DeviceId) => ScopeId | undefined
  readonly onMoved: (blob: BlobId) => void
  readonly onWhole: (blob: BlobId) => void
  readonly onCorrupt: (blob: BlobId, device: DeviceId) => void
  readonly onFull: (blob: BlobId) => void
}

export interface Fetches {
  /** Starts what is wanted and ready, ends what is not; and meets who came. */
  settle(devices: ReadonlySet<DeviceId>): void
  hear(device: DeviceId, word: Extract<FileWord, { type: 'holds' | 'chunk' }>): void
  end(blob: BlobId): void
  tick(): void
  nextDeadline(): Milliseconds | undefined
  sources(blob: BlobId): number
  /** Others have the places, and it was not sought yet, though somebody is there to ask. */
  isQueued(blob: BlobId): boolean
  /** Commits all that came. */
  commit(): void
}

interface Running {
  readonly held: Held
  readonly machine: Fetching<DeviceId>
  readonly met: Set<DeviceId>
  readonly began: Milliseconds
  uncommitted: number
}

/** Chunks that may be lost with the power (M8). */
const commitEvery = 16
/** What nobody here has makes place for the next after this long, and comes again in its turn (M6). */
const turnMs: Milliseconds = 3_000

/** The fetches of one node; none runs before the first `settle`. */
export function createFetches(store: BlobStore, world: FetchWorld): Fetches {
  const running = new Map<BlobId, Running>()
  /** What made place, and when. */
  const turns = new Map<BlobId, Milliseconds>()
  /** What waits for a place while somebody is there to ask. */
  let line: ReadonlySet<BlobId> = new Set()

  function carryOut(fetch: Running, effects: readonly FetchEffect<DeviceId>[]): void {
    const { held, machine } = fetch
    const { blob } = held
    for (const effect of effects) {
      switch (effect.type) {
        case 'seek':
        case 'fetch': {
          const scope = world.scopeFor(blob, effect.source)
          if (scope === undefined) break
          if (effect.type === 'seek') world.say(effect.source, { type: 'seek', scope, blob })
          else world.say(effect.source, { type: 'fetch', scope, blob, what: effect.what, indexes: effect.indexes })
          break
        }
        case 'list':
          if (!store.keepList(blob, effect.list).ok) return full(fetch)
          break
        case 'store':
          if (!store.write(held.extents, effect.index, effect.sealed).ok) {
            machine.lost(effect.index)
            return full(fetch)
          }
          fetch.uncommitted += 1
          if (fetch.uncommitted >= commitEvery && !commit(fetch)) return full(fetch)
          world.onMoved(blob)
          break
        case 'corrupt':
          world.onCorrupt(blob, effect.source)
          break
        case 'whole':
          whole(fetch)
          break
      }
    }
  }

  function commit(fetch: Running): boolean {
    if (fetch.uncommitted === 0) return true
    fetch.uncommitted = 0
    return store.commit(fetch.held).ok
  }

  function whole(fetch: Running): void {
    const { held } = fetch
    held.wanted = false
    fetch.uncommitted = 1
    if (!commit(fetch)) return full(fetch)
    running.delete(held.blob)
    turns.delete(held.blob)
    world.onWhole(held.blob)
  }

  /** Nothing more fits on the disk: what is here stays. */
  function full(fetch: Running): void {
    fetch.held.wanted = false
    running.delete(fetch.held.blob)
    turns.delete(fetch.held.blob)
    world.onFull(fetch.held.blob)
  }

  function begin(held: Held): Running {
    const machine = createFetching<DeviceId>(
      { blob: held.blob, shape: held.shape },
      { have: held.have, known: store.list(held) }
    )
    const fetch: Running = { held, machine, met: new Set(), began: world.now(), uncommitted: 0 }
    running.set(held.blob, fetch)
    return fetch
  }

  /** Whether there is a place for one more, or one that found nobody gives up its own to it. */
  function hasPlace(isAlone: boolean): boolean {
    if (running.size < limits.fetchesMax) return true
    if (isAlone) return false
    const idle = [...running.values()].find((fetch) => turnEnd(fetch) <= world.now())
    if (idle === undefined) return false
    turns.set(idle.held.blob, world.now())
    leave(idle)
    return true
  }

  const turnEnd = ({ machine, began }: Running): Milliseconds => (machine.sources() > 0 ? Infinity : began + turnMs)

  function leave(fetch: Running): void {
    commit(fetch)
    running.delete(fetch.held.blob)
  }

  return {
    settle(devices) {
      const waiting = [...store.held.values()]
        .filter(({ blob, wanted, ready, have, shape }) => {
          return wanted && ready && have.size < shape.chunks && !running.has(blob)
        })
        .toSorted((a, b) => (turns.get(a.blob) ?? 0) - (turns.get(b.blob) ?? 0) || a.at - b.at)
      const before = line
      line = new Set()
      for (const [at, held] of waiting.entries()) {
        if (!hasPlace(devices.size === 0)) {
          if (devices.size > 0) line = new Set(waiting.slice(at).map(({ blob }) => blob))
          break
        }
        begin(held)
      }
      for (const blob of [...before, ...line]) if (before.has(blob) !== line.has(blob)) world.onMoved(blob)
      for (const fetch of running.values()) {
        const { held, machine, met } = fetch
        for (const device of met) {
          if (devices.has(device)) continue
          met.delete(device)
          carryOut(fetch, machine.gone(device, world.now()))
        }
        for (const device of devices) {
          if (met.has(device) || world.scopeFor(held.blob, device) === undefined) continue
          met.add(device)
          carryOut(fetch, machine.met(device, world.now()))
        }
      }
    },
    hear(device, word) {
      const fetch = running.get(word.blob)
      if (fetch === undefined) return
      const { machine } = fetch
      const effects =
        word.type === 'holds'
          ? machine.holds(device, word.bitmap, world.now())
          : machine.came(device, word, world.now())
      carryOut(fetch, effects)
    },
    end(blob) {
      const fetch = running.get(blob)
      if (fetch !== undefined) leave(fetch)
      turns.delete(blob)
    },
    tick() {
      for (const fetch of [...running.values()])
        if (fetch.machine.nextDeadline() <= world.now()) carryOut(fetch, fetch.machine.tick(world.now()))
    },
    nextDeadline() {
      const times = [...running.values()]
        .flatMap((fetch) => [fetch.machine.nextDeadline(), line.size > 0 ? turnEnd(fetch) : Infinity])
        .filter(Number.isFinite)
      return times.length === 0 ? undefined : Math.min(...times)
    },
    sources: (blob) => running.get(blob)?.machine.sources() ?? 0,
    isQueued: (blob) => line.has(blob) && !turns.has(blob),
    commit() {
      for (const fetch of [...running.values()]) if (!commit(fetch)) full(fetch)
    }
  }
}
