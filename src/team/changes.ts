// Owns what happened to people and their devices, in the order it happened: one line for each valid operation that changed something
// (D12). Knows no screen: who sees which line is not its question.

import { compareIds, type DeviceId, type EntryHash, type MemberId } from '../base/ids.ts'
import type { Node } from './graph.ts'
import type { Role } from './levels.ts'
import type { TeamState } from './membership.ts'
import { personCode } from './codes.ts'
import { validVerdict, type Actor } from './standing.ts'

/** One change of who belongs to the team, with which devices and in which role. */
export type Change = {
  /** The operation that made it. */
  readonly operation: EntryHash
  readonly ts: number
  readonly member: MemberId
  readonly by: Actor
} & (
  | { readonly type: 'joined' | 'left' | 'removed' }
  | { readonly type: 'role'; readonly role: Role }
  | { readonly type: 'device-added' | 'device-revoked'; readonly device: DeviceId }
)

/** All changes of the team, oldest first; the founding and what only repeats another is none. */
export function changesOf(team: TeamState): readonly Change[] {
  const seen: Seen = { inside: new Set(), added: new Set(), revoked: new Set() }
  const changes = team.judgement.graph.order.flatMap((node) => {
    const verdict = validVerdict(team.judgement, node)
    const change = verdict && changeOf(team, node, { by: verdict.actor, seen })
    return change === undefined ? [] : [change]
  })
  return changes.toSorted((one, other) => one.ts - other.ts || compareIds(one.operation, other.operation))
}

interface Seen {
  readonly inside: Set<MemberId>
  readonly added: Set<DeviceId>
  readonly revoked: Set<DeviceId>
}

function changeOf(
  team: TeamState,
  { operation, entry }: Node,
  { by, seen }: { readonly by: Actor; readonly seen: Seen }
): Change | undefined {
  const facts = { operation: entry.hash, ts: entry.ts, by }
  switch (operation.type) {
    case 'member.add': {
      const certificate = entry.certificate
      if (certificate === undefined || seen.inside.has(certificate.member)) return undefined
      seen.inside.add(certificate.member)
      seen.added.add(certificate.device)
      // The root lets in the founder and nobody else: that is the beginning, not a change (T4).
      return by === 'root' ? undefined : { ...facts, type: 'joined', member: certificate.member }
    }
    case 'member.remove': {
      const { member } = operation
      return seen.inside.delete(member) ? { ...facts, type: by === member ? 'left' : 'removed', member } : undefined
    }
    case 'role.set':
      seen.inside.add(operation.member)
      return { ...facts, type: 'role', member: operation.member, role: operation.role }
    case 'device.add': {
      const certificate = entry.certificate
      if (certificate === undefined || seen.added.has(certificate.device)) return undefined
      seen.added.add(certificate.device)
      return { ...facts, type: 'device-added', member: certificate.member, device: certificate.device }
    }
    case 'device.revoke': {
      const member = team.certificates.get(operation.device)?.member
      if (member === undefined || seen.revoked.has(operation.device)) return undefined
      seen.revoked.add(operation.device)
      return { ...facts, type: 'device-revoked', member, device: operation.device }
    }
    default:
      return undefined
  }
}

/**
 * The device changes of a person since its code was `digits`: read from the sets of devices the person had one after the other. Where
 * none of them has this code (the devices were seen in another order then), what came after `ts` counts (D5).
 */
export function changesSince(
  team: TeamState,
  member: MemberId,
  { digits, ts }: { readonly digits: string; readonly ts: number }
): readonly Change[] {
  const active = new Set(team.members.get(member)?.devices ?? [])
  if (personCode(team.team, { member, devices: [...active] }) === digits) return []
  const steps = deviceSteps(team, member)
  const devices = new Set<DeviceId>()
  let since: number | undefined
  for (const [index, { device, added }] of steps.entries()) {
    if (added) devices.add(device)
    else devices.delete(device)
    if (personCode(team.team, { member, devices: [...devices] }) === digits) since = index
  }
  const later = new Set(
    steps
      .filter((step, index) => (since === undefined ? step.ts > ts : index > since))
      .map(({ operation }) => operation)
  )
  return changesOf(team).filter((change) => change.member === member && later.has(change.operation))
}

/** What added or revoked a device of this member, in the order of R9. */
function deviceSteps(
  { judgement }: TeamState,
  member: MemberId
): readonly {
  readonly device: DeviceId
  readonly added: boolean
  readonly operation: EntryHash
  readonly ts: number
}[] {
  const { graph, subjects } = judgement
  return graph.order.flatMap((node) => {
    const { operation, entry } = node
    if (validVerdict(judgement, node) === undefined) return []
    const revoked = operation.type === 'device.revoke' ? operation.device : undefined
    const device = revoked ?? entry.certificate?.device
    if (device === undefined || subjects.certificates.get(device)?.member !== member) return []
    return [{ device, added: revoked === undefined, operation: entry.hash, ts: entry.ts }]
  })
}
