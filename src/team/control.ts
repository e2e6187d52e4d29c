// Owns the control operations and how they are written (T1, T2). Who may write one is the resolver's question.

import { unreachable } from '../base/assert.ts'
import { encodeCbor, type Cbor } from '../base/codec.ts'
import { idBytes, type DeviceId, type EntryHash, type MemberId, type ScopeId } from '../base/ids.ts'
import { roles, type Role } from './levels.ts'

/** What lets a plain member admit: an invitation, and the proof of its holder for this very device (R8, I6). */
export interface Via {
  readonly invitation: EntryHash
  /** 64 bytes: a signature of the invitation's key over `teamId ‖ did`. */
  readonly proof: Uint8Array
}

/** Up to which heads the content of one device in one scope counts; no heads: nothing of it does (K12). */
export interface Fence {
  readonly scope: ScopeId
  readonly device: DeviceId
  readonly heads: readonly { readonly seq: number; readonly hash: EntryHash }[]
}

export interface RoleOfMember {
  readonly member: MemberId
  readonly role: Role
}

/** One type for each row of T2; the names are the table's. */
export type ControlOperation =
  | { readonly type: 'found'; readonly rootPublic: Uint8Array; readonly nonce: Uint8Array }
  | {
      readonly type: 'member.add'
      readonly certificate: Uint8Array
      readonly signature: Uint8Array
      readonly role: Role
      readonly via: Via | undefined
    }
  | { readonly type: 'member.remove'; readonly member: MemberId }
  | { readonly type: 'role.set'; readonly member: MemberId; readonly role: Role }
  | { readonly type: 'device.add'; readonly certificate: Uint8Array; readonly signature: Uint8Array }
  | { readonly type: 'device.revoke'; readonly device: DeviceId }
  | {
      readonly type: 'invite.create'
      readonly invitePublic: Uint8Array
      readonly role: Role
      /** 0: any number. */
      readonly usesMax: number
      readonly expiresMs: number
      /** A person must say yes; then nobody admits on the invitation's authority alone. */
      readonly approve: boolean
      /** Recovery of this member's access (I17). */
      readonly member: MemberId | undefined
    }
  | { readonly type: 'invite.revoke'; readonly invitation: EntryHash }
  | { readonly type: 'policy'; readonly name: string; readonly value: PolicyValue }
  | { readonly type: 'channel.create'; readonly nonce: Uint8Array }
  | {
      readonly type: 'moderate'
      readonly scope: ScopeId
      readonly targets: readonly EntryHash[]
      readonly destroy: boolean
    }
  | {
      readonly type: 'group.create'
      readonly nonce: Uint8Array
      readonly members: readonly RoleOfMember[]
      readonly history: History
    }
  | { readonly type: 'cut'; readonly fences: readonly Fence[] }
  | { readonly type: 'release.allow'; readonly version: number; readonly manifestHash: Uint8Array }

export type ControlType = ControlOperation['type']
export type PolicyValue = number | boolean | string
/** What a newcomer to a group may read: everything, or what was said since (K6). */
export type History = 'full' | 'from-join'

export interface Control {
  readonly operation: ControlOperation
  /** The maximal valid control entries the author knew, ascending (T1). */
  readonly deps: readonly EntryHash[]
}

/** Names by the number that travels; the list only grows at its end (E4). */
export const controlTypes: readonly ControlType[] = [
  'found',
  'member.add',
  'member.remove',
  'role.set',
  'device.add',
  'device.revoke',
  'invite.create',
  'invite.revoke',
  'policy',
  'channel.create',
  'moderate',
  'group.create',
  'cut',
  'release.allow'
]

/** `[type, [fields …], [deps …]]` (T1). */
export function encodeControl({ operation, deps }: Control): Uint8Array {
  return encodeCbor([controlTypes.indexOf(operation.type), fieldsOf(operation), deps.map(idBytes)])
}

function fieldsOf(operation: ControlOperation): readonly Cbor[] {
  switch (operation.type) {
    case 'found':
      return [1, operation.rootPublic, operation.nonce]
    case 'member.add': {
      const { certificate, signature, role, via } = operation
      return [certificate, signature, numberOfRole(role), via ? [idBytes(via.invitation), via.proof] : null]
    }
    case 'member.remove':
      return [idBytes(operation.member)]
    case 'role.set':
      return [idBytes(operation.member), numberOfRole(operation.role)]
    case 'device.add':
      return [operation.certificate, operation.signature]
    case 'device.revoke':
      return [idBytes(operation.device)]
    case 'invite.create': {
      const { invitePublic, role, usesMax, expiresMs, approve, member } = operation
      return [invitePublic, numberOfRole(role), usesMax, expiresMs, approve, member ? idBytes(member) : null]
    }
    case 'invite.revoke':
      return [idBytes(operation.invitation)]
    case 'policy':
      return [operation.name, operation.value]
    case 'channel.create':
      return [operation.nonce]
    case 'moderate':
      return [idBytes(operation.scope), operation.targets.map(idBytes), operation.destroy]
    case 'group.create':
      return [
        operation.nonce,
        operation.members.map(({ member, role }) => [idBytes(member), numberOfRole(role)]),
        operation.history
      ]
    case 'cut':
      return [operation.fences.map(fieldsOfFence)]
    case 'release.allow':
      return [operation.version, operation.manifestHash]
    default:
      return unreachable(operation)
  }
}

function fieldsOfFence({ scope, device, heads }: Fence): Cbor {
  return [idBytes(scope), idBytes(device), heads.map((head) => [head.seq, idBytes(head.hash)])]
}

function numberOfRole(role: Role): number {
  return roles.indexOf(role) + 1
}
