// Owns the views of groups: who is in one with which role, and what this person may change there.

import type { ConversationId, MemberId } from '../base/ids.ts'
import { holdsTeamKeys, levels, mayChange, mayUndo, roleOfLevel, type Level } from '../team/levels.ts'
import type { GroupState } from '../team/membership.ts'
import { levelOf } from '../team/past.ts'
import type { GroupRole } from './api-intents.ts'
import type { GroupMemberView, GroupView } from './api-people.ts'
import { standingIn } from './groups.ts'
import { mayModerate } from './intents-roles.ts'
import { profileOf } from './registers.ts'
import type { Scene } from './scene.ts'
import { isGuest } from './state.ts'

/** What is no group of this person's. */
export function noGroup(conversation: ConversationId): GroupView {
  return { conversation, history: 'full', standing: 'none', members: [], addable: [], mayModerate: false }
}

/** A group as this person belongs to it. */
export function groupView(scene: Scene, conversation: ConversationId): GroupView {
  const { membership, identity } = scene.desk.replica
  const group = membership.groups.get(conversation)
  const standing = standingIn(group, identity.member)
  if (group === undefined || standing === 'never') return noGroup(conversation)
  const level = levelOf(group, identity.member)
  return {
    conversation,
    history: group.history,
    standing,
    members: membersIn(scene, group, level),
    addable: mayChange(level, 0, 'member') ? addableTo(scene, group) : [],
    mayModerate: level >= levels.admin
  }
}

const givable: readonly GroupRole[] = ['guest', 'member', 'admin']

function membersIn(scene: Scene, group: GroupState, ownLevel: Level): readonly GroupMemberView[] {
  const { replica } = scene.desk
  const { identity } = replica
  const views = [...group.members.values()].map(({ member, level }): GroupMemberView => {
    const mine = member === identity.member
    return {
      ...personIn(scene, member),
      role: roleIn(level),
      mine,
      mayRemove: !mine && mayUndo(ownLevel, { level, own: mine }),
      mayModerate: mayModerate(replica, member, group.scope),
      mayBecome: mine ? [] : givable.filter((role) => levels[role] !== level && mayChange(ownLevel, level, role))
    }
  })
  return views.toSorted((a, b) => Number(b.mine) - Number(a.mine) || byName(a, b))
}

function roleIn(level: Level): GroupMemberView['role'] {
  const role = roleOfLevel(level)
  return role === 'owner' || role === undefined ? 'creator' : role
}

/** Guests do not see who else is in the team, so they add nobody. */
function addableTo(scene: Scene, group: GroupState): GroupView['addable'] {
  const { replica } = scene.desk
  if (isGuest(replica)) return []
  const others = [...replica.membership.team.members.keys()].filter((member) => !group.members.has(member))
  return others.map((member) => personIn(scene, member)).toSorted(byName)
}

function personIn(
  { desk }: Scene,
  member: MemberId
): { readonly member: MemberId; readonly name: string; readonly guest: boolean } {
  const { registers, membership } = desk.replica
  return {
    member,
    name: profileOf(registers, member).name,
    guest: !holdsTeamKeys(levelOf(membership.team, member))
  }
}

function byName(a: { readonly name: string; readonly member: string }, b: typeof a): number {
  const [one, other] = a.name === b.name ? [a.member, b.member] : [a.name, b.name]
  return one < other ? -1 : one > other ? 1 : 0
}
