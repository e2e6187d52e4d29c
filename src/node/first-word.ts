// Owns the wait before the first append of a start (F1): whoever comes back from a backup hears of its own later words before it writes
// on. Says when; what is written then is others'.

import { limits } from '../base/limits.ts'
import type { DeviceId } from '../base/ids.ts'
import { hasToldOf, type Session } from '../sync/session.ts'
import type { Later } from './inbox.ts'
import type { Cancel } from './ports.ts'

/** What others have told of this device's own logs by now. */
export type Hearsay =
  /** Somebody may still tell: the start is young, a link is being made, or its first words are on their way. */
  | 'asking'
  /** Whoever is linked has told its heads, and nothing of ours is behind them. */
  | 'told'
  /** Nobody is there. */
  | 'alone'

/** How things stand with those who could tell. */
export interface Company {
  readonly own: DeviceId
  readonly sessions: readonly Session[]
  /** How many are heard and not kept away, linked or not. */
  readonly heard: number
  /** The way to the meeting place was tried in vain, or has gone. */
  readonly isCutOff: boolean
  /** Not long enough after the start for anybody to have answered. */
  readonly isEarly: boolean
}

/** One that has told is enough where nobody else is just about to. */
export function hearsayOf({ own, sessions, heard, isCutOff, isEarly }: Company): Hearsay {
  if (sessions.some((session) => !hasToldOf(session, own))) return 'asking'
  if (sessions.length > 0) return 'told'
  if (heard > 0 && !isCutOff) return 'asking'
  return isEarly && !isCutOff ? 'asking' : 'alone'
}

/** Something that may append. */
interface Waiting {
  readonly write: () => void
  readonly onStop: () => void
}

export interface FirstWord {
  /** Runs `write` as soon as this device may append: at once, or behind what waits already. */
  when(write: Waiting['write'], onStop?: Waiting['onStop']): void
  /** How many wait. */
  readonly waiting: number
  /** Others may have told, or gone; after every event. */
  look(): void
  /** What still waits is told so and never runs. */
  stop(): void
}

/** The wait of one start. `ownEntries` counts what this device has written; one that is just beginning has nothing to ask for. */
export function createFirstWord({
  isBeginning,
  ownEntries,
  hearsay,
  later
}: {
  readonly isBeginning: boolean
  readonly ownEntries: () => number
  readonly hearsay: () => Hearsay
  readonly later: Later
}): FirstWord {
  const waiting: (Waiting & { readonly patience: Cancel })[] = []
  let isOver = isBeginning || ownEntries() === 0
  /** How many own entries there were when what runs now began. */
  let before: number | undefined

  function mayBegin(): boolean {
    // What an append leads to belongs to it: its consequences do not wait for others.
    if (before !== undefined && ownEntries() !== before) isOver = true
    if (isOver) return true
    const heard = hearsay()
    // Who was told once knows enough for this start; who is alone may still meet somebody before its first word.
    isOver = heard === 'told'
    return heard !== 'asking'
  }

  function run({ write }: Pick<Waiting, 'write'>): void {
    if (isOver) return write()
    const outer = before
    before = ownEntries()
    write()
    if (ownEntries() !== before) isOver = true
    before = outer
  }

  /** The first of them, and all behind it if there is nothing to wait for any more. */
  function letGo(): void {
    do {
      const next = waiting.shift()
      if (next === undefined) return
      next.patience()
      run(next)
    } while (mayBegin())
  }

  return {
    when(write, onStop = () => undefined) {
      if (waiting.length === 0 && mayBegin()) {
        run({ write })
        return
      }
      // Equal waits end in the order in which they began.
      waiting.push({ write, onStop, patience: later(limits.ownHeadsMs, letGo) })
    },
    get waiting() {
      return waiting.length
    },
    look() {
      if (waiting.length > 0 && mayBegin()) letGo()
    },
    stop() {
      for (const { onStop, patience } of waiting.splice(0)) {
        patience()
        onStop()
      }
    }
  }
}

/** An act behind that wait: done once, however often others give reason to it meanwhile. */
export function onceIn({ when }: Pick<FirstWord, 'when'>, act: () => void): () => void {
  let isDue = false
  return () => {
    if (isDue) return
    isDue = true
    when(() => {
      isDue = false
      act()
    })
  }
}
