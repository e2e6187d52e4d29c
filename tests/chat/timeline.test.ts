import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Authority, Moderation } from '../../src/chat/deletion.ts'
import type { Message } from '../../src/chat/message.ts'
import type { KnownOperation } from '../../src/chat/operations.ts'
import type { Row } from '../../src/chat/rows.ts'
import { createPageTimeline, type PageTimeline } from '../../src/chat/timeline.ts'
import { edit, hashNo, memberNo, page, post, react, remove, row, start, unreadable, week } from './fixtures.ts'
import { messagesByTheBook } from './timeline-model.ts'

const calm: Authority = { moderations: [], levelOf: () => 100 }

function timelineOf(rows: readonly Row[], authority: Authority = calm): PageTimeline {
  const timeline = createPageTimeline(page, authority)
  timeline.apply({ put: rows, gone: [] })
  return timeline
}
const messagesOf = (...rows: readonly Row[]): readonly Message[] => timelineOf(rows).messages()
const textsOf = (messages: readonly Message[]): readonly string[] => messages.map(({ text }) => text)
const only = (messages: readonly Message[]): Message => {
  const [message, ...others] = messages
  if (message === undefined || others.length > 0) throw new Error(`${messages.length} messages`)
  return message
}

describe('order', () => {
  test('[C6] messages stand by ts, then by the bytes of their hash', () => {
    const rows = [
      row({ hash: 3, at: 5, member: 1 }, post('c')),
      row({ hash: 2, at: 5, member: 2 }, post('b')),
      row({ hash: 9, at: 4, member: 1 }, post('a'))
    ]
    expect(textsOf(messagesOf(...rows))).toEqual(['a', 'b', 'c'])
  })

  test('[C6] a row that comes later finds its place, and the other messages stay the same objects', () => {
    const timeline = timelineOf([row({ hash: 1 }, post('one')), row({ hash: 3 }, post('three'))])
    const before = timeline.messages()
    timeline.apply({ put: [row({ hash: 2 }, post('two'))], gone: [] })
    const after = timeline.messages()
    expect(textsOf(after)).toEqual(['one', 'two', 'three'])
    expect(after[0]).toBe(before[0])
    expect(after[2]).toBe(before[1])
    expect(timeline.messages()).toBe(after)
  })

  test('[P7] a row that gave way is shown no more, nor does it act', () => {
    const timeline = timelineOf([row({ hash: 1 }, post('one')), row({ hash: 2 }, edit(1, 'two'))])
    timeline.apply({ put: [], gone: [hashNo(2)] })
    expect(textsOf(timeline.messages())).toEqual(['one'])
    timeline.apply({ put: [], gone: [hashNo(1)] })
    expect(timeline.messages()).toEqual([])
  })
})

