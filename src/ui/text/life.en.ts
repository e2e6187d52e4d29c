// Owns the English words about whole conversations: archive, silence, pins, marks of unread, topic, picture, notifications.

import { pluralOf } from './plural.ts'

const plural = pluralOf('en-GB')

export const lifeEn = {
  menu: 'What to do with this conversation',
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
    add: 'Add a topic',
    edit: 'Change topic',
    label: 'What is this conversation for?',
    hint: 'Everybody here can read and change it.'
  },
  picture: {
    add: 'Choose a picture',
    change: 'Change picture',
    remove: 'Remove picture',
    broken: 'This file cannot be used as a picture. Choose a photo as JPEG, PNG or WebP.'
  },

  refusals: {
    'too-many-pinned': '32 pinned conversations are the most. Unpin one first.',
    'not-a-picture': 'This is not a picture that can be shown here. Nothing was changed.'
  }
}

export type LifeWords = typeof lifeEn
