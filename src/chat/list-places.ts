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

/** Words to write: `words[0]` belongs to the item at `from` in the list as it then is. */
export interface NewPlaces {
  readonly from: number
  readonly words: readonly string[]
}

/** A word may be this long (P9); where one grows beyond the other, its neighbours move apart. */
const [wordMax, roomyMax] = [64, 24]

/**
 * The places that a further item at index `at` takes: mostly one word. Where hundreds were put between the same two, or somebody wrote
 * words without room, the items around it get new words too, no more of them than it takes.
 */
export function placesAround(places: readonly string[], at: number): NewPlaces {
  const word = placeBetween(places[at - 1], places[at])
  if (word.length <= wordMax && isWithin([word], places[at - 1], places[at])) return { from: at, words: [word] }
  for (let reach = 2; ; reach *= 2) {
    const [from, to] = [Math.max(0, at - reach), Math.min(places.length, at + reach)]
    const [before, after] = [places[from - 1], places[to]]
    const words = spread(before, after, to - from + 1)
    const isWhole = from === 0 && to === places.length
    if (isWhole || (words.every(({ length }) => length <= roomyMax) && isWithin(words, before, after)))
      return { from, words }
  }
}

/** As many words between two, the middle one first, so that they stay short. */
function spread(before: string | undefined, after: string | undefined, count: number): readonly string[] {
  if (count === 0) return []
  const middle = placeBetween(before, after)
  const left = Math.floor((count - 1) / 2)
  return [...spread(before, middle, left), middle, ...spread(middle, after, count - 1 - left)]
}

function isWithin(words: readonly string[], before: string | undefined, after: string | undefined): boolean {
  const all = [...(before === undefined ? [] : [before]), ...words, ...(after === undefined ? [] : [after])]
  return all.every((word, index) => index === 0 || (all[index - 1] ?? '') < word)
}
