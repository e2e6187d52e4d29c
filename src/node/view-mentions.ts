// Owns the view of all messages that name this person (C10).

import type { ConversationId } from '../base/ids.ts'
import { compareMoments, type Message } from '../chat/message.ts'
import type { MentionedView, MentionsView } from './api-conversations.ts'
import { standingIn } from './groups.ts'
import { namesMe } from './naming.ts'
import type { Scene } from './scene.ts'
import type { ScopeInfo } from './scopes.ts'
import { isGuest, pageOfKey } from './state.ts'
import { messageViews } from './view-conversations.ts'
import { shownOf } from './view-of-acts.ts'

/** The most a query gets. */
const shownMax = 300

/** The newest messages that name this person, newest first; read from the pages that the index names, as far back as needed. */
export function mentionsView(scene: Scene, wanted: number): MentionsView {
  const count = Math.min(Math.max(1, wanted), shownMax)
  const { pages, replica } = scene.desk
  const places = [...replica.mentions.keys()].map(pageOfKey).filter(({ conversation }) => isOpenTo(scene, conversation))
  const weeks = [...new Set(places.map(({ page }) => page))].sort((a, b) => b - a)
  const found: { readonly conversation: ConversationId; readonly message: Message }[] = []
  for (const week of weeks) {
    if (found.length > count) break
    for (const { conversation } of places.filter(({ page }) => page === week)) {
      if (!pages.numbers(conversation).includes(week)) continue
      const { timeline } = pages.load(conversation, week)
      for (const hash of replica.mentions.get(`${conversation}/${week}`) ?? []) {
        const message = timeline.message(hash)
        if (message?.type !== 'message' || shownOf(scene, conversation, [message]).length === 0) continue
        if (namesMe(scene, conversation, message)) found.push({ conversation, message })
      }
    }
  }
  found.sort((a, b) => compareMoments(b.message, a.message))
  const items = found.slice(0, count).flatMap(({ conversation, message }): readonly MentionedView[] => {
    const [view] = messageViews(scene, [message])
    return view === undefined ? [] : [{ conversation, message: view }]
  })
  return { items, more: found.length > count }
}

/** Whether the person can go there: somebody who was taken out of a group keeps what stood in it, like everything there (K6). */
function isOpenTo({ desk }: Scene, conversation: ConversationId): boolean {
  const { membership, identity } = desk.replica
  const info: ScopeInfo | undefined = membership.scopes.get(conversation)
  if (info === undefined) return false
  if (info.kind === 'channel') return !isGuest(desk.replica)
  if (info.kind === 'group') return standingIn(membership.groups.get(conversation), identity.member) !== 'never'
  return info.kind === 'direct' || info.kind === 'self'
}
