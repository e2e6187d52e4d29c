import { describe, expect, test } from 'vitest'
import { concat, fromBase64url, repeat, toBase64url, toHex } from '../../src/base/bytes.ts'
import { encodeCbor, type Cbor } from '../../src/base/codec.ts'
import { teamIdOf } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { derive, hash } from '../../src/crypto/hash.ts'
import { seal } from '../../src/crypto/seal.ts'
import { sodium } from '../../src/crypto/sodium.ts'
import {
  createLinkSeed,
  decodeLink,
  encodeLink,
  inviteKeysOf,
  lobbyKeysOf,
  lobbySecretOf,
  proveInvitation,
  verifyProof,
  type Link
} from '../../src/team/invitation.ts'
import { openRecord, sealRecord, type LobbyRecord } from '../../src/team/lobby-record.ts'
import { shortIdOf } from '../../src/team/short-id.ts'
import { createDice } from '../fixtures/random.ts'
import { bytesOf } from '../vectors/bytes-of.ts'
import { certificateOf, field, givenBytes, team, vectors } from './vectors.ts'

const { invitation } = vectors
const seed = field(invitation, 'seed', 16)
const keys = lobbyKeysOf(lobbySecretOf(seed, team))
const bert = certificateOf('bert')
const anna = certificateOf('anna')
const link: Link = { kind: 'invitation', team, seed, hints: [], member: undefined }

/** The text of a link with any body, its check right. */
function linkText(body: Cbor): string {
  const bytes = encodeCbor(body)
  return toBase64url(concat(bytes, hash('link', bytes).subarray(0, 4)))
}

describe('links', () => {
  test('[I1] the link of the vectors', () => {
    expect(encodeLink(link)).toBe(invitation['text'])
    expect(decodeLink(invitation['text'] ?? '')).toEqual({ ok: true, value: link })
  })

  test('[I1] hints and members travel', () => {
    const second: Link = { kind: 'device', team, seed, hints: ['wss://chat.example', 'wss://b'], member: anna.member }
    expect(decodeLink(encodeLink(second))).toEqual({ ok: true, value: second })
  })

  test('[I1] a seed is 16 fresh bytes', () => {
    expect(createLinkSeed(createDice(1).bytes)).toHaveLength(16)
  })

  const [id, five] = [repeat(1, 16), ['a', 'b', 'c', 'd', 'e']]
  test.each<readonly [string, Cbor, string]>([
    ['another version', [2, 1, id, seed, [], null], 'link-newer'],
    ['a kind we do not know', [1, 4, id, seed, [], null], 'link-newer'],
    ['five hints', [1, 1, id, seed, five, null], 'link-malformed'],
    ['an endless hint', [1, 1, id, seed, ['x'.repeat(300)], null], 'link-malformed'],
    ['an invitation for a member', [1, 1, id, seed, [], id], 'link-malformed'],
    ['a second device of nobody', [1, 2, id, seed, [], null], 'link-malformed'],
    ['a short seed', [1, 1, id, repeat(1, 15), [], null], 'link-malformed'],
    ['one field more', [1, 1, id, seed, [], null, null], 'link-malformed'],
    ['no array', 'link', 'link-malformed']
  ])('[I1] refused: %s', (_name, body, reason) => {
    expect(decodeLink(linkText(body))).toEqual({ ok: false, reason })
  })

  test('[I1] a mistyped link is told from a malformed one', () => {
    const text = invitation['text'] ?? ''
    expect(decodeLink(text.replace('x8R', 'x8S'))).toEqual({ ok: false, reason: 'link-mistyped' })
    expect(decodeLink('')).toEqual({ ok: false, reason: 'link-malformed' })
    expect(decodeLink('#j=' + text)).toEqual({ ok: false, reason: 'link-malformed' })
    expect(decodeLink('A'.repeat(100_000))).toEqual({ ok: false, reason: 'link-malformed' })
  })

  test('[V7] mutated and random links never throw', () => {
    const dice = createDice('links')
    const bytes = fromBase64url(invitation['text'] ?? '')
    if (!bytes.ok) throw new Error('no link')
    for (let round = 0; round < 1500; round++) {
      const mutated = bytes.value.slice(0, -4)
      mutated[dice.below(mutated.length)] = dice.below(256)
      const checked = concat(mutated, hash('link', mutated).subarray(0, 4))
      const read = decodeLink(toBase64url(checked))
      if (read.ok) expect(encodeLink(read.value)).toBe(toBase64url(checked))
      expect(decodeLink(toBase64url(dice.bytes(dice.below(80)))).ok).toBe(false)
    }
  })
})

describe('what follows from the seed', () => {
  test('[I2] lobby secret, room, password, record key and invite key', () => {
    expect({
      lobbySecret: toHex(keys.lobbySecret),
      room: keys.room,
      password: keys.password,
      recordKey: toHex(keys.recordKey),
      invitePub: toHex(inviteKeysOf(seed, team).publicKey)
    }).toEqual({
      lobbySecret: invitation['lobbySecret'],
      room: invitation['room'],
      password: invitation['password'],
      recordKey: invitation['recordKey'],
      invitePub: invitation['invitePub']
    })
  })

  test('[I6] the proof is that of the vectors', () => {
    expect(toHex(proveInvitation(seed, team, bert.device))).toBe(invitation['proofForBert'])
  })

  test('[I6] a copied proof holds for no other device, team or invitation', () => {
    const proof = field(invitation, 'proofForBert', 64)
    const invitePublic = field(invitation, 'invitePub')
    const otherKey = inviteKeysOf(repeat(9, 16), team).publicKey
    expect(verifyProof(invitePublic, { team, device: bert.device, proof })).toBe(true)
    expect(verifyProof(invitePublic, { team, device: anna.device, proof })).toBe(false)
    expect(verifyProof(invitePublic, { team: teamIdOf(repeat(1, 16)), device: bert.device, proof })).toBe(false)
    expect(verifyProof(otherKey, { team, device: bert.device, proof })).toBe(false)
  })
})

