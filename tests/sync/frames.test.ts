// Shows that frames have one way to be written, and that no bytes make the reader throw.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concat, repeat } from '../../src/base/bytes.ts'
import { encodeCbor, type Cbor } from '../../src/base/codec.ts'
import { blobIdOf } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { err, ok } from '../../src/base/result.ts'
import { runOf } from '../../src/log/run.ts'
import { bounds } from '../../src/sync/bounds.ts'
import { decodeFrame, encodeFrame, type Frame } from '../../src/sync/frames.ts'
import { scopeTagOf } from '../../src/sync/frame-fields.ts'
import { makeAuthor, makeLog } from '../fixtures/log.ts'

const author = makeAuthor()
const log = makeLog(author, 4)
const hashes = log.map((entry) => entry.hash)
const tag = scopeTagOf(repeat(7, 16))
const { device } = author
const blob = blobIdOf(repeat(8, 32))
const heads = log.slice(3).map(({ header, hash }) => ({ seq: header.seq, hash }))

const frames: readonly Frame[] = [
  { type: 'meet', nonce: repeat(1, 32), tags: [repeat(2, 16), repeat(3, 16)] },
  { type: 'bind', sealed: repeat(4, 1534) },
  { type: 'bye', reason: 'too-much' },
  { type: 'ping', number: 0 },
  { type: 'pong', number: 2 ** 40 },
  { type: 'have', number: 3, scale: 'whole', part: 1, parts: 2, logs: [{ tag, device, heads }] },
  { type: 'have', number: 4, scale: 'changes', part: 0, parts: 1, logs: [] },
  {
    type: 'want',
    number: 1,
    logs: [
      { tag, device, heads: hashes.slice(3), locator: hashes, mode: 'everything' },
      { tag, device, heads: [], locator: [], mode: 'headers' },
      { tag, device, heads: [], locator: [], mode: { from: 0, to: 511 } }
    ]
  },
  { type: 'fresh', runs: [runOf(log.slice(0, 2)), runOf(log.slice(3))] },
  { type: 'run', number: 1, answered: 2, runs: [runOf(log)] },
  { type: 'run', number: 1, answered: 2, runs: [] },
  { type: 'signal', tag: '0a'.repeat(16), sealed: repeat(5, 49) },
  { type: 'record', sealed: repeat(6, 1500) },
  { type: 'seek', tag, blob },
  { type: 'holds', blob, bitmap: repeat(255, 4096) },
  { type: 'holds', blob, bitmap: new Uint8Array(0) },
  { type: 'fetch', tag, blob, what: 'chunks', indexes: [0, 32_767, 24, 256, 70, 4] },
  { type: 'fetch', tag, blob, what: 'list', indexes: [15] },
  { type: 'chunk', blob, what: 'chunks', index: 32_767, bytes: repeat(9, 66) }
]

describe('frames', () => {
  test('what is written is read again, byte for byte', () => {
    for (const frame of frames) expect(decodeFrame(encodeFrame(frame))).toEqual(ok(frame))
  })

  test('[M4] runs, records and chunks go on the bulk lane, everything else on control', () => {
    for (const frame of frames) {
      const isBulk = frame.type === 'run' || frame.type === 'record' || frame.type === 'chunk'
      expect((encodeFrame(frame)[0] ?? 0) >= 0x80).toBe(isBulk)
    }
  })

  test('an unknown type is refused by name, so that a later version can have more', () => {
    for (const type of [0x00, 0x06, 0x17, 0x7f, 0x82, 0xff]) {
      expect(decodeFrame(concat(Uint8Array.of(type), encodeCbor([])))).toEqual(err('unknown-frame'))
    }
    expect(decodeFrame(new Uint8Array(0))).toEqual(err('unknown-frame'))
  })

  test('[E1] any other way to write a frame is refused', () => {
    for (const frame of frames.filter((each) => each.type !== 'bind')) {
      const bytes = encodeFrame(frame)
      expect(decodeFrame(concat(bytes, Uint8Array.of(0)))).not.toEqual(ok(frame))
      expect(decodeFrame(bytes.subarray(0, -1)).ok).toBe(false)
    }
    // 24 as two bytes is longer than it needs to be.
    expect(decodeFrame(Uint8Array.of(0x04, 0x19, 0x00, 0x18))).toEqual(err('frame-malformed'))
  })

  test('each kind keeps its bound', () => {
    const tooLarge: readonly [number, number][] = [
      [0x01, bounds.openingFrameBytesMax],
      [0x11, limits.controlFrameBytesMax],
      [0x12, limits.freshBytesMax],
      [0x13, bounds.signalBytesMax],
      [0x80, limits.runFrameBytesMax],
      [0x10, limits.frameBytesMax]
    ]
    for (const [type, bytesMax] of tooLarge) {
      expect(decodeFrame(concat(Uint8Array.of(type), new Uint8Array(bytesMax)))).toEqual(err('frame-too-large'))
    }
  })

  test('fields of a wrong form or number are refused', () => {
    const wrong: readonly [number, Cbor][] = [
      [0x01, [2, repeat(1, 32), []]],
      [0x01, [1, repeat(1, 31), []]],
      [0x01, [1, repeat(1, 32), Array.from({ length: 33 }, () => repeat(1, 16))]],
      [0x03, 5],
      [0x10, [1, true, 1, 1, []]],
      [0x10, [1, true, 0, bounds.havePartsMax + 1, []]],
      [0x10, [1, 1, 0, 1, []]],
      [0x11, [1, [[repeat(7, 16), repeat(1, 32), [], [], [5, 4]]]]],
      [0x11, [1, [[repeat(7, 16), repeat(1, 32), [], [], 2]]]],
      [0x12, []],
      [0x12, [repeat(1, 80)]],
      [0x13, [4, repeat(1, 8)]],
      [0x80, [1, 1]]
    ]
    for (const [type, value] of wrong) {
      expect(decodeFrame(concat(Uint8Array.of(type), encodeCbor(value)))).toEqual(err('frame-malformed'))
    }
  })

  test('at most 16 entries are fresh', () => {
    const many = makeLog(author, 17)
    const fresh = encodeFrame({ type: 'fresh', runs: [runOf(many)] })
    expect(decodeFrame(fresh)).toEqual(err('frame-malformed'))
  })

  test('[V7] no bytes make the reader throw', () => {
    const valid = fc.constantFrom(...frames.map(encodeFrame))
    const mutated = fc
      .tuple(valid, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }))
      .map(([bytes, flips]) => {
        const copy = bytes.slice()
        for (const [place, value] of flips) copy[place % copy.length] = value
        return copy
      })
    const typed = fc
      .tuple(fc.constantFrom(1, 2, 3, 4, 5, 0x10, 0x11, 0x12, 0x13, 0x80, 0x81), fc.uint8Array({ maxLength: 300 }))
      .map(([type, body]) => concat(Uint8Array.of(type), body))
    fc.assert(
      fc.property(fc.oneof(mutated, typed, fc.uint8Array({ maxLength: 300 })), (bytes) => {
        const read = decodeFrame(bytes)
        if (read.ok) expect(encodeFrame(read.value)).toEqual(bytes)
      }),
      { numRuns: 3000 }
    )
  })
})
