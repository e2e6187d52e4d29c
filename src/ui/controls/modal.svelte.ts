// Owns that nothing behind a dialog is reached while one is open: Tab, screen readers and hands pass it by.

import { untrack } from 'svelte'

let open = $state(0)

/** Whether something lies over the app and asks for an answer first. */
export const isCovered = (): boolean => open > 0

/** For the element that lies over the app, as long as it is there. */
export function modal(): () => void {
  untrack(() => (open += 1))
  return () => untrack(() => (open -= 1))
}
