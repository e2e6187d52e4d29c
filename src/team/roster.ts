// Owns who may hold the keys of a key scope: active(scope) now and in the views of the past (K7). Knows no epoch.

import type { DeviceId, EntryHash, ScopeId } from '../base/ids.ts'
import type { Certificate } from './certificate.ts'
import type { Membership, TeamState } from './membership.ts'

export interface Roster {
  /** The key scope: the team, a direct or a group (K1). */
  readonly scope: ScopeId
  /** active(scope) now (K7). */
  readonly active: ReadonlyMap<DeviceId, Certificate>
  /** Every certified device of the team by the first 8 bytes of its id, as hex: all of them count as recipients (K4). */
  readonly certifiedByShortId: ReadonlyMap<string, readonly DeviceId[]>
  /** Whether a device was in active(scope) in the view of `deps`; undefined: a dep is not known (K2). */
  readonly wasActive: (deps: readonly EntryHash[], device: DeviceId) => boolean | undefined
  /** Whether a set of deps is wholly known (K2). */
  readonly knows: (deps: readonly EntryHash[]) => boolean
}

/** Of the team: active devices of members of level 100 and above; for directory and channels too (K7, K16). */
export declare function teamRoster(team: TeamState): Roster

/** Of a direct or group: active devices of its members (K7). */
export declare function conversationRoster(team: TeamState, conversation: Membership): Roster
