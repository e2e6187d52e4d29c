// Owns the one calm line about the connection: what gets better shows at once, what gets worse only after it has stayed so (network.md 4).

import { createSubscriber } from 'svelte/reactivity'
import type { ConnectionView, NodeApi } from '../node/api.ts'

/** A state must hold this long before it gets worse on the screen. */
const worseAfterMs = 3000
const rank: Readonly<Record<ConnectionView['state'], number>> = { offline: 0, relayed: 1, direct: 2 }

export class Connection {
  #shown: ConnectionView | undefined
  readonly #subscribe: () => void

  constructor(node: NodeApi) {
    this.#subscribe = createSubscriber((changed) => {
      let latest: ConnectionView | undefined
      let worse: ReturnType<typeof setTimeout> | undefined
      const settle = (): void => {
        worse = undefined
        this.#shown = latest
        changed()
      }
      const stop = node.watch({ type: 'connection' }, (view) => {
        latest = view
        if (this.#shown === undefined || rank[view.state] >= rank[this.#shown.state]) {
          clearTimeout(worse)
          settle()
        } else worse ??= setTimeout(settle, worseAfterMs)
      })
      return () => {
        clearTimeout(worse)
        stop()
      }
    })
  }

  /** Undefined until the node has said something. */
  get current(): ConnectionView | undefined {
    this.#subscribe()
    return this.#shown
  }
}
