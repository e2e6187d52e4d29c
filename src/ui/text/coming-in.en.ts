// Owns the English words about coming in: what an invitation asks, who waits for a yes, the poster. Mounted in en.ts.

import { pluralOf } from './plural.ts'

const plural = pluralOf('en-GB')

export const comingInEn = {
  invite: {
    who: 'For whom',
    newcomer: 'Someone new',
    returning: 'Lost all devices',
    approve: 'Ask me before anyone comes in',
    approveHint: 'You see the name and a code. Compare the code with the person, then say yes.',
    approveGuest: 'Guests never come in without a yes.',
    introApprove: 'Whoever opens the link can ask to join. An admin or owner lets each of them in.',
    recoverIntro:
      'The link gives a person everything back on a new device: name, role, conversations. You compare a code first, and everyone sees that you let the device in.',
    recoverWhom: 'Who comes back',
    recoverNobody: 'There is nobody in the team whom you could give access back to. Only someone with more rights can.',
    notAllowed: 'Only admins and owners can invite. Ask one of them.',
    ask: (names: string) => `Only admins and owners can invite. Ask ${names}.`,
    asks: 'asks first',
    recovers: (name: string) => `Brings ${name} back`,
    earlier: (count: number) => plural(count, { one: '# earlier invitation', other: '# earlier invitations' }),
    poster: 'Poster to print'
  },

  requests: {
    title: 'Waiting at the door',
    asks: (name: string) => `${name} would like to join`,
    asksAsGuest: (name: string) => `${name} would like to join as a guest`,
    returns: (name: string, member: string) => `${name} would like access back as ${member}`,
    many: 'More than twenty people came in through this link within an hour, so Flurfunk asks.',
    comesInto: (groups: string) => `Comes into: ${groups}`,
    comesIntoNone: 'Sees a conversation with you, and the groups that somebody adds the guest to.',
    compare: 'The same code must stand on the other screen. Ask for it in person or on the phone.',
    code: 'Code of the new device',
    since: (when: string) => `asking since ${when}`,
    admit: 'Let in',
    refuse: 'Refuse',
    giveBack: 'Give access back',
    revokeOld: (count: number) =>
      plural(count, {
        one: 'Remove the old device (lost or stolen)',
        other: 'Remove the # old devices (lost or stolen)'
      }),
    admittedBy: (name: string, by: string) => `${by} was faster: ${name} is in.`,
    refusedBy: (name: string, by: string) => `${by} was faster and refused ${name}.`,
    someone: 'Someone else',
    seen: 'All right',
    others: (count: number) => plural(count, { one: '# more is waiting', other: '# more are waiting' }),
    unnamed: 'Someone without a name'
  },

  waiting: {
    codeTitle: 'The code of this device',
    codeHelp: 'Whoever lets you in sees the same code. Read it out when you are asked for it.'
  },

  notices: {
    refused:
      'Someone in the team said no to this device. If that is a mistake, talk to them, give up here and ask again with the link.'
  },

  refusals: {
    'guest-needs-yes': 'A guest comes in only after somebody of the team has said yes. Switch on asking first.',
    'unknown-request': 'This person is no longer asking.',
    'someone-was-faster': 'Someone else was faster. It has been decided already.',
    'invitation-used-up': 'The invitation has already been used. Make a new one – nothing has been lost.',
    'invitation-revoked': 'The invitation was revoked meanwhile. Make a new one if the person is to come in.',
    'link-newer': 'This link needs a newer version of Flurfunk. Reload this page and try again.'
  },

  poster: {
    title: (team: string) => `Come to “${team}”`,
    subtitle: 'The team chat on our own devices. No phone number, no account.',
    steps: [
      'Point the camera of your phone at the code and open the link.',
      'Type your name.',
      'Wait until someone of the team answers. That is all.'
    ],
    lastWithApproval: 'Read the code on your screen out to whoever lets you in. That is all.',
    until: (when: string) => `This code is good until ${when}.`,
    uses: (count: number) => plural(count, { one: 'One person can use it.', other: '# people can use it.' }),
    anyone: 'Whoever can read this sheet can use it. Take it down when everyone is in.',
    language: 'Language of the poster',
    print: 'Print',
    preview: 'Poster'
  }
}
