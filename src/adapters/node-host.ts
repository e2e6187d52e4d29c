// worker. Owns whether nodes may run here at all, and from when to when: checks, tab lock, vault, files; and that an exception that
// is no team's alone ends the worker (fail-stop). Knows nothing of what a node does.

import { err, ok, type Result } from '../base/result.ts'
import type { NodeApi } from '../node/api.ts'
import type { HostPhase } from '../node/api-host.ts'
import type { Milliseconds, Ports } from '../node/ports.ts'
import { createHostedTeams, type HostedTeams } from './hosted-teams.ts'
import { createLockGate, type Stay } from './lock-gate.ts'
import { hasFiles, takePool, type FilePool, type PoolFailure } from './opfs-pool.ts'
import { readBackup, sourceOf, writeBackup } from './backup.ts'
import { rewriteAll, settle } from './rewrite.ts'
import { loadSqlite } from './sqlite-open.ts'
import type { Sqlite } from './sqlite-statement.ts'
import { systemClock, systemRandom } from './system.ts'
import { holdTabLock, type TabLock } from './tab-lock.ts'
import { openBridge, wordsOf, type MessageEnd } from './thread-bridge.ts'
import { serveHost, type TeamActs } from './threaded-teams.ts'
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

type Unavailable = Extract<HostPhase, { type: 'unavailable' }>['reason']

/** Files of an ended worker are let go a moment after its lock. */
const busyRetryMs: Milliseconds = 100

/** Runs the nodes of all teams in this worker until it ends, as long as this tab is the device. */
export function runNodeHost(scope: WorkerScope, hosted: HostedNode): void {
  let lock: TabLock | undefined
  let failed = false
  let stay: Stay | undefined
  let teams: HostedTeams | undefined
  let looked: number | undefined
  let lives = 0

  /** Fail-stop: the window reads the words and ends this worker, with all it holds. */
  const fail = (error: unknown): void => {
    if (failed) return
    failed = true
    server.tell({ type: 'stopped', words: wordsOf(error) })
    bridge.close()
  }

  const bridge = openBridge(scope, (error) => fail(error))
  const acts: TeamActs = {
    add: async () => (await teams?.add()) ?? err('stopped'),
    erase: async (team) => await teams?.erase(team),
    restart: (team) => teams?.restart(team),
    lookAt: (team) => {
      looked = team
      teams?.lookAt(team)
    }
  }
  const server = serveHost(bridge, { acts, useHere: () => lock?.useHere(), onFault: fail })
  const gate = createLockGate({
    bridge,
    vault: createVault(createVaultShelf(), systemRandom),
    random: systemRandom,
    tell: server.tell,
    onFault: fail
  })
  scope.addEventListener('error', (event) => fail(event instanceof ErrorEvent ? event.error : event.type))
  scope.addEventListener('unhandledrejection', (event) => {
    fail(event instanceof PromiseRejectionEvent ? event.reason : event.type)
  })

  /** One time as the device; resolves when it has begun, or will not. */
  const live = async (sqlite: Sqlite, isOver: () => boolean): Promise<void> => {
    const key = await gate.key()
    if (!key.ok) return key.reason === 'over' ? undefined : server.tell(phaseOf(key.reason))
    const files = await takeFiles(sqlite, isOver)
    if (!files.ok) return files.reason === 'over' ? undefined : server.tell(phaseOf(files.reason))
    const pool = files.value
    const settled = settle(sqlite, pool, key.value)
    if (!settled.ok) {
      pool.release()
      return server.tell(phaseOf(settled.reason))
    }
    const { createNode } = hosted
    const nextLife = (): number => (lives += 1)
    const hosting = {
      sqlite,
      pool,
      key: key.value,
      bridge,
      nextLife,
      createNode,
      tell: server.tellTeams,
      onFault: fail
    }
    const running = createHostedTeams(hosting, looked)
    const close = async (): Promise<void> => {
      if (stay === undefined) return
      stay = undefined
      teams = undefined
      gate.serve(undefined)
      await running.close()
      pool.release()
    }
    teams = running
    stay = stayOf(running, { sqlite, pool, close })
    gate.serve(stay)
    running.open(() => server.tell({ type: 'ready' })).catch(fail)
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

/** What the lock and the backup do with the teams that run. */
function stayOf(
  teams: HostedTeams,
  { sqlite, pool, close }: { readonly sqlite: Sqlite; readonly pool: FilePool; readonly close: () => Promise<void> }
): Stay {
  return {
    close,
    rewrite: async ({ from, to }, commit) =>
      await teams.rewrite(to, async () => await rewriteAll({ sqlite, pool, from, to }, commit)),
    makeBackup: async (passphrase) => {
      const database = teams.shown()
      if (database === undefined) return err('stopped')
      // The browser takes each piece away to where its blobs are: here there is one at a time.
      const pieces: Blob[] = []
      const written = writeBackup(database, { passphrase, random: systemRandom }, (piece) =>
        pieces.push(new Blob([new Uint8Array(piece)]))
      )
      return written.ok ? ok(new Blob(pieces, { type: 'application/octet-stream' })) : written
    },
    restoreBackup: async (file, passphrase) =>
      await teams.restore(async (database) => await readBackup(database, passphrase, sourceOf(file)))
  }
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

function phaseOf(reason: VaultFailure | 'no-storage' | 'disk-full'): HostPhase {
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
