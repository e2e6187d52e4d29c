// Owns the German words of the screens on which people compare codes, read who decides, and use the paper key; fetched with them.

import type { verifyScreensEn } from './verify-screens.en.ts'

export const verifyScreensDe: typeof verifyScreensEn = {
  title: (name) => `Mit ${name} vergleichen`,
  intro: (name) =>
    `Sind das wirklich die Geräte von ${name}? Beide Bildschirme nebeneinander halten oder sich die Ziffern am Telefon vorlesen. Sie müssen gleich sein.`,
  yours: 'Eure gemeinsame Nummer',
  qr: 'Die Nummer als QR-Code',
  qrHint: (name) => `${name} kann diesen Code scannen.`,
  alike: (name) =>
    `Noch jemand im Team hat einen Namen, der wie „${name}“ aussieht. Darauf achten, dass es die richtige Person ist.`,
  scan: 'Anderen Bildschirm scannen',
  scanLooking: 'Den anderen Bildschirm vor die Kamera halten',
  scanDenied: 'Die Kamera darf hier nicht benutzt werden. Die Ziffern vergleichen – das ist genauso sicher.',
  scanNone: 'Keine Kamera gefunden. Die Ziffern vergleichen – das ist genauso sicher.',
  scanStop: 'Scannen beenden',
  same: 'Sie sind gleich',
  differs: 'Sie sind nicht gleich',
  differsTitle: 'Die Nummern sind nicht gleich',
  differsText: (name) =>
    `Es wurde nichts vermerkt. Vielleicht hat eines eurer Geräte noch nicht von einem neuen Gerät erfahren: beide verbinden, dann noch einmal vergleichen. Wenn sie dann immer noch verschieden sind, ${name} nichts Vertrauliches schreiben und bei jemandem mit der Rolle Inhaber nachfragen.`,
  verifiedSince: (when) => `Verglichen ${when}. Seitdem hat sich nichts geändert.`,
  changedSince: (when) => `Verglichen am ${when}. Seitdem:`,
  changedNow: 'Zur Sicherheit noch einmal vergleichen.',
  none: 'Noch nicht verglichen.',
  about: 'Über dieses Team',
  teamCode: 'Code des Teams',
  teamCodeText:
    'Er umfasst alle Personen, Geräte und Rollen. Einmal in einer Besprechung vergleichen: Lesen alle dieselben Ziffern, sind alle die, für die sie sich ausgeben.',
  teamCodeOf: (people, devices) => `${people}, ${devices}`,
  teamCodeVerified: (count, of) => `${count} von ${of} von dir geprüft`,
  teamCodeShow: 'Code zeigen und vergleichen',
  teamDiffersText:
    'Es wurde nichts vermerkt. Vielleicht hat eines der Geräte das Neueste noch nicht erfahren: alle verbinden, kurz warten, noch einmal vergleichen. Wenn die Codes dann immer noch verschieden sind, bei jemandem mit der Rolle Inhaber nachfragen.',
  who: 'Wer entscheidet',
  whoRules: [
    'Ein Admin kann keinen anderen Admin entfernen; ein Inhaber kann es.',
    'Inhaber, die von derselben Person ernannt wurden, können einander nicht entfernen. Wer sie ernannt hat, kann es.',
    'Gegen die Gründerin oder den Gründer entscheidet nur das Wurzelblatt.',
    'Ein Einladungslink gilt nicht mehr, wenn das Gerät entfernt wird, das ihn gemacht hat, oder wenn die Person nicht mehr einladen darf.'
  ],
  whoLost:
    'Verlieren alle Inhaber ihre Geräte, macht das Wurzelblatt jemanden neu zum Inhaber. Ist auch das Blatt verloren, reden alle weiter miteinander, und Admins nehmen weiter Leute auf und entfernen sie; nur die Inhaber lassen sich nicht mehr ändern. Der letzte Ausweg ist ein neues Team.',
  owners: (names) => `Inhaber: ${names}`,
  reminder: 'Damit das Team auch ohne dieses Gerät weitergeht',
  reminderText: 'Das Wurzelblatt, seinen Papierschlüssel, drucken oder jemand Zweites zum Inhaber machen.',
  reminderLater: 'In einer Woche wieder fragen',
  sheetTitle: 'Wurzelblatt',
  sheetFor: (team) => `Papierschlüssel des Teams „${team}“`,
  sheetPrintedOn: (when) => `Gedruckt am ${when}`,
  sheetUse:
    'So wird es benutzt: mit einer Einladung ins Team kommen, „Über dieses Team“ öffnen, „Wurzelblatt benutzen“ wählen und den Code scannen oder die vierzehn Gruppen eintippen.',
  sheetQr: 'Das Wurzelblatt als QR-Code',
  use: 'Wurzelblatt benutzen',
  useText: 'Nur wenn alle Inhaber ihre Geräte verloren haben: Wer das Blatt hat, wird Inhaber.',
  useIntro:
    'Die vierzehn Gruppen des Blattes eintippen oder seinen Code scannen. Du wirst Inhaber, für alle sichtbar. Der Schlüssel wird einmal benutzt und nicht auf diesem Gerät behalten.',
  useField: 'Gruppen des Wurzelblattes',
  useScan: 'Blatt scannen',
  useScanLooking: 'Das Blatt vor die Kamera halten',
  useCount: (complete) => `${complete} von 14 Gruppen`,
  useShort: (group) => `Gruppe ${group} hat weniger als vier Zeichen.`,
  useWrong: (group) => `Gruppe ${group} hat ein Zeichen, das auf keinem Wurzelblatt vorkommt.`,
  useMany: 'Das sind mehr als vierzehn Gruppen.',
  useInstead: 'Inhaberin oder Inhaber, nicht mehr da',
  useNobody: 'Niemand',
  useInsteadHint:
    'Diese Person wird einfaches Mitglied. Dann kannst du ihre verlorenen Geräte entfernen oder sie selbst.',
  useSubmit: 'Inhaber werden'
}
