// Owns the English words about finding: the search, what one can go to by typing, pictures, files and links of a conversation.

import { pluralOf } from './plural.ts'

const plural = pluralOf('en-GB')

export const findingEn = {
  title: 'Search',
  here: 'Search this conversation',
  everywhere: 'Search all messages',
  placeholder: 'Words from messages',
  close: 'Close search',
  hint: 'Finds words in messages, notes, checklists, polls and names of files. The beginning of a word is enough, and müller finds mueller.',
  none: 'Nothing found.',
  noneFiltered: 'Nothing found with these filters.',
  elsewhere: 'Look in all conversations',
  noWords: 'There is no letter or digit to look for.',
  manyWords: (most: number) => `Only the first ${most} words are looked for.`,
  growing: (percent: number) => `Older messages are still being made findable: ${percent} %.`,
  count: (count: number) => plural(count, { one: '# result', other: '# results' }),
  countMore: (count: number) => plural(count, { one: 'More than # result', other: 'More than # results' }),
  results: 'Results',
  places: 'Conversations and people',
  commands: 'Commands',
  messages: 'Messages and notes',
  all: (words: string) => `Search all messages for “${words}”`,
  entries: (count: number) => plural(count, { one: '# result', other: '# results' }),
  command: {
    newConversation: 'New conversation',
    invite: 'Invite people',
    people: 'The team and its people',
    mentions: 'Messages that name you',
    stars: 'Starred messages',
    settings: 'Settings',
    inSettings: (name: string) => `Settings: ${name}`,
    leave: 'Leave the team',
    privacy: 'What Flurfunk knows',
    lock: 'Lock now',
    keys: 'Keyboard shortcuts',
    theme: { system: 'Colours like the system', light: 'Light colours', dark: 'Dark colours' }
  },
  shared: {
    title: 'Pictures, files and links',
    pictures: 'Pictures',
    files: 'Files',
    links: 'Links',
    noPictures: 'No picture was sent here yet.',
    noFiles: 'No file was sent here yet.',
    noLinks: 'No link was sent here yet.',
    most: (count: number) => `These are the newest ${count}. Older ones stand in the conversation.`,
    pictureOf: (name: string, by: string, when: string) => `${name}, ${by}, ${when}`,
    open: (host: string) => `Open ${host}`
  },
  filter: {
    open: 'Filters',
    member: 'Written by',
    anyone: 'Anyone',
    conversation: 'Conversation',
    everywhere: 'All conversations',
    firstDay: 'From',
    lastDay: 'Until',
    file: 'With a file',
    link: 'With a link',
    clear: 'Remove all filters',
    remove: (what: string) => `Remove filter: ${what}`,
    since: (day: string) => `from ${day}`,
    until: (day: string) => `until ${day}`
  }
}
