// Owns how one message comes out of its row and of those that act on it (C3, C4, P5). Knows nothing of deleting: it is told.

import { compareIds, type MemberId } from '../base/ids.ts'
import type { Fate } from './deletion.ts'
import { expiryOf } from './expiry.ts'
import { compareMoments, type Message, type PollState, type Reaction, type Version } from './message.ts'
import { addTo } from './multimap.ts'
import { hasFlag, isOnce, postFlags, type Operation, type Poll, type Post } from './operations.ts'
import { isOpen, pageOf } from './rules.ts'
import type { Row } from './rows.ts'

/** A row with what it says, read once. */
export interface ReadRow {
  readonly row: Row
  /** undefined: it says nothing here, see the row's content. */
  readonly operation: Operation | undefined
}

/**
 * Whether a row of this page can be a line of its own. Of a row that nobody can read here the header tells one thing: in a page that
 * is not its own week's it acts on another entry (P1).
 */
export function isLine({ row, operation }: ReadRow, page: number): boolean {
  if (operation === undefined)
    return (row.content.type === 'sealed' || row.content.type === 'erased') && pageOf(row.ts) === page
  if (operation.type === 'unknown') return pageOf(row.ts) === page
  return operation.type === 'post' || operation.type === 'poll'
}

/**
 * The message of a line, with those that have an effect on it; undefined for what was erased without a delete, since its time was over, and
 * for what its author says was no message (C2).
 */
export function composeMessage(line: ReadRow, acting: readonly ReadRow[], fate: Fate): Message | undefined {
  const { row, operation } = line
  const bare = {
    hash: row.hash,
    member: row.member,
    device: row.device,
    ts: row.ts,
    text: '',
    edited: false,
    reply: undefined,
    mentions: [],
    reactions: [],
    pinned: false,
    files: [],
    poll: undefined,
    expires: undefined,
    once: false,
    forwarded: false
  }
  if (fate !== 'stands') {
    const isSilent = acting.some(({ operation }) => operation?.type === 'delete' && operation.silent === true)
    return isSilent ? undefined : { ...bare, type: 'deleted' }
  }
  if (operation === undefined) return row.content.type === 'sealed' ? { ...bare, type: 'sealed' } : undefined
  if (operation.type === 'unknown') return { ...bare, type: 'unknown' }

  const message = { ...bare, type: 'message', reactions: reactionsOf(acting), pinned: isPinned(acting) } as const
  if (operation.type === 'poll') {
    const expires = expiryOf(operation, row.ts)
    return { ...message, text: operation.question, poll: pollStateOf(operation, acting), expires }
  }
  if (operation.type !== 'post') return undefined
  return { ...message, ...postFieldsOf(operation, row, acting) }
}

type PostFields = Pick<Message, 'text' | 'edited' | 'reply' | 'mentions' | 'files' | 'expires' | 'once' | 'forwarded'>

function postFieldsOf(post: Post, row: Row, acting: readonly ReadRow[]): PostFields {
  const once = isOnce(post)
  // Whoever wants to read what is shown once asks for it by name; here it would end in lists, quotes and searches (C14).
  const edits = once ? [] : editsAmong(acting)
  return {
    text: once ? '' : (edits.at(-1)?.text ?? post.text),
    edited: edits.length > 0,
    reply: post.reply,
    mentions: once ? [] : ((edits.at(-1) ?? post).mentions ?? []),
    files: once ? [] : post.files,
    expires: expiryOf(post, row.ts),
    once,
    forwarded: hasFlag(post, postFlags.forwarded)
  }
}

/** All states of a message's text that can be read here, the first one first; none where there is no text of its own (C3). */
export function versionsOf({ row, operation }: ReadRow, acting: readonly ReadRow[]): readonly Version[] {
  if (operation?.type !== 'post' || isOnce(operation)) return []
  return [{ ts: row.ts, text: operation.text }, ...editsAmong(acting).map(({ ts, text }) => ({ ts, text }))]
}

/** Ascending: the last one stands (C3). */
function editsAmong(acting: readonly ReadRow[]): readonly (Version & Pick<Post, 'mentions'>)[] {
  return acting
    .flatMap(({ row, operation }) => (operation?.type === 'edit' ? [{ row, operation }] : []))
    .toSorted((a, b) => compareMoments(a.row, b.row))
    .map(({ row, operation: { text, mentions = [] } }) => ({ ts: row.ts, text, mentions }))
}

/** One register for each member and emoji (C3). */
function reactionsOf(acting: readonly ReadRow[]): readonly Reaction[] {
  const given = acting.flatMap(({ row, operation }) => (operation?.type === 'react' ? [{ row, operation }] : []))
  if (given.length === 0) return []
  const last = lastOf(given, ({ row, operation }) => `${row.member} ${operation.emoji}`)
  const membersByEmoji = new Map<string, MemberId[]>()
  for (const { row, operation } of last) if (operation.on) addTo(membersByEmoji, operation.emoji, row.member)
  return [...membersByEmoji].map(([emoji, members]) => ({ emoji, members: members.toSorted(compareIds) }))
}

/** One register for the target, whoever takes part (C1, C3). */
function isPinned(acting: readonly ReadRow[]): boolean {
  const pins = acting.flatMap(({ row, operation }) => (operation?.type === 'pin' ? [{ row, operation }] : []))
  return pins.toSorted((a, b) => compareMoments(a.row, b.row)).at(-1)?.operation.on ?? false
}

/** The last vote in time of each member; places that the poll does not have count for nothing, nor does a second choice of one. */
function pollStateOf(poll: Poll, acting: readonly ReadRow[]): PollState {
  const votes = acting.flatMap(({ row, operation }) =>
    operation?.type === 'vote' && isOpen(poll, row.ts) ? [{ row, operation }] : []
  )
  const membersByOption = new Map<number, MemberId[]>()
  for (const { row, operation } of lastOf(votes, ({ row }) => row.member)) {
    const choices = [...new Set(operation.choices)].filter((choice) => choice < poll.options.length)
    for (const choice of poll.several ? choices : choices.slice(0, 1)) addTo(membersByOption, choice, row.member)
  }
  const options = poll.options.map((text, place) => ({
    text,
    members: (membersByOption.get(place) ?? []).toSorted(compareIds)
  }))
  return { options, several: poll.several, closes: poll.closes }
}

/** The greatest (ts, hash) of each key (C3), ascending. */
function lastOf<Given extends { readonly row: Row }>(
  given: readonly Given[],
  keyOf: (one: Given) => string
): readonly Given[] {
  const ascending = given.toSorted((a, b) => compareMoments(a.row, b.row))
  const lastByKey = new Map(ascending.map((one) => [keyOf(one), one]))
  return ascending.filter((one) => lastByKey.get(keyOf(one)) === one)
}
