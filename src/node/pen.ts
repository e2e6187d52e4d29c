// Owns the pen: consecutive entries of one log, each with its time, its deps and its place behind the last one (L10). Handed to the same
// door as a stranger's.

import { assert, present, unreachable } from '../base/assert.ts'
import type { DeviceId, EntryHash, EpochId, ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import { pageOf } from '../chat/rules.ts'
import { appendEntry, nextTimestamp } from '../log/append.ts'
import type { Entry } from '../log/entry.ts'
import { headsAfter, type Head } from '../log/heads.ts'
import { runOf, type Run } from '../log/run.ts'
import { readControlEntry } from '../team/control-entry.ts'
import { encodeControl, type ControlOperation } from '../team/control.ts'
import { readEpochEntry } from '../team/epoch-payload.ts'
import { accept, type NotAccepted } from './accept.ts'
import type { Desk, WriteRefusal, Written } from './desk.ts'
import { depsFor, membershipAfter, type KnownSecret, type Membership } from './membership.ts'
import { greatestSeen, headsOf } from './state.ts'

/** Who writes: this device, or the root key while its sheet is used (D7). */
export interface Hand {
  readonly device: DeviceId
  /** 64 bytes. */
  readonly secretKey: Uint8Array
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
  /** A control operation, on what this device knows by then (T1). */
  control(operation: ControlOperation): void
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
    control: (operation) => pen.write({ kind: 'control', payload: (deps) => encodeControl({ operation, deps }) }),
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
