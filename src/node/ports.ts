// Owns what the node needs of the world. Adapters make it real; simulations make it hostile. Knows base alone.

import type {
  BlobId,
  ConversationId,
  DeviceId,
  EntryHash,
  EpochId,
  MemberId,
  PadId,
  PeerId,
  ScopeId,
  TeamId,
  Topic
} from '../base/ids.ts'
import type { RandomBytes } from '../base/random.ts'
import type { Result } from '../base/result.ts'

/** Milliseconds since 1970, or a span of them. */
export type Milliseconds = number

/** Ends what it was given for; calling it again changes nothing. */
export type Cancel = () => void

export interface Clock {
  now(): Milliseconds
  /** Calls `run` once after `wait`, never at once and never twice. */
  after(wait: Milliseconds, run: () => void): Cancel
}

export interface Random {
  readonly bytes: RandomBytes
}

// ---------------------------------------------------------------- Storage

export type StoredKind = 'content' | 'control' | 'epoch'

/** One entry as it stands in a log. Lengths and meaning: protocol L6. */
export interface StoredEntry {
  readonly scope: ScopeId
  readonly device: DeviceId
  readonly hash: EntryHash
  readonly kind: StoredKind
  readonly seq: number
  readonly ts: Milliseconds
  /** Week of a content entry, 0 otherwise. */
  readonly page: number
  /** Epoch of a content entry. */
  readonly epoch: EpochId | undefined
  readonly header: Uint8Array
  /** undefined: erased, not fetched, or not ours to read. */
  readonly payload: Uint8Array | undefined
  /** Its payload was removed for ever and is not taken again (X2). */
  readonly erased: boolean
  /** undefined: a descendant's signature vouches. */
  readonly signature: Uint8Array | undefined
  /** Arrival at this device, by its own clock; with `ts` it tells what came late (C6). */
  readonly receivedAt: Milliseconds
}

/** One head of one log. */
export interface StoredHead {
  readonly scope: ScopeId
  readonly device: DeviceId
  readonly hash: EntryHash
  readonly seq: number
  readonly ts: Milliseconds
}

/** The heads of one log; a fork shows two or more. */
export interface LogHeads {
  readonly scope: ScopeId
  readonly device: DeviceId
  readonly heads: readonly StoredHead[]
}

/** What makes this installation a device of one team; kept in the encrypted database only (D1). */
export interface DeviceKeys {
  readonly team: TeamId
  readonly device: DeviceId
  readonly certificate: Uint8Array
  readonly certificateSignature: Uint8Array
  /** 32 bytes each. */
  readonly signSeed: Uint8Array
  readonly kemSeed: Uint8Array
}

/** A small value that is kept by name: epoch secrets, drafts, snapshots, invitations' seeds. */
export interface LocalRecord {
  /** `truth` may not be lost; `cache` may be at any moment. */
  readonly keep: 'truth' | 'cache'
  readonly name: string
  /** undefined: forget it. */
  readonly value: Uint8Array | undefined
}

/** What one event changes; written as one transaction, or not at all. */
export interface Batch {
  readonly entries: readonly StoredEntry[]
  /** For every log that grows: the heads it had, and the heads it then has. Compare-and-append (L10). */
  readonly heads: readonly { readonly before: LogHeads; readonly after: LogHeads }[]
  /** Payloads to remove for ever (X2); the headers stay, marked as erased. */
  readonly erase: readonly EntryHash[]
  /** Marks to take back: what erased them turned out void, so their payloads are missing again (X3). */
  readonly unerase: readonly EntryHash[]
  /** Whole entries to drop: what stayed beyond a fence for too long (K13). */
  readonly drop: readonly EntryHash[]
  /** Payloads that arrive for entries already stored without one. */
  readonly payloads: readonly { readonly hash: EntryHash; readonly payload: Uint8Array }[]
  readonly records: readonly LocalRecord[]
  /** Caches to forget: all whose names begin like this. */
  readonly forgetCaches?: readonly string[]
  /** Files that content entries name; their rows go with the payload of the entry (X2). */
  readonly files?: readonly StoredFile[]
  /** What can be found by its words from now on, and what cannot (X2, X5); undefined: nothing of it moves. */
  readonly search?: SearchChanges
}

