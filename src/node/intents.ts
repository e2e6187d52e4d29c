// Owns what each thing a person asks for becomes: the operations to write, or the reason why not. Founding and joining stand apart,
// since they happen before there is anything to write to.

import { unreachable } from '../base/assert.ts'
import { utf8 } from '../base/bytes.ts'
import type { ConversationId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok } from '../base/result.ts'
import type { KnownOperation } from '../chat/operations.ts'
import { channelScope, directoryScope, directScope } from '../team/scopes.ts'
import {
  answered,
  answeredAfter,
  answeredAll,
  answeredBy,
  messageIn,
  nothingToDo,
  refusalOf,
  type Answer
} from './answer.ts'
import type { FileIntent } from './api-files.ts'
import type { Intent } from './api-intents.ts'
import type { PadIntent } from './api-pads.ts'
import { isMessageIntent, type MessageIntent, type ScheduleIntent } from './api-acts.ts'
import { isLifeIntent } from './api-life.ts'
import { draftOf, noDraft } from './drafts.ts'
import { fulfilLife, unmarked } from './intents-life.ts'
import { fulfilActs } from './intents-acts.ts'
import { renameDevice, revokeDevice } from './intents-devices.ts'
import { createInvitation, createRecovery, revokeInvitation } from './intents-invitations.ts'
import { fulfilRoles, isRolesIntent, type RolesIntent } from './intents-roles.ts'
import { allows } from './policies.ts'
import { fulfilOnRoot } from './intents-root.ts'
import { fulfilVerification } from './intents-verification.ts'
import { fulfilGroup } from './intents-groups.ts'
import { isWithinReach } from './groups.ts'
import { deletesOf, isConversation, namedBy, postIn, textRefusal } from './posting.ts'
import type { RequestIntent } from './requests.ts'
import { draftRecord } from './draft-records.ts'
import { rootSeedRecord } from './records.ts'
import { nameRefusal } from './names.ts'
import { ownNamesScope, writeOwnNames } from './own-names.ts'
import { setSharing } from './sharing.ts'
import { isBeyond, profileOf, readMarkOf, titleOf } from './registers.ts'
import type { Desk } from './desk.ts'
import { writeContent, writeContents, writeControl } from './write.ts'

/** Intents of a member; the others belong to the node itself. */
export type MemberIntent = Exclude<
  Intent,
  {
    type:
      | 'found-team'
      | 'join-team'
      | 'link-this-device'
      | 'give-up-joining'
      | 'wipe-device'
      | 'begin-again'
      | LinkingIntent['type']
  }
>

/** What is told to who is there and kept by nobody (S10). */
export type LiveIntent = Extract<Intent, { type: 'be-live' }>

/** Intents about a further device that is just coming in. */
export type LinkingIntent = Extract<Intent, { type: 'begin-linking' | 'confirm-linking' | 'end-linking' }>

/** Does what a member asks for; all of it is stored when this returns. */
export function fulfil(
  desk: Desk,
  intent: Exclude<MemberIntent, RequestIntent | FileIntent | LiveIntent | ScheduleIntent | PadIntent>
): Answer {
  if (isRolesIntent(intent)) return fulfilRoles(desk, intent)
  if (isMessageIntent(intent)) return fulfilActs(desk, intent)
  if (isLifeIntent(intent)) return fulfilLife(desk, intent)
  switch (intent.type) {
    case 'post':
      return post(desk, intent)
    case 'edit':
      return edit(desk, intent)
    case 'delete':
      return remove(desk, intent)
    case 'react':
      return react(desk, intent)
    case 'mark-read':
      return markRead(desk, intent)
    case 'keep-draft':
      return keepDraft(desk, intent)
    case 'create-channel':
      return createChannel(desk, intent)
    case 'open-direct':
      return openDirect(desk, intent)
    case 'rename-conversation':
      return rename(desk, intent)
    case 'create-group': {
      const refusal = nameRefusal(intent.name)
      return refusal === undefined ? answeredBy(fulfilGroup(desk, intent)) : err(refusal)
    }
    case 'add-to-group':
    case 'remove-from-group':
    case 'set-group-role':
    case 'leave-group':
      return answeredBy(fulfilGroup(desk, intent))
    case 'set-sharing':
      return setSharing(desk, intent)
    case 'set-profile':
      return setProfile(desk, intent)
    case 'create-invitation':
      return createInvitation(desk, intent)
    case 'create-recovery':
      return createRecovery(desk, intent)
    case 'revoke-invitation':
      return revokeInvitation(desk, intent)
    case 'rename-device':
      return renameDevice(desk, intent)
    case 'revoke-device':
      return revokeDevice(desk, intent)
    case 'confirm-root-sheet':
      return confirmRootSheet(desk)
    case 'postpone-owner-reminder':
    case 'use-root-sheet':
      return fulfilOnRoot(desk, intent)
    case 'verify-member':
    case 'verify-team':
      return fulfilVerification(desk, intent)
    default:
      return unreachable(intent)
  }
}

type Of<Type extends Exclude<MemberIntent, RolesIntent | MessageIntent>['type']> = Extract<MemberIntent, { type: Type }>

function post(desk: Desk, { conversation, text, reply, once, mentions }: Of<'post'>): Answer {
  const refusal = textRefusal(text)
  if (refusal !== undefined) return err(refusal)
  if (!isConversation(desk, conversation)) return err('unknown-conversation')
  const operation = postIn(desk, conversation, { text, reply, once, mentions })
  const written = writeContent(desk, conversation, { operation })
  if (written.ok) desk.storage.keep(draftRecord(conversation, { ...noDraft, shared: false }))
  return answered(written)
}

