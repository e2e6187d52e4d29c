// Owns what was written ahead of time (L9): it is stored as it comes and shown when its time has come, which nothing but the clock tells.
// Knows when something may be shown, not what.

import type { ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { Entry } from '../log/entry.ts'
import type { Milliseconds, Storage } from './ports.ts'
import { waitsUntilIn, waitsUntilRecord } from './records.ts'
import type { Replica } from './state.ts'

export interface Ahead {
  /** What comes from more than a day ahead waits. */
  stored(entries: readonly Entry[]): void
  /** Something that waited may be shown now; what still waits is met again at the latest in a minute. */
  look(): void
}

/** `onCome` hears that times are to be judged anew, and in which scopes something waits again that was shown already. */
export function createAhead(
  {
    replica,
    storage,
    now
  }: { readonly replica: Replica; readonly storage: Pick<Storage, 'keep'>; readonly now: () => Milliseconds },
  records: ReadonlyMap<string, Uint8Array>,
  onCome: (waitAgain: readonly ScopeId[]) => void
): Ahead {
  let waitsUntil = waitsUntilIn(records)
  /** The clock at the last look at it. */
  let lookedAt = now()

  function scopesAhead(): readonly ScopeId[] {
    const from = now() + limits.futureWaitsMs
    return [...replica.heads]
      .filter(([, logs]) => [...logs.values()].some((heads) => heads.some(({ ts }) => ts > from)))
      .map(([scope]) => scope)
  }

  return {
    stored(entries) {
      const times = entries.map(({ header }) => header.ts - limits.futureWaitsMs).filter((at) => at > now())
      if (times.length === 0) return
      waitsUntil = Math.min(waitsUntil ?? Number.POSITIVE_INFINITY, ...times)
      storage.keep(waitsUntilRecord(waitsUntil))
    },
    look() {
      // A clock that was set back makes wait what was shown already: a start would not show it either.
      const wentBack = now() < lookedAt && scopesAhead().length > 0
      lookedAt = now()
      if (!wentBack && (waitsUntil === undefined || waitsUntil > now())) return
      // Below a head that is still ahead others may wait for less: looked at again every minute until the last one is here.
      waitsUntil = scopesAhead().length === 0 ? undefined : now()
      storage.keep(waitsUntilRecord(waitsUntil))
      onCome(wentBack ? scopesAhead() : [])
    }
  }
}
