// Owns when a name is what somebody looks for: every word typed stands in a word of it; umlauts and accents do not matter, "ue" finds "ü" too.

import { fold, unmarked } from '../../base/words.ts'

export function matches(name: string, wanted: string): boolean {
  const words = name.trim().split(/\s+/)
  const bare = words.map(unmarked)
  const spelled = words.map(fold)
  return wanted
    .trim()
    .split(/\s+/)
    .every((part) => {
      const folded = fold(part)
      const isSpelled = folded !== '' && spelled.some((word) => word.includes(folded))
      return isSpelled || bare.some((word) => word.includes(unmarked(part)))
    })
}
