// Owns the German words of the page that says what Flurfunk knows.

import { pluralOf } from './plural.ts'
import type { PrivacyWords } from './privacy.en.ts'

const plural = pluralOf('de')

export const privacyDe: PrivacyWords = {
  open: 'Was Flurfunk weiß',
  title: 'Was Flurfunk weiß',
  intro: 'Hier ist nichts versprochen und alles gezählt: auf diesem Gerät, jetzt.',
  kept: {
    title: 'Auf diesem Gerät gespeichert',
    text: 'Alles aus diesem Team liegt in einer verschlüsselten Datei, Dateien und Bilder in verschlüsselten Stücken daneben. Sonst liegt davon nirgends etwas, nur auf den Geräten der Mitglieder.',
    parts: {
      messages: 'Nachrichten',
      membership: 'Wer zum Team gehört',
      keys: 'Schlüssel',
      records: 'Entwürfe, Lesestände, Einstellungen',
      caches: 'Vorbereitetes, damit es schnell erscheint'
    },
    entries: (count) => `${count} Einträge`,
    file: 'Die Datei selbst, mit ihren Verzeichnissen',
    files: 'Dateien und Bilder, in verschlüsselten Stücken',
    site: 'Alles, was der Browser für diese Adresse aufbewahrt, auch die App selbst'
  },
  spoken: {
    title: 'Verbindungen, seit diese Seite offen ist',
    since: (moment) => `Gezählt seit ${moment}, dort wo der Browser sie öffnet.`,
    reasons: {
      signaling: 'Damit Geräte einander finden',
      relay: 'Reicht Verschlüsseltes weiter, wo es keinen direkten Weg gibt',
      device: 'Direkt mit einem Gerät des Teams',
      lobby: 'Mit jemandem an einer Einladung',
      other: 'Ohne bekannten Grund'
    },
    open: 'offen',
    until: (moment) => `bis ${moment}`,
    bytes: (sent, received) => `${sent} gesendet, ${received} empfangen`,
    forgotten: (count) =>
      plural(count, { one: '# ältere ist nicht aufgeführt', other: '# ältere sind nicht aufgeführt' }),
    fetched: (count, size) => plural(count, { one: `# Datei der App, ${size}`, other: `# Dateien der App, ${size}` }),
    none: 'Bisher keine.'
  },
  asked: {
    title: 'Was es benutzen darf',
    text: 'Gefragt wird erst, wenn du etwas tust, das es braucht, nie vorher.',
    names: {
      camera: 'Kamera',
      microphone: 'Mikrofon',
      notifications: 'Mitteilungen',
      geolocation: 'Standort'
    },
    states: {
      granted: 'Von dir erlaubt',
      denied: 'Nicht erlaubt',
      prompt: 'Nie gefragt',
      unknown: 'Dieser Browser sagt es nicht'
    },
    never: 'Nie berührt: Adressbuch, Telefonnummer, Kalender, deine Dateien außer denen, die du auswählst.'
  },
  server: {
    title: 'Was der Vermittler sehen könnte',
    text: 'Netzadressen, Zeiten und Größen, und zufällige Namen, die jeden Tag wechseln. Keinen Text, keinen Namen, kein Team, kein Mitglied. Er schreibt nichts davon auf.',
    plain:
      'Er liefert auch die App aus, und wer das tut, kann eine veränderte ausliefern. Deshalb kann jeder den Vermittler selbst betreiben.'
  },
  diagnostics: {
    title: 'Diagnose',
    text: 'Für alle, die helfen, wenn etwas nicht geht. Keine Namen, keine Texte, keine Adressen: vor dem Weitergeben lesen.',
    make: 'Diagnose anzeigen'
  }
}
