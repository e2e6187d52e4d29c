// Owns what a person asks for about messages: forwarding, pins, stars, polls, timers, sending later; why not; and how a poll stands. Part of
// the api (api.ts).

import type { ConversationId, EntryHash, MemberId } from '../base/ids.ts'

/** Somebody in the conversation, or everybody in it (C10). */
export type Mention = MemberId | 'everyone'

/** What a person asks for about messages that are there, and about what is to be said later. */
export type ActsIntent =
  /** The words again, as posts of one's own; what others wrote is marked as forwarded (C12). */
  | {
      readonly type: 'forward'
      readonly from: ConversationId
      readonly targets: readonly EntryHash[]
      /** Where to. */
      readonly conversation: ConversationId
    }
  /** For everyone, several at once; own ones only. */
  | {
      readonly type: 'delete-several'
      readonly conversation: ConversationId
      readonly targets: readonly EntryHash[]
    }
  /** For everybody who takes part. */
  | { readonly type: 'pin'; readonly conversation: ConversationId; readonly target: EntryHash; readonly on: boolean }
  /** For this person alone, on all of its devices (C13). `hide` is "delete for me". */
  | {
      readonly type: 'star' | 'hide'
      readonly conversation: ConversationId
      readonly targets: readonly EntryHash[]
      readonly on: boolean
    }
  /** Opens what may be looked at once; the outcome carries its text, and nothing ever does again (C14). */
  | { readonly type: 'open-once'; readonly conversation: ConversationId; readonly target: EntryHash }
  | {
      readonly type: 'create-poll'
      readonly conversation: ConversationId
      readonly question: string
      readonly options: readonly string[]
      readonly several: boolean
      /** Milliseconds since 1970, 0 for never. */
      readonly closes: number
    }
  /** Places of the chosen options; none takes the vote back. */
  | {
      readonly type: 'vote'
      readonly conversation: ConversationId
      readonly target: EntryHash
      readonly choices: readonly number[]
    }
  /** How long messages that are written from now on stay; 0 for ever (X6). */
  | { readonly type: 'set-timer'; readonly conversation: ConversationId; readonly seconds: number }
  | ScheduleIntent

/** About what this device is to send later (C15). */
export type ScheduleIntent =
  | {
      readonly type: 'schedule'
      readonly conversation: ConversationId
      readonly text: string
      readonly reply: EntryHash | undefined
      /** Whom the text names (C10). */
      readonly mentions?: readonly Mention[]
      readonly at: number
    }
  | {
      readonly type: 'reschedule'
      readonly id: string
      readonly text: string
      readonly mentions?: readonly Mention[]
      readonly at: number
    }
  | { readonly type: 'send-scheduled' | 'cancel-scheduled'; readonly id: string }

/** Why not, beside the reasons that everything has. */
export type ActsRefusal =
  | 'not-forwardable'
  | 'already-opened'
  | 'poll-closed'
  | 'poll-incomplete'
  | 'time-out-of-range'
  | 'too-many-scheduled'
  | 'unknown-scheduled'

export interface PollView {
  readonly options: readonly {
    readonly text: string
    readonly count: number
    readonly mine: boolean
    readonly names: readonly string[]
  }[]
  readonly several: boolean
  /** Milliseconds since 1970, 0 for never. */
  readonly closes: number
  /** How many people have voted. */
  readonly voters: number
}

/** Intents about messages that are written at once. */
export type MessageIntent = Exclude<ActsIntent, ScheduleIntent>

const messageTypes: ReadonlySet<string> = new Set<MessageIntent['type']>([
  'forward',
  'delete-several',
  'pin',
  'star',
  'hide',
  'open-once',
  'create-poll',
  'vote',
  'set-timer'
])
const scheduleTypes: ReadonlySet<string> = new Set<ScheduleIntent['type']>([
  'schedule',
  'reschedule',
  'send-scheduled',
  'cancel-scheduled'
])

export function isMessageIntent(intent: { readonly type: string }): intent is MessageIntent {
  return messageTypes.has(intent.type)
}

export function isScheduleIntent(intent: { readonly type: string }): intent is ScheduleIntent {
  return scheduleTypes.has(intent.type)
}
