import { afterEach, describe, expect, test, vi } from 'vitest'
import { present } from '../../src/base/assert.ts'
import { openBridge } from '../../src/adapters/thread-bridge.ts'
import { createThreadedHost, type TeamHands } from '../../src/adapters/threaded-host.ts'
import { serveNode } from '../../src/adapters/threaded-node.ts'
import { serveHost, type HostServer, type TeamLife } from '../../src/adapters/threaded-teams.ts'
import { createThreadedLobby } from '../../src/adapters/threaded-lobby.ts'
import { createThreadedNetwork, type MeteredNetwork } from '../../src/adapters/threaded-ports.ts'
import { ok } from '../../src/base/result.ts'
import type { NodeApi } from '../../src/node/api.ts'
import type { Host, HostedTeam, HostPhase } from '../../src/node/api-host.ts'
import type { TeamView } from '../../src/node/api-people.ts'
import { noPasskeys } from '../fixtures/fake-lock.ts'
import type { NetworkEvents } from '../../src/node/ports.ts'
import { goneView } from '../fixtures/fake-world.ts'
import { createThreadPair, type ThreadPair } from '../fixtures/threads.ts'
import { noConnections } from '../fixtures/fake-privacy.ts'

/** The worker's side, played by the test. */
interface PlayedWorker extends ThreadPair {
  readonly host: HostServer
  /** What the window asked of the host, in order. */
  readonly wishes: string[]
  /** Tells of these teams, all of them running, and plays a node for each; gives back what throws later. */
  run(teams: readonly { readonly team: number; readonly life: number; readonly node: NodeApi }[]): readonly unknown[]
}

interface Stage {
  readonly host: Host
  readonly phases: HostPhase[]
  readonly teams: (readonly HostedTeam[])[]
  /** Hands that were made, and whether they were let go of. */
  readonly hands: { stopped: boolean; readonly said: string[] }[]
  worker(number: number): PlayedWorker
  count(): number
}

const open: ThreadPair[] = []
afterEach(() => {
  for (const pair of open.splice(0)) pair.close()
})

const silent = (): undefined => undefined

const deaf: NetworkEvents = {
  onAddress: silent,
  onAnnouncement: silent,
  onPeer: silent,
  onFrame: silent,
  onDialFailed: silent,
  onGone: silent,
  onStirred: silent
}

function playWorker(): PlayedWorker {
  const pair = createThreadPair()
  const bridge = openBridge(pair.scope, silent)
  const wishes: string[] = []
  const wish = (words: string): void => void wishes.push(words)
  const host = serveHost(bridge, {
    acts: {
      add: async () => ok(7),
      erase: async (team) => wish(`erase ${team}`),
      restart: (team) => wish(`restart ${team}`),
      lookAt: (team) => wish(`look at ${team}`)
    },
    useHere: () => wish('use here'),
    onFault: silent
  })
  const run: PlayedWorker['run'] = (teams) => {
    const faults: unknown[] = []
    const parts = teams.map(({ life }) => bridge.part(life, (error) => faults.push(error)))
    host.tell({ type: 'ready' })
    // Whatever is said to a life before the window knows of it is lost.
    host.tellTeams(teams.map(({ team, life }) => runningTeam(team, life)))
    parts.forEach((part, index) => {
      createThreadedNetwork(part).listen(deaf)
      createThreadedLobby(part)
      serveNode(part, (error) => faults.push(error)).run(present(teams[index], 'each part is of a team').node)
    })
    return faults
  }
  return { ...pair, host, wishes, run }
}

const runningTeam = (number: number, life: number): TeamLife => ({ number, life, phase: { type: 'ready' } })
const ready = (number: number): HostedTeam => ({ number, phase: { type: 'ready' } })

function startHost(): Stage {
  const played: PlayedWorker[] = []
  const hands: { stopped: boolean; readonly said: string[] }[] = []
  const createHands = (): TeamHands => {
    const made = { stopped: false, said: [] as string[] }
    hands.push(made)
    const network: MeteredNetwork = {
      listen: () => made.said.push('listen'),
      follow: (topics) => made.said.push(`follow ${topics.length}`),
      announce: silent,
      farewell: silent,
      dial: silent,
      upgrade: silent,
      send: silent,
      close: silent,
      taken: silent
    }
    return {
      network,
      lobby: { visit: () => ({ open: silent, put: silent, leave: silent }) },
      stop: () => void (made.stopped = true)
    }
  }
  const startWorker = (): ThreadPair['worker'] => {
    const worker = playWorker()
    open.push(worker)
    played.push(worker)
    return worker.worker
  }
  const phases: HostPhase[] = []
  const teams: (readonly HostedTeam[])[] = []
  const host = createThreadedHost({ startWorker, createHands, passkeys: noPasskeys, connections: noConnections })
  host.watchPhase((phase) => phases.push(phase))
  host.watchTeams((told) => teams.push(told))
  return {
    host,
    phases,
    teams,
    hands,
    worker: (number) => present(played[number], 'it was started'),
    count: () => played.length
  }
}

