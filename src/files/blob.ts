// Owns how a file becomes a blob (C5, M1 to M3): chunks, their keys, their hashes, the list that stands for all of them. Keeps nothing.

import { assert } from '../base/assert.ts'
import { concat, equalBytes, uintBytes } from '../base/bytes.ts'
import { blobIdOf, idBytes, type BlobId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { derive, hash } from '../crypto/hash.ts'
import { open, seal, sealOverheadBytes } from '../crypto/seal.ts'
import type { Result } from '../base/result.ts'

export const hashBytes = 32

/** How a blob of so many plain bytes is cut. */
export interface BlobShape {
  readonly size: number
  readonly chunks: number
  /** Pieces in which its list travels. */
  readonly pieces: number
}

/** undefined: no file is that long (M1). */
export function shapeOf(size: number): BlobShape | undefined {
  if (!Number.isSafeInteger(size) || size < 0 || size > limits.fileBytesMax) return undefined
  const chunks = Math.max(1, Math.ceil(size / limits.chunkBytes))
  return { size, chunks, pieces: Math.ceil(chunks / limits.listPieceHashes) }
}

/** Plain bytes of a chunk. */
export function chunkLength({ size, chunks }: BlobShape, index: number): number {
  return index < chunks - 1 ? limits.chunkBytes : size - (chunks - 1) * limits.chunkBytes
}

export function sealedLength(shape: BlobShape, index: number): number {
  return chunkLength(shape, index) + sealOverheadBytes
}

/** Hashes in a piece of the list, as bytes. */
export function pieceLength({ chunks }: BlobShape, piece: number): number {
  const rest = chunks - piece * limits.listPieceHashes
  return hashBytes * Math.min(rest, limits.listPieceHashes)
}

/** What seals one chunk: its place and whether it is the last are part of the key (M2). */
function chunkKey(blobKey: Uint8Array, { chunks }: BlobShape, index: number): Uint8Array {
  const place = concat(uintBytes(index, 4), Uint8Array.of(index === chunks - 1 ? 1 : 0))
  return derive(blobKey, 'chunk', place)
}

/** `nonce` is 24 fresh random bytes (E8). */
export function sealChunk(
  { key, shape }: { readonly key: Uint8Array; readonly shape: BlobShape },
  index: number,
  { plain, nonce }: { readonly plain: Uint8Array; readonly nonce: Uint8Array }
): Uint8Array {
  assert(plain.length === chunkLength(shape, index), 'a file is cut into chunks of the length of M1')
  return seal(chunkKey(key, shape, index), plain, nonce)
}

export function openChunk(
  { key, shape }: { readonly key: Uint8Array; readonly shape: BlobShape },
  index: number,
  sealed: Uint8Array
): Result<Uint8Array, 'does-not-open'> {
  return open(chunkKey(key, shape, index), sealed)
}

export function hashOfChunk(sealed: Uint8Array): Uint8Array {
  return hash('chunk-hash', sealed)
}

/** The blob that a list stands for (M3). */
export function blobOfList(list: Uint8Array): BlobId {
  return blobIdOf(hash('blob', list))
}

export function isListOf(blob: BlobId, shape: BlobShape, list: Uint8Array): boolean {
  return list.length === hashBytes * shape.chunks && equalBytes(hash('blob', list), idBytes(blob))
}

/** Whether these bytes are the chunk that the list names at this place (M3). */
export function isChunkOf(list: Uint8Array, index: number, sealed: Uint8Array): boolean {
  const named = list.subarray(hashBytes * index, hashBytes * (index + 1))
  return named.length === hashBytes && equalBytes(hashOfChunk(sealed), named)
}
