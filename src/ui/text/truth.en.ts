// Owns the English words about where a message is, who read it and who is writing (ux.md 5).

export const truthEn = {
  live: {
    typing: (names: string, count: number) => `${names} ${count === 1 ? 'is' : 'are'} writing …`,
    here: (names: string, count: number) => `${names} ${count === 1 ? 'is' : 'are'} looking here`,
    more: (one: string, others: number) => `${one} and ${others} more`
  },

  sharing: {
    title: 'What others see of you',
    intro: 'All of this is off until you switch it on. You see of others only what you share yourself.',
    names: {
      reading: 'Share how far I have read',
      typing: 'Share that I am writing',
      presence: 'Share that I am looking at a conversation'
    },
    hints: {
      reading:
        'In direct messages and in groups of up to 32. Your devices say there how far you have read, at most once a minute; what they said before is erased.',
      typing: 'Only those who are connected right now learn it. It is stored nowhere and gone after six seconds.',
      presence: 'Only those who are connected right now learn it. It is stored nowhere and gone after 45 seconds.'
    },
    forbidden: 'Your team does not allow this.'
  },

  mark: {
    stored: 'saved, waiting for a connection',
    alone: 'saved',
    partly: (has: number, of: number) => `with ${has} of ${of}`,
    everywhere: 'with everyone',
    read: (count: number) => `read by ${count}`,
    waiting: (span: string) => `waiting ${span} for a connection`,
    waitingFor: (span: string, names: string) => `waiting ${span} for ${names}`,
    both: (one: string, other: string) => `${one} and ${other}`
  },

  reach: {
    title: 'Who has this message',
    intro: 'Read from what the devices last said about themselves, not guessed.',
    written: (when: string) => `Written ${when}`,
    clock: 'Its time lies far ahead, because a clock was wrong. It is shown everywhere once that time has come.',
    nobody: 'Nobody else is in this conversation.',
    own: 'Your other devices',
    has: 'has it',
    read: 'has read it',
    hasNot: 'does not have it yet',
    gone: 'gets nothing any more',
    notMeant: 'not meant for',
    known: (when: string) => `Known since ${when}.`,
    knownAtLatest: (when: string) => `Known since ${when} at the latest.`,
    later: 'Came later; what was said before is not shown to newcomers here.',
    guest: 'Guest: only devices of this conversation bring it.',
    lacksKey: 'Has no key for it yet, so it cannot be read there.',
    why: {
      'on-its-way': 'Is connected; it is on its way.',
      'not-met': (when: string) =>
        `Has not met this device since ${when}. Others may have brought the message since; that shows when the two meet again.`,
      'not-met-alone': (when: string) => `Has not met any device that holds this message since ${when}.`,
      'never-met': 'Has never met this device. It may have the message through others.',
      'out-of-reach': 'There is no conversation whose keys both hold, so nothing can be brought there.',
      removed: 'Was removed and gets nothing any more.',
      out: 'Is not in this conversation any more and gets nothing new.'
    }
  }
}
