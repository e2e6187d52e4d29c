import { describe, expect, test } from 'vitest'
import { foldedName, Team } from '../../src/app/team.svelte.ts'
import { fakeHost } from '../fixtures/fake-host.ts'
import { channel, emptyWorld, message, person, type FakeWorld } from '../fixtures/fake-world.ts'
import { chosen, reading, settled } from './reading.svelte.ts'

const me = person({ name: 'Mara', role: 'owner', mine: true, devices: [] })
const anna = person({ name: 'Anna', role: 'member', devices: [] })
const ben = person({ name: 'Ben', role: 'member', devices: [] })

const line = (at: number) => [message({ by: anna, text: 'x', at }, 1)]

async function teamOf<Value>(world: Partial<FakeWorld>, read: (team: Team) => Value): Promise<Value | undefined> {
  const team = new Team(fakeHost({ ...emptyWorld(), ...world }).node)
  const seen = reading(() => read(team))
  await settled()
  seen.stop()
  return seen.value
}

test('the conversation with the last activity stands first; where none is, the one of all', async () => {
  const conversations = [
    channel('old', line(1)),
    channel('quiet', []),
    channel('', [], { everyone: true }),
    channel('new', line(2))
  ]
  const names = await teamOf({ conversations }, (team) => team.conversations?.map((each) => each.name))
  expect(names).toEqual(['new', 'old', '', 'quiet'])
})

test('conversations are undefined until they are known, so that nobody sees an empty team flash by', () => {
  expect(new Team(fakeHost(emptyWorld()).node).conversations).toBe(undefined)
})

test('oneself stands first, the others by name', async () => {
  const names = await teamOf({ members: [ben, anna, me] }, (team) => team.members.map((each) => each.name))
  expect(names).toEqual(['Mara', 'Anna', 'Ben'])
})

test('what a screen chose reaches the node as plain values, whatever it was kept in', async () => {
  const { node, intents } = fakeHost({ ...emptyWorld(), members: [me, anna, ben] })
  const members = chosen(anna.member, ben.member)
  expect(() => structuredClone(members)).toThrow()
  await new Team(node).submit({ type: 'add-to-group', conversation: channel('x', []).id, members })
  expect(intents.map((intent) => intent.type === 'add-to-group' && intent.members)).toEqual([[anna.member, ben.member]])
})

test('unread messages of all conversations are counted', async () => {
  const conversations = [
    channel('a', line(1), { read: undefined }),
    channel('b', [...line(2), ...line(3)], { read: undefined })
  ]
  expect(await teamOf({ conversations }, (team) => team.unread)).toBe(3)
})

describe('names that look like another member’s', () => {
  test.each([
    ['Ben Okafor', 'Ben 0kafor'],
    ['Ilse', 'llse'],
    ['Anna', 'Аnna'],
    ['Müller', 'Muller'],
    ['Ben Okafor', 'ben  okafor'],
    ['Ben', 'B\u200ben']
  ])('[W2] %s and %s are marked', async (first, second) => {
    const members = [
      person({ name: first, role: 'member', devices: [] }),
      person({ name: second, role: 'guest', devices: [] })
    ]
    const marked = await teamOf({ members }, (team) => members.map(({ member }) => team.looksLikeAnother(member)))
    expect(marked).toEqual([true, true])
  })

  test('[W2] different names are not, and names that have not arrived are not either', async () => {
    const nameless = [1, 2].map((index) => ({
      ...person({ name: `n${index}`, role: 'member', devices: [] }),
      name: ''
    }))
    const members = [anna, ben, ...nameless]
    const marked = await teamOf({ members }, (team) => members.map(({ member }) => team.looksLikeAnother(member)))
    expect(marked).toEqual([false, false, false, false])
  })

  test('[W2] a name of signs alone folds to nothing special', () => {
    expect(foldedName('👷')).toBe('')
  })
})
