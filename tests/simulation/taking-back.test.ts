// X3 on whole nodes: what was erased by a word that turned out void is missing again, and comes back from whoever still has it.

import { describe, expect, it } from 'vitest'
import { present } from '../../src/base/assert.ts'
import type { DeviceId } from '../../src/base/ids.ts'
import { writeControl } from '../../src/node/write.ts'
import { checkAll, type Findings } from './checks.ts'
import { deskOf, inspect } from './desk.ts'
import type { Device } from './device.ts'
import { createLedger } from './people.ts'
import {
  createSite,
  done,
  everyone,
  linkDevice,
  memberOf,
  messages,
  minute,
  say,
  second,
  teamOf,
  type Site
} from './world.ts'

type Team = readonly [anna: Device, ben: Device, cem: Device, dora: Device]

async function fourOf(site: Site): Promise<Team> {
  const [anna, ben, cem, dora] = await teamOf(site, 'Anna', 'Ben', 'Cem', 'Dora')
  if (anna === undefined || ben === undefined || cem === undefined || dora === undefined) throw new Error('four')
  return [anna, ben, cem, dora]
}

/** The first island keeps what the second takes away. */
function split(site: Site, ...islands: readonly (readonly Device[])[]): void {
  for (const [index, devices] of islands.entries()) for (const { name } of devices) site.network.place(name, index + 1)
  site.network.settle()
  site.pass(20 * second)
}

function heal(site: Site): void {
  for (const { name } of site.devices) site.network.place(name, 0)
  site.network.settle()
}

function deviceIn(device: Device): DeviceId {
  return present(inspect(device), 'it is in').replica.identity.device
}

const shown = (device: Device): readonly string[] =>
  messages(device).map(({ type, text }) => (type === 'message' ? text : type))

/** Payloads of a page that are here, marks of erasure, and gaps. */
function kept(device: Device): { readonly here: number; readonly erased: number; readonly missing: number } {
  const inspected = inspect(device)
  const entries = inspected?.storage
    .pages(everyone(device))
    .flatMap(({ page }) =>
      inspected.storage.entries({ type: 'page', conversation: everyone(device), page, payloads: true })
    )
  const count = (is: (entry: { payload: unknown; erased: boolean }) => boolean): number =>
    entries?.filter(is).length ?? -1
  return {
    here: count(({ payload }) => payload !== undefined),
    erased: count(({ erased }) => erased),
    missing: count(({ payload, erased }) => payload === undefined && !erased)
  }
}

function agreement(site: Site, honest: readonly Device[], removed: readonly Device[]): Findings {
  const ledger = createLedger(() => site.timeline.now)
  return checkAll({ honest, removed, ledger, accomplices: [], now: site.timeline.now })
}

