// Shows what two devices say to each other: that they converge, in how few round trips, and that they fall silent.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { utf8 } from '../../src/base/bytes.ts'
import { limits } from '../../src/base/limits.ts'
import type { Entry } from '../../src/log/entry.ts'
import { saidHeads } from '../../src/sync/session.ts'
import { headsOfEntries, makeEntry, makeLog, withoutInnerSignatures, type TestAuthor } from '../fixtures/log.ts'
import { createDice } from '../fixtures/random.ts'
import {
  allScopes,
  channelScope,
  createWorld,
  directScope,
  fineWeather,
  framesOf,
  makeReplicas,
  makeTwo,
  teamScope,
  isCaughtUp,
  type End,
  type World
} from './pair.ts'
import { areEqual, type Replica } from './replica.ts'

const scopes = allScopes.map(({ scope }) => scope)

/** How many round trips after both ends were bound it takes until both hold the same. */
function roundTrips(world: World, [a, b]: readonly [End, End], forMs = 20_000): number {
  expect(world.runUntil(() => a.session.type === 'bound' && b.session.type === 'bound', 1000)).toBe(true)
  const boundAt = world.now
  expect(world.runUntil(() => areEqual(a.replica, b.replica, scopes), forMs)).toBe(true)
  return (world.now - boundAt) / (2 * world.weather.delayMs)
}

/** What the same device writes after its backup was restored. */
function branchOf(author: TestAuthor, common: readonly Entry[], length: number): readonly Entry[] {
  if (length === 0) return []
  const first = makeEntry(author, headsOfEntries(common), { payload: utf8('restored') })
  return [first, ...makeLog(author, length - 1, headsOfEntries([...common, first]))]
}

function writeLog(replica: Replica, scope: (typeof scopes)[number], count: number): void {
  for (let index = 0; index < count; index++) replica.write(scope)
}

describe('first contact', () => {
  test('[Q18] ends within three round trips without a fork, meet and bind included', () => {
    const [anna, bert] = makeTwo()
    writeLog(anna, teamScope, 20)
    writeLog(anna, channelScope, 40)
    writeLog(bert, teamScope, 3)
    writeLog(bert, channelScope, 60)
    writeLog(bert, directScope, 5)
    const world = createWorld()
    const ends = world.link(anna, bert)
    const startedAt = world.now
    roundTrips(world, ends)
    expect((world.now - startedAt) / (2 * world.weather.delayMs)).toBeLessThanOrEqual(3)
    expect(anna.entries.size).toBe(128)
  })

  test('[Q18] ends within five round trips when one log is forked at an unknown place', () => {
    const [anna, bert] = makeTwo()
    const author = { scope: channelScope, device: bert.device.device, signKeys: bert.device.signKeys }
    const common = makeLog(author, 70)
    anna.hold([...common.slice(0, 17), ...branchOf(author, common.slice(0, 17), 5)])
    bert.hold(common)
    const world = createWorld()
    const ends = world.link(anna, bert)
    const startedAt = world.now
    roundTrips(world, ends)
    expect((world.now - startedAt) / (2 * world.weather.delayMs)).toBeLessThanOrEqual(5)
    expect(anna.local.headsOfLog(author)).toHaveLength(2)
  })

  test('[S7] asks for the team before conversations, whatever was named first', () => {
    const [anna, bert] = makeTwo()
    anna.scopes.reverse()
    bert.scopes.reverse()
    writeLog(bert, directScope, 2)
    writeLog(bert, channelScope, 2)
    writeLog(bert, teamScope, 2)
    const world = createWorld()
    roundTrips(world, world.link(anna, bert))
    expect(anna.runs.map((run) => run.scope)).toEqual([teamScope, channelScope, directScope])
  })

  test('[V5] fetches a long log by its headers first, then the payloads, the newest page before the others', () => {
    const [anna, bert] = makeTwo()
    const start = 1_795_392_000_000
    for (let index = 0; index < 1500; index++) {
      const ts = start + index * 1_000_000
      bert.write(channelScope, { ts, page: Math.floor(ts / limits.weekMs) })
    }
    writeLog(bert, teamScope, 3)
    const world = createWorld()
    roundTrips(world, world.link(anna, bert))
    const channelRuns = anna.runs.filter((run) => run.scope === channelScope)
    const firstPayload = channelRuns.findIndex((run) => run.items.some((item) => item.payload !== undefined))
    const headersBefore = channelRuns.slice(0, firstPayload).reduce((sum, run) => sum + run.items.length, 0)
    expect(headersBefore).toBeGreaterThanOrEqual(1500 - 512)
    expect(anna.runs[0]?.scope).toBe(teamScope)
    const pages = channelRuns.slice(firstPayload).map((run) => pageOf(run.items[0]?.headerBytes))
    expect(pages).toEqual([...pages].sort((a, b) => b - a))
    expect(new Set(pages).size).toBeGreaterThan(1)
  })

  test('[S8] history is not held back by the rate of live entries', () => {
    const [anna, bert] = makeTwo()
    const author = { scope: channelScope, device: bert.device.device, signKeys: bert.device.signKeys }
    bert.hold(makeLog(author, 2000))
    const world = createWorld('history', { ...fineWeather, delayMs: 2 })
    expect(roundTrips(world, world.link(anna, bert))).toBeLessThan(30)
  })

  test('[L11] passes on what it got itself in one run with one signature', () => {
    const [anna, bert] = makeTwo()
    const author = { scope: channelScope, device: bert.device.device, signKeys: bert.device.signKeys }
    anna.hold(withoutInnerSignatures(makeLog(author, 300)))
    const world = createWorld()
    roundTrips(world, world.link(anna, bert))
    expect(bert.entries.size).toBe(300)
  })
})

