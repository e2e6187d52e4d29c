// Owns whether the other end is still there (network.md 5): a ping now and then, and a time by which something must have been
// heard.

import { limits } from '../base/limits.ts'
import { bounds } from './bounds.ts'

export interface Liveness {
  readonly pings: number
  readonly pingAt: number
  /** Whoever was not heard until then is gone. */
  readonly answerBy: number
}

export function startLiveness(now: number): Liveness {
  return { pings: 0, pingAt: now + limits.pingMs, answerBy: silentAt(now) }
}

/** Two intervals and two seconds. */
function silentAt(now: number): number {
  return now + 2 * limits.pingMs + limits.pingGraceMs
}

/** Something came: anything counts. */
export function heardNow(liveness: Liveness, now: number): Liveness {
  return { ...liveness, answerBy: silentAt(now) }
}

/**
 * What a tick brings: nothing, a ping to send, or the end. A tick that is very late was a sleep, and nobody could be heard in
 * it.
 */
export function tickLiveness(
  liveness: Liveness,
  now: number
): { readonly liveness: Liveness; readonly verdict: 'fine' | 'ping' | 'silent' } {
  if (now >= liveness.pingAt + bounds.sleptMs) return { liveness: askNow(liveness, now), verdict: 'ping' }
  if (now >= liveness.answerBy) return { liveness, verdict: 'silent' }
  if (now < liveness.pingAt) return { liveness, verdict: 'fine' }
  return { liveness: { ...liveness, pings: liveness.pings + 1, pingAt: now + limits.pingMs }, verdict: 'ping' }
}

/** There is doubt: a ping goes out now and has two seconds to be answered. */
export function askNow(liveness: Liveness, now: number): Liveness {
  return { pings: liveness.pings + 1, pingAt: now + limits.pingMs, answerBy: now + limits.pingGraceMs }
}

export function nextLiveness(liveness: Liveness): number {
  return Math.min(liveness.pingAt, liveness.answerBy)
}
