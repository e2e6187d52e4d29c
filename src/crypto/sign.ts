// Owns signatures: Ed25519 under a label (E6), and the vetting of strangers' public keys (L4, V4).

import { assert } from '../base/assert.ts'
import { labelled, type Label } from './labels.ts'
import { sodium } from './sodium.ts'

export interface SignKeys {
  /** 32 bytes. */
  readonly publicKey: Uint8Array
  /** 64 bytes: seed and public key, as libsodium keeps it. */
  readonly secretKey: Uint8Array
}

/** The key pair of a 32-byte seed; same seed, same keys. */
export function signKeysFromSeed(seed: Uint8Array): SignKeys {
  assert(seed.length === 32, 'the seed of a signing key has 32 bytes')
  const { publicKey, privateKey } = sodium.crypto_sign_seed_keypair(seed)
  return { publicKey, secretKey: privateKey }
}

/** 64 bytes: `Ed25519(key, "ff1/" label 00 ‖ data)` (E6). */
export function sign(secretKey: Uint8Array, label: Label, data: Uint8Array): Uint8Array {
  assert(secretKey.length === 64, 'a secret signing key has 64 bytes')
  return sodium.crypto_sign_detached(labelled(label, data), secretKey)
}

/** Whether the signature holds by the exact rule of V4. Wrong lengths are a no, never a throw (E9). */
export function verify(publicKey: Uint8Array, label: Label, data: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  try {
    return sodium.crypto_sign_verify_detached(signature, labelled(label, data), publicKey)
  } catch {
    return false
  }
}

/** Whether a stranger's public key is canonical, not of small order and in the prime subgroup (L4). */
export function isValidPoint(publicKey: Uint8Array): boolean {
  if (publicKey.length !== 32) return false
  try {
    return sodium.crypto_core_ed25519_is_valid_point(publicKey)
  } catch {
    return false
  }
}
