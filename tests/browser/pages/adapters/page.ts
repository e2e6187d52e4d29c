// Owns the page on which the window's adapters run in a browser without the app: it tells a test what they report, and does what
// the test asks. A worker that takes its frames at once, or later, is played here.

import { multiaddr } from '@multiformats/multiaddr'
import { fromHex, toHex } from '../../../../src/base/bytes.ts'
import { peerIdOf, topicOf, type PeerId } from '../../../../src/base/ids.ts'
import { createLobby } from '../../../../src/adapters/lobby.ts'
import type { Libp2pNetwork } from '../../../../src/adapters/libp2p-network.ts'
import { createMeetingPlace } from '../../../../src/adapters/meeting-place.ts'
import { createSignalSocket } from '../../../../src/adapters/signal-socket.ts'
import type { LobbyVisit, RelayAddress } from '../../../../src/node/ports.ts'

declare global {
  /** Given by the test: hears every event of the page, as JSON. */
  function tell(event: string): Promise<void>
  /** What a test may ask of a page. */
  var bench: Readonly<Record<string, (...given: never[]) => unknown>>
}

/** Every WebRTC connection this page tried, and how it stands. */
const attempts: RTCPeerConnection[] = []
const OwnConnection = globalThis.RTCPeerConnection
globalThis.RTCPeerConnection = class extends OwnConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration)
    attempts.push(this)
  }
}

const place = createMeetingPlace({ base: new URL(location.origin) })
const socket = createSignalSocket(place.signalUrl)
const visits = new Map<string, LobbyVisit>()
const received = { frames: 0, bytes: 0 }
let network: Libp2pNetwork | undefined
let telling = true
const report = (event: object): void => void globalThis.tell(JSON.stringify(event))
/** Frames the played worker has not taken yet; undefined while it takes them at once. */
let asleep: { readonly peer: PeerId; readonly bytes: number }[] | undefined

function bytesOf(hex: string): Uint8Array {
  const bytes = fromHex(hex)
  if (!bytes.ok) throw new Error('the test speaks hexadecimal')
  return bytes.value
}

function heardFrame(peer: PeerId, frame: Uint8Array): void {
  received.frames += 1
  received.bytes += frame.length
  if (asleep === undefined) network?.taken(peer, frame.length)
  else asleep.push({ peer, bytes: frame.length })
}

/** A test that is about coming back does not wait a minute for it. */
const waits = new URLSearchParams(location.search).has('impatient') ? { refreshMs: 300, retryMs: 300 } : undefined
const lobby = createLobby({ place, socket, ...(waits && { waits }) })

/** Pieces that no lane of ours sends: endless lengths, unknown kinds, too long, credit for nothing. */
const junk: readonly (readonly number[])[] = [
  Array.from({ length: 12 }, () => 0xff),
  [3, 9, 9, 9],
  [0x80, 0x80, 0x20, 0],
  [7, 1, 0, 0, 0, 0, 0, 5]
]

/**
 * Connects with a libp2p node that knows the protocols and none of their rules; tells for each piece of junk whether the
 * connection was ended for it.
 */
async function playFoul(peer: string, relays: readonly RelayAddress[]): Promise<readonly boolean[]> {
  const { createBrowserNode } = await import('../../../../src/adapters/libp2p-node.ts')
  const { laneProtocols } = await import('../../../../src/adapters/libp2p-lane.ts')
  const node = await createBrowserNode({ iceServers: () => [], mayDial: () => true })
  const [relay] = relays
  if (relay === undefined) throw new Error('a peer without a relay')
  const way = multiaddr(`${relay.address}/p2p/${relay.peer}/p2p-circuit/p2p/${peer}`)
  const ended: boolean[] = []
  for (const protocol of Object.values(laneProtocols)) {
    for (const piece of junk) {
      const connection = await node.dial(way, { force: true })
      const end = new Promise<boolean>((resolve) => connection.addEventListener('close', () => resolve(true)))
      const opened = Object.values(laneProtocols).map((each) =>
        connection.newStream(each, { runOnLimitedConnection: true })
      )
      const streams = await Promise.all(opened).catch(() => [])
      for (const stream of streams)
        if (stream.protocol === protocol && stream.status === 'open') stream.send(Uint8Array.from(piece))
      ended.push(await Promise.race([end, new Promise<boolean>((resolve) => setTimeout(resolve, 60_000, false))]))
    }
  }
  await node.stop()
  return ended
}

