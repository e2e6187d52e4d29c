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
  said(device: DeviceId, log: LogName, heads: readonly SaidHead[], now: Milliseconds): void
  met(device: DeviceId, now: Milliseconds): void
  lastContact(device: DeviceId): Milliseconds | undefined
  /** Whether a device has an entry, by the heads it has said. */
  has(device: DeviceId, entry: Arrival, lookup: LookupLink): boolean
  /** When this device learned that another one has an entry which it has (C20); undefined: that was not noted. */
  knownSince(device: DeviceId, entry: Arrival): Known | undefined
  /** Keeps what changed as a cache: losing it only makes marks more modest. */
  settle(): void
}

/** `exact` false: at this time at the latest. */
export interface Known {
  readonly at: Milliseconds
  readonly exact: boolean
}

/** At this time a device was known to have a log up to this seq. */
interface Step {
  readonly seq: number
  readonly at: Milliseconds
}

interface Log {
  readonly heads: readonly SaidHead[]
  /** Ascending in both; the newest few, and the first of them stands for all before it (C20). */
  readonly steps: readonly Step[]
}

interface Contact {
  readonly logs: Map<string, Log>
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
    said(device, { scope, device: author }, heads, now) {
      const contact = contactOf(device)
      const key = logKey(scope, author)
      contact.logs.set(key, { heads, steps: withStep(contact.logs.get(key)?.steps ?? [], heads, now) })
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
      const heads = contactOf(device).logs.get(key)?.heads ?? []
      const reaching = heads.filter((head) => head.seq >= entry.seq)
      if (reaching.length === 0) return false
      if (!replica.everForked.has(key)) return true
      return isCovered(
        entry.hash,
        reaching.map((head) => head.hash),
        lookup
      )
    },
    knownSince(device, entry) {
      const key = logKey(entry.scope, entry.device)
      // Seqs alone do not tell what is below what in a log that forked.
      if (replica.everForked.has(key)) return undefined
      const steps = contactOf(device).logs.get(key)?.steps ?? []
      const index = steps.findIndex(({ seq }) => seq >= entry.seq)
      const step = steps[index]
      // The first step kept may stand for others before it, and a first word of a device names all it had by then.
      return step === undefined ? undefined : { at: step.at, exact: index > 0 }
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

/** How many steps of a log are kept for each device: beyond them "at the latest" is all that can be said. */
const stepsMax = 16

function withStep(steps: readonly Step[], heads: readonly SaidHead[], at: Milliseconds): readonly Step[] {
  const seq = Math.max(-1, ...heads.map((head) => head.seq))
  return seq <= (steps.at(-1)?.seq ?? -1) ? steps : [...steps, { seq, at }].slice(-stepsMax)
}

function bytesOf({ logs, at }: Contact): Uint8Array {
  const values = [...logs].map(([key, { heads, steps }]): Cbor => [
    key,
    heads.map(({ seq, hash }) => [seq, idBytes(hash)]),
    steps.map((step) => [step.seq, step.at])
  ])
  return encodeCbor([at ?? null, values])
}

function contactFrom(bytes: Uint8Array | undefined): Contact {
  const logs = new Map<string, Log>()
  const decoded = bytes === undefined ? undefined : decodeCbor(bytes)
  const [at, values] = decoded?.ok === true ? listOf(decoded.value) : []
  for (const value of listOf(values)) {
    const [key, heads, steps] = listOf(value)
    if (typeof key === 'string' && isLogKey(key))
      logs.set(key, { heads: headsFrom(heads), steps: stepsFrom(steps).slice(-stepsMax) })
  }
  return { logs, at: typeof at === 'number' ? at : undefined, dirty: false }
}

function listOf(value: Cbor | undefined): readonly Cbor[] {
  return Array.isArray(value) ? (value as readonly Cbor[]) : []
}

/** An earlier version noted none. */
function stepsFrom(value: Cbor | undefined): readonly Step[] {
  return listOf(value).flatMap((step) => {
    const [seq, at] = listOf(step)
    return typeof seq === 'number' && typeof at === 'number' ? [{ seq, at }] : []
  })
}

function headsFrom(value: Cbor | undefined): readonly SaidHead[] {
  return listOf(value).flatMap((head) => {
    const [seq, hash] = listOf(head)
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
