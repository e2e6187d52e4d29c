// Owns the rows about finding: questions of several kinds behind a long history, each against the same index asked for a rare word, which
// nobody can ask faster. The words are spread as in a language: few are everywhere, most are rare.

import { assert } from '../../src/base/assert.ts'
import { memberIdOf } from '../../src/base/ids.ts'
import { repeat } from '../../src/base/bytes.ts'
import { wantedWords } from '../../src/base/words.ts'
import type { SearchQuery, Storage } from '../../src/node/ports.ts'
import { createDice, type Dice } from '../fixtures/random.ts'
import { createMemoryDisk, startSqlite } from '../fixtures/memory-storage.ts'
import { growth, lobbyChannel, makeStored, otherChannel } from '../fixtures/stored-entries.ts'
import type { Row } from './rows.ts'
import { median, quantile } from './timing.ts'

const runLength = 512
const wordsOfMessage = 8
const vocabulary = 12_000
/** The commonest word is in every eighth message. */
const flat = 8
const asked = 60
/** As much as a screen asks for first. */
const hits = 100
const people = [0x0a, 0x0b, 0x0c].map((byte) => memberIdOf(repeat(byte, 16)))

/** What a person types, by the number that makes it; `most` is what the median is held to, in rare words. */
const questions: readonly {
  readonly name: string
  readonly typed: (number: number, words: Words) => string
  readonly most: number
}[] = [
  { name: 'a common word', typed: (number, words) => words.at(number % 20), most: 30 },
  { name: 'two letters', typed: (number, words) => words.at(number).slice(0, 2), most: 5 },
  { name: 'the beginning of a word', typed: (number, words) => words.at(50 + number).slice(0, 4), most: 12 },
  { name: 'two words', typed: (number, words) => `${words.at(number % 20)} ${words.at(40 + number)}`, most: 30 },
  { name: 'a part of a long word', typed: (number, words) => words.long(number).slice(5), most: 6 }
]

export async function benchSearch(count: number): Promise<readonly Row[]> {
  const disk = createMemoryDisk(await startSqlite())
  const storage = disk.open()
  const words = wordsOf(createDice(11))
  fill(storage, count, words)
  const rare = times(storage, (number) => words.at(vocabulary / 2 + number * 7))
  const baseline = { name: 'a rare word', value: median(rare) }
  const rows = questions.flatMap(({ name, typed, most }): Row[] => {
    const taken = times(storage, (number) => typed(number, words))
    const what = `finding ${name} behind ${count}`
    return [
      { name: what, value: median(taken), unit: 'ms', baseline, limit: { most } },
      { name: `${what}, p95`, value: quantile(taken, 0.95), unit: 'ms' }
    ]
  })
  disk.close()
  return rows
}

interface Words {
  at(rank: number): string
  long(rank: number): string
  /** Some word, a common one more often. */
  some(): string
}

function wordsOf(dice: Dice): Words {
  const letters = 'eeeeennniiisssrrraaatttdddhhhuulllccgmobwfkzpvj'
  const made = new Set<string>()
  const letter = (): string => letters.charAt(dice.below(letters.length))
  while (made.size < vocabulary) made.add(Array.from({ length: 3 + dice.below(9) }, letter).join(''))
  const all = [...made]
  const long = all.filter(({ length }) => length >= 10)
  const pick = (list: readonly string[], rank: number): string => list[Math.floor(rank) % list.length] ?? ''
  return {
    at: (rank) => pick(all, rank),
    long: (rank) => pick(long, rank),
    // By Zipf and Mandelbrot: the logarithm of the rank is even, and the first ones share what the very first would have.
    some: () => pick(all, flat * Math.exp((dice.below(1_000_000) / 1_000_000) * Math.log(vocabulary / flat)) - flat)
  }
}

function fill(storage: Storage, count: number, words: Words): void {
  let head: ReturnType<typeof makeStored> | undefined
  for (let from = 0; from < count; from += runLength) {
    const run = Array.from({ length: Math.min(runLength, count - from) }, (_, at) =>
      makeStored(from + at, { ts: 1_700_000_000_000 + (from + at) * 60_000 })
    )
    const put = run.map((entry, at) => ({
      ...{ message: entry.hash, source: entry.hash, ts: entry.ts, hasLink: at % 20 === 0, hasFile: at % 30 === 0 },
      conversation: at % 4 === 0 ? otherChannel : lobbyChannel,
      member: people[at % people.length] ?? memberIdOf(repeat(0x0d, 16)),
      text: Array.from({ length: wordsOfMessage }, () => words.some()).join(' ')
    }))
    const stored = storage.append({ ...growth(run, head), search: { put, forget: [] } })
    assert(stored.ok, 'memory has room')
    head = run.at(-1)
  }
}

function times(storage: Storage, typed: (number: number) => string): readonly number[] {
  const none = { conversation: undefined, member: undefined, from: undefined, until: undefined }
  return Array.from({ length: asked }, (_, number) => {
    const query: SearchQuery = {
      words: wantedWords(typed(number)),
      ...none,
      hasLink: false,
      hasFile: false,
      count: hits
    }
    const before = process.cpuUsage()
    storage.search(query)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
}
