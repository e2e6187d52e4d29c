// Owns who was heard at our meeting places and for how long that counts (network.md 4). Believes a letter no further than: it was
// sealed by somebody who knew that epoch.

import type { PeerId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { Letter, LetterRelay } from './rendezvous.ts'

/** A peer as its last letter described it. */
export interface HeardPeer {
  readonly peer: PeerId
  readonly relays: readonly LetterRelay[]
  /** The first 8 bytes of its did; undefined as long as only thin letters were heard (S13). */
  readonly device8: Uint8Array | undefined
  readonly net: number
  readonly counter: number
  /** When it was heard for the first time since it was last unknown, and when it is forgotten, milliseconds. */
  readonly since: number
  readonly forgetAt: number
  /** It said farewell; it stays here only so that old letters of it are known for replays. */
  readonly left: boolean
}

export type Heard = ReadonlyMap<PeerId, HeardPeer>

/** new: not known before. moved: its network or relays changed. again: alive. left: farewell. The rest changes nothing. */
export type News = 'new' | 'moved' | 'again' | 'left' | 'replay' | 'own'

const nextSecondsMax = 3600

/** What one opened letter changes. `own` is our PeerId: our own letters come back to us. */
export function hear(
  heard: Heard,
  letter: Letter,
  { now, own }: { readonly now: number; readonly own: PeerId | undefined }
): { readonly heard: Heard; readonly news: News } {
  if (letter.peer === own) return { heard, news: 'own' }
  const before = heard.get(letter.peer)
  if (before !== undefined && letter.counter <= before.counter) return { heard, news: 'replay' }
  const known = before !== undefined && !before.left
  const isThin = letter.device8 === undefined
  const peer: HeardPeer = {
    peer: letter.peer,
    relays: letter.relays,
    device8: letter.device8 ?? before?.device8,
    net: isThin ? (before?.net ?? letter.net) : letter.net,
    counter: letter.counter,
    since: known ? before.since : now,
    forgetAt: now + 2000 * Math.min(Math.max(letter.nextSeconds, 1), nextSecondsMax),
    left: letter.kind === 'farewell'
  }
  return { heard: bounded(new Map(heard).set(peer.peer, peer)), news: newsOf(peer, known ? before : undefined) }
}

function newsOf(peer: HeardPeer, before: HeardPeer | undefined): News {
  if (peer.left) return 'left'
  if (before === undefined) return 'new'
  const sameRelays =
    peer.relays.length === before.relays.length &&
    peer.relays.every((relay, index) => relay.peer === before.relays[index]?.peer)
  return peer.net === before.net && sameRelays ? 'again' : 'moved'
}

/** Whoever was silent for twice the time it named is not there (network.md 4). */
export function forgetSilent(heard: Heard, now: number): Heard {
  const kept = [...heard].filter(([, peer]) => peer.forgetAt > now)
  return kept.length === heard.size ? heard : new Map(kept)
}

/** Those who are there, as far as letters tell, in the order of PeerIds. */
export function present(heard: Heard): readonly HeardPeer[] {
  return [...heard.values()].filter((peer) => !peer.left).sort((a, b) => (a.peer < b.peer ? -1 : 1))
}

/** When `forgetSilent` will next change something. */
export function nextForgetting(heard: Heard): number | undefined {
  return heard.size === 0 ? undefined : Math.min(...[...heard.values()].map((peer) => peer.forgetAt))
}

/** Beyond the bound those go who would be forgotten first. */
function bounded(heard: Map<PeerId, HeardPeer>): Heard {
  if (heard.size <= limits.peersHeardMax) return heard
  const [soonest] = [...heard.values()].sort((a, b) => a.forgetAt - b.forgetAt)
  if (soonest !== undefined) heard.delete(soonest.peer)
  return heard
}
