// Owns the picture that this person shows of itself (C26): said at home and, like its name (K16), in every conversation with guests; taken
// back by who leaves.

import type { MemberId, ScopeId } from '../base/ids.ts'
import { err, ok } from '../base/result.ts'
import { isPortrait } from '../chat/fields.ts'
import { answered, answeredAll, nothingToDo, type Answer } from './answer.ts'
import { ownNamesScope, placesForNames } from './own-names.ts'
import { placedPortraitOf, portraitOf } from './registers.ts'
import { eraseReplaced } from './replaced.ts'
import { isActive } from './state.ts'
import type { Desk, Written } from './desk.ts'
import { writeContent } from './write.ts'

/** Shows another picture of this person, or none; 'not-a-picture' beyond the bounds of C26. */
export function setPortrait(desk: Desk, picture: Uint8Array | undefined): Answer {
  if (picture !== undefined && !isPortrait(picture)) return err('not-a-picture')
  const { identity, registers } = desk.replica
  if (picture === undefined && portraitOf(registers, identity.member)?.picture === undefined) return nothingToDo
  const home = ownNamesScope(desk)
  const before = placedPortraitOf(registers, identity.member, home)
  const written = writeContent(desk, home, { operation: { type: 'picture', of: identity.member, picture } })
  if (!written.ok) return answered(written)
  const swept = before === undefined ? [] : eraseReplaced(desk, home, before.entry)
  return answeredAll([written.value, ...swept, ...writeOwnPortrait(desk)])
}

/** Says this person's picture wherever its name is looked for and another choice stands, or none. */
export function writeOwnPortrait(desk: Desk): readonly Written[] {
  const { identity, registers } = desk.replica
  const portrait = portraitOf(registers, identity.member)
  if (portrait === undefined || !isActive(desk.replica)) return []
  return placesForNames(desk).flatMap((place) => sayIn(desk, place, portrait))
}

/** Who leaves takes it along: nobody could erase it for this person later (C2). */
export function takeBackPortrait(desk: Desk): readonly Written[] {
  const answer = setPortrait(desk, undefined)
  return answer.ok ? answer.value.written : []
}

/** The bytes of a member's picture; 'unknown-member' also where there is none. */
export function readPortrait({ replica }: Desk, member: MemberId): Answer {
  const bytes = portraitOf(replica.registers, member)?.picture
  // Of who is out nothing is shown but the name.
  const isShown = bytes !== undefined && replica.membership.team.members.has(member)
  return isShown ? ok({ done: { bytes }, written: [] }) : err('unknown-member')
}

function sayIn(
  desk: Desk,
  place: ScopeId,
  { picture, ts: chosen }: { readonly picture: Uint8Array | undefined; readonly ts: number }
): readonly Written[] {
  const { member } = desk.replica.identity
  const placed = placedPortraitOf(desk.replica.registers, member, place)
  // What was never shown there need not be taken back.
  if (placed === undefined ? picture === undefined : placed.ts >= chosen) return []
  const written = writeContent(desk, place, { operation: { type: 'picture', of: member, picture, chosen } })
  if (!written.ok) return []
  return [written.value, ...(placed === undefined ? [] : eraseReplaced(desk, place, placed.entry))]
}
