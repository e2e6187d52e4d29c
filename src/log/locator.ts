// Owns the search for a common past: which entries of a strange log to name, and which of those named are known here (S6).

import type { EntryHash } from '../base/ids.ts'

/**
 * The seqs a locator names for a head of `headSeq`, newest first: distances 0, 1, 2, 3, 4, 6, 10, 18, 34 … (S6). Dense where
 * replicas usually part, then doubling, so that a log of any length has at most about fifty.
 */
export function locatorSeqs(headSeq: number): readonly number[] {
  const seqs: number[] = []
  for (let step = 0, distance = 0; distance <= headSeq; step++) {
    seqs.push(headSeq - distance)
    distance = step < 4 ? step + 1 : 2 + 2 ** (step - 2)
  }
  return seqs
}

/**
 * The newest known entry of each locator (hashes newest first, one list for each strange head): what the other side has for
 * certain. Empty: nothing in common is known, everything may be lacking.
 */
export function commonPast(
  locators: readonly (readonly EntryHash[])[],
  has: (hash: EntryHash) => boolean
): readonly EntryHash[] {
  const found = locators.map((locator) => locator.find(has)).filter((hash) => hash !== undefined)
  return [...new Set(found)]
}
