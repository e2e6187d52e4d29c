// Shows that a peer which floods, stalls, lies or sends noise costs little, breaks nothing, and is cut off in the end.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concat, repeat, utf8 } from '../../src/base/bytes.ts'
import { deviceIdOf, scopeIdOf } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { runOf } from '../../src/log/run.ts'
import { bounds } from '../../src/sync/bounds.ts'
import type { SessionEffect } from '../../src/sync/events.ts'
import { encodeFrame, type Frame } from '../../src/sync/frames.ts'
import { scopeTagOf } from '../../src/sync/frame-fields.ts'
import { openSession, stepSession, nextDeadline } from '../../src/sync/session.ts'
import { makeAuthor, makeLog } from '../fixtures/log.ts'
import { createDice } from '../fixtures/random.ts'
import { fixtureStart } from '../fixtures/team.ts'
import {
  channelScope,
  createWorld,
  framesOf,
  makeEpoch,
  makeTwo,
  teamScope,
  isCaughtUp,
  type End,
  type World
} from './pair.ts'
import type { Replica } from './replica.ts'

/** A caught-up pair whose second end is under the test's control: what it says is what the test gives the first end. */
function caughtUp(prepare: (anna: Replica, bert: Replica) => void = () => undefined): {
  readonly world: World
  readonly anna: Replica
  readonly bert: Replica
  readonly a: End
  readonly b: End
} {
  const [anna, bert] = makeTwo()
  prepare(anna, bert)
  const world = createWorld()
  const [a, b] = world.link(anna, bert)
  world.runUntil(() => isCaughtUp(a.session) && isCaughtUp(b.session), 2000)
  return { world, anna, bert, a, b }
}

function say(world: World, end: End, frame: Frame): void {
  world.tell(end, { type: 'frame', bytes: encodeFrame(frame) })
}

function tagOf(end: End, index = 0): string {
  return framesOf(end, 'have')[0]?.logs[index]?.tag ?? ''
}

describe('refused runs', () => {
  test('[V7] three of them end the session and keep the device away for ten minutes', () => {
    const { world, a, bert, anna } = caughtUp()
    const author = { scope: channelScope, device: bert.device.device, signKeys: bert.device.signKeys }
    for (const entry of makeLog(author, 3)) {
      expect(a.closed).toBe(undefined)
      say(world, a, { type: 'fresh', runs: [runOf([{ ...entry, signature: repeat(1, 64) }])] })
    }
    world.runUntil(() => a.closed !== undefined, 10_000)
    expect([a.closed, a.awayMs]).toEqual(['strikes', limits.strikeMs])
    expect(anna.entries.size).toBe(0)
  })

  test('[V7] a gap is no strike: what is missing is asked for', () => {
    const { world, a, b, anna, bert } = caughtUp()
    const author = { scope: channelScope, device: bert.device.device, signKeys: bert.device.signKeys }
    const log = makeLog(author, 12)
    for (const entry of log.slice(4)) say(world, a, { type: 'fresh', runs: [runOf([entry])] })
    expect(a.closed).toBe(undefined)
    expect(framesOf(a, 'want')).toHaveLength(1)
    bert.hold(log)
    world.tell(b, { type: 'grew', logs: [author], fresh: [] })
    expect(world.runUntil(() => anna.entries.size === 12, 30_000)).toBe(true)
  })

  test('[V7] strikes of earlier links count: such a device is not talked to', () => {
    const [anna, bert] = makeTwo()
    anna.strikes = 3
    const world = createWorld()
    const [a] = world.link(anna, bert)
    world.runUntil(() => a.closed !== undefined, 1000)
    expect([a.closed, a.awayMs]).toEqual(['strikes', limits.strikeMs])
  })

  test('[S4] a run nobody asked for goes nowhere, unless it is of the team', () => {
    const { world, a, anna, bert } = caughtUp()
    const author = { scope: channelScope, device: bert.device.device, signKeys: bert.device.signKeys }
    const runs = [runOf(makeLog(author, 2))]
    say(world, a, { type: 'run', number: 0, answered: 0, runs })
    say(world, a, { type: 'run', number: 77, answered: 1, runs })
    expect(anna.runs).toEqual([])
  })

  test('an answer to another question is not taken for the one that is on the way', () => {
    const [anna, bert] = makeTwo()
    bert.write(channelScope)
    const world = createWorld()
    const [a] = world.link(anna, bert)
    world.runUntil(() => framesOf(a, 'want').length > 0, 1000)
    say(world, a, { type: 'run', number: 9, answered: 1, runs: [runOf([...bert.entries.values()])] })
    expect(anna.runs).toEqual([])
    expect(world.runUntil(() => anna.entries.size === 1, 1000)).toBe(true)
  })
})

