// What a page tells beside its lines: versions, replies, timers, and what may be looked at once.

import { expect, test } from 'vitest'
import { limits } from '../../src/base/limits.ts'
import { erasureOf } from '../../src/chat/erasure.ts'
import { postFlags, type KnownOperation } from '../../src/chat/operations.ts'
import type { Row } from '../../src/chat/rows.ts'
import { createPageTimeline, type PageTimeline } from '../../src/chat/timeline.ts'
import { edit, hashNo, page, post, remove, row, start, unreadable } from './fixtures.ts'

const calm = { moderations: [], levelOf: () => 100 }

function timelineOf(...rows: readonly Row[]): PageTimeline {
  const timeline = createPageTimeline(page, calm)
  timeline.apply({ put: rows, gone: [] })
  return timeline
}

const flagged = (text: string, flags: number, ttl = 0): KnownOperation => ({
  type: 'post',
  text,
  reply: undefined,
  files: [],
  ttl,
  flags
})

test('[C3] every state of a text is told with its time, the author’s own ones only', () => {
  const timeline = timelineOf(
    row({ hash: 1, at: 1 }, post('eins')),
    row({ hash: 3, at: 30 }, edit(1, 'drei')),
    row({ hash: 2, at: 20 }, edit(1, 'zwei')),
    row({ hash: 4, at: 40, member: 2 }, edit(1, 'fremd'))
  )
  expect(timeline.versions(hashNo(1))).toEqual([
    { ts: start + 1, text: 'eins' },
    { ts: start + 20, text: 'zwei' },
    { ts: start + 30, text: 'drei' }
  ])
  expect(timeline.versions(hashNo(2))).toEqual([])
})

test('[X1] an erased edit is in no history, and a deleted message has none', () => {
  const timeline = timelineOf(
    row({ hash: 1, at: 1 }, post('eins')),
    unreadable({ hash: 2, at: 20 }, 'erased'),
    row({ hash: 3, at: 30 }, edit(1, 'drei'))
  )
  expect(timeline.versions(hashNo(1)).map(({ text }) => text)).toEqual(['eins', 'drei'])
  timeline.apply({ put: [row({ hash: 4, at: 40 }, remove([1], false))], gone: [] })
  expect(timeline.versions(hashNo(1))).toEqual([])
})

test('[C4] replies are found by what they answer, also of another page; who is gone is not among them', () => {
  const timeline = timelineOf(
    row({ hash: 5, at: 50 }, post('später', { reply: 1 })),
    row({ hash: 3, at: 30 }, post('früher', { reply: 1 })),
    row({ hash: 4, at: 40 }, post('anderes', { reply: 2 }))
  )
  const texts = (): readonly string[] => timeline.repliesTo(hashNo(1)).map(({ text }) => text)
  expect(texts()).toEqual(['früher', 'später'])
  timeline.apply({ put: [row({ hash: 6, at: 60 }, remove([3]))], gone: [] })
  expect(texts()).toEqual(['später'])
  timeline.apply({ put: [], gone: [hashNo(5)] })
  expect(texts()).toEqual([])
})

test('[X6] timers are told in their order and are no lines', () => {
  const timeline = timelineOf(
    row({ hash: 2, at: 20 }, { type: 'timer', seconds: 0 }),
    row({ hash: 1, at: 10, member: 2 }, { type: 'timer', seconds: 60 })
  )
  expect(timeline.messages()).toEqual([])
  expect(timeline.timers().map(({ seconds }) => seconds)).toEqual([60, 0])
})

test('[C14] what may be looked at once has no text in any message, edits do not change it, and its row keeps it', () => {
  const timeline = timelineOf(
    row({ hash: 1, at: 1 }, flagged('geheim', postFlags.once)),
    row({ hash: 2, at: 2 }, edit(1, 'anders'))
  )
  expect(timeline.message(hashNo(1))).toMatchObject({ once: true, text: '', edited: false, files: [] })
  expect(JSON.stringify(timeline.messages())).not.toContain('geheim')
  expect(timeline.onceText(hashNo(1))).toBe('geheim')
  expect(timeline.versions(hashNo(1))).toEqual([])
})

test('[C14] the text of an ordinary, a deleted or an unknown message is not to be had this way', () => {
  const timeline = timelineOf(
    row({ hash: 1, at: 1 }, post('offen')),
    row({ hash: 2, at: 2 }, flagged('geheim', postFlags.once)),
    row({ hash: 3, at: 3 }, remove([2], false))
  )
  for (const hash of [1, 2, 9]) expect(timeline.onceText(hashNo(hash))).toBeUndefined()
})

test('[C12] a forwarded message says so and nothing else', () => {
  const timeline = timelineOf(
    row({ hash: 1, at: 1 }, flagged('von anderswo', postFlags.forwarded)),
    row({ hash: 2, at: 2 }, post('eigen'))
  )
  expect(timeline.messages().map(({ forwarded, once }) => [forwarded, once])).toEqual([
    [true, false],
    [false, false]
  ])
})

test('[C14] it is erased after a week at the latest, whatever its ttl says, and earlier if that says so', () => {
  const longest = limits.onceSecondsMax * 1000
  for (const [ttl, ends] of [
    [0, longest],
    [60, 60_000],
    [limits.onceSecondsMax * 2, longest]
  ] as const) {
    const rows = [row({ hash: 1, at: 0 }, flagged('geheim', postFlags.once, ttl))]
    expect(erasureOf(rows, { ...calm, now: start + ends - 1 }).erased.size).toBe(0)
    expect(erasureOf(rows, { ...calm, now: start + ends }).erased).toEqual(new Set([hashNo(1)]))
  }
})

test('[X6] a poll ends like a post', () => {
  const poll = { type: 'poll', question: 'Wann?', options: ['a', 'b'], several: false, closes: 0, ttl: 60 } as const
  const rows = [row({ hash: 1, at: 0 }, poll)]
  expect(erasureOf(rows, { ...calm, now: start }).nextExpiry).toBe(start + 60_000)
  expect(erasureOf(rows, { ...calm, now: start + 60_000 }).erased).toEqual(new Set([hashNo(1)]))
  expect(timelineOf(...rows).message(hashNo(1))?.expires).toBe(start + 60_000)
})
