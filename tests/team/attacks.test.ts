// Attacks on membership, each a short history with a name: what somebody tries who has keys but not the right. What any number of them
// tries at random is in resolver-properties.test.ts.

import { describe, expect, test } from 'vitest'
import { present } from '../../src/base/assert.ts'
import { readControlEntry, type ControlEntry } from '../../src/team/control-entry.ts'
import { resolve } from '../../src/team/team-state.ts'
import { deviceNamed as deviceIn, makeTeam, writeControl } from '../fixtures/team.ts'
import { deviceNamed, hashNamed, proofHolds, resolveSteps, summaryOf, team, type Step } from './histories.ts'
import { baseSteps } from './random-histories.ts'

const step = (id: string, device: string, deps: readonly string[], rest: Partial<Step>): Step =>
  ({ id, device, deps, ts: 100, ...rest }) as Step

/** The base and a guest G: founder F, owner A, admins B and C, members D and E (with E1), guest G. */
const base: readonly Step[] = [
  ...baseSteps,
  step('g2', 'B*', ['e2'], { t: 'member.add', member: 'G', target: 'G*', role: 'guest' })
]
const tip = ['g2']

const outcome = (...steps: readonly Step[]) => summaryOf([...base, ...steps])
const before = outcome()
/** Whatever these steps try, nobody's level or device differs afterwards. */
const changesNothing = (...steps: readonly Step[]): void => {
  const { members, devices } = outcome(...steps)
  expect({ members, devices }).toEqual({ members: before.members, devices: before.devices })
}

describe('a server or a stranger', () => {
  test('[N1] with keys of its own founds nothing, adds nobody and grants nothing', () => {
    changesNothing(
      step('x1', 'X*', [], { t: 'found' }),
      step('x2', 'X*', ['x1'], { t: 'member.add', member: 'X', target: 'X*', role: 'owner' }),
      step('x3', 'X*', tip, { t: 'member.add', member: 'X', target: 'X*', role: 'member' }),
      step('x4', 'X*', tip, { t: 'device.add', target: 'D1' }),
      step('x5', 'X*', ['g0'], { t: 'member.remove', member: 'F' })
    )
  })

  test('[L5] a founding by another device than the root’s founds nothing, in a log that has no other either', () => {
    const [found] = baseSteps
    const { device, ...rest } = foundingOf(present(found, 'the founding'))
    expect(device).toBe(deviceNamed('R'))
    expect(resolve(team, [{ ...rest, device }], proofHolds).root).toBe(deviceNamed('R'))
    expect(resolve(team, [{ ...rest, device: deviceNamed('X*') }], proofHolds).root).toBeUndefined()
  })

  test('[L5] a founding that somebody copies into its own log is void', () => {
    const { team: id, control, devices } = makeTeam('anna', { bert: 'member' })
    const bert = deviceIn({ root: undefined as never, team: id, control, devices }, 'bert')
    const original = readControlEntry(present(control[0], 'the founding'), id)
    if (!original.ok || original.value.operation.type !== 'found') throw new Error('the founding is read')
    const copy = readControlEntry(writeControl(bert, original.value.operation, []), id)
    expect(copy.ok && copy.value.operation).toEqual({ type: 'void', reason: 'not-the-founding' })
  })

  function foundingOf(found: Step): ControlEntry {
    const node = resolveSteps([found]).judgement.graph.byHash.get(hashNamed(found.id))
    return present(node, 'the founding is in its graph').entry
  }
})

