// Owns which part of a timeline stands on the screen. The node hands out slices; the window shows the messages between a floor and a
// ceiling inside one. A wider slice is fetched under the window before its edge is reached, so the screen never sees a slice change: every
// step only adds or takes messages at one end, and says at which. Knows no pixels.

import { flushSync } from 'svelte'
import { createSubscriber } from 'svelte/reactivity'
import type { ConversationId, EntryHash } from '../base/ids.ts'
import type { NodeApi, Stop } from '../node/api.ts'
import type { ChangeView, MessageView, TimelineAnchor, TimelineView } from '../node/api-conversations.ts'

/** Messages that one step adds, that wait unseen beyond an edge, that may stand on the screen, and that one slice may hold on a side. */
const step = 60
const slack = 30
const shownMax = 240
const sliceMax = 300

const nothing: readonly MessageView[] = []
const noChanges: readonly ChangeView[] = []

export class TimelineWindow {
  readonly #node: NodeApi
  readonly #conversation: ConversationId
  readonly #subscribe: () => void
  #changed: () => void = () => undefined
  #stop: Stop = () => undefined
  /** Counts the watches, so that what an older one still shows is not listened to. */
  #turn = 0

  #anchor: TimelineAnchor
  #count = step + slack
  #slice: TimelineView | undefined
  /** First and last message shown; an open ceiling follows whatever arrives. */
  #floor: EntryHash | undefined
  #ceiling: EntryHash | 'open'
  #shown = nothing
  #atStart = false
  #wanted: 'older' | 'newer' | undefined
  #opening: { readonly firstUnread: EntryHash; readonly unread: number } | undefined

