// Owns the mutants of epochs, fences, invitations and admission (K1 to K16, I1 to I13): who can read, and who gets in.

import { mutantsOf, type Mutant } from './mutant.ts'

const sealing = mutantsOf(
  'src/node/sealing.ts',
  ['tests/node/sealing.test.ts', 'tests/simulation/sealing.test.ts'],
  [
    {
      rule: 'K9',
      breaks: 'the boxes of a large team are sealed in one piece',
      find: 'lacking(need).slice(0, limits.boxesAtOnce)',
      put: 'lacking(need)'
    },
    {
      rule: 'K9',
      breaks: 'a message overtakes the removal it was written after',
      find: 'if (!isBehind && isReady(need)) {',
      put: 'if (isReady(need)) {'
    }
  ]
)

const boxesAhead = mutantsOf(
  'src/node/write-keys.ts',
  ['tests/simulation/sealing.test.ts'],
  [
    {
      rule: 'K9',
      breaks: 'one encapsulation serves two epochs',
      find: 'replica.boxesAhead.get(device)?.pop()',
      put: 'replica.boxesAhead.get(device)?.at(-1)'
    }
  ]
)

const epochs = mutantsOf(
  'src/team/epochs.ts',
  ['tests/team/epochs.test.ts'],
  [
    {
      rule: 'K7',
      breaks: 'the author of an epoch is no recipient: a removed member writes one for all and reads on',
      find: 'return new Set([entry.device, ...named, ...sealedTo])',
      put: 'return new Set([...named, ...sealedTo])'
    },
    {
      rule: 'K7',
      breaks: 'an epoch is safe until the box of whoever was removed arrives',
      find: 'return new Set([entry.device, ...named, ...sealedTo])',
      put: 'return new Set([entry.device, ...named])'
    },
    {
      rule: 'K8',
      breaks: 'an epoch is safe whose secret is not the one it commits to',
      find: 'if (secret === undefined || !equalBytes(commitmentOf(secret, roster.scope), entry.commitment))',
      put: 'if (secret === undefined)'
    },
    {
      rule: 'K7',
      breaks: 'grants of inactive devices count: a removed device spoils an epoch',
      find: "else if (epoch.standing === 'void' || !roster.active.has(grant.device)) continue",
      put: "else if (epoch.standing === 'void') continue"
    },
    {
      rule: 'K7',
      breaks: 'a grant to somebody the epoch excludes counts',
      find: 'else if (namesExcluded(grant, epoch.entry, roster)) offending.push({ grant: grant.hash, device: grant.device })',
      put: ''
    },
    {
      rule: 'K8',
      breaks: 'an older epoch is sealed under again, although its secret climbed down the ladder',
      find: 'if (ladder !== undefined)\n      for (const parent of parents)',
      put: 'if (ladder === null)\n      for (const parent of parents)'
    },
    {
      rule: 'K8',
      breaks: 'a removed member spoils the epoch that excludes it by building on it',
      find: 'fromAbove.filter((device) => !isExcluded(device))',
      put: 'fromAbove.filter((device) => device.length > 0 || isExcluded(device))'
    },
    {
      rule: 'K8',
      breaks: 'an epoch by somebody who was not in counts',
      find: "return known.roster.activeAt(entry.deps)(entry.device) ? 'valid' : 'void'",
      put: "return 'valid'"
    },
    {
      rule: 'K8',
      breaks: 'we seal to a device that was removed',
      find: "if (isLeaked) return 'recipient-not-active'",
      put: ''
    },
    {
      rule: 'K15',
      breaks: 'an epoch whose recipients nobody knows any more is safe',
      find: "return grantsAbsent ? 'grants-absent' : undefined",
      put: 'return undefined'
    },
    {
      rule: 'K8',
      breaks: 'who floods epochs is followed',
      find: "standing === 'safe' && !isFlood(entry)",
      put: "standing === 'safe'"
    },
    {
      rule: 'K2',
      breaks: 'of two epochs with one id the first is believed',
      find: "standing: isTwin ? 'void' : placeEpoch(",
      put: "standing: isTwin && epochs.length === 0 ? 'void' : placeEpoch("
    },
    {
      rule: 'K2',
      breaks: 'an epoch names any generation and is followed',
      find: "if (!followsOn(entry.generation, generations)) return 'void'",
      put: ''
    },
    {
      rule: 'K2',
      breaks: 'an epoch with a parent that is not here is judged',
      find: "if (twins === undefined) return 'held'",
      put: 'if (twins === undefined) continue'
    },
    {
      rule: 'K2',
      breaks: 'an epoch with a past that is not here is judged',
      find: "if (known.roster.unknownOf(entry.deps).length > 0) return 'held'",
      put: ''
    },
    {
      rule: 'K8',
      breaks: 'devices choose different epochs of one generation',
      find: 'other.generation - one.generation || compareIds(one.hash, other.hash))\n  return best?.id',
      put: 'other.generation - one.generation || compareIds(other.hash, one.hash))\n  return best?.id'
    },
    {
      rule: 'K9',
      breaks: 'an epoch that nobody can read hides what came before it',
      find: 'const withChild = new Set(usable.flatMap(({ parents }) => parents))',
      put: 'const withChild = new Set([...book.byId.values()].flatMap(({ entry }) => entry.parents))'
    },
    {
      rule: 'K9',
      breaks: 'an epoch lives for ever',
      find: 'return now - epoch.ts > limits.epochLifeMs || entriesUnderCurrent > limits.epochEntriesMax',
      put: 'return entriesUnderCurrent > limits.epochEntriesMax'
    },
    {
      rule: 'K10',
      breaks: 'nobody sees that a device has no box',
      find: 'return [...active.keys()].filter((device) => !named.has(shortIdOf(device)))',
      put: 'return [...active.keys()].filter((device) => named.size === 0 && !named.has(shortIdOf(device)))'
    }
  ]
)

