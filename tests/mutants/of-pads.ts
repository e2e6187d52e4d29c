// Owns the mutants of notes and lists: which changes count and what is kept of them (P9), what of a person's typing goes out (P10), and where
// people are seen to stand (S15).

import { mutantsOf, type Mutant } from './mutant.ts'

const chat = ['tests/chat/pads.test.ts']
const people = ['tests/simulation/pads.test.ts']

const counted = [
  ...mutantsOf('src/chat/pad-order.ts', chat, [
    {
      rule: 'P9',
      breaks: 'a change of a pad is applied before what its author had seen',
      find: 'const lacking = own < step.first ? step.client : lackingIn(step.vector, reached)',
      put: 'const lacking = own < step.first ? step.client : undefined'
    }
  ]),
  ...mutantsOf('src/chat/pad-document.ts', chat, [
    {
      rule: 'P9',
      breaks: 'what came later than a snapshot of a pad, but belongs before its end, is put behind it',
      find: 'if (next !== undefined && fresh.some((step) => mayBelongBefore(step, next))) return undefined',
      put: ''
    },
    {
      rule: 'P9',
      breaks: 'a change of a pad that waited when it was kept makes all of it be read for ever',
      find: 'return !aside.has(step.hash) && (full',
      put: 'return (full'
    },
    {
      rule: 'P9',
      breaks: 'a small change gets into a full pad from what was kept of it, and nowhere else',
      find: 'const room = next?.full === true ? [] : fresh',
      put: 'const room = fresh'
    },
    {
      rule: 'P9',
      breaks: 'what no editor writes is read together to go back to it, and stands elsewhere then',
      find: 'function remember(): void {\n    const bytes = stateOf(doc)',
      put: 'function remember(): void {\n    const bytes = Y.encodeStateAsUpdate(doc)'
    },
    {
      rule: 'P9',
      breaks: 'what no editor writes is read together for a draft, and stands elsewhere there',
      find: 'updates() {\n      const bytes = stateOf(doc)',
      put: 'updates() {\n      const bytes = Y.encodeStateAsUpdate(doc)'
    }
  ]),
  ...mutantsOf('src/node/pad-steps.ts', people, [
    {
      rule: 'P9',
      breaks: 'a change of a pad that waits is forgotten with the page it stands in, once something is kept',
      find: 'isSettled && steps.every(({ hash }) => base.hashes.has(hash))',
      put: 'isSettled'
    }
  ]),
  ...mutantsOf('src/node/effects.ts', people, [
    {
      rule: 'P9',
      breaks: 'what is erased of a pad stands in its snapshot',
      find: 'forgetCaches: snapshotsVoidedBy(effects),',
      put: ''
    }
  ])
]

const typed = [
  ...mutantsOf('src/chat/pad-draft.ts', chat, [
    {
      rule: 'P10',
      breaks: 'words that were taken back before anybody saw them go out',
      find: "return isGone ? { ...struct, content: { type: 'gone', length } } : struct",
      put: 'return isGone ? struct : struct'
    },
    {
      rule: 'P10',
      breaks: 'undoing takes back what others wrote',
      find: 'trackedOrigins: new Set([mine])',
      put: "trackedOrigins: new Set([mine, 'others'])"
    },
    {
      rule: 'P10',
      breaks: 'a long text goes out with a character cut in two',
      find: 'return head.isWellFormed() ? head : head.slice(0, -1)',
      put: 'return head'
    }
  ]),
  ...mutantsOf('src/chat/list-places.ts', chat, [
    {
      rule: 'P10',
      breaks: 'places of a list grow until nobody takes them',
      find: 'if (word.length <= wordMax && isWithin(',
      put: 'if (isWithin('
    }
  ]),
  ...mutantsOf('src/node/held-pads.ts', people, [
    {
      rule: 'P10',
      breaks: 'what may not be stored is tried for ever and never said',
      find: "if (reason === 'removed' || reason === 'not-allowed') return giveUp(held, reason)",
      put: ''
    },
    {
      rule: 'P10',
      breaks: 'words that could not be stored are let go of when other pads are looked at',
      find: 'filter(({ typedSince }) => typedSince === undefined)',
      put: 'filter(({ typedSince, final }) => typedSince === undefined || final !== undefined)'
    }
  ]),
  ...mutantsOf(
    'src/node/open-pad.ts',
    ['tests/node/open-pad.test.ts'],
    [
      {
        rule: 'P10',
        breaks: 'what is typed goes with a change under it that counts no more',
        find: 'saidIn(draft) !== saidIn(document))) renew(typed)',
        put: 'saidIn(draft) !== saidIn(document))) renew([])'
      }
    ]
  )
]

const cursors = [
  ...mutantsOf(
    'src/team/live.ts',
    ['tests/team/live.test.ts'],
    [
      {
        rule: 'S15',
        breaks: 'a cursor names clocks beyond what Yjs takes',
        find: '(plain[at] ?? 0) < 32',
        put: '(plain[at] ?? 0) < 256'
      }
    ]
  ),
  ...mutantsOf('src/node/pad-cursors.ts', people, [
    {
      rule: 'S15',
      breaks: 'who stands in one note is shown in all of them',
      find: 'each.pad === pad && ',
      put: ''
    }
  ])
]

export const mutantsOfPads: readonly Mutant[] = [...counted, ...typed, ...cursors]
