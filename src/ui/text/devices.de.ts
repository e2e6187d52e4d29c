// Owns the German words about the devices of a person: linking one, naming it, ending it.

import type { devicesEn } from './devices.en.ts'
import { pluralOf } from './plural.ts'

const plural = pluralOf('de-DE')

export const devicesDe: typeof devicesEn = {
  title: 'Geräte',
  intro: 'Jedes deiner Geräte hat eigene Schlüssel und den ganzen Verlauf.',
  advice: 'Mit einem zweiten Gerät übersteht alles ein verlorenes Telefon oder einen Browser, der aufräumt.',
  here: 'dieses Gerät',
  connected: 'gerade verbunden',
  lastContact: (when) => `letzter Kontakt ${when}`,
  neverMet: 'noch nicht getroffen',
  added: (date) => `dabei seit ${date}`,
  code: 'Code',
  codeOf: (name) => `Code von ${name}`,
  showCode: 'Code zeigen',
  rename: 'Umbenennen',
  renameTitle: 'Dieses Gerät umbenennen',
  renameHint: 'Das Team sieht diesen Namen in der Liste der Geräte.',
  name: 'Name des Geräts',
  link: 'Neues Gerät verbinden',
  revoke: 'Entfernen',
  revokeNamed: (name) => `${name} entfernen`,
  revokeTitle: (name) => `„${name}“ entfernen?`,
  revokeWhat:
    'Es kann nichts Neues mehr lesen oder schreiben, und sein Schlüssel kommt nie zurück. Alle anderen Geräte bekommen neue Schlüssel.',
  revokeHonest:
    'Was darauf gespeichert ist, bleibt dort lesbar, bis es sich verbindet und davon erfährt. Was andere schreiben, bevor sie davon gehört haben, kann es noch lesen.',
  revokeOf: (device) => `Gerät „${device}“ entfernen …`,
  revokeOfTitle: (device, name) => `„${device}“ von ${name} entfernen?`,
  revokeOfWhat: (name) =>
    `Es kann nichts Neues mehr lesen oder schreiben, und sein Schlüssel kommt nie zurück. ${name} bleibt mit den anderen Geräten im Team; wer keines mehr hat, braucht einen Link zurück.`,
  revokeAgain: 'Dasselbe Gerät lässt sich später neu verbinden; es zählt dann als neues.',
  revoked: 'Das Gerät ist entfernt.',
  flaggedTitle: 'Die Identität dieses Geräts wird an zwei Orten benutzt',
  flaggedText:
    'Das kommt nach einer zurückgeholten Sicherung vor, oder wenn jemand die Daten des Browsers kopiert hat. Gibt es dafür keine Erklärung, entferne das Gerät und verbinde es neu.',
  count: (count) => plural(count, { one: '# Gerät', other: '# Geräte' }),

  linking: {
    title: 'Neues Gerät verbinden',
    how: 'Auf dem neuen Gerät Flurfunk öffnen, „Dieses Gerät mit meinem verbinden“ wählen und diesen Code scannen.',
    qr: 'QR-Code für das neue Gerät',
    typed: 'Oder diesen Code eintippen',
    copyLink: 'Link kopieren',
    left: (span) => `Gilt noch ${span}`,
    alone: 'Niemandem sonst zeigen: Wer ihn benutzt, bittet darum, du zu sein.',
    askedTitle: (name) => `„${name}“ fragt an`,
    compare: 'Zeigt das neue Gerät dieselben Ziffern? Vergleiche alle.',
    yes: 'Sie sind gleich',
    no: 'Nein, abbrechen',
    linked: 'Das neue Gerät ist dabei',
    linkedText: 'Es bekommt den Verlauf von diesem hier. Beide offen lassen, bis er da ist.',
    linkedHere: 'Es ist verbunden, der Verlauf ist unterwegs.',
    again: 'Neuen Code zeigen',
    done: 'Fertig',
    ended: {
      expired: 'Der Code galt zwei Minuten und ist abgelaufen. Es wurde nichts geändert.',
      'two-devices':
        'Zwei Geräte haben mit diesem Code angefragt, eines davon ist fremd. Keines wurde hereingelassen. Zeige einen neuen Code, wo ihn sonst niemand sieht.',
      disturbed: 'Jemand stört diesen Code. Niemand wurde hereingelassen. Zeige einen neuen.'
    }
  },

  newcomer: {
    door: 'Dieses Gerät mit meinem verbinden',
    doorHint: 'Du bist schon in einem Team, auf einem anderen Gerät.',
    title: 'Dieses Gerät verbinden',
    how: 'Auf dem anderen Gerät Einstellungen öffnen, dann „Neues Gerät verbinden“. Dort erscheint ein Code.',
    input: 'Code oder Link',
    inputHint: 'Die 28 Zeichen eintippen oder den Link einfügen. Er bleibt auf diesem Gerät.',
    submit: 'Verbinden',
    looking: 'Suche dein anderes Gerät …',
    lookingHelp: 'Den Code dort offen lassen. Geht es nicht weiter: Sind beide Geräte im Netz?',
    compareTitle: 'Diese Ziffern vergleichen',
    compare: 'Dein anderes Gerät zeigt dieselben Ziffern. Dort bestätigen.',
    checking: 'Unterschriften des Teams werden geprüft …',
    admitted: 'Willkommen',
    notices: {
      expired:
        'Der Code ist abgelaufen; er gilt zwei Minuten. Zeige auf dem anderen Gerät einen neuen und beginne noch einmal.',
      'two-devices':
        'Zwei Geräte haben mit diesem Code angefragt, darum wurde abgebrochen. Es wurde nichts geändert. Zeige einen neuen Code, wo ihn sonst niemand sieht.',
      other: 'Das andere Gerät hat dieses nicht hereingelassen. Zeige dort einen neuen Code und beginne noch einmal.'
    },
    again: 'Noch einmal beginnen'
  }
}
