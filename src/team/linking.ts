// Owns the question of the old device when a further one of the same person asks (I16). What comes of it is the node's.

import type { DeviceId, MemberId } from '../base/ids.ts'
import { readCertificate, type Certificate } from './certificate.ts'
import type { ControlOperation } from './control.ts'
import { mayAddDevice } from './levels.ts'
import type { JoinRequest } from './lobby-record.ts'
import type { TeamState } from './membership.ts'
import { wasRevoked } from './past.ts'

/** What the old device does with a request in the lobby of its link. */
export type LinkVerdict =
  /** Both screens show the code of this device; a person says yes. */
  | { readonly type: 'ask'; readonly certificate: Certificate }
  /** It is in already: serve. */
  | { readonly type: 'already'; readonly device: DeviceId }
  /** Its key was revoked and never returns (R7). */
  | { readonly type: 'revoked'; readonly device: DeviceId }
  /** Not a later device of this member in this team: no answer at all. */
  | { readonly type: 'ignore' }

/** Judges a request by what its certificate says of itself (L3, I16); a link of kind 2 has no proof but that the record opened. */
export function checkLinkRequest(team: TeamState, request: JoinRequest, member: MemberId): LinkVerdict {
  const read = readCertificate(request.certificate, request.signature, team.team)
  if (!read.ok || request.proof !== undefined) return { type: 'ignore' }
  const certificate = read.value
  const { device } = certificate
  if (certificate.first || certificate.member !== member) return { type: 'ignore' }
  if (team.devices.has(device)) return { type: 'already', device }
  return wasRevoked(team, device) ? { type: 'revoked', device } : { type: 'ask', certificate }
}

/** Whether a member may have one more device (R10). */
export function hasRoomForDevice({ members }: TeamState, member: MemberId): boolean {
  return mayAddDevice(members.get(member)?.devices.length ?? 0)
}

/** What the old device writes when its person has compared the codes and said yes. */
export function linkOperation({ bytes, signature }: Certificate): ControlOperation {
  return { type: 'device.add', certificate: bytes, signature }
}
