// Window. Owns the list of every connection that this page opens: it stands where the browser opens them, so that nothing passes it by,
// our own code and packages alike. Knows reasons, not what is said.

import type { ConnectionNote, ConnectionsApi } from '../node/api-privacy.ts'

/** What the journal needs of a window; a double in tests. */
export interface JournalWorld {
  /** Where everybody takes them from. */
  readonly globals: { WebSocket: typeof WebSocket; RTCPeerConnection?: typeof RTCPeerConnection }
  /** Calls `heard` with everything fetched so far and from now on. */
  observeFetches(heard: (fetched: { readonly url: string; readonly bytes: number }) => void): void
  now(): number
}

/** Ended connections that are remembered; those that live are never forgotten. */
export const endedNotesMax = 200

const reasonKey = Symbol('why a connection is opened')
type PeerReason = Extract<ConnectionNote['reason'], 'device' | 'lobby'>

/** To be spread into the configuration of an RTCPeerConnection: says what it is for. Browsers pass over what they do not know. */
export function because(reason: PeerReason): object {
  return { [reasonKey]: reason }
}

type Draft = { -readonly [Key in keyof ConnectionNote]: ConnectionNote[Key] }

/** Begins to take notes; what was opened before is not seen, so it comes first of all. */
export function keepConnectionJournal(world: JournalWorld): ConnectionsApi {
  const since = world.now()
  const alive = new Map<number, { readonly note: Draft; readonly count: () => Promise<void> }>()
  const ended: ConnectionNote[] = []
  const fetched = new Map<string, { count: number; bytes: number }>()
  let ids = 0
  let forgotten = 0

  const begin = (reason: ConnectionNote['reason'], host: string, count: (note: Draft) => Promise<void>): Draft => {
    ids += 1
    const note: Draft = {
      id: ids,
      reason,
      host,
      since: world.now(),
      until: undefined,
      sent: undefined,
      received: undefined
    }
    alive.set(note.id, { note, count: () => count(note) })
    return note
  }

  const end = (note: Draft): void => {
    if (!alive.delete(note.id)) return
    note.until = world.now()
    ended.push(note)
    if (ended.length <= endedNotesMax) return
    ended.shift()
    forgotten += 1
  }

  const { globals } = world
  globals.WebSocket = notedSockets(globals.WebSocket, { begin, end })
  if (globals.RTCPeerConnection !== undefined)
    globals.RTCPeerConnection = notedPeerConnections(globals.RTCPeerConnection, { begin, end })
  world.observeFetches(({ url, bytes }) => {
    const { host } = new URL(url)
    if (host === '') return
    const known = fetched.get(host) ?? { count: 0, bytes: 0 }
    fetched.set(host, { count: known.count + 1, bytes: known.bytes + bytes })
  })

  return {
    async look() {
      await Promise.all([...alive.values()].map(({ count }) => count()))
      const notes = [...[...alive.values()].map(({ note }) => ({ ...note })), ...ended].sort((a, b) => b.id - a.id)
      return { since, notes, forgotten, fetched: [...fetched].map(([host, sums]) => ({ host, ...sums })) }
    }
  }
}

interface Notebook {
  begin(reason: ConnectionNote['reason'], host: string, count: (note: Draft) => Promise<void>): Draft
  end(note: Draft): void
}

function notedSockets(Opened: typeof WebSocket, { begin, end }: Notebook): typeof WebSocket {
  return class NotedWebSocket extends Opened {
    readonly #note: Draft

    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      const { host, pathname } = new URL(this.url)
      // The two doors that every server of ours has, whatever its host.
      const reason = pathname === '/signal' ? 'signaling' : pathname === '/' ? 'relay' : 'other'
      this.#note = begin(reason, host, () => Promise.resolve())
      this.#note.sent = 0
      this.#note.received = 0
      this.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        this.#note.received = (this.#note.received ?? 0) + sizeOf(data)
      })
      this.addEventListener('close', () => end(this.#note))
    }

    override send(data: Parameters<WebSocket['send']>[0]): void {
      super.send(data)
      this.#note.sent = (this.#note.sent ?? 0) + sizeOf(data)
    }
  }
}

function notedPeerConnections(Opened: typeof RTCPeerConnection, { begin, end }: Notebook): typeof RTCPeerConnection {
  return class NotedPeerConnection extends Opened {
    readonly #note: Draft

    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      const marked: unknown = Reflect.get(configuration ?? {}, reasonKey)
      this.#note = begin(marked === 'device' || marked === 'lobby' ? marked : 'other', '', async (note) => {
        const stats = await this.getStats()
        stats.forEach((each: { type: string; bytesSent?: number; bytesReceived?: number }) => {
          if (each.type !== 'transport') return
          note.sent = each.bytesSent
          note.received = each.bytesReceived
        })
      })
      this.addEventListener('connectionstatechange', () => {
        if (this.connectionState === 'closed' || this.connectionState === 'failed') end(this.#note)
      })
    }

    override close(): void {
      super.close()
      // Closing from this side tells nobody.
      end(this.#note)
    }
  }
}

function sizeOf(data: unknown): number {
  if (typeof data === 'string') return new TextEncoder().encode(data).length
  if (data instanceof Blob) return data.size
  return data instanceof ArrayBuffer || ArrayBuffer.isView(data) ? data.byteLength : 0
}

/** Everything this page fetches, as its browser reports it. */
export function observeFetches(heard: (fetched: { readonly url: string; readonly bytes: number }) => void): void {
  new PerformanceObserver((list) => {
    for (const entry of list.getEntriesByType('resource'))
      if (entry instanceof PerformanceResourceTiming) heard({ url: entry.name, bytes: entry.transferSize })
  }).observe({ type: 'resource', buffered: true })
}
