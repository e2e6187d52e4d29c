// Owns the German words about how a message reads and is typed: names, completion, commands, mentions, jumps.

import { pluralOf } from './plural.ts'
import type { readingEn } from './reading.en.ts'

const plural = pluralOf('de-DE')

export const readingDe: typeof readingEn = {
  more: 'Mehr anzeigen',
  less: 'Weniger anzeigen',
  everyoneWord: 'alle',
  everyone: (count) => plural(count, { one: 'ruft # Person', other: 'ruft alle # Personen' }),
  completion: { mention: 'Namen', emoji: 'Emoji', command: 'Befehle' },
  found: (count) => plural(count, { one: '# Vorschlag', other: '# Vorschläge' }),
  commands: {
    poll: { name: 'umfrage', also: 'poll', does: 'Alle hier fragen' },
    mentions: { name: 'erwähnungen', also: 'mentions', does: 'Nachrichten, die dich nennen' },
    notes: { name: 'notizen', also: 'notes', does: 'Notizen an dich' },
    people: { name: 'personen', also: 'people', does: 'Wer in dieser Unterhaltung ist' },
    keys: { name: 'tasten', also: 'keys', does: 'Tastenkürzel' }
  },
  mentioned: (count) => plural(count, { one: '# Nachricht nennt dich', other: '# Nachrichten nennen dich' }),
  mentions: {
    title: 'Nachrichten, die dich nennen',
    none: 'Noch hat dich niemand genannt. Schreibt jemand @ und deinen Namen in eine Nachricht, steht sie hier.',
    more: 'Ältere anzeigen'
  },
  jump: {
    toDate: 'Zu einem Tag springen',
    day: 'Tag',
    act: 'Springen',
    nothing: 'An diesem Tag und danach wurde nichts geschrieben.',
    later: (day) => `An diesem Tag wurde nichts geschrieben. Die nächste Nachricht ist vom ${day}.`,
    back: 'Zurück zur letzten Stelle'
  }
}
