// Owns when a name is what somebody looks for: every word typed stands in a word of it; umlauts and accents do not matter.

import { unmarked } from '../../base/words.ts'

export function matches(name: string, wanted: string): boolean {
  const words = unmarked(name).trim().split(/\s+/)
  return unmarked(wanted)
    .trim()
    .split(/\s+/)
    .every((part) => words.some((word) => word.includes(part)))
}