describe('an erasure that turns out void', () => {
  it('[X3] a delete beyond the fence of a removed device: the message comes back, with what was corrected in it', async () => {
    const site = await createSite('void delete')
    const [anna, ben, cem, dora] = await fourOf(site)
    const entry = await say(ben, 'das Tor ist of')
    await say(ben, 'bleibt gelöscht').then((other) =>
      done(ben, { type: 'delete', conversation: everyone(ben), target: other })
    )
    await done(ben, { type: 'edit', conversation: everyone(ben), target: entry, text: 'das Tor ist offen' })
    site.until(() => [anna, cem, dora].every((each) => shown(each).includes('das Tor ist offen')), 'the correction')
    split(site, [anna, dora], [ben, cem])
    await done(ben, { type: 'delete', conversation: everyone(ben), target: entry })
    site.until(() => !shown(cem).includes('das Tor ist offen'), 'the delete on the same island')
    expect(kept(cem).erased).toBe(3)
    await done(anna, { type: 'remove-member', member: memberOf(ben) })
    site.pass(5 * second)
    heal(site)
    site.until(() => shown(cem).includes('das Tor ist offen'), 'the message again')
    site.pass(minute)
    const honest = [anna, cem, dora]
    expect(honest.map(shown)).toEqual(honest.map(() => ['das Tor ist offen', 'deleted']))
    expect(honest.map((each) => kept(each).missing)).toEqual([0, 0, 0])
    // What was deleted in time stays gone.
    expect(honest.map((each) => kept(each).erased)).toEqual([1, 1, 1])
    expect(agreement(site, honest, [ben])).toEqual([])
  })

  it('[X3] [L9] what was corrected comes back also where it is earlier than its message by the clock of another device', async () => {
    const site = await createSite('void moderate by two clocks')
    const [anna, ben, cem, dora] = await fourOf(site)
    await done(anna, { type: 'set-role', member: memberOf(ben), role: 'admin', from: 'member' })
    const phone = await linkDevice(site, cem, 'Cems Telefon')
    const entry = await say(cem, 'das Tor ist of')
    site.until(() => shown(phone).includes('das Tor ist of'), 'the message on the phone')
    // Longer behind than what was seen pulls a clock along.
    phone.clock.set(-30 * minute)
    await done(phone, { type: 'edit', conversation: everyone(phone), target: entry, text: 'das Tor ist offen' })
    phone.clock.set(0)
    const all = [anna, ben, cem, dora, phone]
    site.until(() => all.every((each) => shown(each).includes('das Tor ist offen')), 'the correction')
    const [correction] = anna
      .storage()
      .entries({ type: 'log', scope: everyone(anna), device: deviceIn(phone), fromSeq: 0, count: 1 })
    const [message] = anna.storage().entries({ type: 'hashes', hashes: [entry] })
    expect(present(correction, 'an edit').ts).toBeLessThan(present(message, 'a message').ts)
    split(site, [anna, dora], [ben, cem, phone])
    await done(ben, { type: 'moderate', conversation: everyone(ben), target: entry })
    site.until(() => kept(cem).erased === 2, 'what he took away on his island')
    await done(anna, { type: 'remove-member', member: memberOf(ben) })
    heal(site)
    const honest = [anna, cem, dora, phone]
    site.until(() => honest.every((each) => shown(each)[0] === 'das Tor ist offen'), 'the message as it was corrected')
    site.pass(minute)
    expect(honest.map((each) => [kept(each).erased, kept(each).missing])).toEqual(honest.map(() => [0, 0]))
    expect(agreement(site, honest, [ben])).toEqual([])
  })

  it('[X3] the fence comes late: until then the mark stands and refuses what others still have', async () => {
    const site = await createSite('late fence')
    const [anna, ben, cem, dora] = await fourOf(site)
    const entry = await say(ben, 'noch da')
    site.until(() => [anna, cem, dora].every((each) => shown(each).includes('noch da')), 'the message')
    split(site, [anna, dora], [ben, cem])
    await done(ben, { type: 'delete', conversation: everyone(ben), target: entry })
    site.until(() => kept(cem).erased === 1, 'the delete on the same island')
    // Removed without a fence: others post one a minute later.
    ben.stop('vanish')
    const member = inspect(ben)?.replica.identity.member
    if (member === undefined) throw new Error('a member')
    anna.stop('vanish')
    const desk = deskOf(anna, { dice: site.chance.of('desk'), now: site.timeline.now })
    if (desk === undefined) throw new Error('a desk')
    expect(writeControl(desk, [{ type: 'member.remove', member }]).ok).toBe(true)
    anna.start()
    dora.stop('vanish')
    heal(site)
    site.until(() => inspect(cem)?.replica.membership.team.members.has(member) === false, 'the removal')
    site.pass(10 * second)
    expect([shown(cem), kept(cem).erased]).toEqual([['deleted'], 1])
    site.until(() => shown(cem).includes('noch da'), 'the message again')
    dora.start()
    site.pass(2 * minute)
    const honest = [anna, cem, dora]
    expect(honest.map((each) => [shown(each), kept(each).erased])).toEqual(honest.map(() => [['noch da'], 0]))
    expect(agreement(site, honest, [ben])).toEqual([])
  })

  it('[X3] an admin who was removed at that moment took nothing away', async () => {
    const site = await createSite('void moderate')
    const [anna, ben, cem, dora] = await fourOf(site)
    await done(anna, { type: 'set-role', member: memberOf(ben), role: 'admin', from: 'member' })
    const entry = await say(cem, 'nicht nach Bens Geschmack')
    const other = await say(cem, 'das auch nicht')
    const all = [anna, ben, cem, dora]
    site.until(() => all.every((each) => shown(each).length === 2), 'both messages')
    await done(ben, { type: 'moderate', conversation: everyone(ben), target: other })
    site.until(() => all.every((each) => kept(each).erased === 1), 'what he took away as an admin')
    const better = 'nicht nach Bens Geschmack, und doch wahr'
    await done(cem, { type: 'edit', conversation: everyone(cem), target: entry, text: better })
    site.until(() => all.every((each) => shown(each).includes(better)), 'the correction')
    split(site, [anna, dora], [ben, cem])
    await done(ben, { type: 'moderate', conversation: everyone(ben), target: entry })
    site.until(() => kept(cem).erased === 3, 'what he took away on his island')
    await done(anna, { type: 'remove-member', member: memberOf(ben) })
    heal(site)
    const honest = [anna, cem, dora]
    site.until(() => honest.every((each) => shown(each)[0] === better), 'the message again')
    site.pass(minute)
    expect(honest.map((each) => [shown(each).length, kept(each).erased, kept(each).missing])).toEqual(
      honest.map(() => [2, 1, 0])
    )
    expect(agreement(site, honest, [ben])).toEqual([])
  })

  it('[X3] the power goes at any write of it: afterwards everything is there', async () => {
    for (const when of ['crash-before', 'crash-after'] as const)
      for (let at = 0; at < 4; at++) {
        const site = await createSite(`power ${when} ${at}`)
        const [anna, ben, cem, dora] = await fourOf(site)
        const entry = await say(ben, 'steht fest')
        site.until(() => shown(cem).length === 1 && shown(anna).length === 1, 'the message')
        split(site, [anna, dora], [ben, cem])
        await done(ben, { type: 'delete', conversation: everyone(ben), target: entry })
        site.until(() => kept(cem).erased === 1, 'the delete on the same island')
        await done(anna, { type: 'remove-member', member: memberOf(ben) })
        let writes = at
        cem.fault = () => (writes-- > 0 ? undefined : when)
        ben.stop('vanish')
        heal(site)
        site.until(() => cem.node === undefined, 'the power cut')
        cem.start()
        site.until(() => shown(cem).includes('steht fest'), `the message again, ${when} ${at}`)
        expect(kept(cem)).toMatchObject({ erased: 0, missing: 0 })
      }
  })
})
