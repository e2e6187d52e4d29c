// Owns the German words about files, pictures and voice.

import type { filesEn } from './files.en.ts'
import { pluralOf } from './plural.ts'

const plural = pluralOf('de-DE')

export const filesDe: typeof filesEn = {
  attach: 'Anhängen',
  attachCamera: 'Bild aufnehmen',

  preview: {
    title: (count) => plural(count, { one: '# Datei senden', other: '# Dateien senden' }),
    caption: 'Nachricht dazu',
    captionHint: 'Kann leer bleiben.',
    send: 'Senden',
    sending: (percent) => `Wird vorbereitet: ${percent}`,
    remove: (name) => `${name} nicht senden`,
    unchanged: 'Bilder unverändert senden',
    unchangedHint: 'Sonst werden sie verkleinert, und Ort und Kamera werden daraus entfernt.',
    once: 'Nur einmal ansehen',
    onceHint: 'Alle können es einmal ansehen. Ein Bildschirmfoto oder eine veränderte App kann es trotzdem behalten.',
    noFolder: 'Ein Ordner lässt sich nicht senden. Öffne ihn und wähle die Dateien darin.',
    tooMany: 'In eine Nachricht passen höchstens zehn Dateien. Die übrigen wurden weggelassen.',
    unchangedNow: 'Ort und Kamera bleiben darin.',
    looking: 'Wird angesehen',
    stays: 'Aus diesem Bild lassen sich Ort und Kamera hier nicht entfernen. Es ginge so hinaus, wie es ist.',
    staysWanted: 'Geht hinaus, wie es ist, mit Ort und Kamera.',
    film: 'Filme gehen hinaus, wie sie sind; in vielen steht, wo sie aufgenommen wurden.',
    asItIs: 'So senden, wie es ist',
    leaveOut: (count) => plural(count, { one: 'Weglassen', other: '# weglassen' })
  },

  onceUnseen: (count) =>
    plural(count, {
      one: '# Bild lässt sich nicht zeigen: Es ist beschädigt, zu groß oder gar keines. Es wird nicht aufgehoben.',
      other:
        '# Bilder lassen sich nicht zeigen: Sie sind beschädigt, zu groß oder gar keine. Sie werden nicht aufgehoben.'
    }),

  camera: {
    title: 'Bild aufnehmen',
    preview: 'Was die Kamera sieht',
    ask: 'Die Kamera ist nur an, solange dies offen ist. Vor dem Senden lässt sich das Bild ansehen.',
    take: 'Aufnehmen',
    denied:
      'Der Browser lässt Flurfunk nicht an die Kamera. Das lässt sich in seinen Einstellungen erlauben; oder ein Bild anhängen.',
    missing: 'Hier ist keine Kamera, oder ein anderes Programm benutzt sie.'
  },

  kinds: {
    picture: 'Bild',
    video: 'Video',
    voice: 'Sprachnachricht',
    sound: 'Aufnahme',
    document: 'Datei'
  },

  card: {
    fetch: 'Holen',
    resume: 'Weiter',
    pause: 'Anhalten',
    stop: 'Abbrechen',
    save: 'Speichern',
    saving: 'Wird gespeichert',
    open: 'Öffnen',
    queued: 'Wartet, bis sie an der Reihe ist',
    waiting: 'Wartet auf ein Gerät, das sie hat',
    paused: 'Angehalten',
    full: 'Kein Platz mehr für Dateien. In den Einstellungen lässt sich Platz schaffen.',
    corrupt: (names) => `Ein Gerät von ${names} hat falsche Daten gesendet. Die Datei kommt von anderen.`,
    progress: (here, size) => `${here} von ${size}`,
    unnamed: 'Datei ohne Namen',
    contradicts:
      'Diese Datei ist nicht das, wofür sie sich ausgibt. Sie wird nicht gezeigt, lässt sich aber speichern.',
    broken: 'Dieses Bild ist beschädigt und lässt sich nicht zeigen. Es lässt sich speichern.',
    tooLarge: 'Dieses Bild ist zu groß, um hier gezeigt zu werden. Es lässt sich speichern.'
  },

  album: {
    title: (count) => plural(count, { one: '# Bild', other: '# Bilder' }),
    open: (name) => `${name} ansehen`,
    more: (count) => plural(count, { one: '# weiteres Bild', other: '# weitere Bilder' })
  },

  viewer: {
    title: 'Bild',
    previous: 'Voriges Bild',
    next: 'Nächstes Bild',
    zoomIn: 'Größer',
    zoomOut: 'Kleiner',
    place: (at, of) => `${at} von ${of}`,
    loading: 'Wird geholt'
  },

  voice: {
    play: 'Abspielen',
    pause: 'Anhalten',
    speed: (times) => `Tempo ${times}`,
    seek: 'Stelle',
    at: (here, length) => `${here} von ${length}`,
    title: 'Sprachnachricht',
    from: (name) => `Sprachnachricht von ${name}`,
    own: 'Deine Sprachnachricht',
    unheard: 'noch nicht angehört',
    ask: 'Flurfunk nutzt das Mikrofon nur während der Aufnahme. Nichts verlässt dieses Gerät vor dem Senden.',
    start: 'Sprachnachricht aufnehmen',
    asking: 'Wartet auf das Mikrofon',
    running: 'Aufnahme läuft',
    length: (time) => `${time} aufgenommen`,
    stop: 'Aufnahme beenden',
    listen: 'Vor dem Senden anhören',
    send: 'Sprachnachricht senden',
    discard: 'Verwerfen',
    denied:
      'Der Browser lässt Flurfunk nicht an das Mikrofon. Das lässt sich in seinen Einstellungen erlauben; aufgenommen wurde nichts.',
    missing: 'Hier ist kein Mikrofon, oder ein anderes Programm benutzt es.',
    unsupported: 'Dieser Browser kann keinen Ton aufnehmen. Eine andere Aufnahme lässt sich als Datei anhängen.',
    show: 'Nachricht zeigen',
    end: 'Nicht weiter abspielen',
    failed: {
      contradicts: 'Das ist keine Aufnahme, wie immer sie genannt wurde. Sie lässt sich speichern.',
      'no-decoder': 'Dieser Browser kann diese Art von Aufnahme nicht abspielen. Sie lässt sich speichern.',
      broken: 'Diese Aufnahme ist beschädigt und lässt sich nicht abspielen. Sie lässt sich speichern.',
      'not-here': 'Diese Aufnahme ist noch nicht ganz auf diesem Gerät. Hole sie zuerst.'
    }
  },

  room: {
    title: 'Dateien',
    used: (used, quota) => `${used} von ${quota} durch Dateien belegt`,
    own: (own) => `${own} davon wurden von hier gesendet und bleiben.`,
    quota: 'Platz für Dateien',
    quotaHint: 'Ist er voll, wird zuerst entfernt, was schon am längsten hier liegt.',
    auto: 'Von selbst geholt wird',
    autos: {
      none: 'Nichts',
      seen: 'Bilder und Sprachnachrichten bis 4 MB',
      some: 'Alles bis 10 MB',
      much: 'Alles bis 50 MB'
    },
    kinds: 'Nach Art',
    conversations: 'Nach Unterhaltung',
    free: (bytes) => `${bytes} freigeben`,
    freeHint:
      'Entfernt, was von anderen geholt wurde. Es lässt sich wieder holen, solange es noch jemand hat; wer das ist, weiß dieses Gerät nicht. Was von hier gesendet wurde, bleibt.',
    freeSure: 'Alles entfernen, was geholt wurde?',
    nothing: 'Hier werden noch keine Dateien aufbewahrt.'
  },

  refusals: {
    'file-too-large': 'Diese Datei ist zu groß. Mehr als 2 GB gehen nicht.',
    'too-many-files': 'In eine Nachricht passen höchstens zehn Dateien.',
    'files-full': 'Für Dateien ist kein Platz mehr. In den Einstellungen lässt sich mehr geben oder etwas entfernen.',
    'unknown-file': 'Diese Datei ist nicht (mehr) hier.',
    'file-incomplete': 'Diese Datei ist noch nicht bereit. Versuche es gleich noch einmal.',
    'file-not-here': 'Diese Datei ist noch nicht ganz auf diesem Gerät. Hole sie zuerst.'
  }
}
