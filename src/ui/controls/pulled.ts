// Owns that the swipe comes after the first paint: by the time a thumb is there, so is it.

import type { Side } from './swipe.ts'

/** As `swipe` (swipe.ts), fetched when the row is there. */
export function pulled(run: (side: Side) => void, only?: Side): (element: HTMLElement) => () => void {
  return (element) => {
    let stop: (() => void) | undefined
    let gone = false
    void import('./swipe.ts').then(({ swipe }) => {
      if (!gone) stop = swipe(run, only)(element)
    })
    return () => {
      gone = true
      stop?.()
    }
  }
}
