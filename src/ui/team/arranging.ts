// Owns what a swipe and a menu do alike to a conversation: put it away, with a way back; turn it between read and unread.

import type { Team } from '../../app/team.svelte.ts'
import type { Toasts } from '../../app/toasts.svelte.ts'
import type { ConversationView } from '../../node/api-conversations.ts'

/** Puts it away, or takes it out again; says so, with a way back. */
export async function archiving(
  team: Team,
  toasts: Toasts,
  { conversation, archived }: Pick<ConversationView, 'conversation' | 'archived'>
): Promise<void> {
  const outcome = await team.submit({ type: 'archive', conversation, on: !archived })
  if (!toasts.report(outcome)) return
  const undo = (): void => void team.submit({ type: 'archive', conversation, on: archived })
  toasts.show({ type: 'archived', on: !archived, undo })
}

/** Read becomes unread and the other way round. */
export async function turnUnread(
  team: Team,
  toasts: Toasts,
  { conversation, unread, markedUnread }: ConversationView
): Promise<void> {
  const on = unread === 0 && !markedUnread
  toasts.report(await team.submit({ type: 'set-unread', conversation, on }))
}
