// Owns what a session may ask of this device: its logs, looked up synchronously, and who may have what of them (S4 to S6).

import { compareIds, type DeviceId, type EntryHash, type ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { beyond } from '../log/ancestry.ts'
import type { Entry } from '../log/entry.ts'
import { locatorSeqs } from '../log/locator.ts'
import type { Run } from '../log/run.ts'
import { splitIntoRuns } from '../log/split.ts'
import { bounds } from '../sync/bounds.ts'
import type { Local, LogName, PayloadRange, SharedScope, Standing } from '../sync/local.ts'
import { readCertificate } from '../team/certificate.ts'
import { holdsTeamKeys } from '../team/levels.ts'
import { levelOf } from '../team/past.ts'
import { linksIn } from './content.ts'
import type { Desk } from './desk.ts'
import { beginningOf, sharedGroups } from './group-sharing.ts'
import { beginsGroup } from './groups.ts'
import { headsOf, logKey, type Replica } from './state.ts'
import { takesPart } from './scopes.ts'
import { entryFromStored } from './stored-entry.ts'

/** What the meeting adds to the logs: things that more than one session decides. */
export interface Shared {
  readonly strikes: (device: DeviceId) => number
  readonly isAskedElsewhere: (log: LogName) => boolean
  /** Whether a removed device may be shown the proof: once in a while, however often it comes (S4). */
  readonly mayProve: (device: DeviceId, scope?: ScopeId) => boolean
}

/** The view that one session has of this device. */
export function localLogs(desk: Desk, shared: Shared): Local {
  const { replica, storage, random } = desk
  const { identity } = replica
  return {
    me: {
      team: identity.team,
      device: identity.device,
      certificate: identity.certificate.bytes,
      certificateSignature: identity.certificate.signature,
      signSecret: identity.sign.secretKey
    },
    random: random.bytes,
    readCertificate: (certificate, signature) => readCertificate(certificate, signature, identity.team),
    standing: (device) => standingOf(desk, device, shared),
    strikes: shared.strikes,
    heads: (scope) => [...(replica.heads.get(scope) ?? [])].map(([device, heads]) => ({ scope, device, heads })),
    headsOfLog: ({ scope, device }) => headsOf(replica, scope, device),
    has: (hash) => storage.entries({ type: 'hashes', hashes: [hash] }).length > 0 || wasDropped(replica, hash),
    locator: (log) => locatorOf(desk, log),
    entriesBeyond: (log, known, countMax) => entriesBeyond(desk, log, { known, countMax }),
    payloads: (range, countMax) => payloadsIn(desk, range, countMax),
    missingPayloads: (scopes) => missingPayloads(desk, scopes),
    beginning: ({ scope, device }) => beginningOf(desk, scope, device),
    beginsScope: (run) => !replica.membership.scopes.has(run.scope) && beginsGroup(run, identity.team),
    removalProof: (device) => (shared.mayProve(device) ? removalProof(desk, device) : []),
    isAskedElsewhere: shared.isAskedElsewhere
  }
}

/** What lay beyond a fence for too long is not asked for again (K13). */
function wasDropped({ droppedHeads }: Replica, hash: EntryHash): boolean {
  return droppedHeads.size > 0 && [...droppedHeads.values()].some((heads) => heads.includes(hash))
}

/** S4, row by row. */
export function standingOf(
  desk: Desk,
  device: DeviceId,
  { mayProve }: Pick<Shared, 'mayProve'> = { mayProve: () => false }
): Standing {
  const { membership } = desk.replica
  const { team, scopes } = membership
  const active = team.devices.get(device)
  if (active === undefined) return { type: team.certificates.has(device) ? 'removed' : 'unknown' }
  const { member } = active
  const ofGuest = !holdsTeamKeys(levelOf(team, member))
  const shared: SharedScope[] = []
  for (const info of scopes.values()) {
    if (info.kind === 'group') continue
    const mayHave = info.pair === undefined ? takesPart(membership, info, member) : info.pair.includes(member)
    if (!mayHave) continue
    const order = info.kind === 'team' ? 0 : info.kind === 'directory' ? 1 : conversationOrder
    shared.push({ scope: info.scope, order, epochPayloads: !(ofGuest && info.kind === 'team') })
  }
  const groups = sharedGroups(desk, member, {
    order: conversationOrder,
    mayProve: (scope) => mayProve(device, scope)
  })
  const { heardOf, left } = groups
  return { type: ofGuest ? 'guest' : 'member', scopes: [...shared, ...groups.scopes], heardOf, left }
}

/** Behind the team and the directory (S7). */
const conversationOrder = 2

function locatorOf({ replica, storage }: Desk, { scope, device }: LogName): readonly EntryHash[] {
  const seqs = new Set(headsOf(replica, scope, device).flatMap((head) => locatorSeqs(head.seq)))
  const hashes: EntryHash[] = []
  for (const seq of [...seqs].sort((a, b) => b - a)) {
    const found = storage.entries({ type: 'log', scope, device, fromSeq: seq, count: limits.headsMax })
    hashes.push(...found.filter((entry) => entry.seq === seq).map((entry) => entry.hash))
    if (hashes.length >= bounds.locatorHashesMax) break
  }
  return hashes.slice(0, bounds.locatorHashesMax)
}

function entriesBeyond(
  desk: Desk,
  { scope, device }: LogName,
  { known, countMax }: { readonly known: readonly EntryHash[]; readonly countMax: number }
): readonly Entry[] {
  const { replica, storage } = desk
  const here = storage
    .entries({ type: 'hashes', hashes: known })
    .filter((entry) => entry.scope === scope && entry.device === device)
  if (!replica.everForked.has(logKey(scope, device))) {
    const fromSeq = Math.max(-1, ...here.map((entry) => entry.seq)) + 1
    return storage.entries({ type: 'log', scope, device, fromSeq, count: countMax }).map(entryFromStored)
  }
  const heads = headsOf(replica, scope, device).map((head) => head.hash)
  const lookup = linksIn({ storage, now: desk.now() })
  const hashes = beyond(
    heads,
    here.map((entry) => entry.hash),
    lookup
  ).slice(0, countMax)
  const found = new Map(storage.entries({ type: 'hashes', hashes }).map((entry) => [entry.hash, entry]))
  return hashes.flatMap((hash) => {
    const entry = found.get(hash)
    return entry === undefined ? [] : [entryFromStored(entry)]
  })
}

function payloadsIn({ storage }: Desk, range: PayloadRange, countMax: number): readonly Entry[] {
  const { scope, device, from, to } = range
  return storage
    .entries({ type: 'log', scope, device, fromSeq: from, count: countMax })
    .filter((entry) => entry.seq <= to && entry.payload !== undefined)
    .map(entryFromStored)
}

/**
 * Who was a guest has epoch entries without payloads; as a member it may have them, and cannot read without (S4, K16). Who is out of a group
 * has them too, and asks for none: nobody would give them.
 */
function lacksKeys({ membership, identity }: Replica, scope: ScopeId): boolean {
  if (!membership.payloadsAbsent.has(scope)) return false
  if (scope === identity.team && !holdsTeamKeys(levelOf(membership.team, identity.member))) return false
  const info = membership.scopes.get(scope)
  if (info === undefined || !takesPart(membership, info, identity.member)) return false
  const book = membership.books.get(scope)
  return book === undefined || book.current === undefined || book.held.length > 0
}

/** How many gaps are looked at in one scope at a time: the newest pages come first, the rest when these are here. */
const gapsMax = 2048

function* missingPayloads({ replica, storage }: Desk, scopes: readonly ScopeId[]): Generator<PayloadRange> {
  for (const scope of scopes) {
    if (lacksKeys(replica, scope))
      for (const { device, seq } of storage.entries({ type: 'keys-without-payload', scope, count: gapsMax }))
        yield { scope, device, from: seq, to: seq }
    if (replica.lacksPayloads.get(scope) === false) continue
    const gaps = storage.entries({ type: 'without-payload', scope, count: gapsMax })
    replica.lacksPayloads.set(scope, gaps.length > 0)
    const open = new Map<DeviceId, { from: number; to: number; page: number }>()
    for (const { device, seq, page } of gaps) {
      const range = open.get(device)
      const from = Math.min(range?.from ?? seq, seq)
      const to = Math.max(range?.to ?? seq, seq)
      if (range !== undefined && (range.page !== page || to - from >= limits.runEntriesMax)) {
        yield { scope, device, from: range.from, to: range.to }
        open.set(device, { from: seq, to: seq, page })
      } else open.set(device, { from, to, page })
    }
    for (const [device, { from, to }] of open) yield { scope, device, from, to }
  }
}

/** The team's control log, founders first: what a removed device needs to see that it was removed (S4, S12). */
function removalProof({ replica, storage }: Desk, device: DeviceId): readonly Run[] {
  const { team } = replica.identity
  const logs = [...(replica.heads.get(team)?.keys() ?? [])]
  const entriesByLog = logs.map((author) =>
    storage
      .entries({ type: 'log', scope: team, device: author, fromSeq: 0, count: Number.MAX_SAFE_INTEGER })
      .map(entryFromStored)
      .map((entry) => (entry.header.kind === 'epoch' ? { ...entry, payload: undefined } : entry))
  )
  const oldestFirst = entriesByLog.toSorted(
    ([a], [b]) => (a?.header.ts ?? 0) - (b?.header.ts ?? 0) || compareIds(a?.device ?? device, b?.device ?? device)
  )
  const runBounds = { entriesMax: limits.runEntriesMax, bytesMax: limits.runFrameBytesMax - 1024 }
  return oldestFirst.flatMap((entries) => splitIntoRuns(entries, runBounds).runs)
}
