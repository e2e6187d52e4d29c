// Owns what every implementation of the Storage port must do; run by the tests of each.

import { describe, expect, test } from 'vitest'
import { repeat } from '../../src/base/bytes.ts'
import { describeSearch } from './search.ts'
import type { Storage } from '../../src/node/ports.ts'
import {
  anna,
  ben,
  epoch,
  growth,
  headsOf,
  keys,
  lobbyChannel,
  madeUpHash,
  makeStored,
  nothing,
  otherChannel,
  otherEpoch,
  team
} from '../fixtures/stored-entries.ts'

/** A device's storage that can be switched off and on again. */
export interface RestartableStorage {
  readonly storage: Storage
  restart(): Storage
}

/** Runs the suite; `make` gives a fresh and empty one each time. */
export function describeStorage(name: string, make: () => Promise<RestartableStorage>): void {
  describe(`Storage: ${name}`, () => {
    describeAppend(make)
    describeQueries(make)
    describeErasure(make)
    describeKeysAndRecords(make)
    describeSearch(make)
  })
}

type Make = () => Promise<RestartableStorage>

function describeAppend(make: Make): void {
  test('[L10] a fresh storage holds nothing', async () => {
    const { storage } = await make()
    expect(storage.load()).toEqual({ keys: undefined, heads: [], membership: [], records: new Map() })
  })

  test('[L10] an appended entry is there with every field, also after a restart', async () => {
    const { storage, restart } = await make()
    const entry = makeStored(0, { signature: repeat(0x5a, 64) })
    expect(storage.append(growth([entry]))).toEqual({ ok: true, value: undefined })
    const wanted = { type: 'hashes', hashes: [entry.hash] } as const
    expect(storage.entries(wanted)).toEqual([entry])
    expect(restart().entries(wanted)).toEqual([entry])
  })

  test('[L10] a batch whose log has other heads than expected is refused as a whole', async () => {
    const { storage, restart } = await make()
    const [first, second, third] = [makeStored(0), makeStored(1), makeStored(2)]
    storage.append(growth([first]))
    storage.append(growth([second], first))
    const late = { ...growth([third], first), records: [{ keep: 'truth', name: 'n', value: repeat(1, 1) }] as const }
    expect(storage.append(late)).toEqual({ ok: false, reason: 'head-moved' })
    expect(storage.append(growth([third]))).toEqual({ ok: false, reason: 'head-moved' })
    expect(storage.entries({ type: 'hashes', hashes: [third.hash] })).toEqual([])
    expect(restart().load().heads).toEqual([headsOf(second, second)])
    expect(storage.load().records).toEqual(new Map())
  })

  test('[L10] of two logs in one batch none grows when one of them has moved', async () => {
    const { storage } = await make()
    const [ofAnna, ofBen] = [makeStored(0), makeStored(1, { device: ben, seq: 0 })]
    storage.append(growth([ofAnna]))
    const both = growth([ofBen])
    const batch = { ...both, entries: [ofBen, makeStored(2)], heads: [...both.heads, ...growth([makeStored(2)]).heads] }
    expect(storage.append(batch)).toEqual({ ok: false, reason: 'head-moved' })
    expect(storage.load().heads).toEqual([headsOf(ofAnna, ofAnna)])
  })

  test('[L10] an entry whose log does not name its heads is a mistake of our own', async () => {
    const { storage } = await make()
    expect(() => storage.append({ ...nothing, entries: [makeStored(0)] })).toThrow('a log that grows names its heads')
  })

  test('[L10] an entry stored twice is a mistake of our own and changes nothing', async () => {
    const { storage } = await make()
    const first = makeStored(0)
    storage.append(growth([first]))
    expect(() => storage.append(growth([first], first))).toThrow('an entry is stored once')
    const next = makeStored(1)
    expect(storage.append(growth([next], first)).ok).toBe(true)
    expect(storage.load().heads).toEqual([headsOf(next, next)])
  })

  test('[F2] a log may have several heads, and one join makes them one', async () => {
    const { storage, restart } = await make()
    const [root, left, right, join] = [makeStored(0), makeStored(1), makeStored(2, { seq: 1 }), makeStored(3)]
    storage.append(growth([root]))
    storage.append(growth([left], root))
    storage.append({
      ...nothing,
      entries: [right],
      heads: [{ before: headsOf(root, left), after: headsOf(root, left, right) }]
    })
    expect(storage.load().heads).toEqual([headsOf(root, left, right)])
    const oneMissing = { before: headsOf(root, left), after: headsOf(root, join) }
    expect(storage.append({ ...nothing, entries: [join], heads: [oneMissing] }).ok).toBe(false)
    const healed = { before: headsOf(root, right, left), after: headsOf(root, join) }
    expect(storage.append({ ...nothing, entries: [join], heads: [healed] }).ok).toBe(true)
    expect(restart().load().heads).toEqual([headsOf(root, join)])
  })

  test('[F2] heads of all logs come by scope and device, whatever the order of arrival', async () => {
    const { storage } = await make()
    const inOrder = [
      makeStored(3, { scope: lobbyChannel, device: anna }),
      makeStored(1, { scope: lobbyChannel, device: ben }),
      makeStored(2, { scope: otherChannel, device: anna }),
      makeStored(0, { scope: otherChannel, device: ben })
    ]
    for (const index of [2, 0, 3, 1]) storage.append(growth(inOrder.slice(index, index + 1)))
    expect(storage.load().heads).toEqual(inOrder.map((entry) => headsOf(entry, entry)))
  })
}

