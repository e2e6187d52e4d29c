// Owns which conversations stand in this person's list at all. Whatever shows something of a conversation asks here first.

import { standingIn } from './groups.ts'
import type { Scene } from './scene.ts'
import { isGuest } from './state.ts'
import type { ScopeInfo } from './scopes.ts'

/** Channels are everybody's but guests'; a direct is there once somebody begins; a group for whoever is or was in it. */
export function isListed({ desk, opened, drafts }: Scene, { scope, kind }: ScopeInfo): boolean {
  const { replica } = desk
  switch (kind) {
    case 'channel':
      return !isGuest(replica)
    case 'direct':
      return replica.heads.has(scope) || opened.has(scope) || drafts.has(scope)
    case 'group':
      return standingIn(replica.membership.groups.get(scope), replica.identity.member) !== 'never'
    default:
      return true
  }
}
