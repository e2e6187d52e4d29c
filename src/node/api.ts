// Owns all that the window ever sees of the core: intents, outcomes, queries and views, as plain values. Knows base alone.

import type { ConversationId, DeviceId, EntryHash, MemberId, TeamId } from '../base/ids.ts'
import type { Result } from '../base/result.ts'

// ---------------------------------------------------------------- Intents

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
    }
  | {
      readonly type: 'edit'
      readonly conversation: ConversationId
      readonly target: EntryHash
      readonly text: string
    }
  | { readonly type: 'delete'; readonly conversation: ConversationId; readonly target: EntryHash }
  | {
      readonly type: 'react'
      readonly conversation: ConversationId
      readonly target: EntryHash
      readonly emoji: string
      readonly on: boolean
    }
  /** Everything up to this message has been seen by this person. */
  | { readonly type: 'mark-read'; readonly conversation: ConversationId; readonly upTo: EntryHash }
  /** Kept in the encrypted database; empty text forgets it. */
  | { readonly type: 'keep-draft'; readonly conversation: ConversationId; readonly text: string }
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
  /** Erases the copy on this device, which is in the team no more (S12). */
  | { readonly type: 'wipe-device' }
  /** After the copy was erased: back to the beginning. */
  | { readonly type: 'begin-again' }

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

/** What an intent may give back: ids that the screen goes on with. */
export interface Done {
  readonly conversation?: ConversationId
  readonly entry?: EntryHash
  /** The text of a link (I1), to be put behind `#j=` of the app's address. */
  readonly link?: string
}

/** Why not. The window has one clear sentence for each in both languages. */
export type Refusal =
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
  | 'unknown-request'
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
  | 'stopped'

export type Outcome = Result<Done, Refusal>

// ---------------------------------------------------------------- Queries and views

/** Where a slice of a timeline stands: at its newest end, or around one message. */
export type TimelineAnchor = 'newest' | { readonly around: EntryHash }

export type Query =
  | { readonly type: 'team' }
  | { readonly type: 'join' }
  | { readonly type: 'members' }
  | { readonly type: 'conversations' }
  | {
      readonly type: 'timeline'
      readonly conversation: ConversationId
      readonly anchor: TimelineAnchor
      /** How many messages before (and, around a message, after) the anchor; at most 300. */
      readonly count: number
    }
  | { readonly type: 'draft'; readonly conversation: ConversationId }
  | { readonly type: 'group'; readonly conversation: ConversationId }
  | { readonly type: 'message'; readonly conversation: ConversationId; readonly message: EntryHash }
  | { readonly type: 'invitations' }
  | { readonly type: 'linking' }
  | { readonly type: 'requests' }
  | { readonly type: 'connection' }
  | { readonly type: 'notices' }
  | { readonly type: 'verification'; readonly member: MemberId }
  | { readonly type: 'marks' }
  | { readonly type: 'team-code' }
  | { readonly type: 'governance' }
  | { readonly type: 'activity' }

export interface Views {
  readonly team: TeamView
  readonly join: JoinView
  readonly members: readonly MemberView[]
  readonly conversations: readonly ConversationView[]
  readonly timeline: TimelineView
  readonly draft: string
  readonly group: GroupView
  readonly message: MessageInfoView
  readonly invitations: readonly InvitationView[]
  readonly linking: LinkingView
  readonly requests: readonly JoinRequestView[]
  readonly connection: ConnectionView
  readonly notices: readonly NoticeView[]
  readonly verification: VerificationView
  readonly marks: readonly MarkView[]
  readonly 'team-code': TeamCodeView
  readonly governance: GovernanceView
  readonly activity: readonly ActivityView[]
}

export type ViewOf<Q extends Query> = Views[Q['type']]

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

export interface MemberView {
  readonly member: MemberId
  /** Empty until the profile has arrived. */
  readonly name: string
  readonly about: string
  readonly role: Role
  readonly mine: boolean
  /** Devices of this member with a bound session now. */
  readonly connected: number
  /** Last time one of its devices was bound to us, if ever since the start of records. */
  readonly lastContact: number | undefined
  readonly devices: readonly DeviceView[]
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
}

