// worker. Owns the teams of this installation while this worker is the device: a database, a node and lines of its own for each, so
// that none of them knows of another (A9), and that what stops one leaves the others running. Knows no key but hands it on, and nothing
// of what a node does.

import { toHex } from '../base/bytes.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { AddRefusal, BackupRefusal, TeamPhase } from '../node/api-host.ts'
import { beginLife, directoryOf, endLife, hostedAt, type Hosted, type LivingWorld } from './hosted-team.ts'
import { removeBlobs } from './opfs-blobs.ts'
import type { FilePool } from './opfs-pool.ts'
import { attend, isUnused, numberTeam, openEncrypted, teamIn, teamNumberOf, type OpenFailure } from './sqlite-open.ts'
import type { SqlDatabase } from './sqlite-database.ts'
import type { Sqlite } from './sqlite-statement.ts'
import { systemClock, systemRandom } from './system.ts'
import { wordsOf } from './thread-bridge.ts'
import type { TeamActs, TeamLife } from './threaded-teams.ts'

export interface HostedTeams extends TeamActs {
  /** Opens all that is there, the team on the screen first; `onKnown` when they are told of, resolves when every node runs. */
  open(onKnown: () => void): Promise<void>
  /** The database of the team on the screen, if it is open. */
  shown(): SqlDatabase | undefined
  /** While `act` rewrites the files under another key, nothing is open; afterwards every team starts again. */
  rewrite<Reason>(to: Uint8Array, act: () => Promise<Result<void, Reason>>): Promise<Result<void, Reason>>
  /** Lets `fill` write a whole database into a place without a team: the one on the screen, or a further one. */
  restore(fill: (database: SqlDatabase) => Promise<Result<void, BackupRefusal>>): Promise<Result<void, BackupRefusal>>
  /** Ends every node and closes every database; nothing happens afterwards. */
  close(): Promise<void>
}

export interface TeamHosting extends Pick<LivingWorld, 'bridge' | 'nextLife' | 'createNode' | 'onFault'> {
  readonly sqlite: Sqlite
  readonly pool: FilePool
  /** Opens every database of this installation (A2); wiped when the teams are closed. */
  readonly key: Uint8Array
  readonly tell: (teams: readonly TeamLife[]) => void
}

/** The one database of an installation from before there could be several; it stays where it is (docs/decisions/0024). */
const firstPath = '/flurfunk.db'
const isDatabase = (path: string): boolean => path === firstPath || /^\/[0-9a-f]{32}\.db$/.test(path)
/** Of each database: itself and its log. Of all: a journal, and a further file while one is written anew. */
const filesFor = (teams: number): number => 2 * teams + 4

