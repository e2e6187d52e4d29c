import { unarranged } from '../../fixtures/fake-life.ts'
import { describe, expect, test } from 'vitest'
import type { ConversationView } from '../../../src/node/api-conversations.ts'
import { matches } from '../../../src/ui/team/matches.ts'
import { neighbour, shortcutOf, teamOf, type Move } from '../../../src/ui/team/shortcuts.ts'
import { conversationId } from '../../fixtures/fake-world.ts'

const ids = ['a', 'b', 'c', 'd'].map(conversationId)
const [a, b, c, d] = ids

function listOf(unread: readonly number[]): readonly ConversationView[] {
  return ids.map((conversation, index) => ({
    conversation,
    kind: 'channel',
    name: '',
    purpose: '',
    everyone: false,
    member: undefined,
    left: false,
    unread: unread[index] ?? 0,
    unreadMentions: 0,
    ...unarranged,
    last: undefined,
    activity: 0,
    draft: ''
  }))
}

describe('the neighbour of a conversation', () => {
  test.each<[Move, typeof a, readonly number[], typeof a]>([
    ['next', a, [], b],
    ['previous', b, [], a],
    ['previous', a, [], undefined],
    ['next', d, [], undefined],
    ['next', undefined, [], a],
    ['next-unread', a, [0, 0, 2, 1], c],
    ['next-unread', d, [1, 0, 0, 0], a],
    ['previous-unread', a, [0, 1, 0, 1], d],
    ['previous-unread', d, [0, 1, 0, 0], b],
    ['next-unread', undefined, [0, 3, 0, 0], b],
    ['next-unread', b, [0, 3, 0, 0], undefined],
    ['next-unread', b, [], undefined]
  ])('%s', (move, from, unread, to) => {
    expect(neighbour(listOf(unread), from, move)).toBe(to)
  })
})

test.each([
  ['Anna-Lena Großmann', 'gross', true],
  ['Müller GmbH', 'mull', true],
  ['Müller GmbH', 'muell', true],
  ['Mueller GmbH', 'müll', true],
  ['👷 Ben', '👷', true],
  ['Ben', '👷', false],
  ['Haus B', 'b haus', true],
  ['Haus B', '', true],
  ['Haus B', 'hausmeister', false]
])('%j is found by %j: %s', (name, wanted, found) => {
  expect(matches(name, wanted)).toBe(found)
})

test.each<[string, Partial<KeyboardEvent>, number | undefined]>([
  ['Alt+Shift+1', { code: 'Digit1', altKey: true, shiftKey: true }, 0],
  ['Ctrl+8', { code: 'Digit8', ctrlKey: true }, 7],
  ['Cmd+2', { code: 'Digit2', metaKey: true }, 1],
  ['Alt+1', { code: 'Digit1', altKey: true }, undefined],
  ['AltGr+2, which is Ctrl+Alt', { code: 'Digit2', altKey: true, ctrlKey: true }, undefined],
  ['Ctrl+9', { code: 'Digit9', ctrlKey: true }, undefined],
  ['1', { code: 'Digit1' }, undefined]
])('a key changes to a team: %s', (_name, pressed, place) => {
  const none = { code: '', altKey: false, shiftKey: false, ctrlKey: false, metaKey: false }
  expect(teamOf({ ...none, ...pressed })).toBe(place)
})

test.each<[string, Partial<KeyboardEvent>, ReturnType<typeof shortcutOf>]>([
  ['Ctrl+F', { key: 'f', ctrlKey: true }, 'search-here'],
  ['Cmd+Shift+F', { key: 'F', metaKey: true, shiftKey: true }, 'search'],
  ['Ctrl+Alt+F', { key: 'f', ctrlKey: true, altKey: true }, undefined],
  ['F', { key: 'f' }, undefined]
])('a key opens a search: %s', (_name, pressed, opens) => {
  const none = { key: '', altKey: false, shiftKey: false, ctrlKey: false, metaKey: false, target: null }
  expect(shortcutOf({ ...none, ...pressed } as KeyboardEvent)).toBe(opens)
})
