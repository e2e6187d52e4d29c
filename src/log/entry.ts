// Owns the form of one entry: its fixed binary header, its hash, and what a payload may weigh (L6). Knows nothing of what entries mean.

import { concat, equalBytes, readUint, uintBytes } from '../base/bytes.ts'
import {
  entryHashOf,
  epochIdOf,
  idBytes,
  type DeviceId,
  type EntryHash,
  type EpochId,
  type ScopeId
} from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import { hash } from '../crypto/hash.ts'

/** Who may do what (control), keys (epoch), sealed operations (content). */
export type EntryKind = 'content' | 'control' | 'epoch'

export interface Header {
  readonly kind: EntryKind
  readonly seq: number
  /** Milliseconds since 1970. */
  readonly ts: number
  /** The previous entry; undefined iff seq is 0. */
  readonly prev: EntryHash | undefined
  /** H("payload", payload as stored and sent). */
  readonly payloadHash: Uint8Array
  readonly payloadLength: number
  /** The epoch a content payload is sealed under; undefined for the other kinds. */
  readonly epoch: EpochId | undefined
  /** The week of a content entry (P1); 0 for the other kinds. */
  readonly page: number
  /** Further heads of the same log, ascending, at most three (F3). */
  readonly joins: readonly EntryHash[]
}

/** One entry as this device knows it. Scope and author are bound by the hash, the signature is outside of it (L6). */
export interface Entry {
  readonly scope: ScopeId
  readonly device: DeviceId
  readonly hash: EntryHash
  readonly header: Header
  /** The header as it travelled: what is hashed is never encoded again (E3). */
  readonly headerBytes: Uint8Array
  /** undefined: not here (erased, not fetched, not ours to read). */
  readonly payload: Uint8Array | undefined
  /** undefined: a descendant's signature vouches for this entry (V2). */
  readonly signature: Uint8Array | undefined
}

export type HeaderRefusal = 'header-malformed' | 'unknown-version'

const kinds: readonly EntryKind[] = ['content', 'control', 'epoch']
const noHash = new Uint8Array(32)
const noEpoch = new Uint8Array(8)

/** The 96 bytes of a header and 32 for each join (L6). */
export function encodeHeader(header: Header): Uint8Array {
  return concat(
    Uint8Array.of(1, kinds.indexOf(header.kind), 1, header.joins.length),
    uintBytes(header.seq, 6),
    uintBytes(header.ts, 6),
    header.prev === undefined ? noHash : idBytes(header.prev),
    header.payloadHash,
    uintBytes(header.payloadLength, 4),
    header.epoch === undefined ? noEpoch : idBytes(header.epoch),
    uintBytes(header.page, 4),
    ...header.joins.map(idBytes)
  )
}

/** Reads a header; there is one way to write it, so everything else is refused (L6). 'unknown-version' is held, not refused (E4). */
export function decodeHeader(bytes: Uint8Array): Result<Header, HeaderRefusal> {
  const joinCount = bytes[3] ?? 0
  if (bytes.length < limits.headerBytes) return err('header-malformed')
  if (bytes[0] !== 1 || bytes[2] !== 1) return err('unknown-version')
  const kind = kinds[bytes[1] ?? kinds.length]
  if (kind === undefined || joinCount > limits.joinsMax) return err('header-malformed')
  if (bytes.length !== limits.headerBytes + joinCount * limits.joinBytes) return err('header-malformed')
  const prev = bytes.subarray(16, 48)
  const epoch = bytes.subarray(84, 92)
  const joins = Array.from({ length: joinCount }, (_, index) =>
    entryHashOf(bytes.subarray(96 + 32 * index, 128 + 32 * index))
  )
  const header: Header = {
    kind,
    seq: readUint(bytes, 4, 6),
    ts: readUint(bytes, 10, 6),
    prev: equalBytes(prev, noHash) ? undefined : entryHashOf(prev),
    payloadHash: bytes.slice(48, 80),
    payloadLength: readUint(bytes, 80, 4),
    epoch: kind === 'content' ? epochIdOf(epoch) : undefined,
    page: readUint(bytes, 92, 4),
    joins
  }
  return isWellFormed(header, epoch) ? ok(header) : err('header-malformed')
}

function isWellFormed(header: Header, epoch: Uint8Array): boolean {
  const { kind, seq, ts, prev, payloadLength, page, joins } = header
  if ((seq === 0) !== (prev === undefined)) return false
  if (seq === 0 && joins.length > 0) return false
  if (payloadLength > limits.payloadBytesMax) return false
  if (joins.some((join, index) => join === prev || (index > 0 && join <= (joins[index - 1] ?? '')))) return false
  if (kind === 'content') return page <= Math.floor(ts / limits.weekMs) + 1
  return page === 0 && equalBytes(epoch, noEpoch)
}

/** `H("entry", scope16 ‖ did32 ‖ hdr)` (L6). */
export function hashEntry(scope: ScopeId, device: DeviceId, headerBytes: Uint8Array): EntryHash {
  return entryHashOf(hash('entry', concat(logBytes(scope, device), headerBytes)))
}

let lastLog: { readonly scope: ScopeId; readonly device: DeviceId; readonly bytes: Uint8Array } | undefined

/** `scope16 ‖ did32`; entries come log by log, so the last answer is nearly always the next one. */
function logBytes(scope: ScopeId, device: DeviceId): Uint8Array {
  if (lastLog?.scope !== scope || lastLog.device !== device)
    lastLog = { scope, device, bytes: concat(idBytes(scope), idBytes(device)) }
  return lastLog.bytes
}

/** `H("payload", payload as stored and sent)` (L6). */
export function hashPayload(payload: Uint8Array): Uint8Array {
  return hash('payload', payload)
}

/** prev and joins: what this entry builds on, in its own log. */
export function parentsOf(header: Header): readonly EntryHash[] {
  return header.prev === undefined ? header.joins : [header.prev, ...header.joins]
}

/** An entry of decoded parts; the header must be the one of `headerBytes`. */
export function entryOf(parts: {
  readonly scope: ScopeId
  readonly device: DeviceId
  readonly headerBytes: Uint8Array
  readonly payload: Uint8Array | undefined
  readonly signature: Uint8Array | undefined
}): Result<Entry, HeaderRefusal> {
  const header = decodeHeader(parts.headerBytes)
  if (!header.ok) return header
  const { scope, device, headerBytes, payload, signature } = parts
  const hashed = hashEntry(scope, device, headerBytes)
  return ok({ scope, device, hash: hashed, header: header.value, headerBytes, payload, signature })
}
