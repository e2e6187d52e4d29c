// Owns the way from sealed chunks of a file to the bytes that a screen shows (M3, M8).

import { concat } from '../base/bytes.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { FileReference } from '../chat/operations.ts'
import { openChunk } from '../files/blob.ts'
import { blobOf, type BlobStore } from './blob-store.ts'

/** Chunks that one question gets at most. */
const readChunksMax = 16

/** The plain bytes of `count` whole chunks from `first` on, fewer at the end; `onLost` hears of a chunk that was here and is not any more. */
export function readFile(
  store: BlobStore,
  file: FileReference,
  { first, count }: { readonly first: number; readonly count: number },
  onLost: () => void
): Result<Uint8Array, 'file-not-here' | 'slow-down'> {
  const held = store.held.get(blobOf(file))
  if (held === undefined || held.shape.size !== file.size) return err('file-not-here')
  const { shape } = held
  const end = Math.min(first + Math.min(count, readChunksMax), shape.chunks)
  const parts: Uint8Array[] = []
  for (let index = first; index < end; index++) {
    const before = held.have.has(index)
    const sealed = store.chunk(held, index)
    if (sealed === undefined) {
      if (before && held.have.has(index)) return err('slow-down')
      if (before) onLost()
      return err('file-not-here')
    }
    const plain = openChunk({ key: file.key, shape }, index, sealed)
    if (!plain.ok) return err('file-not-here')
    parts.push(plain.value)
  }
  return ok(joined(parts))
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : concat(...parts)
}
