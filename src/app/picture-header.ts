// Owns what the first bytes of a file say about it (M10): which picture it is and how large, before any decoder sees it. Believes no name.

import { readUint } from '../base/bytes.ts'

export interface PictureHeader {
  readonly mime: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' | 'image/avif'
  readonly width: number
  readonly height: number
}

/** So many bytes tell. */
export const pictureHeadBytes = 256 * 1024
/** More pixels than this are not decoded: a few bytes can ask for gigabytes of memory. */
const pixelsMax = 64_000_000

/** undefined: no picture that is shown here. */
export function readPictureHeader(bytes: Uint8Array): PictureHeader | undefined {
  const text = (at: number, length: number): string => String.fromCharCode(...bytes.subarray(at, at + length))
  if (text(0, 8) === '\u0089PNG\r\n\u001a\n' && text(12, 4) === 'IHDR')
    return { mime: 'image/png', width: readUint(bytes, 16, 4), height: readUint(bytes, 20, 4) }
  if (text(0, 4) === 'GIF8') return { mime: 'image/gif', width: little(bytes, 6, 2), height: little(bytes, 8, 2) }
  if (text(0, 4) === 'RIFF' && text(8, 4) === 'WEBP') return webpHeader(bytes, text(12, 4))
  if (text(4, 4) === 'ftyp' && ['avif', 'avis'].includes(text(8, 4))) return avifHeader(bytes)
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? jpegHeader(bytes) : undefined
}

/** Whether a picture of these first bytes may show more than one frame. */
export function isMoving(bytes: Uint8Array): boolean {
  const mime = readPictureHeader(bytes)?.mime
  if (mime === 'image/webp') return textAt(bytes, 12, 4) === 'VP8X' && ((bytes[20] ?? 0) & 0x02) !== 0
  return mime === 'image/gif' || (mime === 'image/png' && isMovingPng(bytes))
}

export function isTooLarge({ width, height }: PictureHeader): boolean {
  return width * height > pixelsMax
}

function webpHeader(bytes: Uint8Array, kind: string): PictureHeader | undefined {
  const mime = 'image/webp'
  if (kind === 'VP8 ') return { mime, width: little(bytes, 26, 2) & 0x3fff, height: little(bytes, 28, 2) & 0x3fff }
  if (kind === 'VP8X') return { mime, width: little(bytes, 24, 3) + 1, height: little(bytes, 27, 3) + 1 }
  if (kind !== 'VP8L') return undefined
  const bits = little(bytes, 21, 4)
  return { mime, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

/** Says that it moves before the first of its data. */
function isMovingPng(bytes: Uint8Array): boolean {
  for (let at = 8; at + 8 <= bytes.length; at += 12 + readUint(bytes, at, 4)) {
    const name = textAt(bytes, at + 4, 4)
    if (name === 'acTL' || name === 'IDAT') return name === 'acTL'
  }
  return false
}

/** A picture may be made of several; none of those it names is larger than the largest. */
function avifHeader(bytes: Uint8Array): PictureHeader | undefined {
  const name = [0x69, 0x73, 0x70, 0x65]
  let largest: PictureHeader | undefined
  for (let at = bytes.indexOf(0x69); at >= 0 && at + 16 <= bytes.length; at = bytes.indexOf(0x69, at + 1)) {
    if (!name.every((byte, index) => bytes[at + index] === byte)) continue
    const width = readUint(bytes, at + 8, 4)
    const height = readUint(bytes, at + 12, 4)
    if (width * height > (largest === undefined ? 0 : largest.width * largest.height))
      largest = { mime: 'image/avif', width, height }
  }
  return largest
}

/** Walks from marker to marker, up to the one that says how large it is. */
function jpegHeader(bytes: Uint8Array): PictureHeader | undefined {
  let at = 2
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { mime: 'image/jpeg', width: readUint(bytes, at + 7, 2), height: readUint(bytes, at + 5, 2) }
    at += 2 + Math.max(2, readUint(bytes, at + 2, 2))
  }
  return undefined
}

/** Bytes as the letters that the forms of pictures name their parts with. */
export function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length))
}

function little(bytes: Uint8Array, at: number, length: number): number {
  let value = 0
  for (let index = length - 1; index >= 0; index--) value = value * 256 + (bytes[at + index] ?? 0)
  return value
}
