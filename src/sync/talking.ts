// Owns the talk with a bound device, from the first have to the bye (S4 to S8), as a pure machine. Knows the peer's standing
// only by asking for it, again and again, and judges no entry.

import { unreachable } from '../base/assert.ts'
import { limits } from '../base/limits.ts'
import type { Bound } from './bind.ts'
import { bounds } from './bounds.ts'
import type { SessionEvent } from './events.ts'
import { isFileByte } from './file-frames.ts'
import { hearFile, tellFile } from './file-talk.ts'
import type { Frame } from './frames.ts'
import { askNow, heardNow, nextLiveness, startLiveness, tickLiveness } from './liveness.ts'
import type { Standing } from './local.ts'
import { digest, dropLateWant, nextPull, nothingPulled } from './pull.ts'
import { count, fullRates } from './rates.ts'
import { nothingSaid } from './said.ts'
import { hearOfHeads, pull, takeFresh, takeRun, takeSignal } from './taking.ts'
import {
  andThen,
  cut,
  keep,
  nothing,
  over,
  part,
  partLater,
  send,
  type Moment,
  type Talk,
  type TalkStep
} from './talk.ts'
import { answer, passSignal, tellAll, tellChanges, tellGrowth, tellLater, tellUnasked } from './telling.ts'

/** The first words to a device that has just been bound. */
export function startTalk(bound: Bound, sessionNonces: Uint8Array, moment: Moment): TalkStep {
  const { now, local } = moment
  const strikes = local.strikes(bound.device)
  const talk: Talk = {
    type: 'talking',
    bound,
    sessionNonces,
    tagByScope: new Map(),
    scopeByTag: new Map(),
    toldScopes: new Set(),
    shownOfLeft: new Map(),
    said: nothingSaid,
    sent: new Map(),
    pulling: nothingPulled,
    liveness: startLiveness(now),
    rates: fullRates(now),
    haveNumber: 0,
    wholeAt: now,
    changed: new Map(),
    changesAt: undefined,
    tickets: 0,
    strikes
  }
  if (strikes >= limits.strikesMax) return cut('strikes')
  return afterStanding(talk, moment)
}

/** One event of a bound session. */
export function stepTalk(talk: Talk, event: Exclude<SessionEvent, { type: 'frame' }>, moment: Moment): TalkStep {
  const { now } = moment
  switch (event.type) {
    case 'tick':
      return tick(talk, moment)
    case 'stirred': {
      const liveness = askNow(talk.liveness, now)
      return { session: { ...talk, liveness }, effects: [send({ type: 'ping', number: liveness.pings })] }
    }
    case 'grew':
      return andThen(tellGrowth(talk, event, moment), (next) => pull(next, standingOf(next, moment), moment))
    case 'standing':
      return afterStanding(talk, moment)
    case 'verdict':
      return judged(talk, event, moment)
    case 'signal':
      return passSignal(talk, event, moment)
    case 'file':
      return tellFile(talk, event.word, moment)
    case 'leave':
      return part(event.reason, { reason: 'left', now })
    default:
      return unreachable(event)
  }
}

/** One frame of a bound session; meet and bind are session.ts's. */
export function hearFrame(talk: Talk, frame: Exclude<Frame, { type: 'meet' | 'bind' }>, moment: Moment): TalkStep {
  const { now } = moment
  const alive = { ...talk, liveness: heardNow(talk.liveness, now) }
  switch (frame.type) {
    case 'bye':
      return over('peer-left')
    case 'ping':
      return { session: alive, effects: [send({ type: 'pong', number: frame.number })] }
    case 'pong':
    case 'record':
      return { session: alive, effects: nothing }
    case 'have':
      return hearOfHeads(alive, frame, moment)
    case 'want':
      return answer(alive, frame, moment)
    case 'fresh':
      return takeFresh(alive, frame.runs, moment)
    case 'run':
      return takeRun(alive, frame, moment)
    case 'signal':
      return takeSignal(alive, frame, moment)
    default:
      return hearFile(alive, frame, moment)
  }
}

