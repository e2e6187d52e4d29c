// Owns abstract histories: control entries written down by name, without keys or bytes, as `resolver` of vectors.json does.
// "device letter* = first device of member letter, letter digit = later device, R = root".

import { utf8 } from '../../src/base/bytes.ts'
import {
  deviceIdOf,
  entryHashOf,
  memberIdOf,
  scopeIdOf,
  teamIdOf,
  type DeviceId,
  type EntryHash,
  type MemberId,
  type ScopeId
} from '../../src/base/ids.ts'
import type { Certificate } from '../../src/team/certificate.ts'
import type { ControlEntry, VoidOperation } from '../../src/team/control-entry.ts'
import type { ControlOperation } from '../../src/team/control.ts'
import type { Role } from '../../src/team/levels.ts'
import type { Membership, TeamState } from '../../src/team/membership.ts'
import type { ProofCheck } from '../../src/team/permissions.ts'
import { channelScope, directoryScope } from '../../src/team/scopes.ts'
import { validVerdict } from '../../src/team/standing.ts'
import { resolve } from '../../src/team/team-state.ts'

/** One operation, as the vectors write it. */
export interface Step {
  readonly id: string
  readonly device: string
  readonly deps: readonly string[]
  readonly t: ControlOperation['type']
  readonly ts: number
  readonly member?: string
  readonly target?: string
  readonly role?: Role
  readonly maxUses?: number
  readonly exp?: number
  readonly approve?: boolean
  readonly create?: string
  readonly via?: { readonly create: string; readonly forged?: boolean }
}

/** A name as an id of `length` bytes; longer names are greater, as text is. */
function padded(name: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  bytes.set(utf8(name))
  return bytes
}

export const team = teamIdOf(padded('R', 16))
export const hashNamed = (id: string): EntryHash => entryHashOf(padded(id, 32))
export const memberNamed = (name: string): MemberId => memberIdOf(padded(name, 16))
/** The root's device begins with the team's id, as L5 has it. */
export const deviceNamed = (name: string): DeviceId => deviceIdOf(padded(name, 32))

/** The directory by its word, a channel by the step that creates it, anything else by its name. */
function scopeNamed(name: string): ScopeId {
  if (name === 'directory') return directoryScope(team)
  const [creator, id] = name.split(' creates ')
  if (id !== undefined) return channelScope(team, deviceNamed(creator ?? ''), padded(id, 16))
  return scopeIdOf(padded(name, 16))
}

const certificates = new Map<string, Certificate>()

function certificateNamed(device: string): Certificate {
  const known = certificates.get(device)
  if (known) return known
  const certificate: Certificate = {
    device: deviceNamed(device),
    member: memberNamed(device.slice(0, 1)),
    team,
    signPublic: new Uint8Array(32),
    kemPublic: padded(device, 1216),
    createdMs: 0,
    first: device.endsWith('*'),
    bytes: new Uint8Array(0),
    signature: new Uint8Array(64)
  }
  certificates.set(device, certificate)
  return certificate
}

const nothing = new Uint8Array(0)

/** In these histories a proof is one byte: 1 holds, 0 is forged. */
export const proofHolds: ProofCheck = (_invitePublic, _device, proof) => proof[0] === 1

export function entryOf(step: Step): ControlEntry {
  const certified = step.t === 'member.add' || step.t === 'device.add' ? (step.target ?? '') : undefined
  return {
    hash: hashNamed(step.id),
    scope: team,
    device: deviceNamed(step.device),
    seq: 0,
    ts: step.ts,
    deps: step.deps.map(hashNamed).sort(),
    operation: operationOf(step),
    certificate: certified === undefined ? undefined : certificateNamed(certified)
  }
}

function operationOf(step: Step): ControlOperation | VoidOperation {
  const member = memberNamed(step.member ?? '')
  const role = step.role ?? 'member'
  switch (step.t) {
    case 'found':
      if (step.device !== 'R') return { type: 'void', reason: 'not-the-founding' }
      return { type: 'found', rootPublic: nothing, nonce: nothing }
    case 'member.add': {
      const proof = Uint8Array.of(step.via?.forged ? 0 : 1)
      const via = step.via ? { invitation: hashNamed(step.via.create), proof } : undefined
      return { type: 'member.add', certificate: nothing, signature: nothing, role, via }
    }
    case 'member.remove':
      return { type: 'member.remove', member }
    case 'role.set':
      return { type: 'role.set', member, role }
    case 'device.add':
      return { type: 'device.add', certificate: nothing, signature: nothing }
    case 'device.revoke':
      return { type: 'device.revoke', device: deviceNamed(step.target ?? '') }
    case 'invite.create': {
      const { maxUses = 0, exp = 1000, approve = false } = step
      return {
        type: 'invite.create',
        invitePublic: nothing,
        role,
        usesMax: maxUses,
        expiresMs: exp,
        approve,
        member: undefined
      }
    }
    case 'invite.revoke':
      return { type: 'invite.revoke', invitation: hashNamed(step.create ?? '') }
    case 'channel.create':
      return { type: 'channel.create', nonce: padded(step.id, 16) }
    case 'policy':
      return { type: 'policy', name: step.target ?? '', value: step.id }
    case 'cut':
      return { type: 'cut', fences: [] }
    case 'moderate':
      return { type: 'moderate', scope: scopeNamed(step.target ?? ''), targets: [], destroy: true }
    default:
      throw new Error(`histories have no ${step.t}`)
  }
}

export function resolveSteps(steps: readonly Step[]): TeamState {
  return resolve(team, steps.map(entryOf), proofHolds)
}

/** A state in names: levels by member, members by device, and the operations that are not valid. */
export interface Summary {
  readonly members: Readonly<Record<string, number>>
  readonly devices: Readonly<Record<string, string>>
  readonly invalid: readonly string[]
}

export function summaryOf(steps: readonly Step[], state: TeamState = resolveSteps(steps)): Summary {
  return {
    members: Object.fromEntries([...state.members].map(([member, { level }]) => [nameOf(member), level])),
    devices: Object.fromEntries([...state.devices].map(([device, { member }]) => [nameOf(device), nameOf(member)])),
    invalid: steps.filter(({ id }) => !isValid(state, hashNamed(id))).map(({ id }) => id)
  }
}

/** Whether an operation is in the graph and valid (R9). */
export function isValid({ judgement }: Membership, operation: EntryHash): boolean {
  const node = judgement.graph.byHash.get(operation)
  return node !== undefined && validVerdict(judgement, node) !== undefined
}

/** The name an id was made of. */
export function nameOf(id: string): string {
  const digits = id.match(/../g) ?? []
  return digits
    .filter((digit) => digit !== '00')
    .map((digit) => String.fromCharCode(Number.parseInt(digit, 16)))
    .join('')
}