/** A node that answers everything and shows one team. */
function teamNode(name: string): NodeApi & { asked: number; watched: number } {
  const team: TeamView = goneView(name)
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
    expect(await host.nodeOf(1).submit(anything)).toEqual(refused)
    expect(await host.addTeam()).toEqual(refused)
    const node = teamNode('first')
    worker(0).run([{ team: 1, life: 1, node }])
    await vi.waitFor(() => expect(phases).toEqual([{ type: 'starting' }, { type: 'ready' }]))
    expect(await host.nodeOf(1).submit(anything)).toEqual({ ok: true, value: { link: 'first' } })
    expect(node.asked).toBe(1)
  })

  test('a stopped worker is ended; another one is started by hand and shows what was watched', async () => {
    const { host, phases, worker, count } = startHost()
    const shown: TeamView[] = []
    const gone = vi.fn()
    host.nodeOf(1).watch({ type: 'team' }, (team) => shown.push(team))
    const stopGone = host.nodeOf(1).watch({ type: 'team' }, gone)
    worker(0).run([{ team: 1, life: 1, node: teamNode('first') }])
    await vi.waitFor(() => expect(shown).toEqual([goneView('first')]))
    host.restart()
    expect(count()).toBe(1)
    worker(0).host.tell({ type: 'stopped', words: 'assertion failed: something' })
    await vi.waitFor(() => expect(phases.at(-1)).toEqual({ type: 'stopped', words: 'assertion failed: something' }))
    expect(worker(0).terminated()).toBe(true)
    expect(await host.nodeOf(1).submit(anything)).toEqual(refused)
    stopGone()
    host.restart()
    expect(phases.at(-1)).toEqual({ type: 'starting' })
    const next = teamNode('second')
    worker(1).run([{ team: 1, life: 1, node: next }])
    await vi.waitFor(() => expect(shown.at(-1)).toEqual(goneView('second')))
    expect(next.watched).toBe(1)
    expect(gone).toHaveBeenCalledTimes(1)
  })

  test('what was asked and not answered ends as stopped, and a late answer changes nothing', async () => {
    const { host, phases, worker } = startHost()
    const never: NodeApi = { submit: () => new Promise(() => undefined), watch: () => () => undefined }
    worker(0).run([{ team: 1, life: 1, node: never }])
    await vi.waitFor(() => expect(phases.at(-1)).toEqual({ type: 'ready' }))
    await vi.waitFor(async () => expect(await host.addTeam()).toEqual(ok(7)))
    const asked = host.nodeOf(1).submit(anything)
    worker(0).crash()
    expect(await asked).toEqual(refused)
    expect(phases.at(-1)).toEqual({ type: 'stopped', words: 'error' })
    worker(0).host.tell({ type: 'ready' })
    await new Promise((resolve) => setImmediate(resolve))
    expect(phases.at(-1)).toMatchObject({ type: 'stopped' })
  })

  test('[W9] elsewhere, everything open ends as stopped, and the wish to take over reaches the worker', async () => {
    const { host, phases, worker } = startHost()
    worker(0).host.tell({ type: 'elsewhere' })
    await vi.waitFor(() => expect(phases.at(-1)).toEqual({ type: 'elsewhere' }))
    expect(await host.nodeOf(1).submit(anything)).toEqual(refused)
    host.useHere()
    await vi.waitFor(() => expect(worker(0).wishes).toEqual(['use here']))
    host.restart()
    expect(phases.at(-1)).toEqual({ type: 'elsewhere' })
  })

  test('a mistake of the window ends the worker too, and is reported', async () => {
    const reported: unknown[] = []
    vi.stubGlobal('reportError', (error: unknown) => reported.push(error))
    const { host, phases, worker } = startHost()
    host.nodeOf(1).watch({ type: 'team' }, () => {
      throw new Error('this screen is broken')
    })
    worker(0).run([{ team: 1, life: 1, node: teamNode('first') }])
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
    worker(0).host.tell({ type: 'ready' })
    await vi.waitFor(() => expect(phases).toHaveLength(2))
    expect(seen).toEqual([{ type: 'starting' }])
  })
})

