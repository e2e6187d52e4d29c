// Shows that place and camera are gone from a picture that is not drawn anew, wherever in it they stood, and that nothing else is.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bared, bareParts } from '../../src/app/bare-picture.ts'
import { concat, repeat, uintBytes, utf8 } from '../../src/base/bytes.ts'
import { fakePicture } from '../fixtures/fake-picture.ts'
import {
  exif,
  gif,
  jpegSeams,
  jpegTales,
  secretsIn,
  toldGif,
  toldJpeg,
  toldPng,
  toldWebp
} from '../fixtures/told-pictures.ts'

type Bytes = Uint8Array<ArrayBuffer>

const segment = (marker: number, content: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(0xff, marker), uintBytes(content.length + 2, 2), content)

/** Two scans with what only looks like a marker in them; its sides ask for more pixels than are ever drawn. */
const jpeg = concat(
  Uint8Array.of(0xff, 0xd8),
  segment(0xe0, utf8('JFIF\0\u0001\u0001\0\0\u0001\0\u0001\0\0')),
  segment(0xdb, repeat(1, 65)),
  segment(0xc2, Uint8Array.of(8, 0x27, 0x10, 0x27, 0x10, 1, 1, 0x11, 0)),
  segment(0xc4, repeat(2, 20)),
  segment(0xda, Uint8Array.of(1, 1, 0, 0, 63, 0)),
  Uint8Array.of(1, 2, 0xff, 0, 3, 0xff, 0xd0, 4),
  segment(0xda, Uint8Array.of(1, 1, 0, 0, 63, 0)),
  Uint8Array.of(5, 0xff, 0xff, 0xd9)
) as Bytes
const png = fakePicture({ width: 9, height: 7 })
const lossy = concat(utf8('VP8 '), Uint8Array.of(10, 0, 0, 0), repeat(7, 10))
const webp = concat(utf8('RIFF'), Uint8Array.of(22, 0, 0, 0), utf8('WEBP'), lossy) as Bytes
const toldFilm = ((): Bytes => {
  const frame = concat(utf8('ANMF'), Uint8Array.of(34, 0, 0, 0), repeat(0, 16), lossy)
  const told = toldWebp(concat(webp.subarray(0, 12), frame), { width: 9, height: 7 })
  return told
})()

const bare = (bytes: Bytes): Bytes | undefined => {
  const parts = bareParts(bytes)
  return parts === undefined ? undefined : (concat(...parts) as Bytes)
}

const told = {
  jpeg: toldJpeg(jpeg),
  png: toldPng(png),
  webp: toldWebp(webp, { width: 9, height: 7 }),
  film: toldFilm,
  gif: toldGif()
}

