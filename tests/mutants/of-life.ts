// Owns the mutants of what is seen once (C14) and of how a person arranges its conversations and is told of them (C22 to C25).

import { mutantsOf, type Mutant } from './mutant.ts'

const once = [
  ...mutantsOf(
    'src/chat/composition.ts',
    ['tests/chat/acts.test.ts'],
    [
      {
        rule: 'C14',
        breaks: 'what may be looked at once stands in every list',
        find: "text: once ? '' : (edits.at(-1)?.text ?? post.text)",
        put: 'text: edits.at(-1)?.text ?? post.text'
      }
    ]
  ),
  ...mutantsOf(
    'src/chat/expiry.ts',
    ['tests/chat/acts.test.ts'],
    [
      {
        rule: 'C14',
        breaks: 'what may be looked at once stays as long as its sender likes',
        find: 'Math.min(ttl === 0 ? limits.onceSecondsMax : ttl, limits.onceSecondsMax)',
        put: '(ttl === 0 ? limits.onceSecondsMax : ttl)'
      }
    ]
  ),
  ...mutantsOf(
    'src/chat/registers.ts',
    ['tests/chat/registers.test.ts'],
    [
      {
        rule: 'C14',
        breaks: 'an opening is taken back, and all is to be seen again',
        find: 'return operation.kind === markKinds.opened && !operation.on\n',
        put: 'return operation.kind === markKinds.opened && operation.type !== "message-mark"\n'
      }
    ]
  ),
  ...mutantsOf(
    'src/node/intents-acts.ts',
    ['tests/simulation/acts.test.ts'],
    [
      {
        rule: 'C14',
        breaks: 'what was opened opens again',
        find: "if (isMarked(registers, 'opened', { conversation, target })) return err('already-opened')",
        put: ''
      },
      {
        rule: 'C14',
        breaks: 'its author looks at what may be looked at once',
        find: "if (found.message.member === identity.member) return err('not-allowed')",
        put: ''
      },
      {
        rule: 'C14',
        breaks: 'what may be looked at once is forwarded',
        find: "return type === 'message' && !once && poll === undefined",
        put: "return type === 'message' && poll === undefined"
      }
    ]
  ),
  ...mutantsOf(
    'src/ui/notify/notice-words.ts',
    ['tests/app/notifying.test.ts'],
    [
      {
        rule: 'C14',
        breaks: 'a notice tells what may be looked at once',
        find: 'const words = last.once\n',
        put: 'const words = last.deleted\n'
      }
    ]
  )
]

const arranging = mutantsOf(
  'src/node/arranging.ts',
  ['tests/node/arranging.test.ts'],
  [
    {
      rule: 'C22',
      breaks: 'a setting of any form pins, mutes and archives',
      find: "return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined",
      put: "return typeof value === 'boolean' || value === undefined ? undefined : (value as number)"
    },
    {
      rule: 'C22',
      breaks: 'a mark of unread outlives the reading',
      find: 'marked: unread !== undefined && (readMarkOf(registers, conversation)?.ts ?? 0) <= unread',
      put: 'marked: unread !== undefined && registers !== undefined'
    },
    {
      rule: 'C22',
      breaks: 'what was said in silence brings a conversation back',
      find: "last <= Math.max(archive, mute === 'ever' ? 0 : (mute ?? 0))",
      put: 'last <= archive'
    },
    {
      rule: 'C22',
      breaks: 'an archived conversation stays away, whatever is said there',
      find: 'return !late && last <=',
      put: 'return !late || last <='
    },
    {
      rule: 'C22',
      breaks: 'silence has no end',
      find: "return mute === 'ever' || (mute !== undefined && mute > now) ? mute : undefined",
      put: "return mute === 'ever' || now > 0 ? mute : undefined"
    },
    {
      rule: 'C22',
      breaks: 'of two pins at one place the order is chance',
      find: 'a.place - b.place || (a.conversation < b.conversation ? -1 : 1)',
      put: 'a.place - b.place'
    },
    {
      rule: 'C22',
      breaks: 'a pin without room between two others is lost',
      find: 'const fits = place > before && (after === undefined || place < after) && place <= Number.MAX_SAFE_INTEGER',
      put: 'const fits = place >= before'
    },
    {
      rule: 'C23',
      breaks: 'a muted conversation calls for everything',
      find: 'return facts.countsMentions ? facts.unreadMentions : 0',
      put: 'return facts.countsMentions ? facts.unread : 0'
    },
    {
      rule: 'C23',
      breaks: 'what was marked by hand calls nobody',
      find: 'return Math.max(facts.unread, arrangement.marked ? 1 : 0)',
      put: 'return facts.unread'
    }
  ]
)

