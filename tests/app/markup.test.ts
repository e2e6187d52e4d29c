import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readMarkup, unmarked, type Block } from '../../src/app/markup.ts'
import type { Inline } from '../../src/app/markup-inline.ts'
import type { MentionView } from '../../src/node/api-conversations.ts'
import { memberId } from '../fixtures/fake-world.ts'

const anna: MentionView = { member: memberId('Anna'), name: 'Anna', mine: false }
const annaLena: MentionView = { member: memberId('Anna-Lena Großmann'), name: 'Anna-Lena Großmann', mine: true }
const all: MentionView = { member: 'everyone', name: '', mine: true }
const mentions = [anna, annaLena, all]

/** A tree as one line: what stands in which element. */
function drawn(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      if (block.type === 'paragraph') return inline(block.children) + block.end
      if (block.type === 'code') return `<pre>${block.text}</pre>`
      const lines = block.lines.map((line) => `<${line.number || '-'}>${inline(line.children)}`).join('')
      return `<${block.type === 'list' ? (block.ordered ? 'ol' : 'ul') : 'quote'}>${lines}</>`
    })
    .join('')
}

function inline(tokens: readonly Inline[]): string {
  return tokens
    .map((token) => {
      if (token.type === 'text') return token.text
      if (token.type === 'style') return `<${token.style}>${inline(token.children)}</>`
      return `<${token.type}>${token.text}</>`
    })
    .join('')
}

/** The text that a tree was made of: all that its tokens say, marks included. */
function textOf(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      if (block.type === 'paragraph') return textOfInline(block.children) + block.end
      if (block.type === 'code') return block.open + block.text + block.close + block.end
      return block.lines.map(({ marker, children, end }) => marker + textOfInline(children) + end).join('')
    })
    .join('')
}

function textOfInline(tokens: readonly Inline[]): string {
  return tokens
    .map((token) => {
      if (token.type === 'style') return token.marker + textOfInline(token.children) + token.marker
      return token.type === 'code' ? token.marker + token.text + token.marker : token.text
    })
    .join('')
}

const read = (text: string): string => drawn(readMarkup(text, { mentions }))

