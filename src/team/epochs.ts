// Owns the graph of epochs of one key scope: which are valid, which safe, which one to seal under (K1 to K3, K7 to K10, K15). Secrets
// come in as a map; nothing is opened or sealed here.

import { equalBytes } from '../base/bytes.ts'
import { compareIds, type DeviceId, type EntryHash, type EpochId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { EpochEntry, GrantEntry } from './epoch-payload.ts'
import { commitmentOf, type Secrets } from './keyring.ts'
import type { Roster } from './roster.ts'
import { shortIdOf } from './short-id.ts'

/** What is known of one key scope; judged anew whenever it changes. */
export interface EpochInput {
  readonly roster: Roster
  /** All epoch and grant entries of the scope that are here, in any order. */
  readonly entries: readonly (EpochEntry | GrantEntry)[]
  readonly secrets: Secrets
  /** Some entry of kind epoch is here without its payload (not fetched, or dropped by K15): then no superseded epoch is safe. */
  readonly payloadsAbsent: boolean
}

/**
 * held: a parent or dep is not known yet. void: wrong generation, an id used twice, or an author who was not active in the view of
 * its deps. valid: counts for reading. safe: may be sealed under now (K8).
 */
export type EpochStanding = 'held' | 'void' | 'valid' | 'safe'

export interface JudgedEpoch {
  readonly entry: EpochEntry
  readonly standing: EpochStanding
  /** Why a valid epoch is not safe, for logs and tests. */
  readonly unsafe: 'secret-unknown' | 'recipient-not-active' | 'grants-absent' | undefined
  /** E's author, everybody named in a counted grant, active or not, and who was in when it was made and is not now (K7). */
  readonly recipients: ReadonlySet<DeviceId>
  /** Counted grants, newest first. */
  readonly grants: readonly GrantEntry[]
}

export interface EpochBook {
  readonly byId: ReadonlyMap<EpochId, JudgedEpoch>
  /** What to seal under: the safe epoch of greatest generation, then lowest hash (K8). */
  readonly current: EpochId | undefined
  /** Grants that named a device their epoch excludes: void, and their authors are named (K7). */
  readonly offending: readonly { readonly grant: EntryHash; readonly device: DeviceId }[]
  /** Entries that wait for deps, and epochs that wait for parents (K2, V6). */
  readonly held: readonly {
    readonly entry: EntryHash
    readonly deps: readonly EntryHash[]
    readonly parents: readonly EpochId[]
  }[]
}

/** Judges everything at once (K7, K8). */
export function judgeEpochs({ roster, entries, secrets, payloadsAbsent }: EpochInput): EpochBook {
  const epochs = distinct(entries.filter((entry) => entry.type === 'epoch'))
  const placed = placeEpochs(epochs, roster)
  const grants = sortGrants(distinct(entries.filter((entry) => entry.type === 'grant')), placed, roster)
  const superseded = new Set(
    [...placed.values()].flatMap(({ entry, standing }) => (standing === 'valid' ? entry.parents : []))
  )
  const byId = new Map<EpochId, JudgedEpoch>()
  const inactive = [...roster.certified.values()].flat().filter((device) => !roster.active.has(device))
  const recipientsById = new Map(
    [...placed].map(([id, each]) => [id, recipientsOf(each, grants.counted.get(id) ?? [], { roster, inactive })])
  )
  const leaks = leaksOf(placed, recipientsById, roster)
  for (const [id, { entry, standing }] of placed) {
    const counted = grants.counted.get(id) ?? []
    const recipients = recipientsById.get(id) ?? new Set()
    const isLeaked = (leaks.get(id)?.size ?? 0) > 0
    const grantsAbsent = payloadsAbsent && superseded.has(id)
    const unsafe = standing === 'valid' ? reasonUnsafe(entry, { roster, secrets, isLeaked, grantsAbsent }) : undefined
    const isSafe = standing === 'valid' && unsafe === undefined
    byId.set(id, { entry, standing: isSafe ? 'safe' : standing, unsafe, recipients, grants: counted })
  }
  const held = epochs.filter(({ id }) => placed.get(id)?.standing === 'held')
  return {
    byId,
    current: currentOf(byId),
    offending: grants.offending,
    held: [...held, ...grants.held].map((entry) => ({
      entry: entry.hash,
      deps: roster.unknownOf(entry.deps),
      parents: (entry.type === 'epoch' ? entry.parents : [entry.epoch]).filter((parent) => !placed.has(parent))
    }))
  }
}

function distinct<Item extends { readonly hash: EntryHash }>(entries: readonly Item[]): readonly Item[] {
  return [...new Map(entries.map((entry) => [entry.hash, entry])).values()]
}

interface Placed {
  readonly entry: EpochEntry
  readonly standing: 'held' | 'void' | 'valid'
}

/** K2, and the first half of K8. An epoch does not fall with its parents: else whoever wrote one could void what others built on it. */
function placeEpochs(epochs: readonly EpochEntry[], roster: Roster): ReadonlyMap<EpochId, Placed> {
  const entriesById = new Map<EpochId, EpochEntry[]>()
  for (const entry of epochs) entriesById.set(entry.id, [...(entriesById.get(entry.id) ?? []), entry])
  const placed = new Map<EpochId, Placed>()
  const ascending = epochs.toSorted(
    (one, other) => one.generation - other.generation || compareIds(one.hash, other.hash)
  )
  for (const entry of ascending) {
    if (placed.has(entry.id)) continue
    const isTwin = (entriesById.get(entry.id)?.length ?? 0) > 1
    placed.set(entry.id, { entry, standing: isTwin ? 'void' : placeEpoch(entry, { entriesById, placed, roster }) })
  }
  return placed
}

function placeEpoch(
  entry: EpochEntry,
  known: {
    readonly entriesById: ReadonlyMap<EpochId, readonly EpochEntry[]>
    readonly placed: ReadonlyMap<EpochId, Placed>
    readonly roster: Roster
  }
): Placed['standing'] {
  if (known.roster.unknownOf(entry.deps).length > 0) return 'held'
  const generations: (readonly number[])[] = []
  for (const parent of entry.parents) {
    const twins = known.entriesById.get(parent)
    if (twins === undefined) return 'held'
    generations.push(twins.map(({ generation }) => generation))
  }
  if (!followsOn(entry.generation, generations)) return 'void'
  if (entry.parents.some((parent) => known.placed.get(parent)?.standing === 'held')) return 'held'
  return known.roster.activeAt(entry.deps)(entry.device) ? 'valid' : 'void'
}

/** gen = 1 + max gen of the parents, for some reading of parents whose id was used twice: a late twin must not void the child (K2). */
function followsOn(generation: number, parents: readonly (readonly number[])[]): boolean {
  if (parents.length === 0) return generation === 1
  const highest = generation - 1
  return (
    parents.some((readings) => readings.includes(highest)) &&
    parents.every((readings) => readings.some((reading) => reading <= highest))
  )
}

interface SortedGrants {
  readonly counted: ReadonlyMap<EpochId, readonly GrantEntry[]>
  readonly offending: EpochBook['offending']
  readonly held: readonly GrantEntry[]
}

/** K7: grants of devices active now count; one that names a device its epoch was made to exclude is void. */
function sortGrants(grants: readonly GrantEntry[], placed: ReadonlyMap<EpochId, Placed>, roster: Roster): SortedGrants {
  const counted = new Map<EpochId, GrantEntry[]>()
  const offending: { grant: EntryHash; device: DeviceId }[] = []
  const held: GrantEntry[] = []
  for (const grant of grants.toSorted((one, other) => other.ts - one.ts || compareIds(one.hash, other.hash))) {
    const epoch = placed.get(grant.epoch)
    if (epoch === undefined || epoch.standing === 'held' || roster.unknownOf(grant.deps).length > 0) held.push(grant)
    else if (epoch.standing === 'void' || !roster.active.has(grant.device)) continue
    else if (namesExcluded(grant, epoch.entry, roster)) offending.push({ grant: grant.hash, device: grant.device })
    else counted.set(grant.epoch, [...(counted.get(grant.epoch) ?? []), grant])
  }
  return { counted, offending, held }
}

/** Whether a grant names a device outside active(scope) in the view of its own deps and the epoch's together (K7). */
function namesExcluded(grant: GrantEntry, epoch: EpochEntry, roster: Roster): boolean {
  const isActive = roster.activeAt([...new Set([...grant.deps, ...epoch.deps])])
  return grant.boxes.some(({ shortId }) => {
    const devices = roster.certified.get(shortId) ?? []
    return devices.length === 0 || !devices.every(isActive)
  })
}

/**
 * Counting the author is essential: else a removed member back-dates an epoch, seals it to everybody and knows its secret (K7). So is
 * counting who was in when it was made: of a large team the boxes come in several runs, and the one for whom we removed may be the last.
 */
function recipientsOf(
  { entry, standing }: Placed,
  grants: readonly GrantEntry[],
  { roster, inactive }: { readonly roster: Roster; readonly inactive: readonly DeviceId[] }
): ReadonlySet<DeviceId> {
  const named = grants.flatMap(({ boxes }) => boxes.flatMap(({ shortId }) => roster.certified.get(shortId) ?? []))
  const sealedTo = standing === 'valid' ? inactive.filter(roster.activeAt(entry.deps)) : []
  return new Set([entry.device, ...named, ...sealedTo])
}

/**
 * Devices that are not active now and can have the secret of an epoch: its recipients, and by the ladder those of every epoch above it
 * (K6, K8). From above only whom the epoch was not made to exclude: what a removed member builds on it leads nobody to its secret.
 */
function leaksOf(
  placed: ReadonlyMap<EpochId, Placed>,
  recipientsById: ReadonlyMap<EpochId, ReadonlySet<DeviceId>>,
  roster: Roster
): ReadonlyMap<EpochId, ReadonlySet<DeviceId>> {
  const leaks = new Map<EpochId, Set<DeviceId>>()
  const valid = [...placed.values()].filter(({ standing }) => standing === 'valid').map(({ entry }) => entry)
  for (const { id, parents, deps, ladder } of valid.toSorted((one, other) => other.generation - one.generation)) {
    const own = [...(recipientsById.get(id) ?? [])].filter((device) => !roster.active.has(device))
    const fromAbove = [...(leaks.get(id) ?? [])]
    const isExcluded = fromAbove.length === 0 ? () => false : roster.excludedAt(deps)
    const known = new Set([...own, ...fromAbove.filter((device) => !isExcluded(device))])
    leaks.set(id, known)
    if (ladder !== undefined)
      for (const parent of parents) leaks.set(parent, new Set([...(leaks.get(parent) ?? []), ...known]))
  }
  return leaks
}

/** K8 `safe`, for a valid epoch. */
function reasonUnsafe(
  entry: EpochEntry,
  facts: {
    readonly roster: Roster
    readonly secrets: Secrets
    readonly isLeaked: boolean
    readonly grantsAbsent: boolean
  }
): JudgedEpoch['unsafe'] {
  const { roster, secrets, isLeaked, grantsAbsent } = facts
  const secret = secrets.get(entry.id)
  if (secret === undefined || !equalBytes(commitmentOf(secret, roster.scope), entry.commitment)) return 'secret-unknown'
  if (isLeaked) return 'recipient-not-active'
  return grantsAbsent ? 'grants-absent' : undefined
}

/** Of the safe epochs the greatest generation, then the lowest hash; an author who floods is not followed (K8). */
function currentOf(byId: ReadonlyMap<EpochId, JudgedEpoch>): EpochId | undefined {
  const entries = [...byId.values()].map(({ entry }) => entry)
  const isFlood = ({ hash, device, ts }: EpochEntry): boolean =>
    entries.filter((other) => other.device === device && other.hash !== hash && isInDayBefore(other.ts, ts)).length >=
    limits.epochsPerDayMax
  const candidates = [...byId.values()].filter(({ standing, entry }) => standing === 'safe' && !isFlood(entry))
  const [best] = candidates
    .map(({ entry }) => entry)
    .toSorted((one, other) => other.generation - one.generation || compareIds(one.hash, other.hash))
  return best?.id
}

function isInDayBefore(ts: number, moment: number): boolean {
  return ts <= moment && ts > moment - limits.dayMs
}

/** Whether content of this epoch may count: known and valid, safe or not (K13). */
export function isReadable({ byId }: EpochBook, epoch: EpochId): boolean {
  const standing = byId.get(epoch)?.standing
  return standing === 'valid' || standing === 'safe'
}

/** K9: no current epoch, or it is older than 7 days, or carries over 5000 entries. */
export function needsNewEpoch(
  { byId, current }: EpochBook,
  { now, entriesUnderCurrent }: { readonly now: number; readonly entriesUnderCurrent: number }
): boolean {
  const epoch = current === undefined ? undefined : byId.get(current)?.entry
  if (epoch === undefined) return true
  return now - epoch.ts > limits.epochLifeMs || entriesUnderCurrent > limits.epochEntriesMax
}

/**
 * Parents of the next epoch: valid, secret known, and without a child of that kind; at most 8, greatest generation first (K9). A child
 * whose secret nobody can know does not hide its parents, else one member could cut newcomers off from history (K6).
 */
export function parentsOfNext(book: EpochBook, secrets: Secrets): readonly EpochEntry[] {
  const usable = [...book.byId.values()]
    .filter(
      ({ entry, standing, unsafe }) =>
        isReadable(book, entry.id) && (standing === 'safe' || unsafe !== 'secret-unknown')
    )
    .map(({ entry }) => entry)
    .filter(({ id }) => secrets.has(id))
  const withChild = new Set(usable.flatMap(({ parents }) => parents))
  return usable
    .filter(({ id }) => !withChild.has(id))
    .toSorted((one, other) => other.generation - one.generation || compareIds(one.hash, other.hash))
    .slice(0, limits.epochParentsMax)
}

/** Active devices without a box in the current epoch, in the order of the roster (K10); none without a current epoch. */
export function missingBoxes({ byId, current }: EpochBook, { active }: Roster): readonly DeviceId[] {
  const epoch = current === undefined ? undefined : byId.get(current)
  if (epoch === undefined) return []
  const named = new Set(epoch.grants.flatMap(({ boxes }) => boxes.map(({ shortId }) => shortId)))
  return [...active.keys()].filter((device) => !named.has(shortIdOf(device)))
}

/**
 * K10: a removal left no epoch to seal under, and a device came in after the last one was made: it could read nothing here until somebody
 * writes. Then whoever can read makes a new one. `addedMs` says since when a device is in.
 */
export function shutsOut(
  { byId, current }: EpochBook,
  { active }: Roster,
  addedMs: (device: DeviceId) => number
): boolean {
  const valid = [...byId.values()].filter(({ standing }) => standing === 'valid')
  const canRead = valid.some(({ unsafe }) => unsafe !== 'secret-unknown')
  if (current !== undefined || !canRead) return false
  const newestMs = Math.max(...valid.map(({ entry }) => entry.ts))
  return [...active.keys()].some((device) => addedMs(device) > newestMs)
}
