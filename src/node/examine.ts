// Owns the first half of the door: what some runs would change, as a value. Nothing is stored or remembered here, so a refusal
// leaves everything as it was (V1, V7). Every run passes it: strangers', our own, those of a lobby.

import { idBytes, type DeviceId, type EntryHash, type ScopeId, type TeamId } from '../base/ids.ts'
import { present } from '../base/assert.ts'
import { equalBytes } from '../base/bytes.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import { hash } from '../crypto/hash.ts'
import { isCovered } from '../log/ancestry.ts'
import { parentsOf, type Entry } from '../log/entry.ts'
import type { Head } from '../log/heads.ts'
import type { Run } from '../log/run.ts'
import { isStrike, verifyRun, type KnownLog, type RunRefusal, type VerifiedRun } from '../log/verify.ts'
import { rootDeviceId } from '../team/certificate.ts'
import { readControlEntry, type ControlEntry } from '../team/control-entry.ts'
import { readEpochEntry, type EpochEntry, type GrantEntry } from '../team/epoch-payload.ts'
import { fenceFor } from '../team/fences.ts'
import { cutsOf } from './content.ts'
import { isInside } from './outside.ts'
import { beginsGroup, newGroup } from './groups.ts'
import { membershipAfter, type KnownSecret, type Membership } from './membership.ts'
import type { Milliseconds, Storage, StoredEntry } from './ports.ts'
import type { ScopeInfo } from './scopes.ts'
import { headsOf, logKey, type Replica } from './state.ts'
import { entryFromStored, storedEntryOf } from './stored-entry.ts'

/** What the door would do: all of it, in one transaction, or nothing. */
export interface Proposal {
  readonly entries: Map<EntryHash, StoredEntry>
  /** The same, as the log knows them; none of them is decoded twice. */
  readonly read: Map<EntryHash, Entry>
  /** Stored entries whose payloads arrive now. */
  readonly completed: Map<EntryHash, StoredEntry>
  readonly heads: Map<string, HeadsMove>
  membership: Membership
  readonly found: KnownSecret[]
  readonly badBoxesFrom: Set<DeviceId>
}

export interface HeadsMove {
  readonly scope: ScopeId
  readonly device: DeviceId
  readonly before: readonly Head[]
  readonly after: readonly Head[]
}

/** Why a run was not taken. `held`: something it builds on is missing, it may be shown again; not a strike (V7). */
export interface Refused {
  readonly type: 'held' | 'refused'
  readonly reason: string
  readonly strike: boolean
}

export interface Examination {
  readonly replica: Replica
  readonly storage: Pick<Storage, 'entries'>
  readonly now: Milliseconds
  /** Secrets we made ourselves for epochs of these runs. */
  readonly secrets: readonly KnownSecret[]
}

/** A proposal that changes nothing yet. */
export function createProposal(replica: Replica): Proposal {
  return {
    entries: new Map(),
    read: new Map(),
    completed: new Map(),
    heads: new Map(),
    membership: replica.membership,
    found: [],
    badBoxesFrom: new Set()
  }
}

/** Adds what one run changes to the proposal, or refuses the run. */
export function examineRun(proposal: Proposal, run: Run, examination: Examination): Result<void, Refused> {
  const { replica, now } = examination
  const info = proposal.membership.scopes.get(run.scope) ?? groupBegunBy(proposal, run, replica.identity.team)
  if (info === undefined) return held('unknown-scope')
  const signPublic = keyOf(proposal.membership, replica.identity.team, run)
  if (signPublic === undefined) return held('unknown-device')

  const verified = verifyRun(run, knownLog(proposal, run, examination), signPublic)
  if (!verified.ok) return refusalOf(verified.reason)
  const { entries, payloads, heads } = verified.value
  const misplaced = entries.find((entry) => !mayStand(entry, info.kind))
  if (misplaced !== undefined) return refused('wrong-kind-for-scope')
  if (exceedsInactive(proposal, run, { entries, examination })) return refused('inactive-device-over-limit', false)

  if (isLeftOut(proposal, run, { info, entries, replica })) return held('beyond-fence')

  const membership = readMembership(proposal, verified.value, {
    storage: examination.storage,
    team: replica.identity.team,
    run
  })
  if (!membership.ok) return membership
  for (const entry of entries) {
    proposal.entries.set(entry.hash, storedEntryOf(entry, now))
    proposal.read.set(entry.hash, entry)
  }
  for (const { hash: entryHash, payload } of payloads) complete(proposal, entryHash, { payload, examination })
  const key = logKey(run.scope, run.device)
  const before = proposal.heads.get(key)?.before ?? headsOf(replica, run.scope, run.device)
  proposal.heads.set(key, { scope: run.scope, device: run.device, before, after: heads })

  const { control, epochEntries, payloadsAbsent } = membership.value
  const secrets = examination.secrets.filter(({ scope }) => scope === run.scope)
  if (control.length + epochEntries.length + payloadsAbsent.length === 0) return ok(undefined)
  const step = membershipAfter(proposal.membership, { control, epochEntries, payloadsAbsent, secrets }, replica)
  proposal.membership = step.membership
  proposal.found.push(...secrets, ...step.found)
  for (const device of step.badBoxesFrom) proposal.badBoxesFrom.add(device)
  return ok(undefined)
}

