// Owns the worker in which the adapters at rest run without a node: it does what the test asks, one thing after the other.

import { fromHex, toHex, utf8 } from '../../../../src/base/bytes.ts'
import { err, ok, type Result } from '../../../../src/base/result.ts'
import type { StoredEntry } from '../../../../src/node/ports.ts'
import { createOpfsBlobs, removeBlobs, type OpfsBlobs } from '../../../../src/adapters/opfs-blobs.ts'
import { takePool } from '../../../../src/adapters/opfs-pool.ts'
import type { SqlDatabase } from '../../../../src/adapters/sqlite-database.ts'
import { loadSqlite, openEncrypted } from '../../../../src/adapters/sqlite-open.ts'
import { createSqliteStorage } from '../../../../src/adapters/sqlite-storage.ts'
import { systemRandom } from '../../../../src/adapters/system.ts'
import { holdTabLock, type TabLock } from '../../../../src/adapters/tab-lock.ts'
import { createVaultShelf } from '../../../../src/adapters/vault-shelf.ts'
import { createVault } from '../../../../src/adapters/vault.ts'
import { benchStorage } from '../../../bench/storage.ts'
import { blobCases, type BlobShelf } from '../../../contracts/blobs.ts'
import { anna, growth, headsOf, lobbyChannel, makeStored, nothing } from '../../../fixtures/stored-entries.ts'

let opened: { readonly database: SqlDatabase; close(): void } | undefined
let lock: TabLock | undefined
const report = (told: object): void => postMessage({ told })

function present(): NonNullable<typeof opened> {
  if (opened === undefined) throw new Error('no database is open')
  return opened
}

function bytesOf(hex: string): Uint8Array {
  const bytes = fromHex(hex)
  if (!bytes.ok) throw new Error('the test speaks hexadecimal')
  return bytes.value
}

async function vaultStore(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  const shelf = await answerOf(indexedDB.open('flurfunk'))
  return shelf.transaction('vault', mode).objectStore('vault')
}

function answerOf<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function entryOf(number: number, text = 'nothing'): StoredEntry {
  return makeStored(number, { payload: utf8(text) })
}

/** Appends the next entry of anna's log. */
function append(text: string): { number: number; outcome: string } {
  const storage = createSqliteStorage(present().database)
  const head = storage.load().heads[0]?.heads[0]
  const number = (head?.seq ?? -1) + 1
  const before = head === undefined ? undefined : entryOf(head.seq)
  const outcome = storage.append(growth([entryOf(number, text)], before))
  return { number, outcome: outcome.ok ? 'stored' : outcome.reason }
}

async function keyOfVault(): Promise<Result<Uint8Array, string>> {
  const state = await createVault(createVaultShelf(), systemRandom).look()
  if (!state.ok) return state
  return state.value.type === 'open' ? ok(state.value.key) : err('locked')
}

const blobFolder = 'blobs-of-the-test'

/** Everything that lies in the files of the slots. */
async function blobContent(): Promise<readonly Uint8Array[]> {
  const top = await navigator.storage.getDirectory()
  const folder = await (await top.getDirectoryHandle('flurfunk-files')).getDirectoryHandle(blobFolder)
  const found: Uint8Array[] = []
  for await (const handle of folder.values())
    if (handle.kind === 'file') found.push(new Uint8Array(await (await handle.getFile()).arrayBuffer()))
  return found
}

/** Slots on the disk of this browser; they begin empty. */
const diskShelf: BlobShelf = {
  open: () => createOpfsBlobs(blobFolder),
  close: (blobs) => (blobs as OpfsBlobs).close(),
  content: blobContent
}

