// Owns the swipe along a row: how a thumb does the most frequent thing to it without a menu. Knows no conversation.

export type Side = 'start' | 'end'

/** So far the row has to be pulled until letting go means it. */
const farPx = 72
/** Less than this is a tap that trembled. */
const slackPx = 12
const pullMaxPx = 112

/**
 * An attachment that calls `run` with the side a row was pulled towards by touch; with `only` it goes to no other. Meanwhile the row's
 * `--pull` says how far it is pulled, in px, and `data-pull` towards which side it would act.
 */
export function swipe(run: (side: Side) => void, only?: Side): (element: HTMLElement) => () => void {
  return (element) => {
    let from: { readonly x: number; readonly y: number; readonly pointer: number } | undefined
    let pulled: number | undefined
    const isTowardsEnd = (): boolean => getComputedStyle(element).direction !== 'rtl'
    const show = (): void => {
      if (pulled === undefined) element.style.removeProperty('--pull')
      else element.style.setProperty('--pull', `${pulled}px`)
      if (pulled === undefined || Math.abs(pulled) < farPx) delete element.dataset.pull
      else element.dataset.pull = sideOf(pulled)
    }
    const sideOf = (px: number): Side => (px > 0 === isTowardsEnd() ? 'end' : 'start')
    const rest = (): void => {
      from = undefined
      pulled = undefined
      show()
    }
    const down = (event: PointerEvent): void => {
      if (event.pointerType !== 'touch' || !event.isPrimary) return
      // What is drawn along itself, as the place in a recording, stays where it is.
      if (event.target instanceof HTMLInputElement) return
      from = { x: event.clientX, y: event.clientY, pointer: event.pointerId }
    }
    const move = (event: PointerEvent): void => {
      if (from === undefined || event.pointerId !== from.pointer) return
      const along = event.clientX - from.x
      const across = Math.abs(event.clientY - from.y)
      // Whoever scrolls does not pull.
      if (pulled === undefined && across > slackPx) return rest()
      if (pulled === undefined && Math.abs(along) < slackPx) return
      if (pulled === undefined && only !== undefined && sideOf(along) !== only) return rest()
      pulled = Math.max(-pullMaxPx, Math.min(pullMaxPx, along))
      if (only !== undefined && sideOf(pulled) !== only) pulled = 0
      show()
    }
    const up = (): void => {
      const px = pulled
      rest()
      if (px === undefined) return
      // The finger that pulled does not tap.
      const swallow = (event: Event): void => {
        event.preventDefault()
        event.stopPropagation()
      }
      element.addEventListener('click', swallow, { capture: true, once: true })
      setTimeout(() => element.removeEventListener('click', swallow, { capture: true }), 50)
      if (Math.abs(px) >= farPx) run(sideOf(px))
    }
    element.addEventListener('pointerdown', down)
    element.addEventListener('pointermove', move)
    element.addEventListener('pointerup', up)
    element.addEventListener('pointercancel', rest)
    return () => {
      element.removeEventListener('pointerdown', down)
      element.removeEventListener('pointermove', move)
      element.removeEventListener('pointerup', up)
      element.removeEventListener('pointercancel', rest)
    }
  }
}