describe('a host with several teams', () => {
  test('[A9] asks and watches each by itself, and gives each hands of its own', async () => {
    const { host, teams, hands, worker } = startHost()
    const shown: unknown[] = []
    host.nodeOf(2).watch({ type: 'team' }, (team) => shown.push(team))
    const [north, south] = [teamNode('north'), teamNode('south')]
    worker(0).run([
      { team: 1, life: 1, node: north },
      { team: 2, life: 2, node: south }
    ])
    await vi.waitFor(() => expect(shown).toEqual([goneView('south')]))
    expect(await host.nodeOf(1).submit(anything)).toEqual({ ok: true, value: { link: 'north' } })
    expect(north.watched).toBe(0)
    expect(teams.at(-1)).toEqual([ready(1), ready(2)])
    expect(hands.map(({ said }) => said)).toEqual([['listen'], ['listen']])
  })

  test('[A9] one that stops leaves the other running, and starts again in a life of its own', async () => {
    const { host, teams, hands, worker } = startHost()
    worker(0).run([
      { team: 1, life: 1, node: teamNode('north') },
      { team: 2, life: 2, node: { submit: () => new Promise(() => undefined), watch: () => () => undefined } }
    ])
    await vi.waitFor(() => expect(teams.at(-1)).toEqual([ready(1), ready(2)]))
    const asked = host.nodeOf(2).submit(anything)
    const stopped: HostedTeam = { number: 2, phase: { type: 'stopped', words: 'assertion failed' } }
    worker(0).host.tellTeams([runningTeam(1, 1), { ...stopped, life: undefined }])
    expect(await asked).toEqual(refused)
    expect(teams.at(-1)).toEqual([ready(1), stopped])
    expect(await host.nodeOf(1).submit(anything)).toEqual({ ok: true, value: { link: 'north' } })
    host.restart(2)
    await vi.waitFor(() => expect(worker(0).wishes).toEqual(['restart 2']))
    worker(0).run([{ team: 2, life: 3, node: teamNode('south again') }])
    await vi.waitFor(async () =>
      expect(await host.nodeOf(2).submit(anything)).toEqual({ ok: true, value: { link: 'south again' } })
    )
    expect(hands[1]?.stopped).toBe(false)
  })

  test('[A9] whatever an erased team had, no other gets: neither its hands nor what was watched of it', async () => {
    const { host, teams, hands, worker } = startHost()
    const shown = vi.fn()
    worker(0).run([
      { team: 1, life: 1, node: teamNode('north') },
      { team: 2, life: 2, node: teamNode('south') }
    ])
    host.nodeOf(2).watch({ type: 'team' }, shown)
    await vi.waitFor(() => expect(shown).toHaveBeenCalledTimes(1))
    await host.eraseTeam(2)
    expect(worker(0).wishes).toEqual(['erase 2'])
    worker(0).host.tellTeams([runningTeam(1, 1)])
    await vi.waitFor(() => expect(teams.at(-1)).toEqual([ready(1)]))
    expect(hands.map(({ stopped }) => stopped)).toEqual([false, true])
    worker(0).host.tellTeams([runningTeam(1, 1), runningTeam(2, 3)])
    await vi.waitFor(() => expect(hands).toHaveLength(3))
    expect(shown).toHaveBeenCalledTimes(1)
  })

  test('[W9] elsewhere, the hands of all teams are let go, and what is watched goes on when they come back', async () => {
    const { host, phases, hands, worker } = startHost()
    const shown: unknown[] = []
    host.nodeOf(2).watch({ type: 'team' }, (team) => shown.push(team))
    const run = (life: number, name: string): unknown =>
      worker(0).run([
        { team: 1, life, node: teamNode('north') },
        { team: 2, life: life + 1, node: teamNode(name) }
      ])
    run(1, 'before')
    await vi.waitFor(() => expect(shown).toHaveLength(1))
    worker(0).host.tellTeams([])
    worker(0).host.tell({ type: 'elsewhere' })
    await vi.waitFor(() => expect(phases.at(-1)).toEqual({ type: 'elsewhere' }))
    expect(hands.map(({ stopped }) => stopped)).toEqual([true, true])
    run(3, 'after')
    await vi.waitFor(() => expect(shown.at(-1)).toEqual(goneView('after')))
    expect(hands).toHaveLength(4)
  })

  test('[A9] the team on the screen is told as soon as somebody hears', async () => {
    const { host, phases, worker } = startHost()
    host.lookAt(2)
    worker(0).host.tell({ type: 'starting' })
    await vi.waitFor(() => expect(worker(0).wishes).toEqual(['look at 2']))
    worker(0).run([{ team: 1, life: 1, node: teamNode('north') }])
    await vi.waitFor(() => expect(phases.at(-1)).toEqual({ type: 'ready' }))
    host.lookAt(1)
    await vi.waitFor(() => expect(worker(0).wishes).toEqual(['look at 2', 'look at 1']))
  })
})
