// Delivery truth, played on real nodes in a simulated world: how far a message has come, why it is not somewhere, and what is shared about
// reading and writing only where both sides want it.

import { describe, expect, it } from 'vitest'
import { present } from '../../src/base/assert.ts'
import type { ConversationId, EntryHash } from '../../src/base/ids.ts'
import type { Delivery, DeviceReachView, MessageInfoView, PersonReachView } from '../../src/node/api-delivery.ts'
import { liveSignalBytes } from '../../src/team/live.ts'
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
  second,
  startMs,
  submit,
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
    expect(delivery).toEqual({ state: 'partly', has: 1, of: 2, waitsFor: ['Ben'], read: 0 })
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
    expect(deliveryOf(anna, message)).toEqual({ state: 'stored', has: 0, of: 1, waitsFor: ['Ben'], read: 0 })
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
    expect(deliveryOf(anna, message, group)).toEqual({ state: 'everywhere', has: 1, of: 1, waitsFor: [], read: 0 })
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

type Shared = 'reading' | 'typing' | 'presence'

async function share(site: Site, what: Shared, ...devices: readonly Device[]): Promise<void> {
  for (const device of devices) {
    site.until(
      () => device.look({ type: 'sharing' }).choices.some((each) => each.what === what && each.allowed),
      'the policy'
    )
    await done(device, { type: 'set-sharing', what, on: true })
  }
}

async function read(device: Device, conversation: ConversationId): Promise<void> {
  const upTo = present(messages(device, conversation).at(-1), 'something to read').message
  await done(device, { type: 'mark-read', conversation, upTo })
}

/** Entries of a device in a conversation. */
function written(device: Device, by: Device, conversation: ConversationId): number {
  const team = by.view('team')
  const own = team?.type === 'member' ? team.device : undefined
  const logs = device.storage().load().heads
  const log = logs.find((each) => each.scope === conversation && each.device === own)
  return Math.max(-1, ...(log?.heads ?? []).map(({ seq }) => seq))
}

