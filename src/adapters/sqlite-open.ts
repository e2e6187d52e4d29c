// worker (and Node, for memory). Owns how a database is opened, tuned and closed. Knows no table but their version.

import initSqlite from '@evolu/sqlite-wasm'
import { assert } from '../base/assert.ts'
import { err, ok, type Result } from '../base/result.ts'
import { takePool, type FilePool, type PoolFailure } from './opfs-pool.ts'
import { createSqlDatabase, text, type SqlDatabase } from './sqlite-database.ts'
import { settle } from './rewrite.ts'
import { unlock } from './sqlite-key.ts'
import { migrate } from './sqlite-schema.ts'
import type { Sqlite } from './sqlite-statement.ts'

/** 'wrong-key': not a database, or not one of this key. 'newer-version': written by a newer app, left as it is. */
export type OpenFailure = PoolFailure | 'wrong-key' | 'newer-version' | 'disk-full'

export interface OpenDatabase {
  readonly database: SqlDatabase
  /** Closes it cleanly and lets its files go. */
  close(): void
}

/** Starts the library; once in a thread. What it would print, it also throws or returns. */
export async function loadSqlite(): Promise<Sqlite> {
  const quiet = (): void => undefined
  Object.assign(globalThis, { sqlite3ApiConfig: { debug: quiet, log: quiet, warn: quiet, error: quiet } })
  return await initSqlite()
}

const databasePath = '/flurfunk.db'

/** The encrypted database of this origin, made if there is none; `key` is 32 bytes (A2). */
export async function openEncrypted(sqlite: Sqlite, key: Uint8Array): Promise<Result<OpenDatabase, OpenFailure>> {
  const pool = await takePool(sqlite)
  if (!pool.ok) return pool
  const opened = openIn(sqlite, pool.value, key)
  if (!opened.ok) {
    pool.value.release()
    return opened
  }
  const close = (): void => {
    opened.value.close()
    pool.value.release()
  }
  return ok({ database: opened.value, close })
}

/** Opens or creates the encrypted database of a pool (A1); a change of keys that was under way is ended first (A5). */
export function openIn(sqlite: Sqlite, pool: FilePool, key: Uint8Array): Result<SqlDatabase, OpenFailure> {
  const settled = settle(sqlite, pool, key)
  if (!settled.ok) return settled
  const connection = pool.open(databasePath)
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

function tune(database: SqlDatabase): void {
  const [mode] = database.rows('pragma journal_mode = wal')
  assert(mode !== undefined && text(mode, 0) === 'wal', 'the database has a write-ahead log')
  database.script(
    'pragma synchronous = full; pragma secure_delete = on; pragma temp_store = memory; pragma cache_size = -16384'
  )
}

export interface MemoryDatabase {
  readonly database: SqlDatabase
  /** The whole database as the bytes of a file: a backup to be opened again. */
  bytes(): Uint8Array
}

/** A database in memory, empty or of the bytes of another: for tests, simulations and measures. */
export function openMemory(sqlite: Sqlite, bytes?: Uint8Array): Result<MemoryDatabase, 'newer-version' | 'disk-full'> {
  const connection = new sqlite.oo1.DB(':memory:', 'c')
  if (bytes !== undefined) {
    const { sqlite3_deserialize, SQLITE_DESERIALIZE_FREEONCLOSE, SQLITE_DESERIALIZE_RESIZEABLE } = sqlite.capi
    const place = sqlite.wasm.allocFromTypedArray(new Uint8Array(bytes))
    const flags = SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE
    const code = sqlite3_deserialize(connection, 'main', place, bytes.length, bytes.length, flags)
    assert(code === 0, 'the bytes of an exported database can be opened again')
  }
  const database = createSqlDatabase(sqlite, connection)
  database.script('pragma secure_delete = on')
  const migrated = migrate(database)
  if (!migrated.ok) {
    database.close()
    return migrated
  }
  return ok({ database, bytes: () => sqlite.capi.sqlite3_js_db_export(connection) })
}
