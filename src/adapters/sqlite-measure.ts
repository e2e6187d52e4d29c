// worker. Owns counting what a database holds, by what it is for. `length` of a blob reads its row's head, never the blob itself.

import type { StorageUse } from '../node/ports.ts'
import { number, type SqlDatabase } from './sqlite-database.ts'
import { kinds } from './sqlite-queries.ts'

const entryBytes = 'length(header) + ifnull(length(payload), 0) + ifnull(length(signature), 0)'
const partOf = { content: 'messages', control: 'membership', epoch: 'keys' } as const

export function measure(database: SqlDatabase): StorageUse {
  const pragma = (name: string): number => number(first(database, `pragma ${name}`), 0)
  const sums = (sql: string): { readonly count: number; readonly bytes: number } => {
    const row = first(database, sql)
    return { count: number(row, 0), bytes: number(row, 1) }
  }
  const entries = kinds.map((kind, index) => ({
    part: partOf[kind],
    ...sums(`select count(*), ifnull(sum(${entryBytes}), 0) from entry where kind = ${index}`)
  }))
  return {
    fileBytes: pragma('page_count') * pragma('page_size'),
    parts: [
      ...entries,
      { part: 'records', ...sums('select count(*), ifnull(sum(length(value)), 0) from truth') },
      { part: 'caches', ...sums('select count(*), ifnull(sum(length(value)), 0) from cache') }
    ]
  }
}

function first(database: SqlDatabase, sql: string): ReturnType<SqlDatabase['rows']>[number] {
  return database.rows(sql)[0] ?? []
}
