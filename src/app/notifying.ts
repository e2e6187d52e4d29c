// Owns what a device tells a person who is not looking (C25): from one state of the list to the next, which notices are shown and which go.
// Pure; knows no browser and no words.

import type { ConversationId, EntryHash } from '../base/ids.ts'
import type { ConversationView } from '../node/api-conversations.ts'

/** `mentions`: what names this person, and directs. */
export type NotifyAbout = 'all' | 'mentions' | 'none'
/** What a notice says: name and text, the name, or that there is something. */
export type NotifyContent = 'text' | 'name' | 'nothing'

export interface NotifyChoices {
  readonly about: NotifyAbout
  readonly content: NotifyContent
  readonly sound: boolean
}

/** A notice to show, in place of the one that stands for the same conversation. */
export interface Notice {
  readonly view: ConversationView
  /** How many messages it is about. */
  readonly count: number
  /** The last message is one of them: it is what is to be read. */
  readonly hasLast: boolean
  /** Where a tap leads. */
  readonly message: EntryHash | undefined
  /** Makes itself heard, if sounds are on: once in a while, however much comes. */
  readonly alerts: boolean
}

/** What a step knows of the one before. */
export interface Seen {
  readonly views: ReadonlyMap<ConversationId, ConversationView>
  /** When each conversation made itself heard last. */
  readonly alerted: ReadonlyMap<ConversationId, number>
}

export interface Step {
  readonly seen: Seen
  readonly show: readonly Notice[]
  /** Conversations whose notice goes, if there is one. */
  readonly close: readonly ConversationId[]
}

/** A conversation in which much is said alerts this often. */
const alertEveryMs = 30_000

/** `before` undefined: the first look at a team, of which nothing is news. `away`: nobody looks at the app. */
export function stepOf(
  before: Seen | undefined,
  views: readonly ConversationView[],
  facts: { readonly about: NotifyAbout; readonly away: boolean; readonly now: number }
): Step {
  const alerted = new Map(before?.alerted)
  const show: Notice[] = []
  const close: ConversationId[] = []
  for (const view of views) {
    const count = countOf(view, facts.about)
    if (count === 0) close.push(view.conversation)
    else if (before !== undefined && facts.away && isNews(before.views.get(view.conversation), view, facts.about)) {
      const last = alerted.get(view.conversation)
      const alerts = last === undefined || facts.now - last >= alertEveryMs || facts.now < last
      if (alerts) alerted.set(view.conversation, facts.now)
      const hasLast = isAbout(view, facts.about)
      show.push({ view, count, hasLast, message: view.last?.message, alerts })
    }
  }
  const gone = [...(before?.views.keys() ?? [])].filter((id) => !views.some(({ conversation }) => conversation === id))
  for (const id of [...close, ...gone]) alerted.delete(id)
  return {
    seen: { views: new Map(views.map((view) => [view.conversation, view])), alerted },
    show,
    close: [...close, ...gone]
  }
}

/** How many messages of a conversation a person is told of. */
function countOf({ kind, muted, calls, unread, unreadMentions }: ConversationView, about: NotifyAbout): number {
  if (about === 'none' || kind === 'self') return 0
  // In a muted one only mentions call, if they do (C23).
  if (muted !== undefined) return calls
  return about === 'all' || kind === 'direct' ? unread : unreadMentions
}

/** Whether the last message is one a person is told of. */
function isAbout({ kind, muted, last }: ConversationView, about: NotifyAbout): boolean {
  if (last === undefined || last.mine || last.deleted) return false
  if (last.mentionsMe) return true
  return muted === undefined && (about === 'all' || kind === 'direct')
}

/** Something came that is counted; a conversation that is only loud again brings no news. */
function isNews(before: ConversationView | undefined, view: ConversationView, about: NotifyAbout): boolean {
  if (before === undefined) return true
  const { last } = view
  const isNewer = last !== undefined && last.message !== before.last?.message && last.ts >= (before.last?.ts ?? 0)
  const came = isNewer || view.unread > before.unread || view.unreadMentions > before.unreadMentions
  return came && (countOf(view, about) > countOf(before, about) || (isNewer && isAbout(view, about)))
}
