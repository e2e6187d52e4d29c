import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Message } from '../../src/chat/message.ts'
import { newestSlice, sliceAround } from '../../src/chat/slices.ts'
import { createPageTimeline } from '../../src/chat/timeline.ts'
import { hashNo, page, post, row } from './fixtures.ts'

/** Pages in order of time, of these sizes. */
function pagesOf(sizes: readonly number[]): readonly (readonly Message[])[] {
  let last = 0
  return sizes.map((size) => {
    const timeline = createPageTimeline(page, { moderations: [], levelOf: () => 100 })
    timeline.apply({ put: Array.from({ length: size }, () => row({ hash: (last += 1) }, post('x'))), gone: [] })
    return timeline.messages()
  })
}
const sizes = fc.array(fc.nat(5), { maxLength: 6 })

test('[C6] the newest messages of several pages, and whether there are older ones', () => {
  const property = fc.property(sizes, fc.nat(12), (given, count) => {
    const pages = pagesOf(given)
    const all = pages.flat()
    expect(newestSlice(pages.toReversed(), count)).toEqual({
      messages: count === 0 ? [] : all.slice(-count),
      older: all.length > count,
      newer: false
    })
  })
  fc.assert(property)
})

test('[C6] the messages around one, on both sides, over several pages', () => {
  const property = fc.property(sizes, fc.nat(8), fc.nat(), (given, count, choice) => {
    const pages = pagesOf(given)
    const all = pages.flat()
    if (all.length === 0) return
    const index = choice % all.length
    const hash = hashNo(index + 1)
    const at = pages.findIndex((one) => one.some((message) => message.hash === hash))
    const place = { page: pages[at] ?? [], older: pages.slice(0, at).reverse(), newer: pages.slice(at + 1) }
    expect(sliceAround(place, { hash, count })).toEqual({
      messages: all.slice(Math.max(0, index - count), index + count + 1),
      older: index > count,
      newer: all.length - 1 - index > count
    })
  })
  fc.assert(property)
})

test('[C6] a message that is not there has no slice', () => {
  expect(sliceAround({ page: pagesOf([3])[0] ?? [], older: [], newer: [] }, { hash: hashNo(9), count: 3 })).toBe(
    undefined
  )
})

test('[P7] no more pages are loaded than the slice and its edge need', () => {
  const pages = pagesOf([4, 4, 4, 4]).toReversed()
  let loaded = 0
  function* load(): Generator<readonly Message[]> {
    for (const one of pages) {
      loaded += 1
      yield one
    }
  }
  newestSlice(load(), 5)
  expect(loaded).toBe(2)
})
