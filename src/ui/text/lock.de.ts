// Owns the German words of lock and backup.

import type { LockWords } from './lock.en.ts'

export const lockDe: LockWords = {
  screen: {
    title: 'Gesperrt',
    text: 'Was hier gespeichert ist, ist verschlüsselt. Bis zum Entsperren kommt nichts an.',
    passphrase: 'Passphrase',
    unlock: 'Entsperren',
    working: 'Wird entsperrt …',
    passkey: 'Mit Passkey entsperren',
    forgotten:
      'Passphrase vergessen? Dann kann niemand dieses Gerät öffnen. Ein anderes eigenes Gerät oder jemand aus dem Team kann dich wieder hereinholen.'
  },
  now: 'Sperren',
  title: 'Sperre',
  none: 'Keine Sperre',
  noneText: 'Wer den Speicher dieses Geräts kopiert, kann deine Nachrichten lesen.',
  set: 'Passphrase festlegen',
  on: 'Mit Passphrase gesperrt',
  onText: 'Sie wird bei jedem Start verlangt und nach einer Zeit ohne dich.',
  change: 'Passphrase ändern',
  remove: 'Sperre entfernen',
  removeText: 'Ohne Sperre kann deine Nachrichten lesen, wer den Speicher dieses Geräts kopiert.',
  demanded: (minutes) =>
    `Dieses Team verlangt eine Sperre auf jedem Gerät, spätestens nach ${minutes === 1 ? '1 Minute' : `${minutes} Minuten`}.`,
  current: 'Bisherige Passphrase',
  new: 'Neue Passphrase',
  newHint: 'Vier Wörter oder mindestens 12 Zeichen. Sie wird nirgendwohin gesendet, und niemand kann sie zurücksetzen.',
  again: 'Noch einmal dieselbe',
  differs: 'Die beiden sind nicht gleich.',
  strength: {
    short: 'Zu kurz: vier Wörter oder 12 Zeichen.',
    enough: 'Lang genug.',
    strong: 'Gut und lang.'
  },
  show: 'Eingabe anzeigen',
  known: 'Jemand kannte die bisherige',
  knownText:
    'Alles hier wird neu verschlüsselt. Das dauert einen Moment und braucht Platz für eine zweite Kopie; Passkeys sind danach neu hinzuzufügen.',
  save: 'Passphrase festlegen',
  saving: 'Wird verschlüsselt …',
  after: 'Von selbst sperren nach',
  minutes: (count) => (count === 0 ? 'Nie' : count === 1 ? '1 Minute' : `${count} Minuten`),
  passkey: 'Passkey',
  passkeyText: 'Entsperren mit Fingerabdruck, Gesicht oder Sicherheitsschlüssel. Die Passphrase gilt weiter.',
  passkeyOn: 'Auch ein Passkey öffnet dieses Gerät.',
  passkeyAdd: 'Passkey hinzufügen',
  passkeyRemove: 'Passkey entfernen',
  done: {
    set: 'Passphrase festgelegt',
    removed: 'Sperre entfernt',
    'passkey-added': 'Passkey hinzugefügt',
    'passkey-removed': 'Passkey entfernt',
    'backup-made': 'Die Sicherung liegt bei den Downloads',
    restored: 'Die Sicherung ist zurückgeholt'
  },
  refusals: {
    'wrong-passphrase': 'Das ist nicht die richtige Passphrase. Es wurde nichts verändert.',
    'passphrase-short': 'Zu kurz: Vier Wörter oder 12 Zeichen sind nötig.',
    'passkey-cancelled': 'Der Passkey wurde nicht benutzt. Es wurde nichts verändert.',
    'passkey-without-secret': 'Dieser Passkey kann den Speicher dieses Geräts nicht öffnen. Die Passphrase kann es.',
    'no-memory': 'Es ist nicht genug Arbeitsspeicher frei. Andere Tabs schließen und noch einmal versuchen.',
    'disk-full': 'Für eine zweite Kopie ist nicht genug Platz. Es wurde nichts verändert.',
    'no-storage': 'Der Browser hat es nicht gespeichert. Es wurde nichts verändert.',
    'wrong-key': 'Was den Speicher dieses Geräts öffnet, ist nicht lesbar. Es wurde nichts verändert.',
    stopped: 'Flurfunk wurde angehalten. Alles Geschriebene ist sicher gespeichert.'
  },
  backup: {
    title: 'Sicherung',
    text: 'Eine verschlüsselte Datei mit allem, was dieses Gerät hat: Nachrichten, Schlüssel, Team. Wer Datei und Passphrase hat, kann dieses Gerät sein.',
    make: 'Sicherung anlegen',
    passphrase: 'Passphrase für die Sicherung',
    save: 'Datei speichern',
    working: 'Wird verschlüsselt …',
    fileName: 'flurfunk-sicherung',
    restore: 'Sicherung zurückholen',
    restoreHint: 'Mit der Datei eines Geräts, das es nicht mehr gibt.',
    restoreText: 'Das Gerät aus der Sicherung geht hier weiter. Es darf sonst nirgends mehr benutzt werden.',
    file: 'Sicherungsdatei',
    choose: 'Datei wählen',
    restoreSubmit: 'Zurückholen',
    restoring: 'Wird zurückgeholt …',
    noFile: 'Eine Datei fehlt noch.',
    refusals: {
      'wrong-passphrase': 'Die Passphrase öffnet diese Sicherung nicht. Es wurde nichts verändert.',
      'passphrase-short': 'Zu kurz: Vier Wörter oder 12 Zeichen sind nötig.',
      'not-a-backup': 'Diese Datei ist keine Sicherung von Flurfunk. Es wurde nichts verändert.',
      damaged: 'Diese Sicherung ist unvollständig oder beschädigt. Es wurde nichts verändert.',
      'newer-version': 'Diese Sicherung stammt von einer neueren Version. Flurfunk zuerst neu laden.',
      'already-in-team': 'Das Team dieser Sicherung ist schon auf diesem Gerät. Es wurde nichts geändert.',
      'too-many-teams': 'Auf ein Gerät passen höchstens acht Teams. Entferne zuerst eines von hier.',
      'no-team': 'Es gibt noch nichts zu sichern.',
      'no-memory': 'Es ist nicht genug Arbeitsspeicher frei. Andere Tabs schließen und noch einmal versuchen.',
      'disk-full': 'Auf diesem Gerät ist nicht genug Platz. Es wurde nichts verändert.',
      stopped: 'Flurfunk wurde angehalten. Alles Geschriebene ist sicher gespeichert.'
    }
  }
}
