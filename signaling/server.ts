// Owns the signaling server as a whole: it puts port, door, signal, relay, files and STUN together and takes them apart in
// order. It is stateless: what it remembers is gone with the connection it belongs to, and nothing about people, teams or
// messages is written anywhere. There is no access log.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { version } from '../package.json'
import { send, textAnswer } from './answers.ts'
import { certificatesFor } from './certificates.ts'
import type { SiteAuthority } from './credentials.ts'
import type { Configuration } from './configuration.ts'
import { createCounters } from './counters.ts'
import { createDoor } from './door.ts'
import { readFiles } from './files.ts'
import { watchHealth } from './health.ts'
import { siteAddress } from './names.ts'
import { openPort } from './port.ts'
import { createPolicy } from './policy.ts'
import { startRelay, type Relay } from './relay.ts'
import { createRoutes } from './routes.ts'
import { createSignal } from './signal.ts'
import { relaySeed } from './state-folder.ts'
import { startStun, type Stun } from './stun.ts'

export interface RunningServer {
  /** Where the app is: what to type into a browser, on this machine or (with `--lan`) on the site. */
  readonly url: string
  readonly port: number
  readonly peerId: string
  /** UDP, if STUN is answered. */
  readonly stunPort: number | undefined
  /** With `--lan`: the CA people are asked to trust. */
  readonly site: SiteAuthority | undefined
  /** Reads certificate files again (SIGHUP), or looks whether the site certificate has to change. Never rejects. */
  renewCertificate(): Promise<void>
  /** Says draining, closes sockets with 1012, stops the relay, stops listening. Under 5 s; may be called twice. */
  close(): Promise<void>
}

const certificateLookMs = 10 * 60_000
const relayStopMs = 2_000

/** Starts everything. Rejects with the reason if the port, the certificate or the state folder is not to be had. */
export async function startServer(configuration: Configuration): Promise<RunningServer> {
  const { limits, log, tls, host } = configuration
  const seed = configuration.relayKey ?? (await relaySeed(configuration.stateFolder))
  const certificates = await certificatesFor(configuration)
  const files = await readFiles(configuration.appFolder)
  const counters = createCounters()
  const policy = createPolicy(configuration)
  const health = watchHealth({ bounds: { ...limits, memoryBytesMax: configuration.memoryBytesMax }, log })
  const signal = createSignal({ limits, counters })
  const door = createDoor({ limits, counters, state: health.state, ...policy })
  door.open('/signal', signal)
  const running: { relay?: Relay; stun?: Stun } = {}
  const routes = createRoutes({
    ...{ configuration, policy, counters, files, health, signal },
    relay: () => running.relay,
    stunPort: () => running.stun?.port,
    sitePage: certificates?.sitePage
  })
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    // A body nobody asked for must not pile up while we answer.
    request.resume()
    routes(request)
      .catch(() => textAnswer(500, 'something is broken here'))
      .then((answer) => send({ request, response }, answer, policy.postureOf(request)))
      .catch(() => response.destroy())
  }
  const port = await openPort({
    ...{ host, port: configuration.port, limits, counters, onRequest },
    isServed: policy.mayConnect,
    onUpgrade: door.upgrade,
    secure: certificates && { credentials: certificates.credentials, onPlainRequest: certificates.onPlainRequest }
  })
  const renewCertificate = async (): Promise<void> => {
    try {
      const renewed = await certificates?.renew()
      if (renewed !== undefined) port.renew(renewed)
    } catch (error) {
      log(`certificate not renewed, the old one stays: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const lookAgain = setInterval(() => void renewCertificate(), certificateLookMs)
  lookAgain.unref()

  async function shutDown(): Promise<void> {
    health.drain()
    clearInterval(lookAgain)
    await door.close()
    if (running.relay !== undefined) await within(relayStopMs, running.relay.stop())
    await running.stun?.close()
    // Last, so that /healthz can say "draining" while the others leave.
    await port.close()
    health.stop()
  }
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= shutDown())

  try {
    const shedding = (): boolean => health.state() !== 'ok'
    const secure = tls.type !== 'none'
    running.relay = await startRelay({
      seed,
      port: port.port,
      secure,
      build: version,
      door,
      limits,
      counters,
      shedding
    })
    if (configuration.stunPort !== undefined) {
      const isServed = policy.mayConnect
      running.stun = await startStun({ host, port: configuration.stunPort, limits, counters, isServed })
    }
    return {
      url: urlOf(configuration, port.port),
      port: port.port,
      peerId: running.relay.peerId,
      stunPort: running.stun?.port,
      site: certificates?.site,
      renewCertificate,
      close
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Waits for `work`, but not longer than this; what is still open then ends with the process. */
async function within(waitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, waitMs)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}

function urlOf({ publicUrl, domain, tls, host }: Configuration, port: number): string {
  if (publicUrl !== undefined) return publicUrl.origin
  const scheme = tls.type === 'none' ? 'http' : 'https'
  const everywhere = host === '0.0.0.0' || host === '::'
  const near = host === '127.0.0.1' || host === '::1' || host === 'localhost'
  const name = domain ?? (near ? 'localhost' : everywhere ? siteAddress() : host.includes(':') ? `[${host}]` : host)
  return new URL(`${scheme}://${name}:${port}`).origin
}
