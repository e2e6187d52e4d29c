import { expect, test } from 'vitest'
import { present } from '../../src/base/assert.ts'
import { benchStorage } from '../bench/storage.ts'
import { openMemory } from '../fixtures/memory-database.ts'
import { startSqlite } from '../fixtures/memory-storage.ts'

test('[P1] the bench of storage measures every size, and its work is done', async () => {
  const sqlite = await startSqlite()
  const makeDatabase = () => {
    const opened = openMemory(sqlite)
    return Promise.resolve(present(opened.ok ? opened.value.database : undefined, 'memory has room'))
  }
  const rows = await benchStorage({ makeDatabase, sizes: [1000, 3000] })
  expect(rows.map(({ name }) => name)).toEqual(
    [1000, 3000].flatMap((size) => [
      `persist only, up to ${size}`,
      `one durable append, behind ${size}`,
      `load, behind ${size}`,
      `newest 50 of a log, behind ${size}`,
      `newest page, behind ${size}`
    ])
  )
  for (const { name, value } of rows) expect(value, name).toBeGreaterThan(0)
})