/** A message as it can be found by its words. */
export interface Searchable {
  readonly message: EntryHash
  /** The entry that says the text: the message itself, or its last edit. */
  readonly source: EntryHash
  readonly conversation: ConversationId
  readonly member: MemberId
  readonly ts: Milliseconds
  readonly text: string
  readonly hasLink: boolean
  readonly hasFile: boolean
}

/** A note or list as it can be found by its words. */
export interface SearchablePad {
  readonly conversation: ConversationId
  readonly pad: PadId
  /** Of its last change. */
  readonly ts: Milliseconds
  readonly text: string
  readonly hasLink: boolean
}

export interface SearchChanges {
  readonly pads?: {
    /** Each takes the place of what the pad was found by before. */
    readonly put: readonly SearchablePad[]
    readonly forget: readonly Pick<SearchablePad, 'conversation' | 'pad'>[]
    /** Conversations of which no pad is found. */
    readonly forgetIn: readonly ConversationId[]
  }
  /** Each takes the place of what the message was found by before; one whose entry is erased or not here is left out. */
  readonly put: readonly Searchable[]
  readonly forget: readonly EntryHash[]
}

/** All that is given must hold. */
export interface SearchQuery {
  /** Folded (base/words): each begins a word of the text, or stands inside a long one. */
  readonly words: readonly string[]
  readonly conversation: ConversationId | undefined
  readonly member: MemberId | undefined
  /** From this time on, and before that one. */
  readonly from: Milliseconds | undefined
  readonly until: Milliseconds | undefined
  readonly hasLink: boolean
  readonly hasFile: boolean
  /** Places in the index: only what stands before the one, and nothing before the other. */
  readonly before?: number | undefined
  readonly downTo?: number | undefined
  readonly count: number
}

export type SearchHit = MessageHit | PadHit

export interface MessageHit extends HitPlace {
  readonly message: EntryHash
  readonly source: EntryHash
  readonly pad?: undefined
}

export interface PadHit extends HitPlace {
  readonly pad: PadId
}

interface HitPlace {
  /** Where it stands in the index: later ones further on; stays as long as the message can be found, and a pad is not changed. */
  readonly place: number
  readonly conversation: ConversationId
  readonly ts: Milliseconds
  readonly text: string
}

/** One file of one message, as the index knows it. */
export interface StoredFile {
  readonly scope: ConversationId
  readonly entry: EntryHash
  readonly page: number
  readonly ts: Milliseconds
  /** Among the files of its message, from 0. */
  readonly place: number
  readonly blob: BlobId
  readonly kind: StoredFileKind
}

/** How a file is looked for: what a person would call it. */
export type StoredFileKind = 'picture' | 'video' | 'voice' | 'sound' | 'document'

export type FileQuery =
  /** Of one conversation, newest first. */
  | {
      readonly type: 'conversation'
      readonly conversation: ConversationId
      readonly kinds: readonly StoredFileKind[]
      readonly count: number
    }
  /** Every message that names a blob. */
  | { readonly type: 'blob'; readonly blob: BlobId }

/** What a start needs: small in comparison with the history (its size follows members and logs, not messages). */
export interface Stored {
  readonly keys: DeviceKeys | undefined
  readonly heads: readonly LogHeads[]
  /** All control and epoch entries, every scope. */
  readonly membership: readonly StoredEntry[]
  /** All records kept as `truth`, by name. */
  readonly records: ReadonlyMap<string, Uint8Array>
}

