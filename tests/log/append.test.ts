// Shows what the next entry of a log builds on and when it says it was written.

import { describe, expect, test } from 'vitest'
import { idBytes } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { verify } from '../../src/crypto/sign.ts'
import { nextTimestamp } from '../../src/log/append.ts'
import { compareHeads, type Head } from '../../src/log/heads.ts'
import { headOf, headsOfEntries, makeAuthor, makeEntry, makeLog } from '../fixtures/log.ts'

const author = makeAuthor()
const now = 1_795_392_000_000

/** A first entry and `count` branches of different length upon it: a profile copied again and again. */
function makeFork(count: number): readonly Head[] {
  const [first] = makeLog(author, 1)
  if (first === undefined) throw new Error('a log of one entry has one')
  const branches = Array.from({ length: count }, (_, index) => {
    const start = makeEntry(author, [headOf(first)], { ts: first.header.ts + 1 + index })
    return [start, ...makeLog(author, index, [headOf(start)])]
  })
  return headsOfEntries([first, ...branches.flat()])
}

describe('the next entry', () => {
  test('[L6] the first entry of a log builds on nothing', () => {
    const { header } = makeEntry(author, [])
    expect([header.seq, header.prev, header.joins]).toEqual([0, undefined, []])
  })

  test('[L10] it builds on the one head, one seq further, signed by its author', () => {
    const [first, second] = makeLog(author, 2)
    if (first === undefined || second === undefined) throw new Error('a log of two entries has two')
    expect([second.header.seq, second.header.prev, second.header.joins]).toEqual([1, first.hash, []])
    expect(second.signature && verify(author.signKeys.publicKey, 'sig', idBytes(second.hash), second.signature)).toBe(
      true
    )
  })

  test('[F3] after a fork it builds on the longest branch and joins the others, whatever order the heads come in', () => {
    const heads = makeFork(3)
    const entry = makeEntry(author, heads)
    const [longest, ...others] = heads.toSorted(compareHeads)
    expect(entry.header.prev).toBe(longest?.hash)
    expect(entry.header.joins).toEqual(others.map((head) => head.hash).sort())
    expect(makeEntry(author, heads.toReversed())).toEqual(entry)
    expect(headsOfEntries([entry])).toHaveLength(1)
  })

  test('[F3] of branches of one length it builds on the one with the lowest hash', () => {
    const [first] = makeLog(author, 1)
    if (first === undefined) throw new Error('a log of one entry has one')
    const tips = [1, 2, 3].map((later) => headOf(makeEntry(author, [headOf(first)], { ts: first.header.ts + later })))
    expect(makeEntry(author, tips).header.prev).toBe(tips.map((tip) => tip.hash).sort()[0])
  })

  test('[F3] at most three heads are joined; the next entries join the rest', () => {
    const heads = makeFork(6)
    const entry = makeEntry(author, heads)
    expect(entry.header.joins).toHaveLength(3)
    const named = new Set([entry.header.prev, ...entry.header.joins])
    const left = [...heads.filter((head) => !named.has(head.hash)), headOf(entry)]
    expect(left).toHaveLength(3)
    expect(makeEntry(author, left).header.joins).toHaveLength(2)
  })

  test('[L9] an entry that is not later than every head of its log is our own mistake', () => {
    const heads = makeFork(2)
    const latest = Math.max(...heads.map((head) => head.ts))
    expect(() => makeEntry(author, heads, { ts: latest })).toThrow('assertion failed')
  })
})

describe('the time of the next entry', () => {
  const head = (ts: number): Head => ({ ...headOf(makeEntry(author, [])), ts })

  test.each([
    ['now, in an empty scope', { now, heads: [], greatestSeen: undefined }, now],
    ['now, when all else is older', { now, heads: [head(now - 9)], greatestSeen: now - 5 }, now],
    ['after the latest own head', { now, heads: [head(now + 70), head(now + 90)], greatestSeen: now }, now + 91],
    ['after what it answers', { now, heads: [], greatestSeen: now + 1000 }, now + 1001],
    ['pulled along by five minutes', { now, heads: [], greatestSeen: now + 300_000 }, now + 300_001],
    ['no further, whatever a broken clock wrote', { now, heads: [], greatestSeen: now * 2 }, now + 300_001]
  ])('[L9] %s', (_, seen, expected) => {
    expect(nextTimestamp(seen)).toBe(expected)
    expect(limits.clockToleratedMs).toBe(300_000)
  })
})
