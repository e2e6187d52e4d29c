import { describe, expect, test } from 'vitest'
import { repeat, toHex } from '../../src/base/bytes.ts'
import { decodeCbor, encodeCbor, type Cbor } from '../../src/base/codec.ts'
import { entryHashOf, scopeIdOf } from '../../src/base/ids.ts'
import { sodium } from '../../src/crypto/sodium.ts'
import { encodeControl, type ControlOperation } from '../../src/team/control.ts'
import { decodeControl } from '../../src/team/control-reader.ts'
import { proveInvitation } from '../../src/team/invitation.ts'
import { createDice } from '../fixtures/random.ts'
import { certificateOf, entryNamed, field, team, vectors } from './vectors.ts'

const bert = certificateOf('bert')
const phone = certificateOf('annasPhone')
const a1 = entryHashOf(repeat(0xa1, 32))
const a2 = entryHashOf(repeat(0xa2, 32))
const channel = scopeIdOf(field(vectors.conversations.channel, 'id'))
const admitAnna = entryNamed('admitAnna').hash
const post = entryHashOf(sodium.from_hex(vectors.entries['post']?.['hash'] ?? ''))
const inviteSeed = field(vectors.invitation, 'seed', 16)
const invitePublic = field(vectors.invitation, 'invitePub')

const certified = ({ bytes, signature }: typeof bert) => ({ certificate: bytes, signature })

const operations: Readonly<Record<string, { operation: ControlOperation; deps: readonly (typeof a1)[] }>> = {
  found: {
    operation: { type: 'found', rootPublic: field(vectors.team, 'rootPub'), nonce: field(vectors.team, 'nonce', 16) },
    deps: []
  },
  'member.add': {
    operation: { type: 'member.add', ...certified(bert), role: 'member', via: undefined },
    deps: [admitAnna]
  },
  'member.add via': {
    operation: {
      type: 'member.add',
      ...certified(bert),
      role: 'member',
      via: { invitation: a1, proof: proveInvitation(inviteSeed, team, bert.device) }
    },
    deps: [admitAnna]
  },
  'member.remove': { operation: { type: 'member.remove', member: bert.member }, deps: [a1, a2] },
  'role.set': { operation: { type: 'role.set', member: bert.member, role: 'admin' }, deps: [a1] },
  'device.add': { operation: { type: 'device.add', ...certified(phone) }, deps: [a1] },
  'device.revoke': { operation: { type: 'device.revoke', device: phone.device }, deps: [a1] },
  'invite.create': {
    operation: {
      type: 'invite.create',
      invitePublic,
      role: 'member',
      usesMax: 1,
      expiresMs: 1_795_996_800_000,
      approve: false,
      member: undefined
    },
    deps: [a1]
  },
  'invite.revoke': { operation: { type: 'invite.revoke', invitation: a2 }, deps: [a1] },
  policy: { operation: { type: 'policy', name: 'retain-days', value: 365 }, deps: [a1] },
  'channel.create': { operation: { type: 'channel.create', nonce: repeat(0x50, 16) }, deps: [a1] },
  moderate: { operation: { type: 'moderate', scope: channel, targets: [post], destroy: true }, deps: [a1] },
  'group.create': {
    operation: {
      type: 'group.create',
      nonce: repeat(0x51, 16),
      members: [{ member: bert.member, role: 'member' }],
      history: 'full'
    },
    deps: [a1]
  },
  cut: {
    operation: { type: 'cut', fences: [{ scope: channel, device: phone.device, heads: [{ seq: 7, hash: a2 }] }] },
    deps: [a1]
  },
  'release.allow': {
    operation: { type: 'release.allow', version: 3, manifestHash: repeat(0xa2, 32) },
    deps: [a1]
  }
}

/** What the vectors say of a payload: the bytes, or of long ones their plain hash. */
function summary(payload: Uint8Array, known: string): string {
  return known.length === 64 && payload.length !== 32
    ? toHex(sodium.crypto_generichash(32, payload, null))
    : toHex(payload)
}

function fieldsOf(payload: Uint8Array): readonly Cbor[] {
  const decoded = decodeCbor(payload)
  if (!decoded.ok || !Array.isArray(decoded.value)) throw new Error('a control payload is an array')
  return decoded.value as readonly Cbor[]
}

