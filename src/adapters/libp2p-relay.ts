// Window. Owns the way to the relay of the page's own server: dialling it, coming back, and which relays hold a reservation for
// us. Knows no peer.

import { multiaddr } from '@multiformats/multiaddr'
import type { RelayAddress } from '../node/ports.ts'
import { roleOf, type Connection, type Libp2pNode } from './libp2p-node.ts'
import { answers } from './libp2p-ways.ts'
import { backOff, linkWaits } from './libp2p-links.ts'
import type { MeetingPlace } from './meeting-place.ts'

export interface RelayKeeper {
  /** Relays that forward to us now, under the names others can use, at most three. */
  held(): readonly RelayAddress[]
  /** Our own name for a relay we are connected to; one box is reached by address here and by name there. */
  ownName(relayPeer: string): string | undefined
  /** The network changed or the machine woke: a connection that does not answer is left, a missing one dialled at once. */
  nudge(): void
  stop(): void
}

const relaysHeldMax = 3

export function keepRelay(setup: {
  readonly node: Libp2pNode
  readonly place: MeetingPlace
  /** Whether links run over the relay now; then it is not left for the lack of a reservation. */
  readonly carriesLinks: () => boolean
  readonly onHeld: () => void
  /** The first try was in vain: for now there is no way to anybody. */
  readonly onVain: () => void
}): RelayKeeper {
  const { node, place } = setup
  let relayPeer: string | undefined
  let relay: Connection | undefined
  let attempt = 0
  let trying = false
  let stopped = false
  let retry: ReturnType<typeof setTimeout> | undefined
  let reserving: ReturnType<typeof setTimeout> | undefined
  let heldBefore = ''

  async function tryNow(): Promise<void> {
    clearTimeout(retry)
    if (trying || stopped || relay !== undefined) return
    trying = true
    const connected = await connect()
    trying = false
    if (stopped) connected?.abort(new Error('stopped'))
    else if (connected?.status === 'open') hold(connected)
    else {
      if (attempt === 0 && heldBefore === '') setup.onVain()
      tryLater()
    }
  }

  async function connect(): Promise<Connection | undefined> {
    const read = await place.read()
    if (!read.ok || stopped) return undefined
    relayPeer = read.value.relayPeer
    try {
      const signal = AbortSignal.timeout(linkWaits.dialMs)
      return await node.dial(multiaddr(`${place.relayAddress}/p2p/${relayPeer}`), { force: true, signal })
    } catch {
      return undefined
    }
  }

  function hold(connected: Connection): void {
    relay = connected
    connected.addEventListener('close', () => {
      clearTimeout(reserving)
      relay = undefined
      look()
      if (!stopped) tryLater()
    })
    reserving = setTimeout(leaveUnreserved, linkWaits.reservationMs)
    look()
  }

  /** A relay that is overloaded refuses reservations; asking again needs a new connection. */
  function leaveUnreserved(): void {
    if (heldRelays().length > 0) attempt = 0
    else if (setup.carriesLinks()) reserving = setTimeout(leaveUnreserved, linkWaits.reservationMs)
    else relay?.abort(new Error('no reservation'))
  }

  function tryLater(): void {
    const wait = { firstMs: linkWaits.relayFirstMs, maxMs: linkWaits.relayMaxMs, chance: Math.random() }
    clearTimeout(retry)
    retry = setTimeout(() => void tryNow(), backOff(attempt++, wait))
  }

  function ownName(peer: string): string | undefined {
    if (peer === relayPeer) return place.relayAddress
    const other = node.getConnections().find((each) => roleOf(each) === 'relay' && each.remotePeer.toString() === peer)
    return other?.remoteAddr.toString().split('/p2p/')[0]
  }

  /** Addresses are built from our own names; libp2p's list only tells which relays hold a reservation (network.md 4). */
  function heldRelays(): readonly RelayAddress[] {
    const peers = new Set<string>()
    for (const address of node.getMultiaddrs()) {
      const peer = /\/p2p\/(\w+)\/p2p-circuit/.exec(address.toString())?.[1]
      if (peer !== undefined) peers.add(peer)
    }
    const held: RelayAddress[] = []
    for (const peer of [...peers].sort()) {
      const address = ownName(peer)
      if (address !== undefined && held.length < relaysHeldMax) held.push({ peer, address })
    }
    return held
  }

  function look(): void {
    const held = heldRelays()
    if (held.length > 0) {
      attempt = 0
      clearTimeout(reserving)
    }
    const now = JSON.stringify(held)
    if (now === heldBefore) return
    heldBefore = now
    setup.onHeld()
  }

  const telling = ['self:peer:update', 'transport:listening', 'transport:close', 'connection:close'] as const
  for (const type of telling) node.addEventListener(type, look)
  void tryNow()

  return {
    held: heldRelays,
    ownName,
    nudge() {
      attempt = 0
      const asked = relay
      if (asked === undefined) void tryNow()
      else
        void answers(asked, linkWaits.probeMs).then((lives) => {
          if (!lives) asked.abort(new Error('silent'))
        })
    },
    stop() {
      stopped = true
      clearTimeout(retry)
      clearTimeout(reserving)
      for (const type of telling) node.removeEventListener(type, look)
    }
  }
}
