// Owns what in a text from people must not reach the screen as it is (W2): what would act on it becomes a box. Knows no component.

import { unmarked } from '../../app/markup.ts'
import type { Words } from './en.ts'

/** Shown in place of a character that would act on the screen instead of standing on it. */
const box = '\u25af'
const acting =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u115f\u1160\u180e\u200b\u202d\u202e\u2060-\u2064\u3164\ufeff\uffa0\ufff9-\ufffb]/g
/** Joiners belong into emoji and some scripts; beside Latin letters, digits, spaces or nothing they only deceive. */
const idleJoiner = /(?<=^|[\p{Script=Latin}\p{Nd}\s])[\u200c\u200d]|[\u200c\u200d](?=$|[\p{Script=Latin}\p{Nd}\s])/gu
/** No script stacks more marks on one letter; more of them would climb over other lines. */
const manyMarks = /(\p{M}{8})\p{M}+/gu

/** The text with control characters, direction overrides and what has no width as boxes, and its piles of marks cut. */
export function plain(text: string): string {
  return text.replace(acting, box).replace(idleJoiner, box).replace(manyMarks, `$1${box}`)
}

/** Who said it, as it stands beside what was said. */
export function authorOf(
  { mine, authorName }: { readonly mine: boolean; readonly authorName: string },
  say: Words
): string {
  return mine ? say.you : plain(authorName) || say.unnamed
}

/** The beginning of what a message says, for places that quote it: `plain`, and without marks of emphasis. At most `max` characters. */
export function excerpt(text: string, max = 400): string {
  return plain(unmarked(text.slice(0, max < text.length ? edgeBefore(text, max) : max)))
}

/** Older browsers cut between two characters instead. */
const signs = 'Segmenter' in Intl ? new Intl.Segmenter(undefined, { granularity: 'grapheme' }) : undefined
/** What people take for one sign is not longer; what is longer is cut. */
const signMax = 64

/** The last place up to `at` between two signs: no emoji, flag or letter with its marks is cut in two. */
function edgeBefore(text: string, at: number): number {
  const edge = signs?.segment(text.slice(0, at + signMax)).containing(at)?.index
  if (edge !== undefined && at - edge <= signMax) return edge
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at
}

/** The same in one line, as lists show it. */
export function oneLine(text: string): string {
  return excerpt(text, 200).replace(/\s+/g, ' ')
}

const picture = String.raw`\p{Extended_Pictographic}\ufe0f?\p{Emoji_Modifier}?`
const emoji = String.raw`(?:${picture}(?:\u200d${picture})*|\p{Regional_Indicator}{2}|[\d#*]\ufe0f?\u20e3)`
const fewEmoji = new RegExp(`^(?:${emoji}\\s?){1,3}$`, 'u')

/** One to three emoji and nothing else: they are shown larger. */
export function isEmojiOnly(text: string): boolean {
  return text.length <= 48 && fewEmoji.test(text.trim())
}

const anyEmoji = new RegExp(emoji, 'u')

/** The first emoji of a text. */
export function firstEmoji(text: string): string | undefined {
  return anyEmoji.exec(text)?.[0]
}
