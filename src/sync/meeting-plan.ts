// Owns whom to dial and when (network.md 4): who of two dials, back-off, how many at once; and which of several links to one
// device stays. Deadlines are values; chance comes in as numbers from 0 to 1. Knows neither letters nor sessions.

import type { DeviceId, PeerId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { bounds } from './bounds.ts'

/** What is planned for one peer that we want a link to. */
export interface DialTry {
  /** Milliseconds; while `dialling` it has no meaning. */
  readonly dueAt: number
  readonly failures: number
  readonly dialling: boolean
}

export interface Dialling {
  readonly tries: ReadonlyMap<PeerId, DialTry>
  /** When dials of the last minute began, ascending. */
  readonly begun: readonly number[]
}

export const noDialling: Dialling = { tries: new Map(), begun: [] }

export interface DialFacts {
  readonly own: PeerId
  /** A relay holds a place for us, so that others can reach us. */
  readonly reserved: boolean
  /** Whom we want and have no link to, in order of urgency. */
  readonly wanted: readonly PeerId[]
  readonly now: number
  /** A number from 0 to 1, fresh at each call. */
  readonly chance: () => number
}

export interface DialPlan {
  readonly dialling: Dialling
  /** To be dialled now. */
  readonly dial: readonly PeerId[]
  /** When to plan again at the latest; undefined: when something happens. */
  readonly next: number | undefined
}

const larger = { spreadMs: 2000 }
const backoffSpread = 0.25
const minuteMs = 60_000

/** Whom to dial now: at most four at once and twenty in a minute. Peers no longer wanted are forgotten. */
export function planDials(dialling: Dialling, facts: DialFacts): DialPlan {
  const { now, wanted } = facts
  const tries = new Map(
    wanted.map((peer) => [
      peer,
      dialling.tries.get(peer) ?? { dueAt: firstDue(peer, facts), failures: 0, dialling: false }
    ])
  )
  const stillDialling = [...dialling.tries].filter(([peer, each]) => each.dialling && !tries.has(peer))
  for (const [peer, each] of stillDialling) tries.set(peer, each)
  const begun = dialling.begun.filter((at) => at > now - minuteMs)
  const underWay = [...tries.values()].filter((each) => each.dialling).length
  const room = Math.min(limits.dialsAtOnceMax - underWay, limits.dialsPerMinuteMax - begun.length)
  const dial = wanted.filter((peer) => isDue(tries.get(peer), now)).slice(0, Math.max(0, room))
  for (const peer of dial) tries.set(peer, { ...(tries.get(peer) ?? noTry), dialling: true })
  const after: Dialling = { tries, begun: [...begun, ...dial.map(() => now)] }
  return { dialling: after, dial, next: nextPlan(after, now) }
}

const noTry: DialTry = { dueAt: 0, failures: 0, dialling: false }

/** Of two PeerIds the smaller dials; the larger gives it time, then dials too. Whom nobody can reach dials everybody. */
function firstDue(peer: PeerId, { own, reserved, now, chance }: DialFacts): number {
  if (own < peer || !reserved) return now + chance() * limits.dialDelayMs
  return now + limits.dialLargerDelayMs + chance() * larger.spreadMs
}

function isDue(each: DialTry | undefined, now: number): boolean {
  return each !== undefined && !each.dialling && each.dueAt <= now
}

function nextPlan({ tries, begun }: Dialling, now: number): number | undefined {
  const waiting = [...tries.values()].filter((each) => !each.dialling)
  if (waiting.length === 0) return undefined
  if (tries.size - waiting.length >= limits.dialsAtOnceMax) return undefined
  const soonest = Math.min(...waiting.map((each) => each.dueAt))
  const freed = begun.length < limits.dialsPerMinuteMax ? now : (begun[0] ?? now) + minuteMs
  return Math.max(soonest, freed)
}

/** A dial ended without a link, or a link broke: again after 1, 2, 4 … 30 s ± 25 %. */
export function dialFailed(
  dialling: Dialling,
  peer: PeerId,
  { now, chance }: { readonly now: number; readonly chance: number }
): Dialling {
  const failures = (dialling.tries.get(peer)?.failures ?? 0) + 1
  const dueAt = now + backoffMs(failures) * (1 - backoffSpread + 2 * backoffSpread * chance)
  return withTry(dialling, peer, { dueAt, failures, dialling: false })
}

/** Before the spread: 1 s after the first failure, doubling, at most 30 s. */
export function backoffMs(failures: number): number {
  return Math.min(limits.dialBackoffMaxMs, limits.dialBackoffMs * 2 ** Math.min(failures - 1, 16))
}

/** A link stands: nothing is planned for this peer any more. */
export function dialSucceeded(dialling: Dialling, peer: PeerId): Dialling {
  const tries = new Map(dialling.tries)
  tries.delete(peer)
  return { ...dialling, tries }
}

/**
 * A fresh announcement, another network, waking: what was hopeless may work now. Without `peer`: for all, and dials that were spent
 * while nothing could work do not count against the minute.
 */
export function dialAnew(dialling: Dialling, now: number, peer?: PeerId): Dialling {
  const tries = [...dialling.tries].map(([each, planned]): [PeerId, DialTry] =>
    planned.dialling || planned.failures === 0 || (peer !== undefined && each !== peer)
      ? [each, planned]
      : [each, { dueAt: now, failures: 0, dialling: false }]
  )
  return { tries: new Map(tries), begun: peer === undefined ? [] : dialling.begun }
}

function withTry(dialling: Dialling, peer: PeerId, each: DialTry): Dialling {
  return { ...dialling, tries: new Map(dialling.tries).set(peer, each) }
}

const upgradeMs = [0, 5, 30, 120, 600].map((seconds) => seconds * 1000)

/**
 * How long after binding the try number `tries` (0 is the first) for a direct path comes: 0, 5 s, 30 s, 2, 10, then every 30
 * minutes.
 */
export function upgradeAfterMs(tries: number): number {
  const known = upgradeMs[tries]
  return known ?? 30 * minuteMs * (tries - upgradeMs.length + 1)
}

/** One bound link; several may lead to one device. */
export interface BoundLink {
  readonly peer: PeerId
  readonly device: DeviceId
  readonly boundAt: number
}

/**
 * Which links to close, since another to the same device was bound later: after 30 s, so that what is under way arrives.
 * `next` is when to look again. A device that was bound more than three times within a minute is used in two places: all its
 * links stay (F4 is the log's business).
 */
export function replacedLinks(
  links: readonly BoundLink[],
  now: number
): { readonly close: readonly PeerId[]; readonly next: number | undefined } {
  const close: PeerId[] = []
  let next: number | undefined
  for (const link of links) {
    const siblings = links.filter((other) => other.device === link.device)
    if (siblings.filter((each) => each.boundAt > now - minuteMs).length > bounds.flipsPerMinuteMax) continue
    const replacedAt = Math.min(...siblings.filter((other) => isNewer(other, link)).map((other) => other.boundAt))
    const closeAt = replacedAt + bounds.replacedLinkMs
    if (closeAt <= now) close.push(link.peer)
    else if (closeAt < Infinity) next = Math.min(next ?? closeAt, closeAt)
  }
  return { close, next }
}

/** Bound last wins; of two at one moment the larger PeerId, so that both ends keep the same. */
function isNewer(a: BoundLink, b: BoundLink): boolean {
  return a.boundAt > b.boundAt || (a.boundAt === b.boundAt && a.peer > b.peer)
}

/** Whether one more link may come in. */
export function mayLink(linkCount: number): boolean {
  return linkCount < limits.linksMax
}

/**
 * Which links nobody planned any more for a minute: `unplannedSince` is when the plan last changed against them, undefined:
 * planned.
 */
export function outlivedLinks(
  links: readonly { readonly peer: PeerId; readonly unplannedSince: number | undefined }[],
  now: number
): readonly PeerId[] {
  const outlived = links.filter(({ unplannedSince: at }) => at !== undefined && at + bounds.unplannedLinkMs <= now)
  return outlived.map((link) => link.peer)
}
