// Owns the mutants of the node: the one door and what stands behind it (V1, V6, K13, X2, X6, S4).

import { mutantsOf, type Mutant } from './mutant.ts'

const door = 'tests/node/door.test.ts'

const examine = mutantsOf(
  'src/node/examine.ts',
  [door],
  [
    {
      rule: 'V6',
      breaks: 'a removed device fills the disks of the others with control entries',
      find: "if (exceedsInactive(proposal, run, { entries, examination })) return refused('inactive-device-over-limit', false)",
      put: ''
    },
    {
      rule: 'L1',
      breaks: 'control entries stand in a channel, content in the log of the team',
      find: "if (misplaced !== undefined) return refused('wrong-kind-for-scope')",
      put: ''
    }
  ]
)

const content = mutantsOf(
  'src/node/content.ts',
  [door],
  [
    {
      rule: 'L9',
      breaks: 'what is written years ahead stands at the end of the conversation for years',
      find: "if (entry.ts > reading.now + limits.futureWaitsMs) return 'waits'",
      put: ''
    },
    {
      rule: 'F4',
      breaks: 'a device in five places says five things at once',
      find: "if (!common.has(entry.hash)) return 'waits'",
      put: ''
    },
    {
      rule: 'K13',
      breaks: 'what a removed device writes after its removal is shown',
      find: "if (standing === 'beyond') return undefined",
      put: ''
    },
    {
      rule: 'K13',
      breaks: 'content under an epoch of a removed device counts',
      find: "if (!isReadable(book, epoch)) return book.byId.get(epoch)?.standing === 'void' ? { type: 'void' } : { type: 'sealed' }",
      put: ''
    }
  ]
)

const logs = mutantsOf(
  'src/node/local-logs.ts',
  [door],
  [
    {
      rule: 'S4',
      breaks: 'a removed device is served like a member',
      find: "if (active === undefined) return { type: team.certificates.has(device) ? 'removed' : 'unknown' }",
      put: "if (active === undefined) return { type: 'member', scopes: [...scopes.values()].map(({ scope }) => ({ scope, order: 0, epochPayloads: true })) }"
    },
    {
      rule: 'S4',
      breaks: 'a direct is given to a third member',
      find: ': info.pair.includes(member)',
      put: ': info.pair.length > 0'
    },
    {
      rule: 'K16',
      breaks: 'a guest gets the boxes of the team from a node',
      find: "epochPayloads: !(ofGuest && info.kind === 'team')",
      put: 'epochPayloads: true'
    }
  ]
)

const write = mutantsOf(
  'src/node/write.ts',
  [door],
  [
    {
      rule: 'S12',
      breaks: 'a device that knows of its removal writes on',
      find: "if (!isActive(desk.replica)) return err('removed')\n  const { team } = desk.replica.identity",
      put: 'const { team } = desk.replica.identity'
    }
  ]
)

const scopes = mutantsOf(
  'src/node/scopes.ts',
  [door],
  [
    {
      rule: 'K16',
      breaks: 'guests take part in channels',
      find: "return info.kind === 'team' ? level > 0 : holdsTeamKeys(level)",
      put: 'return level > 0'
    }
  ]
)

const storage = mutantsOf(
  'src/adapters/sqlite-entries.ts',
  ['tests/adapters/sqlite-storage.test.ts'],
  [
    {
      rule: 'X2',
      breaks: 'an erased message comes back with the next peer that still has it',
      find: 'and payload is null and erased = 0`',
      put: 'and payload is null`'
    }
  ]
)

const deletion = mutantsOf(
  'src/adapters/sqlite-open.ts',
  ['tests/adapters/sqlite-storage.test.ts'],
  [
    {
      rule: 'X5',
      breaks: 'what is erased stays readable in the bytes of the file',
      find: "overwriting = 'pragma secure_delete = on'",
      put: "overwriting = 'pragma secure_delete = off'"
    }
  ]
)

