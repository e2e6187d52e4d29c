// Owns what becomes findable, and what no longer is, with the entries that come through the door (X2, X5): decided before anything is
// stored, so that it goes into the entry's own transaction. Knows no index and no query.

import type { ConversationId, EntryHash } from '../base/ids.ts'
import type { Authority } from '../chat/deletion.ts'
import { compareMoments, type Message, type Moment } from '../chat/message.ts'
import { isOnce, type Edit, type Operation, type Poll, type Post } from '../chat/operations.ts'
import { operationOf, type Row } from '../chat/rows.ts'
import { mayActOn } from '../chat/rules.ts'
import { createPageTimeline } from '../chat/timeline.ts'
import { rowOf, type Reading } from './content.ts'
import type { Searchable, SearchChanges } from './ports.ts'
import type { Replica } from './state.ts'

const nothingToFind: SearchChanges = { put: [], forget: [] }

/** What one page gives in one event. */
export interface PageNews {
  readonly conversation: ConversationId
  readonly page: number
  readonly rows: readonly Row[]
  /** All rows of the page, where something in it was deleted or waits; undefined: nothing but new words. */
  readonly judged: { readonly rows: readonly Row[]; readonly authority: Authority } | undefined
  readonly erased: ReadonlySet<EntryHash>
}

/** Whether what is said in a scope is for people to find. */
export function isSearched(replica: Replica, conversation: ConversationId): boolean {
  const kind = replica.membership.scopes.get(conversation)?.kind
  return kind !== undefined && kind !== 'team' && kind !== 'directory'
}

/** What the news of one page change in what can be found. */
export function searchChangesIn(replica: Replica, news: PageNews, reading: Reading): SearchChanges {
  if (!isSearched(replica, news.conversation)) return nothingToFind
  return news.judged === undefined ? changesOfWords(replica, news, reading) : changesOfPage(news, news.judged)
}

/** The text by which a message is found: of a poll its options too, of files their names. */
function searchableOf(
  { hash, member, ts, text, files, poll }: Pick<Message, 'hash' | 'member' | 'ts' | 'text' | 'files' | 'poll'>,
  { conversation, source }: { readonly conversation: ConversationId; readonly source: EntryHash }
): Searchable | undefined {
  const more = [...(poll?.options.map((option) => option.text) ?? []), ...files.map(({ name }) => name)]
  const all = [text, ...more].filter((part) => part !== '').join('\n')
  if (all === '' && files.length === 0) return undefined
  const hasLink = linkBegins.test(text)
  return { message: hash, source, conversation, member, ts, text: all, hasLink, hasFile: files.length > 0 }
}

/** Where a link begins in a text: what has one is found as such (X5). */
export const linkBegins = /(?:^|[^\p{L}\p{N}])(?:https?:\/\/|www\.)[\p{L}\p{N}]/iu

// ---------------------------------------------------------------- Only new words

interface Found {
  readonly row: Row
  readonly operation: Operation
  readonly searchable: Searchable
  /** The moment of its last edit. Edits are compared with each other alone (C3): the clock of whoever edits may be behind the first words. */
  readonly edited: Moment | undefined
}

function changesOfWords(replica: Replica, news: PageNews, reading: Reading): SearchChanges {
  const { conversation, rows, erased } = news
  const put = new Map<EntryHash, Found>()
  const read = rows.map((row) => ({ row, operation: operationOf(row) }))
  for (const { row, operation } of read) {
    const searchable = operation === undefined || erased.has(row.hash) ? undefined : ofRow(conversation, row, operation)
    if (searchable !== undefined && operation !== undefined)
      put.set(row.hash, { row, operation, searchable, edited: undefined })
  }
  for (const { row, operation } of read) {
    if (operation?.type !== 'edit' || erased.has(row.hash)) continue
    const before =
      put.get(operation.target) ?? foundBefore(replica, { conversation, target: operation.target }, reading)
    const after = before === undefined ? undefined : withEdit(before, { by: row, edit: operation })
    if (after !== undefined) put.set(operation.target, after)
  }
  return { put: [...put.values()].map(({ searchable }) => searchable), forget: [] }
}

