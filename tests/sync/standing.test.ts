// Shows who gets what (S4), that this is asked for every run (S5), and that scopes keep their names to themselves (S6).

import { describe, expect, test } from 'vitest'
import { toHex, utf8 } from '../../src/base/bytes.ts'
import { idBytes } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { boundOf, saidHeads } from '../../src/sync/session.ts'
import {
  allScopes,
  boundDevice,
  channelScope,
  createWorld,
  directScope,
  fineWeather,
  framesOf,
  makeEpoch,
  makeReplicas,
  makeTwo,
  teamScope,
  isCaughtUp,
  type End
} from './pair.ts'
import { runOfLog, sharedScope, type Replica } from './replica.ts'

function fill(replica: Replica): void {
  replica.write(teamScope, { kind: 'control', payload: utf8('control') })
  replica.write(teamScope, { kind: 'epoch', payload: utf8('epoch') })
  replica.write(channelScope)
  replica.write(directScope)
}

function heldOf(replica: Replica, author: Replica): readonly string[] {
  const entries = [...replica.entries.values()].filter((entry) => entry.device === author.device.device)
  return entries.map((entry) => `${entry.scope === teamScope ? 'team' : 'talk'} ${entry.header.kind}`)
}

/** Frames that say anything beyond the opening. */
function tellingFrames(end: End): readonly string[] {
  return end.sentFrames.map(({ frame }) => frame.type).filter((type) => type !== 'meet')
}

describe('before anybody is bound', () => {
  test('[S2] two without a common epoch part, and nothing but meet was said', () => {
    const [anna, bert] = makeTwo()
    fill(anna)
    const world = createWorld()
    const [a, b] = world.link(anna, bert, { a: [makeEpoch('ours')], b: [makeEpoch('theirs')] })
    world.runUntil(() => a.closed !== undefined && b.closed !== undefined, 1000)
    expect([a.closed, b.closed]).toEqual(['no-common-epoch', 'no-common-epoch'])
    expect([tellingFrames(a), tellingFrames(b)]).toEqual([[], []])
  })

  test('[S2] a stranger who shows no epoch gets one meet and no answer to anything', () => {
    const [anna, bert] = makeTwo()
    fill(anna)
    const world = createWorld('fine', { ...fineWeather, lossPercent: 100 })
    const [a] = world.link(anna, bert)
    for (const frame of [
      [0x04, 0x00],
      [0x11, 0x82, 0x01, 0x80],
      [0x10, 0x85, 0x01, 0xf5, 0x00, 0x01, 0x80]
    ])
      world.tell(a, { type: 'frame', bytes: Uint8Array.from(frame) })
    expect(tellingFrames(a)).toEqual([])
    world.runUntil(() => a.closed !== undefined, 10_000)
    expect(a.closed).toBe('not-bound-in-time')
  })

  test('a link that binds nobody within five seconds closes', () => {
    const [anna, bert] = makeTwo()
    const world = createWorld()
    const openedAt = world.now
    world.weather = { ...fineWeather, lossPercent: 100 }
    const [a] = world.link(anna, bert)
    world.runUntil(() => a.closed !== undefined, 60_000)
    expect([a.closed, world.now - openedAt]).toEqual(['not-bound-in-time', limits.bindMs])
  })

  test('[S3] both are bound after one round trip, although the first frames were lost', () => {
    const [anna, bert] = makeTwo()
    const world = createWorld('fine', { ...fineWeather, lossPercent: 100 })
    const [a, b] = world.link(anna, bert)
    world.weather = fineWeather
    expect(world.runUntil(() => boundOf(a.session) !== undefined && boundOf(b.session) !== undefined, 1200)).toBe(true)
    expect([boundDevice(a), boundDevice(b)]).toEqual([bert.device.device, anna.device.device])
  })
})

