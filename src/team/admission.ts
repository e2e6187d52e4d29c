// Owns both ends of joining as questions without effects: may this request be admitted (I8), and is what I was shown my team (I10)?

import type { DeviceId, EntryHash } from '../base/ids.ts'
import type { Certificate } from './certificate.ts'
import type { EpochEntry, GrantEntry } from './epoch-payload.ts'
import type { Secrets } from './epochs.ts'
import type { ControlOperation } from './control.ts'
import type { Link } from './invitation.ts'
import type { JoinRequest, NoticeCode } from './lobby-record.ts'
import type { Role } from './levels.ts'
import type { Invitation, TeamState } from './membership.ts'

/** What a member does with a request (I8). */
export type RequestVerdict =
  | { readonly type: 'admit'; readonly invitation: Invitation; readonly certificate: Certificate }
  /** approve is true: admins and owners are asked; then `member.add` on own authority, with via (I8). */
  | { readonly type: 'ask'; readonly invitation: Invitation; readonly certificate: Certificate }
  /** The device is active already: serve (I8). */
  | { readonly type: 'already'; readonly certificate: Certificate }
  | { readonly type: 'notice'; readonly code: NoticeCode; readonly shortId: string }
  /** Not a request of this team at all: no answer (I7). */
  | { readonly type: 'ignore'; readonly reason: string }

/** Judges a request in the lobby of `invitation` (I8, R8). `now` in milliseconds. */
export declare function checkRequest(
  team: TeamState,
  request: JoinRequest,
  lobby: { readonly invitation: EntryHash; readonly now: number }
): RequestVerdict

/** The `member.add` for an admitted request (I8, R8). */
export declare function admissionOperation(
  request: JoinRequest,
  invitation: { readonly operation: EntryHash; readonly role: Role }
): ControlOperation

/** Where a joiner stands (I10). */
export type JoinStep =
  /** Something is still missing; `why` is for logs. */
  | {
      readonly type: 'incomplete'
      readonly why: 'no-founding' | 'held-entries' | 'no-invitation' | 'not-admitted' | 'no-key'
    }
  | { readonly type: 'ready'; readonly role: Role }
  | { readonly type: 'refused'; readonly reason: 'another-team' | 'role-differs' }

/** I10: nothing is believed until all of it holds. For a second device (I16) the check of the invitation is left out. */
export declare function judgeJoin(joiner: {
  readonly link: Link
  readonly device: DeviceId
  readonly team: TeamState
  readonly epochs: readonly (EpochEntry | GrantEntry)[]
  readonly secrets: Secrets
}): JoinStep
