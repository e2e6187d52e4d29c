// Owns the English words of the page that says what Flurfunk knows; with its type the list of all of them.

import { pluralOf } from './plural.ts'

const plural = pluralOf('en-GB')

export const privacyEn = {
  open: 'What Flurfunk knows',
  title: 'What Flurfunk knows',
  intro: 'Nothing here is promised, all of it is counted: on this device, now.',
  kept: {
    title: 'Kept on this device',
    text: 'Everything of this team is in one encrypted file, files and pictures in encrypted pieces beside it. Nothing of it is kept anywhere else but on the devices of its members.',
    parts: {
      messages: 'Messages',
      membership: 'Who belongs to the team',
      keys: 'Keys',
      records: 'Drafts, marks and settings',
      caches: 'Prepared, so that it appears quickly'
    },
    entries: (count: string) => `${count} entries`,
    file: 'The file itself, with its indexes',
    files: 'Files and pictures, in encrypted pieces',
    site: 'All that the browser keeps for this address, the app itself included'
  },
  spoken: {
    title: 'Connections since this page was opened',
    since: (moment: string) => `Counted since ${moment}, where the browser opens them.`,
    reasons: {
      signaling: 'So that devices find each other',
      relay: 'Passes encrypted bytes on where there is no direct way',
      device: 'Directly with a device of the team',
      lobby: 'With somebody at an invitation',
      other: 'For no known reason'
    },
    open: 'open',
    until: (moment: string) => `until ${moment}`,
    bytes: (sent: string, received: string) => `${sent} sent, ${received} received`,
    forgotten: (count: number) =>
      plural(count, { one: '# older one is not listed', other: '# older ones are not listed' }),
    fetched: (count: number, size: string) =>
      plural(count, { one: `# file of the app, ${size}`, other: `# files of the app, ${size}` }),
    none: 'None so far.'
  },
  asked: {
    title: 'What it may use',
    text: 'Each is asked for only when you do something that needs it, never before.',
    names: {
      camera: 'Camera',
      microphone: 'Microphone',
      notifications: 'Notifications',
      geolocation: 'Location'
    },
    states: {
      granted: 'Allowed by you',
      denied: 'Not allowed',
      prompt: 'Never asked',
      unknown: 'This browser does not say'
    },
    never: 'Never touched: address book, phone number, calendar, your files except those you choose.'
  },
  server: {
    title: 'What the relay could see',
    text: 'Network addresses, times and sizes, and random names that change every day. No text, no name, no team, no member. It writes none of this down.',
    plain:
      'It serves the app, too, and whoever does that can serve a changed one. That is why anyone can run the relay.'
  },
  diagnostics: {
    title: 'Diagnostics',
    text: 'For whoever helps when something does not work. No names, no texts, no addresses: read it before you send it.',
    make: 'Show diagnostics'
  }
}

export type PrivacyWords = typeof privacyEn
