// Window. Owns how libp2p is set up in a browser (network.md 3) and how its connections are read. Knows no peer of ours and no
// frame; loaded after the first paint, as its own chunk.

import { noise } from '@chainsafe/libp2p-noise'
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify, identifyPush } from '@libp2p/identify'
import type { Connection, PeerId as TransportPeerId } from '@libp2p/interface'
import { ping } from '@libp2p/ping'
import { webRTC } from '@libp2p/webrtc'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import type { LinkPath } from '../node/ports.ts'
import { because } from './connection-journal.ts'
import { replayInitEvents } from './libp2p-shim.ts'

export type Libp2pNode = Awaited<ReturnType<typeof createBrowserNode>>
export type { Connection, TransportPeerId }

/**
 * A started libp2p node with a fresh PeerId: the device key never comes here, and an operator gets no name to follow (S1).
 * `iceServers` is asked for every connection and always an array, or the library would ask strangers (pitfall 3). `mayDial` is
 * asked for every address: libp2p tries by itself what a relay says of its own, for instance a port on our own machine.
 */
export async function createBrowserNode({
  iceServers,
  mayDial
}: {
  readonly iceServers: () => RTCIceServer[]
  readonly mayDial: (address: string) => boolean
}) {
  replayInitEvents()
  return await createLibp2p({
    // The searching form: it reserves again by itself whenever a relay is connected (pitfall 10).
    addresses: { listen: ['/p2p-circuit', '/webrtc'] },
    transports: [
      // Polls at half a second by default, which halves what a relayed link carries.
      webSockets({ bufferedAmountPollInterval: 20 }),
      webRTC({ rtcConfiguration: () => ({ iceServers: iceServers(), ...because('device') }) }),
      circuitRelayTransport({ reservationCompletionTimeout: 10_000 })
    ],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    // Without one of our own, private addresses and plain ws are refused (pitfall 4).
    connectionGater: { denyDialMultiaddr: (address) => !mayDial(address.toString()) },
    connectionManager: {
      maxConnections: 200,
      maxParallelDials: 10,
      addressDialTimeout: 6_000,
      inboundConnectionThreshold: 100,
      maxIncomingPendingConnections: 50,
      // The relay keeper is ours: with an explicit relay address libp2p's own never came back.
      reconnectRetries: 0
    },
    connectionMonitor: { pingInterval: 20_000, abortConnectionOnPingFailure: false },
    services: { identify: identify(), identifyPush: identifyPush(), ping: ping() }
  })
}

/** What a connection is to us: a way to a peer, or the one to a relay server. */
export function roleOf(connection: Connection): LinkPath | 'relay' {
  const parts = new Set(connection.remoteAddr.getComponents().map(({ name }) => name))
  if (parts.has('webrtc')) return connection.limits === undefined ? 'direct' : 'relayed'
  return parts.has('p2p-circuit') ? 'relayed' : 'relay'
}
