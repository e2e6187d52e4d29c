import { describe, expect, test } from 'vitest'
import '../fixtures/team.ts'
import { summaryOf, type Step } from './histories.ts'
import { baseSteps } from './random-histories.ts'

const step = (id: string, device: string, deps: readonly string[], rest: Partial<Step>): Step =>
  ({ id, device, deps, ts: 100, ...rest }) as Step

const outcome = (...steps: readonly Step[]) => summaryOf([...baseSteps, ...steps])

describe('equals never fight', () => {
  const promotion = step('x1', 'F*', ['e2'], { t: 'role.set', member: 'D', role: 'admin' })
  const removal = step('x2', 'B*', ['e2'], { t: 'member.remove', member: 'D' })

  test('[R5] a concurrent removal of equal level does not strike', () => {
    const work = step('x3', 'D*', ['x1'], { t: 'channel.create' })
    const { members, invalid } = outcome(promotion, removal, work)
    expect({ D: members['D'], invalid }).toEqual({ D: 200, invalid: [] })
  })

  test('[R5] one of higher level does', () => {
    const work = step('x3', 'D*', ['e2'], { t: 'channel.create' })
    expect(outcome(removal, work).invalid).toEqual(['x3'])
  })

  test('[R9] a grant of equal level does not lift a revocation, a stronger one does', () => {
    const guest = step('x1', 'B*', ['e2'], { t: 'member.add', member: 'P', target: 'P*', role: 'guest' })
    const invitation = step('x2', 'B*', ['x1'], { t: 'invite.create', role: 'member' })
    const revocation = step('x3', 'D*', ['x2'], { t: 'device.revoke', target: 'P*' })
    const admission = { t: 'member.add', member: 'P', target: 'P*', role: 'member', via: { create: 'x2' } } as const
    const byEqual = outcome(guest, invitation, revocation, step('x4', 'E*', ['x2'], admission))
    expect({ invalid: byEqual.invalid, device: byEqual.devices['P*'] }).toEqual({ invalid: [], device: undefined })
    const promotion = step('x4', 'B*', ['x2'], { t: 'role.set', member: 'P', role: 'member' })
    expect(outcome(guest, invitation, revocation, promotion).devices['P*']).toBe('P')
  })
})

describe('the strength of grants', () => {
  test('[R4] who was removed returns by a new grant from above', () => {
    const removal = step('x1', 'B*', ['e2'], { t: 'member.remove', member: 'D' })
    const grant = step('x2', 'C*', ['x1'], { t: 'role.set', member: 'D', role: 'member' })
    const { members, devices } = outcome(removal, grant)
    expect([members['D'], devices['D*']]).toEqual([100, 'D'])
  })

  test('[R8] an invitation that is used on own authority counts its uses', () => {
    const invitation = step('x1', 'B*', ['e2'], { t: 'invite.create', role: 'member', maxUses: 1 })
    const use = (member: string) =>
      ({ t: 'member.add', member, target: `${member}*`, role: 'member', via: { create: 'x1' } }) as const
    const { members } = outcome(invitation, step('x2', 'C*', ['x1'], use('P')), step('x3', 'D*', ['x2'], use('Q')))
    expect([members['P'], members['Q']]).toEqual([100, undefined])
  })

  test('[R6] if a thief and its owner revoke each other, someone above settles it', () => {
    const theft = step('x1', 'E1', ['e2'], { t: 'device.revoke', target: 'E*' })
    const defence = step('x2', 'E*', ['e2'], { t: 'device.revoke', target: 'E1' })
    const help = step('x3', 'C*', ['e2'], { t: 'device.revoke', target: 'E1' })
    expect(outcome(theft, defence).devices['E*']).toBeUndefined()
    expect(outcome(theft, defence, help).devices['E*']).toBe('E')
  })

  test('[R7] a device that an admin adds for a member falls when the member outranks it, and its own add keeps it', () => {
    const recovery = step('x1', 'B*', ['e2'], { t: 'device.add', target: 'D1' })
    const promotion = step('x2', 'F*', ['x1'], { t: 'role.set', member: 'D', role: 'admin' })
    const own = step('x3', 'D*', ['x2'], { t: 'device.add', target: 'D1' })
    expect(outcome(recovery, promotion).devices['D1']).toBeUndefined()
    expect(outcome(recovery, promotion, own).devices['D1']).toBe('D')
  })
})
