import { describe, expect, test } from 'vitest'
import { readInline, type Inline } from '../../../src/app/markup-inline.ts'
import { excerpt, isEmojiOnly, oneLine, plain } from '../../../src/ui/text/links.ts'

const tokensOf = (tokens: readonly Inline[]): readonly Inline[] =>
  tokens.flatMap((token) => (token.type === 'style' ? tokensOf(token.children) : [token]))
const piecesOf = (text: string): readonly Inline[] => tokensOf(readInline(text, { mentions: [], onSteps: undefined }))
const linksOf = (text: string) =>
  piecesOf(text).flatMap((piece) => (piece.type === 'link' ? [[piece.text, piece.href]] : []))

describe('the beginning of a message', () => {
  test('ends between two signs: no emoji, flag or letter with its marks is cut in two', () => {
    const signs = ['👍🏽', '👩‍👩‍👧‍👦', '🇩🇪', 'e\u0301\u0323', '❤️', 'ä', '한']
    for (const sign of signs)
      for (let before = 0; before <= 12; before++) {
        const text = 'x'.repeat(before) + sign.repeat(20)
        for (let max = 1; max <= 40; max++) {
          const cut = excerpt(text, max)
          expect(text.startsWith(cut) && cut.length <= max).toBe(true)
          expect((cut.length - before) % sign.length === 0 || cut.length < before).toBe(true)
        }
      }
    expect(excerpt('🇩🇪'.repeat(200)).length).toBe(400)
    expect(oneLine('a'.repeat(199) + '🇩🇪')).toBe('a'.repeat(199))
  })

  test('is bounded: a sign without an end is cut, never in the middle of a character, and quickly', () => {
    expect(excerpt(`a${'\u200d👩'.repeat(1000)}`, 40).length).toBeLessThanOrEqual(40)
    for (const text of [`e${'\u0301'.repeat(100_000)}`, `a${'\u200d👩'.repeat(50_000)}`, '🇩🇪'.repeat(50_000)]) {
      const cut = excerpt(text)
      expect([cut.isWellFormed(), cut.length > 0, cut.length <= 400]).toEqual([true, true, true])
    }
  })
})

describe('what becomes a link', () => {
  test.each([
    ['see https://a.example/b?c=d#e now', 'https://a.example/b?c=d#e', 'https://a.example/b?c=d#e'],
    ['http://a.example', 'http://a.example', 'http://a.example/'],
    ['HTTPS://A.example/X', 'HTTPS://A.example/X', 'https://a.example/X'],
    ['www.a.example/x', 'www.a.example/x', 'https://www.a.example/x'],
    ['mail anna@a.example!', 'anna@a.example', 'mailto:anna@a.example'],
    ['mailto:anna@a.example', 'mailto:anna@a.example', 'mailto:anna@a.example'],
    ['call +49 151 2345678.', '+49 151 2345678', 'tel:+491512345678'],
    ['http://192.168.1.10:8080/x', 'http://192.168.1.10:8080/x', 'http://192.168.1.10:8080/x'],
    ['http://localhost:8080', 'http://localhost:8080', 'http://localhost:8080/']
  ])('[W2] in %j', (text, shown, href) => {
    expect(linksOf(text)).toEqual([[shown, href]])
  })

  test.each([
    'javascript:alert(1)',
    'data:text/html,<b>',
    'file:///etc/passwd',
    'vbscript:x',
    'https://',
    'http://nowhere',
    'anna@',
    '@anna',
    '15.08.2026, 19:42',
    'Maße 3,1 × 90',
    'IBAN DE02120300000000202051'
  ])('[W2] nothing in %j', (text) => {
    expect(linksOf(text)).toEqual([])
  })

  test.each([
    ['https://a.example.', 'https://a.example'],
    ['(https://a.example/x)', 'https://a.example/x'],
    ['https://a.example/x_(y)', 'https://a.example/x_(y)'],
    ['*https://a.example*', 'https://a.example']
  ])('the sentence around %j does not belong to it', (text, shown) => {
    expect(linksOf(text).map(([found]) => found)).toEqual([shown])
  })
})

describe('the real host', () => {
  test.each([
    ['https://good.example@bad.example/login', 'bad.example'],
    ['https://gооd.example', 'xn--gd-fmca.example'],
    ['https://good.example/path', undefined]
  ])('[W2] of %s is said when the text does not plainly show it', (text, host) => {
    expect(piecesOf(text).flatMap((piece) => (piece.type === 'link' ? [piece.host] : []))).toEqual([host])
  })

  test('[W2] a direction override ends a link instead of hiding its end', () => {
    expect(linksOf('https://a.example/\u202egpj.exe').map(([shown]) => shown)).toEqual(['https://a.example/'])
  })
})

test('[W2] control characters and overrides are shown as boxes, line breaks and tabs stay', () => {
  expect(plain('a\u0000b\u202ec\u0085d\ne\tf')).toBe('a▯b▯c▯d\ne\tf')
})

test('[W2] what has no width is a box, but joiners where emoji and scripts need them', () => {
  expect(plain('a\u200bb\u00ad\ufeffc\u2060')).toBe('a▯b▯▯c▯')
  expect(plain('pay\u200dpal 1\u200c2 \u200d')).toBe('pay▯pal 1▯2 ▯')
  const kept = ['👩\u200d🚒', 'می\u200cخواهم', 'क्\u200dष', 'e\u0301']
  expect(kept.map(plain)).toEqual(kept)
})

test('[W2] ten thousand marks on one letter are eight and a box', () => {
  expect(plain(`a${'\u0301'.repeat(10_000)}b`)).toBe(`a${'\u0301'.repeat(8)}▯b`)
})

test.each([
  ['👍', true],
  ['🤷‍♀️', true],
  ['👍🏽 🎉', true],
  ['🇩🇪', true],
  ['1️⃣', true],
  ['👍👍👍👍', false],
  ['ok 👍', false],
  ['12', false],
  ['', false]
])('%j is nothing but a few emoji: %s', (text, only) => {
  expect(isEmojiOnly(text)).toBe(only)
})
