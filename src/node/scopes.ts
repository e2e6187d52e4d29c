// Owns which scopes there are for this device and what each of them is (L1). A function of the team's state; knows no entries.

import type { DeviceId, MemberId, ScopeId } from '../base/ids.ts'
import { holdsTeamKeys } from '../team/levels.ts'
import type { GroupState, TeamState } from '../team/membership.ts'
import { directoryScope, directScope } from '../team/scopes.ts'
import { levelOf } from '../team/past.ts'

export interface ScopeInfo {
  readonly scope: ScopeId
  readonly kind: 'team' | 'directory' | 'channel' | 'direct' | 'self' | 'group'
  /** Whose epochs its content is sealed under (K1). */
  readonly keyScope: ScopeId
  /** Of a direct: the two members, lower id first; of self: the same member twice. */
  readonly pair: readonly [MemberId, MemberId] | undefined
}

/**
 * Every scope this device may hold entries of: the team's own, its channels, the directs of `me` with all who ever were members, and the
 * groups whose beginning is here.
 */
export function scopesOf(
  team: TeamState,
  me: MemberId,
  groups: Iterable<ScopeId> = []
): ReadonlyMap<ScopeId, ScopeInfo> {
  const scopes = new Map<ScopeId, ScopeInfo>()
  const add = (scope: ScopeId, kind: ScopeInfo['kind'], keyScope: ScopeId, pair?: readonly [MemberId, MemberId]) =>
    scopes.set(scope, { scope, kind, keyScope, pair })
  add(team.team, 'team', team.team)
  add(directoryScope(team.team), 'directory', team.team)
  for (const channel of team.channels.keys()) add(channel, 'channel', team.team)
  const everMembers = new Set([me, ...[...team.certificates.values()].map((certificate) => certificate.member)])
  for (const member of everMembers) {
    const scope = directScope(team.team, me, member)
    add(scope, member === me ? 'self' : 'direct', scope, me < member ? [me, member] : [member, me])
  }
  for (const group of groups) add(group, 'group', group)
  return scopes
}

/** What decides who takes part: the team, and the groups as their own logs tell. */
export interface Participation {
  readonly team: TeamState
  readonly groups: ReadonlyMap<ScopeId, GroupState>
}

/** Whether a member takes part in a scope now (L1, S4). */
export function takesPart({ team, groups }: Participation, info: ScopeInfo, member: MemberId): boolean {
  if (info.kind === 'group') return groups.get(info.scope)?.members.has(member) === true
  const level = levelOf(team, member)
  if (info.pair !== undefined) return level > 0 && info.pair.includes(member)
  return info.kind === 'team' ? level > 0 : holdsTeamKeys(level)
}

/** The member a device belongs to by its certificate (L3), active or not. */
export function memberOfDevice(team: TeamState, device: DeviceId): MemberId | undefined {
  return team.certificates.get(device)?.member
}