/** `onScreen`: the team on the screen, as far as that is known. */
export function createHostedTeams(hosting: TeamHosting, onScreen: number | undefined): HostedTeams {
  const { sqlite, pool, bridge, nextLife, createNode, tell, onFault } = hosting
  let { key } = hosting
  const teams = new Map<number, Hosted>()
  let looked = onScreen
  let closed = false
  /** Acts on the files of several teams wait for each other. */
  let acting: Promise<unknown> = Promise.resolve()

  const tellAll = (): void => tell([...teams.values()].sort((a, b) => a.number - b.number).map(lifeOf))

  const inTurn = <Value>(act: () => Promise<Value>): Promise<Value> => {
    const turn = acting.then(act)
    acting = turn.catch(() => undefined)
    return turn
  }

  const attendAll = (): void => {
    for (const { number, database } of teams.values()) {
      if (database !== undefined) attend(database, number === looked ? 'shown' : 'hidden')
    }
  }

  // ---------------------------------------------------------------- One team

  const startNode = (team: Hosted): void => {
    const { database } = team
    if (database === undefined || closed) return
    beginLife(team, database, {
      bridge,
      nextLife,
      createNode,
      onFault,
      onBegun: tellAll,
      onStopped: (failed, error) => stop(failed, { type: 'stopped', words: wordsOf(error) })
    })
  }

  /** Ends what runs of a team, and lets its file go. What it committed is safe, whatever happens here. */
  const closeFile = (team: Hosted): void => {
    const { database } = team
    endLife(team)
    team.database = undefined
    try {
      database?.close()
    } catch (error) {
      // A file that is not let go could be opened twice, and that breaks it.
      onFault(error)
    }
  }

  const stop = (team: Hosted, phase: TeamPhase): void => {
    closeFile(team)
    team.phase = phase
    if (!closed) tellAll()
  }

  const open = (team: Hosted): void => {
    const opened = openEncrypted(sqlite, pool, { path: team.path, key })
    if (!opened.ok) {
      team.phase = phaseOf(opened.reason)
      return
    }
    team.database = opened.value
    attend(opened.value, looked === team.number ? 'shown' : 'hidden')
  }

  const emptyFiles = (path: string): void => {
    for (const suffix of ['', '-wal', '-journal']) pool.erase(path + suffix)
  }

  /** Done when its files are gone too. */
  const forget = async (team: Hosted): Promise<void> => {
    teams.delete(team.number)
    stop(team, { type: 'starting' })
    emptyFiles(team.path)
    await removeBlobs(directoryOf(team.path)).catch(onFault)
  }

  const nextNumber = (): number => 1 + Math.max(0, ...teams.keys())

  const make = async (): Promise<Result<Hosted, 'disk-full' | 'stopped'>> => {
    const team = hostedAt(`/${toHex(systemRandom.bytes(16))}.db`, nextNumber())
    try {
      await pool.reserve(filesFor(teams.size + 1))
      if (closed) return err('stopped')
      open(team)
      if (team.database !== undefined && numberTeam(team.database, team.number).ok) {
        teams.set(team.number, team)
        return ok(team)
      }
    } catch {
      // A new file has no other key and no newer version: what refuses it is the disk.
    }
    team.database?.close()
    emptyFiles(team.path)
    return err('disk-full')
  }

  // ---------------------------------------------------------------- All of them

  /** Every database, under its number. One that cannot be read, has no number yet, or that of another, is given the next. */
  const readAll = (): void => {
    const unnumbered: Hosted[] = []
    for (const path of pool.paths().filter(isDatabase).sort(oldestFirst)) {
      const team = hostedAt(path, 0)
      open(team)
      team.number = team.database === undefined ? 0 : teamNumberOf(team.database)
      if (team.number > 0 && !teams.has(team.number)) teams.set(team.number, team)
      else unnumbered.push(team)
    }
    for (const team of unnumbered) {
      team.number = nextNumber()
      teams.set(team.number, team)
      if (team.database !== undefined) numberTeam(team.database, team.number)
    }
  }

  /** Room that was made for a team and never used; the last one stays, as the welcome screen's. */
  const forgetUnused = async (): Promise<void> => {
    for (const team of [...teams.values()]) {
      if (teams.size > 1 && team.database !== undefined && isUnused(team.database)) await forget(team)
    }
  }

  const openAll = async (onKnown: () => void): Promise<void> => {
    await pool.reserve(filesFor(Math.max(1, pool.paths().filter(isDatabase).length)))
    readAll()
    await forgetUnused()
    if (teams.size === 0) {
      const made = await make()
      if (!made.ok) throw new Error(made.reason)
    }
    tellAll()
    onKnown()
    attendAll()
    await startAll()
  }

  const startAll = async (): Promise<void> => {
    for (;;) {
      const waiting = [...teams.values()].filter(({ phase }) => phase.type === 'starting')
      const next = waiting.find(({ number }) => number === looked) ?? waiting[0]
      if (next === undefined || closed) return
      startNode(next)
      // Between two starts the window is heard: a big team must not keep a person from another one.
      await new Promise<void>((resolve) => systemClock.after(0, resolve))
    }
  }

  const add = async (): Promise<Result<number, AddRefusal>> => {
    if (closed) return err('stopped')
    if (teams.size >= limits.teamsMax) return err('too-many-teams')
    const made = await make()
    if (!made.ok) return made
    startNode(made.value)
    return ok(made.value.number)
  }

  /** Screens stay as they are meanwhile: to them a team only begins another life. */
  const begin = (team: Hosted): void => {
    open(team)
    if (team.database === undefined) tellAll()
    else startNode(team)
  }

  const rewrite = async <Reason>(
    to: Uint8Array,
    act: () => Promise<Result<void, Reason>>
  ): Promise<Result<void, Reason>> => {
    const running = [...teams.values()].filter(({ database }) => database !== undefined)
    for (const team of running) closeFile(team)
    const outcome = await act()
    if (outcome.ok) key = to
    for (const team of running) begin(team)
    return outcome
  }

  const restore: HostedTeams['restore'] = async (fill) => {
    const there = teams.get(looked ?? 1)
    const isPlace = there?.database !== undefined && isUnused(there.database)
    if (!isPlace && teams.size >= limits.teamsMax) return err('too-many-teams')
    const made = isPlace ? ok(there) : await make()
    if (!made.ok) return made
    const team = made.value
    const { database } = team
    if (database === undefined) return err('stopped')
    endLife(team)
    const filled = await fill(database)
    if (filled.ok && isTwice(team, database)) {
      await forget(team)
      await ensureOne()
      return err('already-in-team')
    }
    if (!filled.ok && !isPlace) await forget(team)
    else {
      closeFile(team)
      begin(team)
    }
    return filled
  }

  /** One device must not run twice: it would fork its own logs. */
  const isTwice = (team: Hosted, restored: SqlDatabase): boolean =>
    [...teams.values()].some(
      (other) => other !== team && other.database !== undefined && teamIn(other.database) === teamIn(restored)
    )

  const erase = async (number: number): Promise<void> => {
    const team = teams.get(number)
    if (team === undefined || closed) return
    await forget(team)
    await ensureOne()
  }

  /** There is always one place at least: the welcome screen's. */
  const ensureOne = async (): Promise<void> => {
    if (teams.size > 0) return
    const made = await make()
    if (!made.ok) throw new Error(made.reason)
    startNode(made.value)
  }

  return {
    open: (onKnown) => inTurn(() => openAll(onKnown)),
    add: () => inTurn(add),
    erase: (number) => inTurn(() => erase(number)),
    shown: () => teams.get(looked ?? 1)?.database ?? [...teams.values()][0]?.database,
    rewrite: (to, act) => inTurn(() => rewrite(to, act)),
    restore: (fill) => inTurn(() => restore(fill)),
    restart: (number) => {
      const team = teams.get(number)
      if (team !== undefined && !closed && team.life === undefined) begin(team)
    },
    lookAt: (number) => {
      if (looked === number) return
      looked = number
      attendAll()
    },
    close: async () => {
      closed = true
      for (const team of teams.values()) stop(team, { type: 'starting' })
      tell([])
      await acting
      for (const team of teams.values()) stop(team, { type: 'starting' })
      teams.clear()
      key.fill(0)
    }
  }
}

/** For databases without a number: the one that was there before there could be several is the first. */
function oldestFirst(one: string, other: string): number {
  return Number(other === firstPath) - Number(one === firstPath) || (one < other ? -1 : 1)
}

function lifeOf({ number, phase, life }: Hosted): TeamLife {
  return { number, phase, life }
}

function phaseOf(reason: OpenFailure): TeamPhase {
  return reason === 'wrong-key' ? { type: 'unavailable', reason } : { type: 'stopped', words: reason }
}
