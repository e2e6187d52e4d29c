import { describe, expect, test } from 'vitest'
import {
  because,
  endedNotesMax,
  keepConnectionJournal,
  type JournalWorld
} from '../../src/adapters/connection-journal.ts'

class PlayedSocket extends EventTarget {
  readonly url: string
  readonly said: unknown[] = []

  constructor(url: string | URL) {
    super()
    this.url = String(url)
  }

  send(data: unknown): void {
    this.said.push(data)
  }

  hear(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }))
  }

  drop(): void {
    this.dispatchEvent(new Event('close'))
  }
}

class PlayedConnection extends EventTarget {
  connectionState = 'new'

  async getStats(): Promise<ReadonlyMap<string, unknown>> {
    return new Map([
      ['a', { type: 'transport', bytesSent: 70, bytesReceived: 90 }],
      ['b', { type: 'candidate-pair', bytesSent: 1 }]
    ])
  }

  close(): void {
    this.connectionState = 'closed'
  }

  fail(): void {
    this.connectionState = 'failed'
    this.dispatchEvent(new Event('connectionstatechange'))
  }
}

function world() {
  let now = 1000
  const fetches: ((fetched: { readonly url: string; readonly bytes: number }) => void)[] = []
  const globals = { WebSocket: PlayedSocket, RTCPeerConnection: PlayedConnection } as unknown as JournalWorld['globals']
  const journal = keepConnectionJournal({
    globals,
    observeFetches: (heard) => void fetches.push(heard),
    now: () => (now += 1)
  })
  return {
    journal,
    fetched: (url: string, bytes: number) => fetches.forEach((heard) => heard({ url, bytes })),
    open: (url: string) => new globals.WebSocket(url) as unknown as PlayedSocket,
    connect: (configuration?: object) =>
      new (globals.RTCPeerConnection as unknown as new (given?: object) => PlayedConnection)(configuration)
  }
}

describe('the journal of connections', () => {
  test('notes every socket with its reason, and counts what is said', async () => {
    const { journal, open } = world()
    const signal = open('wss://site.example:8443/signal')
    open('wss://relay.example/')
    open('wss://stranger.example/telemetry')
    signal.send('grüß')
    signal.hear(new Uint8Array(40))
    const { notes } = await journal.look()
    expect(notes.map(({ reason, host }) => [reason, host])).toEqual([
      ['other', 'stranger.example'],
      ['relay', 'relay.example'],
      ['signaling', 'site.example:8443']
    ])
    expect(signal.said).toEqual(['grüß'])
    expect(notes[2]).toMatchObject({ sent: 6, received: 40, until: undefined })
  })

  test('notes direct connections, with the reason their maker gave, until they end by either side', async () => {
    const { journal, connect } = world()
    const device = connect({ iceServers: [], ...because('device') })
    const lobby = connect(Object.assign({}, { iceServers: [] }, because('lobby')))
    connect()
    device.fail()
    lobby.close()
    const { notes } = await journal.look()
    expect(notes.map(({ reason }) => reason)).toEqual(['other', 'lobby', 'device'])
    expect(notes.map(({ until }) => until === undefined)).toEqual([true, false, false])
    expect(notes[0]).toMatchObject({ host: '', sent: 70, received: 90 })
  })

  test('remembers a bounded number of ended ones, and every one that lives', async () => {
    const { journal, open } = world()
    open('wss://site.example/signal')
    for (let count = 0; count < endedNotesMax + 5; count++) open('wss://site.example/').drop()
    const { notes, forgotten } = await journal.look()
    expect(notes).toHaveLength(endedNotesMax + 1)
    expect(forgotten).toBe(5)
    expect(notes.at(-1)).toMatchObject({ reason: 'signaling', until: undefined })
  })

  test('adds up what was fetched, by host', async () => {
    const { journal, fetched } = world()
    fetched('https://site.example/app.js', 900)
    fetched('https://site.example/app.css', 100)
    fetched('data:text/plain,x', 7)
    expect((await journal.look()).fetched).toEqual([{ host: 'site.example', count: 2, bytes: 1000 }])
  })
})
