// Shows that ids are made of the right number of bytes only, keep these bytes, and order as their bytes do.

import { describe, expect, test } from 'vitest'
import { repeat } from '../../src/base/bytes.ts'
import {
  compareIds,
  deviceIdOf,
  entryHashOf,
  epochIdOf,
  idBytes,
  memberIdOf,
  scopeIdOf,
  teamIdOf,
  topicOf
} from '../../src/base/ids.ts'

describe('ids', () => {
  test.each([
    [teamIdOf, 16],
    [scopeIdOf, 16],
    [memberIdOf, 16],
    [topicOf, 16],
    [deviceIdOf, 32],
    [entryHashOf, 32],
    [epochIdOf, 8]
  ] as const)('[L1] %o takes its own length only and keeps the bytes', (idOf, length) => {
    expect(idBytes(idOf(repeat(0xab, length)))).toEqual(repeat(0xab, length))
    expect(() => idOf(repeat(0xab, length - 1))).toThrow('assertion failed')
    expect(() => idOf(repeat(0xab, length + 1))).toThrow('assertion failed')
  })

  test('[C6] hashes are compared as bytes', () => {
    const ascending = [0x00, 0x09, 0x10, 0x9f, 0xa0, 0xff].map((byte) => entryHashOf(repeat(byte, 32)))
    expect(ascending.toReversed().sort(compareIds)).toEqual(ascending)
    expect(ascending.every((id) => compareIds(id, id) === 0)).toBe(true)
  })
})
