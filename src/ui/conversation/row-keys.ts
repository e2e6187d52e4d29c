// Owns what keys do on a focused message (ux.md 6). They count only there, so no letter is taken from anybody who writes (WCAG 2.1.4).

import type { Row } from '../../app/rows.ts'
import type { MessageActs } from './acts.ts'

/** The row to be focused next; the same one when something was done; undefined when the key is not ours. */
export function rowKeydown(
  event: KeyboardEvent,
  rows: readonly Row[],
  at: number,
  acts: MessageActs
): number | undefined {
  const { target } = event
  if (!(target instanceof HTMLElement) || target.dataset.row === undefined) return undefined
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key]
  if (to !== undefined) return Math.max(0, Math.min(rows.length - 1, to))
  const message = rows[at]?.message
  if (message !== undefined && (event.key === 'x' || event.key === 'X' || (acts.doing.choosing && event.key === ' '))) {
    acts.choose(message)
    return at
  }
  if (message !== undefined && (event.key === 'd' || event.key === 'D')) {
    acts.day(message)
    return at
  }
  if (message?.type !== 'message' || acts.doing.choosing) return undefined
  const bubble = target.querySelector('[data-testid="message-text"]') ?? target
  switch (event.key) {
    case 'r':
    case 'R':
      acts.reply(message)
      return at
    case 'e':
    case 'E':
      if (!message.mine || message.once !== undefined || message.poll !== undefined) return undefined
      acts.edit(message)
      return at
    case 'f':
    case 'F':
      if (message.once !== undefined || message.poll !== undefined) return undefined
      acts.forward(message)
      return at
    case 'p':
    case 'P':
      if (message.once !== undefined) return undefined
      acts.pin(message)
      return at
    case 's':
    case 'S':
      if (message.once !== undefined) return undefined
      acts.star(message)
      return at
    case '+':
      acts.pick(message, bubble)
      return at
    case 'Delete':
      acts.remove(message)
      return at
    case 'Enter':
    case 'ContextMenu':
      acts.menu(message, bubble)
      return at
    default:
      return undefined
  }
}
