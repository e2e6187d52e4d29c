import { beforeAll, describe, expect, test } from 'vitest'
import { repeat, toHex } from '../../src/base/bytes.ts'
import { present } from '../../src/base/assert.ts'
import type { StoredEntry } from '../../src/node/ports.ts'
import { createSqlDatabase, type SqlDatabase } from '../../src/adapters/sqlite-database.ts'
import type { Sqlite } from '../../src/adapters/sqlite-statement.ts'
import { migrate } from '../../src/adapters/sqlite-schema.ts'
import { createSqliteStorage } from '../../src/adapters/sqlite-storage.ts'
import { describeStorage } from '../contracts/storage.ts'
import {
  createFaultyStorage,
  createMemoryDisk,
  startSqlite,
  StorageCrash,
  type Fault
} from '../fixtures/memory-storage.ts'
import {
  anna,
  growth,
  headsOf,
  keys,
  lobbyChannel,
  madeUpHash,
  makeStored,
  nothing,
  team
} from '../fixtures/stored-entries.ts'

let sqlite: Sqlite
beforeAll(async () => {
  sqlite = await startSqlite()
})

describeStorage('SQLite in memory', async () => {
  const disk = createMemoryDisk(await startSqlite())
  return { storage: disk.open(), restart: () => disk.open() }
})

describeStorage('faulty, in good weather', async () => {
  const disk = createMemoryDisk(await startSqlite())
  const open = () => createFaultyStorage(disk.open(), () => undefined)
  return { storage: open(), restart: open }
})

describe('a disk that fills up', () => {
  test('[L10] a full disk refuses the batch, keeps what it had, and goes on once there is room', () => {
    const disk = createMemoryDisk(sqlite)
    const storage = disk.open()
    const [first, second] = [makeStored(0), makeStored(1, { payload: repeat(1, 65_536) })]
    storage.append(growth([first]))
    disk.fillUp()
    expect(storage.append(growth([second], first))).toEqual({ ok: false, reason: 'disk-full' })
    expect(storage.keep({ keep: 'truth', name: 'n', value: repeat(1, 65_536) })).toEqual({
      ok: false,
      reason: 'disk-full'
    })
    expect(storage.begin({ ...keys, certificate: repeat(1, 65_536) })).toEqual({ ok: false, reason: 'disk-full' })
    expect(storage.load()).toEqual({
      keys: undefined,
      heads: [headsOf(first, first)],
      membership: [],
      records: new Map()
    })
    disk.makeRoom()
    expect(storage.append(growth([second], first)).ok).toBe(true)
    disk.close()
  })

  test('[L10] a log that could not begin on a full disk begins later', () => {
    const disk = createMemoryDisk(sqlite)
    const storage = disk.open()
    disk.fillUp()
    const entry = makeStored(0, { payload: repeat(1, 65_536) })
    expect(storage.append(growth([entry])).ok).toBe(false)
    disk.makeRoom()
    expect(storage.append(growth([entry])).ok).toBe(true)
    expect(disk.open().load().heads).toEqual([headsOf(entry, entry)])
    disk.close()
  })
})

describe('crashes and backups', () => {
  test('[L10] a crash before an append loses it, a crash after it keeps it', () => {
    const disk = createMemoryDisk(sqlite)
    const entry = makeStored(0)
    const crashing = (fault: Fault) => createFaultyStorage(disk.open(), (act) => (act === 'append' ? fault : undefined))
    expect(() => crashing('crash-before').append(growth([entry]))).toThrow(StorageCrash)
    expect(disk.open().load().heads).toEqual([])
    expect(crashing('full').append(growth([entry]))).toEqual({ ok: false, reason: 'disk-full' })
    expect(() => crashing('crash-after').append(growth([entry]))).toThrow(StorageCrash)
    expect(disk.open().load().heads).toEqual([headsOf(entry, entry)])
    disk.close()
  })

  test('[F1] a restored backup knows the old heads and nothing newer', () => {
    const disk = createMemoryDisk(sqlite)
    const [first, second] = [makeStored(0), makeStored(1)]
    disk.open().begin(keys)
    disk.open().append(growth([first]))
    const backup = disk.backup()
    disk.open().append(growth([second], first))
    const restored = createMemoryDisk(sqlite, backup)
    expect(restored.open().load()).toMatchObject({ keys, heads: [headsOf(first, first)] })
    expect(restored.open().append(growth([makeStored(5, { seq: 1 })], first)).ok).toBe(true)
    expect(disk.open().load().heads).toEqual([headsOf(second, second)])
    disk.close()
    restored.close()
  })

  test('[A1] lost caches leave the truth', () => {
    const disk = createMemoryDisk(sqlite)
    const storage = disk.open()
    storage.keep({ keep: 'cache', name: 'page', value: repeat(1, 9) })
    storage.keep({ keep: 'truth', name: 'secret', value: repeat(2, 9) })
    disk.loseCaches()
    expect(storage.recall('page')).toBe(undefined)
    expect(storage.recall('secret')).toEqual(repeat(2, 9))
    disk.close()
  })

  test('[X5] an erased payload is in no table and in no byte of the file', () => {
    const disk = createMemoryDisk(sqlite)
    const storage = disk.open()
    const secret = new TextEncoder().encode('the words that had to go, and twice as long as a line: '.repeat(300))
    const entry = makeStored(0, { payload: secret })
    storage.append(growth([entry]))
    const needle = toHex(secret.subarray(0, 24))
    const inFile = () => toHex(disk.backup()).includes(needle)
    expect(inFile()).toBe(true)
    storage.append({ ...nothing, erase: [entry.hash] })
    expect(inFile()).toBe(false)
    expect(disk.dump().some(({ value }) => value instanceof Uint8Array && toHex(value).includes(needle))).toBe(false)
    expect(storage.entries({ type: 'hashes', hashes: [entry.hash] })).toEqual([
      { ...entry, payload: undefined, erased: true }
    ])
    disk.close()
  })
})

