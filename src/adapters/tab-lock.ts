// worker. Owns which tab of this browser is the device (W9): one Web Lock, and the manners of handing it over. A courtesy:
// correctness rests on L10. Knows no database; what has to be closed first is the caller's business.

import type { Milliseconds } from '../node/ports.ts'

export interface TabLockEvents {
  /** This worker is the device from now on, until it hands over. */
  onAcquired(): void
  /** Another tab is the device. */
  onWaiting(): void
  /** Another tab takes over: close everything; the lock goes when this has resolved. */
  onHandOver(): Promise<void>
}

export interface TabLock {
  /** Asks the tab that is the device to hand over. */
  useHere(): void
}

/** 'graceMs': a page that reloads meets its own ended worker for a moment; nobody needs to see that. */
export interface TabLockWaits {
  readonly graceMs: Milliseconds
  /** Who has not handed over by then is frozen or stuck, and loses the lock. */
  readonly handOverMs: Milliseconds
}

const lockName = 'flurfunk'
const usualWaits: TabLockWaits = { graceMs: 500, handOverMs: 5000 }

/** Waits for the lock, and again after every hand-over: when the other tab closes, this one is the device at once. */
export function holdTabLock(events: TabLockEvents, waits: TabLockWaits = usualWaits): TabLock {
  const channel = new BroadcastChannel(lockName)
  let state: 'waiting' | 'holding' | 'handing-over' = 'waiting'
  let place: AbortController | undefined
  let letGo: (() => void) | undefined
  let stopped: Promise<void> | undefined
  let patience: ReturnType<typeof setTimeout> | undefined

  const grace = setTimeout(() => {
    if (state === 'waiting') events.onWaiting()
  }, waits.graceMs)

  const hold = async (): Promise<void> => {
    clearTimeout(grace)
    clearTimeout(patience)
    place = undefined
    stopped = undefined
    state = 'holding'
    const released = new Promise<void>((resolve) => {
      letGo = resolve
    })
    events.onAcquired()
    await released
  }

  /** Stands in the queue until this tab's turn has come and gone; `steal` jumps it. */
  const standInQueue = async (steal = false): Promise<void> => {
    const ours = new AbortController()
    place?.abort()
    place = ours
    try {
      await navigator.locks.request(lockName, steal ? { steal } : { signal: ours.signal }, hold)
    } catch (error) {
      if (!isAbort(error)) throw error
      // We left our place ourselves, for another one.
      if (place !== undefined || state === 'waiting') return
      await stop()
    }
    state = 'waiting'
    events.onWaiting()
    await standInQueue()
  }

  /** Closes what hangs on the lock, once for each time we held it: it may be stolen while it is handed over. */
  const stop = (): Promise<void> => {
    state = 'handing-over'
    stopped ??= events.onHandOver()
    return stopped
  }

  const handOver = async (): Promise<void> => {
    const release = letGo
    await stop()
    release?.()
  }

  const useHere = (): void => {
    if (state !== 'waiting') return
    channel.postMessage('hand-over')
    clearTimeout(patience)
    patience = setTimeout(() => {
      if (state === 'waiting') void standInQueue(true)
    }, waits.handOverMs)
  }

  channel.onmessage = () => {
    // Whoever else waits steps behind the one who asks: it stands in the queue already.
    if (state === 'waiting') {
      clearTimeout(patience)
      void standInQueue()
    } else void handOver()
  }

  void standInQueue()
  return { useHere }
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}
