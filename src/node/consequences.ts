// Owns what accepted content does beyond standing in its page: registers it sets, payloads it erases (P5, X1, X2). Computed before
// anything is stored, so that all of it goes into one transaction.

import { blobIdOf, type ConversationId, type EntryHash } from '../base/ids.ts'
import type { Authority } from '../chat/deletion.ts'
import { erasureOf } from '../chat/erasure.ts'
import { expiryOf } from '../chat/expiry.ts'
import { targetsOf, type Operation } from '../chat/operations.ts'
import { registersOf, type Register } from '../chat/registers.ts'
import { operationOf, type Row } from '../chat/rows.ts'
import { readExtra } from '../files/extra.ts'
import { kindOf } from '../files/kinds.ts'
import { rowOf, type Reading } from './content.ts'
import { levelWithin, moderationsIn } from './groups.ts'
import { moreNamed, namedIn, type MentionIndex } from './mentions.ts'
import { padPlaceKey, padsSaidIn } from './pad-snapshots.ts'
import type { SearchChanges, StoredEntry, StoredFile } from './ports.ts'
import { isRetained } from './retention.ts'
import { searchChangesIn, type PageNews } from './searching.ts'
import { pageKey, type Replica } from './state.ts'

/** One page that something happened to. */
export interface TouchedPage {
  readonly conversation: ConversationId
  readonly page: number
  /** New rows and rows that can be read now. */
  readonly rows: readonly Row[]
  /** Something in it waits for its time or for a fence, or lies beyond one. */
  readonly waits?: boolean
}

export interface Consequences {
  readonly pages: readonly TouchedPage[]
  readonly registers: readonly Register[]
  /** What posts among them name, for the index. */
  readonly files: readonly StoredFile[]
  /** By `pageKey`: messages that name this person, where there are new ones (C10). */
  readonly mentions: MentionIndex
  /** Entries whose payload goes, new ones among them. */
  readonly erased: ReadonlySet<EntryHash>
  /** Pads that lose something of what stood in them, by `padPlaceKey` (P9, X2). */
  readonly padsLess: ReadonlySet<string>
  /** Pages whose erasures may change by time or by what is still to come, and those that are settled now. */
  readonly unsettled: ReadonlySet<string>
  readonly settled: ReadonlySet<string>
  /** When the next of what stands in these pages ends, in milliseconds since 1970 (X6). */
  readonly endsNext: number | undefined
  readonly search: SearchChanges
  /** Pages with entries that say nothing yet and may later: what they say is not found until then. */
  readonly unsearched: ReadonlySet<string>
}

/** What these content entries, new or newly readable, lead to in a replica that has the membership of the moment. */
export function consequencesOf(replica: Replica, entries: readonly StoredEntry[], reading: Reading): Consequences {
  const pages = touchedPages(replica, entries, reading)
  const registers: Register[] = []
  const files: StoredFile[] = []
  const mentions = new Map<string, readonly EntryHash[]>()
  const erased = new Set<EntryHash>()
  const unsettled = new Set<string>()
  const settled = new Set<string>()
  let endsNext: number | undefined
  const padsLess = new Set<string>()
  const judgedByPage = new Map<string, PageNews['judged']>()
  for (const page of pages) {
    const key = pageKey(page.conversation, page.page)
    const said = page.rows.map((row) => ({ row, operation: operationOf(row) }))
    registers.push(...registersIn(page.conversation, said))
    files.push(...said.flatMap((each) => filesIn(page, each)))
    const whom = { member: replica.identity.member, conversation: page.conversation }
    const named = moreNamed(replica.mentions, key, namedIn(said, whom))
    if (named !== undefined) mentions.set(key, named)
    const isAhead = page.rows.some(({ content }) => content.type === 'waiting')
    const mayMove = isAhead || replica.unsettled.has(key) || hasModerated(replica, page) || mayErase(said, reading)
    if (!mayMove) continue
    const judged = eraseIn(replica, page, reading)
    judgedByPage.set(key, judged)
    for (const hash of judged.erased) erased.add(hash)
    for (const key of padsLessIn(page.conversation, judged)) padsLess.add(key)
    ;(judged.open ? unsettled : settled).add(key)
    endsNext = earlier(endsNext, judged.endsNext)
  }
  for (const { scope, page, hash } of entries) {
    const info = replica.membership.scopes.get(scope)
    if (page < replica.keptFrom && info !== undefined && isRetained(info)) erased.add(hash)
  }
  const search = pages.map((page) => {
    const judged = judgedByPage.get(pageKey(page.conversation, page.page))
    return searchChangesIn(replica, { ...page, judged, erased }, reading)
  })
  return {
    pages,
    registers,
    mentions,
    files: files.filter(({ entry }) => !erased.has(entry)),
    erased,
    padsLess,
    unsettled,
    settled,
    endsNext,
    search: { put: search.flatMap(({ put }) => put), forget: search.flatMap(({ forget }) => forget) },
    unsearched: new Set(pages.filter(({ waits }) => waits).map((page) => pageKey(page.conversation, page.page)))
  }
}

/** The first of two moments; undefined is later than any. */
export function earlier(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other)
}

