// Owns the German words about coming in, the same keys as the English ones. Mounted in de.ts.

import type { comingInEn } from './coming-in.en.ts'
import { pluralOf } from './plural.ts'

const plural = pluralOf('de-DE')

export const comingInDe: typeof comingInEn = {
  invite: {
    who: 'Für wen',
    newcomer: 'Jemand Neues',
    returning: 'Geräte verloren',
    approve: 'Vorher fragen',
    approveHint: 'Name und Code erscheinen hier. Den Code mit der Person vergleichen, dann zustimmen.',
    approveGuest: 'Gäste kommen nie ohne Zustimmung herein.',
    introApprove: 'Wer den Link öffnet, kann um Aufnahme bitten. Admins oder Inhaber lassen jeden einzeln herein.',
    recoverIntro:
      'Der Link gibt einer Person auf einem neuen Gerät alles zurück: Name, Rolle, Unterhaltungen. Vorher wird ein Code verglichen, und alle sehen, wer das Gerät hereingelassen hat.',
    recoverWhom: 'Wer zurückkommt',
    recoverNobody: 'Im Team ist niemand, dem du den Zugang zurückgeben kannst. Das kann nur jemand mit mehr Rechten.',
    notAllowed: 'Einladen können nur Admins und Inhaber. Frag jemanden von ihnen.',
    ask: (names) => `Einladen können nur Admins und Inhaber. Frag ${names}.`,
    asks: 'fragt vorher',
    recovers: (name) => `Holt ${name} zurück`,
    earlier: (count) => plural(count, { one: '# frühere Einladung', other: '# frühere Einladungen' }),
    poster: 'Aushang zum Drucken'
  },

  requests: {
    title: 'Wartet vor der Tür',
    asks: (name) => `${name} möchte ins Team`,
    asksAsGuest: (name) => `${name} möchte als Gast ins Team`,
    returns: (name, member) => `${name} möchte den Zugang von ${member} zurück`,
    many: 'Über diesen Link sind in einer Stunde mehr als zwanzig Personen gekommen, deshalb die Frage.',
    comesInto: (groups) => `Kommt in: ${groups}`,
    comesIntoNone: 'Sieht eine Unterhaltung mit dir und die Gruppen, in die jemand den Gast aufnimmt.',
    compare: 'Auf dem anderen Bildschirm muss derselbe Code stehen. Persönlich oder am Telefon danach fragen.',
    code: 'Code des neuen Geräts',
    since: (when) => `fragt seit ${when}`,
    admit: 'Hereinlassen',
    refuse: 'Ablehnen',
    giveBack: 'Zugang zurückgeben',
    revokeOld: (count) =>
      plural(count, {
        one: 'Das alte Gerät entfernen (verloren oder gestohlen)',
        other: 'Die # alten Geräte entfernen (verloren oder gestohlen)'
      }),
    admittedBy: (name, by) => `${by} war schneller: ${name} ist dabei.`,
    refusedBy: (name, by) => `${by} war schneller und hat ${name} abgelehnt.`,
    someone: 'Jemand anderes',
    seen: 'In Ordnung',
    others: (count) => plural(count, { one: '# weitere Person wartet', other: '# weitere Personen warten' }),
    unnamed: 'Jemand ohne Namen'
  },

  waiting: {
    codeTitle: 'Der Code dieses Geräts',
    codeHelp: 'Wer dich hereinlässt, sieht denselben Code. Auf Nachfrage vorlesen.'
  },

  notices: {
    refused:
      'Jemand im Team hat dieses Gerät abgelehnt. Wenn das ein Irrtum ist: darüber sprechen, hier aufgeben und mit dem Link neu fragen.'
  },

  refusals: {
    'guest-needs-yes': 'Ein Gast kommt erst herein, wenn jemand aus dem Team zustimmt. Schalte das Nachfragen ein.',
    'unknown-request': 'Diese Person fragt nicht mehr.',
    'someone-was-faster': 'Jemand anderes war schneller. Es ist schon entschieden.',
    'invitation-used-up': 'Die Einladung wurde schon benutzt. Eine neue anlegen – es ist nichts verloren gegangen.',
    'invitation-revoked':
      'Die Einladung wurde inzwischen zurückgezogen. Soll die Person ins Team, dann eine neue anlegen.',
    'link-newer': 'Dieser Link braucht eine neuere Version von Flurfunk. Die Seite neu laden und noch einmal versuchen.'
  },

  poster: {
    title: (team) => `Komm zu „${team}“`,
    subtitle: 'Der Team-Chat auf unseren eigenen Geräten. Ohne Telefonnummer, ohne Konto.',
    steps: [
      'Die Handykamera auf den Code halten und den Link öffnen.',
      'Den eigenen Namen eingeben.',
      'Warten, bis jemand aus dem Team antwortet. Das ist alles.'
    ],
    lastWithApproval: 'Den Code vom Bildschirm der Person vorlesen, die hereinlässt. Das ist alles.',
    until: (when) => `Der Code gilt bis ${when}.`,
    uses: (count) => plural(count, { one: 'Eine Person kann ihn benutzen.', other: '# Personen können ihn benutzen.' }),
    anyone: 'Wer diesen Aushang lesen kann, kann ihn benutzen. Abhängen, wenn alle dabei sind.',
    language: 'Sprache des Aushangs',
    print: 'Drucken',
    preview: 'Aushang'
  }
}
