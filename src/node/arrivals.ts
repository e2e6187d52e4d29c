// Owns what a screen needs of the entries it shows besides what they say: who wrote them, where in which log, when they came. None of
// it ever changes, so a screen that is drawn again and again asks storage once.

import type { EntryHash } from '../base/ids.ts'
import type { Storage, StoredEntry } from './ports.ts'

export type Arrival = Pick<StoredEntry, 'hash' | 'scope' | 'device' | 'seq' | 'ts' | 'receivedAt' | 'epoch'>

export interface Arrivals {
  /** Those of the entries that are here. */
  of(hashes: readonly EntryHash[]): ReadonlyMap<EntryHash, Arrival>
}

/** Some screens' worth; beyond it all are forgotten and asked for again. */
const rememberedMax = 4096

/** What is remembered of the entries in this storage. */
export function createArrivals(storage: Pick<Storage, 'entries'>): Arrivals {
  const remembered = new Map<EntryHash, Arrival>()
  return {
    of(hashes) {
      if (remembered.size > rememberedMax) remembered.clear()
      const unknown = hashes.filter((hash) => !remembered.has(hash))
      const found = unknown.length === 0 ? [] : storage.entries({ type: 'hashes', hashes: unknown })
      for (const { hash, scope, device, seq, ts, receivedAt, epoch } of found)
        remembered.set(hash, { hash, scope, device, seq, ts, receivedAt, epoch })
      return new Map(
        hashes.flatMap((hash) => {
          const arrival = remembered.get(hash)
          return arrival === undefined ? [] : [[hash, arrival] as const]
        })
      )
    }
  }
}