describe('a member', () => {
  test('[N2] registers no device for another person, of whatever level, before or after it rose', () => {
    const promotion = step('x0', 'F*', tip, { t: 'role.set', member: 'D', role: 'admin' })
    for (const author of ['D*', 'E*', 'G*'])
      for (const victim of ['F', 'A', 'B', 'C', 'D', 'E', 'G'].filter((member) => !author.startsWith(member)))
        for (const past of [['e2'], tip]) {
          const theft = step('x1', author, past, { t: 'device.add', target: `${victim}2` })
          expect([author, victim, outcome(theft).invalid]).toEqual([author, victim, ['x1']])
          expect(outcome(promotion, theft).devices[`${victim}2`]).toBeUndefined()
        }
  })

  test('[N2] as an admin neither for another admin nor for who is above', () => {
    for (const victim of ['F', 'A', 'C'])
      expect(outcome(step('x1', 'B*', tip, { t: 'device.add', target: `${victim}2` })).invalid).toEqual(['x1'])
    // Recovery, visible to all: what an admin may do for a member is the limit of this rule.
    expect(outcome(step('x1', 'B*', tip, { t: 'device.add', target: 'D2' })).devices['D2']).toBe('D')
  })

  test('[T2] invites nobody, revokes no invitation, moderates nothing and sets no policy', () => {
    const invitation = step('x0', 'B*', tip, { t: 'invite.create', role: 'member' })
    const tries = [
      step('x1', 'D*', ['x0'], { t: 'invite.create', role: 'member' }),
      step('x2', 'D*', ['x0'], { t: 'invite.revoke', create: 'x0' }),
      step('x3', 'D*', ['x0'], { t: 'moderate', target: 'directory' }),
      step('x4', 'D*', ['x0'], { t: 'policy', target: 'wipe-on-removal' }),
      step('x5', 'D*', ['x1'], { t: 'member.add', member: 'P', target: 'P*', role: 'member', via: { create: 'x1' } })
    ]
    expect(outcome(invitation, ...tries).invalid).toEqual(['x1', 'x2', 'x3', 'x4', 'x5'])
  })

  test('[T2] as a guest writes no fence, makes no channel and lets nobody in', () => {
    const invitation = step('x0', 'B*', tip, { t: 'invite.create', role: 'guest' })
    const via = { create: 'x0' }
    const tries = [
      step('x1', 'G*', ['x0'], { t: 'cut' }),
      step('x2', 'G*', ['x0'], { t: 'channel.create' }),
      step('x3', 'G*', ['x0'], { t: 'member.add', member: 'P', target: 'P*', role: 'guest', via })
    ]
    expect(outcome(invitation, ...tries).invalid).toEqual(['x1', 'x2', 'x3'])
    expect(outcome(step('x1', 'D*', tip, { t: 'cut' })).invalid).toEqual([])
  })
})

describe('an admin', () => {
  test('[T2] sets no policy and invites no admins', () => {
    const tries = [
      step('x1', 'B*', tip, { t: 'policy', target: 'wipe-on-removal' }),
      step('x2', 'B*', tip, { t: 'invite.create', role: 'admin' }),
      step('x3', 'B*', tip, { t: 'invite.create', role: 'owner' })
    ]
    expect(outcome(...tries).invalid).toEqual(['x1', 'x2', 'x3'])
  })

  test('[D4] moderates the directory and channels it knows, no direct and no group of others', () => {
    const channel = step('x0', 'D*', tip, { t: 'channel.create' })
    const tries = [
      step('x1', 'B*', ['x0'], { t: 'moderate', target: 'directory' }),
      step('x2', 'B*', ['x0'], { t: 'moderate', target: 'D* creates x0' }),
      step('x3', 'B*', ['x0'], { t: 'moderate', target: 'direct' })
    ]
    expect(outcome(channel, ...tries).invalid).toEqual(['x3'])
  })

  test('[R5] two quarrelling admins do each other no harm, in any order, until somebody above decides', () => {
    const quarrel = [
      step('x1', 'B*', tip, { t: 'member.remove', member: 'C' }),
      step('x2', 'C*', tip, { t: 'member.remove', member: 'B' }),
      step('x3', 'B*', ['x1'], { t: 'role.set', member: 'C', role: 'guest' }),
      step('x4', 'C*', ['x2'], { t: 'device.revoke', target: 'B*' }),
      step('x5', 'B*', ['x1', 'x2'], { t: 'member.remove', member: 'C' }),
      step('x6', 'C*', ['x1', 'x2'], { t: 'device.add', target: 'B2' })
    ]
    changesNothing(...quarrel)
    changesNothing(...quarrel.toReversed())
    const word = step('y1', 'A*', tip, { t: 'member.remove', member: 'C' })
    expect(outcome(...quarrel, word).members).toEqual({ ...before.members, C: undefined })
  })
})

