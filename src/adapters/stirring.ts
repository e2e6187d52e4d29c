// Window. Owns the signs that old links may be dead: the tab came back, the network changed, the machine slept. Knows no link.

import type { Cancel, Milliseconds } from '../node/ports.ts'

const tickMs: Milliseconds = 5_000
/** A tick that comes this late was not late by load: the machine slept. */
const sleptMs: Milliseconds = 15_000
/** Waking fires several of these at once. */
const togetherMs: Milliseconds = 500

/** Calls `run` after each stir, once for those that come together. */
export function watchStirring(run: () => void): Cancel {
  const ended = new AbortController()
  const { signal } = ended
  let soon: ReturnType<typeof setTimeout> | undefined
  let tickedAt = Date.now()

  const stir = (): void => {
    soon ??= setTimeout(() => {
      soon = undefined
      run()
    }, togetherMs)
  }
  const stirIfVisible = (): void => {
    if (document.visibilityState === 'visible') stir()
  }
  // The wall clock, because others stand still while the machine sleeps; hidden tabs tick rarely by themselves.
  const ticking = setInterval(() => {
    const late = Date.now() - tickedAt - tickMs
    tickedAt = Date.now()
    if (late > sleptMs) stirIfVisible()
  }, tickMs)

  document.addEventListener('visibilitychange', stirIfVisible, { signal })
  document.addEventListener('resume', stir, { signal })
  window.addEventListener('online', stir, { signal })
  window.addEventListener('pageshow', ({ persisted }) => persisted && stir(), { signal })
  connectionOf(navigator)?.addEventListener('change', stir, { signal })

  return () => {
    ended.abort()
    clearTimeout(soon)
    clearInterval(ticking)
  }
}

/** Network Information, where there is one: not in Firefox, not in Safari. */
function connectionOf(navigator: Navigator & { readonly connection?: unknown }): EventTarget | undefined {
  return navigator.connection instanceof EventTarget ? navigator.connection : undefined
}
