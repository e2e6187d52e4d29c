// Owns a device for the tests of sync: logs in memory, the door of V1, and the answers a session asks of a node. Nothing random.

import { present } from '../../src/base/assert.ts'
import { compareIds, type DeviceId, type EntryHash, type ScopeId } from '../../src/base/ids.ts'
import { err, ok } from '../../src/base/result.ts'
import { limits } from '../../src/base/limits.ts'
import { beyond } from '../../src/log/ancestry.ts'
import { parentsOf, type Entry } from '../../src/log/entry.ts'
import { headsAfter, type Head } from '../../src/log/heads.ts'
import { locatorSeqs } from '../../src/log/locator.ts'
import { runOf, type Run } from '../../src/log/run.ts'
import { verifyRun } from '../../src/log/verify.ts'
import type { NextEntry } from '../../src/log/append.ts'
import type { Verdict } from '../../src/sync/events.ts'
import type { Local, LogName, PayloadRange, SharedScope, Standing } from '../../src/sync/local.ts'
import { readCertificate } from '../../src/team/certificate.ts'
import { makeEntry } from '../fixtures/log.ts'
import { seededBytes } from '../fixtures/random.ts'
import type { TestDevice } from '../fixtures/team.ts'

/** What one run brought. */
export interface Taken {
  readonly verdict: Verdict
  /** Entries that were not there before. */
  readonly entries: readonly Entry[]
}

/** A device with its logs, mutable as a node's storage is. */
export interface Replica {
  readonly name: string
  readonly device: TestDevice
  readonly local: Local
  /** Every entry, by hash. */
  readonly entries: ReadonlyMap<EntryHash, Entry>
  /** What others are to this device; without an entry: a member of all `scopes`. */
  readonly standings: Map<DeviceId, Standing>
  readonly scopes: SharedScope[]
  readonly proofs: Map<DeviceId, readonly Run[]>
  /** Runs that came to the door. */
  readonly runs: Run[]
  asksElsewhere: (log: LogName, peer: DeviceId) => boolean
  strikes: number
  /** Writes an entry of this device. */
  write(scope: ScopeId, parts?: Partial<NextEntry>): Entry
  /** Stores entries without asking: what this device had before the test began. */
  hold(entries: readonly Entry[]): void
  take(run: Run): Taken
}

/** A scope that everybody in the test shares. */
export function sharedScope(scope: ScopeId, order: number, epochPayloads = true): SharedScope {
  return { scope, order, epochPayloads }
}

/** A device of the team that shares these scopes with everybody; `people` are all whose entries it can verify. */
export function makeReplica(
  device: TestDevice,
  scopes: readonly SharedScope[],
  people: readonly TestDevice[]
): Replica {
  const entries = new Map<EntryHash, Entry>()
  const headsByLog = new Map<string, readonly Head[]>()
  const keys = new Map(people.map((each) => [each.device, each.signKeys.publicKey]))
  const headsOf = ({ scope, device: author }: LogName): readonly Head[] => headsByLog.get(`${scope}/${author}`) ?? []
  const lookup = (hash: EntryHash) => {
    const entry = entries.get(hash)
    return entry && { seq: entry.header.seq, parents: parentsOf(entry.header) }
  }
  const store = (added: readonly Entry[]): void => {
    for (const entry of [...added].sort((a, b) => a.header.seq - b.header.seq)) {
      entries.set(entry.hash, entry)
      const log = `${entry.scope}/${entry.device}`
      headsByLog.set(log, headsAfter(headsByLog.get(log) ?? [], entry))
    }
  }

  const replica: Replica = {
    name: device.name,
    device,
    entries,
    standings: new Map(),
    scopes: [...scopes],
    proofs: new Map(),
    runs: [],
    asksElsewhere: () => false,
    strikes: 0,
    write(scope, parts) {
      const author = { scope, device: device.device, signKeys: device.signKeys }
      const entry = makeEntry(author, headsOf(author), parts)
      store([entry])
      return entry
    },
    hold: (held) => {
      for (const entry of held) if (entries.has(entry.hash)) entries.set(entry.hash, entry)
      store(held.filter((entry) => !entries.has(entry.hash)))
    },
    take(run) {
      replica.runs.push(run)
      const known = {
        heads: headsOf(run),
        lookup: (hash: EntryHash) => {
          const entry = entries.get(hash)
          if (entry === undefined) return undefined
          const { scope, device: author, header, payload } = entry
          return { scope, device: author, seq: header.seq, ts: header.ts, hasPayload: payload !== undefined }
        }
      }
      const key = keys.get(run.device)
      if (key === undefined) return { verdict: 'held', entries: [] }
      const verified = verifyRun(run, known, key)
      if (!verified.ok) return { verdict: verified.reason.type === 'wrong' ? 'refused' : 'held', entries: [] }
      store(verified.value.entries)
      for (const { hash, payload } of verified.value.payloads) {
        entries.set(hash, { ...present(entries.get(hash), 'a payload belongs to a stored entry'), payload })
      }
      return { verdict: 'accepted', entries: verified.value.entries }
    },
    local: {
      me: {
        team: device.certificate.team,
        device: device.device,
        certificate: device.certificate.bytes,
        certificateSignature: device.certificate.signature,
        signSecret: device.signKeys.secretKey
      },
      random: seededBytes(device.name),
      readCertificate: (certificate, signature) => {
        const read = readCertificate(certificate, signature, device.certificate.team)
        return read.ok ? ok({ device: read.value.device, signPublic: read.value.signPublic }) : err('inadmissible')
      },
      beginning: () => [],
      beginsScope: () => false,
      standing: (other) => replica.standings.get(other) ?? { type: 'member', scopes: replica.scopes },
      strikes: () => replica.strikes,
      heads: (scope) =>
        [...headsByLog].flatMap(([log, heads]) => {
          const [of, author] = log.split('/') as [ScopeId, DeviceId]
          return of === scope ? [{ scope, device: author, heads }] : []
        }),
      headsOfLog: headsOf,
      has: (hash) => entries.has(hash),
      locator: (log) => headsOf(log).flatMap((head) => locatorOf(head, entries)),
      entriesBeyond: (log, known, countMax) =>
        beyond(
          headsOf(log).map((head) => head.hash),
          known,
          lookup
        )
          .slice(0, countMax)
          .map((hash) => present(entries.get(hash), 'a walk finds what is stored')),
      payloads: (range, countMax) =>
        logOf(range, entries)
          .filter(({ header, payload }) => payload !== undefined && header.seq >= range.from && header.seq <= range.to)
          .slice(0, countMax),
      missingPayloads: (wanted) => missingRanges([...entries.values()], wanted),
      removalProof: (other) => replica.proofs.get(other) ?? [],
      isAskedElsewhere: (log, peer) => replica.asksElsewhere(log, peer)
    }
  }
  return replica
}

