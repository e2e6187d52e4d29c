// Owns the records of a lobby: request, run, notice, host, sealed and named by their content (I3, I5). What they lead to is admission.ts.

import { concat, toBase64url } from '../base/bytes.ts'
import { decodeCbor, encodeCbor } from '../base/codec.ts'
import { idBytes, memberIdOf, teamIdOf, type MemberId, type TeamId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { RandomBytes } from '../base/random.ts'
import { err, ok, type Result } from '../base/result.ts'
import { derive } from '../crypto/hash.ts'
import { nonceBytes, open, seal } from '../crypto/seal.ts'
import { anyArray, isBytes } from './form.ts'
import type { LobbyKeys } from './invitation.ts'
import { shortIdBytes, shortIdFromBytes, type ShortId } from './short-id.ts'

export type NoticeCode =
  | 'waits-for-approval'
  | 'expired'
  | 'used-up'
  | 'revoked'
  | 'unknown'
  | 'newer-version-needed'
  | 'two-devices-asked'
  | 'refused'

export interface JoinRequest {
  readonly type: 'request'
  readonly certificate: Uint8Array
  /** 64 bytes. */
  readonly signature: Uint8Array
  /** 64 bytes; undefined for a second device (I16). */
  readonly proof: Uint8Array | undefined
  /** At most 64 characters; shown, never believed. */
  readonly name: string
}

export type LobbyRecord =
  | JoinRequest
  /** A run as it travels (L11): bytes for the door. */
  | { readonly type: 'run'; readonly run: Uint8Array }
  /** Advice for the device of this short id; it only informs. */
  | { readonly type: 'notice'; readonly to: ShortId; readonly code: NoticeCode }
  /** Whose device waits in a lobby of kind 2, for those who came with the typed code (I19). */
  | { readonly type: 'host'; readonly team: TeamId; readonly member: MemberId }

export interface SealedRecord {
  /** The key in the lobby's map. */
  readonly id: string
  readonly bytes: Uint8Array
}

export type RecordRefusal = 'record-too-large' | 'does-not-open' | 'record-id-differs' | 'record-malformed'

/** By the number that travels, from 1 (I5). */
const noticeCodes: readonly NoticeCode[] = [
  'waits-for-approval',
  'expired',
  'used-up',
  'revoked',
  'unknown',
  'newer-version-needed',
  'two-devices-asked',
  'refused'
]

/** `[2, run]` begins so; the run itself is taken and given as bytes, never encoded again (E3). */
const runPrefix = Uint8Array.of(0x82, 0x02)

/** `seal(recordKey, plain)` under the id `base64url(derive(lobbySecret, "record-id", plain, 16))` (I3). */
export function sealRecord(record: LobbyRecord, keys: LobbyKeys, random: RandomBytes): SealedRecord {
  const plain = encodeRecord(record)
  return { id: recordIdOf(plain, keys), bytes: seal(keys.recordKey, plain, random(nonceBytes)) }
}

/** A value that does not open, or whose id is another, does not exist (I3). Whoever holds the link may have written it. */
export function openRecord({ id, bytes }: SealedRecord, keys: LobbyKeys): Result<LobbyRecord, RecordRefusal> {
  if (bytes.length > limits.lobbyRecordBytesMax) return err('record-too-large')
  const plain = open(keys.recordKey, bytes)
  if (!plain.ok) return plain
  if (recordIdOf(plain.value, keys) !== id) return err('record-id-differs')
  const record = decodeRecord(plain.value)
  return record === undefined ? err('record-malformed') : ok(record)
}

/** The same for a record that came over a link, which carries no id: its own is given back. */
export function openSentRecord(
  bytes: Uint8Array,
  keys: LobbyKeys
): Result<{ readonly id: string; readonly record: LobbyRecord }, RecordRefusal> {
  const plain = bytes.length > limits.lobbyRecordBytesMax ? err('record-too-large') : open(keys.recordKey, bytes)
  if (!plain.ok) return plain
  const record = decodeRecord(plain.value)
  return record === undefined ? err('record-malformed') : ok({ id: recordIdOf(plain.value, keys), record })
}

function recordIdOf(plain: Uint8Array, { lobbySecret }: LobbyKeys): string {
  return toBase64url(derive(lobbySecret, 'record-id', plain, 16))
}

function encodeRecord(record: LobbyRecord): Uint8Array {
  if (record.type === 'run') return concat(runPrefix, record.run)
  if (record.type === 'notice') {
    return encodeCbor([3, shortIdBytes(record.to), noticeCodes.indexOf(record.code) + 1])
  }
  if (record.type === 'host') return encodeCbor([4, idBytes(record.team), idBytes(record.member)])
  return encodeCbor([1, record.certificate, record.signature, record.proof ?? null, record.name])
}

function decodeRecord(plain: Uint8Array): LobbyRecord | undefined {
  const decoded = decodeCbor(plain)
  const fields = decoded.ok ? anyArray(decoded.value) : undefined
  if (fields === undefined) return undefined
  if (fields[0] === 1 && fields.length === 5) {
    const [, certificate, signature, proof, name] = fields
    if (!(certificate instanceof Uint8Array) || !isBytes(signature, 64) || typeof name !== 'string') return undefined
    if (proof !== null && !isBytes(proof, 64)) return undefined
    if ([...name].length > limits.nameCharactersMax) return undefined
    return { type: 'request', certificate, signature, proof: proof ?? undefined, name }
  }
  if (fields[0] === 2 && fields.length === 2) return { type: 'run', run: plain.slice(runPrefix.length) }
  if (fields[0] === 3 && fields.length === 3) {
    const [, to, number] = fields
    const code = typeof number === 'number' ? noticeCodes[number - 1] : undefined
    return isBytes(to, 8) && code !== undefined ? { type: 'notice', to: shortIdFromBytes(to), code } : undefined
  }
  if (fields[0] === 4 && fields.length === 3) {
    const [, team, member] = fields
    if (!isBytes(team, 16) || !isBytes(member, 16)) return undefined
    return { type: 'host', team: teamIdOf(team), member: memberIdOf(member) }
  }
  return undefined
}
