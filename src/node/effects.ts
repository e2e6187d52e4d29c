// Owns what an accepted proposal does: to storage in one transaction, to memory and open pages after it. Both stand side by side, since a
// start has to find what memory held.

import type { DeviceId, EpochId, ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { Register } from '../chat/registers.ts'
import type { Head } from '../log/heads.ts'
import type { Consequences } from './consequences.ts'
import type { Proposal } from './examine.ts'
import type { Membership } from './membership.ts'
import { mentionsRecord } from './mentions.ts'
import { unnotedRecords, type PadNews } from './noting.ts'
import type { Departures } from './outside.ts'
import { padPlaceOf, snapshotNameOf, snapshotsOf } from './pad-snapshots.ts'
import { withoutSnapshot, type Pages } from './pages.ts'
import type { Batch, LocalRecord, LogHeads, StoredEntry } from './ports.ts'
import {
  demotedRecord,
  everForkedRecord,
  forkedRecord,
  inactiveRecord,
  secretRecord,
  staleRegistersRecord,
  unsearchedRecord,
  unsettledRecord
} from './records.ts'
import type { Recount } from './recounting.ts'
import { registerRecords } from './registers.ts'
import { logKey, pageKey, type Replica } from './state.ts'

/** What a proposal leads to, computed before anything is stored. */
export interface Effects {
  readonly consequences: Consequences
  readonly departed: Departures
  readonly winners: readonly Register[]
  readonly turned: Recount
  readonly pads: PadNews
  readonly now: number
}

/** All that is stored of it, as one transaction. */
export function batchOf(replica: Replica, proposal: Proposal, effects: Effects): Batch {
  const { consequences, departed, winners, turned, pads, now } = effects
  const { erased } = consequences
  const fresh = [...proposal.entries.values()]
  const entries = fresh.map((entry) =>
    erased.has(entry.hash) ? { ...entry, payload: undefined, erased: true } : entry
  )
  const payloads = [...proposal.completed.values()].flatMap(({ hash, payload }) =>
    payload === undefined || erased.has(hash) ? [] : [{ hash, payload }]
  )
  const heads = [...proposal.heads.values()].map(({ scope, device, before, after }) => ({
    before: logHeads(scope, device, before),
    after: logHeads(scope, device, after)
  }))
  const pagesErased = consequences.pages.filter(({ rows }) => rows.length > 0 && erased.size > 0)
  const records: LocalRecord[] = [
    ...proposal.found.map(secretRecord),
    ...departed.devices.map((device) => inactiveRecord(device, now)),
    ...departed.demoted.map(({ keyScope, device }) => demotedRecord(logKey(keyScope, device), now)),
    ...departed.promoted
      .map(({ keyScope, device }) => logKey(keyScope, device))
      .filter((key) => replica.demotedSince.has(key))
      .map((key) => demotedRecord(key, undefined)),
    ...(isWhoCountsSame(replica.membership, proposal.membership) && turned.recounted.size === 0
      ? []
      : [staleRegistersRecord(true)]),
    ...[...consequences.unsettled].map((key) => unsettledRecord(key, true)),
    ...[...consequences.settled].filter((key) => replica.unsettled.has(key)).map((key) => unsettledRecord(key, false)),
    ...[...unsearchedAfter(effects)]
      .filter((key) => !replica.unsearched.has(key))
      .map((key) => unsearchedRecord(key, true)),
    ...unnotedRecords(replica, pads),
    ...[...pagesErased, ...turned.pages].map(({ conversation, page }) => withoutSnapshot(conversation, page)),
    ...forkRecords(replica, proposal, now),
    ...registerRecords(winners),
    ...[...consequences.mentions].map(([page, named]) => mentionsRecord(page, named))
  ]
  const isFresh = (hash: StoredEntry['hash']): boolean => proposal.entries.has(hash)
  return {
    entries,
    heads,
    payloads,
    records,
    files: consequences.files.filter(({ entry }) => !erased.has(entry)),
    erase: [...erased].filter((hash) => !isFresh(hash)),
    unerase: turned.unerased.map(({ hash }) => hash),
    drop: [],
    forgetCaches: snapshotsVoidedBy(effects),
    search: { ...consequences.search, pads: pads.gone }
  }
}

/** What was made of entries that go, or may say something else now; a moved membership is seen by its mark. */
function snapshotsVoidedBy({ consequences, turned }: Pick<Effects, 'consequences' | 'turned'>): readonly string[] {
  const conversations = new Set([...turned.pages.map(({ conversation }) => conversation), ...turned.recounted])
  const less = [...consequences.padsLess].map((key) => snapshotNameOf(padPlaceOf(key)))
  return [...less, ...[...conversations].map(snapshotsOf)]
}

/** Pages to be looked through again: something waits in them, or counts otherwise than before (X3, X5). */
function unsearchedAfter({ consequences, turned }: Pick<Effects, 'consequences' | 'turned'>): ReadonlySet<string> {
  const pages = turned.pages.map(({ conversation, page }) => pageKey(conversation, page))
  return new Set([...consequences.unsearched, ...turned.unsearched, ...pages])
}

/** Heads as storage names them. */
export function logHeads(scope: ScopeId, device: DeviceId, heads: readonly Head[]): LogHeads {
  return { scope, device, heads: heads.map((head) => ({ ...head, scope, device })) }
}

function forkRecords(replica: Replica, proposal: Proposal, now: number): readonly LocalRecord[] {
  return [...proposal.heads.values()].flatMap(({ scope, device, after }) => {
    const key = logKey(scope, device)
    const isForked = after.length > 1
    const since = isForked === replica.forkedSince.has(key) ? [] : [forkedRecord(key, isForked ? now : undefined)]
    return forksNow(replica, proposal, key) ? [...since, everForkedRecord(key)] : since
  })
}

/** Whether this proposal is the first to show that a log forked: by two heads, or by a join that heals them. */
function forksNow(replica: Replica, proposal: Proposal, key: string): boolean {
  if (replica.everForked.has(key)) return false
  const after = proposal.heads.get(key)?.after ?? []
  const hasJoin = ({ scope, device, header }: StoredEntry): boolean =>
    header.length > limits.headerBytes && logKey(scope, device) === key
  return after.length > 1 || [...proposal.entries.values()].some(hasJoin)
}

/** Once it is stored: memory as a start would find it, and the pages that are open. */
export function remember(
  { replica, pages }: { readonly replica: Replica; readonly pages: Pages },
  proposal: Proposal,
  { consequences, departed, winners, turned, pads: padNews, now }: Effects
): void {
  const before = replica.membership
  replica.membership = proposal.membership
  for (const { scope, device, after } of proposal.heads.values()) {
    const logs = replica.heads.get(scope) ?? new Map<DeviceId, readonly Head[]>()
    replica.heads.set(scope, logs.set(device, after))
    const key = logKey(scope, device)
    if (after.length > 1) replica.forkedSince.set(key, replica.forkedSince.get(key) ?? now)
    else replica.forkedSince.delete(key)
    if (forksNow(replica, proposal, key)) replica.everForked.add(key)
  }
  for (const winner of winners) replica.registers.byKey.set(winner.key, winner)
  for (const device of departed.devices) replica.inactiveSince.set(device, now)
  for (const { keyScope, device } of departed.demoted) replica.demotedSince.set(logKey(keyScope, device), now)
  for (const { keyScope, device } of departed.promoted) replica.demotedSince.delete(logKey(keyScope, device))
  if (consequences.mentions.size > 0) replica.mentions = new Map([...replica.mentions, ...consequences.mentions])
  for (const key of consequences.unsettled) replica.unsettled.add(key)
  for (const key of consequences.settled) replica.unsettled.delete(key)
  for (const key of unsearchedAfter({ consequences, turned })) replica.unsearched.add(key)
  for (const key of padNews.moved) replica.unnoted.add(key)
  for (const { scope, payload, kind } of proposal.entries.values())
    if (kind === 'content' && payload === undefined) replica.lacksPayloads.set(scope, true)
  for (const { scope } of turned.unerased) replica.lacksPayloads.set(scope, true)
  for (const { epoch, kind } of proposal.entries.values())
    if (kind === 'content' && epoch !== undefined) countEntry(replica, epoch)
  if (before.team !== replica.membership.team || standingMoved(before, replica.membership)) pages.rebuild('all')
  else {
    for (const page of consequences.pages) projectPage(pages, page, consequences)
    // A log passed four heads, healed, or reached its fence: what it said before counts otherwise now.
    if (turned.recounted.size > 0) pages.rebuild(turned.recounted)
  }
}

function countEntry(replica: Replica, epoch: EpochId): void {
  replica.entriesByEpoch.set(epoch, (replica.entriesByEpoch.get(epoch) ?? 0) + 1)
}

function standingMoved(before: Membership, after: Membership): boolean {
  return before.books !== after.books || before.directs !== after.directs || before.groups !== after.groups
}

function isWhoCountsSame(before: Membership, after: Membership): boolean {
  return before.team === after.team && before.groups === after.groups
}

function projectPage(
  pages: Pages,
  { conversation, page, rows }: Consequences['pages'][number],
  { erased }: Consequences
): void {
  if (erased.size > 0) pages.rebuild(new Set([conversation]))
  else pages.project(conversation, page, rows)
}
