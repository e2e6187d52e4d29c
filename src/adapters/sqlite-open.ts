// worker (and Node, for memory). Owns how a database is opened, tuned and closed. Knows no table but their version.

import initSqlite from '@evolu/sqlite-wasm'
import { assert } from '../base/assert.ts'
import { ok, type Result } from '../base/result.ts'
import { createSqlDatabase, type SqlDatabase } from './sqlite-database.ts'
import type { Sqlite } from './sqlite-statement.ts'
import { migrate } from './sqlite-schema.ts'

/** Starts the library; once in a thread. */
export async function loadSqlite(): Promise<Sqlite> {
  return initSqlite()
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
    const place = sqlite.wasm.allocFromTypedArray(bytes)
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
