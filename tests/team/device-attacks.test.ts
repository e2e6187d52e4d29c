// What a thief, a colleague and a quarrel can do with devices, as histories without keys: who is in afterwards.

import { describe, expect, test } from 'vitest'
import '../fixtures/team.ts'
import { limits } from '../../src/base/limits.ts'
import { wasRevoked } from '../../src/team/past.ts'
import { createDice } from '../fixtures/random.ts'
import { deviceNamed, resolveSteps, summaryOf, type Step } from './histories.ts'
import { baseSteps } from './random-histories.ts'

const step = (id: string, device: string, deps: readonly string[], rest: Partial<Step>): Step =>
  ({ id, device, deps, ts: 100, ...rest }) as Step

const outcome = (...steps: readonly Step[]) => summaryOf([...baseSteps, ...steps])

/** Members of the base by rank, strictly descending but for the two admins and the two members; and the tip each knew first. */
const ranks: Readonly<Record<string, number>> = { F: 899, A: 898, B: 200, C: 200, D: 100, E: 100 }
const pasts = baseSteps.map(({ id }) => id)

describe('a device for another person', () => {
  const pairs = Object.keys(ranks).flatMap((author) =>
    Object.keys(ranks)
      .filter((target) => target !== author && (ranks[author] ?? 0) <= (ranks[target] ?? 0))
      .map((target) => [author, target] as const)
  )

  test.each(pairs)('[N2] %s cannot register one for %s, back-dated to any past or not', (author, target) => {
    for (const past of pasts) {
      const planted = step('x1', `${author}*`, [past], { t: 'device.add', target: `${target}2` })
      expect(outcome(planted).devices[`${target}2`]).toBeUndefined()
    }
  })

  test('[N2] not even before the target was promoted, nor with an accomplice above it who has fallen', () => {
    const early = step('x1', 'B*', ['d1'], { t: 'device.add', target: 'D2' })
    const promotion = step('x2', 'F*', ['e2'], { t: 'role.set', member: 'D', role: 'admin' })
    expect(outcome(early, promotion).devices['D2']).toBeUndefined()
    const removal = step('x2', 'F*', ['e2'], { t: 'member.remove', member: 'B' })
    expect(outcome(early, removal).devices['D2']).toBeUndefined()
  })

  test('[N2] a member of the guests, the members or nobody at all registers none for anybody', () => {
    const guest = step('x1', 'B*', ['e2'], { t: 'member.add', member: 'P', target: 'P*', role: 'guest' })
    for (const author of ['P*', 'D*', 'E1', 'Q*'])
      for (const target of ['F2', 'A2', 'B2', 'D2', 'E2', 'P2']) {
        if (target[0] === author[0]) continue
        const planted = step('x2', author, ['x1'], { t: 'device.add', target })
        expect(outcome(guest, planted).devices[target]).toBeUndefined()
      }
  })
})

describe('a thief and the owner', () => {
  const theft = step('x1', 'E1', ['e2'], { t: 'device.revoke', target: 'E*' })

  test('[R6] two devices of one person that revoke each other are both out', () => {
    const defence = step('x2', 'E*', ['e2'], { t: 'device.revoke', target: 'E1' })
    const { devices } = outcome(theft, defence)
    expect([devices['E*'], devices['E1']]).toEqual([undefined, undefined])
  })

  test.each(['B*', 'C*', 'A*', 'F*'])(
    '[Q5] a lock-out by a thief is undone by %s, who revokes it concurrently',
    (helper) => {
      const help = step('x2', helper, ['e2'], { t: 'device.revoke', target: 'E1' })
      const { devices, invalid } = outcome(theft, help)
      expect([devices['E*'], devices['E1'], invalid]).toEqual(['E', undefined, ['x1']])
    }
  )

  test('[Q5] help that comes after learning of it keeps the thief out, too, but not the old key in', () => {
    const help = step('x2', 'B*', ['x1'], { t: 'device.revoke', target: 'E1' })
    const { devices, members } = outcome(theft, help)
    expect([devices['E*'], devices['E1'], members['E']]).toEqual([undefined, undefined, 100])
    const replaced = step('x3', 'B*', ['x2'], { t: 'device.add', target: 'E2' })
    expect(outcome(theft, help, replaced).devices['E2']).toBe('E')
  })

  test('[R5] what the thief writes without knowing of its revocation falls with it', () => {
    const revocation = step('x2', 'E*', ['e2'], { t: 'device.revoke', target: 'E1' })
    const planted = step('x3', 'E1', ['e2'], { t: 'device.add', target: 'E2' })
    const { devices } = outcome(revocation, planted)
    expect([devices['E*'], devices['E1'], devices['E2']]).toEqual(['E', undefined, undefined])
  })
})

describe('a revoked device', () => {
  const revocation = step('x1', 'E*', ['e2'], { t: 'device.revoke', target: 'E1' })

  test.each(['E*', 'B*', 'C*', 'A*', 'F*'])(
    '[R7] does not return when %s adds it again, knowing of it or not',
    (author) => {
      for (const past of ['x1', 'e2', 'e1']) {
        const again = step('x2', author, [past], { t: 'device.add', target: 'E1' })
        const steps = [...baseSteps, revocation, again]
        expect(summaryOf(steps).devices['E1']).toBeUndefined()
        expect(wasRevoked(resolveSteps(steps), deviceNamed('E1'))).toBe(true)
      }
    }
  )

  test('[R7] nor with its person, who was removed and came back', () => {
    const removal = step('x2', 'C*', ['x1'], { t: 'member.remove', member: 'E' })
    const back = step('x3', 'C*', ['x2'], { t: 'role.set', member: 'E', role: 'member' })
    const { devices } = outcome(revocation, removal, back)
    expect([devices['E*'], devices['E1']]).toEqual(['E', undefined])
  })

  test('[R10] makes room: ten are active, the first in order, whatever a thief adds', () => {
    const dice = createDice('ten devices')
    const names = Array.from({ length: 14 }, (_, index) => `E${'abcdefghijklmn'[index]}`)
    const adds = names.map((target, index) =>
      step(
        `y${String(index).padStart(2, '0')}`,
        'E*',
        [index === 0 ? 'e2' : `y${String(index - 1).padStart(2, '0')}`],
        {
          t: 'device.add',
          target
        }
      )
    )
    const active = (steps: readonly Step[]): readonly string[] =>
      Object.entries(summaryOf(dice.shuffle([...baseSteps, ...steps])).devices)
        .filter(([, member]) => member === 'E')
        .map(([device]) => device)
    expect(active(adds).toSorted()).toEqual(['E*', 'E1', ...names.slice(0, limits.devicesPerMemberMax - 2)].toSorted())
    const room = step('z1', 'E*', ['y13'], { t: 'device.revoke', target: 'E1' })
    expect(active([...adds, room])).toContain(names[8])
    expect(active([...adds, room])).toHaveLength(limits.devicesPerMemberMax)
  })
})
