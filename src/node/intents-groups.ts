// Owns what people ask about groups: make one, add, remove, change a role, leave. Each is judged by the group's own log, so that a refusal
// is told before anything is written (T2, R11).

import type { ConversationId, MemberId } from '../base/ids.ts'
import { err, ok, type Result } from '../base/result.ts'
import { holdsTeamKeys, levels, mayChange, mayUndo } from '../team/levels.ts'
import type { GroupState } from '../team/membership.ts'
import { levelOf } from '../team/past.ts'
import type { Fulfilled, RefusedLate } from './answer.ts'
import type { Intent, Refusal } from './api-intents.ts'
import { reachesGuests } from './reaching.ts'
import { isGuest } from './state.ts'
import type { Desk, WriteRefusal, Written } from './desk.ts'
import { writeContent } from './write.ts'
import { writeGroup, writeGroupNewcomers, writeGroupRemoval, writeGroupRoles } from './write-group.ts'

type GroupIntentType = 'create-group' | 'add-to-group' | 'remove-from-group' | 'set-group-role' | 'leave-group'
export type GroupIntent = Extract<Intent, { type: GroupIntentType }>

type Answer = Result<Fulfilled, Refusal | WriteRefusal> | RefusedLate<Refusal | WriteRefusal>

/** Does what a member asks about groups. */
export function fulfilGroup(desk: Desk, intent: GroupIntent): Answer {
  switch (intent.type) {
    case 'create-group':
      return createGroup(desk, intent)
    case 'add-to-group':
      return add(desk, intent)
    case 'remove-from-group':
      return remove(desk, intent)
    case 'set-group-role':
      return setRole(desk, intent)
    case 'leave-group':
      return remove(desk, { conversation: intent.conversation, member: desk.replica.identity.member })
  }
}

type Of<Type extends GroupIntentType> = Extract<GroupIntent, { type: Type }>

function createGroup(desk: Desk, { name, members, history }: Of<'create-group'>): Answer {
  const { membership, identity } = desk.replica
  if (isGuest(desk.replica)) return err('not-allowed')
  const others = members.filter(({ member }) => member !== identity.member)
  const isKnown = others.every(({ member }) => membership.team.members.has(member))
  if (!isKnown) return err('unknown-member')
  if (new Set(others.map(({ member }) => member)).size < others.length) return err('already-in-group')
  const people = new Set([identity.member, ...others.map(({ member }) => member)])
  if (!reachesGuests(desk, people)) return err('guest-reached-by-nobody')
  const created = writeGroup(desk, { members: others, history })
  if (!created.ok) return created
  const { conversation, written } = created.value
  const operation = { type: 'title', conversation, name: name.trim(), purpose: '' } as const
  const titled = writeContent(desk, conversation, { operation })
  if (!titled.ok) return { ...titled, written: [written] }
  return ok({ done: { conversation }, written: [written, titled.value] })
}

function add(desk: Desk, { conversation, members }: Of<'add-to-group'>): Answer {
  const group = ownGroup(desk, conversation)
  if (!group.ok) return group
  const { team } = desk.replica.membership
  for (const member of members) {
    if (!team.members.has(member)) return err('unknown-member')
    if (group.value.members.has(member)) return err('already-in-group')
    if (!mayChange(ownLevel(desk, group.value), 0, 'member')) return err('not-allowed')
  }
  if (members.length === 0) return ok({ done: { conversation }, written: [] })
  if (!reachesGuests(desk, new Set([...group.value.members.keys(), ...members]), members))
    return err('guest-reached-by-nobody')
  const roles = members.map((member) => ({ member, role: roleOfNewcomer(desk, member) }))
  const added = writeGroupNewcomers(desk, conversation, roles)
  return added.ok ? ok({ done: { conversation }, written: added.value }) : added
}

/** Guests of the team are guests in a group too, until somebody gives them more. */
function roleOfNewcomer({ replica }: Desk, member: MemberId): 'member' | 'guest' {
  return holdsTeamKeys(levelOf(replica.membership.team, member)) ? 'member' : 'guest'
}

function setRole(desk: Desk, { conversation, member, role }: Of<'set-group-role'>): Answer {
  const group = ownGroup(desk, conversation)
  if (!group.ok) return group
  const level = levelOf(group.value, member)
  if (level === 0) return err('not-in-group')
  if (!mayChange(ownLevel(desk, group.value), level, role)) return err('not-allowed')
  if (levels[role] === level) return ok({ done: { conversation }, written: [] })
  return answered(conversation, writeGroupRoles(desk, conversation, [{ member, role }]))
}

function remove(
  desk: Desk,
  { conversation, member }: { readonly conversation: ConversationId; readonly member: MemberId }
): Answer {
  const group = ownGroup(desk, conversation)
  if (!group.ok) return group
  const level = levelOf(group.value, member)
  if (level === 0) return err('not-in-group')
  const own = member === desk.replica.identity.member
  if (!mayUndo(ownLevel(desk, group.value), { level, own })) return err('not-allowed')
  return answered(conversation, writeGroupRemoval(desk, conversation, member))
}

/** A group that this person is in. */
function ownGroup({ replica }: Desk, conversation: ConversationId): Result<GroupState, Refusal> {
  const { membership, identity } = replica
  if (membership.scopes.get(conversation)?.kind !== 'group') return err('unknown-conversation')
  const group = membership.groups.get(conversation)
  return group?.members.has(identity.member) === true ? ok(group) : err('not-in-group')
}

function ownLevel({ replica }: Desk, group: GroupState): number {
  return levelOf(group, replica.identity.member)
}

function answered(conversation: ConversationId, written: Result<Written, WriteRefusal>): Answer {
  return written.ok ? ok({ done: { conversation }, written: [written.value] }) : written
}
