// Owns the index of what names this person (C10): by page, the messages that did so at any time. It only says where to look; whether a
// message still stands and still names them is judged by its page.

import { fromHex } from '../base/bytes.ts'
import { entryHashOf, idBytes, type ConversationId, type EntryHash, type MemberId } from '../base/ids.ts'
import type { Cbor } from '../base/codec.ts'
import { limits } from '../base/limits.ts'
import type { Message } from '../chat/message.ts'
import type { Mentioned, Operation } from '../chat/operations.ts'
import type { Row } from '../chat/rows.ts'
import type { LocalRecord } from './ports.ts'
import { named, truth } from './records.ts'

/** Messages by `pageKey`, in the order in which they arrived. */
export type MentionIndex = ReadonlyMap<string, readonly EntryHash[]>

interface Said {
  readonly row: Row
  readonly operation: Operation | undefined
}

/** Messages that these rows of one conversation make name a member. */
export function namedIn(
  said: readonly Said[],
  { member, conversation }: { readonly member: MemberId; readonly conversation: ConversationId }
): readonly EntryHash[] {
  return said.flatMap(({ row, operation }) => {
    if (operation === undefined || row.member === member) return []
    if (operation.type !== 'post' && operation.type !== 'edit') return []
    if (!isNamed(operation.mentions, { member, conversation })) return []
    return [operation.type === 'post' ? row.hash : operation.target]
  })
}

/** Whether somebody else's message names the member now. */
export function mentions(
  message: Message,
  whom: { readonly member: MemberId; readonly conversation: ConversationId }
): boolean {
  return message.member !== whom.member && isNamed(message.mentions, whom)
}

function isNamed(
  list: readonly Mentioned[] | undefined,
  { member, conversation }: { readonly member: MemberId; readonly conversation: ConversationId }
): boolean {
  return list !== undefined && (list.includes(member) || list.includes(conversation))
}

/** A page's line of the index with further messages; undefined: nothing new. Whoever floods it hides nothing that came before. */
export function moreNamed(
  index: MentionIndex,
  page: string,
  hashes: readonly EntryHash[]
): readonly EntryHash[] | undefined {
  const before = index.get(page) ?? []
  const added = new Set(hashes.filter((hash) => !before.includes(hash)))
  if (added.size === 0 || before.length >= limits.mentionsOfPageMax) return undefined
  return [...before, ...added].slice(0, limits.mentionsOfPageMax)
}

/** A page's line of the index, by `pageKey`. */
export function mentionsRecord(page: string, hashes: readonly EntryHash[]): LocalRecord {
  return truth(`mentions ${page}`, hashes.map(idBytes))
}

export function mentionsIn(records: ReadonlyMap<string, Uint8Array>): MentionIndex {
  return new Map(
    named(records, 'mentions').flatMap(([page, value]) => {
      const hashes = Array.isArray(value) ? (value as readonly Cbor[]) : []
      return isPageKey(page) && hashes.every(isHash) ? [[page, hashes.map(entryHashOf)] as const] : []
    })
  )
}

function isPageKey(name: string): boolean {
  const [conversation = '', page = ''] = name.split('/')
  return conversation.length === 32 && fromHex(conversation).ok && /^\d+$/.test(page)
}

function isHash(value: Cbor): value is Uint8Array {
  return value instanceof Uint8Array && value.length === 32
}
