// Owns how well a name fits what somebody typed to go there: umlauts and accents do not matter, a letter may be left out. Knows no screen.

import { unmarked, wordsIn } from '../../base/words.ts'

/** A part of this length may stand for a name whose letters it has in order. */
const looseMin = 3

/** 0 is best; undefined: not what was looked for. Nothing typed fits everything. */
export function rankOf(name: string, typed: string): number | undefined {
  const parts = unmarked(typed)
    .trim()
    .split(/\s+/)
    .filter((part) => part !== '')
  const bare = unmarked(name).trim()
  const spelled = wordsIn(name).map(({ folded }) => folded)
  const forms = [...bare.split(/\s+/), ...bare.split(/[^\p{L}\p{N}]+/u), ...spelled].filter((form) => form !== '')
  const ranks = parts.map((part) => rankOfPart(part, { whole: bare, forms }))
  return ranks.includes(undefined) ? undefined : Math.max(0, ...ranks.map((rank) => rank ?? 0))
}

function rankOfPart(
  part: string,
  { whole, forms }: { readonly whole: string; readonly forms: readonly string[] }
): number | undefined {
  if (whole.startsWith(part) || forms[0]?.startsWith(part) === true) return 0
  if (forms.some((form) => form.startsWith(part))) return 1
  if (whole.includes(part) || forms.some((form) => form.includes(part))) return 2
  return part.length >= looseMin && forms.some((form) => hasInOrder(form, part)) ? 3 : undefined
}

/** From the first letter on, since nobody leaves that out. */
function hasInOrder(form: string, part: string): boolean {
  if (form[0] !== part[0]) return false
  let at = 0
  for (const letter of part) {
    at = form.indexOf(letter, at) + 1
    if (at === 0) return false
  }
  return true
}

/** Words that nobody sees count as typed from their beginning only, and less than the name. */
const alsoMin = 2

function rankWith(name: string, also: readonly string[], typed: string): number | undefined {
  const own = rankOf(name, typed)
  if (typed.trim().length < alsoMin) return own
  const isAlso = also.some((each) => (rankOf(each, typed) ?? 2) < 2)
  return isAlso ? Math.min(1, own ?? 1) : own
}

/** What fits, the best first; of what fits alike that which was gone to last, then as it came. */
export function ranked<Item extends { readonly key: string; readonly name: string; readonly also?: readonly string[] }>(
  items: readonly Item[],
  typed: string,
  recent: readonly string[]
): readonly Item[] {
  const lately = (key: string): number => (recent.includes(key) ? recent.indexOf(key) : recent.length)
  return items
    .flatMap((item, at) => {
      const rank = rankWith(item.name, item.also ?? [], typed)
      return rank === undefined ? [] : [{ item, rank, lately: lately(item.key), at }]
    })
    .sort((a, b) => a.rank - b.rank || a.lately - b.lately || a.at - b.at)
    .map(({ item }) => item)
}
