import { describe, expect, test } from 'vitest'
import { repeat } from '../../src/base/bytes.ts'
import { deviceIdOf, entryHashOf, scopeIdOf, type EntryHash } from '../../src/base/ids.ts'
import type { LookupLink } from '../../src/log/ancestry.ts'
import type { Fence } from '../../src/team/control.ts'
import { cutOperations, fenceFor, judgeByFence, missingFences } from '../../src/team/fences.ts'
import type { ValidCut } from '../../src/team/membership.ts'
import { makeWorld } from './epoch-world.ts'

const hashAt = (byte: number): EntryHash => entryHashOf(repeat(byte, 32))
const scope = scopeIdOf(repeat(1, 16))
const device = deviceIdOf(repeat(2, 32))
const other = deviceIdOf(repeat(3, 32))

/** A log that forks: 1 ← 2 ← 3 and 2 ← 4. */
const parentsByHash = new Map([
  [hashAt(1), { seq: 0, parents: [] }],
  [hashAt(2), { seq: 1, parents: [hashAt(1)] }],
  [hashAt(3), { seq: 2, parents: [hashAt(2)] }],
  [hashAt(4), { seq: 2, parents: [hashAt(2)] }]
])
const lookup: LookupLink = (hash) => parentsByHash.get(hash)

const cut = (level: number, ...heads: readonly number[]): ValidCut => ({
  scope,
  device,
  heads: heads.map((byte) => ({ seq: 0, hash: hashAt(byte) })),
  operation: hashAt(level % 256),
  level
})

describe('which fence stands', () => {
  test('[K12] nobody has said yet', () => {
    expect(fenceFor([], { scope, device })).toBeUndefined()
    expect(fenceFor([{ ...cut(200, 1), device: other }], { scope, device })).toBeUndefined()
  })

  test('[K12] cuts of members are united', () => {
    expect(fenceFor([cut(100, 1), cut(100, 2)], { scope, device })).toEqual([hashAt(1), hashAt(2)])
  })

  test('[K12] cuts of admins and above outweigh those of members', () => {
    const cuts = [cut(100, 4), cut(200, 1), cut(899, 2), cut(199, 3)]
    expect(fenceFor(cuts, { scope, device })).toEqual([hashAt(1), hashAt(2)])
  })

  test('[K12] no heads: nothing counts', () => {
    const fence = fenceFor([cut(200)], { scope, device })
    expect(fence).toEqual([])
    expect(judgeByFence({ hash: hashAt(1), storedBeforeRemoval: true }, { isActive: false, fence }, lookup)).toBe(
      'beyond'
    )
  })
})

describe('what a fence lets count', () => {
  const judged = (
    byte: number,
    fence: readonly EntryHash[] | undefined,
    storedBeforeRemoval = false,
    isActive = false
  ) => judgeByFence({ hash: hashAt(byte), storedBeforeRemoval }, { isActive, fence }, lookup)

  test('[K12] ancestors of the heads and the heads themselves, by ancestry, not by seq', () => {
    const fence = [hashAt(3)]
    expect([1, 2, 3, 4].map((byte) => judged(byte, fence))).toEqual(['counts', 'counts', 'counts', 'beyond'])
  })

  test('[K13] without a fence what was here before stays, and what comes now waits', () => {
    expect([judged(1, undefined, true), judged(1, undefined, false)]).toEqual(['counts', 'waits'])
  })

  test('[K12] a fence is inert while its device is active', () => {
    expect(judged(4, [], false, true)).toBe('counts')
  })

  test('[K13] beyond a fence it does not help to have been here before', () => {
    expect(judged(4, [hashAt(3)], true)).toBe('beyond')
  })
})

describe('which fences to write', () => {
  const log = (heads: readonly number[], of = device): Fence => ({
    scope,
    device: of,
    heads: heads.map((byte) => ({ seq: parentsByHash.get(hashAt(byte))?.seq ?? 0, hash: hashAt(byte) }))
  })

  test('[K12] logs of inactive devices that no fence covers', () => {
    const isActive = (of: typeof device): boolean => of === other
    const logs = [log([3]), log([3], other)]
    expect(missingFences(logs, { cuts: [], isActive }, lookup)).toEqual([log([3])])
    expect(missingFences(logs, { cuts: [cut(200, 3)], isActive }, lookup)).toEqual([])
    expect(missingFences(logs, { cuts: [cut(200, 2)], isActive }, lookup)).toEqual([log([3])])
  })

  test('[K11] many fences are split, and of many heads the newest are named', () => {
    const many = Array.from({ length: 300 }, () => log([1]))
    expect(cutOperations(many).map(({ fences }) => fences.length)).toEqual([256, 44])
    const wide = { scope, device, heads: [5, 1, 9, 3, 7].map((seq) => ({ seq, hash: hashAt(seq) })) }
    expect(cutOperations([wide])[0]?.fences[0]?.heads.map(({ seq }) => seq)).toEqual([9, 7, 5, 3])
    expect(cutOperations([])).toEqual([])
  })

  test('[K11] a cut written in the team is in its state, with its level', () => {
    const world = makeWorld({ bert: 'admin', carl: 'member' })
    const fenced = { scope, device: world.device('carl').device, heads: [{ seq: 2, hash: hashAt(3) }] }
    const entry = world.write('bert', { type: 'cut', fences: [fenced] })
    expect(world.state().cuts).toEqual([{ ...fenced, operation: entry.hash, level: 200 }])
  })
})
