// Owns what goes with a departure (T5, K11): the operation that removes or revokes, the fences around what the devices said in time, and
// new keys wherever they had the old ones. Nobody depends on all of it arriving: K8 and K12 protect those who only hear of the removal.

import { present } from '../base/assert.ts'
import type { DeviceId, ScopeId } from '../base/ids.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { ControlOperation, Fence } from '../team/control.ts'
import { cutOperations } from '../team/fences.ts'
import { levels } from '../team/levels.ts'
import { levelOf } from '../team/past.ts'
import { rosterOf, type KnownSecret, type Membership } from './membership.ts'
import type { ScopeInfo } from './scopes.ts'
import { headsOf, isActive, type Replica } from './state.ts'
import type { Desk, WriteRefusal, Written } from './desk.ts'
import { createPen, finishTogether, type Pen } from './pen.ts'
import { epochWith } from './write-keys.ts'

export interface Departure {
  /** Whose log says it: the team, or a group. */
  readonly scope: ScopeId
  /** What ends the devices' part: a removal, a revocation, a demotion to guest. */
  readonly operations: readonly ControlOperation[]
  readonly devices: readonly DeviceId[]
  /** They leave the team itself: their private conversations with us are fenced and re-keyed too. */
  readonly everywhere: boolean
}

/** Writes a departure in one transaction: the log of its scope first, then each private conversation it touches. Names the last of `operations`. */
export function writeDeparture(
  desk: Desk,
  { scope, operations, devices, everywhere }: Departure
): Result<Written, WriteRefusal> {
  const { replica } = desk
  if (!isActive(replica)) return err('removed')
  if (rosterOf(replica.membership, scope) === undefined) return err('unknown-scope')
  const secrets: KnownSecret[] = []
  const first = createPen(desk, scope)
  for (const operation of operations) first.control(operation)
  const entry = present(first.last(), 'a departure says who departs')
  fenceAndRekey(desk, { pen: first, scope, devices, secrets })
  const pens = [first]
  for (const info of everywhere ? privateScopes(replica, devices) : []) {
    const pen = createPen(desk, info.scope, { before: first.membership() })
    fenceAndRekey(desk, { pen, scope: info.scope, devices, secrets })
    if (pen.last() !== undefined) pens.push(pen)
  }
  const finished = finishTogether(desk, pens, secrets)
  return finished.ok ? ok({ ...finished.value, entry }) : finished
}

/** The cuts and the epoch of one log (K11). */
function fenceAndRekey(
  desk: Desk,
  {
    pen,
    scope,
    devices,
    secrets
  }: {
    readonly pen: Pen
    readonly scope: ScopeId
    readonly devices: readonly DeviceId[]
    readonly secrets: KnownSecret[]
  }
): void {
  for (const operation of cutOperations(fencesAround(desk.replica, scope, devices))) pen.control(operation)
  if (!isSharedStill(desk.replica, pen.membership(), scope)) return
  const made = epochWith(desk, pen, scope)
  if (made !== undefined) secrets.push(made.secret)
}

/** Fences around all that is known here of some devices, in the conversations whose cuts stand in the log of `scope` (K12). */
export function fencesAround(replica: Replica, scope: ScopeId, devices: readonly DeviceId[]): readonly Fence[] {
  return fencedScopes(replica, scope).flatMap((conversation) =>
    devices.flatMap((device) => {
      const heads = headsOf(replica, conversation, device).map(({ seq, hash }) => ({ seq, hash }))
      return heads.length === 0 ? [] : [{ scope: conversation, device, heads }]
    })
  )
}

/** Conversations whose cuts stand in this log: channels and directory in the team's, directs and groups in their own (K12). */
function fencedScopes(replica: Replica, scope: ScopeId): readonly ScopeId[] {
  const infos = [...replica.membership.scopes.values()]
  return infos.filter(({ keyScope, kind }) => keyScope === scope && kind !== 'team').map((info) => info.scope)
}

/** Private conversations of ours in which some of these devices wrote, or hold keys. */
function privateScopes({ membership, heads, identity }: Replica, devices: readonly DeviceId[]): readonly ScopeInfo[] {
  return [...membership.scopes.values()].filter(({ scope, keyScope, kind }) => {
    if (keyScope === identity.team) return false
    // Who is not in a group, or a guest there, writes no cut in it (T2).
    const group = membership.groups.get(scope)
    if (kind === 'group' && (group === undefined || levelOf(group, identity.member) < levels.member)) return false
    const wrote = devices.some((device) => heads.get(scope)?.has(device) === true)
    const holdsKeys = [...(membership.books.get(scope)?.byId.values() ?? [])].some(({ recipients }) =>
      devices.some((device) => recipients.has(device))
    )
    return wrote || holdsKeys
  })
}

/** Whether somebody is left to talk to under new keys: nobody makes an epoch for a direct whose other member is gone. */
function isSharedStill({ identity }: Replica, after: Membership, scope: ScopeId): boolean {
  const active = [...(rosterOf(after, scope)?.active.values() ?? [])]
  const pair = after.scopes.get(scope)?.pair
  const isForOthers = pair !== undefined && pair[0] !== pair[1]
  const isOurs = active.some(({ device }) => device === identity.device)
  return isOurs && (!isForOthers || active.some(({ member }) => member !== identity.member))
}
