import { describe, expect, test } from 'vitest'
import { concat, fromHex, repeat, toHex, utf8 } from '../../src/base/bytes.ts'
import { decodeCbor, encodeCbor, type Cbor } from '../../src/base/codec.ts'
import { sign, signKeysFromSeed, verify } from '../../src/crypto/sign.ts'
import { sodium } from '../../src/crypto/sodium.ts'
import {
  createSeeds,
  firstCertificate,
  laterCertificate,
  readCertificate,
  rootDeviceId
} from '../../src/team/certificate.ts'
import { createDice } from '../fixtures/random.ts'
import { certificateOf, deviceVector, field, seedsOf, team, vectors } from './vectors.ts'

const names = ['anna', 'annasPhone', 'bert'] as const

/** Bert's certificate with one field replaced, signed again by bert: only L4 itself can refuse it. */
function forged(place: number, value: Cbor): { bytes: Uint8Array; signature: Uint8Array } {
  const decoded = decodeCbor(certificateOf('bert').bytes)
  if (!decoded.ok || !Array.isArray(decoded.value)) throw new Error('a certificate is an array')
  const bytes = encodeCbor(decoded.value.with(place, value))
  return { bytes, signature: sign(signKeysFromSeed(seedsOf('bert').signSeed).secretKey, 'cert', bytes) }
}

/** A point of small order: added to an honest key it makes one of mixed order. */
const pointOfOrder8 = '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'

/** A signature that verifies under a key of mixed order: about one nonce in eight gives one. */
function signatureOfMixedKey(
  message: Uint8Array,
  { secret, mixed }: { readonly secret: Uint8Array; readonly mixed: Uint8Array }
): Uint8Array {
  for (let attempt = 1; attempt < 200; attempt++) {
    const nonce = sodium.crypto_core_ed25519_scalar_reduce(repeat(attempt, 64))
    const commitment = sodium.crypto_scalarmult_ed25519_base_noclamp(nonce)
    const digest = sodium.crypto_hash_sha512(concat(commitment, mixed, message))
    const challenge = sodium.crypto_core_ed25519_scalar_reduce(digest)
    const response = sodium.crypto_core_ed25519_scalar_add(
      nonce,
      sodium.crypto_core_ed25519_scalar_mul(challenge, secret)
    )
    const signature = concat(commitment, response)
    if (sodium.crypto_sign_verify_detached(signature, message, mixed)) return signature
  }
  throw new Error('no nonce fits')
}

/** The same certificate as one of a later device, whose key made no member id. */
function withoutUnique(certificate: Uint8Array): Uint8Array {
  const decoded = decodeCbor(certificate)
  return encodeCbor((decoded.ok && Array.isArray(decoded.value) ? decoded.value : []).with(6, null))
}

describe('making certificates', () => {
  test.each(names)('[L3] the certificate of %s is that of the vectors', (name) => {
    const { certificate, certificateSignature, deviceId, memberId } = deviceVector(name)
    const made = certificateOf(name)
    expect({ ...made, bytes: toHex(made.bytes), signature: toHex(made.signature) }).toMatchObject({
      bytes: certificate,
      signature: certificateSignature,
      device: deviceId,
      member: memberId
    })
  })

  test('[L5] the root is a device named by its founding', () => {
    expect(rootDeviceId(field(vectors.team, 'foundPayload'))).toBe(vectors.team['rootDeviceId'])
  })

  test('[D1] seeds come from chance alone', () => {
    const seeds = createSeeds(createDice(1).bytes)
    const made = firstCertificate(team, seeds, { createdMs: 1, unique: repeat(7, 16) })
    expect(readCertificate(made.bytes, made.signature, team)).toEqual({ ok: true, value: made })
  })
})

