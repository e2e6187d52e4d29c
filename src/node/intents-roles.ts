// Owns what people ask for about each other: roles, removal, leaving, policies, moderation, wider fences (T2, T5, T6, K11, C2). Each is
// refused in words where the rules of T2 would void it, so that nobody believes in something that did not happen.

import { unreachable } from '../base/assert.ts'
import type { ConversationId, DeviceId, MemberId } from '../base/ids.ts'
import { err } from '../base/result.ts'
import type { ControlOperation } from '../team/control.ts'
import { cutOperations } from '../team/fences.ts'
import { holdsTeamKeys, levels, mayChange, mayUndo, roleOfLevel } from '../team/levels.ts'
import type { Participant } from '../team/membership.ts'
import { levelOf } from '../team/past.ts'
import { answered, answeredAfter, messageIn, nothingToDo, refusalOf, type Answer } from './answer.ts'
import type { Intent, Refusal } from './api-intents.ts'
import { fencesAround, writeDeparture } from './departing.ts'
import { allows, policiesOf, settingFrom } from './policies.ts'
import { takeBackPortrait } from './portraits.ts'
import { headsOf, type Replica } from './state.ts'
import type { Desk } from './desk.ts'
import { writeControl, writeOperations } from './write.ts'

const types = ['set-role', 'remove-member', 'leave-team', 'set-policy', 'moderate', 'widen-fence'] as const

/** Intents about who belongs and who decides. */
export type RolesIntent = Extract<Intent, { type: (typeof types)[number] }>
type Of<Type extends RolesIntent['type']> = Extract<RolesIntent, { type: Type }>

/** Whether it is one of those that `fulfilRoles` fulfils. */
export function isRolesIntent(intent: Intent): intent is RolesIntent {
  return types.some((type) => type === intent.type)
}

/** Does it, or says why not. */
export function fulfilRoles(desk: Desk, intent: RolesIntent): Answer {
  switch (intent.type) {
    case 'set-role':
      return setRole(desk, intent)
    case 'remove-member':
      return removeMember(desk, intent)
    case 'leave-team':
      return leaveTeam(desk, intent)
    case 'set-policy':
      return setPolicy(desk, intent)
    case 'moderate':
      return moderate(desk, intent)
    case 'widen-fence':
      return widenFence(desk, intent)
    default:
      return unreachable(intent)
  }
}

function setRole(desk: Desk, { member, role, from }: Of<'set-role'>): Answer {
  const target = desk.replica.membership.team.members.get(member)
  if (target === undefined) return err(whyUnknown(desk.replica, member))
  if (!mayChange(ownLevel(desk.replica), target.level, role)) return err('not-allowed')
  const now = roleOfLevel(target.level)
  if (now === role && from !== role) return err('someone-was-faster')
  if (now === role) return nothingToDo
  if (now !== from) return err('someone-was-faster')
  const operation: ControlOperation = { type: 'role.set', member, role }
  const held = holdsTeamKeys(target.level)
  // Who becomes a guest leaves the channels and what they are sealed with (K13, K16).
  if (held && role === 'guest') return answered(writeDeparture(desk, departureOf(desk, target, operation, false)))
  const newcomers = held ? [] : certificatesOf(desk.replica, target)
  return answered(writeControl(desk, [operation], newcomers))
}

function removeMember(desk: Desk, { member }: Of<'remove-member'>): Answer {
  const { identity, membership } = desk.replica
  const target = membership.team.members.get(member)
  if (target === undefined) return err(whyUnknown(desk.replica, member))
  const isOwn = member === identity.member
  if (isOwn || !mayUndo(ownLevel(desk.replica), { level: target.level, own: false })) return err('not-allowed')
  return answered(writeDeparture(desk, departureOf(desk, target, { type: 'member.remove', member }, true)))
}

