// Window. Owns the open connections to one peer: which there are, which is the best, which are left. Knows no lanes; what to choose
// stands in libp2p-links.ts.

import { bestConnection, connectionsPerPeerMax, surplusConnections, type Connected } from './libp2p-links.ts'
import { roleOf, type Connection } from './libp2p-node.ts'
import { hangUp } from './libp2p-ways.ts'

/** An open connection with its libp2p object. */
export interface Known extends Connected {
  readonly connection: Connection
}

export interface Connections {
  /** Takes a connection in; undefined: it was known, is on its way out, leads to a relay, or is one too many. */
  add(connection: Connection): Known | undefined
  /** The connection is closed; undefined: it was none of these. */
  remove(connection: Connection): Known | undefined
  find(connection: Connection): Known | undefined
  has(known: Known): boolean
  all(): readonly Known[]
  best(): Known | undefined
  /** Says goodbye; late streams do not bring it back. */
  leave(connection: Connection): void
  leaveSurplus(): void
  leaveAll(): void
}

export function createConnections(): Connections {
  const knownById = new Map<string, Known>()
  const left = new WeakSet<Connection>()
  let order = 0

  function add(connection: Connection): Known | undefined {
    const role = roleOf(connection)
    if (role === 'relay' || connection.status !== 'open') return undefined
    if (left.has(connection) || knownById.has(connection.id)) return undefined
    if (knownById.size >= connectionsPerPeerMax) {
      leave(connection)
      return undefined
    }
    const dialer = connection.direction === 'outbound' ? 'us' : 'them'
    const known: Known = { id: connection.id, path: role, dialer, order: order++, connection }
    knownById.set(known.id, known)
    return known
  }

  function leave(connection: Connection): void {
    left.add(connection)
    hangUp(connection)
  }

  return {
    add,
    remove(connection) {
      const known = knownById.get(connection.id)
      knownById.delete(connection.id)
      return known
    },
    find: (connection) => knownById.get(connection.id),
    has: (known) => knownById.has(known.id),
    all: () => [...knownById.values()],
    best: () => bestConnection(knownById.values()),
    leave,
    leaveSurplus() {
      for (const { connection } of surplusConnections(knownById.values())) leave(connection)
    },
    leaveAll() {
      for (const { connection } of knownById.values()) leave(connection)
      knownById.clear()
    }
  }
}
