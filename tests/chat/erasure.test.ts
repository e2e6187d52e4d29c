import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EntryHash } from '../../src/base/ids.ts'
import { erasureOf } from '../../src/chat/erasure.ts'
import type { Moderation } from '../../src/chat/deletion.ts'
import type { Row } from '../../src/chat/rows.ts'
import { edit, hashNo, post, react, remove, row, start, unreadable } from './fixtures.ts'

const calm = { moderations: [], levelOf: () => 100, now: start }
const erasedOf = (rows: readonly Row[], facts: Partial<Parameters<typeof erasureOf>[1]> = {}): readonly EntryHash[] =>
  [...erasureOf(rows, { ...calm, ...facts }).erased].sort()

describe('what is erased', () => {
  test('[X1] the target of a delete by its member that destroys, and nothing else', () => {
    const rows = [1, 2, 3].map((hash) => row({ hash, member: 1 }, post('x')))
    expect(erasedOf([...rows, row({ hash: 9, member: 1, device: 5 }, remove([1, 3]))])).toEqual([hashNo(1), hashNo(3)])
    expect(erasedOf([...rows, row({ hash: 9, member: 1 }, remove([1, 3], false))])).toEqual([])
    expect(erasedOf([...rows, row({ hash: 9, member: 2 }, remove([1, 3]))])).toEqual([])
  })

  test('[X2] a row without payload is named too, so that an offered payload is refused', () => {
    for (const type of ['erased', 'missing', 'sealed', 'void', 'waiting'] as const)
      expect(erasedOf([unreadable({ hash: 1 }, type), row({ hash: 2 }, remove([1]))])).toEqual([hashNo(1)])
  })

  test('[X1] the edits of an erased entry go with it, reactions and foreign edits do not', () => {
    const rows = [
      row({ hash: 1, member: 1 }, post('x')),
      row({ hash: 2, member: 1, device: 7 }, edit(1, 'y')),
      row({ hash: 3, member: 2 }, edit(1, 'forged')),
      row({ hash: 4, member: 2 }, react(1, '👍')),
      row({ hash: 5, member: 1 }, edit(2, 'an edit of the edit'))
    ]
    expect(erasedOf([...rows, row({ hash: 9, member: 1 }, remove([1]))])).toEqual([1, 2, 5].map(hashNo))
    expect(erasedOf([...rows, row({ hash: 9, member: 1 }, remove([2]))])).toEqual([2, 5].map(hashNo))
  })

  test('[X1] the target of a moderate that destroys and outranks it now', () => {
    const rows = [row({ hash: 1 }, post('x')), row({ hash: 2 }, edit(1, 'y'))]
    const moderation = (destroy: boolean): readonly Moderation[] => [{ targets: [hashNo(1)], destroy, level: 200 }]
    expect(erasedOf(rows, { moderations: moderation(true) })).toEqual([1, 2].map(hashNo))
    expect(erasedOf(rows, { moderations: moderation(false) })).toEqual([])
    expect(erasedOf(rows, { moderations: moderation(true), levelOf: () => 200 })).toEqual([])
  })

  test('[X6] a post whose ttl has passed, to the millisecond, and its edits; the next one is announced', () => {
    const rows = [
      row({ hash: 1, at: 0 }, post('short', { ttl: 60 })),
      row({ hash: 2, at: 0 }, post('long', { ttl: 90 })),
      row({ hash: 3, at: 0 }, post('for ever')),
      row({ hash: 4, at: 1 }, edit(1, 'y'))
    ]
    const at = (now: number): unknown => {
      const { erased, nextExpiry } = erasureOf(rows, { ...calm, now: start + now })
      return [[...erased].sort(), nextExpiry === undefined ? undefined : nextExpiry - start]
    }
    expect(at(59_999)).toEqual([[], 60_000])
    expect(at(60_000)).toEqual([[1, 4].map(hashNo), 90_000])
    expect(at(90_000)).toEqual([[1, 2, 4].map(hashNo), undefined])
  })

  test('[X3] when the erasing entry does not count any more, neither does the erasure', () => {
    const target = unreadable({ hash: 1 }, 'erased')
    expect(erasedOf([target, row({ hash: 2 }, remove([1]))])).toEqual([hashNo(1)])
    expect(erasedOf([target, unreadable({ hash: 2 }, 'void')])).toEqual([])
    expect(erasedOf([target, row({ hash: 2 }, remove([1])), row({ hash: 3 }, remove([2]))])).toEqual([hashNo(2)])
  })
})

test('[X1] a pure function of the set: the order of the rows is irrelevant, and erasing changes no verdict', () => {
  const operation = (hash: number): fc.Arbitrary<Row> => {
    const earlier = fc.integer({ min: 0, max: hash - 1 })
    const says = fc.oneof(
      fc.constant(post('x')),
      earlier.map((to) => edit(to, 'y')),
      earlier.map((to) => remove([to]))
    )
    return fc.tuple(fc.integer({ min: 1, max: 2 }), says).map(([member, one]) => row({ hash, member }, one))
  }
  const rowLists = fc.tuple(...Array.from({ length: 12 }, (_, index) => operation(index + 1)))
  const property = fc.property(rowLists, (rows) => {
    const erased = erasedOf(rows)
    expect(erasedOf(rows.toReversed())).toEqual(erased)
    const after = rows.map((one): Row => (erased.includes(one.hash) ? { ...one, content: { type: 'erased' } } : one))
    // Erased edits do not say any more what they were edits of; whatever else was erased is found again.
    const direct = rows.filter((one) => erased.includes(one.hash) && !isEdit(one)).map(({ hash }) => hash)
    expect(erasedOf(after)).toEqual(expect.arrayContaining(direct))
    for (const hash of erasedOf(after)) expect(erased).toContain(hash)
  })
  fc.assert(property, { numRuns: 500 })
})

function isEdit({ content }: Row): boolean {
  return content.type === 'operation' && Array.isArray(content.operation) && content.operation[0] === 2
}
