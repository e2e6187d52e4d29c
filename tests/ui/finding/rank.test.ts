import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ranked, rankOf } from '../../../src/ui/finding/rank.ts'

test.each([
  ['Anna-Lena Großmann', 'gross', 1],
  ['Anna-Lena Großmann', 'lena', 1],
  ['Müller GmbH', 'mull', 0],
  ['Müller GmbH', 'mueller', 1],
  ['Mueller GmbH', 'müller', 3],
  ['Haus B', 'b haus', 1],
  ['Haus B', '', 0],
  ['Haus B', 'hausmeister', undefined],
  ['Bauleitung', 'leitung', 2],
  ['Bauleitung', 'bltg', 3],
  ['Bauleitung', 'ltg', undefined],
  ['👷', 'x', undefined]
])('how %j fits %j: %s', (name, typed, rank) => {
  expect(rankOf(name, typed)).toBe(rank)
})

const item = (name: string) => ({ key: name, name })

describe('the order', () => {
  test('is by fit, then by what was gone to last, then as it came', () => {
    const items = ['Halle', 'Rathaus', 'Haus B', 'Haus A'].map(item)
    expect(ranked(items, 'haus', []).map(({ name }) => name)).toEqual(['Haus B', 'Haus A', 'Rathaus'])
    expect(ranked(items, 'haus', ['Rathaus', 'Haus A']).map(({ name }) => name)).toEqual([
      'Haus A',
      'Haus B',
      'Rathaus'
    ])
    expect(ranked(items, '', ['Haus A']).map(({ name }) => name)).toEqual(['Haus A', 'Halle', 'Rathaus', 'Haus B'])
  })

  test('a name is found by itself, its beginning and its words, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
        fc.string({ maxLength: 400 }),
        (name, typed) => {
          expect(rankOf(name, name)).not.toBe(undefined)
          expect([undefined, 0, 1, 2, 3]).toContain(rankOf(name, typed))
        }
      )
    )
  })
})