/** What admins took away: it may come after the word of it, with its payload or from somebody who erased that (X2). */
function hasModerated({ membership }: Replica, { conversation, rows }: TouchedPage): boolean {
  const targets = new Set(moderationsIn(membership, conversation).flatMap((moderation) => moderation.targets))
  return targets.size > 0 && rows.some(({ hash }) => targets.has(hash))
}

/** Pads in which something is erased. */
export function padsLessIn(
  conversation: ConversationId,
  { erased, rows }: { readonly erased: readonly EntryHash[]; readonly rows: readonly Row[] }
): readonly string[] {
  const gone = new Set(erased)
  return [...padsSaidIn(rows.filter(({ hash }) => gone.has(hash)))].map((pad) => padPlaceKey({ conversation, pad }))
}

/** What is to be erased in a page that is not yet; `open`: more may come. */
export function eraseIn(
  replica: Replica,
  page: TouchedPage,
  reading: Reading
): {
  readonly erased: readonly EntryHash[]
  readonly open: boolean
  readonly endsNext: number | undefined
  readonly rows: readonly Row[]
  readonly authority: Authority
} {
  const { due, gone, rows, ...found } = erasedIn(replica, page, reading)
  return { ...found, erased: [...due].filter((hash) => !gone.has(hash)), rows: [...rows.values()] }
}

/** What X1 erases in a page by the rows that are stored, `page.rows` and the moderations, and what is `gone` from it already. */
export function erasedIn(
  replica: Replica,
  { conversation, page, rows }: TouchedPage,
  reading: Reading
): {
  readonly due: ReadonlySet<EntryHash>
  readonly gone: ReadonlySet<EntryHash>
  readonly rows: ReadonlyMap<EntryHash, Row>
  readonly authority: Authority
  readonly open: boolean
  readonly endsNext: number | undefined
} {
  const stored = reading.storage.entries({ type: 'page', conversation, page, payloads: true })
  const rowByHash = new Map<EntryHash, Row>()
  const gone = new Set<EntryHash>()
  for (const entry of stored) {
    if (entry.erased) gone.add(entry.hash)
    const row = rowOf(replica, entry, reading)
    if (row !== undefined) rowByHash.set(row.hash, row)
  }
  for (const row of rows) rowByHash.set(row.hash, row)
  const { membership } = replica
  const authority = {
    moderations: moderationsIn(membership, conversation),
    levelOf: levelWithin(membership, conversation)
  }
  const { erased, nextExpiry } = erasureOf([...rowByHash.values()], { ...authority, now: reading.now })
  const waits = [...rowByHash.values()].some((row) => {
    // What lies ahead may turn out to take something away (L9).
    if (row.content.type === 'waiting') return true
    const operation = operationOf(row)
    const isActing = operation?.type === 'delete' || operation?.type === 'edit'
    return isActing && targetsOf(operation).some((target) => !rowByHash.has(target))
  })
  const open = waits || nextExpiry !== undefined
  return { due: erased, gone, rows: rowByHash, authority, open, endsNext: nextExpiry }
}

function touchedPages(replica: Replica, entries: readonly StoredEntry[], reading: Reading): readonly TouchedPage[] {
  const rowsByPage = new Map<string, { conversation: ConversationId; page: number; rows: Row[]; waits: boolean }>()
  const someAreOut = replica.inactiveSince.size + replica.demotedSince.size > 0
  for (const entry of entries) {
    const row = rowOf(replica, entry, reading)
    const key = pageKey(entry.scope, entry.page)
    const place = rowsByPage.get(key) ?? { conversation: entry.scope, page: entry.page, rows: [], waits: false }
    if (row !== undefined) place.rows.push(row)
    place.waits ||= row === undefined ? someAreOut : row.content.type === 'waiting'
    rowsByPage.set(key, place)
  }
  return [...rowsByPage.values()]
}

/** A row with what it says, read once for all who ask. */
interface SaidRow {
  readonly row: Row
  readonly operation: Operation | undefined
}

function registersIn(conversation: ConversationId, said: readonly SaidRow[]): readonly Register[] {
  return said.flatMap(({ row, operation }) => {
    const { member, device, ts, hash } = row
    return operation === undefined ? [] : registersOf(operation, { conversation, member, device, ts, hash })
  })
}

function filesIn({ conversation, page }: TouchedPage, { row, operation }: SaidRow): readonly StoredFile[] {
  if (operation?.type !== 'post') return []
  return operation.files.map((reference, place) => ({
    scope: conversation,
    entry: row.hash,
    page,
    ts: row.ts,
    place,
    blob: blobIdOf(reference.hash),
    kind: kindOf(reference.mime, readExtra(reference.extra))
  }))
}

/** Whether looking at the whole page is worth it: a delete, something that ends by itself, an edit of what is erased already or not here. */
function mayErase(said: readonly SaidRow[], reading: Reading): boolean {
  return said.some(({ row, operation }) => {
    if (operation === undefined) return false
    if (operation.type === 'delete' || expiryOf(operation, row.ts) !== undefined) return true
    if (operation.type !== 'edit') return false
    const hashes = targetsOf(operation)
    const stored = reading.storage.entries({ type: 'hashes', hashes })
    // An edit before its message: once that comes, the page is looked at as a whole.
    if (stored.length === 0) return !hashes.some((hash) => reading.fresh?.has(hash) === true)
    return stored.some((target) => target.erased)
  })
}
