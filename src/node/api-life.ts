// Owns how a person arranges its conversations, and what stands for one or for a member: what may be asked, why not, and how it is shown
// (C22 to C24, C26). Part of the api (api.ts).

import type { ConversationId, EntryHash, MemberId } from '../base/ids.ts'

export type LifeIntent =
  /** For this person alone, on all of its devices (C22). */
  | { readonly type: 'archive'; readonly conversation: ConversationId; readonly on: boolean }
  | { readonly type: 'pin-conversation'; readonly conversation: ConversationId; readonly on: boolean }
  /** One place towards the first of the pinned ones, or away from it. */
  | { readonly type: 'move-pinned'; readonly conversation: ConversationId; readonly by: 'up' | 'down' }
  /** Right behind another pinned one, or before all of them. */
  | {
      readonly type: 'place-pinned'
      readonly conversation: ConversationId
      readonly after: ConversationId | undefined
    }
  /** Until a moment, in ms since 1970; undefined: no longer. */
  | { readonly type: 'mute'; readonly conversation: ConversationId; readonly until: number | 'ever' | undefined }
  /** Marks it, or reads all of it. */
  | { readonly type: 'set-unread'; readonly conversation: ConversationId; readonly on: boolean }
  /** Whether what names this person counts in muted conversations. */
  | { readonly type: 'set-muted-mentions'; readonly on: boolean }
  /** For everybody: what a channel or group is for. */
  | { readonly type: 'describe-conversation'; readonly conversation: ConversationId; readonly purpose: string }
  /** For everybody; undefined takes it away (C24). */
  | {
      readonly type: 'set-picture'
      readonly conversation: ConversationId
      readonly picture: Uint8Array | undefined
    }
  /** The outcome carries the bytes. */
  | { readonly type: 'read-picture'; readonly conversation: ConversationId }
  /** What this person shows of itself to everybody; undefined takes it away (C26). */
  | { readonly type: 'set-own-picture'; readonly picture: Uint8Array | undefined }
  /** The outcome carries the bytes. */
  | { readonly type: 'read-member-picture'; readonly member: MemberId }

/** Why not, beside the reasons that everything has. */
export type LifeRefusal = 'too-many-pinned' | 'not-a-picture'

/** A conversation as this person arranged it (C22), and what of it calls (C23). */
export interface ArrangedView {
  /** Put away, and nothing new was said since. */
  readonly archived: boolean
  /** Until when it is silent, in ms since 1970; undefined: it is not. */
  readonly muted: number | 'ever' | undefined
  readonly pinned: boolean
  readonly markedUnread: boolean
  /** How much of it calls this person: what badge, title and notices count. */
  readonly calls: number
  /** Changes with the picture; undefined: there is none. */
  readonly picture: EntryHash | undefined
}

const types: ReadonlySet<string> = new Set<LifeIntent['type']>([
  'archive',
  'pin-conversation',
  'move-pinned',
  'place-pinned',
  'mute',
  'set-unread',
  'set-muted-mentions',
  'describe-conversation',
  'set-picture',
  'read-picture',
  'set-own-picture',
  'read-member-picture'
])

export function isLifeIntent(intent: { readonly type: string }): intent is LifeIntent {
  return types.has(intent.type)
}
