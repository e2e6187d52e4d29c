// worker. Owns the database key while the database is closed: wrapped, in one record of IndexedDB (A2, A3). Knows no database.

import { decodeCbor, encodeCbor, type Cbor } from '../base/codec.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { Random } from '../node/ports.ts'

/** How the key is wrapped. Without a lock: AES-256-GCM under a WebCrypto key that never leaves this browser (A3, type 3). */
type Wrap = { readonly type: 'no-lock'; readonly iv: Uint8Array; readonly sealed: Uint8Array }

/** What IndexedDB holds: the record of A2, and the key of its wrap. */
interface Kept {
  readonly record: unknown
  readonly wrappingKey: unknown
}

/** 'no-storage': the browser keeps nothing for this page. 'wrong-key': the vault is there and does not open. */
export type VaultFailure = 'no-storage' | 'wrong-key'

const noLock = 3
const ivBytes = 12

/** The database key, 32 bytes; the first time it is made, wrapped without a lock, and durable when this resolves. */
export async function openVault(random: Random): Promise<Result<Uint8Array, VaultFailure>> {
  let shelf: IDBDatabase
  let kept: Kept | undefined
  try {
    shelf = await openShelf()
    kept = await readKept(shelf)
  } catch {
    return err('no-storage')
  }
  try {
    return kept === undefined ? ok(await createKey(shelf, random)) : await unwrap(kept)
  } catch {
    return err('no-storage')
  } finally {
    shelf.close()
  }
}

async function createKey(shelf: IDBDatabase, random: Random): Promise<Uint8Array> {
  const databaseKey = random.bytes(32)
  const wrappingKey = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const iv = new Uint8Array(random.bytes(ivBytes))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, wrappingKey, new Uint8Array(databaseKey))
  const record = encodeRecord([{ type: 'no-lock', iv, sealed: new Uint8Array(sealed) }])
  await writeKept(shelf, { record, wrappingKey })
  return databaseKey
}

async function unwrap({ record, wrappingKey }: Kept): Promise<Result<Uint8Array, VaultFailure>> {
  if (!(record instanceof Uint8Array) || !(wrappingKey instanceof CryptoKey)) return err('wrong-key')
  const wraps = decodeRecord(record)
  const wrap = wraps.ok ? wraps.value.find(({ type }) => type === 'no-lock') : undefined
  if (wrap === undefined) return err('wrong-key')
  try {
    const iv = new Uint8Array(wrap.iv)
    const key = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, wrappingKey, new Uint8Array(wrap.sealed))
    return key.byteLength === 32 ? ok(new Uint8Array(key)) : err('wrong-key')
  } catch {
    return err('wrong-key')
  }
}

/** `[1, [wrap …]]` (A2). */
function encodeRecord(wraps: readonly Wrap[]): Uint8Array {
  return encodeCbor([1, wraps.map(({ iv, sealed }) => [noLock, iv, sealed])])
}

/** Wraps of types that this version does not know are left out: another way in may still be among them. */
function decodeRecord(bytes: Uint8Array): Result<readonly Wrap[], 'malformed'> {
  const record = decodeCbor(bytes)
  if (!record.ok || !Array.isArray(record.value)) return err('malformed')
  const [version, wraps]: readonly Cbor[] = record.value
  if (version !== 1 || !Array.isArray(wraps)) return err('malformed')
  return ok(wraps.flatMap((wrap: Cbor) => decodeWrap(wrap)))
}

function decodeWrap(wrap: Cbor): readonly Wrap[] {
  if (!Array.isArray(wrap)) return []
  const [type, iv, sealed]: readonly Cbor[] = wrap
  const isNoLock = type === noLock && iv instanceof Uint8Array && sealed instanceof Uint8Array && wrap.length === 3
  return isNoLock ? [{ type: 'no-lock', iv, sealed }] : []
}

// ---------------------------------------------------------------- IndexedDB

const shelfName = 'flurfunk'
const storeName = 'vault'

async function openShelf(): Promise<IDBDatabase> {
  const request = indexedDB.open(shelfName, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(storeName)
  return await answerOf(request)
}

/** undefined: there is no vault yet. A part of one is no reason to make another, for that would lose the key for good. */
async function readKept(shelf: IDBDatabase): Promise<Kept | undefined> {
  const store = shelf.transaction(storeName, 'readonly').objectStore(storeName)
  const [record, wrappingKey]: readonly unknown[] = await Promise.all([
    answerOf(store.get('record')),
    answerOf(store.get('wrapping-key'))
  ])
  return record === undefined && wrappingKey === undefined ? undefined : { record, wrappingKey }
}

/** A lost key is a lost device, so this waits for the disk. */
async function writeKept(shelf: IDBDatabase, { record, wrappingKey }: Kept): Promise<void> {
  const transaction = shelf.transaction(storeName, 'readwrite', { durability: 'strict' })
  const store = transaction.objectStore(storeName)
  store.put(record, 'record')
  store.put(wrappingKey, 'wrapping-key')
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error)
  })
}

function answerOf<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
