// Owns what a content entry says to this device now: an operation, or why not (K13, L9, F4, X2). Derived, never stored: late
// knowledge changes the answer, so whoever keeps it asks again when membership moves.

import { present } from '../base/assert.ts'
import { concat } from '../base/bytes.ts'
import { decodeCbor, type Cbor } from '../base/codec.ts'
import { idBytes, type ConversationId, type DeviceId, type EntryHash, type MemberId, type PadId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { readOperation } from '../chat/operation-bytes.ts'
import type { Operation } from '../chat/operations.ts'
import { clientIdOf } from '../chat/projector.ts'
import type { Row, RowContent } from '../chat/rows.ts'
import { mayCount } from '../chat/rules.ts'
import { hash } from '../crypto/hash.ts'
import { commonAncestors, type LookupLink } from '../log/ancestry.ts'
import { decodeHeader, parentsOf } from '../log/entry.ts'
import { fenceFor, judgeByFence, type FenceVerdict } from '../team/fences.ts'
import { isReadable, type JudgedEpoch } from '../team/epochs.ts'
import type { GroupState, ValidCut } from '../team/membership.ts'
import { viewOf } from '../team/past.ts'
import { contentKey, openContent } from '../team/content.ts'
import { conversationIn } from './membership.ts'
import type { Milliseconds, Storage, StoredEntry } from './ports.ts'
import { headsOf, logKey, type Replica } from './state.ts'
import type { ScopeInfo } from './scopes.ts'
import { isInside, outsideSince } from './outside.ts'

/** What a reading needs besides the replica. */
export interface Reading {
  readonly storage: Storage
  readonly now: Milliseconds
  /** Entries of the event in hand, not stored yet. */
  readonly fresh?: ReadonlyMap<EntryHash, StoredEntry>
}

/** The row of an entry; undefined: it lies beyond a fence, or its author is unknown (P3). */
export function rowOf(replica: Replica, entry: StoredEntry, reading: Reading): Row | undefined {
  const info = replica.membership.scopes.get(entry.scope)
  const member = replica.membership.team.certificates.get(entry.device)?.member
  if (info === undefined || member === undefined) return undefined
  const content = contentOf(replica, entry, { info, reading })
  if (content === undefined) return undefined
  return { hash: entry.hash, device: entry.device, member, seq: entry.seq, ts: entry.ts, content }
}

function contentOf(
  replica: Replica,
  entry: StoredEntry,
  { info, reading }: { readonly info: ScopeInfo; readonly reading: Reading }
): RowContent | undefined {
  const { membership } = replica
  const standing = standingOf(replica, entry, { info, reading })
  if (standing === 'beyond') return undefined
  if (entry.erased) return { type: 'erased' }
  if (entry.payload === undefined) return { type: 'missing' }
  if (standing === 'waits') return { type: 'waiting' }
  const epoch = present(entry.epoch, 'a content entry names its epoch')
  const book = membership.books.get(info.keyScope)
  const secret = membership.secrets.get(info.keyScope)?.get(epoch)
  if (book !== undefined && secret === undefined && isBeforeJoin(replica, info, book.byId.get(epoch))) return undefined
  if (book === undefined || secret === undefined) return { type: 'sealed' }
  if (!isReadable(book, epoch)) return book.byId.get(epoch)?.standing === 'void' ? { type: 'void' } : { type: 'sealed' }
  const value = openOperation(entry, secret)
  const operation = value === undefined ? undefined : readOperation(value)
  if (value === undefined || operation === undefined || !operation.ok) return { type: 'void' }
  return counts(replica, entry, { info, operation: operation.value })
    ? { type: 'operation', operation: value }
    : { type: 'void' }
}

/** Answers by group, for as long as it is resolved like this. */
const beforeJoin = new WeakMap<GroupState, Map<string, boolean>>()

/** K6: where history begins with the join, what was said before it is not there at all, rather than there and unreadable. */
export function isBeforeJoin(
  { membership, identity }: Replica,
  { scope }: ScopeInfo,
  epoch: JudgedEpoch | undefined,
  member: MemberId = identity.member
): boolean {
  const group = membership.groups.get(scope)
  if (group === undefined || group.history === 'full' || epoch === undefined || epoch.standing === 'held') return false
  const answers = beforeJoin.get(group) ?? new Map<string, boolean>()
  beforeJoin.set(group, answers)
  const { id, deps } = epoch.entry
  const question = `${id} ${member}`
  const answer = answers.get(question) ?? viewOf(group, membership.team, deps).levelOf(member) === 0
  answers.set(question, answer)
  return answer
}

function openOperation(entry: StoredEntry, secret: Uint8Array): Cbor | undefined {
  const payload = present(entry.payload, 'only a payload that is here is opened')
  const plain = openContent(keyUnder(secret, entry), payload)
  const value = plain.ok ? decodeCbor(plain.value) : plain
  return value.ok ? value.value : undefined
}

/** Keys by log, for as long as the secret they follow from is known: a run is opened with one, not with one for each entry. */
const keysBySecret = new WeakMap<Uint8Array, Map<string, Uint8Array>>()

function keyUnder(secret: Uint8Array, { scope, device }: StoredEntry): Uint8Array {
  const keys = keysBySecret.get(secret) ?? new Map<string, Uint8Array>()
  keysBySecret.set(secret, keys)
  const log = logKey(scope, device)
  const key = keys.get(log) ?? contentKey(secret, scope, device)
  keys.set(log, key)
  return key
}

/** K13, L9, F4: whether the word of an entry's author counts here and now. */
export function standingOf(
  replica: Replica,
  entry: StoredEntry,
  { info, reading }: { readonly info: ScopeInfo; readonly reading: Reading }
): FenceVerdict {
  if (entry.ts > reading.now + limits.futureWaitsMs) return 'waits'
  const heads = headsOf(replica, entry.scope, entry.device)
  if (heads.length > limits.headsFlagged) {
    const common = commonAncestors(
      heads.map((head) => head.hash),
      linksIn(reading)
    )
    if (!common.has(entry.hash)) return 'waits'
  }
  return fenceVerdictOf(replica, entry, { info, reading })
}

/** K13: whether the entry of a device that may be out counts, waits for a fence, or lies beyond one. */
export function fenceVerdictOf(
  replica: Replica,
  entry: StoredEntry,
  { info, reading }: { readonly info: ScopeInfo; readonly reading: Reading }
): FenceVerdict {
  if (isInside(replica, info, entry.device)) return 'counts'
  const heads = headsOf(replica, entry.scope, entry.device)
  const fence = fenceFor(cutsOf(replica, info), entry)
  const links = linksIn(reading)
  // A log that never forked here is one line: what stands before a head of the fence that is here lies below it.
  const isNews = (hash: EntryHash): boolean => reading.fresh?.has(hash) === true
  const isForked = heads.length !== 1 || replica.everForked.has(logKey(entry.scope, entry.device))
  if (fence !== undefined && !isForked && ![entry.hash, ...fence].some(isNews))
    return fence.some((head) => (links(head)?.seq ?? -1) >= entry.seq) ? 'counts' : 'beyond'
  const learned = outsideSince(replica, info, entry.device)
  const storedBeforeRemoval = learned === undefined || entry.receivedAt <= learned
  return judgeByFence({ hash: entry.hash, storedBeforeRemoval }, { isActive: false, fence }, links)
}

/** Valid cuts about a conversation: the team's for channels and directory, else its own (K12). */
export function cutsOf({ membership }: Replica, { keyScope }: ScopeInfo): readonly ValidCut[] {
  const { team } = membership
  return keyScope === team.team ? team.cuts : (conversationIn(membership, keyScope)?.cuts ?? [])
}

/** Targets are left to the timeline: what a row says must not depend on whether its target has arrived (P1, P4). */
function counts(
  replica: Replica,
  entry: StoredEntry,
  { info, operation }: { readonly info: ScopeInfo; readonly operation: Operation }
): boolean {
  const { team } = replica.membership
  const member = team.certificates.get(entry.device)?.member
  if (info.kind === 'team' || member === undefined) return false
  return mayCount(operation, {
    kind: info.kind,
    conversation: info.scope,
    member,
    device: entry.device,
    takesPart: true,
    page: entry.page,
    ts: entry.ts,
    invitingDevice: (invitation) => team.invitations.get(invitation)?.device,
    clientIn: (pad) => padClientOf(entry.device, info.scope, pad)
  }).ok
}

/** Client ids by device, conversation and pad: every change of a pad is judged by one (P9). */
const padClients = new Map<string, number>()
const padClientsMax = 10_000

/** `H("pad-cid", did32 ‖ scope16 ‖ pad16)`, its first 53 bits. */
export function padClientOf(device: DeviceId, conversation: ConversationId, pad: PadId): number {
  const key = `${device} ${conversation} ${pad}`
  const known = padClients.get(key)
  if (known !== undefined) return known
  if (padClients.size >= padClientsMax) padClients.clear()
  const client = clientIdOf(hash('pad-cid', concat(idBytes(device), idBytes(conversation), idBytes(pad))))
  padClients.set(key, client)
  return client
}

function storedEntry(hash: EntryHash, reading: Reading): StoredEntry | undefined {
  return reading.fresh?.get(hash) ?? reading.storage.entries({ type: 'hashes', hashes: [hash] })[0]
}

/** Links of stored entries, for walks through a log; remembered for the length of one reading. */
export function linksIn(reading: Reading): LookupLink {
  const links = new Map<EntryHash, ReturnType<LookupLink>>()
  return (hash) => {
    if (!links.has(hash)) {
      const entry = storedEntry(hash, reading)
      const header = entry === undefined ? undefined : decodeHeader(entry.header)
      links.set(hash, header?.ok === true ? { seq: header.value.seq, parents: parentsOf(header.value) } : undefined)
    }
    return links.get(hash)
  }
}
