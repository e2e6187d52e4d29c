// Owns how a person is drawn without a picture: initials, and one of twelve hues that follows from the id and never changes.

import { firstEmoji } from '../text/links.ts'

/** A letter or digit with what stands on it; a script may stack more, a round mark cannot. */
const letter = /[\p{L}\p{N}]\p{M}{0,2}/u

/** One or two letters: of the first and the last word; where there is none the first emoji. */
export function initialsOf(name: string): string {
  const words = name
    .normalize('NFC')
    .split(/[\s-]+/)
    .flatMap((word) => letter.exec(word)?.[0] ?? [])
  const [first] = words
  if (first === undefined) return firstEmoji(name) ?? '?'
  return [first, ...words.slice(1).slice(-1)].map(capital).join('')
}

/** One sign for one: the capital of ß would be two. */
function capital(sign: string): string {
  const upper = sign.toLocaleUpperCase()
  return upper.length === sign.length ? upper : sign
}

/** Degrees on the colour wheel, one of twelve. */
export function hueOf(id: string): number {
  return (Number.parseInt(id.slice(0, 4), 16) % 12) * 30 + 15
}
