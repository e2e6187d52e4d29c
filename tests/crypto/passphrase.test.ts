// Shows Argon2id against the vector, and that what a device cannot afford is a refusal.

import { describe, expect, test } from 'vitest'
import { repeat, toHex } from '../../src/base/bytes.ts'
import { err } from '../../src/base/result.ts'
import { passphraseCosts, passphraseKey } from '../../src/crypto/passphrase.ts'
import { sodiumReady } from '../../src/crypto/sodium.ts'
import { bytesOf } from '../vectors/bytes-of.ts'
import vectors from '../vectors/vectors.json' with { type: 'json' }

await sodiumReady

const cheap = { operations: 1, memoryBytes: 8 * 1024 * 1024 }

describe('passphrases', () => {
  test('[A3] the vector', () => {
    const { text, salt, operations, memory, key } = vectors.passphrase
    const made = passphraseKey(text, bytesOf(salt), { operations, memoryBytes: memory })
    expect(made.ok && toHex(made.value)).toBe(key)
  })

  test('[A3] texts that look the same are the same, typed on whatever keyboard', () => {
    const salt = repeat(5, 16)
    expect(passphraseKey('Grüße', salt, cheap)).toEqual(passphraseKey('Gru\u0308ße', salt, cheap))
    expect(passphraseKey('Grüße', salt, cheap)).not.toEqual(passphraseKey('Gruße', salt, cheap))
  })

  test('[A4] the costs step down from 64 MiB and 3 passes to 19 MiB and 2, never below', () => {
    const mebibytes = passphraseCosts.map(({ operations, memoryBytes }) => [operations, memoryBytes / 1024 / 1024])
    expect(mebibytes).toEqual([
      [3, 64],
      [3, 48],
      [3, 32],
      [2, 19]
    ])
  })

  test('[A4] memory that cannot be had is a refusal, never a throw', () => {
    const tooMuch = { operations: 1, memoryBytes: 3 * 1024 * 1024 * 1024 }
    expect(passphraseKey('text', repeat(5, 16), tooMuch)).toEqual(err('not-enough-memory'))
  })

  test('[E9] a salt of wrong length is our own mistake', () => {
    expect(() => passphraseKey('text', repeat(5, 15), cheap)).toThrow('assertion failed')
  })
})
