// Owns what a session asks of the node: synchronous looks at logs and standing, nothing cached. The node answers from its
// state and its storage; a test answers from arrays.

import type { DeviceId, EntryHash, ScopeId } from '../base/ids.ts'
import type { RandomBytes } from '../base/random.ts'
import type { Entry } from '../log/entry.ts'
import type { Head, HeadsOfLog } from '../log/heads.ts'
import type { Run } from '../log/run.ts'
import type { OwnDevice, ReadCertificate } from './bind.ts'

/** A scope that a peer takes part in: what it may have from us, and what we take from it (S4). */
export interface SharedScope {
  readonly scope: ScopeId
  /** Smaller goes first (S7): 0 is the team and nothing else, 1 the directory, 2 and more the conversations as the node likes. */
  readonly order: number
  /** false: payloads of epoch entries stay here; guests in the team's log (S4, K16). */
  readonly epochPayloads: boolean
  /** Who began it, where a peer that has not heard of the scope must be shown that first (S14): groups. */
  readonly beginner?: DeviceId
  /** This device has no part in it any more: the peer never names its heads to us, whatever it has (S14). */
  readonly isLeft?: boolean
}

/** A conversation that the peer was removed from: it is shown why, and nothing else (S14). */
export interface LeftScope {
  readonly scope: ScopeId
  /** Who removed it, and where in that device's log: a peer whose heads are that far knows. */
  readonly device: DeviceId
  readonly seq: number
  /** The control entries that prove it, with their past, each run small enough for a frame. */
  readonly proof: () => readonly Run[]
}

/** What is shared with an active device. */
export interface Shares {
  readonly scopes: readonly SharedScope[]
  /** Scopes whose entries are taken from it although it may have nothing of them from us: groups that we know and it speaks of (S14). */
  readonly heardOf?: readonly SharedScope[]
  readonly left?: readonly LeftScope[]
}

/** What a bound device is now (S4). */
export type Standing =
  | ({ readonly type: 'member' } & Shares)
  | ({ readonly type: 'guest' } & Shares)
  /** Removed or revoked: gets the proof of it, once. */
  | { readonly type: 'removed' }
  /** Its certificate is admissible and no more is known: may show us the team's control log. */
  | { readonly type: 'unknown' }
  | { readonly type: 'refused' }

/** One device's log in one scope. */
export interface LogName {
  readonly scope: ScopeId
  readonly device: DeviceId
}

/** Entries of one log, `from` … `to` by seq and both included, whose payloads are not here and were not erased. */
export interface PayloadRange extends LogName {
  readonly from: number
  readonly to: number
}

export interface Local {
  readonly me: OwnDevice
  readonly random: RandomBytes
  readonly readCertificate: ReadCertificate
  /** Asked again for every run that is sent (S5), so it must be cheap while nothing changes. */
  standing(device: DeviceId): Standing
  /** Runs refused from this device in the last ten minutes, over whichever links (V7). */
  strikes(device: DeviceId): number
  /** Every log of the scope that has a head here. */
  heads(scope: ScopeId): readonly HeadsOfLog[]
  /** The heads of one log; none: nothing of it is here. */
  headsOfLog(log: LogName): readonly Head[]
  /** Whether an entry is stored, or held for anything but a missing parent: there is no need to ask for it. */
  has(hash: EntryHash): boolean
  /** Hashes at `locatorSeqs` of each head, newest first, down to seq 0; at most `bounds.locatorHashesMax` (S6). */
  locator(log: LogName): readonly EntryHash[]
  /**
   * What is here of the log and not below those of `known` that are here, parents first, at most `countMax`. With `countMax`
   * of 1024 there is always a signed end within reach, since a run has at most 512 entries.
   */
  entriesBeyond(log: LogName, known: readonly EntryHash[], countMax: number): readonly Entry[]
  /** The entries of these seqs whose payloads are here, ascending, at most `countMax`. */
  payloads(range: PayloadRange, countMax: number): readonly Entry[]
  /**
   * What lacks its payload in these scopes: newest page first (V5); a generator may stop early. A range spans at most 512
   * entries.
   */
  missingPayloads(scopes: readonly ScopeId[]): Iterable<PayloadRange>
  /** The first entries of a scope's beginner, up to one whose signature is here: they prove the scope (S14). */
  beginning(log: LogName): readonly Run[]
  /** Whether a run begins a scope that nobody has named here yet: it proves itself (S14). */
  beginsScope(run: Run): boolean
  /** The control entries that prove the removal of a device, with their past (S4), each run small enough for a frame. */
  removalProof(device: DeviceId): readonly Run[]
  /**
   * Whether a session with any other device than `peer` waits for an answer about this log (`isAsking`): nothing is fetched
   * twice at once.
   */
  isAskedElsewhere(log: LogName, peer: DeviceId): boolean
}
