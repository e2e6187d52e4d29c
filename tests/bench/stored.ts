// Owns the rows about storage by itself, made of what storage.ts measures in memory: each operation behind a long history against
// the same behind a short one.

import { assert, present } from '../../src/base/assert.ts'
import { openMemory } from '../fixtures/memory-database.ts'
import { startSqlite } from '../fixtures/memory-storage.ts'
import type { Row } from './rows.ts'
import { benchStorage } from './storage.ts'

/** The depth of a tree shows where no disk is waited for: what an append costs on one is measured in the browser. */
const measures = [
  { name: 'one append, in memory', source: 'one durable append', most: 2 },
  { name: 'load', source: 'load', most: 1.3 },
  { name: 'newest 50 of a log', source: 'newest 50 of a log', most: 1.3 },
  { name: 'newest page', source: 'newest page', most: 1.3 }
] as const

/** The port's cost behind `long` entries against behind `short`. */
export async function benchStored(short: number, long: number): Promise<readonly Row[]> {
  const sqlite = await startSqlite()
  const makeDatabase = async () => {
    const opened = openMemory(sqlite)
    assert(opened.ok, 'memory has room')
    return await Promise.resolve(opened.value.database)
  }
  const measured = await benchStorage({ makeDatabase, sizes: [short, long] })
  const valueOf = (name: string): number =>
    present(
      measured.find((row) => row.name === name),
      name
    ).value
  return measures.map(({ name, source, most }) => ({
    name: `storage: ${name}, behind ${long}`,
    value: valueOf(`${source}, behind ${long}`),
    unit: 'ms',
    baseline: { name: `behind ${short}`, value: valueOf(`${source}, behind ${short}`) },
    limit: { most }
  }))
}
