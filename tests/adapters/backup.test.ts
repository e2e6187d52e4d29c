import { beforeAll, describe, expect, test } from 'vitest'
import { concat, equalBytes, utf8 } from '../../src/base/bytes.ts'
import { limits } from '../../src/base/limits.ts'
import { readBackup, writeBackup } from '../../src/adapters/backup.ts'
import { openBackup, sealBackup, type BackupSource } from '../../src/adapters/backup-file.ts'
import type { Sqlite } from '../../src/adapters/sqlite-statement.ts'
import { sodiumReady } from '../../src/crypto/sodium.ts'
import type { Random } from '../../src/node/ports.ts'
import { openMemory, type MemoryDatabase } from '../fixtures/memory-database.ts'
import { startSqlite } from '../fixtures/memory-storage.ts'

let sqlite: Sqlite
beforeAll(async () => {
  await sodiumReady
  sqlite = await startSqlite()
})

const random: Random = { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) }
const passphrase = 'Kran Beton Montag Regen'
const costs = [{ passes: 2, memoryBytes: 19 * 1024 * 1024 }]
const word = 'Nepomuk Habersack'

function openEmpty(): MemoryDatabase {
  const opened = openMemory(sqlite)
  if (!opened.ok) throw new Error(opened.reason)
  return opened.value
}

/** A database of a device in a team, of `rows` kilobytes and more. */
function deviceDatabase(rows = 300): MemoryDatabase {
  const memory = openEmpty()
  const one = 'zeroblob(32)'
  memory.database.script(`insert into device_keys values (1, ${one}, ${one}, ${one}, ${one}, ${one}, ${one});
    with recursive n (i) as (select 0 union all select i + 1 from n where i < ${rows - 1})
    insert into cache select 'row ' || i || ' ${word}', randomblob(1000) from n`)
  return memory
}

const sourceOf = (bytes: Uint8Array): BackupSource => ({
  size: bytes.length,
  read: (from, to) => Promise.resolve(bytes.slice(from, to))
})

function backupOf(memory: MemoryDatabase, text = passphrase): Uint8Array {
  const pieces: Uint8Array[] = []
  const written = writeBackup(memory.database, { passphrase: text, random, costs }, (piece) => pieces.push(piece))
  if (!written.ok) throw new Error(written.reason)
  return concat(...pieces)
}

const restore = (memory: MemoryDatabase, bytes: Uint8Array, text = passphrase) =>
  readBackup(memory.database, text, sourceOf(bytes))

/** The restored database, opened again as the host does it. */
function reopened(memory: MemoryDatabase): MemoryDatabase {
  const opened = openMemory(sqlite, memory.bytes())
  if (!opened.ok) throw new Error(opened.reason)
  return opened.value
}

const rowsOf = (memory: MemoryDatabase) => memory.database.rows('select name, hex(value) from cache order by name')

const headBytes = 77
const chunkBytes = limits.backupChunkBytes + 40

describe('a backup', () => {
  test('[D10] brings everything back', async () => {
    const device = deviceDatabase(900)
    const empty = openEmpty()
    expect(await restore(empty, backupOf(device))).toEqual({ ok: true, value: undefined })
    const back = reopened(empty)
    expect(rowsOf(back)).toEqual(rowsOf(device))
    expect(back.database.rows('pragma integrity_check')).toEqual([['ok']])
  })

  test('[D10] shows nothing of what is in it, and never the same bytes twice', () => {
    const device = deviceDatabase()
    const bytes = backupOf(device)
    const has = (what: Uint8Array): boolean =>
      bytes.some((_, at) => at + what.length <= bytes.length && equalBytes(bytes.subarray(at, at + what.length), what))
    expect([has(utf8(word)), has(utf8('SQLite format 3'))]).toEqual([false, false])
    expect(
      equalBytes(backupOf(device).subarray(headBytes, headBytes + 64), bytes.subarray(headBytes, headBytes + 64))
    ).toBe(false)
  })

  test('[D10] is made and read a piece at a time', async () => {
    const pageBytes = 8192
    let [held, heldMax, made] = [0, 0, 0]
    const pages = {
      pageBytes,
      count: 1000,
      page: () => {
        held += 1
        heldMax = Math.max(heldMax, held)
        return new Uint8Array(pageBytes)
      }
    }
    const sealed = sealBackup(pages, passphrase, { random, costs })
    if (!sealed.ok) throw new Error(sealed.reason)
    const pieces: Uint8Array[] = []
    for (const piece of sealed.value) {
      held = 0
      made += 1
      pieces.push(piece)
    }
    expect([heldMax * pageBytes, made]).toEqual([limits.backupChunkBytes, 1 + Math.ceil(1000 / 32)])
    const bytes = concat(...pieces)
    let readMax = 0
    const opened = await openBackup(
      {
        size: bytes.length,
        read: (from, to) => {
          readMax = Math.max(readMax, to - from)
          return Promise.resolve(bytes.slice(from, to))
        }
      },
      passphrase
    )
    if (!opened.ok) throw new Error(opened.reason)
    let count = 0
    for await (const chunk of opened.value.chunks()) count += chunk.ok ? chunk.value.length : 0
    expect([count, readMax]).toEqual([1000, chunkBytes])
  })
})

