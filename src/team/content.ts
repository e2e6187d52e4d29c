// Owns the sealing of content payloads: one key for each epoch, scope and author (L8). Knows nothing of operations.

import { concat } from '../base/bytes.ts'
import { idBytes, type DeviceId, type ScopeId } from '../base/ids.ts'
import type { RandomBytes } from '../base/random.ts'
import type { Result } from '../base/result.ts'
import { derive } from '../crypto/hash.ts'
import { nonceBytes, open, pad, seal, unpad } from '../crypto/seal.ts'

/** `derive(S, "content", scope16 ‖ did32)` (L8). */
export function contentKey(secret: Uint8Array, scope: ScopeId, author: DeviceId): Uint8Array {
  return derive(secret, 'content', concat(idBytes(scope), idBytes(author)))
}

/** A content payload: padded, sealed under a fresh nonce (L8, E8, E10). */
export function sealContent(key: Uint8Array, operation: Uint8Array, random: RandomBytes): Uint8Array {
  return seal(key, pad(operation), random(nonceBytes))
}

/** The operation's bytes, if the key fits and the padding holds (L8, E10). */
export function openContent(key: Uint8Array, payload: Uint8Array): Result<Uint8Array, 'does-not-open' | 'not-padded'> {
  const padded = open(key, payload)
  return padded.ok ? unpad(padded.value) : padded
}
