// Owns a world of session machines: devices, links between them, a clock that only the world moves, and weather on the links.
// What it does with effects is what a node does.

import { utf8 } from '../../src/base/bytes.ts'
import { scopeIdOf, epochIdOf, type DeviceId } from '../../src/base/ids.ts'
import { hash } from '../../src/crypto/hash.ts'
import type { Entry } from '../../src/log/entry.ts'
import type { MeetEpoch } from '../../src/sync/bind.ts'
import type { CloseReason, SessionEffect, SessionEvent } from '../../src/sync/events.ts'
import { decodeFrame, type Frame } from '../../src/sync/frames.ts'
import type { SharedScope } from '../../src/sync/local.ts'
import { boundOf, isAsking, nextDeadline, openSession, stepSession, type Session } from '../../src/sync/session.ts'
import { createDice } from '../fixtures/random.ts'
import { fixtureStart, makeDevice, makeRoot, type TestDevice } from '../fixtures/team.ts'
import { makeReplica, sharedScope, type Replica } from './replica.ts'

/** How a link treats frames: every `delayMs` one way, plus up to `jitterMs`, which reorders; the rest in percent. */
export interface Weather {
  readonly delayMs: number
  readonly jitterMs: number
  readonly lossPercent: number
  readonly copyPercent: number
}

export const fineWeather: Weather = { delayMs: 10, jitterMs: 0, lossPercent: 0, copyPercent: 0 }

/** One end of a link. */
export interface End {
  readonly replica: Replica
  readonly peer: Uint8Array
  session: Session
  closed: CloseReason | undefined
  awayMs: number
  /** Frames that this end sent, readable, with the time. */
  readonly sentFrames: { readonly at: number; readonly frame: Frame; readonly bytes: Uint8Array }[]
}

export interface World {
  readonly now: number
  weather: Weather
  /** Both ends of a new link; the first one dialled. */
  link(
    a: Replica,
    b: Replica,
    epochs?: { readonly a?: readonly MeetEpoch[]; readonly b?: readonly MeetEpoch[] }
  ): readonly [End, End]
  /** Gives an end an event, now. */
  tell(end: End, event: SessionEvent): void
  /** Writes an entry and tells all sessions of the device. */
  write(replica: Replica, entry: () => Entry): Entry
  /** Lets time pass until `done` holds or `forMs` are over; true if it holds. */
  runUntil(done: () => boolean, forMs: number): boolean
  /** Breaks a link without a word. */
  cutLink(end: End): void
}

export const teamScope = makeRoot().team
export const channelScope = scopeIdOf(hash('channel', utf8('a channel')).subarray(0, 16))
export const directScope = scopeIdOf(hash('direct', utf8('a direct')).subarray(0, 16))
export const allScopes: readonly SharedScope[] = [
  sharedScope(teamScope, 0),
  sharedScope(channelScope, 2),
  sharedScope(directScope, 3)
]

/** An epoch of the team that follows from a name. */
export function makeEpoch(name: string, ts = fixtureStart): MeetEpoch {
  const secret = hash('cid', utf8(`epoch ${name}`))
  return { epoch: epochIdOf(secret.subarray(0, 8)), scope: teamScope, secret, ts }
}

/** Devices that share all scopes, by name. */
export function makeReplicas(...names: readonly string[]): readonly Replica[] {
  const people = names.map((name) => makeDevice(name))
  return people.map((device) => makeReplica(device, allScopes, people))
}

/** Two of them. */
export function makeTwo(): readonly [Replica, Replica] {
  const people: readonly [TestDevice, TestDevice] = [makeDevice('anna'), makeDevice('bert')]
  return [makeReplica(people[0], allScopes, people), makeReplica(people[1], allScopes, people)]
}

interface Arrival {
  readonly at: number
  readonly order: number
  readonly to: End
  readonly bytes: Uint8Array
}

