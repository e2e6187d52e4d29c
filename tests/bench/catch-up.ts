// Owns the measures of catching up: runs of strangers through the one door, against the same rows appended with nothing checked, and
// against the stock Yjs document that y-webrtc would carry.

import { assert, present } from '../../src/base/assert.ts'
import { epochIdOf } from '../../src/base/ids.ts'
import { repeat } from '../../src/base/bytes.ts'
import { decodeRun } from '../../src/log/run.ts'
import { accept } from '../../src/node/accept.ts'
import type { Storage } from '../../src/node/ports.ts'
import type { Desk } from '../../src/node/desk.ts'
import { createMemoryDisk, startSqlite, type MemoryDisk } from '../fixtures/memory-storage.ts'
import { foundBenchTeam, openDesk, type BenchTeam } from './bench-team.ts'
import { batchOf, runsOf, wireOf, type BenchRun, type HistorySpan } from './history.ts'
import type { Row } from './rows.ts'
import { encodedState, loadState, stockUpdates, takeUpdates } from './stock.ts'
import { inTurns, timed, timeOf } from './timing.ts'

/** A shorter history is told and not judged: too much of its time is compiling. */
const heldFrom = 100_000

/** Entries until what runs often is compiled. */
const warmUp = 5000

/** Weeks as a busy channel of a site has them. */
const perWeek = 4000

interface Costs {
  readonly entries: number
  /** Milliseconds for all entries. */
  readonly persist: number
  readonly verified: number
  readonly projected: number
  readonly newestUsable: number
}

/** `sizes` ascending. */
export async function benchCatchUp(sizes: readonly number[], rounds: number): Promise<readonly Row[]> {
  const sqlite = await startSqlite()
  const blank = createMemoryDisk(sqlite)
  const team = foundBenchTeam(blank.open())
  const backup = blank.backup()
  blank.close()
  const disk = (): MemoryDisk => createMemoryDisk(sqlite, backup)
  costsOf(team, disk, { entries: warmUp, rounds: 1 })
  const costs = sizes.map((entries) => costsOf(team, disk, { entries, rounds }))
  const stock = costs.flatMap(stockRows)
  const rows = costs.flatMap((cost) => rowsOf(cost, { held: cost.entries >= heldFrom }))
  return [...rows, ...growthRows(costs), ...stock]
}

function costsOf(
  team: BenchTeam,
  disk: () => MemoryDisk,
  { entries, rounds }: { readonly entries: number; readonly rounds: number }
): Costs {
  const span: HistorySpan = { messages: entries, newest: perWeek, perWeek }
  const known = [...runsOf(team, span)]
  const wire = known.map(wireOf)
  const sealed = [...runsOf(team, span, epochIdOf(repeat(0x5e, 8)))].map(wireOf)
  const times = inTurns(rounds, {
    persist: timed(
      () => disk().open(),
      (storage) => appendAll(storage, known)
    ),
    verified: timed(
      () => openDesk(disk().open()),
      (desk) => takeAll(desk, sealed)
    ),
    newestUsable: timed(
      () => lookingAt(openDesk(disk().open()), team, [pageNumbers(known).at(-1) ?? 0]),
      (desk) => takeAll(desk, wire)
    ),
    projected: timed(
      () => lookingAt(openDesk(disk().open()), team, pageNumbers(known)),
      (desk) => {
        takeAll(desk, wire)
        desk.pages.settle()
      }
    )
  })
  return { entries, ...times }
}

function appendAll(storage: Storage, runs: readonly BenchRun[]): void {
  for (const run of runs) assert(storage.append(batchOf(run)).ok, 'memory has room')
}

function takeAll(desk: Desk, wire: readonly Uint8Array[]): void {
  for (const bytes of wire) {
    const run = decodeRun(bytes)
    assert(run.ok, 'the run is well formed')
    const accepted = accept(desk, [run.value])
    assert(accepted.ok, 'the run is sound')
  }
}

/** A desk whose pages are all in memory, so that every entry is projected at once. */
function lookingAt(desk: Desk, { channel }: BenchTeam, numbers: readonly number[]): Desk {
  for (const number of numbers) desk.pages.load(channel, number)
  return desk
}

function pageNumbers(runs: readonly BenchRun[]): readonly number[] {
  return [...new Set(runs.flatMap((run) => run.map(({ page }) => page)))].sort((a, b) => a - b)
}

function rowsOf(
  { entries, persist, verified, newestUsable, projected }: Costs,
  { held }: { readonly held: boolean }
): readonly Row[] {
  const row = (what: string, value: number, most: number): Row => ({
    name: `catch-up of ${entries}: ${what}`,
    value,
    unit: 'ms',
    baseline: { name: 'persist only', value: persist },
    ...(held ? { limit: { most } } : {})
  })
  return [
    { name: `catch-up of ${entries}: persist only`, value: (entries / persist) * 1000, unit: '1/s' },
    row('verify, store', verified, 1.6),
    row('verify, decrypt, store, newest page', newestUsable, 2.8),
    row('verify, decrypt, project all, store', projected, 2.8)
  ]
}

function growthRows(costs: readonly Costs[]): readonly Row[] {
  const [first, last] = [present(costs[0], 'a size is measured'), present(costs.at(-1), 'a size is measured')]
  if (first === last) return []
  const each = ({ entries }: Costs, ms: number): number => (ms * 1000) / entries
  const row = (what: string, ms: (cost: Costs) => number): Row => ({
    name: `cost of one entry at ${last.entries}: ${what}`,
    value: each(last, ms(last)),
    unit: 'µs/entry',
    baseline: { name: `at ${first.entries}`, value: each(first, ms(first)) },
    limit: { most: 1.3 }
  })
  return [row('verify, store', ({ verified }) => verified), row('project all', ({ projected }) => projected)]
}

/** y-webrtc checks no author, encrypts nothing at rest and keeps nothing: its numbers are what a document costs by itself. */
function stockRows({ entries, projected }: Costs): readonly Row[] {
  const updates = stockUpdates(entries)
  const state = encodedState(updates)
  const oneByOne = timeOf({ prepare: () => updates, act: takeUpdates })
  const whole = timeOf({ prepare: () => state, act: loadState })
  const what = `catch-up of ${entries}: ours, all of it,`
  return [
    {
      name: `${what} against stock Yjs, message by message`,
      value: projected,
      unit: 'ms',
      baseline: { name: 'Y.Array, nothing checked or kept', value: oneByOne }
    },
    {
      name: `${what} against stock Yjs, one state`,
      value: projected,
      unit: 'ms',
      baseline: { name: 'Y.Array, nothing checked or kept', value: whole }
    }
  ]
}