describe('floods', () => {
  test('[S8] an author beyond its rate waits, and is heard again when time has passed', () => {
    const { world, a, b, anna, bert } = caughtUp()
    const author = { scope: channelScope, device: bert.device.device, signKeys: bert.device.signKeys }
    const log = makeLog(author, limits.entriesBurst + 160)
    bert.hold(log)
    for (let index = 0; index < log.length; index += 16)
      say(world, a, { type: 'fresh', runs: [runOf(log.slice(index, index + 16))] })
    expect(a.closed).toBe(undefined)
    expect(anna.entries.size).toBeLessThanOrEqual(limits.entriesBurst)
    expect(framesOf(a, 'want')).toEqual([])
    world.tell(b, { type: 'grew', logs: [author], fresh: [] })
    const waitedFrom = world.now
    expect(world.runUntil(() => anna.entries.size === log.length, 60_000)).toBe(true)
    expect(world.now - waitedFrom).toBeGreaterThan(2000)
  })

  test('[S8] an author far beyond its rate is cut off with the peer that carries it', () => {
    const { world, a, anna, bert } = caughtUp()
    const author = { scope: channelScope, device: bert.device.device, signKeys: bert.device.signKeys }
    const log = makeLog(author, 16)
    for (let sent = 0; sent <= 2 * limits.entriesBurst + 16 && a.session.type === 'bound'; sent += 16)
      say(world, a, { type: 'fresh', runs: [runOf(log)] })
    world.runUntil(() => a.closed !== undefined, 10_000)
    expect([a.closed, a.awayMs]).toEqual(['flood', limits.strikeMs])
    expect(anna.entries.size).toBe(16)
  })

  test('[S8] whoever keeps to the rate is never taken for a flood', () => {
    const { world, a, bert, anna } = caughtUp()
    const write = (): void => {
      world.write(bert, () => bert.write(channelScope))
    }
    for (let index = 0; index < 500; index++) write()
    for (let second = 0; second < 10; second++) {
      for (let index = 0; index < 60; index++) write()
      world.runUntil(() => false, 1000)
    }
    world.runUntil(() => anna.entries.size === 1100, 30_000)
    expect([a.closed, anna.entries.size]).toEqual([undefined, 1100])
  })

  test('[S8] frames far beyond the rate end the session', () => {
    const { world, a } = caughtUp()
    for (let index = 0; index < 3 * bounds.framesBurst && a.closed === undefined; index++)
      say(world, a, { type: 'ping', number: 1 })
    expect([a.closed, a.awayMs]).toEqual(['flood', limits.strikeMs])
    expect(framesOf(a, 'pong').length).toBeLessThanOrEqual(bounds.framesBurst)
  })

  test('[S8] questions beyond the rate are left unanswered', () => {
    const { world, a } = caughtUp((anna) => {
      anna.write(channelScope)
    })
    const want: Frame = { type: 'want', number: 1, logs: [] }
    for (let index = 0; index < 2 * bounds.wantsBurst; index++) say(world, a, want)
    expect(framesOf(a, 'run').length).toBeLessThanOrEqual(bounds.wantsBurst + 2)
  })

  test('[S10] signals beyond five a second are dropped, both ways', () => {
    const { world, a } = caughtUp()
    for (let index = 0; index < 50; index++)
      world.tell(a, { type: 'signal', scope: channelScope, sealed: repeat(1, 60) })
    expect(framesOf(a, 'signal')).toHaveLength(bounds.signalsPerSecond)
  })

  test('[S10] a signal about a scope that is not shared is neither sent nor heard', () => {
    const { world, a, anna } = caughtUp()
    world.tell(a, { type: 'signal', scope: scopeIdOf(repeat(9, 16)), sealed: repeat(1, 60) })
    expect(framesOf(a, 'signal')).toEqual([])
    const heard = (tag: string): number => {
      const frame = encodeFrame({ type: 'signal', tag, sealed: repeat(1, 60) })
      const { effects } = stepSession(a.session, { type: 'frame', bytes: frame }, world.now, anna.local)
      return effects.filter(({ type }) => type === 'signal').length
    }
    const tags = framesOf(a, 'have').flatMap(({ logs }) => logs.map(({ tag }) => tag))
    for (const tag of ['00'.repeat(16), 'ff'.repeat(16)]) expect(heard(tag)).toBe(0)
    for (const tag of tags) expect(heard(tag)).toBe(1)
  })

  test('[V6] heads of invented logs are kept within bounds', () => {
    const { world, a } = caughtUp()
    const author = makeAuthor()
    const dice = createDice('invented')
    const hash = makeLog(author, 1)[0]?.hash ?? ('' as never)
    for (let part = 0; part < 64; part++) {
      const logs = Array.from({ length: 400 }, () => ({
        tag: scopeTagOf(dice.bytes(16)),
        device: deviceIdOf(dice.bytes(32)),
        heads: [{ seq: 1, hash }]
      }))
      say(world, a, { type: 'have', number: 10, scale: 'whole', part, parts: 64, logs })
    }
    const session = a.session
    expect(session.type === 'bound' && session.talk.said.byTag.size).toBeLessThanOrEqual(bounds.saidTagsMax)
    expect(session.type === 'bound' && session.talk.said.count).toBeLessThanOrEqual(bounds.saidLogsMax)
    expect(framesOf(a, 'want')).toEqual([])
  })
})

