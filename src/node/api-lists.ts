// Owns the views of what was done with messages: pins, stars, histories, replies, timers, what is sent later. Part of the api (api.ts).

import type { ConversationId, EntryHash } from '../base/ids.ts'
import type { MentionView, MessageView } from './api-conversations.ts'

export type ActsQuery =
  /** The last pinned first. */
  | { readonly type: 'pins'; readonly conversation: ConversationId }
  /** Of all conversations, the last starred first. */
  | { readonly type: 'stars' }
  | { readonly type: 'history'; readonly conversation: ConversationId; readonly message: EntryHash }
  | { readonly type: 'replies'; readonly conversation: ConversationId; readonly message: EntryHash }
  | { readonly type: 'timer'; readonly conversation: ConversationId }
  /** What this device is to send later, the next one first. */
  | { readonly type: 'scheduled' }

export interface ActsViews {
  readonly pins: readonly MessageView[]
  readonly stars: readonly StarView[]
  readonly history: readonly VersionView[]
  readonly replies: RepliesView
  /** Seconds; 0 for ever. */
  readonly timer: number
  readonly scheduled: readonly ScheduledView[]
}

export interface StarView {
  readonly conversation: ConversationId
  readonly message: MessageView
}

/** One state of a text; the last one is what stands there now. */
export interface VersionView {
  readonly ts: number
  readonly text: string
}

export interface RepliesView {
  /** The message that is answered; undefined: not here. */
  readonly message: MessageView | undefined
  readonly replies: readonly MessageView[]
}

export interface ScheduledView {
  readonly id: string
  readonly conversation: ConversationId
  readonly text: string
  readonly mentions: readonly MentionView[]
  readonly at: number
  /** Its time has come and it could not be written: it is tried again. */
  readonly waits: boolean
}

const types: ReadonlySet<string> = new Set<ActsQuery['type']>([
  'pins',
  'stars',
  'history',
  'replies',
  'timer',
  'scheduled'
])

export function isActsQuery(query: { readonly type: string }): query is ActsQuery {
  return types.has(query.type)
}
