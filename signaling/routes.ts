// Owns which path gets which answer. Each answer is a plain value made by its owner (files, health, the site's /ca pages);
// here is only the order in which they are asked, and /relay.json, which nobody else owns.
import type { IncomingMessage } from 'node:http'
import { BlockList } from 'node:net'
import { version } from '../package.json'
import type { Caller } from './addresses.ts'
import { textAnswer, type Answer } from './answers.ts'
import type { Configuration } from './configuration.ts'
import { count, type Counters } from './counters.ts'
import type { Files } from './files.ts'
import { healthAnswer, isBearer, metricsAnswer, type Health } from './health.ts'
import type { Policy } from './policy.ts'
import type { Relay } from './relay.ts'
import type { Signal } from './signal.ts'

export interface Owners {
  readonly configuration: Configuration
  readonly policy: Policy
  readonly counters: Counters
  readonly files: Files
  readonly health: Health
  readonly signal: Signal
  /** undefined while starting. */
  readonly relay: () => Relay | undefined
  readonly stunPort: () => number | undefined
  /** The pages of /ca, with `--lan`. */
  readonly sitePage: ((request: IncomingMessage) => Answer | undefined) | undefined
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Answers every request; rejects never for anything a stranger can send. */
export function createRoutes(owners: Owners): (request: IncomingMessage) => Promise<Answer> {
  const { policy, counters, files, health } = owners
  return async (request) => {
    const caller = policy.callerOf(request)
    if (caller === undefined) {
      count(counters.refused, 'address-not-allowed')
      return textAnswer(403, 'not served here')
    }
    if (!isBare(request)) {
      count(counters.refused, 'body')
      return textAnswer(405, 'GET and HEAD only, without a body', { Allow: 'GET, HEAD', Connection: 'close' })
    }
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    if (path === '/relay.json') return relayAnswer(owners)
    if (path === '/healthz') return healthAnswer(health.state())
    if (path === '/metrics') return metrics(owners, request, caller)
    const page = owners.sitePage?.(request)
    if (page !== undefined) return page
    const encodings = request.headers['accept-encoding']?.toString()
    return files.answer(path, { encodings, etags: request.headers['if-none-match'] })
  }
}

/** GET or HEAD without a body: nothing here takes one. */
function isBare({ method, headers }: IncomingMessage): boolean {
  const length = headers['content-length']
  const empty = headers['transfer-encoding'] === undefined && (length === undefined || Number(length) === 0)
  return empty && (method === 'GET' || method === 'HEAD')
}

/** What a browser needs to find the relay; it builds the address from its own location and the id. */
function relayAnswer({ configuration, relay, stunPort }: Owners): Answer {
  const running = relay()
  if (running === undefined) return textAnswer(503, 'starting', { 'Retry-After': '1' })
  const told = {
    v: 1,
    peerId: running.peerId,
    relays: configuration.relays.map(({ address }) => address),
    stun: stunPort() ?? null,
    ice: configuration.ice,
    turn: false,
    push: null,
    now: Date.now(),
    build: version
  }
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' }
  return { status: 200, headers, body: JSON.stringify(told) }
}

/** For the machine itself, or whoever has the token. A proxy's request comes from loopback too, but says so. */
function metrics(owners: Owners, request: IncomingMessage, caller: Caller): Answer {
  const { configuration, counters, health, signal, relay } = owners
  const here = caller.direct && request.headers['x-forwarded-for'] === undefined
  const isLocal = here && loopback.check(caller.address, caller.address.includes(':') ? 'ipv6' : 'ipv4')
  if (!isLocal && !isBearer(request.headers.authorization, configuration.metricsToken))
    return textAnswer(404, 'not found')
  const gauges = {
    state: health.state(),
    build: version,
    signal: signal.counts(),
    relay: relay()?.counts() ?? { connections: 0, reservations: 0, circuits: 0 },
    loopDelaySeconds: health.loopDelaySeconds()
  }
  return metricsAnswer(gauges, counters)
}
