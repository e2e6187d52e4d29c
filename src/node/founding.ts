// Owns how a team and a device begin: the root's two entries (T4), then what a member does once it is in: first keys, the first
// channel, names. Every step can be taken again, so a start in the middle of it goes on where it stopped.

import { ok, type Result } from '../base/result.ts'
import type { MemberId, TeamId } from '../base/ids.ts'
import { appendEntry } from '../log/append.ts'
import { runOf } from '../log/run.ts'
import { signKeysFromSeed } from '../crypto/sign.ts'
import {
  createSeeds,
  firstCertificate,
  laterCertificate,
  rootDeviceId,
  type Certificate,
  type DeviceSeeds
} from '../team/certificate.ts'
import { encodeControl, type ControlOperation } from '../team/control.ts'
import { headsAfter } from '../log/heads.ts'
import { directoryScope, teamIdFromFound } from '../team/scopes.ts'
import type { Run } from '../log/run.ts'
import type { DeviceKeys, LocalRecord, Milliseconds } from './ports.ts'
import { truth, truthIn } from './records.ts'
import { profileOf, titleOf } from './registers.ts'
import { ownKeyScope, ownNamesScope } from './own-names.ts'
import type { Desk, WriteRefusal } from './desk.ts'
import { writeContent, writeControl } from './write.ts'
import { epochToSealUnder } from './write-keys.ts'

/** What a new device says about itself and its team as soon as it may write. */
export interface Introduction {
  /** Empty: of a further device of a member. */
  readonly displayName: string
  readonly deviceName: string
  /** Of the founder alone. */
  readonly teamName: string | undefined
}

export interface Founding {
  readonly keys: DeviceKeys
  /** 32 bytes: kept until its holder has confirmed the printed sheet (D7). */
  readonly rootSeed: Uint8Array
  /** `found` and the founder's admission, signed by the root. */
  readonly run: Run
}

/** A new team: its root key, its first member, its first device (T4). `random` gives fresh bytes. */
export function foundTeam(random: (length: number) => Uint8Array, now: Milliseconds): Founding {
  const rootSeed = random(32)
  const root = signKeysFromSeed(rootSeed)
  const found: ControlOperation = { type: 'found', rootPublic: root.publicKey, nonce: random(16) }
  const foundPayload = encodeControl({ operation: found, deps: [] })
  const team = teamIdFromFound(foundPayload)
  const author = { scope: team, device: rootDeviceId(foundPayload), secretKey: root.secretKey }
  const draft = { kind: 'control', page: 0, epoch: undefined } as const
  const first = appendEntry(author, [], { ...draft, ts: now, payload: foundPayload })
  const { keys, certificate } = newDevice(team, random, now)
  const admit: ControlOperation = {
    type: 'member.add',
    certificate: certificate.bytes,
    signature: certificate.signature,
    role: 'owner',
    via: undefined
  }
  const payload = encodeControl({ operation: admit, deps: [first.hash] })
  const second = appendEntry(author, headsAfter([], first), { ...draft, ts: now + 1, payload })
  return { keys, rootSeed, run: runOf([first, second]) }
}

/** Fresh keys and a first-device certificate: a person that is new to this team (L2, L3). */
export function newDevice(
  team: TeamId,
  random: (length: number) => Uint8Array,
  now: Milliseconds
): { readonly keys: DeviceKeys; readonly certificate: Certificate } {
  const seeds = createSeeds(random)
  const certificate = firstCertificate(team, seeds, { createdMs: now, unique: random(16) })
  return { keys: keysOf(certificate, seeds), certificate }
}

/** Fresh keys and a later-device certificate: one more device of `member` (L3). */
export function furtherDevice(
  { team, member }: { readonly team: TeamId; readonly member: MemberId },
  random: (length: number) => Uint8Array,
  now: Milliseconds
): DeviceKeys {
  const seeds = createSeeds(random)
  return keysOf(laterCertificate(team, seeds, { createdMs: now, member }), seeds)
}

function keysOf(certificate: Certificate, seeds: DeviceSeeds): DeviceKeys {
  return {
    team: certificate.team,
    device: certificate.device,
    certificate: certificate.bytes,
    certificateSignature: certificate.signature,
    signSeed: seeds.signSeed,
    kemSeed: seeds.kemSeed
  }
}

const introductionName = 'introduction'

/** Kept until everything of it is written. */
export function introductionRecord(introduction: Introduction | undefined): LocalRecord {
  if (introduction === undefined) return truth(introductionName, undefined)
  const { displayName, deviceName, teamName } = introduction
  return truth(introductionName, [displayName, deviceName, teamName ?? null])
}

/** What of an introduction is still to be written; undefined: nothing. */
export function introductionIn(records: ReadonlyMap<string, Uint8Array>): Introduction | undefined {
  const value = truthIn(records, introductionName)
  if (!Array.isArray(value)) return undefined
  const [displayName, deviceName, teamName] = value
  if (typeof displayName !== 'string' || typeof deviceName !== 'string') return undefined
  return { displayName, deviceName, teamName: typeof teamName === 'string' ? teamName : undefined }
}

/** Writes whatever of the introduction is not there yet; ok when all of it stands. */
export function introduce(desk: Desk, introduction: Introduction): Result<void, WriteRefusal> {
  const epoch = epochToSealUnder(desk, ownKeyScope(desk))
  if (!epoch.ok) return epoch
  for (const step of [nameTeam, openFirstChannel, introduceMember, nameDevice]) {
    const done = step(desk, introduction)
    if (!done.ok) return done
  }
  desk.storage.keep(introductionRecord(undefined))
  return ok(undefined)
}

type Step = (desk: Desk, introduction: Introduction) => Result<unknown, WriteRefusal>

const nothingToDo = ok(undefined)

const nameTeam: Step = (desk, { teamName }) => {
  const { identity, registers } = desk.replica
  if (teamName === undefined || titleOf(registers, identity.team) !== undefined) return nothingToDo
  const operation = { type: 'title', conversation: identity.team, name: teamName, purpose: '' } as const
  return writeContent(desk, directoryScope(identity.team), { operation })
}

const openFirstChannel: Step = (desk, { teamName }) => {
  if (teamName === undefined || desk.replica.membership.team.channels.size > 0) return nothingToDo
  return writeControl(desk, [{ type: 'channel.create', nonce: desk.random.bytes(16) }])
}

/** A further device brings no name: its person has one, and it may only not have arrived yet (I17). */
const introduceMember: Step = (desk, { displayName }) => {
  const { identity, registers, membership } = desk.replica
  if (membership.team.certificates.get(identity.device)?.first !== true) return nothingToDo
  if (profileOf(registers, identity.member).name !== '') return nothingToDo
  const operation = { type: 'profile', name: displayName, about: '', picture: undefined } as const
  return writeContent(desk, ownNamesScope(desk), { operation })
}

const nameDevice: Step = (desk, { deviceName }) => {
  const { identity, registers } = desk.replica
  if (deviceName === '' || registers.byKey.has(`device-name ${identity.device}`)) return nothingToDo
  const operation = { type: 'device-name', name: deviceName } as const
  return writeContent(desk, ownNamesScope(desk), { operation })
}
