import { describe, expect, test } from 'vitest'
import { repeat } from '../../src/base/bytes.ts'
import { compareIds, type EntryHash, type ScopeId } from '../../src/base/ids.ts'
import { appendEntry } from '../../src/log/append.ts'
import type { Entry } from '../../src/log/entry.ts'
import type { ControlEntry } from '../../src/team/control-entry.ts'
import { encodeControl, type ControlOperation, type History, type RoleOfMember } from '../../src/team/control.ts'
import { resolveDirect, resolveGroup } from '../../src/team/conversation-state.ts'
import type { Membership } from '../../src/team/membership.ts'
import { conversationRoster } from '../../src/team/roster.ts'
import { directScope, groupScope, selfScope } from '../../src/team/scopes.ts'
import { headsOfEntries } from '../fixtures/log.ts'
import { fixtureStart } from '../fixtures/team.ts'
import { controlEntryOf, makeWorld, type World } from './epoch-world.ts'

const nonce = repeat(0x51, 16)

/** A conversation's own control log; each entry builds on exactly the `deps` a test says. */
function conversation(world: World, scope: ScopeId) {
  const written: Entry[] = []
  const entries = (): readonly ControlEntry[] => written.map((entry) => controlEntryOf(entry, world.team.team))
  const write = (author: string, operation: ControlOperation, deps: readonly EntryHash[]): EntryHash => {
    const { device, signKeys } = world.device(author)
    const ts = fixtureStart + 1000 + written.length
    const payload = encodeControl({ operation, deps: deps.toSorted(compareIds) })
    const entry = appendEntry(
      { scope, device, secretKey: signKeys.secretKey },
      headsOfEntries(written.filter((own) => own.device === device)),
      { kind: 'control', ts, page: 0, epoch: undefined, payload }
    )
    written.push(entry)
    return entry.hash
  }
  return { entries, write }
}

const levelsOf = (world: World, state: Membership | undefined): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...world.team.devices].flatMap(([name, { member }]) => {
      const level = state?.members.get(member)?.level
      return level === undefined ? [] : [[name, level]]
    })
  )

describe('directs', () => {
  test('[R11] both members are at 300, nobody else takes part', () => {
    const world = makeWorld({ bert: 'member', carl: 'guest' })
    const pair = [world.device('bert').member, world.device('carl').member] as const
    const direct = resolveDirect(world.state(), pair, [])
    expect(levelsOf(world, direct)).toEqual({ bert: 300, carl: 300 })
    expect(direct.scope).toBe(directScope(world.team.team, ...pair))
    expect(direct.deps).toEqual(world.state().deps)
  })

  test('[K7] active in a direct are the devices of the two, guests too', () => {
    const world = makeWorld({ bert: 'member', carl: 'guest' })
    const { device } = world
    const direct = resolveDirect(world.state(), [device('bert').member, device('carl').member], [])
    const roster = conversationRoster(world.state(), direct)
    expect([...roster.active.keys()].toSorted()).toEqual([device('bert').device, device('carl').device].toSorted())
    const isActive = roster.activeAt(world.state().deps)
    expect([isActive(device('anna').device), isActive(device('carl').device)]).toEqual([false, true])
  })

  test('[L1] the self conversation has one member', () => {
    const world = makeWorld()
    const { member } = world.device('bert')
    const self = resolveDirect(world.state(), [member, member], [])
    expect(levelsOf(world, self)).toEqual({ bert: 300 })
    expect(self.scope).toBe(selfScope(world.team.team, member))
  })

  test('[R11] who leaves the team leaves its directs', () => {
    const world = makeWorld()
    const { device } = world
    world.write('anna', { type: 'member.remove', member: device('carl').member })
    const direct = resolveDirect(world.state(), [device('bert').member, device('carl').member], [])
    expect(levelsOf(world, direct)).toEqual({ bert: 300 })
  })

  test('[L1] in a direct cuts are valid, and nothing else is', () => {
    const world = makeWorld()
    const { device } = world
    const pair = [device('bert').member, device('carl').member] as const
    const scope = directScope(world.team.team, ...pair)
    const { entries, write } = conversation(world, scope)
    const deps = world.state().deps
    const fence = { scope, device: device('carl').device, heads: [] }
    const cut = write('bert', { type: 'cut', fences: [fence] }, deps)
    write('bert', { type: 'member.remove', member: device('carl').member }, deps)
    write('bert', { type: 'moderate', scope, targets: [], destroy: true }, deps)
    write('anna', { type: 'cut', fences: [{ ...fence, device: device('bert').device }] }, deps)
    const direct = resolveDirect(world.state(), pair, entries())
    expect(direct.cuts).toEqual([{ ...fence, operation: cut, level: 300 }])
    expect(direct.moderations).toEqual([])
    expect(levelsOf(world, direct)).toEqual({ bert: 300, carl: 300 })
    expect(direct.deps).toEqual([cut])
  })

  test('[R2] a removal from the team voids what the removed wrote concurrently', () => {
    const world = makeWorld()
    const { device } = world
    const pair = [device('bert').member, device('carl').member] as const
    const scope = directScope(world.team.team, ...pair)
    const { entries, write } = conversation(world, scope)
    write('carl', { type: 'cut', fences: [{ scope, device: device('bert').device, heads: [] }] }, world.state().deps)
    world.write('anna', { type: 'member.remove', member: device('carl').member })
    expect(resolveDirect(world.state(), pair, entries()).cuts).toEqual([])
  })
})

