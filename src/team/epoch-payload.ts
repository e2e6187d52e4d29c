// Owns the bytes of epochs and grants (K2, K4). Knows nothing of who may make them.

import { assert } from '../base/assert.ts'
import { decodeCbor, encodeCbor, type Cbor } from '../base/codec.ts'
import { epochIdOf, idBytes, type DeviceId, type EntryHash, type EpochId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import { kemCiphertextBytes } from '../crypto/box.ts'
import { sealOverheadBytes } from '../crypto/seal.ts'
import type { Entry } from '../log/entry.ts'
import { anyArray, arrayOf, everyOf, hashes, isAscending, isBytes } from './form.ts'
import { shortIdBytes, shortIdFromBytes, type ShortId } from './short-id.ts'

/** `[did8, kemCt1120, sealed72]`: an epoch's secret sealed to one device (K4). */
export interface Box {
  /** First 8 bytes of the device's id, as hex. */
  readonly shortId: ShortId
  /** 1120 bytes. */
  readonly ciphertext: Uint8Array
  /** 72 bytes. */
  readonly sealed: Uint8Array
}

export interface EpochPayload {
  readonly type: 'epoch'
  readonly generation: number
  readonly parents: readonly EpochId[]
  readonly deps: readonly EntryHash[]
  /** 32 bytes: commits to the secret (K3). */
  readonly commitment: Uint8Array
  /** Older secrets sealed under this one (K6). */
  readonly ladder: Uint8Array | undefined
}

export interface GrantPayload {
  readonly type: 'grant'
  readonly epoch: EpochId
  readonly deps: readonly EntryHash[]
  readonly boxes: readonly Box[]
}

interface Written {
  readonly hash: EntryHash
  readonly device: DeviceId
  readonly ts: number
}

/** An epoch entry, read; its id is the beginning of its hash (K2). */
export interface EpochEntry extends EpochPayload, Written {
  readonly id: EpochId
}

export interface GrantEntry extends GrantPayload, Written {}

/** `[0, suite, gen, parents, deps, kc, ladder | null]` or `[1, eid, deps, boxes]` (K2, K4). */
export function encodeEpochPayload(payload: EpochPayload | GrantPayload): Uint8Array {
  const deps = payload.deps.map(idBytes)
  if (payload.type === 'grant') return encodeCbor([1, idBytes(payload.epoch), deps, payload.boxes.map(fieldsOfBox)])
  const { generation, parents, commitment, ladder } = payload
  return encodeCbor([0, 1, generation, parents.map(idBytes), deps, commitment, ladder ?? null])
}

function fieldsOfBox({ shortId, ciphertext, sealed }: Box): Cbor {
  return [shortIdBytes(shortId), ciphertext, sealed]
}

/** Exactly the stated fields within the limits, or a refusal: such an entry is void for ever (K2, K4). */
export function decodeEpochPayload(payload: Uint8Array): Result<EpochPayload | GrantPayload, 'epoch-malformed'> {
  const decoded = decodeCbor(payload)
  const fields = decoded.ok ? anyArray(decoded.value) : undefined
  const read = fields?.[0] === 0 ? readEpoch(fields) : fields?.[0] === 1 ? readGrant(fields) : undefined
  return read === undefined ? err('epoch-malformed') : ok(read)
}

function readEpoch(fields: readonly Cbor[]): EpochPayload | undefined {
  const [, suite, generation, parentFields, depFields, commitment, ladder] = fields
  const parents = everyOf(anyArray(parentFields), epochIdOfField)
  const deps = hashes(depFields, limits.depsMax)
  if (fields.length !== 7 || suite !== 1 || typeof generation !== 'number' || !isBytes(commitment, 32)) return undefined
  if (parents === undefined || parents.length > limits.epochParentsMax || new Set(parents).size < parents.length) {
    return undefined
  }
  if (deps === undefined || !isAscending(deps)) return undefined
  if (ladder !== null && !(ladder instanceof Uint8Array)) return undefined
  return { type: 'epoch', generation, parents, deps, commitment, ladder: ladder ?? undefined }
}

function readGrant(fields: readonly Cbor[]): GrantPayload | undefined {
  const [, epoch, depFields, boxFields] = fields
  const deps = hashes(depFields, limits.depsMax)
  const boxes = everyOf(anyArray(boxFields), boxOfField)
  if (fields.length !== 4 || !isBytes(epoch, 8) || deps === undefined || !isAscending(deps)) return undefined
  if (boxes === undefined || boxes.length === 0 || boxes.length > limits.grantBoxesMax) return undefined
  return { type: 'grant', epoch: epochIdOf(epoch), deps, boxes }
}

function epochIdOfField(value: Cbor): EpochId | undefined {
  return isBytes(value, 8) ? epochIdOf(value) : undefined
}

function boxOfField(value: Cbor): Box | undefined {
  const [shortId, ciphertext, sealed] = arrayOf(value, 3) ?? []
  if (!isBytes(shortId, 8) || !isBytes(ciphertext, kemCiphertextBytes)) return undefined
  return isBytes(sealed, 32 + sealOverheadBytes)
    ? { shortId: shortIdFromBytes(shortId), ciphertext, sealed }
    : undefined
}

/** Reads an authentic entry of kind epoch. A malformed one is void for ever; one without payload says nothing yet. */
export function readEpochEntry(entry: Entry): Result<EpochEntry | GrantEntry, 'epoch-malformed' | 'payload-missing'> {
  assert(entry.header.kind === 'epoch', 'only epoch entries are read here')
  if (entry.payload === undefined) return err('payload-missing')
  const read = decodeEpochPayload(entry.payload)
  if (!read.ok) return read
  const { hash, device } = entry
  const written = { hash, device, ts: entry.header.ts }
  return ok(
    read.value.type === 'epoch'
      ? { ...read.value, ...written, id: epochIdFromHash(hash) }
      : { ...read.value, ...written }
  )
}

/** The id of the epoch whose entry has this hash: its beginning (K2). */
export function epochIdFromHash(hash: EntryHash): EpochId {
  return epochIdOf(idBytes(hash).subarray(0, 8))
}
