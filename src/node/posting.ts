// Owns what is checked and looked up before something is said in a conversation: whether it can be, with which ttl, what belongs to it.

import { utf8 } from '../base/bytes.ts'
import type { ConversationId, EntryHash, ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { postFlags, type KnownOperation, type Post } from '../chat/operations.ts'
import { operationOf } from '../chat/rows.ts'
import type { Mention } from './api-acts.ts'
import type { Refusal } from './api-intents.ts'
import { rowOf } from './content.ts'
import { timerOf } from './registers.ts'
import type { Desk } from './desk.ts'

/** Whether people can say something in it. */
export function isConversation({ replica }: Desk, scope: ScopeId): boolean {
  const kind = replica.membership.scopes.get(scope)?.kind
  return kind === 'channel' || kind === 'direct' || kind === 'self' || kind === 'group'
}

/** What is wrong with a text that is to be sent. */
export function textRefusal(text: string): Refusal | undefined {
  if (text.trim() === '') return 'empty-text'
  if (!text.isWellFormed()) return 'not-allowed'
  return utf8(text).length > limits.postBytesMax ? 'text-too-long' : undefined
}

/** Whom a text names, for its operation; everybody by the conversation's own id (C10). */
export function namedBy(conversation: ConversationId, mentions: readonly Mention[] = []): Pick<Post, 'mentions'> {
  const ids = [...new Set(mentions.map((each) => (each === 'everyone' ? conversation : each)))]
  return ids.length === 0 ? {} : { mentions: ids.slice(0, limits.mentionsMax) }
}

/** A post as it is written now: with the ttl that its conversation has (X6). */
export function postIn(
  { replica }: Desk,
  conversation: ConversationId,
  said: {
    readonly text: string
    readonly reply: EntryHash | undefined
    readonly once?: boolean | undefined
    readonly mentions?: readonly Mention[] | undefined
  }
): Post {
  const { text, reply, once = false, mentions } = said
  const named = namedBy(conversation, mentions)
  const ttl = timerOf(replica.registers, conversation)
  const post = { type: 'post', text, reply, files: [], ttl, ...named } as const
  return once ? { ...post, flags: postFlags.once } : post
}

/**
 * Deletes of own messages of one page. Their edits are named, too: who comes later gets neither the message nor its edits, and could not
 * tell that they belong together (X1). No line says that an edit stood there (C2).
 */
export function deletesOf(
  desk: Desk,
  conversation: ConversationId,
  {
    page,
    targets,
    destroy
  }: { readonly page: number; readonly targets: readonly EntryHash[]; readonly destroy: boolean }
): readonly KnownOperation[] {
  const edits = targets.flatMap((target) => ownEditsOf(desk, conversation, { page, target }))
  return [
    ...inParts(targets).map((part): KnownOperation => ({ type: 'delete', targets: part, destroy })),
    ...inParts(edits).map((part): KnownOperation => ({ type: 'delete', targets: part, destroy, silent: true }))
  ]
}

function inParts(targets: readonly EntryHash[]): readonly (readonly EntryHash[])[] {
  const count = Math.ceil(targets.length / limits.targetsMax)
  return Array.from({ length: count }, (_, at) => targets.slice(at * limits.targetsMax, (at + 1) * limits.targetsMax))
}

function ownEditsOf(
  { replica, storage, now }: Desk,
  conversation: ConversationId,
  { page, target }: { readonly page: number; readonly target: EntryHash }
): readonly EntryHash[] {
  const reading = { storage, now: now() }
  return storage.entries({ type: 'page', conversation, page, payloads: true }).flatMap((entry) => {
    if (entry.payload === undefined) return []
    const row = rowOf(replica, entry, reading)
    const operation = row === undefined ? undefined : operationOf(row)
    const isEdit = operation?.type === 'edit' && operation.target === target
    return isEdit && row?.member === replica.identity.member ? [entry.hash] : []
  })
}
