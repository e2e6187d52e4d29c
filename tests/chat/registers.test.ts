import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Operation } from '../../src/chat/operations.ts'
import { compareMoments } from '../../src/chat/message.ts'
import {
  deviceNameKey,
  merge,
  expectedGuestKey,
  messageMarkKey,
  pictureKey,
  pinKey,
  placedPortraitKey,
  portraitKey,
  profileKey,
  readMarkKey,
  registerOf,
  registersOf,
  timerKey,
  titleKey,
  type Register
} from '../../src/chat/registers.ts'
import { conversationNo, deviceNo, hashNo, memberNo } from './fixtures.ts'

const facts = { conversation: conversationNo(1), member: memberNo(2), device: deviceNo(3), ts: 10, hash: hashNo(4) }

test('[P5] the greatest (ts, hash) stands, in whatever order and however often they come', () => {
  const moments = fc.array(fc.record({ ts: fc.nat(3), hash: fc.nat(3).map(hashNo) }), { minLength: 1 })
  const property = fc.property(moments, (candidates) => {
    type Moment = (typeof candidates)[number]
    const fold = (list: readonly Moment[]): Moment | undefined =>
      list.reduce<Moment | undefined>((register, candidate) => merge(register, candidate), undefined)
    const greatest = candidates.toSorted(compareMoments).at(-1)
    expect(fold(candidates)).toEqual(greatest)
    expect(fold([...candidates.toReversed(), ...candidates])).toEqual(greatest)
  })
  fc.assert(property)
})

test('[P5] every register that outlives a page has a key of its own; what stands in a page has none', () => {
  const keyed: readonly [Operation, string | undefined][] = [
    [{ type: 'profile', name: 'Anna', about: '', picture: undefined }, profileKey(memberNo(2))],
    [{ type: 'device-name', name: 'phone' }, deviceNameKey(deviceNo(3))],
    [{ type: 'title', conversation: conversationNo(9), name: 'a', purpose: '' }, titleKey(conversationNo(9))],
    [{ type: 'picture', of: conversationNo(9), picture: undefined }, pictureKey(conversationNo(9))],
    [{ type: 'picture', of: memberNo(2), picture: undefined }, portraitKey(memberNo(2))],
    [{ type: 'timer', seconds: 5 }, timerKey(conversationNo(1))],
    [
      { type: 'read-mark', conversation: conversationNo(9), ts: 7, hash8: 'ab'.repeat(8) },
      readMarkKey(conversationNo(9))
    ],
    [{ type: 'verified', member: memberNo(9), digits: '0'.repeat(24) }, `verified ${memberNo(9)}`],
    [{ type: 'setting', name: 'theme', value: 'dark' }, 'setting theme'],
    [{ type: 'lobby', invitation: hashNo(9), secret: new Uint8Array(32) }, `lobby ${hashNo(9)}`],
    [{ type: 'expected-guest', invitation: hashNo(9) }, expectedGuestKey(conversationNo(1), hashNo(9))],
    [{ type: 'pin', target: hashNo(9), on: true }, pinKey(conversationNo(1), hashNo(9))],
    [
      { type: 'message-mark', conversation: conversationNo(9), target: hashNo(9), kind: 2, on: false },
      messageMarkKey({ conversation: conversationNo(9), target: hashNo(9), kind: 2 })
    ],
    [{ type: 'post', text: '', reply: undefined, files: [], ttl: 0 }, undefined],
    [{ type: 'react', target: hashNo(1), emoji: 'x', on: true }, undefined],
    [{ type: 'unknown', code: 99 }, undefined]
  ]
  for (const [operation, key] of keyed) expect(registerOf(operation, facts)?.key).toBe(key)
  const keys = keyed.map(([, key]) => key).filter((key) => key !== undefined)
  expect(new Set(keys).size).toBe(keys.length)
})

test('[C3] a register is ordered by the entry that carries it', () => {
  const operation = { type: 'timer', seconds: 5 } as const
  const expected: Register = { key: timerKey(conversationNo(1)), ts: 10, hash: hashNo(4), operation }
  expect(registerOf(operation, facts)).toEqual(expected)
})

test('[P5] of two read marks the one that got further stands, though it was written first', () => {
  const far = registerOf({ type: 'read-mark', conversation: conversationNo(9), ts: 90, hash8: '00'.repeat(8) }, facts)
  const near = registerOf(
    { type: 'read-mark', conversation: conversationNo(9), ts: 80, hash8: 'ff'.repeat(8) },
    { ...facts, ts: 99 }
  )
  if (far === undefined || near === undefined) throw new Error('a read mark is a register')
  expect(merge(far, near)).toBe(far)
  expect(merge(near, far)).toBe(far)
})

test('[C14] what was opened stays opened, whatever is written later', () => {
  const mark = { type: 'message-mark', conversation: conversationNo(9), target: hashNo(9), kind: 3 } as const
  expect(registerOf({ ...mark, on: true }, facts)?.key).toBe(messageMarkKey(mark))
  expect(registerOf({ ...mark, on: false }, { ...facts, ts: 99 })).toBeUndefined()
})

test('[C13] a star and what is hidden can be taken back', () => {
  for (const kind of [1, 2]) {
    const mark = { type: 'message-mark', conversation: conversationNo(9), target: hashNo(9), kind } as const
    const on = registerOf({ ...mark, on: true }, facts)
    const off = registerOf({ ...mark, on: false }, { ...facts, ts: 99 })
    expect(off?.key).toBe(on?.key)
    if (off !== undefined) expect(merge(on, off)).toBe(off)
  }
})

test('[C26] a member’s picture said again competes by when it was chosen, and is kept with its bytes once', () => {
  const picture = Uint8Array.of(0xff, 0xd8, 0xff)
  const own = { type: 'picture', of: memberNo(2), picture } as const
  const again = registersOf({ ...own, chosen: 7 }, facts)
  expect(again).toEqual([
    { key: portraitKey(memberNo(2)), ts: 7, hash: hashNo(4), operation: { ...own, chosen: 7 } },
    {
      key: placedPortraitKey(memberNo(2), conversationNo(1)),
      ts: 7,
      hash: hashNo(4),
      operation: { ...own, chosen: 7, picture: undefined }
    }
  ])
  const later = registerOf(own, { ...facts, ts: 8, hash: hashNo(1) })
  const [first] = again
  if (later === undefined || first === undefined) throw new Error('a picture is a register')
  expect(merge(first, later)).toBe(later)
  expect(merge(later, first)).toBe(later)
  // Nobody chooses further ahead than an entry may lie (L9).
  expect(registerOf({ ...own, chosen: 2 ** 53 - 1 }, facts)?.ts).toBe(10 + 24 * 60 * 60 * 1000)
})

test('[C26] what stands under the id of another member is not that member’s', () => {
  const foreign = registersOf({ type: 'picture', of: memberNo(3), picture: undefined }, facts)
  expect(foreign.map(({ key }) => key)).not.toContain(portraitKey(memberNo(3)))
  expect(foreign).toHaveLength(1)
})
