// Owns who takes part in directs and groups (R11): the same algorithm on their own control entries, with the team's valid operations
// as its ground. Devices, removals and revocations are the team's (R2).

import { assert, present } from '../base/assert.ts'
import type { MemberId, ScopeId } from '../base/ids.ts'
import type { ControlEntry } from './control-entry.ts'
import { buildGraph, wholeView, type Node, type NodeSet } from './graph.ts'
import { holdsTeamKeys, levels, mayChange, mayUndo, type Level } from './levels.ts'
import type { GroupState, Membership, Standing, TeamState } from './membership.ts'
import { judge, type Law } from './resolver.ts'
import { callRoll, validOfType } from './roll.ts'
import { directScope } from './scopes.ts'
import { deviceMember, isHit, memberLevel, type Author, type Judgement } from './standing.ts'
import { subjectsOf } from './subjects.ts'
import { judgeVouched, strikesOn, type Trial } from './vouching.ts'

/** The level a conversation gives a team member in a view; 0: it takes no part. */
type LevelWithin = (judgement: Judgement, member: MemberId, view: NodeSet) => Level

/** The direct of two members (or of one, the self conversation): both at level 300 while they are in the team (R2, R11). */
export function resolveDirect(
  team: TeamState,
  pair: readonly [MemberId, MemberId],
  entries: readonly ControlEntry[]
): Membership {
  const scope = directScope(team.team, ...pair)
  const within: LevelWithin = (_judgement, member) => (pair.includes(member) ? levels.creator : 0)
  return resolveConversation(team, { type: 'direct', scope, entries, within, candidates: () => pair })
}

/** A group by its own control log; undefined: no valid `group.create` is known yet (R11). */
export function resolveGroup(
  team: TeamState,
  scope: ScopeId,
  entries: readonly ControlEntry[]
): GroupState | undefined {
  const candidates = ({ subjects }: Judgement) => subjects.byMember.keys()
  const group = resolveConversation(team, { type: 'group', scope, entries, within: groupLevel, candidates })
  const [creation] = validOfType(group.judgement, 'group.create')
  return creation && { ...group, history: creation.operation.history, creator: creation.device }
}

interface Conversation {
  readonly type: 'direct' | 'group'
  readonly scope: ScopeId
  readonly entries: readonly ControlEntry[]
  readonly within: LevelWithin
  readonly candidates: (judgement: Judgement) => Iterable<MemberId>
}

function resolveConversation(team: TeamState, { type, scope, entries, within, candidates }: Conversation): Membership {
  assert(
    entries.every((entry) => entry.scope === scope),
    'a conversation is resolved from its own log'
  )
  const ground = team.judgement
  const graph = buildGraph(entries, ground.graph)
  const subjects = subjectsOf(graph.order, ground.subjects.certificates)
  const levelIn: LevelWithin = (judgement, member, view) =>
    team.standing.levelOf(member, view) === 0 ? 0 : within(judgement, member, view)
  const trial: Trial = (isVoid) =>
    judge(
      { graph, subjects, root: undefined, ground: ground.verdicts },
      conversationLaw(ground, { type, scope, levelIn, isVoid })
    )
  const now = wholeView(graph)
  const { judgement, isFence } =
    type === 'direct'
      ? { judgement: trial((node) => strikesOn(ground, node).length > 0), isFence: () => true }
      : judgeVouched(graph.order, ground, { trial, levelOf: (judged, member) => levelIn(judged, member, now) })
  const standing: Standing = {
    levelOf: (member, view) => levelIn(judgement, member, view),
    devicesOf: team.standing.devicesOf
  }
  const roll = callRoll(judgement, standing, { team: ground, candidates: candidates(judgement) })
  const cuts = roll.cuts.filter(({ operation }) =>
    isFence(present(graph.byHash.get(operation), 'a valid cut is in the graph'))
  )
  return { ...roll, cuts, scope }
}

/** In a group: from `group.create`, `role.set` (which also adds) and `member.remove` (R11). */
const groupLevel: LevelWithin = memberLevel

interface Place {
  readonly type: 'direct' | 'group'
  readonly scope: ScopeId
  readonly levelIn: LevelWithin
  /** What the team's removals and revocations leave nothing of (R2, R14). */
  readonly isVoid: (node: Node) => boolean
}

function conversationLaw(ground: Judgement, { type, scope, levelIn, isVoid }: Place): Law {
  return {
    authorOf: (judgement, node) => {
      const actor = deviceMember(ground, node.entry.device, { view: node.past })
      if (actor === undefined || actor === 'root') return undefined
      const level = isCreation(ground, node, actor) ? levels.creator : levelIn(judgement, actor, node.past)
      return level === 0 ? undefined : { actor, level }
    },
    rightOf: (judgement, node, author) => {
      const levelOf = (member: MemberId) => levelIn(judgement, member, node.past)
      const permitted = type === 'direct' ? node.operation.type === 'cut' : mayWrite(node, author, { scope, levelOf })
      return permitted ? 'own' : undefined
    },
    isHit: (judgement, node, author, only) =>
      isVoid(node) || isHit(judgement, node, { author, device: node.entry.device, ...(only ? { only } : {}) }),
    hasUsesLeft: () => true
  }
}

/** Whoever holds the team's keys may found a group, and is its creator from then on (T2). */
function isCreation(ground: Judgement, { operation, past }: Node, actor: MemberId): boolean {
  return operation.type === 'group.create' && holdsTeamKeys(memberLevel(ground, actor, past))
}

/** The rows of T2 for groups; in a direct there are only cuts, and both may write them (L1). */
function mayWrite(
  { operation, entry }: Node,
  { actor, level }: Author,
  { scope, levelOf }: { readonly scope: ScopeId; readonly levelOf: (member: MemberId) => Level }
): boolean {
  switch (operation.type) {
    case 'cut':
      return level >= levels.member
    case 'group.create':
      return entry.seq === 0 && level === levels.creator && operation.members.every(({ role }) => role !== 'owner')
    case 'member.remove':
      return mayUndo(level, { level: levelOf(operation.member), own: actor === operation.member })
    case 'role.set':
      return operation.role !== 'owner' && mayChange(level, levelOf(operation.member), operation.role)
    case 'policy':
      return level >= levels.admin
    case 'moderate':
      return level >= levels.admin && operation.scope === scope
    default:
      return false
  }
}
