import { beforeAll, describe, expect, test } from 'vitest'
import { repeat } from '../../src/base/bytes.ts'
import { err, ok } from '../../src/base/result.ts'
import { rewriteAll, settle } from '../../src/adapters/rewrite.ts'
import { unlock } from '../../src/adapters/sqlite-key.ts'
import type { Sqlite } from '../../src/adapters/sqlite-statement.ts'
import { createMemoryFiles, PowerCut, type MemoryFiles } from '../fixtures/memory-files.ts'
import { startSqlite } from '../fixtures/memory-storage.ts'

let sqlite: Sqlite
beforeAll(async () => {
  sqlite = await startSqlite()
})

const [oldKey, newKey] = [repeat(0xaa, 32), repeat(0xbb, 32)]
const names = ['/flurfunk.db', '/0123456789abcdef0123456789abcdef.db']

/** Two databases under the old key, of some pages each. */
function twoDatabases(): MemoryFiles {
  const files = createMemoryFiles(sqlite)
  for (const [index, name] of names.entries()) {
    const connection = files.open(name)
    expect(unlock(sqlite, connection, oldKey)).toBe(true)
    connection.exec(`create table word (at integer primary key, text text);
      with recursive n (i) as (select 0 union all select i + 1 from n where i < 29)
      insert into word select i, 'word ' || i || ' of ${index} ' || hex(randomblob(400)) from n`)
    connection.close()
  }
  return files
}

/** What a key finds in a file; undefined: it does not open. */
function rowsIn(files: MemoryFiles, name: string, key: Uint8Array): unknown {
  const connection = files.open(name)
  try {
    if (!unlock(sqlite, connection, key)) return undefined
    return connection.selectValue(`select count(*) || ' ' || max(text) from word`)
  } finally {
    connection.close()
  }
}

const done = () => Promise.resolve(ok(undefined))

test('[A1] the key is given raw, and nothing is derived from it', () => {
  const files = twoDatabases()
  const connection = files.open(names[0] ?? '')
  connection.exec(`pragma key = 'raw:${'aa'.repeat(32)}'`)
  expect(connection.selectValue('select count(*) from word')).toBe(30)
  connection.close()
})

describe('a change of the database key', () => {
  test('[A5] leaves every database whole under the new key, and none under the old', async () => {
    const files = twoDatabases()
    const before = names.map((name) => rowsIn(files, name, oldKey))
    expect(await rewriteAll({ sqlite, pool: files, from: oldKey, to: newKey }, done)).toEqual(ok(undefined))
    expect(names.map((name) => rowsIn(files, name, newKey))).toEqual(before)
    expect(names.map((name) => rowsIn(files, name, oldKey))).toEqual([undefined, undefined])
    expect([...files.paths()].sort()).toEqual([...names].sort())
  })

  test('[A5] a vault that is not written leaves everything as it was', async () => {
    const files = twoDatabases()
    const before = names.map((name) => rowsIn(files, name, oldKey))
    const refused = await rewriteAll({ sqlite, pool: files, from: oldKey, to: newKey }, () =>
      Promise.resolve(err('no-storage'))
    )
    expect(refused).toEqual(err('no-storage'))
    expect(names.map((name) => rowsIn(files, name, oldKey))).toEqual(before)
    expect([...files.paths()].sort()).toEqual([...names].sort())
  })

  test('[A5] whatever moment the power fails, the key in the vault opens all of it', async () => {
    const whole = twoDatabases()
    await rewriteAll({ sqlite, pool: whole, from: oldKey, to: newKey }, done)
    const steps = whole.acts
    const outcomes = new Set<string>()
    for (let cut = 0; cut <= steps; cut++) {
      const files = twoDatabases()
      const before = names.map((name) => rowsIn(files, name, oldKey))
      let vault = oldKey
      const commit = (): Promise<{ ok: true; value: undefined }> => {
        vault = newKey
        return done()
      }
      files.actsLeft = cut
      try {
        await rewriteAll({ sqlite, pool: files, from: oldKey, to: newKey }, commit)
      } catch (error) {
        if (!(error instanceof PowerCut)) throw error
      }
      // A second cut while it is put in order, then a start in peace.
      files.actsLeft = cut % 5
      try {
        settle(sqlite, files, vault)
      } catch (error) {
        if (!(error instanceof PowerCut)) throw error
      }
      files.actsLeft = undefined
      expect(settle(sqlite, files, vault)).toEqual(ok(undefined))
      expect([cut, ...names.map((name) => rowsIn(files, name, vault))]).toEqual([cut, ...before])
      expect([...files.paths()].sort()).toEqual([...names].sort())
      outcomes.add(vault === oldKey ? 'old' : 'new')
    }
    expect([...outcomes].sort()).toEqual(['new', 'old'])
  })

  test('[A5] where neither of two files can be read, neither is thrown away', () => {
    const files = twoDatabases()
    const copy = files.open(`${names[0]}~`)
    unlock(sqlite, copy, newKey)
    copy.exec('create table word (text text)')
    copy.close()
    const there = [...files.paths()].sort()
    settle(sqlite, files, repeat(0xcc, 32))
    expect([...files.paths()].sort()).toEqual(there)
    expect(rowsIn(files, names[0] ?? '', oldKey)).toBeDefined()
  })
})
