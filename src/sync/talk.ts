// Owns the talk with a bound device (S4 to S8): what is told, asked, answered and passed on, as a pure machine. Knows its standing only by
// asking for it, and judges no entry: runs go to the door.

import { unreachable } from '../base/assert.ts'
import { readUint } from '../base/bytes.ts'
import type { ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { entryOf, type Entry } from '../log/entry.ts'
import type { Run } from '../log/run.ts'
import { answerWant, scopesOf, takenScopes } from './answers.ts'
import { scopeTag, type Bound } from './bind.ts'
import { bounds } from './bounds.ts'
import type { CloseReason, SessionEffect, SessionEvent, Verdict } from './events.ts'
import { encodeFrame, type ByeReason, type Frame, type ScopeTag } from './frames.ts'
import { freshFor, packFresh, withoutConfirmed, withSent, type Sent } from './gossip.ts'
import { askNow, heardNow, nextLiveness, startLiveness, tickLiveness, type Liveness } from './liveness.ts'
import type { Local, LogName, SharedScope, Standing } from './local.ts'
import { digest, dropLateWant, lack, nextPull, nothingPulled, planWant, receiveAnswer, type Pulling } from './pull.ts'
import { authorFreeAt, count, countAuthor, fullRates, type Rates } from './rates.ts'
import { haveFrames, hearEntries, hearHave, logKey, nothingSaid, saidOf, type LogKey, type Said } from './said.ts'

export interface Talk {
  readonly type: 'talking'
  readonly bound: Bound
  readonly sessionNonces: Uint8Array
  /** Names of scopes in this session (S6), both ways; grows as scopes come up. */
  readonly tagByScope: ReadonlyMap<ScopeId, ScopeTag>
  readonly scopeByTag: ReadonlyMap<ScopeTag, ScopeId>
  /** The scopes the last whole have was about. */
  readonly toldScopes: ReadonlySet<ScopeId>
  readonly said: Said
  readonly sent: Sent
  readonly pulling: Pulling
  readonly liveness: Liveness
  readonly rates: Rates
  readonly haveNumber: number
  readonly wholeAt: number
  /** Logs whose heads moved and were not told; and when to tell. */
  readonly changed: ReadonlyMap<LogKey, LogName>
  readonly changesAt: number | undefined
  readonly tickets: number
  readonly strikes: number
}

/** A bye was said; the link stays a moment, so that what was sent before arrives. */
export interface Parting {
  readonly type: 'parting'
  readonly closeAt: number
  readonly reason: CloseReason
  readonly awayMs: number
}

export interface Over {
  readonly type: 'over'
}

export interface TalkStep {
  readonly session: Talk | Parting | Over
  readonly effects: readonly SessionEffect[]
}

/** The moment and the node's answers: what every step looks at. */
export interface Moment {
  readonly now: number
  readonly local: Local
}

const nothing: readonly SessionEffect[] = []

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
    said: nothingSaid,
    sent: new Map(),
    pulling: nothingPulled,
    liveness: startLiveness(now, local.pingMs),
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
  const { now, local } = moment
  switch (event.type) {
    case 'tick':
      return tick(talk, moment)
    case 'stirred': {
      const liveness = askNow(talk.liveness, now, local.pingMs)
      return { session: { ...talk, liveness }, effects: [send({ type: 'ping', number: liveness.pings })] }
    }
    case 'grew':
      return grew(talk, event, moment)
    case 'standing':
      return afterStanding(talk, moment)
    case 'verdict':
      return judged(talk, event, moment)
    case 'signal':
      return passSignal(talk, event, moment)
    case 'leave':
      return part(event.reason, { reason: 'left', now })
    default:
      return unreachable(event)
  }
}

/** One frame of a bound session; meet and bind are session.ts's. */
export function hearFrame(talk: Talk, frame: Exclude<Frame, { type: 'meet' | 'bind' }>, moment: Moment): TalkStep {
  const { now, local } = moment
  const alive = { ...talk, liveness: heardNow(talk.liveness, now, local.pingMs) }
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
      return unreachable(frame)
  }
}

