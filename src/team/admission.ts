// Owns both ends of joining as questions without effects: may this request be admitted (I8), and is what I was shown my team (I10)?

import { equalBytes } from '../base/bytes.ts'
import type { DeviceId, EntryHash } from '../base/ids.ts'
import { err, ok, type Result } from '../base/result.ts'
import { readCertificate, type Certificate } from './certificate.ts'
import type { ControlOperation } from './control.ts'
import type { EpochEntry, GrantEntry } from './epoch-payload.ts'
import { isReadable, judgeEpochs } from './epochs.ts'
import { inviteKeysOf, verifyProof, type Link } from './invitation.ts'
import type { Secrets } from './keyring.ts'
import { capOf, holdsTeamKeys, roleOfLevel, type Role } from './levels.ts'
import type { JoinRequest, NoticeCode } from './lobby-record.ts'
import type { Invitation, TeamState } from './membership.ts'
import { wasRemoved, wasRevoked } from './past.ts'
import { teamRoster } from './roster.ts'
import { shortIdOf, type ShortId } from './short-id.ts'
import { invitationStatus } from './team-state.ts'

/** What a member does with a request (I8). */
export type RequestVerdict =
  /** Wait at random, look again, then write `admissionOperation` and the grants in one batch. */
  | { readonly type: 'admit'; readonly invitation: Invitation; readonly certificate: Certificate }
  /** A person must say yes; admins and owners are asked, then the same operation stands on their own right (I8, I17). */
  | { readonly type: 'ask'; readonly invitation: Invitation; readonly certificate: Certificate }
  /** The device is active: serve. */
  | { readonly type: 'already'; readonly certificate: Certificate }
  | { readonly type: 'notice'; readonly to: ShortId; readonly code: NoticeCode }
  /** Nothing of this team, or no valid proof: no answer at all (I7). */
  | { readonly type: 'ignore'; readonly reason: IgnoreReason }

export type IgnoreReason = 'certificate' | 'no-proof' | 'unknown-invitation' | 'wrong-proof' | 'wrong-certificate-kind'

/** Judges a request in the lobby of `invitation`, at `now` in milliseconds (I8, R8). Costs two signatures and a trial encapsulation. */
export function checkRequest(
  team: TeamState,
  request: JoinRequest,
  lobby: { readonly invitation: EntryHash; readonly now: number }
): RequestVerdict {
  const read = readCertificate(request.certificate, request.signature, team.team)
  if (!read.ok) return { type: 'ignore', reason: 'certificate' }
  const certificate = read.value
  const { device } = certificate
  const proven = invitationProven(team, request, { certificate, invitation: lobby.invitation })
  if (!proven.ok) return { type: 'ignore', reason: proven.reason }
  const invitation = proven.value
  if (team.devices.has(device)) return { type: 'already', certificate }
  const notice = (code: NoticeCode): RequestVerdict => ({ type: 'notice', to: shortIdOf(device), code })
  // A request outlives a removal: it stands in the room, and whoever heard it can put it there again.
  const isOut = certificate.first && wasRemoved(team, certificate.member)
  if (wasRevoked(team, device) || isOut) return notice('refused')
  const status = invitationStatus(invitation, lobby.now)
  if (status !== 'open') return notice(noticeOfStatus(status))
  const needsPerson = invitation.approve || invitation.recovers !== undefined
  return { type: needsPerson ? 'ask' : 'admit', invitation, certificate }
}

/** What a newcomer is told of an invitation that lets nobody in any more. */
export function noticeOfStatus(status: Exclude<ReturnType<typeof invitationStatus>, 'open'>): NoticeCode {
  return status === 'void' ? 'unknown' : status
}

