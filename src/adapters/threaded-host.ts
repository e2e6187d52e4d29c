// Window. Owns the life of the worker: started, stopped, started again, and never heard after its end. Knows nothing of what the
// node in it does.

import { err } from '../base/result.ts'
import type { Host, HostPhase, NodeApi } from '../node/api.ts'
import type { Lobby } from '../node/ports.ts'
import type { Passkeys } from './passkey.ts'
import { openBridge, wordsOf, type MessageEnd } from './thread-bridge.ts'
import { callLock, type LockClient } from './threaded-lock.ts'
import { callNode, createWindowWatches, type NodeClient } from './threaded-node.ts'
import { serveLobby } from './threaded-lobby.ts'
import { shareNetwork, type MeteredNetwork } from './threaded-ports.ts'
import { createWindowLock } from './window-lock.ts'

/** What the host needs of a Worker. */
export interface WorkerEnd extends MessageEnd {
  addEventListener(type: 'message', heard: (event: MessageEvent) => void): void
  addEventListener(type: 'error' | 'messageerror', heard: (event: Event) => void): void
  terminate(): void
}

export interface HostSetup {
  /** Starts `node.worker.ts`; called again at every restart. */
  readonly startWorker: () => WorkerEnd
  readonly network: MeteredNetwork
  readonly lobby: Lobby
  readonly passkeys: Passkeys
}

/** One worker from its start to its end. */
interface Life {
  readonly client: NodeClient
  readonly lockClient: LockClient
  /** The worker has said something: before, there may be nobody to hear. */
  greeted: boolean
  end(): void
}

/** Starts the worker at once. Watches outlive it; what was asked of a worker that ends is answered with 'stopped'. */
export function createThreadedHost(setup: HostSetup): Host {
  const watches = createWindowWatches()
  const network = shareNetwork(setup.network)
  const shows = new Set<(phase: HostPhase) => void>()
  let phase: HostPhase = { type: 'starting' }
  let life: Life | undefined

  const tell = (told: HostPhase): void => {
    phase = told
    for (const show of [...shows]) show(told)
  }

  const stop = (words: string): void => {
    life?.end()
    life = undefined
    tell({ type: 'stopped', words })
  }

  const begin = (): Life => {
    const worker = setup.startWorker()
    const bridge = openBridge(worker, (error) => {
      // A mistake of the window: the worker is ended like after one of its own, and the error is reported where errors are.
      reportError(error)
      if (life === current) stop(wordsOf(error))
    })
    const client = callNode(bridge, {
      onPhase: (told) => {
        if (!current.greeted) for (const { watch, query } of watches.all()) client.watch(watch, query)
        current.greeted = true
        if (told.type === 'elsewhere' || told.type === 'locked') network.rest()
        if (told.type === 'stopped') stop(told.words)
        else tell(told)
      },
      onView: watches.show
    })
    const lockClient = callLock(bridge, lock.onWays)
    network.serve(bridge)
    const leaveLobby = serveLobby(bridge, setup.lobby)
    const current: Life = {
      client,
      lockClient,
      greeted: false,
      end: () => {
        bridge.close()
        worker.terminate()
        client.giveUp()
        lockClient.giveUp()
        network.rest()
        leaveLobby()
      }
    }
    const failed = (event: Event): void => {
      if (life === current) stop('message' in event ? String(event.message) : event.type)
    }
    worker.addEventListener('error', failed)
    worker.addEventListener('messageerror', failed)
    return current
  }

  const node: NodeApi = {
    submit: async (intent) =>
      life === undefined || phase.type !== 'ready' ? err('stopped') : await life.client.submit(intent),
    watch: (query, show) => {
      const watch = watches.add(query, show)
      if (life?.greeted === true) life.client.watch(watch, query)
      return () => {
        watches.remove(watch)
        if (life?.greeted === true) life.client.unwatch(watch)
      }
    }
  }

  const startAnew = (): void => {
    life?.end()
    tell({ type: 'starting' })
    life = begin()
  }

  const lock = createWindowLock({
    client: () => life?.lockClient,
    phase: () => phase,
    passkeys: setup.passkeys,
    cover: () => tell({ type: 'starting' }),
    startAnew
  })

  life = begin()
  return {
    node,
    lock: lock.lock,
    backups: lock.backups,
    watchPhase: (show) => {
      shows.add(show)
      show(phase)
      return () => void shows.delete(show)
    },
    useHere: () => life?.client.useHere(),
    restart: () => {
      if (phase.type !== 'stopped' && phase.type !== 'unavailable') return
      startAnew()
    }
  }
}
