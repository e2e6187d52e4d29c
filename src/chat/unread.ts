// Owns what counts as unread: messages of others after the read mark (C1 row 6, C6). Knows not where the mark is kept.

import type { EntryHash, MemberId } from '../base/ids.ts'
import { compareMoments, type Message } from './message.ts'

export interface UnreadFacts {
  /** Who reads; own messages are never unread. */
  readonly member: MemberId
  /** Up to where, by ts and the first 8 bytes of the hash; undefined: nothing yet. */
  readonly mark: { readonly ts: number; readonly hash8: string } | undefined
  /** Messages that arrived late and were not shown since: unread although they stand before the mark (C6). A local fact. */
  readonly late: Pick<ReadonlySet<EntryHash>, 'has' | 'size'>
}

/** Those of these messages, which stand in reading order, that are unread. What is deleted or cannot be read yet does not call anybody. */
export function unreadIn(messages: readonly Message[], facts: UnreadFacts): readonly Message[] {
  return messages
    .slice(facts.late.size === 0 ? firstAfter(messages, facts) : 0)
    .filter(
      (message) =>
        message.member !== facts.member &&
        (message.type === 'message' || message.type === 'unknown') &&
        (isAfter(message, facts.mark) || facts.late.has(message.hash))
    )
}

function isAfter(message: Message, mark: UnreadFacts['mark']): boolean {
  const moment = { ts: message.ts, hash: message.hash.slice(0, 16) }
  return mark === undefined || compareMoments(moment, { ts: mark.ts, hash: mark.hash8 }) > 0
}

/** Index of the first message after the mark: in a page of thousands nearly all are read. */
function firstAfter(messages: readonly Message[], { mark }: UnreadFacts): number {
  let low = 0
  let high = messages.length
  while (low < high) {
    const middle = (low + high) >> 1
    const there = messages[middle]
    if (there !== undefined && !isAfter(there, mark)) low = middle + 1
    else high = middle
  }
  return low
}
