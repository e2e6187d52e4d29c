// Owns the files that may be looked at once (C14): which of them may be fetched, which is being looked at, and that nothing of one stays
// behind on this device.

import type { BlobId, ConversationId, EntryHash } from '../base/ids.ts'
import type { FileReference } from '../chat/operations.ts'
import { messageIn } from './answer.ts'
import type { FilePlace } from './api-files.ts'
import { blobOf, type BlobStore } from './blob-store.ts'
import type { Desk } from './desk.ts'
import { isMarked } from './message-marks.ts'
import type { StoredFile } from './ports.ts'

export interface OnceFiles {
  /** Those of a message, opened or not. */
  references(conversation: ConversationId, message: EntryHash): readonly FileReference[]
  /** One that this person may open still. */
  closed(place: FilePlace): FileReference | undefined
  /** One that is being looked at. */
  opened(place: FilePlace): FileReference | undefined
  /** It was opened: what it names can be read until it is closed or another one is opened. */
  show(conversation: ConversationId, message: EntryHash): void
  /** Its chunks go from this device; what others still wait for comes from other devices. */
  end(): void
  /** Of a start: what was looked at, and was not closed in peace or was opened on another device of this person. */
  forgetOpened(): void
}

/** `drop` takes every chunk of a blob from this device. */
export function createOnceFiles(
  desk: Desk,
  { store, drop }: { readonly store: BlobStore; readonly drop: (blob: BlobId) => void }
): OnceFiles {
  const { replica, storage } = desk
  /** What is being looked at; a start knows of none. */
  let open: Pick<FilePlace, 'conversation' | 'message'> | undefined

  function references(conversation: ConversationId, message: EntryHash): readonly FileReference[] {
    const page = messageIn(desk, conversation, message)?.page
    return page === undefined ? [] : desk.pages.load(conversation, page).timeline.onceFiles(message)
  }

  /** Its own author does not look again, and nobody does who has. */
  function closed({ conversation, message, place }: FilePlace): FileReference | undefined {
    const { identity, registers, membership } = replica
    if (membership.scopes.get(conversation) === undefined) return undefined
    if (isMarked(registers, 'opened', { conversation, target: message })) return undefined
    if (messageIn(desk, conversation, message)?.message.member === identity.member) return undefined
    return references(conversation, message)[place]
  }

  function end(): void {
    if (open === undefined) return
    const { conversation, message } = open
    open = undefined
    for (const reference of references(conversation, message)) drop(blobOf(reference))
  }

  return {
    references,
    closed,
    opened({ conversation, message, place }) {
      if (open?.conversation !== conversation || open.message !== message) return undefined
      return references(conversation, message)[place]
    },
    show(conversation, message) {
      end()
      open = { conversation, message }
    },
    end,
    forgetOpened() {
      for (const blob of [...store.held.keys()]) {
        const named = storage.files({ type: 'blob', blob })
        const isOpened = ({ scope, entry }: StoredFile): boolean =>
          isMarked(replica.registers, 'opened', { conversation: scope, target: entry })
        if (named.length > 0 && named.every(isOpened)) drop(blob)
      }
    }
  }
}
