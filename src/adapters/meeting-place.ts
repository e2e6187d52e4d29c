// Window. Owns what the page's own signaling server says about itself (/relay.json) and the addresses that follow from where
// the page came from. Knows neither libp2p nor y-webrtc; asks no other host.

import { err, ok, type Result } from '../base/result.ts'
import type { Milliseconds } from '../node/ports.ts'

/** What /relay.json says (network.md 2.1), as far as the window needs it. */
export interface Place {
  readonly relayPeer: string
  /** UDP port of the STUN responder on the page's own host. */
  readonly stunPort: number | undefined
  /** Further STUN or TURN URLs the operator named. */
  readonly ice: readonly string[]
}

export interface MeetingPlace {
  /** `ws://…/signal` of the page's own host. */
  readonly signalUrl: string
  /** The relay's libp2p address without its PeerId, under our own name for it. */
  readonly relayAddress: string
  /** Asks anew: after a restart the relay may have another PeerId. */
  read(): Promise<Result<Place, 'unreachable' | 'malformed'>>
  /** For every RTCPeerConnection of this page; always an array, or libraries ask strangers (pitfall 3). */
  iceServers(): RTCIceServer[]
}

const iceUrlsMax = 8
const readMs: Milliseconds = 5_000

/** The place behind `base`, the address of the page. */
export function createMeetingPlace({ base }: { readonly base: URL }): MeetingPlace {
  let known: Place | undefined
  const socketBase = new URL(base)
  socketBase.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:'
  return {
    signalUrl: new URL('/signal', socketBase).href,
    relayAddress: relayAddress(base),
    async read() {
      let told: unknown
      try {
        const answer = await fetch(new URL('/relay.json', base), {
          cache: 'no-store',
          signal: AbortSignal.timeout(readMs)
        })
        if (!answer.ok) return err('unreachable')
        told = await answer.json()
      } catch {
        return err('unreachable')
      }
      const place = readPlace(told)
      if (place === undefined) return err('malformed')
      known = place
      return ok(place)
    },
    iceServers: () => (known === undefined ? [] : iceServersOf(known, base))
  }
}

/** What /relay.json says, or undefined if it says nothing we understand. */
export function readPlace(told: unknown): Place | undefined {
  if (typeof told !== 'object' || told === null) return undefined
  const { v, peerId, stun, ice }: { v?: unknown; peerId?: unknown; stun?: unknown; ice?: unknown } = told
  if (v !== 1 || typeof peerId !== 'string' || !/^[1-9A-HJ-NP-Za-km-z]{40,64}$/.test(peerId)) return undefined
  const urls = Array.isArray(ice) ? ice.filter((url) => typeof url === 'string' && /^(stun|turn)s?:\S+$/.test(url)) : []
  return {
    relayPeer: peerId,
    stunPort: typeof stun === 'number' && Number.isInteger(stun) && stun > 0 && stun < 65_536 ? stun : undefined,
    ice: urls.slice(0, iceUrlsMax)
  }
}

/** STUN on the page's own host, if it is offered there, and what the operator named; else an empty array. */
export function iceServersOf(place: Place, base: URL): RTCIceServer[] {
  const own = place.stunPort === undefined ? [] : [`stun:${base.hostname}:${place.stunPort}`]
  return [...own, ...place.ice].map((urls) => ({ urls }))
}

/** The libp2p address of the relay that listens where the page came from. */
export function relayAddress(base: URL): string {
  const secure = base.protocol === 'https:'
  const host = base.hostname.replace(/^\[|\]$/g, '')
  const kind = host.includes(':') ? 'ip6' : /^\d+(\.\d+){3}$/.test(host) ? 'ip4' : 'dns4'
  const port = base.port === '' ? (secure ? '443' : '80') : base.port
  return `/${kind}/${host}/tcp/${port}${secure ? '/tls' : ''}/ws`
}

/** Whether an address from an announcement is one a browser can have for a relay: a WebSocket and nothing behind it. */
export function isRelayAddress(address: string): boolean {
  return /^\/(dns|dns4|dns6|ip4|ip6)\/[\w.:-]{1,253}\/tcp\/\d{1,5}(\/tls)?\/wss?$/.test(address)
}