describe('a long history', () => {
  test('[V5] an entry is found by its hash, erased, dropped and taken again, be it new or long settled', () => {
    const disk = createMemoryDisk(sqlite)
    const storage = disk.open()
    const count = 17_000
    const entries = Array.from({ length: count }, (_, number) => makeStored(number, { payload: repeat(1, 1) }))
    for (let from = 0; from < count; from += 1000)
      expect(storage.append(growth(entries.slice(from, from + 1000), entries[from - 1])).ok).toBe(true)
    const found = (number: number) => storage.entries({ type: 'hashes', hashes: [madeUpHash(number)] })
    const last = present(entries.at(-1), 'there are many')
    for (const number of [0, 1, 16_382, 16_383, 16_384, count - 1]) expect(found(number)).toEqual([entries[number]])
    expect(found(count)).toEqual([])
    for (const number of [5, count - 1]) {
      const entry = present(entries[number], 'it was stored')
      storage.append({ ...nothing, erase: [entry.hash] })
      expect(found(number)).toEqual([{ ...entry, payload: undefined, erased: true }])
      storage.append({ ...nothing, drop: [entry.hash] })
      expect(found(number)).toEqual([])
      expect(storage.append(growth([entry], last)).ok).toBe(true)
      expect(
        storage.append({ ...nothing, heads: [{ before: headsOf(entry, entry), after: headsOf(last, last) }] }).ok
      ).toBe(true)
      expect(found(number)).toEqual([entry])
      expect(disk.open().entries({ type: 'hashes', hashes: [entry.hash] })).toEqual([entry])
    }
    disk.close()
  })
})

describe('cost', () => {
  /** A history of `count` entries in one conversation, ten in its newest week, and one control entry; and its work counter. */
  function makeHistory(count: number): { database: SqlDatabase; work: (run: () => void) => number } {
    const connection = new sqlite.oo1.DB(':memory:', 'c')
    const database = createSqlDatabase(sqlite, connection)
    expect(migrate(database).ok).toBe(true)
    const storage = createSqliteStorage(database)
    storage.begin(keys)
    storage.append(growth([makeStored(0, { scope: team, kind: 'control' })]))
    let before: StoredEntry | undefined
    for (let from = 0; from < count; from += 500) {
      const run = Array.from({ length: Math.min(500, count - from) }, (_, index) =>
        makeStored(1 + from + index, { page: from + index < count - 10 ? 2900 : 2968, payload: undefined })
      )
      storage.append(growth(run, before))
      before = run.at(-1)
    }
    let instructions = 0
    const work = (run: () => void): number => {
      instructions = 0
      sqlite.capi.sqlite3_progress_handler(connection, 1, () => (instructions += 1) * 0, 0)
      run()
      return instructions
    }
    return { database, work }
  }

  test('[P1] a start, the newest page and one append cost the same with 1,000 and with 20,000 entries before them', () => {
    const costs = [1000, 20_000].map((count) => {
      const { database, work } = makeHistory(count)
      const storage = createSqliteStorage(database)
      const last = makeStored(count)
      const cost = {
        load: work(() => storage.load()),
        page: work(() => storage.entries({ type: 'page', conversation: lobbyChannel, page: 2968, payloads: true })),
        pages: work(() => storage.pages(lobbyChannel)),
        newest: work(() => storage.entries({ type: 'newest', scope: lobbyChannel, device: anna, count: 50 })),
        log: work(() =>
          storage.entries({ type: 'log', scope: lobbyChannel, device: anna, fromSeq: count - 50, count: 50 })
        ),
        hash: work(() => storage.entries({ type: 'hashes', hashes: [madeUpHash(7)] })),
        append: work(() => expect(storage.append(growth([makeStored(count + 1)], last)).ok).toBe(true))
      }
      database.close()
      return cost
    })
    expect(present(costs[0], 'there are two').load).toBeGreaterThan(10)
    expect(costs[1]).toEqual(costs[0])
  })
})
