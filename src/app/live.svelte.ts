// Owns the only bridge from the node to runes: a query runs exactly as long as something on the screen reads it.

import { createSubscriber } from 'svelte/reactivity'
import type { NodeApi, Query, ViewOf } from '../node/api.ts'

/** The newest view of one query; undefined until the first one has arrived. */
export class Live<Q extends Query> {
  #value: ViewOf<Q> | undefined
  readonly #subscribe: () => void

  constructor(node: NodeApi, query: Q) {
    this.#subscribe = createSubscriber((changed) =>
      node.watch(query, (view) => {
        this.#value = view
        changed()
      })
    )
  }

  /** Read in a template, a derived or an effect it follows the node; read elsewhere it is the last that was shown. */
  get current(): ViewOf<Q> | undefined {
    this.#subscribe()
    return this.#value
  }
}

/** A view as it is now, once. */
export function asked<Q extends Query>(node: NodeApi, query: Q): Promise<ViewOf<Q>> {
  return new Promise((resolve) => {
    const stop = node.watch(query, (view) => {
      resolve(view)
      queueMicrotask(() => stop())
    })
  })
}
