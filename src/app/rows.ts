// Owns how messages become rows: where a day begins, where the unread ones begin, and which belong together. Knows no pixels, no words.

import type { EntryHash } from '../base/ids.ts'
import type { MessageView } from '../node/api.ts'

/** Messages of one person this close together are one run: name and picture stand once (ux.md 2). */
const runMs = 5 * 60_000

export interface Row {
  readonly message: MessageView
  /** Begins a new day, in the zone of this device. */
  readonly startsDay: boolean
  /** The first one that was unread when the person came. */
  readonly startsUnread: boolean
  readonly startsRun: boolean
  readonly endsRun: boolean
}

/** One row for each message, in order. `firstUnread` gets the divider. */
export function rowsOf(messages: readonly MessageView[], firstUnread: EntryHash | undefined): readonly Row[] {
  return messages.map((message, index) => {
    const before = messages[index - 1]
    const after = messages[index + 1]
    const startsDay = before === undefined || dayOf(before.ts) !== dayOf(message.ts)
    const startsUnread = message.message === firstUnread
    return {
      message,
      startsDay,
      startsUnread,
      startsRun: startsDay || startsUnread || !together(before, message),
      endsRun:
        after === undefined ||
        dayOf(after.ts) !== dayOf(message.ts) ||
        after.message === firstUnread ||
        !together(message, after)
    }
  })
}

function together(a: MessageView, b: MessageView): boolean {
  return a.author === b.author && Math.abs(b.ts - a.ts) < runMs
}

function dayOf(ts: number): string {
  return new Date(ts).toDateString()
}
