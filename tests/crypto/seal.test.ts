// Shows sealing and padding against the vectors, and that nothing altered, cut or of wrong length opens or throws.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { repeat, toHex } from '../../src/base/bytes.ts'
import { err, ok } from '../../src/base/result.ts'
import { open, pad, paddedLength, seal, sealOverheadBytes, unpad } from '../../src/crypto/seal.ts'
import { sodiumReady } from '../../src/crypto/sodium.ts'
import { bytesOf } from '../vectors/bytes-of.ts'
import vectors from '../vectors/vectors.json' with { type: 'json' }

await sodiumReady

const closed = err('does-not-open')
const key = repeat(1, 32)
const nonce = repeat(2, 24)

describe('seal', () => {
  test.each(vectors.seal)('[E6] seals "$plain" with "$aad"', ({ key, nonce, aad, plain, sealed }) => {
    expect(toHex(seal(bytesOf(key), bytesOf(plain), bytesOf(nonce), bytesOf(aad)))).toBe(sealed)
    expect(open(bytesOf(key), bytesOf(sealed), bytesOf(aad))).toEqual(ok(bytesOf(plain)))
  })

  test('[E6] every flipped bit, another key and other associated data keep it closed', () => {
    const sealed = seal(key, repeat(9, 12), nonce, repeat(3, 2))
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const altered = sealed.with(bit >> 3, (sealed[bit >> 3] ?? 0) ^ (1 << (bit & 7)))
      expect(open(key, altered, repeat(3, 2))).toEqual(closed)
    }
    expect(open(repeat(4, 32), sealed, repeat(3, 2))).toEqual(closed)
    expect(open(key, sealed)).toEqual(closed)
  })

  test('[E9] wrong lengths from outside are a refusal, our own are a mistake; nothing else throws', () => {
    const sealed = seal(key, repeat(9, 12), nonce)
    for (let length = 0; length < sealed.length; length++) expect(open(key, sealed.subarray(0, length))).toEqual(closed)
    expect(open(repeat(1, 31), sealed)).toEqual(closed)
    expect(() => seal(repeat(1, 31), repeat(9, 12), nonce)).toThrow('assertion failed')
    expect(() => seal(key, repeat(9, 12), repeat(2, 23))).toThrow('assertion failed')
  })

  test('[E8] two nonces make two sealed things of one plain text, 40 bytes longer than it', () => {
    const plain = repeat(9, 12)
    expect(seal(key, plain, nonce)).not.toEqual(seal(key, plain, repeat(3, 24)))
    expect(seal(key, plain, nonce).length).toBe(plain.length + sealOverheadBytes)
  })
})

describe('padding', () => {
  test.each(vectors.pad)('[E10] an operation of $op bytes is padded to $padded', ({ op, padded }) => {
    expect(pad(repeat(7, op)).length).toBe(padded)
    expect(paddedLength(op)).toBe(padded)
  })

  test('[E10] padding comes off again, also from contents that end like padding', () => {
    const tricky = fc.uint8Array({ maxLength: 300 }).map((bytes) => bytes.map((byte) => (byte < 128 ? 0x80 : 0)))
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), tricky), (bytes) => {
        expect(unpad(pad(bytes))).toEqual(ok(bytes))
      })
    )
  })

  test('[E10] PADMÉ never falls short, grows with the length and adds at most 12 percent beyond 64 bytes', () => {
    for (let length = 0, before = 0; length < 70_000; length += 7) {
      const padded = paddedLength(length)
      expect(padded > length && padded >= before && (padded <= 64 || padded <= 1.12 * (length + 1))).toBe(true)
      before = padded
    }
  })

  test.each(['', '00', '0000', '01', '0100', '8001', '81'])('[E10] "%s" is not padded', (text) => {
    expect(unpad(bytesOf(text))).toEqual(err('not-padded'))
  })
})
