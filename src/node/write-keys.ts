// Owns how this device writes epochs and boxes: a key to seal under now, and boxes for whoever lacks one and may have it (K4, K6, K9, K10).

import { present } from '../base/assert.ts'
import type { DeviceId, EntryHash, EpochId, ScopeId } from '../base/ids.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { Certificate } from '../team/certificate.ts'
import type { History } from '../team/control.ts'
import { epochIdFromHash } from '../team/epoch-payload.ts'
import { missingBoxes, needsNewEpoch, shutsOut, type EpochBook } from '../team/epochs.ts'
import type { BoxAhead } from '../team/keyring.ts'
import { makeEpoch, makeGrants } from '../team/next-epoch.ts'
import { viewOf } from '../team/past.ts'
import type { Desk, WriteRefusal, Written } from './desk.ts'
import { depsFor, rosterOf, type KnownSecret, type Membership } from './membership.ts'
import { createPen, type Pen } from './pen.ts'
import { isActive } from './state.ts'

const emptyBook: EpochBook = { byId: new Map(), current: undefined, offending: [], held: [] }

/** The epoch to seal under now, made anew if there is none or it has served its time (K9). */
export function epochToSealUnder(desk: Desk, keyScope: ScopeId): Result<EpochId, WriteRefusal> {
  const sealing = sealingEpoch(desk, keyScope)
  return sealing.ok ? ok(sealing.value.epoch) : sealing
}

/** The same, with what was written if it had to be made. */
export function sealingEpoch(
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
    desk.random.bytes
  )
  pen.write({ kind: 'epoch', payload: () => made.payload })
  const entry = present(pen.last(), 'the epoch was just written')
  const epoch = epochIdFromHash(entry)
  const recipients = [...roster.active.values()]
  const grants = makeGrants(
    { scope: keyScope, epoch, secret: made.secret, recipients, deps, takeAhead: takeAheadFrom(desk) },
    desk.random.bytes
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
    desk.random.bytes
  )
  for (const payload of grants.payloads) pen.write({ kind: 'epoch', payload: () => payload })
}

function takeAheadFrom({ replica }: Desk): (device: DeviceId) => BoxAhead | undefined {
  return (device) => replica.boxesAhead.get(device)?.pop()
}
