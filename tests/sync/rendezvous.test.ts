// Shows where peers meet, that letters tell outsiders nothing, and who counts as being there.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concat, repeat, toHex, utf8 } from '../../src/base/bytes.ts'
import { idBytes, peerIdOf } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { err, ok } from '../../src/base/result.ts'
import { derive } from '../../src/crypto/hash.ts'
import { seal } from '../../src/crypto/seal.ts'
import { bounds } from '../../src/sync/bounds.ts'
import { forgetSilent, hear, nextForgetting, present, type Heard, type News } from '../../src/sync/hearing.ts'
import {
  daysAt,
  meetingPlaces,
  openLetter,
  sealLetter,
  topicAt,
  type Letter,
  type MeetingPlace
} from '../../src/sync/rendezvous.ts'
import { fixtureStart } from '../fixtures/team.ts'
import { seededBytes } from '../fixtures/random.ts'
import { makeEpoch } from './pair.ts'

const { secret } = makeEpoch('first')
const random = seededBytes('letters')
const day = Math.floor(fixtureStart / limits.dayMs)
const place: MeetingPlace = { topic: topicAt(secret, day), secret, day }
const relay = {
  peer: '12D3KooWRelayRelayRelayRelayRelayRelayRelayRelayRelay',
  address: '/dns4/flurfunk.example.org/tcp/443/tls/ws'
}
const letter: Letter = {
  kind: 'here',
  peer: peerIdOf('12D3KooWAnnaAnnaAnnaAnnaAnnaAnnaAnnaAnnaAnnaAnnaAnna'),
  counter: 1,
  nextSeconds: 60,
  device8: repeat(0xa1, 8),
  net: 4_000_000_000,
  abilities: 0,
  relays: [relay]
}

describe('topics', () => {
  test('[S9] change each day, and differ for each epoch', () => {
    const topics = [day, day + 1].flatMap((each) => [secret, makeEpoch('second').secret].map((of) => topicAt(of, each)))
    expect(new Set(topics).size).toBe(4)
  })

  test('[S9] both days count within a quarter of an hour of midnight UTC', () => {
    const midnight = (day + 1) * limits.dayMs
    expect(daysAt(midnight - bounds.midnightMs - 1)).toEqual([day])
    expect([...daysAt(midnight - bounds.midnightMs)].sort()).toEqual([day, day + 1])
    expect([...daysAt(midnight + bounds.midnightMs - 1)].sort()).toEqual([day, day + 1])
    expect(daysAt(midnight + bounds.midnightMs)).toEqual([day + 1])
    expect(meetingPlaces([secret, repeat(1, 32)], midnight)).toHaveLength(4)
  })
})

describe('letters', () => {
  test('say what they say to whoever knows the epoch', () => {
    expect(openLetter(sealLetter(letter, place, random), place)).toEqual(ok(letter))
    const thin: Letter = { ...letter, device8: undefined, net: 0 }
    expect(openLetter(sealLetter(thin, place, random), place)).toEqual(ok(thin))
  })

  test('[S9] are worth nothing under another topic, day or epoch', () => {
    const sealed = sealLetter(letter, place, random)
    const other = makeEpoch('second').secret
    const places: readonly MeetingPlace[] = [
      { ...place, topic: topicAt(secret, day + 1) },
      { topic: topicAt(secret, day + 1), secret, day: day + 1 },
      { topic: topicAt(other, day), secret: other, day }
    ]
    for (const elsewhere of places) expect(openLetter(sealed, elsewhere)).toEqual(err('does-not-open'))
  })

  test('[S13] are all of one size, thin or full, with any number of relays, and name nobody in clear', () => {
    const letters: readonly Letter[] = [
      letter,
      { ...letter, kind: 'farewell', relays: [] },
      { ...letter, device8: undefined, net: 0 },
      { ...letter, relays: [relay, relay, relay, relay] }
    ]
    const sealed = letters.map((each) => sealLetter(each, place, random))
    expect(new Set(sealed.map((each) => each.length))).toEqual(new Set([bounds.letterBytes + 40]))
    for (const bytes of sealed) expect(toHex(bytes).includes(toHex(utf8(letter.peer)))).toBe(false)
  })

  test('relays that do not fit are left out from the end', () => {
    const opened = openLetter(sealLetter({ ...letter, relays: [relay, relay, relay, relay] }, place, random), place)
    expect(opened.ok && opened.value.relays.length).toBeGreaterThanOrEqual(1)
    expect(opened.ok && opened.value.relays.length).toBeLessThanOrEqual(3)
  })

  test('[V7] nothing that is heard makes the reader throw', () => {
    const key = derive(secret, 'announce', Uint8Array.of(0, 0, day >> 8, day & 255))
    const insider = fc.uint8Array({ minLength: 0, maxLength: 384 }).map((plain) => {
      const padded = concat(plain, Uint8Array.of(0x80), new Uint8Array(384)).subarray(0, 384)
      return seal(key, padded, random(24), idBytes(place.topic))
    })
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 500 }), insider), (bytes) => {
        const opened = openLetter(bytes, place)
        if (opened.ok) expect(opened.value.peer.length).toBeGreaterThan(0)
      }),
      { numRuns: 500 }
    )
    const odd = seal(key, repeat(1, 100), random(24), idBytes(place.topic))
    expect(openLetter(odd, place)).toEqual(err('letter-malformed'))
  })
})

