// Owns the views of coming in: invitations, requests, joining and linking. Part of the api (api.ts).

import type { DeviceId, EntryHash } from '../base/ids.ts'
import type { InvitedRole } from './api-intents.ts'

/** Where joining stands; the words are the window's (network.md 6). */
export type JoinView =
  | { readonly type: 'idle' }
  | {
      readonly type: 'asking'
      /** A newcomer with an invitation, or a further device of a member. */
      readonly as: 'newcomer' | 'device'
      readonly since: number
      /** 24 digits of this device, to be compared (D4); undefined until it is known for which team. */
      readonly code: string | undefined
      readonly step: 'looking' | 'nobody-yet' | 'answered' | 'checking' | 'admitted'
      /** Advice of a member, not an end (I11). */
      readonly notice:
        | 'waits-for-approval'
        | 'expired'
        | 'used-up'
        | 'revoked'
        | 'unknown'
        | 'newer-version'
        | 'two-devices'
        | 'refused'
        | 'disturbed'
        | undefined
    }

/** Where linking a further device stands, on the device that shows the link (I16). */
export type LinkingView =
  | { readonly type: 'idle' }
  | {
      readonly type: 'showing'
      /** The text of the link (I1), to be put behind `#j=`. */
      readonly link: string
      /** The same for fingers: seven groups of four (I19). */
      readonly code: string
      readonly until: number
    }
  /** Somebody asks; `code` are the 24 digits that its screen must show too (D4). */
  | {
      readonly type: 'asked'
      readonly device: DeviceId
      readonly name: string
      readonly code: string
      readonly until: number
    }
  /** It is in; `here`: it has been met, too. */
  | { readonly type: 'linked'; readonly device: DeviceId; readonly here: boolean }
  | { readonly type: 'ended'; readonly why: 'expired' | 'two-devices' | 'disturbed' }

export interface InvitationView {
  readonly invitation: EntryHash
  readonly role: InvitedRole
  readonly uses: number
  readonly used: number
  readonly expires: number
  readonly state: 'open' | 'used-up' | 'expired' | 'revoked'
  readonly approve: boolean
  /** The name of the person it brings back (I17). */
  readonly recovers: string | undefined
  readonly createdBy: string
  /** The text of the link; only on the device that made it. */
  readonly link: string | undefined
}

/** A newcomer who waits for this person's yes, or whom somebody else has answered meanwhile (I8). */
export interface JoinRequestView {
  readonly device: DeviceId
  /** As the newcomer writes it: shown, never believed. */
  readonly name: string
  /** 24 digits; the newcomer's screen shows the same (D4). */
  readonly code: string
  readonly since: number
  readonly role: InvitedRole
  /** Why a person is asked: the invitation says so, or too many came within an hour (I14). */
  readonly why: 'approval' | 'many'
  /** Whose access is to come back, and how many devices the person had (I17). */
  readonly recovers: { readonly name: string; readonly devices: number } | undefined
  /** Names of the groups a guest comes into with this person's yes (I25). */
  readonly groups: readonly string[]
  readonly state: 'waiting' | 'admitted' | 'refused'
  /** Who was faster. */
  readonly answeredBy: string
}
