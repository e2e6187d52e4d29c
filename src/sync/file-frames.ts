// Owns the frames about files and their bytes (M4): what is asked of a blob and what comes of it. Knows no blob.

import type { Cbor } from '../base/codec.ts'
import { blobIdOf, idBytes, type BlobId, type ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { isBytes, isNumber, listOf, scopeTagOf, tagBytes, tuple, type ScopeTag } from './frame-fields.ts'

/** Pieces of the list of a blob, or chunks of it (M3). */
export type BlobPart = 'list' | 'chunks'

export type FileFrame =
  /** Which chunks of a blob are with you? */
  | { readonly type: 'seek'; readonly tag: ScopeTag; readonly blob: BlobId }
  /** These; empty: none, or none for you (M5). */
  | { readonly type: 'holds'; readonly blob: BlobId; readonly bitmap: Uint8Array }
  | {
      readonly type: 'fetch'
      readonly tag: ScopeTag
      readonly blob: BlobId
      readonly what: BlobPart
      readonly indexes: readonly number[]
    }
  | {
      readonly type: 'chunk'
      readonly blob: BlobId
      readonly what: BlobPart
      readonly index: number
      readonly bytes: Uint8Array
    }

/** A frame about files as the node says and hears it: with scopes, not with their names in one session. */
export type FileWord =
  | { readonly type: 'seek'; readonly scope: ScopeId; readonly blob: BlobId }
  | Extract<FileFrame, { type: 'holds' | 'chunk' }>
  | {
      readonly type: 'fetch'
      readonly scope: ScopeId
      readonly blob: BlobId
      readonly what: BlobPart
      readonly indexes: readonly number[]
    }

/** Whether a frame is about files, by its first byte: those have a rate of their own (M6). */
export function isFileByte(byte: number | undefined): boolean {
  return fileTypeByByte.some(([known]) => known === byte)
}

export const fileTypeByByte: readonly (readonly [number, FileFrame['type']])[] = [
  [0x14, 'seek'],
  [0x15, 'holds'],
  [0x16, 'fetch'],
  [0xc0, 'chunk']
]

const chunksMax = limits.fileBytesMax / limits.chunkBytes

/** As whole frames. */
export const fileBytesMax: Readonly<Record<FileFrame['type'], number>> = {
  seek: 128,
  holds: chunksMax / 8 + 64,
  fetch: 160,
  chunk: limits.chunkBytes + 128
}

export function fileBody(frame: FileFrame): Cbor {
  switch (frame.type) {
    case 'seek':
      return [tagBytes(frame.tag), idBytes(frame.blob)]
    case 'holds':
      return [idBytes(frame.blob), frame.bitmap]
    case 'fetch':
      return [tagBytes(frame.tag), idBytes(frame.blob), parts.indexOf(frame.what), frame.indexes]
    case 'chunk':
      return [idBytes(frame.blob), parts.indexOf(frame.what), frame.index, frame.bytes]
  }
}

export function fileFrameFrom(type: FileFrame['type'], value: Cbor): FileFrame | undefined {
  switch (type) {
    case 'seek': {
      const [tag, blob] = tuple(value, 2)
      return isBytes(tag, 16) && isBytes(blob, 32) ? { type, tag: scopeTagOf(tag), blob: blobIdOf(blob) } : undefined
    }
    case 'holds': {
      const [blob, bitmap] = tuple(value, 2)
      const isBitmap = bitmap instanceof Uint8Array && bitmap.length <= chunksMax / 8
      return isBytes(blob, 32) && isBitmap ? { type, blob: blobIdOf(blob), bitmap } : undefined
    }
    case 'fetch': {
      const [tag, blob, what, list] = tuple(value, 4)
      const indexes = listOf(list, limits.chunksAskedMax, (item) =>
        isNumber(item) && item < chunksMax ? item : undefined
      )
      const part = partFrom(what)
      if (!isBytes(tag, 16) || !isBytes(blob, 32) || part === undefined || indexes === undefined) return undefined
      return { type, tag: scopeTagOf(tag), blob: blobIdOf(blob), what: part, indexes }
    }
    case 'chunk': {
      const [blob, what, index, bytes] = tuple(value, 4)
      const part = partFrom(what)
      if (!isBytes(blob, 32) || part === undefined || !isNumber(index) || !(bytes instanceof Uint8Array))
        return undefined
      return { type, blob: blobIdOf(blob), what: part, index, bytes }
    }
  }
}

const parts: readonly BlobPart[] = ['list', 'chunks']

function partFrom(value: Cbor | undefined): BlobPart | undefined {
  return typeof value === 'number' ? parts[value] : undefined
}
