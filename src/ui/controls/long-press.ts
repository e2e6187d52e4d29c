// Owns the press that lasts: how a thumb asks for a menu where no mouse has a second button. Knows no message.

export const pressMs = 450
/** A finger is never quite still. */
const slackPx = 10

/** An attachment that calls `run` with the place of a long press by touch or pen. */
export function longPress(run: (x: number, y: number) => void): (element: HTMLElement) => () => void {
  return (element) => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let from = { x: 0, y: 0 }
    let pressed = false
    const stop = (): void => clearTimeout(timer)
    const down = (event: PointerEvent): void => {
      stop()
      if (event.pointerType === 'mouse' || !event.isPrimary) return
      from = { x: event.clientX, y: event.clientY }
      pressed = false
      timer = setTimeout(() => {
        pressed = true
        run(from.x, from.y)
      }, pressMs)
    }
    // Letting go would count as a click beside the menu that the press has opened.
    const release = (event: TouchEvent): void => {
      if (pressed) event.preventDefault()
    }
    const move = (event: PointerEvent): void => {
      if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > slackPx) stop()
    }
    element.addEventListener('touchend', release)
    element.addEventListener('pointerdown', down)
    element.addEventListener('pointermove', move)
    element.addEventListener('pointerup', stop)
    element.addEventListener('pointercancel', stop)
    return () => {
      stop()
      element.removeEventListener('touchend', release)
      element.removeEventListener('pointerdown', down)
      element.removeEventListener('pointermove', move)
      element.removeEventListener('pointerup', stop)
      element.removeEventListener('pointercancel', stop)
    }
  }
}
