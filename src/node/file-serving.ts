// Owns what others get of the files that are here (M4, M5): which pieces there are, and the pieces, as long as a message names the blob.

import { limits } from '../base/limits.ts'
import { hashBytes } from '../files/blob.ts'
import type { FileWord } from '../sync/file-frames.ts'
import type { BlobStore } from './blob-store.ts'
import type { FileScopes } from './file-scopes.ts'

/** Answers a question of a bound device; its session has looked up that the device takes part in the scope it names. */
export function serveFile(
  question: Extract<FileWord, { type: 'seek' | 'fetch' }>,
  { store, scopes }: { readonly store: BlobStore; readonly scopes: FileScopes },
  answer: (word: FileWord) => void
): void {
  const { blob } = question
  const held = scopes.isNamed(blob, question.scope) ? store.held.get(blob) : undefined
  const list = held === undefined ? undefined : store.list(held)
  const canServe = held !== undefined && list !== undefined
  if (question.type === 'seek')
    return answer({ type: 'holds', blob, bitmap: canServe ? held.have.bytes() : new Uint8Array(0) })
  if (!canServe) return
  for (const index of new Set(question.indexes)) {
    const bytes = question.what === 'list' ? pieceOf(list, index) : store.chunk(held, index)
    if (bytes !== undefined) answer({ type: 'chunk', blob, what: question.what, index, bytes })
  }
}

function pieceOf(list: Uint8Array, index: number): Uint8Array | undefined {
  const bytes = hashBytes * limits.listPieceHashes
  return index * bytes < list.length ? list.slice(index * bytes, (index + 1) * bytes) : undefined
}
