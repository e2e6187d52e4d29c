// Both threads. Owns the one line between window and worker: typed messages by concern, bytes handed over instead of copied,
// faults told once. Knows no message by itself; no key and no Yjs type is ever given to it.

import { assert } from '../base/assert.ts'

/** What a Worker, a worker's own scope and a MessagePort have in common. */
export interface MessageEnd {
  postMessage(message: unknown, transfer: Transferable[]): void
  addEventListener(type: 'message', heard: (event: MessageEvent) => void): void
  removeEventListener(type: 'message', heard: (event: MessageEvent) => void): void
}

/** The concerns that share the line. */
export type LineName = 'node' | 'lock' | 'network' | 'lobby'

export interface Line<Sent> {
  /** `give`: buffers that from now on belong to the other thread. After the bridge has closed, nothing is sent. */
  send(message: Sent, give?: readonly ArrayBuffer[]): void
}

export interface Bridge {
  /** Opens one concern; `hear` gets what the other end's line of this name sends. */
  line<Sent, Heard>(name: LineName, hear: (message: Heard) => void): Line<Sent>
  /** Nothing is heard or sent any more. */
  close(): void
}

/** `onFault`: hearing a message threw. Nothing more is heard by then, for nobody knows what is true behind it (fail-stop); a last word may be sent. */
export function openBridge(end: MessageEnd, onFault: (error: unknown) => void): Bridge {
  const hearers = new Map<string, (message: never) => void>()
  let open = true

  const stopHearing = (): void => end.removeEventListener('message', heard)

  const close = (): void => {
    open = false
    stopHearing()
  }

  const heard = ({ data }: MessageEvent): void => {
    try {
      const [name, message]: readonly [string, never] = data
      const hear = hearers.get(name)
      assert(hear !== undefined, 'both threads know the same lines')
      hear(message)
    } catch (error) {
      stopHearing()
      onFault(error)
    }
  }

  end.addEventListener('message', heard)
  return {
    close,
    line: (name, hear) => {
      assert(!hearers.has(name), 'a concern has one line')
      hearers.set(name, hear)
      return {
        send: (message, give = []) => {
          if (open) end.postMessage([name, message], [...give])
        }
      }
    }
  }
}

/** A buffer of exactly these bytes that may be given away; `bytes` itself stays whole. */
export function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}

/** What may be shown of an error: its own sentence, which names no person and no text (architecture 8.21). */
export function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 200)
}
