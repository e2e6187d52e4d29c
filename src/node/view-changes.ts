// Owns the calm lines between messages: what happened to people and their devices, told where it concerns somebody (D12). Computed from
// control entries when looked at; in no log, no page, no unread count.

import type { ConversationId, EntryHash, MemberId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { changesOf, type Change } from '../team/changes.ts'
import type { TeamState } from '../team/membership.ts'
import type { Slice } from '../chat/slices.ts'
import type { ChangeView } from './api-conversations.ts'
import { deviceNameOf, profileOf } from './registers.ts'
import type { Scene } from './scene.ts'
import type { ScopeInfo } from './scopes.ts'
import { channelOfAll } from './state.ts'

/** The lines that belong to a slice of a conversation, oldest first; of more than a screen can bear the newest. */
export function changesIn(scene: Scene, conversation: ConversationId, slice: Slice): readonly ChangeView[] {
  const { identity, membership } = scene.desk.replica
  const info = membership.scopes.get(conversation)
  if (info === undefined) return []
  const everyone = channelOfAll(scene.desk.replica)
  const concerned = known(membership.team).filter((change) =>
    concerns(change, { info, me: identity.member, isEveryone: conversation === everyone })
  )
  const views = changeViews(scene, concerned).toSorted((a, b) => a.ts - b.ts)
  const from = slice.older ? (slice.messages[0]?.ts ?? 0) : Number.NEGATIVE_INFINITY
  const to = slice.newer ? (slice.messages.at(-1)?.ts ?? 0) : Number.POSITIVE_INFINITY
  return views.filter(({ ts }) => ts >= from && ts < to).slice(-limits.changesShownMax)
}

/** As a person reads them; what came long after it was written stands where it arrived, and nothing stands in the future (C6). */
export function changeViews(scene: Scene, changes: readonly Change[]): readonly ChangeView[] {
  const { desk } = scene
  const { identity, registers } = desk.replica
  const arrivedAt = arrivalsOf(scene, changes)
  return changes.map((change) => {
    const { operation, type, member, by } = change
    const device = 'device' in change ? change.device : undefined
    return {
      change: operation,
      ts: Math.min(arrivedAt.get(operation) ?? change.ts, desk.now()),
      type,
      member,
      name: profileOf(registers, member).name,
      mine: member === identity.member,
      by:
        by === 'root' || by === member
          ? { type: by === 'root' ? 'root' : 'self' }
          : { type: 'member', name: profileOf(registers, by).name, mine: by === identity.member },
      deviceName: device === undefined ? '' : deviceNameOf(registers, device),
      role: change.type === 'role' ? change.role : undefined
    }
  })
}

/**
 * What a person does with its own devices concerns those who talk to it alone, and itself; what somebody does to another, and who
 * belongs to the team, concerns everybody (D12).
 */
function concerns(
  change: Change,
  { info, me, isEveryone }: { readonly info: ScopeInfo; readonly me: MemberId; readonly isEveryone: boolean }
): boolean {
  const isOfDevice = change.type === 'device-added' || change.type === 'device-revoked'
  if (info.kind === 'self') return change.member === me && isOfDevice
  if (info.kind === 'direct')
    return change.member !== me && info.pair?.includes(change.member) === true && (isOfDevice || isDeparture(change))
  return isEveryone && (!isOfDevice || change.by !== change.member)
}

function isDeparture({ type }: Change): boolean {
  return type === 'left' || type === 'removed'
}

function arrivalsOf({ late, arrivals }: Scene, changes: readonly Change[]): ReadonlyMap<EntryHash, number> {
  const hashes = changes.map(({ operation }) => operation).filter((operation) => late.marked.has(operation))
  if (hashes.length === 0) return new Map()
  return new Map([...arrivals.of(hashes)].map(([hash, { receivedAt }]) => [hash, receivedAt]))
}

/** A team is resolved anew when something moves, so its changes are told once. */
const told = new WeakMap<TeamState, readonly Change[]>()

function known(team: TeamState): readonly Change[] {
  const changes = told.get(team) ?? changesOf(team)
  told.set(team, changes)
  return changes
}
