import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { concat, equalBytes, toHex, uintBytes } from '../../src/base/bytes.ts'
import { entryHashOf, idBytes, scopeIdOf, type DeviceId } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { clientIdOf, createPage, openPage } from '../../src/chat/projector.ts'
import { compareRows, rowKey, type Row, type Unreadable } from '../../src/chat/rows.ts'
import { hash } from '../../src/crypto/hash.ts'
import { sodiumReady } from '../../src/crypto/sodium.ts'
import { bytesOf, deviceNo, hashNo, post, react, row, start, unreadable } from './fixtures.ts'

beforeAll(() => sodiumReady)

/** Devices 1, 3, 5, … and 2, 4, 6, … collide: the worst that 53 bits can do. */
const colliding = (device: DeviceId): number => 2 ** 52 + (Number.parseInt(device.slice(0, 8), 16) % 2)
const apart = (device: DeviceId): number => Number.parseInt(device.slice(0, 8), 16)

/** The page as P3 says it, written down once more with nothing clever in it. */
function bytesByTheBook(clientIdOfDevice: (device: DeviceId) => number, rows: readonly Row[]): Uint8Array {
  const doc = new Y.Doc()
  const items = doc.getMap<unknown>('e')
  for (const one of [...rows].sort(compareRows)) {
    doc.clientID = clientIdOfDevice(one.device)
    const { content } = one
    items.set(rowKey(one.hash), content.type === 'operation' ? [idBytes(one.member), one.ts, content.operation] : 0)
    if (content.type !== 'operation') items.delete(rowKey(one.hash))
  }
  return Y.encodeStateAsUpdate(doc)
}

interface Step {
  readonly row: Row
  /** What was known of it before, in this order. */
  readonly before: readonly Row[]
}

const reasons: readonly Unreadable[] = ['erased', 'sealed', 'void', 'waiting', 'missing']

/** Random histories: forks (one seq several times), rows that were read and erased, keys that came late, some that never came. */
const steps: fc.Arbitrary<readonly Step[]> = fc
  .array(
    fc.record({
      device: fc.integer({ min: 1, max: 4 }),
      seq: fc.nat(6),
      at: fc.nat(1000),
      readable: fc.boolean(),
      lives: fc.array(fc.option(fc.constantFrom(...reasons)), { maxLength: 3 }),
      reason: fc.constantFrom(...reasons)
    }),
    { maxLength: 30 }
  )
  .map((givens) =>
    givens.map(({ readable, lives, reason, ...given }, index) => {
      const place = { ...given, hash: index * 7919 + 1 }
      const read = row(place, post(`text ${index}`))
      return {
        row: readable ? read : unreadable(place, reason),
        before: lives.map((life) => (life === null ? read : unreadable(place, life)))
      }
    })
  )

/** One order of arrival for all states of all rows, each row's own states in their order, cut into batches. */
function arrivalsOf(history: readonly Step[], chance: readonly number[], cuts: readonly boolean[]): readonly Row[][] {
  const queues = history.map((step) => [...step.before, step.row])
  const batches: Row[][] = [[]]
  for (let turn = 0; queues.some((queue) => queue.length > 0); turn++) {
    const waiting = queues.filter((queue) => queue.length > 0)
    const next = waiting[(chance[turn % chance.length] ?? 0) % waiting.length]?.shift()
    if (next !== undefined) batches.at(-1)?.push(next)
    if (cuts[turn % cuts.length] === true) batches.push([])
  }
  return batches
}

const chances = fc.array(fc.nat(1000), { minLength: 1, maxLength: 60 })
const cutPlaces = fc.array(fc.boolean(), { minLength: 1, maxLength: 20 })

