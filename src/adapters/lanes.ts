// Window, pure. Owns the arithmetic of a lane: what waits to be sent, how much may be under way, and how much was taken at the
// other end (network.md 5). Knows no stream and no clock.

import { unreachable } from '../base/assert.ts'
import { limits } from '../base/limits.ts'
import { concat, readUint, uintBytes } from '../base/bytes.ts'
import type { Milliseconds } from '../node/ports.ts'

/** Two lanes run beside each other, so that what is small never queues behind what is large. */
export const laneNames = ['control', 'bulk'] as const
export type LaneName = (typeof laneNames)[number]

/** Bytes of frames that may be under way, sent and not yet taken by the worker at the other end. */
export const creditByLane: Readonly<Record<LaneName, number>> = {
  control: limits.controlCreditBytes,
  bulk: limits.bulkCreditBytes
}

/** The lane of a frame; its first byte is all the window ever reads of it. */
export function laneOf(frame: Uint8Array): LaneName {
  return (frame[0] ?? 0) >= 0x80 ? 'bulk' : 'control'
}

// ---------------------------------------------------------------- Messages on a lane

const frameFollows = 0
const creditFollows = 1
const linkIsNew = 2
const creditDigits = 6

export type LaneMessage =
  | { readonly type: 'frame'; readonly frame: Uint8Array }
  /** How many bytes of frames the other end has taken in all, since the lane was opened. */
  | { readonly type: 'credit'; readonly taken: number }
  /** Who says this had no link before: whatever the other end remembers of one is over. */
  | { readonly type: 'new' }

/** The bytes of a message: its kind, then the frame or the running count. */
export function encodeLaneMessage(message: LaneMessage): Uint8Array {
  switch (message.type) {
    case 'frame':
      return concat(Uint8Array.of(frameFollows), message.frame)
    case 'credit':
      return concat(Uint8Array.of(creditFollows), uintBytes(message.taken, creditDigits))
    case 'new':
      return Uint8Array.of(linkIsNew)
    default:
      return unreachable(message)
  }
}

/** undefined: not of this protocol. The frame is a part of `bytes`, not a copy. */
export function decodeLaneMessage(bytes: Uint8Array): LaneMessage | undefined {
  const kind = bytes[0]
  if (kind === frameFollows && bytes.length > 1 && bytes.length - 1 <= limits.frameBytesMax)
    return { type: 'frame', frame: bytes.subarray(1) }
  if (kind === creditFollows && bytes.length === 1 + creditDigits)
    return { type: 'credit', taken: readUint(bytes, 1, creditDigits) }
  if (kind === linkIsNew && bytes.length === 1) return { type: 'new' }
  return undefined
}

// ---------------------------------------------------------------- Sending

export interface SendQueue {
  /** False: too much waits already, this newest frame is dropped. */
  offer(frame: Uint8Array): boolean
  /** The oldest frame, chunks of files after all others, if it fits into `room` bytes of credit. */
  take(room: number): Uint8Array | undefined
  clear(): void
}

/** Chunks of files: sent when nothing else waits (M4). */
function waitsLonger(frame: Uint8Array): boolean {
  return (frame[0] ?? 0) >= 0xc0
}

/**
 * Frames of one peer that wait for credit; outlives the stream, so nothing unsent is lost when lanes move. Chunks have a queue
 * of their own: neither do they keep what people say waiting, nor take its place.
 */
export function createSendQueue(bytesMax: number = limits.sendQueueBytesMax): SendQueue {
  const said = createOneQueue(bytesMax)
  const chunks = createOneQueue(bytesMax)
  return {
    offer: (frame) => (waitsLonger(frame) ? chunks : said).offer(frame),
    take: (room) => (said.isEmpty() ? chunks : said).take(room),
    clear() {
      said.clear()
      chunks.clear()
    }
  }
}

function createOneQueue(bytesMax: number): SendQueue & { isEmpty(): boolean } {
  let waiting: Uint8Array[] = []
  let bytes = 0
  return {
    isEmpty: () => waiting.length === 0,
    offer(frame) {
      if (bytes + frame.length > bytesMax) return false
      waiting.push(frame)
      bytes += frame.length
      return true
    },
    take(room) {
      const oldest = waiting[0]
      if (oldest === undefined || oldest.length > room) return undefined
      waiting.shift()
      bytes -= oldest.length
      return oldest
    },
    clear() {
      waiting = []
      bytes = 0
    }
  }
}

export interface Credit {
  /** How many bytes may be sent now. */
  room(): number
  sent(bytes: number): void
  /** The other end says how much it has taken in all. False: it cannot have. */
  acknowledge(takenInAll: number): boolean
}

/** What we may send on one lane. */
export function createCredit(creditBytes: number): Credit {
  let sentInAll = 0
  let takenInAll = 0
  return {
    room: () => creditBytes - (sentInAll - takenInAll),
    sent(bytes) {
      sentInAll += bytes
    },
    acknowledge(taken) {
      if (taken < takenInAll || taken > sentInAll) return false
      takenInAll = taken
      return true
    }
  }
}

// ---------------------------------------------------------------- Receiving

export interface Receipt {
  /** False: more came than we gave credit for. */
  received(bytes: number): boolean
  /** Our worker has taken this many more bytes. */
  taken(bytes: number): void
  /** The running count, if it is time to say it: every 64 KiB, or 100 ms after the last time. */
  due(now: Milliseconds): number | undefined
  /** How long until an unsaid count is due; undefined when everything is said. */
  wait(now: Milliseconds): Milliseconds | undefined
}

/** What we have taken of one lane, and what the other end knows of it. */
export function createReceipt(creditBytes: number): Receipt {
  let receivedInAll = 0
  let takenInAll = 0
  let saidInAll = 0
  let saidAt = Number.NEGATIVE_INFINITY
  const wait = (now: Milliseconds): Milliseconds | undefined => {
    const unsaid = takenInAll - saidInAll
    if (unsaid === 0) return undefined
    return unsaid >= limits.creditStepBytes ? 0 : Math.max(0, saidAt + limits.creditStepMs - now)
  }
  return {
    received(bytes) {
      receivedInAll += bytes
      return receivedInAll - saidInAll <= creditBytes
    },
    taken(bytes) {
      takenInAll = Math.min(takenInAll + bytes, receivedInAll)
    },
    due(now) {
      if (wait(now) !== 0) return undefined
      saidInAll = takenInAll
      saidAt = now
      return saidInAll
    },
    wait
  }
}

export interface Untaken<Lane> {
  /** A frame of this lane was given out to the worker. */
  given(lane: Lane, bytes: number): void
  /** The worker has taken so many bytes more; it takes in the order in which it was given. */
  taken(bytes: number): void
  clear(): void
}

/** Frames of one peer given out and not yet taken: the worker counts bytes, its lanes must learn which were theirs. */
export function createUntaken<Lane extends { taken(bytes: number): void }>(): Untaken<Lane> {
  let waiting: { readonly lane: Lane; bytes: number }[] = []
  return {
    given(lane, bytes) {
      waiting.push({ lane, bytes })
    },
    taken(bytes) {
      let rest = bytes
      for (let oldest = waiting[0]; oldest !== undefined && rest > 0; oldest = waiting[0]) {
        const part = Math.min(rest, oldest.bytes)
        oldest.bytes -= part
        rest -= part
        if (oldest.bytes === 0) waiting.shift()
        oldest.lane.taken(part)
      }
    },
    clear() {
      waiting = []
    }
  }
}
