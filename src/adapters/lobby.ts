// Window. Owns the Lobby port: the doorbell, entering a room when it is asked for, and coming back after it was disturbed (I13,
// network.md 6). Knows no y-webrtc before somebody enters; opens no record.

import { assert } from '../base/assert.ts'
import { limits } from '../base/limits.ts'
import type { Cancel, Lobby, Milliseconds } from '../node/ports.ts'
import type { MeetingPlace } from './meeting-place.ts'
import type { SignalSocket } from './signal-socket.ts'
import type { RoomStay } from './webrtc-lobby.ts'

/** Waits of I4 and I13; shorter ones are for tests. */
export interface LobbyWaits {
  readonly refreshMs: Milliseconds
  readonly retryMs: Milliseconds
}

/** Somebody at the door publishes several letters at once. */
const knockEveryMs: Milliseconds = 1_000

/** The Lobby port of one page. Only our own signaling server is used, for the doorbell and for the rooms. */
export function createLobby(setup: {
  readonly place: MeetingPlace
  readonly socket: SignalSocket
  readonly waits?: LobbyWaits
}): Lobby {
  const { place, socket } = setup
  const waits = setup.waits ?? { refreshMs: limits.lobbyRefreshMs, retryMs: limits.lobbyRetryMs }
  /** Stays that are ending, by room: one room may be entered once at a time. */
  const ending = new Map<string, Promise<void>>()

  function end(room: string, stay: RoomStay): void {
    const ended = stay.leave().finally(() => {
      if (ending.get(room) === ended) ending.delete(room)
    })
    ending.set(room, ended)
  }

  return {
    visit(room, events) {
      const own = new Map<string, Uint8Array>()
      let opened = false
      let left = false
      let disturbances = 0
      let stay: RoomStay | undefined
      let retry: ReturnType<typeof setTimeout> | undefined

      function enterLater(waitMs: Milliseconds): void {
        retry = setTimeout(() => void enter(), waitMs)
      }

      async function enter(): Promise<void> {
        // Told to y-webrtc once, at the start: whether there is STUN has to be known before.
        const loading = Promise.all([import('./webrtc-lobby.ts'), place.read(), ending.get(room.room)])
        const loaded = await loading.catch(() => undefined)
        if (left) return
        if (loaded === undefined) return enterLater(waits.refreshMs)
        const [{ enterRoom }] = loaded
        stay = enterRoom({
          room,
          own,
          signalUrl: place.signalUrl,
          iceServers: place.iceServers(),
          refreshMs: waits.refreshMs,
          events: { ...events, onBroken: () => queueMicrotask(disturb) }
        })
      }

      /** Leaves, and comes back with an empty board; at most three times (I13). */
      function disturb(): void {
        if (stay === undefined || left) return
        end(room.room, stay)
        stay = undefined
        disturbances += 1
        const final = disturbances > limits.lobbyRetriesMax
        events.onPeers(0)
        events.onDisturbed({ final })
        if (!final) enterLater(waits.retryMs)
      }

      const stopBell = listenAtDoor(socket, room.room, () => events.onKnock())
      return {
        open() {
          if (opened || left) return
          opened = true
          stopBell()
          void enter()
        },
        put(id, record) {
          assert(record.length <= limits.lobbyRecordBytesMax, 'a record of ours is within its bound')
          assert(own.has(id) || own.size < limits.lobbyRecordsMax, 'our records are within their number')
          own.set(id, record)
          stay?.put(id, record)
        },
        leave() {
          if (left) return
          left = true
          stopBell()
          clearTimeout(retry)
          if (stay !== undefined) end(room.room, stay)
        }
      }
    }
  }
}

/** Rings for the first of several letters under the topic of a room. */
function listenAtDoor(socket: SignalSocket, topic: string, ring: () => void): Cancel {
  let rangAt = Number.NEGATIVE_INFINITY
  return socket.subscribe(topic, () => {
    if (performance.now() - rangAt < knockEveryMs) return
    rangAt = performance.now()
    ring()
  })
}
