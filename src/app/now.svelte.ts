// Owns the present moment as the screen tells it: whole half minutes are enough for "3 minutes ago" and for midnight.

import { createSubscriber } from 'svelte/reactivity'

const tickMs = 30_000

/** Milliseconds since 1970; read on the screen it ticks, and nothing ticks while nobody reads it. */
export class Now {
  readonly #subscribe = createSubscriber((changed) => {
    const timer = setInterval(changed, tickMs)
    return () => clearInterval(timer)
  })

  get current(): number {
    this.#subscribe()
    return Date.now()
  }
}
