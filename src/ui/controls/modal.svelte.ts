// Owns that nothing behind a dialog is reached while one is open: Tab, screen readers and hands pass it by.

import { tick, untrack } from 'svelte'

// Of the whole window, whichever of its teams asks: what lies over the app covers all of it.
let open = $state(0)

/** Whether something lies over the app and asks for an answer first. */
export const isCovered = (): boolean => open > 0

/** For the element that lies over the app, as long as it is there. What it covers takes the focus back only when it is not covered any more. */
export function modal(): () => void {
  const before = document.activeElement
  untrack(() => (open += 1))
  return () => {
    untrack(() => (open -= 1))
    void tick().then(() => {
      if (document.activeElement === document.body && before instanceof HTMLElement)
        before.focus({ preventScroll: true })
    })
  }
}
