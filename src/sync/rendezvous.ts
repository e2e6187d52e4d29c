// Owns where and what a team's peers call out to meet (S9, S13, network.md 4): topics of the day and sealed letters of one
// size. Knows no network and no schedule; announcing.ts tells when.

import { assert } from '../base/assert.ts'
import { concat, uintBytes } from '../base/bytes.ts'
import { decodeCbor, encodeCbor, type Cbor } from '../base/codec.ts'
import { idBytes, peerIdOf, topicOf, type PeerId, type Topic } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { RandomBytes } from '../base/random.ts'
import { err, ok, type Result } from '../base/result.ts'
import { derive } from '../crypto/hash.ts'
import { nonceBytes, open, seal, unpad } from '../crypto/seal.ts'
import { bounds } from './bounds.ts'

/** A topic of one day under one secret, and what opens the letters that are heard there. */
export interface MeetingPlace {
  readonly topic: Topic
  readonly secret: Uint8Array
  /** ⌊ms / 86 400 000⌋. */
  readonly day: number
}

/** A relay through which a peer can be reached. */
export interface LetterRelay {
  readonly peer: string
  readonly address: string
}

/** What a letter says. A letter without `device` is a thin one (S13). */
export interface Letter {
  readonly kind: 'here' | 'answer' | 'farewell'
  readonly peer: PeerId
  /** Grows with every letter of a PeerId: a lower or equal one is a replay. */
  readonly counter: number
  /** When the next one is due; whoever is silent for twice as long is gone. */
  readonly nextSeconds: number
  /** The first 8 bytes of the did. */
  readonly device8: Uint8Array | undefined
  /** Drawn anew when the sender's network changes; 0 in a thin letter. */
  readonly net: number
  /** Bits for what a later version can do; 0. */
  readonly abilities: number
  /** At most three; those that do not fit into the letter are left out from the end. */
  readonly relays: readonly LetterRelay[]
}

const kinds: readonly Letter['kind'][] = ['here', 'answer', 'farewell']
const relaysMax = 3

/** The days that count at `now`: today, and within 15 minutes of midnight UTC its neighbour. */
export function daysAt(now: number): readonly number[] {
  const days = [now, now - bounds.midnightMs, now + bounds.midnightMs].map((ms) => Math.floor(ms / limits.dayMs))
  return [...new Set(days)]
}

/** `derive(S, "topic", u32(day), 16)` and what belongs to it, for every secret and every day that counts (S9). */
export function meetingPlaces(secrets: readonly Uint8Array[], now: number): readonly MeetingPlace[] {
  return secrets.flatMap((secret) => daysAt(now).map((day) => ({ topic: topicAt(secret, day), secret, day })))
}

/** `derive(S, "topic", u32(day), 16)` (S9). */
export function topicAt(secret: Uint8Array, day: number): Topic {
  return topicOf(derive(secret, 'topic', uintBytes(day, 4), 16))
}

/** A letter for one place, sealed for it alone; all letters are of one size, whatever they say. */
export function sealLetter(letter: Letter, place: MeetingPlace, random: RandomBytes): Uint8Array {
  return seal(announceKey(place), paddedLetter(letter), random(nonceBytes), idBytes(place.topic))
}

/** Reads a letter that was heard at a place. */
export function openLetter(
  sealed: Uint8Array,
  place: MeetingPlace
): Result<Letter, 'does-not-open' | 'letter-malformed'> {
  const padded = open(announceKey(place), sealed, idBytes(place.topic))
  if (!padded.ok) return padded
  if (padded.value.length !== bounds.letterBytes) return err('letter-malformed')
  const plain = unpad(padded.value)
  const decoded = plain.ok ? decodeCbor(plain.value) : plain
  const letter = decoded.ok ? letterFrom(decoded.value) : undefined
  return letter === undefined ? err('letter-malformed') : ok(letter)
}

function announceKey({ secret, day }: MeetingPlace): Uint8Array {
  return derive(secret, 'announce', uintBytes(day, 4))
}

function paddedLetter(letter: Letter): Uint8Array {
  let relays = letter.relays.slice(0, relaysMax)
  let plain = letterBytes({ ...letter, relays })
  while (plain.length >= bounds.letterBytes && relays.length > 0) {
    relays = relays.slice(0, -1)
    plain = letterBytes({ ...letter, relays })
  }
  assert(plain.length < bounds.letterBytes, 'a letter without relays fits')
  const padding = new Uint8Array(bounds.letterBytes - plain.length)
  padding[0] = 0x80
  return concat(plain, padding)
}

function letterBytes(letter: Letter): Uint8Array {
  const { kind, peer, counter, nextSeconds, device8, net, abilities } = letter
  const relays = letter.relays.map((relay): Cbor => [relay.peer, relay.address])
  return encodeCbor([1, kinds.indexOf(kind), peer, counter, nextSeconds, device8 ?? null, net, abilities, relays])
}

function letterFrom(value: Cbor): Letter | undefined {
  if (!Array.isArray(value) || value.length !== 9) return undefined
  const [version, kindNumber, peer, counter, nextSeconds, device8, net, abilities, list] = value as readonly Cbor[]
  const kind = typeof kindNumber === 'number' ? kinds[kindNumber] : undefined
  const relays = Array.isArray(list) && list.length <= relaysMax ? (list as readonly Cbor[]).map(relayFrom) : undefined
  if (version !== 1 || kind === undefined || typeof peer !== 'string' || peer === '') return undefined
  if (typeof counter !== 'number' || typeof nextSeconds !== 'number') return undefined
  if (typeof net !== 'number' || typeof abilities !== 'number' || relays === undefined) return undefined
  if (device8 !== null && !(device8 instanceof Uint8Array && device8.length === 8)) return undefined
  const read = relays.filter((relay) => relay !== undefined)
  if (read.length !== relays.length) return undefined
  return {
    kind,
    peer: peerIdOf(peer),
    counter,
    nextSeconds,
    device8: device8 ?? undefined,
    net,
    abilities,
    relays: read
  }
}

function relayFrom(value: Cbor): LetterRelay | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined
  const [peer, address] = value as readonly Cbor[]
  return typeof peer === 'string' && typeof address === 'string' ? { peer, address } : undefined
}
