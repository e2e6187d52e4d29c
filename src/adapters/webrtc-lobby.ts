// Window. Owns one stay in a lobby room over y-webrtc: a throw-away Y.Doc with one map, id → bytes. The only file that knows
// y-webrtc and yjs; loaded when a room is entered. Opens no record and believes none.

import { WebrtcProvider } from 'y-webrtc'
import * as Y from 'yjs'
import { equalBytes } from '../base/bytes.ts'
import type { Cancel, LobbyRoom, Milliseconds } from '../node/ports.ts'
import { because } from './connection-journal.ts'
import { createRecordsHeard, createRoomBounds } from './lobby-records.ts'

export interface RoomStay {
  /** Shows a record now; it is among `own` already and put again whenever it is gone. */
  put(id: string, record: Uint8Array): void
  /** Resolves when the room may be entered again. */
  leave(): Promise<void>
}

export interface RoomEvents {
  onRecord(id: string, record: Uint8Array): void
  onPeers(count: number): void
  /** The room broke its bounds; comes once, the stay is to be ended. */
  onBroken(): void
}

/** What y-webrtc lets us see of a connection; its type is open there. */
interface RoomPeer {
  readonly initiator: boolean
  readonly _pc: RTCPeerConnection
  /** The peer is a stream: what is pushed comes out as `data`. */
  push(bytes: Uint8Array): void
  on(event: 'connect' | 'close', run: () => void): void
  on(event: 'data', run: (bytes: Uint8Array) => void): void
}

const connectionsMax = 8
/** Two offers that cross can leave a connection that waits for ever; both sides end it, not at the same moment. */
const connectMs: Milliseconds = 4_000
const connectSpreadMs: Milliseconds = 2_000

/** Enters a room. `own` is what this device shows there, a map that may grow. */
export function enterRoom(setup: {
  readonly room: LobbyRoom
  readonly signalUrl: string
  /** Always an array, or simple-peer asks strangers (pitfall 3). */
  readonly iceServers: RTCIceServer[]
  readonly own: ReadonlyMap<string, Uint8Array>
  readonly refreshMs: Milliseconds
  readonly events: RoomEvents
}): RoomStay {
  const { room, own, events } = setup
  const stopIgnoring = ignoreJunk()
  const board = new Y.Doc()
  const records = board.getMap<unknown>('r')
  const heard = createRecordsHeard(own)
  const bounds = createRoomBounds()
  const watched = new WeakSet<object>()
  let peers = 0
  let left = false
  let broken = false

  const provider = new WebrtcProvider(room.room, board, {
    signaling: [setup.signalUrl],
    password: room.password,
    maxConns: connectionsMax,
    peerOpts: { config: { iceServers: setup.iceServers, ...because('lobby') } }
  })

  function look(): void {
    if (broken || left || !bounds.broken()) return
    broken = true
    events.onBroken()
  }

  function countPeers(): void {
    const connections = [...(provider.room?.webrtcConns.values() ?? [])]
    const count = connections.filter(({ connected }) => connected).length + (provider.room?.bcConns.size ?? 0)
    if (count === peers || left) return
    peers = count
    events.onPeers(count)
  }

  provider.on('peers', () => {
    for (const connection of provider.room?.webrtcConns.values() ?? []) {
      if (watched.has(connection)) continue
      watched.add(connection)
      const peer: RoomPeer = connection.peer
      if (peer.initiator) hearOtherChannel(peer)
      const tooLate = setTimeout(
        () => {
          if (!connection.connected) connection.destroy()
        },
        connectMs + Math.random() * connectSpreadMs
      )
      peer.on('connect', countPeers)
      peer.on('close', () => {
        clearTimeout(tooLate)
        countPeers()
      })
      peer.on('data', (bytes) => {
        bounds.received(bytes.length)
        look()
      })
    }
    countPeers()
  })
  board.on('update', (update: Uint8Array) => {
    bounds.grew(update.length, () => Y.encodeStateAsUpdate(board).length)
    look()
  })
  records.observe(({ keysChanged }) => {
    for (const id of keysChanged) {
      const value = records.get(id)
      if (!broken && !left && heard.isNews(id, value)) events.onRecord(id, value)
    }
  })

  /** Only what is gone: another seal of the same record stands under the same id, and two would put theirs for ever. */
  function putAgain(): void {
    for (const [id, record] of own) if (!records.has(id)) records.set(id, record)
  }

  putAgain()
  const refreshing = setInterval(putAgain, setup.refreshMs)

  return {
    put(id, record) {
      const there = records.get(id)
      if (!(there instanceof Uint8Array) || !equalBytes(there, record)) records.set(id, record)
    },
    async leave() {
      left = true
      clearInterval(refreshing)
      provider.disconnect()
      provider.destroy()
      board.destroy()
      // The room's name is free again only after this.
      await provider.key
      stopIgnoring()
    }
  }
}

/**
 * Where two offers cross, one side answers with its own offer withdrawn, and both remain initiators: each has opened a channel and listens
 * to that alone, so the connection stands and both are deaf. What comes over the other's channel is heard as well.
 */
function hearOtherChannel(peer: RoomPeer): void {
  peer._pc.addEventListener('datachannel', ({ channel }) => {
    channel.binaryType = 'arraybuffer'
    channel.addEventListener('message', ({ data }) => {
      if (data instanceof ArrayBuffer) peer.push(new Uint8Array(data))
    })
  })
}

// ---------------------------------------------------------------- Junk

/**
 * Whoever knows a topic can publish junk under it, and y-webrtc decrypts and parses that without a catch (pitfall 21). Exactly
 * these errors, exactly while a room is open, are not the end of the app.
 */
function ignoreJunk(): Cancel {
  const ended = new AbortController()
  const options = { capture: true, signal: ended.signal }
  const ignore = (event: Event, reason: unknown): void => {
    if (!isJunk(reason)) return
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  window.addEventListener('unhandledrejection', (event) => ignore(event, event.reason), options)
  window.addEventListener('error', (event) => ignore(event, event.error), options)
  return () => ended.abort()
}

/** What AES-GCM and base64 say of junk, and what is thrown in this chunk (or, while developing, in the libraries it is made of). */
function isJunk(reason: unknown): boolean {
  if (reason instanceof DOMException) return ['OperationError', 'InvalidCharacterError'].includes(reason.name)
  if (!(reason instanceof Error)) return false
  const stack = reason.stack ?? ''
  return (
    stack.includes(new URL(import.meta.url).pathname) || /\b(y-webrtc|yjs|lib0|y-protocols|simple-peer)\b/.test(stack)
  )
}
