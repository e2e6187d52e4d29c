// worker. Owns how entries are read: every form of EntryQuery, each by an index. Writes nothing.

import { present, unreachable } from '../base/assert.ts'
import { compareIds, entryHashOf, epochIdOf, idBytes, type ConversationId } from '../base/ids.ts'
import type { EntryQuery, PageSummary, StoredEntry, StoredKind } from '../node/ports.ts'
import { blob, blobOrNone, number, type SqlDatabase } from './sqlite-database.ts'
import { byHash, hashValues } from './sqlite-hashes.ts'
import type { LogNames } from './sqlite-names.ts'
import type { SqlRow, SqlValue } from './sqlite-statement.ts'

/** Numbers of the kinds, as in a header (L6). */
export const kinds: readonly StoredKind[] = ['content', 'control', 'epoch']

const headerColumns = 'scope, device, kind, seq, ts, page, received, erased, epoch, hash, header, signature'
/** In the order in which `entryOf` reads them and an entry is inserted. */
export const entryColumns = `${headerColumns}, payload`

export interface EntryQueries {
  find(wanted: EntryQuery): readonly StoredEntry[]
  /** All control and epoch entries, by (ts, hash): parents stand before children. */
  membership(): readonly StoredEntry[]
  pages(conversation: ConversationId): readonly PageSummary[]
}

type Select = (rest: string, values: readonly SqlValue[], columns?: string) => readonly StoredEntry[]

/** Queries over a migrated database. */
export function createEntryQueries(database: SqlDatabase, names: LogNames): EntryQueries {
  const select: Select = (rest, values, columns = entryColumns) =>
    database.rows(`select ${columns} from entry ${rest}`, values).map((row) => entryOf(names, row))

  const pages = (conversation: ConversationId): readonly PageSummary[] =>
    database
      .rows('select page, entries from page where scope = ? order by page desc', [
        names.scopes.knownNumberOf(conversation)
      ])
      .map((row) => ({ page: number(row, 0), entries: number(row, 1) }))

  return {
    pages,
    find: (wanted) => findEntries(select, names, wanted),
    membership: () => select('where kind > 0 order by ts, hash', [])
  }
}

function entryOf(names: LogNames, row: SqlRow): StoredEntry {
  const epoch = blobOrNone(row, 8)
  return {
    scope: names.scopes.idOf(number(row, 0)),
    device: names.devices.idOf(number(row, 1)),
    kind: present(kinds[number(row, 2)], 'a stored kind is one of three'),
    seq: number(row, 3),
    ts: number(row, 4),
    page: number(row, 5),
    receivedAt: number(row, 6),
    erased: number(row, 7) === 1,
    epoch: epoch === undefined ? undefined : epochIdOf(epoch),
    hash: entryHashOf(blob(row, 9)),
    header: blob(row, 10),
    signature: blobOrNone(row, 11),
    payload: blobOrNone(row, 12)
  }
}

/** An id without a number is in no row: undefined is null in SQL, and null equals nothing. */
function findEntries(select: Select, names: LogNames, wanted: EntryQuery): readonly StoredEntry[] {
  switch (wanted.type) {
    case 'hashes':
      return wanted.hashes.flatMap((hash) => select(`where ${byHash}`, hashValues(hash)))
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
          wanted.payloads ? entryColumns : headerColumns
        )
      )
    case 'without-payload':
      return select(
        'where scope = ? and kind = 0 and payload is null and erased = 0 order by page desc, ts desc, hash limit ?',
        [names.scopes.knownNumberOf(wanted.scope), wanted.count]
      )
    case 'keys-without-payload':
      return select(
        'where kind > 0 and kind = 2 and scope = ? and payload is null and erased = 0 order by ts, hash limit ?',
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
