// Owns what the window may ask of a node and how it is told: queries and the api itself; its parts stand in api-*.ts. Knows base alone.

import type { ConversationId, DeviceId, EntryHash, MemberId } from '../base/ids.ts'
import type {
  TimelineAnchor,
  ConversationView,
  DraftView,
  TimelineView,
  MentionsView,
  MomentView
} from './api-conversations.ts'
import type { MessageInfoView } from './api-delivery.ts'
import type { FileKind, FileStorageView, FileUseView, FilesView, TransferView } from './api-files.ts'
import type { ActsQuery, ActsViews } from './api-lists.ts'
import type { PadsQuery, PadsViews } from './api-pads.ts'
import type { Intent, Outcome } from './api-intents.ts'
import type { LiveView, SharingView } from './api-sharing.ts'
import type { JoinView, LinkingView, InvitationView, JoinRequestView } from './api-joining.ts'
import type { SearchRequest, SearchView } from './api-search.ts'
import type {
  TeamView,
  MemberView,
  GroupView,
  MarkView,
  VerificationView,
  TeamCodeView,
  GovernanceView,
  ActivityView
} from './api-people.ts'
import type { StorageUse } from './ports.ts'

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
  /** What names this person, newest first; at most 300. */
  | { readonly type: 'mentions'; readonly count: number }
  /** Where a conversation goes on at a moment, however far away. */
  | { readonly type: 'moment'; readonly conversation: ConversationId; readonly ts: number }
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
  | { readonly type: 'sharing' }
  | { readonly type: 'live'; readonly conversation: ConversationId }
  | { readonly type: 'activity' }
  /** Counted when asked, once: ask again to see more. */
  | { readonly type: 'storage-use' }
  /** Files of a conversation, newest first: at most `count` of these kinds, no more than 1000. */
  | {
      readonly type: 'files'
      readonly conversation: ConversationId
      readonly kinds: readonly FileKind[]
      readonly count: number
    }
  | { readonly type: 'transfers' }
  | { readonly type: 'file-storage' }
  | { readonly type: 'file-use' }
  | ({ readonly type: 'search' } & SearchRequest)
  | ActsQuery
  | PadsQuery

export interface Views extends ActsViews, PadsViews {
  readonly team: TeamView
  readonly join: JoinView
  readonly members: readonly MemberView[]
  readonly conversations: readonly ConversationView[]
  readonly timeline: TimelineView
  readonly draft: DraftView
  readonly mentions: MentionsView
  readonly moment: MomentView
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
  readonly sharing: SharingView
  readonly live: LiveView
  readonly activity: readonly ActivityView[]
  readonly 'storage-use': StorageUse
  readonly files: FilesView
  readonly transfers: readonly TransferView[]
  readonly 'file-storage': FileStorageView
  readonly 'file-use': FileUseView
  readonly search: SearchView
}

export type ViewOf<Q extends Query> = Views[Q['type']]

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

/** Something the person should know; shown once as a toast, kept until seen. */
export interface NoticeView {
  readonly id: number
  readonly type:
    'invitation-disturbed' | 'device-flagged' | 'bad-key' | 'disk-full' | 'newer-version-needed' | 'sent-late'
  readonly name: string
}

/** Ends a watch; calling it again changes nothing. */
export type Stop = () => void

export interface NodeApi {
  submit(intent: Intent): Promise<Outcome>
  /** Shows the view now and after every change that touches it, whole each time. */
  watch<Q extends Query>(query: Q, show: (view: ViewOf<Q>) => void): Stop
}
