// Owns finding what was said in a pad: its operations among the rows of the conversation's pages (P9). Derived, never stored: late knowledge
// changes what counts, and a page knows.

import { assert, present } from '../base/assert.ts'
import { equalBytes } from '../base/bytes.ts'
import { idBytes, type ConversationId, type EntryHash, type MemberId, type PadId } from '../base/ids.ts'
import type { PadDocument, PadProjection } from '../chat/pad-document.ts'
import type { PadStep } from '../chat/pad-order.ts'
import { endOf, readPadUpdate, readPadVector } from '../chat/pad-update.ts'
import { firstPageOf } from '../chat/pads.ts'
import type { PadBase } from '../chat/pad-base.ts'
import { operationOf, type Row, type Unreadable } from '../chat/rows.ts'
import { padClientOf } from './content.ts'
import { snapshotFrom, snapshotNameOf, snapshotRecord, type PadSnapshot } from './pad-snapshots.ts'
import { standingMark } from './pages.ts'
import type { Desk } from './desk.ts'

/** Rows that were read; a row is a value, so what it says stays. */
const stepByRow = new WeakMap<Row, PadStep>()

/** What counts of a pad now: the steps that were read, on top of what was kept of before. */
export interface PadReading {
  readonly base: PadBase | undefined
  /** In no order that means anything; some may be in the base. */
  readonly steps: readonly PadStep[]
}

/** Reads one pad again and again, and each time only what moved since. */
export interface PadReader {
  read(): PadReading
  /** From the first page on: the base does not fit what came. */
  readAll(): PadReading
  /** Keeps the state that came of what was read last. */
  keep(base: PadBase): void
}

/** What counts now, in this document: on top of what was kept, or of all steps where that does not fit. */
export function projectPad(document: PadDocument, reader: PadReader): PadProjection & PadReading {
  const { base, steps } = reader.read()
  if (base !== undefined) {
    const onTop = document.projectFrom(base, steps)
    if (onTop !== undefined) return { ...onTop, base, steps }
  }
  const all = base === undefined ? steps : reader.readAll().steps
  return { ...document.project(all), base: undefined, steps: all }
}

/** What stood in a page when it had so many entries. */
interface ReadPage {
  readonly entries: number
  readonly steps: readonly PadStep[]
  /** Nothing in it waits for its time, its key or its payload. */
  readonly settled: boolean
}

/** A reader that has read nothing yet, and knows no snapshot. */
export function createPadReader(desk: Desk, conversation: ConversationId, pad: PadId): PadReader {
  const { replica, storage, pages } = desk
  const name = snapshotNameOf({ conversation, pad })
  let turn = ''
  let snapshot: PadSnapshot | undefined
  let readByPage = new Map<number, ReadPage>()

  function readPage(number: number, entries: number): ReadPage {
    const before = readByPage.get(number)
    if (before?.entries === entries && before.settled) return before
    const rows = pages.load(conversation, number).page.rows()
    const id = idBytes(pad)
    const steps = rows.filter((row) => isOfPad(row, id)).map((row) => stepOf(row, conversation, pad))
    const settled = rows.length === entries && rows.every(({ content }) => !isOpen.has(content.type))
    const read = { entries, steps, settled }
    readByPage.set(number, read)
    return read
  }
  function read(): PadReading {
    const numbers = new Set(pages.numbers(conversation))
    const from = firstPageOf(pad)
    const here = storage.pages(conversation).filter(({ page }) => page >= from && numbers.has(page))
    const base = snapshot?.base
    const steps = here.flatMap(({ page, entries }) =>
      snapshot?.entriesByPage.get(page) === entries ? [] : readPage(page, entries).steps
    )
    return { base, steps }
  }

  return {
    read() {
      const now = pages.turnOf(conversation)
      if (now !== turn) {
        turn = now
        readByPage = new Map()
        snapshot = snapshotFrom(storage.recall(name), standingMark(replica, conversation))
      }
      return read()
    },
    readAll() {
      snapshot = undefined
      return read()
    },
    keep(base) {
      // A page with a step that is not in it is read again, for what that waits for may come.
      const settled = [...readByPage].filter(
        ([, { settled: isSettled, steps }]) => isSettled && steps.every(({ hash }) => base.hashes.has(hash))
      )
      const entriesByPage = new Map([
        ...(snapshot?.entriesByPage ?? []),
        ...settled.map(([page, { entries }]) => [page, entries] as const)
      ])
      const next = { base, entriesByPage }
      // A full disk loses a cache, nothing else.
      storage.keep(snapshotRecord(name, standingMark(replica, conversation), next))
    }
  }
}

/** Of these something may still come without a further entry (P4). */
const isOpen: ReadonlySet<string> = new Set<Unreadable>(['sealed', 'waiting', 'missing'])

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
