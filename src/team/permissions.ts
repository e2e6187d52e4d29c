// Owns the rows of T2 for the team: what an author of some level may do, on its own right or through an invitation (R3, R8).

import type { DeviceId, EntryHash, MemberId, ScopeId } from '../base/ids.ts'
import { isBefore, type Node } from './graph.ts'
import { canGrant, levels, mayChange, mayUndo } from './levels.ts'
import { deviceMember, isHit, memberLevel, validVerdict, type Author, type Judgement } from './standing.ts'

/** Whether `proof` is the invitation key's signature for this device (I6). */
export type ProofCheck = (invitePublic: Uint8Array, device: DeviceId, proof: Uint8Array) => boolean

/** What the rows of T2 need besides the graph. */
export interface TeamFacts {
  readonly proofHolds: ProofCheck
  readonly directory: ScopeId
  /** Every channel.create by the scope it makes, valid or not. */
  readonly channels: ReadonlyMap<ScopeId, Node>
}

/** On what a permitted operation stands; undefined: it is not permitted. */
export type Right = 'own' | 'invitation' | undefined

/** R9 `may`: the row of T2, with levels taken in the past of the operation. */
export function rightOf(judgement: Judgement, node: Node, author: Author, facts: TeamFacts): Right {
  if (node.operation.type === 'member.add') return rightToAdd(judgement, node, author, facts.proofHolds)
  return mayWrite(judgement, node, author, facts) ? 'own' : undefined
}

function mayWrite(judgement: Judgement, node: Node, { actor, level }: Author, facts: TeamFacts): boolean {
  const { operation, entry, past } = node
  const target = (member: MemberId) => ({ level: memberLevel(judgement, member, past), own: actor === member })
  switch (operation.type) {
    case 'found':
      return actor === 'root'
    case 'member.remove':
      return mayUndo(level, target(operation.member))
    case 'role.set':
      return mayChange(level, target(operation.member).level, operation.role)
    case 'device.add': {
      const member = entry.certificate?.member
      if (member === undefined) return false
      return actor === member || (level >= levels.admin && level > target(member).level)
    }
    case 'device.revoke': {
      const member = judgement.subjects.certificates.get(operation.device)?.member
      return member === undefined ? level > 0 : mayUndo(level, target(member))
    }
    case 'invite.create':
      return level >= levels.admin && (operation.role === 'guest' || operation.role === 'member')
    case 'invite.revoke':
      return level >= levels.admin
    case 'policy':
    case 'release.allow':
      return level > levels.admin
    case 'channel.create':
    case 'cut':
      return level >= levels.member
    case 'moderate':
      return level >= levels.admin && isTeamConversation(operation.scope, node, facts)
    default:
      return false
  }
}

/** moderate reaches the directory, and the channels its author knew of (T2). */
function isTeamConversation(scope: ScopeId, node: Node, { directory, channels }: TeamFacts): boolean {
  const channel = channels.get(scope)
  return scope === directory || (channel !== undefined && isBefore(channel, node))
}

/** `member.add`: own right to grant, or what an invitation lends (R3, R8). A wrong proof makes it void in any case (T1). */
function rightToAdd(judgement: Judgement, node: Node, author: Author, proofHolds: ProofCheck): Right {
  const { operation, entry, past } = node
  if (operation.type !== 'member.add' || entry.certificate === undefined) return undefined
  const targetLevel = memberLevel(judgement, entry.certificate.member, past)
  const invitation = invitationOf(judgement, node)
  if (mayChange(author.level, targetLevel, operation.role)) {
    return invitation === undefined || provesInvitation(node, invitation, proofHolds) ? 'own' : undefined
  }
  if (invitation === undefined || author.level < levels.member) return undefined
  if (!lendsAuthority(judgement, node, { invitation, targetLevel })) return undefined
  return provesInvitation(node, invitation, proofHolds) ? 'invitation' : undefined
}

/** The invite.create that `via` names, if the operation builds on it. */
function invitationOf({ graph }: Judgement, node: Node): Node | undefined {
  if (node.operation.type !== 'member.add' || node.operation.via === undefined) return undefined
  const invitation = graph.byHash.get(node.operation.via.invitation)
  if (invitation?.operation.type !== 'invite.create') return undefined
  return isBefore(invitation, node) ? invitation : undefined
}

/** R9 `invited`: everything an invitation must still be for this admission, but for its number of uses. */
function lendsAuthority(
  judgement: Judgement,
  node: Node,
  { invitation, targetLevel }: { readonly invitation: Node; readonly targetLevel: number }
): boolean {
  const { operation, entry } = node
  const terms = invitation.operation
  if (operation.type !== 'member.add' || terms.type !== 'invite.create') return false
  if (!validVerdict(judgement, invitation) || terms.approve) return false
  if (terms.role !== operation.role || entry.ts > terms.expiresMs) return false
  const device = invitation.entry.device
  const inviter = deviceMember(judgement, device, { view: node.past })
  if (inviter === undefined) return false
  const level = memberLevel(judgement, inviter, node.past)
  if (!canGrant(level, terms.role) || level <= targetLevel) return false
  if (isSetBefore(judgement, node)) return false
  if (isHit(judgement, node, { author: { actor: inviter, level }, device })) return false
  return !isRevoked(judgement, node, invitation.entry.hash)
}

/** Whose role was set or who was removed rises by a grant from above alone: an old proof stays in rooms and in hands (R8). */
function isSetBefore(judgement: Judgement, node: Node): boolean {
  const member = node.entry.certificate?.member
  const about = member === undefined ? [] : (judgement.subjects.byMember.get(member) ?? [])
  // A guest's own farewell is decided after the admission, which ranks higher; nobody else can write one.
  const isFarewell = ({ operation, entry }: Node): boolean =>
    operation.type === 'member.remove' && judgement.subjects.certificates.get(entry.device)?.member === member
  return about.some(
    (other) =>
      other.operation.type !== 'member.add' &&
      isBefore(other, node) &&
      (validVerdict(judgement, other) !== undefined || isFarewell(other))
  )
}

/** A valid revocation voids what does not lie in its past: concurrent uses and informed ones (R8). */
function isRevoked(judgement: Judgement, node: Node, invitation: EntryHash): boolean {
  const revocations = judgement.subjects.revocations.get(invitation) ?? []
  return revocations.some((revocation) => validVerdict(judgement, revocation) && !isBefore(node, revocation))
}

function provesInvitation({ operation, entry }: Node, invitation: Node, proofHolds: ProofCheck): boolean {
  const terms = invitation.operation
  if (operation.type !== 'member.add' || operation.via === undefined || entry.certificate === undefined) return false
  if (terms.type !== 'invite.create') return false
  return proofHolds(terms.invitePublic, entry.certificate.device, operation.via.proof)
}

/** Members admitted through an invitation by valid operations, each once, in the order of R9. */
export function admittedThrough(judgement: Judgement, invitation: EntryHash): readonly MemberId[] {
  const admitted = new Set<MemberId>()
  for (const node of judgement.subjects.admissions.get(invitation) ?? []) {
    const member = node.entry.certificate?.member
    if (member !== undefined && validVerdict(judgement, node) && invitationOf(judgement, node)) admitted.add(member)
  }
  return [...admitted]
}
