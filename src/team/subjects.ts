// Owns the register of a graph: which operations speak about which member, device and invitation. Knows nothing of validity.

import type { DeviceId, EntryHash, MemberId } from '../base/ids.ts'
import type { Certificate } from './certificate.ts'
import type { Node } from './graph.ts'

/** Lists stand in the order of R9. */
export interface Subjects {
  /** member.add, role.set, member.remove and group.create, by member. */
  readonly byMember: ReadonlyMap<MemberId, readonly Node[]>
  /** member.add, device.add and device.revoke, by device. */
  readonly byDevice: ReadonlyMap<DeviceId, readonly Node[]>
  /** Which member a device belongs to is a fact of its bytes (L3), wherever its certificate stands. */
  readonly certificates: ReadonlyMap<DeviceId, Certificate>
  readonly devicesOfMember: ReadonlyMap<MemberId, readonly DeviceId[]>
  /** member.add with `via`, by invite.create. */
  readonly admissions: ReadonlyMap<EntryHash, readonly Node[]>
  /** invite.revoke, by invite.create. */
  readonly revocations: ReadonlyMap<EntryHash, readonly Node[]>
}

/** The register of nodes in the order of R9; `known` are the certificates of the ground below (R11). */
export function subjectsOf(nodes: readonly Node[], known: ReadonlyMap<DeviceId, Certificate> = new Map()): Subjects {
  const certificates = new Map(known)
  for (const { entry } of nodes) if (entry.certificate) certificates.set(entry.certificate.device, entry.certificate)
  return {
    byMember: groupNodes(nodes, (node) => membersOf(node, certificates)),
    byDevice: groupNodes(nodes, devicesOf),
    certificates,
    devicesOfMember: devicesByMember(certificates),
    admissions: groupNodes(nodes, ({ operation }) =>
      operation.type === 'member.add' && operation.via ? [operation.via.invitation] : []
    ),
    revocations: groupNodes(nodes, ({ operation }) =>
      operation.type === 'invite.revoke' ? [operation.invitation] : []
    )
  }
}

/** Members whose level an operation speaks about; a group's creation also speaks about its creator. */
function membersOf({ operation, entry }: Node, certificates: ReadonlyMap<DeviceId, Certificate>): readonly MemberId[] {
  switch (operation.type) {
    case 'member.add':
      return entry.certificate ? [entry.certificate.member] : []
    case 'member.remove':
    case 'role.set':
      return [operation.member]
    case 'group.create': {
      const creator = certificates.get(entry.device)?.member
      return [...new Set([...operation.members.map(({ member }) => member), ...(creator ? [creator] : [])])]
    }
    default:
      return []
  }
}

/** Devices an operation adds or revokes. */
function devicesOf({ operation, entry }: Node): readonly DeviceId[] {
  if (operation.type === 'device.revoke') return [operation.device]
  return entry.certificate ? [entry.certificate.device] : []
}

/** Devices whose authority may have changed when this operation became valid: all those of the members it speaks about. */
export function devicesTouchedBy({ certificates, devicesOfMember }: Subjects, node: Node): readonly DeviceId[] {
  const owners = devicesOf(node).flatMap((device) => certificates.get(device)?.member ?? [])
  return [...membersOf(node, certificates), ...owners].flatMap((member) => devicesOfMember.get(member) ?? [])
}

function devicesByMember(certificates: ReadonlyMap<DeviceId, Certificate>): ReadonlyMap<MemberId, readonly DeviceId[]> {
  const devices = new Map<MemberId, DeviceId[]>()
  for (const { member, device } of certificates.values()) {
    const known = devices.get(member)
    if (known === undefined) devices.set(member, [device])
    else known.push(device)
  }
  return devices
}

/** Nodes by each of their keys, in the order given. */
export function groupNodes<Key>(
  nodes: readonly Node[],
  keysOf: (node: Node) => readonly Key[]
): ReadonlyMap<Key, readonly Node[]> {
  const groups = new Map<Key, Node[]>()
  for (const node of nodes) {
    for (const key of keysOf(node)) {
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [node])
      else group.push(node)
    }
  }
  return groups
}
