// worker. Owns the small numbers that stand for scopes and devices inside the database. Knows nothing of entries.

import { present } from '../base/assert.ts'
import { deviceIdOf, idBytes, scopeIdOf, type DeviceId, type ScopeId } from '../base/ids.ts'
import { blob, number, type SqlDatabase } from './sqlite-database.ts'

/** A one-to-one table between ids and small integers, with a memory. */
export interface Names<Id> {
  /** The number of an id; inside a transaction it gives one to an id that has none yet. */
  numberOf(id: Id): number
  /** The number of an id, if it has one. */
  knownNumberOf(id: Id): number | undefined
  idOf(wanted: number): Id
  /** A transaction was undone: numbers given in it are void. */
  forget(): void
}

/** The numbers of both parts of a log's name. */
export interface LogNames {
  readonly scopes: Names<ScopeId>
  readonly devices: Names<DeviceId>
}

/** Both tables of a migrated database. */
export function createLogNames(database: SqlDatabase): LogNames {
  return {
    scopes: createNames(database, 'scope', scopeIdOf),
    devices: createNames(database, 'device', deviceIdOf)
  }
}

/** `table` has the columns id and bytes; `make` brands the bytes. */
function createNames<Id extends ScopeId | DeviceId>(
  database: SqlDatabase,
  table: 'scope' | 'device',
  make: (bytes: Uint8Array) => Id
): Names<Id> {
  const numbers = new Map<Id, number>()
  const ids = new Map<number, Id>()

  const remember = (id: Id, named: number): number => {
    numbers.set(id, named)
    ids.set(named, id)
    return named
  }

  const knownNumberOf = (id: Id): number | undefined => {
    const known = numbers.get(id)
    if (known !== undefined) return known
    const [row] = database.rows(`select id from ${table} where bytes = ?`, [idBytes(id)])
    return row === undefined ? undefined : remember(id, number(row, 0))
  }

  const numberOf = (id: Id): number => {
    const known = knownNumberOf(id)
    if (known !== undefined) return known
    const [row] = database.rows(`insert into ${table} (bytes) values (?) returning id`, [idBytes(id)])
    return remember(id, number(present(row, 'an inserted row has a number'), 0))
  }

  const idOf = (wanted: number): Id => {
    const known = ids.get(wanted)
    if (known !== undefined) return known
    const [row] = database.rows(`select bytes from ${table} where id = ?`, [wanted])
    const id = make(blob(present(row, 'a stored number has a name'), 0))
    remember(id, wanted)
    return id
  }

  const forget = (): void => {
    numbers.clear()
    ids.clear()
  }

  return { numberOf, knownNumberOf, idOf, forget }
}
