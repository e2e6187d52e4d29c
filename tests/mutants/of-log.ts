// Owns the mutants of base, crypto and log: bytes, hashes, signatures, chains.

import { mutantsOf, type Mutant } from './mutant.ts'

const codec = mutantsOf(
  'src/base/codec.ts',
  ['tests/base/codec.test.ts'],
  [
    {
      rule: 'E2',
      breaks: 'a long form of a short number is read: one value, two byte strings',
      find: 'return argument < form.least || !Number.isSafeInteger(argument)',
      put: 'return !Number.isSafeInteger(argument)'
    },
    {
      rule: 'E2',
      breaks: 'bytes behind the item are ignored',
      find: 'item !== undefined && item.end === bytes.length',
      put: 'item !== undefined'
    },
    {
      rule: 'E1',
      breaks: 'arrays nest as deep as a stranger likes',
      find: 'return depth < limits.cborDepthMax ? readArray',
      put: 'return depth < 64 ? readArray'
    }
  ]
)

const hashes = mutantsOf(
  'src/crypto/hash.ts',
  ['tests/crypto/hash.test.ts'],
  [
    {
      rule: 'E6',
      breaks: 'a hash forgets what it is for',
      find: 'labelled(label, data), null',
      put: 'data, null'
    },
    {
      rule: 'E6',
      breaks: 'a derived key forgets what it is for',
      find: 'labelled(label, context), key',
      put: 'context, key'
    }
  ]
)

const padding = mutantsOf(
  'src/crypto/seal.ts',
  ['tests/crypto/seal.test.ts'],
  [
    {
      rule: 'E10',
      breaks: 'the length of a short message can be counted',
      find: 'if (needed <= 64) return 64',
      put: 'if (needed <= 64) return needed'
    },
    {
      rule: 'E10',
      breaks: 'whatever stands at the end is taken for padding',
      find: "return end > 0 && padded[end - 1] === 0x80 ? ok(padded.slice(0, end - 1)) : err('not-padded')",
      put: "return end > 0 ? ok(padded.slice(0, end - 1)) : err('not-padded')"
    }
  ]
)

const entries = mutantsOf(
  'src/log/entry.ts',
  ['tests/log/entry.test.ts', 'tests/log/verify.test.ts'],
  [
    {
      rule: 'L6',
      breaks: 'the scope is left out of the hash: an entry can be lifted into another conversation',
      find: 'bytes: concat(idBytes(scope), idBytes(device))',
      put: 'bytes: concat(new Uint8Array(16), idBytes(device))'
    },
    {
      rule: 'L6',
      breaks: 'the device is left out of the hash: an entry can be lifted into another log',
      find: 'bytes: concat(idBytes(scope), idBytes(device))',
      put: 'bytes: concat(idBytes(scope), new Uint8Array(32))'
    },
    {
      rule: 'V1',
      breaks: 'joins are no parents',
      find: 'return header.prev === undefined ? header.joins : [header.prev, ...header.joins]',
      put: 'return header.prev === undefined ? [] : [header.prev]'
    },
    {
      rule: 'E4',
      breaks: 'a header of a version to come is read as one of ours',
      find: "if (bytes[0] !== 1 || bytes[2] !== 1) return err('unknown-version')",
      put: ''
    },
    {
      rule: 'L6',
      breaks: 'a page may lie years ahead of its entry',
      find: 'return page <= Math.floor(ts / limits.weekMs) + 1',
      put: 'return page >= 0'
    },
    {
      rule: 'L6',
      breaks: 'joins stand in any order: one entry, several headers',
      find: "joins.some((join, index) => join === prev || (index > 0 && join <= (joins[index - 1] ?? '')))",
      put: 'joins.some((join) => join === prev)'
    }
  ]
)

