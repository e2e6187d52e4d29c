// Owns who is served and who counts as ourselves: which addresses may call, whose Origin may open sockets, and which names go
// into the headers of an answer. Everything here follows from the configuration; nothing is remembered.
import type { IncomingMessage } from 'node:http'
import { callerOf, networks, privateNetworks, type Caller } from './addresses.ts'
import type { Posture } from './answers.ts'
import type { Configuration } from './configuration.ts'
import { createOwnNames, ownAuthority } from './names.ts'

export interface Policy {
  /** Whether a connection from this socket address is served at all; a proxy's callers are judged by `callerOf`. */
  mayConnect(address: string): boolean
  /** Who asks, or undefined if that address is not served. */
  callerOf(request: IncomingMessage): Caller | undefined
  /** Absent is allowed (native clients); otherwise our own page, or one of `--origins`. */
  originIsAllowed(request: IncomingMessage): boolean
  postureOf(request: IncomingMessage): Posture
}

export function createPolicy(configuration: Configuration): Policy {
  const proxies = networks(configuration.proxies)
  const lan = configuration.tls.type === 'site'
  const narrowed = configuration.allow.length > 0 ? networks(configuration.allow) : undefined
  const { publicUrl } = configuration
  const names = createOwnNames([...configuration.names, ...(publicUrl === undefined ? [] : [publicUrl.hostname])])
  const origins = new Set([...configuration.origins, ...(publicUrl === undefined ? [] : [publicUrl.origin])])
  const otherSockets = configuration.relays.map(({ socket }) => socket)
  const isServed = (address: string): boolean =>
    (!lan || privateNetworks.has(address)) && (narrowed === undefined || narrowed.has(address))

  return {
    mayConnect: (address) => isServed(address) || proxies.has(address),
    callerOf(request) {
      const caller = callerOf(request, proxies)
      return isServed(caller.address) ? caller : undefined
    },
    originIsAllowed(request) {
      const { origin } = request.headers
      if (origin === undefined || origins.has(origin)) return true
      const authority = ownAuthority(request.headers.host, names)
      if (authority === undefined || !URL.canParse(origin)) return false
      const page = new URL(origin)
      return page.host === new URL(`${page.protocol}//${authority}`).host
    },
    postureOf(request) {
      const { secure } = callerOf(request, proxies)
      const authority = ownAuthority(request.headers.host, names)
      const ours = authority === undefined ? [] : [`${secure ? 'wss' : 'ws'}://${authority}`]
      const open =
        publicUrl === undefined ? [] : [`${publicUrl.protocol === 'https:' ? 'wss' : 'ws'}://${publicUrl.host}`]
      return {
        sockets: [...new Set([...ours, ...open, ...otherSockets])],
        strictTransport: configuration.tls.type === 'files'
      }
    }
  }
}
