// Owns which links this device opens and which it closes again because nobody plans them (network.md 4). The rules are sync's; here they are
// fed with what happens to links, and carried out.

import type { PeerId } from '../base/ids.ts'
import {
  dialAnew,
  dialFailed,
  dialSucceeded,
  noDialling,
  outlivedLinks,
  planDials,
  replacedLinks,
  type Dialling as Dials
} from '../sync/meeting-plan.ts'
import type { Desk } from './desk.ts'
import type { HeardPeers } from './heard-peers.ts'
import type { Milliseconds, Network, OwnAddress } from './ports.ts'
import type { Sessions } from './sessions.ts'
import type { WantedPeers } from './wanted-peers.ts'

export interface Dialling {
  /** Opens and closes what is due; when to look again, undefined: nothing waits. */
  plan(own: OwnAddress): Milliseconds | undefined
  succeeded(peer: PeerId): void
  /** No link came of a dial. */
  failed(peer: PeerId): void
  /** A link is over. */
  ended(peer: PeerId): void
  /** Something changed for the better: who was dialled in vain is dialled again at once; undefined: everybody. */
  anew(peer?: PeerId): void
  /** The clock went back: no time that was noted counts. */
  forgetAll(): void
}

/** Nobody was dialled yet; `chance` is from 0 to 1. */
export function createDialling(
  desk: Desk,
  {
    network,
    heard,
    wanted,
    sessions,
    chance
  }: {
    readonly network: Network
    readonly heard: HeardPeers
    readonly wanted: WantedPeers
    readonly sessions: Sessions
    readonly chance: () => number
  }
): Dialling {
  let dials: Dials = noDialling
  const unplannedSince = new Map<PeerId, Milliseconds>()

  function failed(peer: PeerId): void {
    dials = dialFailed(dials, peer, { now: desk.now(), chance: chance() })
  }

  /** Closes links that nobody plans any more, and those of which there is a better one; when the next of these is due. */
  function closeLinks(planned: ReadonlySet<PeerId>): Milliseconds | undefined {
    const now = desk.now()
    for (const peer of sessions.links.keys()) {
      // A link that nobody heard letters for came from the other side: its plan counts as much as ours.
      if (planned.has(peer) || heard.of(peer) === undefined) unplannedSince.delete(peer)
      else if (!unplannedSince.has(peer)) unplannedSince.set(peer, now)
    }
    const outlived = outlivedLinks(
      [...sessions.links.keys()].map((peer) => ({ peer, unplannedSince: unplannedSince.get(peer) })),
      now
    )
    const bound = [...sessions.links.values()].flatMap(({ peer, device, boundAt }) =>
      device === undefined || boundAt === undefined ? [] : [{ peer, device, boundAt }]
    )
    const replaced = replacedLinks(bound, now)
    for (const peer of outlived) sessions.leave(peer, 'leaving')
    for (const peer of replaced.close) sessions.leave(peer, 'replaced')
    return replaced.next
  }

  return {
    plan(own) {
      const now = desk.now()
      const peers = wanted.now(own.peer)
      const closingAt = closeLinks(new Set(peers))
      const facts = { own: own.peer, reserved: own.relays.length > 0, now, chance }
      const planned = planDials(dials, { ...facts, wanted: peers.filter((peer) => !sessions.links.has(peer)) })
      dials = planned.dialling
      for (const peer of planned.dial) network.dial(peer, heard.of(peer)?.relays ?? [])
      const times = [planned.next, closingAt].filter((at) => at !== undefined)
      return times.length === 0 ? undefined : Math.min(...times)
    },
    succeeded(peer) {
      dials = dialSucceeded(dials, peer)
    },
    failed,
    ended(peer) {
      unplannedSince.delete(peer)
      failed(peer)
    },
    anew(peer) {
      dials = dialAnew(dials, desk.now(), peer)
    },
    forgetAll() {
      unplannedSince.clear()
      dials = noDialling
    }
  }
}
