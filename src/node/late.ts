// Owns what came long after it was written although somebody was there all the time (C6): such messages say so, and where a person has
// read on already, each stays unread until it was seen itself. Local to this device; kept, because apps are started again all day.

import { present } from '../base/assert.ts'
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
  /** Those of them that stand before the read mark and that nobody has seen here. */
  readonly unseen: ReadonlySet<EntryHash>
  /** Has come just now; `since`: from when on somebody has been connected all the time. */
  take(entries: readonly Entry[], since: Milliseconds | undefined): void
  /** They stood on the screen; true if one of them had not before. */
  seen(entries: readonly EntryHash[]): boolean
  /** All of a conversation was read; true if something in it was unseen. */
  seenAll(conversation: ConversationId): boolean
}

export function createLate(
  { storage, now, replica }: { readonly storage: Storage; readonly now: () => Milliseconds; readonly replica: Replica },
  records: ReadonlyMap<string, Uint8Array>
): Late {
  const kept = lateIn(records)
  const stored = new Set(storage.entries({ type: 'hashes', hashes: [...kept.keys()] }).map(({ hash }) => hash))
  const places = new Map(kept)
  const unseen = new Set(kept.keys())
  for (const hash of kept.keys()) if (!stored.has(hash)) forget(hash)
  const marked = new Set(unseen)

  /** A full disk forgets a mark at the next start, and nothing else. */
  function forget(hash: EntryHash): void {
    unseen.delete(hash)
    places.delete(hash)
    storage.keep(lateRecord(hash, undefined))
  }

  function keepUnseen(hash: EntryHash, conversation: ConversationId): void {
    unseen.add(hash)
    places.set(hash, conversation)
    storage.keep(lateRecord(hash, conversation))
    if (unseen.size > limits.lateUnseenMax) forget(present([...unseen][0], 'more than none'))
  }

  function seen(entries: readonly EntryHash[]): boolean {
    const moved = entries.filter((hash) => unseen.has(hash))
    for (const hash of moved) forget(hash)
    return moved.length > 0
  }

  return {
    marked,
    unseen,
    take(entries, since) {
      const moment = now()
      for (const { hash, scope, header } of entries) {
        const { kind, ts } = header
        const isOld = kind !== 'epoch' && moment - ts > limits.receivedLateMs
        if (!isOld || since === undefined || since > ts) continue
        marked.add(hash)
        const mark = readMarkOf(replica.registers, scope)
        if (kind === 'content' && !isBeyond({ ts, hash8: hash.slice(0, 16) }, mark)) keepUnseen(hash, scope)
      }
    },
    seen,
    seenAll: (conversation) => seen([...places].flatMap(([hash, place]) => (place === conversation ? [hash] : [])))
  }
}
