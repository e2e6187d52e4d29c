import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Cbor } from '../../src/base/codec.ts'
import type { ConversationId } from '../../src/base/ids.ts'
import type { Operation } from '../../src/chat/operations.ts'
import { readMarkKey, settingKey, type Register } from '../../src/chat/registers.ts'
import {
  arrangementOf,
  callsOf,
  countMutedMentions,
  isArchived,
  mutedAt,
  pinnedIn,
  pinStep,
  placesFor,
  type Arrangement
} from '../../src/node/arranging.ts'
import type { Registers } from '../../src/node/registers.ts'
import { conversationNo, hashNo } from '../chat/fixtures.ts'

const here = conversationNo(1)
const plain: Arrangement = { archive: undefined, mute: undefined, pin: undefined, marked: false }

function registersWith(settings: Readonly<Record<string, Cbor>>, readTo?: number): Registers {
  const byKey = new Map<string, Register>()
  const put = (key: string, operation: Operation): void =>
    void byKey.set(key, { key, ts: 1, hash: hashNo(1), operation })
  for (const [name, value] of Object.entries(settings)) put(settingKey(name), { type: 'setting', name, value })
  if (readTo !== undefined)
    put(readMarkKey(here), { type: 'read-mark', conversation: here, ts: readTo, hash8: '00'.repeat(8) })
  return { byKey }
}

const one = (name: string, value: Cbor): Arrangement =>
  arrangementOf(registersWith({ [`${name} ${here}`]: value }), here)

describe('what settings say', () => {
  test('[C22] each name has its values', () => {
    expect(one('archive', 70)).toEqual({ ...plain, archive: 70 })
    expect(one('archive', 0)).toEqual({ ...plain, archive: 0 })
    expect(one('mute', true)).toEqual({ ...plain, mute: 'ever' })
    expect(one('mute', 90)).toEqual({ ...plain, mute: 90 })
    expect(one('pin', 5)).toEqual({ ...plain, pin: 5 })
    expect(one('unread', 70)).toEqual({ ...plain, marked: true })
    for (const name of ['archive', 'mute', 'pin', 'unread']) expect(one(name, false)).toEqual(plain)
  })

  test('[C22] values of any other form have no effect', () => {
    const odd: readonly Cbor[] = [null, 'x', [], [70], new Uint8Array([1]), 'true']
    for (const name of ['archive', 'mute', 'pin', 'unread'])
      for (const value of odd) expect(one(name, value), `${name} ${String(value)}`).toEqual(plain)
    expect(one('pin', 0)).toEqual(plain)
    for (const name of ['archive', 'pin', 'unread']) expect(one(name, true)).toEqual(plain)
    for (const value of [...odd, true])
      expect(countMutedMentions(registersWith({ 'muted mentions': value }))).toBe(true)
    expect(countMutedMentions(registersWith({}))).toBe(true)
    expect(countMutedMentions(registersWith({ 'muted mentions': false }))).toBe(false)
  })

  test('[C22] a mark of unread stands until a read mark passes its moment', () => {
    const marked = { [`unread ${here}`]: 70 }
    expect(arrangementOf(registersWith(marked, 70), here).marked).toBe(true)
    expect(arrangementOf(registersWith(marked, 71), here).marked).toBe(false)
  })
})

