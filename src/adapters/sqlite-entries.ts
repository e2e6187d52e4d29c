// worker. Owns how entries stand in their table: written, found, erased, dropped. Knows no heads and no transaction.

import { assert, present, unreachable } from '../base/assert.ts'
import { compareIds, entryHashOf, epochIdOf, idBytes, type ConversationId, type EntryHash } from '../base/ids.ts'
import type { EntryQuery, PageSummary, StoredEntry, StoredKind } from '../node/ports.ts'
import { blob, blobOrNone, number, type SqlDatabase } from './sqlite-database.ts'
import type { SqlRow, SqlValue } from './sqlite-statement.ts'
import type { LogNames } from './sqlite-names.ts'

/** Numbers of the kinds, as in a header (L6). */
const kinds: readonly StoredKind[] = ['content', 'control', 'epoch']

const headerColumns = 'scope, device, kind, seq, ts, page, received, erased, epoch, hash, header, signature'
const columns = `${headerColumns}, payload`

export interface EntryTable {
  insert(entry: StoredEntry): void
  /** Gives a payload to an entry that is stored without one and was not erased. */
  complete(hash: EntryHash, payload: Uint8Array): void
  /** Takes the payload away for ever; the header stays (X2). */
  erase(hash: EntryHash): void
  /** Takes the mark back: the payload is missing again (X3). */
  unerase(hash: EntryHash): void
  /** Takes the whole entry away (K13). */
  drop(hash: EntryHash): void
  find(wanted: EntryQuery): readonly StoredEntry[]
  /** All control and epoch entries, by (ts, hash): parents stand before children. */
  membership(): readonly StoredEntry[]
  pages(conversation: ConversationId): readonly PageSummary[]
}

/** The table of a migrated database. */
export function createEntryTable(database: SqlDatabase, names: LogNames): EntryTable {
  const entryOf = (row: SqlRow): StoredEntry => {
    const epoch = blobOrNone(row, 8)
    return {
      scope: names.scopes.idOf(number(row, 0)),
      device: names.devices.idOf(number(row, 1)),
      kind: present(kinds[number(row, 2)], 'a stored kind is one of three'),
      seq: number(row, 3),
      ts: number(row, 4),
      page: number(row, 5),
      receivedAt: number(row, 6),
      epoch: epoch === undefined ? undefined : epochIdOf(epoch),
      erased: number(row, 7) === 1,
      hash: entryHashOf(blob(row, 9)),
      header: blob(row, 10),
      signature: blobOrNone(row, 11),
      payload: blobOrNone(row, 12)
    }
  }

  const select: Select = (rest, values, wantedColumns = columns) =>
    database.rows(`select ${wantedColumns} from entry ${rest}`, values).map(entryOf)

  const insert = (entry: StoredEntry): void => {
    assert(!entry.erased || entry.payload === undefined, 'an erased entry has no payload')
    const scope = names.scopes.numberOf(entry.scope)
    database.run(`insert into entry (${columns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, [
      scope,
      names.devices.numberOf(entry.device),
      kinds.indexOf(entry.kind),
      entry.seq,
      entry.ts,
      entry.page,
      entry.receivedAt,
      entry.erased ? 1 : 0,
      entry.epoch === undefined ? undefined : idBytes(entry.epoch),
      idBytes(entry.hash),
      entry.header,
      entry.signature,
      entry.payload
    ])
    if (entry.kind === 'content') countPage(scope, entry.page, 1)
  }

  const countPage = (scope: number, page: number, more: 1 | -1): void => {
    database.run(
      'insert into page (scope, page, entries) values (?1, ?2, ?3) on conflict do update set entries = entries + ?3',
      [scope, page, more]
    )
  }

  const drop = (hash: EntryHash): void => {
    const [row] = database.rows('delete from entry where hash = ? returning scope, kind, page', [idBytes(hash)])
    if (row === undefined || number(row, 1) !== kinds.indexOf('content')) return
    countPage(number(row, 0), number(row, 2), -1)
    database.run('delete from page where scope = ? and page = ? and entries = 0', [number(row, 0), number(row, 2)])
  }

  return {
    insert,
    drop,
    complete: (hash, payload) =>
      database.run('update entry set payload = ? where hash = ? and payload is null and erased = 0', [
        payload,
        idBytes(hash)
      ]),
    erase: (hash) => database.run('update entry set payload = null, erased = 1 where hash = ?', [idBytes(hash)]),
    unerase: (hash) => database.run('update entry set erased = 0 where hash = ?', [idBytes(hash)]),
    find: (wanted) => findEntries(select, names, wanted),
    membership: () => select('where kind > 0 order by ts, hash', []),
    pages: (conversation) =>
      database
        .rows('select page, entries from page where scope = ? order by page desc', [
          names.scopes.knownNumberOf(conversation)
        ])
        .map((row) => ({ page: number(row, 0), entries: number(row, 1) }))
  }
}

type Select = (rest: string, values: readonly SqlValue[], wantedColumns?: string) => readonly StoredEntry[]

/** An id without a number is in no row: undefined is null in SQL, and null equals nothing. */
function findEntries(select: Select, names: LogNames, wanted: EntryQuery): readonly StoredEntry[] {
  switch (wanted.type) {
    case 'hashes':
      return wanted.hashes.flatMap((hash) => select('where hash = ?', [idBytes(hash)]))
    case 'log':
      return select('where scope = ? and device = ? and seq >= ? order by seq, hash limit ?', [
        names.scopes.knownNumberOf(wanted.scope),
        names.devices.knownNumberOf(wanted.device),
        wanted.fromSeq,
        wanted.count
      ])
    case 'newest':
      return select('where scope = ? and device = ? and kind = 0 order by seq desc, hash limit ?', [
        names.scopes.knownNumberOf(wanted.scope),
        names.devices.knownNumberOf(wanted.device),
        wanted.count
      ])
    case 'page':
      return inOrder(
        select(
          'where kind = 0 and scope = ? and page = ?',
          [names.scopes.knownNumberOf(wanted.conversation), wanted.page],
          wanted.payloads ? columns : headerColumns
        )
      )
    case 'without-payload':
      return select(
        'where scope = ? and kind = 0 and payload is null and erased = 0 order by page desc, ts desc, hash limit ?',
        [names.scopes.knownNumberOf(wanted.scope), wanted.count]
      )
    case 'epoch':
      return inOrder(select('where epoch = ?', [idBytes(wanted.epoch)]))
    default:
      return unreachable(wanted)
  }
}

/** By (ts, hash): the same on every device, and parents stand before children, since ts grows along a log (L9). */
function inOrder(entries: readonly StoredEntry[]): readonly StoredEntry[] {
  return entries.toSorted((a, b) => a.ts - b.ts || compareIds(a.hash, b.hash))
}
