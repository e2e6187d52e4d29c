import { describe, expect, test } from 'vitest'
import { repeat } from '../../src/base/bytes.ts'
import { compareIds, type EntryHash } from '../../src/base/ids.ts'
import { appendEntry } from '../../src/log/append.ts'
import type { Entry } from '../../src/log/entry.ts'
import { encodeControl, type ControlOperation, type RoleOfMember } from '../../src/team/control.ts'
import { resolveGroup } from '../../src/team/conversation-state.ts'
import { groupScope } from '../../src/team/scopes.ts'
import { headsOfEntries } from '../fixtures/log.ts'
import { createDice } from '../fixtures/random.ts'
import { fixtureStart } from '../fixtures/team.ts'
import { controlEntryOf, makeWorld } from './epoch-world.ts'

const nonce = repeat(0x51, 16)
const team = { bert: 'member', carl: 'member', dora: 'member', emil: 'member' } as const

/** Bert's group; each operation builds on exactly what a test says, and an author may fork its log. */
function groupOf(roles: readonly (readonly [string, RoleOfMember['role']])[]) {
  const world = makeWorld(team)
  const member = (name: string) => world.device(name).member
  const scope = groupScope(world.team.team, world.device('bert').device, nonce)
  const written: Entry[] = []
  const write = (
    author: string,
    operation: ControlOperation,
    deps: readonly EntryHash[],
    isFork = false
  ): EntryHash => {
    const { device, signKeys } = world.device(author)
    const own = isFork ? [] : written.filter((each) => each.device === device)
    const entry = appendEntry({ scope, device, secretKey: signKeys.secretKey }, headsOfEntries(own), {
      kind: 'control',
      ts: fixtureStart + 1000 + written.length,
      page: 0,
      epoch: undefined,
      payload: encodeControl({ operation, deps: deps.toSorted(compareIds) })
    })
    written.push(entry)
    return entry.hash
  }
  const members = roles.map(([name, role]) => ({ member: member(name), role }))
  const creation = write('bert', { type: 'group.create', nonce, members, history: 'full' }, world.state().deps)
  const add = (author: string, name: string, deps: readonly EntryHash[]): EntryHash =>
    write(author, { type: 'role.set', member: member(name), role: 'member' }, deps)
  /** A fence around Bert's log, by somebody who knows all of the team and this much of the group. */
  const fence = (author: string, deps: readonly EntryHash[], name = 'bert'): EntryHash =>
    write(author, { type: 'cut', fences: [{ scope, device: world.device(name).device, heads: [] }] }, [
      ...deps,
      ...world.state().deps
    ])
  const removed = (name: string, by = 'anna') => world.write(by, { type: 'member.remove', member: member(name) })
  const entries = () => written.map((entry) => controlEntryOf(entry, world.team.team))
  const state = (order = entries()) => resolveGroup(world.state(), scope, order)
  const inIt = (order = entries()) =>
    Object.keys(team).filter((name) => state(order)?.members.has(member(name)) === true)
  return { world, scope, member, creation, write, add, fence, removed, entries, state, inIt }
}

