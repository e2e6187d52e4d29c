import { describe, expect, test } from 'vitest'
import { repeat } from '../../src/base/bytes.ts'
import type { MemberId } from '../../src/base/ids.ts'
import type { ControlEntry } from '../../src/team/control-entry.ts'
import { resolveGroup } from '../../src/team/conversation-state.ts'
import type { Level } from '../../src/team/levels.ts'
import type { TeamState } from '../../src/team/membership.ts'
import { groupScope } from '../../src/team/scopes.ts'
import { judgeVouched } from '../../src/team/vouching.ts'
import { createDice, type Dice } from '../fixtures/random.ts'
import {
  deviceNamed,
  entryOf,
  hashNamed,
  isValid,
  memberNamed,
  nameOf,
  resolveSteps,
  team,
  type Step
} from './histories.ts'
import { baseSteps, informedStep, tipsOf } from './random-histories.ts'

/** Histories a property; FLURFUNK_HISTORIES=40000 looks harder. */
const histories = Number(process.env['FLURFUNK_HISTORIES'] ?? 60)

function property(name: string, check: (dice: Dice, seed: string) => void): void {
  test(name, () => {
    for (let round = 0; round < histories; round++) {
      const seed = `${name.slice(6, 20)} ${round}`
      check(createDice(seed), `seed ${seed}`)
    }
  })
}

/** One operation in the group: the team's `Step`, and for a cut around which devices it goes. */
interface GroupStep extends Step {
  readonly around?: readonly string[]
}

const nonce = repeat(0x52, 16)
const scope = groupScope(team, deviceNamed('B*'), nonce)
const named = { C: 'admin', D: 'member', E: 'member' } as const
const groupDevices = ['B*', 'B1', 'C*', 'D*', 'E*', 'E1', 'P*']
const people = ['B', 'C', 'D', 'E', 'P', 'Q']

/** The base team, in which B has a second device and P and Q are members, too. */
const teamSteps: readonly Step[] = [
  ...baseSteps,
  { id: 'b2', device: 'B*', deps: ['e2'], ts: 100, t: 'device.add', target: 'B1' },
  { id: 'p1', device: 'F*', deps: ['b2'], ts: 100, t: 'member.add', member: 'P', target: 'P*', role: 'member' },
  { id: 'q1', device: 'F*', deps: ['p1'], ts: 100, t: 'member.add', member: 'Q', target: 'Q*', role: 'member' }
]
/** B's group with C as its admin. */
const creation: GroupStep = { id: 'make', device: 'B*', deps: tipsOf(teamSteps), ts: 100, t: 'group.create' }

function groupEntry(step: GroupStep): ControlEntry {
  const entry = { ...entryOf(step.t === 'group.create' ? { ...step, t: 'cut' } : step), scope }
  if (step.t === 'group.create') {
    const members = Object.entries(named).map(([name, role]) => ({ member: memberNamed(name), role }))
    return { ...entry, operation: { type: 'group.create', nonce, members, history: 'full' } }
  }
  if (step.t !== 'cut') return entry
  const fences = (step.around ?? []).map((name) => ({ scope, device: deviceNamed(name), heads: [] }))
  return { ...entry, operation: { type: 'cut', fences } }
}

/** Levels by name, the valid operations, and the fences that count. */
function outcomeOf(state: TeamState, steps: readonly GroupStep[], entries = steps.map(groupEntry)) {
  const group = resolveGroup(state, scope, entries)
  const levelOf = new Map<MemberId, Level>([...(group?.members ?? [])].map(([member, { level }]) => [member, level]))
  return {
    levels: Object.fromEntries([...levelOf].map(([member, level]) => [nameOf(member), level])),
    valid: steps.filter(({ id }) => group !== undefined && isValid(group, hashNamed(id))).map(({ id }) => id),
    cuts: (group?.cuts ?? []).map(({ operation }) => operation)
  }
}

/** Whatever anybody likes, upon whatever past of the group and the team it likes. */
function wildSteps(
  dice: Dice,
  known: readonly GroupStep[],
  {
    devices,
    inTeam,
    count,
    only
  }: {
    readonly devices: readonly string[]
    readonly inTeam: readonly Step[]
    readonly count: number
    readonly only?: GroupStep['t']
  }
): readonly GroupStep[] {
  const steps = [...known]
  for (let index = 0; index < count; index++) {
    const reach = dice.chance(60) ? steps.slice(-5) : steps
    const deps = [dice.pick(reach).id, dice.pick(steps).id, dice.pick(inTeam).id]
    const t = only ?? dice.pick<GroupStep['t']>(['role.set', 'role.set', 'member.remove', 'cut', 'cut', 'policy'])
    steps.push({
      ...{ id: `w${String(steps.length)}${String(dice.below(1e6))}`, device: dice.pick(devices), ts: 100, t },
      ...{ deps: [...new Set(deps)], member: dice.pick(people), role: dice.pick(['guest', 'member', 'admin']) },
      ...{ around: groupDevices.filter(() => dice.chance(40)), target: 'word' }
    })
  }
  return steps.slice(known.length)
}

