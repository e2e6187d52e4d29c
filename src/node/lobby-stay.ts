// Owns one stay in a lobby on the answering side: what is shown there, in the room and over relayed links, and every request heard once
// (I4, I9, I13). Knows no admission: what a request leads to is its host's.

import type { PeerId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { lobbyKeysOf } from '../team/invitation.ts'
import { openRecord, sealRecord, type JoinRequest, type LobbyRecord } from '../team/lobby-record.ts'
import type { Attending } from './attending.ts'
import type { Lobby, Milliseconds, Network } from './ports.ts'
import { callerIn, lobbyPlaces, recordIn, sendRecord } from './relayed-lobby.ts'
import { recordOverheadBytes } from './serving.ts'

/** What a lobby adds to the network events of its node; they say whether an event was the lobby's. */
export type LobbyDoor = Pick<Attending, 'topics' | 'onAnnouncement' | 'onPeer' | 'onFrame' | 'onGone'>

export interface LobbyStay extends LobbyDoor {
  /** Shows a record to all who are here and all who come; the same record only once. */
  show(record: LobbyRecord): void
  leave(): void
}

export interface StayEvents {
  onRequest(request: JoinRequest): void
  /** Somebody keeps breaking the bounds of the room: it will not be entered again (I13). */
  onDisturbed(): void
}

export interface StayWorld {
  readonly lobby: Lobby
  readonly network: Network
  readonly random: (length: number) => Uint8Array
  readonly now: () => Milliseconds
}

/** Enters the lobby of a secret at once. */
export function stayInLobby(
  secret: Uint8Array,
  { lobby, network, random, now }: StayWorld,
  events: StayEvents
): LobbyStay {
  const keys = lobbyKeysOf(secret)
  const shown = new Map<string, Uint8Array>()
  const heard = new Set<string>()
  const callers = new Set<PeerId>()
  let roomBytes = 0
  let left = false

  const visit = lobby.visit(
    { room: keys.room, password: keys.password },
    {
      onKnock: () => {},
      onRecord(id, bytes) {
        if (left || heard.has(id)) return
        const record = openRecord({ id, bytes }, keys)
        if (record.ok) hear(id, record.value)
      },
      onPeers: () => {},
      onDisturbed({ final }) {
        if (final && !left) events.onDisturbed()
      }
    }
  )
  visit.open()

  function hear(id: string, record: LobbyRecord): void {
    if (left || record.type !== 'request' || heard.has(id) || heard.size >= limits.lobbyRecordsMax) return
    heard.add(id)
    events.onRequest(record)
  }

  return {
    show(record) {
      const sealed = sealRecord(record, keys, random)
      if (left || shown.has(sealed.id) || shown.size >= shownMax) return
      shown.set(sealed.id, sealed.bytes)
      const bytesThen = roomBytes + sealed.bytes.length + recordOverheadBytes
      if (bytesThen <= limits.lobbyServedBytesMax && shown.size < limits.lobbyRecordsMax) {
        roomBytes = bytesThen
        visit.put(sealed.id, sealed.bytes)
      }
      for (const peer of callers) sendRecord(network, peer, sealed.bytes)
    },
    leave() {
      left = true
      visit.leave()
      for (const peer of callers) network.close(peer)
      callers.clear()
    },
    topics: () => (left ? [] : lobbyPlaces(keys, now()).map(({ topic }) => topic)),
    onAnnouncement(topic, sealed) {
      const caller = left ? undefined : callerIn(lobbyPlaces(keys, now()), topic, sealed)
      if (caller === undefined) return false
      if (!callers.has(caller.peer) && callers.size < limits.lobbyRecordsMax) {
        callers.add(caller.peer)
        network.dial(caller.peer, caller.relays)
      }
      return true
    },
    onPeer(peer) {
      if (!callers.has(peer)) return false
      for (const sealed of shown.values()) sendRecord(network, peer, sealed)
      return true
    },
    onFrame(peer, frame) {
      if (!callers.has(peer)) return false
      const opened = recordIn(frame, keys)
      if (opened !== undefined) hear(opened.id, opened.record)
      return true
    },
    onGone: (peer) => callers.delete(peer)
  }
}

/** Several doors of one node: an event belongs to the first that knows it. */
export function doorsOf(doors: readonly LobbyDoor[]): LobbyDoor {
  return {
    topics: () => doors.flatMap((door) => door.topics()),
    onAnnouncement: (topic, sealed) => doors.some((door) => door.onAnnouncement(topic, sealed)),
    onPeer: (peer) => doors.some((door) => door.onPeer(peer)),
    onFrame: (peer, frame) => doors.some((door) => door.onFrame(peer, frame)),
    onGone: (peer) => doors.some((door) => door.onGone(peer))
  }
}

/** The log of a large team comes in more records than a room holds; over links all of them go. */
const shownMax = 4 * limits.lobbyRecordsMax
