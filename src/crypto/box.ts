// Owns key encapsulation: X-Wing (X25519 + ML-KEM-768), with which a secret is sealed to one device (E5, K4).

import { assert } from '../base/assert.ts'
import { err, ok, type Result } from '../base/result.ts'
import { sodium } from './sodium.ts'

/** X-Wing: a public key, and what is sent to its holder. */
export const kemPublicBytes = 1216
export const kemCiphertextBytes = 1120

export interface KemKeys {
  /** 1216 bytes. */
  readonly publicKey: Uint8Array
  /** 32 bytes: the seed, from which the rest follows. */
  readonly secretKey: Uint8Array
}

export interface Encapsulated {
  /** 1120 bytes, for the recipient. */
  readonly ciphertext: Uint8Array
  /** 32 bytes, known to both. */
  readonly shared: Uint8Array
}

/** The key pair of a 32-byte seed. */
export function kemKeysFromSeed(seed: Uint8Array): KemKeys {
  assert(seed.length === 32, 'the seed of a box key has 32 bytes')
  const { publicKey, privateKey } = sodium.crypto_kem_xwing_seed_keypair(seed)
  return { publicKey, secretKey: privateKey }
}

/** A shared secret for the holder of `publicKey`; `seed` is 64 random bytes. Refuses poison keys (L4). */
export function encapsulate(publicKey: Uint8Array, seed: Uint8Array): Result<Encapsulated, 'inadmissible-key'> {
  assert(seed.length === 64, 'an encapsulation takes 64 random bytes')
  if (publicKey.length !== kemPublicBytes) return err('inadmissible-key')
  try {
    const { ciphertext, sharedSecret } = sodium.crypto_kem_xwing_enc_deterministic(publicKey, seed)
    return ok({ ciphertext, shared: sharedSecret })
  } catch {
    return err('inadmissible-key')
  }
}

/** The shared secret. An altered ciphertext mostly yields another secret without error, so the seal above it must decide. */
export function decapsulate(secretKey: Uint8Array, ciphertext: Uint8Array): Result<Uint8Array, 'does-not-open'> {
  assert(secretKey.length === 32, 'a secret box key has 32 bytes')
  if (ciphertext.length !== kemCiphertextBytes) return err('does-not-open')
  try {
    return ok(sodium.crypto_kem_xwing_dec(ciphertext, secretKey))
  } catch {
    return err('does-not-open')
  }
}

/** Whether anybody may seal to this key: one trial encapsulation stops keys that would stop us later (L4). */
export function isAdmissibleKemKey(publicKey: Uint8Array): boolean {
  return encapsulate(publicKey, new Uint8Array(64)).ok
}
