// Owns the making of epochs and grants: a fresh secret, its commitment, its ladder, and the boxes for those who may have it (K3, K4, K6, K9).

import type { DeviceId, EntryHash, EpochId } from '../base/ids.ts'
import type { RandomBytes } from '../base/random.ts'
import type { Certificate } from './certificate.ts'
import type { EpochBook, Secrets } from './epochs.ts'
import type { Roster } from './roster.ts'
import type { History } from './control.ts'

export interface NewEpoch {
  /** Payload of the epoch entry; the hash of that entry makes the epoch's id. */
  readonly payload: Uint8Array
  /** 32 fresh bytes. */
  readonly secret: Uint8Array
}

/** The payload of the next epoch of a scope (K9). `history` 'from-join' leaves the ladder out (K6). */
export declare function makeEpoch(
  next: {
    readonly roster: Roster
    readonly book: EpochBook
    readonly secrets: Secrets
    readonly deps: readonly EntryHash[]
    readonly history: History
  },
  random: RandomBytes
): NewEpoch

export interface NewGrants {
  /** Payloads of grant entries, 48 boxes each (K4). */
  readonly payloads: readonly Uint8Array[]
  /** Devices no secret can be sealed to; everybody else is served (L4). */
  readonly skipped: readonly DeviceId[]
}

/** Boxes of one epoch's secret for some devices: at its birth, for newcomers, for new devices (K4, K9, K10). */
export declare function makeGrants(
  grant: {
    readonly roster: Roster
    readonly epoch: EpochId
    readonly secret: Uint8Array
    readonly recipients: readonly Certificate[]
    readonly deps: readonly EntryHash[]
  },
  random: RandomBytes
): NewGrants
