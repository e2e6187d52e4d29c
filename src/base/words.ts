// Owns how words are compared when people look for something: how a text comes apart into words, and what a word is folded to so that
// both spellings of it meet (Straße and strasse, Müller and Mueller). Knows no index and no screen.

/** One word of a text, and where it stands there. */
export interface Word {
  readonly folded: string
  readonly from: number
  readonly to: number
}

/** A longer run of letters is known by its beginning. */
const wordMax = 64
/** Words that one text is found by: 16 KiB of text have no more to say. */
const tokensMax = 4096
/** The shortest end of a word that is found inside it, and the least that stands before it. */
const [tailMin, beforeTailMin] = [4, 3]

const letters = /[\p{L}\p{N}\p{M}]+/gu
const beyondAscii = /[^\x20-\x7e]/
const umlauts = /[äöüß]/
/** Scripts that put no space between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

const spelledOut: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'oe',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  ς: 'σ'
}
const spelled = /[äöüßæœøłđıς]/g

/** What a word or a part of it is compared by: lower case, umlauts spelled out, all other marks gone. */
export function fold(text: string): string {
  const lower = text.toLowerCase()
  if (!beyondAscii.test(lower)) return lower
  const spelledLower = lower.normalize('NFC').replace(spelled, (letter) => spelledOut[letter] ?? letter)
  return withoutMarks(spelledLower).toLowerCase()
}

/** Compatibility forms come apart into signs as well (⑴ into brackets): those are no letters and go. */
function withoutMarks(text: string): string {
  return text.normalize('NFKD').replace(/[^\p{L}\p{N}]+/gu, '')
}

/** Lower case without marks: ü and u are one, ü and ue are not. For short lists that are looked through while somebody types. */
export function unmarked(text: string): string {
  return text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss')
}

/** The words of a text in order, folded. */
export function wordsIn(text: string): readonly Word[] {
  const words: Word[] = []
  for (const match of text.matchAll(letters)) {
    const folded = fold(match[0]).slice(0, wordMax)
    if (folded !== '') words.push({ folded, from: match.index, to: match.index + match[0].length })
  }
  return words
}

/** Everything a text is found by, each once: its words, those with umlauts also as people write them who have none on their keyboard. */
export function tokensOf(text: string): readonly string[] {
  const tokens = new Set<string>()
  for (const match of text.matchAll(letters)) {
    if (tokens.size >= tokensMax) break
    tokens.add(fold(match[0]).slice(0, wordMax))
    if (!beyondAscii.test(match[0])) continue
    const lower = match[0].toLowerCase().normalize('NFC')
    if (umlauts.test(lower)) tokens.add(withoutMarks(lower.replaceAll('ß', 'ss')).slice(0, wordMax))
  }
  tokens.delete('')
  return [...tokens]
}

/** The ends of a long word by which it is found too, since German puts words together (Haustürschlüssel is found by Schlüssel). */
export function tailsOf(word: string): readonly string[] {
  if (word.length < beforeTailMin + tailMin && !beyondAscii.test(word)) return []
  const isUnspaced = beyondAscii.test(word) && unspaced.test(word)
  const [before, least] = isUnspaced ? [1, 1] : [beforeTailMin, tailMin]
  const tails: string[] = []
  for (let start = before; start <= word.length - least; start++) tails.push(word.slice(start))
  return tails
}

/** Whether a word that somebody looks for is looked for inside of others too. */
export function isFoundInside(folded: string): boolean {
  return folded.length >= tailMin || unspaced.test(folded)
}

/** What a person typed, as words to look for, each once. */
export function wantedWords(typed: string): readonly string[] {
  return [...new Set(wordsIn(typed).map(({ folded }) => folded))].slice(0, wantedMax)
}

/** More words are not looked for. */
export const wantedMax = 12

/** The places in a text where it has the wanted words, ascending, apart from each other. */
export function marksIn(
  text: string,
  wanted: readonly string[]
): readonly { readonly from: number; readonly to: number }[] {
  return wordsIn(text).flatMap((word) => {
    const original = text.slice(word.from, word.to)
    const ranges = wanted.flatMap((each) => {
      const range = rangeOf(original, each)
      return range === undefined ? [] : [range]
    })
    const longest = ranges.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0]
    return longest === undefined ? [] : [{ from: word.from + longest.from, to: word.from + longest.to }]
  })
}

/** Where in one word the wanted one stands: at its beginning, or inside. */
function rangeOf(word: string, wanted: string): { readonly from: number; readonly to: number } | undefined {
  return rangeBy(word, wanted, fold) ?? (beyondAscii.test(word) ? rangeBy(word, wanted, plain) : undefined)
}

function plain(text: string): string {
  return withoutMarks(text.toLowerCase().replaceAll('ß', 'ss'))
}

function rangeBy(
  word: string,
  wanted: string,
  folding: (text: string) => string
): { readonly from: number; readonly to: number } | undefined {
  const folded = folding(word)
  const at = folded.startsWith(wanted) ? 0 : isFoundInside(wanted) ? folded.indexOf(wanted, 1) : -1
  if (at < 0) return undefined
  const ends = endsOf(word, folding)
  const from = ends.findLast(({ folded: length }) => length <= at)?.original ?? 0
  const to = ends.find(({ folded: length }) => length >= at + wanted.length)?.original ?? word.length
  return { from, to }
}

/** After each letter with its marks: how long the word is so far, and how long what it is folded to. */
function endsOf(
  word: string,
  folding: (text: string) => string
): readonly { readonly original: number; readonly folded: number }[] {
  const ends: { readonly original: number; readonly folded: number }[] = []
  let original = 0
  let folded = 0
  for (const [letter] of word.matchAll(/\P{M}\p{M}*|\p{M}+/gu)) {
    original += letter.length
    folded += folding(letter).length
    ends.push({ original, folded })
  }
  return ends
}