/** A world without links; equal seeds and calls give equal histories. */
export function createWorld(seed: number | string = 'fine', weather: Weather = fineWeather): World {
  const dice = createDice(seed)
  const ends: End[] = []
  const others = new Map<End, End>()
  let arrivals: Arrival[] = []
  let order = 0
  let now = fixtureStart

  function apply(end: End, session: Session, effects: readonly SessionEffect[]): void {
    end.session = session
    for (const effect of effects) perform(end, effect)
  }

  function perform(end: End, effect: SessionEffect): void {
    if (effect.type === 'send') post(end, effect.frame)
    if (effect.type === 'close') {
      end.closed = effect.reason
      end.awayMs = effect.awayMs
      const other = others.get(end)
      arrivals = arrivals.filter((arrival) => arrival.to !== end)
      if (other !== undefined) others.delete(other)
      others.delete(end)
    }
    if (effect.type === 'deliver') {
      const taken = effect.runs.map((run) => end.replica.take(run))
      tell(end, { type: 'verdict', ticket: effect.ticket, verdicts: taken.map((each) => each.verdict) })
      const grown = taken.flatMap((each) => each.entries)
      if (grown.length > 0) tellGrowth(end.replica, grown, effect.fresh ? grown : [])
    }
  }

  function post(end: End, bytes: Uint8Array): void {
    const decoded = decodeFrame(bytes)
    if (!decoded.ok) throw new Error(`a session sent what nobody can read: ${decoded.reason}`)
    end.sentFrames.push({ at: now, frame: decoded.value, bytes })
    const to = others.get(end)
    if (to === undefined || dice.chance(world.weather.lossPercent)) return
    const copies = dice.chance(world.weather.copyPercent) ? 2 : 1
    for (let copy = 0; copy < copies; copy++) {
      const jitter = world.weather.jitterMs === 0 ? 0 : dice.below(world.weather.jitterMs)
      arrivals.push({ at: now + world.weather.delayMs + jitter, order: order++, to, bytes })
    }
  }

  function tell(end: End, event: SessionEvent): void {
    if (end.closed !== undefined) return
    const step = stepSession(end.session, event, now, end.replica.local)
    apply(end, step.session, step.effects)
  }

  function tellGrowth(replica: Replica, grown: readonly Entry[], fresh: readonly Entry[]): void {
    const logs = new Map(grown.map(({ scope, device }) => [`${scope}/${device}`, { scope, device }]))
    for (const end of ends.filter((each) => each.replica === replica))
      tell(end, { type: 'grew', logs: [...logs.values()], fresh })
  }

  /** The next thing that happens, if it happens until `until`. */
  function next(until: number): boolean {
    arrivals.sort((a, b) => a.at - b.at || a.order - b.order)
    const [arrival] = arrivals
    const open = ends.filter((end) => end.closed === undefined)
    const [due] = open
      .map((end) => ({ end, at: Math.max(now, nextDeadline(end.session) ?? Infinity) }))
      .sort((a, b) => a.at - b.at)
    const at = Math.min(arrival?.at ?? Infinity, due?.at ?? Infinity)
    if (at > until) return false
    now = at
    if (arrival !== undefined && arrival.at <= at) {
      arrivals.shift()
      tell(arrival.to, { type: 'frame', bytes: arrival.bytes })
    } else if (due !== undefined) tell(due.end, { type: 'tick' })
    return true
  }

  const world: World = {
    get now() {
      return now
    },
    weather,
    link(a, b, epochs = {}) {
      const [endA, endB] = [a, b].map((replica): End => {
        const peer = utf8(`peer-${replica.name}-${String(ends.length)}`)
        return { replica, peer, session: { type: 'over' }, closed: undefined, awayMs: 0, sentFrames: [] }
      }) as [End, End]
      others.set(endA, endB)
      others.set(endB, endA)
      ends.push(endA, endB)
      for (const replica of [a, b]) {
        const mine = (): readonly End[] => ends.filter((end) => end.replica === replica && end.closed === undefined)
        replica.asksElsewhere = (log, peer) =>
          mine().some((end) => boundDevice(end) !== peer && isAsking(end.session, log))
      }
      const shown = [makeEpoch('first')]
      const opened = [
        openSession(
          { ends: { own: endA.peer, theirs: endB.peer, dialer: 'us' }, epochs: epochs.a ?? shown },
          now,
          a.local
        ),
        openSession(
          { ends: { own: endB.peer, theirs: endA.peer, dialer: 'them' }, epochs: epochs.b ?? shown },
          now,
          b.local
        )
      ] as const
      apply(endA, opened[0].session, opened[0].effects)
      apply(endB, opened[1].session, opened[1].effects)
      return [endA, endB]
    },
    tell,
    write(replica, make) {
      const entry = make()
      tellGrowth(replica, [entry], [entry])
      return entry
    },
    runUntil(done, forMs) {
      const until = now + forMs
      while (!done()) {
        if (!next(until)) {
          now = until
          return done()
        }
      }
      return true
    },
    cutLink(end) {
      const other = others.get(end)
      others.delete(end)
      if (other !== undefined) others.delete(other)
    }
  }
  return world
}

/** Frames of one type that an end sent. */
export function framesOf<Type extends Frame['type']>(end: End, type: Type): readonly Extract<Frame, { type: Type }>[] {
  return end.sentFrames
    .map(({ frame }) => frame)
    .filter((frame): frame is Extract<Frame, { type: Type }> => frame.type === type)
}

/** The device an end has bound. */
export function boundDevice(end: End): DeviceId | undefined {
  return boundOf(end.session)?.device
}

/** Whether a session that is talking lacks nothing the peer has named: caught up, as far as one side can know. */
export function isCaughtUp(session: Session): boolean {
  if (session.type !== 'bound') return false
  const { pulling, said } = session.talk
  return said.wholes > 0 && pulling.waiting === undefined && pulling.lacking.size === 0
}
