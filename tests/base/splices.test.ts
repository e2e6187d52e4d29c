import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  applyEdit,
  applySplice,
  differenceOf,
  differencesOf,
  editOf,
  movedOver,
  rebase
} from '../../src/base/splices.ts'

const text = fc.string({ maxLength: 30, unit: fc.constantFrom('a', 'b', ' ', '\n', '🦊') })
const joined = (before: string, after: string): string => differencesOf(before, after).reduce(applySplice, before)

describe('how one text becomes another', () => {
  test('[P10] the differences of two texts make the second of the first', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(joined(before, after)).toBe(after)
      }),
      { numRuns: 500 }
    )
    fc.assert(
      fc.property(text, text, (before, after) => {
        const splice = differenceOf(before, after)
        expect(splice === undefined ? before : applySplice(before, splice)).toBe(after)
        if (splice !== undefined) expect(splice.insert.isWellFormed()).toBe(true)
      })
    )
  })

  test('[P10] lines in between that nobody changed are left alone', () => {
    expect(differencesOf('one\ntwo\nthree', 'One\ntwo\nthree!')).toEqual([
      { at: 0, remove: 1, insert: 'O' },
      { at: 13, remove: 0, insert: '!' }
    ])
  })

  test('[P10] a change fits a text that others changed: theirs stays, what both took goes once', () => {
    const fitted = (before: string, mine: string, theirs: string): string => {
      const splice = differenceOf(before, mine)
      const edit = differencesOf(before, theirs).reduce(rebase, editOf(splice ?? { at: 0, remove: 0, insert: '' }))
      return applyEdit(theirs, edit)
    }
    expect(fitted('milk eggs', 'milk eggs bread', 'cold milk eggs')).toBe('cold milk eggs bread')
    expect(fitted('one TWO three', 'one three', 'one TWO and three')).toBe('one and three')
    expect(fitted('one two three', '', 'one two three four')).toBe(' four')
    expect(fitted('abc', 'aXc', 'ac')).toBe('aXc')
    fc.assert(
      fc.property(text, text, text, (before, mine, theirs) => {
        const result = fitted(before, mine, theirs)
        if (mine === before) expect(result).toBe(theirs)
        if (theirs === before) expect(result).toBe(mine)
      })
    )
  })

  test('[P10] a place moves with what stands around it', () => {
    expect([1, 3, 5, 9].map((place) => movedOver(place, { at: 3, remove: 4, insert: 'xy' }))).toEqual([1, 5, 5, 7])
  })
})