describe('lies and silence', () => {
  test('a peer that names heads it never delivers is asked less and less', () => {
    const { world, a, b } = caughtUp((anna) => {
      anna.write(channelScope)
    })
    const author = makeAuthor('anna')
    const invented = makeLog(author, 1)[0]?.hash ?? ('' as never)
    const tag = tagOf(a)
    const { device } = a.replica.device
    say(world, a, {
      type: 'have',
      number: 50,
      scale: 'changes',
      part: 0,
      parts: 1,
      logs: [{ tag, device, heads: [{ seq: 900, hash: invented }] }]
    })
    world.runUntil(() => false, 600_000)
    expect(framesOf(a, 'want').length).toBeGreaterThan(3)
    expect(framesOf(a, 'want').length).toBeLessThan(25)
    expect([a.closed, b.closed]).toEqual([undefined, undefined])
  })

  test('[S8] a peer that never answers does not stop the same log from coming from another', () => {
    const [anna, bert] = makeTwo()
    const world = createWorld()
    for (let index = 0; index < 5; index++) bert.write(channelScope)
    const [a, b] = world.link(anna, bert)
    world.runUntil(() => framesOf(a, 'want').length > 0, 1000)
    world.cutLink(b)
    world.runUntil(() => false, 500)
    const [second] = world.link(anna, bert)
    expect(world.runUntil(() => anna.entries.size === 5, limits.wantMs + 2000)).toBe(true)
    expect(second.closed).toBe(undefined)
  })

  test('a peer that vanishes is noticed within twelve seconds', () => {
    const { world, a } = caughtUp()
    world.cutLink(a)
    const goneAt = world.now
    expect(world.runUntil(() => a.closed !== undefined, 60_000)).toBe(true)
    expect(a.closed).toBe('silent')
    expect(world.now - goneAt).toBeLessThanOrEqual(2 * limits.pingMs + limits.pingGraceMs)
  })

  test('after a sleep the peer gets two seconds to answer before it counts as gone', () => {
    const { world, a, b } = caughtUp()
    const asleep = world.now + 60_000
    const local = a.replica.local
    const woken = stepSession(a.session, { type: 'tick' }, asleep, local)
    expect(woken.effects.map((effect) => effect.type)).not.toContain('close')
    expect(nextDeadline(woken.session)).toBeLessThanOrEqual(asleep + limits.pingGraceMs)
    const late = stepSession(woken.session, { type: 'tick' }, asleep + limits.pingGraceMs, local)
    expect(late.effects).toEqual([{ type: 'close', reason: 'silent', awayMs: 0 }])
    expect(b.closed).toBe(undefined)
  })

  test('a fresh entry that nobody hears of makes us ask whether anybody is there', () => {
    const { world, a, anna } = caughtUp()
    world.cutLink(a)
    world.write(anna, () => anna.write(channelScope))
    const writtenAt = world.now
    world.runUntil(() => a.closed !== undefined, 60_000)
    expect(world.now - writtenAt).toBeLessThanOrEqual(bounds.freshHeardMs + limits.pingGraceMs)
  })

  test('a bye ends it on both sides', () => {
    const { world, a, b } = caughtUp()
    world.tell(a, { type: 'leave', reason: 'replaced' })
    world.runUntil(() => a.closed !== undefined && b.closed !== undefined, 5000)
    expect([a.closed, b.closed]).toEqual(['left', 'peer-left'])
  })
})