describe('what is no whole backup of this passphrase', () => {
  /** Refused, and the database is what it was. */
  async function refuses(bytes: Uint8Array, text = passphrase): Promise<string> {
    const empty = openEmpty()
    const before = empty.bytes()
    const outcome = await restore(empty, bytes, text)
    expect(equalBytes(empty.bytes(), before)).toBe(true)
    return outcome.ok ? 'restored' : outcome.reason
  }

  test('[D10] a wrong passphrase', async () => {
    const bytes = backupOf(deviceDatabase())
    expect(await refuses(bytes, 'Kran Beton Montag Sonne')).toBe('wrong-passphrase')
    expect(await refuses(bytes, '')).toBe('wrong-passphrase')
  })

  test('[D10] other files', async () => {
    const foreign = [new Uint8Array(0), utf8('FFB'), utf8('PK\u0003\u0004 something else'), new Uint8Array(100_000)]
    for (const bytes of foreign) expect(await refuses(bytes)).toBe('not-a-backup')
    expect(await refuses(concat(utf8('FFBK'), Uint8Array.of(2), new Uint8Array(500)))).toBe('newer-version')
    expect(await refuses(concat(utf8('FFBK'), Uint8Array.of(1), new Uint8Array(500)))).toBe('damaged')
  })

  test('[D10] one cut short anywhere, or with something behind it', async () => {
    const bytes = backupOf(deviceDatabase(900))
    const lengths = [
      5,
      28,
      headBytes - 1,
      headBytes,
      headBytes + chunkBytes,
      bytes.length - chunkBytes,
      bytes.length - 1
    ]
    for (const length of lengths) expect([length, await refuses(bytes.slice(0, length))]).toEqual([length, 'damaged'])
    expect(await refuses(concat(bytes, Uint8Array.of(0)))).toBe('damaged')
  })

  test('[D10] one with any part changed', async () => {
    const bytes = backupOf(deviceDatabase())
    const flipped = (at: number): Uint8Array => bytes.map((byte, index) => (index === at ? byte ^ 1 : byte))
    const reasons = []
    for (const at of [0, 4, 5, 21, 25, 29, headBytes - 1, headBytes, headBytes + 30, bytes.length - 1])
      reasons.push(await refuses(flipped(at)))
    expect(reasons).toEqual([
      'not-a-backup',
      'newer-version',
      'wrong-passphrase',
      // More passes than there is reason for, and less memory than is accepted.
      'damaged',
      'damaged',
      'wrong-passphrase',
      'wrong-passphrase',
      'damaged',
      'damaged',
      'damaged'
    ])
  })

  test('[D10] one put together from pieces in another order, or from two files', async () => {
    const device = deviceDatabase(900)
    const [bytes, other] = [backupOf(device), backupOf(device)]
    const chunk = (of: Uint8Array, index: number): Uint8Array =>
      of.slice(headBytes + index * chunkBytes, headBytes + (index + 1) * chunkBytes)
    const rest = bytes.slice(headBytes + 2 * chunkBytes)
    expect(await refuses(concat(bytes.slice(0, headBytes), chunk(bytes, 1), chunk(bytes, 0), rest))).toBe('damaged')
    expect(await refuses(concat(bytes.slice(0, headBytes), chunk(bytes, 0), chunk(other, 1), rest))).toBe('damaged')
    expect(await refuses(concat(other.slice(0, headBytes), bytes.slice(headBytes)))).toBe('damaged')
  })

  test('[D10] one of a newer version of the tables, or not of an SQLite file at all', async () => {
    const newer = deviceDatabase(20)
    newer.database.script('pragma user_version = 4711')
    expect(await refuses(backupOf(newer))).toBe('newer-version')
    const junk = sealBackup({ pageBytes: 8192, count: 3, page: () => new Uint8Array(8192) }, passphrase, {
      random,
      costs
    })
    expect(await refuses(junk.ok ? concat(...junk.value) : new Uint8Array(0))).toBe('damaged')
  })

  test('[D10] any backup where there is a team already, and none is made where there is none', async () => {
    const bytes = backupOf(deviceDatabase(20))
    const device = deviceDatabase(5)
    expect(await restore(device, bytes)).toEqual({ ok: false, reason: 'already-in-team' })
    expect(device.database.rows('select count(*) from cache')).toEqual([[5]])
    const nothing = { passphrase, random, costs }
    expect(writeBackup(openEmpty().database, nothing, () => undefined)).toEqual({ ok: false, reason: 'no-team' })
    const short = { ...nothing, passphrase: 'kurz' }
    expect(writeBackup(device.database, short, () => undefined)).toEqual({ ok: false, reason: 'passphrase-short' })
  })

  test('[D10] one for which there is no room; nothing of it stays', async () => {
    const bytes = backupOf(deviceDatabase(900))
    const empty = openEmpty()
    const [pages] = empty.database.rows('pragma page_count')
    empty.database.script(`pragma max_page_count = ${String(pages?.[0])}`)
    const outcome = await restore(empty, bytes)
    expect(outcome.ok ? 'restored' : outcome.reason).toBe('disk-full')
    empty.database.script('pragma max_page_count = 4294967294')
    expect(empty.database.rows('select count(*) from cache')).toEqual([[0]])
    expect(empty.database.rows('pragma integrity_check')).toEqual([['ok']])
  })
})
