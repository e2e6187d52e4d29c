// Shows what the window does with files: in pieces to the node and back, names made safe, first bytes before any decoder.

import { describe, expect, test } from 'vitest'
import { attach, readFile, safeName } from '../../src/app/files.ts'
import { isMoving, isTooLarge, readPictureHeader } from '../../src/app/picture-header.ts'
import { concat, repeat, uintBytes, utf8 } from '../../src/base/bytes.ts'
import { limits } from '../../src/base/limits.ts'
import { err, ok } from '../../src/base/result.ts'
import type { NodeApi } from '../../src/node/api.ts'
import type { Intent, Outcome } from '../../src/node/api-intents.ts'
import { conversationId, entryHash } from '../fixtures/fake-world.ts'
import { fakeFile } from '../fixtures/fake-files.ts'

function nodeOf(answer: (intent: Intent) => Outcome): NodeApi {
  return { submit: (intent) => Promise.resolve(answer(intent)), watch: () => () => undefined }
}

const never = new AbortController().signal

describe('pieces', () => {
  test('[M1] a file goes over in pieces of a megabyte, and waits where there is no room yet', async () => {
    const sizes: number[] = []
    let waits = 2
    const node = nodeOf((intent) => {
      if (intent.type !== 'add-to-file') return ok({ file: 7 })
      if (waits-- > 0) return err('slow-down')
      sizes.push(intent.bytes.length)
      return ok({})
    })
    const blob = new Blob([new Uint8Array(2 * 1024 * 1024 + 5)])
    const file = { blob, name: 'a', mime: 'b', extra: { type: 'none' } } as const
    const told: number[] = []
    expect(await attach(node, file, { onProgress: (bytes) => told.push(bytes), signal: never })).toEqual(ok(7))
    expect(sizes).toEqual([1_048_576, 1_048_576, 5])
    expect(told.at(-1)).toBe(blob.size)
  })

  test('a refusal ends it, and what was handed over is dropped', async () => {
    const asked: string[] = []
    const node = nodeOf((intent) => {
      asked.push(intent.type)
      return intent.type === 'add-to-file' ? err('disk-full') : ok({ file: 1 })
    })
    const file = { blob: new Blob(['x']), name: 'a', mime: 'b', extra: { type: 'none' } } as const
    expect(await attach(node, file, { onProgress: () => undefined, signal: never })).toEqual(err('disk-full'))
    expect(asked).toEqual(['attach-file', 'add-to-file', 'drop-attachment'])
  })

  test('what cannot be read any more is refused, and what was handed over is dropped', async () => {
    const asked: string[] = []
    const node = nodeOf((intent) => {
      asked.push(intent.type)
      return ok({ file: 1 })
    })
    const gone = { arrayBuffer: () => Promise.reject(new DOMException('', 'NotReadableError')) }
    const blob = Object.assign(new Blob(['x']), { slice: () => gone as unknown as Blob })
    const file = { blob, name: 'a', mime: 'b', extra: { type: 'none' } } as const
    expect(await attach(node, file, { onProgress: () => undefined, signal: never })).toEqual(err('unknown-file'))
    expect(asked).toEqual(['attach-file', 'drop-attachment'])
  })

  test('[M10] what is saved is of no type, whatever it was sent as', async () => {
    const node = nodeOf((intent) => (intent.type === 'read-file' ? ok({ bytes: utf8('<svg onload=x>') }) : ok({})))
    const place = { conversation: conversationId('c'), message: entryHash('m'), place: 0 }
    const read = await readFile(node, place, fakeFile(1, { size: 14, mime: 'image/svg+xml' }), never)
    expect(read.ok && [read.value.type, await read.value.text()]).toEqual([
      'application/octet-stream',
      '<svg onload=x>'
    ])
    expect(limits.chunkBytes).toBe(65_536)
  })
})

describe('names', () => {
  test('[M10] control, bidirectional and path characters go, and something is left', () => {
    expect(safeName('Plan\u202Efdp.exe', 'x')).toBe('Planfdp.exe')
    expect(safeName('../../etc/passwd', 'x')).toBe('_.._etc_passwd')
    expect(safeName('.htaccess', 'x')).toBe('htaccess')
    expect(safeName('a\u0000b\nc\u200Bd', 'x')).toBe('abcd')
    expect(safeName(`e${'\u0301'.repeat(10_000)}.png`, 'x')).toBe('e.png')
    expect(safeName('\u202E..', 'Datei ohne Namen')).toBe('Datei ohne Namen')
    expect([...safeName('ä'.repeat(9000), 'x')]).toHaveLength(120)
  })
})

describe('first bytes', () => {
  const png = (width: number, height: number): Uint8Array =>
    concat(
      Uint8Array.of(0x89),
      utf8('PNG\r\n\u001a\n'),
      uintBytes(13, 4),
      utf8('IHDR'),
      uintBytes(width, 4),
      uintBytes(height, 4)
    )

  test('[M10] a picture says what it is and how large before it is decoded', () => {
    expect(readPictureHeader(png(640, 480))).toEqual({ mime: 'image/png', width: 640, height: 480 })
    const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xc0, 0, 17, 8, 1, 0x2c, 2, 0x58, 3, 0, 0, 0)
    expect(readPictureHeader(jpeg)).toEqual({ mime: 'image/jpeg', width: 600, height: 300 })
    const avif = concat(
      uintBytes(28, 4),
      utf8('ftypavif'),
      repeat(0, 20),
      utf8('ispe'),
      uintBytes(0, 4),
      uintBytes(800, 4),
      uintBytes(600, 4)
    )
    expect(readPictureHeader(avif)).toEqual({ mime: 'image/avif', width: 800, height: 600 })
    const gif = concat(utf8('GIF89a'), Uint8Array.of(10, 0, 20, 0))
    expect(readPictureHeader(gif)).toEqual({ mime: 'image/gif', width: 10, height: 20 })
    expect([gif, png(640, 480), jpeg].map(isMoving)).toEqual([true, false, false])
  })

  test('[M10] a few bytes that ask for gigabytes are known, and everything else is no picture', () => {
    expect(isTooLarge({ mime: 'image/png', width: 60_000, height: 60_000 })).toBe(true)
    expect(isTooLarge({ mime: 'image/png', width: 8_000, height: 8_000 })).toBe(false)
    for (const bytes of [
      utf8('<svg xmlns="">'),
      utf8('<!doctype html>'),
      utf8('%PDF-1.7'),
      utf8('....ftypavif, and no sides'),
      repeat(0xff, 40),
      repeat(0, 0)
    ])
      expect(readPictureHeader(bytes)).toBeUndefined()
  })
})