const verdicts = mutantsOf(
  'src/log/verify.ts',
  ['tests/log/verify.test.ts', 'tests/log/convergence.test.ts'],
  [
    {
      rule: 'V1',
      breaks: 'a signature is not checked',
      find: "if (!verify(signPublicKey, 'sig', idBytes(hash), signature)) return wrong('bad-signature')",
      put: ''
    },
    {
      rule: 'V1',
      breaks: 'an entry without any signature is taken',
      find: "if (signature === undefined) return wrong('signature-missing')",
      put: 'if (signature === undefined) continue'
    },
    {
      rule: 'V2',
      breaks: 'only the first signature of a run is checked, not the newest',
      find: 'const tips = fresh.filter((entry) => !parents.has(entry.hash))',
      put: 'const tips = fresh.slice(0, 1)'
    },
    {
      rule: 'V3',
      breaks: 'a signature that nobody verified is stored',
      find: 'return ok(fresh.map((entry) => (isVouched(entry) ? entry : { ...entry, signature: undefined })))',
      put: 'return ok(fresh)'
    },
    {
      rule: 'V1',
      breaks: 'a payload need not be the one its header names',
      find: "return equalBytes(hashPayload(payload), payloadHash) ? entry : wrong('payload-hash')",
      put: "return payloadHash.length === 32 ? entry : wrong('payload-hash')"
    },
    {
      rule: 'V1',
      breaks: 'the length of a payload may be a lie',
      find: "if (payload.length !== payloadLength) return wrong('payload-length')",
      put: ''
    },
    {
      rule: 'V1',
      breaks: 'an entry may hang on the log of somebody else',
      find: "if ('scope' in parent && (parent.scope !== scope || parent.device !== device)) return wrong('wrong-log')",
      put: ''
    },
    {
      rule: 'L9',
      breaks: 'time may run backwards along a log',
      find: "if (parent.ts >= header.ts) return wrong('time-not-growing')",
      put: ''
    },
    {
      rule: 'V1',
      breaks: 'a number may be left out of a log',
      find: "if (isWhole ? header.seq !== seqOfParents + 1 : header.seq <= seqOfParents) return wrong('bad-seq')",
      put: ''
    },
    {
      rule: 'F4',
      breaks: 'a log may have any number of heads',
      find: "if (heads.length > limits.headsMax) return err({ type: 'too-many-heads' })",
      put: ''
    },
    {
      rule: 'V7',
      breaks: 'who sends entries in the wrong order is punished for it',
      find: "return refusal.type === 'wrong'",
      put: "return refusal.type === 'wrong' || refusal.type === 'gap'"
    }
  ]
)

const append = mutantsOf(
  'src/log/append.ts',
  ['tests/log/append.test.ts', 'tests/log/convergence.test.ts'],
  [
    {
      rule: 'F3',
      breaks: 'a fork is never joined',
      find: 'joins: joined.map((head) => head.hash).sort(compareIds)',
      put: 'joins: joined.slice(0, 0).map((head) => head.hash)'
    },
    {
      rule: 'L9',
      breaks: 'one clock years ahead drags everybody along',
      find: 'Math.min(seen.greatestSeen ?? 0, seen.now + limits.clockToleratedMs)',
      put: '(seen.greatestSeen ?? 0)'
    }
  ]
)

const ancestry = mutantsOf(
  'src/log/ancestry.ts',
  ['tests/team/fences.test.ts', 'tests/log/ancestry.test.ts'],
  [
    {
      rule: 'K12',
      breaks: 'a fence goes by seq, not by ancestry: a fork slips in below it',
      find: 'if (next === hash) return true',
      put: 'if (next === hash || (lookup(next)?.seq ?? -1) > floor) return true'
    },
    {
      rule: 'F4',
      breaks: 'of a log in five branches what one of them says counts',
      find: 'others.every((other) => other.has(hash))',
      put: 'others.some((other) => other.has(hash))'
    }
  ]
)

export const mutantsOfLog: readonly Mutant[] = [
  ...codec,
  ...hashes,
  ...padding,
  ...entries,
  ...verdicts,
  ...append,
  ...ancestry
]
