// Owns the German words about what one does with messages: forward, pin, star, select, polls, what disappears, what is sent later.

import type { actsEn } from './acts.en.ts'
import { pluralOf } from './plural.ts'

const plural = pluralOf('de-DE')

export const actsDe: typeof actsEn = {
  forward: 'Weiterleiten',
  pin: 'Für alle anheften',
  unpin: 'Nicht mehr anheften',
  star: 'Mit Stern merken',
  unstar: 'Stern entfernen',
  select: 'Mehrere auswählen',
  toAnswered: 'Zur beantworteten Nachricht',
  history: 'Frühere Fassungen',
  forwarded: 'Weitergeleitet',
  starred: 'Mit Stern',
  pinned: 'Angeheftet',
  jump: 'In der Unterhaltung zeigen',
  gone: 'Diese Nachricht ist nicht mehr da.',

  remove: {
    title: (count) => plural(count, { one: 'Diese Nachricht löschen?', other: '# Nachrichten löschen?' }),
    everyone: 'Für alle löschen',
    everyoneHint:
      'Jedes Gerät löscht sie, sobald es davon erfährt. Ein Bildschirmfoto oder eine veränderte App kann eine Kopie behalten.',
    me: 'Für mich löschen',
    meHint: 'Sie verschwindet nur von deinen Geräten. Die anderen behalten sie und erfahren nichts davon.',
    onlyMe: 'Für alle löschen lässt sich nur, was du selbst geschrieben hast.',
    hidden: (count) => plural(count, { one: 'Für dich gelöscht', other: '# Nachrichten für dich gelöscht' }),
    undo: 'Rückgängig'
  },

  forwarding: {
    title: (count) => plural(count, { one: 'Nachricht weiterleiten', other: '# Nachrichten weiterleiten' }),
    hint: 'Geht als deine eigene Nachricht hinaus, als weitergeleitet gekennzeichnet. Wer sie zuerst schrieb, steht nicht dabei.',
    find: 'Unterhaltung suchen',
    to: 'Weiterleiten an',
    none: 'Nichts mit diesem Namen.',
    send: (count) =>
      plural(count, { one: 'An # Unterhaltung weiterleiten', other: 'An # Unterhaltungen weiterleiten' }),
    choose: 'Unterhaltung auswählen',
    done: 'Weitergeleitet'
  },

  selecting: {
    bar: 'Ausgewählte Nachrichten',
    count: (count) => plural(count, { one: '# ausgewählt', other: '# ausgewählt' }),
    stop: 'Auswahl beenden',
    choose: (name, when) => `Nachricht von ${name}, ${when}`
  },

  pins: {
    bar: 'Angeheftete Nachricht',
    title: 'Angeheftete Nachrichten',
    none: 'Hier ist nichts angeheftet. Anheften lässt sich, was alle wiederfinden sollen.',
    all: (count) => plural(count, { one: '# angeheftete Nachricht', other: 'Alle # angehefteten Nachrichten' })
  },

  stars: {
    title: 'Nachrichten mit Stern',
    none: 'Noch nichts mit Stern. Sterne siehst nur du, auf allen deinen Geräten.',
    open: 'Nachrichten mit Stern'
  },

  versions: {
    title: 'Frühere Fassungen',
    now: 'jetzt',
    first: 'zuerst',
    hint: 'Was dazwischen gelöscht wurde, steht nicht in der Liste.'
  },

  replies: {
    title: 'Antworten',
    count: (count) => plural(count, { one: '# Antwort', other: '# Antworten' }),
    none: 'Auf diese Nachricht hat noch niemand geantwortet.',
    reply: 'Antworten'
  },

  poll: {
    create: 'Umfrage',
    title: 'Neue Umfrage',
    question: 'Frage',
    option: (place) => `Antwort ${place}`,
    add: 'Antwort hinzufügen',
    drop: (place) => `Antwort ${place} entfernen`,
    several: 'Mehrere Antworten sind möglich',
    closes: 'Endet',
    never: 'nie',
    hour: 'in einer Stunde',
    day: 'in einem Tag',
    week: 'in einer Woche',
    submit: 'Umfrage starten',
    label: 'Umfrage',
    one: 'Eine Antwort',
    many: 'Mehrere Antworten',
    until: (when) => `offen bis ${when}`,
    closed: 'beendet',
    votes: (count) =>
      count === 0
        ? 'Noch hat niemand abgestimmt'
        : plural(count, { one: '# Person hat abgestimmt', other: '# Personen haben abgestimmt' }),
    chosen: (text, count) => `${text}, ${plural(count, { one: '# Stimme', other: '# Stimmen' })}`,
    takeBack: 'Stimme zurücknehmen',
    who: 'Wer wofür gestimmt hat'
  },

  timer: {
    title: 'Verschwindende Nachrichten',
    hint: 'Neue Nachrichten werden nach dieser Zeit auf jedem Gerät gelöscht. Was vorher geschrieben wurde, bleibt. Ein Bildschirmfoto oder eine veränderte App kann eine Kopie behalten.',
    off: 'Aus',
    span: {
      hour: 'Nach 1 Stunde',
      day: 'Nach 1 Tag',
      week: 'Nach 1 Woche',
      month: 'Nach 30 Tagen',
      quarter: 'Nach 90 Tagen'
    },
    other: (span) => `Nach ${span}`,
    set: (name, span) => `${name} hat festgelegt: Neue Nachrichten verschwinden nach ${span}.`,
    setMine: (span) => `Du hast festgelegt: Neue Nachrichten verschwinden nach ${span}.`,
    stopped: (name) => `${name} hat festgelegt: Neue Nachrichten verschwinden nicht mehr.`,
    stoppedMine: 'Du hast festgelegt: Neue Nachrichten verschwinden nicht mehr.',
    mark: (when) => `Verschwindet ${when}`
  },

  once: {
    write: 'Einmal ansehen',
    writing: 'Lässt sich einmal ansehen',
    stop: 'Doch normal senden',
    own: 'Zum einmaligen Ansehen gesendet',
    closed: 'Einmal ansehen',
    opened: 'Angesehen',
    open: 'Einmal öffnen',
    title: 'Einmal ansehen',
    question: 'Diese Nachricht lässt sich einmal ansehen. Danach ist sie auf allen deinen Geräten weg.',
    honest: 'Ein Bildschirmfoto oder eine veränderte App kann sie trotzdem behalten.',
    close: 'Schließen, dann ist sie weg',
    line: 'Nachricht zum einmaligen Ansehen'
  },

  later: {
    open: 'Später senden',
    title: 'Später senden',
    honest: 'Wird gesendet, wenn dieses Gerät an und Flurfunk offen ist. Sonst beim nächsten Start.',
    when: 'Wann',
    quick: 'Vorschläge',
    hour: 'In einer Stunde',
    evening: 'Heute Abend, 18:00',
    morning: 'Morgen, 8:00',
    monday: 'Montag, 8:00',
    submit: 'Einplanen',
    done: (when) => `Geplant für ${when} – dafür muss dieses Gerät an sein`,
    bar: (count) =>
      plural(count, { one: '# Nachricht wird später gesendet', other: '# Nachrichten werden später gesendet' }),
    list: 'Wird später gesendet',
    waits: 'ließ sich noch nicht senden, wird wieder versucht',
    text: 'Nachricht',
    edit: 'Ändern',
    now: 'Jetzt senden',
    cancel: 'Nicht senden',
    cancelled: 'Wird nicht gesendet',
    late: (text) => `Verspätet gesendet, weil dieses Gerät aus war: ${text}`
  },

  more: 'Anderes senden',

  refusals: {
    'not-forwardable': 'Diese Nachricht lässt sich nicht weiterleiten.',
    'already-opened': 'Diese Nachricht wurde schon angesehen. Sie lässt sich nicht noch einmal öffnen.',
    'poll-closed': 'Die Umfrage ist beendet. Es wurde nichts verändert.',
    'poll-incomplete': 'Eine Umfrage braucht eine Frage und mindestens zwei Antworten.',
    'time-out-of-range': 'Eine Zeit ab jetzt wählen, höchstens ein Jahr im Voraus.',
    'too-many-scheduled': 'Es warten schon hundert Nachrichten. Erst eine senden oder entfernen.',
    'unknown-scheduled': 'Diese Nachricht wurde schon gesendet oder entfernt.'
  }
}
