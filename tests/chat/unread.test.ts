import { expect, test } from 'vitest'
import { entryHashOf } from '../../src/base/ids.ts'
import { repeat } from '../../src/base/bytes.ts'
import type { Message } from '../../src/chat/message.ts'
import { createPageTimeline } from '../../src/chat/timeline.ts'
import { unreadIn } from '../../src/chat/unread.ts'
import { hashNo, memberNo, page, post, remove, row, start, unreadable } from './fixtures.ts'

const late = new Set<never>()

function messages(): readonly Message[] {
  const timeline = createPageTimeline(page, { moderations: [], levelOf: () => 100 })
  const put = [
    row({ hash: 1, member: 2 }, post('1')),
    row({ hash: 2, member: 1 }, post('2, own')),
    row({ hash: 3, member: 2 }, post('3')),
    row({ hash: 4, member: 3, at: 3 }, post('4, at the time of 3')),
    row({ hash: 5, member: 2 }, post('5, deleted')),
    row({ hash: 6, member: 2, at: 100 }, remove([5])),
    unreadable({ hash: 7, member: 2 }, 'sealed'),
    { ...row({ hash: 8, member: 2 }, post('')), content: { type: 'operation', operation: [99] } as const }
  ]
  timeline.apply({ put, gone: [] })
  return timeline.messages()
}
const markAt = (hash: number, at: number): { ts: number; hash8: string } => ({
  ts: start + at,
  hash8: hashNo(hash).slice(0, 16)
})

test('[C1] without a mark everything that others said and that can be read is unread', () => {
  const unread = unreadIn(messages(), { member: memberNo(1), mark: undefined, late })
  expect(unread.map(({ hash }) => hash)).toEqual([1, 3, 4, 8].map(hashNo))
})

test('[C1] the mark stands at a message, and of two at one time the hash decides', () => {
  const unreadAfter = (hash: number, at: number): unknown =>
    unreadIn(messages(), { member: memberNo(1), mark: markAt(hash, at), late }).map((each) => each.hash)
  expect(unreadAfter(1, 1)).toEqual([3, 4, 8].map(hashNo))
  expect(unreadAfter(3, 3)).toEqual([4, 8].map(hashNo))
  expect(unreadAfter(4, 3)).toEqual([8].map(hashNo))
  expect(unreadAfter(9, 9)).toEqual([])
})

test('[C1] a mark knows 8 bytes of the hash: what begins alike counts as read', () => {
  const timeline = createPageTimeline(page, { moderations: [], levelOf: () => 100 })
  const put = { ...row({ hash: 1, member: 2, at: 0 }, post('x')), hash: entryHashOf(repeat(7, 32)) }
  timeline.apply({ put: [put], gone: [] })
  const mark = { ts: start, hash8: '07'.repeat(8) }
  expect(unreadIn(timeline.messages(), { member: memberNo(1), mark, late })).toEqual([])
})

test('[C6] what arrived late is unread although it stands before the mark', () => {
  const unread = unreadIn(messages(), {
    member: memberNo(1),
    mark: markAt(4, 3),
    late: new Set([hashNo(1), hashNo(2), hashNo(5)])
  })
  expect(unread.map(({ hash }) => hash)).toEqual([1, 8].map(hashNo))
})
