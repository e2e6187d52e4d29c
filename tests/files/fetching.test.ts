// Shows that a blob arrives whole and true whatever happens on its way: any interruption, any order, several sources, corrupt ones.

import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { present } from '../../src/base/assert.ts'
import { concat, equalBytes, repeat } from '../../src/base/bytes.ts'
import { limits } from '../../src/base/limits.ts'
import { sodiumReady } from '../../src/crypto/sodium.ts'
import { allBits, createBits, type Bits } from '../../src/files/bits.ts'
import { blobOfList, hashOfChunk, sealChunk, shapeOf } from '../../src/files/blob.ts'
import { createFetching, fetchWaits, type FetchEffect, type Fetching } from '../../src/files/fetching.ts'

beforeAll(() => sodiumReady)

const key = repeat(3, 32)

interface Blob {
  readonly shape: NonNullable<ReturnType<typeof shapeOf>>
  readonly sealed: readonly Uint8Array[]
  readonly list: Uint8Array
  readonly blob: ReturnType<typeof blobOfList>
}

function blobOf(chunks: number): Blob {
  const shape = present(shapeOf((chunks - 1) * limits.chunkBytes + 9), 'small enough')
  const sealed = Array.from({ length: chunks }, (_, index) => {
    const plain = repeat(index, index === chunks - 1 ? 9 : limits.chunkBytes)
    return sealChunk({ key, shape }, index, { plain, nonce: repeat(index, 24) })
  })
  const list = concat(...sealed.map(hashOfChunk))
  return { shape, sealed, list, blob: blobOfList(list) }
}

/** What came of a fetch, and the questions that are open. */
interface Disk {
  readonly stored: Map<number, Uint8Array>
  list: Uint8Array | undefined
  whole: boolean
  readonly corrupt: Set<string>
  asked: { readonly source: string; readonly what: 'list' | 'chunks'; readonly index: number }[]
  sought: string[]
}

function createDisk(): Disk {
  return { stored: new Map(), list: undefined, whole: false, corrupt: new Set(), asked: [], sought: [] }
}

function carryOut(disk: Disk, effects: readonly FetchEffect<string>[]): void {
  for (const effect of effects) {
    if (effect.type === 'seek') disk.sought.push(effect.source)
    if (effect.type === 'fetch') {
      const { source, what } = effect
      disk.asked.push(...effect.indexes.map((index) => ({ source, what, index })))
    }
    if (effect.type === 'store') {
      expect(disk.stored.has(effect.index)).toBe(false)
      disk.stored.set(effect.index, effect.sealed)
    }
    if (effect.type === 'list') disk.list = effect.list
    if (effect.type === 'corrupt') disk.corrupt.add(effect.source)
    if (effect.type === 'whole') disk.whole = true
  }
}

const begin = (blob: Blob, have: Bits = createBits(blob.shape.chunks), known?: Uint8Array): Fetching<string> =>
  createFetching<string>(blob, { have, known })

