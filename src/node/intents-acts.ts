// Owns what people do with messages that are there (C4, C12 to C14, X6): forwarding, pins, marks of their own, polls, timers.

import { unreachable } from '../base/assert.ts'
import { utf8 } from '../base/bytes.ts'
import type { ConversationId, EntryHash } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok } from '../base/result.ts'
import type { Message } from '../chat/message.ts'
import { markKinds, postFlags, type KnownOperation } from '../chat/operations.ts'
import { selfScope } from '../team/scopes.ts'
import { answered, answeredAll, messageIn, nothingToDo, refusalOf, type Answer } from './answer.ts'
import type { MessageIntent } from './api-acts.ts'
import { isMarked, type MarkKind } from './message-marks.ts'
import { allows } from './policies.ts'
import { deletesOf, isConversation, postIn } from './posting.ts'
import { timerOf } from './registers.ts'
import type { Desk, Written } from './desk.ts'
import { writeContent, writeContents } from './write.ts'

type Of<Type extends MessageIntent['type']> = Extract<MessageIntent, { type: Type }>

/** Does it, or says why not. */
export function fulfilActs(desk: Desk, intent: MessageIntent): Answer {
  if (!isConversation(desk, intent.conversation)) return err('unknown-conversation')
  switch (intent.type) {
    case 'forward':
      return forward(desk, intent)
    case 'delete-several':
      return removeSeveral(desk, intent)
    case 'pin':
      return pin(desk, intent)
    case 'star':
    case 'hide':
      return mark(desk, intent)
    case 'open-once':
      return openOnce(desk, intent)
    case 'create-poll':
      return createPoll(desk, intent)
    case 'vote':
      return vote(desk, intent)
    case 'set-timer':
      return setTimer(desk, intent)
    default:
      return unreachable(intent)
  }
}

function forward(desk: Desk, { from, targets, conversation }: Of<'forward'>): Answer {
  if (targets.length === 0 || targets.length > limits.chosenMax) return err('not-forwardable')
  const found = targets.map((target) => messageIn(desk, from, target)?.message)
  const messages = found.filter((message) => message !== undefined && isForwardable(message))
  if (messages.length < targets.length) return err('not-forwardable')
  const { member } = desk.replica.identity
  const operations = messages.flatMap((message): readonly KnownOperation[] => {
    if (message === undefined) return []
    const post = { ...postIn(desk, conversation, { text: message.text, reply: undefined }), files: message.files }
    // One's own words need no mark; what was forwarded once stays marked.
    const isForeign = message.member !== member || message.forwarded
    return [isForeign ? { ...post, flags: postFlags.forwarded } : post]
  })
  return answered(writeContents(desk, conversation, { operations }))
}

function isForwardable({ type, once, poll }: Message): boolean {
  return type === 'message' && !once && poll === undefined
}

/** One delete for each page; a page has room for many (C1). */
function removeSeveral(desk: Desk, { conversation, targets }: Of<'delete-several'>): Answer {
  if (targets.length === 0 || targets.length > limits.chosenMax) return err('unknown-message')
  const targetsByPage = new Map<number, EntryHash[]>()
  for (const target of targets) {
    const found = messageIn(desk, conversation, target)
    if (found === undefined || found.message.type === 'deleted') return err('unknown-message')
    if (found.message.member !== desk.replica.identity.member) return err('not-allowed')
    targetsByPage.set(found.page, [...(targetsByPage.get(found.page) ?? []), target])
  }
  const destroy = allows(desk.replica.membership.team, 'destroy-allowed')
  const all: Written[] = []
  for (const [page, own] of targetsByPage) {
    const operations = deletesOf(desk, conversation, { page, targets: own, destroy })
    const written = writeContents(desk, conversation, { operations, page })
    if (written.ok) all.push(written.value)
    // What was deleted before is deleted; the person sees what is left.
    else if (all.length === 0) return err(refusalOf(written.reason))
  }
  const [first, ...others] = all
  return first === undefined ? nothingToDo : answeredAll([first, ...others])
}

function pin(desk: Desk, { conversation, target, on }: Of<'pin'>): Answer {
  const found = messageIn(desk, conversation, target)
  if (found === undefined || found.message.type !== 'message') return err('unknown-message')
  if (found.message.once) return err('not-allowed')
  if (found.message.pinned === on) return nothingToDo
  return answered(writeContent(desk, conversation, { operation: { type: 'pin', target, on }, page: found.page }))
}

