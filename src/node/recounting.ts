// Owns what a move of standing changes about words that are stored already: a fence, a fork or a removal makes deletes count, or count no
// more, and payloads go or are missing again (X1, X3, F4, K13). Values only; the door carries them out.

import type { ConversationId, DeviceId, EntryHash } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { operationOf, type Row } from '../chat/rows.ts'
import { fenceFor, type FenceVerdict } from '../team/fences.ts'
import type { Moderation } from '../team/membership.ts'
import { erasedIn, type Consequences, type TouchedPage } from './consequences.ts'
import { cutsOf, rowOf, standingOf, type Reading } from './content.ts'
import { levelWithin } from './groups.ts'
import { conversationIn, type Membership } from './membership.ts'
import { isInside } from './outside.ts'
import type { StoredEntry } from './ports.ts'
import { isRetained } from './retention.ts'
import type { ScopeInfo } from './scopes.ts'
import { headsOf, pageKey, pageOfKey, type Replica } from './state.ts'

/** What an event changes about entries that were here before it. */
export interface Recount {
  /** Payloads to take away: a delete counts now that did not. */
  readonly erased: ReadonlySet<EntryHash>
  /** Payloads that are missing again: what erased them turned out void (X3). */
  readonly unerased: readonly StoredEntry[]
  /** Pages where either happened. */
  readonly pages: readonly Omit<TouchedPage, 'rows'>[]
  readonly unsettled: ReadonlySet<string>
  /** Pages where an edit counts that did not, or counts no more: what is found there says something else (X5). */
  readonly unsearched: ReadonlySet<string>
  /** Conversations whose stored words count otherwise although nobody's membership moved. */
  readonly recounted: ReadonlySet<ConversationId>
}

/** A replica before and after an event, each read without and with the entries that came. */
export interface Turn {
  readonly before: Replica
  readonly after: Replica
  readonly reading: Reading
  readonly pages: Consequences['pages']
}

/** What the event means for what was stored before it. */
export function recount(turn: Turn): Recount {
  const { before, after } = turn
  const logs = [...movedLogs(turn)]
  const words = logs.map((log) => movedWords(turn, log))
  const judged = words.flatMap(({ deletes }) => deletes)
  const lost = [...judged.filter(({ counts }) => !counts).flatMap(({ targets }) => targets), ...lostModerations(turn)]
  const keys = new Set(judged.filter(({ counts }) => counts).map(({ entry }) => pageKey(entry.scope, entry.page)))
  const candidates = new Set(missingCandidates(turn, lost))
  for (const entry of candidates) keys.add(pageKey(entry.scope, entry.page))
  const erased = new Set<EntryHash>()
  const unerased: StoredEntry[] = []
  const unsettled = new Set<string>()
  const pages: Omit<TouchedPage, 'rows'>[] = []
  for (const key of keys) {
    const found = pageAfter(turn, key, new Set([...candidates].map(({ hash }) => hash)))
    for (const hash of found.erased) erased.add(hash)
    unerased.push(...found.unerased)
    if (found.open) unsettled.add(key)
    if (found.erased.length + found.unerased.length > 0) pages.push(pageOfKey(key))
  }
  const moved = before.membership === after.membership ? logs.map(({ info }) => info.scope) : []
  const unsearched = new Set(words.flatMap(({ edits }) => edits.map((entry) => pageKey(entry.scope, entry.page))))
  return { erased, unerased, pages, unsettled, unsearched, recounted: new Set(moved) }
}

// ---------------------------------------------------------------- Logs

interface MovedLog {
  readonly info: ScopeInfo
  readonly device: DeviceId
}

/** Logs that were here and are judged by something else now; only those that grow, where no membership moved. */
function* movedLogs(turn: Turn): Generator<MovedLog> {
  const { before, after } = turn
  const isMoved = before.membership !== after.membership
  for (const [scope, logs] of after.heads) {
    const known = before.heads.get(scope)
    const info = after.membership.scopes.get(scope)
    if (known === undefined || info === undefined || info.kind === 'team' || (!isMoved && logs === known)) continue
    for (const [device, heads] of logs) {
      const had = known.get(device)
      if (had === undefined || (!isMoved && had === heads)) continue
      const was = groundOf(before, { info, device }, { ...turn.reading, fresh: new Map() })
      if (was !== groundOf(after, { info, device }, turn.reading)) yield { info, device }
    }
  }
}

/** What decides how far the words of a log count, as text: equal texts, equal verdicts about what is stored. */
function groundOf(replica: Replica, { info, device }: MovedLog, reading: Reading): string {
  const heads = headsOf(replica, info.scope, device)
  const flagged = heads.length > limits.headsFlagged ? heads.map(({ hash }) => hash).sort() : []
  if (isInside(replica, info, device)) return ['inside', ...flagged].join(' ')
  const fence = fenceFor(cutsOf(replica, info), { scope: info.scope, device })
  if (fence === undefined) return ['open', ...flagged].join(' ')
  const isHere = (hash: EntryHash): boolean =>
    reading.fresh?.has(hash) === true || reading.storage.entries({ type: 'hashes', hashes: [hash] }).length > 0
  return ['fence', ...fence.map((hash) => `${hash}${isHere(hash) ? '' : '?'}`), ...flagged].join(' ')
}

