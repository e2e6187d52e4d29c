// Owns libp2p's view of our port: a transport that only listens, on WebSockets the door lets in at `/` (@libp2p/websockets
// cannot share a server). It believes nothing it carries and knows no route. Reading pauses when a socket sends faster than
// its share, which TCP feels.
import {
  transportSymbol,
  type CreateListenerOptions,
  type Listener,
  type ListenerEvents,
  type Transport
} from '@libp2p/interface'
import { AbstractMultiaddrConnection, ipPortToMultiaddr, type AbstractMultiaddrConnectionInit } from '@libp2p/utils'
import type { Multiaddr } from '@multiformats/multiaddr'
import { setMaxListeners, TypedEventEmitter } from 'main-event'
import type { ComponentLogger } from '@libp2p/interface'
import type { WebSocket } from 'ws'
import type { Counters } from './counters.ts'
import type { Door } from './door.ts'
import { createBucket, type Bucket, type Limits } from './limits.ts'

/** What libp2p hands to an object with `sendData`; its package is not ours to import. */
type Chunks = Parameters<AbstractMultiaddrConnection['sendData']>[0]

const drainLookMs = 5

interface SocketConnectionInit extends AbstractMultiaddrConnectionInit {
  socket: WebSocket
  limits: Limits
  counters: Counters
}

/** One WebSocket as libp2p's raw connection. Reading stops while libp2p asks for it or the socket is over its share. */
class SocketConnection extends AbstractMultiaddrConnection {
  readonly #socket: WebSocket
  readonly #share: Bucket
  readonly #unsentBytesMax: number
  #drain: NodeJS.Timeout | undefined
  #throttle: NodeJS.Timeout | undefined
  #pausedByReader = false

  constructor(init: SocketConnectionInit) {
    super(init)
    const { socket, limits, counters } = init
    this.#socket = socket
    this.#unsentBytesMax = limits.relayUnsentBytesMax
    this.#share = createBucket({ perSecond: limits.relayBytesPerSecond, burst: limits.relayBytesBurst })
    socket.binaryType = 'nodebuffer'
    socket.on('message', (data: Buffer) => {
      counters.relayBytes += data.byteLength
      this.#slowDown(data.byteLength)
      this.onData(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    })
    socket.once('close', (code) => {
      clearInterval(this.#drain)
      clearTimeout(this.#throttle)
      if (code === 1006) this.onRemoteReset()
      else this.onTransportClosed()
    })
  }

  sendData(data: Chunks): { sentBytes: number; canSendMore: boolean } {
    for (const bytes of data) this.#socket.send(bytes, { binary: true })
    const canSendMore = this.#socket.bufferedAmount < this.#unsentBytesMax
    if (!canSendMore) this.#drain ??= setInterval(() => this.#lookForDrain(), drainLookMs)
    return { sentBytes: data.byteLength, canSendMore }
  }

  #lookForDrain(): void {
    if (this.#socket.bufferedAmount > this.#unsentBytesMax / 4) return
    clearInterval(this.#drain)
    this.#drain = undefined
    this.safeDispatchEvent('drain')
  }

  #slowDown(bytes: number): void {
    const waitMs = this.#share.owe(bytes)
    if (waitMs === 0 || this.#throttle !== undefined) return
    this.#socket.pause()
    this.#throttle = setTimeout(() => {
      this.#throttle = undefined
      if (!this.#pausedByReader) this.#socket.resume()
    }, waitMs)
  }

  sendClose(): Promise<void> {
    this.#socket.close()
    return Promise.resolve()
  }

  sendReset(): void {
    this.#socket.terminate()
  }

  sendPause(): void {
    this.#pausedByReader = true
    this.#socket.pause()
  }

  sendResume(): void {
    this.#pausedByReader = false
    if (this.#throttle === undefined) this.#socket.resume()
  }
}

export interface SharedPort {
  readonly door: Door
  readonly limits: Limits
  readonly counters: Counters
}

class SharedListener extends TypedEventEmitter<ListenerEvents> implements Listener {
  readonly #port: SharedPort
  readonly #logger: ComponentLogger
  readonly #upgrader: CreateListenerOptions['upgrader']
  readonly #stopping = new AbortController()
  #address: Multiaddr | undefined
  #shut: (() => void) | undefined

  constructor(port: SharedPort, logger: ComponentLogger, upgrader: CreateListenerOptions['upgrader']) {
    super()
    this.#port = port
    this.#logger = logger
    this.#upgrader = upgrader
    setMaxListeners(Infinity, this.#stopping.signal)
  }

  listen(address: Multiaddr): Promise<void> {
    const { door, limits, counters } = this.#port
    this.#address = address
    this.#shut = door.open('/', {
      messageBytesMax: limits.relayMessageBytesMax,
      accept: (socket, caller) => {
        const connection = new SocketConnection({
          socket,
          limits,
          counters,
          remoteAddr: ipPortToMultiaddr(caller.address, caller.port).encapsulate('/ws'),
          direction: 'inbound',
          log: this.#logger.forComponent('flurfunk:connection')
        })
        // A handshake that fails is a stranger or a tab that closed: the connection ends, nothing else does.
        this.#upgrader
          .upgradeInbound(connection, { signal: this.#stopping.signal })
          .catch((error: unknown) => connection.abort(error instanceof Error ? error : new Error('upgrade failed')))
      }
    })
    this.safeDispatchEvent('listening')
    return Promise.resolve()
  }

  getAddrs(): Multiaddr[] {
    return this.#address === undefined ? [] : [this.#address]
  }

  updateAnnounceAddrs(): void {
    // Nothing about our address is learned at run time.
  }

  close(): Promise<void> {
    this.#shut?.()
    this.#stopping.abort()
    this.safeDispatchEvent('close')
    return Promise.resolve()
  }
}

/** A libp2p transport on the door's `/`. It never dials. */
export function sharedTransport(port: SharedPort): (components: { logger: ComponentLogger }) => Transport {
  return ({ logger }) => ({
    [transportSymbol]: true,
    [Symbol.toStringTag]: 'flurfunk/shared-port',
    dial: () => Promise.reject(new Error('this transport only listens')),
    dialFilter: () => [],
    listenFilter: (addresses) => addresses,
    createListener: ({ upgrader }) => new SharedListener(port, logger, upgrader)
  })
}
