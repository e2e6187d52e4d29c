// Window. Owns the link to one peer: the two lanes on the connection in use, the moves between connections, and what the network is
// told of it. Knows no other peer, no relay of ours and no frame.

import type { Stream } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { PeerLink } from '../node/ports.ts'
import { createSendQueue, createUntaken, laneNames, laneOf, type LaneName, type SendQueue } from './lanes.ts'
import { createLane, laneProtocols, type Lane } from './libp2p-lane.ts'
import { createConnections, type Known } from './libp2p-connections.ts'
import { castsDoubt, linkWaits, opensLanes } from './libp2p-links.ts'
import type { Connection, Libp2pNode, TransportPeerId } from './libp2p-node.ts'
import { answers, dialDirect } from './libp2p-ways.ts'

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
  const connections = createConnections()
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
  let patience: ReturnType<typeof setTimeout> | undefined
  let tidying: ReturnType<typeof setTimeout> | undefined

  // ------------------------------------------------------------ Connections

  function connectionOpened(connection: Connection): void {
    const known = connections.add(connection)
    if (known === undefined) return
    if (castsDoubt({ type: 'opened', connection: known }, inUse?.known)) probe()
    choose()
  }

  function connectionClosed(connection: Connection): void {
    const known = connections.remove(connection)
    if (known === undefined) return
    arrived.delete(known.id)
    if (castsDoubt({ type: 'closed', connection: known }, inUse?.known)) probe()
    if (inUse?.known === known) inUse = undefined
    choose()
  }

  /** Looks whether the best connection is the one in use; the side that opens lanes then moves them. */
  function choose(): void {
    const best = connections.best()
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
      if (weOpen && inUse !== undefined) connections.leaveSurplus()
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
        if (connections.has(on)) use({ known: on, byName: { control, bulk } })
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
    const known = connections.find(connection)
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
    if (dialling !== undefined || connections.all().length > 0) return
    const ended = new AbortController()
    dialling = ended
    const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(linkWaits.dialMs)])
    const done = (connection?: Connection): void => {
      dialling = undefined
      if (connection !== undefined && ended.signal.aborted) connections.leave(connection)
      else if (connection !== undefined) connectionOpened(connection)
      choose()
    }
    node.dial([...addresses], { force: true, signal }).then(done, () => done())
  }

  function upgrade(): void {
    const relayed = inUse?.known
    if (upgrading || relayed?.path !== 'relayed') return
    upgrading = true
    const wanted = (): boolean => connections.has(relayed) && connections.all().every(({ path }) => path === 'relayed')
    const turn = relayed.dialer === 'us' ? 0 : linkWaits.upgradeTurnMs
    void dialDirect(node, relayed.connection, { wanted, afterMs: turn }).then((connection) => {
      upgrading = false
      if (connection !== undefined) connectionOpened(connection)
      choose()
    })
  }

  function close(): void {
    dialling?.abort()
    connections.leaveAll()
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