describe('bytes of a page', () => {
  test('[P3] client id and key are those of the vectors', () => {
    const did = bytesOf('144b20644670be662b578954ed748a9e8eccbb74b5bfc3a60e6c593ec843833a')
    const scope = scopeIdOf(bytesOf('66ba9297462c06024d9a68dd8603504d'))
    expect(clientIdOf(hash('cid', concat(did, idBytes(scope), uintBytes(2968, 4))))).toBe(3646594984978031)
    const entry = entryHashOf(bytesOf('129ab15db4ac73bbe1e0cf2b342f3a494fcdba390bc27b2db0c3fbbc8f51e850'))
    expect(rowKey(entry)).toBe('EpqxXbSsc7vh4M8rNC86SQ')
  })

  test('[P3] a client id has 53 bits', () => {
    expect(clientIdOf(new Uint8Array(32).fill(255))).toBe(2 ** 53 - 1)
    expect(clientIdOf(new Uint8Array(32))).toBe(0)
  })

  test('[P3] one entry is one item without origin below the root map; nothing to read is an item deleted at once', () => {
    const page = createPage(apart, [row({ hash: 1 }, post('one')), unreadable({ hash: 2 }, 'erased')])
    const { structs, ds } = Y.decodeUpdate(page.bytes())
    const seen = structs.map((item) =>
      item instanceof Y.Item
        ? [item.id.client, item.id.clock, item.length, item.parent, item.parentSub, item.origin, item.rightOrigin]
        : item
    )
    expect(seen).toEqual([
      [1, 0, 1, 'e', rowKey(hashNo(1)), null, null],
      [1, 1, 1, 'e', rowKey(hashNo(2)), null, null]
    ])
    expect(structs.map((item) => item instanceof Y.Item && item.content.constructor)).toEqual([
      Y.ContentAny,
      Y.ContentDeleted
    ])
    expect([...ds.clients]).toEqual([[1, [{ clock: 1, len: 1 }]]])
  })

  test('[P3] rows that are appended and rows that come before others give the same bytes', () => {
    const rows = [1, 2, 3].map((seq) => row({ hash: seq }, post(`${seq}`)))
    const whole = createPage(apart, rows).bytes()
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2]
    ]) {
      const page = createPage(apart, [])
      for (const index of order) page.project(rows.slice(index, index + 1))
      expect(toHex(page.bytes())).toBe(toHex(whole))
    }
  })

  test.each([
    ['forks and colliding client ids', colliding],
    ['forks', apart]
  ])('[P4] the same rows give the same bytes, in any order and any batches, with %s', (_, clientIdOfDevice) => {
    const property = fc.property(steps, chances, cutPlaces, (history, chance, cuts) => {
      const rows = history.map((step) => step.row)
      const page = createPage(clientIdOfDevice, [])
      for (const batch of arrivalsOf(history, chance, cuts)) page.project(batch)
      const expected = bytesByTheBook(clientIdOfDevice, rows)
      expect(toHex(page.bytes())).toBe(toHex(expected))
      expect(page.rows().toSorted(compareRows)).toEqual(rows.toSorted(compareRows))
      expect(toHex(createPage(clientIdOfDevice, rows.toReversed()).bytes())).toBe(toHex(expected))
    })
    fc.assert(property, { numRuns: 400 })
  })

  test('[P4] what was had and erased leaves the bytes of what was never had', () => {
    const kept = row({ hash: 1 }, post('kept'))
    const had = createPage(apart, [kept, row({ hash: 2 }, post('secret')), row({ hash: 3 }, post('after'))])
    had.project([unreadable({ hash: 2 }, 'erased')])
    const never = createPage(apart, [kept])
    never.project([row({ hash: 3 }, post('after')), unreadable({ hash: 2 }, 'missing')])
    expect(toHex(had.bytes())).toBe(toHex(never.bytes()))
    expect(new TextDecoder().decode(had.bytes())).not.toContain('secret')
  })

  test('[P4] rows that leave are gone from the bytes', () => {
    const rows = [1, 2, 3, 4].map((seq) => row({ hash: seq }, post(`${seq}`)))
    const page = createPage(apart, rows)
    const change = page.rebuild(rows.slice(0, 2))
    expect(change.gone).toEqual([hashNo(3), hashNo(4)])
    expect(toHex(page.bytes())).toBe(toHex(createPage(apart, rows.slice(0, 2)).bytes()))
  })

  test('[P4] of two hashes that begin alike the lower one stands, whoever came first', () => {
    const low = row({ hash: 5, member: 1 }, post('low'))
    const high: Row = {
      ...row({ hash: 5, member: 2 }, post('high')),
      hash: entryHashOf(idBytes(hashNo(5)).with(31, 1))
    }
    const pages = [
      [low, high],
      [high, low]
    ].map((order) => {
      const page = createPage(apart, [])
      for (const one of order) page.project([one])
      return page
    })
    expect(pages.map((page) => page.rows())).toEqual([[low], [low]])
    expect(pages.map((page) => toHex(page.bytes()))).toEqual(Array(2).fill(toHex(createPage(apart, [low]).bytes())))
  })

  test('[P5] reactions and edits are rows like others: nothing derived is written', () => {
    const rows = [row({ hash: 1 }, post('one')), row({ hash: 2, member: 2 }, react(1, '👍'))]
    expect(toHex(createPage(apart, rows).bytes())).toBe(toHex(bytesByTheBook(apart, rows)))
  })
})

