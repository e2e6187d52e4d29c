// Window, pure. Owns what may come from a lobby room: which records are news, and when the room has broken its bounds (I4, I13).
// Knows no Y.Doc and opens no record.

import { equalBytes } from '../base/bytes.ts'
import { limits } from '../base/limits.ts'

/** A record id of I3 is 16 bytes in base64url. */
const idCharacters = 22
/** A message costs more than its bytes: so many tiny ones cannot keep the window busy. */
const messageBytesMin = 256

export interface RecordsHeard {
  /** True: this value was not there before and is to be passed on. */
  isNews(id: string, value: unknown): value is Uint8Array
}

/** The records of one room that were passed on, at most 64 by number and 48 KiB each (I13). */
export function createRecordsHeard(own: ReadonlyMap<string, Uint8Array>): RecordsHeard {
  const last = new Map<string, Uint8Array>()
  return {
    isNews(id, value): value is Uint8Array {
      if (id.length !== idCharacters || !(value instanceof Uint8Array)) return false
      if (value.length > limits.lobbyRecordBytesMax) return false
      const before = last.get(id) ?? own.get(id)
      if (before !== undefined && equalBytes(before, value)) return false
      if (!last.has(id) && last.size >= limits.lobbyRecordsMax) return false
      last.set(id, value)
      return true
    }
  }
}

export interface RoomBounds {
  /** A message came from a peer. */
  received(bytes: number): void
  /** The document grew by an update of this size; `measure` tells its exact size and is asked only when it matters. */
  grew(bytes: number, measure: () => number): void
  broken(): boolean
}

/** The bounds of one stay in a room: 4 MiB received, 192 KiB of document. */
export function createRoomBounds(): RoomBounds {
  let receivedBytes = 0
  /** Never less than the document is. */
  let documentBytes = 0
  return {
    received(bytes) {
      receivedBytes += Math.max(bytes, messageBytesMin)
    },
    grew(bytes, measure) {
      documentBytes += bytes
      if (documentBytes > limits.lobbyDocumentBytesMax) documentBytes = measure()
    },
    broken: () => receivedBytes > limits.lobbyReceivedBytesMax || documentBytes > limits.lobbyDocumentBytesMax
  }
}
