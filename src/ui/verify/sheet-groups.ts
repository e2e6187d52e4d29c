// Owns what can be said about a root sheet while it is typed: how many groups are complete, and which one cannot be right (D7). Whether it
// is the sheet of this team only the node can say.

export const sheetGroups = 14
const groupLength = 4

export type SheetProblem =
  { readonly type: 'short' | 'wrong'; readonly group: number } | { readonly type: 'many' } | undefined

export interface TypedSheet {
  /** Groups of four characters, the last of them perhaps shorter. */
  readonly groups: readonly string[]
  readonly complete: number
  readonly problem: SheetProblem
}

/** Groups are kept where the person separated them; without separators every four characters are one. */
export function readTypedSheet(text: string): TypedSheet {
  const parts = text
    .trim()
    .toUpperCase()
    .split(/[\s-]+/)
    .filter((part) => part !== '')
  const groups = parts.flatMap((part) => part.match(new RegExp(`.{1,${groupLength}}`, 'gu')) ?? [])
  const complete = groups.filter((group) => group.length === groupLength && isReadable(group)).length
  return { groups, complete, problem: problemIn(groups) }
}

function problemIn(groups: readonly string[]): SheetProblem {
  const wrong = groups.findIndex((group) => !isReadable(group))
  if (wrong >= 0) return { type: 'wrong', group: wrong + 1 }
  // The last group may still be growing.
  const short = groups.slice(0, -1).findIndex((group) => group.length < groupLength)
  if (short >= 0) return { type: 'short', group: short + 1 }
  return groups.length > sheetGroups ? { type: 'many' } : undefined
}

/** Crockford's alphabet, and what is read as one of it: O as 0, I and L as 1. */
function isReadable(group: string): boolean {
  return /^[0-9A-TV-Z]*$/.test(group)
}
