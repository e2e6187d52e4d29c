// Owns the bytes of epochs and grants (K2, K4). Knows nothing of who may make them.

import type { DeviceId, EntryHash, EpochId } from '../base/ids.ts'
import type { Result } from '../base/result.ts'
import type { Entry } from '../log/entry.ts'

/** `[did8, kemCt1120, sealed72]`: an epoch's secret sealed to one device (K4). */
export interface Box {
  /** First 8 bytes of the device's id, as hex. */
  readonly shortId: string
  /** 1120 bytes. */
  readonly ciphertext: Uint8Array
  /** 72 bytes. */
  readonly sealed: Uint8Array
}

export interface EpochPayload {
  readonly type: 'epoch'
  readonly generation: number
  readonly parents: readonly EpochId[]
  readonly deps: readonly EntryHash[]
  /** 32 bytes: commits to the secret (K3). */
  readonly commitment: Uint8Array
  /** Older secrets sealed under this one (K6). */
  readonly ladder: Uint8Array | undefined
}

export interface GrantPayload {
  readonly type: 'grant'
  readonly epoch: EpochId
  readonly deps: readonly EntryHash[]
  readonly boxes: readonly Box[]
}

interface Written {
  readonly hash: EntryHash
  readonly device: DeviceId
  readonly ts: number
}

/** An epoch entry, read; its id is the beginning of its hash (K2). */
export interface EpochEntry extends EpochPayload, Written {
  readonly id: EpochId
}

export interface GrantEntry extends GrantPayload, Written {}

export declare function encodeEpochPayload(payload: EpochPayload | GrantPayload): Uint8Array

/** Exactly the stated fields within the limits, or a refusal: such an entry is void for ever (K2, K4). */
export declare function decodeEpochPayload(payload: Uint8Array): Result<EpochPayload | GrantPayload, 'epoch-malformed'>

/** Reads an authentic entry of kind epoch. */
export declare function readEpochEntry(
  entry: Entry
): Result<EpochEntry | GrantEntry, 'epoch-malformed' | 'payload-missing' | 'not-an-epoch-entry'>

/** The id of the epoch whose entry has this hash (K2). */
export declare function epochIdFromHash(hash: EntryHash): EpochId
