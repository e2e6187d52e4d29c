// Owns which new entries go out at once to one peer, and how they are packed (network.md 5): to peers whose heads lack them,
// passed on once, never back to where they came from. What does not go this way is said in the next have, and fetched.

import type { ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { parentsOf, type Entry } from '../log/entry.ts'
import { runOf } from '../log/run.ts'
import { lent } from './answers.ts'
import type { Frame } from './frames.ts'
import type { ScopeTag } from './frame-fields.ts'
import type { LogName, SharedScope } from './local.ts'
import { logKey, saidOf, type LogKey, type Said } from './said.ts'

/** The last fresh entry of a log that went to the peer, until its heads cover it. */
export interface SentFresh extends LogName {
  readonly tag: ScopeTag
  readonly seq: number
  readonly hash: string
  readonly at: number
}

export type Sent = ReadonlyMap<LogKey, SentFresh>

/** What is known of one peer that decides what it lacks. */
export interface PeerKnows {
  readonly said: Said
  readonly sent: Sent
  readonly scopes: readonly SharedScope[]
  readonly tagByScope: ReadonlyMap<ScopeId, ScopeTag>
}

/** The header of an entry has at most 192 bytes, its signature 64; the rest are the heads of byte strings. */
const itemOverheadBytes = 24
const runEnvelopeBytes = 64

/**
 * The entries to send now, in order of S7: those the peer may have, lacks, and can take at once, because it has what they
 * build on. All others would be a gap at its door.
 */
export function freshFor(entries: readonly Entry[], peer: PeerKnows): readonly Entry[] {
  const orderOf = new Map(peer.scopes.map((shared) => [shared.scope, shared.order]))
  const chosen: Entry[] = []
  const chosenHashes = new Set<string>()
  const shared = entries.filter((entry) => orderOf.has(entry.scope) && entry.signature !== undefined)
  for (const entry of [...shared].sort((a, b) => (orderOf.get(a.scope) ?? 0) - (orderOf.get(b.scope) ?? 0))) {
    if (!mayTakeNow(entry, peer, chosenHashes)) continue
    chosen.push(entry)
    chosenHashes.add(entry.hash)
  }
  return chosen
}

function mayTakeNow(entry: Entry, { said, sent, tagByScope }: PeerKnows, chosen: ReadonlySet<string>): boolean {
  const tag = tagByScope.get(entry.scope)
  if (tag === undefined) return false
  const heads = saidOf(said, tag, entry.device)?.heads ?? []
  const { seq } = entry.header
  if (heads.some((head) => head.hash === entry.hash || head.seq > seq)) return false
  const told = sent.get(logKey(tag, entry.device))
  const has = (hash: string): boolean =>
    chosen.has(hash) || told?.hash === hash || heads.some((head) => head.hash === hash)
  return parentsOf(entry.header).every(has)
}

/** Frames of at most 16 entries and 80 KiB, neighbours of one log in one run. */
export function packFresh(entries: readonly Entry[], scopes: readonly SharedScope[]): readonly Frame[] {
  const sharedByScope = new Map(scopes.map((shared) => [shared.scope, shared]))
  const frames: Entry[][][] = []
  let count = 0
  let bytes = 0
  for (const entry of entries) {
    const shared = sharedByScope.get(entry.scope)
    if (shared === undefined) continue
    const item = lent(entry, shared)
    const itemBytes = runEnvelopeBytes + itemOverheadBytes + item.headerBytes.length + (item.payload?.length ?? 0) + 64
    if (frames.length === 0 || count >= limits.freshEntriesMax || bytes + itemBytes > limits.freshBytesMax) {
      frames.push([])
      count = 0
      bytes = 0
    }
    count += 1
    bytes += itemBytes
    const runs = frames.at(-1) ?? []
    const last = runs.at(-1)
    if (last?.[0]?.scope === entry.scope && last[0].device === entry.device) last.push(item)
    else runs.push([item])
  }
  return frames.map((runs): Frame => ({ type: 'fresh', runs: runs.map(runOf) }))
}

/** The overlay after these entries went out at `now`. */
export function withSent(
  sent: Sent,
  entries: readonly Entry[],
  { tagByScope, now }: { readonly tagByScope: ReadonlyMap<ScopeId, ScopeTag>; readonly now: number }
): Sent {
  const after = new Map(sent)
  for (const { scope, device, header, hash } of entries) {
    const tag = tagByScope.get(scope)
    if (tag !== undefined) after.set(logKey(tag, device), { tag, scope, device, seq: header.seq, hash, at: now })
  }
  return after
}

/** The overlay without what the peer's heads now cover. */
export function withoutConfirmed(sent: Sent, said: Said): Sent {
  const left = [...sent].filter(([, { tag, device, hash, seq }]) => {
    const heads = saidOf(said, tag, device)?.heads ?? []
    return !heads.some((head) => head.hash === hash || head.seq > seq)
  })
  return left.length === sent.size ? sent : new Map(left)
}
