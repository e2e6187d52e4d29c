// Owns the views of what people compare: the number of two, the code of the team, and the marks of who was compared (D4, D5, D11).

import type { MemberId } from '../base/ids.ts'
import { codeText } from '../team/codes.ts'
import type { MarkView, TeamCodeView, VerificationView } from './api-people.ts'
import { markOf, pairDigits, teamDigits } from './marks.ts'
import type { Scene } from './scene.ts'
import { changeViews } from './view-changes.ts'

/** What this person and a member compare; nothing with oneself, or with somebody who is gone. */
export function verificationView(scene: Scene, member: MemberId): VerificationView {
  const { replica } = scene.desk
  const { identity, membership } = replica
  if (member === identity.member || !membership.team.members.has(member)) return nothingToCompare(member)
  const digits = pairDigits(replica, member)
  return { member, digits, qr: codeText(digits), mark: markView(scene, member) }
}

/** What stands for a member with whom nothing can be compared. */
export function nothingToCompare(member: MemberId): VerificationView {
  return { member, digits: '', qr: '', mark: { member, state: 'none', at: undefined, changes: [] } }
}

/** The marks of all other members. */
export function marksView(scene: Scene): readonly MarkView[] {
  return others(scene).map((member) => markView(scene, member))
}

/** The code of the whole team, and how many of its members this person has verified (D4). */
export function teamCodeView(scene: Scene): TeamCodeView {
  const { replica } = scene.desk
  const { team } = replica.membership
  const digits = teamDigits(replica)
  const verified = others(scene).filter((member) => markOf(replica, member).state === 'verified').length
  return { digits, qr: codeText(digits), people: team.members.size, devices: team.devices.size, verified }
}

function markView(scene: Scene, member: MemberId): MarkView {
  const { state, at, changes } = markOf(scene.desk.replica, member)
  return { member, state, at, changes: changeViews(scene, changes) }
}

function others({ desk }: Scene): readonly MemberId[] {
  const { identity, membership } = desk.replica
  return [...membership.team.members.keys()].filter((member) => member !== identity.member)
}
