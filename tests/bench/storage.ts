// Owns what storage is measured by: rows written and read through the port, against bare statements on the same database. Runs in
// Node over memory and in a browser's worker over the encrypted file. Knows no threshold: whoever runs it compares.

import { present } from '../../src/base/assert.ts'
import type { Storage, StoredEntry } from '../../src/node/ports.ts'
import type { SqlDatabase } from '../../src/adapters/sqlite-database.ts'
import { createSqliteStorage } from '../../src/adapters/sqlite-storage.ts'
import { anna, growth, lobbyChannel, makeStored, team } from '../fixtures/stored-entries.ts'

/** One measure; `baseline` is what the same work costs without the port, in the same unit and run. */
export interface BenchRow {
  readonly name: string
  readonly value: number
  readonly unit: 'entries/s' | 'ms' | 'bytes/entry'
  readonly baseline?: number
}

export interface StorageBench {
  /** A fresh migrated database for each size; called once per size. */
  readonly makeDatabase: () => Promise<SqlDatabase>
  /** Histories to measure behind, ascending, in entries. */
  readonly sizes: readonly number[]
}

const runLength = 512
const entriesPerPage = 1000
const appends = 200

/** Fills one database after the other; the newest page always has the same length, so that only the history differs. */
export async function benchStorage({ makeDatabase, sizes }: StorageBench): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = []
  let before = 0
  let database: SqlDatabase | undefined
  for (const size of sizes) {
    // A browser has one database: there the history grows from size to size.
    const next = await makeDatabase()
    if (next !== database) before = 0
    database = next
    const storage = createSqliteStorage(database)
    rows.push(...fill(database, storage, { from: before, to: size }), ...measure(database, storage, size))
    before = size + appends
  }
  return rows
}

/** Content entries of one log, the page of which is full after `entriesPerPage`. */
function historyOf(from: number, to: number): readonly StoredEntry[] {
  return Array.from({ length: to - from }, (_, index) =>
    makeStored(from + index, { page: 2000 + Math.floor((from + index) / entriesPerPage) })
  )
}

function fill(
  database: SqlDatabase,
  storage: Storage,
  { from, to }: { readonly from: number; readonly to: number }
): readonly BenchRow[] {
  if (from === 0) must(storage.append(growth([makeStored(0, { scope: team, kind: 'control', hash: hashApart })])))
  const entries = historyOf(from, to)
  let head = from === 0 ? undefined : makeStored(from - 1)
  const start = performance.now()
  for (let index = 0; index < entries.length; index += runLength) {
    const run = entries.slice(index, index + runLength)
    must(storage.append(growth(run, head)))
    head = run.at(-1)
  }
  const ms = performance.now() - start
  const rate = (entries.length / ms) * 1000
  return [{ name: `persist only, up to ${to}`, value: rate, unit: 'entries/s', baseline: bareRate(database) }]
}

/** The same rows into a table without index, port or ids: what the disk and the cipher allow. */
function bareRate(database: SqlDatabase): number {
  database.script('create table if not exists bare (seq integer, ts integer, hash blob, header blob, payload blob)')
  const entries = historyOf(0, 8 * runLength)
  const hash = new Uint8Array(32)
  const start = performance.now()
  for (let index = 0; index < entries.length; index += runLength)
    database.transaction(() => {
      for (const { seq, ts, header, payload } of entries.slice(index, index + runLength))
        database.run('insert into bare values (?, ?, ?, ?, ?)', [seq, ts, hash, header, payload])
      return { ok: true, value: undefined }
    })
  const ms = performance.now() - start
  database.script('drop table bare')
  return (entries.length / ms) * 1000
}

function measure(database: SqlDatabase, storage: Storage, size: number): readonly BenchRow[] {
  const page = 2000 + Math.floor((size - 1) / entriesPerPage)
  const log = { scope: lobbyChannel, device: anna }
  return [
    { name: `one durable append, behind ${size}`, value: median(appendTimes(storage, size)), unit: 'ms' },
    {
      name: `load, behind ${size}`,
      value: medianOf(() => void createSqliteStorage(database).load()),
      unit: 'ms'
    },
    {
      name: `newest 50 of a log, behind ${size}`,
      value: medianOf(() => void storage.entries({ type: 'newest', ...log, count: 50 })),
      unit: 'ms'
    },
    {
      name: `newest page, behind ${size}`,
      value: medianOf(() => void storage.entries({ type: 'page', conversation: lobbyChannel, page, payloads: true })),
      unit: 'ms'
    }
  ]
}

function appendTimes(storage: Storage, size: number): readonly number[] {
  let head = makeStored(size - 1)
  return Array.from({ length: appends }, (_, index) => {
    const entry = makeStored(size + index, { page: 1999 })
    const start = performance.now()
    must(storage.append(growth([entry], head)))
    head = entry
    return performance.now() - start
  })
}

function medianOf(act: () => void): number {
  return median(
    Array.from({ length: 9 }, () => {
      const start = performance.now()
      act()
      return performance.now() - start
    })
  )
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return present(sorted[Math.floor(sorted.length / 2)], 'there are values')
}

/** A hash that no number of the history makes. */
const hashApart = makeStored(0xffff_ffff).hash

function must(outcome: { readonly ok: boolean }): void {
  if (!outcome.ok) throw new Error('a bench writes on a disk with room')
}
