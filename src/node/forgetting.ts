// Owns how what devices say of this very moment is forgotten (S10, S15): within seconds, and however the clock is set.

import type { DeviceId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { Later } from './inbox.ts'
import type { Cancel, Milliseconds } from './ports.ts'

/** Something a device said that holds for a while. */
export interface Passing {
  readonly until: Milliseconds
}

/**
 * Forgets out of these maps, of which its caller adds to whatever it hears, all that is over; nothing in them lasts longer than `lastsMsMax`.
 * What comes back is to be called after each addition: from then on it looks again every few seconds, as long as anything is left.
 */
export function createForgetting(
  said: readonly Map<DeviceId, Passing>[],
  lastsMsMax: number,
  {
    now,
    later,
    onMoved
  }: {
    readonly now: () => Milliseconds
    readonly later: Later
    readonly onMoved: () => void
  }
): () => void {
  let waiting: Cancel | undefined

  function forgetSoon(): void {
    waiting ??= later(limits.liveForgetMs, () => {
      waiting = undefined
      const at = now()
      let moved = false
      for (const each of said)
        for (const [device, { until }] of each)
          // A clock that was set back must not keep somebody writing for ever.
          if (until <= at || until > at + lastsMsMax) moved = each.delete(device) || moved
      if (moved) onMoved()
      if (said.some((each) => each.size > 0)) forgetSoon()
    })
  }

  return forgetSoon
}