describe('registers', () => {
  test('[C3] the greatest (ts, hash) of the edits wins, by any device of the member', () => {
    const rows = [
      row({ hash: 1, member: 1, at: 0 }, post('first')),
      row({ hash: 2, member: 1, device: 7, at: 20 }, edit(1, 'phone')),
      row({ hash: 4, member: 1, device: 8, at: 20 }, edit(1, 'desktop')),
      row({ hash: 3, member: 1, device: 8, at: 10 }, edit(1, 'early'))
    ]
    expect(only(messagesOf(...rows))).toMatchObject({ text: 'desktop', edited: true })
  })

  test('[C1] an edit by another member does nothing, whatever its time', () => {
    const rows = [row({ hash: 1, member: 1 }, post('mine')), row({ hash: 2, member: 2 }, edit(1, 'theirs'))]
    expect(only(messagesOf(...rows))).toMatchObject({ text: 'mine', edited: false })
  })

  test('[C1] an edit that came before its target acts when the target comes, and only then by the right author', () => {
    const timeline = timelineOf([
      row({ hash: 2, member: 1 }, edit(1, 'edited')),
      row({ hash: 3, member: 2 }, edit(1, 'forged'))
    ])
    expect(timeline.messages()).toEqual([])
    timeline.apply({ put: [row({ hash: 1, member: 1 }, post('first'))], gone: [] })
    expect(only(timeline.messages()).text).toBe('edited')
  })

  test('[C3] reactions are one register for each member and emoji', () => {
    const rows = [
      row({ hash: 1 }, post('x')),
      row({ hash: 2, member: 2 }, react(1, '👍')),
      row({ hash: 3, member: 3 }, react(1, '👍')),
      row({ hash: 4, member: 3 }, react(1, '👍')),
      row({ hash: 5, member: 2 }, react(1, '🎉')),
      row({ hash: 6, member: 2 }, react(1, '👍', false)),
      row({ hash: 7, member: 1 }, react(1, '👀', false))
    ]
    expect(only(messagesOf(...rows)).reactions).toEqual([
      { emoji: '👍', members: [memberNo(3)] },
      { emoji: '🎉', members: [memberNo(2)] }
    ])
  })

  test('[C3] a pin is one register for the message', () => {
    const pin = (on: boolean): KnownOperation => ({ type: 'pin', target: hashNo(1), on })
    const rows = [row({ hash: 1 }, post('x')), row({ hash: 2, member: 2 }, pin(true))]
    expect(only(messagesOf(...rows)).pinned).toBe(true)
    expect(only(messagesOf(...rows, row({ hash: 3, member: 3 }, pin(false)))).pinned).toBe(false)
  })

  test('[C1] of a member the last vote in time counts', () => {
    const vote = (...choices: readonly number[]): KnownOperation => ({ type: 'vote', target: hashNo(1), choices })
    const poll = (several: boolean): Row =>
      row({ hash: 1 }, { type: 'poll', question: 'when', options: ['a', 'b', 'c'], several, closes: start + 50 })
    const votes = [
      row({ hash: 2, member: 2, at: 10 }, vote(0)),
      row({ hash: 3, member: 2, at: 50 }, vote(1, 2, 2, 7)),
      row({ hash: 4, member: 3, at: 51 }, vote(0)),
      row({ hash: 5, member: 4, at: 20 }, vote(1)),
      row({ hash: 6, member: 4, at: 30 }, vote())
    ]
    const membersOf = (several: boolean): unknown =>
      only(messagesOf(poll(several), ...votes)).poll?.options.map(({ members }) => members)
    expect(membersOf(true)).toEqual([[], [memberNo(2)], [memberNo(2)]])
    expect(membersOf(false)).toEqual([[], [memberNo(2)], []])
    expect(only(messagesOf(poll(true))).text).toBe('when')
  })
})

describe('deleting', () => {
  const first = row({ hash: 1, member: 1 }, post('text', { reply: 9 }))

  test.each([true, false])('[C2] deleted by its member, nothing of it is left to read (destroy %s)', (destroy) => {
    const deleted = only(messagesOf(first, row({ hash: 2, member: 1, device: 5 }, remove([1], destroy))))
    expect(deleted).toMatchObject({ hash: hashNo(1), type: 'deleted', text: '', reply: undefined })
  })

  test('[C2] what its author says was no message leaves no line, readable or erased, and nobody else can say so', () => {
    const silent = row({ hash: 2, member: 1, device: 5 }, remove([1], true, true))
    for (const target of [first, unreadable({ hash: 1, member: 1 }, 'erased')])
      expect(messagesOf(target, silent)).toEqual([])
    const foreign = row({ hash: 2, member: 2 }, remove([1], true, true))
    expect(only(messagesOf(first, foreign)).type).toBe('message')
    // One that was taken back itself says nothing either.
    const plain = row({ hash: 4, member: 1 }, remove([1]))
    const takenBack = row({ hash: 3, member: 1 }, remove([2]))
    expect(only(messagesOf(first, silent, takenBack, plain)).type).toBe('deleted')
  })

  test('[C2] a delete by another member does nothing', () => {
    expect(only(messagesOf(first, row({ hash: 2, member: 2 }, remove([1])))).type).toBe('message')
  })

  test('[C4] an edit, a reaction or a pin of something deleted has no effect', () => {
    const acting = [
      row({ hash: 3, member: 1 }, edit(1, 'again')),
      row({ hash: 4, member: 2 }, react(1, '👍')),
      row({ hash: 5, member: 2 }, { type: 'pin', target: hashNo(1), on: true })
    ]
    expect(only(messagesOf(first, row({ hash: 2, member: 1 }, remove([1])), ...acting))).toMatchObject({
      type: 'deleted',
      text: '',
      edited: false,
      reactions: [],
      pinned: false
    })
  })

  test('[C4] a reply names its message and holds nothing of its text', () => {
    const answer = row({ hash: 5, member: 2 }, post('yes', { reply: 1 }))
    const [, message] = messagesOf(first, answer)
    expect(message).toMatchObject({ reply: hashNo(1), text: 'yes' })
  })

  test('[C2] a delete that is deleted has no effect, nor has a deleted edit', () => {
    const hidden = row({ hash: 2 }, remove([1], false))
    expect(only(messagesOf(first, hidden, row({ hash: 3 }, remove([2], false)))).text).toBe('text')
    const edited = [first, row({ hash: 2 }, edit(1, 'edited'))]
    expect(only(messagesOf(...edited, row({ hash: 3 }, remove([2], false)))).text).toBe('text')
  })

  test('[C2] the verdict on a chain of deletes as long as a page comes back to the one below it', () => {
    const length = 3000
    const chain = Array.from({ length }, (_, index) => row({ hash: index + 2 }, remove([index + 1], false)))
    const timeline = timelineOf([first, ...chain])
    expect(only(timeline.messages()).type).toBe('message')
    timeline.apply({ put: [row({ hash: length + 2 }, remove([length + 1], false))], gone: [] })
    expect(only(timeline.messages()).type).toBe('deleted')
  })

  test('[V7] two deletes that name each other, which no hash allows, end the judging all the same', () => {
    const circle = [row({ hash: 2 }, remove([3, 1], false)), row({ hash: 3 }, remove([2], false))]
    expect(messagesOf(first, ...circle)).toHaveLength(1)
  })

  test('[C2] moderate takes effect on whom it outranks now', () => {
    const moderations: readonly Moderation[] = [{ targets: [hashNo(1)], destroy: false, level: 200 }]
    const typeAt = (level: number): string =>
      only(timelineOf([first], { moderations, levelOf: () => level }).messages()).type
    expect([0, 100, 199, 200, 899].map(typeAt)).toEqual(['deleted', 'deleted', 'deleted', 'message', 'message'])
    const timeline = timelineOf([first])
    timeline.judge({ moderations, levelOf: () => 100 })
    expect(only(timeline.messages()).type).toBe('deleted')
  })
})

