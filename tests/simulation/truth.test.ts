// Delivery truth, played on real nodes in a simulated world: how far a message has come, why it is not somewhere, and what is shared about
// reading and writing only where both sides want it.

import { describe, expect, it } from 'vitest'
import { present } from '../../src/base/assert.ts'
import type { EntryHash } from '../../src/base/ids.ts'
import type { Delivery, DeviceReachView, MessageInfoView, PersonReachView } from '../../src/node/api-delivery.ts'
import type { Device } from './device.ts'
import {
  createSite,
  day,
  directOf,
  done,
  everyone,
  hour,
  joinAsGuest,
  memberOf,
  messages,
  minute,
  say,
  startMs,
  teamOf,
  texts,
  type Site
} from './world.ts'

async function three(site: Site): Promise<readonly [Device, Device, Device]> {
  const [anna, ben, cem] = await teamOf(site, 'Anna', 'Ben', 'Cem')
  if (anna === undefined || ben === undefined || cem === undefined) throw new Error('three were asked for')
  return [anna, ben, cem]
}

function deliveryOf(device: Device, message: EntryHash, conversation = everyone(device)): Delivery {
  return present(
    messages(device, conversation).find((each) => each.message === message),
    'the message is shown'
  ).delivery
}

function infoOf(device: Device, message: EntryHash, conversation = everyone(device)): MessageInfoView {
  return device.look({ type: 'message', conversation, message })
}

function personIn({ people }: MessageInfoView, name: string): PersonReachView {
  return present(
    people.find((each) => each.name === name),
    `${name} is among them`
  )
}

function onlyDevice(info: MessageInfoView, name: string): DeviceReachView {
  const { devices } = personIn(info, name)
  expect(devices).toHaveLength(1)
  return present(devices[0], 'one device')
}

