// Owns moving an item of a list by hand: which one is held, how far it was carried and behind which other one it would go. An item is taken
// by its handle, or as a whole row that does something else when it is only pressed. Knows no node; the keyboard has its own way.

import { untrack } from 'svelte'
import { pressMs } from './long-press.ts'
import { scrollerOf } from './scroller.ts'

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

/** How far an item makes room for the one that is carried, in px. */
export function giveWay(
  index: number,
  { at, behind, held }: { readonly at: number; readonly behind: number; readonly held: Held | undefined }
): number {
  const room = at < 0 ? 0 : (held?.room ?? 0)
  if (index > at && index <= behind) return -room
  return index < at && index > behind ? room : 0
}

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
    return this.#listen(element, id, { press: (event) => this.#press(element, id, event), keepsStill: () => false })
  }

  /**
   * For an item that is taken anywhere, for as long as it is there: by a mouse that moves with its button down, by a finger that moves on
   * after it has rested so long that a menu opened; `begins` closes that.
   */
  row(element: HTMLElement, id: string, begins: () => void): () => void {
    let rested = false
    const press = (event: PointerEvent): void => {
      this.#leave?.()
      const isMouse = event.pointerType === 'mouse'
      rested = false
      const rest = isMouse ? undefined : setTimeout(() => (rested = true), pressMs)
      const end = new AbortController()
      const leave = (): void => {
        clearTimeout(rest)
        rested = false
        end.abort()
        this.#leave = undefined
      }
      const move = ({ clientX, clientY }: PointerEvent): void => {
        if (Math.hypot(clientX - event.clientX, clientY - event.clientY) <= slackPx) return
        const takes = isMouse || rested
        leave()
        const list = element.closest('ol')
        if (!takes || list === null) return
        begins()
        swallowClick(element)
        this.#carry(element, list, { id, pointer: event.pointerId, from: event.clientY })
      }
      this.#leave = leave
      element.addEventListener('pointermove', move, end)
      for (const type of ['pointerup', 'pointercancel'] as const) element.addEventListener(type, leave, end)
    }
    // The first movement after the rest decides whether the list scrolls.
    return this.#listen(element, id, { press, keepsStill: () => rested })
  }

  /** Hears of a hand at what carries an item. */
  #listen(
    element: HTMLElement,
    id: string,
    { press, keepsStill }: { readonly press: (event: PointerEvent) => void; readonly keepsStill: () => boolean }
  ): () => void {
    const pressed = (event: PointerEvent): void => {
      if (event.button === 0 && event.isPrimary) untrack(() => press(event))
    }
    // What a finger does is the browser's until it carries; a list must not scroll under it then.
    const touched = (event: TouchEvent): void => {
      if (keepsStill() || untrack(() => this.#held) !== undefined) event.preventDefault()
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
    const scroller = scrollerOf(element.closest('li') ?? list)
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
    // A finger belonged to what it touched within before: that loses it now.
    const lost = ({ target }: PointerEvent): void => {
      if (target === element) leave()
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
    element.addEventListener('lostpointercapture', lost, end)
    document.addEventListener('keydown', key, { signal: end.signal, capture: true })
    look()
    frame = requestAnimationFrame(along)
  }
}

/** The hand that carried does not tap. */
function swallowClick(element: HTMLElement): void {
  const swallow = (event: Event): void => {
    event.preventDefault()
    event.stopPropagation()
  }
  element.addEventListener('click', swallow, { capture: true, once: true })
  // Where none comes, the next one is meant.
  const gone = (): void => element.removeEventListener('click', swallow, { capture: true })
  element.addEventListener('pointerdown', gone, { capture: true, once: true })
}

/** Behind which other item one would go that is carried so far: over those of whose height it covers half. */
function placeOf(list: HTMLElement, id: string, by: number): Pick<Held, 'after' | 'room'> {
  const rows = [...list.querySelectorAll<HTMLElement>(':scope > li[data-item]')]
  const at = rows.findIndex(({ dataset }) => dataset.item === id)
  const { offsetTop = 0, offsetHeight: room = 0 } = rows[at] ?? {}
  const [top, bottom] = [offsetTop + by, offsetTop + by + room]
  const after = rows.findLast((row, index) => {
    const middle = row.offsetTop + row.offsetHeight / 2
    return index < at ? middle <= top : index > at && middle < bottom
  })
  return { after: after?.dataset.item, room }
}
