// Owns the state of the talk with a bound device and the ways it moves or ends; what is said stands in telling.ts, what is
// heard in taking.ts, and when in talking.ts.

import type { ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { scopeTag, type Bound } from './bind.ts'
import { bounds } from './bounds.ts'
import type { CloseReason, SessionEffect } from './events.ts'
import { encodeFrame, type ByeReason, type Frame } from './frames.ts'
import type { ScopeTag } from './frame-fields.ts'
import type { Sent } from './gossip.ts'
import type { Liveness } from './liveness.ts'
import type { Local, LogName, SharedScope } from './local.ts'
import type { Pulling } from './pull.ts'
import type { Rates } from './rates.ts'
import type { LogKey, Said } from './said.ts'

/** The talk with one bound device, as a value. */
export interface Talk {
  readonly type: 'talking'
  readonly bound: Bound
  readonly sessionNonces: Uint8Array
  /** Names of scopes in this session (S6), both ways; grows as scopes come up. */
  readonly tagByScope: ReadonlyMap<ScopeId, ScopeTag>
  readonly scopeByTag: ReadonlyMap<ScopeTag, ScopeId>
  /** The scopes the last whole have was about. */
  readonly toldScopes: ReadonlySet<ScopeId>
  /** How often the beginnings of groups were shown that this device has left (S14). */
  readonly shownOfLeft: ReadonlyMap<ScopeId, number>
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

/** The link stays a moment, so that what was sent before arrives. */
export interface Parting {
  readonly type: 'parting'
  /** The bye that is still to be said, at the end; undefined: it was said at once. */
  readonly bye: ByeReason | undefined
  readonly closeAt: number
  readonly reason: CloseReason
  readonly awayMs: number
}

/** Nothing follows. */
export interface Over {
  readonly type: 'over'
}

/** Where an event leads, and what it makes the node do. */
export interface TalkStep {
  readonly session: Talk | Parting | Over
  readonly effects: readonly SessionEffect[]
}

/** The moment and the node's answers: what every step looks at. */
export interface Moment {
  readonly now: number
  readonly local: Local
}

export const nothing: readonly SessionEffect[] = []

/** The effect that sends a frame. */
export function send(frame: Frame): SessionEffect {
  return { type: 'send', frame: encodeFrame(frame) }
}

/** A step that tells nobody anything. */
export function keep(talk: Talk): TalkStep {
  return { session: talk, effects: nothing }
}

/** Goes on with what a step led to, unless it ended the talk. */
export function andThen(step: TalkStep, next: (talk: Talk) => TalkStep): TalkStep {
  if (step.session.type !== 'talking') return step
  const after = next(step.session)
  return { session: after.session, effects: [...step.effects, ...after.effects] }
}

/** Adds the names of scopes that have none yet. */
export function named(talk: Talk, scopes: readonly Pick<SharedScope, 'scope'>[]): Talk {
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

/** Logs with the names of their scopes; those without a name are not spoken of. */
export function withTags<Log extends LogName>(
  logs: readonly Log[],
  { tagByScope }: Talk
): readonly (Log & { readonly tag: ScopeTag })[] {
  return logs.flatMap((log) => {
    const tag = tagByScope.get(log.scope)
    return tag === undefined ? [] : [{ ...log, tag }]
  })
}

/** Says goodbye and lets what was sent arrive. */
export function part(bye: ByeReason, leaving: { readonly reason: CloseReason; readonly now: number }): TalkStep {
  return {
    session: { ...partLater(bye, leaving), bye: undefined },
    effects: [send({ type: 'bye', reason: bye })]
  }
}

/** Lets what was sent arrive, and says goodbye then. */
export function partLater(
  bye: ByeReason,
  { reason, now }: { readonly reason: CloseReason; readonly now: number }
): Parting {
  return { type: 'parting', bye, closeAt: now + bounds.partingMs, reason, awayMs: awayMsOf(reason) }
}

/** The end, at once. */
export function over(reason: CloseReason): TalkStep & { readonly session: Over } {
  return { session: { type: 'over' }, effects: [{ type: 'close', reason, awayMs: awayMsOf(reason) }] }
}

/** Ends it at once and keeps the device away for a while (V7, S8). */
export function cut(reason: 'strikes' | 'flood'): TalkStep & { readonly session: Over } {
  return over(reason)
}

/** Who was shown that it was removed is not called again either: else the proof would go out with every dial. */
function awayMsOf(reason: CloseReason): number {
  return reason === 'strikes' || reason === 'flood' || reason === 'removed' ? limits.strikeMs : 0
}
