import { describe, expect, test } from 'vitest'
import { createDice, type Dice } from '../fixtures/random.ts'
import '../fixtures/team.ts'
import { hashNamed, resolveSteps, summaryOf, type Step, type Summary } from './histories.ts'
import { baseSteps, byzantineSteps, devicesOf, informedStep, randomHistory, tipsOf } from './random-histories.ts'

/** Histories a property; FLURFUNK_HISTORIES=40000 repeats what the protocol's chapter R claims. */
const histories = Number(process.env['FLURFUNK_HISTORIES'] ?? 60)

/** Runs `check` on many seeds; the failing seed is in the message. */
function property(name: string, check: (dice: Dice, seed: string) => void): void {
  test(name, () => {
    for (let round = 0; round < histories; round++) {
      const seed = `${name.slice(0, 5)} ${round}`
      check(createDice(seed), `seed ${seed}`)
    }
  })
}

const outcomeOf = (steps: readonly Step[]): Omit<Summary, 'invalid'> => {
  const { members, devices } = summaryOf(steps)
  return { members, devices }
}

const pickSome = <Value>(dice: Dice, values: readonly Value[]): readonly Value[] => {
  const some = values.filter(() => dice.chance(50))
  return some.length > 0 ? some : [dice.pick(values)]
}

describe('whatever byzantine authors write', () => {
  property('[Q1] the order of arrival and repetition are irrelevant', (dice, seed) => {
    const steps = randomHistory(dice, 5 + dice.below(40))
    const known = summaryOf(steps, resolveSteps(steps))
    const shuffled = dice.shuffle([...steps, ...pickSome(dice, steps)])
    expect(summaryOf(steps, resolveSteps(shuffled)), seed).toEqual(known)
  })

  property('[Q2] an honest founder and the root keep their authority', (dice, seed) => {
    const authors = ['A', 'B', 'C', 'D', 'E', 'P', 'Q', 'S']
    let steps = [...baseSteps, ...byzantineSteps(dice, baseSteps, { authors, count: 15 })]
    const removal = informedStep(dice, steps, 'F*', { t: 'member.remove', member: dice.pick(authors) })
    steps = [...steps, removal]
    steps.push(...byzantineSteps(dice, steps, { authors, count: 15 }))
    const { members, devices, invalid } = summaryOf(steps)
    expect({ level: members['F'], device: devices['F*'] }, seed).toEqual({ level: 899, device: 'F' })
    expect(invalid, seed).not.toContain(removal.id)
  })

  property('[Q3] after a removal with full knowledge nothing the removed write changes anybody', (dice, seed) => {
    const authors = ['A', 'B', 'C', 'D', 'E', 'P', 'Q', 'S']
    const removed = pickSome(dice, authors)
    let steps = [...baseSteps, ...byzantineSteps(dice, baseSteps, { authors, count: 15 })]
    for (const member of removed) {
      steps = [...steps, informedStep(dice, steps, 'F*', { t: 'member.remove', member })]
    }
    const after = outcomeOf(steps)
    steps.push(...byzantineSteps(dice, steps, { authors: removed, count: 15 }))
    expect(outcomeOf(steps), seed).toEqual(after)
  })

  property('[Q4] a malicious admin changes no owner and no admin, and makes none', (dice, seed) => {
    const steps = [...baseSteps, ...byzantineSteps(dice, baseSteps, { authors: ['B'], count: 20 })]
    const { members, devices } = summaryOf(steps)
    const above = Object.entries(members).filter(([member, level]) => level >= 200 && member !== 'B')
    expect(Object.fromEntries(above), seed).toEqual({ F: 899, A: 898, C: 200 })
    expect([devices['F*'], devices['A*'], devices['C*']], seed).toEqual(['F', 'A', 'C'])
    expect(devices['F1'] ?? devices['A1'] ?? devices['C1'], seed).toBeUndefined()
  })

  property("[Q5] a stolen device's lock-out is undone by a concurrent revocation from above", (dice, seed) => {
    const revocation = informedStep(dice, baseSteps, dice.pick(['B*', 'C*', 'A*', 'F*']), {
      t: 'device.revoke',
      target: 'E1'
    })
    const stolen = byzantineSteps(dice, baseSteps, { authors: [], devices: ['E1', 'E1', 'E2'], count: 12 })
    const { members, devices } = summaryOf([...baseSteps, revocation, ...stolen])
    expect({ E: members['E'], first: devices['E*'] }, seed).toEqual({ E: 100, first: 'E' })
    expect([devices['E1'], devices['E2']], seed).toEqual([undefined, undefined])
  })

  property('[Q6] no invitation admits more than it allows', (dice, seed) => {
    const steps = randomHistory(dice, 45)
    const { judgement } = resolveSteps(steps)
    for (const { id, maxUses = 0 } of steps.filter(({ t, maxUses }) => t === 'invite.create' && maxUses)) {
      const uses = steps.filter(({ via, id: use }) => {
        const node = judgement.graph.byHash.get(hashNamed(use))
        const verdict = node && judgement.verdicts[node.index]
        return via?.create === id && verdict?.valid && verdict.invited
      })
      expect(new Set(uses.map(({ member }) => member)).size, seed).toBeLessThanOrEqual(maxUses)
    }
  })

  property('[Q7] a malicious plain member changes only itself', (dice, seed) => {
    const steps = [...baseSteps, ...byzantineSteps(dice, baseSteps, { authors: ['D'], count: 20 })]
    const before = outcomeOf(baseSteps)
    const { members, devices } = outcomeOf(steps)
    const others = Object.entries(members).filter(([member]) => member !== 'D')
    expect(Object.fromEntries(others), seed).toEqual({ F: 899, A: 898, B: 200, C: 200, E: 100 })
    const othersDevices = Object.entries(devices).filter(([, member]) => member !== 'D')
    const known = Object.entries(before.devices).filter(([, member]) => member !== 'D')
    expect(Object.fromEntries(othersDevices), seed).toEqual(Object.fromEntries(known))
  })

  property('[Q8] a dead invitation lets nobody in, informed or concurrent', (dice, seed) => {
    const invitation: Step = {
      id: 'inv',
      device: 'B*',
      deps: tipsOf(baseSteps),
      t: 'invite.create',
      ts: 100,
      role: 'member',
      exp: 1000
    }
    const death = dice.pick<Partial<Step>>([
      { t: 'invite.revoke', create: 'inv' },
      { t: 'member.remove', member: 'B' },
      { t: 'role.set', member: 'B', role: 'member' },
      { t: 'device.revoke', target: 'B*' }
    ])
    const known = [...baseSteps, invitation]
    const end = informedStep(dice, known, dice.pick(['A*', 'F*']), death)
    const uses = ['P', 'Q', 'S'].map((member, index): Step => ({
      id: `use${index}`,
      device: dice.pick(['D*', 'E*', 'E1']),
      deps: dice.pick([['inv'], [end.id]]),
      t: 'member.add',
      ts: 100,
      member,
      target: `${member}*`,
      role: 'member',
      via: { create: 'inv' }
    }))
    const { members } = summaryOf([...known, end, ...uses])
    expect([members['P'], members['Q'], members['S']], seed).toEqual([undefined, undefined, undefined])
  })

  property('[Q9] two members who admit one joiner at once make one member and one use', (dice, seed) => {
    const maxUses = 1 + dice.below(2)
    const invitation: Step = {
      id: 'inv',
      device: 'C*',
      deps: tipsOf(baseSteps),
      t: 'invite.create',
      ts: 100,
      role: 'member',
      maxUses
    }
    const use = (id: string, device: string, member: string, deps: readonly string[]): Step => ({
      id,
      device,
      deps,
      t: 'member.add',
      ts: 100,
      member,
      target: `${member}*`,
      role: 'member',
      via: { create: 'inv' }
    })
    const [one = '', other = '', third = ''] = dice.shuffle(['k', 'm', 'x'])
    const uses = [use(one, 'D*', 'P', ['inv']), use(other, 'E*', 'P', ['inv']), use(third, 'E1', 'Q', [one])]
    const state = resolveSteps(dice.shuffle([...baseSteps, invitation, ...uses]))
    const { members } = summaryOf([...baseSteps, invitation, ...uses], state)
    expect({ P: members['P'], Q: members['Q'] }, seed).toEqual({ P: 100, Q: maxUses === 2 ? 100 : undefined })
    expect(state.invitations.get(hashNamed('inv'))?.admitted.length, seed).toBe(maxUses)
  })

  property("[Q10] a removed member with another's leaked link admits nobody", (dice, seed) => {
    const invitation: Step = {
      id: 'inv',
      device: 'B*',
      deps: tipsOf(baseSteps),
      t: 'invite.create',
      ts: 100,
      role: 'member'
    }
    const known = [...baseSteps, invitation]
    const removal = informedStep(dice, known, dice.pick(['B*', 'C*', 'A*', 'F*']), { t: 'member.remove', member: 'D' })
    const steps = [...known, removal]
    const after = outcomeOf(steps)
    const byDevices = devicesOf(['D'])
    const tricks = byzantineSteps(dice, steps, { authors: ['D'], devices: byDevices, count: 10 })
    const uses = ['P', 'Q'].map((member, index): Step => ({
      id: `use${index}`,
      device: dice.pick(byDevices),
      deps: [dice.pick([...tricks, invitation, removal]).id, 'inv'],
      t: 'member.add',
      ts: 100,
      member,
      target: `${member}*`,
      role: 'member',
      via: { create: 'inv' }
    }))
    expect(outcomeOf([...steps, ...tricks, ...uses]), seed).toEqual(after)
  })

  property('[Q11] entries that arrive one by one, with gaps, lead to what all at once do', (dice, seed) => {
    const steps = randomHistory(dice, 20)
    const arrived: Step[] = []
    const complete = (): readonly Step[] => {
      const here = new Set(arrived.map(({ id }) => id))
      const isWhole = (step: Step): boolean =>
        here.has(step.id) && step.deps.every((dep) => isWhole(steps.find(({ id }) => id === dep) ?? step))
      return arrived.filter(isWhole)
    }
    for (const step of dice.shuffle(steps)) {
      arrived.push(step)
      if (dice.chance(80)) continue
      const whole = complete()
      const state = resolveSteps(arrived)
      expect(summaryOf(whole, state), seed).toEqual(summaryOf(whole))
      expect(state.held.length, seed).toBe(arrived.length - whole.length)
    }
    expect(summaryOf(steps, resolveSteps(arrived)), seed).toEqual(summaryOf(steps))
  })
})