describe('noise', () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .tuple(fc.constantFrom(1, 2, 3, 4, 5, 0x10, 0x11, 0x12, 0x13, 0x80, 0x81), fc.uint8Array({ maxLength: 200 }))
      .map(([type, body]) => concat(Uint8Array.of(type), body))
  )

  test('[V7] no frame makes the machine throw, before or after binding', () => {
    const { world, a } = caughtUp((anna) => {
      anna.write(channelScope)
      anna.write(teamScope)
    })
    const said = a.sentFrames.map(({ bytes }) => bytes)
    const local = a.replica.local
    const opening = { ends: { own: utf8('p'), theirs: utf8('q'), dialer: 'us' as const }, epochs: [makeEpoch('first')] }
    const fresh = openSession(opening, fixtureStart, local).session
    const mutated = fc.tuple(fc.constantFrom(...said), fc.nat(), fc.nat(255)).map(([bytes, place, value]) => {
      const copy = bytes.slice()
      copy[place % copy.length] = value
      return copy
    })
    fc.assert(
      fc.property(fc.array(fc.oneof(noise, mutated), { maxLength: 12 }), (frames) => {
        for (const start of [a.session, fresh]) {
          let session = start
          const effects: SessionEffect[] = []
          for (const bytes of frames) {
            const step = stepSession(session, { type: 'frame', bytes }, world.now, local)
            session = step.session
            effects.push(...step.effects)
            for (const effect of step.effects) {
              if (effect.type !== 'deliver') continue
              const verdicts = effect.runs.map((): 'refused' => 'refused')
              session = stepSession(
                session,
                { type: 'verdict', ticket: effect.ticket, verdicts },
                world.now,
                local
              ).session
            }
          }
          expect(effects.filter((effect) => effect.type === 'bound')).toEqual([])
        }
      }),
      { numRuns: 400 }
    )
  })

  test('[V6] of frames that come before binding a few are kept, and few bytes', () => {
    const { world, a } = caughtUp()
    const opening = { ends: { own: utf8('p'), theirs: utf8('q'), dialer: 'us' as const }, epochs: [makeEpoch('first')] }
    let session = openSession(opening, fixtureStart, a.replica.local).session
    const frame = (number: number): Uint8Array => encodeFrame({ type: 'ping', number })
    for (let number = 0; number < 1000; number++)
      session = stepSession(session, { type: 'frame', bytes: frame(number) }, world.now, a.replica.local).session
    expect(session.type === 'meeting' && session.early.length).toBe(bounds.earlyFramesMax)
  })

  test('[V7] a frame that cannot be read changes nothing but the count of frames', () => {
    const { world, a } = caughtUp()
    if (a.session.type !== 'bound') throw new Error('bound by now')
    const { talk } = a.session
    for (const bytes of [
      new Uint8Array(0),
      Uint8Array.of(0x10, 0xff),
      Uint8Array.of(0x77),
      Uint8Array.of(0x80, 0x80)
    ]) {
      const step = stepSession(a.session, { type: 'frame', bytes }, world.now, a.replica.local)
      expect(step.effects).toEqual([])
      expect(step.session.type === 'bound' && { ...step.session.talk, rates: talk.rates }).toEqual(talk)
    }
  })

  test('an old meet, bind or answer that comes again changes nothing', () => {
    const { world, a, b } = caughtUp((_, bert) => {
      bert.write(channelScope)
    })
    const before = a.replica.entries.size
    for (const { bytes } of [...b.sentFrames]) world.tell(a, { type: 'frame', bytes })
    world.runUntil(() => false, 2000)
    expect([a.closed, a.replica.entries.size]).toEqual([undefined, before])
  })
})
