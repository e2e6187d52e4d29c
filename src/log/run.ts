// Owns the form of a run, the unit in which entries travel (L11): its bytes and its bounds. Believes nothing it reads:
// whether the entries are true is for verify.ts.

import { assert, present } from '../base/assert.ts'
import { decodeCbor, encodeCbor, type Cbor } from '../base/codec.ts'
import { deviceIdOf, idBytes, scopeIdOf, type DeviceId, type ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { Entry } from './entry.ts'

export interface RunItem {
  readonly headerBytes: Uint8Array
  /** undefined: not here (erased, not fetched, not the receiver's to read). */
  readonly payload: Uint8Array | undefined
  /** 64 bytes; undefined: a later item vouches (V2). */
  readonly signature: Uint8Array | undefined
}

/** Consecutive entries of one log, parents first; it ends at entries whose signature the sender holds. */
export interface Run {
  readonly scope: ScopeId
  readonly device: DeviceId
  readonly items: readonly RunItem[]
}

export type RunMalformed = 'run-too-large' | 'run-malformed' | 'too-many-entries'

/** The bytes of `[scope16, did32, [[hdr, payload | null, sig | null] …]]` (L11). */
export function encodeRun(run: Run): Uint8Array {
  assert(run.items.length > 0 && run.items.length <= limits.runEntriesMax, 'a run has 1 to 512 entries')
  const items = run.items.map((item): Cbor => [item.headerBytes, item.payload ?? null, item.signature ?? null])
  const bytes = encodeCbor([idBytes(run.scope), idBytes(run.device), items])
  assert(bytes.length <= limits.runBytesMax, 'a run weighs at most 1 MiB')
  return bytes
}

/** Reads a run within its limits; the items' headers are still unread. */
export function decodeRun(bytes: Uint8Array): Result<Run, RunMalformed> {
  if (bytes.length > limits.runBytesMax) return err('run-too-large')
  const decoded = decodeCbor(bytes)
  if (!decoded.ok || !Array.isArray(decoded.value) || decoded.value.length !== 3) return err('run-malformed')
  const [scope, device, list] = decoded.value as readonly Cbor[]
  if (!isBytes(scope, 16, 16) || !isBytes(device, 32, 32)) return err('run-malformed')
  if (!Array.isArray(list) || list.length === 0) return err('run-malformed')
  if (list.length > limits.runEntriesMax) return err('too-many-entries')
  const items = (list as readonly Cbor[]).map(runItemFrom).filter((item) => item !== undefined)
  if (items.length !== list.length) return err('run-malformed')
  return ok({ scope: scopeIdOf(scope), device: deviceIdOf(device), items })
}

function runItemFrom(value: Cbor): RunItem | undefined {
  if (!Array.isArray(value) || value.length !== 3) return undefined
  const [headerBytes, payload, signature] = value as readonly Cbor[]
  if (!isBytes(headerBytes, 0, limits.runBytesMax)) return undefined
  if (payload !== null && !isBytes(payload, 0, limits.payloadBytesMax)) return undefined
  if (signature !== null && !isBytes(signature, 64, 64)) return undefined
  return { headerBytes, payload: payload ?? undefined, signature: signature ?? undefined }
}

function isBytes(value: Cbor | undefined, lengthMin: number, lengthMax: number): value is Uint8Array {
  return value instanceof Uint8Array && value.length >= lengthMin && value.length <= lengthMax
}

/** The run of some entries of one log, in the order given: parents first. */
export function runOf(entries: readonly Entry[]): Run {
  const { scope, device } = present(entries[0], 'a run has entries')
  assert(
    entries.every((entry) => entry.scope === scope && entry.device === device),
    'the entries of a run are of one log'
  )
  const items = entries.map(({ headerBytes, payload, signature }) => ({ headerBytes, payload, signature }))
  return { scope, device, items }
}