describe('a fetch', () => {
  test('[M6] asks one source for at most six at a time, and asks on as they come', () => {
    const blob = blobOf(20)
    const [fetch, disk] = [begin(blob), createDisk()]
    carryOut(disk, fetch.met('anna', 0))
    expect(disk.sought).toEqual(['anna'])
    carryOut(disk, fetch.holds('anna', allBits(20).bytes(), 1))
    expect(disk.asked).toEqual([{ source: 'anna', what: 'list', index: 0 }])
    disk.asked = []
    carryOut(disk, fetch.came('anna', { what: 'list', index: 0, bytes: blob.list }, 2))
    expect(disk.asked.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5])
    let most = 0
    for (let now = 3; !disk.whole; now++) {
      most = Math.max(most, disk.asked.length)
      const { index } = present(disk.asked.shift(), 'something is asked for until all is here')
      carryOut(disk, fetch.came('anna', { what: 'chunks', index, bytes: present(blob.sealed[index], 'it is') }, now))
    }
    expect(most).toBe(limits.chunksAskedMax)
    expect(disk.stored.size).toBe(20)
  })

  test('[M7] a source of a wrong list or chunk is named and left out; the others go on', () => {
    const blob = blobOf(6)
    const [fetch, disk] = [begin(blob), createDisk()]
    for (const source of ['liar', 'ben']) carryOut(disk, fetch.met(source, 0))
    carryOut(disk, fetch.holds('liar', allBits(6).bytes(), 0))
    carryOut(disk, fetch.came('liar', { what: 'list', index: 0, bytes: repeat(1, 192) }, 1))
    expect([...disk.corrupt]).toEqual(['liar'])
    disk.asked = []
    carryOut(disk, fetch.holds('ben', allBits(6).bytes(), 2))
    expect(disk.asked).toEqual([{ source: 'ben', what: 'list', index: 0 }])
    // Coming back forgives nothing.
    carryOut(disk, fetch.gone('liar', 3))
    carryOut(disk, fetch.met('liar', 3))
    carryOut(disk, fetch.came('ben', { what: 'list', index: 0, bytes: blob.list }, 4))
    carryOut(disk, fetch.tick(fetchWaits.seekMs + 5))
    expect(disk.asked.filter(({ source }) => source === 'liar')).toEqual([])
  })

  test('[M6] what was not asked for is dropped, also from a source that is known', () => {
    const blob = blobOf(9)
    const [fetch, disk] = [begin(blob, createBits(9), blob.list), createDisk()]
    carryOut(disk, fetch.met('anna', 0))
    carryOut(disk, fetch.holds('anna', allBits(9).bytes(), 0))
    carryOut(disk, fetch.came('anna', { what: 'chunks', index: 8, bytes: present(blob.sealed[8], 'it is') }, 1))
    carryOut(disk, fetch.came('eve', { what: 'chunks', index: 0, bytes: present(blob.sealed[0], 'it is') }, 1))
    expect(disk.stored.size).toBe(0)
  })

  test('[M6] several sources are asked for different chunks, and each only for what it has', () => {
    const blob = blobOf(12)
    const [fetch, disk] = [begin(blob, createBits(12), blob.list), createDisk()]
    const even = createBits(12)
    for (let index = 0; index < 12; index += 2) even.add(index)
    for (const source of ['even', 'all']) carryOut(disk, fetch.met(source, 0))
    carryOut(disk, fetch.holds('even', even.bytes(), 0))
    carryOut(disk, fetch.holds('all', allBits(12).bytes(), 0))
    const indexesOf = (source: string): readonly number[] =>
      disk.asked.filter((each) => each.source === source).map(({ index }) => index)
    expect(indexesOf('even')).toEqual([0, 2, 4, 6, 8, 10])
    expect(indexesOf('all')).toEqual([1, 3, 5, 7, 9, 11])
  })

  test('[M6] what does not come is asked of others', () => {
    const blob = blobOf(3)
    const [fetch, disk] = [begin(blob, createBits(3), blob.list), createDisk()]
    carryOut(disk, fetch.met('slow', 0))
    carryOut(disk, fetch.holds('slow', allBits(3).bytes(), 0))
    carryOut(disk, fetch.met('quick', 1))
    carryOut(disk, fetch.holds('quick', allBits(3).bytes(), 1))
    expect(disk.asked.every(({ source }) => source === 'slow')).toBe(true)
    expect(fetch.nextDeadline()).toBe(fetchWaits.doubtMs)
    carryOut(disk, fetch.tick(fetchWaits.doubtMs))
    expect(disk.asked.filter(({ source }) => source === 'quick').map(({ index }) => index)).toEqual([0, 1, 2])
  })

  test('[M6] who does not answer is asked anew what it has, and is no source when that is nothing', () => {
    const blob = blobOf(9)
    const [fetch, disk] = [begin(blob, createBits(9), blob.list), createDisk()]
    carryOut(disk, fetch.met('anna', 0))
    carryOut(disk, fetch.holds('anna', allBits(9).bytes(), 0))
    disk.sought = []
    carryOut(disk, fetch.tick(fetchWaits.answerMs - 1))
    expect([disk.sought, fetch.sources()]).toEqual([[], 1])
    carryOut(disk, fetch.tick(fetchWaits.answerMs))
    expect(disk.sought).toEqual(['anna'])
    carryOut(disk, fetch.holds('anna', new Uint8Array(0), fetchWaits.answerMs + 1))
    expect(fetch.sources()).toBe(0)
  })

  test('[M6] who has nothing but what is here already is no source', () => {
    const blob = blobOf(9)
    const half = createBits(9)
    for (const index of [0, 1, 2, 3]) half.add(index)
    const [fetch, disk] = [begin(blob, createBits(9, half.bytes()), blob.list), createDisk()]
    carryOut(disk, fetch.met('anna', 0))
    carryOut(disk, fetch.holds('anna', half.bytes(), 0))
    expect([fetch.sources(), disk.asked]).toEqual([0, []])
    half.add(7)
    carryOut(disk, fetch.holds('anna', half.bytes(), 1))
    expect([fetch.sources(), disk.asked.map(({ index }) => index)]).toEqual([1, [7]])
  })

  test('[M3, M6, M7, M8] any interruption, any order, several sources, corrupt ones: whole and true in the end', () => {
    const blob = blobOf(14)
    const step = fc.record({
      what: fc.constantFrom('answer', 'answer', 'answer', 'lose', 'corrupt', 'leave', 'come', 'restart', 'wait'),
      pick: fc.nat(1000)
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const disk = createDisk()
        const sources = ['anna', 'ben', 'liar']
        let now = 0
        let committed = createBits(14)
        let have = createBits(14)
        let fetch = begin(blob, have)
        const meet = (source: string): void => {
          carryOut(disk, fetch.met(source, now))
          carryOut(disk, fetch.holds(source, allBits(14).bytes(), now))
        }
        const answer = (pick: number, isTrue: boolean): void => {
          const [asked] = disk.asked.splice(pick % Math.max(1, disk.asked.length), 1)
          if (asked === undefined) return
          const { source, what, index } = asked
          const right = what === 'list' ? blob.list : present(blob.sealed[index], 'it is')
          const bytes = isTrue ? right : right.map((byte, at) => (at === index ? byte ^ 1 : byte))
          carryOut(disk, fetch.came(source, { what, index, bytes }, now))
        }
        const restart = (): void => {
          // What was not committed is lost with the power.
          for (const index of [...disk.stored.keys()]) if (!committed.has(index)) disk.stored.delete(index)
          have = createBits(14, committed.bytes())
          fetch = begin(blob, have, disk.list)
          disk.asked = []
          for (const source of sources) meet(source)
        }
        for (const source of sources) meet(source)
        for (const { what, pick } of steps) {
          now += pick
          const source = present(sources[pick % 3], 'there are three')
          if (what === 'answer') answer(pick, disk.asked[pick % Math.max(1, disk.asked.length)]?.source !== 'liar')
          if (what === 'lose') disk.asked.splice(pick % Math.max(1, disk.asked.length), 1)
          if (what === 'corrupt') answer(pick, disk.asked[pick % Math.max(1, disk.asked.length)]?.source === 'anna')
          if (what === 'leave') carryOut(disk, fetch.gone(source, now))
          if (what === 'come') meet(source)
          if (what === 'restart') restart()
          if (what === 'wait') carryOut(disk, fetch.tick((now += 20_000)))
          if (pick % 4 === 0) committed = createBits(14, have.bytes())
          for (const [index, sealed] of disk.stored)
            expect(equalBytes(sealed, present(blob.sealed[index], 'it is'))).toBe(true)
        }
        meet('anna')
        for (let round = 0; round < 400 && !disk.whole && have.size < 14; round++) {
          if (disk.asked.length === 0) carryOut(disk, fetch.tick((now += fetchWaits.answerMs)))
          else answer(0, disk.asked[0]?.source === 'anna')
        }
        expect([...disk.stored.keys()].toSorted((a, b) => a - b)).toEqual([...blob.sealed.keys()])
        for (const [index, sealed] of disk.stored)
          expect(equalBytes(sealed, present(blob.sealed[index], 'it is'))).toBe(true)
        // Whoever always told the truth was never blamed.
        expect(disk.corrupt.has('anna')).toBe(false)
      }),
      { numRuns: 150 }
    )
  })
})
