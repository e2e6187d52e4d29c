// Owns through whom a guest can be reached at all (K16): it meets only those with whom it holds keys, so a group in which nobody does would
// never come to it.

import type { MemberId } from '../base/ids.ts'
import { epochsToShow } from '../sync/bind.ts'
import { holdsTeamKeys } from '../team/levels.ts'
import { hostsOf, levelOf } from '../team/past.ts'
import { isWithinReach } from './groups.ts'
import { meetEpochs } from './sessions.ts'
import type { Desk } from './desk.ts'

/**
 * Those of the team who share keys with a guest, as far as it can be known here: whoever let it in has a direct with it (I25), and what
 * others share without this person nobody tells. Undefined: this device reaches it, or it is no guest.
 */
export function reachedThrough(desk: Desk, member: MemberId): readonly MemberId[] | undefined {
  const { membership, identity } = desk.replica
  const { team } = membership
  if (holdsTeamKeys(levelOf(team, member)) || isWithinReach(desk.replica, member)) return undefined
  if (meetsUnderOldKeys(desk, member)) return undefined
  return hostsOf(team, member).filter((host) => host !== identity.member && team.members.has(host))
}

/** Whether every guest among those who come into a group can be reached by somebody who is in it then. */
export function reachesGuests(
  desk: Desk,
  people: ReadonlySet<MemberId>,
  newcomers: readonly MemberId[] = [...people]
): boolean {
  return newcomers.every((member) => reachedThrough(desk, member)?.some((host) => people.has(host)) !== false)
}

/** Who was a member once goes on meeting under the epochs of that time, as long as this device shows them (S2, decision 0210). */
function meetsUnderOldKeys(desk: Desk, member: MemberId): boolean {
  const { team, books } = desk.replica.membership
  const devices = team.members.get(member)?.devices ?? []
  return epochsToShow(meetEpochs(desk), desk.now()).some(({ scope, epoch }) => {
    const recipients = books.get(scope)?.byId.get(epoch)?.recipients
    return devices.some((device) => recipients?.has(device) === true)
  })
}
