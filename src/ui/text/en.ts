// Owns every English word on the screen, and with its type the list of all words there are: a missing key is a type error.

import { actsEn } from './acts.en.ts'
import { lifeEn } from './life.en.ts'
import { padsEn } from './pads.en.ts'
import { lockEn } from './lock.en.ts'
import { privacyEn } from './privacy.en.ts'
import { devicesEn } from './devices.en.ts'
import { filesEn } from './files.en.ts'
import { findingEn } from './finding.en.ts'
import { groupsEn } from './groups.en.ts'
import { comingInEn } from './coming-in.en.ts'
import { pluralOf } from './plural.ts'
import { readingEn } from './reading.en.ts'
import { rolesEn } from './roles.en.ts'
import { verify, verifyRefusals } from './verify.en.ts'
import { teamsEn } from './teams.en.ts'
import { truthEn } from './truth.en.ts'

const plural = pluralOf('en-GB')

export const en = {
  tag: 'en-GB',

  product: 'Flurfunk',
  confirm: 'OK',
  cancel: 'Cancel',
  close: 'Close',
  back: 'Back',
  save: 'Save',
  saved: 'Saved',
  copy: 'Copy',
  copied: 'Copied',
  notCopied: 'The browser did not allow copying. Select the text and copy it yourself.',
  more: 'More',
  you: 'You',
  unnamed: 'Name not here yet',

  welcome: {
    sentence: 'The team chat that lives on your own devices. No phone number, no address book, no message server.',
    start: 'Start a team',
    startHint: 'For you and the people you work with. You invite them with a link or a QR code.',
    join: 'Join with an invitation',
    joinHint: 'Paste the link you were given, or scan its QR code.',
    language: 'Language'
  },

  start: {
    title: 'Start a team',
    displayName: 'Your name',
    displayNameHint: 'This is how the team sees you.',
    teamName: 'Name of the team',
    teamNameExample: 'Kitchen fitters North',
    submit: 'Start team',
    working: 'Making keys for your team…'
  },

  join: {
    title: 'Join a team',
    invited: (host: string) => `Invitation from a team on ${host}`,
    invitedHint: 'The team’s name appears once one of its devices has answered.',
    link: 'Invitation link',
    linkHint: 'Paste the whole link. It stays on this device.',
    noLink: 'A link or a code is needed here.',
    scan: 'Scan QR code',
    scanWhy: 'The camera is used only to read the code. No picture is kept.',
    scanStop: 'Stop scanning',
    scanLooking: 'Hold the QR code in front of the camera',
    scanDenied: 'The camera may not be used here. Paste the link instead – it works just as well.',
    scanNone: 'No camera was found. Paste the link instead – it works just as well.',
    scanForeign: 'This code is not an invitation to Flurfunk.',
    submit: 'Join',
    already: 'This device is already in a team. Open the invitation in another browser profile.'
  },

  joining: {
    title: 'Joining the team',
    looking: 'Looking for someone of the team…',
    nobodyYet: 'Nobody can be reached just now',
    nobodyHelp: 'This page can stay open. It helps if someone in the team opens Flurfunk.',
    background: 'Waiting in the background',
    backgroundHelp: 'Flurfunk keeps trying while it is open. You may close it and come back.',
    answered: 'A device of the team has answered',
    checking: 'Checking the team’s signatures…',
    admitted: 'Welcome',
    admittedHelp: 'You are in. The history arrives as soon as a device is connected.',
    giveUp: 'Give up',
    giveUpTitle: 'Give up joining?',
    giveUpText: 'Your request is withdrawn. You can use the link again as long as it is valid.',
    notices: {
      ...comingInEn.notices,
      'waits-for-approval':
        'Waiting for someone in the team to approve. This can take a while; this page may be closed.',
      expired: 'The invitation has expired. Please ask for a new one – nothing has been lost. Still waiting.',
      'used-up':
        'The invitation has already been used. Please ask for a new one – nothing has been lost. Still waiting.',
      revoked: 'The invitation was revoked. Please ask for a new one – nothing has been lost. Still waiting.',
      unknown: 'The device that answered does not know this invitation yet. Still waiting.',
      'newer-version': 'The team uses a newer version of Flurfunk. Reload this page to get it. Still waiting.',
      'two-devices': 'Two devices asked with this invitation at once. Still waiting.',
      disturbed: 'Someone is disturbing this invitation. Ask for a new one if it does not go on.'
    }
  },

  halt: {
    elsewhereTitle: 'Flurfunk is open in another tab',
    elsewhereText: 'Only one tab at a time can write. Nothing is lost when you change over.',
    useHere: 'Use here',
    stoppedTitle: 'Flurfunk has stopped',
    stoppedText: 'Something unexpected happened. Everything written is safely stored on this device.',
    restart: 'Start again',
    removedTitle: 'This device is no longer part of the team',
    removedNamed: (team: string) => `This device is no longer part of “${team}”`,
    removedText:
      'It has stopped sending and receiving. If that is a mistake, ask someone in the team for a new invitation.',
    unavailableTitle: 'Flurfunk cannot run here',
    startingText: 'Opening…',
    unavailable: {
      'no-storage':
        'This browser does not let Flurfunk store anything, for example in a private window. Open Flurfunk in a normal window.',
      'no-secure-context':
        'This page was not opened over a secure connection. Open it with https://, or on this machine itself.',
      'browser-too-old':
        'This browser is too old. Chrome or Edge from 109, Firefox from 111 and Safari from 16.4 will do.',
      'self-check-failed': 'This browser calculates wrongly, so messages would not be safe. Try another browser.',
      'wrong-key':
        'What is stored here cannot be opened. Nothing was changed. Another device of the team still has everything.'
    }
  },

  team: {
    untitled: 'Team',
    list: 'Conversations',
    filter: 'Filter',
    filterNone: 'Nothing with this name.',
    everyone: 'Everyone',
    self: 'Notes to self',
    newConversation: 'New conversation',
    invite: 'Invite people',
    settings: 'Settings',
    open: 'About this team',
    people: 'People',
    members: (count: number) => plural(count, { one: '# person', other: '# people' }),
    devices: (count: number) => plural(count, { one: '# device', other: '# devices' }),
    unread: (count: number) => plural(count, { one: '# unread message', other: '# unread messages' }),
    draft: 'Draft:',
    lastYou: 'You:',
    noMessages: 'No messages yet',
    noPreview: 'Message deleted',
    choose: 'Choose a conversation, or start a new one.',
    hello: (name: string) => `Hello, ${name}.`,
    empty: 'It is still quiet here. Bring the first people in, then the conversation starts by itself.',
    emptyInvite: 'Invite people',
    emptyInviteHint: 'By link or QR code, in a minute',
    emptyNote: 'Write a note to self',
    emptyNoteHint: 'On this device, for you alone',
    emptyWrite: 'Write to everyone',
    emptyWriteHint: 'Whoever joins later will read it',
    start: 'This is the beginning of the conversation.',
    startSelf: 'Only you can read what stands here.',
    roles: { owner: 'Owner', admin: 'Admin', member: 'Member', guest: 'Guest' },
    here: 'connected now',
    lastContact: (when: string) => `last contact ${when}`,
    noContact: 'no contact yet',
    thisDevice: 'this device',
    flagged: 'used in two places at once',
    direct: 'direct',
    relayed: 'through the relay',
    unnamedDevice: 'Device'
  },

  teams: teamsEn,

  create: {
    title: 'New conversation',
    direct: 'Direct message',
    channel: 'Channel',
    channelHint: 'Everyone in the team can read and write.',
    channelName: 'Name of the channel',
    purpose: 'What it is for (optional)',
    submit: 'Create',
    write: 'Write a message',
    nobody: 'There is nobody else in the team yet.',
    find: 'Find a person'
  },

  invite: {
    title: 'Invite people',
    intro: 'Whoever opens the link can join. Any device of the team lets them in, even when yours is off.',
    role: 'Joins as',
    uses: 'Can be used',
    once: 'once',
    many: 'many times',
    expiry: 'Valid for',
    hour: 'an hour',
    day: 'a day',
    week: 'a week',
    create: 'Create link',
    another: 'Another invitation',
    link: 'Invitation link',
    share: 'Share…',
    shareText: (team: string) => `Join “${team}” on Flurfunk:`,
    qr: 'QR code of the invitation',
    qrHint: 'Scan it with the camera of a phone.',
    secret: 'Treat the link like a key: whoever has it can come in.',
    openTitle: 'Open invitations',
    none: 'No invitation is open.',
    revoke: 'Revoke',
    revoked: 'Invitation revoked',
    show: 'Show link',
    used: (used: number, uses: number) =>
      uses === 0 ? plural(used, { one: 'used # time', other: 'used # times' }) : `used ${used} of ${uses}`,
    by: (name: string) => `by ${name}`,
    until: (when: string) => `until ${when}`,
    states: { open: 'open', 'used-up': 'used up', expired: 'expired', revoked: 'revoked' }
  },

  comingIn: comingInEn,

  timeline: {
    label: 'Messages',
    unreadDivider: (count: number) => plural(count, { one: '# new', other: '# new' }),
    jump: 'To the latest message',
    jumpNew: (count: number) => plural(count, { one: '# new', other: '# new' }),
    today: 'Today',
    yesterday: 'Yesterday',
    loading: 'Loading older messages…',
    edited: 'edited',
    deleted: 'This message was deleted.',
    deletedMine: 'You deleted this message.',
    needsNewerVersion: 'This message needs a newer version of Flurfunk.',
    noKeyYet: 'This message is here, but not its key yet. It opens as soon as a device of the team hands it over.',
    late: (when: string) => `received later, at ${when}`,
    lateShort: 'received later',
    clock: 'The sender’s clock is ahead',
    quoteGone: 'Message not available',
    reactions: 'Reactions',
    reactedBy: (names: string) => `${names}`,
    said: (name: string, text: string) => `${name}: ${text}`
  },

  truth: truthEn,

  message: {
    menu: 'Actions for this message',
    reply: 'Reply',
    react: 'React',
    reactWith: (emoji: string) => `React with ${emoji}`,
    edit: 'Edit',
    copy: 'Copy text',
    reach: 'Who has it',
    delete: 'Delete',
    deleteTitle: 'Delete this message?',
    deleteText: 'Every device erases it as soon as it learns of this. A screenshot or a changed app may keep a copy.',
    deleteForEveryone: 'Delete for everyone'
  },

  composer: {
    placeholder: 'Write a message',
    placeholderShort: 'Message',
    placeholderTo: (name: string) => `Message to ${name}`,
    placeholderSelf: 'Write a note',
    send: 'Send',
    emoji: 'Emoji',
    replying: (name: string) => `Reply to ${name}`,
    replyingSelf: 'Reply to yourself',
    editing: 'Editing message',
    stopEditing: 'Stop editing',
    stopReplying: 'Do not reply',
    saveEdit: 'Save change',
    tooLong: (size: string) => `Too long by ${size}. Split it into two messages.`
  },

  emoji: {
    title: 'Choose an emoji',
    search: 'Search emoji',
    none: 'No emoji found.',
    loading: 'Loading…',
    failed: 'The emoji could not be loaded. The six quick ones always work.',
    groups: [
      'Smileys',
      'People',
      '',
      'Animals and nature',
      'Food and drink',
      'Travel and places',
      'Activities',
      'Objects',
      'Symbols',
      'Flags'
    ]
  },

  details: {
    title: 'Details',
    open: 'Show details',
    members: 'People',
    connection: 'Connection',
    purpose: 'Purpose',
    rename: 'Rename channel',
    channel: 'Channel for the whole team',
    direct: 'Direct message between the two of you',
    self: 'Notes that only you can read'
  },

  connection: {
    direct: (count: number) =>
      plural(count, { one: 'Directly connected to # device', other: 'Directly connected to # devices' }),
    relayed: 'Connected through the relay (encrypted)',
    offline: 'This device only – delivered later',
    title: 'Connection',
    reason: 'Why',
    reasons: {
      'no-network': 'No network',
      'no-signaling': 'The relay cannot be reached',
      'nobody-there': 'Nobody is there just now',
      'no-direct-path': 'The network does not allow a direct connection',
      'clock-off': 'The clock is wrong'
    },
    reasonHelp: {
      'no-network': 'Everything you write is kept and goes out by itself later.',
      'no-signaling': 'Devices that are already connected go on talking. New ones find each other when it is back.',
      'nobody-there': 'Messages go out as soon as another device of the team opens Flurfunk.',
      'no-direct-path': 'Messages travel through the relay instead. It cannot read them.',
      'clock-off': 'Set the date and time of this device; then connections work again.'
    },
    clock: (span: string) => `This device’s clock differs by ${span} from the others.`,
    devices: 'Connected devices',
    since: (when: string) => `since ${when}`,
    none: 'No device is connected.'
  },

  settings: {
    title: 'Settings',
    profile: 'Profile',
    name: 'Name',
    about: 'About you (optional)',
    aboutExample: 'Site manager, Mondays off',
    appearance: 'Appearance',
    theme: 'Colours',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    language: 'Language',
    languageSystem: 'System',
    enter: 'Enter key',
    enterKeys: { sends: 'Sends', breaks: 'New line' },
    enterHint: 'On this device. Shift+Enter always makes a new line, Ctrl+Enter always sends.',
    storage: 'Storage on this device',
    storageKept: 'The browser keeps what is stored here.',
    storageMayGo: 'The browser may delete what is stored here when space gets short.',
    storageAsk: 'Keep it permanently',
    storageRefused:
      'The browser said no. Installing Flurfunk, or opening it often, usually helps. A second device is the best safety.',
    storageUsed: (size: string) => `${size} used`,
    storageUnknown: 'This browser does not say how it treats stored data.',
    aboutTitle: 'About Flurfunk',
    aboutText: 'Messages live on the team’s own devices and nowhere else. Free software, Apache-2.0.',
    version: (version: string) => `Version ${version}`,
    keyboard: 'Keyboard shortcuts',
    install: 'Install as an app',
    installText: 'Opens like any other app, and the browser keeps what is stored.',
    installDo: 'Install',
    installIos: 'In Safari: Share, then “Add to Home Screen”.'
  },

  rootSheet: {
    reminder: 'Write down the root sheet',
    reminderText: 'Your team’s last key exists on this device only.',
    title: 'The root sheet',
    intro:
      'These fourteen groups are your team’s paper key. It is needed only if all owners lose their devices. Print it or write it down, and keep it where the company keeps its contracts.',
    warning:
      'Whoever has this sheet can take over the team. After you confirm, Flurfunk forgets it and cannot show it again.',
    print: 'Print',
    check: 'I have the sheet on paper, and it is complete.',
    later: 'Later',
    confirm: 'Done, forget it here',
    done: 'The root key is no longer on this device'
  },

  keyboard: {
    title: 'Keyboard shortcuts',
    everywhere: 'Everywhere',
    onMessage: 'On a focused message',
    writing: 'While writing',
    switcher: 'Go to anything by its name',
    previousNext: 'Previous, next conversation',
    nextUnread: 'Previous, next unread conversation',
    lock: 'Lock (where there is a passphrase)',
    sheet: 'This sheet',
    escape: 'Close; in a conversation: mark as read',
    send: 'Send',
    newLine: 'New line',
    editLast: 'Edit the last message you wrote (empty field)',
    move: 'Previous, next message'
  },

  switcher: {
    title: 'Find',
    open: 'Search',
    placeholder: 'Name, word or command',
    none: 'Nothing found.'
  },

  update: {
    ready: 'A new version is ready.',
    now: 'Reload',
    later: 'Later'
  },

  notices: {
    'invitation-disturbed': () => 'Someone is disturbing one of your invitations. Revoke it and make a new one.',
    'device-flagged': (name: string) =>
      name === ''
        ? 'One of your devices is being used in two places at once. Remove it under Settings, Devices, and link it anew.'
        : `A device of ${name} is being used in two places at once. Ask ${name} to remove it and to link it anew.`,
    'bad-key': (name: string) => `A device of ${name} handed out a key that does not fit. It was not used.`,
    'sent-late': actsEn.later.late,
    'disk-full': () =>
      'There is no more space on this device. What is stored is safe; new messages wait until there is room.',
    'newer-version-needed': () => 'Someone in the team uses a newer version. Reload Flurfunk to see everything.'
  },

  groups: groupsEn,

  acts: actsEn,
  life: lifeEn,
  pads: padsEn,

  refusals: {
    ...actsEn.refusals,
    ...lifeEn.refusals,
    ...padsEn.refusals,
    ...groupsEn.refusals,
    ...filesEn.refusals,
    ...comingInEn.refusals,
    'no-team': 'This device is not in a team yet.',
    'already-in-team': 'You are in this team already, on this device.',
    'in-another-team': 'This invitation leads to another team. Join it as a further team.',
    'empty-text': 'There is nothing to send yet.',
    'text-too-long': 'The text is too long. Split it into two messages.',
    'name-too-long': 'The name is too long. 64 characters at most.',
    'empty-name': 'A name is needed.',
    'unknown-conversation': 'This conversation is not here (any more).',
    'unknown-message': 'This message is not here (any more).',
    'unknown-member': 'This person is not in the team (any more).',
    'unknown-invitation': 'This invitation is not here (any more).',
    'not-allowed': 'Your role does not allow this. Nothing was changed.',
    'not-editable': 'This message can no longer be changed.',
    'someone-was-faster': 'Someone else was faster and has changed it already. You changed nothing.',
    'last-owner': 'You are the only owner. Read the warning first; nothing was changed.',
    removed: 'This device is no longer part of the team. Your text is still here.',
    'no-key-yet':
      'The key of this conversation has not arrived yet. Your text is still here; try again when a device is connected.',
    'link-malformed': 'This link is incomplete. Copy it once more, from the first to the last character.',
    'link-not-an-invitation': 'This link is not an invitation to a team.',
    'link-not-for-a-device':
      'This is not a link for a second device. On your other device, open Settings, then Devices.',
    'link-mistyped':
      'There is a mistake in this link or code. Copy it once more, or compare it character by character.',
    'link-ended': 'This link no longer works. Show a new one – nothing has been changed.',
    'too-many-devices': 'You have ten devices already. Remove one that you no longer use first.',
    'unknown-device': 'This device is not in the team (any more).',
    expired: 'The invitation has expired. Please ask for a new one – nothing has been lost.',
    ...verifyRefusals,
    'disk-full': 'There is no more space on this device. Your text is still here.',
    'slow-down': 'That was a lot at once. Your text is still here; try again in a moment.',
    'too-many-teams': 'A device holds eight teams at most. Remove one from here first.',
    stopped: 'This team has stopped on this device. Everything written is safely stored; start it again to go on.'
  },

  lock: lockEn,
  privacy: privacyEn,
  devices: devicesEn,
  governing: rolesEn,
  reading: readingEn,
  finding: findingEn,
  files: filesEn,
  verify,

  units: {
    seconds: (count: number) => `${count} s`,
    minutes: (count: number) => `${count} min`,
    hours: (count: number) => `${count} h`,
    days: (count: number) => plural(count, { one: '# day', other: '# days' })
  }
}

/** Every word there is. */
export type Words = typeof en
