// Owns what of a picture's bytes is the picture itself, so that the rest (place, camera, names, comments) can be left out without decoding it:
// for moving pictures, and for those too large to be drawn anew. What is not named here does not go; what is not understood is no answer.

import { readUint } from '../base/bytes.ts'
import { keepJpeg } from './bare-jpeg.ts'
import { Kept } from './kept-bytes.ts'
import { readPictureHeader, textAt } from './picture-header.ts'

/** It is in memory while it is walked through. */
const bareBytesMax = 128 * 1024 * 1024
/** How a file begins that is walked here; all others are not even read. */
const beginnings = /^(\xff\xd8|\x89PNG|GIF8|RIFF.{4}WEBP)/s

/** The same picture with nothing said about it; undefined: no form known here, or not walked to its end. */
export async function bared(file: Blob): Promise<Blob | undefined> {
  if (file.size > bareBytesMax) return undefined
  const head = new Uint8Array(await file.slice(0, 12).arrayBuffer())
  if (!beginnings.test(textAt(head, 0, 12))) return undefined
  const bytes = new Uint8Array(await file.arrayBuffer())
  const parts = bareParts(bytes)
  return parts === undefined ? undefined : new Blob([...parts], { type: readPictureHeader(bytes)?.mime ?? '' })
}

export function bareParts(bytes: Uint8Array<ArrayBuffer>): readonly Uint8Array<ArrayBuffer>[] | undefined {
  const kept = new Kept(bytes)
  const keep = { 'image/jpeg': keepJpeg, 'image/png': keepPng, 'image/webp': keepWebp, 'image/gif': keepGif }
  const mime = readPictureHeader(bytes)?.mime
  if (mime === undefined || mime === 'image/avif') return undefined
  return keep[mime](bytes, kept) ? kept.parts() : undefined
}

const pngChunks = /^(IHDR|PLTE|IDAT|IEND|tRNS|gAMA|cHRM|sRGB|sBIT|bKGD|pHYs|acTL|fcTL|fdAT)$/

function keepPng(bytes: Uint8Array, kept: Kept): boolean {
  kept.keep(0, 8)
  for (let at = 8; at + 12 <= bytes.length;) {
    const to = at + 12 + readUint(bytes, at, 4)
    if (to > bytes.length) return false
    const name = textAt(bytes, at + 4, 4)
    if (pngChunks.test(name)) kept.keep(at, to)
    if (name === 'IEND') return true
    at = to
  }
  return false
}

const webpChunks = /^(VP8 |VP8L|VP8X|ALPH|ANIM|ANMF)$/
/** Bits of the first chunk that promise a colour profile, Exif and XMP. */
const webpPromises = 0x20 | 0x08 | 0x04

function keepWebp(bytes: Uint8Array, kept: Kept): boolean {
  const end = 8 + little(bytes, 4)
  if (end > bytes.length) return false
  const stretches: (readonly [number, number])[] = []
  let length = 4
  for (let at = 12; at < end;) {
    const to = chunkEnd(bytes, at, end)
    if (to === undefined) return false
    const name = textAt(bytes, at, 4)
    if (name === 'ANMF' && !isBareFrame(bytes, at + 24, to)) return false
    if (webpChunks.test(name)) {
      stretches.push([at, to])
      length += to - at
    }
    at = to
  }
  kept.keep(0, 4)
  kept.add(littleBytes(length))
  kept.keep(8, 12)
  for (const [from, to] of stretches) {
    if (textAt(bytes, from, 4) !== 'VP8X') kept.keep(from, to)
    else {
      kept.keep(from, from + 8)
      kept.add(Uint8Array.of((bytes[from + 8] ?? 0) & ~webpPromises))
      kept.keep(from + 9, to)
    }
  }
  return stretches.length > 0
}

/** A frame of a moving picture holds chunks of its own. */
function isBareFrame(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end;) {
    const to = chunkEnd(bytes, at, end)
    if (to === undefined || !/^(VP8 |VP8L|ALPH)$/.test(textAt(bytes, at, 4))) return false
    at = to
  }
  return true
}

/** Chunks have an even number of bytes; the last one may lack the byte that fills it up. */
function chunkEnd(bytes: Uint8Array, at: number, end: number): number | undefined {
  if (at + 8 > end) return undefined
  const length = little(bytes, at + 4)
  const to = at + 8 + length
  return to > end ? undefined : Math.min(end, to + (length % 2))
}

function keepGif(bytes: Uint8Array, kept: Kept): boolean {
  const tableBytes = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1))
  let at = 13 + tableBytes(bytes[10] ?? 0)
  kept.keep(0, at)
  while (at < bytes.length) {
    const from = at
    const kind = bytes[at]
    if (kind === 0x3b) {
      kept.keep(at, at + 1)
      return true
    }
    if (kind === 0x2c) at = blocksEnd(bytes, at + 11 + tableBytes(bytes[at + 9] ?? 0))
    else if (kind === 0x21) at = blocksEnd(bytes, at + 2)
    else return false
    if (at < 0) return false
    if (kind === 0x2c || isMotion(bytes, from)) kept.keep(from, at)
  }
  return false
}

/** How long a frame stands, and how often all of them come again. */
function isMotion(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 1] === 0xf9) return true
  return bytes[at + 1] === 0xff && /^(NETSCAPE2\.0|ANIMEXTS1\.0)$/.test(textAt(bytes, at + 3, 11))
}

/** Behind a row of blocks of at most 255 bytes, which an empty one ends; -1: it does not end. */
function blocksEnd(bytes: Uint8Array, from: number): number {
  let at = from
  for (;;) {
    const length = bytes[at]
    if (length === undefined) return -1
    at += 1 + length
    if (length === 0) return at
  }
}

function little(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true)
}

function littleBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}
