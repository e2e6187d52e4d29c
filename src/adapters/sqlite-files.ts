// worker. Owns the index of files that messages name (M9): who names which blob, newest first by conversation. Knows no chunk.

import { present, unreachable } from '../base/assert.ts'
import { blobIdOf, entryHashOf, idBytes, type BlobId, type EntryHash } from '../base/ids.ts'
import type { FileQuery, StoredFile, StoredFileKind } from '../node/ports.ts'
import { blob, number, type SqlDatabase } from './sqlite-database.ts'
import type { LogNames } from './sqlite-names.ts'
import type { SqlRow } from './sqlite-statement.ts'

export interface FileTable {
  /** Part of the caller's transaction, like `remove`. */
  insert(files: readonly StoredFile[]): void
  remove(entry: EntryHash): void
  find(wanted: FileQuery): readonly StoredFile[]
  blobs(): ReadonlySet<BlobId>
}

/** Numbers of the kinds in the table; never changed, only added to. */
const kinds: readonly StoredFileKind[] = ['document', 'picture', 'video', 'voice', 'sound']
const columns = 'scope, ts, hash, place, page, kind, blob'

export function createFileTable(database: SqlDatabase, names: LogNames): FileTable {
  const fileOf = (row: SqlRow): StoredFile => ({
    scope: names.scopes.idOf(number(row, 0)),
    ts: number(row, 1),
    entry: entryHashOf(blob(row, 2)),
    place: number(row, 3),
    page: number(row, 4),
    kind: present(kinds[number(row, 5)], 'a stored file is of a known kind'),
    blob: blobIdOf(blob(row, 6))
  })
  return {
    insert(files) {
      for (const file of files)
        database.run(`insert or replace into file (${columns}) values (?, ?, ?, ?, ?, ?, ?)`, [
          names.scopes.numberOf(file.scope),
          file.ts,
          idBytes(file.entry),
          file.place,
          file.page,
          kinds.indexOf(file.kind),
          idBytes(file.blob)
        ])
    },
    remove: (entry) => database.run('delete from file where hash = ?', [idBytes(entry)]),
    find(wanted) {
      switch (wanted.type) {
        case 'conversation': {
          const wantedKinds = wanted.kinds.map((kind) => kinds.indexOf(kind)).join(', ')
          return database
            .rows(
              `select ${columns} from file where scope = ? and kind in (${wantedKinds}) order by ts desc, hash desc, place limit ?`,
              [names.scopes.knownNumberOf(wanted.conversation), wanted.count]
            )
            .map(fileOf)
        }
        case 'blob':
          return database
            .rows(`select ${columns} from file where blob = ? order by ts, hash, place`, [idBytes(wanted.blob)])
            .map(fileOf)
        default:
          return unreachable(wanted)
      }
    },
    blobs: () => new Set(database.rows('select distinct blob from file').map((row) => blobIdOf(blob(row, 0))))
  }
}
