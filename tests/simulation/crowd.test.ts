// Many devices at once: the rows of network.md 8 that need more than three of them, played on real nodes in a simulated world.

import { describe, expect, it } from 'vitest'
import { present } from '../../src/base/assert.ts'
import { limits } from '../../src/base/limits.ts'
import { writeContent } from '../../src/node/write.ts'
import { deskOf } from './desk.ts'
import type { Device } from './device.ts'
import { ask, createSite, everyone, found, invite, isIn, minute, say, second, texts, type Site } from './world.ts'

/** A team of so many devices, all in and all connected as the mesh wants it. */
async function crowdOf(site: Site, size: number): Promise<readonly Device[]> {
  const devices = Array.from({ length: size }, (_, index) => site.device(`P${index}`))
  const founder = present(devices[0], 'a crowd has a founder')
  await found(founder)
  site.pass(5 * second)
  const link = await invite(founder, 0)
  for (const device of devices.slice(1)) {
    await ask(device, link)
    site.until(() => isIn(device), `${device.name} being in`)
  }
  return devices
}

/** Devices with which this one has a bound session now. */
function connectedTo(device: Device): readonly string[] {
  return device.look({ type: 'connection' }).devices.map((each) => each.device)
}

function heardBy(devices: readonly Device[], text: string): number {
  return devices.filter((device) => texts(device).includes(text)).length
}

describe('many devices', () => {
  it('twelve who start at the same moment are all connected with each other, and so after signaling restarts', async () => {
    const site = await createSite('twelve')
    const devices = await crowdOf(site, limits.fullMeshMax)
    const others = devices.length - 1
    for (const device of devices) device.stop('vanish')
    site.pass(minute)
    for (const device of devices) device.start()
    const isFull = (): boolean => devices.every((device) => connectedTo(device).length === others)
    site.until(isFull, 'a full mesh', 20 * second)

    site.network.signaling = false
    site.network.relay = false
    site.network.settle()
    site.pass(20 * second)
    await say(present(devices[3], 'the fourth'), 'ohne Vermittler')
    site.until(() => heardBy(devices, 'ohne Vermittler') === devices.length, 'the message everywhere')
    site.network.signaling = true
    site.network.relay = true
    site.network.settle()
    site.until(isFull, 'a full mesh again', 20 * second)
  }, 120_000)

  it('beyond twelve nobody is linked with everybody, and every message still reaches all', async () => {
    const site = await createSite('crowd')
    const devices = await crowdOf(site, 18)
    site.pass(2 * minute)
    const degrees = devices.map((device) => connectedTo(device).length)
    expect(Math.max(...degrees)).toBeLessThan(devices.length - 1)
    expect(Math.min(...degrees)).toBeGreaterThan(0)
    for (const [index, device] of devices.entries()) await say(device, `von ${index}`)
    for (const [index] of devices.entries())
      site.until(() => heardBy(devices, `von ${index}`) === devices.length, `message ${index} everywhere`)
  }, 240_000)

  it('[V5] who missed thousands of entries has all of them once it meets somebody', async () => {
    const site = await createSite('missed')
    const [anna, ben] = await crowdOf(site, 2)
    if (anna === undefined || ben === undefined) throw new Error('two were asked for')
    const place = everyone(anna)
    ben.stop('farewell')
    anna.stop('farewell')
    const desk = present(deskOf(anna, { dice: site.chance.of('planted'), now: site.timeline.now }), 'Anna has a team')
    for (let number = 0; number < missed; number++) {
      const operation = { type: 'post', text: `Nummer ${number}`, reply: undefined, files: [], ttl: 0 } as const
      expect(writeContent(desk, place, { operation }).ok).toBe(true)
    }
    anna.start()
    ben.start()
    const here = (): number =>
      ben
        .storage()
        .pages(place)
        .reduce((sum, { entries }) => sum + entries, 0)
    site.until(() => here() === missed && texts(ben, place).includes(`Nummer ${missed - 1}`), 'all of them', minute)
  }, 120_000)
})

const missed = 2_000
