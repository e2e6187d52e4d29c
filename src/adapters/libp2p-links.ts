// Window, pure. Owns which of a peer's connections is used, which are closed, and how long to wait before the next try.
// Knows neither libp2p nor a clock: connections come as plain values, chance as an argument.

import { compareBytes } from '../base/bytes.ts'
import type { LinkPath, Milliseconds } from '../node/ports.ts'

/** One open connection to a peer. */
export interface Connected {
  readonly id: string
  readonly path: LinkPath
  readonly dialer: 'us' | 'them'
  /** Grows with every connection that opens; orders them, nothing more. */
  readonly order: number
}

/** Waits of this concern that no rule of the protocol names. */
export const linkWaits = {
  /** A connection without lanes, or a peer without a usable connection, is given up (network.md 5: 5 s). */
  lanesMs: 5_000,
  /** What a relayed dial may take, all addresses of a peer together. */
  dialMs: 10_000,
  /** A link in doubt has this long to answer (network.md 4, wake). */
  probeMs: 2_000,
  /** Equals that lost stay this long, so that what is under way arrives. */
  surplusMs: 3_000,
  /** Who did not dial the relayed link leaves the first try for a direct one to the other side. */
  upgradeTurnMs: 500,
  /** Relay keeper: first wait and longest wait (network.md 4). */
  relayFirstMs: 500,
  relayMaxMs: 15_000,
  /** /signal: first wait and longest wait (network.md 2.4 asks for 0.5 to 3 s of jitter after a restart). */
  signalFirstMs: 500,
  signalMaxMs: 15_000,
  /** A relay that answers but grants no reservation is left and asked again. */
  reservationMs: 15_000
} as const

/** Connections to one peer beyond this are closed at once: somebody is playing. */
export const connectionsPerPeerMax = 6

/**
 * Of two peers the one with the smaller PeerId (as bytes) opens the lanes, on the connection of its choice. So both always
 * use the same one, however many were dialled and in whatever order each side saw them.
 */
export function opensLanes(own: Uint8Array, peer: Uint8Array): boolean {
  return compareBytes(own, peer) < 0
}

/** The connection to use: direct beats relayed, among equals the newest. undefined: there is none. */
export function bestConnection<Some extends Connected>(connections: Iterable<Some>): Some | undefined {
  let best: Some | undefined
  for (const each of connections) if (best === undefined || isBetter(each, best)) best = each
  return best
}

function isBetter(a: Connected, b: Connected): boolean {
  if (a.path !== b.path) return a.path === 'direct'
  return a.order > b.order
}

/** What nobody needs any more: all but the best one and, beside a direct one, the newest relayed one as a spare. */
export function surplusConnections<Some extends Connected>(connections: Iterable<Some>): readonly Some[] {
  const all = [...connections]
  const best = bestConnection(all)
  if (best === undefined) return []
  const spare = best.path === 'direct' ? bestConnection(all.filter(({ path }) => path === 'relayed')) : undefined
  return all.filter((each) => each !== best && each !== spare)
}

/**
 * Whether a direct connection in use deserves a question: its spare went (a killed browser shows there first), or the other
 * side dials again through the relay, which it does only when it has lost us.
 */
export function castsDoubt(
  event: { readonly type: 'opened' | 'closed'; readonly connection: Connected },
  inUse: Connected | undefined
): boolean {
  if (inUse?.path !== 'direct' || event.connection.path !== 'relayed') return false
  return event.type === 'closed' || event.connection.dialer === 'them'
}

/** How long to wait before try number `attempt` (0 is the first): doubling up to `maxMs`, spread by `chance` (0 … 1). */
export function backOff(
  attempt: number,
  wait: { readonly firstMs: Milliseconds; readonly maxMs: Milliseconds; readonly chance: number }
): Milliseconds {
  const plain = Math.min(wait.firstMs * 2 ** Math.min(attempt, 30), wait.maxMs)
  return Math.round(plain * (0.75 + wait.chance / 2))
}