function describeQueries(make: Make): void {
  test('[V5] a start gets all control and epoch entries of every scope, parents first, and no content', async () => {
    const { storage, restart } = await make()
    const found = makeStored(0, { scope: team, kind: 'control' })
    const member = makeStored(1, { scope: team, kind: 'control' })
    const keyed = makeStored(2, { scope: otherChannel, kind: 'epoch', device: ben })
    storage.append(growth([keyed]))
    storage.append(growth([found, member]))
    storage.append(growth([makeStored(3)]))
    expect(restart().load().membership).toEqual([found, member, keyed])
  })

  test('[V5] hashes are answered in the order of the question, unknown ones left out', async () => {
    const { storage } = await make()
    const [first, second] = [makeStored(0), makeStored(1)]
    storage.append(growth([first, second]))
    const hashes = [second.hash, madeUpHash(99), first.hash]
    expect(storage.entries({ type: 'hashes', hashes })).toEqual([second, first])
  })

  test('[L11] a log is read by seq from any place, all branches of a fork, bounded', async () => {
    const { storage } = await make()
    const entries = Array.from({ length: 6 }, (_, seq) => makeStored(seq))
    const branch = makeStored(7, { seq: 3 })
    storage.append(growth([...entries, branch]))
    storage.append(growth([makeStored(8, { device: ben, seq: 3 })]))
    const log = { type: 'log', scope: lobbyChannel, device: anna } as const
    const atThree = [entries[3], branch].toSorted((a, b) => ((a?.hash ?? '') < (b?.hash ?? '') ? -1 : 1))
    expect(storage.entries({ ...log, fromSeq: 2, count: 3 })).toEqual([entries[2], ...atThree])
    expect(storage.entries({ ...log, fromSeq: 5, count: 10 })).toEqual([entries[5]])
    expect(storage.entries({ ...log, scope: otherChannel, fromSeq: 0, count: 10 })).toEqual([])
    expect(storage.entries({ ...log, device: ben, fromSeq: 0, count: 0 })).toEqual([])
  })

  test('[P1] a page is all content of one week of one conversation, by time', async () => {
    const { storage } = await make()
    const early = makeStored(1, { device: ben, seq: 0 })
    const late = makeStored(2)
    storage.append(growth([makeStored(0, { page: 2967 }), late]))
    storage.append(growth([early]))
    storage.append(growth([makeStored(3, { scope: otherChannel })]))
    expect(storage.entries({ type: 'page', conversation: lobbyChannel, page: 2968, payloads: true })).toEqual([
      early,
      late
    ])
    expect(storage.entries({ type: 'page', conversation: lobbyChannel, page: 2966, payloads: true })).toEqual([])
    expect(storage.entries({ type: 'page', conversation: team, page: 2968, payloads: true })).toEqual([])
  })

  test('[P1] a page is also read without its payloads', async () => {
    const { storage } = await make()
    const entry = makeStored(0)
    storage.append(growth([entry]))
    const headers = storage.entries({ type: 'page', conversation: lobbyChannel, page: 2968, payloads: false })
    expect(headers).toEqual([{ ...entry, payload: undefined }])
  })

  test('[V5] content without payload is found newest page first, what was erased is not missing', async () => {
    const { storage } = await make()
    const missing = { payload: undefined }
    const old = makeStored(0, { ...missing, page: 2966 })
    const [middle, newest] = [makeStored(1, missing), makeStored(2, missing)]
    const erased = makeStored(3, { ...missing, erased: true })
    storage.append(growth([old, middle, newest, erased, makeStored(4)]))
    storage.append(growth([makeStored(5, { ...missing, kind: 'epoch', device: ben })]))
    const wanted = { type: 'without-payload', scope: lobbyChannel, count: 10 } as const
    expect(storage.entries(wanted)).toEqual([newest, middle, old])
    expect(storage.entries({ ...wanted, count: 1 })).toEqual([newest])
    expect(storage.entries({ ...wanted, scope: otherChannel })).toEqual([])
    storage.append({ ...nothing, payloads: [{ hash: newest.hash, payload: repeat(1, 9) }], erase: [old.hash] })
    expect(storage.entries(wanted)).toEqual([middle])
  })

  test('[P1] the pages of a conversation are known with their size, newest first', async () => {
    const { storage, restart } = await make()
    storage.append(
      growth([makeStored(0, { page: 2966 }), makeStored(1, { page: 2968 }), makeStored(2, { page: 2968 })])
    )
    storage.append(growth([makeStored(3, { kind: 'epoch', device: ben })]))
    const expected = [
      { page: 2968, entries: 2 },
      { page: 2966, entries: 1 }
    ]
    expect(storage.pages(lobbyChannel)).toEqual(expected)
    expect(restart().pages(lobbyChannel)).toEqual(expected)
    expect(storage.pages(otherChannel)).toEqual([])
  })

  test('[S7] the newest content of a log comes first, other kinds left out', async () => {
    const { storage } = await make()
    const entries = [makeStored(0), makeStored(1), makeStored(2, { kind: 'epoch' }), makeStored(3)]
    storage.append(growth(entries))
    const newest = { type: 'newest', scope: lobbyChannel, device: anna } as const
    expect(storage.entries({ ...newest, count: 2 })).toEqual([entries[3], entries[1]])
    expect(storage.entries({ ...newest, device: ben, count: 2 })).toEqual([])
  })

  test('[K6] the entries of one epoch are found in every log when its key comes late', async () => {
    const { storage } = await make()
    const [first, second] = [makeStored(0), makeStored(1, { device: ben, seq: 0 })]
    storage.append(growth([first]))
    storage.append(growth([second]))
    storage.append(growth([makeStored(2, { epoch: otherEpoch })], first))
    expect(storage.entries({ type: 'epoch', epoch })).toEqual([first, second])
  })
}

