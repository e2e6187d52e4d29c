// Owns what a resolved scope says: who is in, with which devices, levels, fences and moderations. Values only; the resolver makes them.

import type { DeviceId, EntryHash, MemberId, ScopeId, TeamId } from '../base/ids.ts'
import type { Certificate } from './certificate.ts'
import type { Fence, History, PolicyValue } from './control.ts'
import type { Level, Role } from './levels.ts'
import type { NodeSet } from './graph.ts'
import type { Actor, Judgement } from './standing.ts'

/** A member with a level above 0. */
export interface Participant {
  readonly member: MemberId
  readonly level: Level
  /** Active devices in the order of their add, at most ten (R10). */
  readonly devices: readonly DeviceId[]
}

export interface ActiveDevice {
  readonly certificate: Certificate
  readonly member: MemberId
  /** The operation that brought it in, for people: when, and by which device (D2). */
  readonly addedBy: DeviceId
  readonly addedMs: number
}

/** A valid `cut`; it is inert while its device is active (K12). */
export interface ValidCut extends Fence {
  readonly operation: EntryHash
  readonly level: Level
}

/** A valid `moderate`; it takes effect on targets whose author now ranks below `level` (C2). */
export interface Moderation {
  readonly operation: EntryHash
  readonly scope: ScopeId
  readonly targets: readonly EntryHash[]
  readonly destroy: boolean
  readonly level: Level
  readonly by: Actor
  readonly ts: number
}

/** An entry the graph cannot take yet: some of its past is not here (T1, V6). */
export interface HeldControl {
  readonly entry: EntryHash
  readonly device: DeviceId
  readonly missing: readonly EntryHash[]
}

/** What the team, a direct and a group have in common. */
export interface Membership {
  readonly scope: ScopeId
  readonly members: ReadonlyMap<MemberId, Participant>
  /** Active devices of these members (R9, R10). */
  readonly devices: ReadonlyMap<DeviceId, ActiveDevice>
  /** Valid cuts of this scope's log; for the team those of channels and directory (K12). */
  readonly cuts: readonly ValidCut[]
  readonly moderations: readonly Moderation[]
  readonly policies: ReadonlyMap<string, PolicyValue>
  /** deps for the next entry of this scope: maximal valid entries, ascending, at most 32 (T1). */
  readonly deps: readonly EntryHash[]
  readonly held: readonly HeldControl[]
  /** For questions about the past (see past.ts); opaque to the caller. */
  readonly judgement: Judgement
  readonly standing: Standing
}

/** How a scope reads a view of the past: levels, and active devices in the order of their add, at most ten (R10). */
export interface Standing {
  readonly levelOf: (member: MemberId, view: NodeSet) => Level
  readonly devicesOf: (member: MemberId, view: NodeSet) => readonly DeviceId[]
}

export interface Channel {
  readonly scope: ScopeId
  /** Its `channel.create`. */
  readonly operation: EntryHash
  readonly creator: DeviceId
  readonly createdMs: number
}

export interface Invitation {
  /** Its `invite.create`. */
  readonly operation: EntryHash
  readonly device: DeviceId
  readonly inviter: Actor
  readonly invitePublic: Uint8Array
  readonly role: Role
  /** 0: any number. */
  readonly usesMax: number
  readonly expiresMs: number
  readonly approve: boolean
  /** Recovery of this member (I17). */
  readonly recovers: MemberId | undefined
  readonly createdMs: number
  /** Who came in through it, each once, in the order of R9. */
  readonly admitted: readonly MemberId[]
  readonly revoked: boolean
  /** The inviting device is still active and its member may still grant the role (R8, R13). */
  readonly standing: boolean
}

export interface TeamState extends Membership {
  readonly team: TeamId
  readonly root: DeviceId | undefined
  /** 32 bytes: the key of the root, from `found`. */
  readonly rootPublic: Uint8Array | undefined
  /** Every device that was ever certified by a well-formed entry, active or not. */
  readonly certificates: ReadonlyMap<DeviceId, Certificate>
  readonly channels: ReadonlyMap<ScopeId, Channel>
  readonly invitations: ReadonlyMap<EntryHash, Invitation>
}

export interface GroupState extends Membership {
  readonly history: History
  readonly creator: DeviceId
}
