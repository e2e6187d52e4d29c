// Shows how heads move, and when they flag a device.

import { describe, expect, test } from 'vitest'
import { limits } from '../../src/base/limits.ts'
import { headsAfter, isFlagged } from '../../src/log/heads.ts'
import { headOf, headsOfEntries, makeAuthor, makeEntry, makeLog } from '../fixtures/log.ts'

const author = makeAuthor()
const log = makeLog(author, 4)
const [first, second, third, fourth] = log.map(headOf)
if (!first || !second || !third || !fourth) throw new Error('a log of four entries has four')
const branch = makeEntry(author, [second], { ts: fourth.ts + 10 })

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
