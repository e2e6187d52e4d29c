// Owns the English words about the devices of a person: linking one, naming it, ending it.

import { pluralOf } from './plural.ts'

const plural = pluralOf('en-GB')

export const devicesEn = {
  title: 'Devices',
  intro: 'Every device of yours has keys of its own and the whole history.',
  advice: 'With a second device your messages survive a lost phone or a browser that clears its storage.',
  here: 'this device',
  connected: 'connected now',
  lastContact: (when: string) => `last contact ${when}`,
  neverMet: 'not met yet',
  added: (date: string) => `added ${date}`,
  code: 'Code',
  codeOf: (name: string) => `Code of ${name}`,
  showCode: 'Show code',
  rename: 'Rename',
  renameTitle: 'Rename this device',
  renameHint: 'The team sees this name in the list of devices.',
  name: 'Name of the device',
  link: 'Link a new device',
  revoke: 'Remove',
  revokeNamed: (name: string) => `Remove ${name}`,
  revokeTitle: (name: string) => `Remove “${name}”?`,
  revokeWhat:
    'It can no longer read or write anything new, and its key never comes back. New keys go to all your other devices.',
  revokeHonest:
    'What is stored on it stays readable there, until it connects and learns of this. What it sends before others have heard may still be read by it.',
  revokeOf: (device: string) => `Remove the device “${device}”…`,
  revokeOfTitle: (device: string, name: string) => `Remove “${device}” of ${name}?`,
  revokeOfWhat: (name: string) =>
    `It can no longer read or write anything new, and its key never comes back. ${name} stays in the team with the other devices; whoever has none left needs a link to come back.`,
  revokeAgain: 'The same device can be linked again later; it then counts as a new one.',
  revoked: 'The device has been removed.',
  flaggedTitle: 'This device’s identity is used in two places',
  flaggedText:
    'That happens after a restored backup, or when somebody copied the data of the browser. If you cannot explain it, remove the device and link it again.',
  count: (count: number) => plural(count, { one: '# device', other: '# devices' }),

  linking: {
    title: 'Link a new device',
    how: 'Open Flurfunk on the new device, choose “Link this device to mine”, and scan this code.',
    qr: 'QR code for the new device',
    typed: 'Or type this code',
    copyLink: 'Copy link',
    left: (span: string) => `Valid for another ${span}`,
    alone: 'Show it to nobody else: whoever uses it asks to be you.',
    askedTitle: (name: string) => `“${name}” asks`,
    compare: 'Does the new device show the same digits? Compare all of them.',
    yes: 'They are the same',
    no: 'No, stop',
    linked: 'The new device is in',
    linkedText: 'It gets the history from this one. Leave both open until it is there.',
    linkedHere: 'It is connected, and the history is on its way.',
    again: 'Show a new code',
    done: 'Done',
    ended: {
      expired: 'The code was valid for two minutes and has expired. Nothing was changed.',
      'two-devices':
        'Two devices asked with this code, so one of them is a stranger. Neither was let in. Show a new code where nobody else can see it.',
      disturbed: 'Someone is disturbing this code. Nobody was let in. Show a new one.'
    }
  },

  newcomer: {
    door: 'Link this device to mine',
    doorHint: 'You are in a team already, on another device.',
    title: 'Link this device',
    how: 'On the other device open Settings, then “Link a new device”. It shows a code.',
    input: 'Code or link',
    inputHint: 'Type the 28 characters, or paste the link. It stays on this device.',
    submit: 'Link',
    looking: 'Looking for your other device…',
    lookingHelp: 'Leave the code open there. If it does not go on, check that both are on a network.',
    compareTitle: 'Compare these digits',
    compare: 'Your other device shows the same digits. Say yes there.',
    checking: 'Checking the team’s signatures…',
    admitted: 'Welcome',
    notices: {
      expired: 'The code has expired; it is valid for two minutes. Show a new one on the other device and begin again.',
      'two-devices':
        'Two devices asked with this code, so it was stopped. Nothing was changed. Show a new code where nobody else can see it.',
      other: 'The other device did not let this one in. Show a new code there and begin again.'
    },
    again: 'Begin again'
  }
}