export interface GroupMemberView {
  readonly member: MemberId
  readonly name: string
  readonly role: 'creator' | GroupRole
  readonly mine: boolean
  /** A guest of the team (K16). */
  readonly guest: boolean
  readonly mayRemove: boolean
  /** The roles this person may give it; empty: none. */
  readonly mayBecome: readonly GroupRole[]
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

export interface ConversationView {
  readonly conversation: ConversationId
  readonly kind: 'channel' | 'direct' | 'self' | 'group'
  /** A channel's title or the other member's name; empty until known; the window names 'self' and the everyone channel. */
  readonly name: string
  readonly purpose: string
  readonly everyone: boolean
  /** The other one in a direct. */
  readonly member: MemberId | undefined
  /** A group this person is in no longer: it can be read, nothing more comes. */
  readonly left: boolean
  readonly unread: number
  readonly last: LastLine | undefined
  /** ts of the last activity, for the order. */
  readonly activity: number
  readonly draft: string
}

export interface LastLine {
  readonly authorName: string
  readonly mine: boolean
  readonly text: string
  readonly deleted: boolean
  readonly ts: number
  readonly state: DeliveryState
}

/** stored: nobody else has it. partly: some members. everywhere: every member on at least one device (ux.md 5). */
export type DeliveryState = 'stored' | 'partly' | 'everywhere'

export interface Delivery {
  readonly state: DeliveryState
  /** Other members of the conversation who have it, and how many there are. */
  readonly has: number
  readonly of: number
}

export interface ReactionView {
  readonly emoji: string
  readonly count: number
  readonly mine: boolean
  readonly names: readonly string[]
}

export interface QuoteView {
  readonly message: EntryHash
  readonly authorName: string
  readonly mine: boolean
  /** Undefined: deleted, or not here. */
  readonly text: string | undefined
}

export interface MessageView {
  readonly message: EntryHash
  readonly author: MemberId
  readonly authorName: string
  readonly mine: boolean
  readonly ts: number
  /** What kind of row this is; text stands in `message` rows only. */
  readonly type: 'message' | 'deleted' | 'needs-newer-version' | 'no-key-yet'
  readonly text: string
  readonly edited: boolean
  readonly reply: QuoteView | undefined
  readonly reactions: readonly ReactionView[]
  readonly delivery: Delivery
  /** Arrived long after it was written (C6). */
  readonly late: boolean
  /** Its author's clock is ahead (C6). */
  readonly clockAhead: boolean
}

export interface TimelineView {
  readonly messages: readonly MessageView[]
  /** Whether there is more beyond either edge. */
  readonly older: boolean
  readonly newer: boolean
  /** The first message after this person's read mark, as far as it stands in the slice. */
  readonly firstUnread: EntryHash | undefined
  readonly unread: number
  /** What happened to its people in the time of this slice, oldest first; no messages, never unread (D12). */
  readonly changes: readonly ChangeView[]
}

/** One calm line: what happened to a person or its devices, and through whom (D12). */
export interface ChangeView {
  /** The operation that made it. */
  readonly change: EntryHash
  readonly ts: number
  readonly type: 'joined' | 'left' | 'removed' | 'role' | 'device-added' | 'device-revoked'
  readonly member: MemberId
  readonly name: string
  readonly mine: boolean
  readonly by:
    { readonly type: 'self' | 'root' } | { readonly type: 'member'; readonly name: string; readonly mine: boolean }
  /** Of the device; empty when it has none. */
  readonly deviceName: string
  readonly role: Role | undefined
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

/** Who has one message and who does not, from log heads (ux.md "Why is it not there?"). */
export interface MessageInfoView {
  readonly members: readonly {
    readonly member: MemberId
    readonly name: string
    readonly devices: readonly {
      readonly device: DeviceId
      readonly name: string
      readonly has: boolean
      readonly lastContact: number | undefined
    }[]
  }[]
}

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
  readonly state: 'waiting' | 'admitted' | 'refused'
  /** Who was faster. */
  readonly answeredBy: string
}

export interface ConnectionView {
  readonly state: 'direct' | 'relayed' | 'offline'
  /** Devices with a bound session. */
  readonly peers: number
  /** One reason while not direct (network.md 4). */
  readonly reason: 'no-network' | 'no-signaling' | 'nobody-there' | 'no-direct-path' | 'clock-off' | undefined
  /** By how much this device's clock differs from its peers' median; undefined when it is fine (S11). */
  readonly clockOffMs: number | undefined
  readonly devices: readonly {
    readonly device: DeviceId
    readonly memberName: string
    readonly deviceName: string
    readonly path: 'direct' | 'relayed'
    readonly since: number
  }[]
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

/** Something the person should know; shown once as a toast, kept until seen. */
export interface NoticeView {
  readonly id: number
  readonly type: 'invitation-disturbed' | 'device-flagged' | 'bad-key' | 'disk-full' | 'newer-version-needed'
  readonly name: string
}

// ---------------------------------------------------------------- The api

/** Ends a watch; calling it again changes nothing. */
export type Stop = () => void

export interface NodeApi {
  submit(intent: Intent): Promise<Outcome>
  /** Shows the view now and after every change that touches it, whole each time. */
  watch<Q extends Query>(query: Q, show: (view: ViewOf<Q>) => void): Stop
}

/** What stands around the node in its thread: whether it may run at all. */
export type HostPhase =
  | { readonly type: 'starting' }
  /** Another tab is the device now (W9). */
  | { readonly type: 'elsewhere' }
  | { readonly type: 'ready' }
  /** The database key waits for a passphrase or a passkey (A3); nothing else is known here. */
  | { readonly type: 'locked'; readonly passkey: PasskeyHandle | undefined }
  /** No node here, and why: a private window without storage, a browser that is too old, a failed self-check (E11). */
  | {
      readonly type: 'unavailable'
      readonly reason: 'no-storage' | 'no-secure-context' | 'browser-too-old' | 'self-check-failed' | 'wrong-key'
    }
  /** An exception nobody foresaw stopped the node (fail-stop); storage replays at the next start. */
  | { readonly type: 'stopped'; readonly words: string }

/** Where one team of this installation stands while the host is ready. */
export type TeamPhase = Extract<HostPhase, { readonly type: 'starting' | 'ready' | 'unavailable' | 'stopped' }>

/** A team of this installation, or the place of one that is about to be founded or joined; each has a node of its own. */
export interface HostedTeam {
  /** A small number that is local to this installation and says nothing about the team. */
  readonly number: number
  readonly phase: TeamPhase
}

/** Why there is no further team here. */
export type AddRefusal = 'too-many-teams' | 'disk-full' | 'stopped'

/** All that runs in this window: nodes, and what stands around them. */
export interface Host {
  readonly lock: LockApi
  readonly backups: BackupApi
  watchPhase(show: (phase: HostPhase) => void): Stop
  /** The teams in the order they came. All of them run; before the host is ready there are none. */
  watchTeams(show: (teams: readonly HostedTeam[]) => void): Stop
  /** The node of a team. One that is not there, or has stopped, answers 'stopped' and shows nothing. */
  nodeOf(team: number): NodeApi
  /** Makes room for a further team, with a database and a transport identity of its own (A9). */
  addTeam(): Promise<Result<number, AddRefusal>>
  /** Erases the team's database with everything in it; other teams notice nothing. */
  eraseTeam(team: number): Promise<void>
  /** This team is on the screen: the others save memory until they are. */
  lookAt(team: number): void
  /** Takes the device over from the other tab, with all its teams. */
  useHere(): void
  /** Starts again after a stop: everything, or one team. */
  restart(team?: number): void
}

// ---------------------------------------------------------------- Lock and backup

/** What the window needs to ask an authenticator; it names no person and no team. */
export interface PasskeyHandle {
  readonly credentialId: Uint8Array
  readonly prfSalt: Uint8Array
}

/** How this device is locked (A3). */
export interface LockView {
  readonly lock: 'none' | 'passphrase'
  readonly passkey: boolean
  /** This browser can use a passkey for that. */
  readonly passkeyPossible: boolean
}

/** Why not. 'wrong-passphrase': it does not open, and nobody is told more. */
export type LockRefusal =
  | 'wrong-passphrase'
  | 'passphrase-short'
  | 'passkey-cancelled'
  | 'passkey-without-secret'
  | 'no-memory'
  | 'disk-full'
  | 'no-storage'
  | 'wrong-key'
  | 'stopped'

export type LockOutcome = Result<void, LockRefusal>

export interface PassphraseChange {
  /** Undefined where there is no lock yet. */
  readonly current: string | undefined
  readonly passphrase: string
  /** Someone knew the old one: a new database key, and the files rewritten under it (A5). */
  readonly known: boolean
}

export interface LockApi {
  watch(show: (view: LockView) => void): Stop
  /** Ends the worker and with it all that is open; where there is no lock it does nothing. */
  lockNow(): void
  /** Runs before anything ends, while the node still takes drafts. */
  beforeLock(run: () => void): Stop
  unlock(passphrase: string): Promise<LockOutcome>
  unlockWithPasskey(): Promise<LockOutcome>
  setPassphrase(change: PassphraseChange): Promise<LockOutcome>
  removeLock(current: string): Promise<LockOutcome>
  addPasskey(current: string): Promise<LockOutcome>
  removePasskey(): Promise<LockOutcome>
}

/** Why not. Nothing was changed then. */
export type BackupRefusal =
  | 'wrong-passphrase'
  | 'passphrase-short'
  | 'not-a-backup'
  | 'damaged'
  | 'newer-version'
  | 'already-in-team'
  | 'too-many-teams'
  | 'no-team'
  | 'no-memory'
  | 'disk-full'
  | 'stopped'

export interface BackupApi {
  /** The database as one file under a passphrase of its own (D10). */
  make(passphrase: string): Promise<Result<Blob, BackupRefusal>>
  /** Takes the place of a device without a team. */
  restore(file: Blob, passphrase: string): Promise<Result<void, BackupRefusal>>
}
