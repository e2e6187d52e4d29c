// Owns what the node holds in memory, as one value: logs' heads, membership, keys, registers. All of it can be had again from storage.

import { assert } from '../base/assert.ts'
import { fromHex } from '../base/bytes.ts'
import {
  scopeIdOf,
  type ConversationId,
  type DeviceId,
  type EntryHash,
  type EpochId,
  type ScopeId
} from '../base/ids.ts'
import type { Head } from '../log/heads.ts'
import type { BoxAhead } from '../team/keyring.ts'
import { holdsTeamKeys } from '../team/levels.ts'
import { levelOf } from '../team/past.ts'
import type { ProofCheck } from '../team/permissions.ts'
import { createProofCheck } from '../team/team-state.ts'
import type { Identity } from './identity.ts'
import { emptyMembership, type Membership } from './membership.ts'
import type { MentionIndex } from './mentions.ts'
import type { Milliseconds } from './ports.ts'
import { createRegisters, type Registers } from './registers.ts'

export interface Replica {
  readonly identity: Identity
  readonly proofHolds: ProofCheck
  readonly heads: Map<ScopeId, Map<DeviceId, readonly Head[]>>
  membership: Membership
  /** Since when a log shows two heads here, by `logKey` (F4). */
  readonly forkedSince: Map<string, Milliseconds>
  /** Logs that forked at any time, healed or not, by `logKey`: their seqs alone do not tell what is below what. */
  readonly everForked: Set<string>
  /** When this device learned that another one is no longer active (K13). */
  readonly inactiveSince: Map<DeviceId, Milliseconds>
  /** When it learned that an active device lost its part in a key scope, by `logKey` of key scope and device (K13). */
  readonly demotedSince: Map<string, Milliseconds>
  /** Heads of logs of which something beyond a fence was dropped, by `logKey`: it is not asked for again (K13). */
  readonly droppedHeads: Map<string, readonly EntryHash[]>
  /** The first page that is kept: what stands before it was dropped by policy (X6). */
  keptFrom: number
  /** Payloads went: files that nobody names any more have to follow (X2). */
  hasErased: boolean
  /** Pages where a delete names an entry that is not here yet, by `pageKey` (X2). */
  readonly unsettled: Set<string>
  /** Pages of which not all is found that could be, by `pageKey` (X5). */
  readonly unsearched: Set<string>
  /** Notes and lists whose words are to be found anew (X5). */
  readonly unnoted: Set<string>
  readonly registers: Registers
  /** Where this person is named, by `pageKey` (C10). */
  mentions: MentionIndex
  /** Whether a scope has entries whose payloads are not here (V5); not in it: not looked yet. */
  readonly lacksPayloads: Map<ScopeId, boolean>
  /** Content entries under an epoch since it was first seen here (K9). */
  readonly entriesByEpoch: Map<EpochId, number>
  /** Boxes begun ahead, by the device they are for; each is used once (K9). */
  readonly boxesAhead: Map<DeviceId, BoxAhead[]>
}

/** A replica that knows nothing but itself. */
export function createReplica(identity: Identity): Replica {
  const proofHolds = createProofCheck(identity.team)
  return {
    identity,
    proofHolds,
    heads: new Map(),
    membership: emptyMembership(identity, proofHolds),
    forkedSince: new Map(),
    everForked: new Set(),
    inactiveSince: new Map(),
    demotedSince: new Map(),
    droppedHeads: new Map(),
    keptFrom: 0,
    hasErased: false,
    unsettled: new Set(),
    unsearched: new Set(),
    unnoted: new Set(),
    registers: createRegisters(),
    mentions: new Map(),
    lacksPayloads: new Map(),
    entriesByEpoch: new Map(),
    boxesAhead: new Map()
  }
}

/** The heads of one log; none: nothing of it is here. */
export function headsOf(replica: Replica, scope: ScopeId, device: DeviceId): readonly Head[] {
  return replica.heads.get(scope)?.get(device) ?? []
}

/** The greatest ts seen in a scope (L9); undefined in an empty one. */
export function greatestSeen(replica: Replica, scope: ScopeId): number | undefined {
  let greatest: number | undefined
  for (const heads of replica.heads.get(scope)?.values() ?? [])
    for (const head of heads) greatest = Math.max(greatest ?? 0, head.ts)
  return greatest
}

/** One log's name in maps and records. */
export function logKey(scope: ScopeId, device: DeviceId): string {
  return `${scope}/${device}`
}

/** One page's name in maps and records. */
export function pageKey(conversation: ConversationId, page: number): string {
  return `${conversation}/${page}`
}

/** The page that a `pageKey` names. */
export function pageOfKey(key: string): { readonly conversation: ConversationId; readonly page: number } {
  const [conversation, page] = key.split('/')
  const scope = fromHex(conversation ?? '')
  assert(scope.ok && page !== undefined, 'page keys are made here alone')
  return { conversation: scopeIdOf(scope.value), page: Number(page) }
}

/** Whether this device is active in the team as far as it knows (S12). */
export function isActive(replica: Replica): boolean {
  return replica.membership.team.devices.has(replica.identity.device)
}

/** The channel of the whole team: the first that was made; undefined before it came. */
export function channelOfAll({ membership }: Replica): ConversationId | undefined {
  const [first] = membership.team.channels.keys()
  return first
}

/** Whether this person is a guest of the team: without its keys, and with the conversations it was given alone (K16). */
export function isGuest({ membership, identity }: Replica): boolean {
  const level = levelOf(membership.team, identity.member)
  return level > 0 && !holdsTeamKeys(level)
}
