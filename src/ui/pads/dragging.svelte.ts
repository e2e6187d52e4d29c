// Owns moving an item of a list by hand: which one is held and before which place it would go. Knows no node; the keyboard has its own way.

export interface Held {
  readonly id: string
  /** Among the items as they are shown: before which one it goes, the number of them for the end. */
  readonly to: number
}

export class Dragging {
  #held = $state<Held | undefined>()
  readonly #drop: (held: Held) => void

  constructor(drop: (held: Held) => void) {
    this.#drop = drop
  }

  get held(): Held | undefined {
    return this.#held
  }

  /** On the handle of an item: takes it along until the finger leaves, the pointer is lost, or Escape. */
  begin(event: PointerEvent, id: string): void {
    const handle = event.currentTarget
    const list = handle instanceof HTMLElement ? handle.closest('ol') : null
    if (!(handle instanceof HTMLElement) || list === null || event.button !== 0) return
    event.preventDefault()
    handle.setPointerCapture(event.pointerId)
    const end = new AbortController()
    const options = { signal: end.signal }
    const leave = (): void => {
      this.#held = undefined
      end.abort()
    }
    const move = ({ clientY }: PointerEvent): void => {
      const rows = [...list.querySelectorAll<HTMLElement>(':scope > li')]
      const to = rows.findIndex((row) => clientY < row.getBoundingClientRect().top + row.offsetHeight / 2)
      this.#held = { id, to: to < 0 ? rows.length : to }
    }
    const drop = (): void => {
      const held = this.#held
      leave()
      if (held !== undefined) this.#drop(held)
    }
    handle.addEventListener('pointermove', move, options)
    handle.addEventListener('pointerup', drop, options)
    handle.addEventListener('pointercancel', leave, options)
    handle.addEventListener('lostpointercapture', leave, options)
    const key = (pressed: KeyboardEvent): void => {
      if (pressed.key !== 'Escape') return
      pressed.stopPropagation()
      leave()
    }
    document.addEventListener('keydown', key, { ...options, capture: true })
  }
}