describe('read receipts', () => {
  it('[C21] [T6] are off, and cannot be switched on while the team does not allow it', async () => {
    const site = await createSite('forbidden')
    const [anna, ben] = await three(site)
    expect(anna.look({ type: 'sharing' }).choices).toEqual([
      { what: 'reading', on: false, allowed: false },
      { what: 'typing', on: false, allowed: true },
      { what: 'presence', on: false, allowed: true }
    ])
    expect(await submit(anna, { type: 'set-sharing', what: 'reading', on: true })).toEqual({
      ok: false,
      reason: 'not-allowed'
    })
    const direct = await directOf(anna, ben)
    await say(anna, 'liest du das', direct)
    site.until(() => texts(ben, direct).length === 1, 'the words')
    const before = written(ben, ben, direct)
    await read(ben, direct)
    site.pass(5 * minute)
    expect(written(ben, ben, direct)).toBe(before)
  })

  it('[C21] are seen by whoever shares, of who shares, and end when either stops', async () => {
    const site = await createSite('both sides')
    const [anna, ben, cem] = await three(site)
    await done(anna, { type: 'set-policy', name: 'read-receipts', value: true })
    const members = [ben, cem].map((device) => ({ member: memberOf(device), role: 'member' as const }))
    const { conversation } = await done(anna, { type: 'create-group', name: 'Dach', members, history: 'full' })
    const group = present(conversation, 'a group has an id')
    const message = await say(anna, 'Gerüst ist frei', group)
    for (const device of [ben, cem]) site.until(() => texts(device, group).length === 1, 'the words')
    await share(site, 'reading', ben)
    await read(ben, group)
    await read(cem, group)
    site.pass(minute)
    // Ben shares and Anna does not: she sees nothing, and Cem, who does not share, has written nothing.
    expect(deliveryOf(anna, message, group)).toMatchObject({ state: 'everywhere', read: 0 })
    expect(written(anna, cem, group)).toBe(-1)
    await share(site, 'reading', anna)
    expect(deliveryOf(anna, message, group).read).toBe(1)
    const people = infoOf(anna, message, group).people.map((person) => [person.name, person.read])
    expect(people.toSorted()).toEqual([
      ['Ben', true],
      ['Cem', false]
    ])
    // Only the author is told: Ben, who shares, sees no readers of Anna's message.
    expect(deliveryOf(ben, message, group).read).toBe(0)
    await done(anna, { type: 'set-sharing', what: 'reading', on: false })
    expect(deliveryOf(anna, message, group).read).toBe(0)
    await done(anna, { type: 'set-sharing', what: 'reading', on: true })
    await done(ben, { type: 'set-sharing', what: 'reading', on: false })
    site.until(() => deliveryOf(anna, message, group).read === 0, 'Ben taking it back')
    await done(ben, { type: 'set-sharing', what: 'reading', on: true })
    await done(anna, { type: 'set-policy', name: 'read-receipts', value: false })
    expect(anna.look({ type: 'sharing' }).choices[0]).toEqual({ what: 'reading', on: true, allowed: false })
    expect(deliveryOf(anna, message, group).read).toBe(0)
  })

  it('[C2] [C21] leave nothing between the messages, however often one reads on', async () => {
    const site = await createSite('no line')
    const [anna, ben] = await three(site)
    await done(anna, { type: 'set-policy', name: 'read-receipts', value: true })
    await share(site, 'reading', anna, ben)
    const direct = await directOf(anna, ben)
    for (const text of ['eins', 'zwei', 'drei']) {
      const message = await say(anna, text, direct)
      site.until(() => texts(ben, direct).includes(text), 'the words')
      await read(ben, direct)
      site.pass(2 * minute)
      expect(deliveryOf(anna, message, direct).read).toBe(1)
    }
    for (const device of [anna, ben])
      expect(messages(device, direct).map(({ type, text }) => [type, text])).toEqual([
        ['message', 'eins'],
        ['message', 'zwei'],
        ['message', 'drei']
      ])
  })

  it('[C21] [C22] who marks a whole conversation as read has read it, and says so too', async () => {
    const site = await createSite('read at once')
    const [anna, ben] = await three(site)
    await done(anna, { type: 'set-policy', name: 'read-receipts', value: true })
    await share(site, 'reading', anna, ben)
    const direct = await directOf(anna, ben)
    const message = await say(anna, 'eins', direct)
    site.until(() => texts(ben, direct).length === 1, 'the words')
    await done(ben, { type: 'set-unread', conversation: direct, on: false })
    site.pass(2 * minute)
    expect(deliveryOf(anna, message, direct).read).toBe(1)
  })

  it('[C21] at most one a minute, and the one before it is erased everywhere', async () => {
    const site = await createSite('once a minute')
    const [anna, ben] = await three(site)
    await done(anna, { type: 'set-policy', name: 'read-receipts', value: true })
    await share(site, 'reading', anna, ben)
    const direct = await directOf(anna, ben)
    let last = await say(anna, 'eins', direct)
    site.until(() => texts(ben, direct).length === 1, 'the first')
    await read(ben, direct)
    site.until(() => deliveryOf(anna, last, direct).read === 1, 'the first mark')
    const before = written(anna, ben, direct)
    for (let index = 2; index <= 12; index++) {
      last = await say(anna, `${index}`, direct)
      site.until(() => texts(ben, direct).length === index, 'the next')
      await read(ben, direct)
    }
    site.pass(2 * minute)
    expect(deliveryOf(anna, last, direct).read).toBe(1)
    // The later mark, and the erasing of the first.
    expect(written(anna, ben, direct) - before).toBeLessThanOrEqual(4)
    for (const device of [anna, ben]) {
      const own = ben.view('team')
      const by = own?.type === 'member' ? own.device : undefined
      const entries = device.storage().entries({
        type: 'log',
        scope: direct,
        device: present(by, 'Ben has a device'),
        fromSeq: 0,
        count: 100
      })
      expect(entries.filter(({ erased }) => erased).length).toBeGreaterThan(0)
    }
  })
})

