// Owns what a person asks for about whole conversations: putting away, silence, pins, marks of unread (C22), topic and
// picture (C24), and about its own picture (C26).

import { unreachable } from '../base/assert.ts'
import { utf8 } from '../base/bytes.ts'
import type { Cbor } from '../base/codec.ts'
import type { ConversationId, ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok } from '../base/result.ts'
import { isPicture } from '../chat/fields.ts'
import type { Message } from '../chat/message.ts'
import type { Setting } from '../chat/operations.ts'
import { directoryScope, selfScope } from '../team/scopes.ts'
import { answered, answeredAll, nothingToDo, refusalOf, type Answer } from './answer.ts'
import type { LifeIntent } from './api-life.ts'
import {
  arrangedName,
  arrangementOf,
  countMutedMentions,
  isArchived,
  mutedMentionsName,
  pinnedIn,
  pinStep,
  placesFor
} from './arranging.ts'
import { isConversation } from './posting.ts'
import { readPortrait, setPortrait } from './portraits.ts'
import { isBeyond, pictureOf, readMarkOf, titleOf } from './registers.ts'
import { eraseReplaced } from './replaced.ts'
import type { Desk, Written } from './desk.ts'
import { writeContent, writeContents } from './write.ts'

type Of<Type extends LifeIntent['type']> = Extract<LifeIntent, { type: Type }>

/** Does it, or says why not. */
export function fulfilLife(desk: Desk, intent: LifeIntent): Answer {
  if (intent.type === 'set-muted-mentions') return setMutedMentions(desk, intent.on)
  if (intent.type === 'describe-conversation') return describe(desk, intent)
  if (intent.type === 'set-picture') return setPicture(desk, intent)
  if (intent.type === 'read-picture') return readPicture(desk, intent)
  if (intent.type === 'set-own-picture') return setPortrait(desk, intent.picture)
  if (intent.type === 'read-member-picture') return readPortrait(desk, intent.member)
  if (!isConversation(desk, intent.conversation)) return err('unknown-conversation')
  switch (intent.type) {
    case 'archive':
      return archive(desk, intent)
    case 'pin-conversation':
      return pin(desk, intent)
    case 'move-pinned':
      return move(desk, intent)
    case 'place-pinned':
      return placeBehind(desk, intent)
    case 'mute':
      return mute(desk, intent)
    case 'set-unread':
      return setUnread(desk, intent)
    default:
      return unreachable(intent)
  }
}

// ---------------------------------------------------------------- For this person alone

function archive(desk: Desk, { conversation, on }: Of<'archive'>): Answer {
  if (on) return set(desk, [['archive', conversation, lastIn(desk, conversation)?.ts ?? 0]])
  const { archive: since } = arrangementOf(desk.replica.registers, conversation)
  return since === undefined ? nothingToDo : set(desk, [['archive', conversation, false]])
}

function mute(desk: Desk, { conversation, until }: Of<'mute'>): Answer {
  const { mute: now } = arrangementOf(desk.replica.registers, conversation)
  if (until === now) return nothingToDo
  if (until === undefined || until === 'ever') return set(desk, [['mute', conversation, until === 'ever']])
  if (!Number.isSafeInteger(until) || until <= desk.now()) return err('time-out-of-range')
  return set(desk, [['mute', conversation, until]])
}

function pin(desk: Desk, { conversation, on }: Of<'pin-conversation'>): Answer {
  const pinned = allPinned(desk)
  if (pinned.some((each) => each.conversation === conversation) === on) return nothingToDo
  if (!on) return set(desk, [['pin', conversation, false]])
  if (pinned.length >= limits.pinnedMax) return err('too-many-pinned')
  return place(desk, [...pinned, { conversation, place: (pinned.at(-1)?.place ?? 0) + pinStep }], conversation)
}

function move(desk: Desk, { conversation, by }: Of<'move-pinned'>): Answer {
  const pinned = allPinned(desk)
  const from = pinned.findIndex((each) => each.conversation === conversation)
  const moved = pinned[from]
  const others = by === 'up' ? pinned.slice(0, from).toReversed() : pinned.slice(from + 1)
  // What was put away stands elsewhere: to change places with it would move nothing that is seen.
  const next = others.find((each) => !isAway(desk, each.conversation))
  if (moved === undefined || next === undefined) return nothingToDo
  return place(desk, pinned.toSpliced(from, 1).toSpliced(pinned.indexOf(next), 0, moved), conversation)
}

function placeBehind(desk: Desk, { conversation, after }: Of<'place-pinned'>): Answer {
  const pinned = allPinned(desk)
  const from = pinned.findIndex((each) => each.conversation === conversation)
  const moved = pinned[from]
  const others = pinned.toSpliced(from, 1)
  const to = after === undefined ? 0 : others.findIndex((each) => each.conversation === after) + 1
  // Another device of this person may have taken one of the two away meanwhile.
  if (moved === undefined || (after !== undefined && to === 0)) return err('someone-was-faster')
  return from === to ? nothingToDo : place(desk, others.toSpliced(to, 0, moved), conversation)
}