describe('control payloads', () => {
  test.each(vectors.controls)('[T2] %s has the bytes of the vectors', (name, length, known) => {
    const control = operations[name]
    if (control === undefined) throw new Error(`no operation ${name}`)
    const payload = encodeControl(control)
    expect({ length: payload.length, payload: summary(payload, known) }).toEqual({ length, payload: known })
  })

  test.each(Object.entries(operations))('[T2] %s is read as it was written', (_name, control) => {
    expect(decodeControl(encodeControl(control))).toEqual({ ok: true, value: control })
  })

  test('[L5] the founding of the vectors is what its entry carries', () => {
    expect(vectors.entries['found']?.['payload']).toBe(vectors.team['foundPayload'])
  })

  test('[E4] an unknown type is held, not void', () => {
    expect(decodeControl(encodeCbor([99, [1, 'new'], []]))).toEqual({ ok: false, reason: 'unknown-type' })
  })

  test.each(Object.entries(operations))('[E4] %s with one field more is malformed', (_name, control) => {
    const [type, fields, deps] = fieldsOf(encodeControl(control))
    const longer = encodeCbor([type ?? 0, [...((fields ?? []) as Cbor[]), null], deps ?? []])
    expect(decodeControl(longer)).toEqual({ ok: false, reason: 'control-malformed' })
  })

  test.each(Object.entries(operations))('[E4] %s with one field less is malformed', (_name, control) => {
    const [type, fields, deps] = fieldsOf(encodeControl(control))
    const shorter = encodeCbor([type ?? 0, ((fields ?? []) as Cbor[]).slice(0, -1), deps ?? []])
    expect(decodeControl(shorter)).toEqual({ ok: false, reason: 'control-malformed' })
  })

  test('[T1] deps are ascending and distinct', () => {
    const [type, fields] = fieldsOf(
      encodeControl({ operation: { type: 'member.remove', member: bert.member }, deps: [] })
    )
    for (const bytes of [
      [repeat(2, 32), repeat(1, 32)],
      [repeat(1, 32), repeat(1, 32)]
    ]) {
      expect(decodeControl(encodeCbor([type ?? 0, fields ?? [], bytes]))).toEqual({
        ok: false,
        reason: 'control-malformed'
      })
    }
  })

  test('[T1] more than 32 deps are malformed', () => {
    const deps = Array.from({ length: 33 }, (_, index) => repeat(index, 32))
    const [type, fields] = fieldsOf(
      encodeControl({ operation: { type: 'member.remove', member: bert.member }, deps: [] })
    )
    expect(decodeControl(encodeCbor([type ?? 0, fields ?? [], deps.slice(1)])).ok).toBe(true)
    expect(decodeControl(encodeCbor([type ?? 0, fields ?? [], deps])).ok).toBe(false)
  })

  test('[K12] a cut has at most 256 items of four heads', () => {
    const item = (heads: number): Cbor => [
      repeat(1, 16),
      repeat(2, 32),
      Array.from({ length: heads }, (_, seq) => [seq, repeat(3, 32)])
    ]
    const cut = (items: number, heads: number) =>
      decodeControl(encodeCbor([12, [Array.from({ length: items }, () => item(heads))], []])).ok
    expect([cut(256, 4), cut(257, 0), cut(1, 5), cut(0, 0)]).toEqual([true, false, false, true])
  })

  test('[T2] there is no fifth role and no role 0', () => {
    const setRole = (role: number) => decodeControl(encodeCbor([3, [repeat(1, 16), role], []])).ok
    expect([0, 1, 4, 5].map(setRole)).toEqual([false, true, true, false])
  })

  test('[V7] mutated payloads never throw, and what is read is written alike', () => {
    const dice = createDice('control')
    const payloads = Object.values(operations).map(encodeControl)
    for (let round = 0; round < 4000; round++) {
      const bytes = dice.pick(payloads).slice()
      for (let flips = 1 + dice.below(3); flips > 0; flips--)
        bytes[dice.below(Math.min(bytes.length, 80))] = dice.below(256)
      const read = decodeControl(bytes)
      if (read.ok) expect(toHex(encodeControl(read.value))).toBe(toHex(bytes))
    }
  })

  test('[V7] random bytes never throw', () => {
    const dice = createDice('noise')
    for (let round = 0; round < 2000; round++) expect(decodeControl(dice.bytes(dice.below(120))).ok).toBe(false)
  })
})
