// Owns which keys mean what everywhere in the team (ux.md 6). A key that writes a letter means nothing while somebody writes.

import type { ConversationId } from '../../base/ids.ts'
import type { ConversationView } from '../../node/api-conversations.ts'

export type Move = 'previous' | 'next' | 'previous-unread' | 'next-unread'

/** What a key asks for; undefined: nothing of ours. */
export function shortcutOf(
  event: KeyboardEvent
): Move | 'switcher' | 'search' | 'search-here' | 'keyboard' | 'lock' | undefined {
  const command = event.ctrlKey || event.metaKey
  if (command && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') return 'switcher'
  if (command && event.shiftKey && !event.altKey && event.key.toLowerCase() === 'l') return 'lock'
  if (command && !event.altKey && event.key.toLowerCase() === 'f') return event.shiftKey ? 'search' : 'search-here'
  if (event.key === '?' && !command && !event.altKey && !writesText(event.target)) return 'keyboard'
  if (!event.altKey || command) return undefined
  if (event.key === 'ArrowUp') return event.shiftKey ? 'previous-unread' : 'previous'
  if (event.key === 'ArrowDown') return event.shiftKey ? 'next-unread' : 'next'
  return undefined
}

/**
 * The place of a team in the rail, from 0, that a key asks for. Alt+Shift and a digit everywhere; with Ctrl or Cmd alone where the
 * browser leaves those keys to the page, as it does for an installed app. By the key's place: with Shift it writes another sign.
 */
export function teamOf({
  code,
  altKey,
  shiftKey,
  ctrlKey,
  metaKey
}: Pick<KeyboardEvent, 'code' | 'altKey' | 'shiftKey' | 'ctrlKey' | 'metaKey'>): number | undefined {
  const digit = /^Digit([1-8])$/.exec(code)?.[1]
  if (digit === undefined) return undefined
  const command = ctrlKey || metaKey
  const asked = altKey ? shiftKey && !command : command && !shiftKey
  return asked ? Number(digit) - 1 : undefined
}

function writesText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
}

/** The conversation above or below the present one; unread ones are looked for all round. */
export function neighbour(
  conversations: readonly ConversationView[],
  current: ConversationId | undefined,
  move: Move
): ConversationId | undefined {
  const at = conversations.findIndex((each) => each.conversation === current)
  const up = move === 'previous' || move === 'previous-unread'
  if (move === 'previous' || move === 'next') {
    if (at < 0) return conversations[0]?.conversation
    return conversations[at + (up ? -1 : 1)]?.conversation
  }
  const start = at < 0 ? (up ? conversations.length : -1) : at
  const rest = [...conversations.slice(start + 1), ...conversations.slice(0, Math.max(0, start))]
  const unread = rest.filter((each) => each.unread > 0 || each.markedUnread)
  return (up ? unread[unread.length - 1] : unread[0])?.conversation
}
