// Shows what a device makes of its peers' clocks.

import { expect, test } from 'vitest'
import { compareClocks } from '../../src/sync/clocks.ts'

const minute = 60_000

test('[S11] within five minutes of the median nothing is said', () => {
  expect(compareClocks([])).toEqual({ offMs: undefined, correctionMs: 0 })
  expect(compareClocks([5 * minute, 4 * minute, 90 * minute])).toEqual({ offMs: undefined, correctionMs: 0 })
})

test('[S11] a clock that is off is said to be, and with three peers it follows their median', () => {
  expect(compareClocks([-60 * minute])).toEqual({ offMs: 60 * minute, correctionMs: 0 })
  expect(compareClocks([10 * minute, 12 * minute])).toEqual({ offMs: -11 * minute, correctionMs: 0 })
  expect(compareClocks([10 * minute, 12 * minute, 11 * minute])).toEqual({
    offMs: -11 * minute,
    correctionMs: 11 * minute
  })
})

test('[S11] one peer far off moves nobody', () => {
  expect(compareClocks([0, minute, 60 * 24 * 365 * minute])).toEqual({ offMs: undefined, correctionMs: 0 })
})
