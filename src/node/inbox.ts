// Owns the order of events: one is finished before the next begins, and an exception nobody foresaw ends them all (fail-stop).

import type { Cancel, Clock, Milliseconds } from './ports.ts'

/** Runs an event of its own once after a while; the node's end forgets it. */
export type Later = (wait: Milliseconds, run: () => void) => Cancel

export interface Inbox {
  /** Runs `event` now, or behind the one that is running. Nothing runs any more after a stop. */
  take(event: () => void): void
  readonly later: Later
  readonly stopped: boolean
  stop(): void
}

/** An inbox on `clock`; `afterEach` runs when the queue is empty again, with everything that happened applied. */
export function createInbox(clock: Clock, afterEach: () => void): Inbox {
  const waiting: (() => void)[] = []
  const timers = new Set<Cancel>()
  let running = false
  let stopped = false

  function stop(): void {
    stopped = true
    waiting.length = 0
    for (const cancel of timers) cancel()
    timers.clear()
  }

  function take(event: () => void): void {
    if (stopped) return
    waiting.push(event)
    if (running) return
    running = true
    try {
      // What a watcher asks for while it is shown something is an event of its own, hence the outer loop.
      while (waiting.length > 0 && !stopped) {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) next()
        if (!stopped) afterEach()
      }
    } catch (failure) {
      stop()
      throw failure
    } finally {
      running = false
    }
  }

  function later(wait: Milliseconds, event: () => void): Cancel {
    if (stopped) return () => {}
    const cancel = clock.after(wait, () => {
      timers.delete(cancel)
      take(event)
    })
    timers.add(cancel)
    return () => {
      timers.delete(cancel)
      cancel()
    }
  }

  return {
    take,
    later,
    stop,
    get stopped() {
      return stopped
    }
  }
}