/** A group that nobody knew here proves itself by its beginning (S14); of one author only so many are taken. */
function groupBegunBy({ membership }: Proposal, run: Run, team: TeamId): ScopeInfo | undefined {
  if (!beginsGroup(run, team)) return undefined
  const begun = [...membership.control.values()].flat()
  const byAuthor = begun.filter(({ operation, device }) => operation.type === 'group.create' && device === run.device)
  return byAuthor.length < limits.groupsOfDeviceMax ? newGroup(run.scope) : undefined
}

/** The key of the run's author: of its certificate, or the root's, whose id is the hash of the payload that holds it (L5). */
function keyOf(membership: Membership, team: TeamId, run: Run): Uint8Array | undefined {
  const certificate = membership.team.certificates.get(run.device)
  if (certificate !== undefined) return certificate.signPublic
  if (!run.device.startsWith(team)) return undefined
  if (membership.team.root === run.device) return membership.team.rootPublic
  const payload = run.items[0]?.payload
  if (payload === undefined || rootDeviceId(payload) !== run.device) return undefined
  return equalBytes(idBytes(team), hash('team', payload).subarray(0, 16)) ? rootKeyIn(payload) : undefined
}

/** `[0, [1, rootPub32, nonce16], []]`: the key stands at a fixed place of the one admissible form. */
function rootKeyIn(foundPayload: Uint8Array): Uint8Array | undefined {
  return foundPayload.length === 56 ? foundPayload.subarray(6, 38) : undefined
}

/** The log as it stands with what the proposal adds; storage is asked once for each entry. */
function knownLog(proposal: Proposal, run: Run, { replica, storage }: Examination): KnownLog {
  const heads = proposal.heads.get(logKey(run.scope, run.device))?.after ?? headsOf(replica, run.scope, run.device)
  // Nothing of a log without heads is stored: a first meeting asks storage nothing.
  const isEmpty = heads.length === 0
  const found = new Map<EntryHash, StoredEntry | undefined>()
  const find = (hash: EntryHash): StoredEntry | undefined => {
    const proposed = proposal.completed.get(hash) ?? proposal.entries.get(hash)
    if (proposed !== undefined || isEmpty) return proposed
    if (!found.has(hash)) found.set(hash, storage.entries({ type: 'hashes', hashes: [hash] })[0])
    return found.get(hash)
  }
  return {
    heads,
    lookup: (hash) => {
      const entry = find(hash)
      if (entry === undefined) return undefined
      const { scope, device, seq, ts } = entry
      // An erased payload is not taken again (X2).
      return { scope, device, seq, ts, hasPayload: entry.payload !== undefined || entry.erased }
    }
  }
}

function mayStand(entry: Entry, kind: string): boolean {
  switch (kind) {
    case 'team':
      return entry.header.kind !== 'content'
    case 'directory':
    case 'channel':
      return entry.header.kind === 'content'
    default:
      return true
  }
}

/** V6: of a device that is not active, only so many further control and epoch entries are stored. */
function exceedsInactive(
  proposal: Proposal,
  run: Run,
  { entries, examination }: { readonly entries: readonly Entry[]; readonly examination: Examination }
): boolean {
  const { team } = proposal.membership
  if (run.device === team.root || team.root === undefined || isActiveIn(proposal.membership, run)) return false
  const membershipEntries = entries.filter((entry) => entry.header.kind !== 'content')
  if (membershipEntries.length === 0) return false
  const control = proposal.membership.control.get(run.scope) ?? []
  const epochs = proposal.membership.epochEntries.get(run.scope) ?? []
  const learned = learnedIn(examination.replica, run)
  if (learned === undefined) return false
  const before = [...control, ...epochs].filter((entry) => entry.device === run.device && entry.ts > learned).length
  return before + membershipEntries.length > limits.inactiveEntriesMax
}

