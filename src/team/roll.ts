// Owns the roll of a judged scope: members and devices, fences, moderations, policies, what to build on next (R9, R10, C2, K12, T6).

import { compareIds, type DeviceId, type EntryHash, type MemberId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { present } from '../base/assert.ts'
import type { ControlOperation, PolicyValue } from './control.ts'
import { isIn, maximalOf, wholeView, type Node, type NodeSet } from './graph.ts'
import type { ActiveDevice, Membership, Moderation, Participant, Standing, ValidCut } from './membership.ts'
import { deviceMember, validVerdict, type Judgement, type Verdict } from './standing.ts'

/** Everything a scope's judgement says about now; `candidates` are the members it could speak about. */
export function callRoll(
  judgement: Judgement,
  standing: Standing,
  { team, candidates }: { readonly team: Judgement; readonly candidates: Iterable<MemberId> }
): Omit<Membership, 'scope'> {
  const members = membersNow(standing, { view: wholeView(judgement.graph), candidates })
  return {
    members,
    devices: devicesNow(team, members),
    cuts: validOfType(judgement, 'cut').flatMap(({ operation, hash, level }) =>
      operation.fences.map((fence): ValidCut => ({ ...fence, operation: hash, level }))
    ),
    moderations: moderationsOf(judgement),
    policies: policiesOf(judgement),
    deps: depsOf(judgement, team),
    held: judgement.graph.held,
    judgement,
    standing
  }
}

/** The maximal valid entries, in a direct or group together with the team's; of more than 32 the latest (T1). */
function depsOf(judgement: Judgement, team: Judgement): readonly EntryHash[] {
  const ground = team === judgement ? [] : team.graph.order
  const valid = [...ground, ...judgement.graph.order].filter((node) => validVerdict(judgement, node))
  return maximalOf(valid)
    .slice(0, limits.depsMax)
    .map(({ entry }) => entry.hash)
    .toSorted(compareIds)
}

function membersNow(
  { levelOf, devicesOf }: Standing,
  { view, candidates }: { readonly view: NodeSet; readonly candidates: Iterable<MemberId> }
): ReadonlyMap<MemberId, Participant> {
  const members = new Map<MemberId, Participant>()
  for (const member of [...candidates].toSorted(compareIds)) {
    const level = levelOf(member, view)
    if (level > 0) members.set(member, { member, level, devices: devicesOf(member, view) })
  }
  return members
}

/** Active devices with the operation that brought each in. */
function devicesNow(team: Judgement, members: ReadonlyMap<MemberId, Participant>): ReadonlyMap<DeviceId, ActiveDevice> {
  const devices = new Map<DeviceId, ActiveDevice>()
  for (const { member, devices: active } of members.values()) {
    for (const device of active) {
      const { entry } = present(additionOf(team, device, wholeView(team.graph)), 'an active device was added')
      const certificate = present(team.subjects.certificates.get(device), 'an active device is certified')
      devices.set(device, { certificate, member, addedBy: entry.device, addedMs: entry.ts })
    }
  }
  return devices
}

/** The team's devices of a member that count in a view: the first ten unrevoked ones in the order of their add (R10). */
export function activeDevices(team: Judgement, member: MemberId, view: NodeSet): readonly DeviceId[] {
  const active = (team.subjects.devicesOfMember.get(member) ?? []).filter(
    (device) => deviceMember(team, device, { view }) === member
  )
  return active
    .map((device) => ({ device, added: present(additionOf(team, device, view), 'an active device was added') }))
    .toSorted((one, other) => compareNodes(one.added, other.added))
    .slice(0, limits.devicesPerMemberMax)
    .map(({ device }) => device)
}

function additionOf(team: Judgement, device: DeviceId, view: NodeSet): Node | undefined {
  return team.subjects.byDevice
    .get(device)
    ?.find((node) => node.operation.type !== 'device.revoke' && isIn(node, view) && validVerdict(team, node))
}

function compareNodes(one: Node, other: Node): number {
  return one.pastSize - other.pastSize || compareIds(one.entry.hash, other.entry.hash)
}

interface ValidOperation<Operation> {
  readonly operation: Operation
  readonly hash: EntryHash
  readonly device: DeviceId
  readonly ts: number
  readonly level: Verdict['level']
  readonly actor: Verdict['actor']
  readonly node: Node
}

/** The valid operations of one type, in the order of R9. */
export function validOfType<Type extends ControlOperation['type']>(
  judgement: Judgement,
  type: Type
): readonly ValidOperation<Extract<ControlOperation, { type: Type }>>[] {
  return judgement.graph.order.flatMap((node) => {
    const verdict = validVerdict(judgement, node)
    const { operation, entry } = node
    if (verdict === undefined || !isOfType(operation, type)) return []
    const { hash, device, ts } = entry
    return [{ operation, hash, device, ts, level: verdict.level, actor: verdict.actor, node }]
  })
}

function isOfType<Type extends ControlOperation['type']>(
  operation: ControlOperation,
  type: Type
): operation is Extract<ControlOperation, { type: Type }> {
  return operation.type === type
}

function moderationsOf(judgement: Judgement): readonly Moderation[] {
  return validOfType(judgement, 'moderate').map(({ operation, hash, level, actor, ts }) => {
    const { scope, targets, destroy } = operation
    return { operation: hash, scope, targets, destroy, level, by: actor, ts }
  })
}

/** Each policy name is a register: of the latest valid operations the highest level wins, then the lowest hash (T6). */
function policiesOf(judgement: Judgement): ReadonlyMap<string, PolicyValue> {
  const settings = validOfType(judgement, 'policy')
  const policies = new Map<string, PolicyValue>()
  for (const name of new Set(settings.map(({ operation }) => operation.name))) {
    const named = settings.filter(({ operation }) => operation.name === name)
    const latest = new Set(maximalOf(named.map(({ node }) => node)))
    const [winner] = named
      .filter(({ node }) => latest.has(node))
      .toSorted((one, other) => other.level - one.level || compareIds(one.hash, other.hash))
    if (winner) policies.set(name, winner.operation.value)
  }
  return policies
}