function describeErasure(make: Make): void {
  test('[X2] an erased payload is gone and the header stays', async () => {
    const { storage, restart } = await make()
    const entry = makeStored(0, { signature: repeat(0x5a, 64) })
    storage.append(growth([entry]))
    expect(storage.append({ ...nothing, erase: [entry.hash] }).ok).toBe(true)
    const erased = { ...entry, payload: undefined, erased: true }
    expect(storage.entries({ type: 'hashes', hashes: [entry.hash] })).toEqual([erased])
    expect(restart().entries({ type: 'page', conversation: lobbyChannel, page: 2968, payloads: true })).toEqual([
      erased
    ])
  })

  test('[X2] erasing is one transaction with what it does to records and caches', async () => {
    const { storage } = await make()
    const entry = makeStored(0)
    storage.append(growth([entry]))
    storage.keep({ keep: 'cache', name: 'page', value: repeat(9, 9) })
    const moved = { before: headsOf(entry), after: headsOf(entry, entry) }
    const erase = { erase: [entry.hash], records: [{ keep: 'cache', name: 'page', value: undefined }] as const }
    expect(storage.append({ ...nothing, ...erase, heads: [moved] }).ok).toBe(false)
    expect(storage.entries({ type: 'hashes', hashes: [entry.hash] })).toEqual([entry])
    expect(storage.recall('page')).toEqual(repeat(9, 9))
    expect(storage.append({ ...nothing, ...erase }).ok).toBe(true)
    expect(storage.recall('page')).toBe(undefined)
  })

  test('[X2] caches that begin with one name go together, in the same transaction, and no others', async () => {
    const { storage } = await make()
    for (const name of ['pad a 1', 'pad a 2', 'pad ab 1', 'pad'])
      storage.keep({ keep: 'cache', name, value: repeat(9, 9) })
    storage.append({ ...nothing, records: [{ keep: 'truth', name: 'pad a 3', value: repeat(9, 9) }] })
    expect(storage.append({ ...nothing, forgetCaches: ['pad a '] }).ok).toBe(true)
    const left = ['pad a 1', 'pad a 2', 'pad ab 1', 'pad', 'pad a 3'].filter((name) => storage.recall(name))
    expect(left).toEqual(['pad ab 1', 'pad', 'pad a 3'])
  })

  test('[X3] a payload that comes later stands in its entry, and a second one changes nothing', async () => {
    const { storage } = await make()
    const entry = makeStored(0, { payload: undefined })
    storage.append(growth([entry]))
    const payload = repeat(0x71, 20)
    storage.append({ ...nothing, payloads: [{ hash: entry.hash, payload }] })
    storage.append({ ...nothing, payloads: [{ hash: entry.hash, payload: repeat(0x72, 20) }] })
    expect(storage.entries({ type: 'hashes', hashes: [entry.hash] })).toEqual([{ ...entry, payload }])
  })

  test('[X2] an offered payload of an erased entry is not taken', async () => {
    const { storage } = await make()
    const entry = makeStored(0)
    storage.append(growth([entry]))
    storage.append({ ...nothing, erase: [entry.hash] })
    storage.append({ ...nothing, payloads: [{ hash: entry.hash, payload: repeat(1, 9) }] })
    const wanted = { type: 'hashes', hashes: [entry.hash] } as const
    expect(storage.entries(wanted)).toEqual([{ ...entry, payload: undefined, erased: true }])
  })

  test('[X3] an erasure that turns out void makes the payload missing again, and it may come', async () => {
    const { storage } = await make()
    const entry = makeStored(0)
    storage.append({ ...growth([entry]), erase: [entry.hash] })
    storage.append({ ...nothing, unerase: [entry.hash] })
    const wanted = { type: 'without-payload', scope: lobbyChannel, count: 9 } as const
    expect(storage.entries(wanted)).toEqual([{ ...entry, payload: undefined }])
    storage.append({ ...nothing, payloads: [{ hash: entry.hash, payload: repeat(1, 9) }] })
    expect(storage.entries({ type: 'hashes', hashes: [entry.hash] })).toEqual([{ ...entry, payload: repeat(1, 9) }])
  })

  test('[X2] what arrives and is erased in one batch is erased', async () => {
    const { storage } = await make()
    const entry = makeStored(0)
    storage.append({ ...growth([entry]), erase: [entry.hash] })
    expect(storage.entries({ type: 'hashes', hashes: [entry.hash] })).toEqual([
      { ...entry, payload: undefined, erased: true }
    ])
  })

  test('[K16] keys that came without payload are found until they have come or were dropped', async () => {
    const { storage } = await make()
    const bare = { kind: 'epoch', page: 0, epoch: undefined, payload: undefined } as const
    const [first, second, third] = [makeStored(0, bare), makeStored(1, bare), makeStored(2, { payload: undefined })]
    storage.append(growth([first, second, third]))
    const wanted = { type: 'keys-without-payload', scope: lobbyChannel, count: 9 } as const
    expect(storage.entries(wanted)).toEqual([first, second])
    expect(storage.entries({ ...wanted, count: 1 })).toEqual([first])
    storage.append({ ...nothing, payloads: [{ hash: first.hash, payload: repeat(1, 9) }], erase: [second.hash] })
    expect(storage.entries(wanted)).toEqual([])
  })

  test('[S12] a wipe leaves nothing but its last word, and a restart finds no device', async () => {
    const { storage, restart } = await make()
    storage.begin(keys)
    storage.append(growth([makeStored(0)]))
    storage.keep({ keep: 'cache', name: 'page', value: repeat(9, 9) })
    storage.keep({ keep: 'truth', name: 'draft', value: repeat(8, 9) })
    expect(storage.wipe({ keep: 'truth', name: 'wiped', value: repeat(1, 1) }).ok).toBe(true)
    const after = restart()
    expect(after.load()).toEqual({
      keys: undefined,
      heads: [],
      membership: [],
      records: new Map([['wiped', repeat(1, 1)]])
    })
    expect(after.entries({ type: 'hashes', hashes: [makeStored(0).hash] })).toEqual([])
    expect(after.recall('page')).toBe(undefined)
    after.begin({ ...keys, device: ben })
    expect(after.append(growth([makeStored(0, { device: ben })])).ok).toBe(true)
  })

  test('[K13] a dropped entry leaves neither row nor page, and may come again', async () => {
    const { storage } = await make()
    const [first, second] = [makeStored(0, { page: 2967 }), makeStored(1)]
    storage.append(growth([first, second]))
    const back = { before: headsOf(first, second), after: headsOf(first, first) }
    storage.append({ ...nothing, drop: [second.hash, madeUpHash(77)], heads: [back] })
    expect(storage.entries({ type: 'hashes', hashes: [second.hash] })).toEqual([])
    expect(storage.pages(lobbyChannel)).toEqual([{ page: 2967, entries: 1 }])
    expect(storage.append(growth([second], first)).ok).toBe(true)
    expect(storage.pages(lobbyChannel)).toEqual([
      { page: 2968, entries: 1 },
      { page: 2967, entries: 1 }
    ])
  })
}

