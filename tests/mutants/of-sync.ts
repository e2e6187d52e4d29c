// Owns the mutants of sync (S1 to S13): what is said to whom.

import { mutantsOf, type Mutant } from './mutant.ts'

const standingTests = ['tests/sync/standing.test.ts', 'tests/sync/hostile.test.ts']

const bind = mutantsOf(
  'src/sync/bind.ts',
  ['tests/sync/bind.test.ts', 'tests/sync/standing.test.ts'],
  [
    {
      rule: 'S2',
      breaks: 'a meet is bound to no PeerIds: a relay passes it on as its own',
      find: "concat(nonce, hash('peers', encodeCbor([peers.from, peers.to])))",
      put: "concat(nonce, hash('peers', encodeCbor([peers.from.length, peers.to.length])))"
    },
    {
      rule: 'S2',
      breaks: 'a meet that comes back is taken for a peer’s',
      find: "if (equalBytes(theirs.nonce, own.nonce)) return err('reflected')",
      put: ''
    },
    {
      rule: 'S2',
      breaks: 'who shows no epoch is talked to',
      find: 'if (ownTag === undefined || !shown.has(toHex(theirTag))) return []',
      put: 'if (ownTag === undefined || shown.size < 0) return []'
    },
    {
      rule: 'S3',
      breaks: 'a bind signs no PeerIds',
      find: 'encodeCbor([idBytes(team), said.from, said.to, said.nonceFrom, said.nonceTo])',
      put: 'encodeCbor([idBytes(team), said.nonceFrom, said.nonceTo])'
    },
    {
      rule: 'S3',
      breaks: 'a bind signs no nonces: it can be replayed',
      find: 'encodeCbor([idBytes(team), said.from, said.to, said.nonceFrom, said.nonceTo])',
      put: 'encodeCbor([idBytes(team), said.from, said.to])'
    },
    {
      rule: 'S3',
      breaks: 'who binds need not own the device',
      find: "if (!verify(certificate.value.signPublic, 'bind', bindTranscript(team, said), bind.signature))\n    return err('bad-signature')",
      put: ''
    },
    {
      rule: 'S3',
      breaks: 'who binds may name another device than its certificate',
      find: "if (certificate.value.device !== bind.device) return err('wrong-device')",
      put: ''
    },
    {
      rule: 'S6',
      breaks: 'a conversation has the same name in every session',
      find: "derive(sessionNonces, 'scope', idBytes(scope), 16)",
      put: "derive(new Uint8Array(64 + sessionNonces.length * 0), 'scope', idBytes(scope), 16)"
    },
    {
      rule: 'K14',
      breaks: 'a team that was silent for a season does not find itself again',
      find: 'new Set([...newestOfScopes, ...recent.slice(0, limits.meetNewest), ...lastOfWeeks])',
      put: 'new Set([...recent.slice(0, limits.meetNewest), ...lastOfWeeks])'
    }
  ]
)

const answers = mutantsOf('src/sync/answers.ts', standingTests, [
  {
    rule: 'S5',
    breaks: 'a want is answered by what the peer was when it bound',
    find: 'const shared = scopesOf(local.standing(device)).find((each) => each.scope === scope)',
    put: 'const shared = scope === undefined ? undefined : { scope, device, order: 0, epochPayloads: true }'
  },
  {
    rule: 'S4',
    breaks: 'guests get the boxes of the team',
    find: "return entry.header.kind === 'epoch' && !shared.epochPayloads ? { ...entry, payload: undefined } : entry",
    put: 'return shared.order < 0 ? { ...entry, payload: undefined } : entry'
  },
  {
    rule: 'S4',
    breaks: 'of a device that nobody knows nothing is taken: newcomers stay strangers',
    find: "if (standing.type !== 'unknown') return []",
    put: 'if (local.me.device.length > 0) return []'
  }
])

const telling = mutantsOf('src/sync/telling.ts', standingTests, [
  {
    rule: 'S5',
    breaks: 'new entries go to whoever was a member when it bound',
    find: 'const scopes = scopesOf(local.standing(before.bound.device))',
    put: 'const scopes = [...before.tagByScope.keys()].map((scope) => ({ scope, order: 0, epochPayloads: true }))'
  },
  {
    rule: 'S5',
    breaks: 'heads are told to whoever was a member when it bound',
    find: 'const moved = [...talk.changed.values()].filter(({ scope }) => mayHave.has(scope))',
    put: 'const moved = [...talk.changed.values()].filter(({ scope }) => mayHave.size >= 0 && scope.length > 0)'
  },
  {
    rule: 'S8',
    breaks: 'questions are answered at any rate',
    find: "if (verdict !== 'within') return keep(counted)\n  const { device } = talk.bound",
    put: 'const { device } = talk.bound'
  }
])