describe('what cannot be read', () => {
  test('[E4] an operation of a later version is a line that says so', () => {
    const later: Row = { ...row({ hash: 1 }, post('')), content: { type: 'operation', operation: [77, 'x'] } }
    expect(only(messagesOf(later))).toMatchObject({ type: 'unknown', text: '' })
    // Its page is another week's: it acts on something there and is no line.
    expect(messagesOf({ ...later, ts: start + week })).toEqual([])
  })

  test('[P5] sealed rows are lines of their own week; what is void, waits or is missing is none', () => {
    expect(only(messagesOf(unreadable({ hash: 1 }, 'sealed'))).type).toBe('sealed')
    expect(messagesOf({ ...unreadable({ hash: 1 }, 'sealed'), ts: start + week })).toEqual([])
    for (const type of ['void', 'waiting', 'missing'] as const)
      expect(messagesOf(unreadable({ hash: 1 }, type))).toEqual([])
  })

  test('[X1] an erased row is a deleted message while its delete is here, and nothing when its time was over', () => {
    expect(messagesOf(unreadable({ hash: 1 }, 'erased'))).toEqual([])
    const deleted = messagesOf(unreadable({ hash: 1 }, 'erased'), row({ hash: 2 }, remove([1])))
    expect(only(deleted).type).toBe('deleted')
  })

  test('[X6] a message with a ttl says when it ends', () => {
    expect(only(messagesOf(row({ hash: 1, at: 7 }, post('x', { ttl: 60 })))).expires).toBe(start + 7 + 60_000)
  })
})

