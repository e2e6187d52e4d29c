// Owns which slots of the store are free (M8): what a blob is given, what it gives back. Knows no blob and no disk.

import { assert } from '../base/assert.ts'

/** Slots `first` … `first + count - 1`. */
export interface Extent {
  readonly first: number
  readonly count: number
}

export interface Slots {
  /** Slots for `count` chunks, in their order, lowest first: so that files of the store that are empty come to be at the end. */
  take(count: number): readonly Extent[]
  giveBack(extents: readonly Extent[]): void
  /** The first slot beyond all that are in use. */
  readonly end: number
  readonly used: number
}

/** All slots but those in use; `inUse` overlap nowhere, or the records of this device are broken. */
export function createSlots(inUse: readonly Extent[]): Slots {
  let free: readonly Extent[] = []
  let end = 0
  let used = 0
  for (const { first, count } of inUse.toSorted((a, b) => a.first - b.first)) {
    assert(first >= end, 'no slot belongs to two blobs')
    if (first > end) free = [...free, { first: end, count: first - end }]
    end = first + count
    used += count
  }
  return {
    take(wanted) {
      const taken: Extent[] = []
      const rest: Extent[] = []
      let missing = wanted
      for (const extent of free) {
        const count = Math.min(missing, extent.count)
        if (count > 0) taken.push({ first: extent.first, count })
        if (count < extent.count) rest.push({ first: extent.first + count, count: extent.count - count })
        missing -= count
      }
      if (missing > 0) {
        taken.push({ first: end, count: missing })
        end += missing
      }
      free = rest
      used += wanted
      return joined(taken)
    },
    giveBack(extents) {
      for (const { count } of extents) used -= count
      free = joined([...free, ...extents].toSorted((a, b) => a.first - b.first))
      const last = free.at(-1)
      if (last === undefined || last.first + last.count !== end) return
      free = free.slice(0, -1)
      end = last.first
    },
    get end() {
      return end
    },
    get used() {
      return used
    }
  }
}

/** Neighbours become one. */
function joined(extents: readonly Extent[]): readonly Extent[] {
  const whole: Extent[] = []
  for (const extent of extents) {
    const before = whole.at(-1)
    if (before !== undefined && before.first + before.count === extent.first)
      whole[whole.length - 1] = { first: before.first, count: before.count + extent.count }
    else whole.push(extent)
  }
  return whole
}

/** Where the chunk of this index lies. */
export function slotOf(extents: readonly Extent[], index: number): number {
  let rest = index
  for (const { first, count } of extents) {
    if (rest < count) return first + rest
    rest -= count
  }
  throw new Error('assertion failed: a blob has a slot for each chunk')
}
