// Owns when this device calls out and which letters go where: full ones to current epochs, thin ones to superseded ones (S9, S13,
// network.md 4). Deadlines are values; chance comes in as numbers from 0 to 1.

import type { PeerId, Topic } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { RandomBytes } from '../base/random.ts'
import { meetingPlaces, sealLetter, type Letter, type LetterRelay } from './rendezvous.ts'

/** When the next letters are due, milliseconds; undefined: not before something happens. */
export interface Announcing {
  /** Counts the letters of our PeerId. */
  readonly counter: number
  /** Tells peers that our network is another one now. */
  readonly net: number
  readonly fullAt: number | undefined
  readonly thinAt: number | undefined
  readonly answerAt: number | undefined
}

export type AnnouncingEvent =
  /** Our PeerId, relays or network changed; `reserved`: a relay holds a place for us. `net` is 4 random bytes as a number. */
  | { readonly type: 'address'; readonly reserved: boolean; readonly net: number }
  /** No way to signaling any more. */
  | { readonly type: 'no-address' }
  /** A letter `here` of a PeerId not known before. `chance` spreads the answers. */
  | { readonly type: 'heard-new'; readonly chance: number }
  /** A current epoch changed: its topic has not heard of us. */
  | { readonly type: 'epochs' }

/** An epoch that is no longer current; `endsAt`: 30 days after a device that knew it was removed (S13), see `thinEndsAt`. */
export interface SupersededEpoch {
  readonly secret: Uint8Array
  readonly endsAt: number | undefined
}

/** What letters say now. */
export interface OwnFacts {
  readonly peer: PeerId
  readonly relays: readonly LetterRelay[]
  readonly device8: Uint8Array
  /** Secrets of current epochs: the team's, and those of groups and directs with guests. */
  readonly current: readonly Uint8Array[]
  readonly superseded: readonly SupersededEpoch[]
  /** How many peers are heard: the more, the rarer the letters. */
  readonly online: number
}

export interface OutLetter {
  readonly topic: Topic
  readonly sealed: Uint8Array
}

const unreservedMs = 3000
const spread = 0.2

/** Before the first address nothing is due. */
export const silentAnnouncing: Announcing = {
  counter: 0,
  net: 0,
  fullAt: undefined,
  thinAt: undefined,
  answerAt: undefined
}

/** What an event changes in the schedule (network.md 4, "When"). */
export function scheduleLetters(announcing: Announcing, event: AnnouncingEvent, now: number): Announcing {
  switch (event.type) {
    case 'address': {
      const at = event.reserved ? now : now + unreservedMs
      return { ...announcing, net: event.net, fullAt: at, thinAt: at }
    }
    case 'no-address':
      return { ...announcing, fullAt: undefined, thinAt: undefined, answerAt: undefined }
    case 'heard-new':
      // Without an address there is nothing to tell; with an answer due already, that one is for all (one answer for all
      // heard meanwhile).
      if (announcing.fullAt === undefined || announcing.answerAt !== undefined) return announcing
      return { ...announcing, answerAt: now + event.chance * limits.answerDelayMs }
    case 'epochs':
      return announcing.fullAt === undefined ? announcing : { ...announcing, fullAt: now, thinAt: now }
  }
}

/** The next time something is due. */
export function nextLetters(announcing: Announcing): number | undefined {
  const times = [announcing.fullAt, announcing.thinAt, announcing.answerAt].filter((at) => at !== undefined)
  return times.length === 0 ? undefined : Math.min(...times)
}

export interface DueLetters {
  readonly announcing: Announcing
  readonly letters: readonly OutLetter[]
  /** What is to be published if this device vanishes; undefined: as before. */
  readonly farewell: readonly OutLetter[] | undefined
}

/**
 * The letters that are due at `now`, sealed. `chance` spreads the next refresh by ± 20 %. After an answer the refresh is as
 * good as done: an answer says the same.
 */
export function dueLetters(
  announcing: Announcing,
  facts: OwnFacts,
  { now, chance, random }: { readonly now: number; readonly chance: number; readonly random: RandomBytes }
): DueLetters {
  const fullDue = isDue(announcing.fullAt, now)
  const answerDue = isDue(announcing.answerAt, now)
  const thinDue = isDue(announcing.thinAt, now)
  const refreshMs = refreshMsFor(facts.online)
  let counter = announcing.counter
  const letters: OutLetter[] = []
  const write = (
    said: Pick<Letter, 'kind' | 'device8' | 'net' | 'nextSeconds'>,
    secrets: readonly Uint8Array[]
  ): OutLetter[] =>
    meetingPlaces(secrets, now).map((place) => {
      counter += 1
      const letter: Letter = { ...said, peer: facts.peer, counter, abilities: 0, relays: facts.relays }
      return { topic: place.topic, sealed: sealLetter(letter, place, random) }
    })

  if (thinDue) {
    const thin = { kind: 'here', device8: undefined, net: 0, nextSeconds: limits.thinAnnounceMs / 1000 } as const
    letters.push(...write(thin, thinSecrets(facts.superseded, now)))
  }
  const speaks = fullDue || answerDue
  const full = { device8: facts.device8, net: announcing.net, nextSeconds: Math.ceil(refreshMs / 1000) }
  if (speaks) letters.push(...write({ ...full, kind: fullDue ? 'here' : 'answer' }, facts.current))
  const farewell = speaks || thinDue ? write({ ...full, kind: 'farewell' }, facts.current) : undefined
  const next: Announcing = {
    ...announcing,
    counter,
    fullAt: speaks ? now + refreshMs * (1 - spread + 2 * spread * chance) : announcing.fullAt,
    thinAt: thinDue ? now + limits.thinAnnounceMs : announcing.thinAt,
    answerAt: speaks ? undefined : announcing.answerAt
  }
  return { announcing: next, letters, farewell }
}

/** 60 s up to 50 peers, then in proportion: the load of a topic stays the same. */
export function refreshMsFor(online: number): number {
  return limits.announceMs * Math.max(1, online / 50)
}

/**
 * When the thin letters of an epoch end (S13); `removedAt`: when a device that knew it was removed, milliseconds, or
 * undefined.
 */
export function thinEndsAt(removedAt: number | undefined): number | undefined {
  return removedAt === undefined ? undefined : removedAt + limits.thinDays * limits.dayMs
}

function thinSecrets(superseded: readonly SupersededEpoch[], now: number): readonly Uint8Array[] {
  return superseded.filter(({ endsAt }) => endsAt === undefined || now < endsAt).map(({ secret }) => secret)
}

function isDue(at: number | undefined, now: number): boolean {
  return at !== undefined && at <= now
}
