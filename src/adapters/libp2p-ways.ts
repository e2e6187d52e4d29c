// Window. Owns what is done to a single connection: asking whether it lives, making a direct one behind it, leaving it. Knows no
// lanes and no policy.

import { multiaddr } from '@multiformats/multiaddr'
import type { Milliseconds } from '../node/ports.ts'
import { linkWaits } from './libp2p-links.ts'
import type { Connection, Libp2pNode } from './libp2p-node.ts'

/** Asked about liveness; a fresh stream needs a round trip, and that is all we want to know. */
const livenessProtocol = '/ipfs/ping/1.0.0'
const farewellMs: Milliseconds = 1_000

/** Whether the other end still answers on this very connection. */
export async function answers(connection: Connection, withinMs: Milliseconds): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(withinMs)
    const stream = await connection.newStream(livenessProtocol, { signal, runOnLimitedConnection: true })
    stream.abort(new Error('answered'))
    return true
  } catch {
    return false
  }
}

/**
 * A direct connection to the peer behind a relayed one, tried twice because a first try can be lost in libp2p itself (pitfall 2)
 * and only as long as it is `wanted`. undefined: there is none; failing costs nothing, the relayed one stays.
 */
export async function dialDirect(
  node: Libp2pNode,
  relayed: Connection,
  { wanted, afterMs }: { readonly wanted: () => boolean; readonly afterMs: Milliseconds }
): Promise<Connection | undefined> {
  const [relay = ''] = relayed.remoteAddr.toString().split('/p2p-circuit')
  const address = multiaddr(`${relay}/p2p-circuit/webrtc/p2p/${relayed.remotePeer.toString()}`)
  if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs))
  for (let tries = 0; tries < 2 && wanted(); tries++) {
    try {
      return await node.dial(address, { force: true, signal: AbortSignal.timeout(linkWaits.dialMs) })
    } catch {
      continue
    }
  }
  return undefined
}

/** Says goodbye as long as it takes, at most a moment, then cuts. */
export function hangUp(connection: Connection): void {
  connection
    .close({ signal: AbortSignal.timeout(farewellMs) })
    .catch((error: unknown) => connection.abort(error instanceof Error ? error : new Error('not closed in time')))
}