function describeKeysAndRecords(make: Make): void {
  test('[D1] the keys of the device come back after a restart', async () => {
    const { storage, restart } = await make()
    expect(storage.begin(keys).ok).toBe(true)
    expect(restart().load().keys).toEqual(keys)
  })

  test('[D1] another device takes its place only as long as nothing was written', async () => {
    const { storage } = await make()
    storage.begin(keys)
    expect(storage.begin({ ...keys, device: ben }).ok).toBe(true)
    storage.append(growth([makeStored(0, { device: ben })]))
    expect(() => storage.begin(keys)).toThrow('a device with entries is never exchanged for another')
    expect(storage.load().keys).toEqual({ ...keys, device: ben })
  })

  test('[A1] what is kept is counted by what it is for, erased texts no longer', async () => {
    const { storage } = await make()
    const [first, second] = [makeStored(0), makeStored(1)]
    storage.append(growth([first, second]))
    storage.keep({ keep: 'truth', name: 'draft', value: repeat(3, 5) })
    storage.keep({ keep: 'cache', name: 'page', value: repeat(2, 500) })
    const of = (part: string): unknown => storage.measure().parts.find((each) => each.part === part)
    const bytes = [first, second].reduce(
      (sum, { header, payload, signature }) => sum + header.length + (payload?.length ?? 0) + (signature?.length ?? 0),
      0
    )
    expect(of('messages')).toEqual({ part: 'messages', count: 2, bytes })
    expect(of('membership')).toEqual({ part: 'membership', count: 0, bytes: 0 })
    expect(of('records')).toEqual({ part: 'records', count: 1, bytes: 5 })
    expect(of('caches')).toEqual({ part: 'caches', count: 1, bytes: 500 })
    expect(storage.measure().fileBytes).toBeGreaterThan(bytes)
    storage.append({ ...nothing, erase: [first.hash] })
    expect(of('messages')).toEqual({ part: 'messages', count: 2, bytes: bytes - (first.payload?.length ?? 0) })
  })

  test('[A1] truth is loaded at the start, a cache only when it is recalled', async () => {
    const { storage, restart } = await make()
    storage.keep({ keep: 'truth', name: 'secret', value: repeat(1, 32) })
    storage.keep({ keep: 'cache', name: 'page', value: repeat(2, 500) })
    storage.append({ ...nothing, records: [{ keep: 'truth', name: 'draft', value: repeat(3, 5) }] })
    const again = restart()
    expect([...again.load().records]).toEqual([
      ['draft', repeat(3, 5)],
      ['secret', repeat(1, 32)]
    ])
    expect(again.recall('page')).toEqual(repeat(2, 500))
    expect(again.recall('draft')).toEqual(repeat(3, 5))
    expect(again.recall('nothing')).toBe(undefined)
  })

  test('[A1] a record is replaced, changes its sort, and is forgotten by its name', async () => {
    const { storage } = await make()
    storage.keep({ keep: 'truth', name: 'n', value: repeat(1, 1) })
    storage.keep({ keep: 'truth', name: 'n', value: repeat(2, 1) })
    expect(storage.recall('n')).toEqual(repeat(2, 1))
    storage.keep({ keep: 'cache', name: 'n', value: repeat(3, 1) })
    expect(storage.load().records.size).toBe(0)
    expect(storage.recall('n')).toEqual(repeat(3, 1))
    storage.keep({ keep: 'truth', name: 'n', value: undefined })
    expect(storage.recall('n')).toBe(undefined)
  })

  test('[A1] an empty value is a value', async () => {
    const { storage, restart } = await make()
    storage.keep({ keep: 'truth', name: 'empty', value: repeat(0, 0) })
    expect(restart().load().records).toEqual(new Map([['empty', repeat(0, 0)]]))
  })
}
