// Owns what a person can ask for and how it ends: intents, refusals, outcomes. Part of the api (api.ts).

import type { ConversationId, DeviceId, EntryHash, MemberId, PadId } from '../base/ids.ts'
import type { FileIntent, FileRefusal } from './api-files.ts'
import type { ActsIntent, ActsRefusal, Mention } from './api-acts.ts'
import type { LifeIntent, LifeRefusal } from './api-life.ts'
import type { PadIntent, PadRefusal } from './api-pads.ts'
import type { Shared } from './api-sharing.ts'
import type { Result } from '../base/result.ts'

export type Role = 'owner' | 'admin' | 'member' | 'guest'

/** What an invitation may give (T2). */
export type InvitedRole = 'member' | 'guest'

/** What a member may be in a group; its creator ranks above (R2). */
export type GroupRole = 'admin' | 'member' | 'guest'

/** What a newcomer to a group may read (K6). */
export type GroupHistory = 'full' | 'from-join'

/** What a person asks for. Each ends in one Outcome: stored, or a reason in words. */
export type Intent =
  | {
      readonly type: 'found-team'
      readonly displayName: string
      readonly teamName: string
      /** How this device calls itself to the team, such as "Firefox on Linux". */
      readonly deviceName: string
    }
  /** Asks to be let in with the text of a link (or a whole URL); goes on in the background, see JoinView. */
  | { readonly type: 'join-team'; readonly link: string; readonly displayName: string; readonly deviceName: string }
  /** The same for a device of somebody who is a member: by the text of a link of another device, or the code it shows (I16, I19). */
  | { readonly type: 'link-this-device'; readonly link: string; readonly deviceName: string }
  | { readonly type: 'give-up-joining' }
  | {
      readonly type: 'post'
      readonly conversation: ConversationId
      readonly text: string
      readonly reply: EntryHash | undefined
      /** May be looked at once (C14). */
      readonly once?: boolean
      /** Whom the text names (C10). */
      readonly mentions?: readonly Mention[]
    }
  | {
      readonly type: 'edit'
      readonly conversation: ConversationId
      readonly target: EntryHash
      readonly text: string
      readonly mentions?: readonly Mention[]
    }
  | { readonly type: 'delete'; readonly conversation: ConversationId; readonly target: EntryHash }
  | {
      readonly type: 'react'
      readonly conversation: ConversationId
      readonly target: EntryHash
      readonly emoji: string
      readonly on: boolean
    }
  /** Everything up to this message has been seen by this person; of what came late (C6), those that stood on the screen. */
  | {
      readonly type: 'mark-read'
      readonly conversation: ConversationId
      readonly upTo: EntryHash
      readonly late?: readonly EntryHash[]
    }
  /** Kept in the encrypted database; empty text forgets it. */
  | {
      readonly type: 'keep-draft'
      readonly conversation: ConversationId
      readonly text: string
      readonly reply?: EntryHash | undefined
      readonly mentions?: readonly Mention[]
    }
  | { readonly type: 'create-channel'; readonly name: string; readonly purpose: string }
  /** A direct with a member, or with oneself (notes to self); nothing is written for it (L1). */
  | { readonly type: 'open-direct'; readonly member: MemberId }
  | { readonly type: 'rename-conversation'; readonly conversation: ConversationId; readonly name: string }
  /** A group of some: its creator ranks above all it names, history says what later ones may read (K6). */
  | {
      readonly type: 'create-group'
      readonly name: string
      readonly members: readonly { readonly member: MemberId; readonly role: GroupRole }[]
      readonly history: GroupHistory
    }
  | {
      readonly type: 'add-to-group'
      readonly conversation: ConversationId
      readonly members: readonly MemberId[]
    }
  | { readonly type: 'remove-from-group'; readonly conversation: ConversationId; readonly member: MemberId }
  | {
      readonly type: 'set-group-role'
      readonly conversation: ConversationId
      readonly member: MemberId
      readonly role: GroupRole
    }
  | { readonly type: 'leave-group'; readonly conversation: ConversationId }
  | { readonly type: 'set-profile'; readonly name: string; readonly about: string }
  | {
      readonly type: 'create-invitation'
      readonly role: InvitedRole
      /** 0: any number. */
      readonly uses: number
      readonly expiresInMs: number
      /** Of a guest: the groups it comes into, those that this person may add to. */
      readonly groups?: readonly ConversationId[]
      /** A person must say yes to each (I8); the screen asks for it where a guest or more than one is invited (I15). */
      readonly approve: boolean
    }
  /** A link for somebody below oneself who lost all devices (I17). */
  | { readonly type: 'create-recovery'; readonly member: MemberId; readonly expiresInMs: number }
  | { readonly type: 'revoke-invitation'; readonly invitation: EntryHash }
  /** Shows a link for a further device of one's own, see LinkingView. */
  | { readonly type: 'begin-linking' }
  /** Both screens show the same code: let it in. */
  | { readonly type: 'confirm-linking'; readonly device: DeviceId }
  | { readonly type: 'end-linking' }
  /** How this device calls itself to the team. */
  | { readonly type: 'rename-device'; readonly name: string }
  /** A lost or stolen device, one's own or of somebody below: its key never returns (R7). */
  | { readonly type: 'revoke-device'; readonly device: DeviceId }
  /** Yes to a newcomer; `revokeOld`: at a recovery the person's other devices go (I8, I17, D3). */
  | { readonly type: 'admit-request'; readonly device: DeviceId; readonly revokeOld: boolean }
  /** No: this device comes in through nobody (I8, R7). */
  | { readonly type: 'refuse-request'; readonly device: DeviceId }
  /** What somebody else answered was seen. */
  | { readonly type: 'forget-request'; readonly device: DeviceId }
  /** The root sheet was written down: forget the root key (D7). */
  | { readonly type: 'confirm-root-sheet' }
  /** Asks again later for a second owner or a printed sheet (D6). */
  | { readonly type: 'postpone-owner-reminder' }
  /** Becomes an owner with the paper key; `instead` is an owner who is gone and shall be one no longer (D7, D13). */
  | { readonly type: 'use-root-sheet'; readonly sheet: string; readonly instead: MemberId | undefined }
  /** Two people compared their codes: what the other's screen showed, typed or scanned (D5, D11). */
  | { readonly type: 'verify-member'; readonly member: MemberId; readonly code: string }
  /** The team's code was compared with somebody else's: everyone is verified (D4, D11). */
  | { readonly type: 'verify-team'; readonly code: string }
  /** `from` is what the person saw before: somebody else may have been faster. */
  | { readonly type: 'set-role'; readonly member: MemberId; readonly role: Role; readonly from: Role }
  /** Out of the team, with fences and new keys (T5, K11). */
  | { readonly type: 'remove-member'; readonly member: MemberId }
  /**
   * Removes one's own member; this device stops, and erases its copy if `wipe`, once another device has heard of it. `warned`: the person
   * read that the team then has no owner left (D8).
   */
  | { readonly type: 'leave-team'; readonly wipe: boolean; readonly warned: boolean }
  | ({ readonly type: 'set-policy' } & PolicySetting)
  /** Takes away the message of somebody of lower level (C2). */
  | { readonly type: 'moderate'; readonly conversation: ConversationId; readonly target: EntryHash }
  /** Lets count what a removed device said beyond its fence, as far as it is here (K13). */
  | { readonly type: 'widen-fence'; readonly conversation: ConversationId; readonly device: DeviceId }
  | ActsIntent
  | LifeIntent
  /** This person writes something, or looks at a conversation, just now; told to nobody who is not to know (S10). */
  | { readonly type: 'be-live'; readonly kind: 'typing' | 'here'; readonly conversation: ConversationId }
  /** What this person shares of reading, writing and being there (C21, S10). */
  | { readonly type: 'set-sharing'; readonly what: Shared; readonly on: boolean }
  /** Erases the copy on this device, which is in the team no more (S12). */
  | { readonly type: 'wipe-device' }
  /** After the copy was erased: back to the beginning. */
  | { readonly type: 'begin-again' }
  | FileIntent
  | PadIntent