describe('who is there', () => {
  const none: Heard = new Map()
  const at = (now: number) => ({ now, own: peerIdOf('me') })

  function hearAll(letters: readonly Letter[], now = 1000): { readonly heard: Heard; readonly news: readonly News[] } {
    return letters.reduce<{ heard: Heard; news: readonly News[] }>(
      (before, each) => {
        const after = hear(before.heard, each, at(now))
        return { heard: after.heard, news: [...before.news, after.news] }
      },
      { heard: none, news: [] }
    )
  }

  test('[S9] a letter with a counter that was heard already is a replay', () => {
    const { heard, news } = hearAll([letter, letter, { ...letter, counter: 3 }, { ...letter, counter: 2, net: 7 }])
    expect(news).toEqual(['new', 'replay', 'again', 'replay'])
    expect(heard.get(letter.peer)?.net).toBe(letter.net)
  })

  test('our own letters come back and mean nothing', () => {
    expect(hear(none, { ...letter, peer: peerIdOf('me') }, at(0))).toEqual({ heard: none, news: 'own' })
  })

  test('another network or relay is news; a thin letter takes nothing back', () => {
    const thin: Letter = { ...letter, counter: 2, device8: undefined, net: 0 }
    const moved: Letter = { ...letter, counter: 3, net: 5 }
    const { heard, news } = hearAll([letter, thin, moved, { ...moved, counter: 4, relays: [] }])
    expect(news).toEqual(['new', 'again', 'moved', 'moved'])
    expect(heard.get(letter.peer)?.device8).toEqual(letter.device8)
  })

  test('[S9] whoever is silent for twice the time it named is forgotten: two minutes', () => {
    const { heard } = hearAll([letter], 1000)
    expect(nextForgetting(heard)).toBe(1000 + 2 * limits.announceMs)
    expect(present(forgetSilent(heard, 1000 + 2 * limits.announceMs - 1))).toHaveLength(1)
    expect(present(forgetSilent(heard, 1000 + 2 * limits.announceMs))).toHaveLength(0)
  })

  test('after a farewell old letters do not bring the peer back, a new one does', () => {
    const farewell: Letter = { ...letter, kind: 'farewell', counter: 5 }
    const left = hearAll([letter, farewell, { ...letter, counter: 4 }])
    expect([left.news.at(-2), left.news.at(-1), present(left.heard).length]).toEqual(['left', 'replay', 0])
    expect(hearAll([letter, farewell, { ...letter, counter: 6 }]).news.at(-1)).toBe('new')
  })

  test('invented peers push out only each other in the end', () => {
    const many = Array.from({ length: 600 }, (_, index): Letter => ({
      ...letter,
      peer: peerIdOf(`peer ${String(index)}`)
    }))
    expect(hearAll(many).heard.size).toBe(limits.peersHeardMax)
  })
})