/** Rows that act on each other in every way, also on what comes later or never. */
const randomRow = (hash: number): fc.Arbitrary<Row> => {
  const target = fc.integer({ min: 1, max: 26 })
  /** A hash names only what was there before, so deletes form no circles; the hash of 0 never comes. */
  const earlier = fc.integer({ min: 0, max: hash - 1 })
  const emoji = fc.constantFrom('👍', '🎉')
  const operation: fc.Arbitrary<KnownOperation> = fc.oneof(
    { arbitrary: fc.constant(post(`text ${hash}`)), weight: 3 },
    { arbitrary: target.map((to) => edit(to, `edit ${hash}`)), weight: 3 },
    {
      arbitrary: fc
        .tuple(fc.array(earlier, { minLength: 1, maxLength: 3 }), fc.boolean(), fc.boolean())
        .map(([to, destroy, silent]) => remove(to, destroy, silent)),
      weight: 3
    },
    { arbitrary: fc.tuple(target, emoji, fc.boolean()).map(([to, ...more]) => react(to, ...more)), weight: 3 },
    fc.tuple(target, fc.boolean()).map(([to, on]) => ({ type: 'pin', target: hashNo(to), on }) as const),
    fc
      .tuple(target, fc.array(fc.nat(3), { maxLength: 3 }))
      .map(([to, choices]) => ({ type: 'vote', target: hashNo(to), choices }) as const),
    fc.tuple(fc.boolean(), fc.nat(50)).map(
      ([several, closes]) =>
        ({
          type: 'poll',
          question: `poll ${hash}`,
          options: ['a', 'b', 'c'],
          several,
          closes: closes === 0 ? 0 : start + closes
        }) as const
    )
  )
  const place = fc.record({ hash: fc.constant(hash), member: fc.integer({ min: 1, max: 3 }), at: fc.nat(60) })
  const reason = fc.constantFrom('erased', 'sealed', 'void', 'waiting', 'missing')
  return fc.oneof(
    { arbitrary: fc.tuple(place, operation).map(([given, says]) => row(given, says)), weight: 8 },
    { arbitrary: fc.tuple(place, reason).map(([given, type]) => unreadable(given, type)), weight: 1 }
  )
}
const histories = fc
  .integer({ min: 0, max: 24 })
  .chain((length) => fc.tuple(...Array.from({ length }, (_, index) => randomRow(index + 1))))
const authorities: fc.Arbitrary<Authority> = fc
  .tuple(
    fc.array(
      fc.record({
        targets: fc.array(fc.integer({ min: 1, max: 26 }).map(hashNo), { maxLength: 2 }),
        destroy: fc.boolean(),
        level: fc.constantFrom(100, 101, 200)
      }),
      { maxLength: 2 }
    ),
    fc.tuple(fc.constantFrom(0, 100, 200), fc.constantFrom(0, 100, 200))
  )
  .map(([moderations, [first, others]]) => ({
    moderations,
    levelOf: (member) => (member === memberNo(1) ? first : others)
  }))

describe('as a whole', () => {
  test('[P5] what is shown is a function of the rows: any order and any batches give what the rules give from scratch', () => {
    const cuts = fc.array(fc.boolean(), { minLength: 30, maxLength: 30 })
    const shuffled = histories.chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray([...rows], { minLength: rows.length, maxLength: rows.length }))
    )
    const property = fc.property(shuffled, cuts, authorities, ([rows, order], cut, authority) => {
      const timeline = createPageTimeline(page, calm)
      let batch: Row[] = []
      order.forEach((one, index) => {
        batch.push(one)
        if (cut[index] !== true) return
        timeline.apply({ put: batch, gone: [] })
        timeline.messages()
        batch = []
      })
      timeline.apply({ put: batch, gone: [] })
      expect(timeline.messages()).toEqual(messagesByTheBook(rows, page, calm))
      timeline.judge(authority)
      expect(timeline.messages()).toEqual(messagesByTheBook(rows, page, authority))
    })
    fc.assert(property, { numRuns: 300 })
  })

  test('[P5] a row that changes or leaves leaves nothing behind', () => {
    const property = fc.property(histories, fc.array(fc.nat(3), { minLength: 24, maxLength: 24 }), (rows, changes) => {
      const timeline = timelineOf(rows)
      timeline.messages()
      const kept = rows.flatMap((one, index): readonly Row[] => {
        if (changes[index] === 0) return []
        return changes[index] === 1 ? [{ ...one, content: { type: 'erased' } }] : [one]
      })
      const changed = kept.filter((one) => !rows.includes(one))
      const gone = rows.filter(({ hash }) => !kept.some((one) => one.hash === hash)).map(({ hash }) => hash)
      for (const one of changed) timeline.apply({ put: [one], gone: [] })
      timeline.apply({ put: [], gone })
      expect(timeline.messages()).toEqual(messagesByTheBook(kept, page, calm))
    })
    fc.assert(property, { numRuns: 200 })
  })

  test('[C6] a batch large enough to be sorted at once gives the same order', () => {
    const rows = Array.from({ length: 300 }, (_, index) =>
      row({ hash: 300 - index, at: (index * 37) % 100 }, post('x'))
    )
    const one = createPageTimeline(page, calm)
    for (const single of rows) one.apply({ put: [single], gone: [] })
    expect(timelineOf(rows).messages()).toEqual(one.messages())
  })
})