const acts = {
  /** Runs one case of the contract of the Blobs port, on the disk. */
  async blobs(name: string): Promise<string> {
    await removeBlobs(blobFolder)
    await blobCases.find((each) => each.name === name)?.run(diskShelf)
    return 'held'
  },
  /** Directories of files that are left when those of the test are taken away. */
  async forgetBlobs(): Promise<readonly string[]> {
    await removeBlobs(blobFolder)
    const top = await navigator.storage.getDirectory()
    const names: string[] = []
    for await (const name of (await top.getDirectoryHandle('flurfunk-files')).keys()) names.push(name)
    return names
  },
  /** With the key of the vault, or with this one. */
  async open(keyHex: string | undefined): Promise<string> {
    const given = keyHex === undefined ? await keyOfVault() : fromHex(keyHex)
    if (!given.ok) return `vault: ${given.reason}`
    const sqlite = await loadSqlite()
    const pool = await takePool(sqlite)
    if (!pool.ok) return pool.reason
    const result = openEncrypted(sqlite, pool.value, { path: '/flurfunk.db', key: given.value })
    if (!result.ok) {
      pool.value.release()
      return result.reason
    }
    const database = result.value
    opened = {
      database,
      close: () => {
        database.close()
        pool.value.release()
      }
    }
    return 'open'
  },
  close(): void {
    opened?.close()
    opened = undefined
  },
  /** Keeps a record that no node knows, and gives it back. */
  hold: (text: string) =>
    createSqliteStorage(present().database).keep({ keep: 'cache', name: 'held', value: utf8(text) }).ok,
  held(): string {
    const value = createSqliteStorage(present().database).recall('held')
    return new TextDecoder().decode(value)
  },
  append,
  texts(): readonly string[] {
    const storage = createSqliteStorage(present().database)
    const wanted = { type: 'log', scope: lobbyChannel, device: anna, fromSeq: 0, count: 100_000 } as const
    return storage
      .entries(wanted)
      .map(({ payload }) => (payload === undefined ? '–' : new TextDecoder().decode(payload)))
  },
  erase(number: number): string {
    const outcome = createSqliteStorage(present().database).append({ ...nothing, erase: [entryOf(number).hash] })
    return outcome.ok ? 'stored' : outcome.reason
  },
  /** Appends until somebody kills this worker, and tells each entry once it is committed. */
  appendForEver(): void {
    const storage = createSqliteStorage(present().database)
    let before: StoredEntry | undefined
    for (let number = 0; ; number++) {
      const entry = entryOf(number, `entry ${number}`)
      if (!storage.append(growth([entry], before)).ok) throw new Error('not stored')
      before = entry
      report({ type: 'committed', number })
    }
  },
  heads: () => createSqliteStorage(present().database).load().heads,
  expectedHeads: (number: number) => [headsOf(entryOf(number), entryOf(number))],
  pragma: (name: string) => present().database.rows(`pragma ${name}`)[0]?.[0],
  setVersion: (version: number) => present().database.script(`pragma user_version = ${version}`),
  /** What IndexedDB keeps of the vault: the record as hexadecimal, and whether its key can leave the browser. */
  async vault(): Promise<{ record: string; type: string; extractable: boolean }> {
    const store = await vaultStore('readonly')
    const record: unknown = await answerOf(store.get('record'))
    const key: unknown = await answerOf(store.get('wrapping-key'))
    if (!(record instanceof Uint8Array) || !(key instanceof CryptoKey)) throw new Error('this is no vault')
    return { record: toHex(record), type: key.algorithm.name, extractable: key.extractable }
  },
  /** Replaces a part of the vault; nothing: takes it away. */
  async breakVault(part: 'record' | 'wrapping-key', hex: string | undefined): Promise<void> {
    const store = await vaultStore('readwrite')
    if (hex === undefined) await answerOf(store.delete(part))
    else await answerOf(store.put(bytesOf(hex), part))
  },
  /** What a private window of some browsers does. */
  refuseFiles(): void {
    navigator.storage.getDirectory = () => Promise.reject(new DOMException('no files here', 'SecurityError'))
  },
  /** One file of the pool cannot be had just now, as when another worker is letting go of them; all can be removed. */
  lockOneFile(): void {
    const { prototype } = FileSystemFileHandle
    const { createSyncAccessHandle } = prototype
    let calls = 0
    prototype.createSyncAccessHandle = function () {
      calls += 1
      if (calls === 4) throw new DOMException('somebody has it', 'NoModificationAllowedError')
      return createSyncAccessHandle.call(this)
    }
  },
  /** `stuck`: never hands over. */
  takeLock({ stuck, handOverMs }: { stuck: boolean; handOverMs: number }): void {
    const events = {
      onAcquired: () => report({ type: 'acquired' }),
      onWaiting: () => report({ type: 'waiting' }),
      onHandOver: async () => {
        report({ type: 'hand-over' })
        if (stuck) await new Promise(() => undefined)
      }
    }
    lock = holdTabLock(events, { graceMs: 100, handOverMs })
  },
  useHere: () => lock?.useHere(),
  bench: async () => {
    const { database } = present()
    return await benchStorage({ makeDatabase: () => Promise.resolve(database), sizes: [1000, 20_000] })
  }
}

addEventListener('message', ({ data }: MessageEvent) => {
  const { id, act, given }: { id: number; act: keyof typeof acts; given: readonly unknown[] } = data
  Promise.resolve()
    .then(() => Reflect.apply(acts[act], undefined, given))
    .then(
      (answer) => postMessage({ id, answer }),
      (error: unknown) => postMessage({ id, error: String(error) })
    )
})
