// worker. Owns whether a node may run here at all, and from when to when: checks, tab lock, vault, database, node; and that the
// first exception nobody foresaw ends it (fail-stop). Knows nothing of what a node does.

import { assert } from '../base/assert.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { HostPhase, NodeApi } from '../node/api.ts'
import type { Milliseconds, Ports } from '../node/ports.ts'
import { createLockGate, type Stay } from './lock-gate.ts'
import { hasFiles, takePool, type FilePool, type PoolFailure } from './opfs-pool.ts'
import { readBackup, sourceOf, writeBackup } from './backup.ts'
import { rewriteAll } from './rewrite.ts'
import type { SqlDatabase } from './sqlite-database.ts'
import { loadSqlite, openIn, type OpenFailure } from './sqlite-open.ts'
import type { Sqlite } from './sqlite-statement.ts'
import { createSqliteStorage } from './sqlite-storage.ts'
import { systemClock, systemRandom } from './system.ts'
import { holdTabLock, type TabLock } from './tab-lock.ts'
import { openBridge, wordsOf, type MessageEnd } from './thread-bridge.ts'
import { createThreadedLobby } from './threaded-lobby.ts'
import { serveNode } from './threaded-node.ts'
import { createThreadedNetwork } from './threaded-ports.ts'
import { createVaultShelf } from './vault-shelf.ts'
import { createVault, type VaultFailure } from './vault.ts'

/** What the root brings, because adapters do not know the node's insides. */
export interface HostedNode {
  /** Resolves when the crypto library stands. */
  readonly ready: Promise<void>
  readonly selfCheck: () => Result<void, 'self-check-failed'>
  readonly createNode: (ports: Ports) => NodeApi & { stop(): void }
}

/** A worker's own scope. */
export interface WorkerScope extends MessageEnd {
  addEventListener(type: 'message', heard: (event: MessageEvent) => void): void
  addEventListener(type: 'error' | 'unhandledrejection', heard: (event: Event) => void): void
}

/** An open database with its node; `rest` ends the node. */
interface Home {
  readonly database: SqlDatabase
  rest(): void
}

type Unavailable = Extract<HostPhase, { type: 'unavailable' }>['reason']

/** Files of an ended worker are let go a moment after its lock. */
const busyRetryMs: Milliseconds = 100

