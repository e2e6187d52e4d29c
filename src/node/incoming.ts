// Owns what becomes of runs that others send: each is shown to the door by itself, and what builds on something that is not here yet waits
// for it (V6).

import type { Run } from '../log/run.ts'
import type { Verdict } from '../sync/events.ts'
import { accept, type Accepted } from './accept.ts'
import type { Desk } from './desk.ts'
import { createHeldRuns } from './held.ts'

export interface Incoming {
  /** Runs of a peer, in order; `fresh`: what is accepted is to be passed on at once. */
  take(runs: readonly Run[], how: { readonly fresh: boolean }): readonly Verdict[]
  /** Membership moved: what held runs build on may be here. */
  takeHeld(): void
}

/** `onFull`: a run was held because the disk has no room. */
export function createIncoming(
  desk: Desk,
  events: {
    readonly onAccepted: (accepted: Accepted, how: { readonly fresh: boolean }) => void
    readonly onFull: () => void
  }
): Incoming {
  const held = createHeldRuns()

  function take(run: Run, how: { readonly fresh: boolean }): Verdict {
    const accepted = accept(desk, [run])
    if (accepted.ok) {
      events.onAccepted(accepted.value, how)
      return 'accepted'
    }
    const { reason } = accepted
    switch (reason.type) {
      case 'held':
        if (reason.reason === 'unknown-scope' || reason.reason === 'unknown-device') held.add(run, desk.now())
        return 'held'
      case 'refused':
        return reason.strike ? 'refused' : 'held'
      case 'disk-full':
        events.onFull()
        return 'held'
      case 'head-moved':
        throw new Error('assertion failed: nobody else writes to this database')
    }
  }

  return {
    take: (runs, how) => runs.map((run) => take(run, how)),
    takeHeld() {
      for (const run of held.takeAll(desk.now())) take(run, { fresh: true })
    }
  }
}
