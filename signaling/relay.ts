// Owns the libp2p node behind `/`: circuit relay v2 for everybody within the limits, and nothing else. It knows throw-away
// PeerIds for as long as their connection lives. Reservations end with the connection, never by the clock: a site box without
// a battery clock is years behind, and clients compute the end from their own time of day.
import { noise } from '@chainsafe/libp2p-noise'
import { circuitRelayServer, RELAY_V2_STOP_CODEC, type CircuitRelayService } from '@libp2p/circuit-relay-v2'
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { identify } from '@libp2p/identify'
import { ping } from '@libp2p/ping'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { count } from './counters.ts'
import type { Limits } from './limits.ts'
import { sharedTransport, type SharedPort } from './shared-transport.ts'

export interface Relay {
  readonly peerId: string
  counts(): { readonly connections: number; readonly reservations: number; readonly circuits: number }
  stop(): Promise<void>
}

/** The longest a Node timer can wait. */
const timerMsMax = 2 ** 31 - 1
/** The latest end a reservation may claim; a larger number breaks the client's decoder ("invalid wire type"). */
const latestExpirySeconds = 2 ** 31 - 1
const sweepMs = 60_000

interface Reserving {
  reservationStore: { reserve: (...about: unknown[]) => { expire?: number } }
}

type RelayComponents = Parameters<ReturnType<typeof circuitRelayServer>>[0]

function clocklessRelay(limits: Limits): (components: RelayComponents) => CircuitRelayService {
  return (components) => {
    const relay = circuitRelayServer({
      maxInboundHopStreams: limits.hopStreamsInMax,
      maxOutboundStopStreams: limits.stopStreamsOutMax,
      reservations: {
        maxReservations: limits.relayReservationsMax,
        reservationTtl: timerMsMax,
        defaultDurationLimit: timerMsMax,
        defaultDataLimit: BigInt(limits.circuitBytesMax)
      }
    })(components)
    const { reservationStore: store } = relay as unknown as Reserving
    const reserve = store.reserve.bind(store)
    store.reserve = (...about) => {
      const answer = reserve(...about)
      return answer.expire === undefined ? answer : { ...answer, expire: latestExpirySeconds }
    }
    return relay
  }
}

export interface RelayPolicy extends SharedPort {
  /** 32 bytes: the same seed is the same PeerId, so clients find the relay they knew after a restart. */
  readonly seed: Uint8Array
  /** The port we are reached on; it goes into the one address we tell. */
  readonly port: number
  readonly secure: boolean
  readonly build: string
  readonly shedding: () => boolean
}

export async function startRelay(policy: RelayPolicy): Promise<Relay> {
  const { limits, counters } = policy
  const node = await createLibp2p({
    privateKey: await generateKeyPairFromSeed('Ed25519', policy.seed),
    nodeInfo: { name: 'flurfunk', version: policy.build, userAgent: `flurfunk/${policy.build}` },
    // Exactly one: each further address doubles the lists browsers make of it.
    addresses: { listen: [`/ip4/127.0.0.1/tcp/${policy.port}${policy.secure ? '/tls' : ''}/ws`] },
    transports: [sharedTransport(policy)],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: {
      denyInboundRelayReservation: () => {
        if (!policy.shedding()) return false
        count(counters.refused, 'reservations')
        return true
      }
    },
    connectionMonitor: { pingInterval: 15_000 },
    connectionManager: {
      maxConnections: limits.relayConnectionsMax,
      inboundConnectionThreshold: limits.relayInboundPerSecond,
      maxIncomingPendingConnections: limits.relayInboundPerSecond,
      reconnectRetries: 0
    },
    services: { identify: identify(), ping: ping({ maxInboundStreams: 8 }), relay: clocklessRelay(limits) }
  })
  const { reservations } = node.services.relay
  node.addEventListener('peer:disconnect', ({ detail: peer }) => {
    reservations.delete(peer)
    // The address book of libp2p would keep a peer for hours. If it is gone already, that is what we wanted.
    node.peerStore.delete(peer).catch(() => undefined)
  })
  // A reservation asked for in the last moment of a connection may be written after the peer has left.
  const sweep = setInterval(() => {
    for (const peer of reservations.keys()) if (node.getConnections(peer).length === 0) reservations.delete(peer)
  }, sweepMs)
  sweep.unref()

  return {
    peerId: node.peerId.toString(),
    counts() {
      const connections = node.getConnections()
      const circuits = connections.flatMap(({ streams }) => streams.filter(isOpenCircuit)).length
      return { connections: connections.length, reservations: reservations.size, circuits }
    },
    async stop() {
      clearInterval(sweep)
      await node.stop()
    }
  }
}

function isOpenCircuit(stream: { protocol: string; status: string }): boolean {
  return stream.protocol === RELAY_V2_STOP_CODEC && stream.status === 'open'
}
