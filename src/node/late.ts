// Owns what came long after it was written although somebody was there all the time (C6): such messages say so, and where a person has
// read on already, each stays unread until it was seen itself. Local to this device; kept, because apps are started again all day.

import type { ConversationId, EntryHash } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { Entry } from '../log/entry.ts'
import { lateIn, lateRecord } from './records.ts'
import type { Milliseconds, Storage } from './ports.ts'
import { isBeyond, readMarkOf } from './registers.ts'
import type { Replica } from './state.ts'

export interface Late {
  /** What carries the word, as long as this node runs. */
  readonly marked: ReadonlySet<EntryHash>
  /** Those of them that stand before the read mark and that nobody has seen here, with their conversations. */
  readonly unseen: ReadonlyMap<EntryHash, ConversationId>
  /** Has come just now; `since`: from when on somebody has been connected all the time. */
  take(entries: readonly Entry[], since: Milliseconds | undefined): void
  /** They stood on the screen; true if one of them had not before. */
  seen(entries: readonly EntryHash[]): boolean
  /** All of a conversation was read; true if something in it was unseen. */
  seenAll(conversation: ConversationId): boolean
}

/** What these records say came late and was not seen before the start, as far as it is still here. */
export function createLate(
  {
    storage,
    now,
    replica
  }: { readonly storage: Storage; readonly now: () => Milliseconds; readonly replica: Pick<Replica, 'registers'> },
  records: ReadonlyMap<string, Uint8Array>
): Late {
  // By arrival, as it was before the start: the oldest go first. Nobody will see what was erased or dropped meanwhile.
  const kept = storage.entries({ type: 'hashes', hashes: [...lateIn(records).keys()] })
  const here = kept.filter(({ erased }) => !erased).toSorted((one, other) => one.receivedAt - other.receivedAt)
  const unseen = new Map(here.map(({ hash, scope }) => [hash, scope]))
  const marked = new Set(unseen.keys())

  const hashesIn = (conversation: ConversationId): readonly EntryHash[] =>
    [...unseen].flatMap(([hash, place]) => (place === conversation ? [hash] : []))

  /** A full disk forgets a mark at the next start, and nothing else. */
  function keep(conversations: ReadonlySet<ConversationId>): void {
    for (const conversation of conversations) storage.keep(lateRecord(conversation, hashesIn(conversation)))
  }

  function seen(entries: readonly EntryHash[]): boolean {
    const moved = new Set(entries.flatMap((hash) => unseen.get(hash) ?? []))
    for (const hash of entries) unseen.delete(hash)
    keep(moved)
    return moved.size > 0
  }

  return {
    marked,
    unseen,
    take(entries, since) {
      const moment = now()
      const moved = new Set<ConversationId>()
      for (const { hash, scope, header } of entries) {
        const { kind, ts } = header
        const isOld = kind !== 'epoch' && moment - ts > limits.receivedLateMs
        if (!isOld || since === undefined || since > ts) continue
        marked.add(hash)
        const mark = readMarkOf(replica.registers, scope)
        if (kind !== 'content' || isBeyond({ ts, hash8: hash.slice(0, 16) }, mark)) continue
        unseen.set(hash, scope)
        moved.add(scope)
      }
      if (moved.size === 0) return
      for (const [hash, place] of [...unseen].slice(0, -limits.lateUnseenMax)) {
        unseen.delete(hash)
        moved.add(place)
      }
      keep(moved)
    },
    seen,
    seenAll: (conversation) => seen(hashesIn(conversation))
  }
}
