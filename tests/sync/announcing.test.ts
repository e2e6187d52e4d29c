// Shows when a device calls out, where, and when it stops.

import { describe, expect, test } from 'vitest'
import { repeat } from '../../src/base/bytes.ts'
import { peerIdOf } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import {
  dueLetters,
  nextLetters,
  refreshMsFor,
  scheduleLetters,
  silentAnnouncing,
  thinEndsAt,
  type Announcing,
  type OutLetter,
  type OwnFacts
} from '../../src/sync/announcing.ts'
import { meetingPlaces, openLetter, topicAt, type Letter } from '../../src/sync/rendezvous.ts'
import { seededBytes } from '../fixtures/random.ts'
import { fixtureStart } from '../fixtures/team.ts'
import { makeEpoch } from './pair.ts'

const noon = Math.floor(fixtureStart / limits.dayMs) * limits.dayMs + limits.dayMs / 2
const current = makeEpoch('current').secret
const old = makeEpoch('old').secret
const random = seededBytes('announcing')
const facts: OwnFacts = {
  peer: peerIdOf('12D3KooWAnna'),
  relays: [],
  device8: repeat(1, 8),
  current: [current],
  superseded: [{ secret: old, endsAt: undefined }],
  online: 3
}

function started(now = noon): Announcing {
  return scheduleLetters(silentAnnouncing, { type: 'address', reserved: true, net: 9 }, now)
}

function due(announcing: Announcing, now: number, changed: Partial<OwnFacts> = {}) {
  return dueLetters(announcing, { ...facts, ...changed }, { now, chance: 0.5, random })
}

/** The letters as somebody reads them who knows all our epochs. */
function read(letters: readonly OutLetter[], now = noon): readonly Letter[] {
  const places = meetingPlaces([current, old], now)
  return letters.flatMap(({ topic, sealed }) => {
    const place = places.find((each) => each.topic === topic)
    const letter = place && openLetter(sealed, place)
    return letter?.ok === true ? [letter.value] : []
  })
}

describe('when', () => {
  test('nothing is due before there is an address, and three seconds later without a reservation', () => {
    expect(nextLetters(silentAnnouncing)).toBe(undefined)
    expect(nextLetters(started())).toBe(noon)
    expect(nextLetters(scheduleLetters(silentAnnouncing, { type: 'address', reserved: false, net: 1 }, noon))).toBe(
      noon + 3000
    )
    expect(nextLetters(scheduleLetters(started(), { type: 'no-address' }, noon))).toBe(undefined)
  })

  test('full letters come again each minute, with more than fifty online in proportion, ± 20 %', () => {
    const first = due(started(), noon)
    expect(first.announcing.fullAt).toBe(noon + limits.announceMs)
    expect(read(first.letters).map((letter) => letter.nextSeconds)).toContain(60)
    expect(refreshMsFor(100)).toBe(2 * limits.announceMs)
    const spread = [0, 1].map((chance) => dueLetters(started(), facts, { now: noon, chance, random }).announcing.fullAt)
    expect(spread).toEqual([noon + 0.8 * limits.announceMs, noon + 1.2 * limits.announceMs])
  })

  test('one answer goes to all who were heard meanwhile, within a second and a half', () => {
    const { announcing } = due(started(), noon)
    const heard = scheduleLetters(announcing, { type: 'heard-new', chance: 0.4 }, noon + 5000)
    const again = scheduleLetters(heard, { type: 'heard-new', chance: 0.1 }, noon + 5100)
    expect(nextLetters(again)).toBe(noon + 5000 + 0.4 * limits.answerDelayMs)
    const answered = due(again, noon + 6000)
    expect(read(answered.letters).map((letter) => letter.kind)).toEqual(['answer'])
    expect(answered.announcing.answerAt).toBe(undefined)
    expect(scheduleLetters(silentAnnouncing, { type: 'heard-new', chance: 0 }, noon)).toEqual(silentAnnouncing)
  })

  test('nothing due, nothing said', () => {
    const { announcing } = due(started(), noon)
    expect(due(announcing, noon + 1000)).toEqual({ announcing, letters: [], farewell: undefined })
  })
})

describe('where', () => {
  test('[S9] the full letter goes to the current epoch alone', () => {
    const { letters } = due(started(), noon)
    const day = Math.floor(noon / limits.dayMs)
    const full = read(letters).filter((letter) => letter.device8 !== undefined)
    expect(full).toHaveLength(1)
    expect(letters.filter(({ topic }) => topic === topicAt(current, day))).toHaveLength(1)
  })

  test('[S13] each superseded epoch gets a thin letter that names no device: on connecting and every ten minutes', () => {
    const first = due(started(), noon)
    const thin = read(first.letters).filter((letter) => letter.device8 === undefined)
    expect(thin.map(({ peer, net, nextSeconds }) => [peer, net, nextSeconds])).toEqual([[facts.peer, 0, 600]])
    const later = due(first.announcing, noon + limits.announceMs)
    expect(read(later.letters).every((letter) => letter.device8 !== undefined)).toBe(true)
    expect(later.announcing.thinAt).toBe(noon + limits.thinAnnounceMs)
  })

  test('[S13] ends 30 days after a device that knew the epoch was removed', () => {
    const endsAt = thinEndsAt(noon)
    expect(endsAt).toBe(noon + 30 * limits.dayMs)
    expect(thinEndsAt(undefined)).toBe(undefined)
    const superseded = [{ secret: old, endsAt }]
    const before = (endsAt ?? 0) - 1
    expect(due(started(before), before, { superseded }).letters).toHaveLength(2)
    expect(due(started(before), before + 1, { superseded }).letters).toHaveLength(1)
  })

  test('[S13] two halves that re-keyed apart hear each other on the epoch both had', () => {
    const { letters } = due(started(), noon, { current: [makeEpoch('ours').secret] })
    const theirs = meetingPlaces([makeEpoch('theirs').secret, old], noon)
    const heard = letters.filter(({ topic }) => theirs.some((place) => place.topic === topic))
    expect(read(heard).map((letter) => letter.peer)).toEqual([facts.peer])
  })

  test('around midnight letters go to both days', () => {
    const midnight = (Math.floor(noon / limits.dayMs) + 1) * limits.dayMs
    expect(due(started(midnight), midnight, { superseded: [] }).letters).toHaveLength(2)
  })

  test('the farewell waits sealed, counts beyond every letter sent, and every letter counts beyond the last', () => {
    const first = due(started(), noon)
    const second = due(first.announcing, noon + limits.announceMs)
    const counters = [first.letters, first.farewell ?? [], second.letters, second.farewell ?? []].flatMap((letters) =>
      read(letters).map((letter) => letter.counter)
    )
    expect(counters).toEqual([...new Set(counters)].sort((a, b) => a - b))
    expect(read(second.farewell ?? []).map((letter) => letter.kind)).toEqual(['farewell'])
  })
})
