// Owns what of a JPEG is the picture itself: its tables and scans. Whatever else it carries (place, camera, comments, colour profile, a second
// picture or a film behind its end) is left out. How it is to be turned is written anew, or people would lie on their side.

import { concat, readUint, uintBytes, utf8 } from '../base/bytes.ts'
import type { Kept } from './kept-bytes.ts'

const endOfImage = 0xd9
const startOfScan = 0xda
const exifMarker = 0xe1

/** false: not walked to its end, so nothing is said of it. */
export function keepJpeg(bytes: Uint8Array, kept: Kept): boolean {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return false
  kept.keep(0, 2)
  const turned = turnedBy(bytes)
  if (turned > 1) kept.add(turnSegment(turned))
  for (let at = 2; ;) {
    const segment = segmentAt(bytes, at)
    if (segment === undefined) return false
    const { marker, from, to } = segment
    if (isPicture(marker, bytes.subarray(from + 4, to))) kept.keep(from, to)
    if (marker === endOfImage) return true
    at = to
    if (marker !== startOfScan) continue
    at = endOfScan(bytes, to)
    if (at < 0) return false
    kept.keep(to, at)
  }
}

interface Segment {
  readonly marker: number
  readonly from: number
  readonly to: number
}

function segmentAt(bytes: Uint8Array, start: number): Segment | undefined {
  let from = start
  if (bytes[from] !== 0xff) return undefined
  while (bytes[from + 1] === 0xff) from += 1
  const marker = bytes[from + 1] ?? 0
  if (marker === endOfImage || marker === 0x01 || isRestart(marker)) return { marker, from, to: from + 2 }
  if (marker < 0xc0 || marker === 0xd8 || from + 4 > bytes.length) return undefined
  const to = from + 2 + readUint(bytes, from + 2, 2)
  return to < from + 4 || to > bytes.length ? undefined : { marker, from, to }
}

/** Tables, frames, scans and their end; of what applications add only which colours are meant. */
function isPicture(marker: number, content: Uint8Array): boolean {
  const begins = (words: string): boolean => utf8(words).every((byte, index) => content[index] === byte)
  // A JFIF header may hold a small picture of its own; the plain one has fourteen bytes.
  if (marker === 0xe0) return content.length === 14 && begins('JFIF\0')
  if (marker === 0xee) return content.length === 12 && begins('Adobe')
  return marker >= 0xc0 && marker < 0xe0 && !isRestart(marker)
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7
}

/** The marker after the bytes of a scan; -1: there is none. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1]
    if (next !== undefined && next !== 0 && next !== 0xff && !isRestart(next)) return at
  }
  return -1
}

/** 1 … 8 as cameras count the ways to hold them; 1: as it is. */
function turnedBy(bytes: Uint8Array): number {
  for (let at = 2; ;) {
    const segment = segmentAt(bytes, at)
    if (segment === undefined || segment.marker === startOfScan || segment.marker === endOfImage) return 1
    const turned = segment.marker === exifMarker ? turnOf(bytes.subarray(segment.from + 4, segment.to)) : 1
    if (turned > 1) return turned
    at = segment.to
  }
}

function turnOf(exif: Uint8Array): number {
  const tiff = exif.subarray(6)
  const isLittle = tiff[0] === 0x49
  const number = (at: number, length: number): number => {
    if (at + length > tiff.length) return 0
    return readUint(isLittle ? tiff.slice(at, at + length).reverse() : tiff, isLittle ? 0 : at, length)
  }
  if (readUint(concat(exif, new Uint8Array(4)), 0, 4) !== 0x45786966 || number(2, 2) !== 42) return 1
  const directory = number(4, 4)
  const count = number(directory, 2)
  for (let index = 0; index < count; index++) {
    const entry = directory + 2 + 12 * index
    if (entry + 12 > tiff.length) return 1
    if (number(entry, 2) !== 0x0112) continue
    const turned = number(entry + 8, 2)
    return turned >= 1 && turned <= 8 ? turned : 1
  }
  return 1
}

/** The one thing that is said anew. */
function turnSegment(turned: number): Uint8Array {
  const entry = concat(uintBytes(0x0112, 2), uintBytes(3, 2), uintBytes(1, 4), uintBytes(turned, 2), uintBytes(0, 2))
  const tiff = concat(utf8('MM\0*'), uintBytes(8, 4), uintBytes(1, 2), entry, uintBytes(0, 4))
  const content = concat(utf8('Exif\0\0'), tiff)
  return concat(Uint8Array.of(0xff, exifMarker), uintBytes(content.length + 2, 2), content)
}
