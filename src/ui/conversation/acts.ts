// Owns what can be done to a message, as one value that travels from the conversation down to the row.

import type { EntryHash } from '../../base/ids.ts'
import type { Doing } from '../../app/doing.svelte.ts'
import type { MessageView } from '../../node/api-conversations.ts'

/** Where a menu or a picker opens: beside an element, or at a point of the screen. */
export interface Anchor {
  getBoundingClientRect(): DOMRect
}

export interface MessageActs {
  menu(message: MessageView, anchor: Anchor): void
  pick(message: MessageView, anchor: Anchor): void
  react(message: MessageView, emoji: string, on: boolean): void
  reply(message: MessageView): void
  edit(message: MessageView): void
  copy(message: MessageView): void
  reach(message: MessageView): void
  remove(message: MessageView): void
  /** Asks which day to go to, from the one of this message. */
  day(message: MessageView): void
  jump(message: EntryHash): void
  forward(message: MessageView): void
  pin(message: MessageView): void
  star(message: MessageView): void
  vote(message: MessageView, choices: readonly number[]): void
  /** Takes a message into what is chosen together, or out of it. */
  choose(message: MessageView): void
  readonly doing: Doing
}

/** The six that are one tap away (ux.md 4). */
export const quickEmoji = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const

/** An anchor at a point, for a menu that opens under the pointer. */
export function anchorAt(x: number, y: number): Anchor {
  return { getBoundingClientRect: () => new DOMRect(x, y, 0, 0) }
}