interface MovedDelete {
  readonly entry: StoredEntry
  readonly targets: readonly EntryHash[]
  readonly counts: boolean
}

const portion = 512

interface MovedWords {
  readonly deletes: readonly MovedDelete[]
  readonly edits: readonly StoredEntry[]
}

/**
 * What changes other words in a log, and counts now and did not, or counts no more. A delete that only waits for a while takes nothing back
 * (F4, L9).
 */
function movedWords({ before, after, reading }: Turn, { info, device }: MovedLog): MovedWords {
  const old = { ...reading, fresh: new Map() }
  const deletes: MovedDelete[] = []
  const edits: StoredEntry[] = []
  for (let fromSeq = 0; ;) {
    const entries = reading.storage.entries({ type: 'log', scope: info.scope, device, fromSeq, count: portion })
    for (const entry of entries) {
      if (entry.kind !== 'content' || entry.payload === undefined) continue
      const was = standingOf(before, entry, { info, reading: old })
      const is = standingOf(after, entry, { info, reading })
      if ((was === 'counts') === (is === 'counts')) continue
      const row = is === 'counts' ? rowOf(after, entry, reading) : rowOf(before, entry, old)
      const operation = row === undefined ? undefined : operationOf(row)
      if (operation?.type === 'edit') edits.push(entry)
      if (operation?.type === 'delete' && isTurned(was, is))
        deletes.push({ entry, targets: operation.targets, counts: is === 'counts' })
    }
    const last = entries.at(-1)
    if (last === undefined || entries.length < portion) return { deletes, edits }
    fromSeq = last.seq + 1
  }
}

function isTurned(was: FenceVerdict, is: FenceVerdict): boolean {
  return was === 'counts' ? is === 'beyond' : is === 'counts'
}

// ---------------------------------------------------------------- Moderations

/** Targets that a moderation touched before and none touches now: it turned out void, or its target rose above it (C2). */
function lostModerations({ before, after, reading }: Turn): readonly EntryHash[] {
  if (before.membership === after.membership) return []
  const standing = moderationsOf(after.membership)
  const hashes = [...new Set(moderationsOf(before.membership).flatMap(({ targets }) => targets))]
  if (hashes.length === 0) return []
  return reading.storage.entries({ type: 'hashes', hashes }).flatMap((entry) => {
    const touches = (replica: Replica, moderations: readonly Moderation[]): boolean => {
      const member = replica.membership.team.certificates.get(entry.device)?.member
      if (member === undefined) return false
      const level = levelWithin(replica.membership, entry.scope)(member)
      return moderations.some(
        (moderation) =>
          moderation.scope === entry.scope && moderation.targets.includes(entry.hash) && level < moderation.level
      )
    }
    const isLost = touches(before, moderationsOf(before.membership)) && !touches(after, standing)
    return isLost ? [entry.hash] : []
  })
}

function moderationsOf(membership: Membership): readonly Moderation[] {
  const own = [...membership.groups.keys(), ...membership.directs.keys()].flatMap(
    (scope) => conversationIn(membership, scope)?.moderations ?? []
  )
  return [...membership.team.moderations, ...own].filter(({ destroy }) => destroy)
}

// ---------------------------------------------------------------- Pages

/** What may be missing again: erased, and not dropped with its page by the policy (X6). */
function missingCandidates({ after, reading }: Turn, hashes: readonly EntryHash[]): readonly StoredEntry[] {
  if (hashes.length === 0) return []
  return reading.storage.entries({ type: 'hashes', hashes }).filter((entry) => {
    const info = after.membership.scopes.get(entry.scope)
    const isDropped = info === undefined || (isRetained(info) && entry.page < after.keptFrom)
    return entry.erased && entry.kind === 'content' && !isDropped
  })
}

function pageAfter(
  { after, reading, pages }: Turn,
  key: string,
  candidates: ReadonlySet<EntryHash>
): { readonly erased: readonly EntryHash[]; readonly unerased: readonly StoredEntry[]; readonly open: boolean } {
  const place = pageOfKey(key)
  const touched = pages.find(({ conversation, page }) => pageKey(conversation, page) === key)
  const { due, gone, rows, open } = erasedIn(after, { ...place, rows: touched?.rows ?? [] }, reading)
  const stands = (hash: EntryHash): boolean => gone.has(hash) && !due.has(hash)
  const freed = [...candidates].filter(stands).flatMap((hash) => rows.get(hash) ?? [])
  const edits = [...gone].filter(stands).filter((hash) => freed.some((target) => mayEdit(rows.get(hash), target)))
  const hashes = [...new Set([...freed.map(({ hash }) => hash), ...edits])]
  return {
    erased: [...due].filter((hash) => !gone.has(hash)),
    unerased: hashes.length === 0 ? [] : reading.storage.entries({ type: 'hashes', hashes }),
    open
  }
}

/**
 * Edits went with their message, and nobody can read any more which they were. Nor does a time tell: where the clock of the device that
 * wrote the message was ahead, an edit from another one of this member is earlier than the message (L9).
 */
function mayEdit(row: Row | undefined, target: Row): boolean {
  return row !== undefined && row.member === target.member && row.hash !== target.hash
}
