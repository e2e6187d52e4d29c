// worker. Owns whether a node may run here at all, and from when to when: checks, tab lock, vault, database, node; and that the
// first exception nobody foresaw ends it (fail-stop). Knows nothing of what a node does.

import { err, ok, type Result } from '../base/result.ts'
import type { HostPhase, NodeApi } from '../node/api.ts'
import type { Milliseconds, Ports } from '../node/ports.ts'
import { hasFiles } from './opfs-pool.ts'
import { loadSqlite, openEncrypted, type OpenDatabase, type OpenFailure } from './sqlite-open.ts'
import type { Sqlite } from './sqlite-statement.ts'
import { createSqliteStorage } from './sqlite-storage.ts'
import { systemClock, systemRandom } from './system.ts'
import { holdTabLock, type TabLock } from './tab-lock.ts'
import { openBridge, wordsOf, type MessageEnd } from './thread-bridge.ts'
import { createThreadedLobby } from './threaded-lobby.ts'
import { serveNode } from './threaded-node.ts'
import { createThreadedNetwork } from './threaded-ports.ts'
import { openVault } from './vault.ts'

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

type Unavailable = Extract<HostPhase, { type: 'unavailable' }>['reason']

/** Files of an ended worker are let go a moment after its lock. */
const busyRetryMs: Milliseconds = 100

/** Runs nodes in this worker until it ends: one at a time, as long as this tab is the device. */
export function runNodeHost(scope: WorkerScope, hosted: HostedNode): void {
  let lock: TabLock | undefined
  let failed = false

  /** Fail-stop: the window reads the words and ends this worker, with all it holds. */
  const fail = (error: unknown): void => {
    if (failed) return
    failed = true
    server.tell({ type: 'stopped', words: wordsOf(error) })
    bridge.close()
  }

  const bridge = openBridge(scope, (error) => fail(error))
  const server = serveNode(bridge, { useHere: () => lock?.useHere(), onFault: fail })
  const lobby = createThreadedLobby(bridge)
  const network = createThreadedNetwork(bridge)
  scope.addEventListener('error', (event) => fail(event instanceof ErrorEvent ? event.error : event.type))
  scope.addEventListener('unhandledrejection', (event) => {
    fail(event instanceof PromiseRejectionEvent ? event.reason : event.type)
  })

  /** One time as the device; resolves to how it ends again. */
  const live = async (sqlite: Sqlite, isOver: () => boolean): Promise<() => void> => {
    const opened = await openDatabase(sqlite, isOver)
    if (!opened.ok) {
      if (opened.reason !== 'over') server.tell(phaseOf(opened.reason))
      return () => undefined
    }
    const { database, close } = opened.value
    const storage = createSqliteStorage(database)
    const node = hosted.createNode({ clock: systemClock, random: systemRandom, storage, network, lobby })
    server.run(node)
    server.tell({ type: 'ready' })
    return () => {
      server.rest()
      node.stop()
      network.rest()
      lobby.rest()
      close()
    }
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
    let living: Promise<() => void> = Promise.resolve(() => undefined)
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
        const end = await living
        end()
      }
    })
  }

  start().catch(fail)
}

/** Vault and database; as long as another worker is still letting go of its files, it tries again. */
async function openDatabase(
  sqlite: Sqlite,
  isOver: () => boolean
): Promise<Result<OpenDatabase, Exclude<OpenFailure, 'busy'> | 'over'>> {
  while (!isOver()) {
    const key = await openVault(systemRandom)
    if (!key.ok) return key
    const opened = await openEncrypted(sqlite, key.value)
    key.value.fill(0)
    if (opened.ok) return ok(opened.value)
    if (opened.reason !== 'busy') return err(opened.reason)
    await new Promise<void>((resolve) => systemClock.after(busyRetryMs, resolve))
  }
  return err('over')
}

function phaseOf(reason: Exclude<OpenFailure, 'busy'>): HostPhase {
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