describe('why is it not there?', () => {
  it('[C20] each device has its reason: on its way, not met since, known since', async () => {
    const site = await createSite('reasons')
    const [anna, ben, cem] = await three(site)
    ben.stop('farewell')
    site.pass(minute)
    const left = site.timeline.now
    const message = await say(anna, 'Abnahme um drei')
    site.until(() => deliveryOf(anna, message).has === 1, 'Cem having it')
    const delivery = deliveryOf(anna, message)
    expect(delivery).toEqual({ state: 'partly', has: 1, of: 2, waitsFor: ['Ben'] })
    const info = infoOf(anna, message)
    expect(info.holders).toBe(2)
    expect(onlyDevice(info, 'Ben')).toMatchObject({ has: false, why: 'not-met', known: undefined, lacksKey: false })
    expect(present(onlyDevice(info, 'Ben').lastContact, 'they met')).toBeLessThanOrEqual(left)
    const cems = onlyDevice(info, 'Cem')
    expect(cems).toMatchObject({ has: true, why: undefined, lacksKey: false })
    expect(present(cems.known, 'it was noted').at).toBeGreaterThanOrEqual(left)
    expect(present(cems.known, 'it was noted').at).toBeLessThanOrEqual(site.timeline.now)
    // The list says the same of the last own message.
    const listed = anna.view('conversations')?.find((each) => each.conversation === everyone(anna))
    expect(listed?.last?.delivery).toEqual(delivery)
    cem.stop('farewell')
    anna.stop('farewell')
    site.pass(hour)
    anna.start()
    // What was noted outlives the start, and neither moves nor grows more exact.
    expect(onlyDevice(infoOf(anna, message), 'Cem')).toEqual(cems)
    ben.start()
    site.until(() => deliveryOf(anna, message).state === 'everywhere', 'Ben having it')
    const bens = onlyDevice(infoOf(anna, message), 'Ben')
    expect(bens.has).toBe(true)
    expect(present(bens.known, 'it was noted').at).toBeGreaterThan(left + hour)
  })

  it('[C20] a device that was locked out, and a person who is out, get nothing more and are named so', async () => {
    const site = await createSite('out and removed')
    const [anna, ben, cem] = await three(site)
    const direct = await directOf(anna, ben)
    cem.stop('farewell')
    ben.stop('farewell')
    site.pass(minute)
    const message = await say(anna, 'für alle')
    const between = await say(anna, 'nur für Ben', direct)
    await done(anna, { type: 'remove-member', member: memberOfStopped(anna, 'Cem') })
    expect(deliveryOf(anna, message)).toEqual({ state: 'stored', has: 0, of: 1, waitsFor: ['Ben'] })
    const cemNow = personIn(infoOf(anna, message), 'Cem')
    expect(cemNow.standing).toBe('out')
    expect(cemNow.devices).toMatchObject([{ has: false, why: 'out' }])
    expect(personIn(infoOf(anna, message), 'Ben')).toMatchObject({ standing: 'in', devices: [{ why: 'not-met' }] })
    expect(infoOf(anna, between, direct).people.map(({ name }) => name)).toEqual(['Ben'])
    const bensDevice = present(
      anna.view('members')?.find(({ name }) => name === 'Ben')?.devices[0],
      'Ben has a device'
    ).device
    await done(anna, { type: 'revoke-device', device: bensDevice })
    expect(personIn(infoOf(anna, between, direct), 'Ben').devices).toMatchObject([{ has: false, why: 'removed' }])
  })

  it('[C20] in a group that hides its past, who came later is no one it waits for', async () => {
    const site = await createSite('later')
    const [anna, ben, cem] = await three(site)
    const members = [{ member: memberOf(ben), role: 'member' as const }]
    const { conversation } = await done(anna, { type: 'create-group', name: 'Dach', members, history: 'from-join' })
    const group = present(conversation, 'a group has an id')
    const message = await say(anna, 'vorher', group)
    site.until(() => deliveryOf(anna, message, group).state === 'everywhere', 'Ben having it')
    await done(anna, { type: 'add-to-group', conversation: group, members: [memberOf(cem)] })
    site.pass(minute)
    expect(deliveryOf(anna, message, group)).toEqual({ state: 'everywhere', has: 1, of: 1, waitsFor: [] })
    expect(personIn(infoOf(anna, message, group), 'Cem').standing).toBe('later')
    const since = await say(anna, 'danach', group)
    site.until(() => deliveryOf(anna, since, group).has === 2, 'both having the next one')
    expect(personIn(infoOf(anna, since, group), 'Cem')).toMatchObject({ standing: 'in', devices: [{ has: true }] })
  })

  it('[C20] a guest is among those of its conversation and of no other', async () => {
    const site = await createSite('a guest')
    const [anna] = await three(site)
    const gast = site.device('Gast')
    await joinAsGuest(site, anna, gast)
    const direct = await directOf(anna, gast)
    site.until(() => anna.view('members')?.some(({ name }) => name === 'Gast') === true, 'its name')
    gast.stop('farewell')
    site.pass(minute)
    const message = await say(anna, 'Willkommen', direct)
    const info = infoOf(anna, message, direct)
    expect(info.people).toHaveLength(1)
    expect(info.people[0]).toMatchObject({ name: 'Gast', guest: true, standing: 'in', devices: [{ has: false }] })
    const inChannel = infoOf(anna, await say(anna, 'nur das Team'))
    expect(inChannel.people.map(({ name }) => name).toSorted()).toEqual(['Ben', 'Cem'])
  })

  it('[C20] a question about a message that is not here, or elsewhere, is answered with nothing', async () => {
    const site = await createSite('nothing')
    const [anna, ben] = await three(site)
    const direct = await directOf(anna, ben)
    const message = await say(anna, 'hier')
    const nothing = { waitsForTime: false, holders: 0, people: [] }
    expect(infoOf(anna, message, direct)).toEqual(nothing)
    expect(infoOf(anna, 'ab'.repeat(32) as EntryHash)).toEqual(nothing)
  })

  it('[C20] what a wrong clock put far ahead waits for its time, and is said to', async () => {
    const site = await createSite('clock')
    const [anna, ben] = await three(site)
    ben.clock.set(startMs + 40 * day)
    const message = await say(ben, 'aus der Zukunft')
    site.pass(minute)
    expect(texts(anna)).not.toContain('aus der Zukunft')
    expect(infoOf(anna, message).waitsForTime).toBe(true)
    const own = await say(anna, 'von heute')
    expect(infoOf(anna, own).waitsForTime).toBe(false)
  })
})

function memberOfStopped(device: Device, name: string) {
  return present(
    device.view('members')?.find((each) => each.name === name),
    `${name} is known`
  ).member
}