describe('groups', () => {
  const others = { bert: 'member', carl: 'member', dora: 'member', gast: 'guest' } as const

  /** A group by bert with carl as its admin. */
  function groupWorld(
    roles: readonly (readonly [string, RoleOfMember['role']])[] = [['carl', 'admin']],
    history: History = 'full'
  ) {
    const world = makeWorld(others)
    const scope = groupScope(world.team.team, world.device('bert').device, nonce)
    const group = conversation(world, scope)
    const members = roles.map(([name, role]) => ({ member: world.device(name).member, role }))
    const creation = group.write('bert', { type: 'group.create', nonce, members, history }, world.state().deps)
    const state = () => resolveGroup(world.state(), scope, group.entries())
    return { world, scope, creation, state, ...group }
  }

  test('[R11] the creator is at 300, the others as it named them', () => {
    const { world, state } = groupWorld([
      ['carl', 'admin'],
      ['dora', 'member'],
      ['gast', 'guest']
    ])
    expect(levelsOf(world, state())).toEqual({ bert: 300, carl: 200, dora: 100, gast: 50 })
    expect(state()).toMatchObject({ history: 'full', creator: world.device('bert').device })
  })

  test('[R11] role.set adds, member.remove removes, levels are the group’s', () => {
    const { world, creation, state, write } = groupWorld()
    const added = write('carl', { type: 'role.set', member: world.device('dora').member, role: 'member' }, [creation])
    expect(levelsOf(world, state())).toEqual({ bert: 300, carl: 200, dora: 100 })
    write('dora', { type: 'member.remove', member: world.device('carl').member }, [added])
    write('anna', { type: 'member.remove', member: world.device('carl').member }, [added])
    expect(levelsOf(world, state())).toEqual({ bert: 300, carl: 200, dora: 100 })
    write('carl', { type: 'member.remove', member: world.device('dora').member }, [added])
    expect(levelsOf(world, state())).toEqual({ bert: 300, carl: 200 })
  })

  test('[T2] a group has no owners, and an admin makes no admin', () => {
    const { world, creation, state, write } = groupWorld()
    const { member } = world.device('dora')
    write('bert', { type: 'role.set', member, role: 'owner' }, [creation])
    write('carl', { type: 'role.set', member, role: 'admin' }, [creation])
    expect(levelsOf(world, state())).toEqual({ bert: 300, carl: 200 })
    expect(groupWorld([['carl', 'owner']]).state()).toBeUndefined()
  })

  test('[T2] a guest of the team creates no group', () => {
    const world = makeWorld(others)
    const scope = groupScope(world.team.team, world.device('gast').device, nonce)
    const { entries, write } = conversation(world, scope)
    write('gast', { type: 'group.create', nonce, members: [], history: 'full' }, world.state().deps)
    expect(resolveGroup(world.state(), scope, entries())).toBeUndefined()
  })

  test('[L1] nobody creates a group under an id of somebody else', () => {
    const world = makeWorld(others)
    const scope = groupScope(world.team.team, world.device('bert').device, nonce)
    const { entries, write } = conversation(world, scope)
    write('carl', { type: 'group.create', nonce, members: [], history: 'full' }, world.state().deps)
    expect(entries()[0]?.operation).toEqual({ type: 'void', reason: 'not-the-founding' })
    expect(resolveGroup(world.state(), scope, entries())).toBeUndefined()
  })

  test('[R5] a concurrent removal from above strikes in groups as well', () => {
    const { world, creation, state, write } = groupWorld()
    write('carl', { type: 'role.set', member: world.device('dora').member, role: 'member' }, [creation])
    write('bert', { type: 'member.remove', member: world.device('carl').member }, [creation])
    expect(levelsOf(world, state())).toEqual({ bert: 300 })
  })

  test('[R2] a device revoked in the team takes part in no group', () => {
    const { world, creation, state, write } = groupWorld()
    write('carl', { type: 'role.set', member: world.device('dora').member, role: 'member' }, [creation])
    world.write('carl', { type: 'device.revoke', device: world.device('carl').device })
    expect(state()?.devices.has(world.device('carl').device)).toBe(false)
  })

  test('[K2] an entry that names a control entry of the team we do not have is held', () => {
    const { world, state, write, entries } = groupWorld()
    const unknown = makeWorld(others).write('anna', { type: 'channel.create', nonce: repeat(7, 16) })
    write('carl', { type: 'cut', fences: [] }, world.state().deps)
    const [creation, cut] = entries()
    if (creation === undefined || cut === undefined) throw new Error('two entries were written')
    const early = { ...cut, deps: [unknown.hash] }
    const held = resolveGroup(world.state(), creation.scope, [creation, early])?.held
    expect(held).toEqual([{ entry: cut.hash, device: cut.device, missing: [unknown.hash] }])
    expect(state()?.held).toEqual([])
  })
})
