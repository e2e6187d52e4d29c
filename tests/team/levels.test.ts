import { describe, expect, test } from 'vitest'
import {
  canGrant,
  capOf,
  grantableRoles,
  holdsTeamKeys,
  mayAddDevice,
  mayChange,
  mayUndo,
  roleOfLevel
} from '../../src/team/levels.ts'
import { levelOf, wasRevoked } from '../../src/team/past.ts'
import { hashNamed, isValid, memberNamed, deviceNamed, nameOf, resolveSteps, type Step } from './histories.ts'
import '../fixtures/team.ts'
import { baseSteps } from './random-histories.ts'

describe('ranks', () => {
  test('[R3] who grants what', () => {
    expect([50, 100, 199, 200, 201, 202, 899].map(grantableRoles)).toEqual([
      [],
      [],
      [],
      ['guest', 'member'],
      ['guest', 'member', 'admin'],
      ['guest', 'member', 'admin', 'owner'],
      ['guest', 'member', 'admin', 'owner']
    ])
    expect(canGrant(201, 'owner')).toBe(false)
  })

  test('[R3] equals never fight, and everybody may undo itself', () => {
    expect(mayUndo(200, { level: 200, own: false })).toBe(false)
    expect(mayUndo(201, { level: 200, own: false })).toBe(true)
    expect(mayUndo(50, { level: 50, own: true })).toBe(true)
    expect([mayChange(200, 199, 'member'), mayChange(200, 200, 'member'), mayChange(899, 899, 'owner')]).toEqual([
      true,
      false,
      false
    ])
  })

  test('[R2] roles by level', () => {
    expect([0, 50, 100, 200, 898, 899].map(roleOfLevel)).toEqual([
      undefined,
      'guest',
      'member',
      'admin',
      'owner',
      'owner'
    ])
    expect(capOf('owner')).toBe(899)
    expect([50, 99, 100].map(holdsTeamKeys)).toEqual([false, false, true])
  })

  test('[R10] the eleventh device has no place', () => {
    expect([9, 10].map(mayAddDevice)).toEqual([true, false])
  })
})

describe('the state of a team', () => {
  const add = (index: number): Step => ({
    id: `x${String(index).padStart(2, '0')}`,
    device: 'D*',
    deps: [index === 0 ? 'e2' : `x${String(index - 1).padStart(2, '0')}`],
    t: 'device.add',
    target: `D${'1234567890ab'[index] ?? ''}`,
    ts: 100
  })

  test('[R10] the first ten unrevoked devices are active, in the order of their add', () => {
    const steps = [...baseSteps, ...Array.from({ length: 11 }, (_, index) => add(index))]
    const devicesOf = (all: readonly Step[]) => resolveSteps(all).members.get(memberNamed('D'))?.devices.map(nameOf)
    expect(devicesOf(steps)).toEqual(['D*', 'D1', 'D2', 'D3', 'D4', 'D5', 'D6', 'D7', 'D8', 'D9'])
    const revoked = [
      ...steps,
      { id: 'y', device: 'D*', deps: ['x10'], t: 'device.revoke', target: 'D1', ts: 100 } as const
    ]
    expect(devicesOf(revoked)).toEqual(['D*', 'D2', 'D3', 'D4', 'D5', 'D6', 'D7', 'D8', 'D9', 'D0'])
    expect(wasRevoked(resolveSteps(revoked), deviceNamed('D1'))).toBe(true)
  })

  test('[T1] deps of the next entry are the maximal valid entries', () => {
    const invalid: Step = { id: 'x1', device: 'B*', deps: ['e2'], t: 'member.remove', member: 'C', ts: 100 }
    const valid: Step = { id: 'x2', device: 'B*', deps: ['e2'], t: 'channel.create', ts: 100 }
    const aside: Step = { id: 'x3', device: 'C*', deps: ['d1'], t: 'channel.create', ts: 100 }
    const state = resolveSteps([...baseSteps, invalid, valid, aside])
    expect(state.deps).toEqual([hashNamed('x2'), hashNamed('x3')])
    expect([isValid(state, hashNamed('x1')), isValid(state, hashNamed('x2'))]).toEqual([false, true])
    expect(state.channels.size).toBe(2)
  })

  test('[T1] an entry with a missing dep is held, with what is missing, and so is what builds on it', () => {
    const early: Step = { id: 'x1', device: 'F*', deps: ['nowhere'], t: 'member.remove', member: 'D', ts: 100 }
    const child: Step = { id: 'x2', device: 'F*', deps: ['x1'], t: 'member.remove', member: 'E', ts: 100 }
    const state = resolveSteps([...baseSteps, child, early])
    expect(state.held.map(({ entry, missing }) => [nameOf(entry), missing.map(nameOf)])).toEqual([
      ['x2', []],
      ['x1', ['nowhere']]
    ])
    expect([levelOf(state, memberNamed('D')), levelOf(state, memberNamed('E'))]).toEqual([100, 100])
  })

  test('[T6] of concurrent settings of a policy the highest level wins, then the lowest hash', () => {
    const set = (id: string, device: string, deps: readonly string[]): Step => ({
      id,
      device,
      deps,
      t: 'policy',
      target: 'retain-days',
      ts: 100
    })
    const winner = (...steps: readonly Step[]) => resolveSteps([...baseSteps, ...steps]).policies.get('retain-days')
    expect(winner(set('x1', 'A*', ['e2']), set('x2', 'F*', ['e2']))).toBe('x2')
    expect(winner(set('x1', 'A*', ['x2']), set('x2', 'F*', ['e2']))).toBe('x1')
    expect(winner(set('x4', 'F*', ['e2']), set('x3', 'F*', ['e2']))).toBe('x3')
    expect(winner(set('x1', 'B*', ['e2']))).toBeUndefined()
  })
})