describe('an invitation', () => {
  const invitation = step('x0', 'B*', tip, { t: 'invite.create', role: 'member', maxUses: 1, exp: 1000 })
  const use = (id: string, device: string, deps: readonly string[], rest: Partial<Step> = {}): Step => {
    const admission = { t: 'member.add', member: 'P', target: 'P*', role: 'member', via: { create: 'x0' } } as const
    return step(id, device, deps, { ...admission, ...rest })
  }

  test('[N3] lets in who proves to hold it', () => {
    expect(outcome(invitation, use('x1', 'D*', ['x0'])).members['P']).toBe(100)
  })

  test('[N3] a proof that was made for somebody else lets nobody in, whoever admits', () => {
    const forged = { via: { create: 'x0', forged: true } }
    for (const author of ['D*', 'B*', 'F*'])
      expect(outcome(invitation, use('x1', author, ['x0'], forged)).members['P']).toBeUndefined()
  })

  test('[R8] is nothing to an admission that does not build on it', () => {
    expect(outcome(invitation, use('x1', 'D*', tip)).members['P']).toBeUndefined()
  })

  test('[R8] gives its own role, and only while it lasts', () => {
    expect(outcome(invitation, use('x1', 'D*', ['x0'], { role: 'guest' })).members['P']).toBeUndefined()
    expect(outcome(invitation, use('x1', 'D*', ['x0'], { ts: 1001 })).members['P']).toBeUndefined()
  })

  test('[R8] ends with the device that made it, by whomever and whenever it is revoked', () => {
    const own = step('y1', 'B*', ['x0'], { t: 'device.add', target: 'B2' })
    const revocation = step('y2', 'B2', ['y1'], { t: 'device.revoke', target: 'B*' })
    expect(outcome(invitation, own, revocation, use('x1', 'D*', ['y2'])).members['P']).toBeUndefined()
    expect(outcome(invitation, own, revocation, use('x1', 'D*', ['y1'])).members['P']).toBeUndefined()
  })

  test('[R8] ends with the right of who made it, known or concurrent', () => {
    const demotion = step('y1', 'F*', ['x0'], { t: 'role.set', member: 'B', role: 'member' })
    for (const past of [['y1'], ['x0']])
      expect(outcome(invitation, demotion, use('x1', 'D*', past)).members['P']).toBeUndefined()
  })

  test('[R8] does not make an admin a plain member again', () => {
    const link = step('x0', 'B*', tip, { t: 'invite.create', role: 'member' })
    const demotion = use('x1', 'D*', ['x0'], { member: 'C', target: 'C*' })
    expect(outcome(link, demotion).members['C']).toBe(200)
  })

  test('[R8] brings nobody back who was removed, however many may use it; a grant from above does', () => {
    for (const maxUses of [0, 1]) {
      const link = step('x0', 'B*', tip, { t: 'invite.create', role: 'member', maxUses, exp: 1000 })
      const before = [link, use('x1', 'D*', ['x0'])]
      const removal = step('x2', 'F*', ['x1'], { t: 'member.remove', member: 'P' })
      expect(outcome(...before, removal, use('x3', 'D*', ['x2'])).members['P']).toBeUndefined()
      const fromAbove = { t: 'member.add', member: 'P', target: 'P*', role: 'member' } as const
      expect(outcome(...before, removal, step('x3', 'B*', ['x2'], fromAbove)).members['P']).toBe(100)
      // A removal that nobody had the right to is none.
      const tried = step('x2', 'D*', ['x1'], { t: 'member.remove', member: 'P' })
      expect(outcome(...before, tried, use('x3', 'D*', ['x2'])).members['P']).toBe(100)
    }
  })

  test('[R8] makes nobody more again whose role was set, whether or not that member left meanwhile', () => {
    const link = step('x0', 'B*', tip, { t: 'invite.create', role: 'member', maxUses: 1, exp: 1000 })
    const demotion = step('x2', 'B*', ['x1'], { t: 'role.set', member: 'P', role: 'guest' })
    const before = [link, use('x1', 'D*', ['x0']), demotion]
    expect(outcome(...before, use('x3', 'D*', ['x2'])).members['P']).toBe(50)
    const farewell = step('x3', 'P*', ['x2'], { t: 'member.remove', member: 'P' })
    expect(outcome(...before, farewell, use('x4', 'D*', ['x3'])).members['P']).toBeUndefined()
    const fromAbove = step('x3', 'B*', ['x2'], { t: 'role.set', member: 'P', role: 'member' })
    expect(outcome(...before, fromAbove).members['P']).toBe(100)
  })

  test('[R8] keeps nobody in who leaves at that moment, guests neither, and brings the same device back by no link', () => {
    for (const role of ['guest', 'member'] as const) {
      const link = step('x0', 'B*', tip, { t: 'invite.create', role, maxUses: 0, exp: 1000 })
      const farewell = step('x2', 'P*', ['x1'], { t: 'member.remove', member: 'P' })
      const left = [link, use('x1', 'D*', ['x0'], { role }), farewell]
      expect(outcome(...left, use('x3', 'B*', ['x2'], { role })).members['P']).toBe(role === 'guest' ? 50 : 100)
      for (const past of [['x0'], ['x1'], ['x2']])
        expect(outcome(...left, use('x3', 'D*', past, { role })).members['P']).toBeUndefined()
      // Leaving is no removal: whoever holds a link for many comes in with it as somebody new.
      const anew = use('x3', 'D*', ['x2'], { role, member: 'Q', target: 'Q*' })
      expect(outcome(...left, anew).members['Q']).toBe(role === 'guest' ? 50 : 100)
    }
  })

  test('[R8] revocation beats concurrent use', () => {
    const revocation = step('y1', 'C*', ['x0'], { t: 'invite.revoke', create: 'x0' })
    expect(outcome(invitation, revocation, use('x1', 'D*', ['x0'])).members['P']).toBeUndefined()
    expect(outcome(invitation, revocation, use('x1', 'D*', ['y1'])).members['P']).toBeUndefined()
  })
})

