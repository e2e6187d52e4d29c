// Shows the signature rule and the vetting of keys against the edges of the vectors, and that wrong lengths are a plain no.

import { describe, expect, test } from 'vitest'
import { concat, repeat, utf8 } from '../../src/base/bytes.ts'
import { isValidPoint, sign, signKeysFromSeed, verify } from '../../src/crypto/sign.ts'
import { sodium, sodiumReady } from '../../src/crypto/sodium.ts'
import { bytesOf } from '../vectors/bytes-of.ts'
import vectors from '../vectors/vectors.json' with { type: 'json' }

await sodiumReady

const keys = signKeysFromSeed(repeat(5, 32))
const data = utf8('data')

describe('signatures', () => {
  test.each(vectors.ed25519)('[V4] $name', ({ publicKey, message, signature, verify: verifies }) => {
    // The vectors sign bare messages: this is the library's verdict, on which `verify` rests.
    const verdict = sodium.crypto_sign_verify_detached(bytesOf(signature), bytesOf(message), bytesOf(publicKey))
    expect(verdict).toBe(verifies)
  })

  test.each(vectors.ed25519)('[L4] the point check of $name', ({ publicKey, admitKey }) => {
    expect(isValidPoint(bytesOf(publicKey))).toBe(admitKey)
  })

  test('[E6] a signature holds under its own label only', () => {
    const signature = sign(keys.secretKey, 'sig', data)
    expect(verify(keys.publicKey, 'sig', data, signature)).toBe(true)
    expect(verify(keys.publicKey, 'cert', data, signature)).toBe(false)
    expect(verify(keys.publicKey, 'sig', utf8('other'), signature)).toBe(false)
  })

  test('[V4] every flipped bit of a signature is refused', () => {
    const signature = sign(keys.secretKey, 'sig', data)
    for (let bit = 0; bit < 512; bit++) {
      const altered = signature.with(bit >> 3, (signature[bit >> 3] ?? 0) ^ (1 << (bit & 7)))
      expect(verify(keys.publicKey, 'sig', data, altered)).toBe(false)
    }
  })

  test('[E9] wrong lengths are a no, never a throw', () => {
    const signature = sign(keys.secretKey, 'sig', data)
    for (const wrong of [new Uint8Array(0), signature.subarray(1), concat(signature, Uint8Array.of(0))])
      expect(verify(keys.publicKey, 'sig', data, wrong)).toBe(false)
    for (const wrong of [new Uint8Array(0), keys.publicKey.subarray(1), concat(keys.publicKey, Uint8Array.of(0))]) {
      expect(verify(wrong, 'sig', data, signature)).toBe(false)
      expect(isValidPoint(wrong)).toBe(false)
    }
    expect(() => sign(keys.secretKey.subarray(1), 'sig', data)).toThrow('assertion failed')
    expect(() => signKeysFromSeed(repeat(1, 31))).toThrow('assertion failed')
  })
})
