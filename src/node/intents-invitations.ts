// Owns what making and taking back an invitation becomes: the entry that everybody sees, the lobby's secret for the members, the link
// for the person who asked (I1, I2, I15, I17).

import type { EntryHash, MemberId } from '../base/ids.ts'
import { err, ok } from '../base/result.ts'
import { createLinkSeed, encodeLink, inviteKeysOf, lobbySecretOf, type Link } from '../team/invitation.ts'
import { canGrant, levels, mayUndo, type Role } from '../team/levels.ts'
import { levelOf } from '../team/past.ts'
import { directoryScope } from '../team/scopes.ts'
import { mayAddGuest } from './admitting.ts'
import { answered, answeredAfter, refusalOf, type Answer } from './answer.ts'
import type { Intent } from './api-intents.ts'
import { invitationRecord } from './records.ts'
import type { Desk } from './desk.ts'
import { writeContent, writeControl } from './write.ts'

type Of<Type extends Intent['type']> = Extract<Intent, { type: Type }>

interface Terms {
  readonly role: Role
  readonly usesMax: number
  readonly expiresInMs: number
  readonly approve: boolean
  /** Whom it brings back. */
  readonly recovers: MemberId | undefined
}

/** A link for newcomers; which groups a guest comes into is said in these groups alone (I25). */
export function createInvitation(desk: Desk, intent: Of<'create-invitation'>): Answer {
  const { role, uses, expiresInMs, approve, groups = [] } = intent
  const { identity, membership } = desk.replica
  if (!canGrant(levelOf(membership.team, identity.member), role)) return err('not-allowed')
  if (!Number.isSafeInteger(uses) || uses < 0) return err('not-allowed')
  if (role === 'guest' && !approve) return err('guest-needs-yes')
  if (groups.length > 0 && (role !== 'guest' || !groups.every((group) => mayAddGuest(desk, group))))
    return err('not-allowed')
  const made = writeInvitation(desk, { role, usesMax: uses, expiresInMs, approve, recovers: undefined })
  if (!made.ok || made.value.done.entry === undefined) return made
  const { done, written } = made.value
  const operation = { type: 'expected-guest', invitation: made.value.done.entry } as const
  const said = groups.map((group) => writeContent(desk, group, { operation }))
  return ok({ done, written: [...written, ...said.flatMap((each) => (each.ok ? [each.value] : []))] })
}

/** A link for one person who lost all devices; its maker ranks above that person (I17). */
export function createRecovery(desk: Desk, { member, expiresInMs }: Of<'create-recovery'>): Answer {
  const { identity, membership } = desk.replica
  const target = membership.team.members.get(member)
  if (target === undefined) return err('unknown-member')
  const level = levelOf(membership.team, identity.member)
  if (level < levels.admin || !mayUndo(level, { level: target.level, own: false })) return err('not-allowed')
  return writeInvitation(desk, { role: 'member', usesMax: 1, expiresInMs, approve: true, recovers: member })
}

function writeInvitation(desk: Desk, { role, usesMax, expiresInMs, approve, recovers }: Terms): Answer {
  if (!Number.isSafeInteger(expiresInMs) || expiresInMs <= 0) return err('not-allowed')
  const { team } = desk.replica.identity
  const seed = createLinkSeed(desk.random.bytes)
  const created = writeControl(desk, [
    {
      type: 'invite.create',
      invitePublic: inviteKeysOf(seed, team).publicKey,
      role,
      usesMax,
      expiresMs: desk.now() + expiresInMs,
      approve,
      member: recovers
    }
  ])
  if (!created.ok) return err(refusalOf(created.reason))
  const kind: Link['kind'] = recovers === undefined ? 'invitation' : 'recovery'
  const link = encodeLink({ kind, team, seed, hints: [], member: recovers })
  desk.storage.keep(invitationRecord(created.value.entry, link))
  const operation = { type: 'lobby', invitation: created.value.entry, secret: lobbySecretOf(seed, team) } as const
  const told = writeContent(desk, directoryScope(team), { operation })
  if (!told.ok) return answeredAfter([created.value], answered(told))
  return ok({ done: { entry: created.value.entry, link }, written: [created.value, told.value] })
}

/** Nobody comes in through it any more, also not who uses it without having heard (R8). */
export function revokeInvitation(desk: Desk, { invitation }: { readonly invitation: EntryHash }): Answer {
  const { identity, membership } = desk.replica
  const found = membership.team.invitations.get(invitation)
  if (found === undefined) return err('unknown-invitation')
  if (!canGrant(levelOf(membership.team, identity.member), 'member')) return err('not-allowed')
  if (found.revoked) return err('someone-was-faster')
  const written = writeControl(desk, [{ type: 'invite.revoke', invitation }])
  if (written.ok) desk.storage.keep(invitationRecord(invitation, undefined))
  return answered(written)
}
