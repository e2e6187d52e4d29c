// Owns the way from a set of control entries to the state of the team (R1, R10).

import type { DeviceId, EntryHash, MemberId, TeamId } from '../base/ids.ts'
import type { ControlEntry } from './control-entry.ts'
import type { Level } from './levels.ts'
import type { Invitation, Membership, TeamState } from './membership.ts'

/** Whether `proof` is the invitation key's signature for this device (I6). */
export type ProofCheck = (invitePublic: Uint8Array, device: DeviceId, proof: Uint8Array) => boolean

/** A check of `team` that remembers its answers, since the same proofs are judged at every resolve. */
export declare function createProofCheck(team: TeamId): ProofCheck

/** The state of the team: a pure function of the set of its control entries, in any order, repeated or not (R1). */
export declare function resolve(team: TeamId, entries: readonly ControlEntry[], proofHolds: ProofCheck): TeamState

/** Whether an operation is in the graph and valid (R9). */
export declare function isValid(state: Membership, operation: EntryHash): boolean

/** The level of a member now; 0: none. */
export declare function levelOf(state: Membership, member: MemberId): Level

/** A moment of the past: what is at or before some entries (K7, K8). */
export interface View {
  readonly levelOf: (member: MemberId) => Level
  /** The member whose active device this was; undefined: it was not active. */
  readonly memberOf: (device: DeviceId) => MemberId | undefined
}

/** The view of `deps`; undefined: one of them is not known, whoever asks is held (K2). */
export declare function viewOf(state: Membership, deps: readonly EntryHash[]): View | undefined

/** What can still be done with an invitation at `now`: open, or why not, in the order a person should hear it. */
export declare function invitationStatus(
  invitation: Invitation,
  now: number
): 'open' | 'revoked' | 'void' | 'used-up' | 'expired'
