// worker (and Node, in tests). Owns how a database becomes a backup file and comes back from one (D10): read as it is at one moment, and
// written in one transaction, so that a refusal or a power cut changes nothing. Knows no passphrase by itself.

import { equalBytes, readUint, utf8 } from '../base/bytes.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { BackupRefusal } from '../node/api-host.ts'
import type { PassphraseCost } from '../crypto/passphrase.ts'
import type { Random } from '../node/ports.ts'
import { openBackup, sealBackup, type BackupSource, type OpenedBackup, type Pages } from './backup-file.ts'
import { blob, number, type SqlDatabase } from './sqlite-database.ts'
import { schemaVersion } from './sqlite-schema.ts'

/** Hands the file out piece by piece, each before the next is made: memory stays as it is however long the history. */
export function writeBackup(
  database: SqlDatabase,
  {
    passphrase,
    ...how
  }: { readonly passphrase: string; readonly random: Random; readonly costs?: readonly PassphraseCost[] },
  write: (piece: Uint8Array) => void
): Result<void, BackupRefusal> {
  if (isUnused(database)) return err('no-team')
  // One transaction is one moment: nothing is written to the database in between.
  return database.transaction<BackupRefusal>(() => {
    const sealed = sealBackup(pagesOf(database), passphrase, how)
    if (!sealed.ok) return sealed
    for (const piece of sealed.value) write(piece)
    return ok(undefined)
  })
}

/**
 * Puts the database of a backup in the place of one without a team. The whole file is proved before the first byte is written;
 * afterwards the connection must be closed and opened again, which also brings an older version up to date.
 */
export async function readBackup(
  database: SqlDatabase,
  passphrase: string,
  source: BackupSource
): Promise<Result<void, BackupRefusal>> {
  if (!isUnused(database)) return err('already-in-team')
  const opened = await openBackup(source, passphrase)
  if (!opened.ok) return opened
  const own = pagesOf(database)
  const first = own.page(1)
  const proved = await prove(opened.value, own)
  if (!proved.ok) return proved
  return await database.longTransaction<BackupRefusal>(async () => {
    let pageNumber = 0
    for await (const chunk of opened.value.chunks()) {
      if (!chunk.ok) return chunk
      for (const page of chunk.value) {
        pageNumber += 1
        database.run(writePage, [pageNumber, pageNumber === 1 ? asOurs(page, first) : page])
      }
    }
    return ok(undefined)
  })
}

/** A file as a window hands it over. */
export function sourceOf(file: Blob): BackupSource {
  return {
    size: file.size,
    read: async (from, to) => new Uint8Array(await file.slice(from, to).arrayBuffer())
  }
}

/** Reads all of it once without writing anything. */
async function prove(backup: OpenedBackup, own: Pages): Promise<Result<void, BackupRefusal>> {
  let isFirst = true
  for await (const chunk of backup.chunks()) {
    if (!chunk.ok) return chunk
    const [page] = chunk.value
    if (!isFirst || page === undefined) continue
    isFirst = false
    const fits =
      backup.pageBytes === own.pageBytes &&
      equalBytes(page.subarray(0, sqliteMagic.length), sqliteMagic) &&
      page[reservedAt] === own.page(1)[reservedAt]
    if (!fits) return err('damaged')
    if (readUint(page, userVersionAt, 4) > schemaVersion) return err('newer-version')
  }
  return ok(undefined)
}

/** What of the first page belongs to the file and not to what is in it: how its log is kept, and which of the teams it is. */
function asOurs(page: Uint8Array, own: Uint8Array): Uint8Array {
  const ours = new Uint8Array(page)
  for (const [from, to] of [formatAt, applicationIdAt]) ours.set(own.subarray(from, to), from)
  return ours
}

const sqliteMagic = utf8('SQLite format 3\0')
/** Offsets in the header of SQLite's file format. */
const formatAt = [18, 20] as const
const reservedAt = 20
const userVersionAt = 60
const applicationIdAt = [68, 72] as const

const writePage = `insert into sqlite_dbpage (pgno, data, schema) values (?, ?, 'main')`

function pagesOf(database: SqlDatabase): Pages {
  const pragma = (name: string): number => number(database.rows(`pragma ${name}`)[0] ?? [], 0)
  return {
    pageBytes: pragma('page_size'),
    count: pragma('page_count'),
    page: (wanted) => blob(database.rows(`select data from sqlite_dbpage('main') where pgno = ?`, [wanted])[0] ?? [], 0)
  }
}

function isUnused(database: SqlDatabase): boolean {
  const [row] = database.rows('select exists (select 1 from device_keys)')
  return row !== undefined && number(row, 0) === 0
}
