// Shows that canonical CBOR has one form for one value, that every other form is refused, and that no input makes it overflow.

import { encode as encodeAny } from 'cborg'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concat, equalBytes, repeat, uintBytes } from '../../src/base/bytes.ts'
import { decodeCbor, encodeCbor, type Cbor } from '../../src/base/codec.ts'
import { err, ok } from '../../src/base/result.ts'
import { bytesOf } from '../vectors/bytes-of.ts'
import vectors from '../vectors/vectors.json' with { type: 'json' }

const refused = err('not-canonical')

const { value: anyCbor } = fc.letrec<{ value: Cbor; leaf: Cbor }>((tie) => ({
  leaf: fc.oneof(
    fc.maxSafeNat(),
    fc.nat({ max: 300 }),
    fc.boolean(),
    fc.constant(null),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.uint8Array({ maxLength: 300 })
  ),
  value: fc.oneof({ maxDepth: 7 }, tie('leaf'), fc.array(tie('value'), { maxLength: 5 }))
}))

describe('the vectors', () => {
  test.each(vectors.encoding.accept.map(([bytes]) => String(bytes)))('[E1] %s is canonical', (text) => {
    const decoded = decodeCbor(bytesOf(text))
    expect(decoded.ok && encodeCbor(decoded.value)).toEqual(bytesOf(text))
  })

  test.each(vectors.encoding.reject.map(([bytes]) => String(bytes)))('[E2] "%s" is refused', (text) => {
    expect(decodeCbor(bytesOf(text))).toEqual(refused)
  })
})

describe('one form for one value', () => {
  test('[E1] every value survives', () => {
    fc.assert(
      fc.property(anyCbor, (value) => {
        expect(decodeCbor(encodeCbor(value))).toEqual(ok(value))
      })
    )
  })

  test('[E1] a text may begin with a byte order mark', () => {
    for (const text of ['\uFEFF', '\uFEFFHallo', `\uFEFF${'ä'.repeat(40)}`])
      expect(decodeCbor(encodeCbor(text))).toEqual(ok(text))
  })

  test('[E2] whatever is accepted is written again with the same bytes, for mutated and for random input', () => {
    const mutated = fc.tuple(anyCbor, fc.nat(), fc.integer({ min: 0, max: 255 })).map(([value, place, byte]) => {
      const bytes = encodeCbor(value)
      return bytes.with(place % bytes.length, byte)
    })
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 24 })), (bytes) => {
        const decoded = decodeCbor(bytes)
        if (decoded.ok) expect(equalBytes(encodeCbor(decoded.value), bytes)).toBe(true)
      }),
      { numRuns: 3000 }
    )
  })

  test('[E1] longer forms of integers and lengths are refused, each where the shorter one begins', () => {
    const longForms = [
      { first: 0x18, length: 1, least: 24 },
      { first: 0x19, length: 2, least: 2 ** 8 },
      { first: 0x1a, length: 4, least: 2 ** 16 }
    ]
    for (const { first, length, least } of longForms) {
      for (const major of [0, 2, 3, 4]) {
        const head = (argument: number): Uint8Array =>
          concat(Uint8Array.of(first | (major << 5)), uintBytes(argument, length))
        const body = repeat(major === 3 ? 0x61 : 0x00, major === 0 ? 0 : least)
        expect(decodeCbor(concat(head(least), body)).ok).toBe(true)
        expect(decodeCbor(concat(head(least - 1), body.subarray(0, Math.max(0, body.length - 1)))).ok).toBe(false)
      }
    }
    expect(decodeCbor(bytesOf('1b0000000100000000'))).toEqual(ok(2 ** 32))
    expect(decodeCbor(bytesOf('1b00000000ffffffff'))).toEqual(refused)
  })

  test('[E1] every first byte outside the list is refused, whatever follows', () => {
    const permitted = (first: number): boolean =>
      (first & 31) < 28 ? [0, 2, 3, 4].includes(first >> 5) || (first >= 0xf4 && first <= 0xf6) : false
    for (let first = 0; first < 256; first++) {
      if (permitted(first)) continue
      for (const length of [0, 1, 2, 4, 8, 40])
        expect(decodeCbor(concat(Uint8Array.of(first), repeat(0, length)))).toEqual(refused)
    }
  })

  test('[E1] every truncation and every appended byte is refused', () => {
    const bytes = encodeCbor([1, 300, 'Grüße', repeat(5, 30), [true, [null]]])
    for (let length = 0; length < bytes.length; length++) expect(decodeCbor(bytes.subarray(0, length))).toEqual(refused)
    for (const byte of [0x00, 0x80, 0xff]) expect(decodeCbor(concat(bytes, Uint8Array.of(byte)))).toEqual(refused)
  })
})

describe('bounds', () => {
  const nested = (depth: number): Cbor => (depth === 0 ? 7 : [nested(depth - 1)])

  test('[E1] eight arrays may stand in each other, nine may not, in writing and in reading', () => {
    expect(decodeCbor(encodeCbor(nested(8)))).toEqual(ok(nested(8)))
    expect(() => encodeCbor(nested(9))).toThrow('assertion failed')
    expect(decodeCbor(encodeAny(nested(9)))).toEqual(refused)
  })

  test('[E2] a megabyte of nested arrays is refused without overflow, also with items between them', () => {
    expect(decodeCbor(repeat(0x81, 1 << 20))).toEqual(refused)
    expect(decodeCbor(Uint8Array.from({ length: 1 << 20 }, (_, index) => (index % 2 ? 0x00 : 0x82)))).toEqual(refused)
  })

  test.each(['9affffffff', '9b001fffffffffffff', '5affffffff', '5b001fffffffffffff', '7b001fffffffffffff'])(
    '[E2] a length of %s is refused before anything is set aside for it',
    (head) => {
      expect(decodeCbor(concat(bytesOf(head), repeat(0, 64)))).toEqual(refused)
    }
  )

  test.each([-1, 1.5, -0, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '\ud800'])(
    '[E1] %s cannot be written',
    (value) => {
      expect(() => encodeCbor(value)).toThrow('assertion failed')
      expect(() => encodeCbor([0, [value]])).toThrow('assertion failed')
    }
  )

  test('[E1] an array with a hole cannot be written', () => {
    const holed: Cbor[] = []
    holed[1] = 1
    expect(() => encodeCbor(holed)).toThrow('assertion failed')
  })

  test('[E3] what was read keeps nothing of the input: changing the input changes no value', () => {
    const bytes = encodeCbor([repeat(1, 4)])
    const decoded = decodeCbor(bytes)
    bytes.fill(0)
    expect(decoded).toEqual(ok([repeat(1, 4)]))
  })

  test('[E1] Node and browsers get the same kind of bytes, whatever kind they gave', () => {
    const written = encodeCbor([repeat(1, 4)])
    const read = decodeCbor(Buffer.from(written))
    expect(Object.getPrototypeOf(written)).toBe(Uint8Array.prototype)
    expect(read).toEqual(ok([repeat(1, 4)]))
  })
})
