// Owns how messages become rows: where a day begins, where the unread ones begin, and which belong together. Knows no pixels, no words.

import type { EntryHash } from '../base/ids.ts'
import type { ChangeView, MessageView } from '../node/api-conversations.ts'

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
  /** What happened to people since the message before, and, below the last one, after it (D12). */
  readonly before: readonly ChangeView[]
  readonly after: readonly ChangeView[]
}

const nothing: readonly ChangeView[] = []

/** One row for each message, in order. `firstUnread` gets the divider; changes stand between the messages by their time. */
export function rowsOf(
  messages: readonly MessageView[],
  firstUnread: EntryHash | undefined,
  changes: readonly ChangeView[] = nothing
): readonly Row[] {
  const between = changesBetween(messages, changes)
  return messages.map((message, index) => {
    const before = messages[index - 1]
    const after = messages[index + 1]
    const told = between[index] ?? nothing
    const toldAfter = between[index + 1] ?? nothing
    const startsDay = before === undefined || dayOf(before.ts) !== dayOf(message.ts)
    const startsUnread = message.message === firstUnread
    return {
      message,
      startsDay,
      startsUnread,
      startsRun: startsDay || startsUnread || told.length > 0 || !together(before, message),
      endsRun:
        after === undefined ||
        dayOf(after.ts) !== dayOf(message.ts) ||
        after.message === firstUnread ||
        toldAfter.length > 0 ||
        !together(message, after),
      before: told,
      after: after === undefined ? toldAfter : nothing
    }
  })
}

/** Changes by the place of the message they stand before; those behind the last message stand at its end. */
function changesBetween(
  messages: readonly MessageView[],
  changes: readonly ChangeView[]
): readonly (readonly ChangeView[])[] {
  if (changes.length === 0) return []
  const places: ChangeView[][] = Array.from({ length: messages.length + 1 }, () => [])
  for (const change of changes) {
    const next = messages.findIndex(({ ts }) => ts >= change.ts)
    places[next < 0 ? messages.length : next]?.push(change)
  }
  return places
}

function together(a: MessageView, b: MessageView): boolean {
  return a.author === b.author && Math.abs(b.ts - a.ts) < runMs
}

function dayOf(ts: number): string {
  return new Date(ts).toDateString()
}
