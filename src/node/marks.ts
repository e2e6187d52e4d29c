// Owns who was compared with whom, as this person's own devices wrote it down (D5): the codes of now, the mark, and what changed since.

import type { MemberId } from '../base/ids.ts'
import { verifiedKey } from '../chat/registers.ts'
import { changesSince, type Change } from '../team/changes.ts'
import { pairCode, personCode, teamCode, type CodedPerson } from '../team/codes.ts'
import { levelOf } from '../team/past.ts'
import type { Replica } from './state.ts'

export interface Mark {
  readonly state: 'none' | 'verified' | 'changed'
  /** When it was compared. */
  readonly at: number | undefined
  readonly changes: readonly Change[]
}

const noMark: Mark = { state: 'none', at: undefined, changes: [] }

/** The mark of a member. Only this person's own devices can have made it (C1, row 13). */
export function markOf(replica: Replica, member: MemberId): Mark {
  const register = replica.registers.byKey.get(verifiedKey(member))
  if (register?.operation.type !== 'verified' || register.operation.member !== member) return noMark
  const { digits } = register.operation
  if (personDigits(replica, member) === digits) return { state: 'verified', at: register.ts, changes: [] }
  const changes = changesSince(replica.membership.team, member, { digits, ts: register.ts })
  return { state: 'changed', at: register.ts, changes }
}

/** 24 digits of one member now (D4). */
export function personDigits({ membership }: Replica, member: MemberId): string {
  return personCode(membership.team.team, codedPerson(membership.team, member))
}

/** 48 digits that this person and a member both see (D11). */
export function pairDigits({ identity, membership }: Replica, member: MemberId): string {
  const { team } = membership
  return pairCode(team.team, codedPerson(team, identity.member), codedPerson(team, member))
}

/** 24 digits for everybody (D4). */
export function teamDigits({ membership }: Replica): string {
  const { team } = membership
  const levels = [...team.devices].map(([device, { member }]) => [device, levelOf(team, member)] as const)
  return teamCode(team.team, new Map(levels))
}

function codedPerson(team: Replica['membership']['team'], member: MemberId): CodedPerson {
  return { member, devices: team.members.get(member)?.devices ?? [] }
}
