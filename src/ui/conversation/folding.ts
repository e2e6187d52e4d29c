// Owns where a very long text is cut on the screen until somebody asks for the rest. The text itself is never cut.

/** Texts up to this length and this many lines stand whole; longer ones show a part that is clearly shorter. */
const wholeCharacters = 2000
const wholeLines = 36
const shownCharacters = 1200
const shownLines = 24

/** Where to cut; undefined: it stands whole. */
export function foldAt(text: string): number | undefined {
  const lines = placeOfLine(text, wholeLines)
  if (text.length <= wholeCharacters && lines === undefined) return undefined
  const most = Math.min(shownCharacters, placeOfLine(text, shownLines) ?? shownCharacters)
  // Between words if there is a space not far before, and never inside a character.
  const space = Math.max(text.lastIndexOf(' ', most), text.lastIndexOf('\n', most))
  const at = space > most - 80 ? space : most
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at
}

/** Where the line of this number begins, from 0. */
function placeOfLine(text: string, line: number): number | undefined {
  let at = 0
  for (let count = 0; count < line; count += 1) {
    at = text.indexOf('\n', at) + 1
    if (at === 0) return undefined
  }
  return at
}
