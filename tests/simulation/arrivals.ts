// Owns how people and devices come into a simulated team: by an invitation, as a guest whom somebody lets in, as a further device.

import type { Dice } from '../fixtures/random.ts'
import type { Device } from './device.ts'
import { inviteVisitor, sayYes } from './visitors.ts'
import { day, isIn, second, submit, type Site } from './world.ts'

export interface Arrivals {
  /** Somebody new asks, or a further device of somebody who is in. */
  come(newcomer: Device): Promise<void>
}

export interface ArrivalsOf {
  readonly site: Site
  /** Draws of the whole run, and of those that came later: a new way in must not shift the draws of old seeds. */
  readonly script: Dice
  readonly linking: Dice
  readonly hosting: Dice
  /** Comes by an ordinary invitation, and lends its hand to no further device. */
  readonly rogue: Device | undefined
  readonly mayLink: boolean
  readonly mayVisit: boolean
  readonly note: (what: string) => void
}

export function createArrivals({
  site,
  script,
  linking,
  hosting,
  rogue,
  mayLink,
  mayVisit,
  note
}: ArrivalsOf): Arrivals {
  const { devices } = site

  async function letIn(newcomer: Device): Promise<void> {
    const host = devices.find((device) => isIn(device) && mayInvite(device))
    if (host === undefined) return
    const uses = script.pick([1, 1, 3])
    const outcome = await submit(host, {
      type: 'create-invitation',
      role: 'member',
      uses,
      expiresInMs: 7 * day,
      approve: false
    })
    if (outcome?.ok !== true || outcome.value.link === undefined) return
    newcomer.start()
    const { link } = outcome.value
    await submit(newcomer, { type: 'join-team', link, displayName: newcomer.name, deviceName: 'sim' })
    note(`${newcomer.name} asks`)
    site.pass(script.below(30 * second))
  }

  /** A further device of somebody who is in: its person has both in the hand, and says yes if it asks in time. */
  async function linkTo(host: Device, newcomer: Device): Promise<void> {
    const outcome = await submit(host, { type: 'begin-linking' })
    if (outcome?.ok !== true || outcome.value.link === undefined) return
    newcomer.start()
    await submit(newcomer, { type: 'link-this-device', link: outcome.value.link, deviceName: 'sim' })
    note(`${newcomer.name} asks to be ${host.name}'s`)
    site.pass(second + linking.below(20 * second))
    const view = host.node === undefined ? undefined : host.look({ type: 'linking' })
    if (view?.type === 'asked') await submit(host, { type: 'confirm-linking', device: view.device })
    site.pass(linking.below(30 * second))
  }

  /** A guest asks, and somebody has to say yes: at once, or whenever somebody looks. */
  async function letVisitorIn(newcomer: Device): Promise<void> {
    const host = devices.find((device) => isIn(device) && mayInvite(device))
    const link = host === undefined ? undefined : await inviteVisitor(host, hosting)
    if (host === undefined || link === undefined) return
    newcomer.start()
    await submit(newcomer, { type: 'join-team', link, displayName: newcomer.name, deviceName: 'sim' })
    note(`${newcomer.name} asks as a guest`)
    site.pass(second + hosting.below(20 * second))
    if (hosting.chance(70)) note(`${host.name} ${await sayYes(host)}`)
    site.pass(hosting.below(30 * second))
  }

  async function come(newcomer: Device): Promise<void> {
    const hosts = devices.filter((device) => device !== rogue && device.node !== undefined && isIn(device))
    const isLinked = mayLink && newcomer !== rogue && hosts.length > 1 && linking.chance(40)
    if (isLinked) return await linkTo(linking.pick(hosts), newcomer)
    const isVisitor = mayVisit && newcomer !== rogue && hosting.chance(45)
    await (isVisitor ? letVisitorIn(newcomer) : letIn(newcomer))
  }

  return { come }
}

function mayInvite(device: Device): boolean {
  const team = device.view('team')
  return team?.type === 'member' && (team.me.role === 'owner' || team.me.role === 'admin')
}
