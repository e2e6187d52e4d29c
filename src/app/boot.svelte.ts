// Owns which of the few great states the app is in, before and beside everything a team shows. Knows no component.

import { createSubscriber } from 'svelte/reactivity'
import type { Host, HostPhase } from '../node/api-host.ts'
import type { TeamView } from '../node/api-people.ts'
import type { Seat, Teams } from './teams.svelte.ts'

export type Stage =
  | Exclude<HostPhase, { type: 'ready' }>
  | { readonly type: 'welcome' }
  | { readonly type: 'joining' }
  | Extract<TeamView, { type: 'removed' | 'wiped' }>
  | { readonly type: 'member'; readonly team: Extract<TeamView, { type: 'member' }> }

export class Boot {
  readonly #host: Host
  readonly #teams: Teams
  #phase: HostPhase = { type: 'starting' }
  readonly #subscribe: () => void

  constructor(host: Host, teams: Teams) {
    this.#host = host
    this.#teams = teams
    this.#subscribe = createSubscriber((changed) =>
      host.watchPhase((phase) => {
        this.#phase = phase
        changed()
      })
    )
  }

  /** That of the team on the screen, unless nothing runs at all. */
  get stage(): Stage {
    this.#subscribe()
    if (this.#phase.type !== 'ready') return this.#phase
    const seat = this.#teams.current
    return seat === undefined ? { type: 'starting' } : stageOf(seat)
  }

  /** Whether teams run here now, whatever each of them is at. */
  get runs(): boolean {
    this.#subscribe()
    return this.#phase.type === 'ready' && this.#teams.current !== undefined
  }

  useHere(): void {
    this.#host.useHere()
  }

  /** Everything, or the one team that has stopped. */
  restart(): void {
    this.#host.restart(this.#phase.type === 'ready' ? this.#teams.current?.number : undefined)
  }
}

function stageOf({ phase, team }: Seat): Stage {
  if (phase.type !== 'ready') return phase
  const { view } = team
  if (view === undefined) return { type: 'starting' }
  switch (view.type) {
    case 'none':
      return { type: 'welcome' }
    case 'joining':
      return { type: 'joining' }
    case 'removed':
    case 'wiped':
      return view
    case 'member':
      return { type: 'member', team: view }
  }
}
