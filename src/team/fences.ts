// Owns what a removed device said in time (K11 to K13): which fence stands, what it lets count, and which fences to write.

import type { DeviceId, EntryHash, ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { isCovered, type LookupLink } from '../log/ancestry.ts'
import type { ControlOperation, Fence } from './control.ts'
import { levels } from './levels.ts'
import type { ValidCut } from './membership.ts'

/**
 * The heads up to which a device's content in a scope counts, themselves included; undefined: nobody has said yet. Cuts of admins and
 * above outweigh those of members; of equal weight all are united (K12).
 */
export function fenceFor(
  cuts: readonly ValidCut[],
  { scope, device }: { readonly scope: ScopeId; readonly device: DeviceId }
): readonly EntryHash[] | undefined {
  const all = cuts.filter((cut) => cut.scope === scope && cut.device === device)
  const strong = all.filter(({ level }) => level >= levels.admin)
  const standing = strong.length > 0 ? strong : all
  if (standing.length === 0) return undefined
  return [...new Set(standing.flatMap(({ heads }) => heads.map(({ hash }) => hash)))].toSorted()
}

/**
 * What becomes of a content entry (K13). counts: its device is active, or it lies within the fence, or no fence stands yet and it was
 * here before the removal was known. waits: no fence yet. beyond: outside the fence; kept unseen for 7 days.
 */
export type FenceVerdict = 'counts' | 'waits' | 'beyond'

/** `fence` as `fenceFor` gives it; `lookup` knows the log of the entry. A fence is inert while its device is active (K12, K13). */
export function judgeByFence(
  entry: { readonly hash: EntryHash; readonly storedBeforeRemoval: boolean },
  device: { readonly isActive: boolean; readonly fence: readonly EntryHash[] | undefined },
  lookup: LookupLink
): FenceVerdict {
  if (device.isActive) return 'counts'
  if (device.fence === undefined) return entry.storedBeforeRemoval ? 'counts' : 'waits'
  return isCovered(entry.hash, device.fence, lookup) ? 'counts' : 'beyond'
}

/** `cut` operations for these fences, 256 in each; of a log with more than four heads, the greatest seq first (K11, K12). */
export function cutOperations(fences: readonly Fence[]): readonly Extract<ControlOperation, { type: 'cut' }>[] {
  const bounded = fences.map(({ scope, device, heads }) => ({
    scope,
    device,
    heads: heads.toSorted((one, other) => other.seq - one.seq).slice(0, limits.cutHeadsMax)
  }))
  const operations: Extract<ControlOperation, { type: 'cut' }>[] = []
  for (let from = 0; from < bounded.length; from += limits.cutItemsMax) {
    operations.push({ type: 'cut', fences: bounded.slice(from, from + limits.cutItemsMax) })
  }
  return operations
}

/** Of the logs held here (with their heads), those of inactive devices whose heads no fence covers: what to write a cut about (K12). */
export function missingFences(
  logs: readonly Fence[],
  { cuts, isActive }: { readonly cuts: readonly ValidCut[]; readonly isActive: (device: DeviceId) => boolean },
  lookup: LookupLink
): readonly Fence[] {
  return logs.filter((log) => {
    if (isActive(log.device)) return false
    const fence = fenceFor(cuts, log)
    return fence === undefined || !log.heads.every(({ hash }) => isCovered(hash, fence, lookup))
  })
}
