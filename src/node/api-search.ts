// Owns what a person can look for, and how what was found is shown. Part of the api (api.ts).

import type { ConversationId, EntryHash, MemberId } from '../base/ids.ts'
import type { PadLine } from './api-pads.ts'

/** All that is given must hold; without words and without a filter nothing is found. */
export interface SearchRequest {
  /** As typed; each word begins one of the message, or stands inside a long one. */
  readonly text: string
  readonly conversation: ConversationId | undefined
  readonly member: MemberId | undefined
  /** From this time on, and before that one; milliseconds since 1970. */
  readonly from: number | undefined
  readonly until: number | undefined
  readonly hasLink: boolean
  readonly hasFile: boolean
  /**
   * Places in the index, as hits name them: only what is older than the one, and nothing older than the other. A long list is asked for in
   * parts, each from the last hit of the one before, and no part moves when newer messages come.
   */
  readonly before?: number | undefined
  readonly downTo?: number | undefined
  /** At most 300. */
  readonly count: number
}

export type SearchHitView = MessageHitView | PadHitView

export interface MessageHitView extends FoundPart {
  readonly message: EntryHash
  readonly author: MemberId
  readonly authorName: string
  readonly mine: boolean
  readonly pad?: undefined
}

/** A note or list, with its title. */
export interface PadHitView extends FoundPart {
  readonly pad: PadLine
}

interface FoundPart {
  readonly place: number
  readonly conversation: ConversationId
  readonly ts: number
  /** The part of the text around the first word that was looked for; without words all of it. */
  readonly text: string
  /** Where the words stand in `text`, ascending. */
  readonly marks: readonly { readonly from: number; readonly to: number }[]
  /** Whether the message goes on before or behind this part. */
  readonly cutBefore: boolean
  readonly cutAfter: boolean
}

export interface SearchView {
  /** Newest first. */
  readonly hits: readonly SearchHitView[]
  /** Whether there are older ones; they are asked for with `before`. */
  readonly more: boolean
  /** Old messages are still being looked through: there may be more soon. */
  readonly growing: boolean
  /** How much of them is done, 0 to 1. */
  readonly looked: number
}
