// Owns what is known of other devices from the sessions with them: which heads they have, when they were last in touch. Outlives the
// session and the start, so that "who has it" stays true while nobody is connected (C7).

import { decodeCbor, encodeCbor, type Cbor } from '../base/codec.ts'
import { fromHex } from '../base/bytes.ts'
import { deviceIdOf, entryHashOf, idBytes, scopeIdOf, type DeviceId, type EntryHash } from '../base/ids.ts'
import { isCovered, type LookupLink } from '../log/ancestry.ts'
import type { LogName } from '../sync/local.ts'
import type { Arrival } from './arrivals.ts'
import type { Milliseconds, Storage } from './ports.ts'
import { logKey, type Replica } from './state.ts'

export interface SaidHead {
  readonly seq: number
  readonly hash: EntryHash
}

export interface Contacts {
  /** What a device said it has of a log, the latest word. */
  said(device: DeviceId, log: LogName, heads: readonly SaidHead[]): void
  met(device: DeviceId, now: Milliseconds): void
  lastContact(device: DeviceId): Milliseconds | undefined
  /** Whether a device has an entry, by the heads it has said. */
  has(device: DeviceId, entry: Arrival, lookup: LookupLink): boolean
  /** Keeps what changed as a cache: losing it only makes marks more modest. */
  settle(): void
}

interface Contact {
  readonly headsByLog: Map<string, readonly SaidHead[]>
  at: Milliseconds | undefined
  dirty: boolean
}

/** The contacts of a replica, read from storage when first asked for. */
export function createContacts(replica: Replica, storage: Storage): Contacts {
  const contacts = new Map<DeviceId, Contact>()

  function contactOf(device: DeviceId): Contact {
    const known = contacts.get(device)
    if (known !== undefined) return known
    const contact = contactFrom(storage.recall(recordName(device)))
    contacts.set(device, contact)
    return contact
  }

  return {
    said(device, { scope, device: author }, heads) {
      const contact = contactOf(device)
      contact.headsByLog.set(logKey(scope, author), heads)
      contact.dirty = true
    },
    met(device, now) {
      const contact = contactOf(device)
      contact.at = now
      contact.dirty = true
    },
    lastContact: (device) => contactOf(device).at,
    has(device, entry, lookup) {
      if (device === entry.device) return true
      const key = logKey(entry.scope, entry.device)
      const heads = contactOf(device).headsByLog.get(key) ?? []
      const reaching = heads.filter((head) => head.seq >= entry.seq)
      if (reaching.length === 0) return false
      if (!replica.everForked.has(key)) return true
      return isCovered(
        entry.hash,
        reaching.map((head) => head.hash),
        lookup
      )
    },
    settle() {
      for (const [device, contact] of contacts) {
        if (!contact.dirty) continue
        const kept = storage.keep({ keep: 'cache', name: recordName(device), value: bytesOf(contact) })
        contact.dirty = !kept.ok
      }
    }
  }
}

function recordName(device: DeviceId): string {
  return `contact ${device}`
}

function bytesOf({ headsByLog, at }: Contact): Uint8Array {
  const logs = [...headsByLog].map(([key, heads]): Cbor => [key, heads.map(({ seq, hash }) => [seq, idBytes(hash)])])
  return encodeCbor([at ?? null, logs])
}

function contactFrom(bytes: Uint8Array | undefined): Contact {
  const headsByLog = new Map<string, readonly SaidHead[]>()
  const decoded = bytes === undefined ? undefined : decodeCbor(bytes)
  const [at, logs] = decoded?.ok === true && Array.isArray(decoded.value) ? (decoded.value as readonly Cbor[]) : []
  for (const log of Array.isArray(logs) ? (logs as readonly Cbor[]) : []) {
    const [key, heads] = Array.isArray(log) ? (log as readonly Cbor[]) : []
    if (typeof key === 'string' && isLogKey(key)) headsByLog.set(key, headsFrom(heads))
  }
  return { headsByLog, at: typeof at === 'number' ? at : undefined, dirty: false }
}

function headsFrom(value: Cbor | undefined): readonly SaidHead[] {
  return (Array.isArray(value) ? (value as readonly Cbor[]) : []).flatMap((head) => {
    const [seq, hash] = Array.isArray(head) ? (head as readonly Cbor[]) : []
    return typeof seq === 'number' && hash instanceof Uint8Array && hash.length === 32
      ? [{ seq, hash: entryHashOf(hash) }]
      : []
  })
}

function isLogKey(text: string): boolean {
  const [scope, device] = text.split('/').map(fromHex)
  if (scope?.ok !== true || device?.ok !== true) return false
  return (
    scope.value.length === 16 &&
    device.value.length === 32 &&
    logKey(scopeIdOf(scope.value), deviceIdOf(device.value)) === text
  )
}
