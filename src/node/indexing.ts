// Owns how what is stored comes to be found where the door could not say so: a database from before there was an index, and entries
// that began to count later. In slices, so that a keystroke never waits for them. Knows no query.

import type { ConversationId } from '../base/ids.ts'
import { compareMoments, type Moment } from '../chat/message.ts'
import { makeFound } from './accept.ts'
import type { Later } from './inbox.ts'
import type { LocalRecord, Milliseconds, Stored } from './ports.ts'
import { isSearchBegun, searchBegunRecord, unsearchedRecord } from './records.ts'
import { foundIn, isSearched } from './searching.ts'
import { pageKey, pageOfKey } from './state.ts'
import type { Desk } from './desk.ts'

export interface Indexing {
  /** Membership or time moved: entries that waited may count now. */
  moved(): void
  /** What was said ahead of time waits again in these conversations: what is found is what stood there before (L9). */
  wentBack(conversations: readonly ConversationId[]): void
  readonly state: Looking
}

/** Whether history is still being looked through, and how much of it is done, 0 to 1. */
export interface Looking {
  readonly growing: boolean
  readonly looked: number
}

/** Messages of one slice, some milliseconds of work (a tap waits for it too), and the rest between two. */
const sliceMessages = 40
const restMs: Milliseconds = 15
/** Who looks is told how far it is after so many slices: each time the search is done anew. */
const toldEvery = 40

/** The indexing of one node; begins by itself. */
export function createIndexing(
  desk: Desk,
  stored: Stored,
  { later, onMoved }: { readonly later: Later; readonly onMoved: () => void }
): Indexing {
  const { replica, storage, pages } = desk
  /** Looked through, and something in them still waits. */
  const postponed = new Set<string>()
  let planned = false
  let slices = 0
  let reached: Moment | undefined
  /** Entries behind `reached` in its page. */
  let reachedCount = 0

  function begin(): void {
    if (isSearchBegun(stored.records)) return
    lookAgain([...replica.membership.scopes.keys()], [searchBegunRecord()])
  }

  /** Has pages looked through, also after the next start. */
  function lookAgain(scopes: readonly ConversationId[], further: readonly LocalRecord[]): void {
    const keys = scopes
      .filter((scope) => isSearched(replica, scope))
      .flatMap((scope) => pages.numbers(scope).map((page) => pageKey(scope, page)))
    const records = [...further, ...keys.map((key) => unsearchedRecord(key, true))]
    if (!makeFound(desk, { records }).ok) return
    for (const key of keys) replica.unsearched.add(key)
  }

  /** Newest pages first, since that is what people look for. */
  function next(): string | undefined {
    let found: { readonly key: string; readonly page: number } | undefined
    for (const key of replica.unsearched) {
      if (postponed.has(key)) continue
      const { page } = pageOfKey(key)
      const isBefore = found === undefined || page > found.page || (page === found.page && key < found.key)
      if (isBefore) found = { key, page }
    }
    return found?.key
  }

  function plan(): void {
    if (planned || next() === undefined) return
    planned = true
    later(restMs, () => {
      planned = false
      slice()
      plan()
      slices += 1
      if (!planned || slices % toldEvery === 0) onMoved()
    })
  }

  function slice(): void {
    const key = next()
    if (key === undefined) return
    const { conversation, page } = pageOfKey(key)
    const outcome = lookThrough(conversation, page)
    if (outcome === 'more') return
    reached = undefined
    reachedCount = 0
    const isDone = outcome === 'done' && !somethingWaits(conversation, page)
    if (isDone && makeFound(desk, { records: [unsearchedRecord(key, false)] }).ok) replica.unsearched.delete(key)
    else postponed.add(key)
  }

  /** Some entry of the page has no row yet (K13), or one that says nothing yet (L9). */
  function somethingWaits(conversation: ConversationId, number: number): boolean {
    const rows = pages.load(conversation, number).page.rows()
    const stored = storage.pages(conversation).find(({ page }) => page === number)?.entries ?? 0
    return stored > rows.length || rows.some(({ content }) => content.type === 'waiting')
  }

  /** One slice of a page. */
  function lookThrough(conversation: ConversationId, number: number): 'more' | 'done' | 'disk-full' {
    const { page, timeline } = pages.load(conversation, number)
    const from = reached
    const ahead = timeline.messages().filter((message) => from === undefined || compareMoments(message, from) > 0)
    const part = ahead.slice(0, sliceMessages)
    const rows = page.rows()
    const known = storage.searchable(part.map(({ hash }) => hash))
    const put = part.flatMap((message) => {
      const found = foundIn(conversation, message, message.edited ? rows : [])
      return found === undefined || known.get(found.message) === found.source ? [] : [found]
    })
    if (put.length > 0 && !makeFound(desk, { records: [], search: { put, forget: [] } }).ok) return 'disk-full'
    reached = part.at(-1)
    reachedCount += part.length
    return ahead.length <= sliceMessages ? 'done' : 'more'
  }

  /** By entries, since weeks differ. */
  function looked(): number {
    const scopes = [...replica.membership.scopes.keys()].filter((scope) => isSearched(replica, scope))
    let [all, open] = [0, 0]
    for (const scope of scopes)
      for (const { page, entries } of storage.pages(scope)) {
        const key = pageKey(scope, page)
        all += entries
        if (replica.unsearched.has(key) && !postponed.has(key)) open += entries
      }
    return all === 0 ? 1 : 1 - Math.max(0, open - reachedCount) / all
  }

  begin()
  plan()

  return {
    moved() {
      postponed.clear()
      plan()
    },
    wentBack(conversations) {
      if (conversations.length > 0) lookAgain(conversations, [])
    },
    get state() {
      return planned ? { growing: true, looked: looked() } : { growing: false, looked: 1 }
    }
  }
}