describe('live signals', () => {
  it('[S10] who writes is shown for seconds, to who shares and takes part, and stands in no storage', async () => {
    const site = await createSite('typing')
    const [anna, ben, cem] = await three(site)
    const direct = await directOf(anna, ben)
    await say(anna, 'fang an', direct)
    site.until(() => texts(ben, direct).length === 1, 'the words')
    const signals: string[] = []
    const bytes: Uint8Array[] = []
    site.network.frameTaps.add((from, to, frame) => {
      if (frame[0] !== 0x13) return
      signals.push(`${from} to ${to}`)
      bytes.push(frame.slice(-liveSignalBytes))
    })
    const live = (device: Device, conversation = direct) => device.look({ type: 'live', conversation })
    const type = (): Promise<unknown> => done(ben, { type: 'be-live', kind: 'typing', conversation: direct })
    await type()
    site.pass(2 * second)
    expect(signals).toEqual([])
    await share(site, 'typing', ben)
    await type()
    site.pass(2 * second)
    // Heard, and not shown to who does not share herself; not even told to who is not in the conversation.
    expect(signals).toEqual(['Ben to Anna'])
    expect(live(anna).typing).toEqual([])
    await share(site, 'typing', anna)
    site.pass(minute)
    const stored = [anna, ben, cem].map((device) => JSON.stringify(device.storage().load().heads))
    for (let index = 0; index < 20; index++) await type()
    site.pass(second)
    expect(signals).toEqual(['Ben to Anna', 'Ben to Anna'])
    expect(live(anna).typing.map(({ name }) => name)).toEqual(['Ben'])
    expect(live(anna, everyone(anna)).typing).toEqual([])
    expect(live(ben).typing).toEqual([])
    site.pass(7 * second)
    expect(live(anna).typing).toEqual([])
    expect([anna, ben, cem].map((device) => JSON.stringify(device.storage().load().heads))).toEqual(stored)
    for (const device of [anna, ben, cem])
      for (const each of bytes)
        for (const part of [each, each.slice(0, 32), each.slice(-17)]) expect(stores(device, part)).toBe(false)
    await type()
    site.pass(second)
    expect(live(anna).typing).toHaveLength(1)
    await say(ben, 'fertig', direct)
    site.until(() => texts(anna, direct).includes('fertig'), 'what was written')
    expect(live(anna).typing).toEqual([])
  })

  it('[S10] [T6] being there is a choice of its own, and a policy ends both', async () => {
    const site = await createSite('presence')
    const [anna, ben] = await three(site)
    await share(site, 'presence', anna, ben)
    const here = () => anna.look({ type: 'live', conversation: everyone(anna) })
    const look = (): Promise<unknown> => done(ben, { type: 'be-live', kind: 'here', conversation: everyone(ben) })
    await look()
    site.pass(second)
    expect(here().here.map(({ name }) => name)).toEqual(['Ben'])
    expect(here().typing).toEqual([])
    site.pass(50 * second)
    expect(here().here).toEqual([])
    await look()
    site.pass(2 * second)
    expect(here().here).toHaveLength(1)
    await done(anna, { type: 'set-policy', name: 'live-signals', value: false })
    expect(here().here).toEqual([])
    site.until(() => ben.look({ type: 'sharing' }).choices.every(({ allowed }) => !allowed), 'the policy')
    const signals: number[] = []
    site.network.frameTaps.add((_from, _to, frame) => {
      if (frame[0] === 0x13) signals.push(frame.length)
    })
    await look()
    site.pass(minute)
    expect(signals).toEqual([])
  })
})

/** Whether some value of a disk contains these bytes. */
function stores(device: Device, needle: Uint8Array): boolean {
  return device.disk
    .dump()
    .some(({ value }) => value instanceof Uint8Array && Buffer.from(value).includes(Buffer.from(needle)))
}

function memberOfStopped(device: Device, name: string) {
  return present(
    device.view('members')?.find((each) => each.name === name),
    `${name} is known`
  ).member
}