const late = mutantsOf(
  'src/node/late.ts',
  ['tests/node/late.test.ts', 'tests/simulation/life.test.ts'],
  [
    {
      rule: 'C6',
      breaks: 'what came late before the read mark is read unseen',
      find: 'unseen.set(hash, scope)',
      put: ''
    },
    {
      rule: 'C6',
      breaks: 'what came late and was not seen is read after a restart',
      find: 'storage.keep(lateRecord(conversation, hashesIn(conversation)))',
      put: 'storage.keep(lateRecord(conversation, []))'
    },
    {
      rule: 'C6',
      breaks: 'what came late stays unread whatever one sees',
      find: 'for (const hash of entries) unseen.delete(hash)',
      put: ''
    }
  ]
)

const life = mutantsOf(
  'src/node/intents-life.ts',
  ['tests/simulation/life.test.ts'],
  [
    {
      rule: 'C22',
      breaks: 'a conversation is muted until yesterday',
      find: "if (!Number.isSafeInteger(until) || until <= desk.now()) return err('time-out-of-range')",
      put: ''
    },
    {
      rule: 'C22',
      breaks: 'moving a pin changes places with one that is put away',
      find: 'others.find((each) => !isAway(desk, each.conversation))',
      put: 'others.find((each) => each.place > 0)'
    },
    {
      rule: 'C22',
      breaks: 'what is not pinned is given a place',
      find: "if (moved === undefined || (after !== undefined && to === 0)) return err('someone-was-faster')",
      put: "if (moved === undefined) return err('someone-was-faster')"
    },
    {
      rule: 'C24',
      breaks: 'a replaced picture stays in the log',
      find: '...(before === undefined ? [] : eraseReplaced(desk, place, before.entry))',
      put: '...(before === undefined || picture !== undefined ? [] : eraseReplaced(desk, place, before.entry))'
    },
    {
      rule: 'C24',
      breaks: 'bytes of any kind become a picture',
      find: "if (picture !== undefined && !isPicture(picture)) return err('not-a-picture')",
      put: ''
    }
  ]
)

const pictures = [
  ...mutantsOf(
    'src/chat/fields.ts',
    ['tests/chat/operations.test.ts'],
    [
      {
        rule: 'C24',
        breaks: 'a drawing that runs scripts counts as a picture',
        find: "return isJpeg || (text(0) === 'RIFF' && text(8) === 'WEBP')",
        put: 'return isJpeg || text(0).length > 0'
      },
      {
        rule: 'C24',
        breaks: 'a picture has no bound',
        find: 'if (bytes.length > limits.pictureBytesMax) return false',
        put: ''
      }
    ]
  ),
  ...mutantsOf(
    'src/chat/rules.ts',
    ['tests/chat/rules.test.ts'],
    [
      {
        rule: 'C24',
        breaks: 'a group gives other conversations their picture',
        find: "return kind === 'directory' || (kind === 'group' && operation.of === conversation)",
        put: "return kind === 'directory' || kind === 'group'"
      },
      {
        rule: 'C26',
        breaks: 'a member’s picture has the bound of a conversation’s',
        find: 'return of !== member || picture === undefined || picture.length <= limits.portraitBytesMax',
        put: 'return of !== member || picture === undefined || picture.length <= limits.pictureBytesMax'
      },
      {
        rule: 'C26',
        breaks: 'a member shows its picture to no guest',
        find: "if (operation.of === member) return kind !== 'channel'",
        put: ''
      }
    ]
  ),
  ...mutantsOf(
    'src/chat/composition.ts',
    ['tests/chat/timeline.test.ts'],
    [
      {
        rule: 'C2',
        breaks: 'a replaced read mark leaves the line of a message',
        find: "return isSilent ? undefined : { ...bare, type: 'deleted' }",
        put: "return isSilent && operation !== undefined ? undefined : { ...bare, type: 'deleted' }"
      }
    ]
  ),
  ...mutantsOf(
    'src/chat/registers.ts',
    ['tests/chat/registers.test.ts'],
    [
      {
        rule: 'C26',
        breaks: 'an older picture said again undoes a later choice',
        find: 'ts: Math.min(operation.chosen ?? ts, ts + limits.futureWaitsMs)',
        put: 'ts'
      },
      {
        rule: 'C26',
        breaks: 'one device of a member fixes its picture for ever',
        find: 'ts: Math.min(operation.chosen ?? ts, ts + limits.futureWaitsMs)',
        put: 'ts: operation.chosen ?? ts'
      },
      {
        rule: 'C26',
        breaks: 'anybody changes anybody’s picture',
        find: 'return operation.of === facts.member',
        put: 'return operation.of !== facts.conversation'
      }
    ]
  ),
  ...mutantsOf(
    'src/node/portraits.ts',
    ['tests/simulation/portraits.test.ts'],
    [
      {
        rule: 'C26',
        breaks: 'bytes of any kind become a picture of oneself',
        find: "if (picture !== undefined && !isPortrait(picture)) return err('not-a-picture')",
        put: ''
      },
      {
        rule: 'C26',
        breaks: 'who is out is shown',
        find: 'const isShown = bytes !== undefined && replica.membership.team.members.has(member)',
        put: 'const isShown = bytes !== undefined'
      },
      {
        rule: 'C26',
        breaks: 'what stands with guests is said again and again',
        find: 'if (placed === undefined ? picture === undefined : placed.ts >= chosen) return []',
        put: 'if (placed === undefined && picture === undefined) return []'
      },
      {
        rule: 'C26',
        breaks: 'a replaced picture stays where guests are',
        find: '...(placed === undefined ? [] : eraseReplaced(desk, place, placed.entry))',
        put: ''
      }
    ]
  ),
  ...mutantsOf(
    'src/node/intents-roles.ts',
    ['tests/simulation/portraits.test.ts'],
    [
      {
        rule: 'C26',
        breaks: 'who leaves leaves the picture behind',
        find: 'const takenBack = takeBackPortrait(desk)',
        put: 'const takenBack: ReturnType<typeof takeBackPortrait> = []'
      }
    ]
  )
]