function isAway(desk: Desk, conversation: ConversationId): boolean {
  const arrangement = arrangementOf(desk.replica.registers, conversation)
  if (arrangement.archive === undefined) return false
  // Whether something came late the list alone knows; then one that came back is stepped over as well.
  return isArchived(arrangement, { now: desk.now(), last: lastIn(desk, conversation)?.ts ?? 0, late: false })
}

function place(desk: Desk, order: ReturnType<typeof allPinned>, moved: ConversationId): Answer {
  return set(
    desk,
    placesFor(order, moved).map((each) => ['pin', each.conversation, each.place] as const)
  )
}

function allPinned(desk: Desk): ReturnType<typeof pinnedIn> {
  const { registers, membership } = desk.replica
  return pinnedIn(
    registers,
    [...membership.scopes.keys()].filter((scope) => isConversation(desk, scope))
  )
}

function setUnread(desk: Desk, { conversation, on }: Of<'set-unread'>): Answer {
  const { registers } = desk.replica
  const last = lastIn(desk, conversation)
  const { marked } = arrangementOf(registers, conversation)
  if (on) return marked ? nothingToDo : set(desk, [['unread', conversation, last?.ts ?? 0]])
  const written: Written[] = []
  const place = last && { ts: last.ts, hash8: last.hash.slice(0, 16) }
  if (place !== undefined && isBeyond(place, readMarkOf(registers, conversation))) {
    const operation = { type: 'read-mark', conversation, ...place } as const
    const read = writeContent(desk, selfOf(desk), { operation })
    if (!read.ok) return err(refusalOf(read.reason))
    written.push(read.value)
  }
  return ok({ done: {}, written: [...written, ...unmarked(desk, conversation)] })
}

/** Takes the mark of a person's own hand back, where it still stands. */
export function unmarked(desk: Desk, conversation: ConversationId): readonly Written[] {
  if (!arrangementOf(desk.replica.registers, conversation).marked) return []
  const operation = { type: 'setting', name: arrangedName('unread', conversation), value: false } as const
  const written = writeContent(desk, selfOf(desk), { operation })
  return written.ok ? [written.value] : []
}

function setMutedMentions(desk: Desk, on: boolean): Answer {
  if (countMutedMentions(desk.replica.registers) === on) return nothingToDo
  const operation = { type: 'setting', name: mutedMentionsName, value: on } as const
  return answered(writeContent(desk, selfOf(desk), { operation }))
}

function set(
  desk: Desk,
  values: readonly (readonly [Parameters<typeof arrangedName>[0], ConversationId, Cbor])[]
): Answer {
  const operations = values.map(([what, conversation, value]): Setting => ({
    type: 'setting',
    name: arrangedName(what, conversation),
    value
  }))
  return operations.length === 0 ? nothingToDo : answered(writeContents(desk, selfOf(desk), { operations }))
}

function selfOf({ replica }: Desk): ScopeId {
  return selfScope(replica.identity.team, replica.identity.member)
}

function lastIn({ pages }: Desk, conversation: ConversationId): Message | undefined {
  for (const number of pages.numbers(conversation)) {
    const last = pages.load(conversation, number).timeline.messages().at(-1)
    if (last !== undefined) return last
  }
  return undefined
}

// ---------------------------------------------------------------- For everybody

function describe(desk: Desk, { conversation, purpose }: Of<'describe-conversation'>): Answer {
  const place = placeOfTitle(desk, conversation)
  if (place === undefined) return err('unknown-conversation')
  if (!purpose.isWellFormed()) return err('not-allowed')
  if (utf8(purpose.trim()).length > limits.aboutBytesMax) return err('text-too-long')
  const title = titleOf(desk.replica.registers, conversation)
  if ((title?.purpose ?? '') === purpose.trim()) return nothingToDo
  const operation = { type: 'title', conversation, name: title?.name ?? '', purpose: purpose.trim() } as const
  return answered(writeContent(desk, place, { operation }))
}

function setPicture(desk: Desk, { conversation, picture }: Of<'set-picture'>): Answer {
  const place = placeOfTitle(desk, conversation)
  if (place === undefined) return err('unknown-conversation')
  if (picture !== undefined && !isPicture(picture)) return err('not-a-picture')
  const before = pictureOf(desk.replica.registers, conversation)
  if (picture === undefined && before === undefined) return nothingToDo
  const written = writeContent(desk, place, { operation: { type: 'picture', of: conversation, picture } })
  if (!written.ok) return answered(written)
  return answeredAll([written.value, ...(before === undefined ? [] : eraseReplaced(desk, place, before.entry))])
}

function readPicture({ replica }: Desk, { conversation }: Of<'read-picture'>): Answer {
  const found = pictureOf(replica.registers, conversation)
  return found === undefined ? err('unknown-conversation') : ok({ done: { bytes: found.picture }, written: [] })
}

/** Where the title and picture of a channel, a group or the team are said (C1). */
function placeOfTitle({ replica }: Desk, conversation: ConversationId): ScopeId | undefined {
  const { team } = replica.identity
  const kind = replica.membership.scopes.get(conversation)?.kind
  if (kind === 'group') return conversation
  return kind === 'channel' || conversation === team ? directoryScope(team) : undefined
}
