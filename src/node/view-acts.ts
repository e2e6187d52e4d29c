// Owns the lists of messages across a conversation, or all of them: pins, stars, versions of one, replies to one.

import type { ConversationId, EntryHash } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { Message } from '../chat/message.ts'
import { unreachable } from '../base/assert.ts'
import { messageIn } from './answer.ts'
import type { ActsQuery, ActsViews, RepliesView, StarView, VersionView } from './api-lists.ts'
import type { MessageView } from './api-conversations.ts'
import { markedIn, pinnedIn } from './message-marks.ts'
import { nameFor } from './naming.ts'
import { timerOf } from './registers.ts'
import type { Scene } from './scene.ts'
import { messageView } from './view-conversations.ts'
import { isShown, repliesTo } from './view-of-acts.ts'

/** The view of one of these queries now. */
export function actsView(scene: Scene, query: ActsQuery): ActsViews[ActsQuery['type']] {
  switch (query.type) {
    case 'pins':
      return pinsView(scene, query.conversation)
    case 'stars':
      return starsView(scene)
    case 'history':
      return historyView(scene, query)
    case 'replies':
      return repliesView(scene, query)
    case 'timer':
      return timerOf(scene.desk.replica.registers, query.conversation)
    case 'scheduled':
      return scene.scheduled().map((each) => ({
        ...each,
        mentions: each.mentions.map((member) => nameFor(scene, member))
      }))
    default:
      return unreachable(query)
  }
}

/** The same where there is no team. */
export function noActs(query: ActsQuery): ActsViews[ActsQuery['type']] {
  if (query.type === 'timer') return 0
  return query.type === 'replies' ? { message: undefined, replies: [] } : []
}

function pinsView(scene: Scene, conversation: ConversationId): readonly MessageView[] {
  return pinnedIn(scene.desk.replica.registers, conversation)
    .slice(0, limits.listedMax)
    .flatMap(({ target }) => {
      const message = standing(scene, conversation, target)
      return message?.pinned === true ? viewsOf(scene, conversation, [message]) : []
    })
}

function starsView(scene: Scene): readonly StarView[] {
  return [...markedIn(scene.desk.replica.registers, 'starred')]
    .toSorted((a, b) => b.ts - a.ts || (a.hash < b.hash ? 1 : -1))
    .slice(0, limits.listedMax)
    .flatMap(({ conversation, target }) => {
      const message = standing(scene, conversation, target)
      const views = message === undefined ? [] : viewsOf(scene, conversation, [message])
      return views.map((view) => ({ conversation, message: view }))
    })
}

interface Asked {
  readonly conversation: ConversationId
  readonly message: EntryHash
}

function historyView(scene: Scene, { conversation, message }: Asked): readonly VersionView[] {
  const found = messageIn(scene.desk, conversation, message)
  if (found === undefined || !isShown(scene, conversation, found.message)) return []
  return scene.desk.pages.load(conversation, found.page).timeline.versions(message)
}

/** As far back as anybody answers: this is asked for one message, not for a screen of them. */
const repliesWeeksMax = 104

function repliesView(scene: Scene, { conversation, message }: Asked): RepliesView {
  const found = messageIn(scene.desk, conversation, message)?.message
  if (found === undefined || !isShown(scene, conversation, found)) return { message: undefined, replies: [] }
  const replies = repliesTo(scene, conversation, found, repliesWeeksMax).slice(-limits.listedMax)
  return { message: viewsOf(scene, conversation, [found])[0], replies: viewsOf(scene, conversation, replies) }
}

/** A message that can be shown now. */
function standing(scene: Scene, conversation: ConversationId, target: EntryHash): Message | undefined {
  const message = messageIn(scene.desk, conversation, target)?.message
  if (message?.type !== 'message' || !isShown(scene, conversation, message)) return undefined
  return message
}

function viewsOf(scene: Scene, conversation: ConversationId, messages: readonly Message[]): readonly MessageView[] {
  const arrivals = scene.arrivals.of(messages.map(({ hash }) => hash))
  return messages.flatMap((message) => {
    const entry = arrivals.get(message.hash)
    return entry?.scope === conversation ? [messageView(scene, message, entry)] : []
  })
}
