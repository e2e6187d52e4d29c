// worker. Owns how entries are written: inserted, completed, erased, dropped, and counted by page. Knows no heads and no transaction.

import { assert, present } from '../base/assert.ts'
import { idBytes, type EntryHash } from '../base/ids.ts'
import type { StoredEntry } from '../node/ports.ts'
import { number, type SqlDatabase } from './sqlite-database.ts'
import { byHash, createHashTables, hashValues } from './sqlite-hashes.ts'
import type { LogNames } from './sqlite-names.ts'
import { entryColumns, kinds } from './sqlite-queries.ts'

/** All acts are parts of the caller's transaction. */
export interface EntryTable {
  /** The numbers of those that are not erased. */
  insert(entries: readonly StoredEntry[]): ReadonlyMap<EntryHash, number>
  /** Gives a payload to an entry that is stored without one and was not erased. */
  complete(hash: EntryHash, payload: Uint8Array): void
  /** Takes the payload away for ever; the header stays (X2). */
  erase(hash: EntryHash): void
  /** Takes the mark back: the payload is missing again (X3). */
  unerase(hash: EntryHash): void
  /** Takes the whole entry away (K13). */
  drop(hash: EntryHash): void
  /** The transaction was undone. */
  forget(): void
}

/** The table of a migrated database. */
export function createEntryTable(database: SqlDatabase, names: LogNames): EntryTable {
  const hashes = createHashTables(database)

  const countPage = ({ scope, page, more }: { readonly scope: number; readonly page: number; readonly more: number }) =>
    database.run(
      'insert into page (scope, page, entries) values (?1, ?2, ?3) on conflict do update set entries = entries + ?3',
      [scope, page, more]
    )

  const insert = (entries: readonly StoredEntry[]): ReadonlyMap<EntryHash, number> => {
    const fresh = new Map<EntryHash, number>()
    const counts = new Map<string, { readonly scope: number; readonly page: number; more: number }>()
    for (const entry of entries) {
      const scope = names.scopes.numberOf(entry.scope)
      const id = insertRow(database, entry, { scope, device: names.devices.numberOf(entry.device) })
      if (!entry.erased) fresh.set(entry.hash, id)
      hashes.add(entry.hash)
      if (entry.kind !== 'content') continue
      const key = `${scope} ${entry.page}`
      const count = counts.get(key) ?? { scope, page: entry.page, more: 0 }
      count.more += 1
      counts.set(key, count)
    }
    for (const count of counts.values()) countPage(count)
    return fresh
  }

  const drop = (hash: EntryHash): void => {
    const [row] = database.rows(`delete from entry where ${byHash} returning id, scope, kind, page`, hashValues(hash))
    if (row === undefined) return
    hashes.remove(hash, number(row, 0))
    if (number(row, 2) !== kinds.indexOf('content')) return
    const [scope, page] = [number(row, 1), number(row, 3)]
    countPage({ scope, page, more: -1 })
    database.run('delete from page where scope = ? and page = ? and entries = 0', [scope, page])
  }

  return {
    insert,
    drop,
    complete: (hash, payload) =>
      database.run(`update entry set payload = ?3 where ${byHash} and payload is null and erased = 0`, [
        ...hashValues(hash),
        payload
      ]),
    erase: (hash) => database.run(`update entry set payload = null, erased = 1 where ${byHash}`, hashValues(hash)),
    unerase: (hash) => database.run(`update entry set erased = 0 where ${byHash}`, hashValues(hash)),
    forget: hashes.forget
  }
}

function insertRow(
  database: SqlDatabase,
  entry: StoredEntry,
  { scope, device }: { readonly scope: number; readonly device: number }
): number {
  assert(!entry.erased || entry.payload === undefined, 'an erased entry has no payload')
  const hash = idBytes(entry.hash)
  // The same hash is the same place in the same log, so this index knows it, at the end of which we write anyway.
  const same = 'select 1 from entry where scope = ? and device = ? and seq = ? and hash = ?'
  assert(database.rows(same, [scope, device, entry.seq, hash]).length === 0, 'an entry is stored once')
  const insert = `insert into entry (${entryColumns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id`
  const [row] = database.rows(insert, [
    scope,
    device,
    kinds.indexOf(entry.kind),
    entry.seq,
    entry.ts,
    entry.page,
    entry.receivedAt,
    entry.erased ? 1 : 0,
    entry.epoch === undefined ? undefined : idBytes(entry.epoch),
    hash,
    entry.header,
    entry.signature,
    entry.payload
  ])
  return number(present(row, 'what is inserted has a number'), 0)
}