const keyring = mutantsOf(
  'src/team/keyring.ts',
  ['tests/team/keyring.test.ts'],
  [
    {
      rule: 'K3',
      breaks: 'an author hands out two secrets for one epoch',
      find: "return equalBytes(commitmentOf(secret.value, place.scope), place.commitment) ? secret : err('does-not-open')",
      put: 'return secret'
    },
    {
      rule: 'K6',
      breaks: 'a ladder leads to a secret of its author’s invention',
      find: 'if (!equalBytes(commitmentOf(step.secret, scope), parent.commitment)) continue',
      put: ''
    },
    {
      rule: 'K5',
      breaks: 'one author makes us try any number of boxes',
      find: 'if (box.shortId !== shortId || failed >= limits.boxesTriedMax) continue',
      put: 'if (box.shortId !== shortId) continue'
    },
    {
      rule: 'K4',
      breaks: 'a box is bound to no device',
      find: 'concat(idBytes(scope), commitment, idBytes(device))',
      put: 'concat(idBytes(scope), commitment)'
    }
  ]
)

const nextEpoch = mutantsOf(
  'src/team/next-epoch.ts',
  ['tests/team/keyring.test.ts'],
  [
    {
      rule: 'K6',
      breaks: 'who joins a group without history gets its history',
      find: "history === 'full' && steps.length > 0",
      put: 'steps.length > 0'
    },
    {
      rule: 'K4',
      breaks: 'a grant holds more boxes than others read',
      find: 'from += limits.grantBoxesMax',
      put: 'from += boxes.length'
    }
  ]
)

const content = mutantsOf(
  'src/team/content.ts',
  ['tests/team/keyring.test.ts'],
  [
    {
      rule: 'L8',
      breaks: 'all authors seal under one key: members forge for each other',
      find: "derive(secret, 'content', concat(idBytes(scope), idBytes(author)))",
      put: "derive(secret, 'content', idBytes(scope))"
    }
  ]
)

const fences = mutantsOf(
  'src/team/fences.ts',
  ['tests/team/fences.test.ts'],
  [
    {
      rule: 'K12',
      breaks: 'the fence of any member weighs as much as that of an admin',
      find: 'const standing = strong.length > 0 ? strong : all',
      put: 'const standing = strong.length > all.length ? strong : all'
    },
    {
      rule: 'K12',
      breaks: 'the fence of an admin weighs no more than a member’s',
      find: 'all.filter(({ level }) => level >= levels.admin)',
      put: 'all.filter(({ level }) => level > levels.admin)'
    },
    {
      rule: 'K12',
      breaks: 'a fence silences a device that is active',
      find: "if (device.isActive) return 'counts'",
      put: ''
    },
    {
      rule: 'K13',
      breaks: 'what a removed device sends late is shown until somebody fences it',
      find: "return entry.storedBeforeRemoval ? 'counts' : 'waits'",
      put: "return 'counts'"
    },
    {
      rule: 'K13',
      breaks: 'content beyond the fence counts',
      find: "return isCovered(entry.hash, device.fence, lookup) ? 'counts' : 'beyond'",
      put: "return entry.storedBeforeRemoval || isCovered(entry.hash, device.fence, lookup) ? 'counts' : 'beyond'"
    }
  ]
)

