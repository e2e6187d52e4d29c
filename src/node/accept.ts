// Owns the one door (V1): runs of strangers, our own entries, records of a lobby, all end here. Examine, read, store in one
// transaction, and only then remember. Nothing is half applied, and nothing is sent before it is stored.

import type { ConversationId, DeviceId, EntryHash, EpochId, ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { Entry } from '../log/entry.ts'
import type { Register } from '../chat/registers.ts'
import type { Head } from '../log/heads.ts'
import type { Run } from '../log/run.ts'
import { isReadable } from '../team/epochs.ts'
import { consequencesOf, eraseIn, padsLessIn, type Consequences } from './consequences.ts'
import type { Reading } from './content.ts'
import { createProposal, examineRun, type Proposal, type Refused } from './examine.ts'
import type { KnownSecret, Membership } from './membership.ts'
import { mentionsRecord } from './mentions.ts'
import { padNewsOf, padsGoneIn, unnotedRecords, type PadNews } from './noting.ts'
import { padPlaceOf, snapshotNameOf, snapshotsOf } from './pad-snapshots.ts'
import { withoutSnapshot, type Pages } from './pages.ts'
import type { Batch, LocalRecord, LogHeads, Storage, StoredEntry, StoredFile } from './ports.ts'
import type { Drop } from './fencing.ts'
import { departuresBetween, type Departures } from './outside.ts'
import {
  demotedRecord,
  droppedRecord,
  everForkedRecord,
  forkedRecord,
  inactiveRecord,
  secretRecord,
  staleRegistersRecord,
  unsearchedRecord,
  unsettledRecord
} from './records.ts'
import { registerRecords, winningRegisters } from './registers.ts'
import { recount, type Recount } from './recounting.ts'
import { headsOf, logKey, pageKey, pageOfKey, type Replica } from './state.ts'

export interface Door {
  readonly replica: Replica
  readonly storage: Storage
  readonly pages: Pages
  readonly now: () => number
}

/** What an accepted batch changed, for those who pass it on and those who show it. */
export interface Accepted {
  /** New entries, parents first. */
  readonly entries: readonly Entry[]
  readonly logs: readonly { readonly scope: ScopeId; readonly device: DeviceId }[]
  readonly conversations: ReadonlySet<ConversationId>
  /** Of these, where what was said before counts otherwise now: a log passed four heads, healed, or reached its fence (F4, K13). */
  readonly recounted: ReadonlySet<ConversationId>
  readonly files: readonly StoredFile[]
  /** A note or list got a title, lost it, or ended (P9). */
  readonly padsNamed: boolean
  /** Control entries came: levels, devices, channels or invitations may differ. */
  readonly membershipMoved: boolean
  /** Epochs, or what is known of them, differ. */
  readonly keysMoved: boolean
  readonly badBoxesFrom: readonly DeviceId[]
}

export type NotAccepted = Refused | { readonly type: 'disk-full' } | { readonly type: 'head-moved' }

/** Takes runs as a whole or not at all (V1). `secrets` are those of epochs that we make ourselves with these runs. */
export function accept(
  door: Door,
  runs: readonly Run[],
  secrets: readonly KnownSecret[] = []
): Result<Accepted, NotAccepted> {
  const { replica, storage } = door
  const now = door.now()
  const proposal = createProposal(replica)
  for (const run of runs) {
    const examined = examineRun(proposal, run, { replica, storage, now, secrets })
    if (!examined.ok) return examined
  }
  const next = replicaAfter(replica, proposal)
  const reading: Reading = { storage, now, fresh: proposal.entries }
  const readable = readableNow(replica, proposal, storage)
  const consequences = consequencesOf(next, readable, reading)
  const departed = departuresBetween(replica.membership, proposal.membership)
  const winners = winningRegisters(replica.registers, consequences.registers)
  const turned = recount({ before: replica, after: next, reading, pages: consequences.pages })
  const parts = { consequences: withRecount(consequences, turned), departed, winners, turned }
  const outcome: Outcome = { ...parts, pads: padNewsOf(next, parts), now }
  const batch = batchOf(door, proposal, outcome)
  const appended = storage.append(batch)
  if (!appended.ok) return err({ type: appended.reason })
  replica.hasErased ||= batch.erase.length > 0
  remember(door, proposal, outcome)
  return ok(changesOf(replica, proposal, outcome))
}

function withRecount(consequences: Consequences, { erased, unsettled }: Recount): Consequences {
  return {
    ...consequences,
    erased: new Set([...consequences.erased, ...erased]),
    unsettled: new Set([...consequences.unsettled, ...unsettled]),
    settled: new Set([...consequences.settled].filter((key) => !unsettled.has(key)))
  }
}

/** The replica as it will be, for reading; the real one moves after the transaction. */
function replicaAfter(replica: Replica, proposal: Proposal): Replica {
  const heads = new Map(replica.heads)
  for (const { scope, device, after } of proposal.heads.values())
    heads.set(scope, new Map(heads.get(scope)).set(device, after))
  return { ...replica, membership: proposal.membership, heads }
}

/** Content that can be read for the first time: it came, its payload came, or its epoch became readable. */
function readableNow(replica: Replica, proposal: Proposal, storage: Storage): readonly StoredEntry[] {
  const content = [...proposal.entries.values(), ...proposal.completed.values()].filter(
    ({ kind }) => kind === 'content'
  )
  const opened = epochsOpened(replica.membership, proposal.membership)
  if (opened.length === 0) return content
  const known = new Set(content.map((entry) => entry.hash))
  const reopened = opened.flatMap((epoch) => storage.entries({ type: 'epoch', epoch }))
  return [...content, ...reopened.filter((entry) => !known.has(entry.hash))]
}

/** Epochs that can be read now and could not before: their secret came, or what makes them valid did (K13). */
function epochsOpened(before: Membership, after: Membership): readonly EpochId[] {
  const isOpen = ({ books, secrets }: Membership, scope: ScopeId, epoch: EpochId): boolean => {
    const book = books.get(scope)
    return book !== undefined && isReadable(book, epoch) && secrets.get(scope)?.has(epoch) === true
  }
  return [...after.books].flatMap(([scope, book]) =>
    book === before.books.get(scope)
      ? []
      : [...book.byId.keys()].filter((epoch) => isOpen(after, scope, epoch) && !isOpen(before, scope, epoch))
  )
}

interface Outcome {
  readonly consequences: Consequences
  readonly departed: Departures
  readonly winners: readonly Register[]
  readonly turned: Recount
  readonly pads: PadNews
  readonly now: number
}

function batchOf({ replica }: Door, proposal: Proposal, outcome: Outcome): Batch {
  const { consequences, departed, winners, turned, pads, now } = outcome
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
    ...[...unsearchedAfter(outcome)]
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
    forgetCaches: snapshotsVoidedBy(outcome),
    search: { ...consequences.search, pads: pads.gone }
  }
}

