// Owns the comparison of clocks (S11): a device whose clock differs from its peers' says so. Knows no clock itself.

import { limits } from '../base/limits.ts'

export interface ClockVerdict {
  /**
   * How far our clock is ahead of the median of the peers', milliseconds; undefined: within what is tolerated, or nobody to
   * compare with.
   */
  readonly offMs: number | undefined
  /** What to add to our clock for the ts of entries: 0, or with three peers and more what makes it the median (S11). */
  readonly correctionMs: number
}

/** `theirsMinusOurs`: for each bound device its clock less ours at binding, milliseconds. */
export function compareClocks(theirsMinusOurs: readonly number[]): ClockVerdict {
  const sorted = [...theirsMinusOurs].sort((a, b) => a - b)
  const low = sorted[Math.floor((sorted.length - 1) / 2)]
  const high = sorted[Math.floor(sorted.length / 2)]
  if (low === undefined || high === undefined) return { offMs: undefined, correctionMs: 0 }
  const median = Math.round((low + high) / 2)
  if (Math.abs(median) <= limits.clockSkewMs) return { offMs: undefined, correctionMs: 0 }
  return { offMs: -median, correctionMs: sorted.length >= 3 ? median : 0 }
}
