// Owns who can bring whom what is said: a guest meets only those with whom it holds keys of a direct or group, and is out of reach for
// everybody else (K16). Reads disks past the nodes.

import type { EpochId, ScopeId } from '../../src/base/ids.ts'
import { takesPart } from '../../src/node/scopes.ts'
import { meetEpochs } from '../../src/node/sessions.ts'
import { isGuest } from '../../src/node/state.ts'
import type { Inspection } from './desk.ts'

/** Whether two devices that take part in a direct or group can have the same of it; of everything else the team's keys are the way. */
export type Reach = (a: Inspection, b: Inspection, scope: ScopeId) => boolean

export function reachAmong(inspected: readonly Inspection[]): Reach {
  // Among members nobody is out of reach, and most runs have no guests.
  if (!inspected.some(({ replica }) => isGuest(replica))) return () => true
  const keys = new Map(inspected.map((each) => [each, keysOf(each)]))
  const keysHeld = (each: Inspection): ReadonlySet<EpochId> => keys.get(each) ?? keysOf(each)
  return (a, b, scope) => {
    if (!isPrivate(a, scope) && !isPrivate(b, scope)) return true
    // Of a direct or group nobody hears but those who are in it (S4), whoever of the two says so.
    const others = new Set(inspected.filter((each) => [a, b].some((judge) => countsIn(judge, each, scope))))
    const open = [a]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const own = keysHeld(next)
      for (const other of others) {
        if (![...keysHeld(other)].some((epoch) => own.has(epoch))) continue
        if (other === b) return true
        others.delete(other)
        open.push(other)
      }
    }
    return false
  }
}

function keysOf({ replica }: Inspection): ReadonlySet<EpochId> {
  return new Set(meetEpochs({ replica }).map(({ epoch }) => epoch))
}

function isPrivate({ replica }: Inspection, scope: ScopeId): boolean {
  const kind = replica.membership.scopes.get(scope)?.kind
  return kind === 'direct' || kind === 'group'
}

function countsIn({ replica }: Inspection, other: Inspection, scope: ScopeId): boolean {
  const info = replica.membership.scopes.get(scope)
  return info !== undefined && takesPart(replica.membership, info, other.replica.identity.member)
}
