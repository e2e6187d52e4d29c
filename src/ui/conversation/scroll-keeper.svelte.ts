// Owns where the scroll of one window of a timeline stands: it opens where one left off, stays at the end when one is there, and never
// moves what is being read. Knows where rows are; what they mean is the row's.

import { tick } from 'svelte'
import type { VirtualizerHandle } from 'virtua/svelte'
import type { Conversation } from '../../app/conversation.svelte.ts'
import type { Row } from '../../app/rows.ts'

/** Older ones are let in this far before the edge (stack.md M4), and within this one is at the end. */
const earlyPx = 1200
const endPx = 48
/** What is left free above the first unread row, for the day that floats there. */
const underPx = 48
/** No row is lower: so many fill the screen, whatever they hold. */
export const rowPx = 36
/** Looks that opening may take; a scroll that follows a hand comes within this time of it. */
const looksMax = 40
const handMs = 800

/** The list that is kept, as it is now. */
export interface Kept {
  readonly conversation: Conversation
  readonly rows: readonly Row[]
  readonly list: VirtualizerHandle | undefined
  readonly viewport: HTMLElement | undefined
  /** Height of what stands above the first row. */
  readonly headHeight: number
  /** Hears whether the reader is at the newest message. */
  readonly onAtEnd: (atEnd: boolean) => void
}

export class ScrollKeeper {
  readonly #kept: Kept
  #placed: boolean
  #settled: boolean
  #topRow: number
  #lowestRow: number | undefined
  #first: readonly number[]

  // Where the scroll stands; nothing on the screen follows from it directly.
  /** What stays in view whatever comes in or grows: the end, or the message one was taken to until a hand moves; or just what is read. */
  #keeps: 'end' | 'message' | 'reading' = 'end'
  #begun = false
  #gone = false
  #offsetBefore = 0
  #handAt = -Infinity
  /** What Tab came to; it stays in view while rows around it are measured. */
  #focused: Element | undefined
  /** What had the focus when the window lost it. */
  #left: Element | undefined
  #measured: () => void = () => undefined

  constructor(kept: Kept) {
    this.#kept = kept
    this.#placed = $state(false)
    this.#settled = $state(false)
    this.#topRow = $state(0)
    this.#lowestRow = $state()
    this.#first = $state.raw([])
  }

  /** The list stands where it is read first and may be seen. */
  get placed(): boolean {
    return this.#placed
  }

  /** It has been seen: rows beyond the screen may be made. */
  get settled(): boolean {
    return this.#settled
  }

  /** The first row that is seen. */
  get topRow(): number {
    return this.#topRow
  }

  /** The last row that is seen; undefined until one is. */
  get lowestRow(): number | undefined {
    return this.#lowestRow
  }

  /** The rows that are made before any has been measured, and stay until the place is found: all that can be seen from there. */
  get first(): readonly number[] {
    return this.#first
  }

