// Owns who takes part in directs and groups (R11): the same algorithm, with the team's valid operations as its ground.

import type { MemberId, ScopeId } from '../base/ids.ts'
import type { ControlEntry } from './control-entry.ts'
import type { GroupState, Membership, TeamState } from './membership.ts'

/** The direct of two members (or one, the self conversation): both at level 300 while they are in the team (R2, R11). */
export declare function resolveDirect(
  team: TeamState,
  members: readonly [MemberId, MemberId],
  entries: readonly ControlEntry[]
): Membership

/** A group by its own control log; undefined: no valid `group.create` is known yet (R11). */
export declare function resolveGroup(
  team: TeamState,
  scope: ScopeId,
  entries: readonly ControlEntry[]
): GroupState | undefined
