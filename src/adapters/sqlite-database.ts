// worker (and Node, in tests). Owns the thin line to SQLite: statements prepared once, transactions, a full disk as a value. Knows no table.

import type init from '@evolu/sqlite-wasm'
import { assert } from '../base/assert.ts'
import { err, type Result } from '../base/result.ts'

/** The SQLite library once its WASM stands. */
export type Sqlite = Awaited<ReturnType<typeof init>>
export type Connection = InstanceType<Sqlite['oo1']['DB']>
type Statement = ReturnType<Connection['prepare']>

/** What may be bound; undefined is stored as null. */
export type SqlValue = number | string | Uint8Array | undefined
/** One row as it comes; columns are read with `number`, `text`, `blob` and `blobOrNone`. */
export type SqlRow = readonly unknown[]

export interface SqlDatabase {
  /** Runs one statement; prepared at its first use and kept until the end, so `sql` is a constant. */
  run(sql: string, values?: readonly SqlValue[]): void
  /** All rows of one statement; prepared and kept likewise. */
  rows(sql: string, values?: readonly SqlValue[]): readonly SqlRow[]
  /** Several statements without values, not kept: schema and pragmas. */
  script(sql: string): void
  /** Rows that the last `run` changed. */
  changes(): number
  /** `work` as one durable transaction; refused or thrown out of, it leaves the database as it was. */
  transaction<Reason = never>(work: () => Result<void, Reason>): Result<void, Reason | 'disk-full'>
  /** Ends all statements and the connection. */
  close(): void
}

/** Wraps an open connection; from here on nobody else uses it. */
export function createSqlDatabase(sqlite: Sqlite, connection: Connection): SqlDatabase {
  const statements = new Map<string, Statement>()

  const prepared = (sql: string): Statement => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const statement = connection.prepare(sql)
    statements.set(sql, statement)
    return statement
  }

  const bound = (sql: string, values: readonly SqlValue[]): Statement => {
    const statement = prepared(sql)
    return values.length === 0 ? statement : statement.bind(values)
  }

  const run = (sql: string, values: readonly SqlValue[] = []): void => {
    const statement = bound(sql, values)
    try {
      statement.step()
    } finally {
      release(statement)
    }
  }

  const rows = (sql: string, values: readonly SqlValue[] = []): readonly SqlRow[] => {
    const statement = bound(sql, values)
    const found: SqlRow[] = []
    try {
      while (statement.step()) found.push(statement.get([]))
    } finally {
      release(statement)
    }
    return found
  }

  const rollBack = (): void => {
    // After some errors of the disk SQLite has rolled back already, by itself.
    if (sqlite.capi.sqlite3_txn_state(connection, 'main') !== sqlite.capi.SQLITE_TXN_NONE) run('rollback')
  }

  const transaction = <Reason = never>(work: () => Result<void, Reason>): Result<void, Reason | 'disk-full'> => {
    try {
      run('begin immediate')
      const outcome = work()
      if (outcome.ok) run('commit')
      else rollBack()
      return outcome
    } catch (error) {
      rollBack()
      if (isDiskFull(sqlite, error)) return err('disk-full')
      throw error
    }
  }

  return {
    run,
    rows,
    transaction,
    script: (sql) => void connection.exec(sql),
    changes: () => connection.changes(),
    close: () => {
      for (const statement of statements.values()) statement.finalize()
      statements.clear()
      connection.close()
    }
  }
}

/** Values are let go at once: a kept statement must not keep a key or a text. A step that failed is reported by the step alone. */
function release(statement: Statement): void {
  try {
    statement.reset(true)
  } catch {
    statement.clearBindings()
  }
}

/** The pool of OPFS files says IOERR for every refused write, above all when the browser's quota is used up. */
function isDiskFull(sqlite: Sqlite, error: unknown): boolean {
  if (!(error instanceof sqlite.SQLite3Error)) return false
  const code = error.resultCode & 0xff
  return code === sqlite.capi.SQLITE_FULL || code === sqlite.capi.SQLITE_IOERR
}

/** An integer column. */
export function number(row: SqlRow, column: number): number {
  const value = row[column]
  assert(typeof value === 'number', 'this column holds an integer')
  return value
}

/** A text column. */
export function text(row: SqlRow, column: number): string {
  const value = row[column]
  assert(typeof value === 'string', 'this column holds text')
  return value
}

/** A blob column. */
export function blob(row: SqlRow, column: number): Uint8Array {
  const value = row[column]
  assert(value instanceof Uint8Array, 'this column holds bytes')
  return value
}

/** A blob column that may be null. */
export function blobOrNone(row: SqlRow, column: number): Uint8Array | undefined {
  return row[column] === null ? undefined : blob(row, column)
}
