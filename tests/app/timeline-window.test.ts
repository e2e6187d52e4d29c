import { describe, expect, test } from 'vitest'
import { TimelineWindow } from '../../src/app/timeline-window.svelte.ts'
import type { MessageView, TimelineAnchor } from '../../src/node/api-conversations.ts'
import { fakeHost, type FakeHost } from '../fixtures/fake-host.ts'
import { channel, emptyWorld, message, person } from '../fixtures/fake-world.ts'
import { reading, settled, type Reading } from './reading.svelte.ts'

const anna = person({ name: 'Anna', role: 'member', devices: [] })
const everyone = channel('', [], { everyone: true })

interface Opened {
  readonly host: FakeHost
  readonly window: TimelineWindow
  readonly read: Reading<readonly MessageView[] | undefined>
  /** Numbers of the messages shown. */
  shown(): readonly number[]
}

const line = (number: number): MessageView => message({ by: anna, text: String(number), at: number * 60_000 }, 1)

/** A window over a channel with messages 1 to `count`; those after `read` are unread. */
async function open(
  count: number,
  { read = count, anchor = 'newest' }: { read?: number; anchor?: TimelineAnchor } = {}
): Promise<Opened> {
  const messages = Array.from({ length: count }, (_, index) => line(index + 1))
  const world = {
    ...emptyWorld(),
    members: [anna],
    conversations: [{ ...everyone, messages, read: messages[read - 1]?.message }]
  }
  const host = fakeHost(world, () => 10_000 * 60_000)
  const window = new TimelineWindow(host.node, everyone.id, anchor)
  const seen = reading(() => window.messages)
  await settled()
  return { host, window, read: seen, shown: () => (seen.value ?? []).map(({ text }) => Number(text)) }
}

const span = (numbers: readonly number[]): string => `${numbers[0]}-${numbers.at(-1)} (${numbers.length})`

/** Numbers without a hole, in order. */
const gapless = (numbers: readonly number[]): boolean =>
  numbers.every((each, at) => at === 0 || each === (numbers[at - 1] ?? 0) + 1)

describe('opening', () => {
  test('shows the newest sixty', async () => {
    const { read, shown, window } = await open(1000)
    const state = [span(shown()), window.older, window.newer]
    read.stop()
    expect(state).toEqual(['941-1000 (60)', true, false])
  })

  test('a short conversation is shown whole, and nothing is beyond it', async () => {
    const { read, shown, window } = await open(7)
    const state = [span(shown()), window.older, window.newer]
    read.stop()
    expect(state).toEqual(['1-7 (7)', false, false])
  })

  test('an empty one shows no messages, which is not the same as not knowing yet', async () => {
    const host = fakeHost({ ...emptyWorld(), conversations: [everyone] })
    const window = new TimelineWindow(host.node, everyone.id, 'newest')
    const before = window.messages
    const read = reading(() => window.messages)
    await settled()
    read.stop()
    expect([before, read.value]).toEqual([undefined, []])
  })

  test('reaches back to the first unread message', async () => {
    const { read, shown, window } = await open(1000, { read: 925 })
    const state = [shown().includes(926), window.opening?.unread]
    read.stop()
    expect(state).toEqual([true, 75])
  })

  test('around a message it stands in the middle, and both sides go on', async () => {
    const { read, shown, window } = await open(1000, { anchor: { around: line(500).message } })
    const state = [span(shown()), window.older, window.newer]
    read.stop()
    expect(state).toEqual(['470-530 (61)', true, true])
  })

  test('around a message that is not here it shows the newest', async () => {
    const { read, shown } = await open(100, { anchor: { around: line(9999).message } })
    const state = span(shown())
    read.stop()
    expect(state).toBe('41-100 (60)')
  })
})

