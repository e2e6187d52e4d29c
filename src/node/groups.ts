// Owns what the node asks about groups: does a run begin one (L1), who is in it, whose rank counts where. Values in, values
// out; writing is write-group.ts's.

import type { MemberId, ScopeId, TeamId } from '../base/ids.ts'
import type { Run } from '../log/run.ts'
import { decodeControl } from '../team/control-reader.ts'
import { holdsTeamKeys, type Level } from '../team/levels.ts'
import type { GroupState, Moderation } from '../team/membership.ts'
import { levelOf, wasGuest } from '../team/past.ts'
import { groupScope } from '../team/scopes.ts'
import { conversationIn, type Membership } from './membership.ts'
import type { Replica } from './state.ts'
import { takesPart, type ScopeInfo } from './scopes.ts'

/**
 * Whether a run is the beginning of a group (S14): its first item is the `group.create` that the scope's id is the hash of. So a scope
 * nobody has named before proves itself, and nobody can begin somebody else's.
 */
export function beginsGroup(run: Run, team: TeamId): boolean {
  const payload = run.items[0]?.payload
  const read = payload === undefined ? undefined : decodeControl(payload)
  if (read?.ok !== true || read.value.operation.type !== 'group.create') return false
  return run.scope === groupScope(team, run.device, read.value.operation.nonce)
}

/** What a group that nobody knew here is from the moment its beginning comes. */
export function newGroup(scope: ScopeId): ScopeInfo {
  return { scope, kind: 'group', keyScope: scope, pair: undefined }
}

/** Where this person stands in a group: in it; out of it again; or never yet in it, as far as this device knows. */
export function standingIn(group: GroupState | undefined, member: MemberId): 'in' | 'left' | 'never' {
  if (group === undefined) return 'never'
  if (group.members.has(member)) return 'in'
  const { subjects, verdicts } = group.judgement
  const about = subjects.byMember.get(member) ?? []
  return about.some((node) => verdicts[node.index]?.valid === true && node.entry.scope === group.scope)
    ? 'left'
    : 'never'
}

/**
 * Whether a member may read a direct or group and is a guest of the team, or was one at any time if `ever`: then its epochs are also for
 * meeting (S2, S9).
 */
export function hasGuests(membership: Membership, info: ScopeInfo, { ever = false } = {}): boolean {
  const { team, groups } = membership
  const isGuest = (member: MemberId): boolean => {
    const level = levelOf(team, member)
    return level > 0 && (!holdsTeamKeys(level) || (ever && wasGuest(team, member)))
  }
  if (info.pair !== undefined) return info.pair.some(isGuest)
  return [...(groups.get(info.scope)?.members.keys() ?? [])].some(isGuest)
}

/** Who is in a group and how far others count, as text: equal texts, equal verdicts about what was said there (K13). */
export function whoCountsIn({ devices, cuts }: GroupState): string {
  return [...devices.keys(), ...cuts.map(({ operation }) => operation)].sort().join(' ')
}

/**
 * Whether what this person writes to a member can arrive: always within the team; to or from a guest only where both hold the keys of some
 * conversation to meet under (S9, K16).
 */
export function isWithinReach({ membership, identity }: Replica, member: MemberId): boolean {
  const { team, scopes, books } = membership
  const isOfTeam = (each: MemberId): boolean => holdsTeamKeys(levelOf(team, each))
  if (member === identity.member || (isOfTeam(member) && isOfTeam(identity.member))) return true
  return [...scopes.values()].some(
    (info) =>
      (info.kind === 'group' || info.kind === 'direct') &&
      books.get(info.scope)?.current !== undefined &&
      takesPart(membership, info, member) &&
      takesPart(membership, info, identity.member)
  )
}

/** Whoever shares a conversation with this person: the people a guest sees (K16). */
export function companionsOf({ membership, identity }: Replica): ReadonlySet<MemberId> {
  const { scopes, books, groups, team } = membership
  const companions = new Set<MemberId>([identity.member])
  for (const info of scopes.values()) {
    if (info.pair !== undefined && books.has(info.scope)) for (const member of info.pair) companions.add(member)
    if (info.kind === 'group' && takesPart(membership, info, identity.member))
      for (const member of groups.get(info.scope)?.members.keys() ?? []) companions.add(member)
  }
  return new Set([...companions].filter((member) => team.members.has(member)))
}

/** The level of a member where something was said: in a group its own log gives it, everywhere else the team (R2, C2). */
export function levelWithin({ team, groups }: Membership, scope: ScopeId): (member: MemberId) => Level {
  const group = groups.get(scope)
  return (member) => levelOf(group ?? team, member)
}

/** What was moderated in a conversation: by the team's admins, or in a direct or group by its own log (C2, T2). */
export function moderationsIn(membership: Membership, scope: ScopeId): readonly Moderation[] {
  const own = conversationIn(membership, scope)?.moderations ?? []
  return [...membership.team.moderations, ...own].filter((moderation) => moderation.scope === scope)
}
