// Shows how heads move, when they flag a device, and what the heads of two replicas say about what each lacks.

import { describe, expect, test } from 'vitest'
import type { EntryHash } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { isCovered, type LookupLink } from '../../src/log/ancestry.ts'
import { parentsOf, type Entry } from '../../src/log/entry.ts'
import { compareReplicas, equalHeads, headsAfter, isFlagged } from '../../src/log/heads.ts'
import { headOf, headsOfEntries, makeAuthor, makeEntry, makeLog } from '../fixtures/log.ts'

const author = makeAuthor()
const log = makeLog(author, 4)
const [first, second, third, fourth] = log.map(headOf)
if (!first || !second || !third || !fourth) throw new Error('a log of four entries has four')
const branch = makeEntry(author, [second], { ts: fourth.ts + 10 })

function lookupIn(entries: readonly Entry[]): LookupLink {
  const byHash = new Map(entries.map((entry) => [entry.hash, entry.header]))
  return (hash) => {
    const header = byHash.get(hash)
    return header && { seq: header.seq, parents: parentsOf(header) }
  }
}

describe('heads', () => {
  test('[F2] an entry takes the place of its parents and leaves other heads alone', () => {
    const forked = headsAfter([fourth], branch)
    expect(forked).toEqual([fourth, headOf(branch)])
    const joining = makeEntry(author, forked)
    expect(headsAfter(forked, joining)).toEqual([headOf(joining)])
  })

  test('[F2] the heads of a log do not depend on the order in which it arrived', () => {
    const joined = makeEntry(author, [fourth, headOf(branch)])
    expect(headsOfEntries([...log, branch])).toEqual([fourth, headOf(branch)])
    expect(headsOfEntries([...log, branch, joined])).toEqual([headOf(joined)])
  })

  test('[S6] two lists are equal when they name the same heads in any order', () => {
    expect(equalHeads([first, second], [second, first])).toBe(true)
    expect(equalHeads([first], [second])).toBe(false)
    expect(equalHeads([first], [first, second])).toBe(false)
    expect(equalHeads([], [])).toBe(true)
  })
})

describe('forks that flag a device', () => {
  const forkedSince = 1_000_000
  const after = (wait: number): { now: number; forkedSince: number } => ({ now: forkedSince + wait, forkedSince })

  test('[F4] two heads unjoined for 24 h, to the millisecond', () => {
    expect(isFlagged([third, fourth], after(limits.forkFlagMs - 1))).toBe(false)
    expect(isFlagged([third, fourth], after(limits.forkFlagMs))).toBe(true)
  })

  test('[F4] one head never, and a fork not seen before not yet', () => {
    expect(isFlagged([fourth], after(limits.forkFlagMs))).toBe(false)
    expect(isFlagged([third, fourth], { now: forkedSince, forkedSince: undefined })).toBe(false)
  })

  test('[F4] more than four heads at once, four not', () => {
    expect(isFlagged([first, second, third, fourth], after(0))).toBe(false)
    expect(isFlagged([first, second, third, fourth, headOf(branch)], after(0))).toBe(true)
  })
})

describe('comparing replicas', () => {
  const compare = (ours: readonly Entry[], theirs: readonly Entry[]): ReturnType<typeof compareReplicas> => {
    const lookup = lookupIn(ours)
    return compareReplicas(headsOfEntries(ours), headsOfEntries(theirs), {
      has: (hash) => lookup(hash) !== undefined,
      covers: (heads: readonly EntryHash[], our) => isCovered(our, heads, lookup)
    })
  }

  test('[S6] nothing is lacking between equals', () => {
    expect(compare(log, log)).toEqual({ weLack: [], theyLack: [] })
    expect(compare([], [])).toEqual({ weLack: [], theyLack: [] })
  })

  test('[S6] who is behind lacks, who is ahead offers', () => {
    expect(compare(log, log.slice(0, 2))).toEqual({ weLack: [], theyLack: [fourth.hash] })
    expect(compare(log.slice(0, 2), log)).toEqual({ weLack: [fourth.hash], theyLack: [second.hash] })
    expect(compare([], log)).toEqual({ weLack: [fourth.hash], theyLack: [] })
  })

  test('[S6] a fork is seen although both sides have the same number of entries', () => {
    const ours = log.slice(0, 3)
    const theirs = [...log.slice(0, 2), branch]
    expect(compare(ours, theirs)).toEqual({ weLack: [branch.hash], theyLack: [third.hash] })
  })

  test('[S6] a head below one of theirs is not offered', () => {
    expect(compare([...log, branch], [...log.slice(0, 2), branch])).toEqual({ weLack: [], theyLack: [fourth.hash] })
    const joined = makeEntry(author, [fourth, headOf(branch)])
    expect(compare([...log, branch, joined], [...log, branch])).toEqual({ weLack: [], theyLack: [joined.hash] })
  })
})
