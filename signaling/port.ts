// Owns the one TCP port: plain http, https, or (for a site network) both tongues on one port, told apart by the first byte.
// It enforces what concerns raw connections: who is served at all, how many, and how long headers may take. It knows no path.
import {
  createServer as createPlainServer,
  type IncomingMessage,
  type Server as PlainServer,
  type ServerOptions,
  type ServerResponse
} from 'node:http'
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https'
import { createServer as createFront, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { plainAddress } from './addresses.ts'
import { sendRaw } from './answers.ts'
import { count, type Counters } from './counters.ts'
import type { Limits } from './limits.ts'

/** Certificate chain and key, PEM. */
export interface Credentials {
  readonly cert: string
  readonly key: string
}

export type Request = (request: IncomingMessage, response: ServerResponse) => void

export interface PortPolicy {
  readonly host: string
  readonly port: number
  readonly limits: Limits
  readonly counters: Counters
  readonly isServed: (address: string) => boolean
  readonly onRequest: Request
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** undefined: plain http. `onPlainRequest` answers on the same port before anybody trusts the certificate. */
  readonly secure: { readonly credentials: Credentials; readonly onPlainRequest: Request | undefined } | undefined
}

export interface Port {
  readonly port: number
  /** New connections get the new certificate; open ones stay as they are. */
  renew(credentials: Credentials): void
  close(): Promise<void>
}

/** Opens the port. Rejects when it is taken or not ours to open. */
export async function openPort(policy: PortPolicy): Promise<Port> {
  const { secure } = policy
  const options = serverOptions(policy.limits)
  if (secure === undefined) {
    const plain = prepared(createPlainServer(options, policy.onRequest), policy)
    return opened(plain, [plain], policy, () => undefined)
  }
  const handshakeTimeout = policy.limits.headerWaitMs
  const tls = prepared(
    createSecureServer({ ...options, ...secure.credentials, handshakeTimeout }, policy.onRequest),
    policy
  )
  const renew = (credentials: Credentials): void => tls.setSecureContext({ ...credentials })
  if (secure.onPlainRequest === undefined) return opened(tls, [tls], policy, renew)

  const plain = prepared(createPlainServer(options, secure.onPlainRequest), policy)
  plain.removeAllListeners('upgrade')
  plain.on('upgrade', (_request, socket) => socket.destroy())
  const front = createFront({ pauseOnConnect: true, noDelay: true }, (socket) =>
    passOn(socket, { tls, plain, waitMs: policy.limits.firstByteWaitMs })
  )
  // Neither of the two ever listens, and their time limits are only watched after this event.
  for (const server of [tls, plain]) server.emit('listening')
  return opened(front, [tls, plain], policy, renew)
}

function serverOptions(limits: Limits): ServerOptions {
  return {
    maxHeaderSize: limits.headerBytesMax,
    headersTimeout: limits.headerWaitMs,
    requestTimeout: limits.headerWaitMs,
    connectionsCheckingInterval: Math.min(1_000, limits.headerWaitMs),
    keepAliveTimeout: 5_000
  }
}

const statusByCode: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }

function prepared<S extends PlainServer | SecureServer>(server: S, policy: PortPolicy): S {
  server.on('upgrade', policy.onUpgrade)
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const code = error.code ?? ''
    // Bytes that were never http, a broken handshake, a client that left: nobody is waiting for an answer.
    if (!code.startsWith('HPE_') && statusByCode[code] === undefined) socket.destroy()
    else sendRaw(socket, { status: statusByCode[code] ?? 400 }, { sockets: [], strictTransport: false })
  })
  return server
}

/** A TLS handshake begins with 0x16, which no http request does. The byte goes back before anybody reads. */
function passOn(socket: Socket, to: { tls: SecureServer; plain: PlainServer; waitMs: number }): void {
  const impatience = setTimeout(() => socket.destroy(), to.waitMs)
  const lost = (): void => {
    clearTimeout(impatience)
    socket.destroy()
  }
  socket.on('error', lost)
  socket.once('close', lost)
  const look = (): void => {
    const first = socket.read(1) as Buffer | null
    if (first === null) {
      if (!socket.destroyed && !socket.readableEnded) socket.once('readable', look)
      return
    }
    clearTimeout(impatience)
    socket.off('close', lost)
    socket.unshift(first)
    const server = first[0] === 0x16 ? to.tls : to.plain
    server.emit('connection', socket)
  }
  look()
}

async function opened(
  listener: Server,
  speakers: readonly (PlainServer | SecureServer)[],
  policy: PortPolicy,
  renew: (credentials: Credentials) => void
): Promise<Port> {
  listener.maxConnections = policy.limits.connectionsMax
  listener.prependListener('connection', (socket: Socket) => {
    if (policy.isServed(plainAddress(socket.remoteAddress))) return
    count(policy.counters.refused, 'address-not-allowed')
    socket.destroy()
  })
  const connections = new Set<Socket>()
  listener.on('connection', (socket: Socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  await listening(listener, policy)
  return {
    port: (listener.address() as AddressInfo).port,
    renew,
    async close() {
      const closed = new Promise((resolve) => listener.close(resolve))
      for (const speaker of speakers) if (speaker !== listener) speaker.close()
      for (const socket of connections) socket.destroy()
      await closed
    }
  }
}

function listening(listener: Server, { host, port }: PortPolicy): Promise<void> {
  return new Promise((resolve, reject) => {
    listener.once('error', reject)
    listener.listen({ host, port }, () => {
      listener.off('error', reject)
      listener.on('error', () => undefined)
      resolve()
    })
  })
}
