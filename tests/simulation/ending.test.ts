// When what disappears goes, on real nodes in a simulated world: at its moment from an open screen, and soon from a device that was off.

import { expect, it } from 'vitest'
import type { EntryHash } from '../../src/base/ids.ts'
import type { Device } from './device.ts'
import { createSite, done, everyone, hour, messages, say, second, teamOf } from './world.ts'

const isErased = (device: Device, target: EntryHash): boolean | undefined =>
  device.storage().entries({ type: 'hashes', hashes: [target] })[0]?.erased

/** The screen of somebody who has had the conversation open for a while. */
function openScreen(device: Device): { readonly texts: readonly string[] } {
  const screen = { texts: [] as readonly string[] }
  const query = { type: 'timeline', conversation: everyone(device), anchor: 'newest', count: 10 } as const
  device.node?.watch(query, (view) => (screen.texts = view.messages.map(({ text }) => text)))
  return screen
}

it('[X6] at its moment it goes from an open screen, the list and the disk, of whoever wrote it and whoever got it', async () => {
  const site = await createSite('ending')
  const [anna, ben] = (await teamOf(site, 'Anna', 'Ben')) as [Device, Device]
  const screens = [anna, ben].map(openScreen)
  await say(anna, 'bleibt')
  await done(anna, { type: 'set-timer', conversation: everyone(anna), seconds: 10 })
  const first = await say(anna, 'verschwindet')
  site.pass(3 * second)
  const next = await say(anna, 'auch')
  site.until(() => screens.every(({ texts }) => texts.length === 3), 'both screens showing them')
  const left = [['bleibt', 'verschwindet', 'auch'], ['bleibt', 'auch'], ['bleibt']]
  for (const [index, target] of [first, next].entries()) {
    const expires = messages(anna).find(({ message }) => message === target)?.expires ?? 0
    site.pass(expires - site.timeline.now - second)
    for (const { texts } of screens) expect(texts).toEqual(left[index])
    site.pass(2 * second)
    for (const { texts } of screens) expect(texts).toEqual(left[index + 1])
    for (const device of [anna, ben]) expect(isErased(device, target)).toBe(true)
  }
  for (const device of [anna, ben]) {
    const item = device.view('conversations')?.find(({ conversation }) => conversation === everyone(device))
    expect(item?.last?.text).toBe('bleibt')
  }
})

it('[X6] a device that is on for some seconds takes away what ended while it was off', async () => {
  const site = await createSite('ending, off')
  const [anna, ben] = (await teamOf(site, 'Anna', 'Ben')) as [Device, Device]
  await done(anna, { type: 'set-timer', conversation: everyone(anna), seconds: 3600 })
  const target = await say(anna, 'verschwindet')
  site.until(() => messages(ben).length === 1, 'Ben having it')
  for (const device of [anna, ben]) device.stop('farewell')
  site.pass(hour)
  ben.start()
  expect([messages(ben).length, isErased(ben, target)]).toEqual([0, false])
  site.pass(5 * second)
  expect(isErased(ben, target)).toBe(true)
})
