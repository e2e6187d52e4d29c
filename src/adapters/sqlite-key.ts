// worker (and Node, in tests). Owns how a connection is given its key (A1). Knows no table and no file.

import { assert } from '../base/assert.ts'
import { toHex } from '../base/bytes.ts'
import type { Connection, Sqlite } from './sqlite-statement.ts'

/** The key is checked lazily, so the first page is read at once; false: it is not the key of this file. */
export function unlock(sqlite: Sqlite, connection: Connection, key: Uint8Array): boolean {
  assert(key.length === 32, 'the database key has 32 bytes')
  try {
    connection.exec(`pragma key = '${rawKey(key)}'`)
    // The pool has no shared memory for a write-ahead log: without this before the first read there is none, silently.
    connection.exec('pragma locking_mode = exclusive')
    connection.exec('select count(*) from sqlite_schema')
    return true
  } catch (error) {
    if (error instanceof sqlite.SQLite3Error && (error.resultCode & 0xff) === sqlite.capi.SQLITE_NOTADB) return false
    throw error
  }
}

/** How SQL names 32 bytes that are the key itself: of anything else the cipher would first derive one, a quarter of a second long (A1). */
export function rawKey(key: Uint8Array): string {
  return `raw:${toHex(key)}`
}
