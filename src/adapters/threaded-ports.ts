// Both threads. Owns how the Network port crosses the line: frames are given away, and each side says what it has taken, so that
// neither thread can drown the other. Knows no frame, no letter and no topic by itself.

import { unreachable } from '../base/assert.ts'
import type { PeerId, Topic } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { Network, NetworkEvents, OwnAddress, PeerLink, RelayAddress } from '../node/ports.ts'
import { ownBuffer, type Line, type Part } from './thread-bridge.ts'

/** A network of the window that hears how much of a peer's frames the worker has digested, and gives no more credit than that. */
export interface MeteredNetwork extends Network {
  /** The worker has taken this many bytes of the frames of this peer, oldest first. */
  taken(peer: PeerId, bytes: number): void
}

type Letter = { readonly topic: Topic; readonly sealed: Uint8Array }

type ToWindow =
  | { readonly type: 'listen' }
  | { readonly type: 'follow'; readonly topics: readonly Topic[] }
  | { readonly type: 'announce'; readonly letter: Letter }
  | { readonly type: 'farewell'; readonly letters: readonly Letter[] }
  | { readonly type: 'dial'; readonly peer: PeerId; readonly relays: readonly RelayAddress[] }
  | { readonly type: 'upgrade'; readonly peer: PeerId }
  | { readonly type: 'send'; readonly peer: PeerId; readonly frame: Uint8Array }
  | { readonly type: 'close'; readonly peer: PeerId }
  /** Answers each `frame`, after the node has dealt with it. */
  | { readonly type: 'taken'; readonly peer: PeerId; readonly bytes: number }
  /** Answers each `announcement`. */
  | { readonly type: 'heard' }

type ToWorker =
  | { readonly type: 'address'; readonly address: OwnAddress | undefined }
  | { readonly type: 'announcement'; readonly letter: Letter }
  | { readonly type: 'peer'; readonly peer: PeerId; readonly link: PeerLink }
  | { readonly type: 'frame'; readonly peer: PeerId; readonly frame: Uint8Array }
  | { readonly type: 'dial-failed'; readonly peer: PeerId }
  | { readonly type: 'gone'; readonly peer: PeerId }
  | { readonly type: 'stirred' }
  /** Answers each `send`: the adapter has it, or has dropped it. */
  | { readonly type: 'passed'; readonly peer: PeerId; readonly bytes: number }

// ---------------------------------------------------------------- Worker

/** A network whose node may end before its worker does. */
export interface ThreadedNetwork extends Network {
  /** The node has ended and hears nothing any more, until the next one listens. */
  rest(): void
}

/** The Network port in the worker. The window may stand still: beyond the credit of a lane nothing waits for it, frames are dropped. */
export function createThreadedNetwork(part: Part): ThreadedNetwork {
  /** Bytes on their way to the window, by peer. */
  const waiting = new Map<PeerId, number>()
  let events: NetworkEvents | undefined

  const settle = (peer: PeerId, bytes: number): void => {
    const rest = (waiting.get(peer) ?? 0) - bytes
    if (rest > 0) waiting.set(peer, rest)
    else waiting.delete(peer)
  }

  const send = (peer: PeerId, frame: Uint8Array): void => {
    const bytes = frame.length + (waiting.get(peer) ?? 0)
    if (bytes > limits.bulkCreditBytes) return
    waiting.set(peer, bytes)
    // One frame may go to many peers, so what is given away is a copy.
    const copy = ownBuffer(frame)
    line.send({ type: 'send', peer, frame: new Uint8Array(copy) }, [copy])
  }

  const hear = (message: ToWorker): void => {
    switch (message.type) {
      case 'address':
        return events?.onAddress(message.address)
      case 'announcement':
        events?.onAnnouncement(message.letter.topic, message.letter.sealed)
        return line.send({ type: 'heard' })
      case 'peer':
        return events?.onPeer(message.peer, message.link)
      case 'frame':
        events?.onFrame(message.peer, message.frame)
        return line.send({ type: 'taken', peer: message.peer, bytes: message.frame.length })
      case 'dial-failed':
        return events?.onDialFailed(message.peer)
      case 'gone':
        return events?.onGone(message.peer)
      case 'stirred':
        return events?.onStirred()
      case 'passed':
        return settle(message.peer, message.bytes)
      default:
        return unreachable(message)
    }
  }

  const line: Line<ToWindow> = part.line('network', hear)
  return {
    listen: (heard) => {
      events = heard
      line.send({ type: 'listen' })
    },
    follow: (topics) => line.send({ type: 'follow', topics }),
    announce: (topic, sealed) => line.send({ type: 'announce', letter: { topic, sealed } }),
    farewell: (letters) => line.send({ type: 'farewell', letters }),
    dial: (peer, relays) => line.send({ type: 'dial', peer, relays }),
    upgrade: (peer) => line.send({ type: 'upgrade', peer }),
    send,
    close: (peer) => line.send({ type: 'close', peer }),
    rest: () => {
      events = undefined
      waiting.clear()
    }
  }
}

