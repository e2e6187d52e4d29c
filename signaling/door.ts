// Owns every WebSocket: who may come in (limits, Origin, load), that the silent ones leave, and that all hear a goodbye at the
// end. What is said on a socket belongs to the entrance it came through. An upgrade must never throw: the client may be gone
// in any line of it.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { createAddressBook, type Caller } from './addresses.ts'
import { retryAfter, sendRaw, type Answer, type Posture } from './answers.ts'
import { count, type Counters, type RefusalReason } from './counters.ts'
import type { State } from './health.ts'
import { createBucket, type Bucket, type Limits } from './limits.ts'

export interface Entrance {
  readonly messageBytesMax: number
  /** Called synchronously with the open socket; listeners must be attached before it returns. */
  accept(socket: WebSocket, caller: Caller): void
}

export interface Door {
  /** The listener for `upgrade` events. Never throws. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Opens a path; the returned call shuts it again. */
  open(path: string, entrance: Entrance): () => void
  /** Says 1012 to everybody, waits for their goodbye within `farewellMs`, then cuts. */
  close(): Promise<void>
}

export interface DoorPolicy {
  readonly limits: Limits
  readonly counters: Counters
  readonly state: () => State
  /** Who asks, or undefined if that address is not served. */
  readonly callerOf: (request: IncomingMessage) => Caller | undefined
  readonly originIsAllowed: (request: IncomingMessage) => boolean
  readonly postureOf: (request: IncomingMessage) => Posture
}

interface AddressPage {
  sockets: number
  readonly fresh: Bucket
}

const restarting = 1012

export function createDoor(policy: DoorPolicy): Door {
  const { limits, counters } = policy
  const entrances = new Map<string, { entrance: Entrance; server: WebSocketServer }>()
  const missedPings = new Map<WebSocket, number>()
  const addresses = createAddressBook<AddressPage>({
    idleMs: limits.addressIdleMs,
    entriesMax: limits.addressesMax,
    create: () => ({
      sockets: 0,
      fresh: createBucket({ perSecond: limits.newSocketsPerSecond, burst: limits.newSocketsBurst })
    }),
    inUse: (page) => page.sockets > 0
  })
  const heartbeat = setInterval(beat, limits.pingIntervalMs)
  heartbeat.unref()

  function beat(): void {
    addresses.sweep()
    for (const [socket, missed] of missedPings) {
      // A paused socket cannot hear the answer: that silence is ours.
      if (socket.isPaused) continue
      if (missed >= limits.missedPingsMax) {
        socket.terminate()
        continue
      }
      missedPings.set(socket, missed + 1)
      socket.ping()
    }
  }

  function refusal(request: IncomingMessage, page: AddressPage): [RefusalReason, Answer] | undefined {
    if (!page.fresh.take(1)) return ['rate', { status: 429, headers: retryAfter() }]
    if (!policy.originIsAllowed(request)) return ['origin', { status: 403 }]
    if (policy.state() !== 'ok') return ['busy', { status: 503, headers: retryAfter() }]
    if (missedPings.size >= limits.socketsMax) return ['sockets', { status: 503, headers: retryAfter() }]
    if (page.sockets >= limits.socketsPerAddressMax) {
      return ['sockets-per-address', { status: 429, headers: retryAfter() }]
    }
    return undefined
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // What goes wrong on this socket from now on ends the socket, and 'close' follows.
    socket.on('error', () => socket.destroy())
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    const way = entrances.get(path)
    if (way === undefined || request.method !== 'GET' || request.headers.upgrade?.toLowerCase() !== 'websocket') {
      count(counters.refused, 'path')
      socket.destroy()
      return
    }
    const caller = policy.callerOf(request)
    if (caller === undefined) {
      count(counters.refused, 'address-not-allowed')
      sendRaw(socket, { status: 403 }, policy.postureOf(request))
      return
    }
    const page = addresses.at(caller.address)
    const refused = refusal(request, page)
    if (refused !== undefined) {
      const [reason, answer] = refused
      count(counters.refused, reason)
      sendRaw(socket, answer, policy.postureOf(request))
      return
    }
    way.server.handleUpgrade(request, socket, head, (opened) => {
      welcome(opened, page)
      way.entrance.accept(opened, caller)
    })
  }

  function welcome(socket: WebSocket, page: AddressPage): void {
    page.sockets += 1
    missedPings.set(socket, 0)
    socket.on('pong', () => missedPings.set(socket, 0))
    // 'close' always follows and says the rest.
    socket.on('error', () => undefined)
    socket.once('close', () => {
      page.sockets -= 1
      missedPings.delete(socket)
    })
  }

  return {
    upgrade(request, socket, head) {
      try {
        upgrade(request, socket, head)
      } catch {
        // Whatever the stranger sent, only the stranger's socket pays for it.
        count(counters.refused, 'upgrade')
        socket.destroy()
      }
    },
    open(path, entrance) {
      const options = {
        noServer: true,
        clientTracking: false,
        perMessageDeflate: false,
        // Newer than the types of ws: a reader that never agrees to be closed is cut.
        closeTimeout: limits.closeWaitMs,
        maxPayload: entrance.messageBytesMax
      }
      entrances.set(path, { entrance, server: new WebSocketServer(options) })
      return () => {
        entrances.delete(path)
      }
    },
    async close() {
      clearInterval(heartbeat)
      const all = [...missedPings.keys()]
      const gone = all.map((socket) => new Promise((resolve) => socket.once('close', resolve)))
      for (const socket of all) socket.close(restarting)
      const cut = setTimeout(() => {
        for (const socket of missedPings.keys()) socket.terminate()
      }, limits.farewellMs)
      await Promise.all(gone)
      clearTimeout(cut)
    }
  }
}
