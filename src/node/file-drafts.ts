// Owns files that a person attaches and has not sent yet (M2): sealed piece by piece as they come from the window, so that no file is ever
// in memory as a whole. Until the message stands nobody knows of them, and a restart forgets them.

import type { BlobId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { FileReference } from '../chat/operations.ts'
import { idBytes } from '../base/ids.ts'
import { allBits } from '../files/bits.ts'
import { blobOfList, chunkLength, hashBytes, hashOfChunk, sealChunk, shapeOf, type BlobShape } from '../files/blob.ts'
import { extraValue } from '../files/extra.ts'
import type { Extent } from '../files/slots.ts'
import { nonceBytes } from '../crypto/seal.ts'
import type { AttachedExtra, FileRefusal } from './api-files.ts'
import type { BlobStore, Held } from './blob-store.ts'
import type { Milliseconds } from './ports.ts'

interface Draft {
  readonly name: string
  readonly mime: string
  readonly key: Uint8Array
  readonly shape: BlobShape
  readonly extents: readonly Extent[]
  readonly list: Uint8Array
  chunks: number
  state: 'waiting' | 'ready' | 'disk-full'
}

/** A whole file, to be named in a message. */
export interface ReadyDraft {
  readonly reference: FileReference
  readonly held: Held
  readonly list: Uint8Array
}

export type DraftRefusal = FileRefusal | 'disk-full' | 'slow-down' | 'not-allowed'

export interface FileDrafts {
  begin(file: { readonly size: number; readonly name: string; readonly mime: string }): Result<number, DraftRefusal>
  add(file: number, bytes: Uint8Array): Result<void, DraftRefusal>
  drop(file: number): void
  ready(file: number, extra: AttachedExtra, how: { readonly at: Milliseconds }): Result<ReadyDraft, DraftRefusal>
  /** The message names it now: it is no draft any more. */
  sent(file: number): void
}

/** The drafts of one node; `later` runs an event of its own. */
export function createFileDrafts(
  store: BlobStore,
  { random, later }: { readonly random: (length: number) => Uint8Array; readonly later: (run: () => void) => void }
): FileDrafts {
  const drafts = new Map<number, Draft>()
  let count = 0

  return {
    begin({ size, name, mime }) {
      const shape = shapeOf(size)
      if (shape === undefined) return err('file-too-large')
      if (drafts.size >= draftsMax) return err('too-many-files')
      const taken = store.takeSlots(shape.chunks)
      if (!taken.ok) return taken
      const draft: Draft = {
        name: shortened(name),
        mime: shortened(mime),
        key: random(32),
        shape,
        extents: taken.value,
        list: new Uint8Array(hashBytes * shape.chunks),
        chunks: 0,
        state: 'waiting'
      }
      count += 1
      drafts.set(count, draft)
      store.reserve((made) => later(() => (draft.state = made.ok ? 'ready' : 'disk-full')))
      return ok(count)
    },
    add(file, bytes) {
      const draft = drafts.get(file)
      if (draft === undefined) return err('unknown-file')
      if (draft.state !== 'ready') return err(draft.state === 'waiting' ? 'slow-down' : 'disk-full')
      let offset = 0
      do {
        const { shape, chunks: index } = draft
        const length = index < shape.chunks ? chunkLength(shape, index) : -1
        if (length < 0 || offset + length > bytes.length) return err('not-allowed')
        const plain = bytes.subarray(offset, offset + length)
        const sealed = sealChunk({ key: draft.key, shape }, index, { plain, nonce: random(nonceBytes) })
        const written = store.write(draft.extents, index, sealed)
        if (!written.ok) return written
        draft.list.set(hashOfChunk(sealed), hashBytes * index)
        draft.chunks += 1
        offset += length
      } while (offset < bytes.length)
      return ok(undefined)
    },
    drop(file) {
      const draft = drafts.get(file)
      drafts.delete(file)
      if (draft !== undefined) store.giveBack(draft.extents)
    },
    ready(file, extra, { at }) {
      const draft = drafts.get(file)
      if (draft === undefined) return err('unknown-file')
      if (draft.chunks < draft.shape.chunks) return err('file-incomplete')
      const { name, mime, key, shape, extents, list } = draft
      const blob: BlobId = blobOfList(list)
      const reference = { hash: idBytes(blob), key, size: shape.size, mime, name, extra: extraValue(extra) }
      const have = allBits(shape.chunks)
      return ok({ reference, list, held: { blob, shape, own: true, at, extents, have, wanted: false, ready: true } })
    },
    sent: (file) => void drafts.delete(file)
  }
}

/** A few messages' worth. */
const draftsMax = 4 * limits.filesMax

/** What a reference takes (C5): by code points, at most 256 bytes, and never half a character. */
function shortened(text: string): string {
  let bytes = 0
  let short = ''
  for (const character of text.toWellFormed()) {
    const point = character.codePointAt(0) ?? 0
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
    if (bytes > limits.aboutBytesMax) break
    short += character
  }
  return short
}
