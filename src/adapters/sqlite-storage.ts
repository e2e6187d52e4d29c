// worker. Owns the Storage port in SQL: what one transaction is, and when it is refused. The same code for OPFS and for memory.

import { assert } from '../base/assert.ts'
import { compareIds, deviceIdOf, entryHashOf, idBytes, teamIdOf, type DeviceId } from '../base/ids.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { Batch, DeviceKeys, LocalRecord, LogHeads, Storage, Stored, StoredHead } from '../node/ports.ts'
import { blob, number, text, type SqlDatabase } from './sqlite-database.ts'
import { createEntryTable } from './sqlite-entries.ts'
import { createFileTable } from './sqlite-files.ts'
import { createEntryQueries } from './sqlite-queries.ts'
import { measure } from './sqlite-measure.ts'
import { createLogNames, type LogNames } from './sqlite-names.ts'
import { createSearchIndex } from './sqlite-search.ts'

/** Storage over a migrated database, whose only user it is. */
export function createSqliteStorage(database: SqlDatabase): Storage {
  const names = createLogNames(database)
  const table = createEntryTable(database, names)
  const queries = createEntryQueries(database, names)
  const files = createFileTable(database, names)
  const index = createSearchIndex(database, names)
  let traces = false

  const write = <Reason = never>(work: () => Result<void, Reason>): Result<void, Reason | 'disk-full'> => {
    let written = false
    try {
      const outcome = database.transaction(work)
      written = outcome.ok
      return outcome
    } finally {
      if (!written) {
        names.scopes.forget()
        names.devices.forget()
        table.forget()
        index.undone()
      }
    }
  }

  /**
   * X5: what was erased must not wait in the write-ahead log. Should the disk refuse, the next act tries again. Forgotten
   * records wait there until the log is emptied the next time, at the latest at the next start: drafts go too often.
   */
  const wipeTraces = (): void => {
    if (traces) traces = !database.emptyLog()
  }

  const append = (batch: Batch): Result<void, 'head-moved' | 'disk-full'> => {
    assertHeadsNamed(batch)
    const outcome = write(() => {
      for (const { before, after } of batch.heads) {
        if (!sameHeads(before, headsOf(database, names, before))) return err('head-moved')
        writeHeads(database, names, after)
      }
      const fresh = table.insert(batch.entries)
      for (const hash of batch.unerase) table.unerase(hash)
      for (const { hash, payload } of batch.payloads) table.complete(hash, payload)
      files.insert(batch.files ?? [])
      for (const hash of [...batch.erase, ...batch.drop]) index.forget(hash)
      for (const hash of batch.erase) {
        table.erase(hash)
        files.remove(hash)
      }
      for (const hash of batch.drop) {
        table.drop(hash)
        files.remove(hash)
      }
      if (batch.search !== undefined) index.change(batch.search, fresh)
      for (const name of batch.forgetCaches ?? []) forgetCaches(database, name)
      for (const record of batch.records) writeRecord(database, record)
      return ok(undefined)
    })
    if (outcome.ok) {
      traces ||= batch.erase.length > 0 || batch.drop.length > 0 || forgetsWords(batch.search)
      wipeTraces()
    }
    return outcome
  }

  const begin = (keys: DeviceKeys): Result<void, 'disk-full'> => {
    const known = keysOf(database)
    const isFresh = known === undefined || known.device === keys.device || !hasLogs(database, names, known.device)
    assert(isFresh, 'a device with entries is never exchanged for another')
    return write(() => {
      writeKeys(database, keys)
      return ok(undefined)
    })
  }

  const keep = (record: LocalRecord): Result<void, 'disk-full'> =>
    write(() => {
      writeRecord(database, record)
      return ok(undefined)
    })

  const recall = (name: string): Uint8Array | undefined => {
    const [row] = database.rows(
      'select value from truth where name = ?1 union all select value from cache where name = ?1',
      [name]
    )
    return row === undefined ? undefined : blob(row, 0)
  }

  const load = (): Stored => ({
    keys: keysOf(database),
    heads: allHeads(database, names),
    membership: queries.membership(),
    records: new Map(
      database.rows('select name, value from truth order by name').map((row) => [text(row, 0), blob(row, 1)])
    )
  })

  const wipe = (last: LocalRecord): Result<void, 'disk-full'> => {
    const wiped = write(() => {
      for (const row of database.rows(
        `select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name not like 'found%'`
      ))
        database.run(`delete from ${text(row, 0)}`, [])
      index.clear()
      writeRecord(database, last)
      return ok(undefined)
    })
    if (!wiped.ok) return wiped
    names.scopes.forget()
    names.devices.forget()
    table.forget()
    traces = true
    wipeTraces()
    return wiped
  }

  return {
    begin,
    load,
    append,
    keep,
    recall,
    wipe,
    entries: queries.find,
    pages: queries.pages,
    measure: () => measure(database),
    files: files.find,
    blobs: files.blobs,
    search: index.search,
    searchable: index.sourcesOf
  }
}

