// Who leaves a group, as the others learn it (K13): what was said before stays, what comes then waits, and a return ends that.

import { describe, expect, it } from 'vitest'
import { present } from '../../src/base/assert.ts'
import type { ConversationId } from '../../src/base/ids.ts'
import { writeOperations } from '../../src/node/write.ts'
import { deskOf, inspect } from './desk.ts'
import type { Device } from './device.ts'
import { createSite, done, memberOf, minute, say, second, teamOf, texts, type Site } from './world.ts'

async function threeInGroup(site: Site): Promise<readonly [Device, Device, Device, ConversationId]> {
  const [anna, ben, cem] = await teamOf(site, 'Anna', 'Ben', 'Cem')
  if (anna === undefined || ben === undefined || cem === undefined) throw new Error('three were asked for')
  const members = [ben, cem].map((device) => ({ member: memberOf(device), role: 'member' as const }))
  const { conversation } = await done(anna, { type: 'create-group', name: 'Dach', members, history: 'full' })
  if (conversation === undefined) throw new Error('a group has an id')
  site.until(() => [ben, cem].every((each) => isListed(each, conversation)), 'the group everywhere')
  return [anna, ben, cem, conversation]
}

function isListed(device: Device, conversation: ConversationId): boolean {
  return device.view('conversations')?.some((each) => each.conversation === conversation) === true
}

/** Takes somebody out of a group without a fence: as by one who knew nothing of what was said there. */
function removeBarely(site: Site, device: Device, group: ConversationId, other: Device): void {
  const member = memberOf(other)
  device.stop('farewell')
  const desk = deskOf(device, { dice: site.chance.of('desk'), now: site.timeline.now })
  if (desk === undefined) throw new Error('it is in a team')
  expect(writeOperations(desk, group, [{ type: 'member.remove', member }]).ok).toBe(true)
  device.start()
}

const isOut = (device: Device, group: ConversationId, other: Device): boolean =>
  device.look({ type: 'group', conversation: group }).members.every(({ member }) => member !== memberOf(other))

const countIn = (device: Device, group: ConversationId): number =>
  device.look({ type: 'group', conversation: group }).members.length

/** Ben's group: he named Anna and Cem, and let Dora in later. */
async function groupOfBen(site: Site): Promise<readonly [Device, Device, Device, Device, ConversationId]> {
  const [anna, ben, cem, dora] = await teamOf(site, 'Anna', 'Ben', 'Cem', 'Dora')
  if (anna === undefined || ben === undefined || cem === undefined || dora === undefined) throw new Error('four')
  const members = [anna, cem].map((device) => ({ member: memberOf(device), role: 'member' as const }))
  const { conversation } = await done(ben, { type: 'create-group', name: 'Dach', members, history: 'full' })
  if (conversation === undefined) throw new Error('a group has an id')
  await say(ben, 'willkommen', conversation)
  await done(ben, { type: 'add-to-group', conversation, members: [memberOf(dora)] })
  const others = [anna, cem, dora]
  site.until(() => others.every((each) => texts(each, conversation).length === 1), 'the group everywhere')
  return [anna, ben, cem, dora, conversation]
}

async function expectGroupOf(site: Site, devices: readonly Device[], group: ConversationId): Promise<void> {
  for (const device of devices) {
    const { standing, members } = device.look({ type: 'group', conversation: group })
    expect([device.name, standing, members.map(({ name }) => name).toSorted()]).toEqual([
      device.name,
      'in',
      devices.map(({ name }) => name).toSorted()
    ])
    expect(device.view('conversations')?.find(({ conversation }) => conversation === group)?.name).toBe('Dach')
  }
  const [first, ...others] = devices
  if (first === undefined) throw new Error('a group has members')
  await say(first, 'weiter geht es', group)
  for (const each of others) site.until(() => texts(each, group).includes('weiter geht es'), 'the words')
}

describe('a group whose maker leaves the team', () => {
  it('[R14] goes on after a removal, with everybody the maker let in', async () => {
    const site = await createSite('maker removed')
    const [anna, ben, cem, dora, group] = await groupOfBen(site)
    await done(anna, { type: 'remove-member', member: memberOf(ben) })
    site.until(() => [cem, dora].every((each) => countIn(each, group) === 3), 'the removal')
    site.pass(4 * minute)
    await expectGroupOf(site, [anna, cem, dora], group)
    expect(texts(dora, group)).toContain('willkommen')
  })

  it('[R14] [K12] fences an admin who never wrote there, too, and once', async () => {
    const site = await createSite('silent admin')
    const [anna, ben, cem, dora, group] = await groupOfBen(site)
    await done(ben, { type: 'set-group-role', conversation: group, member: memberOf(cem), role: 'admin' })
    const device = present(inspect(cem), 'it is in').replica.identity.device
    const cutsOn = (each: Device) => present(inspect(each), 'it is in').replica.membership.groups.get(group)?.cuts ?? []
    site.pass(minute)
    await done(anna, { type: 'remove-member', member: memberOf(cem) })
    site.pass(4 * minute)
    const fences = cutsOn(dora).map((cut) => ({ device: cut.device, heads: cut.heads }))
    expect(fences[0]).toEqual({ device, heads: [] })
    site.pass(10 * minute)
    for (const each of [anna, ben, dora]) expect(cutsOn(each)).toHaveLength(fences.length)
  })

  it('[R14] goes on when the maker leaves by itself, also for one that was away', async () => {
    const site = await createSite('maker leaves')
    const [anna, ben, cem, dora, group] = await groupOfBen(site)
    dora.stop('farewell')
    await done(ben, { type: 'leave-team', wipe: false, warned: false })
    site.until(() => [anna, cem].every((each) => countIn(each, group) === 3), 'the leaving')
    site.pass(4 * minute)
    dora.start()
    site.until(() => countIn(dora, group) === 3, 'the news')
    await expectGroupOf(site, [anna, cem, dora], group)
  })
})

describe('who goes out of a group', () => {
  it('[K13] leaves there what it said before, without any fence, and adds nothing; what it said between two parts stays too', async () => {
    const site = await createSite('out of a group')
    const [anna, ben, cem, group] = await threeInGroup(site)
    await say(ben, 'vorher', group)
    site.until(() => [anna, cem].every((each) => texts(each, group).includes('vorher')), 'the message')

    site.network.place('Ben', 1)
    site.network.settle()
    removeBarely(site, anna, group, ben)
    await say(ben, 'zu spät', group)
    site.until(() => isOut(cem, group, ben), 'the removal')
    site.pass(10 * second)
    expect([anna, cem].map((each) => texts(each, group))).toEqual([['vorher'], ['vorher']])
    site.network.place('Ben', 0)
    site.network.settle()
    site.pass(4 * minute)
    expect([anna, cem].map((each) => texts(each, group))).toEqual([['vorher'], ['vorher']])

    await done(anna, { type: 'add-to-group', conversation: group, members: [memberOf(ben)] })
    site.until(() => !isOut(ben, group, ben) && !isOut(cem, group, ben), 'the return')
    site.pass(minute)
    await say(ben, 'wieder da', group)
    site.until(() => [anna, cem].every((each) => texts(each, group).includes('wieder da')), 'the message of the return')

    removeBarely(site, anna, group, ben)
    site.until(() => isOut(cem, group, ben), 'the second removal')
    // The fence of the first time counts until somebody says how far it goes now (K12).
    site.pass(4 * minute)
    for (const each of [anna, cem]) expect(texts(each, group)).toContain('wieder da')
  })
})