const notices = [
  ...mutantsOf(
    'src/app/notifying.ts',
    ['tests/app/notifying.test.ts'],
    [
      {
        rule: 'C25',
        breaks: 'a start tells of all that was there before',
        find: 'else if (before !== undefined && facts.away && isNews(before.views.get(view.conversation), view, facts.about))',
        put: 'else if (facts.away && isNews(before?.views.get(view.conversation), view, facts.about))'
      },
      {
        rule: 'C25',
        breaks: 'a notice comes while one looks at the app',
        find: 'before !== undefined && facts.away && isNews',
        put: 'before !== undefined && isNews'
      },
      {
        rule: 'C25',
        breaks: 'what was read has its notice left standing',
        find: 'if (count === 0) close.push(view.conversation)',
        put: 'if (count === 0 && before === undefined) close.push(view.conversation)'
      },
      {
        rule: 'C25',
        breaks: 'a muted conversation tells of everything',
        find: 'if (muted !== undefined) return calls\n',
        put: ''
      },
      {
        rule: 'C25',
        breaks: 'mentions only is not what it says',
        find: "return about === 'all' || kind === 'direct' ? unread : unreadMentions",
        put: 'return unread + 0 * unreadMentions'
      },
      {
        rule: 'C25',
        breaks: 'a hundred messages are a hundred sounds',
        find: 'const alerts = last === undefined || facts.now - last >= alertEveryMs || facts.now < last',
        put: 'const alerts = last === undefined || facts.now >= last'
      }
    ]
  ),
  ...mutantsOf(
    'src/ui/notify/notice-words.ts',
    ['tests/app/notifying.test.ts'],
    [
      {
        rule: 'C25',
        breaks: 'a notice that should say nothing says the name',
        find: "if (content === 'nothing') return { title: say.product, body: counted }",
        put: ''
      },
      {
        rule: 'C25',
        breaks: 'a notice that should say the name says the words',
        find: "if (content === 'name' || !hasLast || last === undefined)",
        put: 'if (!hasLast || last === undefined)'
      }
    ]
  ),
  ...mutantsOf(
    'src/app/notice-shelf.ts',
    ['tests/app/notifying.test.ts'],
    [
      {
        rule: 'C25',
        breaks: 'what was about to be shown is shown over the lock',
        find: 'if (registration === undefined || clearings !== this.#clearings) return',
        put: 'if (registration === undefined || clearings < 0) return'
      }
    ]
  )
]

export const mutantsOfLife: readonly Mutant[] = [...once, ...arranging, ...late, ...life, ...pictures, ...notices]