/** Runs nodes in this worker until it ends: one at a time, as long as this tab is the device. */
export function runNodeHost(scope: WorkerScope, hosted: HostedNode): void {
  let lock: TabLock | undefined
  let failed = false
  let stay: Stay | undefined

  /** Fail-stop: the window reads the words and ends this worker, with all it holds. */
  const fail = (error: unknown): void => {
    if (failed) return
    failed = true
    server.tell({ type: 'stopped', words: wordsOf(error) })
    bridge.close()
  }

  const bridge = openBridge(scope, (error) => fail(error))
  const server = serveNode(bridge, { useHere: () => lock?.useHere(), onFault: fail })
  const gate = createLockGate({
    bridge,
    vault: createVault(createVaultShelf(), systemRandom),
    random: systemRandom,
    tell: server.tell,
    onFault: fail
  })
  const lobby = createThreadedLobby(bridge)
  const network = createThreadedNetwork(bridge)
  scope.addEventListener('error', (event) => fail(event instanceof ErrorEvent ? event.error : event.type))
  scope.addEventListener('unhandledrejection', (event) => {
    fail(event instanceof PromiseRejectionEvent ? event.reason : event.type)
  })

  /** One time as the device; resolves when it has begun, or will not. */
  const live = async (sqlite: Sqlite, isOver: () => boolean): Promise<void> => {
    const key = await gate.key()
    if (!key.ok) return key.reason === 'over' ? undefined : server.tell(phaseOf(key.reason))
    const pool = await takeFiles(sqlite, isOver)
    if (!pool.ok) return pool.reason === 'over' ? undefined : server.tell(phaseOf(pool.reason))
    let databaseKey = key.value
    const begin = (): Home => {
      const opened = openHome(sqlite, pool.value, databaseKey)
      assert(opened.ok, 'what was open before opens again')
      return opened.value
    }
    const first = openHome(sqlite, pool.value, databaseKey)
    if (!first.ok) {
      pool.value.release()
      return server.tell(phaseOf(first.reason))
    }
    let home = first.value
    stay = {
      close: async () => {
        stay = undefined
        gate.serve(undefined)
        home.rest()
        home.database.close()
        pool.value.release()
        databaseKey.fill(0)
      },
      rewrite: async ({ from, to }, commit) => {
        home.rest()
        home.database.close()
        const changed = await rewriteAll({ sqlite, pool: pool.value, from, to }, commit)
        if (changed.ok) databaseKey = to
        home = begin()
        return changed
      },
      makeBackup: async (passphrase) => {
        // The browser takes each piece away to where its blobs are: here there is one at a time.
        const pieces: Blob[] = []
        const written = writeBackup(home.database, { passphrase, random: systemRandom }, (piece) =>
          pieces.push(new Blob([new Uint8Array(piece)]))
        )
        return written.ok ? ok(new Blob(pieces, { type: 'application/octet-stream' })) : written
      },
      restoreBackup: async (file, passphrase) => {
        home.rest()
        const restored = await readBackup(home.database, passphrase, sourceOf(file))
        home.database.close()
        home = begin()
        return restored
      }
    }
    gate.serve(stay)
    server.tell({ type: 'ready' })
  }

  /** Database and node. */
  const openHome = (sqlite: Sqlite, pool: FilePool, key: Uint8Array): Result<Home, OpenFailure> => {
    const database = openIn(sqlite, pool, key)
    if (!database.ok) return database
    const storage = createSqliteStorage(database.value)
    const node = hosted.createNode({ clock: systemClock, random: systemRandom, storage, network, lobby })
    server.run(node)
    const rest = (): void => {
      server.rest()
      node.stop()
      network.rest()
      lobby.rest()
    }
    return ok({ database: database.value, rest })
  }

  const start = async (): Promise<void> => {
    server.tell({ type: 'starting' })
    const missing = whatIsMissing()
    if (missing !== undefined) return server.tell({ type: 'unavailable', reason: missing })
    if (!(await hasFiles())) return server.tell({ type: 'unavailable', reason: 'no-storage' })
    const [sqlite] = await Promise.all([loadSqlite(), hosted.ready])
    const checked = hosted.selfCheck()
    if (!checked.ok) return server.tell({ type: 'unavailable', reason: checked.reason })
    let over = true
    let living: Promise<void> = Promise.resolve()
    lock = holdTabLock({
      onAcquired: () => {
        over = false
        server.tell({ type: 'starting' })
        living = live(sqlite, () => over)
        living.catch(fail)
      },
      onWaiting: () => server.tell({ type: 'elsewhere' }),
      onHandOver: async () => {
        over = true
        await gate.giveUp()
        await living
        await stay?.close()
      }
    })
  }

  start().catch(fail)
}

/** All files; as long as another worker is still letting go of them, it tries again. */
async function takeFiles(
  sqlite: Sqlite,
  isOver: () => boolean
): Promise<Result<FilePool, Exclude<PoolFailure, 'busy'> | 'over'>> {
  while (!isOver()) {
    const pool = await takePool(sqlite)
    if (pool.ok) return pool
    if (pool.reason !== 'busy') return err(pool.reason)
    await new Promise<void>((resolve) => systemClock.after(busyRetryMs, resolve))
  }
  return err('over')
}

function phaseOf(reason: OpenFailure | VaultFailure | 'no-storage'): HostPhase {
  return reason === 'no-storage' || reason === 'wrong-key'
    ? { type: 'unavailable', reason }
    : { type: 'stopped', words: reason }
}

/** undefined: this browser has all that a node needs. */
function whatIsMissing(): Unavailable | undefined {
  if (!isSecureContext) return 'no-secure-context'
  const isModern =
    'locks' in navigator &&
    'storage' in navigator &&
    'FileSystemFileHandle' in globalThis &&
    'createSyncAccessHandle' in FileSystemFileHandle.prototype
  return isModern ? undefined : 'browser-too-old'
}
