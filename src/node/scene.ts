// Owns what views are computed from: the desk, and what the node knows beside its logs. One value, so that views stay functions of it.

import type { ConversationId, EntryHash } from '../base/ids.ts'
import type { NoticeView } from './api.ts'
import type { LinkingView } from './api-joining.ts'
import type { Arrivals } from './arrivals.ts'
import type { Contacts } from './contacts.ts'
import type { Files } from './files.ts'
import type { Looking } from './indexing.ts'
import type { Hidden } from './message-marks.ts'
import type { Late } from './late.ts'
import type { Leaving } from './leaving.ts'
import type { LiveSignals } from './live-signals.ts'
import type { Meeting } from './meeting.ts'
import type { Pads } from './pads.ts'
import type { Draft } from './draft-records.ts'
import type { Requests } from './requests.ts'
import type { Waiting } from './schedule.ts'
import type { Desk } from './desk.ts'

export interface Scene {
  readonly desk: Desk
  readonly meeting: Meeting
  readonly contacts: Contacts
  readonly arrivals: Arrivals
  readonly drafts: ReadonlyMap<ConversationId, Draft>
  /** Directs somebody opened and did not write in yet. */
  readonly opened: Set<ConversationId>
  /** Links of invitations that this device made. */
  readonly links: Map<EntryHash, string>
  /** Newcomers who wait for a person's yes (I8). */
  readonly requests: Requests
  /** What came long after it was written although somebody was there all the time (C6). */
  readonly late: Late
  /** Messages that this person hid for itself (C13). */
  readonly hidden: Hidden
  /** What this device is to send later (C15). */
  readonly scheduled: () => readonly Waiting[]
  readonly notices: readonly NoticeView[]
  /** The root key while its sheet is not confirmed (D7). */
  readonly rootSeed: () => Uint8Array | undefined
  readonly linking: () => LinkingView
  readonly leaving: Leaving
  readonly files: Files
  /** From when on to ask for a second owner or a printed sheet (D6). */
  readonly remindsFrom: () => number
  /** How old messages are being made findable. */
  readonly indexing: () => Looking
  readonly live: LiveSignals
  readonly pads: Pads
  readonly summaries: Map<ConversationId, Summary>
}

/** The list's line of a conversation, remembered until something in it moves. */
export interface Summary {
  readonly unread: number
  readonly unreadMentions: number
  /** Something unread came long after it was written (C6). */
  readonly late: boolean
  readonly last: EntryHash | undefined
  readonly lastPage: number
  readonly activity: number
}
