// Window. Owns announcements as they travel: topics and sealed letters as text on the /signal socket, and the farewell that a
// closing page still publishes. Knows neither what a topic stands for nor what a letter says.

import { toBase64url } from '../base/bytes.ts'
import { idBytes, type Topic } from '../base/ids.ts'
import type { Cancel } from '../node/ports.ts'
import type { SignalSocket } from './signal-socket.ts'

export interface Letter {
  readonly topic: Topic
  readonly sealed: Uint8Array
}

export interface Letters {
  /** The whole set of topics that are wanted, replacing the last one. */
  follow(topics: readonly Topic[]): void
  announce(letter: Letter): void
  /** Published when the page goes; replaces the last ones. */
  farewell(letters: readonly Letter[]): void
  stop(): void
}

/** A letter is 384 B of CBOR and its seal (network.md 4); far more than that is none. */
const sealedBytesMax = 4096
/** Our own letters come back to us; so many are recognized. */
const ownLettersMax = 32

export function createLetters(socket: SignalSocket, heard: (letter: Letter) => void): Letters {
  const followed = new Map<Topic, Cancel>()
  const own: string[] = []
  let farewells: readonly Letter[] = []

  function announce({ topic, sealed }: Letter): void {
    const text = toBase64(sealed)
    own.push(text)
    if (own.length > ownLettersMax) own.shift()
    socket.publish(wireTopic(topic), text)
  }

  function hear(topic: Topic, text: string): void {
    if (own.includes(text)) return
    const sealed = fromBase64(text)
    if (sealed !== undefined) heard({ topic, sealed })
  }

  const leaving = (): void => farewells.forEach(announce)
  window.addEventListener('pagehide', leaving)

  return {
    follow(topics) {
      const wanted = new Set(topics)
      for (const [topic, cancel] of followed) {
        if (wanted.has(topic)) continue
        cancel()
        followed.delete(topic)
      }
      for (const topic of wanted) {
        if (followed.has(topic)) continue
        followed.set(
          topic,
          socket.subscribe(wireTopic(topic), (text) => hear(topic, text))
        )
      }
    },
    announce,
    farewell(letters) {
      farewells = letters
    },
    stop() {
      window.removeEventListener('pagehide', leaving)
      for (const cancel of followed.values()) cancel()
      followed.clear()
    }
  }
}

/** A topic as it stands on the wire (S9). */
function wireTopic(topic: Topic): string {
  return toBase64url(idBytes(topic))
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}

/** undefined: no base64, or too long for a letter. */
function fromBase64(text: string): Uint8Array | undefined {
  if (text.length > (sealedBytesMax / 3) * 4) return undefined
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}