const firstWord = mutantsOf(
  'src/node/first-word.ts',
  ['tests/node/first-word.test.ts', 'tests/simulation/first-word.test.ts'],
  [
    {
      rule: 'F1',
      breaks: 'a restored backup writes on before it has heard of its own later words',
      find: "return heard !== 'asking'",
      put: 'return true'
    },
    {
      rule: 'F1',
      breaks: 'what is on its way from the first peer is not waited for',
      find: "if (sessions.some((session) => !hasToldOf(session, own))) return 'asking'",
      put: ''
    }
  ]
)

const recounting = mutantsOf(
  'src/node/recounting.ts',
  ['tests/simulation/taking-back.test.ts', 'tests/simulation/finding.test.ts'],
  [
    {
      rule: 'X5',
      breaks: 'what an edit said is all that is found when a fence has left it out',
      find: "if (operation?.type === 'edit') edits.push(entry)",
      put: "if (operation?.type === 'edit') continue"
    },
    {
      rule: 'X3',
      breaks: "whoever is removed takes others' copies along with a last delete",
      find: "return was === 'counts' ? is === 'beyond' : is === 'counts'",
      put: "return was !== 'counts' && is === 'counts'"
    },
    {
      rule: 'X3',
      breaks: 'what an admin took away who was none at that moment stays away',
      find: 'const isLost = touches(before, moderationsOf(before.membership)) && !touches(after, standing)',
      put: 'const isLost = false'
    },
    {
      rule: 'X3',
      breaks: 'a message comes back as it was before it was corrected',
      find: 'return row !== undefined && row.member === target.member && row.hash !== target.hash',
      put: 'return false'
    },
    {
      rule: 'X3',
      breaks: 'a correction from a device whose clock was behind that of the message does not come back',
      find: 'return row !== undefined && row.member === target.member && row.hash !== target.hash',
      put: 'return row !== undefined && row.member === target.member && row.ts > target.ts'
    }
  ]
)

const searching = mutantsOf(
  'src/node/searching.ts',
  ['tests/simulation/finding.test.ts'],
  [
    {
      rule: 'C3',
      breaks: 'an edit from a device whose clock is behind is not found',
      find: 'if (edited !== undefined && compareMoments(by, edited) < 0) return undefined',
      put: 'if (compareMoments(by, edited ?? row) < 0) return undefined'
    }
  ]
)

const forks = mutantsOf(
  'src/node/effects.ts',
  ['tests/simulation/forks.test.ts'],
  [
    {
      rule: 'F4',
      breaks: 'an open conversation goes on showing what a device said in five places, and a restart does not',
      find: 'if (turned.recounted.size > 0) pages.rebuild(turned.recounted)',
      put: ''
    }
  ]
)

const departures = mutantsOf(
  'src/node/outside.ts',
  ['tests/simulation/departures.test.ts'],
  [
    {
      rule: 'K13',
      breaks: 'who goes out of a group takes along what it said before',
      find: 'if (!group.devices.has(device) && after.team.devices.has(device)) demoted.push({ keyScope, device })',
      put: ''
    }
  ]
)

const clock = mutantsOf(
  'src/node/ahead.ts',
  ['tests/simulation/quiet.test.ts'],
  [
    {
      rule: 'L9',
      breaks: 'what lay ahead is shown on after the clock was set back, until the next start',
      find: 'const wentBack = now() < lookedAt && scopesAhead().length > 0',
      put: 'const wentBack = false'
    }
  ]
)

const ahead = mutantsOf(
  'src/node/consequences.ts',
  ['tests/simulation/quiet.test.ts'],
  [
    {
      rule: 'L9',
      breaks: 'a delete that lies ahead takes nothing away when its time comes',
      find: "const isAhead = page.rows.some(({ content }) => content.type === 'waiting')",
      put: 'const isAhead = false'
    },
    {
      rule: 'L9',
      breaks: 'a page in which something lies ahead is taken for settled',
      find: "if (row.content.type === 'waiting') return true",
      put: ''
    }
  ]
)

const guests = mutantsOf(
  'src/node/intents-invitations.ts',
  ['tests/simulation/guests.test.ts'],
  [
    {
      rule: 'I15',
      breaks: 'a guest comes in without anybody’s yes',
      find: "if (role === 'guest' && !approve) return err('guest-needs-yes')",
      put: ''
    }
  ]
)

