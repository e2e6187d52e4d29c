// Owns the graph of epochs of one key scope: which are valid, which safe, which one to seal under (K1 to K3, K7 to K9, K15).

import type { DeviceId, EntryHash, EpochId } from '../base/ids.ts'
import type { EpochEntry, GrantEntry } from './epoch-payload.ts'
import type { Roster } from './roster.ts'

/** Secrets by epoch, 32 bytes each. */
export type Secrets = ReadonlyMap<EpochId, Uint8Array>

/** What is known of one key scope; a pure value, judged anew whenever it changes. */
export interface EpochInput {
  readonly roster: Roster
  /** All epoch and grant entries here, in any order. */
  readonly entries: readonly (EpochEntry | GrantEntry)[]
  readonly secrets: Secrets
  /** Some entry of kind epoch is here without its payload (not fetched, or dropped by K15): then no superseded epoch is safe. */
  readonly payloadsAbsent: boolean
}

/**
 * held: a parent or dep is not known yet. void: wrong generation, an id used twice, or an author who was not active in the view of
 * its deps. valid: counts for reading. safe: may be sealed under now (K8).
 */
export type EpochStanding = 'held' | 'void' | 'valid' | 'safe'

export interface JudgedEpoch {
  readonly entry: EpochEntry
  readonly standing: EpochStanding
  /** Why a valid epoch is not safe, for logs and tests. */
  readonly unsafe: 'secret-unknown' | 'recipient-not-active' | 'grants-absent' | undefined
  /** E's author and everybody named in a counted grant (K7). */
  readonly recipients: ReadonlySet<DeviceId>
  /** Counted grants, newest first. */
  readonly grants: readonly GrantEntry[]
}

export interface EpochBook {
  readonly byId: ReadonlyMap<EpochId, JudgedEpoch>
  /** What to seal under: the safe epoch of greatest generation, then lowest hash (K8). */
  readonly current: EpochId | undefined
  /** Authors whose grant named a device that the epoch excludes (K7). */
  readonly offenders: readonly { readonly grant: EntryHash; readonly device: DeviceId }[]
  /** Entries that wait for a parent or a dep (K2, V6). */
  readonly held: readonly { readonly entry: EntryHash; readonly missing: readonly EntryHash[] }[]
}

/** Judges everything at once (K7, K8). */
export declare function judgeEpochs(input: EpochInput): EpochBook

/** Whether content of this epoch may count: known and valid, safe or not (K13). */
export declare function isReadable(book: EpochBook, epoch: EpochId): boolean

/** K9: no current epoch, or it is older than 7 days, or carries over 5000 entries. */
export declare function needsNewEpoch(
  book: EpochBook,
  load: { readonly now: number; readonly entriesUnderCurrent: number }
): boolean

/** Parents of the next epoch: valid, secret known, not below another such; at most 8, greatest generation first (K9). */
export declare function parentsOfNext(book: EpochBook, secrets: Secrets): readonly EpochId[]

/** Active devices without a box in the current epoch (K10); empty without one. */
export declare function missingBoxes(book: EpochBook, roster: Roster): readonly DeviceId[]
