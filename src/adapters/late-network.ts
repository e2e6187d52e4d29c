// Window. Owns the time before libp2p is loaded: screens come first, so whoever uses the network early is answered when it is there.
// Nothing can be dialled or sent before an address is known, so only what is wanted is remembered, never what was said.

import type { NetworkEvents } from '../node/ports.ts'
import type { MeteredNetwork } from './threaded-ports.ts'

export interface LateNetwork extends MeteredNetwork {
  /** Leaves for good, loaded or not. */
  stop(): void
}

/** A network that begins to load at the first `listen`; `load` is tried again after a while if it fails. */
export function createLateNetwork(
  load: () => Promise<MeteredNetwork & { stop(): Promise<void> }>,
  { retryMs = 5_000 }: { readonly retryMs?: number } = {}
): LateNetwork {
  let network: (MeteredNetwork & { stop(): Promise<void> }) | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  let followed: Parameters<MeteredNetwork['follow']>[0] = []
  let letters: Parameters<MeteredNetwork['farewell']>[0] = []

  function begin(events: NetworkEvents): void {
    load().then(
      (loaded) => {
        if (stopped) return
        network = loaded
        loaded.listen(events)
        loaded.follow(followed)
        loaded.farewell(letters)
      },
      // The chunk may be missing for a moment: a server that restarts, a cache that was cleared.
      () => {
        if (!stopped) retry = setTimeout(() => begin(events), retryMs)
      }
    )
  }

  return {
    listen: begin,
    follow(topics) {
      followed = topics
      network?.follow(topics)
    },
    announce: (topic, sealed) => network?.announce(topic, sealed),
    farewell(next) {
      letters = next
      network?.farewell(next)
    },
    dial: (peer, relays) => network?.dial(peer, relays),
    upgrade: (peer) => network?.upgrade(peer),
    send: (peer, frame) => network?.send(peer, frame),
    close: (peer) => network?.close(peer),
    taken: (peer, bytes) => network?.taken(peer, bytes),
    stop() {
      stopped = true
      clearTimeout(retry)
      void network?.stop()
    }
  }
}
