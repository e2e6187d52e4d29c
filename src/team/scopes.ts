// Owns the ids of scopes: what a log belongs to, computed from who and what it is about (L1). Knows no membership.

import { concat } from '../base/bytes.ts'
import {
  idBytes,
  scopeIdOf,
  teamIdOf,
  type ConversationId,
  type DeviceId,
  type MemberId,
  type ScopeId,
  type TeamId
} from '../base/ids.ts'
import { hash } from '../crypto/hash.ts'

/** The team of a `found` payload: the beginning of the root's device id (L1, L5). */
export function teamIdFromFound(foundPayload: Uint8Array): TeamId {
  return teamIdOf(hash('team', foundPayload).subarray(0, 16))
}

/** The scope of profiles, titles and lobby secrets (L1). */
export function directoryScope(team: TeamId): ScopeId {
  return scopeIdOf(hash('directory', idBytes(team)).subarray(0, 16))
}

/** The channel a device creates with 16 random bytes (L1, T2 `channel.create`). */
export function channelScope(team: TeamId, creator: DeviceId, nonce: Uint8Array): ConversationId {
  return scopeIdOf(hash('channel', concat(idBytes(team), idBytes(creator), nonce)).subarray(0, 16))
}

/** The group a device creates with 16 random bytes (L1, T2 `group.create`). */
export function groupScope(team: TeamId, creator: DeviceId, nonce: Uint8Array): ConversationId {
  return scopeIdOf(hash('group', concat(idBytes(team), idBytes(creator), nonce)).subarray(0, 16))
}

/** The direct of two members, whoever asks; of a member with itself, its self conversation (L1). */
export function directScope(team: TeamId, one: MemberId, other: MemberId): ConversationId {
  const [low, high] = one < other ? [one, other] : [other, one]
  return scopeIdOf(hash('direct', concat(idBytes(team), idBytes(low), idBytes(high))).subarray(0, 16))
}

/** The conversation of one person's devices: read marks, settings, verification marks (L1). */
export function selfScope(team: TeamId, member: MemberId): ConversationId {
  return directScope(team, member, member)
}
