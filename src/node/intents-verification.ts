// Owns what comparing codes becomes: marks in the self conversation, or the reason why nothing is marked (D5, D11).

import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import { digitsIn } from '../team/codes.ts'
import { selfScope } from '../team/scopes.ts'
import { answered, nothingToDo, type Answer } from './answer.ts'
import type { Intent, Refusal } from './api-intents.ts'
import { markOf, pairDigits, personDigits, teamDigits } from './marks.ts'
import type { Desk } from './desk.ts'
import { writeContents } from './write.ts'
import type { MemberId } from '../base/ids.ts'

type VerificationIntent = Extract<Intent, { type: 'verify-member' | 'verify-team' }>

/** Does it, or says why not: 'code-differs' for what others see, 'code-malformed' for what is no code. */
export function fulfilVerification(desk: Desk, intent: VerificationIntent): Answer {
  return intent.type === 'verify-member' ? verifyMember(desk, intent) : verifyTeam(desk, intent)
}

function verifyMember(desk: Desk, { member, code }: Extract<VerificationIntent, { type: 'verify-member' }>): Answer {
  const { identity, membership } = desk.replica
  if (!membership.team.members.has(member) || member === identity.member) return err('unknown-member')
  const same = comparedWith(code, pairDigits(desk.replica, member))
  return same.ok ? mark(desk, [member]) : same
}

/** One comparison in a meeting verifies everyone (D4). */
function verifyTeam(desk: Desk, { code }: Extract<VerificationIntent, { type: 'verify-team' }>): Answer {
  const { identity, membership } = desk.replica
  const same = comparedWith(code, teamDigits(desk.replica))
  if (!same.ok) return same
  return mark(
    desk,
    [...membership.team.members.keys()].filter((member) => member !== identity.member)
  )
}

/** What the other's screen showed is what ours shows; of another team, of another pair, of yesterday: it differs. */
function comparedWith(code: string, digits: string): Result<void, Refusal> {
  const shown = code.length > limits.typedCodeMax ? undefined : digitsIn(code)
  if (shown === undefined) return err('code-malformed')
  return shown === digits ? ok(undefined) : err('code-differs')
}

/** Marks those whose mark is missing or old. */
function mark(desk: Desk, members: readonly MemberId[]): Answer {
  const { replica } = desk
  const { team, member: me } = replica.identity
  const operations = members
    .filter((member) => markOf(replica, member).state !== 'verified')
    .map((member) => ({ type: 'verified', member, digits: personDigits(replica, member) }) as const)
  if (operations.length === 0) return nothingToDo
  return answered(writeContents(desk, selfScope(team, me), { operations }))
}
