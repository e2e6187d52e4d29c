// worker. Owns the bytes of the vault's record, `[1, [wrap …]]` (A2, A3). Knows no key and no storage.

import { decodeCbor, encodeCbor, type Cbor } from '../base/codec.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { PassphraseCost } from '../crypto/passphrase.ts'

/** One way in: how the database key is wrapped (A3). */
export type Wrap =
  | {
      readonly type: 'passphrase'
      readonly salt: Uint8Array
      readonly cost: PassphraseCost
      readonly sealed: Uint8Array
    }
  | {
      readonly type: 'passkey'
      readonly credentialId: Uint8Array
      readonly prfSalt: Uint8Array
      readonly sealed: Uint8Array
    }
  | { readonly type: 'no-lock'; readonly iv: Uint8Array; readonly sealed: Uint8Array }
  /** Of a newer version, or damaged: kept as it is, for another way in may still be among them. */
  | { readonly type: 'unknown'; readonly bytes: Cbor }

export type WrapOf<Type extends Wrap['type']> = Extract<Wrap, { type: Type }>

const [passphrase, passkey, noLock] = [1, 2, 3]
const recordBytesMax = 16 * 1024
const wrapsMax = 16
export const ivBytes = 12
/** A key of 32 bytes under `seal` (nonce and tag), and under AES-GCM (tag). */
const sealedKeyBytes = 72
const noLockKeyBytes = 48
const credentialIdBytesMax = 1023

export function encodeRecord(wraps: readonly Wrap[]): Uint8Array {
  return encodeCbor([1, wraps.map(encodeWrap)])
}

function encodeWrap(wrap: Wrap): Cbor {
  switch (wrap.type) {
    case 'passphrase':
      return [passphrase, wrap.salt, wrap.cost.passes, wrap.cost.memoryBytes, wrap.sealed]
    case 'passkey':
      return [passkey, wrap.credentialId, wrap.prfSalt, wrap.sealed]
    case 'no-lock':
      return [noLock, wrap.iv, wrap.sealed]
    case 'unknown':
      return wrap.bytes
  }
}

export function decodeRecord(bytes: Uint8Array): Result<readonly Wrap[], 'malformed'> {
  if (bytes.length > recordBytesMax) return err('malformed')
  const record = decodeCbor(bytes)
  if (!record.ok || !Array.isArray(record.value) || record.value.length !== 2) return err('malformed')
  const [version, wraps]: readonly Cbor[] = record.value
  if (version !== 1 || !Array.isArray(wraps) || wraps.length > wrapsMax) return err('malformed')
  return ok(wraps.map((wrap: Cbor) => decodeWrap(wrap) ?? { type: 'unknown', bytes: wrap }))
}

function decodeWrap(wrap: Cbor): Wrap | undefined {
  if (!Array.isArray(wrap)) return undefined
  const [type, first, second, third, fourth]: readonly Cbor[] = wrap
  if (type === passphrase && wrap.length === 5) {
    if (typeof second !== 'number' || typeof third !== 'number') return undefined
    if (!isBytes(first, 16) || !isBytes(fourth, sealedKeyBytes)) return undefined
    return { type: 'passphrase', salt: first, cost: { passes: second, memoryBytes: third }, sealed: fourth }
  }
  if (type === passkey && wrap.length === 4) {
    if (!(first instanceof Uint8Array) || first.length === 0 || first.length > credentialIdBytesMax) return undefined
    if (!isBytes(second, 32) || !isBytes(third, sealedKeyBytes)) return undefined
    return { type: 'passkey', credentialId: first, prfSalt: second, sealed: third }
  }
  if (type === noLock && wrap.length === 3 && isBytes(first, ivBytes) && isBytes(second, noLockKeyBytes))
    return { type: 'no-lock', iv: first, sealed: second }
  return undefined
}

function isBytes(value: Cbor | undefined, length: number): value is Uint8Array {
  return value instanceof Uint8Array && value.length === length
}
