// Owns the English words about who belongs to the team and who decides: roles, removal, leaving, policies, what happened.

import { pluralOf } from './plural.ts'

const plural = pluralOf('en-GB')

type Role = 'owner' | 'admin' | 'member' | 'guest'

const roleNames: Readonly<Record<Role, string>> = {
  owner: 'owner',
  admin: 'admin',
  member: 'member',
  guest: 'guest'
}

export const rolesEn = {
  menu: (name: string) => `What you can do about ${name}`,
  setRole: 'Change role…',
  remove: 'Remove from the team…',
  leave: 'Leave the team…',

  role: {
    title: (name: string) => `Role of ${name}`,
    label: 'Role',
    names: roleNames,
    means: {
      owner:
        'Decides about everything, appoints admins and owners. Only who appointed an owner, or stands above, can undo it.',
      admin: 'Invites people, removes members and guests, takes away messages. Only an owner can remove an admin.',
      member: 'Reads and writes in all channels and takes part in groups and direct messages.',
      guest: 'Sees only the conversations it was given. It still sees who is in the team, but no names outside of them.'
    },
    toGuest:
      'The channels stay readable up to now on that device; what is written from here on is sealed with new keys.',
    act: 'Change role'
  },

  removal: {
    title: (name: string) => `Remove ${name} from the team?`,
    can: 'From now on nobody who knows of it sends anything to this person’s devices, and everything new is sealed with new keys.',
    cannot:
      'What these devices have already received stays with them. Whoever has not heard of the removal yet still writes in a way they can read.',
    link: 'Invitations this person made stop working.',
    act: 'Remove'
  },

  leaving: {
    title: 'Leave the team?',
    text: 'This device and all your other devices stop sending and receiving. Only a new invitation brings you back, as a new member.',
    lastOwner:
      'You are the only owner. Without you nobody can appoint owners and admins any more, unless someone has the printed root sheet. Appoint another owner first, if you can.',
    copy: 'The copy on this device',
    keep: 'Keep it, readable for whoever uses this device',
    wipe: 'Delete it as soon as the team has heard of it',
    mustWipe:
      'The team wants copies to be deleted when somebody leaves. Yours goes as soon as the team has heard of it.',
    act: 'Leave'
  },

  moderation: {
    title: 'Delete this message for everyone?',
    erases: (name: string) =>
      `The message of ${name} disappears on all devices of the team as they hear of it. Everyone sees that it was taken away. Who has read or copied it keeps what they know.`,
    hides: (name: string) =>
      `The message of ${name} is hidden on all devices of the team. The team keeps what it hides; everyone sees that it was taken away.`,
    act: 'Delete for everyone'
  },

  policies: {
    title: 'Policies',
    owners: 'Owners decide about these.',
    on: 'Yes',
    off: 'No',
    names: {
      'destroy-allowed': 'Deleting also erases',
      'wipe-on-removal': 'Removed devices delete their copy',
      'lock-required': 'Everyone has to lock the app',
      'lock-minutes': 'Lock after',
      'retain-days': 'Keep messages for',
      'read-receipts': 'People may share what they have read',
      'live-signals': 'People may share that they are writing'
    },
    hints: {
      'destroy-allowed': 'If not, deleted messages are only hidden.',
      'wipe-on-removal': 'A changed app or a device that never hears of it keeps its copy.',
      'lock-required': 'A request to the app on every device; nobody can check it from outside.',
      'lock-minutes': 'Time without use until the app locks itself.',
      'retain-days': 'Older weeks disappear from all devices. Notes to self stay.',
      'read-receipts':
        'If yes, each person decides for themselves; it stays off until they do. Ask the works council first.',
      'live-signals':
        'Also that they are looking at a conversation. Off for each person until they switch it on; stored nowhere.'
    },
    minutes: (count: number) => plural(count, { one: '# minute', other: '# minutes' }),
    days: (count: number) => plural(count, { one: '# day', other: '# days' }),
    forever: 'for ever'
  },

  activity: {
    title: 'What changed',
    none: 'Nothing has changed yet.',
    someone: 'Someone',
    founded: () => 'The team was started',
    joined: (by: string, name: string) => `${by} let ${name} in`,
    removed: (by: string, name: string) => `${by} removed ${name}`,
    left: (_by: string, name: string) => `${name} left the team`,
    role: (by: string, name: string, role: Role) => `${by} made ${name} ${articled(role)}`,
    'device-added': (by: string, name: string, device: string) =>
      by === name ? `${name} added a device: ${device}` : `${by} added a device of ${name}: ${device}`,
    'device-revoked': (by: string, name: string, device: string) =>
      by === name ? `${name} removed a device of their own: ${device}` : `${by} removed a device of ${name}: ${device}`,
    policy: (by: string, policy: string, value: string) => `${by} decided: ${policy} – ${value}`,
    moderated: (by: string, place: string, count: number) =>
      `${by} took away ${plural(count, { one: 'a message', other: '# messages' })} in ${place}`,
    known: (has: number, of: number) =>
      has >= of
        ? 'all devices know it'
        : `${has} of ${plural(of, { one: '# device knows it', other: '# devices know it' })}`
  },

  beyond: {
    title: 'Came too late',
    text: (count: string, device: string, place: string) =>
      `${count} from ${device} in ${place} arrived after the removal was known. Nobody sees them.`,
    count: (count: number) =>
      count >= 256 ? 'More than 255 messages' : plural(count, { one: '# message', other: '# messages' }),
    drops: (when: string) => `They are dropped ${when}.`,
    hint: 'They may have been written before the removal, or back-dated after it. Show them only if you trust what they are.',
    act: 'Show them to everyone'
  },

  toasts: {
    'role-changed': 'Role changed',
    'policy-saved': 'Policy saved',
    'fence-widened': 'They count from now on',
    removed: (name: string) => `${name} was removed`
  },

  gone: {
    leftTitle: 'You have left the team',
    leftNamed: (team: string) => `You have left “${team}”`,
    revokedTitle: 'This device was removed from the team',
    revokedNamed: (team: string) => `This device was removed from “${team}”`,
    by: (name: string) => `Done by ${name}.`,
    leftText: 'All your devices in this team have stopped sending and receiving.',
    untold: 'Nobody in the team has heard of it yet. Leave the app open until a device of the team is connected.',
    kept: 'What was received until now is still stored on this device. The app does not show it any more.',
    wiping: 'The copy on this device is being deleted.',
    wipingLater: 'The copy on this device is deleted as soon as somebody has heard of it.',
    wipe: 'Delete the copy on this device',
    wipeTitle: 'Delete everything of this team here?',
    wipeText:
      'Messages, names and keys of this team disappear from this device for ever. Other devices are not touched.',
    wipeUntold: 'Nobody in the team has heard yet that you left. They would learn it only if someone else removes you.',
    wipeAct: 'Delete',
    wipedTitle: 'Everything of the team was deleted here',
    wipedText: {
      removed: 'This device was removed from the team, and the team wants copies to be deleted then.',
      revoked: 'This device was removed, and its copy of the team was deleted.',
      left: 'You left the team, and its copy on this device was deleted.'
    },
    again: 'Start anew'
  }
}

function articled(role: Role): string {
  return `${role === 'owner' || role === 'admin' ? 'an' : 'a'} ${roleNames[role]}`
}
