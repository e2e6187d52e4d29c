// Both threads. Owns the one line between window and worker: typed messages by team and concern, bytes handed over instead of
// copied, faults told once. Knows no message by itself; no key and no Yjs type is ever given to it.

import { assert } from '../base/assert.ts'

/** What a Worker, a worker's own scope and a MessagePort have in common. */
export interface MessageEnd {
  postMessage(message: unknown, transfer: Transferable[]): void
  addEventListener(type: 'message', heard: (event: MessageEvent) => void): void
  removeEventListener(type: 'message', heard: (event: MessageEvent) => void): void
}

/** The concerns that share a line: of the host as a whole, and of each team. */
export type LineName = 'host' | 'lock' | 'node' | 'network' | 'lobby'

export interface Line<Sent> {
  /** `give`: buffers that from now on belong to the other thread. After the bridge has closed, nothing is sent. */
  send(message: Sent, give?: readonly ArrayBuffer[]): void
}

export interface Part {
  /** Opens one concern; `hear` gets what the other end's line of this name sends. */
  line<Sent, Heard>(name: LineName, hear: (message: Heard) => void): Line<Sent>
  /** Nothing is heard or sent any more. What was on its way is for nobody. */
  close(): void
}

export interface Bridge extends Part {
  /**
   * The lines of one life of one team, between the two ends that use the same number. Hearing a message of it may throw without
   * harm to the others: `onFault` hears it, and the part hears nothing more by then; a last word may be sent.
   */
  part(life: number, onFault: (error: unknown) => void): Part
}

/** The lines of the host itself are those of no life. */
const wholeHost = 0

/** `onFault`: hearing a message threw. Nothing more is heard by then, for nobody knows what is true behind it (fail-stop); a last word may be sent. */
export function openBridge(end: MessageEnd, onFault: (error: unknown) => void): Bridge {
  const lives = new Map<number, (name: string, message: never) => void>()
  let open = true

  const stopHearing = (): void => end.removeEventListener('message', heard)

  const part = (life: number, fault: (error: unknown) => void): Part => {
    assert(!lives.has(life), 'a life has one part of the line')
    const hearers = new Map<string, (message: never) => void>()
    let speaks = true
    lives.set(life, (name, message) => {
      try {
        const hear = hearers.get(name)
        assert(hear !== undefined, 'both threads know the same lines')
        hear(message)
      } catch (error) {
        lives.delete(life)
        fault(error)
      }
    })
    return {
      close: () => {
        speaks = false
        lives.delete(life)
      },
      line: (name, hear) => {
        assert(!hearers.has(name), 'a concern has one line')
        hearers.set(name, hear)
        return {
          send: (message, give = []) => {
            if (open && speaks) end.postMessage([life, name, message], [...give])
          }
        }
      }
    }
  }

  const heard = ({ data }: MessageEvent): void => {
    try {
      const [life, name, message]: readonly [number, string, never] = data
      // Whoever speaks to a life that has ended does not know it yet.
      lives.get(life)?.(name, message)
    } catch (error) {
      blame(error)
    }
  }

  const blame = (error: unknown): void => {
    stopHearing()
    onFault(error)
  }

  const host = part(wholeHost, blame)
  end.addEventListener('message', heard)
  return {
    part,
    line: host.line,
    close: () => {
      open = false
      stopHearing()
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
