// Shows the labelled hash and the derivation against the vectors, and that labels and lengths separate what is derived.

import { describe, expect, test } from 'vitest'
import { repeat, toHex } from '../../src/base/bytes.ts'
import { derive, hash } from '../../src/crypto/hash.ts'
import { labelled, type Label } from '../../src/crypto/labels.ts'
import { sodiumReady } from '../../src/crypto/sodium.ts'
import { bytesOf } from '../vectors/bytes-of.ts'
import vectors from '../vectors/vectors.json' with { type: 'json' }

await sodiumReady

describe('hash and derivation', () => {
  test.each(vectors.hash)('[E6] H($label, $data)', ({ label, data, input, hash: expected }) => {
    expect(toHex(labelled(label as Label, bytesOf(data)))).toBe(input)
    expect(toHex(hash(label as Label, bytesOf(data)))).toBe(expected)
  })

  test.each(vectors.derive)('[E6] derive under $label, $length bytes', ({ key, label, context, length, result }) => {
    expect(toHex(derive(bytesOf(key), label as Label, bytesOf(context), length))).toBe(result)
  })

  test('[E6] the length enters the hash itself: a short key is no beginning of a long one', () => {
    const key = repeat(1, 32)
    const long = derive(key, 'topic', repeat(2, 4), 32)
    expect(derive(key, 'topic', repeat(2, 4), 16)).not.toEqual(long.subarray(0, 16))
  })

  test('[E7] label, key and context each change what comes out', () => {
    const results = [
      derive(repeat(1, 32), 'content', repeat(2, 4)),
      derive(repeat(1, 32), 'topic', repeat(2, 4)),
      derive(repeat(3, 32), 'content', repeat(2, 4)),
      derive(repeat(1, 32), 'content', repeat(4, 4)),
      hash('content', repeat(2, 4))
    ]
    expect(new Set(results.map(toHex)).size).toBe(results.length)
  })

  test.each([
    [15, 32],
    [65, 32],
    [32, 15],
    [32, 65]
  ])('[E9] a key of %d bytes for %d is our own mistake and found before the library is called', (key, length) => {
    expect(() => derive(repeat(1, key), 'content', repeat(2, 4), length)).toThrow('assertion failed')
  })
})
