// Owns simulated time: one heap of events for all devices, and the clocks that devices read, which may be off and may jump.
// Knows no wall clock: time passes only when somebody steps.

import type { Cancel, Clock, Milliseconds } from '../../src/node/ports.ts'

/** One order of events for the whole world. Events of one moment run in the order in which they were asked for. */
export interface Timeline {
  readonly now: Milliseconds
  /** How many events ran so far. */
  readonly steps: number
  /** Runs `event` once after `wait` milliseconds, at least one. */
  after(wait: Milliseconds, event: () => void): Cancel
  /** Runs the next event; false: there is none. */
  step(): boolean
  /** Runs what is due within `ms` and stands there then. */
  pass(ms: Milliseconds): void
  /** When the next event is due; undefined: there is none. */
  readonly nextAt: Milliseconds | undefined
}

interface Planned {
  readonly at: Milliseconds
  readonly order: number
  event: (() => void) | undefined
}

/** A timeline that begins at `start`, milliseconds since 1970. */
export function createTimeline(start: Milliseconds): Timeline {
  const heap: Planned[] = []
  let now = start
  let orders = 0
  let steps = 0

  function step(): boolean {
    dropCancelled()
    const next = takeFirst(heap)
    if (next === undefined) return false
    now = next.at
    steps += 1
    next.event?.()
    return true
  }

  function dropCancelled(): void {
    while (heap[0] !== undefined && heap[0].event === undefined) takeFirst(heap)
  }

  return {
    get now() {
      return now
    },
    get steps() {
      return steps
    },
    get nextAt() {
      dropCancelled()
      return heap[0]?.at
    },
    after(wait, event) {
      const planned: Planned = { at: now + Math.max(1, Math.ceil(wait)), order: orders++, event }
      insert(heap, planned)
      return () => {
        planned.event = undefined
      }
    },
    step,
    pass(ms) {
      const end = now + ms
      for (;;) {
        dropCancelled()
        if (heap[0] === undefined || heap[0].at > end) break
        step()
      }
      now = end
    }
  }
}

function isBefore(a: Planned, b: Planned): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}

function insert(heap: Planned[], planned: Planned): void {
  heap.push(planned)
  for (let index = heap.length - 1; index > 0;) {
    const above = (index - 1) >> 1
    if (!swapIfBefore(heap, index, above)) return
    index = above
  }
}

function takeFirst(heap: Planned[]): Planned | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (first === undefined || last === undefined || heap.length === 0) return first
  heap[0] = last
  for (let index = 0; ;) {
    const [left, right] = [heap[2 * index + 1], heap[2 * index + 2]]
    if (left === undefined) return first
    const below = right !== undefined && isBefore(right, left) ? 2 * index + 2 : 2 * index + 1
    if (!swapIfBefore(heap, below, index)) return first
    index = below
  }
}

function swapIfBefore(heap: Planned[], one: number, other: number): boolean {
  const [a, b] = [heap[one], heap[other]]
  if (a === undefined || b === undefined || !isBefore(a, b)) return false
  heap[one] = b
  heap[other] = a
  return true
}

/** The clock of one device: the world's time, and by how much it is off. */
export interface DeviceClock {
  readonly offMs: Milliseconds
  set(offMs: Milliseconds): void
  /** For one life of the device: when it ends, its timers are forgotten. `run` carries every timer's event. */
  live(run: (event: () => void) => void): { readonly clock: Clock; end(): void }
}

/** A device's clock on a timeline; waits last as long as the world says, whatever the device believes the time to be. */
export function createDeviceClock(timeline: Timeline): DeviceClock {
  let offMs = 0
  return {
    get offMs() {
      return offMs
    },
    set(next) {
      offMs = next
    },
    live(run) {
      const timers = new Set<Cancel>()
      let ended = false
      const clock: Clock = {
        now: () => timeline.now + offMs,
        after(wait, event) {
          if (ended) return () => {}
          const cancel = timeline.after(wait, () => {
            timers.delete(cancel)
            run(event)
          })
          timers.add(cancel)
          return () => {
            timers.delete(cancel)
            cancel()
          }
        }
      }
      return {
        clock,
        end() {
          ended = true
          for (const cancel of timers) cancel()
          timers.clear()
        }
      }
    }
  }
}
