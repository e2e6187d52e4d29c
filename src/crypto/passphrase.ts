// Owns Argon2id: a key from what a person can remember (A3, A4).

import { assert } from '../base/assert.ts'
import { err, ok, type Result } from '../base/result.ts'
import { sodium } from './sodium.ts'

export interface PassphraseCost {
  /** Passes over the memory. */
  readonly operations: number
  readonly memoryBytes: number
}

/** What to try, dearest first; a device that cannot allocate that much steps down (A4). */
export const passphraseCosts: readonly PassphraseCost[] = [
  { operations: 3, memoryBytes: 64 * 1024 * 1024 },
  { operations: 3, memoryBytes: 48 * 1024 * 1024 },
  { operations: 3, memoryBytes: 32 * 1024 * 1024 },
  { operations: 2, memoryBytes: 19 * 1024 * 1024 }
]

/** 32 bytes from a passphrase (NFKC) and a 16-byte salt; refuses when the memory cannot be had. */
export function passphraseKey(
  text: string,
  salt: Uint8Array,
  cost: PassphraseCost
): Result<Uint8Array, 'not-enough-memory'> {
  assert(salt.length === 16, 'the salt of a passphrase has 16 bytes')
  try {
    const algorithm = sodium.crypto_pwhash_ALG_ARGON2ID13
    const plain = text.normalize('NFKC')
    return ok(sodium.crypto_pwhash(32, plain, salt, cost.operations, cost.memoryBytes, algorithm))
  } catch {
    return err('not-enough-memory')
  }
}
