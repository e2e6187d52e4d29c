// Owns who of those online should be linked (network.md 4, "Mesh degree"): few enough links for everybody, and still one
// piece when many vanish. Pure arithmetic over PeerIds. Their order and hash are taken from their text, which sorts like the
// bytes of Ed25519 PeerIds.

import { compareBytes, concat, utf8 } from '../base/bytes.ts'
import type { PeerId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { hash } from '../crypto/hash.ts'
import { bounds } from './bounds.ts'

/** A member of a private conversation, as far as visits go; times in milliseconds. */
export interface CoMember {
  readonly peer: PeerId
  readonly onlineSince: number
  /** When our heads were last compared with its heads; undefined: never. */
  readonly syncedAt: number | undefined
}

/**
 * Whom this peer links for the team's sake: everybody up to twelve devices, else its ring neighbours and the four with the
 * smallest hash.
 */
export function teamNeighbours(own: PeerId, online: readonly PeerId[]): ReadonlySet<PeerId> {
  const others = othersOf(own, online)
  if (others.length < limits.fullMeshMax) return new Set(others)
  return new Set([...ringNeighbours(own, others), ...closest(own, others, limits.meshDegree)])
}

/** Whom it links for one private conversation that is active or waits for something: all up to eight, else ring and two. */
export function conversationNeighbours(own: PeerId, coMembers: readonly PeerId[]): ReadonlySet<PeerId> {
  const others = othersOf(own, coMembers)
  if (others.length <= bounds.conversationMeshMax) return new Set(others)
  return new Set([...ringNeighbours(own, others), ...closest(own, others, bounds.conversationDegree)])
}

/**
 * Whom to visit next: a co-member that we have not synced with since it came online, the one longest without; ties by
 * `chance`. Every ten minutes, for thirty seconds: so a private message gets to somebody even if no path of its members'
 * links leads there.
 */
export function chooseVisit(coMembers: readonly CoMember[], chance: number): PeerId | undefined {
  const waiting = coMembers.filter(({ syncedAt, onlineSince }) => syncedAt === undefined || syncedAt < onlineSince)
  const longest = Math.min(...waiting.map((coMember) => coMember.syncedAt ?? 0))
  const candidates = waiting.filter((coMember) => (coMember.syncedAt ?? 0) === longest)
  return candidates[Math.floor(chance * candidates.length)]?.peer
}

/** `H("mesh", min ‖ max)`: both ends compute the same. */
export function meshHash(a: PeerId, b: PeerId): Uint8Array {
  const [low, high] = a < b ? [a, b] : [b, a]
  return hash('mesh', concat(utf8(low), utf8(high)))
}

function othersOf(own: PeerId, online: readonly PeerId[]): readonly PeerId[] {
  return [...new Set(online)].filter((peer) => peer !== own).sort()
}

/** The next smaller and the next larger PeerId; the ring closes at its ends. */
function ringNeighbours(own: PeerId, others: readonly PeerId[]): readonly PeerId[] {
  const next = others.find((peer) => peer > own) ?? others[0]
  const previous = others.findLast((peer) => peer < own) ?? others.at(-1)
  return [next, previous].filter((peer) => peer !== undefined)
}

function closest(own: PeerId, others: readonly PeerId[], count: number): readonly PeerId[] {
  const ranked = others.map((peer) => ({ peer, distance: meshHash(own, peer) }))
  ranked.sort((a, b) => compareBytes(a.distance, b.distance))
  return ranked.slice(0, count).map(({ peer }) => peer)
}
