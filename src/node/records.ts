// Owns the names and bytes of the node's local records: what a device keeps for itself beside the logs. Names are never shown.

import { decodeCbor, encodeCbor, type Cbor } from '../base/codec.ts'
import { fromHex } from '../base/bytes.ts'
import {
  deviceIdOf,
  entryHashOf,
  epochIdOf,
  idBytes,
  scopeIdOf,
  type ConversationId,
  type DeviceId,
  type EntryHash
} from '../base/ids.ts'
import type { KnownSecret } from './membership.ts'
import type { LocalRecord, Milliseconds } from './ports.ts'

/** Records by name, as a start finds them. */
export type Records = ReadonlyMap<string, Uint8Array>

/** A truth with this name; undefined takes it away. */
export function truth(name: string, value: Cbor | undefined): LocalRecord {
  return { keep: 'truth', name, value: value === undefined ? undefined : encodeCbor(value) }
}

/** The value of a truth, if it is there and readable. */
export function truthIn(records: Records, name: string): Cbor | undefined {
  const bytes = records.get(name)
  const value = bytes === undefined ? undefined : decodeCbor(bytes)
  return value?.ok === true ? value.value : undefined
}

/** An epoch's secret (K1); the logs keep its boxes for a while only (K15). */
export function secretRecord({ scope, epoch, secret }: KnownSecret): LocalRecord {
  return truth(`secret ${scope} ${epoch}`, secret)
}

export function secretsIn(records: Records): readonly KnownSecret[] {
  return named(records, 'secret').flatMap(([name, value]) => {
    const [scope, epoch] = name.split(' ').map(fromHex)
    if (scope?.ok !== true || epoch?.ok !== true || !(value instanceof Uint8Array)) return []
    return [{ scope: scopeIdOf(scope.value), epoch: epochIdOf(epoch.value), secret: value }]
  })
}

/** Messages of a conversation that came late and were not seen yet (C6). */
export function lateRecord(conversation: ConversationId, entries: readonly EntryHash[]): LocalRecord {
  return truth(`late ${conversation}`, entries.length === 0 ? undefined : entries.map(idBytes))
}

export function lateIn(records: Records): ReadonlyMap<EntryHash, ConversationId> {
  return new Map(
    named(records, 'late').flatMap(([name, value]) => {
      const conversation = fromHex(name)
      if (!conversation.ok || !Array.isArray(value)) return []
      const hashes = value.filter((each) => each instanceof Uint8Array)
      return hashes.map((hash) => [entryHashOf(hash), scopeIdOf(conversation.value)] as const)
    })
  )
}

/** When this device learned that another is no longer active (K13). */
export function inactiveRecord(device: DeviceId, since: Milliseconds): LocalRecord {
  return truth(`inactive ${device}`, since)
}

export function inactiveIn(records: Records): ReadonlyMap<DeviceId, Milliseconds> {
  return new Map(
    named(records, 'inactive').flatMap(([name, since]) => {
      const device = fromHex(name)
      return device.ok && typeof since === 'number' ? [[deviceIdOf(device.value), since] as const] : []
    })
  )
}

/** When this device learned that another lost its part in a key scope; `key` is the `logKey` of both (K13). */
export function demotedRecord(key: string, since: Milliseconds | undefined): LocalRecord {
  return truth(`demoted ${key}`, since)
}

export function demotedIn(records: Records): ReadonlyMap<string, Milliseconds> {
  return new Map(
    named(records, 'demoted').flatMap(([name, since]) => (typeof since === 'number' ? [[name, since]] : []))
  )
}

/** Heads of a log of which something beyond a fence was dropped (K13); none: nothing is left out. */
export function droppedRecord(logKey: string, heads: readonly EntryHash[]): LocalRecord {
  return truth(`dropped ${logKey}`, heads.length === 0 ? undefined : heads.map(idBytes))
}

export function droppedIn(records: Records): ReadonlyMap<string, readonly EntryHash[]> {
  return new Map(
    named(records, 'dropped').flatMap(([name, heads]) => {
      const hashes = Array.isArray(heads) ? (heads as readonly Cbor[]) : []
      const isSound = hashes.every((hash) => hash instanceof Uint8Array && hash.length === 32)
      return isSound ? [[name, hashes.map((hash) => entryHashOf(hash as Uint8Array))] as const] : []
    })
  )
}

/** The first page that is kept: those before it were dropped by policy (X6). */
export function keptFromRecord(page: number): LocalRecord {
  return truth('kept-from', page)
}

export function keptFromIn(records: Records): number {
  const page = truthIn(records, 'kept-from')
  return typeof page === 'number' ? page : 0
}

/** This person leaves the team: whether its copy goes, and whether another device has heard of it (S12). */
export interface LeavingRecord {
  readonly wipe: boolean
  readonly told: boolean
}

export function leavingRecord(leaving: LeavingRecord | undefined): LocalRecord {
  return truth('leaving', leaving === undefined ? undefined : [leaving.wipe, leaving.told])
}

export function leavingIn(records: Records): LeavingRecord | undefined {
  const value = truthIn(records, 'leaving')
  if (!Array.isArray(value)) return undefined
  const [wipe, told] = value as readonly Cbor[]
  return { wipe: wipe === true, told: told === true }
}

/** All that is left of a team after its copy was erased: why (S12). */
export type Gone = 'removed' | 'revoked' | 'left'
const gone: readonly Gone[] = ['removed', 'revoked', 'left']

export function wipedRecord(how: Gone | undefined): LocalRecord {
  return truth('wiped', how === undefined ? undefined : gone.indexOf(how))
}

