// Owns what a person's yes or no to a newcomer becomes: an admission on one's own authority, a device given back, or a device that
// comes in through nobody (I8, I17, D3, R7).

import { unreachable } from '../base/assert.ts'
import { err, ok } from '../base/result.ts'
import { admissionOperation, checkRequest, type RequestVerdict } from '../team/admission.ts'
import type { Certificate } from '../team/certificate.ts'
import type { ControlOperation } from '../team/control.ts'
import { mayAddDevice } from '../team/levels.ts'
import type { NoticeCode } from '../team/lobby-record.ts'
import type { Invitation } from '../team/membership.ts'
import { writeAdmission } from './admitting.ts'
import { answered, nothingToDo, refusalOf, type Answer } from './answer.ts'
import type { Intent, Refusal } from './api-intents.ts'
import { writeDeparture } from './departing.ts'
import { mayAnswer, type RequestIntent, type Requests, type Waiting } from './requests.ts'
import type { Desk } from './desk.ts'
import { writeControl } from './write.ts'

/** Whether an intent is about a newcomer. */
export function isRequestIntent(intent: Intent): intent is RequestIntent {
  return intent.type === 'admit-request' || intent.type === 'refuse-request' || intent.type === 'forget-request'
}

/** Answers a newcomer for this person; all of it is stored when this returns. */
export function answerRequest(desk: Desk, requests: Requests, intent: RequestIntent): Answer {
  const waiting = requests.all.get(intent.device)
  if (waiting === undefined) return err('unknown-request')
  const answer = intent.type === 'forget-request' ? nothingToDo : answerTo(desk, waiting, intent)
  if (answer.ok) requests.forget(intent.device)
  return answer
}

function answerTo(desk: Desk, waiting: Waiting, intent: Exclude<RequestIntent, { type: 'forget-request' }>): Answer {
  if (waiting.answer !== undefined) return err('someone-was-faster')
  if (!mayAnswer(desk.replica, waiting)) return err('not-allowed')
  const { team } = desk.replica.membership
  const verdict = checkRequest(team, waiting.request, { invitation: waiting.invitation, now: desk.now() })
  if (verdict.type !== 'ask' && verdict.type !== 'admit') return err(refusalFor(verdict))
  if (intent.type === 'refuse-request')
    return answered(writeControl(desk, [{ type: 'device.revoke', device: intent.device }]))
  const { invitation, certificate } = verdict
  const operation = admissionOperation(waiting.request, invitation)
  if (invitation.recovers === undefined) {
    const written = writeAdmission(desk, operation, { certificate, invitation: waiting.invitation })
    return written.ok ? ok({ done: {}, written: written.value }) : err(refusalOf(written.reason))
  }
  return giveBack(desk, { operation, invitation, certificate, revokeOld: intent.revokeOld })
}

/** Why a yes or no comes too late. */
function refusalFor(verdict: Exclude<RequestVerdict, { type: 'ask' | 'admit' }>): Refusal {
  switch (verdict.type) {
    case 'already':
      return 'someone-was-faster'
    case 'ignore':
      return 'unknown-invitation'
    case 'notice':
      return refusalOfNotice(verdict.code)
    default:
      return unreachable(verdict)
  }
}

function refusalOfNotice(code: NoticeCode): Refusal {
  if (code === 'refused') return 'someone-was-faster'
  if (code === 'expired') return 'expired'
  if (code === 'used-up') return 'invitation-used-up'
  return code === 'revoked' ? 'invitation-revoked' : 'unknown-invitation'
}

interface Recovery {
  readonly operation: ControlOperation
  readonly invitation: Invitation
  readonly certificate: Certificate
  readonly revokeOld: boolean
}

/** I17, D3: the new device, the end of its invitation, and of the lost devices if they are to go. */
function giveBack(desk: Desk, { operation, invitation, certificate, revokeOld }: Recovery): Answer {
  const old = desk.replica.membership.team.members.get(certificate.member)?.devices ?? []
  if (!revokeOld && !mayAddDevice(old.length)) return err('not-allowed')
  const end: ControlOperation = { type: 'invite.revoke', invitation: invitation.operation }
  if (!revokeOld || old.length === 0) return answered(writeControl(desk, [operation, end], [certificate]))
  const revocations = old.map((device): ControlOperation => ({ type: 'device.revoke', device }))
  const { team } = desk.replica.identity
  const operations = [operation, end, ...revocations]
  return answered(writeDeparture(desk, { scope: team, operations, devices: old, everywhere: true }))
}
