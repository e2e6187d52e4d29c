// Owns when registers are read again because others count now (P5): as little as moved, and kept, or else the next start does it anew.

import type { ConversationId, ScopeId } from '../base/ids.ts'
import { whoCountsIn } from './groups.ts'
import type { Milliseconds, Storage } from './ports.ts'
import { areRegistersStale, staleRegistersRecord } from './records.ts'
import { rereadRegisters } from './restore.ts'
import type { Replica } from './state.ts'

export interface Rereading {
  /** Of a start: what was not kept before it is read now. */
  begin(records: ReadonlyMap<string, Uint8Array>): void
  /** Control entries came, or times are judged anew; `anew`: somebody's word may not count any more. */
  moved(how: { readonly anew: boolean }): void
  /** Names and titles that were said where words count otherwise now (F4, K13). */
  recounted(conversations: ReadonlySet<ConversationId>): void
}

/** The rereading of one node; nothing is read before `begin`. */
export function createRereading({
  replica,
  storage,
  now
}: {
  readonly replica: Replica
  readonly storage: Storage
  readonly now: () => Milliseconds
}): Rereading {
  /** Of each group, for whom and up to where its registers were read. */
  const whoCounted = new Map<ScopeId, string>()

  function reread(anew: boolean, groups: readonly ScopeId[]): void {
    const moved = rereadRegisters(replica, { storage, now: now() }, { anew, groups })
    if (moved.every((record) => storage.keep(record).ok)) storage.keep(staleRegistersRecord(false))
  }

  function moved({ anew }: { readonly anew: boolean }): void {
    // A group's log is read again only where who counts in it has moved: it is as long as what was said there.
    const { groups } = replica.membership
    const changed = [...groups].filter(([scope, group]) => whoCounted.get(scope) !== whoCountsIn(group))
    for (const [scope, group] of changed) whoCounted.set(scope, whoCountsIn(group))
    reread(
      anew,
      changed.map(([scope]) => scope)
    )
  }

  return {
    begin(records) {
      if (areRegistersStale(records)) moved({ anew: true })
      else for (const [scope, group] of replica.membership.groups) whoCounted.set(scope, whoCountsIn(group))
    },
    moved,
    recounted(conversations) {
      reread(
        true,
        [...conversations].filter((scope) => replica.membership.groups.has(scope))
      )
    }
  }
}