/** A frame that could not be read, or comes beyond the rate, is nothing; far beyond the rate ends the session. */
export function countFrame(
  talk: Talk,
  now: number
): { readonly talk: Talk; readonly verdict: 'within' | 'over' | 'flood' } {
  const { rates, verdict } = count(talk.rates, 'frames', now)
  return { talk: { ...talk, rates }, verdict }
}

/** When this talk wants a tick. */
export function nextTalk(talk: Talk): number {
  const sentAt = [...talk.sent.values()].map((each) => each.at + bounds.freshHeardMs)
  const times = [talk.changesAt, nextPull(talk.pulling), ...sentAt].filter((at) => at !== undefined)
  return Math.min(nextLiveness(talk.liveness), talk.wholeAt, ...times)
}

// ---------------------------------------------------------------- Standing

/** Looks up what the peer is now, and tells it what follows from that (S4, S5). */
function afterStanding(talk: Talk, moment: Moment): TalkStep {
  const { now, local } = moment
  const standing = local.standing(talk.bound.device)
  switch (standing.type) {
    case 'refused':
      return over('standing-refused')
    case 'removed': {
      const proof = local
        .removalProof(talk.bound.device)
        .map((run) => send({ type: 'run', number: 0, answered: 0, runs: [run] }))
      const parting = part('removed', { reason: 'removed', now })
      return { session: parting.session, effects: [...proof, ...parting.effects] }
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
      return andThen(told, (next) => pull(next, standing, moment))
    }
    default:
      return unreachable(standing)
  }
}

/** Adds the names of scopes that have none yet. */
function named(talk: Talk, scopes: readonly SharedScope[]): Talk {
  const unnamed = scopes.filter(({ scope }) => !talk.tagByScope.has(scope))
  if (unnamed.length === 0) return talk
  const tagByScope = new Map(talk.tagByScope)
  const scopeByTag = new Map(talk.scopeByTag)
  for (const { scope } of unnamed) {
    const tag = scopeTag(talk.sessionNonces, scope)
    tagByScope.set(scope, tag)
    scopeByTag.set(tag, scope)
  }
  return { ...talk, tagByScope, scopeByTag }
}

// ---------------------------------------------------------------- Telling

function tellAll(before: Talk, scopes: readonly SharedScope[], { now, local }: Moment): TalkStep {
  const talk = named(before, scopes)
  const logs = scopes.flatMap(({ scope }) => local.heads(scope))
  const frames = haveFrames(withTags(logs, talk), { number: talk.haveNumber + 1, scale: 'whole' })
  const told: Talk = {
    ...talk,
    toldScopes: new Set(scopes.map(({ scope }) => scope)),
    haveNumber: talk.haveNumber + 1,
    wholeAt: now + limits.haveMs,
    changed: new Map(),
    changesAt: undefined
  }
  return { session: told, effects: frames.map(send) }
}

/** What changed since; only of scopes that the peer takes part in at this moment. */
function tellChanges(talk: Talk, { local }: Moment): TalkStep {
  const mayHave = new Set(scopesOf(local.standing(talk.bound.device)).map(({ scope }) => scope))
  const moved = [...talk.changed.values()].filter(({ scope }) => mayHave.has(scope))
  const told: Talk = { ...talk, haveNumber: talk.haveNumber + 1, changed: new Map(), changesAt: undefined }
  if (moved.length === 0) return keep({ ...told, haveNumber: talk.haveNumber })
  const logs = moved.map(({ scope, device }) => ({ scope, device, heads: local.headsOfLog({ scope, device }) }))
  const frames = haveFrames(withTags(logs, talk), { number: told.haveNumber, scale: 'changes' })
  return { session: told, effects: frames.map(send) }
}

function withTags<Log extends LogName>(
  logs: readonly Log[],
  { tagByScope }: Talk
): readonly (Log & { readonly tag: ScopeTag })[] {
  return logs.flatMap((log) => {
    const tag = tagByScope.get(log.scope)
    return tag === undefined ? [] : [{ ...log, tag }]
  })
}

