// Owns the views of the team, its people, devices, groups and rights. Part of the api (api.ts).

import type { ConversationId, DeviceId, EntryHash, MemberId, TeamId } from '../base/ids.ts'
import type { ChangeView } from './api-conversations.ts'
import type { Role, GroupRole, GroupHistory, PolicySetting } from './api-intents.ts'

export type TeamView =
  | { readonly type: 'none' }
  | { readonly type: 'joining' }
  | {
      readonly type: 'member'
      readonly team: TeamId
      /** Undefined until the title has arrived. */
      readonly name: string | undefined
      readonly me: MemberView
      readonly device: DeviceId
      /** The channel that every team has. */
      readonly everyone: ConversationId | undefined
      /** Fourteen groups to print (D7), until confirmed; founder only. */
      readonly rootSheet: string | undefined
      /** From when on to ask for a second owner or a printed sheet; undefined: there is one of both (D6). */
      readonly ownerReminder: number | undefined
    }
  /** This device is out and has stopped (S12). */
  | {
      readonly type: 'removed'
      readonly name: string | undefined
      readonly how: 'removed' | 'revoked' | 'left'
      /** Who did it, as far as the name is known; empty for oneself. */
      readonly by: string
      /** Nobody else has heard that this person left: the app stays connected until somebody does. */
      readonly untold: boolean
      /** The copy goes as soon as somebody has. */
      readonly wiping: boolean
    }
  /** The copy of the team on this device was erased (S12). */
  | { readonly type: 'wiped'; readonly how: 'removed' | 'revoked' | 'left' }

export interface MemberView {
  readonly member: MemberId
  /** Empty until the profile has arrived. */
  readonly name: string
  readonly about: string
  /** Changes with the picture; undefined: there is none (C26). */
  readonly picture: EntryHash | undefined
  readonly role: Role
  /** A guest out of this device's reach: only a group with one of these comes to it (K16). Undefined: it is within reach. */
  readonly reachedThrough: readonly MemberId[] | undefined
  readonly mine: boolean
  /** Devices of this member with a bound session now. */
  readonly connected: number
  /** Last time one of its devices was bound to us, if ever since the start of records. */
  readonly lastContact: number | undefined
  readonly devices: readonly DeviceView[]
}

export interface DeviceView {
  readonly device: DeviceId
  readonly name: string
  readonly mine: boolean
  readonly path: 'direct' | 'relayed' | 'none'
  readonly lastContact: number | undefined
  /** When it was admitted, by the clock of who did (D2). */
  readonly added: number
  /** 24 digits that its own screen shows, too (D4). */
  readonly code: string
  /** Used in two places at once (F4). */
  readonly flagged: boolean
}

/** A group as this person belongs to it. */
export interface GroupView {
  readonly conversation: ConversationId
  readonly history: GroupHistory
  /** in, or out again: then it stays to be read; none: no group of this person's. */
  readonly standing: 'in' | 'left' | 'none'
  /** Oneself first, then by name. */
  readonly members: readonly GroupMemberView[]
  /** Whom this person may add: members of the team that are not in it. Empty: nobody, or no right to. */
  readonly addable: readonly { readonly member: MemberId; readonly name: string; readonly guest: boolean }[]
  /** Whether this person may take away messages of others here at all; of whom that is in it, `members` says. */
  readonly mayModerate: boolean
}

export interface GroupMemberView {
  readonly member: MemberId
  readonly name: string
  readonly role: 'creator' | GroupRole
  readonly mine: boolean
  /** A guest of the team (K16). */
  readonly guest: boolean
  readonly mayRemove: boolean
  readonly mayModerate: boolean
  /** The roles this person may give it; empty: none. */
  readonly mayBecome: readonly GroupRole[]
}

/** Whether this person was compared, and whether its devices are still the same (D5). */
export interface MarkView {
  readonly member: MemberId
  readonly state: 'none' | 'verified' | 'changed'
  /** When it was compared. */
  readonly at: number | undefined
  /** What changed since, if it did. */
  readonly changes: readonly ChangeView[]
}

/** What this person and another one compare (D4, D11). */
export interface VerificationView {
  readonly member: MemberId
  /** 48 digits, the same on both screens; empty: nobody to compare with. */
  readonly digits: string
  /** The same for a camera. */
  readonly qr: string
  readonly mark: MarkView
}

/** What everybody in a meeting compares at once (D4). */
export interface TeamCodeView {
  /** 24 digits. */
  readonly digits: string
  readonly qr: string
  readonly people: number
  readonly devices: number
  /** Others who were compared and did not change since. */
  readonly verified: number
}

/** Who may do what, seen from this person (R3, R13). */
export interface GovernanceView {
  readonly policies: readonly PolicySetting[]
  readonly maySetPolicies: boolean
  /** Whether this person may take away messages of others in channels at all; of whom, `rights` says. */
  readonly mayModerate: boolean
  readonly isLastOwner: boolean
  readonly rights: readonly {
    readonly member: MemberId
    readonly mayRemove: boolean
    /** Roles this person could give to that member, its own not among them. */
    readonly mayBecome: readonly Role[]
    readonly mayModerate: boolean
  }[]
  /** What came from devices that are out, beyond what was known in time; for admins only (K13). */
  readonly beyond: readonly BeyondFenceView[]
}

export interface BeyondFenceView {
  readonly conversation: ConversationId
  readonly device: DeviceId
  readonly deviceName: string
  readonly memberName: string
  /** At most 256 are counted. */
  readonly count: number
  /** When the newest of them was written, as it says. */
  readonly newest: number
  /** When the first of them will be dropped. */
  readonly dropsAt: number
}

/** One change of who belongs to the team, or may do what; newest first, at most 100. */
export interface ActivityView {
  readonly id: EntryHash
  readonly ts: number
  /** Who did it; empty until known. */
  readonly by: string
  readonly mine: boolean
  readonly what:
    | { readonly type: 'founded' }
    | { readonly type: 'joined' | 'removed' | 'left'; readonly member: MemberId; readonly name: string }
    | { readonly type: 'role'; readonly member: MemberId; readonly name: string; readonly role: Role }
    | {
        readonly type: 'device-added' | 'device-revoked'
        readonly member: MemberId
        readonly name: string
        readonly device: string
      }
    | { readonly type: 'policy'; readonly setting: PolicySetting }
    | { readonly type: 'moderated'; readonly conversation: ConversationId; readonly count: number }
  /** Of removals and revocations: how many devices of the team are known to have heard of it, this one among them (K8, C7). */
  readonly known: { readonly has: number; readonly of: number } | undefined
}