/** The invitation a request is for, if its proof and kind of certificate fit (I6, I7). */
function invitationProven(
  { team, invitations }: TeamState,
  { proof }: JoinRequest,
  { certificate, invitation: hash }: { readonly certificate: Certificate; readonly invitation: EntryHash }
): Result<Invitation, IgnoreReason> {
  const invitation = invitations.get(hash)
  if (proof === undefined) return err('no-proof')
  if (invitation === undefined) return err('unknown-invitation')
  const { device, first, member } = certificate
  if (!verifyProof(invitation.invitePublic, { team, device, proof })) return err('wrong-proof')
  const fits = invitation.recovers === undefined ? first : !first && member === invitation.recovers
  return fits ? ok(invitation) : err('wrong-certificate-kind')
}

/** What the admitting member writes: `member.add` with `via`, or for recovery `device.add` (I8, I17). */
export function admissionOperation(request: JoinRequest, invitation: Invitation): ControlOperation {
  const { certificate, signature, proof } = request
  if (invitation.recovers !== undefined) return { type: 'device.add', certificate, signature }
  const via = proof && { invitation: invitation.operation, proof }
  return { type: 'member.add', certificate, signature, role: invitation.role, via }
}

/** Where a joiner stands (I10). */
export type JoinStep =
  /** Something is still missing. */
  | { readonly type: 'incomplete'; readonly why: JoinGap }
  | { readonly type: 'ready'; readonly role: Role }
  | { readonly type: 'refused'; readonly reason: 'another-team' | 'another-member' | 'lower-role' }

export type JoinGap = 'no-founding' | 'no-invitation' | 'not-admitted' | 'no-key'

/**
 * I10: nothing is believed until all of it holds. A second device has no invitation to look for (I16). The graph is complete below
 * what makes this device active, else that would not count; what is held beside it may wait for ever, since any member can name deps
 * that do not exist, and must not keep newcomers out.
 */
export function judgeJoin(joiner: {
  readonly link: Link
  readonly device: DeviceId
  readonly team: TeamState
  readonly epochs: readonly (EpochEntry | GrantEntry)[]
  readonly secrets: Secrets
  /** Of a guest, for whom the team has no key: a box opened to a valid epoch of a direct with a member, or of a group (I25). */
  readonly holdsConversation?: boolean
}): JoinStep {
  const { link, device, team, epochs, secrets, holdsConversation = false } = joiner
  const incomplete = (why: JoinGap): JoinStep => ({ type: 'incomplete', why })
  if (team.team !== link.team) return { type: 'refused', reason: 'another-team' }
  if (team.root === undefined) return incomplete('no-founding')
  const invitation = invitationOfLink(team, link)
  if (link.kind !== 'device' && invitation === undefined) return incomplete('no-invitation')
  const member = team.devices.get(device)?.member
  if (member === undefined) return incomplete('not-admitted')
  if (link.member !== undefined && link.member !== member) return { type: 'refused', reason: 'another-member' }
  const level = team.members.get(member)?.level ?? 0
  const promised = link.kind === 'invitation' && invitation ? capOf(invitation.role) : 1
  if (level < promised) return { type: 'refused', reason: 'lower-role' }
  const isKeyed = holdsTeamKeys(level) ? holdsValidKey({ team, epochs, secrets }) : holdsConversation
  if (!isKeyed) return incomplete('no-key')
  return { type: 'ready', role: roleOfLevel(level) ?? 'guest' }
}

/** So the log is at least as new as the invitation: a removed admin cannot show an older team (I10). */
function invitationOfLink({ invitations }: TeamState, { seed, team }: Link): Invitation | undefined {
  const { publicKey } = inviteKeysOf(seed, team)
  return [...invitations.values()].find(({ invitePublic }) => equalBytes(invitePublic, publicKey))
}

/** A box opened to a secret that matches the commitment of a valid epoch (I10). */
function holdsValidKey({
  team,
  epochs,
  secrets
}: {
  readonly team: TeamState
  readonly epochs: readonly (EpochEntry | GrantEntry)[]
  readonly secrets: Secrets
}): boolean {
  const book = judgeEpochs({ roster: teamRoster(team), entries: epochs, secrets, payloadsAbsent: true })
  return [...book.byId.values()].some(({ entry, unsafe }) => isReadable(book, entry.id) && unsafe !== 'secret-unknown')
}
