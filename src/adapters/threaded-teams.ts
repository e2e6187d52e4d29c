// Both threads. Owns what the host itself says across the line: whether it runs, which teams there are, and which of their lives is
// the present one. Knows no node.

import { unreachable } from '../base/assert.ts'
import { err, type Result } from '../base/result.ts'
import type { AddRefusal, HostedTeam, HostPhase } from '../node/api-host.ts'
import type { Bridge, Line } from './thread-bridge.ts'

/** A team as the worker tells of it. A team that starts again begins another life, with lines of its own. */
export interface TeamLife extends HostedTeam {
  /** undefined: it does not run. */
  readonly life: number | undefined
}

type ToWorker =
  | { readonly type: 'use-here' }
  | { readonly type: 'add'; readonly request: number }
  | { readonly type: 'erase'; readonly request: number; readonly team: number }
  | { readonly type: 'restart'; readonly team: number }
  | { readonly type: 'look-at'; readonly team: number }

type ToWindow =
  | { readonly type: 'phase'; readonly phase: HostPhase }
  | { readonly type: 'teams'; readonly teams: readonly TeamLife[] }
  | { readonly type: 'added'; readonly request: number; readonly added: Result<number, AddRefusal> }
  | { readonly type: 'erased'; readonly request: number }

// ---------------------------------------------------------------- Worker

/** What the worker does with its teams; nothing of it happens while it has none. */
export interface TeamActs {
  add(): Promise<Result<number, AddRefusal>>
  erase(team: number): Promise<void>
  restart(team: number): void
  lookAt(team: number): void
}

export interface HostServer {
  tell(phase: HostPhase): void
  tellTeams(teams: readonly TeamLife[]): void
}

/** The worker's end. `useHere` is the window's wish to take over; `onFault` hears what an act throws later. */
export function serveHost(
  bridge: Bridge,
  events: {
    readonly acts: TeamActs
    readonly useHere: () => void
    readonly onFault: (error: unknown) => void
  }
): HostServer {
  const { acts, useHere, onFault } = events
  const hear = (message: ToWorker): void => {
    switch (message.type) {
      case 'use-here':
        return useHere()
      case 'add':
        return void acts
          .add()
          .then((added) => line.send({ type: 'added', request: message.request, added }))
          .catch(onFault)
      case 'erase':
        return void acts
          .erase(message.team)
          .then(() => line.send({ type: 'erased', request: message.request }))
          .catch(onFault)
      case 'restart':
        return acts.restart(message.team)
      case 'look-at':
        return acts.lookAt(message.team)
      default:
        return unreachable(message)
    }
  }
  const line: Line<ToWindow> = bridge.line('host', hear)
  return {
    tell: (phase) => line.send({ type: 'phase', phase }),
    tellTeams: (teams) => line.send({ type: 'teams', teams })
  }
}

// ---------------------------------------------------------------- Window

/** What one worker answers to; a window has one after the other. */
export interface HostClient {
  useHere(): void
  add(): Promise<Result<number, AddRefusal>>
  erase(team: number): Promise<void>
  restart(team: number): void
  lookAt(team: number): void
  /** All that was asked and not answered ends as stopped. */
  giveUp(): void
}

/** The window's end of one worker's line. */
export function callHost(
  bridge: Bridge,
  events: {
    readonly onPhase: (phase: HostPhase) => void
    readonly onTeams: (teams: readonly TeamLife[]) => void
  }
): HostClient {
  const adding = new Map<number, (added: Result<number, AddRefusal>) => void>()
  const erasing = new Map<number, () => void>()
  let requests = 0

  const giveUp = (): void => {
    const added = [...adding.values()]
    const erased = [...erasing.values()]
    adding.clear()
    erasing.clear()
    for (const answer of added) answer(err('stopped'))
    for (const answer of erased) answer()
  }

  const hear = (message: ToWindow): void => {
    switch (message.type) {
      case 'phase':
        // A host that no longer runs answers nothing.
        if (message.phase.type !== 'ready') giveUp()
        return events.onPhase(message.phase)
      case 'teams':
        return events.onTeams(message.teams)
      case 'added':
        adding.get(message.request)?.(message.added)
        return void adding.delete(message.request)
      case 'erased':
        erasing.get(message.request)?.()
        return void erasing.delete(message.request)
      default:
        return unreachable(message)
    }
  }

  const line: Line<ToWorker> = bridge.line('host', hear)
  return {
    useHere: () => line.send({ type: 'use-here' }),
    add: () =>
      new Promise((resolve) => {
        requests += 1
        adding.set(requests, resolve)
        line.send({ type: 'add', request: requests })
      }),
    erase: (team) =>
      new Promise((resolve) => {
        requests += 1
        erasing.set(requests, resolve)
        line.send({ type: 'erase', request: requests, team })
      }),
    restart: (team) => line.send({ type: 'restart', team }),
    lookAt: (team) => line.send({ type: 'look-at', team }),
    giveUp
  }
}
