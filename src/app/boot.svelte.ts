// Owns which of the few great states the app is in, before and beside everything a team shows. Knows no component.

import { createSubscriber } from 'svelte/reactivity'
import type { Host, HostPhase, TeamView } from '../node/api.ts'
import type { Team } from './team.svelte.ts'

export type Stage =
  | Exclude<HostPhase, { type: 'ready' }>
  | { readonly type: 'welcome' }
  | { readonly type: 'joining' }
  | Extract<TeamView, { type: 'removed' | 'wiped' }>
  | { readonly type: 'member'; readonly team: Extract<TeamView, { type: 'member' }> }

export class Boot {
  readonly #host: Host
  readonly #team: Team
  #phase: HostPhase = { type: 'starting' }
  readonly #subscribe: () => void

  constructor(host: Host, team: Team) {
    this.#host = host
    this.#team = team
    this.#subscribe = createSubscriber((changed) =>
      host.watchPhase((phase) => {
        this.#phase = phase
        changed()
      })
    )
  }

  get stage(): Stage {
    this.#subscribe()
    if (this.#phase.type !== 'ready') return this.#phase
    const team = this.#team.view
    if (team === undefined) return { type: 'starting' }
    switch (team.type) {
      case 'none':
        return { type: 'welcome' }
      case 'joining':
        return { type: 'joining' }
      case 'removed':
      case 'wiped':
        return team
      case 'member':
        return { type: 'member', team }
    }
  }

  useHere(): void {
    this.#host.useHere()
  }

  restart(): void {
    this.#host.restart()
  }
}
