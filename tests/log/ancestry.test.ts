// Shows the walks through a log's graph against a plain definition of "below", on random forks and joins and on a long log.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { repeat, uintBytes } from '../../src/base/bytes.ts'
import { entryHashOf, type EntryHash } from '../../src/base/ids.ts'
import { ancestors, beyond, commonAncestors, isCovered, type Link } from '../../src/log/ancestry.ts'

const hashOf = (number: number): EntryHash => {
  const bytes = repeat(0, 32)
  bytes.set(uintBytes((number * 7919) % 65_536, 2), 0)
  bytes.set(uintBytes(number, 4), 28)
  return entryHashOf(bytes)
}

/** Entry `index` builds on the entries at `parents[index]`, all with lower numbers. */
const anyGraph = fc
  .array(fc.array(fc.nat(), { minLength: 0, maxLength: 3 }), { minLength: 1, maxLength: 40 })
  .map((rows) => rows.map((row, index) => [...new Set(index === 0 ? [] : row.map((draw) => draw % index))]))

function linksOf(parents: readonly (readonly number[])[]): ReadonlyMap<EntryHash, Link> {
  const seqs: number[] = []
  for (const row of parents) seqs.push(1 + Math.max(-1, ...row.map((parent) => seqs[parent] ?? 0)))
  return new Map(parents.map((row, index) => [hashOf(index), { seq: seqs[index] ?? 0, parents: row.map(hashOf) }]))
}

/** The definition: itself, and what is below its parents. */
function below(parents: readonly (readonly number[])[], index: number): Set<number> {
  return new Set([index, ...(parents[index] ?? []).flatMap((parent) => [...below(parents.slice(0, index), parent)])])
}

const graphAndPoints = anyGraph.chain((parents) => {
  const point = fc.nat({ max: parents.length - 1 })
  return fc.tuple(fc.constant(parents), fc.array(point, { maxLength: 4 }), fc.array(point, { maxLength: 4 }))
})

describe('walks', () => {
  test('[K12] ancestors are the heads and all below them', () => {
    fc.assert(
      fc.property(graphAndPoints, ([parents, heads]) => {
        const links = linksOf(parents)
        const expected = new Set(heads.flatMap((head) => [...below(parents, head)]).map(hashOf))
        expect(ancestors(heads.map(hashOf), (hash) => links.get(hash))).toEqual(expected)
      })
    )
  })

  test('[F4] what counts beyond four heads is below all of them', () => {
    fc.assert(
      fc.property(graphAndPoints, ([parents, heads]) => {
        const links = linksOf(parents)
        const sets = heads.map((head) => below(parents, head))
        const all = parents
          .map((_, index) => index)
          .filter((index) => sets.length > 0 && sets.every((set) => set.has(index)))
        expect(commonAncestors(heads.map(hashOf), (hash) => links.get(hash))).toEqual(new Set(all.map(hashOf)))
      })
    )
  })

  test('[K12] an entry is covered by ancestry, never by its seq', () => {
    fc.assert(
      fc.property(graphAndPoints, ([parents, heads, points]) => {
        const links = linksOf(parents)
        for (const point of points) {
          const expected = heads.some((head) => below(parents, head).has(point))
          expect(isCovered(hashOf(point), heads.map(hashOf), (hash) => links.get(hash))).toBe(expected)
        }
      })
    )
  })

  test('[S6] what a peer lacks is below our heads and not below what it has, parents first', () => {
    fc.assert(
      fc.property(graphAndPoints, ([parents, heads, known]) => {
        const links = linksOf(parents)
        const has = new Set(known.flatMap((point) => [...below(parents, point)]))
        const lacking = heads.flatMap((head) => [...below(parents, head)]).filter((index) => !has.has(index))
        const found = beyond(heads.map(hashOf), known.map(hashOf), (hash) => links.get(hash))
        expect(new Set(found)).toEqual(new Set(lacking.map(hashOf)))
        expect(found).toHaveLength(new Set(lacking).size)
        const seqs = found.map((hash) => links.get(hash)?.seq ?? 0)
        expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
      }),
      { numRuns: 500 }
    )
  })

  test('[S6] heads that are not here end a walk', () => {
    const links = linksOf([[], [0]])
    const lookup = (hash: EntryHash): Link | undefined => links.get(hash)
    expect(ancestors([hashOf(9)], lookup)).toEqual(new Set())
    expect(isCovered(hashOf(9), [hashOf(1)], lookup)).toBe(false)
    expect(beyond([hashOf(9), hashOf(1)], [hashOf(8)], lookup)).toEqual([hashOf(0), hashOf(1)])
  })

  test('[V7] a log of 40 000 entries overflows no stack, and its difference is found beside its end', () => {
    const hashes = Array.from({ length: 40_000 }, (_, index) => hashOf(index))
    const links = new Map(hashes.map((hash, seq) => [hash, { seq, parents: hashes.slice(Math.max(0, seq - 1), seq) }]))
    let looks = 0
    const lookup = (hash: EntryHash): Link | undefined => {
      looks += 1
      return links.get(hash)
    }
    const tip = hashes.slice(-1)
    expect(ancestors(tip, lookup).size).toBe(40_000)
    looks = 0
    expect(beyond(tip, hashes.slice(-11, -10), lookup)).toEqual(hashes.slice(-10))
    expect(beyond(hashes.slice(-2, -1), tip, lookup)).toEqual([])
    expect(isCovered(hashes[39_990] ?? hashOf(0), tip, lookup)).toBe(true)
    expect(isCovered(hashOf(39_998), [hashOf(39_990)], lookup)).toBe(false)
    expect(looks).toBeLessThan(60)
  })
})
