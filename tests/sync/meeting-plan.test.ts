// Shows who dials whom and when, and which of several links stays.

import { describe, expect, test } from 'vitest'
import { deviceIdOf, peerIdOf, type PeerId } from '../../src/base/ids.ts'
import { repeat } from '../../src/base/bytes.ts'
import { limits } from '../../src/base/limits.ts'
import {
  backoffMs,
  dialAnew,
  dialFailed,
  dialSucceeded,
  mayLink,
  noDialling,
  outlivedLinks,
  planDials,
  replacedLinks,
  upgradeAfterMs,
  type BoundLink,
  type DialFacts,
  type Dialling
} from '../../src/sync/meeting-plan.ts'

const own = peerIdOf('m')
const [smaller, larger] = [peerIdOf('a'), peerIdOf('z')]

function factsAt(now: number, wanted: readonly PeerId[], more: Partial<DialFacts> = {}): DialFacts {
  return { own, reserved: true, wanted, now, chance: () => 0.5, ...more }
}

function many(count: number): readonly PeerId[] {
  return Array.from({ length: count }, (_, index) => peerIdOf(`n${String(index).padStart(3, '0')}`))
}

describe('the dial rule', () => {
  test('of two PeerIds the smaller dials within 300 ms', () => {
    const planned = planDials(noDialling, factsAt(0, [larger]))
    expect([planned.dial, planned.next]).toEqual([[], 150])
    expect(planDials(planned.dialling, factsAt(150, [larger])).dial).toEqual([larger])
  })

  test('the larger waits four to six seconds, then dials too', () => {
    const planned = planDials(noDialling, factsAt(0, [smaller]))
    expect(planned.next).toBe(5000)
    expect(planDials(planned.dialling, factsAt(4999, [smaller])).dial).toEqual([])
    expect(planDials(planned.dialling, factsAt(5000, [smaller])).dial).toEqual([smaller])
  })

  test('a device without reservation dials everybody', () => {
    expect(planDials(noDialling, factsAt(0, [smaller, larger], { reserved: false })).next).toBe(150)
  })

  test('at most four dials are under way', () => {
    const now = { ...factsAt(0, many(10)), chance: () => 0 }
    const planned = planDials(noDialling, now)
    expect([planned.dial.length, planned.next]).toEqual([4, undefined])
    const [first] = planned.dial as [PeerId]
    const freed = planDials(dialSucceeded(planned.dialling, first), { ...now, wanted: many(10).slice(1) })
    expect(freed.dial).toHaveLength(1)
  })

  test('at most twenty begin in a minute, and as many again where another network gives new hope', () => {
    let dialling: Dialling = noDialling
    let left = many(40)
    let dialled = 0
    for (let round = 0; round < 20; round++) {
      const planned = planDials(dialling, { ...factsAt(round, left), chance: () => 0 })
      dialled += planned.dial.length
      dialling = planned.dial.reduce(dialSucceeded, planned.dialling)
      left = left.filter((peer) => !planned.dial.includes(peer))
    }
    expect(dialled).toBe(limits.dialsPerMinuteMax)
    const waiting = planDials(dialling, factsAt(100, left))
    expect(waiting.next).toBe(60_000)
    expect(planDials(dialling, factsAt(60_001, left)).dial.length).toBeGreaterThan(0)
    expect(planDials(dialAnew(dialling, 100, left[0]), factsAt(100, left)).dial).toEqual([])
    expect(planDials(dialAnew(dialling, 100), factsAt(100, left)).dial.length).toBeGreaterThan(0)
  })

  test('whom nobody wants any more is forgotten, but a dial under way still counts', () => {
    const planned = planDials(noDialling, { ...factsAt(0, many(4)), chance: () => 0 })
    const others = [peerIdOf('q1'), peerIdOf('q2')]
    expect(planDials(planned.dialling, { ...factsAt(1, others), chance: () => 0 }).dial).toEqual([])
  })
})

describe('back-off', () => {
  test('1, 2, 4 … 30 s ± 25 %', () => {
    expect([1, 2, 3, 4, 5, 6, 60].map(backoffMs)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    const failed = [0, 1].map((chance) => dialFailed(noDialling, larger, { now: 0, chance }).tries.get(larger)?.dueAt)
    expect(failed).toEqual([750, 1250])
  })

  test('a fresh announcement or another network ends it', () => {
    let dialling = noDialling
    for (let index = 0; index < 5; index++) dialling = dialFailed(dialling, larger, { now: 0, chance: 0.5 })
    expect(planDials(dialling, factsAt(100, [larger])).dial).toEqual([])
    expect(planDials(dialAnew(dialling, 100, larger), factsAt(100, [larger])).dial).toEqual([larger])
    expect(planDials(dialAnew(dialling, 100), factsAt(100, [larger])).dial).toEqual([larger])
    expect(planDials(dialAnew(dialling, 100, smaller), factsAt(100, [larger])).dial).toEqual([])
  })

  test('direct paths are tried at 0, 5 s, 30 s, 2, 10, then every 30 minutes', () => {
    const minute = 60_000
    const times = [0, 1, 2, 3, 4, 5, 6].map(upgradeAfterMs)
    expect(times).toEqual([0, 5000, 30_000, 2 * minute, 10 * minute, 30 * minute, 60 * minute])
  })
})

describe('several links to one device', () => {
  const device = deviceIdOf(repeat(1, 32))
  const link = (peer: string, boundAt: number): BoundLink => ({ peer: peerIdOf(peer), device, boundAt })

  test('the one bound last stays, the other closes after 30 s', () => {
    const links = [link('old', 0), link('new', 10_000)]
    expect(replacedLinks(links, 20_000)).toEqual({ close: [], next: 40_000 })
    expect(replacedLinks(links, 40_000)).toEqual({ close: ['old'], next: undefined })
    const others = { ...link('other', 0), device: deviceIdOf(repeat(2, 32)) }
    expect(replacedLinks([link('new', 0), others], 99_000).close).toEqual([])
  })

  test('a device that flips more than three times a minute is used twice, and keeps its links', () => {
    const links = ['a', 'b', 'c', 'd'].map((peer, index) => link(peer, 1000 * index))
    expect(replacedLinks(links, 40_000)).toEqual({ close: [], next: undefined })
    expect(replacedLinks(links.slice(1), 40_000).close).toEqual(['b', 'c'])
  })

  test('more than 24 links are refused, and links outlast a change of plan by a minute', () => {
    expect([mayLink(23), mayLink(24)]).toEqual([true, false])
    const links = [
      { peer: smaller, unplannedSince: 0 },
      { peer: larger, unplannedSince: undefined }
    ]
    expect(outlivedLinks(links, 59_999)).toEqual([])
    expect(outlivedLinks(links, 60_000)).toEqual([smaller])
  })
})
