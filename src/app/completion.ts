// Owns what a person asks for while writing: somebody's name after "@", an emoji after ":", a command after "/". Knows no screen.

import { fold, unmarked } from '../base/words.ts'
import { isWordBefore } from './names.ts'

export interface Asked {
  readonly kind: 'mention' | 'emoji' | 'command'
  /** Where the sign stands. */
  readonly from: number
  /** What was typed behind it. */
  readonly word: string
  /** What follows a command in its line; undefined: the command is still typed. */
  readonly rest?: string
}

/** Names of more than this many characters are not typed to their end. */
const wordMax = 40

/** What a command is about is not longer than this. */
const restMax = 400

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
  if (at < 0 || /\n|^\s|\s$/.test(word) || isWordBefore(before, at)) return commandWith(text, cursor)
  return { kind: 'mention', from: start + at, word }
}

/** A command and words behind it: "/poll Where do we eat?". */
function commandWith(text: string, cursor: number): Asked | undefined {
  if (cursor > restMax || !text.startsWith('/')) return undefined
  const [, word, rest] = /^\/(\p{L}+) (.*)$/u.exec(text.slice(0, cursor)) ?? []
  return word === undefined || rest === undefined ? undefined : { kind: 'command', from: 0, word, rest }
}

/** Whether every word that was typed begins a word of the name; umlauts and accents do not matter, "ue" finds "ü" too. */
export function isNamedBy(name: string, typed: string): boolean {
  const forms = [wordsOf(unmarked(name)), wordsOf(name.normalize('NFC')).map(fold)]
  const wanted = wordsOf(unmarked(typed))
  // An emoji is no word, and may be all that a name is known by.
  if (wanted.length === 0) return unmarked(name).includes(unmarked(typed.trim()))
  return forms.some((words) => wanted.every((want) => words.some((word) => word.startsWith(want))))
}

function wordsOf(text: string): readonly string[] {
  return text.split(/[^\p{L}\p{N}\p{M}]+/u).filter((word) => word !== '')
}
