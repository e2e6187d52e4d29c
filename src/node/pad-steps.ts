// Owns finding what was said in a pad: its operations among the rows of the conversation's pages (P9). Derived, never stored: late knowledge
// changes what counts, and a page knows.

import { assert, present } from '../base/assert.ts'
import { equalBytes } from '../base/bytes.ts'
import { idBytes, type ConversationId, type EntryHash, type MemberId, type PadId } from '../base/ids.ts'
import type { PadStep } from '../chat/pad-order.ts'
import { endOf, readPadUpdate, readPadVector } from '../chat/pad-update.ts'
import { firstPageOf } from '../chat/pads.ts'
import { operationOf, type Row } from '../chat/rows.ts'
import { padClientOf } from './content.ts'
import type { Desk } from './write.ts'

/** Rows that were read; a row is a value, so what it says stays. */
const stepByRow = new WeakMap<Row, PadStep>()

/** All counted changes of a pad that can be read here, in no order that means anything. */
export function stepsOf(desk: Desk, conversation: ConversationId, pad: PadId): readonly PadStep[] {
  return rowsOf(desk, conversation, pad).map(({ row }) => stepOf(row, conversation, pad))
}

/** Those of one member, by page. */
export function ownChangesOf(
  desk: Desk,
  {
    conversation,
    pad,
    member
  }: { readonly conversation: ConversationId; readonly pad: PadId; readonly member: MemberId }
): ReadonlyMap<number, readonly EntryHash[]> {
  const hashesByPage = new Map<number, EntryHash[]>()
  for (const { row, page } of rowsOf(desk, conversation, pad)) {
    if (row.member !== member) continue
    const hashes = hashesByPage.get(page) ?? []
    hashesByPage.set(page, hashes)
    hashes.push(row.hash)
  }
  return hashesByPage
}

/** It began in a week that its id names, so nothing of it stands before. */
function rowsOf(
  { pages }: Desk,
  conversation: ConversationId,
  pad: PadId
): readonly { readonly row: Row; readonly page: number }[] {
  const from = firstPageOf(pad)
  const id = idBytes(pad)
  return pages
    .numbers(conversation)
    .filter((page) => page >= from)
    .flatMap((page) =>
      pages
        .load(conversation, page)
        .page.rows()
        .filter((row) => isOfPad(row, id))
        .map((row) => ({ row, page }))
    )
}

/** Looked at before it is read: most rows of a page are messages. */
function isOfPad({ content }: Row, pad: Uint8Array): boolean {
  if (content.type !== 'operation' || !Array.isArray(content.operation)) return false
  const [code, id] = content.operation as readonly unknown[]
  return code === 23 && id instanceof Uint8Array && equalBytes(id, pad)
}

function stepOf(row: Row, conversation: ConversationId, pad: PadId): PadStep {
  const known = stepByRow.get(row)
  if (known !== undefined) return known
  const operation = operationOf(row)
  assert(operation?.type === 'pad', 'only a counted change stands in a row')
  const vector = present(readPadVector(operation.vector), 'what counts was read before')
  const change = present(readPadUpdate(operation.update, vector), 'what counts was read before')
  const client = padClientOf(row.device, conversation, pad)
  const first = vector.get(client) ?? 0
  const { hash, ts, device, member } = row
  const end = endOf(change.structs, first)
  const step = { hash, ts, device, member, client, first, end, vector, update: operation.update }
  stepByRow.set(row, step)
  return step
}
