// Owns what stands inside one line: emphasis, code, links, names. Every mark is looked at once; what does not close stays text.

import type { MentionView } from '../node/api-conversations.ts'
import { linkAt, type Link } from './markup-links.ts'
import { isName, isWordAfter, isWordBefore, wordsOf } from './names.ts'

export type Style = 'bold' | 'italic' | 'strike'

export type Inline =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'style'; readonly style: Style; readonly marker: string; readonly children: readonly Inline[] }
  | { readonly type: 'code'; readonly marker: string; readonly text: string }
  | Link
  | { readonly type: 'mention'; readonly text: string; readonly mention: MentionView }

interface Options {
  readonly mentions: readonly MentionView[]
  readonly onSteps: ((steps: number) => void) | undefined
}

const styles: Readonly<Record<string, Style>> = { '*': 'bold', _: 'italic', '~': 'strike' }

interface Opened {
  readonly marker: string
  /** Place of its marker among the tokens. */
  readonly place: number
}

/** The tokens of one line. */
export function readInline(line: string, { mentions, onSteps }: Options): readonly Inline[] {
  const tokens: Inline[] = []
  const open: Opened[] = []
  /** Lengths of backtick runs that close nowhere in the rest of the line. */
  const unclosed = new Set<number>()
  let from = 0
  let at = 0

  function text(to: number): void {
    if (to > from) tokens.push({ type: 'text', text: line.slice(from, to) })
    from = to
  }
  function take(token: Inline, length: number): void {
    text(at)
    tokens.push(token)
    at += length
    from = at
  }
  /** Closes a style, and leaves as text what was opened inside it and did not close. */
  function close(opened: Opened, style: Style): void {
    text(at)
    const children = tokens.splice(opened.place + 1)
    tokens[opened.place] = { type: 'style', style, marker: opened.marker, children }
    open.length = open.indexOf(opened)
    at += opened.marker.length
    from = at
  }
  function mark(style: Style): void {
    const marker = runAt(line, at)
    const opened = open.find((each) => each.marker === marker)
    if (marker.length <= 2 && opened !== undefined && mayClose(line, at, marker)) return close(opened, style)
    if (marker.length <= 2 && opened === undefined && mayOpen(line, at, marker)) {
      text(at)
      open.push({ marker, place: tokens.length })
      tokens.push({ type: 'text', text: marker })
      from = at + marker.length
    }
    at += marker.length
  }
  function code(): void {
    const marker = runAt(line, at)
    const closes = marker.length > 3 || unclosed.has(marker.length) ? -1 : findRun(line, at + marker.length, marker)
    if (closes > at + marker.length) {
      onSteps?.(closes - at)
      take({ type: 'code', marker, text: line.slice(at + marker.length, closes) }, closes + marker.length - at)
      return
    }
    onSteps?.(unclosed.has(marker.length) ? 0 : line.length - at)
    if (closes < 0) unclosed.add(marker.length)
    at += marker.length
  }

  while (at < line.length) {
    onSteps?.(1)
    const character = line.charAt(at)
    const style = styles[character]
    if (style !== undefined) mark(style)
    else if (character === '`') code()
    else {
      const mention = character === '@' ? mentionAt(line, at, mentions) : undefined
      const link = mention === undefined ? linkAt(line, { at, from, onSteps }) : undefined
      if (mention !== undefined) take(mention, mention.text.length)
      else if (link === undefined) at += 1
      else if (link.type === 'none') at += link.length
      else {
        at = link.start
        take(link.link, link.link.text.length)
      }
    }
  }
  text(line.length)
  return tokens
}

/** The same character as often as it stands here. */
function runAt(line: string, at: number): string {
  const character = line.charAt(at)
  let end = at + 1
  while (line.charAt(end) === character) end += 1
  return line.slice(at, end)
}

/** The next run of backticks that is as long as this one; -1: none. */
function findRun(line: string, from: number, marker: string): number {
  for (let at = line.indexOf('`', from); at >= 0;) {
    const run = runAt(line, at)
    if (run.length === marker.length) return at
    at = line.indexOf('`', at + run.length)
  }
  return -1
}

function mayOpen(line: string, at: number, marker: string): boolean {
  const next = line.charAt(at + marker.length)
  return next !== '' && !/\s/.test(next) && !isWordBefore(line, at)
}

function mayClose(line: string, at: number, marker: string): boolean {
  return !/\s/.test(line.charAt(at - 1)) && !isWordAfter(line, at + marker.length)
}

/** The longest name that stands here. */
function mentionAt(
  line: string,
  at: number,
  mentions: readonly MentionView[]
): Extract<Inline, { type: 'mention' }> | undefined {
  let found: { readonly word: string; readonly mention: MentionView } | undefined
  for (const mention of mentions)
    for (const word of wordsOf(mention))
      if (isName(line, at, word) && word.length > (found?.word.length ?? 0)) found = { word, mention }
  return found && { type: 'mention', text: `@${found.word}`, mention: found.mention }
}
