// Owns the erasure of what this person said and has said anew since: it need not stay in the log (C24, C26).

import type { EntryHash, ScopeId } from '../base/ids.ts'
import { pageOf } from '../chat/rules.ts'
import type { Desk, Written } from './desk.ts'
import { writeContent } from './write.ts'

/** Erases an own entry; what others wrote is theirs to erase (C2). */
export function eraseReplaced(desk: Desk, place: ScopeId, entry: EntryHash): readonly Written[] {
  const { replica, storage } = desk
  const [stored] = storage.entries({ type: 'hashes', hashes: [entry] })
  const author = stored && replica.membership.team.certificates.get(stored.device)?.member
  if (stored === undefined || author !== replica.identity.member) return []
  const operation = { type: 'delete', targets: [entry], destroy: true, silent: true } as const
  const written = writeContent(desk, place, { operation, page: pageOf(stored.ts) })
  return written.ok ? [written.value] : []
}
