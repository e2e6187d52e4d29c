// Owns what this device writes at once: operations of a conversation, sealed, and control operations of the team or of a scope (L1).

import { present } from '../base/assert.ts'
import type { ConversationId, ScopeId } from '../base/ids.ts'
import { err, ok, type Result } from '../base/result.ts'
import { encodeOperation } from '../chat/operation-bytes.ts'
import type { KnownOperation } from '../chat/operations.ts'
import type { ControlOperation } from '../team/control.ts'
import type { Certificate } from '../team/certificate.ts'
import { contentKey, sealContent } from '../team/content.ts'
import type { Accepted } from './accept.ts'
import type { Desk, WriteRefusal, Written } from './desk.ts'
import { rosterOf } from './membership.ts'
import { createPen, finishTogether, type Hand, type Pen } from './pen.ts'
import { isActive } from './state.ts'
import { grantWith, sealingEpoch } from './write-keys.ts'

/** Seals and writes an operation. `page` is that of its target; without one it stands in the week of its time (P1). */
export function writeContent(
  desk: Desk,
  conversation: ConversationId,
  { operation, page }: { readonly operation: KnownOperation; readonly page?: number }
): Result<Written, WriteRefusal> {
  return writeContents(desk, conversation, { operations: [operation], page })
}

/** Several of them in one batch; at least one. */
export function writeContents(
  desk: Desk,
  conversation: ConversationId,
  { operations, page }: { readonly operations: readonly KnownOperation[]; readonly page?: number | undefined }
): Result<Written, WriteRefusal> {
  const { replica } = desk
  const info = replica.membership.scopes.get(conversation)
  if (!isActive(replica)) return err('removed')
  if (info === undefined) return err('unknown-scope')
  const sealing = sealingEpoch(desk, info.keyScope)
  if (!sealing.ok) return sealing
  const { epoch, made } = sealing.value
  const secret = present(replica.membership.secrets.get(info.keyScope)?.get(epoch), 'a safe epoch is one we can open')
  const key = contentKey(secret, conversation, replica.identity.device)
  const pen = createPen(desk, conversation)
  for (const operation of operations) {
    const payload = sealContent(key, encodeOperation(operation), desk.random.bytes)
    pen.write({ kind: 'content', epoch, payload: () => payload, page })
  }
  const written = pen.finish([])
  return written.ok && made !== undefined ? ok(afterOne(made, written.value)) : written
}

/** Two batches as one for those who pass them on: a message and the key it is sealed under go out together. */
function afterOne(first: Accepted, then: Written): Written {
  return {
    ...then,
    entries: [...first.entries, ...then.entries],
    logs: [...first.logs, ...then.logs],
    conversations: new Set([...first.conversations, ...then.conversations]),
    recounted: new Set([...first.recounted, ...then.recounted]),
    files: [...first.files, ...then.files],
    membershipMoved: first.membershipMoved || then.membershipMoved,
    keysMoved: first.keysMoved || then.keysMoved,
    badBoxesFrom: [...first.badBoxesFrom, ...then.badBoxesFrom]
  }
}

/**
 * Writes control operations of the team in one batch, with boxes of the current epochs for `boxesFor` in every key scope they belong to
 * by then (K10): a newcomer in the team, a further device also in its member's directs.
 */
export function writeControl(
  desk: Desk,
  operations: readonly ControlOperation[],
  boxesFor: readonly Certificate[] = []
): Result<Written, WriteRefusal> {
  if (!isActive(desk.replica)) return err('removed')
  const { team } = desk.replica.identity
  const pen = createPen(desk, team)
  for (const operation of operations) pen.control(operation)
  const last = pen.last()
  grantWith(desk, pen, { scope: team, recipients: boxesFor })
  const finished = finishTogether(desk, [pen, ...grantsBeside(desk, pen, boxesFor)], [])
  return finished.ok && last !== undefined ? ok({ ...finished.value, entry: last }) : finished
}

/** Boxes in the key scopes beside the team's, as they stand once `pen` is accepted. */
function grantsBeside(desk: Desk, pen: Pen, recipients: readonly Certificate[]): readonly Pen[] {
  if (recipients.length === 0) return []
  const { team } = desk.replica.identity
  const others: Pen[] = []
  for (const scope of desk.replica.membership.books.keys()) {
    if (scope === team) continue
    const other = createPen(desk, scope, { before: pen.membership() })
    const active = rosterOf(pen.membership(), scope)?.active
    grantWith(desk, other, { scope, recipients: recipients.filter(({ device }) => active?.has(device) === true) })
    if (other.last() !== undefined) others.push(other)
  }
  return others
}

/** Writes control operations into the log of a scope, the team's or a conversation's own (L1). */
export function writeOperations(
  desk: Desk,
  scope: ScopeId,
  operations: readonly ControlOperation[]
): Result<Written, WriteRefusal> {
  if (!isActive(desk.replica)) return err('removed')
  if (rosterOf(desk.replica.membership, scope) === undefined) return err('unknown-scope')
  const pen = createPen(desk, scope)
  for (const operation of operations) pen.control(operation)
  return pen.finish([])
}

/** Writes control operations of the team in the root's log, with the key of its sheet (D7). */
export function writeAsRoot(
  desk: Desk,
  root: Hand,
  operations: readonly ControlOperation[]
): Result<Written, WriteRefusal> {
  if (!isActive(desk.replica)) return err('removed')
  const pen = createPen(desk, desk.replica.identity.team, { hand: root })
  for (const operation of operations) pen.control(operation)
  return pen.finish([])
}