describe('who goes back in time', () => {
  test('[R5] back-dated grants and revocations of a removed admin are void', () => {
    const removal = step('x0', 'F*', tip, { t: 'member.remove', member: 'B' })
    const tricks = [
      step('x1', 'B*', tip, { t: 'member.add', member: 'P', target: 'P*', role: 'member' }),
      step('x2', 'B*', ['e2'], { t: 'role.set', member: 'D', role: 'guest' }),
      step('x3', 'B*', ['e2'], { t: 'device.revoke', target: 'E*' }),
      step('x4', 'B*', ['e2'], { t: 'device.add', target: 'D1' }),
      step('x5', 'B*', ['e2'], { t: 'invite.create', role: 'member' }),
      step('x6', 'D*', ['x5'], { t: 'member.add', member: 'Q', target: 'Q*', role: 'member', via: { create: 'x5' } }),
      step('x7', 'B*', ['c1'], { t: 'member.remove', member: 'E' })
    ]
    const { members, devices } = outcome(removal, ...tricks)
    expect({ members, devices }).toEqual({
      members: { ...before.members, B: undefined },
      devices: { ...before.devices, 'B*': undefined }
    })
  })

  test('[R7] a device that was added below somebody does not rise with it', () => {
    const planted = step('x1', 'B*', ['e2'], { t: 'device.add', target: 'D1' })
    const promotion = step('x2', 'F*', tip, { t: 'role.set', member: 'D', role: 'admin' })
    expect(outcome(planted).devices['D1']).toBe('D')
    expect(outcome(planted, promotion).devices['D1']).toBeUndefined()
  })

  test('[R7] a revoked device does not come back by being added again', () => {
    const revocation = step('x1', 'E*', tip, { t: 'device.revoke', target: 'E1' })
    const again = step('x2', 'E*', ['x1'], { t: 'device.add', target: 'E1' })
    const byAdmin = step('x3', 'B*', ['x1'], { t: 'device.add', target: 'E1' })
    expect(outcome(revocation, again, byAdmin).devices['E1']).toBeUndefined()
  })
})

