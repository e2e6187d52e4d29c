// Owns the way from a passphrase to a key: Argon2id 1.3 over its NFKC form, and how much work that is at least (A3, A4). Knows no vault.

import { assert } from '../base/assert.ts'
import { utf8 } from '../base/bytes.ts'
import { err, ok, type Result } from '../base/result.ts'
import { sodium } from './sodium.ts'

/** Fresh random bytes for each key (A3). */
export const saltBytes = 16
const mib = 1024 * 1024

/** What one guess costs. */
export interface PassphraseCost {
  readonly passes: number
  readonly memoryBytes: number
}

/** The usual cost, and what a device takes that cannot give so much memory, in this order (A4). */
export const passphraseCosts: readonly PassphraseCost[] = [64, 48, 32, 19].map((size) => ({
  passes: 3,
  memoryBytes: size * mib
}))

/** Less is never accepted, whatever a record says; more than the second would be a trap. */
const least: PassphraseCost = { passes: 2, memoryBytes: 19 * mib }
const most: PassphraseCost = { passes: 16, memoryBytes: 1024 * mib }

/** 'bad-cost': below the floor or beyond reason. 'no-memory': this device cannot allocate that. */
export type PassphraseFailure = 'bad-cost' | 'no-memory'

/** 32 bytes; the same text, salt and cost give the same key on every device. `salt` has 16 bytes. */
export function keyOfPassphrase(
  passphrase: string,
  salt: Uint8Array,
  cost: PassphraseCost
): Result<Uint8Array, PassphraseFailure> {
  assert(salt.length === saltBytes, 'a salt has 16 bytes')
  if (!isAcceptable(cost)) return err('bad-cost')
  const text = utf8(passphrase.toWellFormed().normalize('NFKC'))
  const { crypto_pwhash, crypto_pwhash_ALG_ARGON2ID13 } = sodium
  try {
    return ok(crypto_pwhash(32, text, salt, cost.passes, cost.memoryBytes, crypto_pwhash_ALG_ARGON2ID13))
  } catch {
    // With lengths and cost in range there is one thing left that fails: the memory.
    return err('no-memory')
  } finally {
    text.fill(0)
  }
}

/** A key of a new salt at the first of these costs that this device can pay (A4). `derive` is another one only where memory is short on purpose. */
export function newKeyOfPassphrase(
  passphrase: string,
  salt: Uint8Array,
  {
    costs = passphraseCosts,
    derive = keyOfPassphrase
  }: { readonly costs?: readonly PassphraseCost[]; readonly derive?: typeof keyOfPassphrase } = {}
): Result<{ readonly key: Uint8Array; readonly cost: PassphraseCost }, 'no-memory'> {
  for (const cost of costs) {
    const key = derive(passphrase, salt, cost)
    if (key.ok) return ok({ key: key.value, cost })
  }
  return err('no-memory')
}

function isAcceptable({ passes, memoryBytes }: PassphraseCost): boolean {
  return (
    Number.isSafeInteger(passes) &&
    Number.isSafeInteger(memoryBytes) &&
    passes >= least.passes &&
    passes <= most.passes &&
    memoryBytes >= least.memoryBytes &&
    memoryBytes <= most.memoryBytes
  )
}
