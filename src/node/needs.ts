// Owns the guess which boxes an intent will make (K9, K10, K11): for those of a large team they are begun before it is written. A wrong
// guess costs time and nothing else, since whoever writes judges anew.

import type { DeviceId, MemberId, ScopeId } from '../base/ids.ts'
import type { Certificate } from '../team/certificate.ts'
import type { LinkingIntent, MemberIntent } from './intents.ts'
import { rosterOf } from './membership.ts'
import type { Need } from './sealing.ts'
import type { Desk } from './desk.ts'
import { currentEpoch, historyOf, lackingIn } from './write-keys.ts'

const none: Need = { scopes: [], recipients: [] }

/** These name a conversation, or none, and say nothing under its keys: marks of one's own, what is read, what is control alone. */
const apart: ReadonlySet<(MemberIntent | LinkingIntent)['type']> = new Set([
  'mark-read',
  'be-live',
  'star',
  'hide',
  'open-once',
  'show-cursor',
  'archive',
  'mute',
  'set-unread',
  'pin-conversation',
  'move-pinned',
  'place-pinned',
  'read-picture',
  'schedule',
  'fetch-file',
  'read-file',
  'read-thumbnail',
  'set-group-role',
  'leave-group',
  'moderate',
  'widen-fence'
])

/** These say something in the directory. */
const toTheTeam: ReadonlySet<(MemberIntent | LinkingIntent)['type']> = new Set([
  'set-profile',
  'set-own-picture',
  'create-channel',
  'rename-device',
  'create-invitation',
  'create-recovery'
])

/** What `intent` will seal. */
export function needOf(desk: Desk, intent: MemberIntent | LinkingIntent): Need {
  const { team } = desk.replica.identity
  switch (intent.type) {
    case 'remove-member':
      return needOfDeparture(desk, devicesOf(desk, intent.member))
    case 'revoke-device':
      return needOfDeparture(desk, [intent.device])
    case 'set-role':
      return intent.role === 'guest' ? needOfEpoch(desk, team, devicesOf(desk, intent.member)) : none
    case 'remove-from-group':
      return needOfEpoch(desk, intent.conversation, devicesOf(desk, intent.member))
    case 'add-to-group':
      return needOfNewcomers(desk, intent.conversation, intent.members)
    case 'create-group':
      return {
        scopes: [],
        recipients: certificatesOf(desk, [...intent.members.map(({ member }) => member), ownOf(desk)])
      }
    default:
      if (toTheTeam.has(intent.type)) return needOfWriting(desk, team)
      if (apart.has(intent.type) || !('conversation' in intent)) return none
      // An empty draft is told to the person's own devices alone.
      return intent.type === 'keep-draft' && intent.text === '' ? none : needOfWriting(desk, intent.conversation)
  }
}

/** What it takes to say something in a conversation: nothing where there is an epoch to seal under. */
export function needOfWriting(desk: Desk, conversation: ScopeId): Need {
  const keyScope = desk.replica.membership.scopes.get(conversation)?.keyScope
  if (keyScope === undefined) return none
  if (currentEpoch(desk, keyScope) !== undefined) return { scopes: [keyScope], recipients: [] }
  return needOfEpoch(desk, keyScope, [])
}

/** What it takes to say something in each of these conversations. */
export function needOfWritings(desk: Desk, places: readonly { readonly conversation: ScopeId }[]): Need {
  return together(places.map(({ conversation }) => needOfWriting(desk, conversation)))
}

/** What K10 wants from this device in a key scope. */
export function needOfBoxes(desk: Desk, keyScope: ScopeId): Need {
  return { scopes: [keyScope], recipients: lackingIn(desk, keyScope)?.recipients ?? [] }
}

function needOfEpoch({ replica }: Desk, keyScope: ScopeId, without: readonly DeviceId[]): Need {
  const active = rosterOf(replica.membership, keyScope)?.active
  // Who is out of the scope makes no epoch there.
  if (active?.has(replica.identity.device) !== true) return none
  return {
    scopes: [keyScope],
    recipients: [...active.values()].filter(({ device }) => !without.includes(device))
  }
}

/** New keys wherever one of these devices has the old ones (K11). */
function needOfDeparture(desk: Desk, devices: readonly DeviceId[]): Need {
  const { membership } = desk.replica
  const shared = [...membership.books.keys()].filter((scope) =>
    devices.some((device) => rosterOf(membership, scope)?.active.has(device) === true)
  )
  return together(shared.map((scope) => needOfEpoch(desk, scope, devices)))
}

function together(needs: readonly Need[]): Need {
  return { scopes: needs.flatMap(({ scopes }) => scopes), recipients: needs.flatMap(({ recipients }) => recipients) }
}

function needOfNewcomers(desk: Desk, group: ScopeId, members: readonly MemberId[]): Need {
  const newcomers = certificatesOf(desk, members)
  const isOpen = historyOf(desk.replica.membership, group) === 'full' && currentEpoch(desk, group) !== undefined
  const others = isOpen ? [] : needOfEpoch(desk, group, []).recipients
  return { scopes: [group], recipients: [...others, ...newcomers] }
}

function devicesOf({ replica }: Desk, member: MemberId): readonly DeviceId[] {
  return replica.membership.team.members.get(member)?.devices ?? []
}

function certificatesOf(desk: Desk, members: readonly MemberId[]): readonly Certificate[] {
  const { certificates } = desk.replica.membership.team
  const devices = [...new Set(members)].flatMap((member) => devicesOf(desk, member))
  return devices.flatMap((device) => certificates.get(device) ?? [])
}

function ownOf({ replica }: Desk): MemberId {
  return replica.identity.member
}
