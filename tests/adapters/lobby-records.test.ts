// Shows what of a lobby room is passed on, and when the room is left.

import { describe, expect, test } from 'vitest'
import { createRecordsHeard, createRoomBounds } from '../../src/adapters/lobby-records.ts'
import { concat, repeat, toBase64url, uintBytes } from '../../src/base/bytes.ts'
import { limits } from '../../src/base/limits.ts'

const idOf = (number: number): string => toBase64url(concat(uintBytes(number, 6), repeat(0, 10)))

describe('records', () => {
  test('[I12] the same value is news once; another value under the same id is news', () => {
    const heard = createRecordsHeard(new Map())
    expect(heard.isNews(idOf(1), repeat(1, 10))).toBe(true)
    expect(heard.isNews(idOf(1), repeat(1, 10))).toBe(false)
    expect(heard.isNews(idOf(1), repeat(2, 10))).toBe(true)
    expect(heard.isNews(idOf(2), repeat(2, 10))).toBe(true)
  })

  test('[I4] what is shown by this device is no news to it', () => {
    const own = new Map([[idOf(1), repeat(1, 10)]])
    const heard = createRecordsHeard(own)
    expect(heard.isNews(idOf(1), repeat(1, 10))).toBe(false)
    expect(heard.isNews(idOf(1), repeat(2, 10))).toBe(true)
  })

  test('[I13] too large, too many, or no record at all: ignored', () => {
    const heard = createRecordsHeard(new Map())
    for (const value of [undefined, 'text', 7, {}, [1], new ArrayBuffer(4)])
      expect(heard.isNews(idOf(1), value)).toBe(false)
    expect(heard.isNews(idOf(1), repeat(1, limits.lobbyRecordBytesMax + 1))).toBe(false)
    expect(heard.isNews('short', repeat(1, 10))).toBe(false)
    for (let number = 0; number < limits.lobbyRecordsMax; number++)
      expect(heard.isNews(idOf(number), repeat(1, 10))).toBe(true)
    expect(heard.isNews(idOf(1_000), repeat(1, 10))).toBe(false)
    expect(heard.isNews(idOf(3), repeat(2, 10))).toBe(true)
  })
})

describe('the bounds of a room', () => {
  test('[I13] 4 MiB received break it', () => {
    const bounds = createRoomBounds()
    for (let received = 0; received < limits.lobbyReceivedBytesMax; received += 65_536) bounds.received(65_536)
    expect(bounds.broken()).toBe(false)
    bounds.received(1)
    expect(bounds.broken()).toBe(true)
  })

  test('[I13] a flood of tiny messages breaks it as well', () => {
    const bounds = createRoomBounds()
    for (let messages = 0; messages < 20_000; messages++) bounds.received(1)
    expect(bounds.broken()).toBe(true)
  })

  test('[I13] 192 KiB of document break it; its size is measured only when it could matter', () => {
    const bounds = createRoomBounds()
    let measured = 0
    const measure = (bytes: number) => (): number => {
      measured += 1
      return bytes
    }
    bounds.grew(100 * 1024, measure(0))
    bounds.grew(92 * 1024, measure(0))
    expect([measured, bounds.broken()]).toEqual([0, false])
    bounds.grew(1, measure(150 * 1024))
    expect([measured, bounds.broken()]).toEqual([1, false])
    bounds.grew(50 * 1024, measure(192 * 1024 + 1))
    expect([measured, bounds.broken()]).toEqual([2, true])
  })
})
