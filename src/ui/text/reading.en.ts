// Owns the English words about how a message reads and is typed: names, completion, commands, mentions, jumps.

import { pluralOf } from './plural.ts'

const plural = pluralOf('en-GB')

export const readingEn = {
  more: 'Show more',
  less: 'Show less',
  everyoneWord: 'all',
  everyone: (count: number) => plural(count, { one: 'tells # person', other: 'tells all # people' }),
  completion: { mention: 'Names', emoji: 'Emoji', command: 'Commands' },
  found: (count: number) => plural(count, { one: '# suggestion', other: '# suggestions' }),
  commands: {
    poll: { name: 'poll', also: 'umfrage', does: 'Ask everybody here' },
    mentions: { name: 'mentions', also: 'erwähnungen', does: 'Messages that name you' },
    notes: { name: 'notes', also: 'notizen', does: 'Notes to yourself' },
    people: { name: 'people', also: 'personen', does: 'Who is in this conversation' },
    keys: { name: 'keys', also: 'tasten', does: 'Keyboard shortcuts' }
  },
  mentioned: (count: number) => plural(count, { one: '# message names you', other: '# messages name you' }),
  mentions: {
    title: 'Messages that name you',
    none: 'Nobody has named you yet. Write @ and a name in a message, and that person finds it here.',
    more: 'Show older ones'
  },
  jump: {
    toDate: 'Jump to a day',
    day: 'Day',
    act: 'Jump',
    nothing: 'Nothing was written on that day or after it.',
    later: (day: string) => `Nothing was written on that day. The next message is of ${day}.`,
    back: 'Back to where you were'
  }
}
