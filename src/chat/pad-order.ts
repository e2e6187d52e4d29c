// Owns which changes of a pad count and in which order (P9): a pure function of the set, so that every device applies the same ones in
// the same order, whatever came first. Knows no document and no Yjs.

import { compareIds, type DeviceId, type EntryHash, type MemberId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { Moment } from './message.ts'
import type { PadVector } from './pad-update.ts'

/** One counted operation of a pad, read. */
export interface PadStep extends Moment {
  readonly hash: EntryHash
  readonly device: DeviceId
  readonly member: MemberId
  /** The Yjs client id of its device in this pad. */
  readonly client: number
  /** The clock of its first unit and that behind its last one. */
  readonly first: number
  readonly end: number
  /** What its author had seen: without it nothing of it can be placed. */
  readonly vector: PadVector
  readonly update: Uint8Array
}

export interface PadPlan {
  readonly order: readonly PadStep[]
  /** Steps whose predecessors are not here. */
  readonly waiting: number
  /** The pad holds all it may: later steps have no effect. */
  readonly full: boolean
}

/** What was applied before, where not everything is planned anew. */
export interface PadBeginning {
  readonly reached: ReadonlyMap<number, number>
  readonly steps: number
  /** Bytes of their updates. */
  readonly size: number
}

const nothingBefore: PadBeginning = { reached: new Map(), steps: 0, size: 0 }

/**
 * Of the steps that could be applied the one with the least (ts, hash) comes next. A step that takes up clocks which are taken already
 * (a fork, a restored backup) never counts; one that lacks a predecessor waits, so that Yjs never holds anything back by itself.
 */
export function planOf(steps: Iterable<PadStep>, behind: PadBeginning = nothingBefore): PadPlan {
  const reached = new Map(behind.reached)
  const ready = createHeap()
  /** By the client they wait for. */
  const waitingFor = new Map<number, PadStep[]>()
  const order: PadStep[] = []
  let waiting = 0
  let bytes = behind.size

  function place(step: PadStep): void {
    const own = reached.get(step.client) ?? 0
    if (step.end > step.first && own > step.first) return
    const lacking = own < step.first ? step.client : lackingIn(step.vector, reached)
    if (lacking === undefined) return ready.add(step)
    waiting += 1
    const others = waitingFor.get(lacking)
    if (others === undefined) waitingFor.set(lacking, [step])
    else others.push(step)
  }

  for (const step of steps) place(step)
  for (let step = ready.take(); step !== undefined; step = ready.take()) {
    const own = reached.get(step.client) ?? 0
    if (step.end > step.first && own > step.first) continue
    bytes += step.update.length
    if (behind.steps + order.length >= limits.padOperationsMax || bytes > limits.padBytesMax)
      return { order, waiting, full: true }
    order.push(step)
    if (step.end === step.first) continue
    reached.set(step.client, step.end)
    const released = waitingFor.get(step.client) ?? []
    waitingFor.delete(step.client)
    waiting -= released.length
    for (const each of released) place(each)
  }
  return { order, waiting, full: false }
}

function lackingIn(vector: PadVector, reached: ReadonlyMap<number, number>): number | undefined {
  for (const [client, clock] of vector) if ((reached.get(client) ?? 0) < clock) return client
  return undefined
}

/** By (ts, hash). */
export function compareSteps(a: Moment, b: Moment): number {
  return a.ts - b.ts || compareIds(a.hash, b.hash)
}

/** Gives the least first. */
function createHeap(): { add(step: PadStep): void; take(): PadStep | undefined } {
  const steps: PadStep[] = []
  const isBefore = (a: number, b: number): boolean => {
    const [first, second] = [steps[a], steps[b]]
    return first !== undefined && second !== undefined && compareSteps(first, second) < 0
  }
  function swap(a: number, b: number): void {
    const [first, second] = [steps[a], steps[b]]
    if (first === undefined || second === undefined) return
    steps[a] = second
    steps[b] = first
  }
  return {
    add(step) {
      let place = steps.push(step) - 1
      while (place > 0) {
        const above = (place - 1) >> 1
        if (!isBefore(place, above)) return
        swap(place, above)
        place = above
      }
    },
    take() {
      const least = steps[0]
      const last = steps.pop()
      if (last === undefined || steps.length === 0) return least
      steps[0] = last
      for (let place = 0; ;) {
        let lesser = place
        for (const below of [2 * place + 1, 2 * place + 2]) if (isBefore(below, lesser)) lesser = below
        if (lesser === place) return least
        swap(place, lesser)
        place = lesser
      }
    }
  }
}
