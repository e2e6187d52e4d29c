// Owns the German words about whole conversations: archive, silence, pins, marks of unread, topic, picture, notifications.

import type { LifeWords } from './life.en.ts'
import { pluralOf } from './plural.ts'

const plural = pluralOf('de-DE')

export const lifeDe: LifeWords = {
  menuOf: (name: string) => `Mehr zu ${name}`,
  archive: 'Archivieren',
  unarchive: 'Aus dem Archiv holen',
  archived: 'Archiviert',
  archivedCount: (count: number) => plural(count, { one: '# Unterhaltung', other: '# Unterhaltungen' }),
  archivedHint: 'Sie kommen von selbst zurück, wenn etwas Neues gesagt wird – außer sie sind stumm.',
  pin: 'Oben anheften',
  unpin: 'Nicht mehr anheften',
  pinned: 'Angeheftet',
  up: 'Nach oben',
  down: 'Nach unten',
  moveKeys: 'Angeheftete Unterhaltung, die den Fokus hat, verschieben',
  unread: 'Als ungelesen markieren',
  read: 'Als gelesen markieren',
  marked: 'Als ungelesen markiert',
  mute: 'Stummschalten',
  unmute: 'Nicht mehr stumm',
  muted: 'Stumm',
  mutedUntil: (when: string) => `Stumm bis ${when}`,
  mutedEver: 'Stumm',
  muteFor: {
    title: 'Wie lange stumm?',
    hour: '1 Stunde',
    hours: '8 Stunden',
    tomorrow: 'Bis morgen',
    monday: 'Bis Montag',
    ever: 'Bis auf Weiteres'
  },
  did: {
    archived: 'Archiviert',
    unarchived: 'Wieder in der Liste'
  },

  topic: {
    add: 'Thema hinzufügen',
    edit: 'Thema ändern',
    label: 'Wofür ist diese Unterhaltung da?',
    hint: 'Alle hier können es lesen und ändern.'
  },
  picture: {
    add: 'Bild auswählen',
    change: 'Bild ändern',
    remove: 'Bild entfernen',
    camera: 'Foto aufnehmen',
    broken: 'Diese Datei taugt nicht als Bild. Ein Foto als JPEG, PNG oder WebP auswählen.',
    own: 'Dein Bild',
    initials: 'Deine Initialen',
    seen: 'Alle im Team sehen es, auch Gäste, mit denen du in einer Unterhaltung bist.'
  },

  notify: {
    title: 'Mitteilungen',
    honest:
      'Es gibt keinen Server, der dieses Gerät wecken könnte: Nachrichten kommen nur an und werden nur gemeldet, solange Flurfunk läuft. Ist es gesperrt, sagt es nichts.',
    about: 'Melden',
    abouts: { none: 'Nichts', mentions: 'Erwähnungen und Direktnachrichten', all: 'Jede Nachricht' },
    content: 'Eine Mitteilung zeigt',
    contents: { text: 'Name und Text', name: 'Nur den Namen', nothing: 'Nur, dass es etwas gibt' },
    kept: 'Solange eine Mitteilung steht, bewahren Browser und System auf, was sie sagt – unverschlüsselt.',
    sound: 'Mit Ton',
    denied:
      'Dieser Browser erlaubt Flurfunk keine Mitteilungen. In seinen Einstellungen für diese Seite lassen sie sich erlauben.',
    impossible: 'Dieser Browser kann keine Mitteilungen zeigen.',
    mutedMentions: 'Erwähnungen zählen auch in stummen Unterhaltungen (auf allen eigenen Geräten)',
    count: (count: number) => plural(count, { one: '# neue Nachricht', other: '# neue Nachrichten' })
  },

  refusals: {
    'too-many-pinned': 'Mehr als 32 Unterhaltungen lassen sich nicht anheften. Erst eine andere lösen.',
    'not-a-picture': 'Das ist kein Bild, das hier gezeigt werden kann. Nichts wurde geändert.'
  }
}
