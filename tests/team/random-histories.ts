// Owns random control histories with byzantine authors: each writes what it likes upon any past it likes, closed downwards, and
// with forged or leaked proofs. Everything follows from the dice.

import { roles } from '../../src/team/levels.ts'
import type { Dice } from '../fixtures/random.ts'
import type { Step } from './histories.ts'

const step = (id: string, device: string, deps: readonly string[], rest: Partial<Step>): Step =>
  ({ id, device, deps, ts: 100, ...rest }) as Step

/** The base of the vectors: founder F, owner A, admins B and C, members D (by B) and E (by C, with a second device). */
export const baseSteps: readonly Step[] = [
  step('g0', 'R', [], { t: 'found' }),
  step('g1', 'R', ['g0'], { t: 'member.add', member: 'F', target: 'F*', role: 'owner' }),
  step('a1', 'F*', ['g1'], { t: 'member.add', member: 'A', target: 'A*', role: 'owner' }),
  step('b1', 'F*', ['a1'], { t: 'member.add', member: 'B', target: 'B*', role: 'admin' }),
  step('c1', 'F*', ['b1'], { t: 'member.add', member: 'C', target: 'C*', role: 'admin' }),
  step('d1', 'B*', ['c1'], { t: 'member.add', member: 'D', target: 'D*', role: 'member' }),
  step('e1', 'C*', ['d1'], { t: 'member.add', member: 'E', target: 'E*', role: 'member' }),
  step('e2', 'E*', ['e1'], { t: 'device.add', target: 'E1' })
]

export const baseTip = ['e2']

/** Members of the base, and letters nobody has yet. */
const everybody = ['F', 'A', 'B', 'C', 'D', 'E', 'P', 'Q', 'S']
const suffixes = ['*', '*', '1', '2']

export interface Cast {
  /** Who writes; a device of any of these members, known or not. */
  readonly authors: readonly string[]
  /** Exactly these devices write instead. */
  readonly devices?: readonly string[]
}

export function devicesOf(members: readonly string[]): readonly string[] {
  return members.flatMap((member) => ['*', '1', '2'].map((suffix) => member + suffix))
}

/** `count` further steps by byzantine authors upon `known`; proofs are held by everybody (invitations leak), some are forged. */
export function byzantineSteps(
  dice: Dice,
  known: readonly Step[],
  { authors, devices, count }: Cast & { readonly count: number }
): readonly Step[] {
  const steps = [...known]
  for (let index = 0; index < count; index++) {
    const device = devices ? dice.pick(devices) : dice.pick(authors) + dice.pick(suffixes)
    steps.push({
      ...randomOperation(dice, steps),
      id: freshId(dice, steps),
      device,
      deps: anyPast(dice, steps),
      ts: 100
    })
  }
  return steps.slice(known.length)
}

/** A whole history: everybody but the root is byzantine. */
export function randomHistory(dice: Dice, count: number): readonly Step[] {
  const authors = ['F', ...everybody]
  return [...baseSteps, ...byzantineSteps(dice, baseSteps, { authors, count })]
}

/** A step that knows everything so far. */
export function informedStep(dice: Dice, known: readonly Step[], device: string, rest: Partial<Step>): Step {
  return step(freshId(dice, known), device, tipsOf(known), rest)
}

/** Steps nothing else builds on: as deps, they are full knowledge. */
export function tipsOf(steps: readonly Step[]): readonly string[] {
  const named = new Set(steps.flatMap(({ deps }) => deps))
  return steps.filter(({ id }) => !named.has(id)).map(({ id }) => id)
}

/** Random text, so that the order of hashes is as good as random. */
function freshId(dice: Dice, known: readonly Step[]): string {
  for (;;) {
    const id = Array.from({ length: 6 }, () => 'abcdefghijklmnopqrstuvwxyz'[dice.below(26)]).join('')
    if (!known.some((other) => other.id === id)) return id
  }
}

/** Mostly recent knowledge, often an old or a partial one; what the named steps build on belongs to it. */
function anyPast(dice: Dice, steps: readonly Step[]): readonly string[] {
  if (dice.chance(25)) return tipsOf(steps)
  const from = dice.chance(60) ? Math.max(0, steps.length - 6) : 1
  const reach = steps.slice(from)
  const names = Array.from({ length: 1 + dice.below(3) }, () => dice.pick(reach).id)
  return [...new Set(names)]
}

function randomOperation(dice: Dice, steps: readonly Step[]): Pick<Step, 't'> & Partial<Step> {
  const member = dice.pick(everybody)
  const role = dice.pick(roles)
  const invitations = steps.filter(({ t }) => t === 'invite.create')
  const draw = dice.below(100)
  if (draw < 20) return { t: 'member.remove', member }
  if (draw < 40) return { t: 'role.set', member, role }
  if (draw < 52) return { t: 'device.revoke', target: member + dice.pick(suffixes) }
  if (draw < 64) return { t: 'device.add', target: member + dice.pick(['1', '2']) }
  if (draw < 74) {
    return { t: 'invite.create', role, maxUses: dice.below(3), exp: dice.pick([50, 1000]), approve: dice.chance(15) }
  }
  if (invitations.length > 0 && draw < 79) return { t: 'invite.revoke', create: dice.pick(invitations).id }
  if (draw < 82) return { t: 'channel.create' }
  if (invitations.length > 0 && draw < 95) {
    const invitation = dice.pick(invitations)
    const asked = dice.chance(85) ? (invitation.role ?? 'member') : role
    const via = { create: invitation.id, forged: dice.chance(10) }
    return { t: 'member.add', member, target: `${member}*`, role: asked, via }
  }
  return { t: 'member.add', member, target: `${member}*`, role }
}