/** To be told in a moment, with whatever else moves until then. */
function tellLater(talk: Talk, logs: readonly LogName[], now: number): Talk {
  const tagged = withTags(logs, talk)
  if (tagged.length === 0) return talk
  const changed = new Map(talk.changed)
  for (const { tag, scope, device } of tagged) changed.set(logKey(tag, device), { scope, device })
  return { ...talk, changed, changesAt: talk.changesAt ?? now + limits.haveDelayMs }
}

function grew(before: Talk, event: Extract<SessionEvent, { type: 'grew' }>, moment: Moment): TalkStep {
  const { now, local } = moment
  const standing = local.standing(before.bound.device)
  const scopes = scopesOf(standing)
  let talk = named(before, scopes)
  const shared = new Set(scopes.map(({ scope }) => scope))
  const going: Entry[] = []
  for (const entry of freshFor(event.fresh, { ...talk, scopes })) {
    const { rates, verdict } = countAuthor(talk.rates, { author: entry.device, direction: 'out', entries: 1, now })
    talk = { ...talk, rates }
    if (verdict === 'within') going.push(entry)
  }
  const goingKeys = new Set(going.map((entry) => `${entry.scope}/${entry.device}`))
  // The peer learns our heads from what is sent; everything else is told in a moment, and that is its delivery.
  const others = event.logs.filter((log) => shared.has(log.scope) && !goingKeys.has(`${log.scope}/${log.device}`))
  talk = tellLater({ ...talk, sent: withSent(talk.sent, going, { tagByScope: talk.tagByScope, now }) }, others, now)
  const told: TalkStep = { session: talk, effects: packFresh(going, scopes).map(send) }
  return andThen(told, (next) => pull(next, standing, moment))
}

// ---------------------------------------------------------------- Hearing

function hearOfHeads(talk: Talk, have: Extract<Frame, { type: 'have' }>, moment: Moment): TalkStep {
  const { said, moved } = hearHave(talk.said, have)
  const strange = moved.filter((log) => log.heads.some((head) => !moment.local.has(head.hash)))
  const next: Talk = {
    ...talk,
    said,
    sent: withoutConfirmed(talk.sent, said),
    pulling: lack(
      talk.pulling,
      strange.map((log) => logKey(log.tag, log.device))
    )
  }
  const logs = moved.flatMap(({ tag, device }) => {
    const scope = talk.scopeByTag.get(tag)
    return scope === undefined ? [] : [{ scope, device }]
  })
  const heard: TalkStep = { session: next, effects: logs.length === 0 ? nothing : [{ type: 'heard', logs }] }
  return andThen(heard, (after) => pull(after, moment.local.standing(after.bound.device), moment))
}

function answer(talk: Talk, want: Extract<Frame, { type: 'want' }>, { now, local }: Moment): TalkStep {
  const { rates, verdict } = count(talk.rates, 'wants', now)
  const counted = { ...talk, rates }
  if (verdict !== 'within') return keep(counted)
  const { device } = talk.bound
  return { session: counted, effects: [send(answerWant(want, { device, scopeByTag: talk.scopeByTag }, local))] }
}

/** The answer to our want; or, unasked, the team's control entries, which may prove that we were removed (S4, S12). */
function takeRun(talk: Talk, frame: Extract<Frame, { type: 'run' }>, moment: Moment): TalkStep {
  const { now, local } = moment
  const standing = local.standing(talk.bound.device)
  const takes = new Set(takenScopes(standing, local).map(({ scope }) => scope))
  if (frame.number === 0) {
    const isOfTeam = frame.runs.length > 0 && frame.runs.every((run) => run.scope === local.me.team)
    return isOfTeam && takes.has(local.me.team) ? deliver(talk, frame.runs, { fresh: false }) : keep(talk)
  }
  const received = receiveAnswer(talk.pulling, frame, now)
  if (received === undefined) return keep(talk)
  const asked = new Set(received.asked.map(({ scope, device }) => `${scope}/${device}`))
  const runs = frame.runs.filter((run) => takes.has(run.scope) && asked.has(`${run.scope}/${run.device}`))
  const charged = runs.reduce((before, run) => charge(before, run, now), { ...talk, pulling: received.pulling })
  const delivered = runs.length === 0 ? keep(charged) : deliver(charged, runs, { fresh: false })
  if (delivered.session.type !== 'talking') return delivered
  // One run in digestion, one on the way: the next question leaves before the door opens for this answer.
  const asking = pull(delivered.session, standing, moment)
  return { session: asking.session, effects: [...asking.effects, ...delivered.effects] }
}