function pageOf(headerBytes: Uint8Array | undefined): number {
  return headerBytes === undefined ? -1 : new DataView(headerBytes.buffer, headerBytes.byteOffset).getUint32(92)
}

describe('what nobody has', () => {
  test('[S7] a payload that went everywhere is asked for ever more seldom, and comes when somebody has it again', () => {
    const [anna, bert] = makeTwo()
    const author = { scope: channelScope, device: bert.device.device, signKeys: bert.device.signKeys }
    const log = makeLog(author, 3)
    const [gone] = log
    if (gone === undefined) throw new Error('a log has entries')
    const { payload: _payload, ...header } = gone
    for (const replica of [anna, bert]) replica.hold([{ ...header, payload: undefined }, ...log.slice(1)])
    const world = createWorld()
    const [end] = world.link(anna, bert)
    const asked = (forMs: number): number => {
      const before = framesOf(end, 'want').length
      world.runUntil(() => false, forMs)
      return framesOf(end, 'want').length - before
    }
    const minute = 60_000
    // At first it may be on its way to the other, too.
    expect(asked(10 * minute)).toBeGreaterThanOrEqual(10)
    asked(50 * minute)
    expect(asked(4 * 16 * minute)).toBeLessThanOrEqual(4)
    bert.hold([gone])
    world.runUntil(() => anna.entries.get(gone.hash)?.payload !== undefined, 17 * minute)
    expect(anna.entries.get(gone.hash)?.payload).toEqual(gone.payload)
  })
})