/** One's own fences come first: after the removal nobody would count them. New keys are made by those who stay (K8). */
function leaveTeam(desk: Desk, { warned }: Of<'leave-team'>): Answer {
  const { identity, membership } = desk.replica
  if (isLastOwner(desk.replica) && !warned) return err('last-owner')
  const own = membership.team.members.get(identity.member)?.devices ?? []
  const takenBack = takeBackPortrait(desk)
  const holdsKeys = holdsTeamKeys(ownLevel(desk.replica))
  const cuts = holdsKeys ? cutOperations(fencesAround(desk.replica, identity.team, own)) : []
  const left = writeControl(desk, [...cuts, { type: 'member.remove', member: identity.member }])
  return answeredAfter(takenBack, answered(left))
}

function setPolicy(desk: Desk, { name, value }: Of<'set-policy'>): Answer {
  if (ownLevel(desk.replica) <= levels.admin) return err('not-allowed')
  if (settingFrom(name, value) === undefined) return err('not-allowed')
  const isSet = policiesOf(desk.replica.membership.team).some((each) => each.name === name && each.value === value)
  return isSet ? nothingToDo : answered(writeControl(desk, [{ type: 'policy', name, value }]))
}

function moderate(desk: Desk, { conversation, target }: Of<'moderate'>): Answer {
  const { team, scopes } = desk.replica.membership
  const kind = scopes.get(conversation)?.kind
  if (kind !== 'channel' && kind !== 'group') return err('not-allowed')
  const found = messageIn(desk, conversation, target)
  if (found === undefined) return err('unknown-message')
  if (!mayModerate(desk.replica, found.message.member, conversation)) return err('not-allowed')
  if (found.message.type === 'deleted') return err('someone-was-faster')
  const destroy = allows(team, 'destroy-allowed')
  const operation: ControlOperation = { type: 'moderate', scope: conversation, targets: [target], destroy }
  return answered(kind === 'group' ? writeOperations(desk, conversation, [operation]) : writeControl(desk, [operation]))
}

/** Up to everything of that log which is here (K13). */
function widenFence(desk: Desk, { conversation, device }: Of<'widen-fence'>): Answer {
  const { membership } = desk.replica
  const info = membership.scopes.get(conversation)
  if (info === undefined || info.kind === 'team') return err('unknown-conversation')
  if (ownLevel(desk.replica) < levels.admin) return err('not-allowed')
  const heads = headsOf(desk.replica, conversation, device).map(({ seq, hash }) => ({ seq, hash }))
  if (heads.length === 0) return err('someone-was-faster')
  const operations = cutOperations([{ scope: conversation, device, heads }])
  const written = writeOperations(desk, info.keyScope, operations)
  return written.ok ? answered(written) : err(refusalOf(written.reason))
}

// ---------------------------------------------------------------- Rights

/** The level of this device's person. */
export function ownLevel({ identity, membership }: Replica): number {
  return levelOf(membership.team, identity.member)
}

/** Whether this person may take away what that member wrote: by its rank in the group, everywhere else in the team (T2, C2). */
export function mayModerate({ identity, membership }: Replica, author: MemberId, group?: ConversationId): boolean {
  const place = (group === undefined ? undefined : membership.groups.get(group)) ?? membership.team
  const own = levelOf(place, identity.member)
  return own >= levels.admin && levelOf(place, author) < own
}

/** Whether nobody but this person could appoint owners (D8). */
export function isLastOwner(replica: Replica): boolean {
  const owners = [...replica.membership.team.members.values()].filter(({ level }) => roleOfLevel(level) === 'owner')
  return owners.length === 1 && owners[0]?.member === replica.identity.member
}

/** Somebody who was in the team is out by another's hand; anybody else was never known. */
function whyUnknown({ membership }: Replica, member: MemberId): Refusal {
  const wasMember = [...membership.team.certificates.values()].some((certificate) => certificate.member === member)
  return wasMember ? 'someone-was-faster' : 'unknown-member'
}

function departureOf(
  { replica }: Desk,
  { devices }: { readonly devices: readonly DeviceId[] },
  operation: ControlOperation,
  everywhere: boolean
): Parameters<typeof writeDeparture>[1] {
  return { scope: replica.identity.team, operations: [operation], devices, everywhere }
}

function certificatesOf({ membership }: Replica, { devices }: Participant) {
  const certificates = devices.map((device) => membership.team.certificates.get(device))
  return certificates.filter((certificate) => certificate !== undefined)
}
