// Owns the German words about groups and guests.

import type { GroupWords } from './groups.en.ts'

export const groupsDe: GroupWords = {
  create: 'Gruppe',
  rename: 'Gruppe umbenennen',
  submit: 'Gruppe anlegen',
  name: 'Name der Gruppe',
  hint: 'Nur wer ausgewählt ist, sieht, dass es diese Gruppe gibt.',
  people: 'Wer gehört dazu?',
  history: 'Wer später dazukommt, sieht',
  historyFull: 'alles',
  historyFromJoin: 'nur Neues',
  sentence: 'Eine Gruppe: Nur wer dazugehört, kann sie lesen und weiß, dass es sie gibt.',
  left: 'Du gehörst nicht mehr zu dieser Gruppe. Was bis dahin ankam, bleibt hier.',
  leftShort: 'nicht mehr dabei',
  members: 'In dieser Gruppe',
  loading: 'Wird geladen …',
  roles: { creator: 'Hat die Gruppe angelegt', admin: 'Admin', member: 'Mitglied', guest: 'Gast der Gruppe' },
  guest: 'Gast',
  roleOf: (name: string) => `Rolle von ${name}`,
  add: 'Personen hinzufügen',
  addChosen: 'Hinzufügen',
  addHintFull: 'Wer dazukommt, kann alles lesen, was hier gesagt wurde.',
  addHintFromJoin: 'Wer dazukommt, liest, was ab jetzt gesagt wird.',
  nobodyToAdd: 'Alle aus dem Team sind in dieser Gruppe.',
  remove: 'Entfernen',
  removeName: (name: string) => `${name} entfernen`,
  removeTitle: (name: string) => `${name} aus der Gruppe entfernen?`,
  removeText:
    'Ab dann hat die Gruppe einen neuen Schlüssel, und diese Person bekommt nichts mehr. Was gelesen oder gespeichert wurde, lässt sich nicht zurückholen.',
  leave: 'Gruppe verlassen',
  leaveTitle: 'Diese Gruppe verlassen?',
  leaveText: 'Was da ist, bleibt dir; Neues kommt nicht mehr an. Nur ein Admin der Gruppe kann dich wieder hinzufügen.',
  guestsSee:
    'Gäste sehen nur die Unterhaltungen, in denen sie sind. Sie erhalten außerdem die Liste der Kennungen, Schlüssel und Rollen des Teams, aber keine Namen außer denen aus ihren Unterhaltungen.',
  unreached: (name: string) =>
    `Aus dieser Gruppe käme bei ${name} nie etwas an: Soweit hier bekannt ist, teilt niemand darin eine Unterhaltung mit ${name}.`,
  reachedThrough: (names: string) => `Nimm auch ${names} dazu, dann kommt alles an.`,
  reachedByNobody: (name: string) =>
    `Jemand, der eine Unterhaltung mit ${name} teilt, muss die Gruppe anlegen oder ${name} hinzufügen.`,
  guestComesInto: 'In diese deiner Gruppen kommt der Gast',
  guestSeesOnly: 'Du bist Gast: Du siehst die Unterhaltungen, zu denen du hinzugefügt wurdest, und wer darin ist.',
  refusals: {
    'already-in-group': 'Diese Person ist schon in der Gruppe.',
    'not-in-group': 'Diese Person ist nicht (mehr) in der Gruppe.',
    'guest-out-of-reach':
      'Gäste erreicht nur, wer eine Unterhaltung mit ihnen teilt. Lege zuerst eine Gruppe an, in der der Gast ist und wer ihn hereingelassen hat.',
    'guest-reached-by-nobody':
      'Aus dieser Gruppe käme bei dem Gast nie etwas an: Niemand darin teilt eine Unterhaltung mit ihm. Nimm auch dazu, wer den Gast hereingelassen hat.'
  }
}
