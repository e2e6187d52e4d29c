import { beforeAll, describe, expect, test } from 'vitest'
import { present } from '../../src/base/assert.ts'
import type { ConversationId } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { readMarkKey, type Register } from '../../src/chat/registers.ts'
import { appendEntry } from '../../src/log/append.ts'
import type { Entry } from '../../src/log/entry.ts'
import { createLate } from '../../src/node/late.ts'
import { lateIn } from '../../src/node/records.ts'
import { createMemoryDisk, startSqlite, type MemoryDisk } from '../fixtures/memory-storage.ts'
import { growth, keys, lobbyChannel, makeStored, nothing, otherChannel } from '../fixtures/stored-entries.ts'
import { makeDevice } from '../fixtures/team.ts'
import { hashNo } from '../chat/fixtures.ts'

let disk: MemoryDisk
const now = 1_795_392_000_000
const author = makeDevice('anna')

beforeAll(async () => {
  await startSqlite()
})

/** Read on to this moment, in both conversations. */
const registers = {
  byKey: new Map(
    [lobbyChannel, otherChannel].map((conversation): [string, Register] => {
      const key = readMarkKey(conversation)
      return [
        key,
        { key, ts: 1, hash: hashNo(1), operation: { type: 'read-mark', conversation, ts: now, hash8: 'ff'.repeat(8) } }
      ]
    })
  )
}

/** An hour old; `number` tells them apart. */
function message(number: number, scope: ConversationId): Entry {
  const draft = { kind: 'content', ts: now - 3_600_000 + number, page: 2968, epoch: undefined } as const
  const { device, signKeys } = author
  return appendEntry({ scope, device, secretKey: signKeys.secretKey }, [], { ...draft, payload: new Uint8Array(16) })
}

/** A start with what the disk holds. */
function start() {
  const storage = disk.open()
  return createLate({ storage, now: () => now, replica: { registers } }, storage.load().records)
}

/** They are stored in this order, as they came. */
function store(entries: readonly Entry[]): void {
  const stored = entries.map(({ hash, scope, header }, place) =>
    makeStored(place, { hash, scope, ts: header.ts, receivedAt: now + place })
  )
  for (const scope of [lobbyChannel, otherChannel])
    expect(disk.open().append(growth(stored.filter((entry) => entry.scope === scope))).ok).toBe(true)
}

const inRecord = (): readonly string[] => [...lateIn(disk.open().load().records).keys()]
const hashesOf = (entries: readonly Entry[]): readonly string[] => entries.map(({ hash }) => hash)

describe('what came late and was not seen', () => {
  test('[C6] is so much and no more: the oldest go, also from what is kept, and after a start, too', async () => {
    disk = createMemoryDisk(await startSqlite())
    expect(disk.open().begin(keys).ok).toBe(true)
    const entries = Array.from({ length: limits.lateUnseenMax + 6 }, (_, place) =>
      // What came first is in the conversation whose record would be read last.
      message(place, place % 2 === 0 ? otherChannel : lobbyChannel)
    )
    store(entries)
    const late = start()
    late.take(entries.slice(0, -3), now - 7_200_000)
    expect([...late.unseen.keys()]).toEqual(hashesOf(entries.slice(3, -3)))
    expect(inRecord().toSorted()).toEqual(hashesOf(entries.slice(3, -3)).toSorted())
    const again = start()
    expect([...again.unseen.keys()]).toEqual(hashesOf(entries.slice(3, -3)))
    again.take(entries.slice(-3), now - 7_200_000)
    expect([...again.unseen.keys()]).toEqual(hashesOf(entries.slice(6)))
    expect(inRecord().toSorted()).toEqual(hashesOf(entries.slice(6)).toSorted())
  })

  test('[C6] is kept over a start with its conversation until it was seen, and then no more', async () => {
    disk = createMemoryDisk(await startSqlite())
    expect(disk.open().begin(keys).ok).toBe(true)
    const entries = [message(1, lobbyChannel), message(2, otherChannel), message(3, otherChannel)]
    store(entries)
    start().take(entries, now - 7_200_000)
    const late = start()
    expect([...late.unseen]).toEqual(entries.map(({ hash, scope }) => [hash, scope]))
    expect([...late.marked]).toEqual(hashesOf(entries))
    const [first] = entries
    expect(late.seen([present(first, 'there is one').hash])).toBe(true)
    expect(late.seenAll(lobbyChannel)).toBe(false)
    expect([...start().unseen.keys()]).toEqual(hashesOf(entries.slice(1)))
    expect(late.seenAll(otherChannel)).toBe(true)
    expect([...start().unseen]).toEqual([])
    expect(inRecord()).toEqual([])
  })

  test('[C6] [X2] is not what was erased meanwhile', async () => {
    disk = createMemoryDisk(await startSqlite())
    expect(disk.open().begin(keys).ok).toBe(true)
    const entries = [message(1, lobbyChannel), message(2, lobbyChannel)]
    store(entries)
    start().take(entries, now - 7_200_000)
    const [gone, kept] = entries.map(({ hash }) => hash)
    expect(disk.open().append({ ...nothing, erase: [present(gone, 'the first')] }).ok).toBe(true)
    const late = start()
    expect([[...late.unseen.keys()], [...late.marked]]).toEqual([[kept], [kept]])
  })

  test('[C6] is nothing while nobody was there all the time, nothing that is new, and no keys', async () => {
    disk = createMemoryDisk(await startSqlite())
    expect(disk.open().begin(keys).ok).toBe(true)
    const late = start()
    const old = message(1, lobbyChannel)
    late.take([old], undefined)
    late.take([old], now)
    const fresh = { ...old, header: { ...old.header, ts: now - limits.receivedLateMs } }
    late.take([fresh, { ...old, header: { ...old.header, kind: 'epoch' } }], now - 7_200_000)
    expect([late.marked.size, late.unseen.size, inRecord()]).toEqual([0, 0, []])
    late.take([old], now - 7_200_000)
    expect([...late.unseen.keys()]).toEqual([old.hash])
  })
})
