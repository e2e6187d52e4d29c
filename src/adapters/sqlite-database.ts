// worker (and Node, in tests). Owns the thin line to SQLite: statements prepared once, transactions, a full disk as a value. Knows no table.

import { assert } from '../base/assert.ts'
import { err, type Result } from '../base/result.ts'
import {
  createStatements,
  SqlError,
  type Connection,
  type Sqlite,
  type SqlRow,
  type SqlStatement,
  type SqlValue
} from './sqlite-statement.ts'

export interface SqlDatabase {
  /** Runs one statement; prepared at its first use and kept until the end, so `sql` is a constant. */
  run(sql: string, values?: readonly SqlValue[]): void
  /** All rows of one statement; prepared and kept likewise. */
  rows(sql: string, values?: readonly SqlValue[]): readonly SqlRow[]
  /** Several statements without values, not kept: schema and pragmas. */
  script(sql: string): void
  /** `work` as one durable transaction; refused or thrown out of, it leaves the database as it was. */
  transaction<Reason = never>(work: () => Result<void, Reason>): Result<void, Reason | 'disk-full'>
  /** The same for work that waits in between; nobody else uses the database until it has resolved. */
  longTransaction<Reason = never>(
    work: () => Promise<Result<void, Reason>>
  ): Promise<Result<void, Reason | 'disk-full'>>
  /** Moves the write-ahead log into the database and leaves it empty; false: not now, the disk refuses. Never within a transaction. */
  emptyLog(): boolean
  /** Ends all statements and the connection. */
  close(): void
}

/** Wraps an open connection; from here on nobody else uses it. */
export function createSqlDatabase(sqlite: Sqlite, connection: Connection): SqlDatabase {
  const { prepare, close } = createStatements(sqlite, connection)
  const statements = new Map<string, SqlStatement>()

  const rows = (sql: string, values: readonly SqlValue[] = []): readonly SqlRow[] => {
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = prepare(sql)
      statements.set(sql, statement)
    }
    return statement.run(values)
  }

  const run = (sql: string, values: readonly SqlValue[] = []): void => {
    rows(sql, values)
  }

  const rollBack = (): void => {
    // After some errors of the disk SQLite has rolled back already, by itself.
    if (sqlite.capi.sqlite3_txn_state(connection, 'main') !== sqlite.capi.SQLITE_TXN_NONE) run('rollback')
  }

  const finish = <Outcome extends Result<void, unknown>>(outcome: Outcome): Outcome => {
    if (outcome.ok) run('commit')
    else rollBack()
    return outcome
  }

  const fail = (error: unknown): Result<never, 'disk-full'> => {
    rollBack()
    if (isDiskFull(sqlite, error)) return err('disk-full')
    throw error
  }

  const transaction = <Reason = never>(work: () => Result<void, Reason>): Result<void, Reason | 'disk-full'> => {
    try {
      run('begin immediate')
      return finish(work())
    } catch (error) {
      return fail(error)
    }
  }

  const longTransaction = async <Reason = never>(
    work: () => Promise<Result<void, Reason>>
  ): Promise<Result<void, Reason | 'disk-full'>> => {
    try {
      run('begin immediate')
      return finish(await work())
    } catch (error) {
      return fail(error)
    }
  }

  const script = (sql: string): void => {
    try {
      connection.exec(sql)
    } catch (error) {
      if (error instanceof sqlite.SQLite3Error) throw new SqlError(error.resultCode, error.message)
      throw error
    }
  }

  const emptyLog = (): boolean => {
    try {
      const [row] = rows('pragma wal_checkpoint(truncate)')
      return row !== undefined && number(row, 0) === 0
    } catch (error) {
      if (isDiskFull(sqlite, error)) return false
      throw error
    }
  }

  return {
    run,
    rows,
    transaction,
    longTransaction,
    emptyLog,
    script,
    close: () => {
      for (const statement of statements.values()) statement.finalize()
      statements.clear()
      close()
      connection.close()
    }
  }
}

/** The pool of OPFS files says IOERR for every refused write, above all when the browser's quota is used up. */
function isDiskFull(sqlite: Sqlite, error: unknown): boolean {
  if (!(error instanceof SqlError)) return false
  return error.code === sqlite.capi.SQLITE_FULL || error.code === sqlite.capi.SQLITE_IOERR
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
  return row[column] === undefined ? undefined : blob(row, column)
}
