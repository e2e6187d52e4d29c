// worker. Owns the platform's clock and chance as ports. Knows nobody who uses them.

import type { Clock, Random } from '../node/ports.ts'

/** The longest wait a timer of the platform takes; beyond it fires at once. */
const timerMsMax = 0x7fff_ffff
/** The most that getRandomValues gives at once. */
const randomBytesMax = 65_536

/** Wall clock and timers of this thread. What throws in a timer is an uncaught error of the thread. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (wait, run) => {
    const until = performance.now() + wait
    let timer: ReturnType<typeof setTimeout>
    const arm = (rest: number): void => {
      timer = setTimeout(() => (rest > timerMsMax ? arm(until - performance.now()) : run()), Math.min(rest, timerMsMax))
    }
    arm(Math.max(0, wait))
    return () => clearTimeout(timer)
  }
}

/** The platform's cryptographic generator. */
export const systemRandom: Random = {
  bytes: (length) => {
    const bytes = new Uint8Array(length)
    for (let from = 0; from < length; from += randomBytesMax)
      crypto.getRandomValues(bytes.subarray(from, from + randomBytesMax))
    return bytes
  }
}
