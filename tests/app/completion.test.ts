import { describe, expect, test } from 'vitest'
import { askedAt, isNamedBy } from '../../src/app/completion.ts'
import { namedIn } from '../../src/app/names.ts'
import type { MentionView } from '../../src/node/api-conversations.ts'
import { memberId } from '../fixtures/fake-world.ts'

describe('what is asked for', () => {
  test.each([
    ['@', { kind: 'mention', from: 0, word: '' }],
    ['hallo @an', { kind: 'mention', from: 6, word: 'an' }],
    ['(@Anna-Lena Gr', { kind: 'mention', from: 1, word: 'Anna-Lena Gr' }],
    ['gut :dau', { kind: 'emoji', from: 4, word: 'dau' }],
    ['/men', { kind: 'command', from: 0, word: 'men' }],
    ['/poll ', { kind: 'command', from: 0, word: 'poll', rest: '' }],
    ['/poll Wann essen wir?', { kind: 'command', from: 0, word: 'poll', rest: 'Wann essen wir?' }],
    ['/poll fragt @An', { kind: 'mention', from: 12, word: 'An' }]
  ])('at the end of %j', (text, asked) => {
    expect(askedAt(text, text.length)).toEqual(asked)
  })

  test.each([
    'mail@an',
    '@ an',
    '@an\nx',
    '@Anna ',
    'um 12:30',
    'x:) ',
    'und/oder',
    ' /men',
    'ohne',
    ':d',
    '/poll a\nb',
    `/poll ${'x'.repeat(400)}`
  ])('nothing in %j', (text) => {
    expect(askedAt(text, text.length)).toBeUndefined()
  })

  test('only what stands before the cursor counts', () => {
    expect(askedAt('@an kommt', 3)).toEqual({ kind: 'mention', from: 0, word: 'an' })
  })
})

test.each([
  ['Anna-Lena Großmann', 'gross', true],
  ['Anna-Lena Großmann', 'lena', true],
  ['Anna-Lena Großmann', 'anna gr', true],
  ['Jörg Müller', 'muell', true],
  ['Jörg Müller', 'jor mul', true],
  ['Jörg Müller', 'üller', false],
  ['Piotr Wiśniewski', 'wis', true],
  ['Mu\u0308ller', 'müll', true],
  ['👷 Ben', '👷', true],
  ['👷 Ben', 'be', true],
  ['Ben', '👷', false]
])('of %s, %s finds the name: %s', (name, typed, found) => {
  expect(isNamedBy(name, typed)).toBe(found)
})

test('[C10] who was chosen is named as long as the name stands in the text', () => {
  const anna: MentionView = { member: memberId('Anna'), name: 'Anna', mine: false }
  const all: MentionView = { member: 'everyone', name: '', mine: false }
  expect(namedIn('@Anna und @alle', [anna, all])).toEqual([anna, all])
  expect(namedIn('@Annabell, x@Anna, alle', [anna, all])).toEqual([])
})
