// Owns the views of coming in: invitations with their state, and the newcomers who wait for this person.

import { deviceCode } from '../team/codes.ts'
import type { Invitation } from '../team/membership.ts'
import { invitationStatus } from '../team/team-state.ts'
import { groupsThatExpect } from './admitting.ts'
import type { InvitedRole } from './api-intents.ts'
import type { InvitationView, JoinRequestView } from './api-joining.ts'
import { profileOf, titleOf } from './registers.ts'
import { mayAnswer, type Waiting } from './requests.ts'
import type { Scene } from './scene.ts'

/** All invitations, whoever made them, the newest first. */
export function invitationsView(scene: Scene): readonly InvitationView[] {
  const { team } = scene.desk.replica.membership
  return [...team.invitations.values()]
    .toSorted((a, b) => b.createdMs - a.createdMs)
    .map((invitation) => invitationView(scene, invitation))
}

function invitationView(scene: Scene, invitation: Invitation): InvitationView {
  const { registers } = scene.desk.replica
  const { operation, inviter, recovers, approve, usesMax, expiresMs, admitted } = invitation
  const status = invitationStatus(invitation, scene.desk.now())
  return {
    invitation: operation,
    role: invitedRole(invitation),
    uses: usesMax,
    used: admitted.length,
    expires: expiresMs,
    state: status === 'void' ? 'revoked' : status,
    approve,
    recovers: recovers && profileOf(registers, recovers).name,
    createdBy: inviter === 'root' ? '' : profileOf(registers, inviter).name,
    link: status === 'open' ? scene.links.get(operation) : undefined
  }
}

/** Who waits for this person's yes, and who was answered by somebody else; the first that asked first. */
export function requestsView(scene: Scene): readonly JoinRequestView[] {
  return [...scene.requests.all.values()]
    .filter((waiting) => waiting.answer !== undefined || mayAnswer(scene.desk.replica, waiting))
    .toSorted((a, b) => a.since - b.since)
    .map((waiting) => requestView(scene, waiting))
}

function requestView(
  scene: Scene,
  { request, device, invitation: hash, why, since, answer }: Waiting
): JoinRequestView {
  const { identity, membership, registers } = scene.desk.replica
  const invitation = membership.team.invitations.get(hash)
  const recovers = invitation?.recovers
  return {
    device,
    name: request.name,
    code: deviceCode(identity.team, device),
    since,
    role: invitedRole(invitation),
    why,
    recovers: recovers && {
      name: profileOf(registers, recovers).name,
      devices: membership.team.members.get(recovers)?.devices.length ?? 0
    },
    groups: groupsThatExpect(scene.desk, hash).map((group) => titleOf(registers, group)?.name ?? ''),
    state: answer?.type ?? 'waiting',
    answeredBy: answer?.by === undefined ? '' : profileOf(registers, answer.by).name
  }
}

function invitedRole(invitation: Invitation | undefined): InvitedRole {
  return invitation?.role === 'guest' ? 'guest' : 'member'
}