describe('live entries', () => {
  test('an entry arrives after one way, and its author hears of it after a hundred milliseconds more', () => {
    const [anna, bert] = makeTwo()
    const world = createWorld()
    const [annaEnd] = world.link(anna, bert)
    world.runUntil(() => isCaughtUp(annaEnd.session), 1000)
    const writtenAt = world.now
    const entry = world.write(anna, () => anna.write(channelScope))
    world.runUntil(() => bert.entries.has(entry.hash), 1000)
    expect(world.now - writtenAt).toBe(10)
    world.runUntil(() => saidHeads(annaEnd.session, entry).some((head) => head.hash === entry.hash), 1000)
    expect(world.now - writtenAt).toBe(10 + limits.haveDelayMs + 10)
  })

  test('are passed on once, and never back to where they came from', () => {
    const [anna, bert, carla] = makeReplicas('anna', 'bert', 'carla') as [Replica, Replica, Replica]
    const world = createWorld()
    const [, bertToAnna] = world.link(anna, bert)
    const [bertToCarla, carlaToBert] = world.link(bert, carla)
    world.runUntil(() => false, 2000)
    const entry = world.write(anna, () => anna.write(channelScope))
    expect(world.runUntil(() => carla.entries.has(entry.hash), 1000)).toBe(true)
    world.runUntil(() => false, 2000)
    expect(framesOf(bertToCarla, 'fresh')).toHaveLength(1)
    expect(framesOf(bertToAnna, 'fresh')).toHaveLength(0)
    expect(framesOf(carlaToBert, 'fresh')).toHaveLength(0)
  })

  test('are not sent to a peer that lacks what they build on: it is told of them, and fetches both', () => {
    const [anna, bert] = makeTwo()
    const world = createWorld()
    const [annaEnd] = world.link(anna, bert)
    world.runUntil(() => isCaughtUp(annaEnd.session), 1000)
    anna.write(channelScope)
    const second = world.write(anna, () => anna.write(channelScope))
    expect(world.runUntil(() => bert.entries.has(second.hash), 1000)).toBe(true)
    expect(framesOf(annaEnd, 'fresh')).toEqual([])
    expect(bert.entries.size).toBe(2)
  })

  test('that are lost are found out within seconds', () => {
    const [anna, bert] = makeTwo()
    const world = createWorld()
    world.link(anna, bert)
    world.runUntil(() => false, 2000)
    world.weather = { ...fineWeather, lossPercent: 100 }
    const entry = world.write(anna, () => anna.write(channelScope))
    world.runUntil(() => false, 50)
    world.weather = fineWeather
    expect(world.runUntil(() => bert.entries.has(entry.hash), 4000)).toBe(true)
  })
})

describe('convergence', () => {
  test('[Q12] two devices end equal in any weather, with forks, while both go on writing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const dice = createDice(seed)
        const [anna, bert] = makeTwo()
        const author = { scope: directScope, device: anna.device.device, signKeys: anna.device.signKeys }
        const common = makeLog(author, dice.below(20) + 1)
        anna.hold(common)
        const shared = common.slice(0, dice.below(common.length) + 1)
        bert.hold([...shared, ...branchOf(author, shared, dice.below(8))])
        for (const replica of [anna, bert]) for (const scope of scopes) writeLog(replica, scope, dice.below(12))
        const world = createWorld(seed, { delayMs: 20, jitterMs: 60, lossPercent: 20, copyPercent: 15 })
        world.link(anna, bert)
        for (let index = 0; index < 10; index++) {
          const writer = dice.pick([anna, bert])
          world.write(writer, () => writer.write(dice.pick(scopes)))
          world.runUntil(() => false, dice.below(400))
        }
        // A link whose meets or binds were all lost closes: peers meet again, as the node would see to.
        const equal = (): boolean => areEqual(anna, bert, scopes)
        for (let link = 0; link < 5 && !equal(); link++) {
          world.runUntil(equal, 90_000)
          if (!equal()) world.link(anna, bert)
        }
        expect(equal()).toBe(true)
      }),
      { numRuns: 40 }
    )
  })

  test('[Q19] two devices that lack nothing say only pings, and a have each minute', () => {
    const [anna, bert] = makeTwo()
    writeLog(anna, channelScope, 30)
    const world = createWorld()
    const [a, b] = world.link(anna, bert)
    world.runUntil(() => false, 5000)
    const before = [a.sentFrames.length, b.sentFrames.length]
    world.runUntil(() => false, 600_000)
    const later = [a, b].map((end, index) => end.sentFrames.slice(before[index]))
    for (const frames of later) {
      const types = frames.map(({ frame }) => frame.type)
      expect(types.filter((type) => type === 'have').length).toBeLessThanOrEqual(10)
      expect(types.filter((type) => type === 'ping').length).toBeLessThanOrEqual(120)
      expect(new Set(types)).toEqual(new Set(['ping', 'pong', 'have']))
    }
  })

  test('nothing is fetched twice when two peers offer the same', () => {
    const [anna, bert, carla] = makeReplicas('anna', 'bert', 'carla') as [Replica, Replica, Replica]
    writeLog(anna, channelScope, 200)
    bert.hold([...anna.entries.values()])
    const world = createWorld()
    world.link(carla, anna)
    world.link(carla, bert)
    world.runUntil(() => areEqual(carla, anna, scopes), 5000)
    world.runUntil(() => false, 5000)
    expect(carla.runs.reduce((sum, run) => sum + run.items.length, 0)).toBe(200)
  })
})
