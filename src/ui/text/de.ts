// Owns every German word on the screen. It addresses nobody where it can; where it must, it says "du" (ux.md 5).

import { devicesDe } from './devices.de.ts'
import type { Words } from './en.ts'
import { actsDe } from './acts.de.ts'
import { lifeDe } from './life.de.ts'
import { padsDe } from './pads.de.ts'
import { lockDe } from './lock.de.ts'
import { privacyDe } from './privacy.de.ts'
import { filesDe } from './files.de.ts'
import { findingDe } from './finding.de.ts'
import { groupsDe } from './groups.de.ts'
import { comingInDe } from './coming-in.de.ts'
import { pluralOf } from './plural.ts'
import { readingDe } from './reading.de.ts'
import { rolesDe } from './roles.de.ts'
import { verify, verifyRefusals } from './verify.de.ts'
import { teamsDe } from './teams.de.ts'
import { truthDe } from './truth.de.ts'

const plural = pluralOf('de-DE')

export const de: Words = {
  tag: 'de-DE',

  product: 'Flurfunk',
  confirm: 'OK',
  cancel: 'Abbrechen',
  close: 'Schließen',
  back: 'Zurück',
  save: 'Speichern',
  saved: 'Gespeichert',
  copy: 'Kopieren',
  copied: 'Kopiert',
  notCopied: 'Der Browser hat das Kopieren nicht erlaubt. Markiere den Text und kopiere ihn selbst.',
  more: 'Mehr',
  you: 'Du',
  unnamed: 'Name noch nicht da',

  welcome: {
    sentence:
      'Der Team-Chat, der auf den eigenen Geräten lebt. Keine Telefonnummer, kein Adressbuch, kein Nachrichtenserver.',
    start: 'Team gründen',
    startHint: 'Für dich und die Leute, mit denen du arbeitest. Eingeladen wird mit Link oder QR-Code.',
    join: 'Einladung annehmen',
    joinHint: 'Link einfügen oder QR-Code scannen.',
    language: 'Sprache'
  },

  start: {
    title: 'Team gründen',
    displayName: 'Name eingeben',
    displayNameHint: 'So sieht dich das Team.',
    teamName: 'Name des Teams',
    teamNameExample: 'Bautrupp Nord',
    submit: 'Team gründen',
    working: 'Schlüssel für das Team werden erzeugt …'
  },

  join: {
    title: 'Team beitreten',
    invited: (host) => `Einladung eines Teams auf ${host}`,
    invitedHint: 'Der Name des Teams erscheint, sobald eines seiner Geräte geantwortet hat.',
    link: 'Einladungslink',
    linkHint: 'Den ganzen Link einfügen. Er bleibt auf diesem Gerät.',
    noLink: 'Hier fehlt noch ein Link oder ein Code.',
    scan: 'QR-Code scannen',
    scanWhy: 'Die Kamera liest nur den Code. Kein Bild wird gespeichert.',
    scanStop: 'Scannen beenden',
    scanLooking: 'QR-Code vor die Kamera halten',
    scanDenied:
      'Die Kamera darf hier nicht benutzt werden. Der Link lässt sich stattdessen einfügen – das geht genauso gut.',
    scanNone: 'Keine Kamera gefunden. Der Link lässt sich stattdessen einfügen – das geht genauso gut.',
    scanForeign: 'Dieser Code ist keine Einladung zu Flurfunk.',
    submit: 'Beitreten',
    already: 'Dieses Gerät gehört schon zu einem Team. Die Einladung in einem anderen Browserprofil öffnen.'
  },

  joining: {
    title: 'Beitritt zum Team',
    looking: 'Suche jemanden aus dem Team …',
    nobodyYet: 'Gerade ist niemand erreichbar',
    nobodyHelp: 'Diese Seite kann offen bleiben; es hilft, wenn jemand aus dem Team Flurfunk öffnet.',
    background: 'Wartet im Hintergrund',
    backgroundHelp: 'Flurfunk versucht es weiter, solange es offen ist. Schließen und Wiederkommen ist in Ordnung.',
    answered: 'Ein Gerät des Teams hat geantwortet',
    checking: 'Unterschriften des Teams werden geprüft …',
    admitted: 'Willkommen',
    admittedHelp: 'Aufgenommen. Der Verlauf kommt, sobald ein Gerät verbunden ist.',
    giveUp: 'Aufgeben',
    giveUpTitle: 'Beitritt aufgeben?',
    giveUpText: 'Die Anfrage wird zurückgezogen. Der Link lässt sich wieder benutzen, solange er gültig ist.',
    notices: {
      ...comingInDe.notices,
      'waits-for-approval': 'Wartet auf Zustimmung aus dem Team. Das kann dauern; diese Seite darf geschlossen werden.',
      expired:
        'Die Einladung ist abgelaufen. Bitte um eine neue – es ist nichts verloren gegangen. Es wird weiter gewartet.',
      'used-up':
        'Die Einladung wurde schon benutzt. Bitte um eine neue – es ist nichts verloren gegangen. Es wird weiter gewartet.',
      revoked:
        'Die Einladung wurde zurückgezogen. Bitte um eine neue – es ist nichts verloren gegangen. Es wird weiter gewartet.',
      unknown: 'Das Gerät, das geantwortet hat, kennt diese Einladung noch nicht. Es wird weiter gewartet.',
      'newer-version': 'Das Team benutzt eine neuere Version von Flurfunk. Seite neu laden. Es wird weiter gewartet.',
      'two-devices': 'Zwei Geräte haben zugleich mit dieser Einladung gefragt. Es wird weiter gewartet.',
      disturbed: 'Jemand stört diese Einladung. Wenn es nicht weitergeht: um eine neue bitten.'
    }
  },

  halt: {
    elsewhereTitle: 'Flurfunk ist in einem anderen Tab geöffnet',
    elsewhereText: 'Schreiben kann immer nur ein Tab. Beim Wechsel geht nichts verloren.',
    useHere: 'Hier benutzen',
    stoppedTitle: 'Flurfunk wurde angehalten',
    stoppedText: 'Etwas Unerwartetes ist passiert. Alles Geschriebene ist auf diesem Gerät sicher gespeichert.',
    restart: 'Neu starten',
    removedTitle: 'Dieses Gerät gehört nicht mehr zum Team',
    removedNamed: (team) => `Dieses Gerät gehört nicht mehr zu „${team}“`,
    removedText:
      'Es sendet und empfängt nichts mehr. Wenn das ein Versehen ist: jemanden aus dem Team um eine neue Einladung bitten.',
    unavailableTitle: 'Flurfunk kann hier nicht laufen',
    startingText: 'Wird geöffnet …',
    unavailable: {
      'no-storage':
        'Dieser Browser lässt Flurfunk nichts speichern, zum Beispiel in einem privaten Fenster. Flurfunk in einem normalen Fenster öffnen.',
      'no-secure-context':
        'Diese Seite wurde nicht über eine sichere Verbindung geöffnet. Mit https:// öffnen, oder auf dem Rechner selbst.',
      'browser-too-old':
        'Dieser Browser ist zu alt. Chrome oder Edge ab 109, Firefox ab 111 und Safari ab 16.4 genügen.',
      'self-check-failed':
        'Dieser Browser rechnet falsch, Nachrichten wären nicht sicher. Einen anderen Browser versuchen.',
      'wrong-key':
        'Was hier gespeichert ist, lässt sich nicht öffnen. Es wurde nichts verändert. Ein anderes Gerät des Teams hat noch alles.'
    }
  },

  team: {
    untitled: 'Team',
    list: 'Unterhaltungen',
    filter: 'Filtern',
    filterNone: 'Nichts mit diesem Namen.',
    everyone: 'Alle',
    self: 'Notizen an mich',
    newConversation: 'Neue Unterhaltung',
    invite: 'Einladen',
    settings: 'Einstellungen',
    open: 'Über dieses Team',
    people: 'Personen',
    members: (count) => plural(count, { one: '# Person', other: '# Personen' }),
    devices: (count) => plural(count, { one: '# Gerät', other: '# Geräte' }),
    unread: (count) => plural(count, { one: '# ungelesene Nachricht', other: '# ungelesene Nachrichten' }),
    draft: 'Entwurf:',
    lastYou: 'Du:',
    noMessages: 'Noch keine Nachrichten',
    noPreview: 'Nachricht gelöscht',
    choose: 'Unterhaltung auswählen oder eine neue beginnen.',
    hello: (name) => `Hallo ${name}.`,
    empty: 'Noch ist es still hier. Hol die ersten Leute dazu, dann kommt das Gespräch von allein.',
    emptyInvite: 'Einladen',
    emptyInviteHint: 'Mit Link oder QR-Code, in einer Minute',
    emptyNote: 'Notiz an mich',
    emptyNoteHint: 'Auf diesem Gerät, für dich allein',
    emptyWrite: 'An alle schreiben',
    emptyWriteHint: 'Wer später dazukommt, liest es auch',
    start: 'Hier beginnt die Unterhaltung.',
    startSelf: 'Was hier steht, liest niemand sonst.',
    roles: { owner: 'Inhaber', admin: 'Admin', member: 'Mitglied', guest: 'Gast' },
    here: 'jetzt verbunden',
    lastContact: (when) => `letzter Kontakt ${when}`,
    noContact: 'noch kein Kontakt',
    thisDevice: 'dieses Gerät',
    flagged: 'an zwei Orten zugleich benutzt',
    direct: 'direkt',
    relayed: 'über den Vermittler',
    unnamedDevice: 'Gerät'
  },

  teams: teamsDe,

  create: {
    title: 'Neue Unterhaltung',
    direct: 'Direktnachricht',
    channel: 'Kanal',
    channelHint: 'Alle im Team können mitlesen und schreiben.',
    channelName: 'Name des Kanals',
    purpose: 'Wofür er da ist (freiwillig)',
    submit: 'Anlegen',
    write: 'Nachricht schreiben',
    nobody: 'Es ist noch niemand sonst im Team.',
    find: 'Person suchen'
  },

  invite: {
    title: 'Einladen',
    intro: 'Wer den Link öffnet, kann beitreten. Jedes Gerät des Teams lässt herein, auch wenn deins aus ist.',
    role: 'Kommt als',
    uses: 'Gilt',
    once: 'einmal',
    many: 'mehrmals',
    expiry: 'Gültig für',
    hour: 'eine Stunde',
    day: 'einen Tag',
    week: 'eine Woche',
    create: 'Link erstellen',
    another: 'Weitere Einladung',
    link: 'Einladungslink',
    share: 'Teilen …',
    shareText: (team) => `Komm zu „${team}“ auf Flurfunk:`,
    qr: 'QR-Code der Einladung',
    qrHint: 'Mit der Kamera eines Telefons scannen.',
    secret: 'Der Link ist wie ein Schlüssel: Wer ihn hat, kommt herein.',
    openTitle: 'Offene Einladungen',
    none: 'Keine Einladung ist offen.',
    revoke: 'Zurückziehen',
    revoked: 'Einladung zurückgezogen',
    show: 'Link zeigen',
    used: (used, uses) => (uses === 0 ? `${used}-mal benutzt` : `${used} von ${uses} benutzt`),
    by: (name) => `von ${name}`,
    until: (when) => `bis ${when}`,
    states: { open: 'offen', 'used-up': 'aufgebraucht', expired: 'abgelaufen', revoked: 'zurückgezogen' }
  },

  comingIn: comingInDe,

  timeline: {
    label: 'Nachrichten',
    unreadDivider: (count) => plural(count, { one: '# neue', other: '# neue' }),
    jump: 'Zur neuesten Nachricht',
    jumpNew: (count) => plural(count, { one: '# neue', other: '# neue' }),
    today: 'Heute',
    yesterday: 'Gestern',
    loading: 'Ältere Nachrichten werden geladen …',
    edited: 'bearbeitet',
    deleted: 'Diese Nachricht wurde gelöscht.',
    deletedMine: 'Du hast diese Nachricht gelöscht.',
    needsNewerVersion: 'Diese Nachricht braucht eine neuere Version von Flurfunk.',
    noKeyYet:
      'Diese Nachricht ist da, ihr Schlüssel noch nicht. Sie öffnet sich, sobald ein Gerät des Teams ihn übergibt.',
    late: (when) => `später empfangen, ${when}`,
    lateShort: 'später empfangen',
    clock: 'Die Uhr des Absenders geht vor',
    quoteGone: 'Nachricht nicht verfügbar',
    reactions: 'Reaktionen',
    reactedBy: (names) => `${names}`,
    said: (name, text) => `${name}: ${text}`
  },

  truth: truthDe,

  message: {
    menu: 'Aktionen zu dieser Nachricht',
    reply: 'Antworten',
    react: 'Reagieren',
    reactWith: (emoji) => `Mit ${emoji} reagieren`,
    edit: 'Bearbeiten',
    copy: 'Text kopieren',
    reach: 'Wer hat sie?',
    delete: 'Löschen',
    deleteTitle: 'Diese Nachricht löschen?',
    deleteText:
      'Jedes Gerät löscht sie, sobald es davon erfährt. Ein Bildschirmfoto oder eine veränderte App kann eine Kopie behalten.',
    deleteForEveryone: 'Für alle löschen'
  },

  composer: {
    placeholder: 'Nachricht schreiben',
    placeholderShort: 'Nachricht',
    placeholderTo: (name) => `Nachricht an ${name}`,
    placeholderSelf: 'Notiz schreiben',
    send: 'Senden',
    emoji: 'Emoji',
    replying: (name) => `Antwort an ${name}`,
    replyingSelf: 'Antwort an dich selbst',
    editing: 'Nachricht bearbeiten',
    stopEditing: 'Bearbeiten beenden',
    stopReplying: 'Nicht antworten',
    saveEdit: 'Änderung speichern',
    tooLong: (size) => `Um ${size} zu lang. In zwei Nachrichten teilen.`
  },

  emoji: {
    title: 'Emoji auswählen',
    search: 'Emoji suchen',
    none: 'Kein Emoji gefunden.',
    loading: 'Wird geladen …',
    failed: 'Die Emoji ließen sich nicht laden. Die sechs schnellen gehen immer.',
    groups: [
      'Smileys',
      'Menschen',
      '',
      'Tiere und Natur',
      'Essen und Trinken',
      'Reisen und Orte',
      'Aktivitäten',
      'Dinge',
      'Symbole',
      'Flaggen'
    ]
  },

  details: {
    title: 'Details',
    open: 'Details zeigen',
    members: 'Personen',
    connection: 'Verbindung',
    purpose: 'Zweck',
    rename: 'Kanal umbenennen',
    channel: 'Kanal für das ganze Team',
    direct: 'Direktnachricht zwischen euch beiden',
    self: 'Notizen, die sonst niemand liest'
  },

  connection: {
    direct: (count) => plural(count, { one: 'Direkt mit # Gerät verbunden', other: 'Direkt mit # Geräten verbunden' }),
    relayed: 'Über den Vermittler verbunden (verschlüsselt)',
    offline: 'Nur dieses Gerät – wird später zugestellt',
    title: 'Verbindung',
    reason: 'Grund',
    reasons: {
      'no-network': 'Kein Netz',
      'no-signaling': 'Vermittler nicht erreichbar',
      'nobody-there': 'Gerade niemand da',
      'no-direct-path': 'Netz erlaubt keine Direktverbindung',
      'clock-off': 'Uhr geht falsch'
    },
    reasonHelp: {
      'no-network': 'Alles Geschriebene bleibt hier und geht später von allein hinaus.',
      'no-signaling': 'Verbundene Geräte reden weiter. Neue finden sich, sobald er wieder da ist.',
      'nobody-there': 'Nachrichten gehen hinaus, sobald ein anderes Gerät des Teams Flurfunk öffnet.',
      'no-direct-path': 'Nachrichten gehen stattdessen über den Vermittler. Lesen kann er sie nicht.',
      'clock-off': 'Datum und Uhrzeit dieses Geräts einstellen; dann klappen die Verbindungen wieder.'
    },
    clock: (span) => `Die Uhr dieses Geräts hat zu denen der anderen einen Abstand von ${span}.`,
    devices: 'Verbundene Geräte',
    since: (when) => `seit ${when}`,
    none: 'Kein Gerät ist verbunden.'
  },

  settings: {
    title: 'Einstellungen',
    profile: 'Profil',
    name: 'Name',
    about: 'Über dich (freiwillig)',
    aboutExample: 'Bauleitung, montags frei',
    appearance: 'Aussehen',
    theme: 'Farben',
    themes: { system: 'System', light: 'Hell', dark: 'Dunkel' },
    language: 'Sprache',
    languageSystem: 'System',
    enter: 'Eingabetaste',
    enterKeys: { sends: 'Sendet', breaks: 'Neue Zeile' },
    enterHint: 'Auf diesem Gerät. Umschalt+Enter macht immer eine neue Zeile, Strg+Enter sendet immer.',
    storage: 'Speicher auf diesem Gerät',
    storageKept: 'Der Browser behält, was hier gespeichert ist.',
    storageMayGo: 'Der Browser darf löschen, was hier gespeichert ist, wenn der Platz knapp wird.',
    storageAsk: 'Dauerhaft behalten',
    storageRefused:
      'Der Browser hat abgelehnt. Meist hilft es, Flurfunk zu installieren oder öfter zu öffnen. Ein zweites Gerät ist die beste Sicherheit.',
    storageUsed: (size) => `${size} belegt`,
    storageUnknown: 'Dieser Browser verrät nicht, wie er mit Gespeichertem umgeht.',
    aboutTitle: 'Über Flurfunk',
    aboutText: 'Nachrichten leben auf den Geräten des Teams und nirgends sonst. Freie Software, Apache-2.0.',
    version: (version) => `Version ${version}`,
    keyboard: 'Tastenkürzel',
    install: 'Als App installieren',
    installText: 'Öffnet sich wie jede andere App, und der Browser behält das Gespeicherte.',
    installDo: 'Installieren',
    installIos: 'In Safari: Teilen, dann „Zum Home-Bildschirm“.'
  },

  rootSheet: {
    reminder: 'Wurzelblatt aufschreiben',
    reminderText: 'Der letzte Schlüssel des Teams liegt nur auf diesem Gerät.',
    title: 'Das Wurzelblatt',
    intro:
      'Diese vierzehn Gruppen sind der Papierschlüssel des Teams. Gebraucht wird er nur, wenn alle Inhaber ihre Geräte verlieren. Ausdrucken oder abschreiben und dort verwahren, wo auch die Verträge liegen.',
    warning:
      'Wer dieses Blatt hat, kann das Team übernehmen. Nach dem Bestätigen vergisst Flurfunk den Schlüssel und kann ihn nicht wieder zeigen.',
    print: 'Drucken',
    check: 'Das Blatt liegt auf Papier vor und ist vollständig.',
    later: 'Später',
    confirm: 'Fertig, hier vergessen',
    done: 'Der Wurzelschlüssel ist nicht mehr auf diesem Gerät'
  },

  keyboard: {
    title: 'Tastenkürzel',
    everywhere: 'Überall',
    onMessage: 'Auf einer ausgewählten Nachricht',
    writing: 'Beim Schreiben',
    switcher: 'Zu allem, was einen Namen hat',
    previousNext: 'Vorige, nächste Unterhaltung',
    nextUnread: 'Vorige, nächste ungelesene Unterhaltung',
    lock: 'Sperren (wo es eine Passphrase gibt)',
    sheet: 'Diese Übersicht',
    escape: 'Schließen; in einer Unterhaltung: als gelesen markieren',
    send: 'Senden',
    newLine: 'Neue Zeile',
    editLast: 'Die letzte eigene Nachricht bearbeiten (leeres Feld)',
    move: 'Vorige, nächste Nachricht'
  },

  switcher: {
    title: 'Finden',
    open: 'Suchen',
    placeholder: 'Name, Wort oder Befehl',
    none: 'Nichts gefunden.'
  },

  update: {
    ready: 'Eine neue Version liegt bereit.',
    now: 'Neu laden',
    later: 'Später'
  },

  notices: {
    'invitation-disturbed': () => 'Jemand stört eine deiner Einladungen. Am besten zurückziehen und eine neue machen.',
    'device-flagged': (name) =>
      name === ''
        ? 'Eines deiner Geräte wird an zwei Orten zugleich benutzt. Entferne es unter Einstellungen, Geräte, und verbinde es neu.'
        : `Ein Gerät von ${name} wird an zwei Orten zugleich benutzt. Bitte ${name}, es zu entfernen und neu zu verbinden.`,
    'bad-key': (name) => `Ein Gerät von ${name} hat einen Schlüssel verteilt, der nicht passt. Er wurde nicht benutzt.`,
    'sent-late': actsDe.later.late,
    'disk-full': () =>
      'Auf diesem Gerät ist kein Platz mehr. Gespeichertes ist sicher; neue Nachrichten warten, bis wieder Platz ist.',
    'newer-version-needed': () => 'Jemand im Team benutzt eine neuere Version. Flurfunk neu laden, um alles zu sehen.'
  },

  groups: groupsDe,

  acts: actsDe,
  life: lifeDe,
  pads: padsDe,

  refusals: {
    ...actsDe.refusals,
    ...lifeDe.refusals,
    ...padsDe.refusals,
    ...groupsDe.refusals,
    ...filesDe.refusals,
    ...comingInDe.refusals,
    'no-team': 'Dieses Gerät gehört noch zu keinem Team.',
    'already-in-team': 'Du bist auf diesem Gerät schon in diesem Team.',
    'in-another-team': 'Diese Einladung führt in ein anderes Team. Tritt ihm als weiterem Team bei.',
    'empty-text': 'Es gibt noch nichts zu senden.',
    'text-too-long': 'Der Text ist zu lang. In zwei Nachrichten teilen.',
    'name-too-long': 'Der Name ist zu lang. Höchstens 64 Zeichen.',
    'empty-name': 'Ein Name fehlt noch.',
    'unknown-conversation': 'Diese Unterhaltung ist hier nicht (mehr) bekannt.',
    'unknown-message': 'Diese Nachricht ist hier nicht (mehr) bekannt.',
    'unknown-member': 'Diese Person ist nicht (mehr) im Team.',
    'unknown-invitation': 'Diese Einladung ist hier nicht (mehr) bekannt.',
    'not-allowed': 'Deine Rolle erlaubt das nicht. Es wurde nichts verändert.',
    'not-editable': 'Diese Nachricht lässt sich nicht mehr ändern.',
    'someone-was-faster': 'Jemand anderes war schneller und hat es schon geändert. Du hast nichts verändert.',
    'last-owner': 'Du bist der einzige Inhaber. Erst die Warnung lesen; es wurde nichts verändert.',
    removed: 'Dieses Gerät gehört nicht mehr zum Team. Der Text ist noch da.',
    'no-key-yet':
      'Der Schlüssel dieser Unterhaltung ist noch nicht angekommen. Der Text ist noch da; mit Verbindung noch einmal versuchen.',
    'link-malformed': 'Dieser Link ist unvollständig. Noch einmal kopieren, vom ersten bis zum letzten Zeichen.',
    'link-not-an-invitation': 'Dieser Link ist keine Einladung in ein Team.',
    'link-not-for-a-device':
      'Das ist kein Link für ein zweites Gerät. Auf dem anderen Gerät unter Einstellungen, Geräte gibt es einen.',
    'link-mistyped':
      'In diesem Link oder Code ist ein Zeichen falsch. Noch einmal kopieren oder Zeichen für Zeichen vergleichen.',
    'link-ended': 'Dieser Link gilt nicht mehr. Zeige einen neuen an – es wurde nichts geändert.',
    'too-many-devices': 'Es sind schon zehn Geräte. Entferne zuerst eines, das nicht mehr gebraucht wird.',
    'unknown-device': 'Dieses Gerät ist nicht (mehr) im Team.',
    expired: 'Die Einladung ist abgelaufen. Bitte um eine neue – es ist nichts verloren gegangen.',
    ...verifyRefusals,
    'disk-full': 'Auf diesem Gerät ist kein Platz mehr. Der Text ist noch da.',
    'slow-down': 'Das war viel auf einmal. Der Text ist noch da; gleich noch einmal versuchen.',
    'too-many-teams': 'Auf ein Gerät passen höchstens acht Teams. Entferne zuerst eines von hier.',
    stopped:
      'Dieses Team wurde auf diesem Gerät angehalten. Alles Geschriebene ist sicher gespeichert; starte es neu, um weiterzumachen.'
  },

  lock: lockDe,
  privacy: privacyDe,
  devices: devicesDe,
  governing: rolesDe,
  reading: readingDe,
  finding: findingDe,
  files: filesDe,
  verify,

  units: {
    seconds: (count) => `${count} Sek.`,
    minutes: (count) => `${count} Min.`,
    hours: (count) => `${count} Std.`,
    days: (count) => plural(count, { one: '# Tag', other: '# Tagen' })
  }
}
