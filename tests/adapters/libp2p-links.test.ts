// Shows which connection of a peer is used, which ones are closed, and how long a try waits.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  backOff,
  bestConnection,
  castsDoubt,
  opensLanes,
  surplusConnections,
  type Connected
} from '../../src/adapters/libp2p-links.ts'
import { equalBytes } from '../../src/base/bytes.ts'

const connection = (about: Partial<Connected>): Connected =>
  Object.freeze({ id: 'c', path: 'relayed', dialer: 'us', order: 0, ...about })

const anyConnections = fc
  .array(fc.record({ path: fc.constantFrom('direct' as const, 'relayed' as const), us: fc.boolean() }), {
    maxLength: 8
  })
  .map((all) =>
    all.map(({ path, us }, order) => connection({ id: `${order}`, path, dialer: us ? 'us' : 'them', order }))
  )

describe('which connection is used', () => {
  test('direct beats relayed, among equals the newest wins, in whatever order they are listed', () => {
    fc.assert(
      fc.property(anyConnections, fc.nat(), (all, turn) => {
        const best = bestConnection(all)
        const direct = all.filter(({ path }) => path === 'direct')
        expect(best).toBe((direct.length > 0 ? direct : all).at(-1))
        const turned = all.length === 0 ? all : [...all.slice(turn % all.length), ...all.slice(0, turn % all.length)]
        expect(bestConnection(turned)).toBe(best)
      })
    )
  })

  test('one connection stays, and beside a direct one the newest relayed one as a spare', () => {
    fc.assert(
      fc.property(anyConnections, (all) => {
        const surplus = surplusConnections(all)
        const kept = all.filter((each) => !surplus.includes(each))
        const relayed = all.filter(({ path }) => path === 'relayed')
        const direct = all.filter(({ path }) => path === 'direct')
        const wanted = direct.length > 0 ? [direct.at(-1), relayed.at(-1)] : [relayed.at(-1)]
        expect(new Set(kept)).toEqual(new Set(wanted.filter((each) => each !== undefined)))
      })
    )
  })

  test('of two peers exactly one opens the lanes', () => {
    const peerBytes = fc.uint8Array({ minLength: 38, maxLength: 38 })
    fc.assert(
      fc.property(peerBytes, peerBytes, (a, b) => {
        fc.pre(!equalBytes(a, b))
        expect(opensLanes(a, b)).toBe(!opensLanes(b, a))
      })
    )
  })
})

describe('when a direct connection is asked whether it lives', () => {
  const direct = connection({ id: 'd', path: 'direct' })
  const spare = connection({ id: 'r', order: 1 })
  const theirs = connection({ id: 't', order: 2, dialer: 'them' })

  test.each([
    ['its spare went', { type: 'closed', connection: spare } as const, direct, true],
    ['the other side dials anew', { type: 'opened', connection: theirs } as const, direct, true],
    ['we made a spare ourselves', { type: 'opened', connection: spare } as const, direct, false],
    ['another direct one came', { type: 'opened', connection: direct } as const, direct, false],
    ['the link is relayed anyway', { type: 'closed', connection: theirs } as const, spare, false],
    ['there is no link', { type: 'closed', connection: spare } as const, undefined, false]
  ])('%s', (_name, event, inUse, doubt) => {
    expect(castsDoubt(event, inUse)).toBe(doubt)
  })
})

describe('how long a try waits', () => {
  test('doubles from half a second to fifteen, a quarter more or less', () => {
    const plain = [0, 1, 2, 3, 4, 5, 6, 1_000].map((attempt) =>
      backOff(attempt, { firstMs: 500, maxMs: 15_000, chance: 0.5 })
    )
    expect(plain).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000])
    fc.assert(
      fc.property(fc.nat(40), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, chance) => {
        const middle = backOff(attempt, { firstMs: 500, maxMs: 15_000, chance: 0.5 })
        const spread = backOff(attempt, { firstMs: 500, maxMs: 15_000, chance })
        expect(Math.abs(spread - middle)).toBeLessThanOrEqual(middle / 4)
      })
    )
  })
})