describe('records', () => {
  const { bytes: certificate, signature } = bert
  const request: LobbyRecord = {
    type: 'request',
    certificate,
    signature,
    proof: proveInvitation(seed, team, bert.device),
    name: 'Bert'
  }
  const run = encodeCbor([repeat(1, 16), repeat(2, 32), [[repeat(3, 96), null, repeat(4, 64)]]])
  const records: readonly LobbyRecord[] = [
    request,
    { ...request, proof: undefined, name: '' },
    { type: 'run', run },
    { type: 'notice', to: shortIdOf(bert.device), code: 'two-devices-asked' },
    { type: 'notice', to: shortIdOf(bert.device), code: 'waits-for-approval' },
    { type: 'notice', to: shortIdOf(bert.device), code: 'refused' }
  ]

  test('[I5] the request of the vectors', () => {
    const sealed = sealRecord(request, keys, givenBytes(bytesOf('r81', 24)))
    expect({ id: sealed.id, bytes: sealed.bytes.length }).toEqual({ id: invitation['recordId'], bytes: 1497 })
    expect(toHex(sodium.crypto_generichash(32, sealed.bytes, null))).toBe(invitation['recordHash'])
  })

  test.each(records.map((record) => [record.type, record] as const))('[I5] %s and back', (_type, record) => {
    expect(openRecord(sealRecord(record, keys, createDice(1).bytes), keys)).toEqual({ ok: true, value: record })
  })

  test('[I3] the same record has the same id, however often it is sealed', () => {
    const dice = createDice('seal')
    const [one, other] = [sealRecord(request, keys, dice.bytes), sealRecord(request, keys, dice.bytes)]
    expect(one.id).toBe(other.id)
    expect(toHex(one.bytes)).not.toBe(toHex(other.bytes))
  })

  test('[I3] a record under another id does not exist', () => {
    const sealed = sealRecord(request, keys, createDice(1).bytes)
    expect(openRecord({ ...sealed, id: 'q' + sealed.id.slice(1) + 'x' }, keys)).toEqual({
      ok: false,
      reason: 'record-id-differs'
    })
  })

  test('[I3] a record of another invitation does not open', () => {
    const others = lobbyKeysOf(lobbySecretOf(repeat(7, 16), team))
    expect(openRecord(sealRecord(request, others, createDice(1).bytes), keys)).toEqual({
      ok: false,
      reason: 'does-not-open'
    })
  })

  test('[I13] a record of more than 48 KiB is not even opened', () => {
    const large = sealRecord(
      { type: 'run', run: encodeCbor([repeat(0, limits.lobbyRecordBytesMax)]) },
      keys,
      createDice(1).bytes
    )
    expect(openRecord(large, keys)).toEqual({ ok: false, reason: 'record-too-large' })
  })

  /** A record of any form by somebody who holds the link: seal and id are right. */
  function forgedRecord(plain: Uint8Array): { id: string; bytes: Uint8Array } {
    const id = toBase64url(derive(keys.lobbySecret, 'record-id', plain, 16))
    return { id, bytes: seal(keys.recordKey, plain, repeat(5, 24)) }
  }

  test.each<readonly [string, Cbor]>([
    ['a type we do not know', [4, 1]],
    ['a notice with code 9', [3, repeat(1, 8), 9]],
    ['a notice with code 0', [3, repeat(1, 8), 0]],
    ['a name of 65 characters', [1, certificate, signature, null, 'x'.repeat(65)]],
    ['a short proof', [1, certificate, signature, repeat(1, 63), 'Bert']],
    ['two runs', [2, [], []]],
    ['no array', 7]
  ])('[I5] malformed: %s', (_name, plain) => {
    expect(openRecord(forgedRecord(encodeCbor(plain)), keys)).toEqual({ ok: false, reason: 'record-malformed' })
  })

  test('[I5] a name of 64 characters counts characters, not bytes', () => {
    const plain = encodeCbor([1, certificate, signature, null, '🦊'.repeat(64)])
    expect(openRecord(forgedRecord(plain), keys).ok).toBe(true)
  })

  test('[V7] whatever is sealed in a record, nothing throws', () => {
    const dice = createDice('records')
    const [first] = records
    if (first?.type !== 'request') throw new Error('no request')
    const plain = encodeCbor([1, first.certificate, first.signature, first.proof ?? null, first.name])
    for (let round = 0; round < 500; round++) {
      const mutated = plain.slice()
      mutated[dice.below(12)] = dice.below(256)
      openRecord(forgedRecord(mutated), keys)
      expect(openRecord(forgedRecord(dice.bytes(dice.below(60))), keys).ok).toBe(false)
      expect(openRecord({ id: '', bytes: dice.bytes(dice.below(200)) }, keys).ok).toBe(false)
    }
  })
})
