// Owns what files take on this device, and what of it could go because others can give it again (M9).

import type { ConversationId } from '../base/ids.ts'
import type { FileKind, FileUseView } from './api-files.ts'
import { slotBytes, type BlobStore, type Held } from './blob-store.ts'
import type { Storage } from './ports.ts'

/** By kind and by conversation, the most first. */
export function fileUse(store: BlobStore, storage: Pick<Storage, 'files'>): FileUseView {
  const byKind = new Map<FileKind, { bytes: number; files: number }>()
  const byConversation = new Map<ConversationId, number>()
  for (const { blob, shape } of store.held.values()) {
    const [named] = storage.files({ type: 'blob', blob })
    if (named === undefined) continue
    const bytes = shape.chunks * slotBytes
    const { kind, scope } = named
    const before = byKind.get(kind) ?? { bytes: 0, files: 0 }
    byKind.set(kind, { bytes: before.bytes + bytes, files: before.files + 1 })
    byConversation.set(scope, (byConversation.get(scope) ?? 0) + bytes)
  }
  const kinds = [...byKind].map(([kind, use]) => ({ kind, ...use }))
  const conversations = [...byConversation].map(([conversation, bytes]) => ({ conversation, bytes }))
  return {
    kinds: kinds.toSorted((a, b) => b.bytes - a.bytes),
    conversations: conversations.toSorted((a, b) => b.bytes - a.bytes),
    freeBytes: freeable(store).reduce((sum, { shape }) => sum + shape.chunks * slotBytes, 0)
  }
}

/** Whole and fetched; nothing sent from here, and nothing on its way. */
export function freeable(store: BlobStore): readonly Held[] {
  return [...store.held.values()].filter(({ own, have, shape }) => !own && have.size === shape.chunks)
}
