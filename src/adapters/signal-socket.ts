// Window. Owns the one WebSocket to /signal: topics, letters, coming back after it closed (network.md 2.1). Knows neither what
// a topic stands for nor what is in a letter.

import type { Cancel, Milliseconds } from '../node/ports.ts'
import { backOff, linkWaits } from './libp2p-links.ts'

export interface SignalSocket {
  /** Hears every letter that is published under `topic`, our own ones too, until it is cancelled. */
  subscribe(topic: string, heard: (letter: string) => void): Cancel
  /** Delivered at most once, to whoever listens now; while the socket is closed the newest letter of a topic waits shortly. */
  publish(topic: string, letter: string): void
  /** Comes back at once if it is closed: the network changed, or the machine woke. */
  nudge(): void
  stop(): void
}

const topicCharactersMax = 128
const letterCharactersMax = 30 * 1024
const lettersWaitingMax = 64
const letterWaitsMs: Milliseconds = 10_000
const pingMs: Milliseconds = 20_000
const openMs: Milliseconds = 10_000

/** Connects at once and for as long as it is not stopped. */
export function createSignalSocket(url: string): SignalSocket {
  const listenersByTopic = new Map<string, Set<(letter: string) => void>>()
  const waiting = new Map<string, { readonly letter: string; readonly since: Milliseconds }>()
  let socket: WebSocket | undefined
  let heardSincePing = true
  let attempt = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let stopped = false

  function connect(): void {
    clearTimeout(retry)
    const fresh = new WebSocket(url)
    socket = fresh
    const tooLate = setTimeout(() => fresh.close(), openMs)
    fresh.onopen = () => {
      clearTimeout(tooLate)
      attempt = 0
      heardSincePing = true
      if (listenersByTopic.size > 0) say({ type: 'subscribe', topics: [...listenersByTopic.keys()] })
      const latest = performance.now() - letterWaitsMs
      for (const [topic, { letter, since }] of waiting) if (since >= latest) publish(topic, letter)
      waiting.clear()
    }
    fresh.onmessage = ({ data }: MessageEvent<unknown>) => {
      heardSincePing = true
      const said = typeof data === 'string' ? readPublished(data) : undefined
      if (said === undefined) return
      for (const heard of [...(listenersByTopic.get(said.topic) ?? [])]) heard(said.letter)
    }
    fresh.onclose = () => {
      clearTimeout(tooLate)
      if (socket !== fresh) return
      socket = undefined
      if (!stopped) retry = setTimeout(connect, nextWait())
    }
  }

  function nextWait(): Milliseconds {
    return backOff(attempt++, { firstMs: linkWaits.signalFirstMs, maxMs: linkWaits.signalMaxMs, chance: Math.random() })
  }

  function say(message: object): boolean {
    if (socket?.readyState !== WebSocket.OPEN) return false
    socket.send(JSON.stringify(message))
    return true
  }

  function publish(topic: string, letter: string): void {
    if (letter.length > letterCharactersMax || topic.length > topicCharactersMax) return
    if (say({ type: 'publish', topic, data: letter })) return
    waiting.delete(topic)
    if (waiting.size < lettersWaitingMax) waiting.set(topic, { letter, since: performance.now() })
  }

  /** A socket can be dead without knowing it: what stays silent for a whole interval is closed. */
  const pinging = setInterval(() => {
    if (socket?.readyState !== WebSocket.OPEN) return
    if (!heardSincePing) return abandon()
    heardSincePing = false
    say({ type: 'ping' })
  }, pingMs)

  /** A dead socket may take minutes to say so; it is left behind instead. */
  function abandon(): void {
    const left = socket
    socket = undefined
    left?.close()
    connect()
  }

  connect()
  return {
    subscribe(topic, heard) {
      const listeners = listenersByTopic.get(topic) ?? new Set()
      if (listeners.size === 0) {
        listenersByTopic.set(topic, listeners)
        say({ type: 'subscribe', topics: [topic] })
      }
      const listener = (letter: string): void => heard(letter)
      listeners.add(listener)
      return () => {
        if (!listeners.delete(listener) || listeners.size > 0) return
        listenersByTopic.delete(topic)
        say({ type: 'unsubscribe', topics: [topic] })
      }
    },
    publish,
    nudge() {
      if (stopped) return
      attempt = 0
      if (socket === undefined) connect()
      else if (socket.readyState === WebSocket.OPEN) {
        heardSincePing = false
        say({ type: 'ping' })
        const asked = socket
        setTimeout(() => {
          if (!stopped && socket === asked && !heardSincePing) abandon()
        }, linkWaits.probeMs)
      }
    },
    stop() {
      stopped = true
      clearTimeout(retry)
      clearInterval(pinging)
      socket?.close()
    }
  }
}

/** A letter somebody published. Rooms of clients without a password carry other values; those are not for us. */
function readPublished(text: string): { readonly topic: string; readonly letter: string } | undefined {
  let said: unknown
  try {
    said = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof said !== 'object' || said === null) return undefined
  const { type, topic, data }: { type?: unknown; topic?: unknown; data?: unknown } = said
  return type === 'publish' && typeof topic === 'string' && typeof data === 'string'
    ? { topic, letter: data }
    : undefined
}
