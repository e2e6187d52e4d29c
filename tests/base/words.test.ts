import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fold, marksIn, tailsOf, tokensOf, wantedWords, wordsIn } from '../../src/base/words.ts'

describe('words', () => {
  it('[X5] both spellings of a word are one: umlauts spelled out, other marks gone, lower case', () => {
    for (const [typed, folded] of [
      ['Straße', 'strasse'],
      ['STRASSE', 'strasse'],
      ['Müller', 'mueller'],
      ['MU\u0308LLER', 'mueller'],
      ['café', 'cafe'],
      ['Ångström', 'angstroem'],
      ['ﬁnden', 'finden'],
      ['ΣΊΣΥΦΟΣ', 'σισυφοσ']
    ] as const)
      expect(fold(typed)).toBe(folded)
  })

  it('[X5] a text comes apart into its words, and long ones have ends', () => {
    expect(wordsIn('Um 8:30, "Tür"!').map(({ folded }) => folded)).toEqual(['um', '8', '30', 'tuer'])
    expect(tokensOf('Tür Tür tur')).toEqual(['tuer', 'tur'])
    expect(tailsOf('haustuer')).toEqual(['stuer', 'tuer'])
    expect(tailsOf('baum')).toEqual([])
    expect(wantedWords('  Tür tür ')).toEqual(['tuer'])
  })

  it('[X5] marks stand where the words are in the text as it was written', () => {
    const shown = (text: string, typed: string) =>
      marksIn(text, wantedWords(typed)).map(({ from, to }) => text.slice(from, to))
    expect(shown('Die Straße, der Haustürschlüssel', 'strass schlussel')).toEqual(['Straß', 'schlüssel'])
    expect(shown('Müller und Mueller', 'mueller')).toEqual(['Müller', 'Mueller'])
    expect(shown('Müller', 'mull')).toEqual(['Müll'])
    expect(shown('nichts', 'da')).toEqual([])
  })

  it('[X5] no text makes it throw, loses its place or takes long', () => {
    const start = performance.now()
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 9 }), (text, typed) => {
        for (const { folded, from, to } of wordsIn(text)) {
          expect(folded).toMatch(/^[\p{L}\p{N}]+$/u)
          expect(from).toBeLessThan(to)
        }
        for (const token of tokensOf(text)) expect(token).not.toContain(' ')
        for (const { from, to } of marksIn(text, wantedWords(typed))) expect(to).toBeGreaterThan(from)
      })
    )
    for (const hostile of ['a\u0301'.repeat(8000), 'ä'.repeat(8000), '漢'.repeat(5000), 'ab '.repeat(5000)])
      expect(tokensOf(hostile).length).toBeLessThanOrEqual(4096)
    expect(performance.now() - start).toBeLessThan(20_000)
  })
})
