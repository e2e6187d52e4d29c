// Shows which entries a locator names.

import { describe, expect, test } from 'vitest'
import { locatorSeqs } from '../../src/log/locator.ts'

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
})
