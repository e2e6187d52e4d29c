// F4 on whole nodes: a log with too many heads counts up to what they share, on the open screen as after a restart, and everybody is told
// once.

import { describe, expect, it } from 'vitest'
import { picture } from './checks.ts'
import { deskOf, inspect } from './desk.ts'
import type { Device } from './device.ts'
import { crimes } from './rogue.ts'
import { createSite, done, everyone, minute, say, second, teamOf, texts, type Site } from './world.ts'

/** Anna, and Ben, whose identity is used in as many places as wanted while he is off. */
async function twoOf(seed: string): Promise<readonly [Site, Device, Device]> {
  const site = await createSite(seed)
  const [anna, ben] = await teamOf(site, 'Anna', 'Ben')
  if (anna === undefined || ben === undefined) throw new Error('two people')
  await say(ben, 'vorher')
  await say(anna, 'von Anna')
  site.until(() => texts(anna).length === 2 && texts(ben).length === 2, 'the first words')
  return [site, anna, ben]
}

function headsOf(of: Device, device: Device): number {
  const author = inspect(of)?.replica.identity.device
  const logs = inspect(device)?.replica.heads.get(everyone(device))
  return author === undefined ? 0 : (logs?.get(author)?.length ?? 0)
}

/** Plants branches in Ben's log of the first channel until it has more heads than may count. */
function forkUp(site: Site, ben: Device, place: ReturnType<typeof everyone>): void {
  const own = inspect(ben)?.replica.identity.device
  const count = (): number => (own === undefined ? 0 : (inspect(ben)?.replica.heads.get(place)?.get(own)?.length ?? 0))
  for (let tries = 0; count() <= 5 && tries < 40; tries++) {
    const desk = deskOf(ben, { dice: site.chance.of(`fork ${tries}`), now: site.timeline.now })
    if (desk !== undefined) crimes['a fork of its log']?.(desk, site.chance.of(`branch ${tries}`))
  }
  expect(count()).toBeGreaterThan(4)
}

const notices = (device: Device): readonly string[] =>
  device.look({ type: 'notices' }).flatMap(({ type, name }) => (type === 'device-flagged' ? [name] : []))

describe('a device in more places than may count', () => {
  it('[F4] the open screen shows what a restart shows: when a log passes four heads, and when it heals', async () => {
    const [site, anna, ben] = await twoOf('five places')
    const place = everyone(anna)
    ben.stop('vanish')
    forkUp(site, ben, place)
    const shown: (readonly string[])[] = []
    const stop = anna.node?.watch({ type: 'timeline', conversation: place, anchor: 'newest', count: 50 }, (view) =>
      shown.push(view.messages.map(({ text }) => text))
    )
    ben.start()
    site.until(() => headsOf(ben, anna) > 4, 'more than four heads')
    site.pass(second)
    // Nothing of the branches counts: what all of them build on stands alone.
    expect(texts(anna)).toEqual(['vorher', 'von Anna'])
    expect(shown.at(-1)).toEqual(['vorher', 'von Anna'])
    const forked = picture(anna)
    anna.stop('farewell')
    anna.start()
    site.pass(second)
    expect(picture(anna)).toEqual(forked)
    stop?.()
    site.pass(20 * second)
    expect(texts(anna)).toEqual(['vorher', 'von Anna'])
    await say(ben, 'eins')
    await say(ben, 'zwei')
    site.until(() => headsOf(ben, anna) === 1, 'a log of one head')
    site.pass(second)
    const healed = picture(anna)
    expect(texts(anna).length).toBeGreaterThan(7)
    anna.stop('farewell')
    anna.start()
    site.pass(second)
    expect(picture(anna)).toEqual(healed)
  })

  it('[F4] a name given meanwhile counts once the log has healed', async () => {
    const [site, anna, ben] = await twoOf('a name in five places')
    ben.stop('vanish')
    forkUp(site, ben, everyone(anna))
    ben.start()
    site.until(() => headsOf(ben, anna) > 4, 'more than four heads')
    await done(ben, { type: 'set-profile', name: 'Benedikt', about: '' })
    const named = (): boolean => anna.look({ type: 'members' }).some(({ name }) => name === 'Benedikt')
    site.until(named, 'the name: it stands in another log')
    await say(ben, 'eins')
    await say(ben, 'zwei')
    site.until(() => headsOf(ben, anna) === 1, 'a log of one head')
    expect(named()).toBe(true)
  })

  it('[F4] everybody is told once, with the name, and again only after it was well in between', async () => {
    const [site, anna, ben] = await twoOf('told once')
    ben.stop('vanish')
    forkUp(site, ben, everyone(anna))
    ben.start()
    site.until(() => notices(anna).length > 0, 'the notice')
    expect(notices(anna)).toEqual(['Ben'])
    anna.stop('farewell')
    anna.start()
    site.pass(2 * minute)
    expect(notices(anna)).toEqual([])
    await say(ben, 'eins')
    await say(ben, 'zwei')
    site.until(() => headsOf(ben, anna) === 1, 'a log of one head')
    ben.stop('vanish')
    forkUp(site, ben, everyone(anna))
    ben.start()
    site.until(() => notices(anna).length > 0, 'the notice about the next time')
    expect(notices(anna)).toEqual(['Ben'])
  })
})
