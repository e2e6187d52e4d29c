// Shows that a list of entries becomes runs a receiver can take one after the other, within the bounds, with nothing lost.

import { describe, expect, test } from 'vitest'
import { repeat, toHex } from '../../src/base/bytes.ts'
import { limits } from '../../src/base/limits.ts'
import { hashPayload, type Entry } from '../../src/log/entry.ts'
import { encodeRun, type Run } from '../../src/log/run.ts'
import { splitIntoRuns, type RunBounds } from '../../src/log/split.ts'
import {
  headOf,
  headsOfEntries,
  makeAuthor,
  makeEntry,
  makeLog,
  makeReplica,
  withoutInnerSignatures,
  type Replica
} from '../fixtures/log.ts'

const author = makeAuthor()
const wide: RunBounds = { entriesMax: limits.runEntriesMax, bytesMax: limits.runFrameBytesMax }

/** What a fresh device holds once it took all runs in their order; a refusal ends the test. */
function takeAll(runs: readonly Run[], start: Replica = makeReplica()): Replica {
  return runs.reduce((replica, run) => {
    const taken = replica.take(run, author)
    if (!taken.ok) throw new Error(JSON.stringify(taken.reason))
    return taken.value.replica
  }, start)
}

/** Short enough to be compared whole: the hash of each payload by entry. */
function payloadsOf(entries: Iterable<Entry>): Record<string, string | undefined> {
  return Object.fromEntries([...entries].map(({ hash, payload }) => [hash, payload && toHex(hashPayload(payload))]))
}

/** A log whose payloads have this many bytes each. */
function makeHeavyLog(length: number, payloadBytes: number): readonly Entry[] {
  const entries: Entry[] = []
  for (let index = 0; index < length; index++)
    entries.push(makeEntry(author, headsOfEntries(entries.slice(-1)), { payload: repeat(index % 256, payloadBytes) }))
  return entries
}

describe('splitting', () => {
  test('[L11] a long signed log becomes few full runs, taken one after the other', () => {
    const log = makeLog(author, 1100)
    const { runs, unsent } = splitIntoRuns(log, wide)
    expect(runs.map((run) => run.items.length)).toEqual([512, 512, 76])
    expect(unsent).toEqual([])
    expect(takeAll(runs).heads).toEqual(headsOfEntries(log))
  })

  test('[L11] no run is heavier than it may be, and none could have taken the next entry too', () => {
    const log = makeHeavyLog(40, 30_000)
    const { runs } = splitIntoRuns(log, wide)
    const weights = runs.map((run) => encodeRun(run).length)
    expect(Math.max(...weights)).toBeLessThanOrEqual(wide.bytesMax)
    expect(Math.min(...weights.slice(0, -1))).toBeGreaterThan(wide.bytesMax - 30_500)
    expect(payloadsOf(takeAll(runs).entries.values())).toEqual(payloadsOf(log))
  })

  test('[L11] a run ends where the sender holds a signature', () => {
    const log = makeLog(author, 60).map((entry, index) =>
      index % 20 === 19 ? entry : { ...entry, signature: undefined }
    )
    const { runs, unsent } = splitIntoRuns(log, { entriesMax: 50, bytesMax: wide.bytesMax })
    expect(runs.map((run) => run.items.length)).toEqual([40, 20])
    expect(unsent).toEqual([])
    expect(takeAll(runs).heads).toEqual(headsOfEntries(log))
  })

  test('[V3] entries no signature held here vouches for are not sent', () => {
    const log = makeLog(author, 10).map((entry, index) => (index === 6 ? entry : { ...entry, signature: undefined }))
    const { runs, unsent } = splitIntoRuns(log, wide)
    expect(runs.map((run) => run.items.length)).toEqual([7])
    expect(unsent).toEqual(log.slice(7))
  })

  test('[L11] payloads too heavy for one run follow their headers in runs of their own', () => {
    const log = withoutInnerSignatures(makeHeavyLog(12, 60_000))
    const { runs, unsent } = splitIntoRuns(log, wide)
    expect(unsent).toEqual([])
    expect(runs.map((run) => run.items.filter((item) => item.payload).length)).toEqual([0, 4, 4, 4])
    expect(Math.max(...runs.map((run) => encodeRun(run).length))).toBeLessThanOrEqual(wide.bytesMax)
    expect(payloadsOf(takeAll(runs).entries.values())).toEqual(payloadsOf(log))
  })

  test('[L11] the branches of a fork travel one after the other, so that each ends at its signature', () => {
    const trunk = makeLog(author, 5)
    const heads = headsOfEntries(trunk)
    const left = makeLog(author, 30, heads)
    const start = makeEntry(author, heads, { ts: (heads[0]?.ts ?? 0) + 500 })
    const right = [start, ...makeLog(author, 29, [headOf(start)])]
    const log = withoutInnerSignatures([...trunk, ...left, ...right])
    const interleaved = log.toSorted((a, b) => a.header.seq - b.header.seq)
    const { runs, unsent } = splitIntoRuns(interleaved, { entriesMax: 40, bytesMax: wide.bytesMax })
    expect(runs.map((run) => run.items.length)).toEqual([35, 30])
    expect(unsent).toEqual([])
    expect(takeAll(runs).heads).toEqual(headsOfEntries(log))
  })

  test('[L11] what fits into no run is left out with all that comes after it', () => {
    const log = makeHeavyLog(6, 5000)
    const heavy = makeEntry(author, headsOfEntries(log), { payload: repeat(1, 50_000) })
    const all = [...log, heavy, ...makeLog(author, 2, [headOf(heavy)])]
    const { runs, unsent } = splitIntoRuns(all, { entriesMax: 512, bytesMax: limits.lobbyRecordBytesMax })
    expect(takeAll(runs).heads).toEqual(headsOfEntries(log))
    expect(unsent).toEqual(all.slice(6))
    const unsigned = withoutInnerSignatures(makeLog(author, 60))
    expect(splitIntoRuns(unsigned, { entriesMax: 50, bytesMax: wide.bytesMax })).toEqual({ runs: [], unsent: unsigned })
  })

  test('[L11] a part of a log is split like a whole one, and nothing becomes no run', () => {
    const log = makeLog(author, 20)
    const { runs } = splitIntoRuns(log.slice(12), wide)
    expect(takeAll(runs, makeReplica(log.slice(0, 12))).heads).toEqual(headsOfEntries(log))
    expect(splitIntoRuns([], wide)).toEqual({ runs: [], unsent: [] })
  })
})
