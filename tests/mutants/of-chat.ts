// Owns the mutants of chat (C1 to C8, P1 to P9, X1 to X6): what an operation may touch.

import { mutantsOf, type Mutant } from './mutant.ts'

const rules = mutantsOf(
  'src/chat/rules.ts',
  ['tests/chat/rules.test.ts', 'tests/chat/timeline.test.ts'],
  [
    {
      rule: 'C1',
      breaks: 'a member edits and deletes what others wrote',
      find: 'return !own || members.author === members.target',
      put: 'return !own || members.author.length === members.target.length'
    },
    {
      rule: 'P1',
      breaks: 'an operation acts on a message of another page',
      find: 'return target === undefined || target.page === page',
      put: 'return target === undefined || page >= 0'
    },
    {
      rule: 'P1',
      breaks: 'a message stands in any week it likes',
      find: 'return page === pageOf(ts)',
      put: 'return page >= 0'
    },
    {
      rule: 'C1',
      breaks: 'any device names the lobby of an invitation',
      find: "if (device !== facts.device) return err('not-the-inviting-device')",
      put: ''
    },
    {
      rule: 'C1',
      breaks: 'who takes no part is heard',
      find: "if (!facts.takesPart) return err('not-taking-part')",
      put: ''
    },
    {
      rule: 'C1',
      breaks: 'read marks and settings stand in conversations of others',
      find: "return kind === 'self'",
      put: "return kind !== 'directory'"
    },
    {
      rule: 'C1',
      breaks: 'a vote counts after the poll has closed',
      find: 'return poll.closes === 0 || ts <= poll.closes',
      put: 'return poll.closes >= 0 || ts <= poll.closes'
    }
  ]
)

const deletion = mutantsOf(
  'src/chat/deletion.ts',
  ['tests/chat/timeline.test.ts', 'tests/chat/erasure.test.ts'],
  [
    {
      rule: 'C2',
      breaks: 'whoever says so deletes',
      find: 'return rows.deletionsOf(hash).filter((deletion) => deletion.member === member)',
      put: 'return rows.deletionsOf(hash).filter((deletion) => deletion.member.length === member?.length)'
    },
    {
      rule: 'C2',
      breaks: 'an admin moderates its equals',
      find: '.filter((moderation) => level < moderation.level)',
      put: '.filter((moderation) => level <= moderation.level)'
    },
    {
      rule: 'X1',
      breaks: 'what was only hidden is erased',
      find: "return verdicts.some(({ destroy }) => destroy) ? 'erased' : 'hidden'",
      put: "return verdicts.length > 0 ? 'erased' : 'hidden'"
    }
  ]
)

const erasure = mutantsOf(
  'src/chat/erasure.ts',
  ['tests/chat/erasure.test.ts'],
  [
    {
      rule: 'X1',
      breaks: 'the edits of an erased message stay',
      find: 'for (const edit of editsByTarget.get(target) ?? []) if (edit.member === memberOf(target)) erased.add(edit.hash)',
      put: 'for (const edit of editsByTarget.get(target) ?? []) if (edit.member === undefined) erased.add(edit.hash)'
    },
    {
      rule: 'X1',
      breaks: 'who erases its message takes what others wrote along',
      find: 'if (edit.member === memberOf(target)) erased.add(edit.hash)',
      put: 'erased.add(edit.hash)'
    },
    {
      rule: 'X6',
      breaks: 'a message outlives its time',
      find: 'if (expiry !== undefined && expiry <= facts.now) erased.add(row.hash)',
      put: 'if (expiry !== undefined && expiry < 0) erased.add(row.hash)'
    }
  ]
)

const rows = mutantsOf(
  'src/chat/rows.ts',
  ['tests/chat/projector.test.ts'],
  [
    {
      rule: 'P7',
      breaks: 'one member blows up a page',
      find: 'if ((countByDevice.get(row.device) ?? 0) < limits.pageRowsOfDeviceMax) return undefined',
      put: 'if ((countByDevice.get(row.device) ?? 0) < Number.MAX_SAFE_INTEGER) return undefined'
    },
    {
      rule: 'P4',
      breaks: 'of two branches of a fork the order of arrival decides',
      find: 'return compareIds(a.device, b.device) || a.seq - b.seq || compareIds(a.hash, b.hash)',
      put: 'return compareIds(a.device, b.device) || a.seq - b.seq || (a.hash === b.hash ? 0 : -1)'
    }
  ]
)

const projector = mutantsOf(
  'src/chat/projector.ts',
  ['tests/chat/projector.test.ts', 'tests/chat/yjs-attacks.test.ts'],
  [
    {
      rule: 'P3',
      breaks: 'a row that comes between others is appended',
      find: "if (place === 'inside') broken = true",
      put: ''
    },
    {
      rule: 'P4',
      breaks: 'what was erased leaves a trace in the bytes of a page',
      find: 'items.delete(key)',
      put: 'items.set(key, 0)'
    },
    {
      rule: 'P6',
      breaks: 'a snapshot with more than the projector writes is taken',
      find: 'if (item === undefined || place === undefined || !isOfProjector(item, clock)) return undefined',
      put: 'if (item === undefined || place === undefined) continue'
    }
  ]
)

const registers = mutantsOf(
  'src/chat/registers.ts',
  ['tests/chat/registers.test.ts'],
  [
    {
      rule: 'C3',
      breaks: 'the last to arrive wins, not the greatest',
      find: 'return register === undefined || compareMoments(register, candidate) < 0 ? candidate : register',
      put: 'return candidate'
    }
  ]
)

const pads = mutantsOf(
  'src/chat/pad-update.ts',
  ['tests/chat/pads.test.ts', 'tests/chat/yjs-attacks.test.ts'],
  [
    {
      rule: 'P9',
      breaks: 'a change of a pad leaves a gap in what its author wrote, or says it again',
      find: 'if (client !== undefined && structs[0]?.clock !== first) return false',
      put: ''
    },
    {
      rule: 'P9',
      breaks: 'a change of a pad hangs on what its author had not seen',
      find: 'if (!structs.every((each) => isThere(each.origin, each.clock) && isThere(each.rightOrigin, each.clock))) return false',
      put: ''
    },
    {
      rule: 'P9',
      breaks: 'a change of a pad deletes what is not there yet',
      find: 'return each.clock + each.length <= known',
      put: 'return each.clock + each.length <= known + 1'
    },
    {
      rule: 'P9',
      breaks: 'a change of a pad makes roots of its own',
      find: 'if (!fits) read.refuse()',
      put: ''
    },
    {
      rule: 'P9',
      breaks: 'a change of a pad is read without end',
      find: 'if (bytes.length > limits.padUpdateBytesMax) return undefined',
      put: ''
    }
  ]
)

const padAuthors = mutantsOf(
  'src/chat/rules.ts',
  ['tests/chat/rules.test.ts'],
  [
    {
      rule: 'P9',
      breaks: 'a change of a pad counts in the name of another device',
      find: "if (operation.type === 'pad' && !fitsPad(operation, facts.clientIn(operation.pad))) return err('not-of-this-pad')",
      put: ''
    }
  ]
)

export const mutantsOfChat: readonly Mutant[] = [
  ...pads,
  ...padAuthors,
  ...rules,
  ...deletion,
  ...erasure,
  ...rows,
  ...projector,
  ...registers
]