/** Where the seq stands in a header (L6). */
const seqOffset = 4
const seqBytes = 6

/** What an author writes while we listen counts; history does not (S8). */
function charge(talk: Talk, run: Run, now: number): Talk {
  const tag = talk.tagByScope.get(run.scope)
  const backlogSeq = tag === undefined ? -1 : (saidOf(talk.said, tag, run.device)?.backlogSeq ?? -1)
  const entries = run.items.filter(({ headerBytes }) => readUint(headerBytes, seqOffset, seqBytes) > backlogSeq).length
  if (entries === 0) return talk
  return { ...talk, rates: countAuthor(talk.rates, { author: run.device, direction: 'in', entries, now }).rates }
}

function takeFresh(before: Talk, runs: readonly Run[], moment: Moment): TalkStep {
  const { now, local } = moment
  const standing = local.standing(before.bound.device)
  const takes = new Set(takenScopes(standing, local).map(({ scope }) => scope))
  let talk = before
  const welcome: Run[] = []
  for (const run of runs.filter((each) => takes.has(each.scope))) {
    const { rates, verdict } = countAuthor(talk.rates, {
      author: run.device,
      direction: 'in',
      entries: run.items.length,
      now
    })
    if (verdict === 'flood') return part('too-much', { reason: 'flood', now })
    talk = hearOfFresh({ ...talk, rates }, run, local)
    if (verdict === 'within') welcome.push(run)
  }
  talk = tellLater(talk, welcome, now)
  const delivered = welcome.length === 0 ? keep(talk) : deliver(talk, welcome, { fresh: true })
  const logs = welcome.map(({ scope, device }) => ({ scope, device }))
  const effects: readonly SessionEffect[] = logs.length === 0 ? nothing : [{ type: 'heard', logs }]
  const heard: TalkStep = { session: delivered.session, effects: [...effects, ...delivered.effects] }
  // What was not welcome now is fetched when its author is within its rate again.
  return welcome.length > 0 ? heard : andThen(heard, (next) => pull(next, standing, moment))
}

/** What the peer sends it has: it will not get it back, and if the door finds a gap we know what to ask for. */
function hearOfFresh(talk: Talk, run: Run, local: Local): Talk {
  const tag = talk.tagByScope.get(run.scope)
  const entries = entriesOf(run)
  if (tag === undefined || entries.length !== run.items.length) return talk
  const said = hearEntries(talk.said, tag, entries)
  const isStrange = entries.some((entry) => !local.has(entry.hash))
  return { ...talk, said, pulling: isStrange ? lack(talk.pulling, [logKey(tag, run.device)]) : talk.pulling }
}

/** The items whose headers can be read. */
function entriesOf(run: Run): readonly Entry[] {
  return run.items.flatMap((item) => {
    const entry = entryOf({ ...item, scope: run.scope, device: run.device })
    return entry.ok ? [entry.value] : []
  })
}

function takeSignal(talk: Talk, frame: Extract<Frame, { type: 'signal' }>, { now, local }: Moment): TalkStep {
  const { rates, verdict } = count(talk.rates, 'signalsIn', now)
  const counted = { ...talk, rates }
  if (verdict !== 'within' || scopesOf(local.standing(talk.bound.device)).length === 0) return keep(counted)
  return { session: counted, effects: [{ type: 'signal', hops: frame.hops, sealed: frame.sealed }] }
}

function passSignal(talk: Talk, event: Extract<SessionEvent, { type: 'signal' }>, { now, local }: Moment): TalkStep {
  const { rates, verdict } = count(talk.rates, 'signalsOut', now)
  const counted = { ...talk, rates }
  if (verdict !== 'within' || scopesOf(local.standing(talk.bound.device)).length === 0) return keep(counted)
  return { session: counted, effects: [send({ type: 'signal', hops: event.hops, sealed: event.sealed })] }
}

