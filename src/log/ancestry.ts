// Owns walks through the graph of one log: everything below some heads, and what one set of heads has beyond another.
// Walks are loops, never recursion: a log may be as long as its author likes. Knows no bytes and no storage.

import { compareIds, type EntryHash } from '../base/ids.ts'

/** What a walk needs of an entry; `parents` are its prev and joins. */
export interface Link {
  readonly seq: number
  readonly parents: readonly EntryHash[]
}

/** The link of an entry, or undefined if it is not here: the walk ends there. */
export type LookupLink = (hash: EntryHash) => Link | undefined

/** The heads that are here and all their ancestors (K12, F4). Time and memory are linear in the size of the result. */
export function ancestors(heads: readonly EntryHash[], lookup: LookupLink): ReadonlySet<EntryHash> {
  const found = new Set<EntryHash>()
  const waiting = [...heads]
  for (let hash = waiting.pop(); hash !== undefined; hash = waiting.pop()) {
    if (found.has(hash)) continue
    const link = lookup(hash)
    if (link === undefined) continue
    found.add(hash)
    waiting.push(...link.parents)
  }
  return found
}

/** The entries that are ancestors of all heads, heads included: all that counts of a log with more than four heads (F4). */
export function commonAncestors(heads: readonly EntryHash[], lookup: LookupLink): ReadonlySet<EntryHash> {
  const [first, ...others] = heads.map((head) => ancestors([head], lookup))
  return new Set([...(first ?? [])].filter((hash) => others.every((other) => other.has(hash))))
}

/** Whether `hash` is one of `heads` or below one of them. Looks no deeper than the seq of `hash`. */
export function isCovered(hash: EntryHash, heads: readonly EntryHash[], lookup: LookupLink): boolean {
  const floor = lookup(hash)?.seq
  if (floor === undefined) return false
  const seen = new Set<EntryHash>()
  const waiting = [...heads]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === hash) return true
    if (seen.has(next)) continue
    seen.add(next)
    const link = lookup(next)
    if (link !== undefined && link.seq > floor) waiting.push(...link.parents)
  }
  return false
}

/**
 * The entries below `heads` (themselves included) that are not below `known`: what a peer that has `known` lacks. Parents
 * first, then by hash. Looks at the difference and a little beside it, not at the whole log: a parent has a lower seq than
 * its child, so with rows taken in descending seq an entry's fate is settled when its turn comes.
 */
export function beyond(
  heads: readonly EntryHash[],
  known: readonly EntryHash[],
  lookup: LookupLink
): readonly EntryHash[] {
  const rows = new Map<number, Map<EntryHash, Met>>()
  let undecided = 0
  const meet = (hash: EntryHash, isKnown: boolean): void => {
    const link = lookup(hash)
    if (link === undefined) return
    const row = rows.get(link.seq) ?? new Map<EntryHash, Met>()
    const before = row.get(hash)
    if (before === undefined && !isKnown) undecided += 1
    if (before !== undefined && !before.isKnown && isKnown) undecided -= 1
    row.set(hash, { parents: link.parents, isKnown: isKnown || before?.isKnown === true })
    rows.set(link.seq, row)
  }
  for (const hash of known) meet(hash, true)
  for (const hash of heads) meet(hash, false)

  const lacking: EntryHash[] = []
  for (let seq = Math.max(-1, ...rows.keys()); seq >= 0 && undecided > 0; seq--) {
    const row = [...(rows.get(seq) ?? [])].sort(([a], [b]) => compareIds(b, a))
    for (const [hash, { parents, isKnown }] of row) {
      if (!isKnown) lacking.push(hash)
      if (!isKnown) undecided -= 1
      for (const parent of parents) meet(parent, isKnown)
    }
  }
  return lacking.reverse()
}

interface Met {
  readonly parents: readonly EntryHash[]
  readonly isKnown: boolean
}