describe('archive and silence', () => {
  const facts = { now: 100, last: 70, late: false }

  test('[C22] an archived conversation comes back when something is said after it was put away', () => {
    expect(isArchived(plain, facts)).toBe(false)
    expect(isArchived({ ...plain, archive: 70 }, facts)).toBe(true)
    expect(isArchived({ ...plain, archive: 69 }, facts)).toBe(false)
    expect(isArchived({ ...plain, archive: 0 }, { ...facts, last: 0 })).toBe(true)
  })

  test('[C22] something unread that came late brings it back too', () => {
    expect(isArchived({ ...plain, archive: 70 }, { ...facts, late: true })).toBe(false)
  })

  test('[C22] muted it stays away, and what was said in silence does not bring it back afterwards', () => {
    const until = { ...plain, archive: 60, mute: 90 }
    expect(isArchived(until, { now: 80, last: 75, late: true })).toBe(true)
    expect(isArchived(until, { now: 100, last: 90, late: false })).toBe(true)
    expect(isArchived(until, { now: 100, last: 91, late: false })).toBe(false)
    expect(isArchived({ ...until, mute: 'ever' }, { now: 1e9, last: 1e8, late: true })).toBe(true)
  })

  test('[C22] silence ends at its moment', () => {
    expect(mutedAt({ ...plain, mute: 90 }, 89)).toBe(90)
    expect(mutedAt({ ...plain, mute: 90 }, 90)).toBeUndefined()
    expect(mutedAt({ ...plain, mute: 'ever' }, 1e12)).toBe('ever')
  })
})

test('[C23] what is muted calls by mentions only, what is marked unread calls once', () => {
  const facts = { now: 100, unread: 5, unreadMentions: 2, countsMentions: true }
  expect(callsOf(plain, facts)).toBe(5)
  expect(callsOf({ ...plain, mute: 'ever' }, facts)).toBe(2)
  expect(callsOf({ ...plain, mute: 'ever' }, { ...facts, countsMentions: false })).toBe(0)
  expect(callsOf({ ...plain, mute: 90 }, facts)).toBe(5)
  expect(callsOf({ ...plain, marked: true }, { ...facts, unread: 0, unreadMentions: 0 })).toBe(1)
  expect(callsOf({ ...plain, marked: true }, facts)).toBe(5)
  expect(callsOf({ ...plain, marked: true, mute: 'ever' }, { ...facts, unread: 0, unreadMentions: 0 })).toBe(0)
})

describe('pins', () => {
  test('[C22] they stand by their places, and of equal places the smaller id first', () => {
    const settings = {
      [`pin ${conversationNo(3)}`]: 7,
      [`pin ${conversationNo(2)}`]: 7,
      [`pin ${conversationNo(9)}`]: 3
    }
    const order = pinnedIn(registersWith(settings), [3, 2, 4, 9].map(conversationNo)).map((each) => each.conversation)
    expect(order).toEqual([9, 2, 3].map(conversationNo))
  })

  test('[C22] however often and wherever one is moved, the order is the one that was asked for', () => {
    const moves = fc.array(fc.tuple(fc.nat(7), fc.boolean()), { maxLength: 200 })
    const property = fc.property(moves, (steps) => {
      const places = new Map<ConversationId, number>(
        Array.from({ length: 8 }, (_, index) => [conversationNo(index), (index + 1) * pinStep])
      )
      let order = [...places.keys()]
      for (const [from, up] of steps) {
        const moved = order[from]
        const to = up ? from - 1 : from + 1
        if (moved === undefined || to < 0 || to >= order.length) continue
        order = order.toSpliced(from, 1).toSpliced(to, 0, moved)
        const pinned = order.map((conversation) => ({ conversation, place: places.get(conversation) ?? 0 }))
        for (const { conversation, place } of placesFor(pinned, moved)) places.set(conversation, place)
        expect([...places.values()].every((place) => Number.isSafeInteger(place) && place > 0)).toBe(true)
        expect([...places].toSorted((a, b) => a[1] - b[1]).map(([id]) => id)).toEqual(order)
      }
    })
    fc.assert(property, { numRuns: 300 })
  })

  test('[C22] places without room between them are all written anew', () => {
    const tight = [
      { conversation: conversationNo(1), place: 5 },
      { conversation: conversationNo(3), place: 9 },
      { conversation: conversationNo(2), place: 6 }
    ]
    expect(placesFor(tight, conversationNo(3)).map(({ place }) => place)).toEqual([pinStep, 2 * pinStep, 3 * pinStep])
    expect(placesFor([], here)).toEqual([])
  })
})
