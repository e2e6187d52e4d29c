// worker. Owns one team of this installation while it runs: the node on its database, with lines of its own to the window. Knows no other
// team; what throws in it ends it alone.

import type { NodeApi } from '../node/api.ts'
import type { TeamPhase } from '../node/api-host.ts'
import type { Clock, Ports } from '../node/ports.ts'
import { createOpfsBlobs } from './opfs-blobs.ts'
import type { SqlDatabase } from './sqlite-database.ts'
import { createSqliteStorage } from './sqlite-storage.ts'
import { systemClock, systemRandom } from './system.ts'
import type { Bridge } from './thread-bridge.ts'
import { createThreadedLobby } from './threaded-lobby.ts'
import { serveNode } from './threaded-node.ts'
import { createThreadedNetwork } from './threaded-ports.ts'

/** One team; what runs of it, if it runs. */
export interface Hosted {
  number: number
  readonly path: string
  phase: TeamPhase
  life: number | undefined
  database: SqlDatabase | undefined
  end: () => void
}

/** What a life is given. */
export interface LivingWorld {
  readonly bridge: Bridge
  /** Lives of one worker are never counted twice, so that what was said to an ended one reaches nobody. */
  readonly nextLife: () => number
  readonly createNode: (ports: Ports) => NodeApi & { stop(): void }
  /** What none of the teams is to blame for, or what may have harmed all of them. */
  readonly onFault: (error: unknown) => void
  /** The window has to know this life before it is spoken to. */
  readonly onBegun: () => void
  readonly onStopped: (team: Hosted, error: unknown) => void
}

/** Of its chunks: beside the pool of the databases, and named like the database of the team. */
export const directoryOf = (path: string): string => path.slice(1, -'.db'.length)

const nothing = (): void => undefined

/** A team that does not run yet. */
export function hostedAt(path: string, number: number): Hosted {
  return { number, path, phase: { type: 'starting' }, life: undefined, database: undefined, end: nothing }
}

/** Begins a life of a team on its open database: a node, and lines of its own to the window. */
export function beginLife(team: Hosted, database: SqlDatabase, world: LivingWorld): void {
  const life = world.nextLife()
  const lives = (): boolean => team.life === life
  const fail = (error: unknown): void => {
    if (!lives()) return
    // A trap in the WASM is nobody's alone: on what it leaves behind every team would build.
    if (error instanceof WebAssembly.RuntimeError) world.onFault(error)
    else world.onStopped(team, error)
  }
  const part = world.bridge.part(life, fail)
  const server = serveNode(part, fail)
  const network = createThreadedNetwork(part)
  const lobby = createThreadedLobby(part)
  const blobs = createOpfsBlobs(directoryOf(team.path))
  let node: (NodeApi & { stop(): void }) | undefined
  team.life = life
  team.phase = { type: 'ready' }
  team.end = () => {
    server.rest()
    try {
      node?.stop()
    } catch {
      // Where running failed, ending may fail too. Nothing of it is left: its clock stands, its lines are closed.
    }
    blobs.close()
    part.close()
  }
  world.onBegun()
  try {
    const clock = clockOf(systemClock, { lives, fail })
    const storage = createSqliteStorage(database)
    node = world.createNode({ clock, random: systemRandom, storage, network, lobby, blobs })
    server.run(node)
  } catch (error) {
    fail(error)
  }
}

/** Ends what runs of a team; its database stays open. */
export function endLife(team: Hosted): void {
  const { end } = team
  team.life = undefined
  team.end = nothing
  end()
}

/** A clock for one life: what throws in its timers is that team's fault alone, and none fires after its end. */
function clockOf(
  clock: Clock,
  { lives, fail }: { readonly lives: () => boolean; readonly fail: (error: unknown) => void }
): Clock {
  return {
    now: () => clock.now(),
    after: (wait, run) =>
      clock.after(wait, () => {
        if (!lives()) return
        try {
          run()
        } catch (error) {
          fail(error)
        }
      })
  }
}
