// worker (and Node, in tests). Owns how values go into one prepared statement and rows come out, straight on the WASM: the
// library's own layer costs more than the database does (three times the whole of an insert). Knows no transaction.

import type init from '@evolu/sqlite-wasm'
import { assert, present } from '../base/assert.ts'
import { utf8 } from '../base/bytes.ts'

/** The SQLite library once its WASM stands. */
export type Sqlite = Awaited<ReturnType<typeof init>>
export type Connection = InstanceType<Sqlite['oo1']['DB']>

/** What may be bound; undefined is stored as null. */
export type SqlValue = number | string | Uint8Array | undefined
/** One row as it comes; null comes as undefined. */
export type SqlRow = readonly SqlValue[]

/** A step that SQLite refused; `code` is its primary result code. */
export class SqlError extends Error {
  readonly code: number
  constructor(code: number, words: string) {
    super(`SQLite ${code}: ${words}`)
    this.code = code & 0xff
  }
}

/** The statements of one connection. */
export interface SqlStatements {
  prepare(sql: string): SqlStatement
  /** Gives back the memory of the values; all statements are finalized by then. */
  close(): void
}

export interface SqlStatement {
  /** Binds, runs to the end, lets the values go, and gives the rows; throws SqlError. */
  run(values: readonly SqlValue[]): readonly SqlRow[]
  finalize(): void
}

type Place = number

/** A C function as the WASM exports it: integers and places in, an integer, a place or a fraction out. */
type Call = (first: Place | number, index?: number, value?: number, length?: number, keep?: Place) => number

const callNames = [
  'sqlite3_bind_null',
  'sqlite3_bind_int',
  'sqlite3_bind_double',
  'sqlite3_bind_text',
  'sqlite3_bind_blob',
  'sqlite3_step',
  'sqlite3_reset',
  'sqlite3_clear_bindings',
  'sqlite3_column_count',
  'sqlite3_column_type',
  'sqlite3_column_double',
  'sqlite3_column_blob',
  'sqlite3_column_bytes',
  'sqlite3_malloc',
  'sqlite3_free'
] as const
type CallName = (typeof callNames)[number]
type CallByName = (name: CallName, ...values: Parameters<Call>) => number

/** SQLITE_STATIC: the bytes stay where they are until the statement has run. */
const untilRun: Place = 0
const row = 100
const done = 101
const [integerColumn, textColumn, blobColumn, nullColumn] = [1, 3, 4, 5]
const int32Max = 0x7fff_ffff

const decoder = new TextDecoder('utf-8', { fatal: true })

/** Makes statements of one connection; they share a piece of WASM memory for the values of the running one. */
export function createStatements(sqlite: Sqlite, connection: Connection): SqlStatements {
  const call = createCall(sqlite)
  const scratch = createScratch(sqlite, call)

  const check = (code: number): void => {
    if (code !== 0) throw new SqlError(code, sqlite.capi.sqlite3_errmsg(connection))
  }

  const bind = (statement: Place, index: number, value: SqlValue): void => {
    if (value === undefined) check(call('sqlite3_bind_null', statement, index))
    else if (typeof value === 'number') {
      assert(Number.isSafeInteger(value), 'only integers are stored')
      // An integer column turns the double into the same integer; 64-bit values would cross as BigInt, which is slow.
      if (Math.abs(value) <= int32Max) check(call('sqlite3_bind_int', statement, index, value))
      else check(call('sqlite3_bind_double', statement, index, value))
    } else if (typeof value === 'string') {
      const bytes = utf8(value)
      check(call('sqlite3_bind_text', statement, index, scratch.put(bytes), bytes.length, untilRun))
    } else check(call('sqlite3_bind_blob', statement, index, scratch.put(value), value.length, untilRun))
  }

  const column = (statement: Place, index: number): SqlValue => {
    const type = call('sqlite3_column_type', statement, index)
    if (type === nullColumn) return undefined
    if (type === integerColumn) return call('sqlite3_column_double', statement, index)
    assert(type === textColumn || type === blobColumn, 'no column holds a fraction')
    const place = call('sqlite3_column_blob', statement, index)
    const bytes = sqlite.wasm.heap8u().slice(place, place + call('sqlite3_column_bytes', statement, index))
    return type === textColumn ? decoder.decode(bytes) : bytes
  }

  const rowsOf = (statement: Place): readonly SqlRow[] => {
    const rows: SqlRow[] = []
    const width = call('sqlite3_column_count', statement)
    let code = call('sqlite3_step', statement)
    for (; code === row; code = call('sqlite3_step', statement)) {
      const values: SqlValue[] = []
      for (let index = 0; index < width; index++) values.push(column(statement, index))
      rows.push(values)
    }
    if (code !== done) check(code)
    return rows
  }

  const prepare = (sql: string): SqlStatement => {
    const prepared = connection.prepare(sql)
    const statement = prepared.pointer
    assert(statement !== undefined, 'a prepared statement has a place')
    const run = (values: readonly SqlValue[]): readonly SqlRow[] => {
      try {
        scratch.reserve(values)
        values.forEach((value, index) => bind(statement, index + 1, value))
        return rowsOf(statement)
      } finally {
        // A failed step says why by itself; what reset repeats of it is of no use.
        call('sqlite3_reset', statement)
        call('sqlite3_clear_bindings', statement)
      }
    }
    return { run, finalize: () => void prepared.finalize() }
  }

  return { prepare, close: scratch.close }
}

/**
 * Every call leaves through one place with many targets, found in a map. Where V8 of Node 20 knows the one target of a place,
 * it inlines the WASM call into its optimised code, wrongly around loops, try and finally, and dies of a segmentation fault.
 */
function createCall(sqlite: Sqlite): CallByName {
  const exported: Record<CallName, Call> = sqlite.wasm.exports
  const calls = new Map(callNames.map((name) => [name, exported[name]]))
  return (name, first, index, value, length, keep) =>
    present(calls.get(name), 'every name has its function')(first, index, value, length, keep)
}

interface Scratch {
  /** Makes room for all bytes of one statement; what was put before is void. */
  reserve(values: readonly SqlValue[]): void
  /** Copies into the reserved room and says where it stands, also for no bytes at all. */
  put(bytes: Uint8Array): Place
  close(): void
}

/** Grows to the largest statement and stays: entries are 64 KiB at most, page snapshots some hundred. */
function createScratch(sqlite: Sqlite, call: CallByName): Scratch {
  let start: Place = 0
  let size = 0
  let used = 0
  const close = (): void => {
    call('sqlite3_free', start)
    start = 0
    size = 0
  }

  return {
    close,
    reserve: (values) => {
      used = 0
      let needed = 1
      for (const value of values)
        if (value instanceof Uint8Array) needed += value.length
        else if (typeof value === 'string') needed += 3 * value.length
      if (needed <= size) return
      close()
      size = Math.max(2 * needed, 4096)
      start = call('sqlite3_malloc', size)
      assert(start !== 0, 'there is memory for the values of one statement')
    },
    put: (bytes) => {
      const place = start + used
      sqlite.wasm.heap8u().set(bytes, place)
      used += bytes.length
      return place
    }
  }
}
