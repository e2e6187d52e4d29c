// Window. Owns the life of the worker and of each team in it: started, stopped, started again, and never heard after its end; and
// that each team has hands of its own. Knows nothing of what a node does.

import { err } from '../base/result.ts'
import type { NodeApi } from '../node/api.ts'
import type { Host, HostedTeam, HostPhase } from '../node/api-host.ts'
import type { ConnectionsApi } from '../node/api-privacy.ts'
import type { Lobby } from '../node/ports.ts'
import type { Passkeys } from './passkey.ts'
import { openBridge, wordsOf, type Bridge, type MessageEnd } from './thread-bridge.ts'
import { callLock, type LockClient } from './threaded-lock.ts'
import { callNode, createWindowWatches, type NodeClient, type WindowWatches } from './threaded-node.ts'
import { serveLobby } from './threaded-lobby.ts'
import { shareNetwork, type MeteredNetwork, type SharedNetwork } from './threaded-ports.ts'
import { callHost, type HostClient, type TeamLife } from './threaded-teams.ts'
import { createWindowLock } from './window-lock.ts'

/** What the host needs of a Worker. */
export interface WorkerEnd extends MessageEnd {
  addEventListener(type: 'message', heard: (event: MessageEvent) => void): void
  addEventListener(type: 'error' | 'messageerror', heard: (event: Event) => void): void
  terminate(): void
}

/** What one team reaches the world with. No two teams share any of it: whoever watches from outside must not see them as one (A9). */
export interface TeamHands {
  readonly network: MeteredNetwork
  readonly lobby: Lobby
  /** Lets go for good. */
  stop(): void
}

export interface HostSetup {
  /** Starts `node.worker.ts`; called again at every restart. */
  readonly startWorker: () => WorkerEnd
  /** Called for each team that begins to run. */
  readonly createHands: () => TeamHands
  readonly passkeys: Passkeys
  readonly connections: ConnectionsApi
}

/** One worker from its start to its end. */
interface Life {
  readonly bridge: Bridge
  readonly client: HostClient
  readonly lockClient: LockClient
  /** The worker has said something: before, there may be nobody to hear. */
  greeted: boolean
  end(): void
}

/** What of a team outlives its lives: what is watched, and its hands as long as this window is the device. */
interface Seat {
  readonly watches: WindowWatches
  hands: { readonly network: SharedNetwork; readonly lobby: Lobby; stop(): void } | undefined
  life: TeamRun | undefined
}

/** One life of a team. */
interface TeamRun {
  readonly number: number
  readonly client: NodeClient
  end(): void
}

