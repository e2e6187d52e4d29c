// Owns the address under which the window shows bytes: made when they are there, given back with the component that asked, or when it asks for
// others. Knows no file and no message.

import { untrack } from 'svelte'

export class BlobAddress {
  #url: string | undefined

  /**
   * Made where a component begins. `keyOf` says which bytes are wanted, undefined: none; only another key loads anew, because views come anew
   * with every change nearby. `load` is aborted when nobody wants them any more.
   */
  constructor(keyOf: () => string | undefined, load: (signal: AbortSignal) => Promise<Blob | undefined>) {
    this.#url = $state()
    const key = $derived(keyOf())
    $effect(() => {
      if (key === undefined) return
      const ended = new AbortController()
      let made: string | undefined
      const show = (blob: Blob | undefined): void => {
        if (blob === undefined || ended.signal.aborted) return
        made = URL.createObjectURL(blob)
        this.#url = made
      }
      void untrack(() => load(ended.signal)).then(show)
      return () => {
        ended.abort()
        this.#url = undefined
        if (made !== undefined) URL.revokeObjectURL(made)
      }
    })
  }

  /** undefined: not there yet, or nothing that can be shown. */
  get url(): string | undefined {
    return this.#url
  }

  /** The browser could not decode it: from now on there is none. */
  broken(): void {
    this.#url = undefined
  }
}
