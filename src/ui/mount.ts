// Owns putting the app onto a page: styles, the component, and the height that a keyboard on glass leaves over.

import './style/tokens.css'
import './style/base.css'
import { mount } from 'svelte'
import type { Update } from '../app/update.svelte.ts'
import type { Host } from '../node/api.ts'
import App from './App.svelte'

export interface Mounting {
  readonly target: HTMLElement
  readonly host: Host
  readonly version: string
  readonly update: Update
}

/** Shows the app in `target`, for as long as the page lives. */
export function mountApp({ target, ...props }: Mounting): void {
  followKeyboard(target)
  mount(App, { target, props })
}

/** iOS lays its keyboard over the page without telling the layout; the visual viewport knows what is left. */
function followKeyboard(target: HTMLElement): void {
  const { visualViewport } = window
  if (visualViewport === null) return
  visualViewport.addEventListener('resize', () => {
    const covered = window.innerHeight - visualViewport.height * visualViewport.scale
    target.style.blockSize = covered > 1 && visualViewport.scale === 1 ? `${visualViewport.height}px` : ''
    if (covered > 1) window.scrollTo(0, 0)
  })
}
