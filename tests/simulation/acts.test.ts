// What people do with messages, on real nodes in a simulated world: pins, stars, hiding, forwarding, polls, timers, view once, later.

import { describe, expect, it } from 'vitest'
import { present } from '../../src/base/assert.ts'
import type { ConversationId, EntryHash } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import type { MessageView } from '../../src/node/api-conversations.ts'
import type { Intent } from '../../src/node/api-intents.ts'
import type { Device } from './device.ts'
import {
  createSite,
  day,
  directOf,
  done,
  everyone,
  hour,
  join,
  linkDevice,
  messages,
  minute,
  say,
  second,
  submit,
  teamOf,
  texts,
  type Site
} from './world.ts'

type Team = readonly [anna: Device, ben: Device, cem: Device]

async function threeOf(site: Site): Promise<Team> {
  const [anna, ben, cem] = await teamOf(site, 'Anna', 'Ben', 'Cem')
  if (anna === undefined || ben === undefined || cem === undefined) throw new Error('three')
  return [anna, ben, cem]
}

async function twoOf(site: Site): Promise<readonly [anna: Device, ben: Device]> {
  const [anna, ben] = await teamOf(site, 'Anna', 'Ben')
  if (anna === undefined || ben === undefined) throw new Error('two')
  return [anna, ben]
}

async function reasonOf(device: Device, intent: Intent): Promise<string> {
  const outcome = await submit(device, intent)
  return outcome === undefined ? 'died' : outcome.ok ? 'done' : outcome.reason
}

function shown(device: Device, target: EntryHash, conversation = everyone(device)): MessageView | undefined {
  return messages(device, conversation).find(({ message }) => message === target)
}

/** Time goes by while these are off; then they have a few minutes together. */
function rest(site: Site, ms: number, devices: readonly Device[]): void {
  for (const device of devices) device.stop('farewell')
  site.pass(ms)
  for (const device of devices) device.start()
  site.pass(2 * minute)
}

const post = (
  conversation: ConversationId,
  text: string,
  more: { once?: boolean; reply?: EntryHash } = {}
): Intent => ({
  type: 'post',
  conversation,
  text,
  reply: more.reply,
  ...(more.once === undefined ? {} : { once: more.once })
})

