// Owns the German words about notes and checklists that several people write together.

import type { padsEn } from './pads.en.ts'
export const padsDe: typeof padsEn = {
  title: 'Notizen und Aufgaben',
  newNote: 'Neue Notiz',
  newList: 'Neue Checkliste',
  none: 'Noch nichts hier. Schreibt zusammen eine Notiz oder führt eine Liste, die alle abhaken können.',
  untitledNote: 'Notiz ohne Titel',
  untitledList: 'Checkliste ohne Titel',
  note: 'Notiz',
  list: 'Checkliste',
  name: 'Titel',
  text: 'Text der Notiz',
  placeholder: 'Hier schreiben. Alle in dieser Unterhaltung sehen es und können mitschreiben.',
  close: 'Schließen',
  undo: 'Meine letzte Änderung rückgängig machen',
  redo: 'Wiederholen',
  copy: 'In einer neuen weiterschreiben',
  remove: 'Für alle löschen',
  removeTitle: 'Für alle löschen?',
  removeText:
    'Es verschwindet bei euch allen. Was jede Person darin geschrieben hat, wird gelöscht, sobald eines ihrer Geräte davon erfährt.',
  saved: 'Gespeichert',
  saving: 'Wird gespeichert …',
  unsavedState: 'Nicht gespeichert',
  unsaved: {
    'unknown-pad': 'Das wurde gelöscht, während du geschrieben hast. Deine letzten Worte sind nicht gespeichert.',
    'not-allowed':
      'Du darfst hier nicht mehr schreiben. Deine letzten Worte sind nicht gespeichert, niemand sonst hat sie.',
    removed:
      'Dieses Gerät gehört nicht mehr zum Team. Deine letzten Worte sind nicht gespeichert, niemand sonst hat sie.'
  },
  copyUnsaved: 'Meine Worte kopieren',
  waits: 'Manche Änderungen sind noch nicht hier. Was geschrieben wurde, bevor du dazukamst, bleibt außen vor.',
  full: 'Hier passt nichts mehr hinein. Schreibt in einer neuen weiter.',
  gone: 'Das gibt es nicht mehr.',
  readOnly: 'Du kannst das lesen, aber nicht ändern.',
  ends: (date: string) =>
    `Euer Team löscht alte Nachrichten. Das hier geht am ${date}. Schreibt in einer neuen weiter, um es zu behalten.`,
  here: (names: string) => `Schreibt gerade hier: ${names}`,
  came: (name: string) => `${name} schreibt jetzt mit.`,
  went: (name: string) => `${name} schreibt nicht mehr mit.`,
  changed: 'Der Text hat sich geändert.',
  changedBy: (names: string) => `Der Text hat sich geändert. Gerade hier: ${names}.`,
  drag: 'Zum Verschieben ziehen. Mit der Tastatur: Alt und die Pfeiltasten.',
  item: 'Aufgabe',
  itemNo: (number: number) => `Aufgabe ${number}`,
  addItem: 'Aufgabe hinzufügen',
  tick: (text: string) => `Erledigt: ${text}`,
  doneBy: (name: string, when: string) => `${name}, ${when}`,
  me: 'Du',
  up: 'Nach oben',
  down: 'Nach unten',
  removeItem: 'Entfernen',
  moved: (text: string, place: number, count: number) => `${text}: jetzt ${place} von ${count}`,
  removed: (text: string) => `Entfernt: ${text}`,
  progress: (done: number, count: number) => `${done} von ${count} erledigt`,
  refusals: {
    'unknown-pad': 'Diese Notiz gibt es nicht mehr.',
    'too-many-pads': 'Hier gibt es schon zweihundert Notizen. Lösche erst eine.',
    'pad-full': 'In diese Notiz passt nichts mehr. Schreibt in einer neuen weiter.',
    'pad-incomplete':
      'Änderungen, die du früher hier gemacht hast, kommen gerade noch an. Versuch es gleich noch einmal.'
  }
}