describe('what a device gets', () => {
  test('[S4] a member gets every scope it takes part in', () => {
    const [anna, bert] = makeTwo()
    fill(anna)
    const world = createWorld()
    world.link(anna, bert)
    world.runUntil(() => false, 2000)
    expect(heldOf(bert, anna)).toEqual(['team control', 'team epoch', 'talk content', 'talk content'])
  })

  test('[S4] a member gets nothing of a conversation that it is not in, not even its name', () => {
    const [anna, bert] = makeTwo()
    fill(anna)
    anna.standings.set(bert.device.device, { type: 'member', scopes: allScopes.slice(0, 2) })
    const world = createWorld()
    const [a] = world.link(anna, bert)
    world.runUntil(() => false, 2000)
    expect([...bert.entries.values()].some((entry) => entry.scope === directScope)).toBe(false)
    expect(framesOf(a, 'have').every((have) => have.logs.length <= 2)).toBe(true)
    // Asking for it by name brings nothing either: bert knows the scope and its tag.
    expect(
      framesOf(a, 'run')
        .flatMap((run) => run.runs)
        .some((run) => run.scope === directScope)
    ).toBe(false)
  })

  test('[S4] a guest gets the team control entries, epoch payloads left out, and its own conversations', () => {
    const [anna, bert] = makeTwo()
    fill(anna)
    const guest = { type: 'guest', scopes: [sharedScope(teamScope, 0, false), sharedScope(directScope, 3)] } as const
    anna.standings.set(bert.device.device, guest)
    bert.standings.set(anna.device.device, guest)
    const world = createWorld()
    world.link(anna, bert)
    world.runUntil(() => false, 2000)
    expect(heldOf(bert, anna)).toEqual(['team control', 'team epoch', 'talk content'])
    const epochs = [...bert.entries.values()].filter((entry) => entry.header.kind === 'epoch')
    expect(epochs.map((entry) => entry.payload)).toEqual([undefined])
    world.write(anna, () => anna.write(teamScope, { kind: 'epoch', payload: utf8('the next epoch') }))
    world.runUntil(() => heldOf(bert, anna).length === 4, 1000)
    const live = [...bert.entries.values()].filter((entry) => entry.header.kind === 'epoch')
    expect(live.map((entry) => entry.payload)).toEqual([undefined, undefined])
  })

  test('[S4] [S12] a removed device gets the proof of it, once, and then the link closes', () => {
    const [anna, bert] = makeTwo()
    fill(anna)
    anna.standings.set(bert.device.device, { type: 'removed' })
    const control = { scope: teamScope, device: anna.device.device }
    anna.proofs.set(bert.device.device, [runOfLog(anna, control)])
    fill(bert)
    const world = createWorld()
    const [a, b] = world.link(anna, bert)
    world.runUntil(() => a.closed !== undefined && b.closed !== undefined, 10_000)
    expect([a.closed, b.closed]).toEqual(['removed', 'peer-left'])
    expect(heldOf(bert, anna)).toEqual(['team control', 'team epoch'])
    expect(tellingFrames(a)).toEqual(['bind', 'run', 'bye'])
    expect(heldOf(anna, bert)).toEqual([])
  })

  test('[S4] of an unknown device only the control log of the team is taken, by which it may become known; it gets nothing', () => {
    const [anna, bert] = makeTwo()
    fill(anna)
    fill(bert)
    anna.standings.set(bert.device.device, { type: 'unknown' })
    const world = createWorld()
    const [a] = world.link(anna, bert)
    world.runUntil(() => heldOf(anna, bert).length > 0, 2000)
    expect(heldOf(anna, bert)).toEqual(['team control', 'team epoch'])
    expect(heldOf(bert, anna)).toEqual([])
    expect(framesOf(a, 'have')).toEqual([])
    anna.standings.delete(bert.device.device)
    world.tell(a, { type: 'standing' })
    world.runUntil(() => false, 1000)
    expect([heldOf(anna, bert).length, heldOf(bert, anna).length]).toEqual([4, 4])
  })

  test('[S4] anything else is closed without a word', () => {
    const [anna, bert] = makeTwo()
    fill(anna)
    anna.standings.set(bert.device.device, { type: 'refused' })
    const world = createWorld()
    const [a] = world.link(anna, bert)
    world.runUntil(() => a.closed !== undefined, 1000)
    expect([a.closed, tellingFrames(a)]).toEqual(['standing-refused', ['bind']])
  })
})

