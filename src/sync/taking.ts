// Owns what a bound peer tells us (S4, S6, S8): heads, runs, fresh entries; what is welcome goes to the door, and what is
// lacking is asked for.

import { readUint } from '../base/bytes.ts'
import { entryOf, type Entry } from '../log/entry.ts'
import type { Run } from '../log/run.ts'
import { isShared, takenScopes } from './answers.ts'
import type { SessionEffect } from './events.ts'
import type { Frame } from './frames.ts'
import { withoutConfirmed } from './gossip.ts'
import type { Local, Standing } from './local.ts'
import { digest, lack, planWant, receiveAnswer } from './pull.ts'
import { authorFreeAt, count, countAuthor } from './rates.ts'
import { hearEntries, hearHave, logKey, saidOf } from './said.ts'
import { andThen, keep, named, nothing, part, send, type Moment, type Talk, type TalkStep } from './talk.ts'
import { tellLater, tellUnasked } from './telling.ts'

/** What the peer has: what of it lacks here is asked for, and what of ours it covers is delivered. */
export function hearOfHeads(talk: Talk, have: Extract<Frame, { type: 'have' }>, moment: Moment): TalkStep {
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
  const standing = moment.local.standing(talk.bound.device)
  const told =
    said.wholes === talk.said.wholes ? heard : andThen(heard, (after) => tellUnasked(after, standing, moment))
  return andThen(told, (after) => pull(after, standing, moment))
}

/**
 * The answer to our want; or, unasked, what nobody can ask for: control entries that may prove that we were removed (S4, S12), and the
 * beginning of a group (S14).
 */
export function takeRun(talk: Talk, frame: Extract<Frame, { type: 'run' }>, moment: Moment): TalkStep {
  const { now, local } = moment
  const standing = local.standing(talk.bound.device)
  const takes = new Set(takenScopes(standing, local).map(({ scope }) => scope))
  if (frame.number === 0) {
    const isWelcome = frame.runs.length > 0 && frame.runs.every((run) => mayComeUnasked(run, standing, local))
    return isWelcome ? deliver(talk, frame.runs, { fresh: false }) : keep(talk)
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

function mayComeUnasked(run: Run, standing: Standing, local: Local): boolean {
  const shared = takenScopes(standing, local).find(({ scope }) => scope === run.scope)
  return shared === undefined
    ? mayBegin(run, standing, local)
    : run.scope === local.me.team || shared.beginner !== undefined
}

/** A group is begun by whoever has it, and only active devices may show one (S14). */
function mayBegin(run: Run, standing: Standing, local: Local): boolean {
  return (standing.type === 'member' || standing.type === 'guest') && local.beginsScope(run)
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

/**
 * New entries, unasked. They count against the rate of their author (S8): over it they are fetched later, far over it is a
 * flood.
 */
export function takeFresh(before: Talk, runs: readonly Run[], moment: Moment): TalkStep {
  const { now, local } = moment
  const standing = local.standing(before.bound.device)
  const takes = new Set(takenScopes(standing, local).map(({ scope }) => scope))
  let talk = before
  const welcome: Run[] = []
  for (const run of runs.filter((each) => takes.has(each.scope) || mayBegin(each, standing, local))) {
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

/** Something sealed and fleeting, for the node to open or pass on (S10). */
export function takeSignal(talk: Talk, frame: Extract<Frame, { type: 'signal' }>, { now, local }: Moment): TalkStep {
  const { rates, verdict } = count(talk.rates, 'signalsIn', now)
  const counted = { ...talk, rates }
  const scope = talk.scopeByTag.get(frame.tag)
  if (verdict !== 'within' || scope === undefined) return keep(counted)
  if (!isShared(scope, local.standing(talk.bound.device))) return keep(counted)
  return { session: counted, effects: [{ type: 'signal', scope, sealed: frame.sealed }] }
}

function deliver(talk: Talk, runs: readonly Run[], { fresh }: { readonly fresh: boolean }): TalkStep {
  const ticket = talk.tickets + 1
  const keys = runs.flatMap((run) => {
    const tag = talk.tagByScope.get(run.scope)
    return tag === undefined ? [] : [logKey(tag, run.device)]
  })
  const pulling = digest(talk.pulling, ticket, keys)
  return { session: { ...talk, tickets: ticket, pulling }, effects: [{ type: 'deliver', ticket, runs, fresh }] }
}

/** Asks for what lacks, if nothing is on the way yet. */
export function pull(talk: Talk, standing: Standing, { now, local }: Moment): TalkStep {
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
