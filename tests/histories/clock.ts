// Owns simulated time: one heap of events for all devices. Nothing happens but what stands in it; equal times run in the order of asking.

import type { Cancel, Clock, Milliseconds } from '../../src/node/ports.ts'

export interface SimulatedTime {
  readonly now: Milliseconds
  /** Runs `run` once after `wait` of true time. */
  after(wait: Milliseconds, run: () => void): Cancel
  /** The next event, if one is due until `end`; the clock stands there. Undefined: time has come to `end`. */
  next(end: Milliseconds): (() => void) | undefined
  /** Events that wait. */
  readonly size: number
}

interface Waiting {
  readonly at: Milliseconds
  readonly order: number
  readonly run: () => void
}

/** Time that begins at `start`, milliseconds since 1970. */
export function createTime(start: Milliseconds): SimulatedTime {
  const heap: Waiting[] = []
  const cancelled = new Set<number>()
  let now = start
  let orders = 0

  const isBefore = (a: Waiting, b: Waiting): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)
  const at = (index: number): Waiting => {
    const waiting = heap[index]
    if (waiting === undefined) throw new Error('the heap has no such place')
    return waiting
  }
  const swap = (a: number, b: number): void => {
    const kept = at(a)
    heap[a] = at(b)
    heap[b] = kept
  }
  const push = (waiting: Waiting): void => {
    heap.push(waiting)
    for (let index = heap.length - 1; index > 0;) {
      const parent = (index - 1) >> 1
      if (isBefore(at(parent), at(index))) return
      swap(parent, index)
      index = parent
    }
  }
  const pop = (): Waiting => {
    const first = at(0)
    const last = heap.pop()
    if (heap.length > 0 && last !== undefined) heap[0] = last
    for (let index = 0; ;) {
      const children = [2 * index + 1, 2 * index + 2].filter((child) => child < heap.length)
      const [smallest] = children.sort((a, b) => (isBefore(at(a), at(b)) ? -1 : 1))
      if (smallest === undefined || isBefore(at(index), at(smallest))) return first
      swap(index, smallest)
      index = smallest
    }
  }

  return {
    get now() {
      return now
    },
    get size() {
      return heap.length
    },
    after(wait, run) {
      const order = (orders += 1)
      push({ at: now + Math.max(0, Math.ceil(wait)), order, run })
      return () => cancelled.add(order)
    },
    next(end) {
      for (;;) {
        const first = heap[0]
        if (first === undefined || first.at > end) {
          now = Math.max(now, end)
          return undefined
        }
        const { at: due, order, run } = pop()
        if (cancelled.delete(order)) continue
        now = due
        return run
      }
    }
  }
}

/** The clock of one device: true time and how far it is off, milliseconds; `skew` is asked each time, since clocks are set. */
export function clockOf(time: SimulatedTime, skew: () => Milliseconds): Clock {
  return {
    now: () => time.now + skew(),
    after: (wait, run) => time.after(wait, run)
  }
}