function forgetsWords(search: Batch['search']): boolean {
  const { forget = [], forgetIn = [] } = search?.pads ?? {}
  return (search?.forget.length ?? 0) + forget.length + forgetIn.length > 0
}

// ---------------------------------------------------------------- Heads

/** Without its heads a log could not be compared: an entry beside them would be lost to L10. */
function assertHeadsNamed(batch: Batch): void {
  for (const { before, after } of batch.heads) {
    assert(before.scope === after.scope && before.device === after.device, 'heads before and after are of one log')
    for (const head of after.heads)
      assert(head.scope === after.scope && head.device === after.device, 'a head belongs to its log')
  }
  const logs = new Set(batch.heads.map(({ after }) => `${after.scope} ${after.device}`))
  for (const entry of batch.entries)
    assert(logs.has(`${entry.scope} ${entry.device}`), 'a log that grows names its heads')
}

function sameHeads(expected: LogHeads, stored: readonly StoredHead[]): boolean {
  const hashes = new Set(expected.heads.map(({ hash }) => hash))
  return hashes.size === stored.length && stored.every(({ hash }) => hashes.has(hash))
}

/** Heads of one log, ascending by hash. */
function headsOf(database: SqlDatabase, names: LogNames, log: LogHeads): readonly StoredHead[] {
  const scope = names.scopes.knownNumberOf(log.scope)
  const device = names.devices.knownNumberOf(log.device)
  return database
    .rows('select hash, seq, ts from head where scope = ? and device = ? order by hash', [scope, device])
    .map((row) => ({
      scope: log.scope,
      device: log.device,
      hash: entryHashOf(blob(row, 0)),
      seq: number(row, 1),
      ts: number(row, 2)
    }))
}

function writeHeads(database: SqlDatabase, names: LogNames, log: LogHeads): void {
  const scope = names.scopes.numberOf(log.scope)
  const device = names.devices.numberOf(log.device)
  database.run('delete from head where scope = ? and device = ?', [scope, device])
  for (const { hash, seq, ts } of log.heads)
    database.run('insert into head (scope, device, hash, seq, ts) values (?, ?, ?, ?, ?)', [
      scope,
      device,
      idBytes(hash),
      seq,
      ts
    ])
}

/** Every log that has heads, by (scope, device), so that a start is the same whatever the order of arrival was. */
function allHeads(database: SqlDatabase, names: LogNames): readonly LogHeads[] {
  const logs = database.rows('select distinct scope, device from head').map((row) => ({
    scope: names.scopes.idOf(number(row, 0)),
    device: names.devices.idOf(number(row, 1)),
    heads: []
  }))
  return logs
    .map((log) => ({ ...log, heads: headsOf(database, names, log) }))
    .sort((a, b) => compareIds(a.scope, b.scope) || compareIds(a.device, b.device))
}

function hasLogs(database: SqlDatabase, names: LogNames, device: DeviceId): boolean {
  return database.rows('select 1 from head where device = ? limit 1', [names.devices.knownNumberOf(device)]).length > 0
}

// ---------------------------------------------------------------- Keys and records

function keysOf(database: SqlDatabase): DeviceKeys | undefined {
  const [row] = database.rows(
    'select team, device, certificate, certificate_signature, sign_seed, kem_seed from device_keys'
  )
  if (row === undefined) return undefined
  return {
    team: teamIdOf(blob(row, 0)),
    device: deviceIdOf(blob(row, 1)),
    certificate: blob(row, 2),
    certificateSignature: blob(row, 3),
    signSeed: blob(row, 4),
    kemSeed: blob(row, 5)
  }
}

function writeKeys(database: SqlDatabase, keys: DeviceKeys): void {
  database.run('insert or replace into device_keys values (1, ?, ?, ?, ?, ?, ?)', [
    idBytes(keys.team),
    idBytes(keys.device),
    keys.certificate,
    keys.certificateSignature,
    keys.signSeed,
    keys.kemSeed
  ])
}

/** A name holds no letter behind the last one that there is. */
function forgetCaches(database: SqlDatabase, beginning: string): void {
  database.run('delete from cache where name >= ?1 and name < ?2', [beginning, `${beginning}\u{10ffff}`])
}

/** One name, one record: what becomes truth is no cache any longer, and the other way round. */
function writeRecord(database: SqlDatabase, { keep, name, value }: LocalRecord): void {
  if (keep === 'cache' || value === undefined) database.run('delete from truth where name = ?', [name])
  if (keep === 'truth' || value === undefined) database.run('delete from cache where name = ?', [name])
  if (value === undefined) return
  if (keep === 'truth') database.run('insert or replace into truth (name, value) values (?, ?)', [name, value])
  else database.run('insert or replace into cache (name, value) values (?, ?)', [name, value])
}
