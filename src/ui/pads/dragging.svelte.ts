// Owns moving an item of a list by hand: which one is held, how far it was carried and behind which other one it would go. Knows no node;
// the keyboard has its own way.

import { untrack } from 'svelte'
import { scrollerOf } from './caret.ts'

export interface Held {
  readonly id: string
  /** The item behind which it would go; undefined: it would be the first. */
  readonly after: string | undefined
  /** How far it was carried, and how much room it takes, in px. */
  readonly by: number
  readonly room: number
}

/** A finger rests this long before it carries: one that only passes by scrolls the list. */
const restMs = 200
/** A finger is never quite still. */
const slackPx = 10
/** So near to the edge of what is seen the list comes along, and so far with each picture at most. */
const edgePx = 56
const stepPx = 12
/** Where nothing moves after all, what was let go goes back after this time. */
const settleMs = 300

export class Dragging {
  #held = $state<Held | undefined>()
  #leave: (() => void) | undefined
  readonly #drop: (held: Held) => Promise<boolean>

  /** `drop`: what is let go stays where it is until its place is another one; false: it goes back. */
  constructor(drop: (held: Held) => Promise<boolean>) {
    this.#drop = drop
  }

  get held(): Held | undefined {
    return this.#held
  }

  /** The items stand otherwise now: what was let go has its place. */
  settle(): void {
    if (this.#leave === undefined) this.#held = undefined
  }

  /** For the handle of an item, for as long as it is there. */
  handle(element: HTMLElement, id: string): () => void {
    const pressed = (event: PointerEvent): void => {
      if (event.button === 0 && event.isPrimary) untrack(() => this.#press(element, id, event))
    }
    // What a finger does is the browser's until it carries; a list must not scroll under it then.
    const touched = (event: TouchEvent): void => {
      if (untrack(() => this.#held) !== undefined) event.preventDefault()
    }
    element.addEventListener('pointerdown', pressed)
    element.addEventListener('touchmove', touched, { passive: false })
    return () => {
      element.removeEventListener('pointerdown', pressed)
      element.removeEventListener('touchmove', touched)
      if (untrack(() => this.#held)?.id === id) this.#leave?.()
    }
  }

  #press(element: HTMLElement, id: string, event: PointerEvent): void {
    this.#leave?.()
    const list = element.closest('ol')
    if (list === null) return
    const from = event.clientY
    if (event.pointerType !== 'touch') {
      // Otherwise the field beside it would be marked.
      event.preventDefault()
      return this.#carry(element, list, { id, pointer: event.pointerId, from })
    }
    const end = new AbortController()
    const rest = setTimeout(() => {
      end.abort()
      this.#carry(element, list, { id, pointer: event.pointerId, from })
    }, restMs)
    const leave = (): void => {
      clearTimeout(rest)
      end.abort()
    }
    const move = ({ clientX, clientY }: PointerEvent): void => {
      if (Math.hypot(clientX - event.clientX, clientY - from) > slackPx) leave()
    }
    this.#leave = leave
    element.addEventListener('pointermove', move, end)
    for (const type of ['pointerup', 'pointercancel'] as const) element.addEventListener(type, leave, end)
  }

  /** Until the hand lets go, the pointer is lost, or Escape. */
  #carry(
    element: HTMLElement,
    list: HTMLElement,
    { id, pointer, from }: { readonly id: string; readonly pointer: number; readonly from: number }
  ): void {
    const scroller = scrollerOf(list)
    const scrolled = scroller.scrollTop
    const end = new AbortController()
    let y = from
    let frame = 0
    const look = (): void => {
      const by = y - from + scroller.scrollTop - scrolled
      this.#held = { id, by, ...placeOf(list, id, by) }
    }
    const along = (): void => {
      const { top, bottom } = scroller.getBoundingClientRect()
      const beyond = Math.max(0, y - bottom + edgePx) - Math.max(0, top + edgePx - y)
      const before = scroller.scrollTop
      if (beyond !== 0) scroller.scrollTop += Math.max(-1, Math.min(1, beyond / edgePx)) * stepPx
      if (scroller.scrollTop !== before) look()
      frame = requestAnimationFrame(along)
    }
    const stop = (): void => {
      cancelAnimationFrame(frame)
      end.abort()
      this.#leave = undefined
    }
    const leave = (): void => {
      stop()
      this.#held = undefined
    }
    const drop = (): void => {
      stop()
      const held = this.#held
      if (held !== undefined)
        void this.#drop(held).then((isMoved) => {
          if (isMoved) setTimeout(() => this.settle(), settleMs)
          else this.settle()
        })
    }
    const key = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      leave()
    }
    const move = (event: PointerEvent): void => {
      y = event.clientY
      look()
    }
    this.#leave = leave
    element.setPointerCapture(pointer)
    element.addEventListener('pointermove', move, end)
    element.addEventListener('pointerup', drop, end)
    element.addEventListener('pointercancel', leave, end)
    element.addEventListener('lostpointercapture', leave, end)
    document.addEventListener('keydown', key, { signal: end.signal, capture: true })
    look()
    frame = requestAnimationFrame(along)
  }
}

/** Behind which other item one would go that is carried so far: over those of whose height it covers half. */
function placeOf(list: HTMLElement, id: string, by: number): Pick<Held, 'after' | 'room'> {
  const rows = [...list.querySelectorAll<HTMLElement>(':scope > li')]
  const at = rows.findIndex(({ dataset }) => dataset.item === id)
  const { offsetTop = 0, offsetHeight: room = 0 } = rows[at] ?? {}
  const [top, bottom] = [offsetTop + by, offsetTop + by + room]
  const after = rows.findLast((row, index) => {
    const middle = row.offsetTop + row.offsetHeight / 2
    return index < at ? middle <= top : index > at && middle < bottom
  })
  return { after: after?.dataset.item, room }
}
