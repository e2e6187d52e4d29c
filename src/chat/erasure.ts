// Owns which entries of a page are erased (X1, X6): a pure function of its rows, the moderations and the time. Removes nothing itself.

import type { EntryHash, MemberId } from '../base/ids.ts'
import { createJudge, type Authority, type Deletion } from './deletion.ts'
import { expiryOf } from './expiry.ts'
import { addTo } from './multimap.ts'
import { operationOf, type Row } from './rows.ts'

export interface Erasure {
  /** Every row whose payload must be gone. A row without payload is named too, so that an offered payload is refused (X2). */
  readonly erased: ReadonlySet<EntryHash>
  /** When the next ttl passes, in milliseconds since 1970: the time to ask again. */
  readonly nextExpiry: number | undefined
}

/**
 * X1 for all rows of one page; everything that erases a row stands in its page or among the moderations. Only readable deletes and
 * edits can be counted: what an erased one said is not known any more. Retention drops pages as a whole, and is no matter of rows.
 */
export function erasureOf(rows: readonly Row[], facts: Authority & { readonly now: number }): Erasure {
  const rowByHash = new Map(rows.map((row) => [row.hash, row]))
  const deletionsByTarget = new Map<EntryHash, Deletion[]>()
  const editsByTarget = new Map<EntryHash, Row[]>()
  const erased = new Set<EntryHash>()
  let nextExpiry: number | undefined

  for (const row of rows) {
    const operation = operationOf(row)
    if (operation === undefined) continue
    if (operation.type === 'delete') {
      const deletion = { hash: row.hash, member: row.member, destroy: operation.destroy }
      for (const target of operation.targets) addTo(deletionsByTarget, target, deletion)
    }
    if (operation.type === 'edit') addTo(editsByTarget, operation.target, row)
    const expiry = expiryOf(operation, row.ts)
    if (expiry !== undefined && expiry <= facts.now) erased.add(row.hash)
    else if (expiry !== undefined) nextExpiry = Math.min(expiry, nextExpiry ?? expiry)
  }

  const memberOf = (hash: EntryHash): MemberId | undefined => rowByHash.get(hash)?.member
  const judge = createJudge({ memberOf, deletionsOf: (hash) => deletionsByTarget.get(hash) ?? [] }, facts)
  for (const { hash } of rows) if (judge.fateOf(hash) === 'erased') erased.add(hash)
  // A set gives what is added to it while it is walked: an edit of an edit of an erased entry comes along.
  for (const target of erased)
    for (const edit of editsByTarget.get(target) ?? []) if (edit.member === memberOf(target)) erased.add(edit.hash)
  return { erased, nextExpiry }
}
