// Owns where this person says its name (C1, K16): in the directory; a guest, who reads none, in its own conversation; and both again in
// every conversation with guests, for those who have nowhere else to look.

import type { ScopeId } from '../base/ids.ts'
import { directoryScope, selfScope } from '../team/scopes.ts'
import { hasGuests } from './groups.ts'
import { placedProfileOf, profileOf } from './registers.ts'
import { takesPart } from './scopes.ts'
import { isActive, isGuest } from './state.ts'
import type { Desk, Written } from './desk.ts'
import { writeContent } from './write.ts'

/** Whose keys seal what this person says about itself. */
export function ownKeyScope({ replica }: Desk): ScopeId {
  const { team, member } = replica.identity
  return isGuest(replica) ? selfScope(team, member) : team
}

/** Where this person's profile and its devices' names are at home. */
export function ownNamesScope({ replica }: Desk): ScopeId {
  const { team, member } = replica.identity
  return isGuest(replica) ? selfScope(team, member) : directoryScope(team)
}

/** Writes this person's profile wherever it is looked for and does not stand as it is now. */
export function writeOwnNames(desk: Desk): readonly Written[] {
  const { replica } = desk
  const { registers, identity } = replica
  const profile = profileOf(registers, identity.member)
  if (profile.name === '' || !isActive(replica)) return []
  const { name, about } = profile
  const written: Written[] = []
  for (const scope of placesForNames(desk)) {
    const placed = placedProfileOf(registers, identity.member, scope)
    if (placed?.name === name && placed.about === about) continue
    const operation = { type: 'profile', name, about, picture: undefined } as const
    const said = writeContent(desk, scope, { operation })
    if (said.ok) written.push(said.value)
  }
  return written
}

/**
 * Where what this person says about itself is looked for. Only under keys that are here: a newcomer whose box is still on its way makes no
 * epoch of its own for this.
 */
export function placesForNames(desk: Desk): readonly ScopeId[] {
  const { membership, identity } = desk.replica
  const withGuests = [...membership.scopes.values()].filter(
    (info) =>
      (info.kind === 'group' || info.kind === 'direct') &&
      membership.books.has(info.scope) &&
      takesPart(membership, info, identity.member) &&
      hasGuests(membership, info)
  )
  return [ownNamesScope(desk), ...withGuests.map(({ scope }) => scope)].filter((scope) => {
    const keyScope = membership.scopes.get(scope)?.keyScope
    return keyScope !== undefined && membership.books.get(keyScope)?.current !== undefined
  })
}
