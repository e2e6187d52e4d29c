// Owns a writing desk on the disk of a device that is off: the node's own pen without the node, for what no intent asks for yet and for
// what no honest node would write.

import type { DeviceId, EntryHash, ScopeId } from '../../src/base/ids.ts'
import { createPages } from '../../src/node/pages.ts'
import { restoreReplica } from '../../src/node/restore.ts'
import { headsOf, type Replica } from '../../src/node/state.ts'
import { storedEntryOf } from '../../src/node/stored-entry.ts'
import type { LogHeads, Storage } from '../../src/node/ports.ts'
import type { Desk } from '../../src/node/desk.ts'
import { appendEntry, type NextEntry } from '../../src/log/append.ts'
import type { Entry } from '../../src/log/entry.ts'
import { headsAfter, type Head } from '../../src/log/heads.ts'
import type { Dice } from '../fixtures/random.ts'
import type { Device } from './device.ts'

/** What a device knows, read from its disk past its node; undefined: it is in no team. */
export interface Inspection {
  readonly device: Device
  readonly storage: Storage
  readonly replica: Replica
}

export function inspect(device: Device): Inspection | undefined {
  const storage = device.storage()
  const stored = storage.load()
  if (stored.keys === undefined || stored.heads.length === 0) return undefined
  return { device, storage, replica: restoreReplica(stored.keys, stored) }
}

/** A desk on the disk of a device that is off; `now` is what its clock says. */
export function deskOf(device: Device, { dice, now }: { readonly dice: Dice; readonly now: number }): Desk | undefined {
  const inspected = inspect(device)
  if (inspected === undefined) return undefined
  const { storage, replica } = inspected
  return {
    replica,
    storage,
    pages: createPages(replica, () => ({ storage, now })),
    random: { bytes: dice.bytes },
    now: () => now,
    clockCorrectionMs: () => 0
  }
}

/** The next entry of a device's log in a scope, on these heads: form and signature are right, what it says is anybody's. */
export function draftEntry({ replica }: Desk, scope: ScopeId, heads: readonly Head[], next: NextEntry): Entry {
  const { device, sign } = replica.identity
  return appendEntry({ scope, device, secretKey: sign.secretKey }, heads, next)
}

/** Puts entries of one log of its own onto the disk past the door, as another program would; its node passes them on. */
export function plant(desk: Desk, entries: readonly Entry[]): void {
  const [first] = entries
  if (first === undefined) return
  const { scope, device } = first
  const before = headsOf(desk.replica, scope, device)
  const after = entries.reduce<readonly Head[]>(headsAfter, before)
  const named = (heads: readonly Head[]): LogHeads => ({
    scope,
    device,
    heads: heads.map((head) => ({ ...head, scope, device }))
  })
  desk.storage.append({
    entries: entries.map((entry) => storedEntryOf(entry, desk.now())),
    heads: [{ before: named(before), after: named(after) }],
    erase: [],
    unerase: [],
    drop: [],
    payloads: [],
    records: []
  })
}

/** All entries of one log, ascending. */
export function logOf(
  { storage }: Pick<Inspection, 'storage'>,
  scope: ScopeId,
  device: DeviceId
): readonly EntryHash[] {
  return storage
    .entries({ type: 'log', scope, device, fromSeq: 0, count: Number.MAX_SAFE_INTEGER })
    .map((entry) => entry.hash)
}
