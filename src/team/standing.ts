// Owns what decided operations mean in a view: the level of a member, the member of a device, who is struck (R4, R5, R7, R9).
// Decides nothing itself; the resolver does, level by level.

import type { DeviceId, MemberId } from '../base/ids.ts'
import { areConcurrent, isIn, maximalOf, type Graph, type Node, type NodeSet } from './graph.ts'
import { capOf, levels, type Level, type Role } from './levels.ts'
import type { Subjects } from './subjects.ts'

/** Whoever writes: a member, or the root key, which is nobody's device (L5). */
export type Actor = MemberId | 'root'

/** An actor with the authority it writes with. */
export interface Author {
  readonly actor: Actor
  readonly level: Level
}

/** What was decided about one operation (R9). */
export interface Verdict extends Author {
  readonly valid: boolean
  /** It stands on an invitation only, so it lends the invitation's role whatever its author's level (R8). */
  readonly invited: boolean
}

/** A graph and what is decided about it so far. */
export interface Judgement {
  readonly graph: Graph
  readonly subjects: Subjects
  /** By node index; undefined: not decided, which in the end means invalid. */
  readonly verdicts: readonly (Verdict | undefined)[]
  /** The root's device, if its founding is here (L5). */
  readonly root: DeviceId | undefined
}

const none: ReadonlySet<Node> = new Set()

/** The verdict of a valid operation; undefined for all others. */
export function validVerdict(judgement: Judgement, node: Node): Verdict | undefined {
  const verdict = judgement.verdicts[node.index]
  return verdict?.valid ? verdict : undefined
}

/** The level a grant lends: the role's, and one less than its author's at most (R2, `gives`). */
function gives(role: Role, verdict: Verdict): Level {
  return verdict.invited ? capOf(role) : Math.min(capOf(role), verdict.level - 1)
}

/** The level an operation lends to `member`; undefined: it removes the member. A group's creation lends to all it names (R11). */
function lentTo(member: MemberId, { operation }: Node, verdict: Verdict): Level | undefined {
  if (operation.type === 'member.add' || operation.type === 'role.set') return gives(operation.role, verdict)
  if (operation.type !== 'group.create') return undefined
  if (verdict.actor === member) return levels.creator
  const named = operation.members.find((one) => one.member === member)
  return named && gives(named.role, verdict)
}

/** R9 `memberLevel`: of the latest grants and removals in the view the strongest decide, and among equals the lowest. */
export function memberLevel(judgement: Judgement, actor: Actor, view: NodeSet): Level {
  if (actor === 'root') return levels.root
  const about = judgement.subjects.byMember.get(actor) ?? []
  const latest = maximalOf(about.filter((node) => isIn(node, view) && validVerdict(judgement, node)))
  let strongest = -1
  let removal = -1
  let level: Level = 0
  for (const node of latest) {
    const verdict = validVerdict(judgement, node)
    if (verdict === undefined) continue
    const lent = lentTo(actor, node, verdict)
    if (lent === undefined) {
      // Whoever leaves leaves: no invitation that somebody uses for a guest at the same time keeps it in (R8).
      const weight = verdict.actor === actor ? Math.max(verdict.level, levels.member) : verdict.level
      removal = Math.max(removal, weight)
    } else if (verdict.level >= strongest) {
      level = verdict.level > strongest ? lent : Math.min(level, lent)
      strongest = verdict.level
    }
  }
  return removal >= strongest ? 0 : level
}

/** R9 `deviceMember`: the member whose device this is in the view, if it was added there and not revoked (R7). */
export function deviceMember(
  judgement: Judgement,
  device: DeviceId,
  { view, provisional = none }: { readonly view: NodeSet; readonly provisional?: ReadonlySet<Node> }
): Actor | undefined {
  if (device === judgement.root) return 'root'
  const certificate = judgement.subjects.certificates.get(device)
  if (certificate === undefined) return undefined
  const { member, first } = certificate
  let added = false
  for (const node of judgement.subjects.byDevice.get(device) ?? []) {
    if (!isIn(node, view)) continue
    const verdict = validVerdict(judgement, node)
    if (verdict === undefined && !provisional.has(node)) continue
    const byAnother = verdict !== undefined && verdict.actor !== member
    if (node.operation.type === 'device.revoke') {
      if (!byAnother || !isLifted(judgement, { revocation: node, level: verdict.level, member, view })) return undefined
    } else if (!byAnother || first || verdict.level > memberLevel(judgement, member, view)) {
      added = true
    }
  }
  return added ? member : undefined
}

/** R9 `lifted`: a stronger grant that did not know of the revocation puts the member out of the revoker's reach. */
function isLifted(
  judgement: Judgement,
  {
    revocation,
    level,
    member,
    view
  }: { readonly revocation: Node; readonly level: Level; readonly member: MemberId; readonly view: NodeSet }
): boolean {
  return (judgement.subjects.byMember.get(member) ?? []).some((grant) => {
    const verdict = validVerdict(judgement, grant)
    if (verdict === undefined || !isIn(grant, view) || !areConcurrent(grant, revocation)) return false
    return verdict.level > level && (lentTo(member, grant, verdict) ?? -1) >= level
  })
}

/**
 * R9 `hit`: a valid removal, demotion or revocation from strictly above, concurrent with `node`, strikes its author; so does a
 * concurrent revocation of the device by its own member, unless only what comes 'from-above' is asked for (R5).
 */
export function isHit(
  judgement: Judgement,
  node: Node,
  { author, device, only }: { readonly author: Author; readonly device: DeviceId; readonly only?: 'from-above' }
): boolean {
  const { actor, level } = author
  const onDevice = judgement.subjects.byDevice.get(device) ?? []
  const onMember = actor === 'root' ? [] : (judgement.subjects.byMember.get(actor) ?? [])
  const strikes = (other: Node, isOnDevice: boolean): boolean => {
    const verdict = validVerdict(judgement, other)
    if (verdict === undefined || !areConcurrent(other, node)) return false
    const isAbove = verdict.level > level
    if (isOnDevice) return other.operation.type === 'device.revoke' && (isAbove || (!only && verdict.actor === actor))
    if (other.operation.type === 'member.remove') return isAbove
    return other.operation.type === 'role.set' && isAbove && gives(other.operation.role, verdict) < level
  }
  return onDevice.some((other) => strikes(other, true)) || onMember.some((other) => strikes(other, false))
}
