// Owns the part of a conversation that a screen asks for, cut out of the timelines of its pages. Knows not how pages are loaded.

import type { EntryHash } from '../base/ids.ts'
import type { Message } from './message.ts'

export interface Slice {
  /** In reading order. */
  readonly messages: readonly Message[]
  /** Whether there is more beyond either edge. */
  readonly older: boolean
  readonly newer: boolean
}

/** Pages one after the other, away from where we are. Read only as far as needed, so that a generator can load them one by one. */
export type Pages = Iterable<readonly Message[]>

/** The newest `count` messages of a conversation; `pages` newest first. */
export function newestSlice(pages: Pages, count: number): Slice {
  const { messages, more } = takeBefore(pages, count)
  return { messages, older: more, newer: false }
}

/**
 * The message, and up to `count` on each side of it; undefined when it is not in its page. `older` and `newer` are the pages around
 * that one, nearest first: what an entry says without a target stands in the week of its ts (P1), so pages follow one another in time.
 */
export function sliceAround(
  place: { readonly page: readonly Message[]; readonly older: Pages; readonly newer: Pages },
  anchor: { readonly hash: EntryHash; readonly count: number }
): Slice | undefined {
  const index = place.page.findIndex(({ hash }) => hash === anchor.hash)
  const message = place.page[index]
  if (message === undefined) return undefined
  const before = takeBefore(chain(place.page.slice(0, index), place.older), anchor.count)
  const after = takeAfter(chain(place.page.slice(index + 1), place.newer), anchor.count)
  return { messages: [...before.messages, message, ...after.messages], older: before.more, newer: after.more }
}

interface Taken {
  readonly messages: readonly Message[]
  readonly more: boolean
}

function takeBefore(pages: Pages, count: number): Taken {
  let messages: readonly Message[] = []
  for (const page of pages) {
    messages = [...page.slice(-(count + 1)), ...messages]
    if (messages.length > count) return { messages: messages.slice(messages.length - count), more: true }
  }
  return { messages, more: false }
}

function takeAfter(pages: Pages, count: number): Taken {
  let messages: readonly Message[] = []
  for (const page of pages) {
    messages = [...messages, ...page.slice(0, count + 1)]
    if (messages.length > count) return { messages: messages.slice(0, count), more: true }
  }
  return { messages, more: false }
}

function* chain(first: readonly Message[], others: Pages): Generator<readonly Message[]> {
  yield first
  yield* others
}