describe('a removal in mid-session', () => {
  test('[S5] ends delivery at once: no answer, no new entry, no head, although nobody told the session', () => {
    const [anna, bert] = makeTwo()
    const world = createWorld()
    const [a] = world.link(anna, bert)
    world.runUntil(() => isCaughtUp(a.session), 1000)
    anna.standings.set(bert.device.device, { type: 'removed' })
    const before = a.sentFrames.length
    world.write(anna, () => anna.write(channelScope))
    world.runUntil(() => false, 1000)
    expect(heldOf(bert, anna)).toEqual([])
    expect(a.sentFrames.slice(before).filter(({ frame }) => frame.type !== 'ping' && frame.type !== 'pong')).toEqual([])
  })

  test('[S5] that falls between a question and its answer leaves the question unanswered', () => {
    const [anna, bert] = makeTwo()
    fill(anna)
    const world = createWorld()
    const [a, b] = world.link(anna, bert)
    world.runUntil(() => framesOf(b, 'want').length > 0, 1000)
    anna.standings.set(bert.device.device, { type: 'removed' })
    world.runUntil(() => framesOf(a, 'run').length > 0, 1000)
    expect(framesOf(a, 'run').flatMap((run) => run.runs)).toEqual([])
    expect(heldOf(bert, anna)).toEqual([])
  })

  test('[S5] that falls between growth and the next have keeps the have back', () => {
    const [anna, bert] = makeTwo()
    const world = createWorld()
    const [a] = world.link(anna, bert)
    world.runUntil(() => isCaughtUp(a.session), 1000)
    const before = framesOf(a, 'have').length
    const entry = anna.write(channelScope)
    world.tell(a, { type: 'grew', logs: [entry], fresh: [] })
    anna.standings.set(bert.device.device, { type: 'removed' })
    world.runUntil(() => false, 1000)
    expect(framesOf(a, 'have')).toHaveLength(before)
  })

  test('[S4] takes nothing more from the device: neither the answer that was asked for nor new entries', () => {
    const [anna, bert] = makeTwo()
    bert.write(channelScope)
    const world = createWorld()
    const [a, b] = world.link(anna, bert)
    world.runUntil(() => framesOf(a, 'want').length > 0, 1000)
    anna.standings.set(bert.device.device, { type: 'removed' })
    world.runUntil(() => framesOf(b, 'run').length > 0, 1000)
    world.write(bert, () => bert.write(directScope))
    world.runUntil(() => false, 1000)
    expect(framesOf(b, 'fresh')).toHaveLength(1)
    expect(anna.runs).toEqual([])
  })

  test('[S5] that the session is told of brings the proof and the end', () => {
    const [anna, bert] = makeTwo()
    fill(anna)
    const world = createWorld()
    const [a] = world.link(anna, bert)
    world.runUntil(() => isCaughtUp(a.session), 1000)
    const removal = anna.write(teamScope, { kind: 'control', payload: utf8('member.remove bert') })
    anna.standings.set(bert.device.device, { type: 'removed' })
    anna.proofs.set(bert.device.device, [runOfLog(anna, removal)])
    world.tell(a, { type: 'standing' })
    world.runUntil(() => a.closed !== undefined, 5000)
    expect(a.closed).toBe('removed')
    expect(bert.entries.has(removal.hash)).toBe(true)
  })
})

describe('names of scopes', () => {
  test('[S6] no have and no want carries the id of a scope, and each session names it anew', () => {
    const [anna, bert, carla] = makeReplicas('anna', 'bert', 'carla') as [Replica, Replica, Replica]
    fill(anna)
    const world = createWorld()
    const [toBert, fromBert] = world.link(anna, bert)
    const [toCarla] = world.link(anna, carla)
    world.runUntil(() => isCaughtUp(toBert.session) && isCaughtUp(toCarla.session), 2000)
    const ids = allScopes.map(({ scope }) => toHex(idBytes(scope)))
    const told = [...toBert.sentFrames, ...fromBert.sentFrames].filter(
      ({ frame }) => frame.type === 'have' || frame.type === 'want'
    )
    for (const { bytes } of told) for (const id of ids) expect(toHex(bytes).includes(id)).toBe(false)
    const tagsOf = (end: End): ReadonlySet<string> =>
      new Set(framesOf(end, 'have').flatMap((have) => have.logs.map((log) => log.tag)))
    for (const tag of tagsOf(toBert)) expect(tagsOf(toCarla).has(tag)).toBe(false)
  })

  test('[S6] heads under a name that is not known yet count as soon as the scope is', () => {
    const [anna, bert] = makeTwo()
    fill(anna)
    bert.scopes.splice(1)
    const world = createWorld()
    const [, b] = world.link(anna, bert)
    world.runUntil(() => false, 2000)
    expect(heldOf(bert, anna)).toEqual(['team control', 'team epoch'])
    bert.scopes.push(...allScopes.slice(1))
    world.tell(b, { type: 'standing' })
    expect(world.runUntil(() => heldOf(bert, anna).length === 4, 200)).toBe(true)
  })

  test('[S6] the heads a peer has said are the receipt for what it has', () => {
    const [anna, bert] = makeTwo()
    const entry = anna.write(channelScope)
    const world = createWorld()
    const [a] = world.link(anna, bert)
    expect(saidHeads(a.session, entry)).toEqual([])
    world.runUntil(() => saidHeads(a.session, entry).length > 0, 2000)
    expect(saidHeads(a.session, entry)).toEqual([{ seq: 0, hash: entry.hash }])
  })
})
