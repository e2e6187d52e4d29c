// Owns what is written when a group begins or its members change: control entries with the fences and keys that go with them, one batch in
// the group's own log (K6, K9, K11). Whether somebody may is asked before.

import type { ConversationId, MemberId, ScopeId } from '../base/ids.ts'
import { present } from '../base/assert.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { ControlOperation, History, RoleOfMember } from '../team/control.ts'
import { cutOperations } from '../team/fences.ts'
import { groupScope } from '../team/scopes.ts'
import { fencesAround, writeDeparture } from './departing.ts'
import { rosterOf } from './membership.ts'
import { titleOf } from './registers.ts'
import { isActive } from './state.ts'
import type { Desk, WriteRefusal, Written } from './desk.ts'
import { createPen, type Pen } from './pen.ts'
import { writeContent } from './write.ts'
import { epochWith, grantWith, historyOf } from './write-keys.ts'

/** A new group; the person who asks is its creator. Its beginning stands alone, so that it can be shown alone (S14). */
export function writeGroup(
  desk: Desk,
  { members, history }: { readonly members: readonly RoleOfMember[]; readonly history: History }
): Result<{ readonly conversation: ConversationId; readonly written: Written }, WriteRefusal> {
  if (!isActive(desk.replica)) return err('removed')
  const { team, device } = desk.replica.identity
  const nonce = desk.random.bytes(16)
  const conversation = groupScope(team, device, nonce)
  const pen = createPen(desk, conversation)
  pen.control({ type: 'group.create', nonce, members, history })
  const written = pen.finish([])
  return written.ok ? ok({ conversation, written: written.value }) : written
}

/** Lets people into a group. Where they cannot open what was said before, the name of the group is said again (K6). */
export function writeGroupNewcomers(
  desk: Desk,
  group: ScopeId,
  roles: readonly RoleOfMember[]
): Result<readonly Written[], WriteRefusal> {
  const added = writeGroupRoles(desk, group, roles)
  if (!added.ok) return added
  const title = titleOf(desk.replica.registers, group)
  if (title === undefined || historyOf(desk.replica.membership, group) === 'full') return ok([added.value])
  const named = writeContent(desk, group, { operation: { ...title, type: 'title', conversation: group } })
  return named.ok ? ok([added.value, named.value]) : named
}

/** Gives roles in a group; whoever had none takes part from now on, with keys as its history says (K6). */
export function writeGroupRoles(
  desk: Desk,
  group: ScopeId,
  roles: readonly RoleOfMember[]
): Result<Written, WriteRefusal> {
  const before = new Set(rosterOf(desk.replica.membership, group)?.active.keys())
  const pen = createPen(desk, group)
  for (const { member, role } of roles) pen.control({ type: 'role.set', member, role })
  const roster = present(rosterOf(pen.membership(), group), 'a group has a roster')
  const newcomers = [...roster.active.values()].filter(({ device }) => !before.has(device))
  const isOpen = historyOf(pen.membership(), group) === 'full' && hasCurrent(pen, group)
  if (newcomers.length === 0) return pen.finish([])
  if (!isOpen) {
    const made = epochWith(desk, pen, group)
    return pen.finish(made === undefined ? [] : [made.secret])
  }
  grantWith(desk, pen, { scope: group, recipients: newcomers })
  return pen.finish([])
}

/** Ends a member's part in a group, with the fences of its devices and a new epoch that leaves it out (K11). */
export function writeGroupRemoval(desk: Desk, group: ScopeId, member: MemberId): Result<Written, WriteRefusal> {
  const { replica } = desk
  const { certificates } = replica.membership.team
  const devices = [...(replica.heads.get(group)?.keys() ?? [])].filter(
    (device) => certificates.get(device)?.member === member
  )
  const removal: ControlOperation = { type: 'member.remove', member }
  if (member !== replica.identity.member)
    return writeDeparture(desk, { scope: group, operations: [removal], devices, everywhere: false })
  // Whoever leaves may write nothing afterwards: its own fences come first, and the others make the epoch when they write (K9).
  const pen = createPen(desk, group)
  for (const cut of cutOperations(fencesAround(replica, group, devices))) pen.control(cut)
  pen.control(removal)
  return pen.finish([])
}

function hasCurrent(pen: Pen, scope: ScopeId): boolean {
  return pen.membership().books.get(scope)?.current !== undefined
}
