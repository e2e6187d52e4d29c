// Owns what a person asks for while writing: somebody's name after "@", an emoji after ":", a command after "/". Knows no screen.

import { fold, unmarked } from '../base/words.ts'
import { isWordBefore } from './names.ts'

export interface Asked {
  readonly kind: 'mention' | 'emoji' | 'command'
  /** Where the sign stands. */
  readonly from: number
  /** What was typed behind it. */
  readonly word: string
}

/** Names of more than this many characters are not typed to their end. */
const wordMax = 40

/** What stands right before the cursor; undefined: nothing that asks. */
export function askedAt(text: string, cursor: number): Asked | undefined {
  const before = text.slice(Math.max(0, cursor - wordMax - 1), cursor)
  const start = cursor - before.length
  const command = start === 0 ? /^\/([\p{L}]*)$/u.exec(before) : null
  if (command !== null) return { kind: 'command', from: 0, word: command[1] ?? '' }
  const emoji = /(?:^|\s):([\p{L}_]{2,})$/u.exec(before)
  if (emoji !== null) {
    const word = emoji[1] ?? ''
    return { kind: 'emoji', from: cursor - word.length - 1, word: word.replaceAll('_', ' ') }
  }
  const at = before.lastIndexOf('@')
  const word = before.slice(at + 1)
  // A name may have several words; after a break, or a space that nothing follows yet, nobody is asked for.
  if (at < 0 || /\n|^\s|\s$/.test(word) || isWordBefore(before, at)) return undefined
  return { kind: 'mention', from: start + at, word }
}

/** Whether every word that was typed begins a word of the name; umlauts and accents do not matter, "ue" finds "ü" too. */
export function isNamedBy(name: string, typed: string): boolean {
  const forms = [wordsOf(unmarked(name)), wordsOf(name.normalize('NFC')).map(fold)]
  const wanted = wordsOf(unmarked(typed))
  return forms.some((words) => wanted.every((want) => words.some((word) => word.startsWith(want))))
}

function wordsOf(text: string): readonly string[] {
  return text.split(/[^\p{L}\p{N}\p{M}]+/u).filter((word) => word !== '')
}
