// Owns the German words about where a message is, who read it and who is writing (ux.md 5).

import type { truthEn } from './truth.en.ts'

export const truthDe: typeof truthEn = {
  live: {
    typing: (names, count) => `${names} ${count === 1 ? 'schreibt' : 'schreiben'} …`,
    here: (names, count) => `${names} ${count === 1 ? 'schaut' : 'schauen'} gerade hier hinein`,
    more: (one, others) => (others === 1 ? `${one} und eine weitere Person` : `${one} und ${others} weitere`)
  },

  sharing: {
    title: 'Was andere von dir sehen',
    intro: 'All das ist aus, bis du es einschaltest. Von anderen siehst du nur, was du selbst teilst.',
    names: {
      reading: 'Teilen, wie weit ich gelesen habe',
      typing: 'Teilen, dass ich gerade schreibe',
      presence: 'Teilen, dass ich gerade in eine Unterhaltung schaue'
    },
    hints: {
      reading:
        'In Direktnachrichten und in Gruppen bis 32 Personen. Deine Geräte sagen dort, wie weit du gelesen hast, höchstens einmal in der Minute; die vorige Angabe wird gelöscht.',
      typing:
        'Das erfährt nur, wer gerade verbunden ist. Gespeichert wird es nirgends, nach sechs Sekunden ist es weg.',
      presence: 'Das erfährt nur, wer gerade verbunden ist. Gespeichert wird es nirgends, nach 45 Sekunden ist es weg.'
    },
    forbidden: 'Dein Team erlaubt das nicht.'
  },

  mark: {
    stored: 'gespeichert, wartet auf Verbindung',
    alone: 'gespeichert',
    partly: (has, of) => `bei ${has} von ${of}`,
    everywhere: 'bei allen',
    read: (count) => `gelesen von ${count}`,
    waiting: (span) => `wartet seit ${span} auf Verbindung`,
    waitingFor: (span, names) => `wartet seit ${span} auf ${names}`,
    both: (one, other) => `${one} und ${other}`
  },

  reach: {
    title: 'Wer hat diese Nachricht?',
    intro: 'Abgelesen an dem, was die Geräte zuletzt über sich sagten, nicht geraten.',
    written: (when) => `Geschrieben ${when}`,
    clock: 'Die Nachricht trägt eine Zeit weit voraus, weil eine Uhr falsch ging. Überall erscheint sie erst dann.',
    nobody: 'Sonst ist niemand in dieser Unterhaltung.',
    own: 'Deine anderen Geräte',
    has: 'hat sie',
    read: 'hat sie gelesen',
    hasNot: 'hat sie noch nicht',
    gone: 'bekommt nichts mehr',
    notMeant: 'nicht dafür',
    known: (when) => `Bekannt seit ${when}.`,
    knownAtLatest: (when) => `Bekannt spätestens seit ${when}.`,
    later: 'Kam später dazu; was vorher geschrieben wurde, sehen Neue hier nicht.',
    guest: 'Gast: Nur Geräte dieser Unterhaltung bringen sie dorthin.',
    lacksKey: 'Hat noch keinen Schlüssel dafür, dort ist sie also nicht lesbar.',
    why: {
      'on-its-way': 'Ist verbunden; sie ist unterwegs.',
      'not-met': (when) =>
        `Hatte zuletzt ${when} Kontakt mit diesem Gerät. Andere können die Nachricht seitdem gebracht haben; das zeigt sich beim nächsten Kontakt.`,
      'not-met-alone': (when) => `Hatte zuletzt ${when} Kontakt mit einem Gerät, das diese Nachricht hat.`,
      'never-met': 'Hatte mit diesem Gerät noch keinen Kontakt. Die Nachricht kann über andere dort sein.',
      'out-of-reach': 'Es gibt keine Unterhaltung, deren Schlüssel beide haben; dorthin kann nichts gelangen.',
      removed: 'Wurde entfernt und bekommt nichts mehr.',
      out: 'Ist nicht mehr in dieser Unterhaltung und bekommt nichts Neues.'
    }
  }
}
