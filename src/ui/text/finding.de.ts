// Owns the German words about finding: the search, what one can go to by typing, pictures, files and links of a conversation.

import type { findingEn } from './finding.en.ts'
import { pluralOf } from './plural.ts'

const plural = pluralOf('de-DE')

export const findingDe: typeof findingEn = {
  title: 'Suche',
  here: 'In dieser Unterhaltung suchen',
  everywhere: 'Alle Nachrichten durchsuchen',
  placeholder: 'Wörter aus Nachrichten',
  close: 'Suche schließen',
  hint: 'Findet Wörter in Nachrichten, Notizen, Checklisten, Umfragen und Dateinamen. Der Anfang eines Wortes genügt, und mueller findet auch Müller.',
  none: 'Nichts gefunden.',
  noneFiltered: 'Mit diesen Filtern wurde nichts gefunden.',
  elsewhere: 'In allen Unterhaltungen suchen',
  noWords: 'Darin ist kein Buchstabe und keine Ziffer, nach der gesucht werden kann.',
  manyWords: (most) => `Gesucht wird nur nach den ersten ${most} Wörtern.`,
  growing: (percent) => `Ältere Nachrichten werden noch für die Suche vorbereitet: ${percent} %.`,
  count: (count) => plural(count, { one: '# Treffer', other: '# Treffer' }),
  countMore: (count) => plural(count, { one: 'Mehr als # Treffer', other: 'Mehr als # Treffer' }),
  results: 'Treffer',
  places: 'Unterhaltungen und Personen',
  commands: 'Befehle',
  messages: 'Nachrichten und Notizen',
  all: (words) => `Alle Nachrichten nach „${words}“ durchsuchen`,
  entries: (count) => plural(count, { one: '# Treffer', other: '# Treffer' }),
  command: {
    newConversation: 'Neue Unterhaltung',
    invite: 'Personen einladen',
    people: 'Das Team und seine Personen',
    mentions: 'Nachrichten, die dich nennen',
    stars: 'Nachrichten mit Stern',
    settings: 'Einstellungen',
    inSettings: (name) => `Einstellungen: ${name}`,
    leave: 'Team verlassen',
    privacy: 'Was Flurfunk weiß',
    lock: 'Jetzt sperren',
    keys: 'Tastenkürzel',
    theme: { system: 'Farben wie das System', light: 'Helle Farben', dark: 'Dunkle Farben' }
  },
  shared: {
    title: 'Bilder, Dateien und Links',
    pictures: 'Bilder',
    files: 'Dateien',
    links: 'Links',
    noPictures: 'Hier wurde noch kein Bild gesendet.',
    noFiles: 'Hier wurde noch keine Datei gesendet.',
    noLinks: 'Hier wurde noch kein Link gesendet.',
    most: (count) => `Das sind die neuesten ${count}. Ältere stehen in der Unterhaltung.`,
    pictureOf: (name, by, when) => `${name}, ${by}, ${when}`,
    open: (host) => `${host} öffnen`
  },
  filter: {
    open: 'Filter',
    member: 'Geschrieben von',
    anyone: 'Allen',
    conversation: 'Unterhaltung',
    everywhere: 'Alle Unterhaltungen',
    firstDay: 'Von',
    lastDay: 'Bis',
    file: 'Mit Datei',
    link: 'Mit Link',
    clear: 'Alle Filter entfernen',
    remove: (what) => `Filter entfernen: ${what}`,
    since: (day) => `ab ${day}`,
    until: (day) => `bis ${day}`
  }
}
