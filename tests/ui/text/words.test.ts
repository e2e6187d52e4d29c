import { describe, expect, test } from 'vitest'
import { Settings } from '../../../src/app/settings.svelte.ts'
import { de as deFirst } from '../../../src/ui/text/de.ts'
import { en as enFirst } from '../../../src/ui/text/en.ts'
import { Text } from '../../../src/ui/text/text.svelte.ts'
import { verifyScreensDe } from '../../../src/ui/text/verify-screens.de.ts'
import { verifyScreensEn } from '../../../src/ui/text/verify-screens.en.ts'

/** With the words of screens that are fetched later. */
const de = { ...deFirst, verifyScreens: verifyScreensDe }
const en = { ...enFirst, verifyScreens: verifyScreensEn }

type Leaf = string | ((...values: never[]) => string)

/** All words of a catalogue with their paths; functions are called with plain values. */
function wordsOf(catalogue: object, path = ''): readonly (readonly [string, string])[] {
  return Object.entries(catalogue).flatMap(([key, value]: [string, Leaf | object]) => {
    const here = path === '' ? key : `${path}.${key}`
    if (typeof value === 'string') return [[here, value] as const]
    if (typeof value === 'function') return [[here, (value as (...values: unknown[]) => string)(3, 5)] as const]
    return wordsOf(value, here)
  })
}

const catalogues = [
  ['de', de],
  ['en', en]
] as const

describe.each(catalogues)('the words in %s', (_language, catalogue) => {
  test('are all there', () => {
    const empty = wordsOf(catalogue).filter(([path, words]) => words.trim() === '' && path !== 'emoji.groups.2')
    expect(empty).toEqual([])
  })

  test('never use the words of the trade', () => {
    const trade = /\b(?:peers?|nodes?|crdt|sync\w*|hash\w*|topics?|merkle|epochs?|libp2p|webrtc)\b/i
    expect(wordsOf(catalogue).filter(([, words]) => trade.test(words))).toEqual([])
  })
})

test('the German ones speak of Vermittler and du, never of Server-Sie', () => {
  expect(wordsOf(de).filter(([, words]) => /\b(?:Ihnen|Ihre[mnrs]?|Sie können|Bitte geben Sie)\b/.test(words))).toEqual(
    []
  )
})

describe('one thing has one name on all screens', () => {
  /** Words that would be a second name, and where they stand for something else. */
  const seconds = [
    {
      language: 'de',
      word: /gesperrt|ausgesperrt|[Ss]perr/,
      place: /^(?:lock|finding\.command\.lock|keyboard\.lock|governing\.policies|life\.notify|settings)/
    },
    { language: 'de', word: /Backup|Benachrichtigung|das Meiste/, place: /^$/ },
    { language: 'de', word: /\b[Ss]erver/, place: /^life\.notify\.honest/ },
    { language: 'en', word: /locked out|\bblocks?\b/i, place: /^$/ },
    { language: 'en', word: /revoke/, place: /invit|^joining/i }
  ] as const
  test.each(seconds)('$language: $word', ({ language, word, place }) => {
    const said = wordsOf(language === 'de' ? de : en)
    expect(said.filter(([path, words]) => word.test(words) && !place.test(path))).toEqual([])
  })
})

test('both languages have the same words', () => {
  expect(wordsOf(de).map(([path]) => path)).toEqual(wordsOf(en).map(([path]) => path))
})

test('one and many are told apart', () => {
  expect([de.connection.direct(1), de.connection.direct(3), en.team.members(1), en.team.members(1234)]).toEqual([
    'Direkt mit 1 Gerät verbunden',
    'Direkt mit 3 Geräten verbunden',
    '1 person',
    '1,234 people'
  ])
})

async function textIn(language: 'de' | 'en'): Promise<{ readonly text: Text; readonly settings: Settings }> {
  const kept = new Map<string, string>()
  const settings = new Settings({
    kept: { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => void kept.set(name, value) },
    languages: [language],
    darkSystem: { current: false },
    isTouch: false
  })
  const text = new Text(settings)
  await text.follow()
  return { text, settings }
}

describe('dates and sizes', () => {
  const now = new Date(2026, 10, 20, 12, 0).getTime()
  const daysAgo = (days: number) => new Date(2026, 10, 20 - days, 9, 5).getTime()

  test('a day is called what people call it', async () => {
    const { text } = await textIn('de')
    expect([0, 1, 3, 30, 400].map((days) => text.day(daysAgo(days), now))).toEqual([
      'Heute',
      'Gestern',
      'Dienstag',
      'Mittwoch, 21. Oktober',
      '16. Oktober 2025'
    ])
  })

  test('in a list time gets shorter with age', async () => {
    const { text } = await textIn('en')
    expect([0, 1, 3, 30].map((days) => text.short(daysAgo(days), now))).toEqual([
      '09:05',
      'Yesterday',
      'Tue',
      '21/10/26'
    ])
  })

  test('a span is told in the greatest unit that fits', async () => {
    const { text } = await textIn('de')
    const minute = 60_000
    expect([5000, 3 * minute, 180 * minute, 3 * 1440 * minute].map((span) => text.span(span))).toEqual([
      '5 Sek.',
      '3 Min.',
      '3 Std.',
      '3 Tagen'
    ])
  })

  test('sizes are round', async () => {
    const { text } = await textIn('de')
    expect([0, 999, 1500, 12_345_678, 3.2e9].map((bytes) => text.size(bytes).replace(/\s/, ' '))).toEqual([
      '0 Byte',
      '999 Byte',
      '1,5 kB',
      '12 MB',
      '3,2 GB'
    ])
  })
})

test('a change of language reaches words that were kept in a constant', async () => {
  const { text, settings } = await textIn('de')
  const { say } = text
  settings.languageChoice = 'en'
  await text.follow()
  expect([say.cancel, text.time(new Date(2026, 0, 1, 17, 42).getTime())]).toEqual(['Cancel', '17:42'])
})
