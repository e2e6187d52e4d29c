// worker. Owns the database key while the database is closed: wrapped in one record, by a passphrase, by a passkey in addition, or
// without a lock (A2, A3). Every act reads the record anew and writes it whole; what it cannot read it never replaces. Knows no database.

import { err, ok, type Result } from '../base/result.ts'
import { strengthOf } from '../base/passphrase.ts'
import { derive } from '../crypto/hash.ts'
import {
  keyOfPassphrase,
  newKeyOfPassphrase,
  passphraseCosts,
  saltBytes,
  type PassphraseCost
} from '../crypto/passphrase.ts'
import { nonceBytes, open, seal } from '../crypto/seal.ts'
import type { PasskeyHandle } from '../node/api-host.ts'
import type { Random } from '../node/ports.ts'
import { decodeRecord, encodeRecord, ivBytes, type Wrap, type WrapOf } from './vault-record.ts'
import type { Kept, VaultShelf } from './vault-shelf.ts'

/** What opens a wrap. The output of a passkey's PRF has 32 bytes. */
export type Secret =
  { readonly type: 'passphrase'; readonly text: string } | { readonly type: 'passkey'; readonly output: Uint8Array }

/** Where the vault stands: `key` is the database key, 32 bytes. */
export type VaultState =
  | { readonly type: 'open'; readonly key: Uint8Array }
  | { readonly type: 'locked'; readonly passkey: PasskeyHandle | undefined }

/** 'no-storage': the browser keeps nothing for this page. 'wrong-key': a vault is there that this app cannot open; it stays as it is. */
export type VaultFailure = 'no-storage' | 'wrong-key'
/** 'wrong-passphrase': it does not open, for whatever reason: nobody is told more (A7). */
export type UnlockFailure = VaultFailure | 'wrong-passphrase' | 'no-memory'
export type ChangeFailure = UnlockFailure | 'passphrase-short'

/** A record that is ready to be written, the database key it wraps, and the one that is in force until then. */
export interface Draft {
  readonly kept: Kept
  readonly key: Uint8Array
  readonly keyBefore: Uint8Array
}

export interface Vault {
  /** The first time the database key is made, wrapped without a lock, and durable when this resolves. */
  look(): Promise<Result<VaultState, VaultFailure>>
  /** Whether there is a passphrase, and a passkey beside it. */
  ways(): Promise<Result<{ readonly passphrase: boolean; readonly passkey: boolean }, VaultFailure>>
  /** The database key. */
  unlock(secret: Secret): Promise<Result<Uint8Array, UnlockFailure>>
  /** Another record with this passphrase as the way in; with `newKey` for that key and with no other way in beside it (A5). */
  draftPassphrase(
    current: Secret | undefined,
    wanted: { readonly passphrase: string; readonly newKey: Uint8Array | undefined }
  ): Promise<Result<Draft, ChangeFailure>>
  /** Another record without any lock. */
  draftNoLock(current: Secret): Promise<Result<Draft, ChangeFailure>>
  /** Another record with this passkey in addition, in place of the one before; only where there is a passphrase (A3). */
  draftPasskey(
    current: Secret,
    passkey: PasskeyHandle & { readonly output: Uint8Array }
  ): Promise<Result<Draft, ChangeFailure>>
  draftWithoutPasskey(): Promise<Result<Kept, VaultFailure>>
  write(kept: Kept): Promise<Result<void, 'no-storage'>>
}

interface Read {
  readonly kept: Kept
  readonly wraps: readonly Wrap[]
}