const admission = mutantsOf(
  'src/team/admission.ts',
  ['tests/team/admission.test.ts'],
  [
    {
      rule: 'I7',
      breaks: 'who proves nothing is answered',
      find: "if (proof === undefined) return err('no-proof')",
      put: "if (proof === undefined) return invitation === undefined ? err('no-proof') : ok(invitation)"
    },
    {
      rule: 'I6',
      breaks: 'a member answers a proof that was made for another device',
      find: "if (!verifyProof(invitation.invitePublic, { team, device, proof })) return err('wrong-proof')",
      put: ''
    },
    {
      rule: 'I8',
      breaks: 'who joins by a link may name the member it wants to be',
      find: "return fits ? ok(invitation) : err('wrong-certificate-kind')",
      put: 'return ok(invitation)'
    },
    {
      rule: 'I8',
      breaks: 'a link that needs approval admits by itself',
      find: "return { type: needsPerson ? 'ask' : 'admit', invitation, certificate }",
      put: "return { type: 'admit', invitation, certificate }"
    },
    {
      rule: 'I10',
      breaks: 'a joiner believes a log without its invitation: an older team',
      find: "if (link.kind !== 'device' && invitation === undefined) return incomplete('no-invitation')",
      put: ''
    },
    {
      rule: 'I10',
      breaks: 'a joiner believes another team',
      find: "if (team.team !== link.team) return { type: 'refused', reason: 'another-team' }",
      put: ''
    },
    {
      rule: 'I10',
      breaks: 'a joiner takes less than it was promised',
      find: "if (level < promised) return { type: 'refused', reason: 'lower-role' }",
      put: ''
    },
    {
      rule: 'I10',
      breaks: 'a joiner is ready without any key',
      find: "if (!isKeyed) return incomplete('no-key')",
      put: ''
    },
    {
      rule: 'I10',
      breaks: 'a joiner takes a secret that no valid epoch commits to for a key',
      find: "isReadable(book, entry.id) && unsafe !== 'secret-unknown'",
      put: 'isReadable(book, entry.id)'
    },
    {
      rule: 'I16',
      breaks: 'a second device becomes a device of somebody else',
      find: "if (link.member !== undefined && link.member !== member) return { type: 'refused', reason: 'another-member' }",
      put: ''
    }
  ]
)

const invitations = mutantsOf(
  'src/team/invitation.ts',
  ['tests/team/invitation.test.ts'],
  [
    {
      rule: 'I6',
      breaks: 'a proof holds for any device',
      find: "return verify(invitePublic, 'join', concat(idBytes(team), idBytes(device)), proof)",
      put: 'return proof.length === 64 && invitePublic.length === 32 && team.length + device.length > 0'
    },
    {
      rule: 'I1',
      breaks: 'a mistyped link is followed',
      find: "if (!equalBytes(bytes.value.subarray(-checkBytes), checkOf(body))) return err('link-mistyped')",
      put: ''
    },
    {
      rule: 'I2',
      breaks: 'who attends a lobby can make proofs for it',
      find: "derive(seed, 'lobby', idBytes(team))",
      put: "derive(seed, 'invite', idBytes(team))"
    }
  ]
)

const records = mutantsOf(
  'src/team/lobby-record.ts',
  ['tests/team/invitation.test.ts'],
  [
    {
      rule: 'I3',
      breaks: 'a record stands under any id: one is many',
      find: "if (recordIdOf(plain.value, keys) !== id) return err('record-id-differs')",
      put: ''
    },
    {
      rule: 'I13',
      breaks: 'a record of any size is opened',
      find: "export function openRecord({ id, bytes }: SealedRecord, keys: LobbyKeys): Result<LobbyRecord, RecordRefusal> {\n  if (bytes.length > limits.lobbyRecordBytesMax) return err('record-too-large')",
      put: 'export function openRecord({ id, bytes }: SealedRecord, keys: LobbyKeys): Result<LobbyRecord, RecordRefusal> {'
    },
    {
      rule: 'I5',
      breaks: 'a newcomer asks under a name as long as it likes',
      find: 'if ([...name].length > limits.nameCharactersMax) return undefined',
      put: ''
    }
  ]
)

export const mutantsOfKeys: readonly Mutant[] = [
  ...epochs,
  ...sealing,
  ...boxesAhead,
  ...keyring,
  ...nextEpoch,
  ...content,
  ...fences,
  ...admission,
  ...invitations,
  ...records
]