describe('for everyone', () => {
  it('[C4] a pin stands for all, the last one first, until it is taken back or its message is deleted', async () => {
    const site = await createSite('pins')
    const [anna, ben, cem] = await threeOf(site)
    const conversation = everyone(anna)
    const first = await say(anna, 'Schlüssel liegt beim Pförtner')
    const second = await say(anna, 'Kran kommt um sieben')
    site.until(() => texts(ben).length === 2, 'Ben reading')
    await done(ben, { type: 'pin', conversation, target: first, on: true })
    await done(ben, { type: 'pin', conversation, target: second, on: true })
    const pins = (device: Device): readonly string[] =>
      device.look({ type: 'pins', conversation }).map(({ text }) => text)
    site.until(() => pins(cem).length === 2, 'Cem seeing both')
    expect(pins(cem)).toEqual(['Kran kommt um sieben', 'Schlüssel liegt beim Pförtner'])
    expect(shown(cem, first)?.pinned).toBe(true)
    await done(cem, { type: 'pin', conversation, target: first, on: false })
    await done(anna, { type: 'delete', conversation, target: second })
    site.until(() => pins(ben).length === 0, 'nothing being pinned')
    expect(await reasonOf(ben, { type: 'pin', conversation, target: second, on: true })).toBe('unknown-message')
  })

  it('[C3] a history tells what was said before, and a late one joins in; replies are counted and found', async () => {
    const site = await createSite('versions')
    const [anna, ben, cem] = await threeOf(site)
    const conversation = everyone(anna)
    const target = await say(anna, 'um sieben')
    await done(anna, { type: 'edit', conversation, target, text: 'um acht' })
    await done(anna, { type: 'edit', conversation, target, text: 'um neun' })
    site.until(() => texts(ben).includes('um neun'), 'Ben reading')
    const versions = ben.look({ type: 'history', conversation, message: target })
    expect(versions.map(({ text }) => text)).toEqual(['um sieben', 'um acht', 'um neun'])
    await done(ben, post(conversation, 'passt', { reply: target }))
    rest(site, 8 * day, [anna, ben, cem])
    await done(cem, post(conversation, 'mir auch', { reply: target }))
    site.until(() => shown(anna, target)?.replies === 2, 'both being counted')
    const view = anna.look({ type: 'replies', conversation, message: target })
    expect(view.message?.text).toBe('um neun')
    expect(view.replies.map(({ text }) => text)).toEqual(['passt', 'mir auch'])
    await done(anna, { type: 'delete', conversation, target })
    site.until(() => shown(ben, target)?.type === 'deleted', 'Ben knowing')
    expect(ben.look({ type: 'history', conversation, message: target })).toEqual([])
  })

  it('[C1] a poll counts the last vote of each, takes a vote back, and ends with its time', async () => {
    const site = await createSite('poll')
    const [anna, ben, cem] = await threeOf(site)
    const conversation = everyone(anna)
    const ask = { type: 'create-poll', conversation, question: 'Wann?', several: false } as const
    expect(await reasonOf(anna, { ...ask, options: ['heute', ' '], closes: 0 })).toBe('poll-incomplete')
    expect(await reasonOf(anna, { ...ask, options: ['heute', 'morgen'], closes: 5 })).toBe('time-out-of-range')
    const closes = site.timeline.now + hour
    const { entry } = await done(anna, { ...ask, options: ['heute', 'morgen'], closes })
    const target = present(entry, 'a poll is an entry')
    site.until(() => shown(ben, target) && shown(cem, target), 'the poll arriving')
    const vote = (...choices: readonly number[]): Intent => ({ type: 'vote', conversation, target, choices })
    expect(await reasonOf(ben, vote(0, 1))).toBe('not-allowed')
    expect(await reasonOf(ben, vote(2))).toBe('not-allowed')
    await done(ben, vote(0))
    await done(cem, vote(0))
    await done(ben, vote(1))
    const counts = (): readonly number[] => shown(anna, target)?.poll?.options.map(({ count }) => count) ?? []
    site.until(() => counts().join() === '1,1', 'both votes')
    expect(shown(anna, target)?.poll?.options[1]?.names).toEqual(['Ben'])
    await done(cem, vote())
    site.until(() => counts().join() === '0,1', 'one taken back')
    expect(shown(anna, target)?.poll?.voters).toBe(1)
    rest(site, hour, [anna, ben, cem])
    expect(await reasonOf(cem, vote(1))).toBe('poll-closed')
    expect(await reasonOf(cem, { type: 'forward', from: conversation, targets: [target], conversation })).toBe(
      'not-forwardable'
    )
  })

  it('[X6] what disappears is erased on every device, also on one that was off; what was there before stays', async () => {
    const site = await createSite('timer')
    const [anna, ben, cem] = await threeOf(site)
    const conversation = everyone(anna)
    await say(anna, 'bleibt')
    await done(ben, { type: 'set-timer', conversation, seconds: 3600 })
    site.until(() => anna.look({ type: 'timer', conversation }) === 3600, 'Anna knowing')
    const { changes } = anna.look({ type: 'timeline', conversation, anchor: 'newest', count: 10 })
    expect(changes.filter(({ type }) => type === 'timer')).toMatchObject([{ name: 'Ben', mine: false, seconds: 3600 }])
    const target = await say(anna, 'verschwindet')
    site.until(() => shown(cem, target), 'Cem reading')
    expect(shown(cem, target)?.expires).toBe(present(shown(anna, target), 'hers').ts + hour)
    cem.stop('farewell')
    rest(site, hour, [anna, ben])
    for (const device of [anna, ben]) expect(texts(device)).toEqual(['bleibt'])
    cem.start()
    site.pass(2 * minute)
    expect(texts(cem)).toEqual(['bleibt'])
    for (const device of [anna, ben, cem]) {
      const [stored] = device.storage().entries({ type: 'hashes', hashes: [target] })
      expect(stored).toMatchObject({ erased: true, payload: undefined })
    }
    await done(cem, { type: 'set-timer', conversation, seconds: 0 })
    site.until(() => anna.look({ type: 'timer', conversation }) === 0, 'it being off')
    const stays = await say(anna, 'bleibt wieder')
    expect(shown(anna, stays)?.expires).toBeUndefined()
    expect(await reasonOf(anna, { type: 'set-timer', conversation, seconds: limits.timerSecondsMax + 1 })).toBe(
      'time-out-of-range'
    )
  })

  it('[C12] a forwarded message is one’s own post and says only that it was forwarded', async () => {
    const site = await createSite('forward')
    const [anna, ben, cem] = await threeOf(site)
    const from = everyone(anna)
    const foreign = await say(anna, 'Plan C gilt')
    site.until(() => shown(ben, foreign), 'Ben reading')
    const own = await say(ben, 'Danke')
    const conversation = await directOf(ben, cem)
    await done(ben, { type: 'forward', from, targets: [foreign, own], conversation })
    const arrived = site.until(() => {
      const there = messages(cem, conversation)
      return there.length === 2 ? there : undefined
    }, 'Cem reading')
    expect(arrived.map(({ authorName, text, forwarded }) => [authorName, text, forwarded])).toEqual([
      ['Ben', 'Plan C gilt', true],
      ['Ben', 'Danke', false]
    ])
    expect(JSON.stringify(arrived)).not.toContain('Anna')
    expect(await reasonOf(ben, { type: 'forward', from, targets: [], conversation })).toBe('not-forwardable')
    await done(anna, { type: 'delete', conversation: from, target: foreign })
    site.until(() => shown(ben, foreign)?.type === 'deleted', 'Ben knowing')
    expect(await reasonOf(ben, { type: 'forward', from, targets: [foreign], conversation })).toBe('not-forwardable')
  })

  it('[C2] several own messages of several weeks go at once, and nobody else’s', async () => {
    const site = await createSite('several')
    const [anna, ben] = await twoOf(site)
    const conversation = everyone(anna)
    const first = await say(anna, 'eins')
    site.until(() => shown(ben, first), 'Ben having it')
    rest(site, 8 * day, [anna, ben])
    const second = await say(anna, 'zwei')
    const other = await say(ben, 'drei')
    site.until(() => shown(anna, other), 'Anna reading')
    const remove = (...targets: readonly EntryHash[]): Intent => ({ type: 'delete-several', conversation, targets })
    expect(await reasonOf(anna, remove(first, other))).toBe('not-allowed')
    expect(shown(anna, first)?.type).toBe('message')
    await done(anna, remove(first, second))
    site.until(() => shown(ben, first)?.type === 'deleted' && shown(ben, second)?.type === 'deleted', 'Ben knowing')
    expect(shown(ben, other)?.type).toBe('message')
  })

  it('[C2] an edited message that is deleted leaves one line, however often it was edited, for newcomers too', async () => {
    const site = await createSite('edited and deleted')
    const [anna, ben] = await twoOf(site)
    const conversation = everyone(anna)
    const [one, two, three] = [await say(anna, 'eins'), await say(anna, 'zwei'), await say(anna, 'drei')]
    for (const target of [one, one, two])
      await done(anna, { type: 'edit', conversation, target, text: `besser ${target}` })
    site.until(() => texts(ben).filter((text) => text.startsWith('besser')).length === 2, 'Ben reading')
    await done(anna, { type: 'delete', conversation, target: one })
    await done(anna, { type: 'delete-several', conversation, targets: [two, three] })
    const lines = (device: Device) => messages(device).map(({ type, message }) => [type, message])
    const wanted = [one, two, three].map((message) => ['deleted', message])
    site.until(() => lines(ben).every(([type]) => type === 'deleted'), 'Ben knowing')
    expect([lines(anna), lines(ben)]).toEqual([wanted, wanted])
    anna.stop('farewell')
    anna.start()
    const cem = site.device('Cem')
    await join(site, anna, cem)
    site.until(() => lines(cem).length > 0 && lines(anna).length > 0, 'Cem reading')
    site.pass(10 * second)
    expect([lines(anna), lines(cem)]).toEqual([wanted, wanted])
  })
})