/** K13: of a log from which something was dropped, no more is taken unless a fence reaches it by now. */
function isLeftOut(
  { membership }: Proposal,
  run: Run,
  {
    info,
    entries,
    replica
  }: { readonly info: ScopeInfo; readonly entries: readonly Entry[]; readonly replica: Replica }
): boolean {
  if (!replica.droppedHeads.has(logKey(run.scope, run.device))) return false
  const now = { ...replica, membership }
  if (entries.length === 0 || isInside(now, info, run.device)) return false
  const fence = fenceFor(cutsOf(now, info), run) ?? []
  const links = new Map(
    entries.map(({ hash: each, header }) => [each, { seq: header.seq, parents: parentsOf(header) }])
  )
  return !entries.some((entry) => isCovered(entry.hash, fence, (each) => links.get(each)))
}

function learnedIn({ inactiveSince, demotedSince }: Replica, { scope, device }: Run): Milliseconds | undefined {
  return demotedSince.get(logKey(scope, device)) ?? inactiveSince.get(device)
}

function isActiveIn({ team, groups }: Membership, { scope, device }: Run): boolean {
  return (groups.get(scope) ?? team).devices.has(device)
}

interface ReadMembership {
  readonly control: readonly ControlEntry[]
  readonly epochEntries: readonly { readonly scope: ScopeId; readonly entry: EpochEntry | GrantEntry }[]
  readonly payloadsAbsent: readonly ScopeId[]
}

/** Control and epoch entries among what is new, or newly readable; what can never be read stays a link of its log (T1). */
function readMembership(
  proposal: Proposal,
  { entries, payloads }: VerifiedRun,
  { storage, team, run }: { readonly storage: Pick<Storage, 'entries'>; readonly team: TeamId; readonly run: Run }
): Result<ReadMembership, Refused> {
  const control: ControlEntry[] = []
  const epochEntries: { scope: ScopeId; entry: EpochEntry | GrantEntry }[] = []
  const payloadsAbsent: ScopeId[] = []
  const completed = payloads.length === 0 ? [] : completedEntries(proposal, payloads, storage)
  for (const entry of [...entries, ...completed]) {
    if (entry.header.kind === 'control') {
      const read = readControlEntry(entry, team)
      if (read.ok) control.push(read.value)
    }
    if (entry.header.kind === 'epoch') {
      const read = readEpochEntry(entry)
      if (read.ok) epochEntries.push({ scope: run.scope, entry: read.value })
      else if (read.reason === 'payload-missing') payloadsAbsent.push(run.scope)
    }
  }
  return ok({ control, epochEntries, payloadsAbsent })
}

/** Their headers came before, stored since or in this very proposal. */
function completedEntries(
  proposal: Proposal,
  payloads: VerifiedRun['payloads'],
  storage: Pick<Storage, 'entries'>
): readonly Entry[] {
  const payloadByHash = new Map(payloads.map(({ hash: entryHash, payload }) => [entryHash, payload]))
  const hashes = [...payloadByHash.keys()]
  const proposed = hashes.map((each) => proposal.entries.get(each)).filter((entry) => entry !== undefined)
  const stored = storage.entries({ type: 'hashes', hashes: hashes.filter((each) => !proposal.entries.has(each)) })
  const membershipEntries = [...proposed, ...stored].filter((entry) => entry.kind !== 'content')
  return membershipEntries.map((entry) => entryFromStored({ ...entry, payload: payloadByHash.get(entry.hash) }))
}

function complete(
  proposal: Proposal,
  entryHash: EntryHash,
  { payload, examination }: { readonly payload: Uint8Array; readonly examination: Examination }
): void {
  const fresh = proposal.entries.get(entryHash)
  const [stored] = fresh === undefined ? examination.storage.entries({ type: 'hashes', hashes: [entryHash] }) : [fresh]
  if (stored === undefined) return
  if (fresh === undefined) {
    proposal.completed.set(entryHash, { ...stored, payload })
    return
  }
  const read = present(proposal.read.get(entryHash), 'what is proposed was read')
  proposal.entries.set(entryHash, { ...fresh, payload })
  proposal.read.set(entryHash, { ...read, payload })
}

function refusalOf(refusal: RunRefusal): Result<never, Refused> {
  if (refusal.type === 'wrong') return refused(refusal.reason)
  return err({ type: 'held', reason: refusal.type, strike: isStrike(refusal) })
}

function held(reason: string): Result<never, Refused> {
  return err({ type: 'held', reason, strike: false })
}

function refused(reason: string, strike = true): Result<never, Refused> {
  return err({ type: 'refused', reason, strike })
}
