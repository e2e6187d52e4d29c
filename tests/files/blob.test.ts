// Shows how a file becomes a blob: its shape, the keys and places of its chunks, the list that stands for all of them.

import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { concat, repeat, toHex } from '../../src/base/bytes.ts'
import { encodeCbor, type Cbor } from '../../src/base/codec.ts'
import { limits } from '../../src/base/limits.ts'
import { decodeOperation, encodeOperation } from '../../src/chat/operation-bytes.ts'
import { sodiumReady } from '../../src/crypto/sodium.ts'
import { createBits, readBits } from '../../src/files/bits.ts'
import {
  blobOfList,
  chunkLength,
  hashOfChunk,
  isChunkOf,
  isListOf,
  openChunk,
  sealChunk,
  shapeOf
} from '../../src/files/blob.ts'
import { extraValue, readExtra } from '../../src/files/extra.ts'
import { kindOf } from '../../src/files/kinds.ts'
import { createSlots, slotOf, type Extent } from '../../src/files/slots.ts'
import { bytesOf } from '../vectors/bytes-of.ts'
import vectors from '../vectors/vectors.json' with { type: 'json' }

beforeAll(() => sodiumReady)

describe('known answers', () => {
  test.each(vectors.blobs)('[M2] [M3] chunks, their hashes and the list of them, as the vectors say: $name', (file) => {
    const shape = shapeFor(file.size)
    const place = { key: bytesOf(file.key), shape }
    const sealed = file.chunks.map(({ plain, nonce }, index) =>
      sealChunk(place, index, { plain: bytesOf(plain), nonce: bytesOf(nonce) })
    )
    const hashes = sealed.map(hashOfChunk)
    expect(hashes.map(toHex)).toEqual(file.chunks.map(({ hash }) => hash))
    expect(blobOfList(concat(...hashes))).toBe(file.blob)
    file.chunks.forEach(({ plain, sealed: known }, index) => {
      if (known !== undefined) expect(toHex(sealed[index] ?? new Uint8Array())).toBe(known)
      expect(openChunk(place, index, sealed[index] ?? new Uint8Array())).toEqual({ ok: true, value: bytesOf(plain) })
    })
  })
})

const key = repeat(3, 32)
const shapeFor = (size: number): NonNullable<ReturnType<typeof shapeOf>> =>
  shapeOf(size) ?? { size, chunks: 0, pieces: 0 }

describe('shapes', () => {
  test('[M1] the size alone fixes chunks, lengths and pieces of the list', () => {
    expect(shapeOf(0)).toEqual({ size: 0, chunks: 1, pieces: 1 })
    expect(shapeOf(65_536)).toEqual({ size: 65_536, chunks: 1, pieces: 1 })
    expect(shapeOf(65_537)).toEqual({ size: 65_537, chunks: 2, pieces: 1 })
    expect(shapeOf(2 ** 31)).toEqual({ size: 2 ** 31, chunks: 32_768, pieces: 16 })
    expect([shapeOf(2 ** 31 + 1), shapeOf(-1), shapeOf(1.5)]).toEqual([undefined, undefined, undefined])
    fc.assert(
      fc.property(fc.integer({ min: 0, max: limits.fileBytesMax }), (size) => {
        const shape = shapeFor(size)
        expect((shape.chunks - 1) * limits.chunkBytes + chunkLength(shape, shape.chunks - 1)).toBe(size)
      })
    )
  })

  test('[M1] a reference to more than 2 GiB makes the message void', () => {
    const file = (size: number): Uint8Array =>
      encodeCbor([1, 'x', null, [[repeat(1, 32), repeat(2, 32), size, 'a/b', 'n', []]], 0])
    expect(decodeOperation(file(2 ** 31)).ok).toBe(true)
    expect(decodeOperation(file(2 ** 31 + 1)).ok).toBe(false)
  })

  test('[M1] extra says picture or voice in one form; everything else is kept and means nothing', () => {
    const picture = {
      type: 'picture',
      width: 640,
      height: 480,
      thumbnailMime: 'image/webp',
      thumbnail: repeat(7, 900)
    } as const
    const voice = { type: 'voice', durationMs: 5200, waveform: repeat(9, 64) } as const
    for (const extra of [picture, voice, { type: 'none' } as const]) expect(readExtra(extraValue(extra))).toEqual(extra)
    const odd: readonly Cbor[] = [
      null,
      7,
      [1, 0, 5, 'image/png', repeat(1, 2)],
      [1, 5, 70_000, 'image/png', repeat(1, 2)],
      [1, 5, 5, 'image/svg+xml', repeat(1, 2)],
      [1, 5, 5, 'image/png', repeat(1, limits.fileExtraBytesMax + 1)],
      [2, 5, repeat(1, 97)],
      [2, 5],
      [9, 'later']
    ]
    for (const each of odd) expect(readExtra(each)).toEqual({ type: 'none' })
    const post = { type: 'post', text: '', reply: undefined, ttl: 0 } as const
    const files = [{ hash: repeat(1, 32), key, size: 5, mime: 'x', name: 'y', extra: [9, 'later'] }]
    expect(decodeOperation(encodeOperation({ ...post, files }))).toMatchObject({ ok: true, value: { files } })
  })

  test('[M10] what a sender calls a picture is one only where every browser draws it and it holds no script', () => {
    const none = { type: 'none' } as const
    expect(kindOf('image/png', none)).toBe('picture')
    expect(kindOf('IMAGE/JPEG; q=1', none)).toBe('picture')
    expect(kindOf('image/svg+xml', none)).toBe('document')
    expect(kindOf('text/html', none)).toBe('document')
    expect(kindOf('audio/webm', { type: 'voice', durationMs: 1, waveform: repeat(0, 1) })).toBe('voice')
    expect(kindOf('text/html', { type: 'voice', durationMs: 1, waveform: repeat(0, 1) })).toBe('document')
  })
})