/** What an owner decides for the team (T6), with its unit. */
export type PolicySetting =
  /** Whether deleting erases too; otherwise it hides. */
  | { readonly name: 'destroy-allowed'; readonly value: boolean }
  /** Whether a removed device erases its copy (S12). */
  | { readonly name: 'wipe-on-removal'; readonly value: boolean }
  | { readonly name: 'lock-required'; readonly value: boolean }
  /** 1 to 1440. */
  | { readonly name: 'lock-minutes'; readonly value: number }
  /** 1 to 3650; 0: for ever (X6). */
  | { readonly name: 'retain-days'; readonly value: number }
  /** Whether members may share how far they have read (C21). */
  | { readonly name: 'read-receipts'; readonly value: boolean }
  /** Whether members may share that they write or look just now (S10). */
  | { readonly name: 'live-signals'; readonly value: boolean }

/** What an intent may give back: ids that the screen goes on with. */
export interface Done {
  readonly conversation?: ConversationId
  readonly entry?: EntryHash
  /** The text of a link (I1), to be put behind `#j=` of the app's address. */
  readonly link?: string
  /** A file that is being attached. */
  readonly file?: number
  /** What was read. */
  readonly bytes?: Uint8Array
  /** What was opened, for this one time (C14). */
  readonly text?: string
  readonly pad?: PadId
  /** An item of a list that was added. */
  readonly item?: string
}

/** Why not. The window has one clear sentence for each in both languages. */
export type Refusal =
  | ActsRefusal
  | LifeRefusal
  | PadRefusal
  | 'no-team'
  | 'already-in-team'
  /** The invitation leads to another team than this node's: it takes a node of its own. */
  | 'in-another-team'
  | 'empty-text'
  | 'text-too-long'
  | 'name-too-long'
  | 'empty-name'
  | 'unknown-conversation'
  | 'unknown-message'
  | 'unknown-member'
  | 'unknown-invitation'
  | 'already-in-group'
  | 'not-in-group'
  /** No conversation with this guest whose keys both hold: nothing would arrive (K16). */
  | 'guest-out-of-reach'
  /** The same of everybody in a group, as far as this device knows: the group would never come to the guest (K16). */
  | 'guest-reached-by-nobody'
  | 'unknown-request'
  /** A guest comes in with a person's yes only (I15). */
  | 'guest-needs-yes'
  | 'invitation-used-up'
  | 'invitation-revoked'
  | 'not-allowed'
  | 'not-editable'
  /** What the screen showed has changed meanwhile, by somebody else's hand. */
  | 'someone-was-faster'
  /** Without a warning the only owner neither leaves nor steps down (D8). */
  | 'last-owner'
  | 'removed'
  | 'no-key-yet'
  | 'link-malformed'
  | 'link-mistyped'
  | 'link-newer'
  | 'link-not-an-invitation'
  | 'link-not-for-a-device'
  | 'link-ended'
  | 'too-many-devices'
  | 'unknown-device'
  | 'expired'
  | 'code-malformed'
  | 'code-differs'
  | 'root-sheet-malformed'
  | 'root-sheet-mistyped'
  | 'root-sheet-of-another-team'
  | 'already-owner'
  | 'disk-full'
  | 'slow-down'
  | 'too-many-teams'
  | FileRefusal
  | 'stopped'

export type Outcome = Result<Done, Refusal>
