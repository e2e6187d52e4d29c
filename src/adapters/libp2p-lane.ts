// Window. Owns one long stream to a peer: framing, credit in both directions, and the word that it broke. Knows neither what is
// in a frame nor which connection the stream runs on.

import { type LengthPrefixedStream, lpStream } from '@libp2p/utils'
import type { Stream } from '@libp2p/interface'
import { assert } from '../base/assert.ts'
import { linkWaits } from './libp2p-links.ts'
import {
  createCredit,
  createReceipt,
  creditByLane,
  decodeLaneMessage,
  encodeLaneMessage,
  type LaneName,
  type SendQueue
} from './lanes.ts'

export interface Lane {
  readonly name: LaneName
  /** From now on frames are given out and taken from the queue; `isNew`: the other end is told that there was no link before. */
  start(queue: SendQueue, link?: { readonly isNew: boolean }): void
  /** Something waits in the queue. */
  pump(): void
  /** Our worker has taken this many bytes of this lane's frames. */
  taken(bytes: number): void
  /** Takes no more frames from the queue; what is under way still arrives in both directions, then the stream ends. */
  retire(): void
}

export interface LaneEvents {
  onFrame(frame: Uint8Array): void
  /** For the other end this link is new. */
  onNew(): void
  /** The stream ended, or the other side broke a bound; at most once. */
  onBroken(): void
}

export const laneProtocols: Readonly<Record<LaneName, string>> = {
  control: '/flurfunk/control/1',
  bulk: '/flurfunk/bulk/1'
}

/** Enough for 2 MiB; a message has at most 256 KiB. */
const lengthBytesMax = 3

/** Attaches its listeners before it returns: bytes that are there already would be lost otherwise (pitfall 14). */
export function createLane(name: LaneName, stream: Stream, events: LaneEvents): Lane {
  const framed: LengthPrefixedStream = lpStream(stream, {
    lengthDecoder: (bytes) => decodeLength(bytes.subarray()),
    maxDataLength: 262_144,
    maxBufferSize: 1_572_864
  })
  const credit = createCredit(creditByLane[name])
  const receipt = createReceipt(creditByLane[name])
  let queue: SendQueue | undefined
  let sayNew = false
  let saying: ReturnType<typeof setTimeout> | undefined
  let ending: ReturnType<typeof setTimeout> | undefined
  let writing = false
  let retired = false
  let broken = false

  function breakDown(): void {
    if (broken) return
    broken = true
    clearTimeout(saying)
    clearTimeout(ending)
    stream.abort(new Error('lane is done'))
    events.onBroken()
  }

  async function read(): Promise<void> {
    for (;;) {
      const message = decodeLaneMessage((await framed.read()).slice())
      if (message === undefined) return
      if (message.type === 'credit') {
        if (!credit.acknowledge(message.taken)) return
        pump()
      } else if (message.type === 'new') {
        events.onNew()
      } else {
        if (!receipt.received(message.frame.length)) return
        events.onFrame(message.frame)
      }
    }
  }

  /** What is to be written next; credit goes before frames, for it lets the other side go on. */
  function next(): Uint8Array | undefined {
    if (sayNew) {
      sayNew = false
      return encodeLaneMessage({ type: 'new' })
    }
    const taken = receipt.due(performance.now())
    if (taken !== undefined) return encodeLaneMessage({ type: 'credit', taken })
    const frame = retired ? undefined : queue?.take(credit.room())
    if (frame === undefined) return undefined
    credit.sent(frame.length)
    return encodeLaneMessage({ type: 'frame', frame })
  }

  async function write(): Promise<void> {
    for (let bytes = next(); bytes !== undefined && !broken; bytes = next()) await framed.write(bytes)
  }

  function pump(): void {
    if (writing || broken) return
    writing = true
    write().then(
      () => {
        writing = false
        sayLater()
      },
      () => breakDown()
    )
  }

  function sayLater(): void {
    const wait = receipt.wait(performance.now())
    if (wait === undefined || broken) return
    clearTimeout(saying)
    saying = setTimeout(pump, wait)
  }

  return {
    name,
    start(frames, link) {
      assert(queue === undefined, 'a lane starts once')
      queue = frames
      sayNew = link?.isNew === true
      read().then(breakDown, breakDown)
      pump()
    },
    pump,
    taken(bytes) {
      receipt.taken(bytes)
      if (receipt.wait(performance.now()) === 0) pump()
      else sayLater()
    },
    retire() {
      if (retired || broken) return
      retired = true
      // Not at once: the other side may not have heard of the lanes that follow, and would take the end for a loss.
      ending = setTimeout(breakDown, linkWaits.surplusMs)
    }
  }
}

/**
 * The length of a message, low seven bits first. The library's own decoder asks for more bytes as long as the last one says
 * that there are more: a stranger could feed it for ever.
 */
function decodeLength(bytes: Uint8Array): number {
  let length = 0
  for (const [index, byte] of bytes.entries()) {
    length += (byte & 0x7f) * 2 ** (7 * index)
    if (byte < 0x80) return length
  }
  if (bytes.length >= lengthBytesMax) throw new Error('no message of ours is that long')
  // How the library is told that there is more to come.
  throw new RangeError('unfinished')
}
