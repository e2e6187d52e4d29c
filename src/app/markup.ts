// Owns how a text from people is read: quotes, lists, code, emphasis, links and names, as a tree of tokens. Nothing is lost: the texts of
// all tokens, markers included, joined, are the text. One pass from left to right; what does not close is text. Knows no screen (W2).

import type { MentionView } from '../node/api-conversations.ts'
import { readInline, type Inline } from './markup-inline.ts'

/** `end` is the line break that separates a block, or a line of it, from what follows; it is not drawn. */
export type Block =
  | { readonly type: 'paragraph'; readonly children: readonly Inline[]; readonly end: string }
  | {
      readonly type: 'code'
      readonly open: string
      readonly text: string
      readonly close: string
      readonly end: string
    }
  | { readonly type: 'quote'; readonly lines: readonly Line[] }
  | { readonly type: 'list'; readonly ordered: boolean; readonly lines: readonly Line[] }

/** One line of a quote or list: its marker, which is not drawn, and what it says. */
export interface Line {
  readonly marker: string
  /** Of a numbered list, as it was written. */
  readonly number: number
  /** Steps it is indented, 0 to 3. */
  readonly depth: number
  readonly children: readonly Inline[]
  readonly end: string
}

export interface MarkupOptions {
  readonly mentions?: readonly MentionView[]
  /** The text was cut here: a code block that is open at its end counts as closed. */
  readonly cut?: boolean
  /** Hears how many characters were looked at, for the promise that this is linear. */
  readonly onSteps?: (steps: number) => void
}

/** The blocks of a text, in order. */
export function readMarkup(
  text: string,
  { mentions = [], cut = false, onSteps }: MarkupOptions = {}
): readonly Block[] {
  const blocks: Block[] = []
  let lines: Line[] = []
  let group: 'quote' | 'bullets' | 'numbers' | undefined
  let noFence = false
  let at = 0

  const inline = (part: string): readonly Inline[] => readInline(part, { mentions, onSteps })
  function flush(): void {
    if (group === 'quote') blocks.push({ type: 'quote', lines })
    else if (group !== undefined) blocks.push({ type: 'list', ordered: group === 'numbers', lines })
    lines = []
    group = undefined
  }

  while (at < text.length) {
    const fence = noFence ? undefined : fenceAt(text, at, cut)
    if (fence === 'open') noFence = true
    else if (fence !== undefined) {
      flush()
      onSteps?.(fence.next - at)
      blocks.push({ type: 'code', open: fence.open, text: fence.text, close: fence.close, end: fence.end })
      at = fence.next
      continue
    }
    const found = text.indexOf('\n', at)
    const stop = found < 0 ? text.length : found
    const end = found < 0 ? '' : '\n'
    const line = text.slice(at, stop)
    onSteps?.(line.length + 1)
    const kind = kindOf(line, group)
    if (kind === undefined) {
      flush()
      blocks.push({ type: 'paragraph', children: inline(line), end })
    } else {
      if (kind.group !== group) flush()
      group = kind.group
      const { marker, number, depth } = kind
      lines.push({ marker, number, depth, children: inline(line.slice(marker.length)), end })
    }
    at = stop + end.length
  }
  flush()
  return blocks
}

/** What a text says, without the marks of emphasis and code: for lines that quote it. Markers of lists and quotes stay, and every line break. */
export function unmarked(text: string): string {
  return readMarkup(text)
    .map((block) => {
      switch (block.type) {
        case 'paragraph':
          return unmarkedInline(block.children) + block.end
        case 'code':
          return withoutMarks(block.open) + block.text + withoutMarks(block.close) + block.end
        default:
          return block.lines.map(({ marker, children, end }) => marker + unmarkedInline(children) + end).join('')
      }
    })
    .join('')
}

function unmarkedInline(children: readonly Inline[]): string {
  return children.map((token) => (token.type === 'style' ? unmarkedInline(token.children) : token.text)).join('')
}

/** The language behind the marks of a block of code, and its line breaks, stay. */
function withoutMarks(marker: string): string {
  return marker.replace(/[*_~`]/g, '')
}

interface Fence {
  readonly open: string
  readonly text: string
  readonly close: string
  readonly end: string
  readonly next: number
}

const ticks = '```'

/** A block of code that begins at this line; 'open': it never closes, and neither does any after it. */
function fenceAt(text: string, at: number, cut: boolean): Fence | 'open' | undefined {
  if (!text.startsWith(ticks, at)) return undefined
  const language = /^```[\w+#-]{0,16}\n/.exec(text.slice(at, at + 24))?.[0] ?? ticks
  const from = at + language.length
  const closes = text.indexOf(ticks, from)
  if (closes < 0 && !cut) return 'open'
  const stop = closes < 0 ? text.length : closes
  // The break before the closing marks belongs to them.
  const breaks = text[stop - 1] === '\n' && stop - 1 >= from ? 1 : 0
  const after = closes < 0 ? text.length : closes + ticks.length
  const end = text[after] === '\n' ? '\n' : ''
  return {
    open: language,
    text: text.slice(from, stop - breaks),
    close: text.slice(stop - breaks, after),
    end,
    next: after + end.length
  }
}

interface Kind {
  readonly group: 'quote' | 'bullets' | 'numbers'
  readonly marker: string
  readonly number: number
  readonly depth: number
}

const bullet = /^( {0,8})[-*•] (?=\S)/
const number = /^( {0,8})(\d{1,4})[.)] (?=\S)/

/** What a line is the part of, by its beginning; an empty ">" goes on with a quote and begins none. */
function kindOf(line: string, group: Kind['group'] | undefined): Kind | undefined {
  if (line.startsWith('> ') && line.length > 2) return { group: 'quote', marker: '> ', number: 0, depth: 0 }
  if (line === '>' && group === 'quote') return { group: 'quote', marker: '>', number: 0, depth: 0 }
  const dot = bullet.exec(line)
  if (dot !== null) return { group: 'bullets', marker: dot[0], number: 0, depth: depthOf(dot[1]) }
  const counted = number.exec(line)
  if (counted === null) return undefined
  return { group: 'numbers', marker: counted[0], number: Number(counted[2]), depth: depthOf(counted[1]) }
}

function depthOf(spaces = ''): number {
  return Math.min(3, spaces.length >> 1)
}
