// Shows one lane over libp2p's own pair of streams: whole frames, credit against a slow worker, and an end for who plays foul.

import '../../signaling/polyfill.ts'
import { lpStream, streamPair } from '@libp2p/utils'
import { describe, expect, test, vi } from 'vitest'
import { createSendQueue, creditByLane, encodeLaneMessage, type LaneName } from '../../src/adapters/lanes.ts'
import { createLane, type Lane } from '../../src/adapters/libp2p-lane.ts'
import { concat, equalBytes, repeat } from '../../src/base/bytes.ts'
import { limits } from '../../src/base/limits.ts'

interface End {
  readonly lane: Lane
  readonly heard: readonly Uint8Array[]
  readonly news: readonly ('new' | 'broken')[]
}

function endOf(name: LaneName, stream: Parameters<typeof createLane>[1]): End {
  const heard: Uint8Array[] = []
  const news: ('new' | 'broken')[] = []
  const lane = createLane(name, stream, {
    onFrame: (frame) => void heard.push(frame),
    onNew: () => void news.push('new'),
    onBroken: () => void news.push('broken')
  })
  return { lane, heard, news }
}

async function pair(name: LaneName): Promise<readonly [End, End]> {
  const [out, back] = await streamPair()
  return [endOf(name, out), endOf(name, back)]
}

const bytesOf = (end: End): number => end.heard.reduce((sum, { length }) => sum + length, 0)

describe('a lane', () => {
  test('[S2] carries frames of every size whole and in order, in both directions', async () => {
    const [a, b] = await pair('bulk')
    const frames = [1, 2, 127, 128, 16_384, limits.frameBytesMax].map((length) => repeat(length % 251, length))
    for (const { lane } of [a, b]) {
      const queue = createSendQueue(2 ** 24)
      for (const frame of frames) queue.offer(frame)
      lane.start(queue)
    }
    for (const { heard } of [a, b]) {
      await vi.waitFor(() => expect(heard).toHaveLength(frames.length))
      expect(heard.every((each, index) => equalBytes(each, frames[index] ?? repeat(0, 0)))).toBe(true)
    }
  })

  test('stops at its credit while the worker sleeps, and goes on when it wakes', async () => {
    const [a, b] = await pair('control')
    const queue = createSendQueue(2 ** 24)
    for (let count = 0; count < 40; count++) queue.offer(repeat(count, 32 * 1024))
    b.lane.start(createSendQueue())
    a.lane.start(queue)
    await vi.waitFor(() => expect(bytesOf(b)).toBe(creditByLane.control))
    let taken = 0
    await vi.waitFor(() => {
      b.lane.taken(bytesOf(b) - taken)
      taken = bytesOf(b)
      expect(b.heard).toHaveLength(40)
    })
    expect([a.news, b.news]).toEqual([[], []])
  })

  test('says that a link is new before anything else', async () => {
    const [a, b] = await pair('control')
    const queue = createSendQueue()
    queue.offer(repeat(1, 10))
    a.lane.start(queue, { isNew: true })
    b.lane.start(createSendQueue())
    await vi.waitFor(() => expect(b.heard).toHaveLength(1))
    expect(b.news).toEqual(['new'])
  })

  test('keeps what comes before it is started', async () => {
    const [a, b] = await pair('control')
    const queue = createSendQueue()
    queue.offer(repeat(7, 100))
    a.lane.start(queue)
    await new Promise((resolve) => setTimeout(resolve))
    expect(b.heard).toEqual([])
    b.lane.start(createSendQueue())
    await vi.waitFor(() => expect(b.heard).toEqual([repeat(7, 100)]))
  })

  const frame = (length: number): Uint8Array => encodeLaneMessage({ type: 'frame', frame: repeat(1, length) })
  test.each([
    ['an unknown message', [Uint8Array.of(9, 9, 9)]],
    ['a message over the bound', [new Uint8Array(300_000)]],
    ['credit for what was never sent', [encodeLaneMessage({ type: 'credit', taken: 5 })]],
    ['more than the credit', Array.from({ length: 9 }, () => frame(32 * 1024))]
  ])('[V7] ends for who sends %s', async (_name, messages) => {
    const [out, back] = await streamPair()
    const end = endOf('control', back)
    end.lane.start(createSendQueue())
    const framed = lpStream(out)
    await framed.write(frame(3))
    await vi.waitFor(() => expect(end.heard).toHaveLength(1))
    for (const message of messages) await framed.write(message).catch(() => undefined)
    await vi.waitFor(() => expect(end.news).toEqual(['broken']))
    expect(bytesOf(end)).toBeLessThanOrEqual(creditByLane.control)
  })

  test('[V7] random bytes end it and harm nothing else', async () => {
    const [out, back] = await streamPair()
    const end = endOf('bulk', back)
    end.lane.start(createSendQueue())
    out.send(concat(repeat(0xff, 12), repeat(0x80, 50)))
    await vi.waitFor(() => expect(end.news).toEqual(['broken']))
    expect(end.heard).toEqual([])
  })
})
