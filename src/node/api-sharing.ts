// Owns the views of what people show each other beyond what they write: reading, writing, being there (S10, C21). Part of the api (api.ts).

import type { MemberId } from '../base/ids.ts'

/** What a person may share; each is off until it is switched on, and nothing is seen by whoever keeps it off. */
export type Shared = 'reading' | 'typing' | 'presence'

export interface SharingView {
  /** What names this person counts in muted conversations, too (C23). */
  readonly mutedMentions: boolean
  /** `allowed`: the team's policy does not forbid it. */
  readonly choices: readonly { readonly what: Shared; readonly on: boolean; readonly allowed: boolean }[]
}

export interface LivePerson {
  readonly member: MemberId
  readonly name: string
}

/** Who is writing in a conversation now, and who is looking at it, of those who share it with a person that shares it too (S10). */
export interface LiveView {
  readonly typing: readonly LivePerson[]
  readonly here: readonly LivePerson[]
}

export const nobodyLive: LiveView = { typing: [], here: [] }