/** Starts the worker at once. Watches outlive it; what was asked of a node that ends is answered with 'stopped'. */
export function createThreadedHost(setup: HostSetup): Host {
  const seats = new Map<number, Seat>()
  const shows = new Set<(phase: HostPhase) => void>()
  const showTeams = new Set<(teams: readonly HostedTeam[]) => void>()
  let phase: HostPhase = { type: 'starting' }
  let teams: readonly HostedTeam[] = []
  let looked: number | undefined
  let life: Life | undefined

  const tell = (told: HostPhase): void => {
    phase = told
    for (const show of [...shows]) show(told)
  }

  const tellTeams = (told: readonly HostedTeam[]): void => {
    teams = told
    for (const show of [...showTeams]) show(teams)
  }

  const seatOf = (team: number): Seat => {
    const seat = seats.get(team) ?? { watches: createWindowWatches(), hands: undefined, life: undefined }
    seats.set(team, seat)
    return seat
  }

  // ---------------------------------------------------------------- Teams

  const beginTeam = (bridge: Bridge, team: number, number: number): void => {
    const seat = seatOf(team)
    seat.hands ??= handsFrom(setup.createHands())
    const { watches, hands } = seat
    const part = bridge.part(number, blameWindow)
    const client = callNode(part, watches.show)
    hands.network.serve(part)
    const leaveLobby = serveLobby(part, hands.lobby)
    seat.life = {
      number,
      client,
      end: () => {
        part.close()
        client.giveUp()
        hands.network.rest()
        leaveLobby()
      }
    }
    for (const { watch, query } of watches.all()) client.watch(watch, query)
  }

  const endTeam = (seat: Seat): void => {
    const { life: run } = seat
    seat.life = undefined
    run?.end()
  }

  /** The team is gone, or is another tab's now: whoever comes next must not be known by what it had. */
  const letGo = (seat: Seat): void => {
    endTeam(seat)
    seat.hands?.stop()
    seat.hands = undefined
  }

  const follow = (bridge: Bridge, told: readonly TeamLife[]): void => {
    const alive = new Map(told.map((team) => [team.number, team.life]))
    for (const [team, seat] of seats) {
      if (seat.life !== undefined && seat.life.number !== alive.get(team)) endTeam(seat)
      if (!alive.has(team)) letGo(seat)
      // While this window has no team at all, what its screens watch waits for them to come back.
      if (!alive.has(team) && alive.size > 0) seats.delete(team)
    }
    for (const [team, number] of alive) {
      if (number !== undefined && seatOf(team).life === undefined) beginTeam(bridge, team, number)
    }
    tellTeams(told.map(({ number, phase: stands }) => ({ number, phase: stands })))
  }

  // ---------------------------------------------------------------- The worker

  const stop = (words: string): void => {
    life?.end()
    life = undefined
    tell({ type: 'stopped', words })
  }

  /** A mistake of the window: the worker is ended like after one of its own, and the error is reported where errors are. */
  const blameWindow = (error: unknown): void => {
    reportError(error)
    if (life !== undefined) stop(wordsOf(error))
  }

  const begin = (): Life => {
    const worker = setup.startWorker()
    const bridge = openBridge(worker, (error) => {
      if (life === current) blameWindow(error)
    })
    const client = callHost(bridge, {
      onPhase: (told) => {
        if (!current.greeted && looked !== undefined) client.lookAt(looked)
        current.greeted = true
        if (told.type === 'elsewhere' || told.type === 'locked') for (const seat of seats.values()) letGo(seat)
        if (told.type === 'stopped') stop(told.words)
        else tell(told)
      },
      onTeams: (told) => follow(bridge, told)
    })
    const lockClient = callLock(bridge, lock.onWays)
    const current: Life = {
      bridge,
      client,
      lockClient,
      greeted: false,
      end: () => {
        bridge.close()
        worker.terminate()
        client.giveUp()
        lockClient.giveUp()
        for (const seat of seats.values()) endTeam(seat)
        // Whatever screens know of the teams goes with them (A6).
        tellTeams([])
      }
    }
    const failed = (event: Event): void => {
      if (life === current) stop('message' in event ? String(event.message) : event.type)
    }
    worker.addEventListener('error', failed)
    worker.addEventListener('messageerror', failed)
    return current
  }

  const nodeOf = (team: number): NodeApi => ({
    submit: async (intent) => (await seats.get(team)?.life?.client.submit(intent)) ?? err('stopped'),
    watch: (query, show) => {
      const seat = seatOf(team)
      const watch = seat.watches.add(query, show)
      seat.life?.client.watch(watch, query)
      return () => {
        seat.watches.remove(watch)
        seat.life?.client.unwatch(watch)
      }
    }
  })

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
    nodeOf,
    lock: lock.lock,
    backups: lock.backups,
    connections: setup.connections,
    watchPhase: (show) => {
      shows.add(show)
      show(phase)
      return () => void shows.delete(show)
    },
    watchTeams: (show) => {
      showTeams.add(show)
      show(teams)
      return () => void showTeams.delete(show)
    },
    addTeam: async () => (life === undefined || phase.type !== 'ready' ? err('stopped') : await life.client.add()),
    eraseTeam: async (team) => {
      if (phase.type === 'ready') await life?.client.erase(team)
    },
    lookAt: (team) => {
      looked = team
      if (life?.greeted === true) life.client.lookAt(team)
    },
    useHere: () => life?.client.useHere(),
    restart: (team) => {
      if (team !== undefined && phase.type === 'ready') return life?.client.restart(team)
      if (phase.type !== 'stopped' && phase.type !== 'unavailable') return
      startAnew()
    }
  }
}

function handsFrom({ network, lobby, stop }: TeamHands): NonNullable<Seat['hands']> {
  return { network: shareNetwork(network), lobby, stop }
}
