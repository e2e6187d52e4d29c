// Owns how somebody is named in a text: by "@" and the name, everybody by a word of either language (C10). Knows no screen.

import type { MentionView } from '../node/api-conversations.ts'

/** The words for everybody; whichever language wrote it, every screen knows both. */
const everyoneWords = ['alle', 'all'] as const

/** What stands behind the "@" of a mention. */
export function wordsOf({ member, name }: Pick<MentionView, 'member' | 'name'>): readonly string[] {
  return member === 'everyone' ? everyoneWords : name === '' ? [] : [name]
}

/** Those whose name stands in a text, in no order that means anything. */
export function namedIn(text: string, mentions: readonly MentionView[]): readonly MentionView[] {
  if (mentions.length === 0 || !text.includes('@')) return []
  return mentions.filter((mention) => wordsOf(mention).some((word) => findName(text, word) >= 0))
}

/** Where "@" and this word stand in a text, as a whole word; -1: nowhere. */
function findName(text: string, word: string): number {
  for (let at = text.indexOf(`@${word}`); at >= 0; at = text.indexOf(`@${word}`, at + 1))
    if (isName(text, at, word)) return at
  return -1
}

/** Whether the "@" at this place begins a name and this word ends it: nothing that belongs to a word is on either side. */
export function isName(text: string, at: number, word: string): boolean {
  if (!text.startsWith(word, at + 1)) return false
  return !isWordBefore(text, at) && !isWordAfter(text, at + 1 + word.length)
}

export function isWordBefore(text: string, at: number): boolean {
  return at > 0 && /[\p{L}\p{N}\p{M}]$/u.test(text.slice(Math.max(0, at - 2), at))
}

export function isWordAfter(text: string, at: number): boolean {
  return /^[\p{L}\p{N}\p{M}]/u.test(text.slice(at, at + 2))
}
