// Owns the German words about several teams on one device.

import { pluralOf } from './plural.ts'
import type { teamsEn } from './teams.en.ts'

const plural = pluralOf('de-DE')

export const teamsDe: typeof teamsEn = {
  rail: 'Teams',
  add: 'Weiteres Team',
  addHint: 'Noch ein Team gründen oder ihm beitreten. Es erfährt nichts von diesem.',
  addTitle: 'Weiteres Team',
  addSentence:
    'Es steht neben den Teams, die schon da sind, mit eigenen Schlüsseln und Verbindungen. Keines erfährt vom anderen.',
  switch: 'Team wechseln',
  waiting: (count) =>
    plural(count, {
      one: '# ungelesene Nachricht in anderen Teams',
      other: '# ungelesene Nachrichten in anderen Teams'
    }),
  joining: 'Beitritt läuft …',
  stopped: 'angehalten',
  stoppedTitle: (team) => `„${team}“ wurde angehalten`,
  stoppedText:
    'In diesem Team ist etwas Unerwartetes passiert. Alles Geschriebene ist auf diesem Gerät sicher gespeichert. Die anderen Teams laufen weiter.',
  restart: 'Dieses Team neu starten',
  item: (name, unread) => (unread === '' ? name : `${name}, ${unread}`),
  here: 'Auf diesem Gerät',
  forget: 'Team von diesem Gerät entfernen',
  forgetTitle: (team) => `„${team}“ von diesem Gerät entfernen?`,
  forgetText:
    'Alles, was hier von diesem Team gespeichert ist, wird gelöscht: Nachrichten, Schlüssel, Entwürfe. Was andere Geräte haben, bleibt dort. Für das Team gehört dieses Gerät dazu, bis jemand es entfernt; zurück führt eine neue Einladung.',
  forgetAct: 'Löschen und entfernen',
  rejoin: 'Mit neuer Einladung beitreten',
  keys: 'Zu Team 1 … 8 wechseln'
}
