// worker (and Node, for tests). Owns how databases change their key (A5): each is copied under the new one, the vault is written, the copy
// takes the place of the old file. Whatever moment the power fails, the key that the vault then holds opens every database whole.

import { assert } from '../base/assert.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { FilePool } from './opfs-pool.ts'
import { rawKey, unlock } from './sqlite-key.ts'
import type { Sqlite } from './sqlite-statement.ts'

/** The files that this needs of a pool. */
export type Files = Pick<FilePool, 'open' | 'paths' | 'erase' | 'address'>

/** A copy under another key, beside the database it is of, until one of the two is all that is left. */
const mark = '~'

/** Rewrites every database under another key; `commit` writes the vault between the copies and their taking over. All are closed. */
export async function rewriteAll<Refusal>(
  {
    sqlite,
    pool,
    from,
    to
  }: { readonly sqlite: Sqlite; readonly pool: FilePool; readonly from: Uint8Array; readonly to: Uint8Array },
  commit: () => Promise<Result<void, Refusal>>
): Promise<Result<void, Refusal | 'disk-full'>> {
  // Of each: the copy with its journal, and the log of the one it is of.
  await pool.reserve(4 * databasesOf(pool).length + 2)
  const copied = copyAll(sqlite, pool, { from, to })
  const committed = copied.ok ? await commit() : copied
  const settled = settle(sqlite, pool, committed.ok ? to : from)
  return committed.ok ? settled : committed
}

/** Copies every database under another key; the old ones stay as they are. Refused, there are no copies. */
function copyAll(
  sqlite: Sqlite,
  files: Files,
  keys: { readonly from: Uint8Array; readonly to: Uint8Array }
): Result<void, 'disk-full'> {
  const databases = databasesOf(files)
  for (const path of databases) {
    const copied = copy(sqlite, files, { from: { path, key: keys.from }, to: { path: path + mark, key: keys.to } })
    if (copied.ok) continue
    for (const each of databases) eraseAll(files, each + mark)
    return copied
  }
  return ok(undefined)
}

/**
 * At every start, before any database is opened: ends a change of keys that was under way. A copy that opens with the key of the
 * vault is the database from the moment the vault was written; any other is the rest of a change that never happened.
 */
export function settle(sqlite: Sqlite, files: Files, key: Uint8Array): Result<void, 'disk-full'> {
  for (const copyPath of files.paths().filter((path) => path.endsWith(`.db${mark}`))) {
    const path = copyPath.slice(0, -mark.length)
    if (opens(sqlite, files, { path: copyPath, key })) {
      const moved = copy(sqlite, files, { from: { path: copyPath, key }, to: { path, key } })
      if (!moved.ok) return moved
    } else if (!opens(sqlite, files, { path, key })) {
      // Neither of the two can be read: then nothing is thrown away.
      continue
    }
    eraseAll(files, copyPath)
  }
  return ok(undefined)
}

interface Keyed {
  readonly path: string
  readonly key: Uint8Array
}

function copy(
  sqlite: Sqlite,
  files: Files,
  { from, to }: { readonly from: Keyed; readonly to: Keyed }
): Result<void, 'disk-full'> {
  eraseAll(files, to.path)
  const connection = files.open(from.path)
  try {
    // A database of another key is none of ours, and stays what it is.
    if (!unlock(sqlite, connection, from.key)) return ok(undefined)
    connection.exec(`vacuum into '${files.address(to.path)}&key=${rawKey(to.key)}'`)
    assert(opens(sqlite, files, to), 'a copy opens with its key')
    return ok(undefined)
  } catch (error) {
    eraseAll(files, to.path)
    if (error instanceof sqlite.SQLite3Error && isDisk(sqlite, error.resultCode & 0xff)) return err('disk-full')
    throw error
  } finally {
    connection.close()
  }
}

function isDisk(sqlite: Sqlite, code: number): boolean {
  const { SQLITE_FULL, SQLITE_IOERR, SQLITE_CANTOPEN } = sqlite.capi
  // A pool without a free file cannot open one more.
  return code === SQLITE_FULL || code === SQLITE_IOERR || code === SQLITE_CANTOPEN
}

/** Whether there is a database under this key; all its pages are looked at, for a half-written copy opens too. */
function opens(sqlite: Sqlite, files: Files, { path, key }: Keyed): boolean {
  const connection = files.open(path)
  try {
    if (!unlock(sqlite, connection, key)) return false
    return connection.selectValue('pragma quick_check(1)') === 'ok' && connection.selectValue('pragma page_count') !== 0
  } catch (error) {
    if (error instanceof sqlite.SQLite3Error) return false
    throw error
  } finally {
    connection.close()
  }
}

/** The log goes first: a log without its database is nothing, a database with the log of another one is broken. */
function eraseAll(files: Files, path: string): void {
  for (const suffix of ['-wal', '-journal', '']) files.erase(path + suffix)
}

function databasesOf(files: Files): readonly string[] {
  return files.paths().filter((path) => path.endsWith('.db'))
}
