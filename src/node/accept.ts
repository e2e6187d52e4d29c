// Owns the one door (V1): runs of strangers, our own entries, records of a lobby, all end here. Examine, read, store in one
// transaction, and only then remember. Nothing is half applied, and nothing is sent before it is stored.

import type { ConversationId, DeviceId, EntryHash, EpochId, ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { Entry } from '../log/entry.ts'
import type { Run } from '../log/run.ts'
import { consequencesOf, earlier, eraseIn, padsLessIn, type Consequences } from './consequences.ts'
import type { Reading } from './content.ts'
import { batchOf, logHeads, remember, type Effects } from './effects.ts'
import { createProposal, examineRun, type Proposal, type Refused } from './examine.ts'
import { secretToRead, type KnownSecret, type Membership } from './membership.ts'
import { padNewsOf, padsGoneIn, unnotedRecords } from './noting.ts'
import { padPlaceOf, snapshotNameOf, snapshotsOf } from './pad-snapshots.ts'
import { withoutSnapshot, type Pages } from './pages.ts'
import type { Batch, LocalRecord, Storage, StoredEntry, StoredFile } from './ports.ts'
import type { Drop } from './fencing.ts'
import { departuresBetween } from './outside.ts'
import { droppedRecord, unsettledRecord } from './records.ts'
import { winningRegisters } from './registers.ts'
import { recount, type Recount } from './recounting.ts'
import { headsOf, logKey, pageOfKey, type Replica } from './state.ts'

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
  /** When the next of what stands where these came ends, in milliseconds since 1970 (X6). */
  readonly endsNext: number | undefined
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
  const effects: Effects = { ...parts, pads: padNewsOf(next, parts), now }
  const batch = batchOf(replica, proposal, effects)
  const appended = storage.append(batch)
  if (!appended.ok) return err({ type: appended.reason })
  replica.hasErased ||= batch.erase.length > 0
  remember(door, proposal, effects)
  return ok(changesOf(replica, proposal, effects))
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
  return [...after.books].flatMap(([scope, book]) =>
    book === before.books.get(scope)
      ? []
      : [...book.byId.keys()].filter(
          (epoch) => secretToRead(after, scope, epoch) !== undefined && secretToRead(before, scope, epoch) === undefined
        )
  )
}

function changesOf(replica: Replica, proposal: Proposal, { consequences, turned, winners }: Effects): Accepted {
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
    endsNext: consequences.endsNext,
    padsNamed: winners.some(({ operation }) => operation.type === 'pad-title'),
    membershipMoved:
      entries.some(({ kind }) => kind === 'control') ||
      [...proposal.completed.values()].some(({ kind }) => kind === 'control'),
    keysMoved: proposal.found.length > 0 || entries.some(({ kind }) => kind === 'epoch'),
    badBoxesFrom: [...proposal.badBoxesFrom].filter((device) => device !== replica.identity.device)
  }
}

export interface Swept {
  /** The conversations that did change. */
  readonly changed: ReadonlySet<ConversationId>
  /** When the next of what stands in these pages ends, in milliseconds since 1970 (X6). */
  readonly endsNext: number | undefined
}

/** Looks again at pages whose erasures may have changed by time or by a moderation (X1, X6). */
export function eraseDue(
  { replica, storage, pages, now }: Door,
  keys: Iterable<string>
): Result<Swept, 'disk-full' | 'head-moved'> {
  const reading: Reading = { storage, now: now() }
  const changed = new Set<ConversationId>()
  let endsNext: number | undefined
  for (const key of [...keys]) {
    const { conversation, page } = pageOfKey(key)
    const { erased, open, rows, ...found } = eraseIn(replica, { conversation, page, rows: [] }, reading)
    endsNext = earlier(endsNext, found.endsNext)
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
  return ok({ changed, endsNext })
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
