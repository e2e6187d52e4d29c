// Owns what this device does about content of those who are out: which fences it still has to post (K12), what waits unseen, and what is
// dropped after a week (K13). Values only; the pen and the door carry them out.

import type { DeviceId, EntryHash, ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { isCovered } from '../log/ancestry.ts'
import { decodeHeader, parentsOf } from '../log/entry.ts'
import type { Head } from '../log/heads.ts'
import type { Fence } from '../team/control.ts'
import { fenceFor, missingFences } from '../team/fences.ts'
import { holdsTeamKeys, levels } from '../team/levels.ts'
import { hasLed, levelOf, wasAdded } from '../team/past.ts'
import { validOfType } from '../team/roll.ts'
import { cutsOf, fenceVerdictOf, linksIn, type Reading } from './content.ts'
import { isInside, outsideSince } from './outside.ts'
import type { StoredEntry } from './ports.ts'
import type { ScopeInfo } from './scopes.ts'
import { logKey, type Replica } from './state.ts'

/** One log of a device that takes no part any more. */
interface OutsideLog {
  readonly info: ScopeInfo
  readonly device: DeviceId
  readonly heads: readonly Head[]
}

function* outsideLogs(replica: Replica): Generator<OutsideLog> {
  for (const [scope, logs] of replica.heads) {
    const info = replica.membership.scopes.get(scope)
    if (info === undefined || info.kind === 'team') continue
    for (const [device, heads] of logs)
      if (heads.length > 0 && !isInside(replica, info, device)) yield { info, device, heads }
  }
}

// ---------------------------------------------------------------- Fences to post

interface FencedLog {
  readonly info: ScopeInfo
  readonly device: DeviceId
  readonly heads: Fence['heads']
}

/** Fences that nobody has posted yet around what was here in time, by the scope whose log they belong to (K12). */
export function fencesToPost(replica: Replica, reading: Reading): ReadonlyMap<ScopeId, readonly Fence[]> {
  const posts = new Map<ScopeId, Fence[]>()
  for (const { info, device, heads } of [...logsInTime(replica, reading), ...silentLogs(replica, reading)]) {
    const cuts = cutsOf(replica, info).filter((cut) => cut.scope === info.scope && cut.device === device)
    const level = levelIn(replica, info)
    const isOutweighed = level < levels.admin && cuts.some((cut) => cut.level >= levels.admin)
    if (level < levels.member || isOutweighed) continue
    const missing = missingFences(
      [{ scope: info.scope, device, heads }],
      { cuts, isActive: () => false },
      linksIn(reading)
    )
    if (missing.length > 0) posts.set(info.keyScope, [...(posts.get(info.keyScope) ?? []), ...missing])
  }
  return posts
}

/** What was said in time, log by log. */
function* logsInTime(replica: Replica, reading: Reading): Generator<FencedLog> {
  for (const log of outsideLogs(replica)) {
    const heads = headsInTime(replica, log, reading)
    if (heads.length > 0) yield { ...log, heads }
  }
}

/**
 * Devices out of the team whose members led a group, and that wrote nothing there: without a fence, what they date back would be obeyed
 * for ever (R14). Said by those alone that had the group before they learned of it: to others the log may only not have come yet.
 */
function* silentLogs(replica: Replica, reading: Reading): Generator<FencedLog> {
  const { groups, scopes, team } = replica.membership
  for (const [scope, group] of groups) {
    const info = scopes.get(scope)
    if (info === undefined) continue
    const creations = validOfType(group.judgement, 'group.create').map(({ hash }) => hash)
    const [creation] = reading.storage.entries({ type: 'hashes', hashes: creations })
    for (const [device, { member }] of team.certificates) {
      if (team.devices.has(device) || !hasLed(group, member) || replica.heads.get(scope)?.has(device) === true) continue
      const learned = outsideSince(replica, info, device)
      const wasHere = creation !== undefined && learned !== undefined && creation.receivedAt <= learned
      if (wasHere && wasAdded(team, device)) yield { info, device, heads: [] }
    }
  }
}

/** The level a cut of ours would have: in the team our own, in a private conversation its members' (R2). */
function levelIn({ identity, membership }: Replica, { pair, scope, kind }: ScopeInfo): number {
  if (kind === 'group') {
    const group = membership.groups.get(scope)
    return group === undefined ? 0 : levelOf(group, identity.member)
  }
  const level = levelOf(membership.team, identity.member)
  if (pair === undefined) return holdsTeamKeys(level) ? level : 0
  return level > 0 ? levels.creator : 0
}

/** The newest entries of a log that were here before this device learned that its author is out; at most four, the newest first. */
function headsInTime(
  replica: Replica,
  { info, device, heads }: OutsideLog,
  reading: Reading
): readonly { readonly seq: number; readonly hash: EntryHash }[] {
  const learned = outsideSince(replica, info, device) ?? Number.POSITIVE_INFINITY
  const found: StoredEntry[] = []
  for (const entry of walk(heads, reading, ({ receivedAt }) => receivedAt > learned))
    if (entry.receivedAt <= learned) found.push(entry)
  return found
    .toSorted((one, other) => other.seq - one.seq)
    .slice(0, limits.cutHeadsMax)
    .map(({ seq, hash }) => ({ seq, hash }))
}

/** Entries from some heads down, each once; below an entry only where `goesOn`. */
function* walk(
  heads: readonly Head[],
  { storage }: Reading,
  goesOn: (entry: StoredEntry) => boolean
): Generator<StoredEntry> {
  const seen = new Set<EntryHash>()
  const waiting = heads.map(({ hash }) => hash)
  for (let hash = waiting.pop(); hash !== undefined; hash = waiting.pop()) {
    if (seen.has(hash)) continue
    seen.add(hash)
    const [entry] = storage.entries({ type: 'hashes', hashes: [hash] })
    if (entry === undefined) continue
    yield entry
    if (goesOn(entry)) waiting.push(...parentsIn(entry))
  }
}

function parentsIn({ header }: StoredEntry): readonly EntryHash[] {
  const decoded = decodeHeader(header)
  return decoded.ok ? parentsOf(decoded.value) : []
}

// ---------------------------------------------------------------- What lies beyond

export interface Beyond {
  readonly scope: ScopeId
  readonly device: DeviceId
  /** At most 256 are looked at. */
  readonly count: number
  readonly newest: number
  readonly dropsAt: number
}

const countedMax = 256

/** What is kept unseen, log by log (K13). */
export function beyondFences(replica: Replica, reading: Reading): readonly Beyond[] {
  return [...outsideLogs(replica)].flatMap((log) => {
    const unseen: StoredEntry[] = []
    for (const entry of unseenIn(replica, log, reading)) {
      unseen.push(entry)
      if (unseen.length >= countedMax) break
    }
    if (unseen.length === 0) return []
    const dropsAt = Math.min(...unseen.map(({ receivedAt }) => receivedAt)) + limits.beyondFenceMs
    const newest = Math.max(...unseen.map(({ ts }) => ts))
    return [{ scope: log.info.scope, device: log.device, count: unseen.length, newest, dropsAt }]
  })
}

/** Content from the heads down that does not count for want of a fence around it; it ends at what counts, and at keys (K12). */
function* unseenIn(replica: Replica, { info, heads }: OutsideLog, reading: Reading): Generator<StoredEntry> {
  const isUnseen = (entry: StoredEntry): boolean =>
    entry.kind === 'content' && fenceVerdictOf(replica, entry, { info, reading }) !== 'counts'
  for (const entry of walk(heads, reading, isUnseen)) if (isUnseen(entry)) yield entry
}

/** Entries of one log to take away, and what it then ends in. */
export interface Drop {
  readonly scope: ScopeId
  readonly device: DeviceId
  readonly entries: readonly StoredEntry[]
  readonly heads: readonly Head[]
}

/** What stayed unseen for seven days and has nothing younger on top of it (K13). */
export function dropsDue(replica: Replica, reading: Reading): readonly Drop[] {
  return [...outsideLogs(replica)].flatMap((log) => {
    const unseen = [...unseenIn(replica, log, reading)].toSorted((one, other) => other.seq - one.seq)
    const kept = new Set<EntryHash>()
    const entries = unseen.filter((entry) => {
      const isDue = entry.receivedAt + limits.beyondFenceMs <= reading.now && !kept.has(entry.hash)
      // What stays needs all that it stands on.
      if (!isDue) for (const parent of parentsIn(entry)) kept.add(parent)
      return isDue
    })
    if (entries.length === 0) return []
    return [{ scope: log.info.scope, device: log.device, entries, heads: headsWithout(log, entries, reading) }]
  })
}

function headsWithout({ heads }: OutsideLog, dropped: readonly StoredEntry[], reading: Reading): readonly Head[] {
  const gone = new Set(dropped.map(({ hash }) => hash))
  const below = [...new Set(dropped.flatMap(parentsIn))].filter((hash) => !gone.has(hash))
  const parents = reading.storage.entries({ type: 'hashes', hashes: below })
  const candidates = [
    ...heads.filter(({ hash }) => !gone.has(hash)),
    ...parents.map(({ hash, seq, ts }): Head => ({ hash, seq, ts }))
  ]
  const distinct = [...new Map(candidates.map((head) => [head.hash, head])).values()]
  const links = linksIn(reading)
  return distinct.filter((head) => {
    const others = distinct.filter((other) => other.hash !== head.hash).map(({ hash }) => hash)
    return !isCovered(head.hash, others, links)
  })
}

/** Logs whose fence reaches further than what was left of them: what was dropped may come again (K13). */
export function dropsToUndo(replica: Replica, { storage }: Reading): readonly string[] {
  return [...outsideLogs(replica), ...emptiedLogs(replica)].flatMap(({ info, device }) => {
    const key = logKey(info.scope, device)
    if (!replica.droppedHeads.has(key)) return []
    const fence = fenceFor(cutsOf(replica, info), { scope: info.scope, device }) ?? []
    const here = storage.entries({ type: 'hashes', hashes: fence })
    return here.length < fence.length ? [key] : []
  })
}

/** Logs of which nothing is left. */
function emptiedLogs(replica: Replica): readonly OutsideLog[] {
  return [...replica.membership.scopes.values()].flatMap((info) =>
    [...replica.membership.team.certificates.keys()]
      .filter((device) => replica.droppedHeads.has(logKey(info.scope, device)))
      .filter((device) => replica.heads.get(info.scope)?.has(device) !== true)
      .map((device) => ({ info, device, heads: [] }))
  )
}
