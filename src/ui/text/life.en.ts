// Owns the English words about whole conversations: archive, silence, pins, marks of unread, topic, picture, notifications.

import { pluralOf } from './plural.ts'

const plural = pluralOf('en-GB')

export const lifeEn = {
  menuOf: (name: string) => `More about ${name}`,
  archive: 'Archive',
  unarchive: 'Take out of the archive',
  archived: 'Archived',
  archivedCount: (count: number) => plural(count, { one: '# conversation', other: '# conversations' }),
  archivedHint: 'They come back by themselves when something new is said, unless they are muted.',
  pin: 'Pin to the top',
  unpin: 'Unpin',
  pinned: 'Pinned',
  up: 'Move up',
  down: 'Move down',
  moveKeys: 'Move the pinned conversation that has the focus',
  unread: 'Mark as unread',
  read: 'Mark as read',
  marked: 'Marked as unread',
  mute: 'Mute',
  unmute: 'Unmute',
  muted: 'Muted',
  mutedUntil: (when: string) => `Muted until ${when}`,
  mutedEver: 'Muted',
  muteFor: {
    title: 'Mute for how long?',
    hour: '1 hour',
    hours: '8 hours',
    tomorrow: 'Until tomorrow',
    monday: 'Until Monday',
    ever: 'Until you unmute it'
  },
  did: {
    archived: 'Archived',
    unarchived: 'Back in the list'
  },

  topic: {
    add: 'Say what it is for',
    edit: 'Change what it is for',
    label: 'What is this conversation for?',
    hint: 'Everybody here can read and change it.'
  },
  picture: {
    add: 'Choose a picture',
    change: 'Change picture',
    remove: 'Remove picture',
    camera: 'Take a photo',
    broken: 'This file cannot be used as a picture. Choose a photo as JPEG, PNG or WebP.',
    own: 'Your picture',
    initials: 'Your initials',
    seen: 'Everyone in the team sees it, and so do guests you are in a conversation with.'
  },

  notify: {
    title: 'Notifications',
    honest:
      'There is no server that could wake this device: messages arrive, and are announced, only while Flurfunk is running. While it is locked it says nothing.',
    about: 'Tell me about',
    abouts: { none: 'Nothing', mentions: 'Mentions and direct messages', all: 'Every message' },
    content: 'A notification shows',
    contents: { text: 'Name and text', name: 'Name only', nothing: 'Only that there is something' },
    kept: 'While a notification stands there, browser and system keep what it says, unencrypted.',
    sound: 'With sound',
    denied:
      'This browser does not allow notifications for Flurfunk. They can be allowed in its settings for this page.',
    impossible: 'This browser cannot show notifications.',
    mutedMentions: 'Mentions count in muted conversations too (on all your devices)',
    count: (count: number) => plural(count, { one: '# new message', other: '# new messages' })
  },

  refusals: {
    'too-many-pinned': 'No more than 32 conversations can be pinned. Unpin one first.',
    'not-a-picture': 'This is not a picture that can be shown here. Nothing was changed.'
  }
}

export type LifeWords = typeof lifeEn