function mark(desk: Desk, { type, conversation, targets, on }: Of<'star' | 'hide'>): Answer {
  if (targets.length === 0 || targets.length > limits.chosenMax) return err('unknown-message')
  const kind: MarkKind = type === 'star' ? 'starred' : 'hidden'
  const found = targets.map((target) => messageIn(desk, conversation, target)?.message)
  if (found.some((message) => message === undefined)) return err('unknown-message')
  if (kind === 'starred' && found.some((message) => message?.type !== 'message' || message.once))
    return err('not-allowed')
  const { registers } = desk.replica
  const changed = targets.filter((target) => isMarked(registers, kind, { conversation, target }) !== on)
  return changed.length === 0 ? nothingToDo : markAs(desk, kind, { conversation, targets: changed, on })
}

/** Remembers of messages, in this person's own log, that they are marked so, or are not any more (C13). */
export function markAs(
  desk: Desk,
  kind: MarkKind,
  { conversation, targets, on }: { conversation: ConversationId; targets: readonly EntryHash[]; on: boolean }
): Answer {
  const { identity } = desk.replica
  const operations = targets.map((target): KnownOperation => ({
    type: 'message-mark',
    conversation,
    target,
    kind: markKinds[kind],
    on
  }))
  return answered(writeContents(desk, selfScope(identity.team, identity.member), { operations }))
}

/** First it is stored that it was opened; only then its text goes out (C14). */
function openOnce(desk: Desk, { conversation, target }: Of<'open-once'>): Answer {
  const { identity, registers } = desk.replica
  const found = messageIn(desk, conversation, target)
  const text = found === undefined ? undefined : desk.pages.load(conversation, found.page).timeline.onceText(target)
  if (found === undefined || text === undefined) return err('unknown-message')
  if ((found.message.expires ?? 0) <= desk.now()) return err('unknown-message')
  if (found.message.member === identity.member) return err('not-allowed')
  if (isMarked(registers, 'opened', { conversation, target })) return err('already-opened')
  const opened = markAs(desk, 'opened', { conversation, targets: [target], on: true })
  return opened.ok ? ok({ ...opened.value, done: { text } }) : opened
}

function createPoll(desk: Desk, intent: Of<'create-poll'>): Answer {
  const { conversation, several, closes } = intent
  const question = intent.question.trim()
  const options = intent.options.map((option) => option.trim()).filter((option) => option !== '')
  const texts = [question, ...options]
  if (question === '' || options.length < 2 || options.length > limits.pollOptionsMax) return err('poll-incomplete')
  if (texts.some((text) => !text.isWellFormed())) return err('not-allowed')
  if (texts.reduce((sum, text) => sum + utf8(text).length, 0) > limits.postBytesMax) return err('text-too-long')
  if (closes !== 0 && (!Number.isSafeInteger(closes) || closes <= desk.now())) return err('time-out-of-range')
  const ttl = timerOf(desk.replica.registers, conversation)
  const poll = { type: 'poll', question, options, several, closes } as const
  return answered(writeContent(desk, conversation, { operation: ttl === 0 ? poll : { ...poll, ttl } }))
}

function vote(desk: Desk, { conversation, target, choices }: Of<'vote'>): Answer {
  const found = messageIn(desk, conversation, target)
  const poll = found?.message.type === 'message' ? found.message.poll : undefined
  if (found === undefined || poll === undefined) return err('unknown-message')
  if (poll.closes !== 0 && desk.now() > poll.closes) return err('poll-closed')
  const isSound = new Set(choices).size === choices.length && choices.every((choice) => choice < poll.options.length)
  if (!isSound || (!poll.several && choices.length > 1)) return err('not-allowed')
  const operation = { type: 'vote', target, choices } as const
  return answered(writeContent(desk, conversation, { operation, page: found.page }))
}

function setTimer(desk: Desk, { conversation, seconds }: Of<'set-timer'>): Answer {
  if (!Number.isSafeInteger(seconds) || seconds < 0 || seconds > limits.timerSecondsMax) return err('time-out-of-range')
  if (timerOf(desk.replica.registers, conversation) === seconds) return nothingToDo
  return answered(writeContent(desk, conversation, { operation: { type: 'timer', seconds } }))
}
