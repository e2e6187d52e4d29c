// Owns what all parts that fulfil intents have in common: how an answer looks, and how the pen's refusals become words for people.

import type { ConversationId, EntryHash } from '../base/ids.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { Message } from '../chat/message.ts'
import type { Done, Outcome, Refusal } from './api-intents.ts'
import type { Desk, WriteRefusal, Written } from './desk.ts'

/** What an intent led to; `written` goes to those who pass it on. */
export interface Fulfilled {
  readonly done: Done
  readonly written: readonly Written[]
}

/** Refused after something was written: that stands, and goes to those who pass it on all the same. */
export interface RefusedLate<Reason> {
  readonly ok: false
  readonly reason: Reason
  readonly written: readonly Written[]
}

export type Answer = Result<Fulfilled, Refusal> | RefusedLate<Refusal>

/** What an outcome tells the window. */
export function outcomeOf(answer: Answer): Outcome {
  return answer.ok ? ok(answer.value.done) : err(answer.reason)
}

/** All that stands in the logs because of an intent, also of one that was refused in the end. */
export function writtenFor(answer: Answer): readonly Written[] {
  if (answer.ok) return answer.value.written
  return 'written' in answer ? answer.written : []
}

/** An answer behind something that is written already; the entry it names stays its own. */
export function answeredAfter(before: readonly Written[], answer: Answer): Answer {
  const written = [...before, ...writtenFor(answer)]
  return answer.ok ? ok({ ...answer.value, written }) : { ok: false, reason: answer.reason, written }
}

/** The answer to an intent that ended in one batch. */
export function answered(written: Result<Written, WriteRefusal>): Answer {
  if (!written.ok) return err(refusalOf(written.reason))
  return ok({ done: { entry: written.value.entry }, written: [written.value] })
}

/** The answer to an intent that ended in several batches, the one that matters first. */
export function answeredAll([first, ...others]: readonly [Written, ...Written[]]): Answer {
  return ok({ done: { entry: first.entry }, written: [first, ...others] })
}

/** Nothing was to be done. */
export const nothingToDo: Answer = ok({ done: {}, written: [] })

/** The answer where a handler's own refusals and the pen's may come. */
export function answeredBy(
  answer: Result<Fulfilled, Refusal | WriteRefusal> | RefusedLate<Refusal | WriteRefusal>
): Answer {
  return answer.ok ? answer : { ...answer, reason: refusalOf(answer.reason) }
}

/** A refusal of the pen as a person is told it. A head that moved means that another window writes: this node has stopped. */
export function refusalOf(reason: Refusal | WriteRefusal): Refusal {
  if (reason === 'head-moved') return 'stopped'
  return reason === 'unknown-scope' ? 'unknown-conversation' : reason
}

/** A message as it stands now, and the page it stands in (P1). */
export function messageIn(
  desk: Desk,
  conversation: ConversationId,
  target: EntryHash
): { readonly message: Message; readonly page: number } | undefined {
  const [entry] = desk.storage.entries({ type: 'hashes', hashes: [target] })
  if (entry === undefined || entry.scope !== conversation) return undefined
  const message = desk.pages.load(conversation, entry.page).timeline.message(target)
  return message === undefined ? undefined : { message, page: entry.page }
}