describe('a picture that goes without being drawn anew', () => {
  test('[W3] of every form says nothing of place, camera, words and what hung behind its end', () => {
    for (const [form, bytes] of Object.entries(told)) {
      expect([form, secretsIn(bytes).length]).not.toEqual([form, 0])
      const left = bare(bytes)
      expect([form, left === undefined ? 'not walked' : secretsIn(left)]).toEqual([form, []])
      expect([form, bare(left ?? bytes)]).toEqual([form, left])
    }
  })

  test('[W3] has every byte of the picture itself', () => {
    expect(bare(told.jpeg)).toEqual(bare(jpeg))
    expect(bare(jpeg)).toEqual(concat(jpeg.subarray(0, jpeg.length - 3), Uint8Array.of(0xff, 0xff, 0xd9)))
    expect(bare(told.png)).toEqual(png)
    expect(bare(told.gif)).toEqual(gif())
    const plain = bare(told.webp) ?? webp
    expect([plain[4], plain[20]]).toEqual([plain.length - 8, 0])
    expect(plain.subarray(30)).toEqual(webp.subarray(12))
  })

  test('[W3] a JPEG still stands upright: how it was held is the one thing that is said anew', () => {
    for (const orientation of [2, 3, 6, 8]) {
      const left = bare(toldJpeg(jpeg, orientation)) ?? jpeg
      const shown = concat(jpeg.subarray(0, 2), left.subarray(38))
      expect(shown).toEqual(bare(jpeg))
      expect([...left.subarray(2, 12)]).toEqual([0xff, 0xe1, 0, 34, ...utf8('Exif\0\0')])
      expect([...left.subarray(22, 32)]).toEqual([1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation])
      expect(bare(left)).toEqual(left)
    }
    for (const odd of [0, 1, 9, 65_535]) expect(bare(toldJpeg(jpeg, odd))).toEqual(bare(jpeg))
  })

  test('[W3] wherever between the segments a tale stands, and however often, the same comes out', () => {
    const seams = jpegSeams(jpeg)
    const tales = jpegTales()
    const places = fc.array(fc.tuple(fc.nat(seams.length - 1), fc.nat(tales.length - 1)), { maxLength: 8 })
    fc.assert(
      fc.property(places, (chosen) => {
        const parts: Uint8Array[] = [jpeg.subarray(0, 2)]
        for (const [index, from] of seams.entries()) {
          for (const [at, tale] of chosen) if (at === index) parts.push(tales[tale] ?? jpeg)
          parts.push(jpeg.subarray(from, seams[index + 1] ?? jpeg.length))
        }
        expect(bare(concat(...parts) as Bytes)).toEqual(bare(jpeg))
      })
    )
  })

  test('[W3] cut off or damaged anywhere: an answer, never longer than it was, or none', () => {
    const any = fc.constantFrom(...Object.values(told))
    const damage = fc.record({ bytes: any, at: fc.nat(), by: fc.integer({ min: 1, max: 255 }), cut: fc.nat() })
    fc.assert(
      fc.property(damage, ({ bytes, at, by, cut }) => {
        const broken = bytes.slice(0, 1 + (cut % bytes.length))
        broken[at % broken.length] = (broken[at % broken.length] ?? 0) ^ by
        const left = bare(broken)
        if (left !== undefined) expect(left.length).toBeLessThanOrEqual(broken.length)
      }),
      { numRuns: 2000 }
    )
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void bare(new Uint8Array(bytes))))
    for (const [form, bytes] of Object.entries({ jpeg, png, gif: gif(), webp }))
      for (let length = 0; length < bytes.length; length++)
        expect([form, bare(bytes.slice(0, length))]).toEqual([form, undefined])
  })

  test('[W3] what is not understood, or is very large, is no answer', async () => {
    for (const bytes of [exif(), utf8('....ftypheic'), utf8('....ftypavif'), utf8('<svg/>'), new Uint8Array(0)])
      expect(bare(new Uint8Array(bytes))).toBeUndefined()
    const strange = concat(
      utf8('ANMF'),
      Uint8Array.of(26, 0, 0, 0),
      repeat(0, 16),
      utf8('EXIF'),
      Uint8Array.of(2, 0, 0, 0, 9, 9)
    )
    expect(bare(toldWebp(concat(webp.subarray(0, 12), strange), { width: 9, height: 7 }))).toBeUndefined()
    const large = { size: 129 * 1024 * 1024, arrayBuffer: () => Promise.reject(new Error('read')) }
    expect(await bared(large as unknown as Blob)).toBeUndefined()
    // Of what is no picture only the beginning is read.
    const film = Object.assign(new Blob(['....ftypisom', new Uint8Array(100)]), {
      arrayBuffer: () => Promise.reject(new Error('read'))
    })
    expect(await bared(film)).toBeUndefined()
    expect(await bared(new Blob([told.png]))).toMatchObject({ size: png.length, type: 'image/png' })
  })

  test('[W3] a picture in very many pieces is no answer, so that taking it apart needs no memory of its own', () => {
    const empty = concat(uintBytes(0, 4), utf8('IDAT'), uintBytes(0, 4))
    const word = concat(uintBytes(0, 4), utf8('tEXt'), uintBytes(0, 4))
    const many = concat(
      png.subarray(0, 33),
      ...Array.from({ length: 20_001 }, () => [empty, word]).flat(),
      png.subarray(33)
    )
    expect(bare(many as Bytes)).toBeUndefined()
  })
})
