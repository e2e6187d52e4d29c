import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { present } from '../../src/base/assert.ts'
import { ok } from '../../src/base/result.ts'
import { createSqlDatabase, type SqlDatabase } from '../../src/adapters/sqlite-database.ts'
import { SqlError, type Sqlite, type SqlValue } from '../../src/adapters/sqlite-statement.ts'
import { startSqlite } from '../fixtures/memory-storage.ts'

let sqlite: Sqlite
let database: SqlDatabase
beforeAll(async () => {
  sqlite = await startSqlite()
  database = createSqlDatabase(sqlite, new sqlite.oo1.DB(':memory:', 'c'))
  database.script('create table kept (number integer, words text, bytes blob) strict')
})

const wellFormed = fc
  .string({ unit: 'grapheme', maxLength: 60 })
  .filter((words) => words.isWellFormed() && !words.includes('\0'))
const rowOfValues = fc.tuple(
  fc.option(fc.maxSafeInteger(), { nil: undefined }),
  fc.option(wellFormed, { nil: undefined }),
  fc.option(fc.uint8Array({ maxLength: 300 }), { nil: undefined })
)

test('[L10] every value comes back as it was stored, whatever stands beside it', () => {
  fc.assert(
    fc.property(rowOfValues, (values) => {
      database.run('delete from kept')
      database.run('insert into kept values (?, ?, ?)', values)
      expect(database.rows('select number, words, bytes from kept')).toEqual([values])
    }),
    { numRuns: 300 }
  )
})

test('[L10] large values and small ones share their memory without touching each other', () => {
  database.run('delete from kept')
  const sizes = [70_000, 3, 0, 200_000, 65_536, 1]
  for (const size of sizes)
    database.run('insert into kept values (?, ?, ?)', [size, 'ß'.repeat(size), new Uint8Array(size).fill(7)])
  const rows: readonly (readonly SqlValue[])[] = database.rows('select number, words, bytes from kept order by rowid')
  expect(rows).toEqual(sizes.map((size) => [size, 'ß'.repeat(size), new Uint8Array(size).fill(7)]))
})

test('[L10] a fraction is never stored', () => {
  expect(() => database.run('insert into kept (number) values (?)', [0.5])).toThrow('only integers are stored')
})

test('[L10] what SQLite refuses is thrown with its code, and the statement works again', () => {
  const insert = 'insert into kept (number) values (?)'
  const refused = (): void => database.run(insert, ['no number'])
  expect(refused).toThrow(SqlError)
  expect(refused).toThrow('cannot store TEXT value in INTEGER column')
  database.run('delete from kept')
  database.run(insert, [1])
  expect(database.rows('select number from kept')).toEqual([[1]])
})

test('[L10] a transaction that throws leaves nothing behind', () => {
  database.run('delete from kept')
  const failing = () =>
    database.transaction(() => {
      database.run('insert into kept (number) values (?)', [1])
      throw new Error('nobody foresaw this')
    })
  expect(failing).toThrow('nobody foresaw this')
  expect(database.rows('select number from kept')).toEqual([])
  expect(database.transaction(() => ok(undefined)).ok).toBe(true)
})

test('thousands of databases come and go in one library', () => {
  const memory = (): number => present(sqlite.wasm.heap8u(), 'there is memory').length
  const cycle = (): void => {
    const passing = createSqlDatabase(sqlite, new sqlite.oo1.DB(':memory:', 'c'))
    passing.script('create table kept (bytes blob)')
    passing.run('insert into kept values (?)', [new Uint8Array(100_000)])
    passing.close()
  }
  for (let count = 0; count < 50; count++) cycle()
  const before = memory()
  for (let count = 0; count < 500; count++) cycle()
  expect(memory()).toBe(before)
})