/** A frame that could not be read, or comes beyond the rate, is nothing; far beyond the rate ends the session. */
export function countFrame(
  talk: Talk,
  { firstByte, now }: { readonly firstByte: number | undefined; readonly now: number }
): { readonly talk: Talk; readonly verdict: 'within' | 'over' | 'flood' } {
  const { rates, verdict } = count(talk.rates, isFileByte(firstByte) ? 'files' : 'frames', now)
  return { talk: { ...talk, rates }, verdict }
}

/** When this talk wants a tick. */
export function nextTalk(talk: Talk): number {
  const sentAt = [...talk.sent.values()].map((each) => each.at + bounds.freshHeardMs)
  const times = [talk.changesAt, nextPull(talk.pulling), ...sentAt].filter((at) => at !== undefined)
  return Math.min(nextLiveness(talk.liveness), talk.wholeAt, ...times)
}

function standingOf(talk: Talk, { local }: Moment): Standing {
  return local.standing(talk.bound.device)
}

/** Looks up what the peer is now, and tells it what follows from that (S4, S5). */
function afterStanding(talk: Talk, moment: Moment): TalkStep {
  const { now, local } = moment
  const standing = standingOf(talk, moment)
  switch (standing.type) {
    case 'refused':
      return over('standing-refused')
    case 'removed': {
      const leaving = { reason: 'removed', now } as const
      const proof = local
        .removalProof(talk.bound.device)
        .map((run) => send({ type: 'run', number: 0, answered: 0, runs: [run] }))
      // The proof travels on the other lane: a bye beside it would be there first, and end the link before the proof is read.
      return proof.length === 0 ? part('removed', leaving) : { session: partLater('removed', leaving), effects: proof }
    }
    case 'unknown': {
      const waiting = { ...talk, wholeAt: now + limits.haveMs }
      return pull(waiting, standing, moment)
    }
    case 'member':
    case 'guest': {
      const isTold =
        standing.scopes.length === talk.toldScopes.size &&
        standing.scopes.every(({ scope }) => talk.toldScopes.has(scope))
      const told = isTold && talk.wholeAt > now ? keep(talk) : tellAll(talk, standing.scopes, moment)
      const shown = isTold ? told : andThen(told, (next) => tellUnasked(next, standing, moment))
      return andThen(shown, (next) => pull(next, standing, moment))
    }
    default:
      return unreachable(standing)
  }
}

function judged(talk: Talk, event: Extract<SessionEvent, { type: 'verdict' }>, moment: Moment): TalkStep {
  const refused = event.verdicts.filter((verdict) => verdict === 'refused').length
  const strikes = talk.strikes + refused
  if (strikes >= limits.strikesMax) return part('refused', { reason: 'strikes', now: moment.now })
  const pulling = digest(talk.pulling, event.ticket, undefined)
  // What was accepted may have changed who the peer is, or which scopes we share.
  return afterStanding({ ...talk, strikes, pulling }, moment)
}

function tick(before: Talk, moment: Moment): TalkStep {
  const { now } = moment
  const alive = tickLiveness(before.liveness, now)
  if (alive.verdict === 'silent') return over('silent')
  const pinged: TalkStep = {
    session: { ...before, liveness: alive.liveness, pulling: dropLateWant(before.pulling, now) },
    effects: alive.verdict === 'ping' ? [send({ type: 'ping', number: alive.liveness.pings })] : nothing
  }
  const asked = andThen(pinged, (talk) => doubtUnheard(talk, moment))
  const changed = andThen(asked, (talk) =>
    talk.changesAt !== undefined && talk.changesAt <= now ? tellChanges(talk, moment) : keep(talk)
  )
  return andThen(changed, (talk) =>
    talk.wholeAt <= now ? afterStanding(talk, moment) : pull(talk, standingOf(talk, moment), moment)
  )
}

/** Fresh entries went out and no head came back: is anybody there? The heads are told again, in case the entries were lost. */
function doubtUnheard(talk: Talk, { now }: Moment): TalkStep {
  const unheard = [...talk.sent].filter(([, { at }]) => at + bounds.freshHeardMs <= now)
  if (unheard.length === 0) return keep(talk)
  const sent = new Map(talk.sent)
  for (const [key] of unheard) sent.delete(key)
  const told = tellLater(
    { ...talk, sent },
    unheard.map(([, each]) => each),
    now
  )
  const liveness = askNow(talk.liveness, now)
  return { session: { ...told, liveness }, effects: [send({ type: 'ping', number: liveness.pings })] }
}
