// Window. Owns the Network port over libp2p and /signal: a byte pipe that believes nothing. Knows topics, letters and frames as
// opaque bytes; what they mean is the worker's business.

import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import { assert } from '../base/assert.ts'
import { peerIdOf, type PeerId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { Cancel, Network, NetworkEvents, OwnAddress, RelayAddress } from '../node/ports.ts'
import { laneNames } from './lanes.ts'
import { createLetters, type Letters } from './letters.ts'
import { laneProtocols } from './libp2p-lane.ts'
import { createBrowserNode, roleOf, type Connection, type Libp2pNode, type TransportPeerId } from './libp2p-node.ts'
import { createPeer, type Peer } from './libp2p-peer.ts'
import { keepRelay, type RelayKeeper } from './libp2p-relay.ts'
import { isRelayAddress, type MeetingPlace } from './meeting-place.ts'
import type { SignalSocket } from './signal-socket.ts'
import { watchStirring } from './stirring.ts'

export interface Libp2pNetwork extends Network {
  /** The worker has taken this many bytes of the frames of this peer, oldest first; the other end may send as many more. */
  taken(peer: PeerId, bytes: number): void
  /** How many frames were dropped because too much waited. */
  dropped(): number
  /** Leaves for good; the farewell is not published by this. */
  stop(): Promise<void>
}

/** What runs while somebody listens. */
interface Running {
  readonly node: Libp2pNode
  readonly relay: RelayKeeper
}

/** The network of one page. Nothing happens before `listen`, which may be called once. */
export function createLibp2pNetwork(setup: {
  readonly place: MeetingPlace
  readonly socket: SignalSocket
}): Libp2pNetwork {
  const { place, socket } = setup
  const peers = new Map<PeerId, Peer>()
  let events: NetworkEvents | undefined
  let letters: Letters | undefined
  let running: Running | undefined
  let starting: Promise<void> | undefined
  let stopStirring: Cancel | undefined
  let stopped = false
  let droppedFrames = 0
  const relayNames = createRelayNames(place.relayAddress)

  function listen(heard: NetworkEvents): void {
    assert(events === undefined, 'a network is listened to once')
    events = heard
    letters = createLetters(socket, ({ topic, sealed }) => heard.onAnnouncement(topic, sealed))
    stopStirring = watchStirring(() => {
      socket.nudge()
      running?.relay.nudge()
      heard.onStirred()
    })
    starting = start(heard)
  }

  async function start(heard: NetworkEvents): Promise<void> {
    const node = await createBrowserNode({ iceServers: place.iceServers, mayDial: relayNames.has })
    if (stopped) return await node.stop()
    node.addEventListener('connection:open', ({ detail }) => {
      if (roleOf(detail) !== 'relay') peerOf(node, detail.remotePeer).connectionOpened(detail)
    })
    node.addEventListener('connection:close', ({ detail }) => {
      peers.get(peerIdOf(detail.remotePeer.toString()))?.connectionClosed(detail)
    })
    await Promise.all(
      laneNames.map((name) =>
        node.handle(
          laneProtocols[name],
          (stream, connection) => peerOf(node, connection.remotePeer).streamOpened(name, stream, connection),
          { runOnLimitedConnection: true, maxInboundStreams: 2 }
        )
      )
    )
    const tell = (): void => heard.onAddress(ownAddress(node, relay.held()))
    const relay = keepRelay({ node, place, carriesLinks: () => carriesLinks(node), onHeld: tell, onVain: tell })
    running = { node, relay }
    tell()
  }

  /** The one peer of this id, made when it is first needed and forgotten when nothing is left of it. */
  function peerOf(node: Libp2pNode, id: TransportPeerId): Peer {
    const name = peerIdOf(id.toString())
    const known = peers.get(name)
    if (known !== undefined) return known
    const peer = createPeer({
      node,
      id,
      events: {
        onLink: (link) => events?.onPeer(name, link),
        onFrame: (frame) => events?.onFrame(name, frame),
        onDialFailed: () => events?.onDialFailed(name),
        onGone: () => events?.onGone(name),
        onIdle: () => {
          if (peers.get(name) === peer) peers.delete(name)
        }
      }
    })
    peers.set(name, peer)
    return peer
  }

  function dial(peer: PeerId, relays: readonly RelayAddress[]): void {
    const id = readPeerId(peer)
    const addresses =
      running === undefined || id === undefined ? [] : relayedAddresses(running, { id, relays, relayNames })
    if (running === undefined || id === undefined || addresses.length === 0) {
      // Every dial has its answer, or the node would wait for it for ever.
      queueMicrotask(() => events?.onDialFailed(peer))
    } else peerOf(running.node, id).dial(addresses)
  }

  return {
    listen,
    follow: (topics) => letters?.follow(topics),
    announce: (topic, sealed) => letters?.announce({ topic, sealed }),
    farewell: (farewells) => letters?.farewell(farewells),
    dial,
    upgrade: (peer) => peers.get(peer)?.upgrade(),
    send(peer, frame) {
      assert(frame.length > 0 && frame.length <= limits.frameBytesMax, 'a frame has 1 byte to 256 KiB less 16 B')
      if (peers.get(peer)?.send(frame) === false) droppedFrames += 1
    },
    close: (peer) => peers.get(peer)?.close(),
    taken: (peer, bytes) => peers.get(peer)?.taken(bytes),
    dropped: () => droppedFrames,
    async stop() {
      stopped = true
      stopStirring?.()
      letters?.stop()
      running?.relay.stop()
      await starting
      await running?.node.stop()
    }
  }
}

interface RelayNames {
  add(name: string): void
  /** Whether an address leads to, or through, one of these relays. */
  has(address: string): boolean
}

const relayNamesMax = 32

/** Where this page may open sockets: its own server, and the relays that peers announced last. */
function createRelayNames(own: string): RelayNames {
  const announced = new Set<string>()
  const leadsTo = (address: string, name: string): boolean => address === name || address.startsWith(`${name}/p2p/`)
  return {
    add(name) {
      announced.delete(name)
      announced.add(name)
      for (const oldest of announced) if (announced.size > relayNamesMax) announced.delete(oldest)
    },
    has: (address) => [own, ...announced].some((name) => leadsTo(address, name))
  }
}

function ownAddress(node: Libp2pNode, relays: readonly RelayAddress[]): OwnAddress {
  return { peer: peerIdOf(node.peerId.toString()), peerBytes: node.peerId.toMultihash().bytes, relays }
}

function carriesLinks(node: Libp2pNode): boolean {
  return node.getConnections().some((connection: Connection) => roleOf(connection) === 'relayed')
}

/** undefined: what was announced is no PeerId. */
function readPeerId(peer: PeerId): TransportPeerId | undefined {
  try {
    return peerIdFromString(peer)
  } catch {
    return undefined
  }
}

/** The ways to a peer through its relays; a relay we hold ourselves goes first, under our own name for it. */
function relayedAddresses(
  { relay }: Running,
  {
    id,
    relays,
    relayNames
  }: { readonly id: TransportPeerId; readonly relays: readonly RelayAddress[]; readonly relayNames: RelayNames }
): readonly Multiaddr[] {
  const own: Multiaddr[] = []
  const others: Multiaddr[] = []
  for (const { peer, address } of relays.slice(0, 3)) {
    const relayId = readPeerId(peerIdOf(peer))
    if (relayId === undefined) continue
    const ownName = relay.ownName(relayId.toString())
    const name = ownName ?? address
    if (!isRelayAddress(name)) continue
    relayNames.add(name)
    const way = multiaddr(`${name}/p2p/${relayId.toString()}/p2p-circuit/p2p/${id.toString()}`)
    if (ownName === undefined) others.push(way)
    else own.push(way)
  }
  return [...own, ...others]
}