describe('for oneself', () => {
  it('[C13] stars and hidden messages follow a person’s devices, concern nobody else and can be taken back', async () => {
    const site = await createSite('marks')
    const [anna, ben] = await twoOf(site)
    const conversation = everyone(anna)
    const keep = await say(anna, 'merken')
    const hide = await say(anna, 'weg damit')
    site.until(() => shown(ben, hide), 'Ben reading')
    const laptop = await linkDevice(site, ben, 'Laptop')
    site.until(() => shown(laptop, hide), 'the laptop reading')
    await done(ben, { type: 'star', conversation, targets: [keep], on: true })
    await done(ben, { type: 'hide', conversation, targets: [hide], on: true })
    site.until(() => texts(laptop).join() === 'merken', 'the laptop following')
    expect(laptop.look({ type: 'stars' }).map(({ message }) => message.text)).toEqual(['merken'])
    expect(shown(laptop, keep)?.starred).toBe(true)
    expect(texts(anna)).toEqual(['merken', 'weg damit'])
    expect(anna.look({ type: 'stars' })).toEqual([])
    const line = laptop.view('conversations')?.find((each) => each.conversation === conversation)
    expect(line?.last?.text).toBe('merken')
    expect(line?.unread).toBe(1)
    await done(laptop, { type: 'hide', conversation, targets: [hide], on: false })
    await done(laptop, { type: 'star', conversation, targets: [keep], on: false })
    site.until(() => texts(ben).length === 2 && ben.look({ type: 'stars' }).length === 0, 'both taken back')
    ben.stop('farewell')
    ben.start()
    expect(texts(ben)).toEqual(['merken', 'weg damit'])
  })

  it('[C14] view once: opened once on one device, gone on all of the reader’s, there for the other reader, erased in a week', async () => {
    const site = await createSite('once')
    const [anna, ben, cem] = await threeOf(site)
    const conversation = everyone(anna)
    const { entry } = await done(anna, post(conversation, 'PIN 4711', { once: true }))
    const target = present(entry, 'a post is an entry')
    site.until(() => shown(ben, target) && shown(cem, target), 'both having it')
    const laptop = await linkDevice(site, ben, 'Laptop')
    site.until(() => shown(laptop, target), 'the laptop having it')
    expect([anna, ben, cem].map((device) => shown(device, target)?.once)).toEqual(['own', 'closed', 'closed'])
    for (const device of [anna, ben, cem]) {
      expect(JSON.stringify([messages(device), device.view('conversations')])).not.toContain('4711')
    }
    const open: Intent = { type: 'open-once', conversation, target }
    expect(await reasonOf(anna, open)).toBe('not-allowed')
    expect((await done(ben, open)) as { text?: string }).toEqual({ text: 'PIN 4711' })
    expect(await reasonOf(ben, open)).toBe('already-opened')
    site.until(() => shown(laptop, target)?.once === 'opened', 'the laptop knowing')
    expect(await reasonOf(laptop, open)).toBe('already-opened')
    expect(shown(cem, target)?.once).toBe('closed')
    expect(shown(anna, target)?.once).toBe('own')
    for (const intent of [
      { type: 'star', conversation, targets: [target], on: true },
      { type: 'pin', conversation, target, on: true }
    ] as const)
      expect(await reasonOf(cem, intent)).toBe('not-allowed')
    expect(await reasonOf(anna, { type: 'edit', conversation, target, text: 'x' })).toBe('not-editable')
    expect(await reasonOf(cem, { type: 'forward', from: conversation, targets: [target], conversation })).toBe(
      'not-forwardable'
    )
    rest(site, 7 * day, [anna, ben, cem, laptop])
    expect(await reasonOf(cem, open)).toBe('unknown-message')
    for (const device of [anna, ben, cem])
      expect(device.storage().entries({ type: 'hashes', hashes: [target] })[0]?.payload).toBeUndefined()
  })
})