describe('strikes and lifts', () => {
  const revocation = step('x1', 'B*', tip, { t: 'device.revoke', target: 'D*' })

  test('[R9] a grant that knew of a revocation does not lift it, nor does one that lends too little', () => {
    const grant = (id: string, deps: readonly string[], role: 'member' | 'admin'): Step =>
      step(id, 'F*', deps, { t: 'role.set', member: 'D', role })
    expect(outcome(revocation, grant('x2', tip, 'admin')).devices['D*']).toBe('D')
    expect(outcome(revocation, grant('x2', ['x1'], 'admin')).devices['D*']).toBeUndefined()
    expect(outcome(revocation, grant('x2', tip, 'member')).devices['D*']).toBeUndefined()
  })

  test('[R5] a concurrent promotion strikes nothing', () => {
    const promotion = step('x1', 'F*', tip, { t: 'role.set', member: 'D', role: 'admin' })
    const work = step('x2', 'D*', tip, { t: 'channel.create' })
    expect(outcome(promotion, work).invalid).toEqual([])
  })

  test('[T1] what builds on junk is junk, and nobody waits for it', () => {
    const junk = step('x1', 'D*', tip, { t: 'found' })
    const upon = step('x2', 'D*', ['x1'], { t: 'channel.create' })
    const { held } = resolveSteps([...base, junk, upon])
    expect({ held, invalid: outcome(junk, upon).invalid }).toEqual({ held: [], invalid: ['x1', 'x2'] })
  })
})

describe('a thief with an owner’s device', () => {
  const second = step('x0', 'A*', tip, { t: 'device.add', target: 'A1' })
  const theft = step('x1', 'A1', ['x0'], { t: 'device.revoke', target: 'A*' })

  test('[Q5] that revokes the owner’s other devices loses them to a concurrent revocation from above', () => {
    const help = step('x2', 'F*', ['x0'], { t: 'device.revoke', target: 'A1' })
    const { devices, members } = outcome(second, theft, help)
    expect([devices['A*'], devices['A1'], members['A']]).toEqual(['A', undefined, 898])
  })

  test('[I17] that was faster keeps the old device out, and nothing else: the person returns with a new one', () => {
    const late = step('x2', 'F*', ['x1'], { t: 'device.revoke', target: 'A1' })
    const back = step('x3', 'F*', ['x2'], { t: 'device.add', target: 'A2' })
    const { devices, members } = outcome(second, theft, late, back)
    expect([devices['A*'], devices['A1'], devices['A2'], members['A']]).toEqual([undefined, undefined, 'A', 898])
  })

  test('[R6] and whom its owner revokes at the same moment is out with it', () => {
    const defence = step('x2', 'A*', ['x0'], { t: 'device.revoke', target: 'A1' })
    const { devices } = outcome(second, theft, defence)
    expect([devices['A*'], devices['A1']]).toEqual([undefined, undefined])
  })
})
