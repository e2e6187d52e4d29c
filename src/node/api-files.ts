// Owns what a person can do with files and how they are shown: attaching, fetching, reading, and how much room they take. Part of the api.

import type { BlobId, ConversationId, EntryHash, MemberId } from '../base/ids.ts'

/** What a person would call it; `document` is everything that is neither seen nor heard here. */
export type FileKind = 'picture' | 'video' | 'voice' | 'sound' | 'document'

/** What the window knows of a file it attaches (M1 `extra`). */
export type AttachedExtra =
  | { readonly type: 'none' }
  | {
      readonly type: 'picture'
      readonly width: number
      readonly height: number
      readonly thumbnailMime: string
      readonly thumbnail: Uint8Array
    }
  | { readonly type: 'voice'; readonly durationMs: number; readonly waveform: Uint8Array }

/** Which file of which message. */
export interface FilePlace {
  readonly conversation: ConversationId
  readonly message: EntryHash
  /** Among the files of its message, from 0. */
  readonly place: number
}

export type FileIntent =
  /** Room for a file of this many bytes; what is done with it goes by the number that comes back (`Done.file`). */
  | { readonly type: 'attach-file'; readonly size: number; readonly name: string; readonly mime: string }
  /** The next bytes: a whole number of 64 KiB and at most 1 MiB, less at the end. 'slow-down': try again in a moment. */
  | { readonly type: 'add-to-file'; readonly file: number; readonly bytes: Uint8Array }
  | { readonly type: 'drop-attachment'; readonly file: number }
  /** A message with files, whole ones, in this order; the text may be empty. */
  | {
      readonly type: 'post-files'
      readonly conversation: ConversationId
      readonly text: string
      readonly reply: EntryHash | undefined
      readonly files: readonly { readonly file: number; readonly extra: AttachedExtra }[]
      /** May be looked at once (C14); pictures only. */
      readonly once?: boolean
    }
  /** Begins, or goes on. */
  | ({ readonly type: 'fetch-file' } & FilePlace)
  /** What was opened to be looked at once was looked at: from now on nothing of it can be read here. */
  | { readonly type: 'close-once' }
  | { readonly type: 'pause-file'; readonly blob: BlobId }
  /** What of it is on this device goes; it can be fetched again from others. */
  | { readonly type: 'drop-file'; readonly blob: BlobId }
  /** Plain bytes of at most 16 chunks of 64 KiB (`Done.bytes`). 'slow-down': try again in a moment. */
  | ({ readonly type: 'read-file'; readonly first: number; readonly count: number } & FilePlace)
  | ({ readonly type: 'read-thumbnail' } & FilePlace)
  /** A voice message of somebody else was listened to: for this person alone, on all of its devices (C13). */
  | { readonly type: 'mark-heard'; readonly conversation: ConversationId; readonly target: EntryHash }
  /** How much room files may take, in bytes, and whether small pictures and voice come by themselves (M9). */
  | {
      readonly type: 'set-file-settings'
      readonly quotaBytes: number
      readonly autoFetch: boolean
      /** Whatever it is, up to this size, too; at most 64 MiB, 0 or absent: pictures and voice alone. */
      readonly everythingBytes?: number
    }
  /** What was fetched and is whole goes from this device; what was sent from here stays. */
  | { readonly type: 'free-files' }

export type FileRefusal =
  | 'file-too-large'
  | 'too-many-files'
  /** The room a person gave to files is used up, and nothing may go (M9). */
  | 'files-full'
  | 'unknown-file'
  | 'file-incomplete'
  | 'file-not-here'

export interface FileView {
  readonly place: number
  readonly blob: BlobId
  /** As its sender calls it: to be cleaned before it is shown or saved. */
  readonly name: string
  readonly mime: string
  readonly size: number
  readonly kind: FileKind
  /** Of a picture, as its sender says; 0 of others. */
  readonly width: number
  readonly height: number
  /** Of a recording. */
  readonly durationMs: number
  /** 0 silent … 255 loud. */
  readonly waveform: readonly number[]
  /** Of a voice message: this person listened to it, or recorded it. */
  readonly heard: boolean
  /** Empty: there is no thumbnail to read. */
  readonly thumbnailMime: string
  readonly here: 'whole' | 'part' | 'none'
}

export interface ConversationFileView extends FileView {
  readonly message: EntryHash
  readonly ts: number
  readonly author: MemberId
  readonly authorName: string
  readonly mine: boolean
}

/** Files of one conversation, newest first. */
export interface FilesView {
  readonly files: readonly ConversationFileView[]
  /** Whether there are older ones. */
  readonly more: boolean
}

/** A file on its way here. */
export interface TransferView {
  readonly blob: BlobId
  /** `queued`: others come first (M6). `waiting`: nobody who has it is there. `full`: there is no room (M9). */
  readonly state: 'fetching' | 'queued' | 'waiting' | 'paused' | 'full'
  /** Bytes that are here, of `size`. */
  readonly here: number
  readonly size: number
  /** Devices that it comes from. */
  readonly sources: number
  /** Names of people whose device sent what does not fit (M7). */
  readonly corrupt: readonly string[]
}

export interface FileStorageView {
  readonly usedBytes: number
  /** Of these, what this device sent: it stays until its person takes it away. */
  readonly ownBytes: number
  readonly quotaBytes: number
  readonly files: number
  readonly autoFetch: boolean
  readonly everythingBytes: number
}

/** Where the room goes, the most first; counted when asked. */
export interface FileUseView {
  readonly kinds: readonly { readonly kind: FileKind; readonly bytes: number; readonly files: number }[]
  readonly conversations: readonly { readonly conversation: ConversationId; readonly bytes: number }[]
  /** What `free-files` would give back. */
  readonly freeBytes: number
}

export const noFileStorage: FileStorageView = {
  usedBytes: 0,
  ownBytes: 0,
  quotaBytes: 0,
  files: 0,
  autoFetch: true,
  everythingBytes: 0
}
