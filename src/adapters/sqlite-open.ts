// worker. Owns how a database is opened, tuned and closed. Knows no table but their version.

import initSqlite from '@evolu/sqlite-wasm'
import { assert } from '../base/assert.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { FilePool } from './opfs-pool.ts'
import { toHex } from '../base/bytes.ts'
import { blob, createSqlDatabase, number, text, type SqlDatabase } from './sqlite-database.ts'
import { unlock } from './sqlite-key.ts'
import { migrate } from './sqlite-schema.ts'
import type { Sqlite } from './sqlite-statement.ts'

/** 'wrong-key': not a database, or not one of this key. 'newer-version': written by a newer app, left as it is. */
export type OpenFailure = 'wrong-key' | 'newer-version' | 'disk-full'

/** Bytes of a database that SQLite may keep in memory: of the team on the screen, and of the others. */
const cacheKib = { shown: 16_384, hidden: 2_048 } as const

/** Starts the library; once in a thread. What it would print, it also throws or returns. */
export async function loadSqlite(): Promise<Sqlite> {
  const quiet = (): void => undefined
  Object.assign(globalThis, { sqlite3ApiConfig: { debug: quiet, log: quiet, warn: quiet, error: quiet } })
  return await initSqlite()
}

/** Opens or creates an encrypted database of the pool (A1); `key` is 32 bytes (A2). Its `close` leaves the pool as it is. */
export function openEncrypted(
  sqlite: Sqlite,
  pool: FilePool,
  { path, key }: { readonly path: string; readonly key: Uint8Array }
): Result<SqlDatabase, OpenFailure> {
  const connection = pool.open(path)
  if (!unlock(sqlite, connection, key)) {
    connection.close()
    return err('wrong-key')
  }
  const database = createSqlDatabase(sqlite, connection)
  tune(database)
  const migrated = migrate(database)
  if (!migrated.ok) {
    database.close()
    return migrated
  }
  // What a crash left between an erasure and the emptying of the log goes now (X5).
  database.emptyLog()
  return ok(database)
}

/** Gives memory back while nobody looks at the team of this database, or lets it have its own again. */
export function attend(database: SqlDatabase, how: keyof typeof cacheKib): void {
  database.script(`pragma cache_size = -${cacheKib[how]}`)
  if (how === 'hidden') database.script('pragma shrink_memory')
}

/** The number of the team whose database it is (A9); 0: it has none yet. It stands in the encrypted file, so its name need not say it. */
export function teamNumberOf(database: SqlDatabase): number {
  const [row] = database.rows('pragma application_id')
  assert(row !== undefined, 'every database has an application id, 0 at first')
  return number(row, 0)
}

export function numberTeam(database: SqlDatabase, team: number): Result<void, 'disk-full'> {
  return database.transaction(() => {
    database.script(`pragma application_id = ${team}`)
    return ok(undefined)
  })
}

/** Whether nobody has founded or joined a team with it. */
export function isUnused(database: SqlDatabase): boolean {
  const [row] = database.rows('select exists (select 1 from device_keys) or exists (select 1 from truth)')
  return row !== undefined && number(row, 0) === 0
}

/** What is deleted is overwritten with zeros: nothing erased stays readable in the bytes of the file (X5). */
export const overwriting = 'pragma secure_delete = on'

function tune(database: SqlDatabase): void {
  const [mode] = database.rows('pragma journal_mode = wal')
  assert(mode !== undefined && text(mode, 0) === 'wal', 'the database has a write-ahead log')
  database.script(`pragma synchronous = full; ${overwriting}; pragma temp_store = memory`)
  attend(database, 'shown')
}

/** Which team a database is of, in hexadecimal; undefined: of none yet. */
export function teamIn(database: SqlDatabase): string | undefined {
  const [row] = database.rows('select team from device_keys')
  return row === undefined ? undefined : toHex(blob(row, 0))
}
