// Owns a team with epochs for tests: anna founds, bert and others join; control entries, epochs and grants are written by whom and
// upon what a test says. Secrets follow from seeds.

import type { EntryHash, EpochId } from '../../src/base/ids.ts'
import { present } from '../../src/base/assert.ts'
import type { Entry } from '../../src/log/entry.ts'
import { appendEntry } from '../../src/log/append.ts'
import { readControlEntry, type ControlEntry } from '../../src/team/control-entry.ts'
import type { ControlOperation } from '../../src/team/control.ts'
import {
  encodeEpochPayload,
  readEpochEntry,
  type EpochEntry,
  type EpochPayload,
  type GrantEntry
} from '../../src/team/epoch-payload.ts'
import { judgeEpochs, type EpochBook } from '../../src/team/epochs.ts'
import { commitmentOf, type Secrets } from '../../src/team/keyring.ts'
import type { Role } from '../../src/team/levels.ts'
import type { TeamState } from '../../src/team/membership.ts'
import { makeGrants } from '../../src/team/next-epoch.ts'
import { teamRoster, type Roster } from '../../src/team/roster.ts'
import { createProofCheck, resolve } from '../../src/team/team-state.ts'
import { createDice } from '../fixtures/random.ts'
import {
  deviceNamed,
  fixtureStart,
  makeTeam,
  seedOf,
  writeControl,
  type TestDevice,
  type TestTeam
} from '../fixtures/team.ts'

export interface World {
  readonly team: TestTeam
  readonly device: (name: string) => TestDevice
  /** Writes an operation on everything known, and from then on it is known. */
  readonly write: (author: string, operation: ControlOperation) => Entry
  /** Control entries so far. */
  readonly control: () => readonly ControlEntry[]
  readonly state: () => TeamState
  readonly roster: () => Roster
}

export function makeWorld(others: Readonly<Record<string, Role>> = { bert: 'member', carl: 'member' }): World {
  const team = makeTeam('anna', others)
  const known: Entry[] = [...team.control]
  const checkProof = createProofCheck(team.team)
  const readings = new Map<EntryHash, ControlEntry>()
  const control = (): readonly ControlEntry[] =>
    known.map((entry) => {
      const read = readings.get(entry.hash) ?? controlEntryOf(entry, team.team)
      readings.set(entry.hash, read)
      return read
    })
  const state = (): TeamState => resolve(team.team, control(), checkProof)
  return {
    team,
    device: (name) => deviceNamed(team, name),
    write: (author, operation) => {
      const entry = writeControl(deviceNamed(team, author), operation, known)
      known.push(entry)
      return entry
    },
    control,
    state,
    roster: () => teamRoster(state())
  }
}

export function controlEntryOf(entry: Entry, team: TestTeam['team']): ControlEntry {
  const read = readControlEntry(entry, team)
  if (!read.ok) throw new Error(`not read: ${read.reason}`)
  return read.value
}

/** An epoch by `author` whose secret follows from `name`. */
export function epochBy(
  author: TestDevice,
  world: World,
  {
    name,
    ts = fixtureStart + 100,
    ...changes
  }: { readonly name: string; readonly ts?: number } & Partial<Omit<EpochPayload, 'type'>>
): EpochEntry {
  const scope = world.team.team
  const payload = encodeEpochPayload({
    type: 'epoch',
    generation: 1,
    parents: [],
    deps: world.state().deps,
    commitment: commitmentOf(secretOf(name), scope),
    ladder: undefined,
    ...changes
  })
  const entry = readEpochEntry(epochEntry(author, world, { payload, ts }))
  if (!entry.ok || entry.value.type !== 'epoch') throw new Error('no epoch')
  return entry.value
}

/** Grants of an epoch's secret by `author` to the devices named. */
export function grantBy(
  author: TestDevice,
  world: World,
  grant: {
    readonly epoch: EpochId
    readonly name: string
    readonly to: readonly TestDevice[]
    readonly deps?: readonly EntryHash[]
    readonly ts?: number
  }
): GrantEntry {
  const { payloads } = makeGrants(
    {
      scope: world.team.team,
      epoch: grant.epoch,
      secret: secretOf(grant.name),
      recipients: grant.to.map(({ certificate }) => certificate),
      deps: grant.deps ?? world.state().deps
    },
    createDice(grant.name).bytes
  )
  const payload = present(payloads[0], 'somebody is named')
  const entry = readEpochEntry(epochEntry(author, world, { payload, ts: grant.ts ?? fixtureStart + 101 }))
  if (!entry.ok || entry.value.type !== 'grant') throw new Error('no grant')
  return entry.value
}

function epochEntry(
  author: TestDevice,
  { team }: World,
  { payload, ts }: { readonly payload: Uint8Array; readonly ts: number }
): Entry {
  const { device, signKeys } = author
  const draft = { kind: 'epoch', ts, page: 0, epoch: undefined, payload } as const
  return appendEntry({ scope: team.team, device, secretKey: signKeys.secretKey }, [], draft)
}

export function secretOf(name: string): Uint8Array {
  return seedOf(`secret ${name}`)
}

/** What a device that knows the named secrets makes of some entries. */
export function bookOf(
  world: World,
  entries: readonly (EpochEntry | GrantEntry)[],
  { secrets, payloadsAbsent = false }: { readonly secrets: Secrets; readonly payloadsAbsent?: boolean }
): EpochBook {
  return judgeEpochs({ roster: world.roster(), entries, secrets, payloadsAbsent })
}
