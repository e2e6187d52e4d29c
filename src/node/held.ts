// Owns runs that wait for something they build on (V6): kept for a while, within bounds, and shown to the door again when membership
// moves. Held runs have no effect of any kind; whatever is dropped here can be asked for again.

import { limits } from '../base/limits.ts'
import type { Run } from '../log/run.ts'
import type { Milliseconds } from './ports.ts'
import { logKey } from './state.ts'

interface HeldRun {
  readonly run: Run
  readonly bytes: number
  readonly since: Milliseconds
}

export interface HeldRuns {
  add(run: Run, now: Milliseconds): void
  /** All of them, oldest first; none is held afterwards. */
  takeAll(now: Milliseconds): readonly Run[]
  readonly size: number
}

/** In all logs together no more than this many are held: what strangers send must not fill the memory. */
const logsMax = 64

/** An empty store of held runs. */
export function createHeldRuns(): HeldRuns {
  const byLog = new Map<string, HeldRun[]>()

  function add(run: Run, now: Milliseconds): void {
    const key = logKey(run.scope, run.device)
    const runs = byLog.get(key) ?? []
    const bytes = run.items.reduce((sum, item) => sum + item.headerBytes.length + (item.payload?.length ?? 0) + 64, 0)
    runs.push({ run, bytes, since: now })
    // The newest log stands last, so the one that nothing was heard of for longest goes first.
    byLog.delete(key)
    byLog.set(key, withinBounds(runs))
    const [oldest] = byLog.keys()
    if (byLog.size > logsMax && oldest !== undefined) byLog.delete(oldest)
  }

  return {
    add,
    takeAll(now) {
      const runs = [...byLog.values()].flat().filter(({ since }) => now - since < limits.heldMs)
      byLog.clear()
      return runs.map(({ run }) => run)
    },
    get size() {
      return [...byLog.values()].reduce((sum, runs) => sum + runs.length, 0)
    }
  }
}

function withinBounds(runs: readonly HeldRun[]): HeldRun[] {
  const kept = [...runs]
  const entries = (): number => kept.reduce((sum, { run }) => sum + run.items.length, 0)
  const bytes = (): number => kept.reduce((sum, held) => sum + held.bytes, 0)
  while (kept.length > 1 && (entries() > limits.heldEntriesMax || bytes() > limits.heldBytesMax)) kept.shift()
  return kept
}