function logOf({ scope, device }: LogName, entries: ReadonlyMap<EntryHash, Entry>): readonly Entry[] {
  const log = [...entries.values()].filter((entry) => entry.scope === scope && entry.device === device)
  return log.sort((a, b) => a.header.seq - b.header.seq || compareIds(a.hash, b.hash))
}

function locatorOf(head: Head, entries: ReadonlyMap<EntryHash, Entry>): readonly EntryHash[] {
  const wanted = new Set(locatorSeqs(head.seq))
  const hashes: EntryHash[] = []
  for (let entry = entries.get(head.hash); entry !== undefined;) {
    if (wanted.has(entry.header.seq) || entry.header.seq === 0) hashes.push(entry.hash)
    const { prev } = entry.header
    entry = prev === undefined ? undefined : entries.get(prev)
  }
  return hashes
}

/** Neighbours by seq without payload, newest page first, at most 512 to a range. */
function* missingRanges(entries: readonly Entry[], wanted: readonly ScopeId[]): Generator<PayloadRange> {
  const missing = entries.filter((entry) => entry.payload === undefined && wanted.includes(entry.scope))
  missing.sort((a, b) => b.header.page - a.header.page || compareIds(a.device, b.device) || a.header.seq - b.header.seq)
  let range: PayloadRange | undefined
  for (const { scope, device, header } of missing) {
    const isNext = range?.scope === scope && range.device === device && range.to + 1 === header.seq
    if (range !== undefined && isNext && header.seq - range.from < limits.runEntriesMax) {
      range = { ...range, to: header.seq }
      continue
    }
    if (range !== undefined) yield range
    range = { scope, device, from: header.seq, to: header.seq }
  }
  if (range !== undefined) yield range
}

/** The whole log of a device as one run. */
export function runOfLog(replica: Replica, log: LogName): Run {
  return runOf(logOf(log, replica.entries))
}

/** Whether two replicas hold the same entries with the same payloads and the same heads in these scopes. */
export function areEqual(a: Replica, b: Replica, scopes: readonly ScopeId[]): boolean {
  return scopes.every((scope) => {
    const [inA, inB] = [a, b].map((each) => [...each.entries.values()].filter((entry) => entry.scope === scope))
    if (inA === undefined || inB === undefined || inA.length !== inB.length) return false
    const samePayloads = inA.every(
      (entry) => (b.entries.get(entry.hash)?.payload === undefined) === (entry.payload === undefined)
    )
    const logs = a.local.heads(scope)
    return samePayloads && logs.every((log) => sameHashes(log.heads, b.local.headsOfLog(log)))
  })
}

function sameHashes(a: readonly Head[], b: readonly Head[]): boolean {
  const hashes = new Set(a.map((head) => head.hash))
  return a.length === b.length && b.every((head) => hashes.has(head.hash))
}
