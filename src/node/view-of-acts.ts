// Owns what a message shows of what was done with it: pins, stars, replies, votes, and what may be looked at once. Also what of a page is
// shown at all: nothing that is hidden for this person (C13), and nothing whose time is over (X6).

import type { ConversationId, MemberId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { Message, PollState } from '../chat/message.ts'
import { pageOf } from '../chat/rules.ts'
import type { Slice } from '../chat/slices.ts'
import type { PollView } from './api-acts.ts'
import type { ChangeView, MessageView } from './api-conversations.ts'
import { isMarked } from './message-marks.ts'
import { profileOf } from './registers.ts'
import type { Scene } from './scene.ts'

type Shown = Pick<MessageView, 'pinned' | 'starred' | 'forwarded' | 'expires' | 'once' | 'replies' | 'poll'>

/** How many weeks behind a message its replies are counted. */
const repliesWeeks = 8

/** Whether this person sees a message now. */
export function isShown(scene: Scene, conversation: ConversationId, { hash, expires }: Message): boolean {
  if (expires !== undefined && expires <= scene.desk.now()) return false
  return !scene.hidden.in(conversation).has(hash)
}

/** Of messages in reading order those that this person sees; the same array where that is all of them. */
export function shownOf(scene: Scene, conversation: ConversationId, messages: readonly Message[]): readonly Message[] {
  const isAll = messages.every((message) => isShown(scene, conversation, message))
  return isAll ? messages : messages.filter((message) => isShown(scene, conversation, message))
}

/** What was done with a message, for its view. */
export function actsOn(scene: Scene, conversation: ConversationId, message: Message): Shown {
  const { registers, identity } = scene.desk.replica
  const place = { conversation, target: message.hash }
  return {
    pinned: message.pinned,
    starred: message.type === 'message' && isMarked(registers, 'starred', place),
    forwarded: message.forwarded,
    expires: message.expires,
    once: !message.once
      ? undefined
      : message.member === identity.member
        ? 'own'
        : isMarked(registers, 'opened', place)
          ? 'opened'
          : 'closed',
    replies: message.type === 'message' ? repliesTo(scene, conversation, message, repliesWeeks).length : 0,
    poll: message.poll === undefined ? undefined : pollView(scene, message.poll)
  }
}

/** What answers a message, in reading order: in its own week and up to `weeks` later ones. */
export function repliesTo(
  scene: Scene,
  conversation: ConversationId,
  { hash, ts }: Pick<Message, 'hash' | 'ts'>,
  weeks: number
): readonly Message[] {
  const { pages } = scene.desk
  const first = pageOf(ts)
  return pages
    .numbers(conversation)
    .filter((number) => number >= first && number <= first + weeks)
    .toReversed()
    .flatMap((number) => pages.load(conversation, number).timeline.repliesTo(hash))
    .filter((reply) => isShown(scene, conversation, reply))
}

function pollView(scene: Scene, poll: PollState): PollView {
  const { registers, identity } = scene.desk.replica
  const nameOf = (member: MemberId): string => profileOf(registers, member).name
  return {
    options: poll.options.map(({ text, members }) => ({
      text,
      count: members.length,
      mine: members.includes(identity.member),
      names: members.map(nameOf)
    })),
    several: poll.several,
    closes: poll.closes,
    voters: new Set(poll.options.flatMap(({ members }) => members)).size
  }
}

/** Lines about how long messages stay, in the time of a slice, oldest first (X6). */
export function timersIn(scene: Scene, conversation: ConversationId, slice: Slice): readonly ChangeView[] {
  const { pages, replica } = scene.desk
  const { registers, identity } = replica
  const from = slice.older ? (slice.messages[0]?.ts ?? 0) : 0
  const to = slice.newer ? (slice.messages.at(-1)?.ts ?? 0) : Number.POSITIVE_INFINITY
  const changes = pages
    .numbers(conversation)
    .filter((number) => number >= pageOf(from) && number <= pageOf(to))
    .toReversed()
    .flatMap((number) => pages.load(conversation, number).timeline.timers())
    .filter(({ row }) => row.ts >= from && row.ts < to)
  return changes.slice(-limits.changesShownMax).map(({ row, seconds }): ChangeView => {
    const mine = row.member === identity.member
    const name = profileOf(registers, row.member).name
    return {
      change: row.hash,
      ts: row.ts,
      type: 'timer',
      member: row.member,
      name,
      mine,
      by: { type: 'self' },
      deviceName: '',
      role: undefined,
      seconds
    }
  })
}
