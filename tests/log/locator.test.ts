// Shows which entries a locator names and how the common past is found with it.

import { describe, expect, test } from 'vitest'
import { locatorSeqs, commonPast } from '../../src/log/locator.ts'
import { makeAuthor, makeEntry, headOf, makeLog } from '../fixtures/log.ts'

describe('locators', () => {
  test('[S6] the distances are 0, 1, 2, 3, 4, 6, 10, 18, 34 and so on', () => {
    expect(locatorSeqs(100).map((seq) => 100 - seq)).toEqual([0, 1, 2, 3, 4, 6, 10, 18, 34, 66])
    expect(locatorSeqs(0)).toEqual([0])
    expect(locatorSeqs(5)).toEqual([5, 4, 3, 2, 1])
    expect(locatorSeqs(6)).toEqual([6, 5, 4, 3, 2, 0])
  })

  test('[S6] the longest log there can be needs about fifty', () => {
    expect(locatorSeqs(2 ** 48 - 1)).toHaveLength(51)
  })

  test('[S6] the common past is the newest known entry of each strange head', () => {
    const author = makeAuthor()
    const log = makeLog(author, 30)
    const branchPoint = log[20]
    if (branchPoint === undefined) throw new Error('a log of thirty entries has a twenty-first')
    const branch = [...log.slice(0, 21), makeEntry(author, [headOf(branchPoint)], { ts: branchPoint.header.ts + 99 })]
    const here = new Set(log.slice(0, 25).map((entry) => entry.hash))
    const locators = [log, branch].map((entries) =>
      locatorSeqs(entries.length - 1).flatMap((seq) => entries[seq]?.hash ?? [])
    )
    expect(commonPast(locators, (hash) => here.has(hash))).toEqual([log[23]?.hash, log[20]?.hash])
    expect(commonPast(locators, () => false)).toEqual([])
    expect(commonPast([], () => true)).toEqual([])
  })
})