function edit(desk: Desk, { conversation, target, text, mentions }: Of<'edit'>): Answer {
  const refusal = textRefusal(text)
  if (refusal !== undefined) return err(refusal)
  const found = messageIn(desk, conversation, target)
  if (found === undefined || found.message.type !== 'message') return err('unknown-message')
  if (found.message.member !== desk.replica.identity.member || found.message.once) return err('not-editable')
  return writeOn(desk, conversation, found.page, { type: 'edit', target, text, ...namedBy(conversation, mentions) })
}

function remove(desk: Desk, { conversation, target }: Of<'delete'>): Answer {
  const found = messageIn(desk, conversation, target)
  if (found === undefined || found.message.type === 'deleted') return err('unknown-message')
  if (found.message.member !== desk.replica.identity.member) return err('not-allowed')
  const destroy = allows(desk.replica.membership.team, 'destroy-allowed')
  const { page } = found
  const operations = deletesOf(desk, conversation, { page, targets: [target], destroy })
  return answered(writeContents(desk, conversation, { operations, page }))
}

function react(desk: Desk, { conversation, target, emoji, on }: Of<'react'>): Answer {
  const found = messageIn(desk, conversation, target)
  if (found === undefined || found.message.type !== 'message') return err('unknown-message')
  if (emoji === '' || utf8(emoji).length > limits.emojiBytesMax) return err('not-allowed')
  return writeOn(desk, conversation, found.page, { type: 'react', target, emoji, on })
}

function markRead(desk: Desk, { conversation, upTo }: Of<'mark-read'>): Answer {
  const { identity, registers } = desk.replica
  const [entry] = desk.storage.entries({ type: 'hashes', hashes: [upTo] })
  if (entry === undefined || entry.scope !== conversation) return err('unknown-message')
  const hash8 = upTo.slice(0, 16)
  if (!isBeyond({ ts: entry.ts, hash8 }, readMarkOf(registers, conversation))) return nothingToDo
  const operation = { type: 'read-mark', conversation, ts: entry.ts, hash8 } as const
  const self = directScope(identity.team, identity.member, identity.member)
  const written = writeContent(desk, self, { operation })
  // Reading ends what a person marked by hand (C22).
  return written.ok ? answeredAll([written.value, ...unmarked(desk, conversation)]) : answered(written)
}

function keepDraft(desk: Desk, intent: Of<'keep-draft'>): Answer {
  const kept = desk.storage.keep(draftRecord(intent.conversation, { ...draftOf(intent), shared: false }))
  return kept.ok ? nothingToDo : kept
}

function createChannel(desk: Desk, { name, purpose }: Of<'create-channel'>): Answer {
  const refusal = nameRefusal(name)
  if (refusal !== undefined) return err(refusal)
  const { team, device } = desk.replica.identity
  const nonce = desk.random.bytes(16)
  const created = writeControl(desk, [{ type: 'channel.create', nonce }])
  if (!created.ok) return err(refusalOf(created.reason))
  const conversation = channelScope(team, device, nonce)
  if (!isConversation(desk, conversation)) return err('not-allowed')
  const operation = { type: 'title', conversation, name: name.trim(), purpose: purpose.trim() } as const
  const titled = writeContent(desk, directoryScope(team), { operation })
  if (!titled.ok) return answeredAfter([created.value], answered(titled))
  return ok({ done: { conversation }, written: [created.value, titled.value] })
}

function openDirect(desk: Desk, { member }: Of<'open-direct'>): Answer {
  const { identity, membership } = desk.replica
  if (!membership.team.members.has(member)) return err('unknown-member')
  if (!isWithinReach(desk.replica, member)) return err('guest-out-of-reach')
  return ok({ done: { conversation: directScope(identity.team, identity.member, member) }, written: [] })
}

function rename(desk: Desk, { conversation, name }: Of<'rename-conversation'>): Answer {
  const refusal = nameRefusal(name)
  if (refusal !== undefined) return err(refusal)
  const { identity, membership, registers } = desk.replica
  const kind = membership.scopes.get(conversation)?.kind
  const isGroup = kind === 'group'
  if (kind !== 'channel' && !isGroup && conversation !== identity.team) return err('unknown-conversation')
  const purpose = titleOf(registers, conversation)?.purpose ?? ''
  const operation = { type: 'title', conversation, name: name.trim(), purpose } as const
  return answered(writeContent(desk, isGroup ? conversation : directoryScope(identity.team), { operation }))
}

function setProfile(desk: Desk, { name, about }: Of<'set-profile'>): Answer {
  const refusal = nameRefusal(name)
  if (refusal !== undefined) return err(refusal)
  if (utf8(about).length > limits.aboutBytesMax) return err('text-too-long')
  const { identity, registers } = desk.replica
  const before = profileOf(registers, identity.member)
  if (before.name === name.trim() && before.about === about.trim()) return nothingToDo
  const operation = { type: 'profile', name: name.trim(), about: about.trim(), picture: undefined } as const
  const written = writeContent(desk, ownNamesScope(desk), { operation })
  return written.ok ? answeredAll([written.value, ...writeOwnNames(desk)]) : answered(written)
}

/** From now on the paper is the only copy of the root key (D7). */
function confirmRootSheet(desk: Desk): Answer {
  const kept = desk.storage.keep(rootSeedRecord(undefined))
  return kept.ok ? nothingToDo : kept
}

function writeOn(desk: Desk, conversation: ConversationId, page: number, operation: KnownOperation): Answer {
  return answered(writeContent(desk, conversation, { operation, page }))
}