const benchOfPage = {
  received: () => received,
  /** From now on frames are counted, not told. */
  onlyCount(): void {
    telling = false
  },

  async listen(): Promise<void> {
    const { createLibp2pNetwork } = await import('../../../../src/adapters/libp2p-network.ts')
    network = createLibp2pNetwork({ place, socket })
    network.listen({
      onAddress: (address) =>
        report({
          type: 'address',
          address: address && { ...address, peerBytes: toHex(address.peerBytes) }
        }),
      onAnnouncement: (topic, sealed) => report({ type: 'announcement', topic, sealed: toHex(sealed) }),
      onPeer: (peer, link) =>
        report({ type: 'peer', peer, path: link.path, dialer: link.dialer, peerBytes: toHex(link.peerBytes) }),
      onFrame(peer, frame) {
        heardFrame(peer, frame)
        if (telling) report({ type: 'frame', peer, frame: toHex(frame) })
      },
      onDialFailed: (peer) => report({ type: 'dial-failed', peer }),
      onGone: (peer) => report({ type: 'gone', peer }),
      onStirred: () => report({ type: 'stirred' })
    })
  },

  follow: (topics: string[]) => network?.follow(topics.map((topic) => topicOf(bytesOf(topic)))),
  announce: (topic: string, sealed: string) => network?.announce(topicOf(bytesOf(topic)), bytesOf(sealed)),
  farewell: (letters: { topic: string; sealed: string }[]) =>
    network?.farewell(
      letters.map(({ topic, sealed }) => ({ topic: topicOf(bytesOf(topic)), sealed: bytesOf(sealed) }))
    ),
  dial: (peer: string, relays: RelayAddress[]) => network?.dial(peerIdOf(peer), relays),
  upgrade: (peer: string) => network?.upgrade(peerIdOf(peer)),
  send: (peer: string, frame: string) => network?.send(peerIdOf(peer), bytesOf(frame)),
  close: (peer: string) => network?.close(peerIdOf(peer)),
  stop: async () => await network?.stop(),
  attempts: () => attempts.map(({ connectionState }) => connectionState),
  dropped: () => network?.dropped(),

  /** Sends `count` frames of `length` bytes, the first of which is `first`; the next when `room` says so. */
  sendMany(peer: string, { count, length, first }: { count: number; length: number; first: number }): void {
    const frame = new Uint8Array(length).fill(7)
    frame[0] = first
    for (let sent = 0; sent < count; sent++) network?.send(peerIdOf(peer), frame)
  },
  /** Sends as many bytes as fast as they go: what is dropped is sent again. */
  async sendSteadily(peer: string, how: { bytes: number; length: number; first: number }): Promise<void> {
    const frame = new Uint8Array(how.length).fill(7)
    frame[0] = how.first
    for (let sent = 0; sent < how.bytes;) {
      const before = network?.dropped()
      network?.send(peerIdOf(peer), frame)
      if (network?.dropped() === before) sent += how.length
      else await new Promise((resolve) => setTimeout(resolve, 10))
    }
  },
  playFoul,
  sleep(): void {
    asleep = []
  },
  wake(): void {
    const waiting = asleep ?? []
    asleep = undefined
    for (const { peer, bytes } of waiting) network?.taken(peer, bytes)
  },
  sleeping: () => asleep?.length ?? 0,

  visit(name: string, room: { room: string; password: string }): void {
    const visit = lobby.visit(room, {
      onKnock: () => report({ type: 'knock', visit: name }),
      onRecord: (id, record) => report({ type: 'record', visit: name, id, record: toHex(record) }),
      onPeers: (count) => report({ type: 'peers', visit: name, count }),
      onDisturbed: ({ final }) => report({ type: 'disturbed', visit: name, final })
    })
    visits.set(name, visit)
  },
  open: (name: string) => visits.get(name)?.open(),
  put: (name: string, id: string, record: string) => visits.get(name)?.put(id, bytesOf(record)),
  leave: (name: string) => visits.get(name)?.leave(),
  publish: (topic: string, letter: string) => socket.publish(topic, letter),
  /** Resolves when this page hears what is published under a topic. */
  async hears(topic: string): Promise<void> {
    await new Promise<void>((resolve) => {
      const again = setInterval(() => socket.publish(topic, 'dGVzdA=='), 100)
      const stop = socket.subscribe(topic, () => {
        clearInterval(again)
        stop()
        resolve()
      })
    })
  }
}

globalThis.bench = benchOfPage
report({ type: 'loaded' })