/** `costs`: of a new passphrase, the first that this device can pay; others than the usual ones only in tests. */
export function createVault(
  shelf: VaultShelf,
  random: Random,
  costs: readonly PassphraseCost[] = passphraseCosts
): Vault {
  const read = async (): Promise<Result<Read | undefined, VaultFailure>> => {
    let kept: Kept | undefined
    try {
      kept = await shelf.read()
    } catch {
      return err('no-storage')
    }
    if (kept === undefined) return ok(undefined)
    if (!(kept.record instanceof Uint8Array)) return err('wrong-key')
    const wraps = decodeRecord(kept.record)
    return wraps.ok ? ok({ kept, wraps: wraps.value }) : err('wrong-key')
  }

  const readExisting = async (): Promise<Result<Read, VaultFailure>> => {
    const found = await read()
    if (!found.ok) return found
    return found.value === undefined ? err('wrong-key') : ok(found.value)
  }

  const write = async (kept: Kept): Promise<Result<void, 'no-storage'>> => {
    try {
      await shelf.write(kept)
      return ok(undefined)
    } catch {
      return err('no-storage')
    }
  }

  const noLock = async (key: Uint8Array): Promise<{ readonly wrap: Wrap; readonly wrappingKey: CryptoKey }> => {
    const wrappingKey = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
    const iv = new Uint8Array(random.bytes(ivBytes))
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, wrappingKey, new Uint8Array(key))
    return { wrap: { type: 'no-lock', iv, sealed: new Uint8Array(sealed) }, wrappingKey }
  }

  const create = async (): Promise<Result<VaultState, VaultFailure>> => {
    const key = random.bytes(32)
    const { wrap, wrappingKey } = await noLock(key)
    const written = await write({ record: encodeRecord([wrap]), wrappingKey })
    return written.ok ? ok({ type: 'open', key }) : written
  }

  const sealKey = (wrapping: Uint8Array, key: Uint8Array): Uint8Array => {
    const sealed = seal(wrapping, key, random.bytes(nonceBytes))
    wrapping.fill(0)
    return sealed
  }

  /** The record and the key in it; without a secret only where there is no lock. */
  const enter = async (current: Secret | undefined): Promise<Result<Read & { key: Uint8Array }, ChangeFailure>> => {
    const found = await readExisting()
    if (!found.ok) return found
    const { kept, wraps } = found.value
    const key = current === undefined ? await openNoLock(kept, wraps) : openWith(current, wraps)
    return key.ok ? ok({ kept, wraps, key: key.value }) : key
  }

  return {
    look: async () => {
      const found = await read()
      if (!found.ok) return found
      if (found.value === undefined) return await create()
      const { kept, wraps } = found.value
      // Where there is a passphrase there is no other way in without one, whatever else stands in the record.
      if (wraps.some(({ type }) => type === 'passphrase')) return ok({ type: 'locked', passkey: handleIn(wraps) })
      const key = await openNoLock(kept, wraps)
      return key.ok ? ok({ type: 'open', key: key.value }) : err('wrong-key')
    },
    ways: async () => {
      const found = await readExisting()
      if (!found.ok) return found
      const has = (wanted: Wrap['type']): boolean => found.value.wraps.some(({ type }) => type === wanted)
      return ok({ passphrase: has('passphrase'), passkey: has('passphrase') && has('passkey') })
    },
    unlock: async (secret) => {
      const found = await readExisting()
      return found.ok ? openWith(secret, found.value.wraps) : found
    },
    draftPassphrase: async (current, { passphrase, newKey }) => {
      if (strengthOf(passphrase) === 'short') return err('passphrase-short')
      const entered = await enter(current)
      if (!entered.ok) return entered
      const salt = random.bytes(saltBytes)
      const wrapping = newKeyOfPassphrase(passphrase, salt, { costs })
      if (!wrapping.ok) return wrapping
      const key = newKey ?? entered.value.key
      const sealed = sealKey(wrapping.value.key, key)
      const wrap: Wrap = { type: 'passphrase', salt, cost: wrapping.value.cost, sealed }
      // What wraps the old key wraps nothing any more; a way in that this version does not know stays only with its key.
      const others = newKey === undefined ? entered.value.wraps.filter(({ type }) => isKeptBeside(type)) : []
      const kept = { record: encodeRecord([wrap, ...others]), wrappingKey: undefined }
      return ok({ kept, key, keyBefore: entered.value.key })
    },
    draftNoLock: async (current) => {
      const entered = await enter(current)
      if (!entered.ok) return entered
      const { key } = entered.value
      const { wrap, wrappingKey } = await noLock(key)
      return ok({ kept: { record: encodeRecord([wrap]), wrappingKey }, key, keyBefore: key })
    },
    draftPasskey: async (current, { credentialId, prfSalt, output }) => {
      const entered = await enter(current)
      if (!entered.ok) return entered
      if (!entered.value.wraps.some(({ type }) => type === 'passphrase')) return err('wrong-passphrase')
      const { key } = entered.value
      const sealed = sealKey(derive(output, 'prf', prfSalt), key)
      const others = entered.value.wraps.filter(({ type }) => type === 'passphrase' || type === 'unknown')
      const wraps: readonly Wrap[] = [...others, { type: 'passkey', credentialId, prfSalt, sealed }]
      return ok({ kept: { record: encodeRecord(wraps), wrappingKey: undefined }, key, keyBefore: key })
    },
    draftWithoutPasskey: async () => {
      const found = await readExisting()
      if (!found.ok) return found
      const { kept, wraps } = found.value
      return ok({ ...kept, record: encodeRecord(wraps.filter(({ type }) => type !== 'passkey')) })
    },
    write
  }
}