describe('a group whose maker is out of the team', () => {
  test('[R14] goes on with whom it named and whom it added', () => {
    const { creation, add, removed, inIt, state } = groupOf([['carl', 'admin']])
    add('bert', 'dora', [creation])
    removed('bert')
    expect(inIt()).toEqual(['carl', 'dora'])
    expect(state()?.history).toBe('full')
  })

  test('[R14] goes on when the maker leaves by itself, and when its device is revoked', () => {
    const left = groupOf([['carl', 'admin']])
    left.removed('bert', 'bert')
    expect(left.inIt()).toEqual(['carl'])
    const lost = groupOf([['carl', 'admin']])
    lost.add('bert', 'dora', [lost.creation])
    lost.world.write('bert', { type: 'device.revoke', device: lost.world.device('bert').device })
    expect(lost.inIt()).toEqual(['bert', 'carl', 'dora'])
  })

  test('[R14] takes nothing more from it once somebody who knows of the removal has fenced it', () => {
    const { creation, add, write, fence, member, removed, inIt } = groupOf([['carl', 'admin']])
    const added = add('bert', 'dora', [creation])
    removed('bert')
    fence('carl', [added])
    add('bert', 'emil', [added])
    write('bert', { type: 'member.remove', member: member('dora') }, [added])
    expect(inIt()).toEqual(['carl', 'dora'])
  })

  test('[R14] is not fenced by who has not heard of the removal', () => {
    const { creation, add, write, world, scope, removed, inIt } = groupOf([['carl', 'admin']])
    const early = world.state().deps
    removed('bert')
    const heads = [] as const
    write('carl', { type: 'cut', fences: [{ scope, device: world.device('bert').device, heads }] }, [
      creation,
      ...early
    ])
    add('bert', 'dora', [creation])
    expect(inIt()).toEqual(['carl', 'dora'])
  })

  test('[R14] is not taken over by a removal of who fences, dated back', () => {
    const { creation, write, fence, member, removed, inIt } = groupOf([
      ['carl', 'admin'],
      ['dora', 'member']
    ])
    removed('bert')
    fence('carl', [creation])
    write('bert', { type: 'member.remove', member: member('carl') }, [creation])
    expect(inIt()).toEqual(['carl', 'dora'])
  })

  test('[R14] is not vouched for by whom it let in afterwards, while somebody stands without it', () => {
    const { creation, write, fence, member, removed, inIt, state } = groupOf([['carl', 'member']])
    removed('bert')
    fence('carl', [creation])
    const late = write('bert', { type: 'role.set', member: member('emil'), role: 'admin' }, [creation])
    fence('emil', [late])
    expect(inIt()).toEqual(['carl'])
    expect(state()?.cuts).toHaveLength(1)
  })

  test('[R14] rests on all it let in where nobody else was, until one of them fences it', () => {
    const { creation, add, fence, removed, inIt } = groupOf([])
    const added = add('bert', 'carl', [creation])
    removed('bert')
    expect(inIt()).toEqual(['carl'])
    fence('carl', [added])
    add('bert', 'emil', [creation])
    expect(inIt()).toEqual(['carl'])
  })

  test('[R14] [F4] ends with it if it begins a second time', () => {
    const { write, member, world, removed, inIt } = groupOf([['carl', 'admin']])
    const members = [{ member: member('emil'), role: 'admin' as const }]
    const again: ControlOperation = { type: 'group.create', nonce, members, history: 'full' }
    const early = world.state().deps
    removed('bert')
    expect(inIt()).toEqual(['carl'])
    write('bert', again, early, true)
    expect(inIt()).toEqual([])
  })

  test('[R14] [K12] outweighs the fences of members by those of admins', () => {
    const { creation, add, fence, removed, inIt } = groupOf([
      ['carl', 'admin'],
      ['dora', 'member']
    ])
    removed('bert')
    fence('carl', [creation])
    const late = add('bert', 'emil', [creation])
    fence('dora', [late])
    expect(inIt()).toEqual(['carl', 'dora'])
  })

  test('[R14] lets in nobody more when whoever fenced it is out as well, until the next fence and after it', () => {
    const { creation, add, write, fence, member, removed, inIt } = groupOf([
      ['carl', 'admin'],
      ['dora', 'member']
    ])
    removed('bert')
    fence('carl', [creation])
    const late = write('bert', { type: 'role.set', member: member('emil'), role: 'admin' }, [creation])
    expect(inIt()).toEqual(['carl', 'dora'])
    removed('carl')
    expect(inIt()).toEqual(['dora'])
    add('emil', 'bert', [late])
    fence('dora', [creation])
    expect(inIt()).toEqual(['dora'])
  })

  test('[R14] is not vouched for by somebody who is out as well, however high that one was', () => {
    const { world, scope, creation, add, write, fence, removed, inIt } = groupOf([
      ['carl', 'admin'],
      ['dora', 'member']
    ])
    removed('bert')
    const early = world.state().deps
    fence('dora', [creation])
    removed('carl')
    const late = add('bert', 'emil', [creation])
    const fences = [{ scope, device: world.device('bert').device, heads: [] }]
    write('carl', { type: 'cut', fences }, [late, ...early])
    expect(inIt()).toEqual(['dora'])
  })

  test('[R14] [K12] is vouched for by whoever ranks like those who fence: what they accept is united', () => {
    const { creation, add, fence, removed, inIt } = groupOf([
      ['carl', 'member'],
      ['dora', 'member']
    ])
    removed('bert')
    fence('carl', [creation])
    const late = add('bert', 'emil', [creation])
    expect(inIt()).toEqual(['carl', 'dora'])
    fence('dora', [late])
    expect(inIt()).toEqual(['carl', 'dora', 'emil'])
  })

  test('[R14] [R2] keeps no fence that it set itself', () => {
    for (const named of [[], [['dora', 'member']]] as const) {
      const { creation, add, fence, removed, state } = groupOf(named)
      const added = add('bert', 'carl', [creation])
      fence('bert', [added], 'emil')
      expect(state()?.cuts).toHaveLength(1)
      removed('bert')
      expect(state()?.cuts).toEqual([])
    }
  })

  test('[R14] [Q1] is the same in whichever order its entries come', () => {
    const { creation, add, write, fence, member, removed, entries, inIt } = groupOf([
      ['carl', 'admin'],
      ['dora', 'member']
    ])
    const added = add('bert', 'emil', [creation])
    removed('bert')
    fence('dora', [added])
    fence('carl', [creation])
    write('bert', { type: 'member.remove', member: member('carl') }, [added])
    const expected = inIt()
    const dice = createDice('orders')
    for (let round = 0; round < 20; round++) expect(inIt([...dice.shuffle(entries())])).toEqual(expected)
    expect(expected).toEqual(['carl', 'dora'])
  })
})
