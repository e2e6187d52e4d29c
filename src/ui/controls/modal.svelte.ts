// Owns that nothing behind a dialog is reached while one is open: Tab, screen readers and hands pass it by.

import { tick, untrack } from 'svelte'

// Of the whole window, whichever of its teams asks: what lies over the app covers all of it, and the last to come what came before.
let layers = $state.raw<readonly HTMLElement[]>([])

/** Whether something lies over the app and asks for an answer first. */
export const isCovered = (): boolean => layers.length > 0

function lay(next: readonly HTMLElement[]): void {
  layers = next
  for (const layer of next) layer.inert = layer !== next.at(-1)
}

/** For the element that lies over the app, as long as it is there. What it covers takes the focus back only when it is not covered any more. */
export function modal(element: HTMLElement): () => void {
  const before = document.activeElement
  untrack(() => lay([...layers, element]))
  return () => {
    untrack(() => lay(layers.filter((layer) => layer !== element)))
    void tick().then(() => {
      if (document.activeElement === document.body && before instanceof HTMLElement)
        before.focus({ preventScroll: true })
    })
  }
}
