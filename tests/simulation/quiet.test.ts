// Q19 after things that people do: whoever lacks nothing asks for nothing and shows nothing again and again.

import { describe, expect, it } from 'vitest'
import type { ConversationId, MemberId } from '../../src/base/ids.ts'
import type { Device } from './device.ts'
import { createSite, day, done, everyone, memberOf, minute, say, second, teamOf, texts, type Site } from './world.ts'

async function threeOf(site: Site): Promise<readonly [anna: Device, ben: Device, cem: Device]> {
  const [anna, ben, cem] = await teamOf(site, 'Anna', 'Ben', 'Cem')
  if (anna === undefined || ben === undefined || cem === undefined) throw new Error('three were asked for')
  return [anna, ben, cem]
}

async function groupOf(creator: Device, ...others: readonly MemberId[]): Promise<ConversationId> {
  const members = others.map((member) => ({ member, role: 'member' as const }))
  const { conversation } = await done(creator, { type: 'create-group', name: 'Dach', members, history: 'full' })
  if (conversation === undefined) throw new Error('a group has an id')
  return conversation
}

/** Answers and beginnings that travel in so long. */
function bulkIn(site: Site, ms: number): number {
  const before = site.network.sent.bulk
  site.pass(ms)
  return site.network.sent.bulk - before
}

describe('a quiet team', () => {
  it('[S14] who left a group stops showing the others its beginning, and one who never heard of it still learns it', async () => {
    const site = await createSite('left and quiet')
    const [anna, ben, cem] = await threeOf(site)
    const third = memberOf(cem)
    cem.stop('farewell')
    const group = await groupOf(anna, memberOf(ben), third)
    site.until(() => ben.view('conversations')?.some(({ conversation }) => conversation === group), 'the group')
    await done(ben, { type: 'leave-group', conversation: group })
    site.pass(minute)
    anna.stop('farewell')
    cem.start()
    const isListed = (): boolean =>
      cem.view('conversations')?.some(({ conversation }) => conversation === group) === true
    site.until(isListed, 'the group, shown by one who left it')
    anna.start()
    site.pass(5 * minute)
    expect(bulkIn(site, 10 * minute)).toBe(0)
  })
})

describe('a clock that is set back', () => {
  it('[L9] makes wait what lies more than a day ahead by it, at once as after a start, and shows it in its time', async () => {
    const site = await createSite('set back')
    const [anna, ben] = await threeOf(site)
    for (const { clock } of site.devices) clock.set(2 * day)
    site.pass(minute)
    await say(ben, 'von übermorgen')
    site.until(() => texts(anna).includes('von übermorgen'), 'the message')
    for (const { clock } of site.devices) clock.set(0)
    site.pass(2 * minute)
    expect([anna, ben].map((each) => texts(each))).toEqual([[], []])
    anna.stop('farewell')
    anna.start()
    site.pass(second)
    expect(texts(anna)).toEqual([])
    for (const device of site.devices) device.stop('farewell')
    site.pass(day)
    anna.start()
    site.pass(3 * minute)
    expect(texts(anna, everyone(anna))).toEqual(['von übermorgen'])
  })

  it('[L9] [X1] a delete that lies ahead takes the message away in its time', async () => {
    const site = await createSite('deleted ahead')
    const [anna, ben, cem] = await threeOf(site)
    const entry = await say(anna, 'nur bis morgen')
    site.until(() => texts(ben).includes('nur bis morgen'), 'the message')
    // Ben's clock runs two days behind all others.
    ben.clock.set(-2 * day)
    site.pass(minute)
    await done(anna, { type: 'delete', conversation: everyone(anna), target: entry })
    site.pass(minute)
    for (const device of [anna, cem]) device.stop('farewell')
    ben.clock.set(0)
    site.pass(3 * minute)
    expect(texts(ben)).not.toContain('nur bis morgen')
    const rows = ben.storage().entries({ type: 'hashes', hashes: [entry] })
    expect(rows.map(({ erased }) => erased)).toEqual([true])
  })
})
