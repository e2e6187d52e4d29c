// Owns what a device does with epoch secrets: open its boxes, climb the ladder, derive content keys (K3 to K6, L8). Knows no membership.

import type { DeviceId, EpochId, ScopeId } from '../base/ids.ts'
import type { RandomBytes } from '../base/random.ts'
import type { Result } from '../base/result.ts'
import type { EpochEntry, GrantEntry } from './epoch-payload.ts'
import type { Secrets } from './epochs.ts'

export interface Opened {
  /** The secrets known before, and those found now. */
  readonly secrets: Secrets
  /** Devices whose boxes for us all failed: "bad key from device X" (K5). */
  readonly badBoxesFrom: readonly DeviceId[]
}

/** Opens our boxes, newest first, at most four of an author for each epoch, then climbs every ladder that can be (K5, K6). */
export declare function openSecrets(input: {
  readonly scope: ScopeId
  readonly device: DeviceId
  /** 32 bytes: the X-Wing secret of this device. */
  readonly kemSecret: Uint8Array
  readonly entries: readonly (EpochEntry | GrantEntry)[]
  readonly secrets: Secrets
}): Opened

/** `derive(S, "kc", scope16)`: commits to the secret (K3). */
export declare function commitmentOf(secret: Uint8Array, scope: ScopeId): Uint8Array

/** `derive(S, "content", scope16 ‖ did32)`: one key for each epoch, scope and author (L8). */
export declare function contentKey(secret: Uint8Array, scope: ScopeId, author: DeviceId): Uint8Array

/** A content payload: padded, sealed under a fresh nonce (L8, E8, E10). */
export declare function sealContent(key: Uint8Array, operation: Uint8Array, random: RandomBytes): Uint8Array

/** The operation's bytes, if the key fits and the padding holds (L8, E10). */
export declare function openContent(
  key: Uint8Array,
  payload: Uint8Array
): Result<Uint8Array, 'does-not-open' | 'not-padded'>

/** Epochs of `entries` whose secret is not known: what a device waits for (K5). */
export declare function unopened(entries: readonly (EpochEntry | GrantEntry)[], secrets: Secrets): readonly EpochId[]
