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
  guestComesInto: 'The guest comes into these groups of yours',
  guestSeesOnly: 'You are a guest: you see the conversations you were added to, and the people in them.',
  refusals: {
    'already-in-group': 'This person is in the group already.',
    'not-in-group': 'This person is not in the group (any more).',
    'guest-out-of-reach':
      'A guest can only be reached by people who share a group with them. Add the guest to a group first.'
  }
}

export type GroupWords = typeof groupsEn
