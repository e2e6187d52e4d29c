// Owns what stands in a group of what somebody wrote there who is out of the team by now (R14): a removal cannot name what is written in a
// group, so those who stay say what they had. Pure in the set of entries.

import type { MemberId } from '../base/ids.ts'
import { areConcurrent, isBefore, type Node } from './graph.ts'
import { levels, type Level } from './levels.ts'
import { validOfType } from './roll.ts'
import { deviceMember, validVerdict, type Actor, type Judgement } from './standing.ts'

/** Judges the group anew, with those operations void that `isVoid` says. */
export type Trial = (isVoid: (node: Node) => boolean) => Judgement

export interface Vouched {
  readonly judgement: Judgement
  /** Whether a fence counts: its author stands without those who are out. */
  readonly isFence: (cut: Node) => boolean
}

/** A valid cut and the level of its author. */
interface FenceNode {
  readonly node: Node
  readonly level: Level
}

/** The judgement of a group's operations upon the team's (R11, R14); `levelOf` is a member's level in a judgement now. */
export function judgeVouched(
  nodes: readonly Node[],
  ground: Judgement,
  { trial, levelOf }: { readonly trial: Trial; readonly levelOf: (judgement: Judgement, member: MemberId) => Level }
): Vouched {
  const strikes = new Map(nodes.map((node) => [node, strikesOn(ground, node)]))
  const isStruck = (node: Node): boolean => (strikes.get(node)?.length ?? 0) > 0
  const isFallen = (node: Node): boolean => isStruck(node) && node.operation.type === 'cut'
  if (!nodes.some(isStruck)) return { judgement: trial(() => false), isFence: () => true }
  const creations = nodes.filter(({ operation }) => operation.type === 'group.create')
  // Two beginnings of one group are no accident: nothing of such an author stands once it is out.
  if (creations.length > 1 && creations.some(isStruck)) return { judgement: trial(isStruck), isFence: () => true }
  // Struck cuts change nobody's level: whether they stand here is asked below alone.
  const strict = trial((node) => isStruck(node) && node.operation.type !== 'group.create' && !isFallen(node))
  const isAnybodyLeft = [...strict.subjects.byMember.keys()].some((member) => levelOf(strict, member) >= levels.member)
  const basis = isAnybodyLeft ? strict : trial(() => false)
  const isBeyond = (node: Node): boolean => {
    const fences = fencesAround(node, strikes.get(node) ?? [], basis)
    const standing = weightiest(fences.filter((cut) => !isFallen(cut.node)))
    if (standing.length > 0) return !standing.some((cut) => isBefore(node, cut.node))
    // Whoever fenced may be out by now, too: until others have, what it left out stays out, and it lets nothing in.
    return fences.some((cut) => !isBefore(node, cut.node))
  }
  const judgement = trial((node) => isFallen(node) || (isStruck(node) && isBeyond(node)))
  return { judgement, isFence: (cut) => validVerdict(basis, cut) !== undefined }
}

/** What took the author of an operation, or its device, out of the team without knowing of the operation, which it never can. */
export function strikesOn(ground: Judgement, node: Node): readonly Node[] {
  const actor: Actor | undefined = deviceMember(ground, node.entry.device, { view: node.past })
  const onMember = actor === undefined || actor === 'root' ? [] : (ground.subjects.byMember.get(actor) ?? [])
  const onDevice = ground.subjects.byDevice.get(node.entry.device) ?? []
  return [
    ...onMember.filter(({ operation }) => operation.type === 'member.remove'),
    ...onDevice.filter(({ operation }) => operation.type === 'device.revoke')
  ].filter((strike) => validVerdict(ground, strike) !== undefined && areConcurrent(strike, node))
}

/** The fences around the author's device by somebody who knew that it was out. */
function fencesAround({ entry }: Node, strikes: readonly Node[], basis: Judgement): readonly FenceNode[] {
  return validOfType(basis, 'cut').filter(
    ({ operation, node }) =>
      operation.fences.some(({ device }) => device === entry.device) && strikes.some((strike) => isBefore(strike, node))
  )
}

/** Fences of admins outweigh the others (K12). */
function weightiest(fences: readonly FenceNode[]): readonly FenceNode[] {
  const strong = fences.filter(({ level }) => level >= levels.admin)
  return strong.length > 0 ? strong : fences
}
