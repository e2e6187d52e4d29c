// Owns the shape of a message and the order of reading (C6). Knows not how it comes about.

import { compareIds, type DeviceId, type EntryHash, type MemberId } from '../base/ids.ts'
import type { FileReference, Mentioned } from './operations.ts'

export interface Reaction {
  readonly emoji: string
  /** Ascending; each once. */
  readonly members: readonly MemberId[]
}

/** A poll with its votes (C1, C3); the question is the message's text. */
export interface PollState {
  readonly options: readonly { readonly text: string; readonly members: readonly MemberId[] }[]
  readonly several: boolean
  /** Milliseconds since 1970, 0 for never. */
  readonly closes: number
}

/** One line of a conversation. A value: whatever changes makes a new one, what did not change stays the same object. */
export interface Message {
  readonly hash: EntryHash
  readonly member: MemberId
  readonly device: DeviceId
  readonly ts: number
  /**
   * `deleted`: hidden or erased by its member or a moderator. `unknown`: written by a newer version (E4). `sealed`: no key yet.
   * Only `message` carries anything below.
   */
  readonly type: 'message' | 'deleted' | 'unknown' | 'sealed'
  readonly text: string
  readonly edited: boolean
  /** The message that this one answers. Nothing of its text is here (C4). */
  readonly reply: EntryHash | undefined
  /** Whom the text names, as its last edit has it (C10). */
  readonly mentions: readonly Mentioned[]
  /** In the order in which the emoji were first given. */
  readonly reactions: readonly Reaction[]
  readonly pinned: boolean
  readonly files: readonly FileReference[]
  readonly poll: PollState | undefined
  /** When every device erases it (X6), in milliseconds since 1970. */
  readonly expires: number | undefined
  /** May be looked at once: its text stands nowhere but in its row (C14). */
  readonly once: boolean
  /** Its author says that the words are not its own (C12). */
  readonly forwarded: boolean
}

/** One state of a text, as its author left it. */
export interface Version {
  readonly ts: number
  readonly text: string
}

/** A moment in a conversation: what messages and registers are ordered by. */
export interface Moment {
  readonly ts: number
  readonly hash: string
}

/** (ts, hash), both ascending, the hash as bytes (C6). Also the order of registers (C3). */
export function compareMoments(a: Moment, b: Moment): number {
  return a.ts - b.ts || compareIds(a.hash, b.hash)
}
