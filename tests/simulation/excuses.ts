// Owns what the checks excuse, each by a rule that says so: who is out of reach (K16), what waits for a key (K10) or a time (L9), what
// stayed with somebody who is out (S4). Reads disks past the nodes.

import type { EntryHash, EpochId, ScopeId } from '../../src/base/ids.ts'
import type { StoredEntry } from '../../src/node/ports.ts'
import { takesPart } from '../../src/node/scopes.ts'
import { meetEpochs } from '../../src/node/sessions.ts'
import { isGuest } from '../../src/node/state.ts'
import type { Inspection } from './desk.ts'
import type { Ledger, Promised } from './people.ts'

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

/** Whether a device takes part in a scope now, as far as it knows. */
export function isPartOf({ replica }: Inspection, scope: ScopeId): boolean {
  const { membership, identity } = replica
  const info = membership.scopes.get(scope)
  return info !== undefined && takesPart(membership, info, identity.member)
}

/** What was said here under an epoch that lost and that this device has no key of: that comes with the next epoch (K10). */
export function waitingIn({ replica, storage }: Inspection, scope: ScopeId): readonly StoredEntry[] {
  const { books, scopes, secrets } = replica.membership
  const keyScope = scopes.get(scope)?.keyScope ?? scope
  const { byId, current } = books.get(keyScope) ?? { byId: new Map(), current: undefined }
  if (current === undefined) return []
  const reached = new Set<EpochId>()
  const open = [current]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    reached.add(next)
    open.push(...(byId.get(next)?.entry.parents ?? []))
  }
  const lost = [...byId.keys()].filter((epoch) => !reached.has(epoch) && secrets.get(keyScope)?.has(epoch) !== true)
  return lost.flatMap((epoch) => storage.entries({ type: 'epoch', epoch })).filter((entry) => entry.scope === scope)
}

/** What was deleted by a clock that is ahead: its author erased it, and everybody else waits for that time (L9). */
export function erasedByOne(
  a: Inspection,
  b: Inspection,
  { scope, ledger }: { readonly scope: ScopeId; readonly ledger: Ledger }
): readonly StoredEntry[] {
  return ledger.posts
    .filter(
      ({ conversation, entry }) => conversation === scope && ledger.deleted.has(entry) && ledger.unsure.has(entry)
    )
    .flatMap(({ entry }) => {
      const [here] = a.storage.entries({ type: 'hashes', hashes: [entry] })
      const [there] = b.storage.entries({ type: 'hashes', hashes: [entry] })
      return here !== undefined && there !== undefined && here.erased !== there.erased ? [here] : []
    })
}

/** Whether a post, or its last change by its author, is not on a device and can come no more. */
export interface Behind {
  readonly said: (inspection: Inspection, post: Promised) => boolean
  readonly changed: (inspection: Inspection, post: Promised) => boolean
}

/** Whoever is out of a conversation brings nothing there any more, also not what it had said or changed before (S4). */
export function behindAmong(inspected: readonly Inspection[], ledger: Ledger): Behind {
  const byDevice = new Map(inspected.map((each) => [each.device, each]))
  const stays = (
    { storage }: Inspection,
    { device, conversation }: Promised,
    entry: EntryHash | undefined
  ): boolean => {
    const author = byDevice.get(device)
    if (entry === undefined || author === undefined || isPartOf(author, conversation)) return false
    return storage.entries({ type: 'hashes', hashes: [entry] }).length === 0
  }
  return {
    said: (inspection, post) => stays(inspection, post, post.entry),
    changed: (inspection, post) =>
      [ledger.editedBy.get(post.entry), ledger.deleted.get(post.entry)].some((change) =>
        stays(inspection, post, change)
      )
  }
}