// ---------------------------------------------------------------- Window

/** One network for all workers of a page, which come and go. */
export interface SharedNetwork {
  /** This worker's node uses the network from its `listen` on. */
  serve(part: Part): void
  /** The worker has ended: its links are closed and its topics are left. */
  rest(): void
}

/** `network` is listened to once, at the first worker's wish; a later one is told the address that is known already. */
export function shareNetwork(network: MeteredNetwork): SharedNetwork {
  const linked = new Set<PeerId>()
  let address: OwnAddress | undefined
  let listening = false
  /** The line of the worker that listens now. */
  let current: Line<ToWorker> | undefined
  /** Announcements on their way to the worker: what strangers say must not queue up before a busy one. */
  let announcements = 0

  const events: NetworkEvents = {
    onAddress: (told) => {
      address = told
      current?.send({ type: 'address', address })
    },
    onAnnouncement: (topic, sealed) => {
      if (current === undefined || announcements >= limits.peersHeardMax) return
      announcements += 1
      current.send({ type: 'announcement', letter: { topic, sealed } })
    },
    onPeer: (peer, link) => {
      if (current === undefined) return network.close(peer)
      linked.add(peer)
      current.send({ type: 'peer', peer, link })
    },
    onFrame: (peer, frame) => {
      if (current === undefined) return network.taken(peer, frame.length)
      const whole = frame.buffer instanceof ArrayBuffer && frame.byteLength === frame.buffer.byteLength
      const given = whole ? frame.buffer : ownBuffer(frame)
      current.send({ type: 'frame', peer, frame: new Uint8Array(given) }, [given])
    },
    onDialFailed: (peer) => current?.send({ type: 'dial-failed', peer }),
    onGone: (peer) => {
      linked.delete(peer)
      current?.send({ type: 'gone', peer })
    },
    onStirred: () => current?.send({ type: 'stirred' })
  }

  const listen = (line: Line<ToWorker>): void => {
    current = line
    announcements = 0
    if (listening) line.send({ type: 'address', address })
    else network.listen(events)
    listening = true
  }

  const serve = (part: Part): void => {
    const hear = (message: ToWindow): void => {
      switch (message.type) {
        case 'listen':
          return listen(line)
        case 'follow':
          return network.follow(message.topics)
        case 'announce':
          return network.announce(message.letter.topic, message.letter.sealed)
        case 'farewell':
          return network.farewell(message.letters)
        case 'dial':
          return network.dial(message.peer, message.relays)
        case 'upgrade':
          return network.upgrade(message.peer)
        case 'send':
          network.send(message.peer, message.frame)
          return line.send({ type: 'passed', peer: message.peer, bytes: message.frame.length })
        case 'close':
          return network.close(message.peer)
        case 'taken':
          return network.taken(message.peer, message.bytes)
        case 'heard':
          announcements -= 1
          return
        default:
          return unreachable(message)
      }
    }
    const line: Line<ToWorker> = part.line('network', hear)
  }

  const rest = (): void => {
    if (current === undefined) return
    current = undefined
    network.follow([])
    network.farewell([])
    for (const peer of linked) network.close(peer)
    linked.clear()
  }

  return { serve, rest }
}
