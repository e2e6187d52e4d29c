// Owns the start: from what storage kept to a replica in memory. Its cost follows members and logs, not messages.

import { fromHex } from '../base/bytes.ts'
import { entryHashOf, type DeviceId, type ScopeId } from '../base/ids.ts'
import { directoryScope, selfScope } from '../team/scopes.ts'
import { readControlEntry, type ControlEntry } from '../team/control-entry.ts'
import { readEpochEntry, type EpochEntry, type GrantEntry } from '../team/epoch-payload.ts'
import { registersOf } from '../chat/registers.ts'
import { operationOf } from '../chat/rows.ts'
import { rowOf, type Reading } from './content.ts'
import { identityOf } from './identity.ts'
import { membershipAfter } from './membership.ts'
import { mentionsIn } from './mentions.ts'
import type { DeviceKeys, LocalRecord, Storage, Stored } from './ports.ts'
import {
  demotedIn,
  droppedIn,
  everForkedIn,
  forkedIn,
  inactiveIn,
  keptFromIn,
  secretsIn,
  unnotedIn,
  unsearchedIn,
  unsettledIn
} from './records.ts'
import { recordsOfMoved, registersFrom, winningRegisters } from './registers.ts'
import { createReplica, type Replica } from './state.ts'
import { entryFromStored } from './stored-entry.ts'

/** The replica of a device that was stopped, or killed, at any moment. */
export function restoreReplica(keys: DeviceKeys, stored: Stored): Replica {
  const replica = createReplica(identityOf(keys))
  for (const { scope, device, heads } of stored.heads) {
    const logs = replica.heads.get(scope) ?? new Map()
    replica.heads.set(
      scope,
      logs.set(
        device,
        heads.map(({ hash, seq, ts }) => ({ hash, seq, ts }))
      )
    )
  }
  const control: ControlEntry[] = []
  const epochEntries: { scope: ScopeId; entry: EpochEntry | GrantEntry }[] = []
  const payloadsAbsent: ScopeId[] = []
  for (const kept of stored.membership) {
    const entry = entryFromStored(kept)
    if (kept.kind === 'control') {
      const read = readControlEntry(entry, replica.identity.team)
      if (read.ok) control.push(read.value)
      continue
    }
    const read = readEpochEntry(entry)
    if (read.ok) epochEntries.push({ scope: kept.scope, entry: read.value })
    else if (read.reason === 'payload-missing') payloadsAbsent.push(kept.scope)
  }
  const change = { control, epochEntries, payloadsAbsent, secrets: secretsIn(stored.records) }
  replica.membership = membershipAfter(replica.membership, change, replica).membership
  for (const [key, since] of forkedIn(stored.records)) replica.forkedSince.set(key, since)
  for (const key of everForkedIn(stored.records)) replica.everForked.add(key)
  for (const [device, since] of inactiveIn(stored.records)) replica.inactiveSince.set(device, since)
  for (const [key, since] of demotedIn(stored.records)) replica.demotedSince.set(key, since)
  for (const [key, heads] of droppedIn(stored.records)) replica.droppedHeads.set(key, heads)
  replica.keptFrom = keptFromIn(stored.records)
  replica.mentions = mentionsIn(stored.records)
  for (const key of unsettledIn(stored.records)) replica.unsettled.add(key)
  for (const key of unsearchedIn(stored.records)) replica.unsearched.add(key)
  for (const key of unnotedIn(stored.records)) replica.unnoted.add(key)
  for (const [key, register] of registersFrom(stored.records).byKey) replica.registers.byKey.set(key, register)
  return replica
}

/**
 * Registers as the logs of directory, self and `groups` say now (P5): control entries moved who counts. With `anew` what these said is
 * forgotten first, since somebody's word may not count any more. Returns what of it is to be kept.
 */
export function rereadRegisters(
  replica: Replica,
  reading: Reading,
  { anew, groups }: { readonly anew: boolean; readonly groups: readonly ScopeId[] }
): readonly LocalRecord[] {
  const { team, member } = replica.identity
  const before = new Map(replica.registers.byKey)
  const scopes = [directoryScope(team), selfScope(team, member), ...groups]
  if (anew) forgetSaidIn(replica, new Set(scopes), reading)
  for (const scope of scopes)
    for (const device of replica.heads.get(scope)?.keys() ?? []) rereadLog(replica, { scope, device }, reading)
  return recordsOfMoved(before, replica.registers.byKey)
}

/** What was said elsewhere stays: it is not read again. A read mark names no entry by its hash, and stands in self. */
function forgetSaidIn({ registers }: Replica, scopes: ReadonlySet<ScopeId>, { storage }: Reading): void {
  const hashes = [...registers.byKey.values()].flatMap(({ hash }) => {
    const bytes = fromHex(hash)
    return bytes.ok && bytes.value.length === 32 ? [entryHashOf(bytes.value)] : []
  })
  const elsewhere = storage.entries({ type: 'hashes', hashes }).filter(({ scope }) => !scopes.has(scope))
  const kept = new Set<string>(elsewhere.map(({ hash }) => hash))
  for (const [key, { hash }] of registers.byKey) if (!kept.has(hash)) registers.byKey.delete(key)
}

const portion = 512

function rereadLog(
  replica: Replica,
  { scope, device }: { readonly scope: ScopeId; readonly device: DeviceId },
  reading: Reading
): void {
  const { storage }: { readonly storage: Storage } = reading
  for (let fromSeq = 0; ;) {
    const entries = storage.entries({ type: 'log', scope, device, fromSeq, count: portion })
    const candidates = entries
      .filter((entry) => entry.kind === 'content')
      .flatMap((entry) => {
        const row = rowOf(replica, entry, reading)
        const operation = row && operationOf(row)
        if (row === undefined || operation === undefined) return []
        const { member, ts, hash } = row
        return registersOf(operation, { conversation: scope, member, device, ts, hash })
      })
    for (const winner of winningRegisters(replica.registers, candidates))
      replica.registers.byKey.set(winner.key, winner)
    const last = entries.at(-1)
    if (last === undefined || entries.length < portion) return
    fromSeq = last.seq + 1
  }
}
