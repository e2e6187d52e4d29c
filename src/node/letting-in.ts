// Owns what is said to whoever asks at a door of the lobby: who proves to hold the invitation is let in and shown the team, others are told
// why not (I7 to I9, I11, I14). Whoever needs a person's yes is handed to requests.ts. Knows no network.

import type { DeviceId, EntryHash } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { admissionOperation, checkRequest, noticeOfStatus } from '../team/admission.ts'
import type { LobbyKeys } from '../team/invitation.ts'
import { sealRecord, type JoinRequest, type LobbyRecord, type NoticeCode } from '../team/lobby-record.ts'
import { wasRevoked } from '../team/past.ts'
import { shortIdOf } from '../team/short-id.ts'
import { invitationStatus } from '../team/team-state.ts'
import { writeAdmission, writeGuestKeys } from './admitting.ts'
import type { Desk, Written } from './desk.ts'
import type { Milliseconds } from './ports.ts'
import type { Requests, Waiting } from './requests.ts'
import { recordOverheadBytes, runsFor } from './serving.ts'

/** What was said in the room of one invitation, to whom. */
export interface AttendedRoom {
  readonly invitation: EntryHash
  readonly keys: LobbyKeys
  /** Shows a sealed record to all in the room. */
  readonly put: (id: string, sealed: Uint8Array) => void
  /** Devices that asked here and wait for a person, whoever that is. */
  readonly undecided: Set<DeviceId>
  /** Devices that are shown the team in this room. */
  readonly served: Set<DeviceId>
  /** What is shown, by id: in the room, and to whoever is called. */
  readonly shown: Map<string, Uint8Array>
  /** Of what is shown, the bytes that stand in the room (I9). */
  roomBytes: number
}

/** A room in which nothing was said. */
export function roomOf(invitation: EntryHash, keys: LobbyKeys, put: AttendedRoom['put']): AttendedRoom {
  return { invitation, keys, put, undecided: new Set(), served: new Set(), shown: new Map(), roomBytes: 0 }
}

export interface LettingIn {
  /** Somebody in the room asks to be let in. */
  answer(room: AttendedRoom, request: JoinRequest): void
  /** Membership or the time moved: who waited there may be in, or out. */
  settle(room: AttendedRoom): void
}

/** The answers of one node at all its doors. `onShown` hears of each sealed record, for those who are called besides. */
export function createLettingIn(
  desk: Desk,
  {
    requests,
    onAdmitted,
    onShown
  }: {
    readonly requests: Requests
    readonly onAdmitted: (written: Written) => void
    readonly onShown: (invitation: EntryHash, sealed: Uint8Array) => void
  }
): LettingIn {
  const admissions = new Map<EntryHash, readonly Milliseconds[]>()

  function answer(room: AttendedRoom, request: JoinRequest): void {
    const { invitation } = room
    const verdict = checkRequest(desk.replica.membership.team, request, { invitation, now: desk.now() })
    switch (verdict.type) {
      case 'admit':
        if (mayAdmit(invitation)) admit(room, request, verdict)
        else ask(room, request, { device: verdict.certificate.device, why: 'many' })
        return
      case 'already':
        serve(room, verdict.certificate.device)
        return
      case 'notice':
        show(room, { type: 'notice', to: verdict.to, code: verdict.code })
        return
      case 'ask':
        ask(room, request, { device: verdict.certificate.device, why: 'approval' })
        return
      case 'ignore':
        return
    }
  }

  /** I14: more than twenty an hour through one invitation need a person. */
  function mayAdmit(invitation: EntryHash): boolean {
    const recent = (admissions.get(invitation) ?? []).filter((at) => desk.now() - at < 3_600_000)
    admissions.set(invitation, recent)
    return recent.length < limits.admissionsPerHourMax
  }

  /** I8: the newcomer is told that it waits; whose yes counts is asked. */
  function ask(room: AttendedRoom, request: JoinRequest, { device, why }: Pick<Waiting, 'device' | 'why'>): void {
    // Beyond that nobody is asked either (I8).
    if (room.undecided.size < limits.requestsMax) room.undecided.add(device)
    tell(room, device, 'waits-for-approval')
    requests.ask({ request, device, invitation: room.invitation, why })
  }

  /** Who was undecided may be in or out meanwhile, by whoever's word: every member who is in the room serves or tells (I11). */
  function settle(room: AttendedRoom): void {
    const { team } = desk.replica.membership
    const invitation = team.invitations.get(room.invitation)
    const status = invitation === undefined ? 'void' : invitationStatus(invitation, desk.now())
    for (const device of room.undecided) {
      if (team.devices.has(device)) serve(room, device)
      else if (wasRevoked(team, device)) tell(room, device, 'refused')
      else if (status !== 'open') tell(room, device, noticeOfStatus(status))
      else continue
      room.undecided.delete(device)
    }
  }

  function tell(room: AttendedRoom, device: DeviceId, code: NoticeCode): void {
    show(room, { type: 'notice', to: shortIdOf(device), code })
  }

  function admit(
    room: AttendedRoom,
    request: JoinRequest,
    { invitation, certificate }: Extract<ReturnType<typeof checkRequest>, { type: 'admit' }>
  ): void {
    const written = writeAdmission(desk, admissionOperation(request, invitation), {
      certificate,
      invitation: invitation.operation
    })
    if (!written.ok) return
    admissions.set(invitation.operation, [...(admissions.get(invitation.operation) ?? []), desk.now()])
    serve(room, certificate.device)
    for (const each of written.value) onAdmitted(each)
  }

  /** I7: the control log is shown only to somebody who is visibly a member now. */
  function serve(room: AttendedRoom, device: DeviceId): void {
    const member = desk.replica.membership.team.devices.get(device)?.member
    if (room.served.has(device) || member === undefined) return
    room.served.add(device)
    for (const written of writeGuestKeys(desk, member)) onAdmitted(written)
    for (const run of runsFor(desk, device)) show(room, { type: 'run', run })
  }

  /**
   * What is shown stands in the room as far as it fits (I9, I13), and goes whole to whoever is called: the log of a large team comes that
   * way.
   */
  function show(room: AttendedRoom, record: LobbyRecord): void {
    const { invitation, keys, shown } = room
    const sealed = sealRecord(record, keys, desk.random.bytes)
    if (shown.has(sealed.id) || shown.size >= shownMax) return
    shown.set(sealed.id, sealed.bytes)
    const roomBytes = room.roomBytes + sealed.bytes.length + recordOverheadBytes
    if (roomBytes <= limits.lobbyServedBytesMax && shown.size < limits.lobbyRecordsMax) {
      room.roomBytes = roomBytes
      room.put(sealed.id, sealed.bytes)
    }
    onShown(invitation, sealed.bytes)
  }

  return { answer, settle }
}

/** Records of one room, and of links together: the log of a team of 200, and what it grows by meanwhile. */
const shownMax = 4 * limits.lobbyRecordsMax