describe('reading on', () => {
  test('older messages come at the start, without a hole, to the very first', async () => {
    const { read, shown, window } = await open(1000)
    const firsts: number[] = []
    for (let step = 0; step < 40 && window.older; step += 1) {
      window.showOlder()
      await settled()
      firsts.push(shown()[0] ?? 0)
      if (!gapless(shown())) throw new Error(`a hole in ${span(shown())}`)
    }
    const end = shown()
    read.stop()
    expect([
      firsts.at(-1),
      end.length <= 300,
      firsts.every((each, at) => at === 0 || each <= (firsts[at - 1] ?? 0))
    ]).toEqual([1, true, true])
  })

  test('a change at the start says so, a change at the end does not', async () => {
    const { read, window, host } = await open(1000)
    window.showOlder()
    const afterOlder = window.atStart
    host.receive(everyone.id, anna.member, '1001')
    await settled()
    const afterNew = window.atStart
    read.stop()
    expect([afterOlder, afterNew]).toEqual([true, false])
  })

  test('from the middle the way to the end is open, and the end follows again', async () => {
    const { read, shown, window, host } = await open(1000, { anchor: { around: line(500).message } })
    for (let step = 0; step < 40 && window.newer; step += 1) {
      window.showNewer()
      await settled()
      if (!gapless(shown())) throw new Error(`a hole in ${span(shown())}`)
    }
    host.receive(everyone.id, anna.member, '1001')
    await settled()
    const state = [shown().at(-1), window.newer, shown().length <= 301]
    read.stop()
    expect(state).toEqual([1001, false, true])
  })
})

describe('while messages arrive', () => {
  test('they are added at the end; the first one shown stays the first', async () => {
    const { read, shown, host } = await open(1000)
    const first = shown()[0]
    for (let number = 1001; number <= 1200; number += 1) {
      host.receive(everyone.id, anna.member, String(number))
      await settled()
    }
    const numbers = shown()
    read.stop()
    expect([numbers[0], numbers.at(-1), gapless(numbers)]).toEqual([first, 1200, true])
  })

  test('whoever stays at the end sees every message, and the window stays bounded', async () => {
    const { read, shown, window, host } = await open(1000)
    const missed: number[] = []
    let most = 0
    for (let number = 1001; number <= 2500; number += 1) {
      host.receive(everyone.id, anna.member, String(number))
      await settled()
      if (shown().at(-1) !== number) missed.push(number)
      most = Math.max(most, shown().length)
      window.trim('last')
    }
    const numbers = shown()
    read.stop()
    expect([missed, most <= 241, gapless(numbers), numbers.at(-1)]).toEqual([[], true, true, 2500])
  })

  test('after the way up and down again, following goes on for as long as it takes', async () => {
    const { read, shown, window, host } = await open(1000)
    for (let turn = 0; turn < 12; turn += 1) {
      window.showOlder()
      await settled()
    }
    for (let turn = 0; turn < 30 && window.newer; turn += 1) {
      window.showNewer()
      await settled()
    }
    for (let number = 1001; number <= 1600; number += 1) {
      host.receive(everyone.id, anna.member, String(number))
      await settled()
      window.trim('last')
    }
    const numbers = shown()
    read.stop()
    expect([numbers.at(-1), gapless(numbers), numbers.length <= 241]).toEqual([1600, true, true])
  })

  test('someone who reads far up is not moved, and the slice stays bounded', async () => {
    const { read, shown, window, host } = await open(2000, { anchor: { around: line(300).message } })
    const before = span(shown())
    for (let number = 2001; number <= 2400; number += 1) host.receive(everyone.id, anna.member, String(number))
    await settled()
    const state = [span(shown()), window.newer]
    read.stop()
    expect(state).toEqual([before, true])
  })

  test('an edit changes a row and nothing else', async () => {
    const { read, shown, host } = await open(100)
    const before = shown()
    await host.node.submit({ type: 'edit', conversation: everyone.id, target: line(90).message, text: '-90' })
    await settled()
    const after = shown()
    read.stop()
    expect(after).toEqual(before.map((each) => (each === 90 ? -90 : each)))
  })

  test('no watch outlives the screen, however often the slice was changed', async () => {
    const { read, window, host } = await open(1000)
    for (let step = 0; step < 8; step += 1) {
      window.showOlder()
      await settled()
    }
    const during = host.watching().length
    read.stop()
    await settled()
    expect([during, host.watching().length]).toEqual([1, 0])
  })
})
