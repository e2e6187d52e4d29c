// Owns the team that all measures share: a founder at whose device is measured, ten others who have written the history, one channel.
// Made through the node's own door, so that everything in it is as in a real team.

import { assert, present } from '../../src/base/assert.ts'
import type { DeviceId, EpochId, ScopeId } from '../../src/base/ids.ts'
import { signKeysFromSeed } from '../../src/crypto/sign.ts'
import { accept } from '../../src/node/accept.ts'
import { foundTeam, newDevice } from '../../src/node/founding.ts'
import { createPages } from '../../src/node/pages.ts'
import type { Milliseconds, Random, Storage } from '../../src/node/ports.ts'
import { restoreReplica } from '../../src/node/restore.ts'
import type { Desk } from '../../src/node/desk.ts'
import { writeControl } from '../../src/node/write.ts'
import { epochToSealUnder } from '../../src/node/write-keys.ts'
import { seededBytes } from '../fixtures/random.ts'

export interface BenchAuthor {
  readonly device: DeviceId
  /** 64 bytes, as libsodium keeps it. */
  readonly secretKey: Uint8Array
}

export interface BenchTeam {
  /** The time at which everything is measured; the history ends just before it. */
  readonly now: Milliseconds
  readonly channel: ScopeId
  readonly epoch: EpochId
  /** 32 bytes. */
  readonly secret: Uint8Array
  readonly authors: readonly BenchAuthor[]
}

const authorCount = 10

/** The time of measures without a real clock: in the middle of a week. */
export const benchNow: Milliseconds = 1_795_392_000_000 + 3.5 * 86_400_000

/** Founds the team in empty storage. The same `now` and `random` give the same team. */
export function foundBenchTeam(
  storage: Storage,
  now = benchNow,
  random: Random = { bytes: seededBytes('team') }
): BenchTeam {
  const { keys, run } = foundTeam((length) => random.bytes(length), now - 60_000)
  assert(storage.begin(keys).ok, 'an empty storage has room')
  const desk = openDesk(storage, now, random)
  assert(accept(desk, [run]).ok, 'a founding passes the door')
  const { team } = desk.replica.identity
  const epoch = epochToSealUnder(desk, team)
  assert(epoch.ok, 'a founder makes the first epoch')
  const devices = Array.from({ length: authorCount }, () =>
    newDevice(team, (length) => random.bytes(length), now - 60_000)
  )
  const certificates = devices.map(({ certificate }) => certificate)
  const additions = certificates.map(({ bytes, signature }) => ({
    type: 'member.add' as const,
    certificate: bytes,
    signature,
    role: 'member' as const,
    via: undefined
  }))
  const written = writeControl(desk, [{ type: 'channel.create', nonce: random.bytes(16) }, ...additions], certificates)
  assert(written.ok, 'an owner makes channels and adds members')
  const { team: state, secrets } = desk.replica.membership
  const [channel] = state.channels.keys()
  return {
    now,
    channel: present(channel, 'the channel was just made'),
    epoch: epoch.value,
    secret: present(secrets.get(team)?.get(epoch.value), 'its maker knows the secret'),
    authors: devices.map(({ keys: { device, signSeed } }) => ({
      device,
      secretKey: signKeysFromSeed(signSeed).secretKey
    }))
  }
}

/** The desk of a device as its node would have it after a start. */
export function openDesk(storage: Storage, now = benchNow, random: Random = { bytes: seededBytes('desk') }): Desk {
  const stored = storage.load()
  const replica = restoreReplica(present(stored.keys, 'the device has its keys'), stored)
  const clock = (): Milliseconds => now
  return {
    replica,
    storage,
    pages: createPages(replica, () => ({ storage, now: now })),
    random,
    now: clock,
    clockCorrectionMs: () => 0
  }
}
