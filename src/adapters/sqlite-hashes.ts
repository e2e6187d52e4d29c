// worker. Owns how an entry is found by its hash. Hashes have no order of arrival: in one plain index every new entry would write
// a page of its own somewhere in it, fifteen times the entry itself once there are 100,000 of them. So new hashes gather in a
// small table and move to the large one together. Knows no column of an entry but its number and its hash.

import { idBytes, type EntryHash } from '../base/ids.ts'
import { number, type SqlDatabase } from './sqlite-database.ts'

/** Rows that gather before they move: a quarter of a megabyte, written again and again; the large table is written once for all of them. */
const freshMax = 16_384

/**
 * SQL that picks the one row of `entry` with a hash, with `hashValues` as its first two values. The tables hold the beginning
 * of a hash only; the whole hash decides.
 */
export const byHash =
  'id in (select entry from fresh_hash where lead = ?1 union all select entry from settled_hash where lead = ?1) and hash = ?2'

/** The values of `byHash`. */
export function hashValues(hash: EntryHash): readonly [lead: number, bytes: Uint8Array] {
  return [leadOf(hash), idBytes(hash)]
}

/** The first 48 bits. */
function leadOf(hash: EntryHash): number {
  return Number.parseInt(hash.slice(0, 12), 16)
}

export interface HashTables {
  /** The entry inserted last has this hash. */
  add(hash: EntryHash): void
  /** The row of this number, which had this hash, is gone. */
  remove(hash: EntryHash, entry: number): void
  /** A transaction was undone. */
  forget(): void
}

/** Both tables of a migrated database; all is done within the transaction of the caller. */
export function createHashTables(database: SqlDatabase): HashTables {
  /** Rows in the small table; counted at the first write, so that a start reads none of them. */
  let fresh: number | undefined

  const count = (): number =>
    database.rows('select count(*) from fresh_hash').reduce((sum, row) => sum + number(row, 0), 0)

  const add = (hash: EntryHash): void => {
    fresh ??= count()
    database.run('insert into fresh_hash (lead, entry) values (?, last_insert_rowid())', [leadOf(hash)])
    fresh += 1
    if (fresh < freshMax) return
    database.run('insert into settled_hash (lead, entry) select lead, entry from fresh_hash')
    database.run('delete from fresh_hash')
    fresh = 0
  }

  const remove = (hash: EntryHash, entry: number): void => {
    const lead = leadOf(hash)
    database.run('delete from settled_hash where lead = ? and entry = ?', [lead, entry])
    database.run('delete from fresh_hash where lead = ? and entry = ?', [lead, entry])
    fresh = undefined
  }

  return {
    add,
    remove,
    forget: () => {
      fresh = undefined
    }
  }
}
