import { afterEach, describe, expect, test, vi } from 'vitest'
import { present } from '../../src/base/assert.ts'
import { openBridge } from '../../src/adapters/thread-bridge.ts'
import { createThreadedHost } from '../../src/adapters/threaded-host.ts'
import { serveNode, type NodeServer } from '../../src/adapters/threaded-node.ts'
import { createThreadedLobby } from '../../src/adapters/threaded-lobby.ts'
import { createThreadedNetwork, type MeteredNetwork } from '../../src/adapters/threaded-ports.ts'
import { ok } from '../../src/base/result.ts'
import type { Host, HostPhase, NodeApi, TeamView } from '../../src/node/api.ts'
import { noPasskeys } from '../fixtures/fake-lock.ts'
import { createThreadPair, type ThreadPair } from '../fixtures/threads.ts'

/** The worker's side, played by the test. */
interface PlayedWorker extends ThreadPair {
  readonly server: NodeServer
  wishes: number
}

interface Stage {
  readonly host: Host
  readonly phases: HostPhase[]
  worker(number: number): PlayedWorker
  count(): number
}

const open: ThreadPair[] = []
afterEach(() => {
  for (const pair of open.splice(0)) pair.close()
})

function startHost(): Stage {
  const played: PlayedWorker[] = []
  const silent = (): undefined => undefined
  const network: MeteredNetwork = {
    listen: silent,
    follow: silent,
    announce: silent,
    farewell: silent,
    dial: silent,
    upgrade: silent,
    send: silent,
    close: silent,
    taken: silent
  }
  const startWorker = (): ThreadPair['worker'] => {
    const pair = createThreadPair()
    const bridge = openBridge(pair.scope, silent)
    const worker: PlayedWorker = {
      ...pair,
      wishes: 0,
      server: serveNode(bridge, { useHere: () => (worker.wishes += 1), onFault: silent })
    }
    createThreadedNetwork(bridge)
    createThreadedLobby(bridge)
    open.push(pair)
    played.push(worker)
    return pair.worker
  }
  const phases: HostPhase[] = []
  const host = createThreadedHost({
    startWorker,
    network,
    lobby: { visit: () => ({ open: silent, put: silent, leave: silent }) },
    passkeys: noPasskeys
  })
  host.watchPhase((phase) => phases.push(phase))
  return { host, phases, worker: (number) => present(played[number], 'it was started'), count: () => played.length }
}

/** A node that answers everything and shows one team. */
function teamNode(name: string): NodeApi & { asked: number; watched: number } {
  const team: TeamView = { type: 'removed', name, how: 'removed', by: '', untold: false, wiping: false }
  const node = {
    asked: 0,
    watched: 0,
    submit: () => {
      node.asked += 1
      return Promise.resolve(ok({ link: name }))
    },
    watch: (_query: unknown, show: (view: never) => void) => {
      node.watched += 1
      Reflect.apply(show, undefined, [team])
      return () => void (node.watched -= 1)
    }
  }
  return node
}

const anything = { type: 'give-up-joining' } as const
const refused = { ok: false, reason: 'stopped' }

describe('the host', () => {
  test('tells where its worker stands, and lets nobody ask before it is ready', async () => {
    const { host, phases, worker } = startHost()
    expect(await host.node.submit(anything)).toEqual(refused)
    const node = teamNode('first')
    worker(0).server.run(node)
    worker(0).server.tell({ type: 'ready' })
    await vi.waitFor(() => expect(phases).toEqual([{ type: 'starting' }, { type: 'ready' }]))
    expect(await host.node.submit(anything)).toEqual({ ok: true, value: { link: 'first' } })
    expect(node.asked).toBe(1)
  })

  test('a stopped worker is ended; another one is started by hand and shows what was watched', async () => {
    const { host, phases, worker, count } = startHost()
    const shown: TeamView[] = []
    const gone = vi.fn()
    host.node.watch({ type: 'team' }, (team) => shown.push(team))
    const stopGone = host.node.watch({ type: 'team' }, gone)
    worker(0).server.run(teamNode('first'))
    worker(0).server.tell({ type: 'ready' })
    await vi.waitFor(() => expect(shown).toMatchObject([{ type: 'removed', name: 'first' }]))
    host.restart()
    expect(count()).toBe(1)
    worker(0).server.tell({ type: 'stopped', words: 'assertion failed: something' })
    await vi.waitFor(() => expect(phases.at(-1)).toEqual({ type: 'stopped', words: 'assertion failed: something' }))
    expect(worker(0).terminated()).toBe(true)
    expect(await host.node.submit(anything)).toEqual(refused)
    stopGone()
    host.restart()
    expect(phases.at(-1)).toEqual({ type: 'starting' })
    const next = teamNode('second')
    worker(1).server.run(next)
    worker(1).server.tell({ type: 'ready' })
    await vi.waitFor(() => expect(shown.at(-1)).toMatchObject({ type: 'removed', name: 'second' }))
    expect(next.watched).toBe(1)
    expect(gone).toHaveBeenCalledTimes(1)
  })

  test('what was asked and not answered ends as stopped, and a late answer changes nothing', async () => {
    const { host, phases, worker } = startHost()
    const never: NodeApi = { submit: () => new Promise(() => undefined), watch: () => () => undefined }
    worker(0).server.run(never)
    worker(0).server.tell({ type: 'ready' })
    await vi.waitFor(() => expect(phases.at(-1)).toEqual({ type: 'ready' }))
    const asked = host.node.submit(anything)
    worker(0).crash()
    expect(await asked).toEqual(refused)
    expect(phases.at(-1)).toEqual({ type: 'stopped', words: 'error' })
    worker(0).server.tell({ type: 'ready' })
    await new Promise((resolve) => setImmediate(resolve))
    expect(phases.at(-1)).toMatchObject({ type: 'stopped' })
  })

  test('[W9] elsewhere, everything open ends as stopped, and the wish to take over reaches the worker', async () => {
    const { host, phases, worker } = startHost()
    worker(0).server.tell({ type: 'elsewhere' })
    await vi.waitFor(() => expect(phases.at(-1)).toEqual({ type: 'elsewhere' }))
    expect(await host.node.submit(anything)).toEqual(refused)
    host.useHere()
    await vi.waitFor(() => expect(worker(0).wishes).toBe(1))
    host.restart()
    expect(phases.at(-1)).toEqual({ type: 'elsewhere' })
  })

  test('a mistake of the window ends the worker too, and is reported', async () => {
    const reported: unknown[] = []
    vi.stubGlobal('reportError', (error: unknown) => reported.push(error))
    const { host, phases, worker } = startHost()
    host.node.watch({ type: 'team' }, () => {
      throw new Error('this screen is broken')
    })
    worker(0).server.run(teamNode('first'))
    worker(0).server.tell({ type: 'ready' })
    await vi.waitFor(() => expect(phases.at(-1)).toEqual({ type: 'stopped', words: 'this screen is broken' }))
    expect(worker(0).terminated()).toBe(true)
    expect(reported).toEqual([new Error('this screen is broken')])
    vi.unstubAllGlobals()
  })

  test('a phase that nobody watches any more is not shown', async () => {
    const { host, phases, worker } = startHost()
    const seen: HostPhase[] = []
    const stop = host.watchPhase((phase) => seen.push(phase))
    stop()
    worker(0).server.tell({ type: 'ready' })
    await vi.waitFor(() => expect(phases).toHaveLength(2))
    expect(seen).toEqual([{ type: 'starting' }])
  })
})
