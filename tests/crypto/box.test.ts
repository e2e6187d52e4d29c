// Shows X-Wing against its draft and the vectors, and that poison keys and bad ciphertexts are refusals.

import { describe, expect, test } from 'vitest'
import { concat, repeat, toHex } from '../../src/base/bytes.ts'
import { err } from '../../src/base/result.ts'
import {
  decapsulate,
  encapsulate,
  isAdmissibleKemKey,
  kemCiphertextBytes,
  kemKeysFromSeed
} from '../../src/crypto/box.ts'
import { derive } from '../../src/crypto/hash.ts'
import { seal } from '../../src/crypto/seal.ts'
import { sodium, sodiumReady } from '../../src/crypto/sodium.ts'
import { bytesOf } from '../vectors/bytes-of.ts'
import vectors from '../vectors/vectors.json' with { type: 'json' }

await sodiumReady

const bert = kemKeysFromSeed(bytesOf(vectors.devices.bert.kemSeed))
const blake = (bytes: Uint8Array): string => toHex(sodium.crypto_generichash(32, bytes, null))

describe('X-Wing', () => {
  test('[E5] agrees with the first vector of its draft', () => {
    const { seed, encapsulationSeed, publicKeyHash, ciphertextHash, sharedSecret } = vectors.xwing
    const keys = kemKeysFromSeed(bytesOf(seed))
    const made = encapsulate(keys.publicKey, bytesOf(encapsulationSeed))
    expect(blake(keys.publicKey)).toBe(publicKeyHash)
    expect(made.ok && blake(made.value.ciphertext)).toBe(ciphertextHash)
    expect(made.ok && toHex(made.value.shared)).toBe(sharedSecret)
  })

  test.each(Object.entries(vectors.devices))('[L3] the key of %s', (_, device) => {
    expect(blake(kemKeysFromSeed(bytesOf(device.kemSeed)).publicKey)).toBe(device.kemPubHash)
  })

  test('[K4] a box seals the secret of an epoch to one device', () => {
    const { scope, kc, secret, encapsulationSeed, nonce, sharedSecret, boxKey, sealed, box } = vectors.box
    const made = encapsulate(bert.publicKey, bytesOf(encapsulationSeed))
    if (!made.ok) throw new Error('bert has an honest key')
    const context = concat(bytesOf(scope), bytesOf(kc), bytesOf(vectors.devices.bert.deviceId))
    const key = derive(made.value.shared, 'box', context)
    expect(toHex(made.value.shared)).toBe(sharedSecret)
    expect(toHex(key)).toBe(boxKey)
    expect(toHex(seal(key, bytesOf(secret), bytesOf(nonce, 24)))).toBe(sealed)
    expect(box).toContain(toHex(made.value.ciphertext))
    expect(decapsulate(bert.secretKey, made.value.ciphertext)).toEqual({ ok: true, value: made.value.shared })
  })

  test.each(vectors.kemKeys)('[L4] a key that is $name', ({ changeFromBert, admit }) => {
    expect(isAdmissibleKemKey(changed(bert.publicKey, changeFromBert))).toBe(admit)
  })

  test('[E9] wrong lengths and inadmissible ciphertexts are refusals, never a throw', () => {
    expect(encapsulate(bert.publicKey.subarray(1), repeat(0, 64))).toEqual(err('inadmissible-key'))
    expect(encapsulate(new Uint8Array(0), repeat(0, 64))).toEqual(err('inadmissible-key'))
    expect(decapsulate(bert.secretKey, repeat(0, kemCiphertextBytes))).toEqual(err('does-not-open'))
    expect(decapsulate(bert.secretKey, repeat(0, kemCiphertextBytes - 1))).toEqual(err('does-not-open'))
    expect(() => encapsulate(bert.publicKey, repeat(0, 63))).toThrow('assertion failed')
    expect(() => decapsulate(repeat(0, 31), repeat(0, kemCiphertextBytes))).toThrow('assertion failed')
    expect(() => kemKeysFromSeed(repeat(0, 33))).toThrow('assertion failed')
  })

  test('[K5] an altered ciphertext gives another secret without error, so the seal above must decide', () => {
    const made = encapsulate(bert.publicKey, repeat(6, 64))
    if (!made.ok) throw new Error('bert has an honest key')
    const { ciphertext, shared } = made.value
    const received = decapsulate(bert.secretKey, ciphertext.with(0, (ciphertext[0] ?? 0) ^ 1))
    expect(received.ok && received.value.length).toBe(32)
    expect(received.ok && received.value).not.toEqual(shared)
  })
})

/** A key with the change the vectors describe in words: `bytes 0..1 = ffff`, `byte 1184 = 01, bytes 1185..1215 = 00`. */
function changed(key: Uint8Array, description: string | null): Uint8Array {
  const copy = key.slice()
  for (const part of description?.split(', ') ?? []) {
    const match = /^bytes? (\d+)(?:\.\.(\d+))? = ([0-9a-f]+)$/.exec(part)
    if (!match) throw new Error(`not a change: ${part}`)
    const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])]
    copy.fill(Number.parseInt((match[3] ?? '').slice(0, 2), 16), first, last + 1)
  }
  return copy
}
