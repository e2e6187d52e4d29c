// Owns /signal: the pub/sub a stock y-webrtc 10.3 client speaks. A topic is a random-looking text and exists while somebody
// listens; a message is handed on once and kept nowhere. It knows no team, no address and no HTTP.
import type { RawData, WebSocket } from 'ws'
import { count, type Counters, type MessageKind } from './counters.ts'
import type { Entrance } from './door.ts'
import { createBucket, type Bucket, type Limits } from './limits.ts'

const closeNotJson = 1003
const closeTooMuch = 1008
const closeTooSlow = 1013

export interface Signal extends Entrance {
  counts(): { readonly connections: number; readonly topics: number; readonly subscriptions: number }
}

interface Client {
  readonly socket: WebSocket
  readonly topics: Set<string>
  readonly messages: Bucket
  readonly bytes: Bucket
  /** Drops since the minute began. */
  drops: number
  minuteBeganAtMs: number
  /** Bytes skipped since this reader last kept up. */
  missedBytes: number
}

export function createSignal({ limits, counters }: { limits: Limits; counters: Counters }): Signal {
  const clients = new Set<Client>()
  const clientsByTopic = new Map<string, Set<Client>>()
  const deliveries = createBucket({ perSecond: limits.deliveriesPerSecond, burst: limits.deliveriesPerSecond })
  let subscriptions = 0

  function hear(client: Client, raw: RawData): void {
    if (client.socket.readyState !== client.socket.OPEN) return
    const bytes = Array.isArray(raw) ? Buffer.concat(raw) : Buffer.from(raw as Buffer)
    if (!client.messages.take(1) || !client.bytes.take(bytes.byteLength)) {
      drop(client)
      return
    }
    let message: unknown
    try {
      message = JSON.parse(bytes.toString('utf8'))
    } catch {
      count(counters.refused, 'not-json')
      client.socket.close(closeNotJson)
      return
    }
    obey(client, message)
  }

  function drop(client: Client): void {
    count(counters.refused, 'messages')
    const nowMs = performance.now()
    if (nowMs - client.minuteBeganAtMs > 60_000) {
      client.minuteBeganAtMs = nowMs
      client.drops = 0
    }
    client.drops += 1
    if (client.drops >= limits.signalDropsPerMinuteMax) client.socket.close(closeTooMuch)
  }

  function obey(client: Client, message: unknown): void {
    if (typeof message !== 'object' || message === null) return
    const type = 'type' in message ? message.type : undefined
    const topics = 'topics' in message && Array.isArray(message.topics) ? (message.topics as unknown[]) : []
    count(counters.messages, kindOf(type))
    switch (type) {
      case 'subscribe':
        for (const topic of topics) if (typeof topic === 'string') subscribe(client, topic)
        return
      case 'unsubscribe':
        for (const topic of topics) if (typeof topic === 'string') unsubscribe(client, topic)
        return
      case 'publish':
        if ('topic' in message && typeof message.topic === 'string') {
          publish(client, message.topic, 'data' in message ? message.data : undefined)
        }
        return
      case 'ping':
        deliver(client, Buffer.from('{"type":"pong"}'))
        return
      default:
        // Unknown kinds are for servers of another day.
        return
    }
  }

  function subscribe(client: Client, topic: string): void {
    if (client.topics.has(topic)) return
    if (topic.length === 0 || topic.length > limits.topicCharsMax) {
      count(counters.refused, 'topic-name')
      return
    }
    const listening = clientsByTopic.get(topic)
    if (
      client.topics.size >= limits.topicsPerSocketMax ||
      (listening === undefined && clientsByTopic.size >= limits.topicsMax)
    ) {
      count(counters.refused, 'topics')
      return
    }
    if (listening !== undefined && listening.size >= limits.subscribersPerTopicMax) {
      count(counters.refused, 'subscribers')
      return
    }
    client.topics.add(topic)
    subscriptions += 1
    if (listening === undefined) clientsByTopic.set(topic, new Set([client]))
    else listening.add(client)
  }

  function unsubscribe(client: Client, topic: string): void {
    if (!client.topics.delete(topic)) return
    subscriptions -= 1
    const listening = clientsByTopic.get(topic)
    listening?.delete(client)
    if (listening?.size === 0) clientsByTopic.delete(topic)
  }

  function publish(client: Client, topic: string, data: unknown): void {
    const listening = clientsByTopic.get(topic)
    if (listening === undefined) return
    if (!deliveries.take(listening.size)) {
      count(counters.refused, 'deliveries')
      return
    }
    let text: string
    try {
      // Only these fields are passed on, whatever else came with them.
      text = JSON.stringify({ type: 'publish', topic, data, clients: listening.size })
    } catch {
      // Nested deeper than this engine can write, though it could read it: nobody else could either.
      count(counters.refused, 'not-json')
      client.socket.close(closeNotJson)
      return
    }
    const bytes = Buffer.from(text)
    for (const reader of listening) deliver(reader, bytes)
  }

  function deliver(reader: Client, bytes: Buffer): void {
    const { socket } = reader
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount <= limits.unsentBytesSkip) {
      reader.missedBytes = 0
      socket.send(bytes, { binary: false })
      return
    }
    count(counters.refused, 'reader-slow')
    reader.missedBytes += bytes.byteLength
    if (socket.bufferedAmount + reader.missedBytes > limits.unsentBytesClose) socket.close(closeTooSlow)
  }

  return {
    messageBytesMax: limits.signalMessageBytesMax,
    accept(socket) {
      const client: Client = {
        socket,
        topics: new Set(),
        messages: createBucket({ perSecond: limits.signalMessagesPerSecond, burst: limits.signalMessagesBurst }),
        bytes: createBucket({ perSecond: limits.signalBytesPerSecond, burst: limits.signalBytesBurst }),
        drops: 0,
        minuteBeganAtMs: performance.now(),
        missedBytes: 0
      }
      clients.add(client)
      socket.on('message', (raw) => hear(client, raw))
      socket.once('close', () => {
        for (const topic of [...client.topics]) unsubscribe(client, topic)
        clients.delete(client)
      })
    },
    counts: () => ({ connections: clients.size, topics: clientsByTopic.size, subscriptions })
  }
}

function kindOf(type: unknown): MessageKind {
  return type === 'subscribe' || type === 'unsubscribe' || type === 'publish' || type === 'ping' ? type : 'other'
}
