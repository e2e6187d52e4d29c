// Owns who may hold the keys of a key scope: active(scope) now and in the views of the past (K7). Knows no epoch.

import { compareIds, type DeviceId, type EntryHash, type ScopeId } from '../base/ids.ts'
import type { Certificate } from './certificate.ts'
import { holdsTeamKeys, type Level } from './levels.ts'
import type { Membership, TeamState } from './membership.ts'
import { viewOf, type View } from './past.ts'
import { shortIdOf, type ShortId } from './short-id.ts'

export interface Roster {
  /** The key scope: the team, a direct or a group (K1). */
  readonly scope: ScopeId
  /** active(scope) now (K7). */
  readonly active: ReadonlyMap<DeviceId, Certificate>
  /** Every certified device of the team by its short id: all that share one count as recipients (K4). */
  readonly certified: ReadonlyMap<ShortId, readonly DeviceId[]>
  /** Those of `deps` that are not known: whoever names them is held (K2). */
  readonly unknownOf: (deps: readonly EntryHash[]) => readonly EntryHash[]
  /** Who was in active(scope) in the view of `deps`, all of which are known (K7, K8). */
  readonly activeAt: (deps: readonly EntryHash[]) => IsActive
  /** Who had been in and was out again in that view. */
  readonly excludedAt: (deps: readonly EntryHash[]) => IsActive
}

export type IsActive = (device: DeviceId) => boolean

/** Of the team, also for directory and channels: active devices of members of level 100 and above (K7, K16). */
export function teamRoster(team: TeamState): Roster {
  return rosterOf(team, team, holdsTeamKeys)
}

/** Of a direct or group: the active devices of its members, guests too (K7). */
export function conversationRoster(team: TeamState, conversation: Membership): Roster {
  return rosterOf(team, conversation, (level) => level > 0)
}

function rosterOf(team: TeamState, membership: Membership, holdsKeys: (level: Level) => boolean): Roster {
  const active = new Map<DeviceId, Certificate>()
  for (const [device, { certificate, member }] of membership.devices) {
    if (holdsKeys(membership.members.get(member)?.level ?? 0)) active.set(device, certificate)
  }
  const { byHash } = membership.judgement.graph
  const remembered = new Map<string, IsActive>()
  const activeAt = (deps: readonly EntryHash[]): IsActive => {
    const moment = deps.toSorted(compareIds).join()
    const isActive = remembered.get(moment) ?? activeIn(viewOf(membership, team, deps), holdsKeys)
    remembered.set(moment, isActive)
    return isActive
  }
  return {
    scope: membership.scope,
    active,
    certified: byShortId(team.certificates.keys()),
    unknownOf: (deps) => deps.filter((dep) => !byHash.has(dep)),
    activeAt,
    excludedAt: (deps) => {
      const { knows } = viewOf(membership, team, deps)
      const isActive = activeAt(deps)
      return (device) => knows(device) && !isActive(device)
    }
  }
}

/** The same few views are asked about many devices, so answers are remembered. */
function activeIn(view: View, holdsKeys: (level: Level) => boolean): IsActive {
  const answers = new Map<DeviceId, boolean>()
  return (device) => {
    const known = answers.get(device)
    if (known !== undefined) return known
    const member = view.memberOf(device)
    const answer = member !== undefined && holdsKeys(view.levelOf(member))
    answers.set(device, answer)
    return answer
  }
}

function byShortId(devices: Iterable<DeviceId>): ReadonlyMap<ShortId, readonly DeviceId[]> {
  const named = new Map<ShortId, DeviceId[]>()
  for (const device of devices) {
    const sharing = named.get(shortIdOf(device))
    if (sharing === undefined) named.set(shortIdOf(device), [device])
    else sharing.push(device)
  }
  return named
}
