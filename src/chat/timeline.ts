// Owns what one page shows: its messages in reading order with everything that acts on them in place (P5, C3, C4, C6). A pure function
// of the page's rows and of the authority; what it remembers only saves work. Knows no Yjs and no clock.

import type { EntryHash } from '../base/ids.ts'
import { composeMessage, isLine, versionsOf, type ReadRow } from './composition.ts'
import { createJudge, type Authority, type Deletion } from './deletion.ts'
import { compareMoments, type Message, type Version } from './message.ts'
import { isOnce, targetsOf, type FileReference, type Operation, type Post } from './operations.ts'
import { mayActOn } from './rules.ts'
import { operationOf, type PageChange, type Row } from './rows.ts'

export interface PageTimeline {
  /** What the projector said of a batch. Costs what the batch costs, not what the page holds. */
  apply(change: PageChange): void
  /** New moderations or levels: every message is looked at again. */
  judge(authority: Authority): void
  /** In reading order (C6). The same array until something changes, and in it the same messages but for those that did. */
  messages(): readonly Message[]
  message(hash: EntryHash): Message | undefined
  /** Every state of a message's text that is here, the first one first (C3); none of what may be looked at once. */
  versions(hash: EntryHash): readonly Version[]
  /** The text of a message that may be looked at once; whoever asks has opened it (C14). */
  onceText(hash: EntryHash): string | undefined
  /** Its files, under the same rule: they stand in no message. */
  onceFiles(hash: EntryHash): readonly FileReference[]
  /** Messages of this page that answer one, of whatever page, in reading order. */
  repliesTo(hash: EntryHash): readonly Message[]
  /** Where somebody set how long messages stay, in reading order (X6). */
  timers(): readonly TimerChange[]
}

/** One `timer` as it stands in the page. */
export interface TimerChange {
  readonly row: Row
  readonly seconds: number
}

/** Above this many new lines at once, sorting all is cheaper than finding each one's place. */
const sortFrom = 64

/** A row that may be shown; its message is made when somebody looks and forgotten when something touches it. */
interface Line {
  readonly read: ReadRow
  message: Message | 'unmade' | undefined
}

