// Owns reading a rune as a component would: what stands in an effect is watched, and stops being watched when the screen goes.

import { flushSync } from 'svelte'

export interface Reading<Value> {
  /** What was read last. */
  readonly value: Value | undefined
  /** How often it was read: once, and once more for every change. */
  readonly times: number
  stop(): void
}

/** Reads as long as the test wants. */
export function reading<Value>(read: () => Value): Reading<Value> {
  const seen: Value[] = []
  const stop = $effect.root(() => {
    $effect(() => {
      seen.push(read())
    })
  })
  flushSync()
  return {
    get value() {
      return seen.at(-1)
    },
    get times() {
      return seen.length
    },
    stop
  }
}

/** What a component makes where it begins, until it goes. */
export function begun<Made>(make: () => Made): { readonly made: Made; readonly stop: () => void } {
  let made: Made | undefined
  const stop = $effect.root(() => {
    made = make()
  })
  flushSync()
  return { made: made as Made, stop }
}

/** A list as a component keeps what was chosen in it: alive, and no plain value. */
export function chosen<Value>(...values: readonly Value[]): readonly Value[] {
  const kept = $state(values)
  return kept
}

/** What a component was given last; set anew, whatever reads it follows. */
export function given<Value>(first: Value): { current: Value } {
  let current = $state.raw(first)
  return {
    get current() {
      return current
    },
    set current(next) {
      current = next
    }
  }
}

/** Lets what the fake node shows, and what that leads to, arrive: it shows in microtasks, never later. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) {
    await Promise.resolve()
    flushSync()
  }
}
