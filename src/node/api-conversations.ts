// Owns the views of conversations, their timelines and messages. Part of the api (api.ts).

import type { ConversationId, EntryHash, MemberId } from '../base/ids.ts'
import type { Delivery } from './api-delivery.ts'
import type { FileKind, FileView } from './api-files.ts'
import type { ArrangedView } from './api-life.ts'
import type { PollView } from './api-acts.ts'
import type { Role } from './api-intents.ts'

/** Where a slice of a timeline stands: at its newest end, or around one message. */
export type TimelineAnchor = 'newest' | { readonly around: EntryHash }

export interface ConversationView extends ArrangedView {
  readonly conversation: ConversationId
  readonly kind: 'channel' | 'direct' | 'self' | 'group'
  /** A channel's title or the other member's name; empty until known; the window names 'self' and the everyone channel. */
  readonly name: string
  readonly purpose: string
  readonly everyone: boolean
  /** The other one in a direct. */
  readonly member: MemberId | undefined
  /** A group this person is in no longer: it can be read, nothing more comes. */
  readonly left: boolean
  readonly unread: number
  /** How many of the unread ones name this person, or everybody in it (C10). */
  readonly unreadMentions: number
  readonly last: LastLine | undefined
  /** ts of the last activity, for the order. */
  readonly activity: number
  readonly draft: string
}

/** What was typed and not sent (C9). */
export interface DraftView {
  readonly text: string
  /** What it answers. */
  readonly reply: QuoteView | undefined
  readonly mentions: readonly MentionView[]
}

/** Somebody whom a text names (C10). */
export interface MentionView {
  /** The word for everybody is the window's. */
  readonly member: MemberId | 'everyone'
  readonly name: string
  /** Calls the person at this device. */
  readonly mine: boolean
}

/** A message that names this person, and where it stands. */
export interface MentionedView {
  readonly conversation: ConversationId
  readonly message: MessageView
}

export interface MentionsView {
  /** Newest first. */
  readonly items: readonly MentionedView[]
  readonly more: boolean
}

/** Where a conversation goes on at a moment. */
export interface MomentView {
  /** The first message at or after it; undefined: nothing was said since. */
  readonly message: EntryHash | undefined
  readonly ts: number | undefined
}

export interface LastLine {
  readonly message: EntryHash
  readonly authorName: string
  readonly mine: boolean
  /** Names this person, or everybody in it (C10). */
  readonly mentionsMe: boolean
  readonly text: string
  /** What its first file is; undefined: it has none. */
  readonly file?: FileKind | undefined
  readonly deleted: boolean
  /** May be looked at once: there is no text to show (C14). */
  readonly once: boolean
  readonly ts: number
  readonly delivery: Delivery
}

export interface ReactionView {
  readonly emoji: string
  readonly count: number
  readonly mine: boolean
  readonly names: readonly string[]
}

export interface QuoteView {
  readonly message: EntryHash
  readonly authorName: string
  readonly mine: boolean
  /** Undefined: deleted, or not here. */
  readonly text: string | undefined
  readonly file?: FileKind | undefined
}

export interface MessageView {
  readonly message: EntryHash
  readonly author: MemberId
  readonly authorName: string
  readonly mine: boolean
  readonly ts: number
  /** What kind of row this is; text stands in `message` rows only. */
  readonly type: 'message' | 'deleted' | 'needs-newer-version' | 'no-key-yet'
  readonly text: string
  readonly edited: boolean
  readonly reply: QuoteView | undefined
  readonly files: readonly FileView[]
  /** Whom the text names, of those who are in the conversation. */
  readonly mentions: readonly MentionView[]
  /** It names this person, or everybody, and is somebody else's. */
  readonly mentionsMe: boolean
  readonly reactions: readonly ReactionView[]
  readonly delivery: Delivery
  /** Arrived long after it was written (C6). */
  readonly late: boolean
  /** Its author's clock is ahead (C6). */
  readonly clockAhead: boolean
  readonly pinned: boolean
  /** By this person. */
  readonly starred: boolean
  /** Its author says that the words are not its own (C12). */
  readonly forwarded: boolean
  /** When every device erases it (X6). */
  readonly expires: number | undefined
  /** May be looked at once (C14); there is no text here. */
  readonly once: 'closed' | 'opened' | 'own' | undefined
  /** How many messages answer it within the weeks that follow. */
  readonly replies: number
  readonly poll: PollView | undefined
}

export interface TimelineView {
  readonly messages: readonly MessageView[]
  /** Whether there is more beyond either edge. */
  readonly older: boolean
  readonly newer: boolean
  /** The first message after this person's read mark, as far as it stands in the slice. */
  readonly firstUnread: EntryHash | undefined
  readonly unread: number
  /** What happened to its people in the time of this slice, oldest first; no messages, never unread (D12). */
  readonly changes: readonly ChangeView[]
}

/** One calm line: what happened to a person or its devices, and through whom (D12). */
export interface ChangeView {
  /** The operation that made it. */
  readonly change: EntryHash
  readonly ts: number
  readonly type: 'joined' | 'left' | 'removed' | 'role' | 'device-added' | 'device-revoked' | 'timer'
  readonly member: MemberId
  readonly name: string
  readonly mine: boolean
  readonly by:
    { readonly type: 'self' | 'root' } | { readonly type: 'member'; readonly name: string; readonly mine: boolean }
  /** Of the device; empty when it has none. */
  readonly deviceName: string
  readonly role: Role | undefined
  /** Of a timer: how long messages stay from then on; 0 for ever (X6). */
  readonly seconds?: number
}
