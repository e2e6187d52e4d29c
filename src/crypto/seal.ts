// Owns authenticated encryption: XChaCha20-Poly1305 with a fresh random nonce in front (E6, E8), and the padding of contents (E10).

import { concat } from '../base/bytes.ts'
import { assert } from '../base/assert.ts'
import { err, ok, type Result } from '../base/result.ts'
import { sodium } from './sodium.ts'

/** Fresh random bytes for each seal (E8). */
export const nonceBytes = 24
/** What sealing adds: nonce and tag. */
export const sealOverheadBytes = 40

const nothing = new Uint8Array(0)

/** `nonce24 ‖ ciphertext`, 40 bytes longer than `plain`. `nonce` is 24 fresh random bytes, every time (E8). */
export function seal(
  key: Uint8Array,
  plain: Uint8Array,
  nonce: Uint8Array,
  associated: Uint8Array = nothing
): Uint8Array {
  assert(key.length === 32 && nonce.length === nonceBytes, 'a key has 32 bytes and a nonce 24')
  return concat(nonce, sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, associated, null, nonce, key))
}

/** The plaintext, if key and associated data fit (E9). */
export function open(
  key: Uint8Array,
  sealed: Uint8Array,
  associated: Uint8Array = nothing
): Result<Uint8Array, 'does-not-open'> {
  if (key.length !== 32 || sealed.length < sealOverheadBytes) return err('does-not-open')
  const nonce = sealed.subarray(0, nonceBytes)
  try {
    const box = sealed.subarray(nonceBytes)
    return ok(sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, box, associated, nonce, key))
  } catch {
    return err('does-not-open')
  }
}

/** `op ‖ 80 ‖ 00…` up to 64 bytes or the next PADMÉ length (E10). */
export function pad(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(paddedLength(bytes.length))
  padded.set(bytes)
  padded[bytes.length] = 0x80
  return padded
}

/** The length of `pad` for `length` bytes: at least one more, at least 64, else PADMÉ (E10). */
export function paddedLength(length: number): number {
  const needed = length + 1
  if (needed <= 64) return 64
  const exponent = Math.floor(Math.log2(needed))
  const significant = Math.floor(Math.log2(exponent)) + 1
  const step = 2 ** (exponent - significant)
  return Math.ceil(needed / step) * step
}

/** Strips zeros, then one 80; refuses anything else (E10). */
export function unpad(padded: Uint8Array): Result<Uint8Array, 'not-padded'> {
  let end = padded.length
  while (end > 0 && padded[end - 1] === 0) end -= 1
  return end > 0 && padded[end - 1] === 0x80 ? ok(padded.slice(0, end - 1)) : err('not-padded')
}