function isKeptBeside(type: Wrap['type']): boolean {
  return type === 'passkey' || type === 'unknown'
}

function handleIn(wraps: readonly Wrap[]): PasskeyHandle | undefined {
  const wrap = wraps.find((each): each is WrapOf<'passkey'> => each.type === 'passkey')
  return wrap === undefined ? undefined : { credentialId: wrap.credentialId, prfSalt: wrap.prfSalt }
}

/** Every wrap of the secret's kind is tried; a passphrase costs its full work whether it is right or not. */
function openWith(secret: Secret, wraps: readonly Wrap[]): Result<Uint8Array, 'wrong-passphrase' | 'no-memory'> {
  let reason: 'wrong-passphrase' | 'no-memory' = 'wrong-passphrase'
  for (const wrap of wraps) {
    const wrapping = wrappingOf(secret, wrap)
    if (wrapping === undefined) continue
    if (!wrapping.ok) {
      reason = wrapping.reason
      continue
    }
    const key = open(wrapping.value, wrap.type === 'unknown' ? new Uint8Array(0) : wrap.sealed)
    wrapping.value.fill(0)
    if (key.ok && key.value.length === 32) return ok(key.value)
  }
  return err(reason)
}

/** undefined: this secret is none for this wrap, or the wrap asks for less work than we accept. */
function wrappingOf(secret: Secret, wrap: Wrap): Result<Uint8Array, 'no-memory'> | undefined {
  if (secret.type === 'passphrase' && wrap.type === 'passphrase') {
    const key = keyOfPassphrase(secret.text, wrap.salt, wrap.cost)
    if (key.ok) return key
    return key.reason === 'no-memory' ? err('no-memory') : undefined
  }
  if (secret.type === 'passkey' && wrap.type === 'passkey' && secret.output.length === 32)
    return ok(derive(secret.output, 'prf', wrap.prfSalt))
  return undefined
}

async function openNoLock(
  { wrappingKey }: Kept,
  wraps: readonly Wrap[]
): Promise<Result<Uint8Array, 'wrong-key' | 'wrong-passphrase'>> {
  // A record with a passphrase opens by it alone.
  if (wraps.some(({ type }) => type === 'passphrase')) return err('wrong-passphrase')
  const wrap = wraps.find((each): each is WrapOf<'no-lock'> => each.type === 'no-lock')
  if (wrap === undefined || !(wrappingKey instanceof CryptoKey)) return err('wrong-key')
  try {
    const iv = new Uint8Array(wrap.iv)
    const key = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, wrappingKey, new Uint8Array(wrap.sealed))
    return key.byteLength === 32 ? ok(new Uint8Array(key)) : err('wrong-key')
  } catch {
    return err('wrong-key')
  }
}
