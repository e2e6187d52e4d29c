// Owns what the heads of one log tell: how they move, when they betray a fork (F2 to F4).
// Knows nothing of storage, clocks or peers.

import { compareIds, type DeviceId, type EntryHash, type ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { parentsOf, type Header } from './entry.ts'

/** An entry nothing builds on yet. */
export interface Head {
  readonly hash: EntryHash
  readonly seq: number
  /** Milliseconds since 1970, by its author's clock. */
  readonly ts: number
}

/** The heads of one log, in the order of `compareHeads`; none: nothing of this log is here. */
export interface HeadsOfLog {
  readonly scope: ScopeId
  readonly device: DeviceId
  readonly heads: readonly Head[]
}

/** Greatest seq first, then lowest hash: the first head is the one its author builds on (F3). */
export function compareHeads(a: Head, b: Head): number {
  return b.seq - a.seq || compareIds(a.hash, b.hash)
}

/** The heads once `entry`, which was not there before, is part of the log. */
export function headsAfter(
  heads: readonly Head[],
  entry: { readonly hash: EntryHash; readonly header: Header }
): readonly Head[] {
  const parents = parentsOf(entry.header)
  const head: Head = { hash: entry.hash, seq: entry.header.seq, ts: entry.header.ts }
  const [only] = heads
  // Nearly every entry: the next one of a log without forks.
  if (heads.length <= 1 && (only === undefined || parents.includes(only.hash))) return [head]
  return [...heads.filter((other) => !parents.includes(other.hash)), head].sort(compareHeads)
}

/**
 * Whether this device's identity is used in two places (F4): more than four heads, or two that stayed unjoined for 24 h.
 * `forkedSince` is when the log first showed two heads here (milliseconds, the clock of `now`); undefined while it shows one.
 */
export function isFlagged(
  heads: readonly Head[],
  { now, forkedSince }: { readonly now: number; readonly forkedSince: number | undefined }
): boolean {
  if (heads.length > limits.headsFlagged) return true
  return heads.length > 1 && forkedSince !== undefined && now - forkedSince >= limits.forkFlagMs
}
