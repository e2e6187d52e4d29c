// Window. Owns one peer: its connections, the two lanes on the one in use, the moves between them, and what the network is told
// of it. Knows no other peer, no relay of ours and no frame; what to choose stands in libp2p-links.ts.

import type { Stream } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { PeerLink } from '../node/ports.ts'
import { createSendQueue, createUntaken, laneNames, laneOf, type LaneName, type SendQueue } from './lanes.ts'
import { createLane, laneProtocols, type Lane } from './libp2p-lane.ts'
import {
  bestConnection,
  castsDoubt,
  connectionsPerPeerMax,
  linkWaits,
  opensLanes,
  surplusConnections,
  type Connected
} from './libp2p-links.ts'
import { roleOf, type Connection, type Libp2pNode, type TransportPeerId } from './libp2p-node.ts'
import { answers, dialDirect, hangUp } from './libp2p-ways.ts'

export interface PeerEvents {
  onLink(link: PeerLink): void
  onFrame(frame: Uint8Array): void
  onDialFailed(): void
  onGone(): void
  /** Nothing is left of this peer: no connection, no try. */
  onIdle(): void
}

export interface Peer {
  /** Opens a relayed connection by one of these addresses, if there is none. Answered once: by a link, or by `onDialFailed`. */
  dial(addresses: readonly Multiaddr[]): void
  /** Tries for a direct connection beside the relayed one in use. */
  upgrade(): void
  /** False: too much waits, the frame is dropped. */
  send(frame: Uint8Array): boolean
  taken(bytes: number): void
  close(): void
  connectionOpened(connection: Connection): void
  connectionClosed(connection: Connection): void
  streamOpened(name: LaneName, stream: Stream, connection: Connection): void
}

/** An open connection with its libp2p object. */
interface Known extends Connected {
  readonly connection: Connection
}

/** Both lanes of one connection. */
interface Lanes {
  readonly known: Known
  readonly byName: Readonly<Record<LaneName, Lane>>
}

