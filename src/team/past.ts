// Owns questions about the past of a resolved scope: who was added, removed, led, and ranked how in the view of some entries (K7, K8).

import { present } from '../base/assert.ts'
import type { DeviceId, EntryHash, MemberId } from '../base/ids.ts'
import { isIn, viewOfNodes } from './graph.ts'
import type { Level } from './levels.ts'
import type { Membership, TeamState } from './membership.ts'
import { validVerdict, type Actor } from './standing.ts'

/** The level of a member now; 0: none. */
export function levelOf({ members }: Membership, member: MemberId): Level {
  return members.get(member)?.level ?? 0
}

/** Whether some valid operation revokes this device: it never returns, however often it is added (R7). */
export function wasRevoked(team: TeamState, device: DeviceId): boolean {
  return revokedBy(team, device) !== undefined
}

/** Who revoked this device, the first of them in the order of R9; undefined: nobody did. */
export function revokedBy({ judgement }: TeamState, device: DeviceId): Actor | undefined {
  for (const node of judgement.subjects.byDevice.get(device) ?? []) {
    const verdict = node.operation.type === 'device.revoke' ? validVerdict(judgement, node) : undefined
    if (verdict !== undefined) return verdict.actor
  }
  return undefined
}

/** Whether some valid operation removed this member: no invitation brings it back (R8). */
export function wasRemoved({ judgement }: TeamState, member: MemberId): boolean {
  return (judgement.subjects.byMember.get(member) ?? []).some(
    (node) => node.operation.type === 'member.remove' && validVerdict(judgement, node) !== undefined
  )
}

/** Whether some valid operation made this member a guest (K16). */
export function wasGuest({ judgement }: TeamState, member: MemberId): boolean {
  return (judgement.subjects.byMember.get(member) ?? []).some(
    (node) =>
      (node.operation.type === 'member.add' || node.operation.type === 'role.set') &&
      node.operation.role === 'guest' &&
      validVerdict(judgement, node) !== undefined
  )
}

/** Whoever let a guest in: it has a direct with each of them (I25). */
export function hostsOf({ judgement }: TeamState, guest: MemberId): readonly MemberId[] {
  return (judgement.subjects.byMember.get(guest) ?? []).flatMap((node) => {
    if (node.operation.type !== 'member.add' || node.operation.role !== 'guest') return []
    const actor = validVerdict(judgement, node)?.actor
    return actor === undefined || actor === 'root' ? [] : [actor]
  })
}

/** Whether some valid operation added this device. */
export function wasAdded({ judgement }: TeamState, device: DeviceId): boolean {
  return (judgement.subjects.byDevice.get(device) ?? []).some(
    (node) => node.operation.type !== 'device.revoke' && validVerdict(judgement, node) !== undefined
  )
}

/** Whether some valid operation made this member an admin of the group, or its maker (R11). */
export function hasLed({ judgement }: Membership, member: MemberId): boolean {
  return (judgement.subjects.byMember.get(member) ?? []).some((node) => {
    const verdict = validVerdict(judgement, node)
    if (verdict === undefined) return false
    const { operation } = node
    if (operation.type === 'role.set') return operation.role === 'admin'
    if (operation.type !== 'group.create') return false
    return verdict.actor === member || operation.members.some((each) => each.member === member && each.role === 'admin')
  })
}

/** A moment of the past: what is at or before some entries. */
export interface View {
  readonly levelOf: (member: MemberId) => Level
  /** The member whose active device this was; undefined: it was not active. */
  readonly memberOf: (device: DeviceId) => MemberId | undefined
  /** Whether the device had been added. */
  readonly knows: (device: DeviceId) => boolean
}

/** The view of `deps`, all of which must be known. */
export function viewOf(state: Membership, team: TeamState, deps: readonly EntryHash[]): View {
  const { graph } = state.judgement
  const nodes = deps.map((dep) => present(graph.byHash.get(dep), 'a view is asked of known entries'))
  const view = viewOfNodes(nodes, graph.size)
  const { levelOf: levelIn, devicesOf } = state.standing
  return {
    levelOf: (member) => levelIn(member, view),
    knows: (device) =>
      (team.judgement.subjects.byDevice.get(device) ?? []).some(
        (node) => node.operation.type !== 'device.revoke' && isIn(node, view)
      ),
    memberOf: (device) => {
      const member = team.certificates.get(device)?.member
      if (member === undefined || levelIn(member, view) === 0) return undefined
      return devicesOf(member, view).includes(device) ? member : undefined
    }
  }
}
