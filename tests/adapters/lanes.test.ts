// Shows the arithmetic of lanes: framing, credit, the bounded queue, and that two ends never wait for each other for ever.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  createCredit,
  createReceipt,
  createSendQueue,
  createUntaken,
  creditByLane,
  decodeLaneMessage,
  encodeLaneMessage,
  laneOf,
  type LaneMessage
} from '../../src/adapters/lanes.ts'
import { repeat } from '../../src/base/bytes.ts'
import { limits } from '../../src/base/limits.ts'

describe('messages on a lane', () => {
  const messages = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 300 }).map((frame): LaneMessage => ({ type: 'frame', frame })),
    fc.nat(2 ** 47).map((taken): LaneMessage => ({ type: 'credit', taken })),
    fc.constant<LaneMessage>({ type: 'new' })
  )

  test('are read as they were written', () => {
    fc.assert(
      fc.property(messages, (message) => {
        expect(decodeLaneMessage(encodeLaneMessage(message))).toEqual(message)
      })
    )
  })

  test.each([
    ['nothing', Uint8Array.of()],
    ['an empty frame', Uint8Array.of(0)],
    ['a frame over its bound', new Uint8Array(limits.frameBytesMax + 2)],
    ['a short count', Uint8Array.of(1, 0, 0, 0, 0, 1)],
    ['a long count', Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 1)],
    ['more behind a greeting', Uint8Array.of(2, 0)],
    ['an unknown kind', Uint8Array.of(3, 1)]
  ])('are refused: %s', (_name, bytes) => {
    expect(decodeLaneMessage(bytes)).toBeUndefined()
  })

  test('[S7] the first byte of a frame chooses its lane', () => {
    expect(laneOf(Uint8Array.of(0x7f, 0xff))).toBe('control')
    expect(laneOf(Uint8Array.of(0x80, 0x00))).toBe('bulk')
  })
})

describe('the send queue', () => {
  test('gives frames in their order, as far as the credit reaches', () => {
    const queue = createSendQueue(1_000)
    for (const length of [300, 200, 400]) queue.offer(repeat(length % 191, length))
    expect(queue.take(299)).toBeUndefined()
    expect(queue.take(300)).toEqual(repeat(300 % 191, 300))
    expect(queue.take(1_000)).toEqual(repeat(200 % 191, 200))
    expect(queue.take(1_000)).toEqual(repeat(400 % 191, 400))
    expect(queue.take(1_000)).toBeUndefined()
  })

  test('[M4] lets what people say go before chunks of files, and neither takes the place of the other', () => {
    const queue = createSendQueue(1_000)
    const [chunk, run] = [repeat(0xc0, 900), repeat(0x80, 900)]
    expect([queue.offer(chunk), queue.offer(chunk), queue.offer(run)]).toEqual([true, false, true])
    expect([queue.take(1_000), queue.take(1_000), queue.take(1_000)]).toEqual([run, chunk, undefined])
  })

  test('drops the newest frame beyond its bound, and takes others again when there is room', () => {
    const queue = createSendQueue(1_000)
    expect([600, 500, 400].map((length) => queue.offer(repeat(1, length)))).toEqual([true, false, true])
    expect(queue.take(1_000)).toHaveLength(600)
    expect(queue.offer(repeat(1, 600))).toBe(true)
    queue.clear()
    expect(queue.take(1_000)).toBeUndefined()
  })
})

describe('credit', () => {
  test('shrinks with what is sent and comes back with what was taken', () => {
    const credit = createCredit(1_000)
    credit.sent(700)
    expect(credit.room()).toBe(300)
    expect(credit.acknowledge(500)).toBe(true)
    expect(credit.room()).toBe(800)
  })

  test('[V7] is not taken from who claims more than was sent, or less than it said before', () => {
    const credit = createCredit(1_000)
    credit.sent(700)
    expect(credit.acknowledge(701)).toBe(false)
    expect(credit.acknowledge(600)).toBe(true)
    expect(credit.acknowledge(599)).toBe(false)
    expect(credit.room()).toBe(900)
  })
})

describe('the receipt', () => {
  test('is said every 64 KiB, or 100 ms after the last time', () => {
    const receipt = createReceipt(creditByLane.bulk)
    receipt.received(200_000)
    expect(receipt.due(0)).toBeUndefined()
    receipt.taken(10)
    expect(receipt.due(0)).toBe(10)
    receipt.taken(10)
    expect(receipt.due(99)).toBeUndefined()
    expect(receipt.wait(99)).toBe(1)
    expect(receipt.due(100)).toBe(20)
    receipt.taken(limits.creditStepBytes)
    expect(receipt.due(101)).toBe(20 + limits.creditStepBytes)
    expect(receipt.wait(101)).toBeUndefined()
  })

  test('[V7] finds out who sends beyond the credit', () => {
    const receipt = createReceipt(1_000)
    expect(receipt.received(1_000)).toBe(true)
    receipt.taken(400)
    expect(receipt.due(0)).toBe(400)
    expect(receipt.received(400)).toBe(true)
    expect(receipt.received(1)).toBe(false)
  })

  test('never counts more than came', () => {
    const receipt = createReceipt(1_000)
    receipt.received(10)
    receipt.taken(500)
    expect(receipt.due(0)).toBe(10)
  })

  test('two ends never get stuck, and never exceed the credit, whatever is sent and whenever it is taken', () => {
    const frames = fc.array(fc.integer({ min: 1, max: limits.frameBytesMax }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(frames, fc.array(fc.nat(3), { minLength: 1, maxLength: 40 }), (lengths, pace) => {
        const creditBytes = creditByLane.control
        const [credit, receipt] = [createCredit(creditBytes), createReceipt(creditBytes)]
        const underWay: number[] = []
        let next = 0
        let now = 0
        for (let round = 0; next < lengths.length || underWay.length > 0; round++) {
          for (let length = lengths[next]; length !== undefined && length <= credit.room(); length = lengths[++next]) {
            credit.sent(length)
            expect(receipt.received(length)).toBe(true)
            underWay.push(length)
          }
          for (let takes = pace[round % pace.length] ?? 0; takes >= 0; takes--) receipt.taken(underWay.shift() ?? 0)
          now += receipt.wait(now) ?? 0
          const said = receipt.due(now)
          if (said !== undefined) expect(credit.acknowledge(said)).toBe(true)
          expect(round).toBeLessThan(500)
        }
      }),
      { numRuns: 100 }
    )
  })
})

describe('frames the worker has not taken', () => {
  test('are credited to their lanes in the order in which they were given', () => {
    const log: string[] = []
    const lane = (name: string) => ({ taken: (bytes: number) => void log.push(`${name} ${bytes}`) })
    const [control, bulk] = [lane('control'), lane('bulk')]
    const untaken = createUntaken<typeof control>()
    untaken.given(control, 10)
    untaken.given(bulk, 100)
    untaken.given(control, 20)
    untaken.taken(60)
    untaken.taken(65)
    expect(log).toEqual(['control 10', 'bulk 50', 'bulk 50', 'control 15'])
    untaken.clear()
    untaken.taken(5)
    expect(log).toHaveLength(4)
  })
})