describe('what stands in a text', () => {
  test.each([
    ['*fett* _schräg_ ~weg~', '<bold>fett</> <italic>schräg</> <strike>weg</>'],
    ['**fett** __schräg__ ~~weg~~', '<bold>fett</> <italic>schräg</> <strike>weg</>'],
    ['*fett und _schräg_*', '<bold>fett und <italic>schräg</></>'],
    ['*fett _nicht*', '<bold>fett _nicht</>'],
    ['2*3*4 snake_case_name', '2*3*4 snake_case_name'],
    ['kein * und ** und _ _ *nicht *', 'kein * und ** und _ _ *nicht *'],
    ['*über\nZeilen*', '*über\nZeilen*'],
    ['`*roh*` ``a`b``', '<code>*roh*</> <code>a`b</>'],
    ['`offen', '`offen'],
    ['```\nlet a = *b*\n```', '<pre>let a = *b*</pre>'],
    ['```ts\nlet a\n```\ndanach', '<pre>let a</pre>danach'],
    ['``` offen', '``` offen'],
    ['> zitiert *fett*\n>\n> weiter\nfertig', '<quote><->zitiert <bold>fett</><-><->weiter</>fertig'],
    ['>:( und ><', '>:( und ><'],
    ['- eins\n- zwei', '<ul><->eins<->zwei</>'],
    ['3. drei\n4. vier', '<ol><3>drei<4>vier</>'],
    ['-1 ist kalt', '-1 ist kalt'],
    ['*https://a.example*', '<bold><link>https://a.example</></>'],
    ['https://a.example/_x_y_', '<link>https://a.example/_x_y</>_']
  ])('[W2] %j', (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  test.each([
    ['@Anna kommt', '<mention>@Anna</> kommt'],
    ['@Anna-Lena Großmann kommt', '<mention>@Anna-Lena Großmann</> kommt'],
    ['*@Anna*, (@all)', '<bold><mention>@Anna</></>, (<mention>@all</>)'],
    ['@alle und @all', '<mention>@alle</> und <mention>@all</>'],
    ['@Annabell, x@Anna, @Ben, `@Anna`', '@Annabell, x@Anna, @Ben, <code>@Anna</>']
  ])('[C10] a name is marked only as a word of its own and of who is in the list: %j', (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  test('[W2] a code block that a cut left open counts as closed', () => {
    expect(drawn(readMarkup('```\nlang', { cut: true }))).toBe('<pre>lang</pre>')
  })
})

const pieces = fc.constantFrom(
  ...['*', '**', '_', '~', '`', '``', '```', '```\n', '> ', '>', '- ', '* ', '1. ', '\n', ' ', 'a', 'ä', '@', '@Anna'],
  ...[
    '@all',
    'https://',
    'www.',
    'a.example',
    '(',
    ')',
    '[',
    ']',
    'mailto:',
    '+49 151 2345678',
    ':',
    '.',
    '👍',
    '\u202e'
  ],
  ...['\u0000', '\u200b', '\ud800', '\udc00', 'e\u0301\u0302', 'javascript:', '<b>', '\\', '\r']
)
const texts = fc.oneof(
  fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 60 })
)

test('[W2] whatever the text, reading it never throws and loses nothing', () => {
  fc.assert(
    fc.property(texts, fc.boolean(), (text, cut) => textOf(readMarkup(text, { mentions, cut })) === text),
    { numRuns: 5000 }
  )
})

test('what is quoted elsewhere says the words without their marks', () => {
  expect(unmarked('*bold* _it ~all~_ `a*b` 2*3*4\n- one\n> two')).toBe('bold it all a*b 2*3*4\n- one\n> two')
  expect(unmarked('```\nlet x\n```')).toContain('let x')
})

test('[W2] whatever the text, without its marks nothing is added and no word is lost', () => {
  const letters = (text: string): string => text.replace(/[*_~`]/g, '')
  fc.assert(
    fc.property(texts, (text) => letters(unmarked(text)) === letters(text)),
    { numRuns: 2000 }
  )
})

test('[W2] whatever the text, every link goes to one of four ways', () => {
  const hrefs = (tokens: readonly Inline[]): readonly string[] =>
    tokens.flatMap((token) =>
      token.type === 'style' ? hrefs(token.children) : token.type === 'link' ? [token.href] : []
    )
  fc.assert(
    fc.property(texts, (text) =>
      readMarkup(text, { mentions }).every((block) => {
        const lines = block.type === 'paragraph' ? [block] : block.type === 'code' ? [] : block.lines
        return lines
          .flatMap(({ children }) => hrefs(children))
          .every((href) => /^(?:https?:\/\/|mailto:|tel:)/.test(href))
      })
    ),
    { numRuns: 3000 }
  )
})

test('[W2] every text is read in steps that grow as its length does', () => {
  const hostile = [
    ...[
      '*',
      '_',
      '*a',
      '*a _b ~c ',
      '`',
      '`a',
      '``a`',
      '```',
      '```\n',
      '> ',
      '- x\n',
      '1. x\n',
      '@',
      'a@',
      'a@a.',
      '@Anna'
    ],
    ...[
      'http://',
      'https://a.b ',
      'www.',
      '(',
      ')',
      'https://a.b/)',
      '+49',
      '00',
      '\n',
      'a',
      'mailto:',
      'a@a.a@',
      '`a``'
    ]
  ]
  for (const part of hostile) {
    const stepsOf = (length: number): number => {
      let steps = 0
      const text = part.repeat(Math.ceil(length / part.length)).slice(0, length)
      const onSteps = (more: number): void => void (steps += more)
      expect(textOf(readMarkup(text, { mentions, onSteps }))).toBe(text)
      return steps
    }
    const [short, long] = [stepsOf(2000), stepsOf(16_000)]
    expect(long, part).toBeLessThanOrEqual(short * 8 + 100)
    expect(long, part).toBeLessThanOrEqual(16_000 * 8)
  }
})