const taking = mutantsOf('src/sync/taking.ts', standingTests, [
  {
    rule: 'S4',
    breaks: 'an answer brings entries of conversations the peer is not in',
    find: 'takes.has(run.scope) && asked.has(`${run.scope}/${run.device}`)',
    put: 'asked.has(`${run.scope}/${run.device}`)'
  },
  {
    rule: 'S4',
    breaks: 'new entries are taken from who takes no part',
    find: 'for (const run of runs.filter((each) => takes.has(each.scope) || mayBegin(each, standing, local))) {',
    put: 'for (const run of runs.filter((each) => takes.size >= 0 && each.items.length > 0)) {'
  },
  {
    rule: 'S4',
    breaks: 'a run that nobody asked for goes anywhere',
    find: 'const isWelcome = frame.runs.length > 0 && frame.runs.every((run) => mayComeUnasked(run, standing, local))',
    put: 'const isWelcome = frame.runs.length > 0 && frame.runs.every((run) => run.items.length > 0)'
  },
  {
    rule: 'S8',
    breaks: 'an author that floods is heard on',
    find: "if (verdict === 'flood') return part('too-much', { reason: 'flood', now })",
    put: ''
  }
])

const session = mutantsOf('src/sync/session.ts', standingTests, [
  {
    rule: 'S8',
    breaks: 'frames may come at any rate',
    find: "if (verdict === 'flood') return cut('flood')",
    put: ''
  },
  {
    rule: 'V6',
    breaks: 'frames before binding fill the memory',
    find: 'if (session.early.length >= bounds.earlyFramesMax || bytesKept + bytes.length > bounds.earlyBytesMax)',
    put: 'if (bytesKept < 0)'
  },
  {
    rule: 'S2',
    breaks: 'a link that binds nobody stays open',
    find: 'bindBy: now + limits.bindMs',
    put: 'bindBy: now + 100 * limits.bindMs'
  }
])

const rendezvous = mutantsOf(
  'src/sync/rendezvous.ts',
  ['tests/sync/rendezvous.test.ts', 'tests/sync/bind.test.ts'],
  [
    {
      rule: 'S9',
      breaks: 'a team meets under one topic for ever: the operator follows it over days',
      find: "derive(secret, 'topic', uintBytes(day, 4), 16)",
      put: "derive(secret, 'topic', uintBytes(day * 0, 4), 16)"
    }
  ]
)

const hearing = mutantsOf(
  'src/sync/hearing.ts',
  ['tests/sync/rendezvous.test.ts', 'tests/sync/meeting-plan.test.ts'],
  [
    {
      rule: 'S9',
      breaks: 'an old letter counts again',
      find: "if (before !== undefined && letter.counter <= before.counter) return { heard, news: 'replay' }",
      put: ''
    }
  ]
)

const clocks = mutantsOf(
  'src/sync/clocks.ts',
  ['tests/sync/clocks.test.ts'],
  [
    {
      rule: 'S11',
      breaks: 'one peer sets our clock',
      find: 'sorted.length >= 3 ? median : 0',
      put: 'sorted.length >= 1 ? median : 0'
    }
  ]
)

const quiet = [
  ...mutantsOf(
    'src/sync/telling.ts',
    ['tests/simulation/quiet.test.ts'],
    [
      {
        rule: 'S14',
        breaks: 'who left a group shows its beginning once a minute for ever',
        find: 'if (isLeft && shown >= bounds.shownOfLeftMax) return []',
        put: ''
      }
    ]
  ),
  ...mutantsOf(
    'src/sync/pull.ts',
    ['tests/sync/session.test.ts'],
    [
      {
        rule: 'S7',
        breaks: 'what nobody has is asked for once a minute for ever',
        find: 'if (before === undefined || often <= 0) return restUntilFor(before, false)',
        put: 'if (often < 99_999) return restUntilFor(before, false)'
      }
    ]
  )
]

export const mutantsOfSync: readonly Mutant[] = [
  ...bind,
  ...answers,
  ...telling,
  ...taking,
  ...session,
  ...rendezvous,
  ...hearing,
  ...clocks,
  ...quiet
]
