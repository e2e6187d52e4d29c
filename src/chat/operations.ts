// Owns what content entries say: one type for each row of the table of C1. Knows neither their bytes nor authors, rights or pages.

import type { Cbor } from '../base/codec.ts'
import type { ConversationId, EntryHash, MemberId, PadId } from '../base/ids.ts'

export interface Post {
  readonly type: 'post'
  readonly text: string
  /** The message that this one answers; of the same conversation, any page. */
  readonly reply: EntryHash | undefined
  readonly files: readonly FileReference[]
  /** Seconds until every device erases it, 0 for never (X6). */
  readonly ttl: number
  /** Whom the text names (C10); undefined: nobody. */
  readonly mentions?: readonly Mentioned[]
  /** Bits of `postFlags` (C12); bits that this version does not know are ignored. Absent: none. */
  readonly flags?: number
}

/** What a post says about itself (C12). */
export const postFlags = { once: 1, forwarded: 2 } as const

/** A member; the id of the conversation itself stands for everybody in it (C10). */
export type Mentioned = MemberId | ConversationId

export interface Edit {
  readonly type: 'edit'
  readonly target: EntryHash
  readonly text: string
  /** Whom the new text names: what the old one did is over (C10). */
  readonly mentions?: readonly Mentioned[]
}

export interface Delete {
  readonly type: 'delete'
  /** 1 … 256 entries of one page. */
  readonly targets: readonly EntryHash[]
  /** false hides, true hides and erases (C2). */
  readonly destroy: boolean
  /** No message: nothing says that something stood there (C2). Absent: false. */
  readonly silent?: boolean
}

export interface React {
  readonly type: 'react'
  readonly target: EntryHash
  readonly emoji: string
  readonly on: boolean
}

export interface Pin {
  readonly type: 'pin'
  readonly target: EntryHash
  readonly on: boolean
}

/** How far the member has read: up to the message with this ts and the first 8 bytes of its hash, in lower-case hexadecimal. */
export interface ReadMark {
  readonly type: 'read-mark'
  readonly conversation: ConversationId
  readonly ts: number
  readonly hash8: string
}

export interface Profile {
  readonly type: 'profile'
  readonly name: string
  readonly about: string
  readonly picture: FileReference | undefined
}

export interface Poll {
  readonly type: 'poll'
  readonly question: string
  readonly options: readonly string[]
  /** Whether one member may choose several options. */
  readonly several: boolean
  /** Milliseconds since 1970, 0 for never. */
  readonly closes: number
  /** As of a post (X6); absent: never. */
  readonly ttl?: number
}

export interface Vote {
  readonly type: 'vote'
  readonly target: EntryHash
  /** Places of the chosen options, from 0; none takes the vote back. */
  readonly choices: readonly number[]
}

export interface Timer {
  readonly type: 'timer'
  /** What new posts take over as their ttl; 0 for off. */
  readonly seconds: number
}

export interface Title {
  readonly type: 'title'
  readonly conversation: ConversationId
  readonly name: string
  readonly purpose: string
}

/** What members need to attend to an invitation's lobby (I2). */
export interface LobbySecret {
  readonly type: 'lobby'
  /** The `invite.create` it belongs to. */
  readonly invitation: EntryHash
  readonly secret: Uint8Array
}

/** In a group: whoever comes in as a guest through this invitation comes into it, too (I25). */
export interface ExpectedGuest {
  readonly type: 'expected-guest'
  /** The `invite.create`. */
  readonly invitation: EntryHash
}

export interface Verified {
  readonly type: 'verified'
  readonly member: MemberId
  /** The 24 digits that were compared (D4). */
  readonly digits: string
}

export interface Setting {
  readonly type: 'setting'
  readonly name: string
  readonly value: Cbor
}

/** What this person's devices remember of one message, for nobody else (C13). */
export interface MessageMark {
  readonly type: 'message-mark'
  readonly conversation: ConversationId
  readonly target: EntryHash
  /** One of `markKinds`; others are of later versions. */
  readonly kind: number
  readonly on: boolean
}

/** Starred; hidden for this person; a view-once message that was opened (C14); a voice message that was listened to. */
export const markKinds = { starred: 1, hidden: 2, opened: 3, heard: 4 } as const

/** How far the member has read, for the others of this conversation (C21); off: it says so no longer. */
export interface SharedMark {
  readonly type: 'shared-mark'
  readonly ts: number
  /** Of the message with this ts; zeros where `on` is false. */
  readonly hash8: string
  readonly on: boolean
}

/** The picture of a conversation, of the team under its own id (C24), or of the author's member under that one's (C26). */
export interface Picture {
  readonly type: 'picture'
  readonly of: ConversationId | MemberId
  /** JPEG or WebP; undefined takes it away. */
  readonly picture: Uint8Array | undefined
  /** Said again of a member's: when it was chosen (C26). Absent: now. */
  readonly chosen?: number
}

export interface DeviceName {
  readonly type: 'device-name'
  readonly name: string
}

/** A change to a note or list that people write together (P9). */
export interface Pad {
  readonly type: 'pad'
  readonly pad: PadId
  /** What the author's document held, in the form of pad-update.ts. */
  readonly vector: Uint8Array
  readonly update: Uint8Array
}

/** A pad begins with its first title, and is gone where the last one says so (P9). */
export interface PadTitle {
  readonly type: 'pad-title'
  readonly pad: PadId
  readonly name: string
  readonly on: boolean
}

/** An operation of a later version, kept whole in its entry and shown as "needs a newer version" (E4). */
export interface UnknownOperation {
  readonly type: 'unknown'
  readonly code: number
}

/** An attachment (C5); its chunks are not this room's concern. */
export interface FileReference {
  readonly hash: Uint8Array
  readonly key: Uint8Array
  readonly size: number
  readonly mime: string
  readonly name: string
  /** Kept as it came: thumbnails, durations, what later versions put there. */
  readonly extra: Cbor
}

/** The operations that this version writes. */
export type KnownOperation =
  | Post
  | Edit
  | Delete
  | React
  | Pin
  | ReadMark
  | Profile
  | Poll
  | Vote
  | Timer
  | Title
  | LobbySecret
  | Verified
  | Setting
  | DeviceName
  | SharedMark
  | Picture
  | MessageMark
  | ExpectedGuest
  | Pad
  | PadTitle

export type Operation = KnownOperation | UnknownOperation

/** Whether a message may be looked at once only (C14). */
export function isOnce(operation: Operation): boolean {
  return operation.type === 'post' && hasFlag(operation, postFlags.once)
}

export function hasFlag({ flags = 0 }: Post, flag: number): boolean {
  // Numbers of the protocol may be larger than what & can see.
  return Math.floor(flags / flag) % 2 === 1
}

/** What the operation acts on; it stands in the page of these entries (P1). A reply acts on nothing. */
export function targetsOf(operation: Operation): readonly EntryHash[] {
  switch (operation.type) {
    case 'delete':
      return operation.targets
    case 'edit':
    case 'react':
    case 'pin':
    case 'vote':
      return [operation.target]
    default:
      return []
  }
}
