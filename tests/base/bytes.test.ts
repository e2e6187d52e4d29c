// Shows that byte strings survive being written as text, and that each text form has one spelling for one value.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  compareBytes,
  concat,
  equalBytes,
  fromBase32,
  fromBase64url,
  fromHex,
  readUint,
  readUtf8,
  repeat,
  toBase32,
  toBase64url,
  toHex,
  uintBytes,
  utf8
} from '../../src/base/bytes.ts'
import { err, ok } from '../../src/base/result.ts'

const anyBytes = fc.uint8Array({ maxLength: 70 })

describe('comparing and joining', () => {
  test('[L6] the order of bytes is the order of their hexadecimal text', () => {
    fc.assert(
      fc.property(anyBytes, anyBytes, (a, b) => {
        const byText = toHex(a) < toHex(b) ? -1 : toHex(a) > toHex(b) ? 1 : 0
        expect(Math.sign(compareBytes(a, b))).toBe(byText)
        expect(equalBytes(a, b)).toBe(byText === 0)
      })
    )
  })

  test('[E7] joined parts stand one after the other in a fresh array', () => {
    const part = Uint8Array.of(1, 2)
    const joined = concat(part, new Uint8Array(0), repeat(7, 3))
    part[0] = 9
    expect(joined).toEqual(Uint8Array.of(1, 2, 7, 7, 7))
  })
})

describe('integers', () => {
  test('[L6] an integer is read as it was written, big-endian', () => {
    const sized = fc.integer({ min: 1, max: 6 }).chain((length) =>
      fc.tuple(
        fc.constant(length),
        fc.maxSafeNat().map((value) => value % 256 ** length)
      )
    )
    fc.assert(
      fc.property(sized, ([length, value]) => {
        expect(readUint(uintBytes(value, length), 0, length)).toBe(value)
      })
    )
    expect(uintBytes(0x0102030405, 6)).toEqual(Uint8Array.of(0, 1, 2, 3, 4, 5))
  })

  test.each([
    [256, 1],
    [2 ** 48, 6],
    [-1, 4],
    [1.5, 2],
    [Number.NaN, 4]
  ])('[L6] %d does not fit %d bytes, and nothing is cut off in silence', (value, length) => {
    expect(() => uintBytes(value, length)).toThrow('assertion failed')
  })
})

describe('texts', () => {
  const forms = [
    ['hexadecimal', toHex, fromHex],
    ['base64url', toBase64url, fromBase64url],
    ['base32', toBase32, fromBase32]
  ] as const

  test.each(forms)('[I1] bytes survive %s', (_, write, read) => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(read(write(bytes))).toEqual(ok(bytes))
      })
    )
  })

  test('[I1] what is read as base64url is written the same way: one text for one value', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ABCXYZabcxyz0189-_'), maxLength: 12 })
    fc.assert(
      fc.property(text, (written) => {
        const bytes = fromBase64url(written)
        if (bytes.ok) expect(toBase64url(bytes.value)).toBe(written)
      })
    )
  })

  test.each(['A', 'AB', 'AAB', 'AA=', 'A+', 'A/', 'AA A', 'Ä'])('[I1] %s is not base64url', (text) => {
    expect(fromBase64url(text)).toEqual(err('not-base64url'))
  })

  test.each(['a', 'AA', '0g', '0x', ' 00'])('[D4] %s is not hexadecimal', (text) => {
    expect(fromHex(text)).toEqual(err('not-hex'))
  })

  test('[D7] base32 is read as a person types it: any case, hyphens, blanks, O for 0, I and L for 1', () => {
    const bytes = Uint8Array.of(0x08, 0x42, 0x10, 0x84, 0x21)
    expect(toBase32(bytes)).toBe('11111111'.slice(0, 8))
    expect(fromBase32('1iL1-il I1')).toEqual(ok(bytes))
    expect(fromBase32('oO')).toEqual(ok(Uint8Array.of(0)))
  })

  test.each(['U0', '0', '000', '01', 'ab!c'])('[D7] %s is not base32', (text) => {
    expect(fromBase32(text)).toEqual(err('not-base32'))
  })

  test('[C8] invalid UTF-8 is refused, and a byte order mark is a character like any other', () => {
    expect(readUtf8(Uint8Array.of(0xff))).toEqual(err('not-utf8'))
    expect(readUtf8(Uint8Array.of(0xc0, 0x80))).toEqual(err('not-utf8'))
    expect(readUtf8(Uint8Array.of(0xed, 0xa0, 0x80))).toEqual(err('not-utf8'))
    expect(readUtf8(utf8('\uFEFFa'))).toEqual(ok('\uFEFFa'))
  })
})
