// Owns the totals that /metrics shows. They carry kinds and reasons from fixed lists, never an address, a topic or an id.

/** Why something was refused or dropped. A fixed list: nothing a stranger sends becomes a label. */
export type RefusalReason =
  | 'address-not-allowed'
  | 'body'
  | 'busy'
  | 'circuits'
  | 'deliveries'
  | 'messages'
  | 'not-json'
  | 'origin'
  | 'path'
  | 'rate'
  | 'reader-slow'
  | 'reservations'
  | 'sockets'
  | 'sockets-per-address'
  | 'stun-rate'
  | 'subscribers'
  | 'topic-name'
  | 'topics'
  | 'upgrade'

export type MessageKind = 'subscribe' | 'unsubscribe' | 'publish' | 'ping' | 'other'

export interface Counters {
  readonly refused: Map<RefusalReason, number>
  readonly messages: Map<MessageKind, number>
  relayBytes: number
  stunAnswers: number
}

export function createCounters(): Counters {
  return { refused: new Map(), messages: new Map(), relayBytes: 0, stunAnswers: 0 }
}

export function count<Kind>(totals: Map<Kind, number>, kind: Kind): void {
  totals.set(kind, (totals.get(kind) ?? 0) + 1)
}
