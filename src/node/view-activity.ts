// Owns the view of what happened to the team: who came, went, rose or fell, by whom, and how far word of a removal has come.

import type { DeviceId, EntryHash, MemberId } from '../base/ids.ts'
import type { ControlOperation } from '../team/control.ts'
import type { Node } from '../team/graph.ts'
import { validVerdict, type Actor } from '../team/standing.ts'
import type { ActivityView } from './api-people.ts'
import { linksIn } from './content.ts'
import { settingFrom } from './policies.ts'
import { deviceNameOf, profileOf } from './registers.ts'
import type { Scene } from './scene.ts'

/** As many as anybody scrolls through; the log has them all. */
const shownMax = 100

/** The newest changes first, by the order of the resolver, in which what builds on another comes after it (R9). */
export function activityView(scene: Scene): readonly ActivityView[] {
  const { judgement } = scene.desk.replica.membership.team
  const views: ActivityView[] = []
  for (const node of judgement.graph.order.toReversed()) {
    const verdict = validVerdict(judgement, node)
    const view = verdict === undefined ? undefined : viewOfChange(scene, node, verdict.actor)
    if (view !== undefined) views.push(view)
    if (views.length >= shownMax) break
  }
  return views
}

function viewOfChange(scene: Scene, { operation, entry }: Node, actor: Actor): ActivityView | undefined {
  const what = whatOf(scene, operation, { actor, node: entry.certificate })
  if (what === undefined) return undefined
  const { replica } = scene.desk
  const isOut = operation.type === 'member.remove' || operation.type === 'device.revoke'
  return {
    id: entry.hash,
    ts: entry.ts,
    by: actor === 'root' ? '' : nameOf(scene, actor),
    mine: actor === replica.identity.member,
    what,
    known: isOut ? knownBy(scene, entry.hash) : undefined
  }
}

function whatOf(
  scene: Scene,
  operation: ControlOperation,
  { actor, node }: { readonly actor: Actor; readonly node: Node['entry']['certificate'] }
): ActivityView['what'] | undefined {
  const about = (member: MemberId) => ({ member, name: nameOf(scene, member) })
  const deviceOf = (device: DeviceId): string => deviceNameOf(scene.desk.replica.registers, device)
  switch (operation.type) {
    case 'found':
      return { type: 'founded' }
    case 'member.add':
      return node === undefined || actor === 'root' ? undefined : { type: 'joined', ...about(node.member) }
    case 'member.remove':
      return { type: operation.member === actor ? 'left' : 'removed', ...about(operation.member) }
    case 'role.set':
      return { type: 'role', ...about(operation.member), role: operation.role }
    case 'device.add':
      return node && { type: 'device-added', ...about(node.member), device: deviceOf(node.device) }
    case 'device.revoke': {
      const member = scene.desk.replica.membership.team.certificates.get(operation.device)?.member
      return member && { type: 'device-revoked', ...about(member), device: deviceOf(operation.device) }
    }
    case 'policy': {
      const setting = settingFrom(operation.name, operation.value)
      return setting && { type: 'policy', setting }
    }
    case 'moderate':
      return { type: 'moderated', conversation: operation.scope, count: operation.targets.length }
    default:
      return undefined
  }
}

function nameOf({ desk }: Scene, member: MemberId): string {
  return profileOf(desk.replica.registers, member).name
}

/** Active devices that have said heads at or beyond the entry, ours among them (C7). */
function knownBy({ desk, contacts, arrivals }: Scene, hash: EntryHash): ActivityView['known'] {
  const { replica, storage, now } = desk
  const entry = arrivals.of([hash]).get(hash)
  const devices = [...replica.membership.team.devices.keys()]
  const links = linksIn({ storage, now: now() })
  const knows = (device: DeviceId): boolean =>
    device === replica.identity.device || (entry !== undefined && contacts.has(device, entry, links))
  return { has: devices.filter(knows).length, of: devices.length }
}
