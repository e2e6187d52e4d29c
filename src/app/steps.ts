// Owns the steps in the browser's history: each place is one, and so is what opens over a place without an address of its own, so that
// one step back closes it and leaves nothing else. Knows no place.

/** What the steps need of the window; a small double in tests. */
export interface StepsWindow {
  readonly history: Pick<History, 'pushState' | 'replaceState' | 'go' | 'state'>
  addEventListener(type: 'popstate', run: () => void): void
  removeEventListener(type: 'popstate', run: () => void): void
}

export class Steps {
  readonly #window: StepsWindow
  /** What a step back closes, by the depth of its step. */
  readonly #open = new Map<number, () => void>()
  /** We go back ourselves, and the browser does that later: what is to be written meanwhile waits. */
  #going = false
  #waiting: (() => void)[] = []

  constructor(window: StepsWindow) {
    this.#window = window
  }

  /** Tells from now on when another place is to be read from the address; returns how to stop. */
  start(read: () => void): () => void {
    const popped = (): void => this.#popped(read)
    this.#window.addEventListener('popstate', popped)
    // A page that is loaded anew has nothing open.
    if (this.#over > 0) this.#go(this.#over)
    return () => this.#window.removeEventListener('popstate', popped)
  }

  /** How many steps of this app lie behind us; kept in the entry itself, so that it survives a reload. */
  get #depth(): number {
    return this.#kept('depth')
  }

  /** How many of the last steps opened something over the place. */
  get #over(): number {
    return this.#kept('over')
  }

  push(address: string): void {
    this.#when(() => this.#window.history.pushState({ depth: this.#depth + 1 }, '', address))
  }

  /** Another address for the place one is at; what lies over it goes. */
  replace(address: string): void {
    this.#when(() => {
      const write = (): void => this.#window.history.replaceState({ depth: this.#depth }, '', address)
      if (this.#over === 0) return write()
      this.#waiting.unshift(write)
      this.#go(this.#over)
    })
  }

  /** Back to the place before; false: this app made none. */
  back(): boolean {
    if (this.#depth - this.#over <= 0) return false
    this.#when(() => this.#window.history.go(-1 - this.#over))
    return true
  }

  /** Something opens over the place, and a step back calls `close`. Returns what to call when it closed otherwise. */
  layer(close: () => void): () => void {
    let at: number | undefined
    let closed = false
    this.#when(() => {
      if (closed) return
      at = this.#depth + 1
      this.#window.history.pushState({ depth: at, over: this.#over + 1 }, '')
      this.#open.set(at, close)
    })
    return () => {
      closed = true
      if (at === undefined || this.#open.get(at) !== close) return
      this.#open.delete(at)
      if (!this.#going && this.#depth === at) this.#go(1)
    }
  }

  #go(steps: number): void {
    this.#going = true
    this.#window.history.go(-steps)
  }

  #when(write: () => void): void {
    if (this.#going) this.#waiting.push(write)
    else write()
  }

  #popped(read: () => void): void {
    this.#going = false
    const depth = this.#depth
    for (const [at, close] of [...this.#open].toReversed()) {
      if (at <= depth) continue
      this.#open.delete(at)
      close()
    }
    // What was open there closed while something else lay over it.
    if (this.#over > 0 && !this.#open.has(depth)) return this.#go(1)
    const waiting = this.#waiting
    this.#waiting = []
    for (const write of waiting) this.#when(write)
    if (waiting.length === 0) read()
  }

  #kept(name: 'depth' | 'over'): number {
    const state: unknown = this.#window.history.state
    if (typeof state !== 'object' || state === null || !(name in state)) return 0
    const value = (state as Record<string, unknown>)[name]
    return typeof value === 'number' ? value : 0
  }
}
