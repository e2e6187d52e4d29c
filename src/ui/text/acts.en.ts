// Owns the English words about what one does with messages: forward, pin, star, select, polls, what disappears, what is sent later.

import { pluralOf } from './plural.ts'

const plural = pluralOf('en-GB')

export const actsEn = {
  forward: 'Forward',
  pin: 'Pin for everyone',
  unpin: 'Unpin',
  star: 'Star',
  unstar: 'Remove star',
  select: 'Select several',
  toAnswered: 'Go to the message it answers',
  history: 'Earlier versions',
  forwarded: 'Forwarded',
  starred: 'Starred',
  pinned: 'Pinned',
  jump: 'Show in the conversation',
  gone: 'This message is no longer here.',

  remove: {
    title: (count: number) => plural(count, { one: 'Delete this message?', other: 'Delete # messages?' }),
    everyone: 'Delete for everyone',
    everyoneHint: 'Every device erases it as soon as it learns of this. A screenshot or a changed app may keep a copy.',
    me: 'Delete for me',
    meHint: 'It disappears from your devices only. The others keep it and are not told.',
    onlyMe: 'Only what you wrote can be deleted for everyone.',
    hidden: (count: number) => plural(count, { one: 'Deleted for you', other: '# messages deleted for you' }),
    undo: 'Undo'
  },

  forwarding: {
    title: (count: number) => plural(count, { one: 'Forward message', other: 'Forward # messages' }),
    hint: 'Sent as your own message, marked as forwarded. Who wrote it first is not told.',
    find: 'Find a conversation',
    to: 'Forward to',
    none: 'Nothing with this name.',
    send: (count: number) => plural(count, { one: 'Forward to # conversation', other: 'Forward to # conversations' }),
    choose: 'Choose a conversation',
    done: 'Forwarded'
  },

  selecting: {
    bar: 'Selected messages',
    count: (count: number) => plural(count, { one: '# selected', other: '# selected' }),
    stop: 'End selection',
    choose: (name: string, when: string) => `Message from ${name}, ${when}`
  },

  pins: {
    bar: 'Pinned message',
    title: 'Pinned messages',
    none: 'Nothing is pinned here. Pin what everyone should find again.',
    all: (count: number) => plural(count, { one: '# pinned message', other: 'All # pinned messages' })
  },

  stars: {
    title: 'Starred messages',
    none: 'Nothing is starred yet. Stars are for you alone, on all your devices.',
    open: 'Starred messages'
  },

  versions: {
    title: 'Earlier versions',
    now: 'now',
    first: 'first',
    hint: 'What was erased in between is not listed.'
  },

  replies: {
    title: 'Replies',
    count: (count: number) => plural(count, { one: '# reply', other: '# replies' }),
    none: 'Nobody has answered this message so far.',
    reply: 'Reply'
  },

  poll: {
    create: 'Poll',
    title: 'New poll',
    question: 'Question',
    option: (place: number) => `Answer ${place}`,
    add: 'Add an answer',
    drop: (place: number) => `Remove answer ${place}`,
    several: 'Several answers may be chosen',
    closes: 'Ends',
    never: 'never',
    hour: 'in an hour',
    day: 'in a day',
    week: 'in a week',
    submit: 'Start poll',
    label: 'Poll',
    one: 'One answer',
    many: 'Several answers',
    until: (when: string) => `open until ${when}`,
    closed: 'closed',
    votes: (count: number) =>
      count === 0 ? 'Nobody has voted yet' : plural(count, { one: '# person has voted', other: '# people have voted' }),
    chosen: (text: string, count: number) => `${text}, ${plural(count, { one: '# vote', other: '# votes' })}`,
    takeBack: 'Take back my vote',
    who: 'Who voted for what'
  },

  timer: {
    title: 'Disappearing messages',
    hint: 'New messages are erased on every device after this time. What was written before stays. A screenshot or a changed app may keep a copy.',
    off: 'Off',
    span: {
      hour: 'After 1 hour',
      day: 'After 1 day',
      week: 'After 1 week',
      month: 'After 30 days',
      quarter: 'After 90 days'
    },
    other: (span: string) => `After ${span}`,
    set: (name: string, span: string) => `${name} set: new messages disappear after ${span}.`,
    setMine: (span: string) => `You set: new messages disappear after ${span}.`,
    stopped: (name: string) => `${name} set: new messages no longer disappear.`,
    stoppedMine: 'You set: new messages no longer disappear.',
    mark: (when: string) => `Disappears ${when}`
  },

  once: {
    write: 'View once',
    writing: 'Can be viewed once',
    stop: 'Send normally',
    own: 'Sent as view once',
    closed: 'View once',
    opened: 'Viewed',
    open: 'Open once',
    title: 'View once',
    question: 'You can look at this message once. Then it is gone on all your devices.',
    honest: 'A screenshot or a changed app can keep it nevertheless.',
    close: 'Close, it is gone then',
    line: 'View-once message'
  },

  later: {
    open: 'Send later',
    title: 'Send later',
    honest: 'It will be sent when this device is on and Flurfunk is open. Otherwise at the next start.',
    when: 'When',
    quick: 'Suggestions',
    hour: 'In an hour',
    evening: 'This evening, 18:00',
    morning: 'Tomorrow, 8:00',
    monday: 'Monday, 8:00',
    submit: 'Schedule',
    done: (when: string) => `Planned for ${when} – this device has to be on then`,
    bar: (count: number) => plural(count, { one: '# message to be sent later', other: '# messages to be sent later' }),
    list: 'To be sent later',
    waits: 'could not be sent yet, will be tried again',
    text: 'Message',
    edit: 'Change',
    now: 'Send now',
    cancel: 'Do not send',
    cancelled: 'Will not be sent',
    late: (text: string) => `Sent late, because this device was off: ${text}`
  },

  more: 'More ways to send',

  refusals: {
    'not-forwardable': 'This message cannot be forwarded.',
    'already-opened': 'This message was already viewed. It cannot be opened again.',
    'poll-closed': 'The poll has ended. Nothing was changed.',
    'poll-incomplete': 'A poll needs a question and at least two answers.',
    'time-out-of-range': 'Choose a time from now on, at most a year ahead.',
    'too-many-scheduled': 'A hundred messages already wait to be sent. Send or remove one first.',
    'unknown-scheduled': 'This message was already sent or removed.'
  }
}