describe('chunks', () => {
  const shape = shapeFor(2 * limits.chunkBytes + 5)
  const plains = [repeat(1, limits.chunkBytes), repeat(2, limits.chunkBytes), repeat(3, 5)]
  const sealedAll = (): readonly Uint8Array[] =>
    plains.map((plain, index) => sealChunk({ key, shape }, index, { plain, nonce: repeat(index, 24) }))

  test('[M2, C5] a chunk opens at its own place of its own blob only', () => {
    const sealed = sealedAll()
    sealed.forEach((chunk, index) =>
      expect(openChunk({ key, shape }, index, chunk)).toEqual({ ok: true, value: plains[index] })
    )
    const [first, second, last] = sealed
    if (first === undefined || second === undefined || last === undefined) throw new Error('there are three')
    expect(openChunk({ key, shape }, 1, first).ok).toBe(false)
    expect(openChunk({ key: repeat(4, 32), shape }, 0, first).ok).toBe(false)
    // Cut off at the end: the second is not the last of anything.
    expect(openChunk({ key, shape: shapeFor(2 * limits.chunkBytes) }, 1, second).ok).toBe(false)
  })

  test('[M3] a list stands for its blob whole and in order, and names each chunk', () => {
    const sealed = sealedAll()
    const list = concat(...sealed.map(hashOfChunk))
    const blob = blobOfList(list)
    expect(isListOf(blob, shape, list)).toBe(true)
    expect(isListOf(blob, shape, list.subarray(32))).toBe(false)
    expect(isListOf(blob, shape, concat(list.subarray(32), list.subarray(0, 32)))).toBe(false)
    sealed.forEach((chunk, index) => {
      expect(isChunkOf(list, index, chunk)).toBe(true)
      expect(isChunkOf(list, (index + 1) % 3, chunk)).toBe(false)
    })
    expect(isChunkOf(list, 3, sealed[0] ?? key)).toBe(false)
  })
})

describe('bits and slots', () => {
  test('[M4] a bitmap has one form, and bits beyond the end are refused', () => {
    const bits = createBits(11)
    for (const index of [0, 3, 8, 10, 10, 11]) bits.add(index)
    expect([...bits.bytes()]).toEqual([0b0000_1001, 0b0000_0101])
    expect([bits.size, bits.missingFrom(0), bits.missingFrom(8), bits.missingFrom(10)]).toEqual([4, 1, 9, 11])
    expect(readBits(Uint8Array.of(255, 0b0000_0111), 11)?.size).toBe(11)
    expect(readBits(Uint8Array.of(255, 0b0000_1111), 11)).toBeUndefined()
    expect(readBits(Uint8Array.of(255), 11)).toBeUndefined()
  })

  test('[M8] no slot is given to two, all come back, and the end falls when the last go', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 40 })), { maxLength: 60 }), (acts) => {
        const slots = createSlots([])
        const given: (readonly Extent[])[] = []
        for (const [takes, size] of acts) {
          if (takes || given.length === 0) given.push(slots.take(size))
          else slots.giveBack(given.splice(size % given.length, 1).flat())
          const all = given.flat().flatMap(({ first, count }) => Array.from({ length: count }, (_, at) => first + at))
          expect(new Set(all).size).toBe(all.length)
          expect(slots.used).toBe(all.length)
          expect(slots.end).toBe(Math.max(0, ...all.map((slot) => slot + 1)))
          expect(createSlots(given.flat()).end).toBe(slots.end)
        }
      })
    )
    expect(
      slotOf(
        [
          { first: 7, count: 2 },
          { first: 0, count: 3 }
        ],
        3
      )
    ).toBe(1)
  })
})
