// Owns the way from a set of control entries to the state of the team (R1). Deciding is the resolver's, reading the roll's.

import { assert } from '../base/assert.ts'
import { toHex } from '../base/bytes.ts'
import type { DeviceId, EntryHash, MemberId, ScopeId, TeamId } from '../base/ids.ts'
import type { ControlEntry } from './control-entry.ts'
import { buildGraph, type Graph, type Node } from './graph.ts'
import { verifyProof } from './invitation.ts'
import { canGrant, levels } from './levels.ts'
import type { Channel, Invitation, TeamState } from './membership.ts'
import { admittedThrough, rightOf, type ProofCheck, type TeamFacts } from './permissions.ts'
import { judge, type Law } from './resolver.ts'
import { activeDevices, callRoll, validOfType } from './roll.ts'
import { channelScope, directoryScope } from './scopes.ts'
import { deviceMember, isHit, memberLevel, type Judgement } from './standing.ts'
import { subjectsOf } from './subjects.ts'

/** A check of `team` that remembers its answers, since the same proofs are judged at every resolve. */
export function createProofCheck(team: TeamId): ProofCheck {
  const answers = new Map<string, boolean>()
  return (invitePublic, device, proof) => {
    const question = `${toHex(invitePublic)} ${device} ${toHex(proof)}`
    const answer = answers.get(question) ?? verifyProof(invitePublic, { team, device, proof })
    answers.set(question, answer)
    return answer
  }
}

/** The state of the team: a pure function of the set of its control entries, in any order, repeated or not (R1). */
export function resolve(team: TeamId, entries: readonly ControlEntry[], proofHolds: ProofCheck): TeamState {
  assert(
    entries.every(({ scope }) => scope === team),
    'the team is resolved from its own log'
  )
  const graph = buildGraph(entries)
  const subjects = subjectsOf(graph.order)
  const founding = foundingOf(graph, team)
  const channels = channelNodes(graph, team)
  const facts: TeamFacts = { proofHolds, directory: directoryScope(team), channels }
  const judgement = judge({ graph, subjects, root: founding?.device, ground: [] }, teamLaw(facts))
  const standing = {
    levelOf: (member: MemberId, view: Uint32Array) => memberLevel(judgement, member, view),
    devicesOf: (member: MemberId, view: Uint32Array) => activeDevices(judgement, member, view)
  }
  const roll = callRoll(judgement, standing, { team: judgement, candidates: subjects.byMember.keys() })
  return {
    ...roll,
    scope: team,
    team,
    root: founding?.device,
    rootPublic: founding?.rootPublic,
    certificates: subjects.certificates,
    channels: channelsOf(judgement, team),
    invitations: invitationsOf(judgement, { devices: roll.devices, members: roll.members })
  }
}

/** The team's own law: authority by grants down from the root (R2, R9). */
function teamLaw(facts: TeamFacts): Law {
  return {
    authorOf: (judgement, { entry, past }, provisional) => {
      const actor = deviceMember(judgement, entry.device, { view: past, provisional })
      const level = actor === undefined ? 0 : memberLevel(judgement, actor, past)
      return actor === undefined || level === 0 ? undefined : { actor, level }
    },
    rightOf: (judgement, node, author) => rightOf(judgement, node, author, facts),
    isHit: (judgement, node, author, only) =>
      isHit(judgement, node, { author, device: node.entry.device, ...(only ? { only } : {}) }),
    hasUsesLeft
  }
}

/** R8, R9: members already admitted through the invitation, plus this one, are not more than it allows. */
function hasUsesLeft(judgement: Judgement, { operation, entry }: Node): boolean {
  if (operation.type !== 'member.add' || operation.via === undefined || !entry.certificate) return false
  const terms = judgement.graph.byHash.get(operation.via.invitation)?.operation
  if (terms?.type !== 'invite.create') return false
  if (terms.usesMax === 0) return true
  const admitted = new Set(admittedThrough(judgement, operation.via.invitation)).add(entry.certificate.member)
  return admitted.size <= terms.usesMax
}

/** `found` proves itself: its payload hashes to the device that wrote it, whose beginning is the team's id (L5). */
function foundingOf(
  graph: Graph,
  team: TeamId
): { readonly device: DeviceId; readonly rootPublic: Uint8Array } | undefined {
  for (const { operation, entry } of graph.order) {
    if (operation.type === 'found' && entry.device.startsWith(team))
      return { device: entry.device, rootPublic: operation.rootPublic }
  }
  return undefined
}

function channelNodes(graph: Graph, team: TeamId): ReadonlyMap<ScopeId, Node> {
  return new Map(
    graph.order.flatMap((node) =>
      node.operation.type === 'channel.create'
        ? [[channelScope(team, node.entry.device, node.operation.nonce), node] as const]
        : []
    )
  )
}

function channelsOf(judgement: Judgement, team: TeamId): ReadonlyMap<ScopeId, Channel> {
  return new Map(
    validOfType(judgement, 'channel.create').map(({ operation, hash, device, ts }) => {
      const scope = channelScope(team, device, operation.nonce)
      return [scope, { scope, operation: hash, creator: device, createdMs: ts }]
    })
  )
}

function invitationsOf(
  judgement: Judgement,
  { devices, members }: Pick<TeamState, 'devices' | 'members'>
): ReadonlyMap<EntryHash, Invitation> {
  const revoked = new Set(validOfType(judgement, 'invite.revoke').map(({ operation }) => operation.invitation))
  const invitations = new Map<EntryHash, Invitation>()
  for (const { operation, hash, device, ts, actor } of validOfType(judgement, 'invite.create')) {
    const { invitePublic, role, usesMax, expiresMs, approve, member } = operation
    const level = actor === 'root' ? levels.root : (members.get(actor)?.level ?? 0)
    invitations.set(hash, {
      operation: hash,
      device,
      inviter: actor,
      invitePublic,
      role,
      usesMax,
      expiresMs,
      approve,
      recovers: member,
      createdMs: ts,
      admitted: admittedThrough(judgement, hash),
      revoked: revoked.has(hash),
      standing: (actor === 'root' || devices.has(device)) && canGrant(level, role)
    })
  }
  return invitations
}

/** What can still be done with an invitation at `now`, or why not, in the order in which a person should hear it (R8, R13). */
export function invitationStatus(
  { revoked, standing, usesMax, admitted, expiresMs }: Invitation,
  now: number
): 'open' | 'revoked' | 'void' | 'used-up' | 'expired' {
  if (revoked) return 'revoked'
  if (!standing) return 'void'
  if (usesMax > 0 && admitted.length >= usesMax) return 'used-up'
  return now > expiresMs ? 'expired' : 'open'
}