export function wipedIn(records: Records): Gone | undefined {
  const value = truthIn(records, 'wiped')
  return typeof value === 'number' ? gone[value] : undefined
}

/** Since when a log shows two heads here (F4). */
export function forkedRecord(logKey: string, since: Milliseconds | undefined): LocalRecord {
  return truth(`forked ${logKey}`, since)
}

export function forkedIn(records: Records): ReadonlyMap<string, Milliseconds> {
  return new Map(
    named(records, 'forked').flatMap(([name, since]) => (typeof since === 'number' ? [[name, since]] : []))
  )
}

/** A log that forked at some time: kept for ever, since its seqs alone do not tell what is below what. */
export function everForkedRecord(logKey: string): LocalRecord {
  return truth(`ever-forked ${logKey}`, true)
}

export function everForkedIn(records: Records): readonly string[] {
  return named(records, 'ever-forked').map(([name]) => name)
}

/** A page whose erasures may still change (X1). */
export function unsettledRecord(pageKey: string, open: boolean): LocalRecord {
  return truth(`unsettled ${pageKey}`, open ? true : undefined)
}

export function unsettledIn(records: Records): readonly string[] {
  return named(records, 'unsettled').map(([name]) => name)
}

/** A page of which not all is found that could be; the whole history is looked through once (X5). */
export function unsearchedRecord(pageKey: string, open: boolean): LocalRecord {
  return truth(`unsearched ${pageKey}`, open ? true : undefined)
}

export function unsearchedIn(records: Records): readonly string[] {
  return named(records, 'unsearched').map(([name]) => name)
}

/** A note or list whose words are to be found anew, by `padPlaceKey` (X5). */
export function unnotedRecord(key: string, open: boolean): LocalRecord {
  return truth(`unnoted ${key}`, open ? true : undefined)
}

export function unnotedIn(records: Records): readonly string[] {
  return named(records, 'unnoted').map(([name]) => name)
}

/** From here on the door tells which notes moved; all that there were before were looked through once. */
export function notedBegunRecord(): LocalRecord {
  return truth('noted-begun', true)
}

export function isNotedBegun(records: Records): boolean {
  return records.has('noted-begun')
}

/** From here on the door tells the index everything; what was there before stands among the unsearched pages. */
export function searchBegunRecord(): LocalRecord {
  return truth('search-begun', true)
}

export function isSearchBegun(records: Records): boolean {
  return records.has('search-begun')
}

/** Control entries came, and the registers that are kept were not looked at since: who counts may have changed (P5). */
export function staleRegistersRecord(stale: boolean): LocalRecord {
  return truth('registers-stale', stale ? true : undefined)
}

export function areRegistersStale(records: Records): boolean {
  return records.has('registers-stale')
}

/** When the first entry that came from the future may be shown (L9). */
export function waitsUntilRecord(at: Milliseconds | undefined): LocalRecord {
  return truth('waits-until', at)
}

export function waitsUntilIn(records: Records): Milliseconds | undefined {
  const at = truthIn(records, 'waits-until')
  return typeof at === 'number' ? at : undefined
}

/** The root key, until its holder has confirmed the printed sheet (D7). */
export function rootSeedRecord(rootSeed: Uint8Array | undefined): LocalRecord {
  return truth('root-seed', rootSeed)
}

export function rootSeedIn(records: Records): Uint8Array | undefined {
  const seed = truthIn(records, 'root-seed')
  return seed instanceof Uint8Array ? seed : undefined
}

/** From when on to ask again for a second owner or a printed sheet (D6). */
export function ownerReminderRecord(from: Milliseconds): LocalRecord {
  return truth('owner-reminder', from)
}

export function ownerReminderIn(records: Records): Milliseconds {
  const from = truthIn(records, 'owner-reminder')
  return typeof from === 'number' ? from : 0
}

/** The link of an invitation that this device made: its seed is in no log (I2). */
export function invitationRecord(invitation: EntryHash, link: string | undefined): LocalRecord {
  return truth(`invitation ${invitation}`, link)
}

export function invitationsIn(records: Records): ReadonlyMap<string, string> {
  return new Map(
    named(records, 'invitation').flatMap(([name, link]) => (typeof link === 'string' ? [[name, link]] : []))
  )
}

/** A further device of this person that was let in and not met yet; the seed of its link is in no log (I16). */
export interface OpenLink {
  readonly seed: Uint8Array
  readonly device: DeviceId
  readonly until: Milliseconds
}

export function linkingRecord(open: OpenLink | undefined): LocalRecord {
  return truth('linking', open === undefined ? undefined : [open.seed, idBytes(open.device), open.until])
}

export function linkingIn(records: Records): OpenLink | undefined {
  const value = truthIn(records, 'linking')
  const [seed, device, until] = Array.isArray(value) ? (value as readonly Cbor[]) : []
  if (!(seed instanceof Uint8Array) || !(device instanceof Uint8Array) || typeof until !== 'number') return undefined
  return seed.length === 16 && device.length === 32 ? { seed, device: deviceIdOf(device), until } : undefined
}

/** What is kept under names that begin with `kind` and a space: the rest of each name, and its value if it is readable. */
export function named(records: Records, kind: string): readonly (readonly [string, Cbor])[] {
  const prefix = `${kind} `
  return [...records.keys()].flatMap((name) => {
    const value = name.startsWith(prefix) ? truthIn(records, name) : undefined
    return value === undefined ? [] : [[name.slice(prefix.length), value] as const]
  })
}
