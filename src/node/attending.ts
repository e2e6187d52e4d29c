// Owns where and when this device is in the lobby as a member: it listens for the doorbell of open invitations, enters when somebody rings,
// and calls back who calls out (I4, I8). What is said to whoever asks there is letting-in.ts's matter.

import type { EntryHash, PeerId, Topic } from '../base/ids.ts'
import { chanceFrom } from '../base/random.ts'
import { limits } from '../base/limits.ts'
import { lobbyKeysOf } from '../team/invitation.ts'
import { levels } from '../team/levels.ts'
import { openRecord, type LobbyRecord } from '../team/lobby-record.ts'
import type { Invitation } from '../team/membership.ts'
import { levelOf } from '../team/past.ts'
import { invitationStatus } from '../team/team-state.ts'
import type { Later } from './inbox.ts'
import { createLettingIn, roomOf, type AttendedRoom } from './letting-in.ts'
import type { Lobby, LobbyVisit, Milliseconds, Network } from './ports.ts'
import { callerIn, lobbyPlaces, recordIn, sendRecord } from './relayed-lobby.ts'
import { lobbySecretOf } from './registers.ts'
import type { Requests } from './requests.ts'
import { isActive } from './state.ts'
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

interface Attendance extends AttendedRoom {
  readonly visit: LobbyVisit
  readonly handled: Set<string>
  openedAt: Milliseconds | undefined
}

/** The attendance of one node at all its doors. */
export function createAttending(
  desk: Desk,
  { lobby, network, requests }: { readonly lobby: Lobby; readonly network: Network; readonly requests: Requests },
  events: AttendingEvents,
  later: Later
): Attending {
  const attendances = new Map<EntryHash, Attendance>()
  /** Newcomers that are talked to over a relayed link. */
  const callers = new Map<PeerId, EntryHash>()
  const lettingIn = createLettingIn(desk, {
    requests,
    onAdmitted: (written) => events.onAdmitted(written),
    onShown(invitation, sealed) {
      for (const [peer, of] of callers) if (of === invitation) sendRecord(network, peer, sealed)
    }
  })

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
    for (const attendance of attendances.values()) lettingIn.settle(attendance)
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
      ...roomOf(invitation, keys, (id, sealed) => visit.put(id, sealed)),
      visit,
      handled: new Set(),
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
    lettingIn.answer(attendance, record)
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