describe('reading certificates', () => {
  test.each(names)('[L4] %s is admissible and read as it was made', (name) => {
    const made = certificateOf(name)
    expect(readCertificate(made.bytes, made.signature, team)).toEqual({ ok: true, value: made })
  })

  test.each(vectors.kemKeys)('[L4] poison key: $name', ({ changeFromBert, admit }) => {
    const kemPublic = certificateOf('bert').kemPublic.slice()
    if (changeFromBert === 'bytes 0..1 = ffff') kemPublic.fill(0xff, 0, 2)
    if (changeFromBert === 'bytes 1184..1215 = 00') kemPublic.fill(0, 1184)
    if (changeFromBert?.startsWith('byte 1184 = 01')) kemPublic.fill(0, 1185).fill(1, 1184, 1185)
    const { bytes, signature } = forged(4, kemPublic)
    const read = readCertificate(bytes, signature, team)
    expect(read.ok ? true : read.reason).toBe(admit ? true : 'certificate-inadmissible')
  })

  test('[L4] a signature by another key is refused', () => {
    const { bytes } = certificateOf('bert')
    const signature = sign(signKeysFromSeed(seedsOf('anna').signSeed).secretKey, 'cert', bytes)
    expect(readCertificate(bytes, signature, team)).toEqual({ ok: false, reason: 'certificate-inadmissible' })
  })

  test('[L4] a key of mixed order is refused, although signatures of it can verify', () => {
    const [secret, smallOrder] = [sodium.crypto_core_ed25519_scalar_reduce(repeat(5, 64)), fromHex(pointOfOrder8)]
    if (!smallOrder.ok) throw new Error('not hex')
    const honest = sodium.crypto_scalarmult_ed25519_base_noclamp(secret)
    const mixed = sodium.crypto_core_ed25519_add(honest, smallOrder.value)
    const later = withoutUnique(forged(3, mixed).bytes)
    const fitting = signatureOfMixedKey(concat(utf8('ff1/cert\0'), later), { secret, mixed })
    expect(verify(mixed, 'cert', later, fitting)).toBe(true)
    expect(readCertificate(later, fitting, team)).toEqual({ ok: false, reason: 'certificate-inadmissible' })
  })

  test('[L4] a certificate of another team is refused', () => {
    const { bytes, signature } = forged(1, repeat(9, 16))
    expect(readCertificate(bytes, signature, team)).toEqual({ ok: false, reason: 'certificate-of-another-team' })
  })

  test('[L2] nobody reserves a member id with another key', () => {
    const anna = certificateOf('anna')
    const decoded = decodeCbor(anna.bytes)
    const unique = decoded.ok && Array.isArray(decoded.value) ? (decoded.value[6] as Cbor) : null
    const stolen = decodeCbor(forged(2, (decoded.ok && Array.isArray(decoded.value) && decoded.value[2]) as Cbor).bytes)
    const bytes = encodeCbor((stolen.ok && Array.isArray(stolen.value) ? stolen.value : []).with(6, unique))
    const signature = sign(signKeysFromSeed(seedsOf('bert').signSeed).secretKey, 'cert', bytes)
    expect(readCertificate(bytes, signature, team)).toEqual({ ok: false, reason: 'certificate-malformed' })
  })

  test('[L3] a later device names its member and nobody else', () => {
    const anna = certificateOf('anna')
    const phone = laterCertificate(team, seedsOf('annasPhone'), { createdMs: 5, member: anna.member })
    expect({ member: phone.member, first: phone.first }).toEqual({ member: anna.member, first: false })
  })

  test.each([
    ['one byte more', 6, repeat(1, 17)],
    ['a signing key of 31 bytes', 3, repeat(1, 31)],
    ['another version', 0, 2],
    ['a time that is a text', 5, 'now']
  ] as const)('[L3] wrong form: %s', (_name, place, value) => {
    const { bytes, signature } = forged(place, value)
    expect(readCertificate(bytes, signature, team)).toEqual({ ok: false, reason: 'certificate-malformed' })
  })

  test('[V7] no flipped bit is admitted and none throws', () => {
    const { bytes, signature } = certificateOf('bert')
    const dice = createDice('flip')
    for (let round = 0; round < 300; round++) {
      const both = concat(bytes, signature)
      const place = dice.below(both.length)
      both[place] = (both[place] ?? 0) ^ (1 << dice.below(8))
      expect(readCertificate(both.subarray(0, bytes.length), both.subarray(bytes.length), team).ok).toBe(false)
    }
  })

  test('[V7] random bytes are refused', () => {
    const dice = createDice('noise')
    for (let round = 0; round < 500; round++) {
      const noise = dice.bytes(dice.below(200))
      expect(readCertificate(noise, dice.bytes(dice.below(80)), team).ok).toBe(false)
    }
  })
})
