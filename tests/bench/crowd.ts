// Owns the measures of a team that grows: what one more control entry, an epoch and its arrival cost with 20, 100 and 250 devices. Of a
// single operation the cost may grow with the team, but no faster than the team.

import { assert } from '../../src/base/assert.ts'
import { runOf, type Run } from '../../src/log/run.ts'
import { standingOf } from '../../src/node/local-logs.ts'
import { headsOf } from '../../src/node/state.ts'
import { entryFromStored } from '../../src/node/stored-entry.ts'
import type { Desk } from '../../src/node/desk.ts'
import { writeControl } from '../../src/node/write.ts'
import { writeEpoch } from '../../src/node/write-keys.ts'
import { createProofCheck, resolve } from '../../src/team/team-state.ts'
import { addCrowd, deskBornWith, runsFrom, takeAll } from '../fixtures/crowd.ts'
import { createMemoryDisk, startSqlite } from '../fixtures/memory-storage.ts'
import { seededBytes } from '../fixtures/random.ts'
import { benchNow, foundBenchTeam, openDesk } from './bench-team.ts'
import type { Row } from './rows.ts'
import { inTurns, timed, type Timed } from './timing.ts'

const sizes = [20, 100, 250] as const
type Size = (typeof sizes)[number]

/** Of what adds an entry few, of what changes nothing enough for a clock that counts in milliseconds. */
const repeats = 8
const resolves = 60

export async function benchCrowd(rounds: number): Promise<readonly Row[]> {
  const sqlite = await startSqlite()
  const teams = new Map<Size, Team>()
  for (const size of sizes)
    teams.set(
      size,
      teamOf(size, () => createMemoryDisk(sqlite).open())
    )
  const measure = (name: string, act: (team: Team) => Timed<unknown>): readonly Row[] => {
    const times = inTurns(rounds, Object.fromEntries([...teams].map(([size, team]) => [`${size}`, act(team)])))
    return rowsOf(name, (size) => times[`${size}`] ?? Number.NaN)
  }
  return [
    ...measure('resolver, all control entries from scratch', resolving),
    ...measure('one more control entry through the door', controlling),
    ...measure('an epoch made, sealed to all and stored', sealing),
    ...measure('an epoch of another, taken and opened', taking),
    ...measure('the standing of one device', standing)
  ]
}

interface Team {
  readonly founder: Desk
  readonly other: Desk
}

/** A founder's desk and that of the last device that was added, both with everything there is. */
function teamOf(size: Size, storage: () => Desk['storage']): Team {
  const random = seededBytes(`crowd of ${size}`)
  const own = storage()
  foundBenchTeam(own)
  const founder = openDesk(own)
  const crowd = addCrowd(founder, { people: Math.max(12, Math.round(size / 2.5)), devices: size }, random)
  assert(founder.replica.membership.team.devices.size === size, `the team has ${size} devices`)
  const keys = crowd.at(-1)?.keys
  assert(keys !== undefined, 'somebody was added')
  const other = deskBornWith(keys, storage(), { now: benchNow, random })
  takeAll(other, runsFrom(founder))
  return { founder, other }
}

const resolving = ({ founder }: Team): Timed<unknown> => {
  const { team } = founder.replica.identity
  const entries = founder.replica.membership.control.get(team) ?? []
  const proofs = createProofCheck(team)
  return timed(
    () => entries,
    (all) => {
      for (let count = 0; count < resolves; count++) resolve(team, all, proofs)
    }
  )
}

const controlling = ({ founder }: Team): Timed<unknown> =>
  timed(
    () => Array.from({ length: repeats }, () => ({ type: 'channel.create', nonce: founder.random.bytes(16) }) as const),
    (operations) => {
      for (const operation of operations) assert(writeControl(founder, [operation]).ok, 'an owner makes channels')
    }
  )

const sealing = ({ founder }: Team): Timed<unknown> =>
  timed(
    () => founder.replica.identity.team,
    (team) => assert(writeEpoch(founder, team).ok, 'an owner makes an epoch')
  )

const taking = ({ founder, other }: Team): Timed<unknown> =>
  timed(
    () => {
      const { team } = founder.replica.identity
      takeAll(other, newRuns(founder, other))
      assert(writeEpoch(founder, team).ok, 'an owner makes an epoch')
      return newRuns(founder, other)
    },
    (runs) => takeAll(other, runs)
  )

/** What the founder wrote into the team's log that the other desk does not have. */
function newRuns(from: Desk, to: Desk): readonly Run[] {
  const { team, device } = from.replica.identity
  const fromSeq = (headsOf(to.replica, team, device)[0]?.seq ?? -1) + 1
  const entries = from.storage.entries({ type: 'log', scope: team, device, fromSeq, count: 500 })
  return entries.length === 0 ? [] : [runOf(entries.map(entryFromStored))]
}

const standings = 200

const standing = ({ founder }: Team): Timed<unknown> =>
  timed(
    () => [...founder.replica.membership.team.devices.keys()],
    (devices) => {
      for (let count = 0; count < standings; count++) {
        const device = devices[count % devices.length]
        assert(device !== undefined && standingOf(founder, device).type === 'member', 'all are members')
      }
    }
  )

/** Against the small team, taken as many times as the large one is larger: above 1 it grows faster than the team. */
function rowsOf(name: string, timeOf: (size: Size) => number): readonly Row[] {
  const [small] = sizes
  return sizes
    .filter((size) => size > small)
    .map((size): Row => {
      const times = size / small
      const baseline = { name: `${small} devices, times ${times}`, value: timeOf(small) * times }
      const row = { name: `${name}, ${size} devices`, value: timeOf(size), unit: 'ms', baseline } as const
      return size === sizes.at(-1) ? { ...row, limit: { most: 1.2 } } : row
    })
}