  constructor(node: NodeApi, conversation: ConversationId, anchor: TimelineAnchor) {
    this.#node = node
    this.#conversation = conversation
    this.#anchor = anchor
    this.#ceiling = anchor === 'newest' ? 'open' : anchor.around
    this.#subscribe = createSubscriber((changed) => {
      this.#changed = changed
      this.#watch()
      return () => this.#stop()
    })
  }

  /** The messages to show, oldest first; undefined until the first slice has arrived. */
  get messages(): readonly MessageView[] | undefined {
    this.#subscribe()
    return this.#slice === undefined ? undefined : this.#shown
  }

  /** What happened to people in the time that is shown (D12). */
  get changes(): readonly ChangeView[] {
    this.#subscribe()
    const slice = this.#slice
    const first = this.#shown[0]
    const last = this.#shown[this.#shown.length - 1]
    if (slice === undefined || first === undefined || last === undefined) return slice?.changes ?? noChanges
    if (slice.changes.length === 0) return noChanges
    const before = slice.messages[indexOf(slice.messages, first.message) - 1]
    const after = slice.messages[indexOf(slice.messages, last.message) + 1]
    return slice.changes.filter(
      ({ ts }) => (before === undefined || ts > before.ts) && (after === undefined || ts <= last.ts)
    )
  }

  /** Whether the last change added or took messages at the start of the list (what virtua calls shift). */
  get atStart(): boolean {
    this.#subscribe()
    return this.#atStart
  }

  /** Whether there is more beyond the first message shown. */
  get older(): boolean {
    this.#subscribe()
    return (
      this.#slice !== undefined && (this.#slice.older || this.#slice.messages[0]?.message !== this.#shown[0]?.message)
    )
  }

  /** Whether there is more beyond the last message shown. */
  get newer(): boolean {
    this.#subscribe()
    return this.#slice !== undefined && (this.#slice.newer || this.#ceiling !== 'open')
  }

  /** What was unread when this window opened; it does not change afterwards. */
  get opening(): { readonly firstUnread: EntryHash; readonly unread: number } | undefined {
    return this.#opening
  }

  get unread(): number {
    this.#subscribe()
    return this.#slice?.unread ?? 0
  }

  /** The reader is near the first message: let the older ones in. */
  showOlder(): void {
    if (this.#slice === undefined || !this.older) return
    this.trim('first')
    this.#wanted = 'older'
    this.#extend()
  }

  /** The reader is near the last message of a part that does not reach the end. */
  showNewer(): void {
    if (this.#slice === undefined || !this.newer) return
    this.trim('last')
    this.#wanted = 'newer'
    this.#extend()
  }

  /** Lets go of what is far away, at one end. `reading` is the end that is being read. */
  trim(reading: 'first' | 'last'): void {
    if (this.#shown.length <= shownMax) return
    if (reading === 'last') this.#floor = this.#shown[this.#shown.length - shownMax]?.message
    else this.#ceiling = this.#shown[shownMax - 1]?.message ?? 'open'
    this.#place(reading === 'last')
  }

  #watch(): void {
    this.#stop()
    this.#turn += 1
    const turn = this.#turn
    const query = {
      type: 'timeline',
      conversation: this.#conversation,
      anchor: this.#anchor,
      count: this.#count
    } as const
    const stop = this.#node.watch(query, (slice) => {
      if (turn === this.#turn) this.#take(slice)
    })
    // A node may show at once, and what it shows may already ask for another slice.
    if (turn === this.#turn) this.#stop = stop
    else stop()
  }

  #take(slice: TimelineView): void {
    const first = this.#slice === undefined
    this.#slice = slice
    if (first) this.#settle(slice)
    this.#place(false)
    this.#extend()
  }

  /** Where the window stands at first: at the end, but never beyond the first unread message; or around the anchor. */
  #settle({ messages, firstUnread, newer, unread: count }: TimelineView): void {
    if (firstUnread !== undefined) this.#opening = { firstUnread, unread: count }
    const at = this.#anchor === 'newest' ? -1 : indexOf(messages, this.#anchor.around)
    const around = at < 0 ? messages.length : at + slack
    const unread = firstUnread === undefined ? around : indexOf(messages, firstUnread) - 5
    this.#floor = messages[Math.max(0, Math.min(around - step, unread))]?.message
    this.#ceiling =
      around >= messages.length && !newer
        ? 'open'
        : (messages[Math.min(around, messages.length - 1)]?.message ?? 'open')
  }

  /** Cuts the window out of the slice. */
  #place(atStart: boolean): void {
    const messages = this.#slice?.messages ?? nothing
    const from = this.#floor === undefined ? 0 : Math.max(0, indexOf(messages, this.#floor))
    const last = this.#ceiling === 'open' ? -1 : indexOf(messages, this.#ceiling)
    this.#floor = messages[from]?.message
    const shown = messages.slice(from, last < 0 ? messages.length : last + 1)
    // A list that grows at both ends in one step could not keep its place, so each change at the start is drawn by itself.
    if (atStart) flushSync()
    this.#shown = shown
    this.#atStart = atStart
    this.#changed()
    if (atStart) flushSync()
  }

  /** Gives the reader what was asked for, if the slice holds it, and sees to it that the slice holds more than the window. */
  #extend(): void {
    const slice = this.#slice
    if (slice === undefined) return
    const from = this.#floor === undefined ? 0 : indexOf(slice.messages, this.#floor)
    const last = this.#ceiling === 'open' ? slice.messages.length - 1 : indexOf(slice.messages, this.#ceiling)
    if (this.#wanted === 'older' && from > 0) {
      this.#wanted = undefined
      this.#floor = slice.messages[Math.max(0, from - step)]?.message
      this.#place(true)
    } else if (this.#wanted === 'newer' && last < slice.messages.length - 1) {
      this.#wanted = undefined
      const to = last + step
      this.#ceiling =
        to >= slice.messages.length - 1 && !slice.newer
          ? 'open'
          : (slice.messages[Math.min(to, slice.messages.length - 1)]?.message ?? 'open')
      this.#place(false)
    } else if (this.#wanted === 'newer' && !slice.newer) {
      this.#wanted = undefined
      this.#ceiling = 'open'
      this.#place(false)
    }
    this.#widen(slice)
  }

  /** Fetches a wider slice, or one further on, while the window is still well inside this one. */
  #widen(slice: TimelineView): void {
    const first = this.#shown[0]
    const middle = this.#shown[this.#shown.length >> 1]
    if (first === undefined || middle === undefined) return
    const before = indexOf(slice.messages, first.message)
    const after = slice.messages.length - before - this.#shown.length
    if (slice.newer && this.#ceiling === 'open') this.#followOn()
    else if (slice.older && before < slack && this.#anchor === 'newest' && this.#count < sliceMax)
      this.#fetch('newest', Math.min(sliceMax, this.#count + step))
    // Around the middle both edges are far; around an edge the other one could be too near, and the two would take turns for ever.
    else if ((slice.older && before < slack) || (slice.newer && after < slack))
      this.#fetch({ around: middle.message }, sliceMax)
  }

  /** Messages came beyond a slice that the window follows: the newest ones are asked for, as far as they still hold the window. */
  #followOn(): void {
    if (this.#shown.length + slack <= sliceMax) return this.#fetch('newest', sliceMax)
    this.#ceiling = this.#shown[this.#shown.length - 1]?.message ?? 'open'
  }

  #fetch(anchor: TimelineAnchor, count: number): void {
    if (sameAnchor(this.#anchor, anchor) && this.#count === count) return
    this.#anchor = anchor
    this.#count = count
    this.#watch()
  }
}

function sameAnchor(a: TimelineAnchor, b: TimelineAnchor): boolean {
  if (a === 'newest' || b === 'newest') return a === b
  return a.around === b.around
}

function indexOf(messages: readonly MessageView[], message: EntryHash): number {
  return messages.findIndex((each) => each.message === message)
}