/** What was made of entries that go, or may say something else now; a moved membership is seen by its mark. */
function snapshotsVoidedBy({ consequences, turned }: Pick<Outcome, 'consequences' | 'turned'>): readonly string[] {
  const conversations = new Set([...turned.pages.map(({ conversation }) => conversation), ...turned.recounted])
  const less = [...consequences.padsLess].map((key) => snapshotNameOf(padPlaceOf(key)))
  return [...less, ...[...conversations].map(snapshotsOf)]
}

/** Pages to be looked through again: something waits in them, or counts otherwise than before (X3, X5). */
function unsearchedAfter({ consequences, turned }: Pick<Outcome, 'consequences' | 'turned'>): ReadonlySet<string> {
  const pages = turned.pages.map(({ conversation, page }) => pageKey(conversation, page))
  return new Set([...consequences.unsearched, ...turned.unsearched, ...pages])
}

function logHeads(scope: ScopeId, device: DeviceId, heads: readonly Head[]): LogHeads {
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

function remember(
  { replica, pages }: Door,
  proposal: Proposal,
  { consequences, departed, winners, turned, pads: padNews, now }: Outcome
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

function changesOf(replica: Replica, proposal: Proposal, { consequences, turned, winners }: Outcome): Accepted {
  const entries = [...proposal.entries.values()]
  return {
    entries: [...proposal.read.values()],
    logs: [...proposal.heads.values()].map(({ scope, device }) => ({ scope, device })),
    conversations: new Set([
      ...[...consequences.pages, ...turned.pages].map(({ conversation }) => conversation),
      ...turned.recounted
    ]),
    recounted: turned.recounted,
    files: consequences.files,
    padsNamed: winners.some(({ operation }) => operation.type === 'pad-title'),
    membershipMoved:
      entries.some(({ kind }) => kind === 'control') ||
      [...proposal.completed.values()].some(({ kind }) => kind === 'control'),
    keysMoved: proposal.found.length > 0 || entries.some(({ kind }) => kind === 'epoch'),
    badBoxesFrom: [...proposal.badBoxesFrom].filter((device) => device !== replica.identity.device)
  }
}

/** Looks again at pages whose erasures may have changed by time or by a moderation (X1, X6); the conversations that did change. */
export function eraseDue(
  { replica, storage, pages, now }: Door,
  keys: Iterable<string>
): Result<ReadonlySet<ConversationId>, 'disk-full' | 'head-moved'> {
  const reading: Reading = { storage, now: now() }
  const changed = new Set<ConversationId>()
  for (const key of [...keys]) {
    const { conversation, page } = pageOfKey(key)
    const { erased, open, rows } = eraseIn(replica, { conversation, page, rows: [] }, reading)
    const records = [...(open ? [] : [unsettledRecord(key, false)]), withoutSnapshot(conversation, page)]
    if (erased.length === 0 && open) continue
    const nothing = { entries: [], heads: [], payloads: [], unerase: [], drop: [] }
    const less = padsLessIn(conversation, { erased, rows })
    const forgetCaches = less.map((key) => snapshotNameOf(padPlaceOf(key)))
    const moved = new Set(less)
    const appended = storage.append({
      ...nothing,
      erase: erased,
      records: [...records, ...unnotedRecords(replica, { moved })],
      forgetCaches,
      search: { put: [], forget: [], pads: { put: [], forget: less.map(padPlaceOf), forgetIn: [] } }
    })
    if (!appended.ok) return appended
    for (const key of moved) replica.unnoted.add(key)
    if (!open) replica.unsettled.delete(key)
    if (erased.length > 0) {
      changed.add(conversation)
      replica.hasErased = true
    }
  }
  if (changed.size > 0) pages.rebuild(changed)
  return ok(changed)
}

/** What was stored before is found from now on, or looked through; nothing of the logs changes (X5). */
export function makeFound(
  { storage }: Pick<Door, 'storage'>,
  parts: Pick<Batch, 'records' | 'search'>
): Result<void, 'disk-full' | 'head-moved'> {
  return storage.append({ entries: [], heads: [], payloads: [], erase: [], unerase: [], drop: [], ...parts })
}

/** Takes away in one transaction what nobody may see any more: entries beyond fences, boxes and pages whose time is over (K13, K15, X6). */
export function takeAway(
  { replica, storage, pages }: Door,
  { drops, erase, records, touched }: Removal
): Result<void, 'disk-full' | 'head-moved'> {
  const logs = drops.map(({ scope, device, heads }) => ({
    scope,
    device,
    before: headsOf(replica, scope, device),
    heads
  }))
  const heads = logs.map(({ scope, device, before, heads: after }) => ({
    before: logHeads(scope, device, before),
    after: logHeads(scope, device, after)
  }))
  const drop = drops.flatMap(({ entries }) => entries.map(({ hash }) => hash))
  const leftOut = drops.map(({ scope, device, entries }) => {
    const key = logKey(scope, device)
    const hashes = [...(replica.droppedHeads.get(key) ?? []), ...headsAmong(replica, { scope, device }, entries)]
    return { key, hashes: [...new Set(hashes)].slice(-limits.headsMax) }
  })
  const dropped = leftOut.map(({ key, hashes }) => droppedRecord(key, hashes))
  const forgetCaches = [...touched].map(snapshotsOf)
  const pads = padsGoneIn(replica, touched)
  const kept = [...records, ...dropped, ...unnotedRecords(replica, pads)]
  const batch = { entries: [], payloads: [], unerase: [], drop, erase, heads, records: kept }
  const search = { put: [], forget: [], pads: pads.gone }
  const appended = storage.append({ ...batch, forgetCaches, search })
  if (!appended.ok) return appended
  for (const key of pads.moved) replica.unnoted.add(key)
  replica.hasErased ||= drop.length + erase.length > 0
  for (const { scope, device, heads: after } of logs) {
    if (after.length === 0) replica.heads.get(scope)?.delete(device)
    else replica.heads.get(scope)?.set(device, after)
  }
  for (const { key, hashes } of leftOut) replica.droppedHeads.set(key, hashes)
  if (touched.size > 0) pages.rebuild(touched)
  return ok(undefined)
}

export interface Removal {
  readonly drops: readonly Drop[]
  readonly erase: readonly EntryHash[]
  readonly records: readonly LocalRecord[]
  /** Conversations whose pages change. */
  readonly touched: ReadonlySet<ConversationId>
}

function headsAmong(
  replica: Replica,
  { scope, device }: { readonly scope: ScopeId; readonly device: DeviceId },
  entries: readonly StoredEntry[]
): readonly EntryHash[] {
  const dropped = new Set(entries.map(({ hash }) => hash))
  return headsOf(replica, scope, device)
    .map(({ hash }) => hash)
    .filter((hash) => dropped.has(hash))
}
