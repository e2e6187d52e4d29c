// Owns the English words about notes and checklists that several people write together.

import { pluralOf } from './plural.ts'

const plural = pluralOf('en-GB')

export const padsEn = {
  title: 'Notes and tasks',
  all: (count: number) => plural(count, { one: 'Notes and tasks (#)', other: 'Notes and tasks (#)' }),
  newNote: 'New note',
  newList: 'New checklist',
  none: 'Nothing here yet. Write a note together, or keep a list that everybody can tick.',
  untitledNote: 'Untitled note',
  untitledList: 'Untitled checklist',
  note: 'Note',
  list: 'Checklist',
  name: 'Title',
  text: 'Text of the note',
  placeholder: 'Write here. Everyone in this conversation sees it and can write along.',
  close: 'Close',
  undo: 'Undo my last change',
  redo: 'Redo',
  more: 'More',
  copy: 'Continue in a new one',
  copied: 'Copied into a new one',
  remove: 'Delete for everyone',
  removeTitle: 'Delete this for everyone?',
  removeText:
    'It disappears for all of you. What each of you wrote in it is erased as soon as one of their devices hears of this.',
  saved: 'Saved',
  saving: 'Saving …',
  waits: 'Some changes are not here yet. What was written before you came stays outside.',
  full: 'This is full. Continue in a new one.',
  gone: 'This is no longer here.',
  readOnly: 'You can read this, but not change it.',
  ends: (date: string) => `Your team deletes old messages. This goes on ${date}. Continue in a new one to keep it.`,
  here: (names: string) => `Writing here: ${names}`,
  item: 'Task',
  itemNo: (number: number, text: string) => `Task ${number}: ${text}`,
  addItem: 'Add a task',
  tick: (text: string) => `Done: ${text}`,
  doneBy: (name: string, when: string) => `${name}, ${when}`,
  me: 'You',
  up: 'Move up',
  down: 'Move down',
  removeItem: 'Remove',
  moved: (text: string, place: number, count: number) => `${text}: now ${place} of ${count}`,
  removed: (text: string) => `Removed: ${text}`,
  progress: (done: number, count: number) => `${done} of ${count} done`,
  refusals: {
    'unknown-pad': 'This note is no longer here.',
    'too-many-pads': 'There are already two hundred notes here. Delete one first.',
    'pad-full': 'This note is full. Continue in a new one.',
    'pad-incomplete': 'Changes from your other time here are still arriving. Try again in a moment.'
  }
}
