import { expect, test } from 'vitest'
import { dayOf, midnightOf } from '../../src/app/days.ts'

test.each(['2026-01-01', '2026-03-29', '2028-02-29', '2026-12-31'])('a day begins within itself: %s', (day) => {
  const begin = midnightOf(day) ?? 0
  expect([dayOf(begin), dayOf(begin - 1) < day]).toEqual([day, true])
})

test('the day after the last of a year is the first of the next', () => {
  expect(midnightOf('2026-12-31', 1)).toBe(midnightOf('2027-01-01'))
})

test.each(['', 'gestern', '2026-11', '2026'])('what is no day begins never: %j', (day) => {
  expect(midnightOf(day)).toBeUndefined()
})
