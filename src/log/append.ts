// Owns the making of the next entry: which heads it builds on, its time, its hash and signature (F3, L9). What it makes passes
// the same door as a stranger's entry (L10). Sees payloads as bytes and keeps no state.

import { assert } from '../base/assert.ts'
import { compareIds, idBytes, type DeviceId, type EpochId, type ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { sign } from '../crypto/sign.ts'
import { encodeHeader, entryOf, hashPayload, type Entry, type EntryKind, type Header } from './entry.ts'
import { compareHeads, type Head } from './heads.ts'

/** Who writes, and in which of its logs. */
export interface Author {
  readonly scope: ScopeId
  readonly device: DeviceId
  /** 64 bytes, as libsodium keeps it. */
  readonly secretKey: Uint8Array
}

/** What the next entry of a log says, before it has its place. */
export interface NextEntry {
  readonly kind: EntryKind
  /** Milliseconds since 1970, from `nextTimestamp`. */
  readonly ts: number
  /** The week a content entry stands in (P1); 0 for the other kinds. */
  readonly page: number
  /** The epoch a content payload is sealed under; undefined for the other kinds. */
  readonly epoch: EpochId | undefined
  /** As it is stored and sent: sealed for content, plain CBOR otherwise (L7, L8). */
  readonly payload: Uint8Array
}

/**
 * The next signed entry of a log with these own heads. It builds on the newest one and joins up to three others, so a log
 * that forked has one head again (F3).
 */
export function appendEntry(author: Author, heads: readonly Head[], next: NextEntry): Entry {
  const [newest, ...others] = [...heads].sort(compareHeads)
  const joined = others.slice(0, limits.joinsMax)
  assert(
    heads.every((head) => head.ts < next.ts),
    'an entry is later than every head of its log'
  )
  const header: Header = {
    kind: next.kind,
    seq: newest === undefined ? 0 : newest.seq + 1,
    ts: next.ts,
    prev: newest?.hash,
    payloadHash: hashPayload(next.payload),
    payloadLength: next.payload.length,
    epoch: next.epoch,
    page: next.page,
    joins: joined.map((head) => head.hash).sort(compareIds)
  }
  const { scope, device } = author
  const entry = entryOf({
    scope,
    device,
    headerBytes: encodeHeader(header),
    payload: next.payload,
    signature: undefined
  })
  assert(entry.ok, 'the header of an own entry is well formed')
  return { ...entry.value, signature: sign(author.secretKey, 'sig', idBytes(entry.value.hash)) }
}

/**
 * The ts of the next entry (L9): now, but later than the own heads and than the greatest ts seen in the scope, which pulls a
 * slow clock along by at most five minutes. Milliseconds; `greatestSeen` is undefined in an empty scope.
 */
export function nextTimestamp(seen: {
  readonly now: number
  readonly heads: readonly Head[]
  readonly greatestSeen: number | undefined
}): number {
  const afterHeads = seen.heads.map((head) => head.ts + 1)
  const afterSeen = Math.min(seen.greatestSeen ?? 0, seen.now + limits.clockToleratedMs) + 1
  return Math.max(seen.now, afterSeen, ...afterHeads)
}
