// Owns the member's side of the lobby: listen for the doorbell of open invitations, let in who proves to hold one, show it the team
// (I4, I7 to I9, I14). Whoever needs a person's yes is handed to requests.ts.

import type { DeviceId, EntryHash, PeerId, Topic } from '../base/ids.ts'
import { chanceFrom } from '../base/random.ts'
import { limits } from '../base/limits.ts'
import { admissionOperation, checkRequest, noticeOfStatus } from '../team/admission.ts'
import { lobbyKeysOf, type LobbyKeys } from '../team/invitation.ts'
import { levels } from '../team/levels.ts'
import { openRecord, sealRecord, type JoinRequest, type LobbyRecord, type NoticeCode } from '../team/lobby-record.ts'
import type { Invitation } from '../team/membership.ts'
import { levelOf, wasRevoked } from '../team/past.ts'
import { shortIdOf } from '../team/short-id.ts'
import { invitationStatus } from '../team/team-state.ts'
import type { Cancel, Lobby, LobbyVisit, Milliseconds, Network } from './ports.ts'
import { callerIn, lobbyPlaces, recordIn, sendRecord } from './relayed-lobby.ts'
import { lobbySecretOf } from './registers.ts'
import type { Requests, Waiting } from './requests.ts'
import { recordOverheadBytes, runsFor } from './serving.ts'
import { isActive } from './state.ts'
import { writeAdmission, writeGuestKeys } from './admitting.ts'
import type { Desk, Written } from './desk.ts'

export interface Attending {
  /** Topics under which newcomers without a direct way call out (network.md 6). */
  topics(): readonly Topic[]
  /** These say whether the event was the lobby's; if not, it belongs to the team's meeting. */
  onAnnouncement(topic: Topic, sealed: Uint8Array): boolean
  onPeer(peer: PeerId): boolean
  onFrame(peer: PeerId, frame: Uint8Array): boolean
  onGone(peer: PeerId): boolean
  /** Invitations, their secrets, or the time moved: listens at the doors that are open now, and at no other. */
  refresh(): void
  /** Enters the room of an invitation now: somebody there is to be told something. */
  enter(invitation: EntryHash): void
  leave(): void
}

export interface AttendingEvents {
  onAdmitted(written: Written): void
  onDisturbed(invitation: EntryHash): void
}

interface Attendance {
  readonly invitation: EntryHash
  readonly keys: LobbyKeys
  readonly visit: LobbyVisit
  readonly handled: Set<string>
  /** Devices that asked here and wait for a person, whoever that is. */
  readonly undecided: Set<DeviceId>
  /** Devices that are shown the team in this room. */
  readonly served: Set<DeviceId>
  /** What is shown, by id: in the room, and to whoever is called. */
  readonly shown: Map<string, Uint8Array>
  /** Of what is shown, the bytes that stand in the room (I9). */
  roomBytes: number
  openedAt: Milliseconds | undefined
}

