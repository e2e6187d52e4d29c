// Owns how this device writes: entries of its own logs, with their time, deps and keys, handed to the same door as a stranger's (L10).

import { assert, present, unreachable } from '../base/assert.ts'
import type { ConversationId, DeviceId, EntryHash, EpochId, ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import { encodeOperation } from '../chat/operation-bytes.ts'
import type { KnownOperation } from '../chat/operations.ts'
import { pageOf } from '../chat/rules.ts'
import { appendEntry, nextTimestamp } from '../log/append.ts'
import type { Entry } from '../log/entry.ts'
import { headsAfter, type Head } from '../log/heads.ts'
import { runOf, type Run } from '../log/run.ts'
import { readControlEntry } from '../team/control-entry.ts'
import { encodeControl, type ControlOperation, type History } from '../team/control.ts'
import type { Certificate } from '../team/certificate.ts'
import { epochIdFromHash, readEpochEntry } from '../team/epoch-payload.ts'
import { missingBoxes, needsNewEpoch, shutsOut, type EpochBook } from '../team/epochs.ts'
import { contentKey, sealContent } from '../team/content.ts'
import type { BoxAhead } from '../team/keyring.ts'
import { makeEpoch, makeGrants } from '../team/next-epoch.ts'
import { viewOf } from '../team/past.ts'
import { accept, type Accepted, type Door, type NotAccepted } from './accept.ts'
import { depsFor, membershipAfter, rosterOf, type KnownSecret, type Membership } from './membership.ts'
import type { Random } from './ports.ts'
import { greatestSeen, headsOf, isActive } from './state.ts'

const emptyBook: EpochBook = { byId: new Map(), current: undefined, offending: [], held: [] }

export interface Desk extends Door {
  readonly random: Random
  /** What to add to our clock for the ts of entries: peers agree that it is off (S11). */
  readonly clockCorrectionMs: () => number
}

export type WriteRefusal =
  | 'removed'
  | 'unknown-scope'
  /** This person holds no keys of the scope: a guest in what the team seals, or out of the group (K7, K16). */
  | 'not-allowed'
  | 'no-key-yet'
  | 'disk-full'
  /** Another writer moved our own log: this node must stop (L10). */
  | 'head-moved'

export interface Written extends Accepted {
  /** The last entry of the batch: the message, the invitation, the admission. */
  readonly entry: EntryHash
}

/** Who writes: this device, or the root key while its sheet is used (D7). */
interface Hand {
  readonly device: DeviceId
  /** 64 bytes. */
  readonly secretKey: Uint8Array
}

/** Seals and writes an operation. `page` is that of its target; without one it stands in the week of its time (P1). */
export function writeContent(
  desk: Desk,
  conversation: ConversationId,
  { operation, page }: { readonly operation: KnownOperation; readonly page?: number }
): Result<Written, WriteRefusal> {
  return writeContents(desk, conversation, { operations: [operation], page })
}

/** Several of them in one batch; at least one. */
export function writeContents(
  desk: Desk,
  conversation: ConversationId,
  { operations, page }: { readonly operations: readonly KnownOperation[]; readonly page?: number | undefined }
): Result<Written, WriteRefusal> {
  const { replica } = desk
  const info = replica.membership.scopes.get(conversation)
  if (!isActive(replica)) return err('removed')
  if (info === undefined) return err('unknown-scope')
  const sealing = sealingEpoch(desk, info.keyScope)
  if (!sealing.ok) return sealing
  const { epoch, made } = sealing.value
  const secret = present(replica.membership.secrets.get(info.keyScope)?.get(epoch), 'a safe epoch is one we can open')
  const key = contentKey(secret, conversation, replica.identity.device)
  const pen = createPen(desk, conversation)
  for (const operation of operations) {
    const payload = sealContent(key, encodeOperation(operation), bytesFrom(desk))
    pen.write({ kind: 'content', epoch, payload: () => payload, page })
  }
  const written = pen.finish([])
  return written.ok && made !== undefined ? ok(afterOne(made, written.value)) : written
}

/** Two batches as one for those who pass them on: a message and the key it is sealed under go out together. */
function afterOne(first: Accepted, then: Written): Written {
  return {
    ...then,
    entries: [...first.entries, ...then.entries],
    logs: [...first.logs, ...then.logs],
    conversations: new Set([...first.conversations, ...then.conversations]),
    recounted: new Set([...first.recounted, ...then.recounted]),
    files: [...first.files, ...then.files],
    membershipMoved: first.membershipMoved || then.membershipMoved,
    keysMoved: first.keysMoved || then.keysMoved,
    badBoxesFrom: [...first.badBoxesFrom, ...then.badBoxesFrom]
  }
}

/**
 * Writes control operations of the team in one batch, with boxes of the current epochs for `boxesFor` in every key scope they belong to
 * by then (K10): a newcomer in the team, a further device also in its member's directs.
 */
export function writeControl(
  desk: Desk,
  operations: readonly ControlOperation[],
  boxesFor: readonly Certificate[] = []
): Result<Written, WriteRefusal> {
  if (!isActive(desk.replica)) return err('removed')
  const { team } = desk.replica.identity
  const pen = createPen(desk, team)
  for (const operation of operations)
    pen.write({ kind: 'control', payload: (deps) => encodeControl({ operation, deps }) })
  const last = pen.last()
  grantWith(desk, pen, { scope: team, recipients: boxesFor })
  const finished = finishTogether(desk, [pen, ...grantsBeside(desk, pen, boxesFor)], [])
  return finished.ok && last !== undefined ? ok({ ...finished.value, entry: last }) : finished
}

/** Boxes in the key scopes beside the team's, as they stand once `pen` is accepted. */
function grantsBeside(desk: Desk, pen: Pen, recipients: readonly Certificate[]): readonly Pen[] {
  if (recipients.length === 0) return []
  const { team } = desk.replica.identity
  const others: Pen[] = []
  for (const scope of desk.replica.membership.books.keys()) {
    if (scope === team) continue
    const other = createPen(desk, scope, { before: pen.membership() })
    const active = rosterOf(pen.membership(), scope)?.active
    grantWith(desk, other, { scope, recipients: recipients.filter(({ device }) => active?.has(device) === true) })
    if (other.last() !== undefined) others.push(other)
  }
  return others
}

/** Writes control operations into the log of a scope, the team's or a conversation's own (L1). */
export function writeOperations(
  desk: Desk,
  scope: ScopeId,
  operations: readonly ControlOperation[]
): Result<Written, WriteRefusal> {
  if (!isActive(desk.replica)) return err('removed')
  if (rosterOf(desk.replica.membership, scope) === undefined) return err('unknown-scope')
  const pen = createPen(desk, scope)
  for (const operation of operations)
    pen.write({ kind: 'control', payload: (deps) => encodeControl({ operation, deps }) })
  return pen.finish([])
}

/** Writes control operations of the team in the root's log, with the key of its sheet (D7). */
export function writeAsRoot(
  desk: Desk,
  root: Hand,
  operations: readonly ControlOperation[]
): Result<Written, WriteRefusal> {
  if (!isActive(desk.replica)) return err('removed')
  const pen = createPen(desk, desk.replica.identity.team, { hand: root })
  for (const operation of operations)
    pen.write({ kind: 'control', payload: (deps) => encodeControl({ operation, deps }) })
  return pen.finish([])
}

/** The epoch to seal under now, made anew if there is none or it has served its time (K9). */
export function epochToSealUnder(desk: Desk, keyScope: ScopeId): Result<EpochId, WriteRefusal> {
  const sealing = sealingEpoch(desk, keyScope)
  return sealing.ok ? ok(sealing.value.epoch) : sealing
}

/** The same, with what was written if it had to be made. */
function sealingEpoch(
  desk: Desk,
  keyScope: ScopeId
): Result<{ readonly epoch: EpochId; readonly made: Written | undefined }, WriteRefusal> {
  const current = currentEpoch(desk, keyScope)
  if (current !== undefined) return ok({ epoch: current, made: undefined })
  const made = writeEpoch(desk, keyScope)
  return made.ok ? ok({ epoch: epochIdFromHash(made.value.entry), made: made.value }) : made
}

/** The epoch that is sealed under as things stand; undefined: whoever writes makes one. */
export function currentEpoch({ replica, now }: Desk, keyScope: ScopeId): EpochId | undefined {
  const book = replica.membership.books.get(keyScope)
  if (book?.current === undefined) return undefined
  // Whoever joined after it began could not read it, and must not get it: what is said from now on is for them too (K6).
  if (!isForAll(replica.membership, keyScope)) return undefined
  const entriesUnderCurrent = replica.entriesByEpoch.get(book.current) ?? 0
  return needsNewEpoch(book, { now: now(), entriesUnderCurrent }) ? undefined : book.current
}

/** A new epoch and boxes for all who may have it, in one batch (K9); the entry named is the epoch's. */
export function writeEpoch(desk: Desk, keyScope: ScopeId): Result<Written, WriteRefusal> {
  const { replica } = desk
  if (!isActive(replica)) return err('removed')
  const roster = rosterOf(replica.membership, keyScope)
  if (roster !== undefined && !roster.active.has(replica.identity.device)) return err('not-allowed')
  const pen = createPen(desk, keyScope)
  const made = epochWith(desk, pen, keyScope)
  if (made === undefined) return err('unknown-scope')
  const finished = pen.finish([made.secret])
  return finished.ok ? ok({ ...finished.value, entry: made.entry }) : finished
}

/** Adds a new epoch and its boxes to a batch, for those who may have it once the batch stands; undefined: no key scope of ours. */
export function epochWith(
  desk: Desk,
  pen: Pen,
  keyScope: ScopeId
): { readonly entry: EntryHash; readonly secret: KnownSecret } | undefined {
  const membership = pen.membership()
  const roster = rosterOf(membership, keyScope)
  if (roster === undefined) return undefined
  const deps = depsFor(membership, keyScope)
  const book = membership.books.get(keyScope) ?? emptyBook
  const secrets = membership.secrets.get(keyScope) ?? new Map<EpochId, Uint8Array>()
  const made = makeEpoch(
    { scope: keyScope, book, secrets, deps, history: historyOf(membership, keyScope) },
    bytesFrom(desk)
  )
  pen.write({ kind: 'epoch', payload: () => made.payload })
  const entry = present(pen.last(), 'the epoch was just written')
  const epoch = epochIdFromHash(entry)
  const recipients = [...roster.active.values()]
  const grants = makeGrants(
    { scope: keyScope, epoch, secret: made.secret, recipients, deps, takeAhead: takeAheadFrom(desk) },
    bytesFrom(desk)
  )
  for (const payload of grants.payloads) pen.write({ kind: 'epoch', payload: () => payload })
  return { entry, secret: { scope: keyScope, epoch, secret: made.secret } }
}

/** What a newcomer may read: a group says it at its creation, everywhere else it is everything (K6). */
export function historyOf({ groups }: Membership, scope: ScopeId): History {
  return groups.get(scope)?.history ?? 'full'
}

/** What K10 wants from this device in a key scope: boxes of the current epoch, or a new epoch for all. */
interface Lacking {
  readonly type: 'boxes' | 'epoch'
  readonly recipients: readonly Certificate[]
}

/** Active devices that have no box of the current epoch yet, or for whom there is no epoch left (K10); undefined: nobody lacks one. */
export function lackingIn(desk: Desk, keyScope: ScopeId): Lacking | undefined {
  const { membership } = desk.replica
  const roster = rosterOf(membership, keyScope)
  const book = membership.books.get(keyScope)
  if (roster === undefined || book === undefined || !isActive(desk.replica)) return undefined
  if (!roster.active.has(desk.replica.identity.device)) return undefined
  const epoch = { type: 'epoch', recipients: [...roster.active.values()] } as const
  const addedMs = (device: DeviceId): number => membership.team.devices.get(device)?.addedMs ?? 0
  if (shutsOut(book, roster, addedMs)) return epoch
  const lacking = missingBoxes(book, roster).flatMap((device) => roster.active.get(device) ?? [])
  if (lacking.length === 0) return undefined
  const recipients = lacking.filter((certificate) => mayHaveCurrent(membership, keyScope, certificate))
  // Somebody who joined after this epoch began must not have it: the next one is for them too (K6).
  return recipients.length < lacking.length ? epoch : { type: 'boxes', recipients }
}

/** Gives whoever lacks a box in a key scope one, or makes an epoch for all (K10); undefined: nobody lacks one. */
export function writeMissingBoxes(desk: Desk, keyScope: ScopeId): Result<Written, WriteRefusal> | undefined {
  const lacking = lackingIn(desk, keyScope)
  if (lacking === undefined) return undefined
  if (lacking.type === 'epoch') return writeEpoch(desk, keyScope)
  const pen = createPen(desk, keyScope)
  grantWith(desk, pen, { scope: keyScope, recipients: lacking.recipients })
  return pen.last() === undefined ? undefined : pen.finish([])
}

function isForAll(membership: Membership, keyScope: ScopeId): boolean {
  if (historyOf(membership, keyScope) === 'full') return true
  const active = rosterOf(membership, keyScope)?.active.values() ?? []
  return [...active].every((certificate) => mayHaveCurrent(membership, keyScope, certificate))
}

/** K6: where history begins with the join, a box goes only to whose member was in before the epoch was made. */
function mayHaveCurrent(membership: Membership, scope: ScopeId, { member }: Certificate): boolean {
  const { team, groups, books } = membership
  const group = groups.get(scope)
  const book = books.get(scope)
  const current = book?.current === undefined ? undefined : book.byId.get(book.current)
  if (group === undefined || group.history === 'full' || current === undefined) return true
  return viewOf(group, team, current.entry.deps).levelOf(member) > 0
}

/** Boxes of the current epoch for some devices, behind what the pen has written (K4, K10). */
export function grantWith(
  desk: Desk,
  pen: Pen,
  { scope, recipients }: { readonly scope: ScopeId; readonly recipients: readonly Certificate[] }
): void {
  const membership = pen.membership()
  const book = membership.books.get(scope)
  const roster = rosterOf(membership, scope)
  if (book?.current === undefined || roster === undefined) return
  // A guest that is admitted gets no box of the team's, whoever asks for one (K7, K16).
  const entitled = recipients.filter(({ device }) => roster.active.has(device))
  if (entitled.length === 0) return
  const secret = present(membership.secrets.get(scope)?.get(book.current), 'a safe epoch is one we can open')
  const deps = depsFor(membership, scope)
  const grants = makeGrants(
    { scope, epoch: book.current, secret, recipients: entitled, deps, takeAhead: takeAheadFrom(desk) },
    bytesFrom(desk)
  )
  for (const payload of grants.payloads) pen.write({ kind: 'epoch', payload: () => payload })
}

interface PenDraft {
  readonly kind: Entry['header']['kind']
  readonly payload: (deps: readonly EntryHash[]) => Uint8Array
  readonly epoch?: EpochId
  readonly page?: number | undefined
}

/** Consecutive entries of one log in one scope; nothing stands before `finish`. */
export interface Pen {
  write(draft: PenDraft): void
  last(): EntryHash | undefined
  /** As it will be once what was written so far is accepted: what later entries of the batch build on. */
  membership(): Membership
  finish(secrets: readonly KnownSecret[]): Result<Written, WriteRefusal>
  runs(): readonly Run[]
}

/** Logs of several scopes in one transaction; what stands in a later one may build on the earlier ones. */
export function finishTogether(
  desk: Desk,
  pens: readonly Pen[],
  secrets: readonly KnownSecret[]
): Result<Written, WriteRefusal> {
  const last = present(pens[0]?.last(), 'a batch has an entry')
  const accepted = accept(
    desk,
    pens.flatMap((pen) => pen.runs()),
    secrets
  )
  return accepted.ok ? ok({ ...accepted.value, entry: last }) : err(writeRefusalOf(accepted.reason))
}

/** `before`: the membership that earlier pens of the same batch lead to. */
export function createPen(
  desk: Desk,
  scope: ScopeId,
  {
    before = desk.replica.membership,
    hand = ownHand(desk)
  }: { readonly before?: Membership; readonly hand?: Hand } = {}
): Pen {
  const { replica } = desk
  const { identity } = replica
  const author = { scope, ...hand }
  const entries: Entry[] = []
  let heads: readonly Head[] = headsOf(replica, scope, hand.device)
  let membership = before

  /** Entries that `membership` does not know yet: judged together, when somebody asks. */
  let unlearned: Entry[] = []

  function membershipNow(): Membership {
    if (unlearned.length === 0) return membership
    const control = unlearned.filter(({ header }) => header.kind === 'control')
    const epochs = unlearned.filter(({ header }) => header.kind === 'epoch')
    const change = {
      control: control.flatMap((entry) => valueOf(readControlEntry(entry, identity.team))),
      epochEntries: epochs.flatMap((entry) => valueOf(readEpochEntry(entry)).map((read) => ({ scope, entry: read }))),
      payloadsAbsent: [],
      secrets: []
    }
    unlearned = []
    membership = membershipAfter(membership, change, replica).membership
    return membership
  }

  const pen: Pen = {
    write({ kind, payload, epoch, page }) {
      const ts = nextTimestamp({
        now: desk.now() + desk.clockCorrectionMs(),
        heads,
        greatestSeen: greatestSeen(replica, scope)
      })
      const entry = appendEntry(author, heads, {
        kind,
        ts,
        epoch,
        page: kind === 'content' ? (page ?? pageOf(ts)) : 0,
        payload: payload(kind === 'control' ? depsFor(membershipNow(), scope) : [])
      })
      entries.push(entry)
      heads = headsAfter(heads, entry)
      if (kind !== 'content') unlearned.push(entry)
    },
    last: () => entries.at(-1)?.hash,
    membership: membershipNow,
    runs: () => carriedRuns(entries),
    finish: (secrets) => finishTogether(desk, [pen], secrets)
  }
  return pen
}

function valueOf<Value>(result: Result<Value, unknown>): readonly Value[] {
  return result.ok ? [result.value] : []
}

function ownHand({ replica }: Desk): Hand {
  return { device: replica.identity.device, secretKey: replica.identity.sign.secretKey }
}

/**
 * A batch as runs that a frame carries: each ends at a signature that is kept, and only there can others cut (L11). Else the boxes of a
 * large team would hang on one signature, and no answer could hold them.
 */
function carriedRuns(entries: readonly Entry[]): readonly Run[] {
  const runs: Entry[][] = []
  let room = 0
  for (const entry of entries) {
    const bytes = entry.headerBytes.length + (entry.payload?.length ?? 0)
    if (bytes > room || runs.length === 0) {
      runs.push([])
      room = limits.freshBytesMax
    }
    runs.at(-1)?.push(entry)
    room -= bytes
  }
  return runs.map(runOf)
}

function writeRefusalOf(reason: NotAccepted): WriteRefusal {
  switch (reason.type) {
    case 'disk-full':
    case 'head-moved':
      return reason.type
    case 'held':
    case 'refused':
      assert(false, `what we write passes our own door: ${reason.reason}`)
      return 'removed'
    default:
      return unreachable(reason)
  }
}

function takeAheadFrom({ replica }: Desk): (device: DeviceId) => BoxAhead | undefined {
  return (device) => replica.boxesAhead.get(device)?.pop()
}

function bytesFrom({ random }: Desk): (length: number) => Uint8Array {
  return (length) => random.bytes(length)
}
