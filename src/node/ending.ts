// Owns when the next message disappears (X6): what is over is taken away at its moment, not at the next round minute, and soon after a start
// what was over by then: few people leave an app open for a minute. Knows no page and erases nothing itself.

import type { Later } from './inbox.ts'
import type { Cancel, Milliseconds } from './ports.ts'

export interface Ending {
  /** Something ends then, in milliseconds since 1970; undefined: nothing more that is known. */
  expect(at: Milliseconds | undefined): void
}

/** First a start shows what is there; what is over is not shown anyway. */
const afterStartMs: Milliseconds = 2_000

/** `look` takes away what is over, and says what ends next; what its timers miss is met at the round minute. */
export function createEnding(now: () => Milliseconds, later: Later, look: () => void): Ending {
  let next = Number.POSITIVE_INFINITY
  let cancel: Cancel | undefined

  function expect(at: Milliseconds | undefined): void {
    if (at === undefined || at >= next) return
    cancel?.()
    next = at
    cancel = later(Math.max(1, at - now()), () => {
      next = Number.POSITIVE_INFINITY
      look()
    })
  }

  expect(now() + afterStartMs)
  return { expect }
}
