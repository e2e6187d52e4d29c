import { describe, expect, test } from 'vitest'
import type { DeviceId } from '../../src/base/ids.ts'
import { changesOf, changesSince, type Change } from '../../src/team/changes.ts'
import { personCode, teamCode } from '../../src/team/codes.ts'
import type { TeamState } from '../../src/team/membership.ts'
import { createDice } from '../fixtures/random.ts'
import '../fixtures/team.ts'
import { hashNamed, memberNamed, resolveSteps, team, type Step } from './histories.ts'
import { baseSteps, randomHistory } from './random-histories.ts'

const step = (id: string, device: string, deps: readonly string[], rest: Partial<Step>): Step =>
  ({ id, device, deps, ts: 200, ...rest }) as Step

const lines = (changes: readonly Change[]): readonly string[] =>
  changes.map(({ type, operation, by }) => {
    const id = [...baseSteps, ...more].find((each) => hashNamed(each.id) === operation)?.id ?? '?'
    return `${type} ${id} by ${by === 'root' ? 'root' : 'member'}`
  })

const e = memberNamed('E')
const more: readonly Step[] = [
  step('f1', 'E*', ['e2'], { t: 'device.add', target: 'E2', ts: 300 }),
  step('h1', 'F*', ['f1'], { t: 'device.revoke', target: 'E1', ts: 400 }),
  step('i1', 'R', ['h1'], { t: 'role.set', member: 'E', role: 'owner', ts: 500 }),
  step('j1', 'F*', ['i1'], { t: 'member.remove', member: 'D', ts: 600 })
]

function codeOf(state: TeamState): string {
  return personCode(team, { member: e, devices: state.members.get(e)?.devices ?? [] })
}

describe('what changed', () => {
  test('[D12] the founding is no change; everybody after it, each device, each role is one, with its author', () => {
    expect(lines(changesOf(resolveSteps([...baseSteps, ...more])))).toEqual([
      'joined a1 by member',
      'joined b1 by member',
      'joined c1 by member',
      'joined d1 by member',
      'joined e1 by member',
      'device-added e2 by member',
      'device-added f1 by member',
      'device-revoked h1 by member',
      'role i1 by root',
      'removed j1 by member'
    ])
  })

  test('[D12] what has no right to be is no change', () => {
    const forged = step('x1', 'D*', ['e2'], { t: 'device.add', target: 'E2' })
    const removal = step('x2', 'D*', ['e2'], { t: 'member.remove', member: 'F' })
    expect(changesOf(resolveSteps([...baseSteps, forged, removal]))).toEqual(changesOf(resolveSteps(baseSteps)))
  })

  test('[D12] whatever byzantine authors write, in any order it is told alike, and every line has a person', () => {
    for (let round = 0; round < 40; round++) {
      const dice = createDice(`changes ${round}`)
      const steps = randomHistory(dice, 5 + dice.below(30))
      const told = changesOf(resolveSteps(steps))
      const shuffled = resolveSteps(dice.shuffle(steps))
      expect(changesOf(shuffled)).toEqual(told)
      expect(teamCode(team, levelsOf(shuffled))).toBe(teamCode(team, levelsOf(resolveSteps(steps))))
      expect(new Set(told.map(({ operation }) => operation)).size).toBe(told.length)
    }
  })
})

function levelsOf(state: TeamState): ReadonlyMap<DeviceId, number> {
  return new Map(
    [...state.devices].map(([device, { member }]) => [device, state.members.get(member)?.level ?? 0] as const)
  )
}

describe('what changed since a code was compared', () => {
  const before = resolveSteps(baseSteps)
  const after = resolveSteps([...baseSteps, ...more.slice(0, 2)])

  test('[D5] nothing while the devices are the same', () => {
    expect(changesSince(before, e, { digits: codeOf(before), ts: 0 })).toEqual([])
  })

  test('[D5] exactly what came after the set that was compared, whatever the clocks said', () => {
    const mark = { digits: codeOf(before), ts: 10_000 }
    expect(lines(changesSince(after, e, mark))).toEqual(['device-added f1 by member', 'device-revoked h1 by member'])
  })

  test('[D5] a code that fits no set of its devices: what came later by the clock', () => {
    const mark = { digits: '0'.repeat(24), ts: 350 }
    expect(lines(changesSince(after, e, mark))).toEqual(['device-revoked h1 by member'])
  })
})
