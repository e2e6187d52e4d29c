// Owns which teams this installation has, which of them is on the screen, and the ways between them. Knows no component and no words.

import { createSubscriber } from 'svelte/reactivity'
import { present } from '../base/assert.ts'
import { err } from '../base/result.ts'
import type { NodeApi } from '../node/api.ts'
import type { Host, HostedTeam, TeamPhase } from '../node/api-host.ts'
import type { Intent, Outcome } from '../node/api-intents.ts'
import { Connection } from './connection.svelte.ts'
import { Live } from './live.svelte.ts'
import type { Place, Route } from './route.svelte.ts'
import { Team } from './team.svelte.ts'

/** What begins a team on this device. */
type Beginning = Extract<Intent, { type: 'found-team' | 'join-team' | 'link-this-device' }>

/** One team of this installation, and all that screens know of it. */
export class Seat {
  readonly number: number
  readonly node: NodeApi
  readonly team: Team
  readonly connection: Connection
  readonly governance: Live<{ type: 'governance' }>
  /** Nothing follows it any more. */
  readonly end: () => void
  #phase: TeamPhase
  /** Where the person was in it last. */
  left: Place = { type: 'home' }

  constructor(number: number, node: NodeApi, end: () => void) {
    this.end = end
    this.number = number
    this.node = node
    this.team = new Team(node)
    this.connection = new Connection(node)
    this.governance = new Live(node, { type: 'governance' })
    this.#phase = $state.raw({ type: 'starting' })
  }

  get phase(): TeamPhase {
    return this.#phase
  }

  set phase(phase: TeamPhase) {
    this.#phase = phase
  }

  /** Undefined: it has none yet, or does not run. */
  get name(): string | undefined {
    const { view } = this.team
    return view?.type === 'member' || view?.type === 'removed' ? view.name : undefined
  }
}

export class Teams {
  readonly #host: Host
  readonly #route: Route
  #all: readonly Seat[] = []
  readonly #subscribe: () => void

  constructor(host: Host, route: Route) {
    this.#host = host
    this.#route = route
    this.#subscribe = createSubscriber((changed) =>
      host.watchTeams((teams) => {
        this.#follow(teams)
        changed()
      })
    )
  }

  #follow(teams: readonly HostedTeam[]): void {
    const before = this.#all
    this.#all = teams.map(({ number, phase }) => {
      const seat = before.find((each) => each.number === number) ?? this.#seatAt(number)
      seat.phase = phase
      return seat
    })
    for (const seat of before) if (!this.#all.includes(seat)) seat.end()
  }

  /** What a seat derives lives as long as the seat, not as long as whatever read it first. */
  #seatAt(number: number): Seat {
    let seat: Seat | undefined
    const end = $effect.root(() => {
      seat = new Seat(number, this.#host.nodeOf(number), () => end())
    })
    return present(seat, 'a root runs at once')
  }

  /** In the order they came; none before the host is ready. */
  get all(): readonly Seat[] {
    this.#subscribe()
    return this.#all
  }

  /** The one on the screen: whose number the address has, else the first. */
  get current(): Seat | undefined {
    return this.all.find(({ number }) => number === this.#route.team) ?? this.all[0]
  }

  /** Unread messages of all teams. */
  get unread(): number {
    return this.all.reduce((sum, { team }) => sum + team.unread, 0)
  }

  /** Unread messages of the teams that are not on the screen. */
  get unreadElsewhere(): number {
    return this.unread - (this.current?.team.unread ?? 0)
  }

  /** Shows a team where the person left it, or its list. */
  goTo(seat: Seat, how: { readonly list?: boolean } = {}): void {
    const { current } = this
    if (seat === current && !isAdding(this.#route.place)) return this.#route.close()
    if (current !== undefined && !isAdding(this.#route.place)) current.left = this.#route.place
    this.#route.go(how.list === true ? { type: 'home' } : seat.left, { team: seat.number })
  }

  /** Takes a team off this device, with all that is stored of it; another one is shown. */
  async erase(seat: Seat): Promise<void> {
    const other = this.all.find((each) => each !== seat)
    this.#route.go(other?.left ?? { type: 'home' }, {
      replace: true,
      ...(other === undefined ? {} : { team: other.number })
    })
    await this.#host.eraseTeam(seat.number)
  }

  /** A place that holds no team any more, or never did, is of no use beside others. */
  async giveBack(seat: Seat): Promise<void> {
    if (this.all.length > 1) await this.erase(seat)
  }

  /** Founds or joins a further team. Room for it is made when it is needed, and taken back when the node refuses. */
  async add(intent: Beginning): Promise<Outcome> {
    if (intent.type !== 'found-team') {
      const refusal = await this.#refusalOfLink(intent)
      if (refusal !== undefined) return refusal
    }
    const added = await this.#host.addTeam()
    if (!added.ok) return added
    const outcome = await this.#host.nodeOf(added.value).submit(intent)
    if (outcome.ok) this.#route.go({ type: 'home' }, { replace: true, team: added.value })
    else await this.#host.eraseTeam(added.value)
    return outcome
  }

  /** Why not, as the teams that are here see it: only their nodes can read a link. Who is in its team already is shown that team. */
  async #refusalOfLink(intent: Exclude<Beginning, { type: 'found-team' }>): Promise<Outcome | undefined> {
    for (const seat of this.all) {
      if (seat.team.view?.type !== 'member') continue
      const outcome = await seat.node.submit(intent)
      if (outcome.ok || outcome.reason === 'in-another-team' || outcome.reason === 'stopped') continue
      if (outcome.reason === 'already-in-team') this.#route.go(seat.left, { replace: true, team: seat.number })
      return outcome
    }
    return undefined
  }
}

/** Places on which a further team is founded, joined or restored, beside the one on the screen. */
export function isAdding({ type }: Place): boolean {
  return type === 'add' || type === 'start' || type === 'join' || type === 'link' || type === 'restore'
}

/** A node that is not there yet: what is founded or joined with it becomes a team of its own. */
export function nodeToCome(teams: Teams): NodeApi {
  return {
    submit: async (intent) => (begins(intent) ? await teams.add(intent) : err('no-team')),
    watch: () => () => undefined
  }
}

function begins(intent: Intent): intent is Beginning {
  return intent.type === 'found-team' || intent.type === 'join-team' || intent.type === 'link-this-device'
}
