// Owns who stands outside of a key scope since when, as far as this device learned it (K13): out of the team, or without its keys after a
// demotion. Pure over memberships; the door keeps what it finds.

import type { DeviceId, ScopeId } from '../base/ids.ts'
import { holdsTeamKeys } from '../team/levels.ts'
import type { TeamState } from '../team/membership.ts'
import { levelOf } from '../team/past.ts'
import type { Membership } from './membership.ts'
import type { Milliseconds } from './ports.ts'
import { takesPart, type ScopeInfo } from './scopes.ts'
import { logKey, type Replica } from './state.ts'

export interface Departures {
  /** Out of the team; or met as one that was out already. */
  readonly devices: readonly DeviceId[]
  /** Still in the team, but no longer part of a key scope (K13: demotions). */
  readonly demoted: readonly KeyPlace[]
  /** Part of a key scope again, or for the first time: an older demotion is over. */
  readonly promoted: readonly KeyPlace[]
}

export interface KeyPlace {
  readonly keyScope: ScopeId
  readonly device: DeviceId
}

/** Devices that stand outside from now on. */
export function departuresBetween(before: Membership, after: Membership): Departures {
  const inGroups = groupMoves(before, after)
  if (before.team === after.team) return { devices: [], ...inGroups }
  const devices = [...after.team.certificates.keys()].filter(
    (device) =>
      !after.team.devices.has(device) && (before.team.devices.has(device) || !before.team.certificates.has(device))
  )
  const moved = [...after.team.devices.keys()].filter(
    (device) => holdsKeys(before.team, device) !== holdsKeys(after.team, device)
  )
  const places = moved.map((device): KeyPlace => ({ keyScope: after.team.team, device }))
  const isIn = ({ device }: KeyPlace): boolean => holdsKeys(after.team, device)
  return {
    devices,
    demoted: [...places.filter((place) => !isIn(place)), ...inGroups.demoted],
    promoted: [...places.filter(isIn), ...inGroups.promoted]
  }
}

/** Devices of the team that went out of a group, or came into one (R11). */
function groupMoves(before: Membership, after: Membership): Pick<Departures, 'demoted' | 'promoted'> {
  const demoted: KeyPlace[] = []
  const promoted: KeyPlace[] = []
  if (before.groups === after.groups) return { demoted, promoted }
  for (const [keyScope, group] of after.groups) {
    const was = before.groups.get(keyScope)
    if (was === group) continue
    for (const device of was?.devices.keys() ?? [])
      if (!group.devices.has(device) && after.team.devices.has(device)) demoted.push({ keyScope, device })
    for (const device of group.devices.keys())
      if (was?.devices.has(device) !== true) promoted.push({ keyScope, device })
  }
  return { demoted, promoted }
}

function holdsKeys(team: TeamState, device: DeviceId): boolean {
  const member = team.devices.get(device)?.member
  return member !== undefined && holdsTeamKeys(levelOf(team, member))
}

/** Whether content of a device counts in a conversation without any fence (K13). */
export function isInside({ membership }: Replica, info: ScopeInfo, device: DeviceId): boolean {
  const member = membership.team.devices.get(device)?.member
  return member !== undefined && takesPart(membership, info, member)
}

/** When this device learned that another stands outside of a conversation; undefined: it never did. */
export function outsideSince(replica: Replica, info: ScopeInfo, device: DeviceId): Milliseconds | undefined {
  const isOut = !replica.membership.team.devices.has(device)
  const demoted = replica.demotedSince.get(logKey(info.keyScope, device))
  const removed = isOut ? replica.inactiveSince.get(device) : undefined
  // Who was a guest before it was removed left the channels with its demotion.
  return demoted !== undefined && removed !== undefined ? Math.min(demoted, removed) : (demoted ?? removed)
}
