// Owns the search for a common past: which entries of a log to name to somebody who knows none of its heads (S6).

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
