// Owns a world in which nothing happens by itself: a clock that goes on when told, a network and a lobby with nobody else in them.

import { createMemoryShelf } from '../fixtures/memory-blobs.ts'
import type { Clock, Lobby, Milliseconds, Network, Ports, Storage } from '../../src/node/ports.ts'
import { seededBytes } from '../fixtures/random.ts'

export interface StillWorld {
  portsOn(storage: Storage): Ports
  /** Lets time pass; what was to happen until then happens in order. */
  pass(wait: Milliseconds): void
}

/** A world that begins at `start`; the bytes it draws follow from `seed`. */
export function createStillWorld(start: Milliseconds, seed = 'bench'): StillWorld {
  let now = start
  const timers = new Set<{ readonly at: Milliseconds; readonly run: () => void }>()
  const clock: Clock = {
    now: () => now,
    after(wait, run) {
      const timer = { at: now + Math.max(1, wait), run }
      timers.add(timer)
      return () => void timers.delete(timer)
    }
  }
  return {
    portsOn: (storage) => ({
      clock,
      random: { bytes: seededBytes(seed) },
      storage,
      network: nobody,
      lobby: emptyLobby,
      blobs: createMemoryShelf().open()
    }),
    pass(wait) {
      const until = now + wait
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
        if (next === undefined) break
        timers.delete(next)
        now = next.at
        next.run()
      }
      now = until
    }
  }
}

const nobody: Network = {
  listen: () => undefined,
  follow: () => undefined,
  announce: () => undefined,
  farewell: () => undefined,
  dial: () => undefined,
  upgrade: () => undefined,
  send: () => undefined,
  close: () => undefined
}

const emptyLobby: Lobby = {
  visit: () => ({ open: () => undefined, put: () => undefined, leave: () => undefined })
}
