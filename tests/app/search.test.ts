import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { noFilter, piecesOf, Search, typedMax } from '../../src/app/search.svelte.ts'
import { marksIn, wantedWords } from '../../src/base/words.ts'
import { fakeHost, type FakeHost } from '../fixtures/fake-host.ts'
import { channel, emptyWorld, message, person } from '../fixtures/fake-world.ts'
import { reading, settled, type Reading } from './reading.svelte.ts'

const anna = person({ name: 'Anna', role: 'member', devices: [] })
const everyone = channel('', [], { everyone: true })

interface Opened {
  readonly host: FakeHost
  readonly search: Search
  readonly read: Reading<readonly number[] | undefined>
}

/** A search in a channel with messages 1 to `count`, which all have the word. */
function open(count: number): Opened {
  const messages = Array.from({ length: count }, (_, at) =>
    message({ by: anna, text: `wort ${at + 1}`, at: (at + 1) * 60_000 }, 1)
  )
  const host = fakeHost({ ...emptyWorld(), members: [anna], conversations: [{ ...everyone, messages }] })
  const search = new Search(host.node, undefined)
  return { host, search, read: reading(() => search.hits?.map(({ text }) => Number(text.slice(5)))) }
}

const descending = (from: number, to: number): readonly number[] =>
  Array.from({ length: from - to + 1 }, (_, at) => from - at)

const searches = ({ host }: Opened): number => host.watching().filter((type) => type === 'search').length

describe('a search', () => {
  test('comes in parts as somebody scrolls, to the very last one', async () => {
    const opened = open(1000)
    const { search, read } = opened
    search.text = 'wort'
    await settled()
    expect(read.value).toEqual(descending(1000, 901))
    for (let turns = 0; search.hasMore && turns < 20; turns += 1) {
      search.look((read.value?.length ?? 1) - 1)
      await settled()
    }
    expect(read.value).toEqual(descending(1000, 1))
    // Only what is near the end is followed now.
    expect(searches(opened)).toBeLessThanOrEqual(5)
    search.look(0)
    await settled()
    expect([read.value?.length, searches(opened)]).toEqual([1000, 3])
    read.stop()
    await settled()
    expect(searches(opened)).toBe(0)
  })

  test('what arrives meanwhile comes first, what is deleted goes, and nothing is lost between the parts', async () => {
    const { host, search, read } = open(250)
    search.text = 'wort'
    await settled()
    search.look(99)
    await settled()
    host.receive(everyone.id, anna.member, 'wort 251')
    host.change((world) => {
      const [first] = world.conversations
      if (first !== undefined) first.messages = first.messages.filter(({ text }) => text !== 'wort 200')
    })
    await settled()
    expect(read.value).toEqual(descending(251, 51).filter((number) => number !== 200))
    read.stop()
  })

  test('another question begins anew, and until it is answered the last answer stands', async () => {
    const { search, read } = open(250)
    search.text = 'wort'
    await settled()
    search.look(99)
    await settled()
    const { question } = search
    search.text = 'wort 7'
    const meanwhile = [search.isAnswered, search.hits?.length, search.question === question]
    await settled()
    expect(meanwhile).toEqual([false, 200, false])
    expect(read.value?.every((number) => String(number).startsWith('7'))).toBe(true)
    read.stop()
  })

  test.each([
    ['', undefined],
    ['!? …', 'no-words'],
    ['\u0301'.repeat(10_000), 'no-words'],
    ['eins zwei', undefined],
    [Array.from({ length: 13 }, (_, at) => `w${at}`).join(' '), 'too-many-words'],
    ['z '.repeat(50), undefined],
    ['x'.repeat(10_000), undefined]
  ] as const)('says in one word what is odd about a question: %#', async (typed, remark) => {
    const { search, read } = open(3)
    search.text = typed
    await settled()
    expect([search.remark, search.text.length <= typedMax, read.value]).toEqual([remark, true, []])
    read.stop()
  })

  test('days are those of this device, both included; a broken day is none', async () => {
    const { search, read } = open(3)
    search.filter = { ...noFilter, firstDay: '1970-01-01', lastDay: '1970-01-01' }
    await settled()
    const within = read.value
    search.filter = { ...noFilter, firstDay: '1971-01-01' }
    await settled()
    const after = read.value
    search.filter = { ...noFilter, lastDay: 'gestern', member: anna.member }
    await settled()
    expect([within, after, read.value]).toEqual([[3, 2, 1], [], [3, 2, 1]])
    read.stop()
  })

  test('a conversation alone is no question', () => {
    const { search, read } = open(3)
    search.filter = { ...noFilter, conversation: everyone.id }
    expect([search.isFiltered, search.isAsking]).toEqual([true, false])
    read.stop()
  })
})

test('[X5] a text in pieces is the text, and the marked ones are what was looked for, whatever both are', () => {
  const any = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: fc.constantFrom('ä', 'ue', 'ß', ' ', '\u0301', '漢', 'x', '👩‍🚒', '\u202e'), maxLength: 80 })
  )
  fc.assert(
    fc.property(any, any, (text, typed) => {
      const pieces = piecesOf({ text, marks: marksIn(text, wantedWords(typed)) })
      expect(pieces.map((piece) => piece.text).join('')).toBe(text)
      expect(pieces.every((piece) => piece.text !== '')).toBe(true)
    })
  )
})
