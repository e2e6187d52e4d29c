// Owns what time takes away: boxes of epochs long superseded (K15), and pages whose keeping is over by the team's policy (X6). Values only.

import type { ConversationId, EntryHash, ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { EpochEntry } from '../team/epoch-payload.ts'
import { isReadable } from '../team/epochs.ts'
import { amountOf } from './policies.ts'
import type { Milliseconds, Storage } from './ports.ts'
import type { ScopeInfo } from './scopes.ts'
import type { Replica } from './state.ts'

/** Grants whose boxes may go: their epoch has had a descendant for 30 days, and its secret is kept here (K15). */
export function grantsDue(
  { membership }: Replica,
  now: Milliseconds
): readonly { readonly scope: ScopeId; readonly grants: readonly EntryHash[] }[] {
  return [...membership.books].flatMap(([scope, book]) => {
    const valid = [...book.byId.values()].filter(({ entry }) => isReadable(book, entry.id)).map(({ entry }) => entry)
    const longSuperseded = new Set(valid.filter((entry) => now - entry.ts > limits.grantKeptMs).flatMap(parentsOf))
    const secrets = membership.secrets.get(scope)
    const grants = (membership.epochEntries.get(scope) ?? []).flatMap((entry) =>
      entry.type === 'grant' && longSuperseded.has(entry.epoch) && secrets?.has(entry.epoch) === true
        ? [entry.hash]
        : []
    )
    return grants.length === 0 ? [] : [{ scope, grants }]
  })
}

function parentsOf({ parents }: EpochEntry): EpochEntry['parents'] {
  return parents
}

/** The first page that is still kept; 0: all are (X6). */
export function keptFromPage({ membership }: Replica, now: Milliseconds): number {
  const days = amountOf(membership.team, 'retain-days')
  return days === 0 ? 0 : Math.max(0, Math.floor((now - days * limits.dayMs) / limits.weekMs))
}

/** Whether a page of this conversation ends by policy: what a team says, not its directory, and not what a person keeps for itself. */
export function isRetained({ kind }: ScopeInfo): boolean {
  return kind !== 'team' && kind !== 'directory' && kind !== 'self'
}

export interface PageDue {
  readonly conversation: ConversationId
  readonly page: number
  readonly entries: readonly EntryHash[]
}

/** What goes when everything before `page` goes; pages before `from` are gone already. */
export function pagesDue(
  { membership }: Replica,
  storage: Pick<Storage, 'entries' | 'pages'>,
  { from, page: end }: { readonly from: number; readonly page: number }
): readonly PageDue[] {
  return [...membership.scopes.values()].filter(isRetained).flatMap(({ scope: conversation }) =>
    storage
      .pages(conversation)
      .filter(({ page }) => page >= from && page < end)
      .map(({ page }) => {
        const stored = storage.entries({ type: 'page', conversation, page, payloads: false })
        return { conversation, page, entries: stored.filter(({ erased }) => !erased).map(({ hash }) => hash) }
      })
  )
}
