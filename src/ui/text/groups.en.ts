// Owns the English words about groups and guests.

export const groupsEn = {
  create: 'Group',
  rename: 'Rename group',
  submit: 'Create group',
  name: 'Name of the group',
  hint: 'Only the people you choose see that this group exists.',
  people: 'Who is in it?',
  history: 'Who is added later sees',
  historyFull: 'everything',
  historyFromJoin: 'only what is new',
  sentence: 'A group: only its members can read it or see that it exists.',
  left: 'You are no longer in this group. What arrived until then stays here.',
  leftShort: 'no longer in it',
  members: 'In this group',
  loading: 'Loading…',
  roles: { creator: 'Made the group', admin: 'Admin', member: 'Member', guest: 'Guest of the group' },
  guest: 'Guest',
  roleOf: (name: string) => `Role of ${name}`,
  add: 'Add people',
  addChosen: 'Add',
  addHintFull: 'Whoever you add can read everything that was said here.',
  addHintFromJoin: 'Whoever you add reads what is said from now on.',
  nobodyToAdd: 'Everybody of the team is in this group.',
  remove: 'Remove',
  removeName: (name: string) => `Remove ${name}`,
  removeTitle: (name: string) => `Remove ${name} from the group?`,
  removeText:
    'From then on the group has a new key, and nothing more is sent to this person. What has been read or stored cannot be taken back.',
  leave: 'Leave the group',
  leaveTitle: 'Leave this group?',
  leaveText: 'You keep what you have and receive nothing more. Only an admin of the group can add you again.',
  guestsSee:
    'Guests see only the conversations they are in. They also receive the list of the team’s ids, keys and roles, but no names except those of the people in their conversations.',
  unreached: (name: string) =>
    `Nothing from this group would ever reach ${name}: as far as is known here, nobody in it shares a conversation with ${name}.`,
  reachedThrough: (names: string) => `Add ${names} too, and everything arrives.`,
  reachedByNobody: (name: string) =>
    `Somebody who shares a conversation with ${name} has to make the group, or to add ${name}.`,
  guestComesInto: 'The guest comes into these groups of yours',
  guestSeesOnly: 'You are a guest: you see the conversations you were added to, and the people in them.',
  refusals: {
    'already-in-group': 'This person is in the group already.',
    'not-in-group': 'This person is not in the group (any more).',
    'guest-out-of-reach':
      'A guest can only be reached by people who share a conversation with them. First make a group with the guest and whoever let them in.',
    'guest-reached-by-nobody':
      'Nothing from this group would ever reach the guest: nobody in it shares a conversation with them. Add whoever let the guest in, too.'
  }
}

export type GroupWords = typeof groupsEn