/** A timeline of one page (P1), empty at first. */
export function createPageTimeline(page: number, firstAuthority: Authority): PageTimeline {
  const readByHash = new Map<EntryHash, ReadRow>()
  const lineByHash = new Map<EntryHash, Line>()
  const actingByTarget = new Map<EntryHash, Map<EntryHash, ReadRow>>()
  const repliesByTarget = new Map<EntryHash, Set<EntryHash>>()
  const timerByHash = new Map<EntryHash, TimerChange>()
  const deletable = {
    memberOf: (hash: EntryHash) => readByHash.get(hash)?.row.member,
    deletionsOf: (hash: EntryHash): readonly Deletion[] =>
      [...(actingByTarget.get(hash)?.values() ?? [])].flatMap(({ row, operation }) =>
        operation?.type === 'delete' ? [{ hash: row.hash, member: row.member, destroy: operation.destroy }] : []
      )
  }
  let judge = createJudge(deletable, firstAuthority)
  let lines: Line[] = []
  let shown: readonly Message[] | undefined = []

  /** The rows' own messages, those they act on, and, as they may do or undo a deletion, those that these act on in turn. */
  function forget(hashes: readonly EntryHash[]): void {
    shown = undefined
    judge.forget()
    if (lines.length === 0) return
    const touched = new Set(hashes)
    for (const hash of touched) {
      const line = lineByHash.get(hash)
      if (line !== undefined) line.message = 'unmade'
      const read = readByHash.get(hash)
      if (read !== undefined) for (const target of targets(read)) touched.add(target)
    }
  }
  function remove(hash: EntryHash): void {
    const read = readByHash.get(hash)
    if (read === undefined) return
    readByHash.delete(hash)
    for (const target of targets(read)) {
      const acting = actingByTarget.get(target)
      acting?.delete(hash)
      if (acting?.size === 0) actingByTarget.delete(target)
    }
    timerByHash.delete(hash)
    const answered = answeredBy(read.operation)
    if (answered !== undefined) repliesByTarget.get(answered)?.delete(hash)
    if (lineByHash.delete(hash)) lines.splice(placeIn(lines, read), 1)
  }
  function add(read: ReadRow): void {
    const { hash } = read.row
    readByHash.set(hash, read)
    for (const target of targets(read)) {
      const acting = actingByTarget.get(target) ?? new Map<EntryHash, ReadRow>()
      actingByTarget.set(target, acting.set(hash, read))
    }
    const answered = answeredBy(read.operation)
    if (answered !== undefined) repliesByTarget.set(answered, (repliesByTarget.get(answered) ?? new Set()).add(hash))
    if (read.operation?.type === 'timer') timerByHash.set(hash, { row: read.row, seconds: read.operation.seconds })
  }
  function addLines(reads: readonly ReadRow[]): void {
    const added = reads.filter((read) => isLine(read, page)).map((read): Line => ({ read, message: 'unmade' }))
    for (const line of added) lineByHash.set(line.read.row.hash, line)
    if (added.length >= sortFrom) lines = [...lines, ...added].sort((a, b) => compareReads(a.read, b.read))
    else for (const line of added) lines.splice(placeIn(lines, line.read), 0, line)
  }
  function messageOf(line: Line): Message | undefined {
    if (line.message === 'unmade') line.message = compose(line.read)
    return line.message
  }
  /** What acts on a row and may. */
  function actingOn({ hash, member }: Row): readonly ReadRow[] {
    return [...(actingByTarget.get(hash)?.values() ?? [])].filter(
      ({ row, operation }) =>
        operation !== undefined &&
        mayActOn(operation, { author: row.member, target: member }) &&
        judge.fateOf(row.hash) === 'stands'
    )
  }
  function compose(read: ReadRow): Message | undefined {
    return composeMessage(read, actingOn(read.row), judge.fateOf(read.row.hash))
  }
  function standingRead(hash: EntryHash): ReadRow | undefined {
    return judge.fateOf(hash) === 'stands' ? lineByHash.get(hash)?.read : undefined
  }

  function standingOnce(hash: EntryHash): Post | undefined {
    const operation = standingRead(hash)?.operation
    return operation?.type === 'post' && isOnce(operation) ? operation : undefined
  }

  return {
    apply({ put, gone }) {
      const changed = [...gone, ...put.map(({ hash }) => hash)]
      const reads = put.map((row) => ({ row, operation: operationOf(row) }))
      // Twice, since what a row acted on before may be other than what it acts on now.
      forget(changed)
      for (const hash of changed) remove(hash)
      for (const read of reads) add(read)
      forget(changed)
      addLines(reads)
    },
    judge(authority) {
      judge = createJudge(deletable, authority)
      for (const line of lines) line.message = 'unmade'
      shown = undefined
    },
    messages() {
      shown ??= lines.map(messageOf).filter((message) => message !== undefined)
      return shown
    },
    message(hash) {
      const line = lineByHash.get(hash)
      return line === undefined ? undefined : messageOf(line)
    },
    versions(hash) {
      const read = standingRead(hash)
      return read === undefined ? [] : versionsOf(read, actingOn(read.row))
    },
    onceText: (hash) => standingOnce(hash)?.text,
    onceFiles: (hash) => standingOnce(hash)?.files ?? [],
    repliesTo(hash) {
      return [...(repliesByTarget.get(hash) ?? [])]
        .flatMap((reply) => lineByHash.get(reply) ?? [])
        .toSorted((a, b) => compareReads(a.read, b.read))
        .flatMap((line) => messageOf(line) ?? [])
        .filter(({ type }) => type === 'message')
    },
    timers() {
      return [...timerByHash.values()]
        .filter(({ row }) => judge.fateOf(row.hash) === 'stands')
        .toSorted((a, b) => compareMoments(a.row, b.row))
    }
  }
}

function targets({ operation }: ReadRow): readonly EntryHash[] {
  return operation === undefined ? [] : targetsOf(operation)
}

function answeredBy(operation: Operation | undefined): EntryHash | undefined {
  return operation?.type === 'post' ? operation.reply : undefined
}

function compareReads(a: ReadRow, b: ReadRow): number {
  return compareMoments(a.row, b.row)
}

/** Where a line stands, or would. */
function placeIn(lines: readonly Line[], read: ReadRow): number {
  let low = 0
  let high = lines.length
  while (low < high) {
    const middle = (low + high) >> 1
    const there = lines[middle]
    if (there !== undefined && compareReads(there.read, read) < 0) low = middle + 1
    else high = middle
  }
  return low
}
