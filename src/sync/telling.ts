// Owns what a bound peer is told (S5 to S7): heads, new entries, answers, signals; each time only what it may have at that
// moment.

import type { DeviceId, ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { Entry } from '../log/entry.ts'
import { answerWant, isShared, scopesOf } from './answers.ts'
import { bounds } from './bounds.ts'
import type { SessionEvent } from './events.ts'
import type { Frame } from './frames.ts'
import { freshFor, packFresh, withSent } from './gossip.ts'
import type { LogName, SharedScope, Standing } from './local.ts'
import { count, countAuthor } from './rates.ts'
import { haveFrames, logKey, type SaidHeads } from './said.ts'
import { keep, named, send, withTags, type Moment, type Talk, type TalkStep } from './talk.ts'

/** A whole have: every log of every scope the peer takes part in. */
export function tellAll(before: Talk, scopes: readonly SharedScope[], { now, local }: Moment): TalkStep {
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

/**
 * What the peer cannot ask for (S14): the beginning of a group it is in and has said nothing of, and why it is in one no longer that it
 * still speaks of. Nothing before its heads are known.
 */
export function tellUnasked(before: Talk, standing: Standing, { local }: Moment): TalkStep {
  if ((standing.type !== 'member' && standing.type !== 'guest') || before.said.wholes === 0) return keep(before)
  const talk = named(before, [...standing.scopes, ...(standing.left ?? [])])
  const saidIn = (scope: ScopeId): ReadonlyMap<DeviceId, SaidHeads> | undefined => {
    const tag = talk.tagByScope.get(scope)
    return tag === undefined ? undefined : talk.said.byTag.get(tag)
  }
  const shownOfLeft = new Map(talk.shownOfLeft)
  const begun = standing.scopes.flatMap(({ scope, beginner: device, isLeft = false }) => {
    if (device === undefined || (saidIn(scope)?.size ?? 0) > 0) return []
    // Nobody would ever say that it came: a frame may be lost, and then it is enough.
    const shown = shownOfLeft.get(scope) ?? 0
    if (isLeft && shown >= bounds.shownOfLeftMax) return []
    if (isLeft) shownOfLeft.set(scope, shown + 1)
    return local.beginning({ scope, device })
  })
  const proofs = (standing.left ?? []).flatMap(({ scope, device, seq, proof }) => {
    const said = saidIn(scope)
    const isNews = said !== undefined && said.size > 0 && !said.get(device)?.heads.some((head) => head.seq >= seq)
    return isNews ? proof() : []
  })
  const frames = [...begun, ...proofs].map((run) => send({ type: 'run', number: 0, answered: 0, runs: [run] }))
  return { session: { ...talk, shownOfLeft }, effects: frames }
}

/** What changed since; only of scopes that the peer takes part in at this moment. */
export function tellChanges(talk: Talk, { local }: Moment): TalkStep {
  const mayHave = new Set(scopesOf(local.standing(talk.bound.device)).map(({ scope }) => scope))
  const moved = [...talk.changed.values()].filter(({ scope }) => mayHave.has(scope))
  const told: Talk = { ...talk, haveNumber: talk.haveNumber + 1, changed: new Map(), changesAt: undefined }
  if (moved.length === 0) return keep({ ...told, haveNumber: talk.haveNumber })
  const logs = moved.map(({ scope, device }) => ({ scope, device, heads: local.headsOfLog({ scope, device }) }))
  const frames = haveFrames(withTags(logs, talk), { number: told.haveNumber, scale: 'changes' })
  return { session: told, effects: frames.map(send) }
}

/** To be told in a moment, with whatever else moves until then. */
export function tellLater(talk: Talk, logs: readonly LogName[], now: number): Talk {
  const tagged = withTags(logs, talk)
  if (tagged.length === 0) return talk
  const changed = new Map(talk.changed)
  for (const { tag, scope, device } of tagged) changed.set(logKey(tag, device), { scope, device })
  return { ...talk, changed, changesAt: talk.changesAt ?? now + limits.haveDelayMs }
}

/** New entries of our logs: sent at once where the peer can take them, told of otherwise. */
export function tellGrowth(
  before: Talk,
  event: Extract<SessionEvent, { type: 'grew' }>,
  { now, local }: Moment
): TalkStep {
  const scopes = scopesOf(local.standing(before.bound.device))
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
  return { session: talk, effects: packFresh(going, scopes).map(send) }
}

/** Answers a want, within the rate of an honest asker. */
export function answer(talk: Talk, want: Extract<Frame, { type: 'want' }>, { now, local }: Moment): TalkStep {
  const { rates, verdict } = count(talk.rates, 'wants', now)
  const counted = { ...talk, rates }
  if (verdict !== 'within') return keep(counted)
  const { device } = talk.bound
  return { session: counted, effects: [send(answerWant(want, { device, scopeByTag: talk.scopeByTag }, local))] }
}

/** Says something sealed and fleeting, if the peer takes part in its scope now (S10); the first to be dropped. */
export function passSignal(
  talk: Talk,
  event: Extract<SessionEvent, { type: 'signal' }>,
  { now, local }: Moment
): TalkStep {
  const tag = talk.tagByScope.get(event.scope)
  if (tag === undefined || !isShared(event.scope, local.standing(talk.bound.device))) return keep(talk)
  const { rates, verdict } = count(talk.rates, 'signalsOut', now)
  const counted = { ...talk, rates }
  if (verdict !== 'within') return keep(counted)
  return { session: counted, effects: [send({ type: 'signal', tag, sealed: event.sealed })] }
}
