// Owns what a removed device said in time (K11 to K13): fences, and which ones to write. Ancestry of logs comes in as a question.

import type { DeviceId, EntryHash, ScopeId } from '../base/ids.ts'
import type { ControlOperation, Fence } from './control.ts'
import type { ValidCut } from './membership.ts'

/** Whether `entry` is `head` or one of its ancestors, in one log. */
export type IsWithin = (entry: EntryHash, head: EntryHash) => boolean

/** The heads up to which a device's content in a scope counts; undefined: nobody has said yet (K12). */
export declare function fenceFor(
  cuts: readonly ValidCut[],
  scope: ScopeId,
  device: DeviceId
): readonly EntryHash[] | undefined

/**
 * What becomes of a content entry of a device (K13). counts: active, or within the fence. waits: no fence yet, and it came after
 * the removal was known here. beyond: outside the fence.
 */
export type FenceVerdict = 'counts' | 'waits' | 'beyond'

export declare function judgeByFence(
  entry: { readonly hash: EntryHash; readonly storedBeforeRemoval: boolean },
  device: { readonly active: boolean; readonly fence: readonly EntryHash[] | undefined },
  isWithin: IsWithin
): FenceVerdict

/** `cut` operations for these fences, split by the limit (K11, K12); heads beyond four of one log: the caller gives the greatest. */
export declare function cutOperations(fences: readonly Fence[]): readonly Extract<ControlOperation, { type: 'cut' }>[]

/** Fences an active device should write: what it holds of inactive devices that no fence covers (K12). */
export declare function missingFences(
  logs: readonly Fence[],
  cuts: readonly ValidCut[],
  activity: { readonly isActive: (device: DeviceId) => boolean; readonly isWithin: IsWithin }
): readonly Fence[]