describe('later', () => {
  const plan = (conversation: ConversationId, text: string, at: number): Intent => ({
    type: 'schedule',
    conversation,
    text,
    reply: undefined,
    at
  })

  it('[C15] it goes at its time from the device that keeps it, and nobody hears of it before', async () => {
    const site = await createSite('later')
    const [anna, ben] = await twoOf(site)
    const conversation = everyone(anna)
    const entries = (): number =>
      anna
        .storage()
        .entries({ type: 'page', conversation, page: Math.floor(site.timeline.now / limits.weekMs), payloads: false })
        .length
    const before = entries()
    await done(anna, { type: 'keep-draft', conversation, text: 'guten Morgen' })
    await done(anna, plan(conversation, 'guten Morgen', site.timeline.now + 2 * minute))
    await done(anna, plan(conversation, 'zweites', site.timeline.now + 2 * hour))
    expect(entries()).toBe(before)
    expect(anna.look({ type: 'draft', conversation })).toMatchObject({ text: '' })
    expect(ben.look({ type: 'scheduled' })).toEqual([])
    const [first, other] = anna.look({ type: 'scheduled' })
    expect([first?.text, other?.text]).toEqual(['guten Morgen', 'zweites'])
    const id = present(other, 'the second').id
    await done(anna, { type: 'reschedule', id, text: 'zweites, neu', at: site.timeline.now + 3 * hour })
    await done(anna, { type: 'keep-draft', conversation, text: 'inzwischen' })
    site.pass(2 * minute)
    site.until(() => texts(ben).join() === 'guten Morgen', 'it arriving')
    expect(anna.look({ type: 'draft', conversation })).toMatchObject({ text: 'inzwischen' })
    await done(anna, { type: 'send-scheduled', id })
    site.until(() => texts(ben).join() === 'guten Morgen,zweites, neu', 'the other, now')
    expect(anna.look({ type: 'scheduled' })).toEqual([])
    expect(await reasonOf(anna, { type: 'cancel-scheduled', id })).toBe('unknown-scheduled')
    expect(anna.look({ type: 'notices' })).toEqual([])
  })

  it('[C10] [C15] it calls whom it names, then and not before, also after a restart and another wording', async () => {
    const site = await createSite('later named')
    const [anna, ben] = await twoOf(site)
    const conversation = everyone(anna)
    const mentions = [
      present(
        anna.look({ type: 'members' }).find(({ mine }) => !mine),
        'Ben'
      ).member
    ]
    await done(anna, { ...plan(conversation, 'bitte, @Ben', site.timeline.now + hour), mentions } as Intent)
    await done(anna, { ...plan(conversation, 'und @alle', site.timeline.now + hour), mentions: ['everyone'] } as Intent)
    await done(anna, { ...plan(conversation, 'nicht mehr @Ben', site.timeline.now + hour), mentions } as Intent)
    expect(ben.look({ type: 'mentions', count: 9 }).items).toEqual([])
    anna.stop('farewell')
    anna.start()
    const [one, all, nobody] = anna.look({ type: 'scheduled' })
    const planned = (text: string) =>
      present(
        [one, all, nobody].find((each) => each?.text === text),
        text
      )
    expect(planned('bitte, @Ben').mentions).toMatchObject([{ member: mentions[0], name: 'Ben' }])
    expect(planned('und @alle').mentions).toMatchObject([{ member: 'everyone' }])
    const at = site.timeline.now + hour
    await done(anna, { type: 'reschedule', id: planned('bitte, @Ben').id, text: 'sofort, @Ben', mentions, at })
    await done(anna, { type: 'reschedule', id: planned('nicht mehr @Ben').id, text: 'niemand', at })
    site.pass(hour + minute)
    site.until(() => texts(ben).length === 3, 'all of them arriving')
    const named = ben.look({ type: 'mentions', count: 9 }).items.map(({ message }) => message.text)
    expect(named.toSorted()).toEqual(['sofort, @Ben', 'und @alle'])
  })

  it('[C15] a device that was off sends at its next start, says so, and what was taken back is never sent', async () => {
    const site = await createSite('missed')
    const [anna, ben] = await twoOf(site)
    const conversation = everyone(anna)
    const now = site.timeline.now
    expect(await reasonOf(anna, plan(conversation, 'x', now - 1))).toBe('time-out-of-range')
    expect(await reasonOf(anna, plan(conversation, 'x', now + 400 * day))).toBe('time-out-of-range')
    expect(await reasonOf(anna, plan(conversation, ' ', now + hour))).toBe('empty-text')
    await done(anna, plan(conversation, 'verpasst', now + hour))
    await done(anna, plan(conversation, 'doch nicht', now + hour))
    const away = anna.look({ type: 'scheduled' }).find(({ text }) => text === 'doch nicht')
    await done(anna, { type: 'cancel-scheduled', id: present(away, 'the one').id })
    anna.stop('vanish')
    site.pass(5 * hour)
    expect(texts(ben)).toEqual([])
    anna.start()
    site.until(() => texts(ben).join() === 'verpasst', 'it arriving late')
    expect(anna.look({ type: 'notices' })).toMatchObject([{ type: 'sent-late', name: 'verpasst' }])
  })

  it('[C15] a crash around the writing sends it once, neither never nor twice', async () => {
    for (const fault of ['crash-before', 'crash-after'] as const)
      for (const skipped of [0, 1, 2]) {
        const site = await createSite(`crash ${fault} ${skipped}`)
        const [anna, ben] = await twoOf(site)
        await done(anna, plan(everyone(anna), 'einmal', site.timeline.now + minute))
        site.pass(minute - second)
        let acts = 0
        anna.fault = () => (acts++ === skipped ? fault : undefined)
        site.pass(2 * second)
        expect(anna.crashes).toBe(1)
        anna.start()
        site.until(() => texts(ben).length > 0, 'it arriving')
        site.pass(minute)
        expect(texts(ben)).toEqual(['einmal'])
        expect(anna.look({ type: 'scheduled' })).toEqual([])
      }
  })
})
