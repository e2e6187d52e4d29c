// Owns the German words about who belongs to the team and who decides: roles, removal, leaving, policies, what happened.

import { pluralOf } from './plural.ts'
import type { rolesEn } from './roles.en.ts'

const plural = pluralOf('de-DE')

const roleNames = { owner: 'Inhaber', admin: 'Admin', member: 'Mitglied', guest: 'Gast' } as const

export const rolesDe: typeof rolesEn = {
  menu: (name) => `Was sich für ${name} ändern lässt`,
  setRole: 'Rolle ändern …',
  remove: 'Aus dem Team entfernen …',
  leave: 'Team verlassen …',

  role: {
    title: (name) => `Rolle von ${name}`,
    label: 'Rolle',
    names: roleNames,
    means: {
      owner:
        'Entscheidet über alles, ernennt Admins und Inhaber. Nur wer einen Inhaber ernannt hat oder darüber steht, kann das zurücknehmen.',
      admin:
        'Lädt ein, entfernt Mitglieder und Gäste, nimmt Nachrichten weg. Einen Admin kann nur ein Inhaber entfernen.',
      member: 'Liest und schreibt in allen Kanälen, in Gruppen und Direktnachrichten.',
      guest:
        'Sieht nur die Unterhaltungen, die ihm gegeben wurden. Wer zum Team gehört, sieht er trotzdem, aber keine Namen außerhalb davon.'
    },
    toGuest:
      'Die Kanäle bleiben auf diesem Gerät bis jetzt lesbar; was von nun an geschrieben wird, ist mit neuen Schlüsseln verschlossen.',
    act: 'Rolle ändern'
  },

  removal: {
    title: (name) => `${name} aus dem Team entfernen?`,
    can: 'Von jetzt an schickt niemand, der davon weiß, noch etwas an die Geräte dieser Person, und alles Neue ist mit neuen Schlüsseln verschlossen.',
    cannot:
      'Was diese Geräte schon haben, bleibt dort. Wer von der Entfernung noch nicht gehört hat, schreibt weiter so, dass sie es lesen können.',
    link: 'Einladungen dieser Person gelten nicht mehr.',
    act: 'Entfernen'
  },

  leaving: {
    title: 'Das Team verlassen?',
    text: 'Dieses Gerät und alle deine anderen Geräte hören auf zu senden und zu empfangen. Zurück geht es nur mit einer neuen Einladung, als neues Mitglied.',
    lastOwner:
      'Du bist der einzige Inhaber. Ohne dich kann niemand mehr Inhaber und Admins ernennen, außer mit dem gedruckten Wurzelblatt. Wenn möglich, vorher noch jemanden zum Inhaber machen.',
    copy: 'Die Kopie auf diesem Gerät',
    keep: 'Behalten, lesbar für alle, die dieses Gerät benutzen',
    wipe: 'Löschen, sobald das Team davon weiß',
    mustWipe:
      'Das Team möchte, dass Kopien gelöscht werden, wenn jemand geht. Deine wird gelöscht, sobald das Team davon weiß.',
    act: 'Verlassen'
  },

  moderation: {
    title: 'Diese Nachricht für alle löschen?',
    erases: (name) =>
      `Die Nachricht von ${name} verschwindet auf allen Geräten des Teams, sobald sie davon hören. Alle sehen, dass sie weggenommen wurde. Wer sie gelesen oder kopiert hat, behält, was er weiß.`,
    hides: (name) =>
      `Die Nachricht von ${name} wird auf allen Geräten des Teams verborgen. Das Team behält, was es verbirgt; alle sehen, dass sie weggenommen wurde.`,
    act: 'Für alle löschen'
  },

  policies: {
    title: 'Regeln',
    owners: 'Darüber entscheiden die Inhaber.',
    on: 'Ja',
    off: 'Nein',
    names: {
      'destroy-allowed': 'Löschen vernichtet auch',
      'wipe-on-removal': 'Entfernte Geräte löschen ihre Kopie',
      'lock-required': 'Alle müssen die App sperren',
      'lock-minutes': 'Sperren nach',
      'retain-days': 'Nachrichten aufbewahren',
      'read-receipts': 'Alle dürfen teilen, was sie gelesen haben',
      'live-signals': 'Alle dürfen teilen, dass sie gerade schreiben'
    },
    hints: {
      'destroy-allowed': 'Sonst werden gelöschte Nachrichten nur verborgen.',
      'wipe-on-removal': 'Eine veränderte App oder ein Gerät, das nie davon hört, behält seine Kopie.',
      'lock-required': 'Eine Bitte an die App auf jedem Gerät; prüfen kann das von außen niemand.',
      'lock-minutes': 'So lange ohne Benutzung, bis die App sich selbst sperrt.',
      'retain-days': 'Ältere Wochen verschwinden von allen Geräten. Eigene Notizen bleiben.',
      'read-receipts':
        'Wenn ja, entscheidet jede Person für sich; bis dahin ist es aus. Vorher den Betriebsrat fragen.',
      'live-signals':
        'Auch, dass sie in eine Unterhaltung schauen. Für jede Person aus, bis sie es einschaltet; nirgends gespeichert.'
    },
    minutes: (count) => plural(count, { one: '# Minute', other: '# Minuten' }),
    days: (count) => plural(count, { one: '# Tag', other: '# Tage' }),
    forever: 'unbegrenzt'
  },

  activity: {
    title: 'Was sich geändert hat',
    none: 'Noch hat sich nichts geändert.',
    someone: 'Jemand',
    founded: () => 'Das Team wurde gegründet',
    joined: (by, name) => `${by} hat ${name} aufgenommen`,
    removed: (by, name) => `${by} hat ${name} entfernt`,
    left: (_by, name) => `${name} hat das Team verlassen`,
    role: (by, name, role) => `${by} hat ${name} zur Rolle ${roleNames[role]} gemacht`,
    'device-added': (by, name, device) =>
      by === name
        ? `${name} hat ein Gerät hinzugefügt: ${device}`
        : `${by} hat ein Gerät von ${name} hinzugefügt: ${device}`,
    'device-revoked': (by, name, device) =>
      by === name
        ? `${name} hat ein eigenes Gerät entfernt: ${device}`
        : `${by} hat ein Gerät von ${name} entfernt: ${device}`,
    policy: (by, policy, value) => `${by} hat entschieden: ${policy} – ${value}`,
    moderated: (by, place, count) =>
      `${by} hat in ${place} ${plural(count, { one: 'eine Nachricht', other: '# Nachrichten' })} weggenommen`,
    known: (has, of) =>
      has >= of
        ? 'alle Geräte wissen davon'
        : `${has} von ${plural(of, { one: '# Gerät weiß davon', other: '# Geräten wissen davon' })}`
  },

  beyond: {
    title: 'Zu spät angekommen',
    text: (count, device, place) =>
      `${count} von ${device} in ${place} kamen, als die Entfernung schon bekannt war. Niemand sieht sie.`,
    count: (count) =>
      count >= 256 ? 'Mehr als 255 Nachrichten' : plural(count, { one: '# Nachricht', other: '# Nachrichten' }),
    drops: (when) => `Sie werden ${when} verworfen.`,
    hint: 'Diese Nachrichten können vor der Entfernung geschrieben sein, oder danach zurückdatiert. Nur zeigen, wenn klar ist, was sie sind.',
    act: 'Allen zeigen'
  },

  toasts: {
    'role-changed': 'Rolle geändert',
    'policy-saved': 'Regel gespeichert',
    'fence-widened': 'Sie zählen von jetzt an',
    removed: (name) => `${name} wurde entfernt`
  },

  gone: {
    leftTitle: 'Du hast das Team verlassen',
    leftNamed: (team) => `Du hast „${team}“ verlassen`,
    revokedTitle: 'Dieses Gerät wurde aus dem Team entfernt',
    revokedNamed: (team) => `Dieses Gerät wurde aus „${team}“ entfernt`,
    by: (name) => `Das war ${name}.`,
    leftText: 'Alle deine Geräte in diesem Team haben aufgehört zu senden und zu empfangen.',
    untold: 'Noch weiß niemand im Team davon. Die App offen lassen, bis ein Gerät des Teams verbunden ist.',
    kept: 'Was bis jetzt ankam, ist noch auf diesem Gerät gespeichert. Die App zeigt es nicht mehr.',
    wiping: 'Die Kopie auf diesem Gerät wird gelöscht.',
    wipingLater: 'Die Kopie auf diesem Gerät wird gelöscht, sobald jemand davon weiß.',
    wipe: 'Kopie auf diesem Gerät löschen',
    wipeTitle: 'Alles von diesem Team hier löschen?',
    wipeText:
      'Nachrichten, Namen und Schlüssel dieses Teams verschwinden für immer von diesem Gerät. Andere Geräte bleiben, wie sie sind.',
    wipeUntold:
      'Noch weiß niemand im Team, dass du gegangen bist. Sie erfahren es dann nur, wenn jemand anders dich entfernt.',
    wipeAct: 'Löschen',
    wipedTitle: 'Alles vom Team wurde hier gelöscht',
    wipedText: {
      removed: 'Dieses Gerät wurde aus dem Team entfernt, und das Team möchte, dass Kopien dann gelöscht werden.',
      revoked: 'Dieses Gerät wurde entfernt, und seine Kopie des Teams wurde gelöscht.',
      left: 'Du hast das Team verlassen, und die Kopie auf diesem Gerät wurde gelöscht.'
    },
    again: 'Neu beginnen'
  }
}