const expectedGuests = mutantsOf(
  'src/node/admitting.ts',
  ['tests/simulation/guests.test.ts'],
  [
    {
      rule: 'I25',
      breaks: 'a guest comes into groups that nobody said for it',
      find: 'registers.byKey.has(expectedGuestKey(group, invitation)) && mayAddGuest(desk, group)',
      put: 'mayAddGuest(desk, group)'
    },
    {
      rule: 'I25',
      breaks: 'a guest that was taken out of a group is put back by itself',
      find: "standingIn(desk.replica.membership.groups.get(group), guest) === 'never'",
      put: "standingIn(desk.replica.membership.groups.get(group), guest) !== 'in'"
    }
  ]
)

const receipts = mutantsOf(
  'src/node/receipts.ts',
  ['tests/simulation/truth.test.ts'],
  [
    {
      rule: 'C21',
      breaks: 'who does not share sees what others share',
      find: 'if (!isShared(replica, entry.scope)) return new Set()',
      put: ''
    },
    {
      rule: 'C21',
      breaks: 'when somebody read what stays in the log for ever',
      find: 'if (before === undefined) return\n    const erased',
      put: 'if (before !== undefined) return\n    const erased'
    }
  ]
)

const policiesOfSharing = mutantsOf(
  'src/node/sharing.ts',
  ['tests/simulation/truth.test.ts'],
  [
    {
      rule: 'C21',
      breaks: 'reading is shared although the team forbids it',
      find: 'return mayShare(replica, what) && isOn(replica, what)',
      put: 'return isOn(replica, what)'
    }
  ]
)

const expectedBy = mutantsOf(
  'src/chat/rules.ts',
  ['tests/chat/rules.test.ts'],
  [
    {
      rule: 'I25',
      breaks: 'anybody says for which groups a guest was invited',
      find: "operation.type === 'lobby' || operation.type === 'expected-guest'",
      put: "operation.type === 'lobby'"
    }
  ]
)

const files = mutantsOf(
  'src/files/blob.ts',
  ['tests/files/blob.test.ts', 'tests/simulation/files.test.ts'],
  [
    {
      rule: 'M3',
      breaks: 'a chunk counts that is not the one of the list',
      find: 'return named.length === hashBytes && equalBytes(hashOfChunk(sealed), named)',
      put: 'return named.length === hashBytes'
    },
    {
      rule: 'M3',
      breaks: 'any list counts as that of a blob',
      find: "return list.length === hashBytes * shape.chunks && equalBytes(hash('blob', list), idBytes(blob))",
      put: 'return list.length === hashBytes * shape.chunks'
    }
  ]
)

const ending = 'tests/simulation/ending.test.ts'

const endings = [
  ...mutantsOf(
    'src/node/spreading.ts',
    [ending],
    [
      {
        rule: 'X6',
        breaks: 'what disappears stands on an open screen for a minute more',
        find: 'housekeeping.endsAt(batch.endsNext)',
        put: ''
      }
    ]
  ),
  ...mutantsOf(
    'src/node/housekeeping.ts',
    [ending],
    [
      {
        rule: 'X6',
        breaks: 'only the first of several goes at its moment',
        find: 'ending.expect(swept.value.endsNext)',
        put: ''
      }
    ]
  ),
  ...mutantsOf(
    'src/node/ending.ts',
    [ending],
    [
      {
        rule: 'X6',
        breaks: 'who opens the app for seconds only keeps what is over for ever',
        find: 'expect(now() + afterStartMs)\n',
        put: '\n'
      }
    ]
  )
]

export const mutantsOfNode: readonly Mutant[] = [
  ...examine,
  ...content,
  ...logs,
  ...write,
  ...scopes,
  ...storage,
  ...deletion,
  ...firstWord,
  ...recounting,
  ...searching,
  ...forks,
  ...departures,
  ...clock,
  ...ahead,
  ...guests,
  ...expectedGuests,
  ...receipts,
  ...policiesOfSharing,
  ...expectedBy,
  ...files,
  ...endings
]
