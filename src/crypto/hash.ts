// Owns the labelled hash and the keyed derivation (E6): BLAKE2b, plain and keyed.

import { assert } from '../base/assert.ts'
import { sodium } from './sodium.ts'
import { labelled, type Label } from './labels.ts'

/** `H(label, data)`: 32 bytes (E6). */
export function hash(label: Label, data: Uint8Array): Uint8Array {
  return sodium.crypto_generichash(32, labelled(label, data), null)
}

/** `derive(key, label, ctx, n)`: `length` bytes, 16 … 64; the length enters the hash itself (E6). The key has 16 … 64 bytes. */
export function derive(key: Uint8Array, label: Label, context: Uint8Array, length = 32): Uint8Array {
  assert(
    key.length >= 16 && key.length <= 64 && length >= 16 && length <= 64,
    'keys and what is derived have 16 to 64 bytes'
  )
  return sodium.crypto_generichash(length, labelled(label, context), key)
}