function ofRow(
  conversation: ConversationId,
  row: Row,
  operation: Operation,
  { text, source }: { readonly text?: string; readonly source?: EntryHash } = {}
): Searchable | undefined {
  if ((operation.type !== 'post' && operation.type !== 'poll') || isOnce(operation)) return undefined
  const message = { ...row, ...saidBy(operation) }
  const said = text === undefined ? message : { ...message, text }
  return searchableOf(said, { conversation, source: source ?? row.hash })
}

function saidBy(operation: Post | Poll): Pick<Message, 'text' | 'files' | 'poll'> {
  if (operation.type === 'post') return { text: operation.text, files: operation.files, poll: undefined }
  const options = operation.options.map((text) => ({ text, members: [] }))
  return {
    text: operation.question,
    files: [],
    poll: { options, several: operation.several, closes: operation.closes }
  }
}

/** A message that is stored, as it is found until now. */
function foundBefore(
  replica: Replica,
  { conversation, target }: { readonly conversation: ConversationId; readonly target: EntryHash },
  reading: Reading
): Found | undefined {
  const [entry] = reading.storage.entries({ type: 'hashes', hashes: [target] })
  if (entry === undefined || entry.scope !== conversation) return undefined
  const row = rowOf(replica, entry, reading)
  const operation = row === undefined ? undefined : operationOf(row)
  const searchable = row === undefined || operation === undefined ? undefined : ofRow(conversation, row, operation)
  if (row === undefined || operation === undefined || searchable === undefined) return undefined
  const source = reading.storage.searchable([target]).get(target) ?? target
  const [edited] = source === target ? [] : reading.storage.entries({ type: 'hashes', hashes: [source] })
  return { row, operation, searchable, edited }
}

function withEdit(found: Found, { by, edit }: { readonly by: Row; readonly edit: Edit }): Found | undefined {
  const { row, operation, edited } = found
  if (!mayActOn(edit, { author: by.member, target: row.member })) return undefined
  if (edited !== undefined && compareMoments(by, edited) < 0) return undefined
  const { conversation } = found.searchable
  const searchable = ofRow(conversation, row, operation, { text: edit.text, source: by.hash })
  return searchable === undefined ? undefined : { row, operation, searchable, edited: by }
}

// ---------------------------------------------------------------- Where something is deleted

/** Every message that the news touch, as the whole page has it. */
function changesOfPage(
  { conversation, page, rows, erased }: PageNews,
  judged: { readonly rows: readonly Row[]; readonly authority: Authority }
): SearchChanges {
  const rowByHash = new Map(judged.rows.map((row) => [row.hash, row]))
  const timeline = createPageTimeline(page, judged.authority)
  timeline.apply({ put: judged.rows, gone: [] })
  const touched = new Set(rows.map(({ hash }) => hash))
  // A set gives what is added to it while it is walked: the delete of an edit touches the message too.
  for (const hash of touched) {
    const row = rowByHash.get(hash)
    const operation = row === undefined ? undefined : operationOf(row)
    if (operation?.type === 'delete') for (const target of operation.targets) touched.add(target)
    if (operation?.type === 'edit') touched.add(operation.target)
  }
  const put: Searchable[] = []
  const forget: EntryHash[] = []
  for (const hash of touched) {
    const message = erased.has(hash) ? undefined : timeline.message(hash)
    const found = message === undefined ? undefined : foundIn(conversation, message, judged.rows)
    if (found === undefined) forget.push(hash)
    else put.push(found)
  }
  return { put, forget }
}

/** A message as a whole page has it; `rows` are that page's. */
export function foundIn(conversation: ConversationId, message: Message, rows: readonly Row[]): Searchable | undefined {
  if (message.type !== 'message' || message.once) return undefined
  const source = message.edited ? lastEdit(message, rows) : message.hash
  return searchableOf(message, { conversation, source })
}

function lastEdit({ hash, member, text }: Message, rows: readonly Row[]): EntryHash {
  const edits = rows.filter((row) => {
    if (row.member !== member) return false
    const operation = operationOf(row)
    return operation?.type === 'edit' && operation.target === hash && operation.text === text
  })
  return edits.toSorted(compareMoments).at(-1)?.hash ?? hash
}
