import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { present } from '../../src/base/assert.ts'
import { repeat } from '../../src/base/bytes.ts'
import { createSqlDatabase, number, text, type SqlDatabase } from '../../src/adapters/sqlite-database.ts'
import { migrate, schemaVersion } from '../../src/adapters/sqlite-schema.ts'
import type { Sqlite } from '../../src/adapters/sqlite-statement.ts'
import { createSqliteStorage } from '../../src/adapters/sqlite-storage.ts'
import { openMemory } from '../fixtures/memory-database.ts'
import { startSqlite } from '../fixtures/memory-storage.ts'
import { anna, ben, growth, headsOf, keys, lobbyChannel, makeStored, team } from '../fixtures/stored-entries.ts'
import { storedEntries } from '../stored/contents.ts'

let sqlite: Sqlite
beforeAll(async () => {
  sqlite = await startSqlite()
})

const versionOf = (database: SqlDatabase): number =>
  number(present(database.rows('pragma user_version')[0], 'a row'), 0)
const tablesOf = (database: SqlDatabase): readonly string[] =>
  database.rows(`select name from sqlite_schema where type = 'table' order by name`).map((row) => text(row, 0))

function openEmpty(): SqlDatabase {
  return createSqlDatabase(sqlite, new sqlite.oo1.DB(':memory:', 'c'))
}

describe('migrations', () => {
  test('[A1] an empty database gets the newest version, and a second time nothing happens', () => {
    const database = openEmpty()
    expect(migrate(database)).toEqual({ ok: true, value: undefined })
    expect(versionOf(database)).toBe(schemaVersion)
    const tables = tablesOf(database)
    expect(tables).toContain('entry')
    expect(migrate(database).ok).toBe(true)
    expect(tablesOf(database)).toEqual(tables)
    database.close()
  })

  test('[A1] a database of a newer app is refused and left as it is', () => {
    const database = openEmpty()
    database.script(`create table later (column); pragma user_version = ${schemaVersion + 1}`)
    expect(migrate(database)).toEqual({ ok: false, reason: 'newer-version' })
    expect(tablesOf(database)).toEqual(['later'])
    expect(versionOf(database)).toBe(schemaVersion + 1)
    database.close()
  })

  test('[L10] a migration on a full disk leaves the old version whole', () => {
    const database = openEmpty()
    database.script('create table before (column); pragma max_page_count = 3')
    expect(migrate(database)).toEqual({ ok: false, reason: 'disk-full' })
    expect(tablesOf(database)).toEqual(['before'])
    expect(versionOf(database)).toBe(0)
    database.script('pragma max_page_count = 4294967294')
    expect(migrate(database).ok).toBe(true)
    database.close()
  })
})

describe('the index of words', () => {
  test('[X5] made anew, it holds nothing until the messages are looked through again, and no word stays behind', () => {
    const database = openEmpty()
    expect(migrate(database).ok).toBe(true)
    // As the version before left it: the words of a message, and that all of them were looked through.
    database.script(`
      drop table noted; pragma user_version = 3;
      drop table found;
      create virtual table found using fts5 (words, content = '', detail = none, columnsize = 0, prefix = '3', tokenize = 'ascii');
      insert into said values (5, 1, 1, 5, 'about', 'ziegelwort');
      insert into found (rowid, words) values (5, 'about ziegelwort');
      insert into inside values ('gelwort', 'ziegelwort');
      insert into truth values ('search-begun', x'f5'), ('other', x'f5');`)
    expect(migrate(database).ok).toBe(true)
    const left = ['said', 'inside', 'truth'].map((table) =>
      number(present(database.rows(`select count(*) from ${table}`)[0], 'a row'), 0)
    )
    const found = database.rows(`select rowid from found where found match 'zi*'`)
    expect([left, found, versionOf(database)]).toEqual([[0, 0, 1], [], schemaVersion])
    const parts = database
      .rows('select block from found_data')
      .map((row) => Buffer.from(row[0] as Uint8Array).toString())
    expect(parts.some((part) => part.includes('ziegel'))).toBe(false)
    database.close()
  })
})

describe('stored databases', () => {
  const versions = Array.from({ length: schemaVersion }, (_, index) => index + 1)

  test.each(versions)('[A1] version %i opens with all that is in it, and takes more', (version) => {
    const file = fileURLToPath(new URL(`../stored/v${version}.db`, import.meta.url))
    const opened = openMemory(sqlite, readFileSync(file))
    if (!opened.ok) throw new Error(opened.reason)
    const storage = createSqliteStorage(opened.value.database)
    const of = (device: string, scope: string) =>
      storedEntries.filter((entry) => entry.device === device && entry.scope === scope)
    const last = present(of(anna, lobbyChannel).at(-1), 'anna wrote')
    expect(storage.load()).toEqual({
      keys,
      heads: [team, lobbyChannel].flatMap((scope) =>
        [anna, ben].flatMap((device) =>
          of(device, scope)
            .slice(-1)
            .map((head) => headsOf(head, head))
        )
      ),
      membership: of(anna, team),
      records: new Map([['epoch e1', repeat(0xee, 32)]])
    })
    expect(storage.entries({ type: 'hashes', hashes: storedEntries.map(({ hash }) => hash) })).toEqual(storedEntries)
    expect(storage.pages(lobbyChannel)).toEqual([
      { page: 2968, entries: 4 },
      { page: 2966, entries: 1 }
    ])
    expect(storage.recall(`page ${lobbyChannel} 2968`)).toEqual(repeat(0xca, 700))
    expect(storage.append(growth([makeStored(9, { seq: 4 })], last)).ok).toBe(true)
    opened.value.database.close()
  })
})