  /** The first rows are here: they decide where to begin. Later ones are followed only from the end. */
  begin(): void {
    if (this.#begun) return
    this.#begun = true
    this.#first = this.#rowsThere()
    void this.#place()
  }

  stop(): void {
    this.#gone = true
  }

  scrolled(offset: number): void {
    const { list, viewport, conversation, onAtEnd } = this.#kept
    if (list === undefined || viewport === undefined || !this.#placed) return
    const { window } = conversation
    const distance = this.#toGo()
    // Rows that are measured move the scroll too; only a hand leaves the end.
    const byHand = offset < this.#offsetBefore - 1 && performance.now() - this.#handAt < handMs
    if (this.#keeps !== 'message' && distance < endPx) this.#keeps = window.newer ? 'reading' : 'end'
    else if (this.#keeps === 'end' && byHand) this.#keeps = 'reading'
    this.#offsetBefore = offset
    onAtEnd(distance < endPx && !window.newer)
    this.#topRow = list.findItemIndex(offset)
    this.#lowestRow = this.#lowest(list)
    if (offset < earlyPx) window.showOlder()
    if (distance < earlyPx) window.showNewer()
    this.markSeen()
  }

  /** A hand was at the list. */
  handled(): void {
    this.#handAt = performance.now()
    this.#focused = undefined
    if (this.#keeps === 'message') this.#keeps = 'reading'
  }

  /** The focus came to something in the list: that is a hand, too. What a pointer came to is seen already, and stays where it is. */
  focusCame(target: Element): void {
    if (target === this.#left) return
    this.handled()
    if (!target.matches(':focus-visible')) return
    this.#focused = target
    requestAnimationFrame(() => void this.#showFocused())
  }

  /** Gives the focus to a row that one was taken to: no hand was at the list, and what it keeps it goes on keeping. */
  giveFocus(row: HTMLElement): void {
    const before = this.#left
    this.#left = row
    row.focus({ preventScroll: true })
    this.#left = before
  }

  windowLeft(): void {
    this.#left = document.activeElement ?? undefined
  }

  /** The focus comes with the window to where it was, and no hand was at the list. */
  windowCame(): void {
    requestAnimationFrame(() => (this.#left = undefined))
    this.markSeen()
  }

  /** False where nothing in the list was come to by Tab, or a hand has been there since. */
  #showFocused(): boolean {
    if (this.#focused === undefined || this.#focused !== document.activeElement) return false
    this.#focused.scrollIntoView({ block: 'nearest' })
    return true
  }

  rested(): void {
    const { viewport, conversation } = this.#kept
    if (viewport === undefined) return
    conversation.window.trim(
      viewport.scrollTop < (viewport.scrollHeight - viewport.clientHeight) / 2 ? 'first' : 'last'
    )
  }

  /** The size of a row or of the screen changed: whoever stands at the end stays there. The list hears of it before it has grown itself. */
  async resized(): Promise<void> {
    if (this.#placed && this.#keeps === 'reading' && this.#focused === undefined) return
    await tick()
    if (this.#gone) return
    if (!this.#placed) this.#measured()
    else if (this.#showFocused()) return
    else if (this.#keeps === 'end') this.#toEnd()
    else if (this.#keeps === 'message') this.#toMarked()
  }

  /** A newer message stands below the last one. */
  grew(last: Row['message']): void {
    const { window } = this.#kept.conversation
    if (!this.#placed || window.atStart) return
    // What one writes oneself is always followed.
    if (last.mine && !window.newer) this.#keeps = 'end'
    void tick().then(() => {
      if (this.#keeps !== 'end') this.markSeen()
      else if (last.mine) this.#followOwn()
      else this.#follow()
    })
  }

  /** A message that was asked for while it is already here. */
  toMessage(): void {
    if (this.#placed && this.#toMarked()) this.#keeps = 'message'
  }

  toNewest(): void {
    this.#keeps = 'end'
    this.#toEnd()
  }

  markSeen(): void {
    const { list, rows, conversation } = this.#kept
    if (!this.#placed || list === undefined || document.hidden || !document.hasFocus()) return
    const lowest = this.#lowest(list)
    const last = rows[lowest]
    if (last === undefined) return
    const seen = rows.slice(list.findItemIndex(list.getScrollOffset()), lowest + 1)
    conversation.markRead(
      last.message,
      seen.map(({ message }) => message)
    )
  }

  /** The list may not have measured the rows that have just come; at the end all of them are seen. */
  #lowest(list: VirtualizerHandle): number {
    const { rows, conversation } = this.#kept
    return this.#toGo() < endPx && !conversation.window.newer
      ? rows.length - 1
      : list.findItemIndex(list.getScrollOffset() + list.getViewportSize() - 1)
  }

  /** Pixels from what is seen to the end. */
  #toGo(): number {
    const { viewport } = this.#kept
    return viewport === undefined ? 0 : viewport.scrollHeight - viewport.clientHeight - viewport.scrollTop
  }

  /** Stays at the end; what has become far away above is let go. */
  #follow(): void {
    this.#toEnd()
    this.markSeen()
    this.#kept.conversation.window.trim('last')
  }

  /** A jump that had nowhere to go still waits inside the list, and would take the next change of size for its own; this takes its place. */
  #followOwn(): void {
    const { list, rows } = this.#kept
    list?.scrollToIndex(rows.length - 1, { align: 'end' })
    this.#follow()
  }

  #toEnd(): void {
    const { viewport } = this.#kept
    if (viewport !== undefined) viewport.scrollTop = viewport.scrollHeight
  }

  #markedAt(): number {
    const { rows, conversation } = this.#kept
    return rows.findIndex((row) => row.message.message === conversation.marked)
  }

  /** Where one left off, for who comes; whoever goes back to the end of it wants the end. */
  #unreadAt(): number {
    const { rows, conversation } = this.#kept
    return conversation.isAsOpened ? rows.findIndex((row) => row.startsUnread) : -1
  }

  #toMarked(): boolean {
    const at = this.#markedAt()
    if (at >= 0) this.#kept.list?.scrollToIndex(at, { align: 'center' })
    return at >= 0
  }

  /**
   * Goes to where this window wants to be read first: before the first row is made, so that those are made which are seen there, and again
   * whenever some of them were measured, until the screen is full. Mostly all of that comes before the next frame is drawn.
   */
  async #place(): Promise<void> {
    this.#goToBeginning()
    for (let look = 0; look < looksMax && !this.#isFull(); look += 1) {
      await this.#measuredOrNextFrame()
      if (this.#gone) return
      this.#goToBeginning()
    }
    this.#placed = true
    this.#offsetBefore = this.#kept.viewport?.scrollTop ?? 0
    // The list hears of the scroll at the beginning of the next frame, and only then knows what is seen.
    await this.#nextFrame()
    if (this.#gone) return
    this.#settled = true
    this.scrolled(this.#kept.viewport?.scrollTop ?? 0)
  }

  #rowsThere(): readonly number[] {
    const { rows, viewport } = this.#kept
    const fill = Math.ceil((viewport?.clientHeight ?? 0) / rowPx) + 1
    const marked = this.#markedAt()
    const unread = this.#unreadAt()
    const from = marked >= 0 ? marked - (fill >> 1) : unread >= 0 ? unread - 2 : rows.length - fill
    // Near the end there are not enough below it: those above come into view instead.
    const begin = Math.max(0, Math.min(from, rows.length - fill))
    return rows.slice(begin, Math.max(from, 0) + fill).map((_, place) => begin + place)
  }

  #goToBeginning(): void {
    const { list, viewport, headHeight, conversation } = this.#kept
    if (list === undefined || viewport === undefined) return
    const marked = this.#markedAt()
    const unread = this.#unreadAt()
    if (marked >= 0) {
      this.#keeps = 'message'
      const over = (viewport.clientHeight - list.getItemSize(marked)) / 2
      viewport.scrollTop = headHeight + list.getItemOffset(marked) - over
    } else if (unread >= 0) {
      this.#keeps = 'reading'
      viewport.scrollTop = headHeight + list.getItemOffset(unread) - underPx
    } else {
      this.#keeps = conversation.window.newer ? 'reading' : 'end'
      this.#toEnd()
    }
  }

  /** Whether rows that were measured reach from edge to edge of the screen, as far as there are any. */
  #isFull(): boolean {
    const { rows, list, viewport } = this.#kept
    if (list === undefined || viewport === undefined) return false
    const drawn = [...viewport.querySelectorAll<HTMLElement>('[data-row]')]
    const boxes = drawn.map(boxOf)
    const [first] = boxes
    const last = boxes.at(-1)
    if (first === undefined || last === undefined) return false
    const from = rows.findIndex(({ message }) => message.message === drawn[0]?.dataset['row'])
    if (boxes.some(({ height }, place) => Math.abs(height - list.getItemSize(from + place)) >= 1)) return false
    const { top, bottom } = viewport.getBoundingClientRect()
    return (from === 0 || first.top <= top) && (from + boxes.length === rows.length || last.bottom >= bottom)
  }

  #measuredOrNextFrame(): Promise<void> {
    return new Promise((resolve) => {
      const frame = requestAnimationFrame(() => resolve())
      this.#measured = () => {
        cancelAnimationFrame(frame)
        resolve()
      }
    })
  }

  #nextFrame(): Promise<void> {
    return new Promise((resolve) => requestAnimationFrame(() => resolve()))
  }
}

/** The place a row takes in the list, with all that stands above and below it there. */
function boxOf(row: HTMLElement): DOMRect {
  return (row.parentElement ?? row).getBoundingClientRect()
}