export function createPeer(setup: {
  readonly node: Libp2pNode
  readonly id: TransportPeerId
  readonly events: PeerEvents
}): Peer {
  const { node, id, events } = setup
  const peerBytes = id.toMultihash().bytes
  const weOpen = opensLanes(node.peerId.toMultihash().bytes, peerBytes)
  const knownById = new Map<string, Known>()
  /** Connections that are on their way out: late streams of theirs do not bring them back. */
  const left = new WeakSet<Connection>()
  /** Lanes the other side opened, until both are there; by connection. */
  const arrived = new Map<string, Partial<Record<LaneName, Lane>>>()
  /** Control lanes on which the link began for us too, or began anew. */
  const agreed = new WeakSet<Lane>()
  const queues: Record<LaneName, SendQueue> = { control: createSendQueue(), bulk: createSendQueue() }
  /** Frames given out and not yet taken by the worker, oldest first. */
  const untaken = createUntaken<Lane>()
  let inUse: Lanes | undefined
  let linked = false
  /** Somebody waits for the outcome of a dial. */
  let asked = false
  let dialling: AbortController | undefined
  let upgrading = false
  let openingOn: Known | undefined
  let order = 0
  let patience: ReturnType<typeof setTimeout> | undefined
  let tidying: ReturnType<typeof setTimeout> | undefined

  // ------------------------------------------------------------ Connections

  function connectionOpened(connection: Connection): void {
    const role = roleOf(connection)
    if (role === 'relay' || connection.status !== 'open') return
    if (left.has(connection) || knownById.has(connection.id)) return
    const dialer = connection.direction === 'outbound' ? 'us' : 'them'
    const known: Known = { id: connection.id, path: role, dialer, order: order++, connection }
    if (knownById.size >= connectionsPerPeerMax) return leave(connection)
    knownById.set(known.id, known)
    if (castsDoubt({ type: 'opened', connection: known }, inUse?.known)) probe()
    choose()
  }

  function connectionClosed(connection: Connection): void {
    const known = knownById.get(connection.id)
    if (known === undefined) return
    knownById.delete(known.id)
    arrived.delete(known.id)
    if (castsDoubt({ type: 'closed', connection: known }, inUse?.known)) probe()
    if (inUse?.known === known) inUse = undefined
    choose()
  }

  /** Looks whether the best connection is the one in use; the side that opens lanes then moves them. */
  function choose(): void {
    const best = bestConnection(knownById.values())
    if (best === undefined) return lose()
    if (weOpen && best !== inUse?.known && openingOn === undefined) openLanes(best)
    if (inUse === undefined) waitForLanes()
    else tidyLater()
  }

  function lose(): void {
    clearTimeout(patience)
    patience = undefined
    inUse = undefined
    untaken.clear()
    for (const name of laneNames) queues[name].clear()
    if (linked) {
      linked = false
      events.onGone()
    }
    if (dialling !== undefined || upgrading) return
    if (asked) {
      asked = false
      events.onDialFailed()
    }
    events.onIdle()
  }

  function leave(connection: Connection): void {
    left.add(connection)
    hangUp(connection)
  }

  /** Without lanes for this long, what is open serves nobody. */
  function waitForLanes(): void {
    patience ??= setTimeout(() => {
      patience = undefined
      if (inUse === undefined) close()
    }, linkWaits.lanesMs)
  }

  function tidyLater(): void {
    tidying ??= setTimeout(() => {
      tidying = undefined
      if (!weOpen || inUse === undefined) return
      for (const { connection } of surplusConnections(knownById.values())) leave(connection)
    }, linkWaits.surplusMs)
  }

  /** Asks the connection in use whether it lives; if not, the next best takes over. */
  function probe(): void {
    const doubted = inUse?.known.connection
    if (doubted === undefined) return
    void answers(doubted, linkWaits.probeMs).then((lives) => {
      if (!lives) doubted.abort(new Error('silent'))
    })
  }

  // ------------------------------------------------------------ Lanes

  function openLanes(on: Known): void {
    openingOn = on
    const options = { signal: AbortSignal.timeout(linkWaits.lanesMs), runOnLimitedConnection: true }
    const open = async (name: LaneName): Promise<Lane> =>
      laneOn(name, await on.connection.newStream(laneProtocols[name], options), on)
    Promise.all([open('control'), open('bulk')]).then(
      ([control, bulk]) => {
        openingOn = undefined
        if (knownById.has(on.id)) use({ known: on, byName: { control, bulk } })
        choose()
      },
      () => {
        openingOn = undefined
        on.connection.abort(new Error('no lanes'))
        choose()
      }
    )
  }

  function streamOpened(name: LaneName, stream: Stream, connection: Connection): void {
    // The handler of a stream may run before the event of its connection.
    connectionOpened(connection)
    const known = knownById.get(connection.id)
    if (known === undefined || weOpen) return stream.abort(new Error('not yours to open'))
    const lanes = { ...arrived.get(known.id), [name]: laneOn(name, stream, known) }
    arrived.set(known.id, lanes)
    const { control, bulk } = lanes
    if (control === undefined || bulk === undefined) return
    arrived.delete(known.id)
    use({ known, byName: { control, bulk } })
  }

  function laneOn(name: LaneName, stream: Stream, known: Known): Lane {
    const lane: Lane = createLane(name, stream, {
      onFrame(frame) {
        untaken.given(lane, frame.length)
        events.onFrame(frame)
      },
      onNew: () => beginAnew(lane),
      onBroken() {
        const lost = inUse?.byName[name] === lane || arrived.get(known.id)?.[name] === lane
        if (lost) known.connection.abort(new Error('a lane broke'))
      }
    })
    return lane
  }

  function tellLink({ path, dialer }: Known): void {
    events.onLink({ path, dialer, peerBytes })
  }

  /**
   * The other side had lost us and begins anew, while for us this was a move: so the link ends here too, and a new one stands.
   * Without this one of the two would wait for a greeting that the other has long heard.
   */
  function beginAnew(lane: Lane): void {
    if (lane.name !== 'control' || agreed.has(lane) || !linked || inUse === undefined) return
    agreed.add(lane)
    for (const name of laneNames) queues[name].clear()
    events.onGone()
    tellLink(inUse.known)
  }

  /** Moves to these lanes. Those they follow deliver what is under way and end. */
  function use(lanes: Lanes): void {
    const former = inUse
    const isNew = !linked
    if (isNew) agreed.add(lanes.byName.control)
    inUse = lanes
    linked = true
    asked = false
    clearTimeout(patience)
    patience = undefined
    tellLink(lanes.known)
    lanes.byName.control.start(queues.control, { isNew })
    lanes.byName.bulk.start(queues.bulk)
    for (const name of laneNames) former?.byName[name].retire()
    tidyLater()
  }

  // ------------------------------------------------------------ What the network asks

  function dial(addresses: readonly Multiaddr[]): void {
    if (linked) return
    asked = true
    if (dialling !== undefined || knownById.size > 0) return
    const ended = new AbortController()
    dialling = ended
    const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(linkWaits.dialMs)])
    const done = (connection?: Connection): void => {
      dialling = undefined
      if (connection !== undefined && ended.signal.aborted) leave(connection)
      else if (connection !== undefined) connectionOpened(connection)
      choose()
    }
    node.dial([...addresses], { force: true, signal }).then(done, () => done())
  }

  function upgrade(): void {
    const relayed = inUse?.known
    if (upgrading || relayed?.path !== 'relayed') return
    upgrading = true
    const wanted = (): boolean =>
      knownById.has(relayed.id) && [...knownById.values()].every(({ path }) => path === 'relayed')
    const turn = relayed.dialer === 'us' ? 0 : linkWaits.upgradeTurnMs
    void dialDirect(node, relayed.connection, { wanted, afterMs: turn }).then((connection) => {
      upgrading = false
      if (connection !== undefined) connectionOpened(connection)
      choose()
    })
  }

  function close(): void {
    dialling?.abort()
    for (const { connection } of knownById.values()) leave(connection)
    knownById.clear()
    arrived.clear()
    clearTimeout(tidying)
    tidying = undefined
    lose()
  }

  return {
    dial,
    upgrade,
    send(frame) {
      const name = laneOf(frame)
      if (!linked || !queues[name].offer(frame)) return false
      inUse?.byName[name].pump()
      return true
    },
    taken: untaken.taken,
    close,
    connectionOpened,
    connectionClosed,
    streamOpened
  }
}
