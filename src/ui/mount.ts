// Owns putting the app onto a page: styles, the component, and the height that a keyboard on glass leaves over.

import './style/tokens.css'
import './style/base.css'
import { mount, unmount } from 'svelte'
import type { Update } from '../app/update.svelte.ts'
import type { Host } from '../node/api-host.ts'
import App from './App.svelte'

export interface Mounting {
  readonly target: HTMLElement
  readonly host: Host
  readonly version: string
  readonly update: Update
}

/**
 * Shows the app in `target`, for as long as the page lives. Whenever the device is not this window's any more, or is locked, all that the
 * app remembers is dropped with it and a new one is begun, which knows nothing (A6).
 */
export function mountApp({ target, ...props }: Mounting): void {
  followKeyboard(target)
  const begin = (): ReturnType<typeof mount> => mount(App, { target, props })
  let app: ReturnType<typeof mount> | undefined
  let knows = false
  const drop = (): void => {
    if (app !== undefined) void unmount(app)
    app = undefined
    knows = false
  }
  // Going, the app hands in its drafts; that must happen while somebody still takes them.
  props.host.lock.beforeLock(drop)
  props.host.watchPhase(({ type }) => {
    if (knows && type !== 'ready' && type !== 'starting') drop()
    if (type === 'ready') knows = true
    app ??= begin()
  })
}

/** iOS lays its keyboard over the page without telling the layout; the visual viewport knows what is left. */
function followKeyboard(target: HTMLElement): void {
  const { visualViewport } = window
  if (visualViewport === null) return
  visualViewport.addEventListener('resize', () => {
    const covered = window.innerHeight - visualViewport.height * visualViewport.scale
    const isCovered = covered > 1 && visualViewport.scale === 1
    target.style.blockSize = isCovered ? `${visualViewport.height}px` : ''
    // For what lies over the app.
    document.documentElement.style.setProperty('--covered', isCovered ? `${covered}px` : '0px')
    if (covered > 1) window.scrollTo(0, 0)
    // What one types in may stand where the keyboard now is.
    if (isCovered) requestAnimationFrame(() => document.activeElement?.scrollIntoView({ block: 'nearest' }))
  })
}
