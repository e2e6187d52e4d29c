// Owns where an item stands in a list that many people order at once: a word for each place, and always one more between two (P9).

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * A word that sorts after `before` and before `after`; undefined stands for the beginning and the end. None of these words ends in 0,
 * so there is room in front of each. Where somebody wrote words that do not sort, the new one stands after `before`.
 */
export function placeBetween(before: string | undefined, after: string | undefined): string {
  const low = before ?? ''
  const high = after !== undefined && after > low ? after : undefined
  let word = ''
  for (let index = 0; ; index += 1) {
    const from = Math.max(0, digits.indexOf(low[index] ?? '0'))
    // Once the word is below `high` in an earlier place, anything may follow.
    const isBound = high !== undefined && high.startsWith(word)
    const to = isBound ? digits.indexOf(high[index] ?? '0') : digits.length
    const middle = isBound || index < low.length - 1 ? Math.floor((from + to) / 2) : nextAfter(from)
    if (middle > from && middle < to) return word + (digits[middle] ?? '')
    word += digits[from] ?? '0'
  }
}

/** At the end of a list the words grow slowly where they do not halve what is left. */
function nextAfter(from: number): number {
  return from === 0 ? Math.floor(digits.length / 2) : from + 1
}
