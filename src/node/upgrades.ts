// Owns the tries for a direct path behind relayed links that are bound: now and then, and rarer each time (network.md 4).

import type { PeerId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { upgradeAfterMs } from '../sync/meeting-plan.ts'
import type { Milliseconds, Network } from './ports.ts'
import type { LinkState } from './sessions.ts'

export interface Upgrades {
  /** A link was bound. */
  begin(peer: PeerId): void
  /** What was hopeless may work now. */
  anew(peer: PeerId): void
  allAnew(): void
  end(peer: PeerId): void
  /** Tries what is due; when to look again. */
  plan(): Milliseconds | undefined
  /** As at the start. */
  forgetAll(): void
}

/** No link is bound yet. */
export function createUpgrades({
  now,
  network,
  link
}: {
  readonly now: () => Milliseconds
  readonly network: Pick<Network, 'upgrade'>
  readonly link: (peer: PeerId) => LinkState | undefined
}): Upgrades {
  const planned = new Map<PeerId, { readonly tries: number; readonly at: Milliseconds }>()

  const begin = (peer: PeerId): void => void planned.set(peer, { tries: 0, at: now() })

  return {
    begin,
    anew(peer) {
      if (planned.has(peer)) begin(peer)
    },
    allAnew() {
      for (const peer of planned.keys()) begin(peer)
    },
    end: (peer) => void planned.delete(peer),
    plan() {
      const moment = now()
      let next: Milliseconds | undefined
      for (const [peer, { tries, at }] of planned) {
        const state = link(peer)
        if (state === undefined || state.path === 'direct') continue
        if (at > moment) next = Math.min(next ?? at, at)
        else {
          network.upgrade(peer)
          const boundAt = state.boundAt ?? moment
          const nextAt = Math.max(boundAt + upgradeAfterMs(tries + 1), moment + limits.dialBackoffMs)
          planned.set(peer, { tries: tries + 1, at: nextAt })
          next = Math.min(next ?? nextAt, nextAt)
        }
      }
      return next
    },
    forgetAll: () => planned.clear()
  }
}