export type EntryQuery =
  | { readonly type: 'hashes'; readonly hashes: readonly EntryHash[] }
  /** One log by seq, ascending, from `fromSeq`, at most `count` entries (all branches of a fork). */
  | {
      readonly type: 'log'
      readonly scope: ScopeId
      readonly device: DeviceId
      readonly fromSeq: number
      readonly count: number
    }
  /** All content entries of one page of one conversation; without payloads they cost their headers only. */
  | {
      readonly type: 'page'
      readonly conversation: ConversationId
      readonly page: number
      readonly payloads: boolean
    }
  /** Content entries of a scope whose payload is not here and was not erased, newest page first. */
  | { readonly type: 'without-payload'; readonly scope: ScopeId; readonly count: number }
  /** Epoch entries of a scope whose payload is not here and was not dropped, by (ts, hash): keys that were not ours to have. */
  | { readonly type: 'keys-without-payload'; readonly scope: ScopeId; readonly count: number }
  /** The newest content entries of one log, descending by seq. */
  | { readonly type: 'newest'; readonly scope: ScopeId; readonly device: DeviceId; readonly count: number }
  /** Entries of one epoch, any log: a key came late. */
  | { readonly type: 'epoch'; readonly epoch: EpochId }

export interface PageSummary {
  readonly page: number
  readonly entries: number
}

/** What a storage holds, by what it is for; bytes are those of values, without indexes. */
export interface StorageUse {
  /** The file as it stands on the disk, indexes and free room in it too. */
  readonly fileBytes: number
  readonly parts: readonly {
    /** messages: content entries. keys: those of conversations and of this device. records: drafts, marks and the like. */
    readonly part: 'messages' | 'membership' | 'keys' | 'records' | 'caches'
    readonly count: number
    readonly bytes: number
  }[]
}

/** Synchronous: SQLite runs in the node's own worker. */
export interface Storage {
  /** Once, before the first entry of this device. */
  begin(keys: DeviceKeys): Result<void, 'disk-full'>
  load(): Stored
  entries(wanted: EntryQuery): readonly StoredEntry[]
  files(wanted: FileQuery): readonly StoredFile[]
  /** Every blob that a message names which was not erased. */
  blobs(): ReadonlySet<BlobId>
  /** Pages of a conversation that hold anything, newest first. */
  pages(conversation: ConversationId): readonly PageSummary[]
  /** What can be found, newest first. */
  search(wanted: SearchQuery): readonly SearchHit[]
  /** Of these messages those that can be found, with the entries that say their texts. */
  searchable(messages: readonly EntryHash[]): ReadonlyMap<EntryHash, EntryHash>
  /** One transaction, durable when it returns; refused whole when a log does not have the heads it is said to have. */
  append(batch: Batch): Result<void, 'head-moved' | 'disk-full'>
  /** A record outside any batch: caches, drafts. */
  keep(record: LocalRecord): Result<void, 'disk-full'>
  /** Everything of this device goes for ever, keys too, in one transaction; `last` is all that a start finds afterwards (S12). */
  wipe(last: LocalRecord): Result<void, 'disk-full'>
  /** The value of a record of either sort. */
  recall(name: string): Uint8Array | undefined
  /** Counts everything; costs a look at each row, so only a person's question may ask. */
  measure(): StorageUse
}

// ---------------------------------------------------------------- Network

/** How a link runs now; `relayed` links carry the same frames. */
export type LinkPath = 'direct' | 'relayed'

export interface NetworkEvents {
  /**
   * Our own transport address changed: PeerId and the relays we are reachable through; undefined while there is none. Told again without
   * relays: the first try to reach one was in vain.
   */
  onAddress(address: OwnAddress | undefined): void
  /** A sealed announcement was heard under a followed topic. */
  onAnnouncement(topic: Topic, sealed: Uint8Array): void
  /** A link to a peer stands or changed its path. `dialer` says who opened it: us or them. */
  onPeer(peer: PeerId, link: PeerLink): void
  onFrame(peer: PeerId, frame: Uint8Array): void
  /** A dial ended without a link. */
  onDialFailed(peer: PeerId): void
  onGone(peer: PeerId): void
  /** The machine woke, the tab came back, or the network changed: look after every link. */
  onStirred(): void
}

