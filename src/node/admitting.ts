// Owns what is written when somebody is let in (I8, K10): a member gets a box of the team's keys; a guest, for whom there is none, the keys
// of its direct with whoever lets it in, and the groups it was invited to (K16, I25).

import type { ConversationId, EntryHash, MemberId } from '../base/ids.ts'
import { ok, type Result } from '../base/result.ts'
import { expectedGuestKey } from '../chat/registers.ts'
import type { Certificate } from '../team/certificate.ts'
import type { ControlOperation } from '../team/control.ts'
import { holdsTeamKeys, mayChange } from '../team/levels.ts'
import { levelOf } from '../team/past.ts'
import { directScope } from '../team/scopes.ts'
import { standingIn } from './groups.ts'
import type { Desk, WriteRefusal, Written } from './desk.ts'
import { writeControl } from './write.ts'
import { writeEpoch, writeMissingBoxes } from './write-keys.ts'
import { writeGroupNewcomers } from './write-group.ts'

/** Lets somebody in. The admission comes first: whatever follows can be made up for when it is asked for again. */
export function writeAdmission(
  desk: Desk,
  operation: ControlOperation,
  { certificate, invitation }: { readonly certificate: Certificate; readonly invitation: EntryHash }
): Result<readonly Written[], WriteRefusal> {
  const admitted = writeControl(desk, [operation], [certificate])
  if (!admitted.ok) return admitted
  return ok([
    admitted.value,
    ...writeGuestKeys(desk, certificate.member),
    ...addToGroups(desk, certificate.member, invitation)
  ])
}

/** The keys of the direct of this person and a guest, made or given; nothing where the guest has them, or is none. */
export function writeGuestKeys(desk: Desk, guest: MemberId): readonly Written[] {
  const { membership, identity } = desk.replica
  if (!isGuestOf(desk, guest) || guest === identity.member) return []
  const direct = directScope(identity.team, identity.member, guest)
  const hasKeys = membership.books.get(direct)?.current !== undefined
  const written = hasKeys ? writeMissingBoxes(desk, direct) : writeEpoch(desk, direct)
  return written?.ok === true ? [written.value] : []
}

/** Groups that expect the guests of an invitation, as far as this person is in them and may add to them. */
export function groupsThatExpect(desk: Desk, invitation: EntryHash): readonly ConversationId[] {
  const { membership, registers } = desk.replica
  return [...membership.groups.keys()].filter(
    (group) => registers.byKey.has(expectedGuestKey(group, invitation)) && mayAddGuest(desk, group)
  )
}

/** Whether this person may add a guest to a group. */
export function mayAddGuest({ replica }: Desk, group: ConversationId): boolean {
  const state = replica.membership.groups.get(group)
  return state !== undefined && mayChange(levelOf(state, replica.identity.member), 0, 'guest')
}

/**
 * Guests of this device's invitations whom somebody else let in, into the groups that person could not add them to. Who was in a group
 * before was taken out of it by somebody, and stays out.
 */
export function writeExpectedGuests(desk: Desk): readonly Written[] {
  const { membership, identity } = desk.replica
  const own = [...membership.team.invitations.values()].filter(({ device }) => device === identity.device)
  return own.flatMap(({ operation, admitted }) => admitted.flatMap((guest) => addToGroups(desk, guest, operation)))
}

function addToGroups(desk: Desk, guest: MemberId, invitation: EntryHash): readonly Written[] {
  if (!isGuestOf(desk, guest)) return []
  return groupsThatExpect(desk, invitation)
    .filter((group) => standingIn(desk.replica.membership.groups.get(group), guest) === 'never')
    .flatMap((group) => {
      const added = writeGroupNewcomers(desk, group, [{ member: guest, role: 'guest' }])
      return added.ok ? added.value : []
    })
}

function isGuestOf({ replica }: Desk, member: MemberId): boolean {
  const level = levelOf(replica.membership.team, member)
  return level > 0 && !holdsTeamKeys(level)
}