/** The attendance of one node at all its doors. `later` runs an event of its own after a while. */
export function createAttending(
  desk: Desk,
  { lobby, network, requests }: { readonly lobby: Lobby; readonly network: Network; readonly requests: Requests },
  events: AttendingEvents,
  later: (wait: Milliseconds, run: () => void) => Cancel
): Attending {
  const attendances = new Map<EntryHash, Attendance>()
  /** Newcomers that are talked to over a relayed link. */
  const callers = new Map<PeerId, EntryHash>()
  const admissions = new Map<EntryHash, readonly Milliseconds[]>()

  /** Open ones first; ended ones for a while, so that whoever was let in last is still served and latecomers are told why not. */
  function invitationsThatMatter(): readonly Invitation[] {
    const { team } = desk.replica.membership
    const now = desk.now()
    const isOpen = (each: Invitation): number => Number(invitationStatus(each, now) === 'open')
    return [...team.invitations.values()]
      .filter((each) => now < each.expiresMs + limits.dayMs && isForUs(each))
      .toSorted((a, b) => isOpen(b) - isOpen(a) || b.createdMs - a.createdMs)
      .slice(0, limits.lobbyAttendedMax)
  }

  /** I25: a guest is let in by who invited it, or by who is asked: it meets that person under the keys of their direct. */
  function isForUs({ role, approve, inviter }: Invitation): boolean {
    return role !== 'guest' || approve || inviter === desk.replica.identity.member
  }

  function refresh(): void {
    const wanted = new Map(isActive(desk.replica) ? invitationsThatMatter().map((each) => [each.operation, each]) : [])
    for (const [invitation, { visit }] of attendances) {
      if (wanted.has(invitation)) continue
      visit.leave()
      attendances.delete(invitation)
    }
    for (const invitation of wanted.keys()) if (!attendances.has(invitation)) attend(invitation)
    for (const attendance of attendances.values()) settle(attendance)
  }

  function attend(invitation: EntryHash): void {
    const secret = lobbySecretOf(desk.replica.registers, invitation)
    if (secret === undefined) return
    const keys = lobbyKeysOf(secret)
    const visit = lobby.visit(
      { room: keys.room, password: keys.password },
      {
        onKnock: () => answerDoor(invitation),
        onRecord: (id, bytes) => hear(invitation, { id, bytes }),
        onPeers: () => {},
        onDisturbed: ({ final }) => {
          if (final) events.onDisturbed(invitation)
        }
      }
    )
    attendances.set(invitation, {
      invitation,
      keys,
      visit,
      handled: new Set(),
      undecided: new Set(),
      served: new Set(),
      shown: new Map(),
      roomBytes: 0,
      openedAt: undefined
    })
    if (requests.looksInto(invitation)) enter(invitation)
  }

  function enter(invitation: EntryHash): void {
    const attendance = attendances.get(invitation)
    if (attendance === undefined) return
    if (attendance.openedAt === undefined) endLater(attendance)
    attendance.visit.open()
  }

  /** I8: whoever knows the newcomer best comes first; the others look again before they load anything. */
  function answerDoor(invitation: EntryHash): void {
    const attendance = attendances.get(invitation)
    if (attendance === undefined || attendance.openedAt !== undefined) return
    endLater(attendance)
    const usedBefore = usesOf(invitation)
    later(delayMs(invitation), () => {
      const isAnswered = usesOf(invitation) > usedBefore && !needsPerson(invitation)
      if (attendances.get(invitation) !== attendance) return
      if (isAnswered) attendance.openedAt = undefined
      else attendance.visit.open()
    })
  }

  /** A stay ends after a while, with whatever the room has grown to; who still asks there is looked for anew. */
  function endLater(attendance: Attendance): void {
    const { invitation } = attendance
    attendance.openedAt = desk.now()
    later(limits.lobbyAttendanceMs, () => {
      if (attendances.get(invitation) !== attendance) return
      attendance.visit.leave()
      attendances.delete(invitation)
      refresh()
    })
  }

  function delayMs(invitation: EntryHash): Milliseconds {
    const { identity, membership } = desk.replica
    const chance = chanceFrom(desk.random.bytes)
    if (membership.team.invitations.get(invitation)?.device === identity.device) return chance * 1000
    const isAdmin = levelOf(membership.team, identity.member) >= levels.admin
    return isAdmin ? 1000 + chance * 2000 : 3000 + chance * 5000
  }

  function attendanceOf(caller: PeerId): Attendance | undefined {
    const invitation = callers.get(caller)
    return invitation === undefined ? undefined : attendances.get(invitation)
  }

  /** Others may have said yes to one, and still several ask (I8). */
  function needsPerson(invitation: EntryHash): boolean {
    return desk.replica.membership.team.invitations.get(invitation)?.approve === true
  }

  function usesOf(invitation: EntryHash): number {
    return desk.replica.membership.team.invitations.get(invitation)?.admitted.length ?? 0
  }

  function hear(invitation: EntryHash, sealed: { readonly id: string; readonly bytes: Uint8Array }): void {
    const attendance = attendances.get(invitation)
    if (attendance === undefined || attendance.handled.has(sealed.id)) return
    const record = openRecord(sealed, attendance.keys)
    if (record.ok) hearOpened(attendance, sealed.id, record.value)
  }

  function hearOpened(attendance: Attendance, id: string, record: LobbyRecord): void {
    if (record.type !== 'request' || attendance.handled.has(id)) return
    if (attendance.handled.size < limits.lobbyRecordsMax) attendance.handled.add(id)
    answer(attendance, record)
  }

  /** Somebody calls out for whom no direct way opens: dialled after the same wait as at the door (I8). */
  function answerCall(invitation: EntryHash, { peer, relays }: NonNullable<ReturnType<typeof callerIn>>): void {
    if (callers.has(peer) || callers.size >= limits.lobbyRecordsMax) return
    const usedBefore = usesOf(invitation)
    callers.set(peer, invitation)
    later(delayMs(invitation), () => {
      const isAnswered = usesOf(invitation) > usedBefore && !needsPerson(invitation)
      if (!attendances.has(invitation) || isAnswered) callers.delete(peer)
      else network.dial(peer, relays)
    })
  }

  function answer(attendance: Attendance, request: JoinRequest): void {
    const { invitation } = attendance
    const verdict = checkRequest(desk.replica.membership.team, request, { invitation, now: desk.now() })
    switch (verdict.type) {
      case 'admit':
        if (mayAdmit(invitation)) admit(attendance, request, verdict)
        else ask(attendance, request, { device: verdict.certificate.device, why: 'many' })
        return
      case 'already':
        serve(attendance, verdict.certificate.device)
        return
      case 'notice':
        show(attendance, { type: 'notice', to: verdict.to, code: verdict.code })
        return
      case 'ask':
        ask(attendance, request, { device: verdict.certificate.device, why: 'approval' })
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
  function ask(attendance: Attendance, request: JoinRequest, { device, why }: Pick<Waiting, 'device' | 'why'>): void {
    // Beyond that nobody is asked either (I8).
    if (attendance.undecided.size < limits.requestsMax) attendance.undecided.add(device)
    tell(attendance, device, 'waits-for-approval')
    requests.ask({ request, device, invitation: attendance.invitation, why })
  }

  /** Who was undecided may be in or out meanwhile, by whoever's word: every member who is in the room serves or tells (I11). */
  function settle(attendance: Attendance): void {
    const { team } = desk.replica.membership
    const invitation = team.invitations.get(attendance.invitation)
    const status = invitation === undefined ? 'void' : invitationStatus(invitation, desk.now())
    for (const device of attendance.undecided) {
      if (team.devices.has(device)) serve(attendance, device)
      else if (wasRevoked(team, device)) tell(attendance, device, 'refused')
      else if (status !== 'open') tell(attendance, device, noticeOfStatus(status))
      else continue
      attendance.undecided.delete(device)
    }
  }

  function tell(attendance: Attendance, device: DeviceId, code: NoticeCode): void {
    show(attendance, { type: 'notice', to: shortIdOf(device), code })
  }

  function admit(
    attendance: Attendance,
    request: JoinRequest,
    { invitation, certificate }: Extract<ReturnType<typeof checkRequest>, { type: 'admit' }>
  ): void {
    const written = writeAdmission(desk, admissionOperation(request, invitation), {
      certificate,
      invitation: invitation.operation
    })
    if (!written.ok) return
    admissions.set(invitation.operation, [...(admissions.get(invitation.operation) ?? []), desk.now()])
    serve(attendance, certificate.device)
    for (const each of written.value) events.onAdmitted(each)
  }

  /** I7: the control log is shown only to somebody who is visibly a member now. */
  function serve(attendance: Attendance, device: DeviceId): void {
    const member = desk.replica.membership.team.devices.get(device)?.member
    if (attendance.served.has(device) || member === undefined) return
    attendance.served.add(device)
    for (const written of writeGuestKeys(desk, member)) events.onAdmitted(written)
    for (const run of runsFor(desk, device)) show(attendance, { type: 'run', run })
  }

  /**
   * What is shown stands in the room as far as it fits (I9, I13), and goes whole to whoever is called: the log of a large team comes that
   * way.
   */
  function show(attendance: Attendance, record: LobbyRecord): void {
    const { invitation, keys, visit, shown } = attendance
    const sealed = sealRecord(record, keys, desk.random.bytes)
    if (shown.has(sealed.id) || shown.size >= shownMax) return
    shown.set(sealed.id, sealed.bytes)
    const roomBytes = attendance.roomBytes + sealed.bytes.length + recordOverheadBytes
    if (roomBytes <= limits.lobbyServedBytesMax && shown.size < limits.lobbyRecordsMax) {
      attendance.roomBytes = roomBytes
      visit.put(sealed.id, sealed.bytes)
    }
    for (const [peer, of] of callers) if (of === invitation) sendRecord(network, peer, sealed.bytes)
  }

  return {
    refresh,
    enter,
    topics: () =>
      [...attendances.values()].flatMap(({ keys }) => lobbyPlaces(keys, desk.now()).map(({ topic }) => topic)),
    onAnnouncement(topic, sealed) {
      for (const { invitation, keys } of attendances.values()) {
        const caller = callerIn(lobbyPlaces(keys, desk.now()), topic, sealed)
        if (caller === undefined) continue
        answerCall(invitation, caller)
        return true
      }
      return false
    },
    onPeer(peer) {
      const attendance = attendanceOf(peer)
      for (const sealed of attendance?.shown.values() ?? []) sendRecord(network, peer, sealed)
      return attendance !== undefined
    },
    onFrame(peer, frame) {
      const attendance = attendanceOf(peer)
      const opened = attendance === undefined ? undefined : recordIn(frame, attendance.keys)
      if (attendance !== undefined && opened !== undefined) hearOpened(attendance, opened.id, opened.record)
      return attendance !== undefined
    },
    onGone: (peer) => callers.delete(peer),
    leave() {
      for (const { visit } of attendances.values()) visit.leave()
      attendances.clear()
    }
  }
}

/** Records of one attendance, room and links together: the log of a team of 200, and what it grows by meanwhile. */
const shownMax = 4 * limits.lobbyRecordsMax
