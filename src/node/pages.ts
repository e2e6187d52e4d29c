// Owns the pages in memory: loaded when somebody looks, grown by the door, dropped when nobody does (P5 to P7). Their documents are
// written by chat's projector alone.

import { concat, uintBytes } from '../base/bytes.ts'
import { decodeCbor, encodeCbor } from '../base/codec.ts'
import { idBytes, type ConversationId, type DeviceId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { Authority } from '../chat/deletion.ts'
import { clientIdOf, createPage, openPage, type Page } from '../chat/projector.ts'
import type { Row, RowPlace } from '../chat/rows.ts'
import { createPageTimeline, type PageTimeline } from '../chat/timeline.ts'
import { hash } from '../crypto/hash.ts'
import { rowOf, type Reading } from './content.ts'
import { levelWithin, moderationsIn } from './groups.ts'
import type { LocalRecord, StoredEntry } from './ports.ts'
import { isRetained } from './retention.ts'
import { pageKey, type Replica } from './state.ts'

export interface LoadedPage {
  readonly conversation: ConversationId
  readonly number: number
  readonly page: Page
  readonly timeline: PageTimeline
  /** Rows that the snapshot in storage does not have yet. */
  dirty: number
}

export interface Pages {
  /** The page, from memory, from its snapshot, or from its rows. */
  load(conversation: ConversationId, number: number): LoadedPage
  /** New or changed rows, after the entries were stored; pages nobody looks at are left as they are. */
  project(conversation: ConversationId, number: number, rows: readonly Row[]): void
  /** Every loaded page anew from its rows: membership or keys moved under it. */
  rebuild(conversations: 'all' | ReadonlySet<ConversationId>): void
  /** Moves whenever rows of a conversation that were here may say something else, or nothing: what was made of them is to be made anew. */
  turnOf(conversation: ConversationId): string
  /** Keeps snapshots of what changed and lets go of all but the newest used pages. */
  settle(): void
  /** Page numbers of a conversation that hold anything, newest first. */
  numbers(conversation: ConversationId): readonly number[]
}

/** Pages kept in memory beyond those just used: about 0.4 MB for a thousand messages each. */
const loadedMax = 24
/** A snapshot is written once this many rows are not in it; before that, opening reads them from the log. */
const snapshotAfterRows = 200

/** The pages of a replica; `reading` gives storage and the time. */
export function createPages(replica: Replica, reading: () => Reading): Pages {
  const loaded = new Map<string, LoadedPage>()
  const turns = new Map<ConversationId | 'all', number>()

  function authority(conversation: ConversationId): Authority {
    const { membership } = replica
    return {
      moderations: moderationsIn(membership, conversation),
      levelOf: levelWithin(membership, conversation)
    }
  }
  /** X6: what was dropped by policy is shown nowhere, not as a deletion either. */
  function keptFrom(conversation: ConversationId): number {
    const info = replica.membership.scopes.get(conversation)
    return info !== undefined && isRetained(info) ? replica.keptFrom : 0
  }
  function clientIds(conversation: ConversationId, number: number): (device: DeviceId) => number {
    const ids = new Map<DeviceId, number>()
    return (device) => {
      const known = ids.get(device)
      if (known !== undefined) return known
      const id = clientIdOf(hash('cid', concat(idBytes(device), idBytes(conversation), uintBytes(number, 4))))
      ids.set(device, id)
      return id
    }
  }
  function rowsOf(entries: readonly StoredEntry[]): readonly Row[] {
    const now = reading()
    return entries.map((entry) => rowOf(replica, entry, now)).filter((row) => row !== undefined)
  }
  function readPage(conversation: ConversationId, number: number): { readonly page: Page; readonly dirty: number } {
    const { storage } = reading()
    const ids = clientIds(conversation, number)
    const snapshot = storage.recall(snapshotName(conversation, number))
    const kept = snapshot === undefined ? undefined : snapshotFrom(snapshot, standingMark(replica, conversation))
    if (kept !== undefined) {
      const bare = storage.entries({ type: 'page', conversation, page: number, payloads: false })
      const places = bare.map((entry) => placeOf(replica, entry)).filter((place) => place !== undefined)
      const opened = openPage(ids, { snapshot: kept, places })
      if (opened.ok) {
        const { page, rest } = opened.value
        const rows = rowsOf(rest.length === 0 ? [] : storage.entries({ type: 'hashes', hashes: rest }))
        page.project(rows)
        return { page, dirty: rows.length }
      }
    }
    const rows = rowsOf(storage.entries({ type: 'page', conversation, page: number, payloads: true }))
    return { page: createPage(ids, rows), dirty: rows.length }
  }
  function keepSnapshot(place: LoadedPage): void {
    const { storage } = reading()
    const value = encodeCbor([standingMark(replica, place.conversation), place.page.bytes()])
    const kept = storage.keep({ keep: 'cache', name: snapshotName(place.conversation, place.number), value })
    // A full disk loses a cache, nothing else.
    if (kept.ok) place.dirty = 0
  }
  function fresh(conversation: ConversationId, number: number): LoadedPage {
    const { page, dirty } = readPage(conversation, number)
    const timeline = createPageTimeline(number, authority(conversation))
    timeline.apply({ put: page.rows(), gone: [] })
    return { conversation, number, page, timeline, dirty }
  }

  return {
    load(conversation, number) {
      const key = pageKey(conversation, number)
      const place = loaded.get(key) ?? fresh(conversation, number)
      // The newest used stand at the end.
      loaded.delete(key)
      loaded.set(key, place)
      return place
    },
    project(conversation, number, rows) {
      const place = loaded.get(pageKey(conversation, number))
      if (place === undefined || rows.length === 0) return
      place.timeline.apply(place.page.project(rows))
      place.dirty += rows.length
    },
    turnOf: (conversation) => `${turns.get('all') ?? 0} ${turns.get(conversation) ?? 0}`,
    rebuild(conversations) {
      const { storage } = reading()
      for (const each of conversations === 'all' ? (['all'] as const) : conversations)
        turns.set(each, (turns.get(each) ?? 0) + 1)
      for (const place of loaded.values()) {
        const { conversation, number } = place
        if (conversations !== 'all' && !conversations.has(conversation)) continue
        const entries = storage.entries({ type: 'page', conversation, page: number, payloads: true })
        place.timeline.judge(authority(conversation))
        place.timeline.apply(place.page.rebuild(rowsOf(entries)))
        place.dirty += 1
      }
    },
    settle() {
      for (const place of loaded.values()) if (place.dirty >= snapshotAfterRows) keepSnapshot(place)
      for (const [key, place] of loaded) {
        if (loaded.size <= loadedMax) break
        if (place.dirty > 0) keepSnapshot(place)
        place.page.destroy()
        loaded.delete(key)
      }
    },
    numbers(conversation) {
      return reading()
        .storage.pages(conversation)
        .map(({ page }) => page)
        .filter((page) => page >= keptFrom(conversation))
    }
  }
}

function snapshotName(conversation: ConversationId, number: number): string {
  return `page ${pageKey(conversation, number)}`
}

function placeOf(replica: Replica, entry: StoredEntry): RowPlace | undefined {
  const member = replica.membership.team.certificates.get(entry.device)?.member
  if (member === undefined) return undefined
  return { hash: entry.hash, device: entry.device, member, seq: entry.seq, ts: entry.ts }
}

/** What rows depend on besides their entries: a snapshot made under another membership is not used. */
export function standingMark(replica: Replica, conversation: ConversationId): string {
  const { team, directs, groups, books } = replica.membership
  const judged = [...books.values()].flatMap((book) => [...book.byId.values()])
  const unreadable = judged
    .filter(({ standing }) => standing === 'held' || standing === 'void')
    .map(({ entry }) => entry.id)
  const deps = [team, ...directs.values(), ...groups.values()].flatMap((membership) => membership.deps)
  // A log with more than four heads counts up to what they share (F4).
  const flagged = [...(replica.heads.get(conversation)?.values() ?? [])].filter(
    (heads) => heads.length > limits.headsFlagged
  )
  const forks = flagged.flatMap((heads) => heads.map((head) => head.hash))
  return [...deps, ...unreadable, ...forks].sort().join(' ')
}

function snapshotFrom(value: Uint8Array, mark: string): Uint8Array | undefined {
  const decoded = decodeCbor(value)
  if (!decoded.ok || !Array.isArray(decoded.value)) return undefined
  const [madeUnder, bytes] = decoded.value
  return madeUnder === mark && bytes instanceof Uint8Array ? bytes : undefined
}

/** Forgets the snapshot of a page in the transaction that erases something of it (X2). */
export function withoutSnapshot(conversation: ConversationId, number: number): LocalRecord {
  return { keep: 'cache', name: snapshotName(conversation, number), value: undefined }
}