export interface OwnAddress {
  readonly peer: PeerId
  /** Bytes of the PeerId, for S2, S3 and the order of dialling. */
  readonly peerBytes: Uint8Array
  /** `[relay peer id, multiaddr]` pairs, at most three; empty while no relay holds a reservation. */
  readonly relays: readonly RelayAddress[]
}

export interface RelayAddress {
  readonly peer: string
  readonly address: string
}

export interface PeerLink {
  readonly path: LinkPath
  readonly dialer: 'us' | 'them'
  readonly peerBytes: Uint8Array
}

/** Promises little: unordered, lossy, bounded, bytes only. A frame is at most 256 KiB less 16 B. */
export interface Network {
  listen(events: NetworkEvents): void
  /** The topics whose announcements are wanted: the whole set, replacing the last one. */
  follow(topics: readonly Topic[]): void
  /** Publishes a sealed letter; opaque to the adapter. */
  announce(topic: Topic, sealed: Uint8Array): void
  /** What to publish should this device leave without a word; replaces the last one. */
  farewell(letters: readonly { readonly topic: Topic; readonly sealed: Uint8Array }[]): void
  /** Opens a relayed link at once, if there is none; `relays` are the peer's. */
  dial(peer: PeerId, relays: readonly RelayAddress[]): void
  /** Tries for a direct path beside a relayed one; only after binding. */
  upgrade(peer: PeerId): void
  /** At most once, dropped when the peer is gone or too much waits for it; the next `have` repairs what was lost. */
  send(peer: PeerId, frame: Uint8Array): void
  close(peer: PeerId): void
}

// ---------------------------------------------------------------- Lobby

export interface LobbyRoom {
  readonly room: string
  readonly password: string
}

/** A throw-away notice board that two strangers reach with one secret; nothing on it is believed (I3, I4). */
export interface LobbyVisit {
  /** Enters the room; before that one only hears the doorbell. */
  open(): void
  /** Shows a sealed record to all in the room and puts it again if it is gone; `id` is the one of I3. */
  put(id: string, record: Uint8Array): void
  /** Leaves room and doorbell for good. */
  leave(): void
}

export interface LobbyEvents {
  /** Somebody entered the room while we only listen (network.md 6). */
  onKnock(): void
  /** A record that was not there before, unopened, with the id it claims (I3). */
  onRecord(id: string, record: Uint8Array): void
  /** How many others are in the room now. */
  onPeers(count: number): void
  /** The room broke its bounds and was dropped (I13); `final`: it will not be entered again. */
  onDisturbed(disturbed: { readonly final: boolean }): void
}

export interface Lobby {
  visit(room: LobbyRoom, events: LobbyEvents): LobbyVisit
}

// ---------------------------------------------------------------- Blobs

/**
 * Sealed chunks outside the database (M8), each in a numbered slot. Synchronous but for making room: files cannot be opened
 * otherwise. Nothing here is believed: who reads compares hashes.
 */
export interface Blobs {
  /** Sees to it that the slots below `slots` can be written; tells when, or that the disk has no room for them. */
  reserve(slots: number, told: (made: Result<void, 'disk-full'>) => void): void
  /** Only slots that were reserved. */
  write(slot: number, sealed: Uint8Array): Result<void, 'disk-full'>
  /** undefined: nothing can be read there now. */
  read(slot: number, length: number): Uint8Array | undefined
  /** What was written is durable when this returns. */
  flush(): void
  /** Overwrites them with zeros. Slots from `end` on are used by nobody: their room may go back to the disk. */
  erase(slots: readonly { readonly first: number; readonly count: number }[], end: number): void
}

export interface Ports {
  readonly clock: Clock
  readonly random: Random
  readonly storage: Storage
  readonly network: Network
  readonly lobby: Lobby
  readonly blobs: Blobs
}