describe('the change that a batch makes', () => {
  test('[P3] what is known already changes nothing', () => {
    const one = row({ hash: 1 }, post('one'))
    const page = createPage(apart, [one])
    expect(page.project([one])).toEqual({ put: [], gone: [] })
  })

  test('[P3] another reason for reading nothing is told, and leaves the bytes alone', () => {
    const page = createPage(apart, [unreadable({ hash: 1 }, 'sealed')])
    const before = page.bytes()
    expect(page.project([unreadable({ hash: 1 }, 'void')])).toEqual({
      put: [unreadable({ hash: 1 }, 'void')],
      gone: []
    })
    expect(toHex(page.bytes())).toBe(toHex(before))
  })

  test('[P7] of one device the first 10,000 rows stand, whatever came first; others are not touched by it', () => {
    const max = limits.pageRowsOfDeviceMax
    const rows = Array.from({ length: max + 30 }, (_, index) => row({ hash: index + 1, member: 1 }, post('x')))
    const other = row({ hash: 900_000, member: 3 }, post('other'))
    const expected = createPage(colliding, [...rows.slice(0, max), other])
    const page = createPage(colliding, [...rows.slice(20), other])
    const { put, gone } = page.project(rows.slice(0, 20))
    expect(put.map(({ hash }) => hash)).toEqual(rows.slice(0, 20).map(({ hash }) => hash))
    expect(gone.toSorted()).toEqual(rows.slice(max, max + 20).map(({ hash }) => hash))
    expect(equalBytes(page.bytes(), expected.bytes())).toBe(true)
    expect(page.project(rows.slice(max))).toEqual({ put: [], gone: [] })
  })
})

describe('snapshots', () => {
  const rows: readonly Row[] = [
    row({ hash: 1 }, post('one')),
    row({ hash: 2, member: 2 }, react(1, '👍')),
    unreadable({ hash: 3, member: 3 }, 'sealed'),
    row({ hash: 4 }, post('four'))
  ]
  const snapshot = createPage(colliding, rows).bytes()

  test('[P6] a page comes back from its snapshot with its bytes and rows, and names what is left to read', () => {
    const later = row({ hash: 9, member: 2 }, post('later'))
    const opened = openPage(colliding, { snapshot, places: [...rows, later] })
    if (!opened.ok) throw new Error(opened.reason)
    const { page, rest } = opened.value
    expect(toHex(page.bytes())).toBe(toHex(snapshot))
    expect(rest).toEqual([hashNo(3), hashNo(9)])
    page.project([unreadable({ hash: 3, member: 3 }, 'sealed'), later])
    expect(toHex(page.bytes())).toBe(toHex(createPage(colliding, [...rows, later]).bytes()))
    expect(page.rows().toSorted(compareRows)).toEqual([...rows, later].toSorted(compareRows))
  })

  test('[P6] a snapshot of rows that have left, of other authors, times, devices or client ids is refused', () => {
    const wrong: readonly (readonly Row[])[] = [
      rows.slice(1),
      rows.map((one) => (one.hash === hashNo(1) ? { ...one, member: rows[1]?.member ?? one.member } : one)),
      rows.map((one) => (one.hash === hashNo(1) ? { ...one, ts: start } : one)),
      rows.map((one) => (one.hash === hashNo(1) ? { ...one, seq: 99 } : one)),
      rows.map((one) => (one.hash === hashNo(1) ? { ...one, device: deviceNo(2) } : one))
    ]
    for (const places of wrong)
      expect(openPage(colliding, { snapshot, places })).toEqual({ ok: false, reason: 'snapshot-damaged' })
    expect(openPage(apart, { snapshot, places: rows }).ok).toBe(false)
  })

  test('[P6] a damaged snapshot never throws, and never gives what the projector could not have written', () => {
    const damages = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 })
    const property = fc.property(damages, fc.nat(), fc.boolean(), (places, length, cut) => {
      const bytes = snapshot.slice(0, cut ? length % snapshot.length : undefined)
      for (const [place, byte] of places) if (bytes.length > 0) bytes[place % bytes.length] = byte
      const opened = openPage(colliding, { snapshot: bytes, places: rows })
      if (!opened.ok) return
      const { page, rest } = opened.value
      const missing = rows.filter((one) => rest.includes(one.hash) && page.row(one.hash) === undefined)
      page.project(missing)
      expect(toHex(page.bytes())).toBe(toHex(bytesByTheBook(colliding, page.rows())))
    })
    fc.assert(property, { numRuns: 1500 })
  })

  test('[P6] random bytes are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const opened = openPage(colliding, { snapshot: bytes, places: rows })
        if (opened.ok) expect(opened.value.page.rows()).toEqual([])
      })
    )
  })
})
