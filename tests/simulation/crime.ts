// Owns the crimes of one run: a device that misbehaves by chance, its removal, and whom it drew down with it.

import type { ScopeId } from '../../src/base/ids.ts'
import { levels } from '../../src/team/levels.ts'
import type { Dice } from '../fixtures/random.ts'
import { deskOf, inspect } from './desk.ts'
import type { Device } from './device.ts'
import type { Ledger } from './people.ts'
import { commit, createGarbler, writeAfterRemoval, type Accomplice } from './rogue.ts'
import { hasBegun, isIn, memberOf, submit, type Site } from './world.ts'

export interface Crime {
  readonly accomplices: readonly Accomplice[]
  readonly isRemoved: boolean
  /** What it did, in words. */
  misbehave(): string
  /** Its own program may trip over what it wrote; that is its affair. */
  start(): void
  /** The founder removes the rogue: one batch, with fences and new keys (T5, K11). */
  remove(): Promise<string>
  /** Whom the rogue let in at the moment it was removed is out with it (R5): such a device is honest, and no part of the team. */
  isStruck(device: Device): boolean
}

export function createCrime(
  rogue: Device,
  {
    site,
    founder,
    ledger,
    dice
  }: { readonly site: Site; readonly founder: Device; readonly ledger: Ledger; readonly dice: Dice }
): Crime {
  const { timeline, devices } = site
  const accomplices: Accomplice[] = []
  let isRemoved = false

  function misbehave(): string {
    if (!hasBegun(rogue)) return 'no rogue yet'
    rogue.stop('vanish')
    const desk = deskOf(rogue, { dice, now: timeline.now })
    if (desk === undefined) return 'no rogue yet'
    let what = 'writes after its removal'
    if (isRemoved) writeAfterRemoval(desk, dice, fencedScopes())
    else {
      const { name, accomplice } = commit(desk, dice)
      if (accomplice !== undefined) accomplices.push(accomplice)
      what = name
    }
    start()
    return `${rogue.name} commits: ${what}`
  }

  function start(): void {
    rogue.tamper = dice.chance(70) ? createGarbler(dice) : undefined
    try {
      rogue.start()
    } catch {
      rogue.stop('vanish')
    }
  }

  async function remove(): Promise<string> {
    if (!isIn(rogue) || isRemoved || !isIn(founder)) return 'nobody to remove'
    const member = memberOf(rogue)
    const outcome = await submit(founder, { type: 'remove-member', member })
    if (outcome?.ok === false) return `the removal was refused: ${outcome.reason}`
    // A founder that died over it may have written it, or not.
    const wasWritten = inspect(founder)?.replica.membership.team.members.has(member) === false
    if (!wasWritten) return 'the removal was lost'
    isRemoved = true
    ledger.removed.add(member)
    return `${rogue.name} is removed`
  }

  /**
   * Where the founder's fences end what the rogue may say; elsewhere what somebody got in time counts (K12). So it does with whoever could
   * fence at that rank and has not heard of the removal: a second device of the founder, an admin.
   */
  function fencedScopes(): ReadonlySet<ScopeId> {
    const author = inspect(rogue)?.replica.identity.device
    const { team } = inspect(founder)?.replica.membership ?? {}
    const isUninformed = (other: Device): boolean => {
      const replica = inspect(other)?.replica
      const own = replica === undefined ? 0 : (team?.members.get(replica.identity.member)?.level ?? 0)
      return author !== undefined && own >= levels.admin && replica?.membership.team.devices.has(author) === true
    }
    if (devices.some((other) => other !== rogue && isUninformed(other))) return new Set()
    const cuts = team?.cuts ?? []
    return new Set(cuts.filter((cut) => cut.device === author && cut.level >= levels.admin).map(({ scope }) => scope))
  }

  function isStruck(device: Device): boolean {
    const own = inspect(device)?.replica.identity.device
    const criminal = inspect(rogue)?.replica.identity.device
    const membership = inspect(founder)?.replica.membership
    if (own === undefined || criminal === undefined || membership === undefined) return false
    const control = membership.control.get(membership.team.team) ?? []
    const isLetIn = control.some((entry) => entry.certificate?.device === own && entry.device === criminal)
    return isLetIn && !membership.team.devices.has(own)
  }

  return {
    accomplices,
    get isRemoved() {
      return isRemoved
    },
    misbehave,
    start,
    remove,
    isStruck
  }
}