/** Somebody of these leaves the team, or loses a device. */
function departures(dice: Dice, known: readonly Step[], members: readonly string[]): readonly Step[] {
  return members.reduce<readonly Step[]>((steps, member) => {
    const gone: Partial<Step> = dice.chance(60)
      ? { t: 'member.remove', member }
      : { t: 'device.revoke', target: dice.pick([...groupDevices, 'Q*'].filter((device) => device.startsWith(member))) }
    return [...steps, informedStep(dice, steps, 'F*', gone)]
  }, known)
}

describe('whatever is written in a group, and whoever leaves the team', () => {
  property('[R14] [Q1] the order of arrival and repetition are irrelevant', (dice, seed) => {
    const inTeam = departures(
      dice,
      teamSteps,
      people.filter((member) => member !== 'Q' && dice.chance(40))
    )
    const wild = wildSteps(dice, [creation], { devices: groupDevices, inTeam, count: 14 })
    const steps = [creation, ...wild]
    const state = resolveSteps(inTeam)
    const expected = outcomeOf(state, steps)
    const entries = steps.map(groupEntry)
    const arrived = dice.shuffle([...entries, ...entries.filter(() => dice.chance(30))])
    expect(outcomeOf(resolveSteps(dice.shuffle(inTeam)), steps, [...arrived]), seed).toEqual(expected)
  })

  property('[R14] while nobody who wrote there is out, it is judged once and nothing is void', (dice, seed) => {
    const inTeam = departures(
      dice,
      teamSteps,
      ['Q'].filter(() => dice.chance(50))
    )
    const steps = [creation, ...wildSteps(dice, [creation], { devices: groupDevices, inTeam, count: 14 })]
    const state = resolveSteps(inTeam)
    const group = resolveGroup(state, scope, steps.map(groupEntry))
    if (group === undefined) throw new Error(`no group, ${seed}`)
    const { order } = group.judgement.graph
    const voided: number[] = []
    const trial = (isVoid: Parameters<Parameters<typeof judgeVouched>[2]['trial']>[0]) => {
      voided.push(order.filter(isVoid).length)
      return group.judgement
    }
    const { isFence } = judgeVouched(order, state.judgement, { trial, levelOf: () => 0 })
    expect([voided, order.every(isFence)], seed).toEqual([[0], true])
    // As it would be had nobody left at all; only who is gone is in no more.
    const upon = steps.filter(({ deps }) => deps.every(isOfBase))
    const { valid, cuts } = outcomeOf(resolveSteps(teamSteps), upon)
    expect(outcomeOf(state, upon), seed).toMatchObject({ valid, cuts })
  })

  property('[R14] what the fence of an admin leaves out changes nobody, whoever vouches for it below', (dice, seed) => {
    const { inTeam, steps, after } = fencedGroup(dice)
    const late = wildSteps(dice, steps, { devices: ['B*', 'B1'], inTeam, count: 6 })
    const known = [...steps, ...late]
    const vouched = wildSteps(dice, known, { devices: ['D*', 'E*', 'E1', 'P*'], inTeam, count: 6, only: 'cut' })
    expect(outcomeOf(resolveSteps(inTeam), [...known, ...vouched]).levels, seed).toEqual(after.levels)
  })

  property('[R14] nor does it when that admin is out as well and nobody has fenced anew', (dice, seed) => {
    const { inTeam, steps } = fencedGroup(dice)
    const gone = departures(dice, inTeam, ['C'])
    const late = wildSteps(dice, steps, { devices: ['B*', 'B1'], inTeam, count: 6 })
    const state = resolveSteps(gone)
    const { levels } = outcomeOf(state, steps)
    expect(outcomeOf(state, [...steps, ...late]).levels, seed).toEqual(levels)
  })
})

const baseIds: ReadonlySet<string> = new Set([...teamSteps.map(({ id }) => id), creation.id])
const isOfBase = (dep: string): boolean => baseIds.has(dep)

/** B has let in P, in time or not; then it is out, and C, who knows of both, has fenced all its devices. */
function fencedGroup(dice: Dice) {
  const steps: GroupStep[] = [creation]
  if (dice.chance(50)) steps.push({ ...role('early', 'P'), device: dice.pick(['B*', 'B1']) })
  const gone = dice.chance(60) ? [{ t: 'member.remove' as const, member: 'B' }] : revocations
  const inTeam = gone.reduce<readonly Step[]>(
    (known, each) => [...known, informedStep(dice, known, 'F*', each)],
    teamSteps
  )
  const fence: GroupStep = {
    ...{ id: 'fence', device: 'C*', ts: 100, t: 'cut', around: ['B*', 'B1'] },
    deps: [...tipsOf(steps).filter((id) => id === 'make' || id === 'early'), ...tipsOf(inTeam)]
  }
  steps.push(fence)
  const after = outcomeOf(resolveSteps(inTeam), steps)
  return { inTeam, steps, after }
}

const revocations: readonly Partial<Step>[] = ['B*', 'B1'].map((target) => ({ t: 'device.revoke', target }))

function role(id: string, member: string): GroupStep {
  return { id, device: 'B*', deps: [creation.id], ts: 100, t: 'role.set', member, role: 'member' }
}
