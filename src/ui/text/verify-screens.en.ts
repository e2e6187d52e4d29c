// Owns the English words of the screens on which people compare codes, read who decides, and use the paper key; fetched with them.

export const verifyScreensEn = {
  title: (name: string) => `Compare with ${name}`,
  intro: (name: string) =>
    `Are these really the devices of ${name}? Look at both screens together, or read the digits to each other on the phone. They must be the same.`,
  yours: 'The number of the two of you',
  qr: 'The number as a QR code',
  qrHint: (name: string) => `${name} can scan this code.`,
  alike: (name: string) =>
    `Someone else in the team has a name that looks like “${name}”. Make sure it is the right person.`,
  scan: 'Scan the other screen',
  scanLooking: 'Hold the other screen in front of the camera',
  scanDenied: 'The camera may not be used here. Compare the digits by eye instead – it is just as safe.',
  scanNone: 'No camera was found. Compare the digits by eye instead – it is just as safe.',
  scanStop: 'Stop scanning',
  same: 'They are the same',
  differs: 'They are not the same',
  differsTitle: 'The numbers are not the same',
  differsText: (name: string) =>
    `Nothing was marked. Perhaps one of your devices has not yet heard of a new device: connect both, then compare again. If they still differ, do not write anything confidential to ${name} and ask an owner of the team.`,
  verifiedSince: (when: string) => `Compared ${when}. Nothing has changed since.`,
  changedSince: (when: string) => `You compared on ${when}. Since then:`,
  changedNow: 'Compare again to be sure.',
  none: 'Not compared yet.',
  about: 'About this team',
  teamCode: 'Code of the team',
  teamCodeText:
    'It covers every person, device and role. Compare it once in a meeting: if everybody reads the same digits, everybody is who they seem to be.',
  teamCodeOf: (people: string, devices: string) => `${people}, ${devices}`,
  teamCodeVerified: (count: number, of: number) => `${count} of ${of} verified by you`,
  teamCodeShow: 'Show and compare the code',
  teamDiffersText:
    'Nothing was marked. Perhaps one of the devices has not yet heard the latest: connect all, wait a moment, then compare again. If the codes still differ, ask an owner of the team.',
  who: 'Who decides',
  whoRules: [
    'An admin cannot remove another admin; an owner can.',
    'Owners that were appointed by the same owner cannot remove each other. The one who appointed them can.',
    'The founder can be overruled only with the root sheet.',
    'An invitation link stops working when the device that made it is removed, or its maker loses the right to invite.'
  ],
  whoLost:
    'If all owners lose their devices, the root sheet makes a new owner. If the sheet is lost as well, people go on talking and admins go on letting people in and removing them, but owners can no longer change. The last resort is a new team.',
  owners: (names: string) => `Owners: ${names}`,
  reminder: 'Make sure the team can go on without this device',
  reminderText: 'Print the root sheet, or make someone a second owner.',
  reminderLater: 'Ask me again in a week',
  sheetTitle: 'Root sheet',
  sheetFor: (team: string) => `Paper key of the team “${team}”`,
  sheetPrintedOn: (when: string) => `Printed on ${when}`,
  sheetUse:
    'To use it: join the team with an invitation, open “About this team”, choose “Use the root sheet”, and scan the code or type the fourteen groups.',
  sheetQr: 'The root sheet as a QR code',
  use: 'Use the root sheet',
  useText: 'Only when all owners have lost their devices: whoever holds the sheet becomes an owner.',
  useIntro:
    'Type the fourteen groups of the sheet, or scan its code. You become an owner, visibly to all. The key is used once and not kept on this device.',
  useField: 'Groups of the root sheet',
  useScan: 'Scan the sheet',
  useScanLooking: 'Hold the sheet in front of the camera',
  useCount: (complete: number) => `${complete} of 14 groups`,
  useShort: (group: number) => `Group ${group} has fewer than four characters.`,
  useWrong: (group: number) => `Group ${group} has a character that does not occur on a root sheet.`,
  useMany: 'These are more than fourteen groups.',
  useInstead: 'An owner who is gone',
  useNobody: 'Nobody',
  useInsteadHint: 'This person becomes a plain member, so that you can remove their lost devices, or the person.',
  useSubmit: 'Become an owner'
}