// ---------------------------------------------------------------- The door

function deliver(talk: Talk, runs: readonly Run[], { fresh }: { readonly fresh: boolean }): TalkStep {
  const ticket = talk.tickets + 1
  const keys = runs.flatMap((run) => {
    const tag = talk.tagByScope.get(run.scope)
    return tag === undefined ? [] : [logKey(tag, run.device)]
  })
  const pulling = digest(talk.pulling, ticket, keys)
  return { session: { ...talk, tickets: ticket, pulling }, effects: [{ type: 'deliver', ticket, runs, fresh }] }
}

function judged(talk: Talk, event: Extract<SessionEvent, { type: 'verdict' }>, moment: Moment): TalkStep {
  const refused = event.verdicts.filter((verdict: Verdict) => verdict === 'refused').length
  const strikes = talk.strikes + refused
  if (strikes >= limits.strikesMax) return part('refused', { reason: 'strikes', now: moment.now })
  const pulling = digest(talk.pulling, event.ticket, undefined)
  // What was accepted may have changed who the peer is, or which scopes we share.
  return afterStanding({ ...talk, strikes, pulling }, moment)
}

function pull(talk: Talk, standing: Standing, { now, local }: Moment): TalkStep {
  const takes = takenScopes(standing, local)
  const next = named(talk, takes)
  const { pulling, want } = planWant(
    next.pulling,
    {
      peer: next.bound.device,
      said: next.said,
      tagByScope: next.tagByScope,
      takes,
      authorFreeAt: (device) => authorFreeAt(next.rates, device, now),
      now
    },
    local
  )
  return { session: { ...next, pulling }, effects: want === undefined ? nothing : [send(want)] }
}

// ---------------------------------------------------------------- Time

function tick(before: Talk, moment: Moment): TalkStep {
  const { now, local } = moment
  const alive = tickLiveness(before.liveness, now, local.pingMs)
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
    talk.wholeAt <= now ? afterStanding(talk, moment) : pull(talk, local.standing(talk.bound.device), moment)
  )
}

/** Fresh entries went out and no head came back: is anybody there? The heads are told again, in case the entries were lost. */
function doubtUnheard(talk: Talk, { now, local }: Moment): TalkStep {
  const unheard = [...talk.sent].filter(([, { at }]) => at + bounds.freshHeardMs <= now)
  if (unheard.length === 0) return keep(talk)
  const sent = new Map(talk.sent)
  for (const [key] of unheard) sent.delete(key)
  const told = tellLater(
    { ...talk, sent },
    unheard.map(([, each]) => each),
    now
  )
  const liveness = askNow(talk.liveness, now, local.pingMs)
  return { session: { ...told, liveness }, effects: [send({ type: 'ping', number: liveness.pings })] }
}

// ---------------------------------------------------------------- Ends

/** Says goodbye and lets what was sent arrive. */
function part(bye: ByeReason, { reason, now }: { readonly reason: CloseReason; readonly now: number }): TalkStep {
  const parting: Parting = { type: 'parting', closeAt: now + bounds.partingMs, reason, awayMs: awayMsOf(reason) }
  return { session: parting, effects: [send({ type: 'bye', reason: bye })] }
}

function over(reason: CloseReason): TalkStep & { readonly session: Over } {
  return { session: { type: 'over' }, effects: [{ type: 'close', reason, awayMs: awayMsOf(reason) }] }
}

/** Ends it at once and keeps the device away for a while (V7, S8). */
export function cut(reason: 'strikes' | 'flood'): TalkStep & { readonly session: Over } {
  return over(reason)
}

function awayMsOf(reason: CloseReason): number {
  return reason === 'strikes' || reason === 'flood' ? limits.strikeMs : 0
}

function send(frame: Frame): SessionEffect {
  return { type: 'send', frame: encodeFrame(frame) }
}

function keep(talk: Talk): TalkStep {
  return { session: talk, effects: nothing }
}

function andThen(step: TalkStep, next: (talk: Talk) => TalkStep): TalkStep {
  if (step.session.type !== 'talking') return step
  const after = next(step.session)
  return { session: after.session, effects: [...step.effects, ...after.effects] }
}
