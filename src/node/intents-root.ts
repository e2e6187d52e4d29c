// Owns what a person does with the paper key: put the question off, or become an owner with it (D6, D7, D13). The key lives here for the
// length of one call and is kept nowhere.

import { equalBytes } from '../base/bytes.ts'
import { limits } from '../base/limits.ts'
import { err, type Result } from '../base/result.ts'
import { signKeysFromSeed, type SignKeys } from '../crypto/sign.ts'
import type { ControlOperation } from '../team/control.ts'
import { levels, roleOfLevel } from '../team/levels.ts'
import { levelOf } from '../team/past.ts'
import { readRootSheet } from '../team/root-sheet.ts'
import { answered, nothingToDo, type Answer } from './answer.ts'
import type { Intent, Refusal } from './api-intents.ts'
import { ownerReminderRecord } from './records.ts'
import type { Desk } from './desk.ts'
import { writeAsRoot } from './write.ts'

type RootIntent = Extract<Intent, { type: 'postpone-owner-reminder' | 'use-root-sheet' }>

/** Does it, or says why not. */
export function fulfilOnRoot(desk: Desk, intent: RootIntent): Answer {
  return intent.type === 'use-root-sheet' ? useRootSheet(desk, intent) : postponeReminder(desk)
}

function postponeReminder(desk: Desk): Answer {
  const kept = desk.storage.keep(ownerReminderRecord(desk.now() + limits.ownerReminderMs))
  return kept.ok ? nothingToDo : kept
}

/** The root signs that this member is an owner; an owner who is gone becomes a plain member, so that the others may act (D13). */
function useRootSheet(desk: Desk, { sheet, instead }: Extract<RootIntent, { type: 'use-root-sheet' }>): Answer {
  const { identity, membership } = desk.replica
  const { team } = membership
  const keys = rootKeysOf(desk, sheet)
  if (!keys.ok) return keys
  const { secretKey } = keys.value
  try {
    const isOwner = levelOf(team, identity.member) >= levels.founder
    if (isOwner && instead === undefined) return err('already-owner')
    if (instead !== undefined && roleOfLevel(levelOf(team, instead)) !== 'owner') return err('unknown-member')
    if (instead === identity.member || team.root === undefined) return err('not-allowed')
    const operations: ControlOperation[] = [
      ...(isOwner ? [] : [{ type: 'role.set', member: identity.member, role: 'owner' } as const]),
      ...(instead === undefined ? [] : [{ type: 'role.set', member: instead, role: 'member' } as const])
    ]
    return answered(writeAsRoot(desk, { device: team.root, secretKey }, operations))
  } finally {
    secretKey.fill(0)
  }
}

/** The key pair of a sheet, if it is this team's; the seed is overwritten at once. */
function rootKeysOf(desk: Desk, sheet: string): Result<SignKeys, Refusal> {
  if (sheet.length > limits.typedCodeMax) return err('root-sheet-malformed')
  const read = readRootSheet(sheet)
  if (!read.ok) return read
  const keys = signKeysFromSeed(read.value)
  read.value.fill(0)
  const { rootPublic } = desk.replica.membership.team
  if (rootPublic !== undefined && equalBytes(keys.publicKey, rootPublic)) return { ok: true, value: keys }
  keys.secretKey.fill(0)
  return err('root-sheet-of-another-team')
}
