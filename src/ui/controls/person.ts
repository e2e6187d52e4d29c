// Owns how a person is drawn without a picture: initials, and one of twelve hues that follows from the id and never changes.

/** One or two letters: of the first and the last word. */
export function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/[\s-]+/)
    .filter((word) => /\p{L}|\p{N}/u.test(word))
  const first = words[0]
  const last = words.length > 1 ? words[words.length - 1] : undefined
  if (first === undefined) return '?'
  return (letterOf(first) + (last === undefined ? '' : letterOf(last))).toLocaleUpperCase()
}

function letterOf(word: string): string {
  return /\p{L}|\p{N}/u.exec(word)?.[0] ?? ''
}

/** Degrees on the colour wheel, one of twelve. */
export function hueOf(id: string): number {
  return (Number.parseInt(id.slice(0, 4), 16) % 12) * 30 + 15
}
