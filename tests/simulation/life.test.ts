// The life of conversations on the devices of one person: archive, silence, pins and marks of unread follow it and nobody else learns of
// them; topics and pictures are everybody's.

import { expect, test } from 'vitest'
import { present } from '../../src/base/assert.ts'
import type { ConversationId, EntryHash } from '../../src/base/ids.ts'
import type { ConversationView } from '../../src/node/api-conversations.ts'
import type { LifeIntent } from '../../src/node/api-life.ts'
import type { Device } from './device.ts'
import { islands } from './doors.ts'
import {
  annaTwice,
  createSite,
  day,
  directOf,
  done,
  everyone,
  hour,
  memberOf,
  messages,
  minute,
  say,
  second,
  submit,
  teamOf,
  type Site
} from './world.ts'

interface World {
  readonly site: Site
  readonly anna: Device
  readonly phone: Device
  readonly ben: Device
}

async function worldOf(seed: string): Promise<World> {
  const site = await createSite(`life ${seed}`)
  return { site, ...(await annaTwice(site)) }
}

function listed(device: Device, conversation: ConversationId = everyone(device)): ConversationView {
  const found = device.look({ type: 'conversations' }).find((each) => each.conversation === conversation)
  return present(found, 'the conversation is in the list')
}

const act = (device: Device, intent: LifeIntent): Promise<unknown> => done(device, intent)

const lastOf = (device: Device): EntryHash => present(messages(device).at(-1), 'a message').message

async function readAll(device: Device): Promise<void> {
  await done(device, { type: 'mark-read', conversation: everyone(device), upTo: lastOf(device) })
}

/** Everybody has what everybody wrote; by views alone this cannot be seen of settings, so some time passes as well. */
function settle({ site, anna, phone, ben }: World): void {
  const shown = (device: Device): string => JSON.stringify(messages(device).map(({ message }) => message))
  site.until(() => shown(anna) === shown(phone) && shown(anna) === shown(ben), 'the same messages everywhere')
  site.pass(10 * second)
}

/** What this person sees of its list on a device, in order. */
const arranged = (device: Device): readonly unknown[] =>
  device
    .look({ type: 'conversations' })
    .map(({ conversation, archived, muted, pinned, markedUnread, unread, calls }) => ({
      ...{ conversation, archived, muted, pinned, markedUnread, unread, calls }
    }))

test('[C22] what was put away on one device is away on the other, and comes back there when something is said', async () => {
  const world = await worldOf('archive')
  const { site, anna, phone, ben } = world
  const conversation = everyone(anna)
  await say(ben, 'erledigt')
  settle(world)
  await act(anna, { type: 'archive', conversation, on: true })
  expect(listed(anna).archived).toBe(true)
  site.until(() => listed(phone).archived, 'the archive of the phone')
  expect(listed(ben).archived).toBe(false)
  await say(ben, 'doch nicht')
  for (const device of [anna, phone]) site.until(() => !listed(device).archived, `${device.name} having it back`)
  await act(phone, { type: 'archive', conversation, on: true })
  site.until(() => listed(anna).archived, 'the archive of the laptop')
  await act(anna, { type: 'archive', conversation, on: false })
  site.until(() => !listed(phone).archived, 'both having it back')
})

test('[C22] [C23] a muted conversation stays away, calls nobody but by name, and is loud again at its time', async () => {
  const world = await worldOf('mute')
  const { site, anna, phone, ben } = world
  const conversation = everyone(anna)
  await say(ben, 'vorher')
  settle(world)
  await readAll(anna)
  await act(anna, { type: 'archive', conversation, on: true })
  const until = site.timeline.now + 8 * hour
  await act(anna, { type: 'mute', conversation, until })
  site.until(() => listed(phone).muted === until, 'the silence of the phone')
  await say(ben, 'im Stillen')
  settle(world)
  expect(listed(phone)).toMatchObject({ archived: true, unread: 1, calls: 0 })
  const mentions = [memberOf(anna)]
  await done(ben, { type: 'post', conversation, text: '@Anna bitte', reply: undefined, mentions })
  settle(world)
  expect(listed(phone)).toMatchObject({ archived: true, unread: 2, unreadMentions: 1, calls: 1 })
  await act(anna, { type: 'set-muted-mentions', on: false })
  site.until(() => listed(phone).calls === 0, 'the setting on the phone')
  site.pass(8 * hour)
  expect(listed(phone)).toMatchObject({ archived: true, muted: undefined, calls: 2 })
  await say(ben, 'wieder laut')
  site.until(() => !listed(phone).archived, 'the conversation coming back')
})

test('[C22] a conversation that is marked unread is so on both, until it is read on either', async () => {
  const world = await worldOf('unread')
  const { site, anna, phone, ben } = world
  const conversation = everyone(anna)
  await say(ben, 'bitte ansehen')
  settle(world)
  await readAll(anna)
  site.until(() => listed(phone).unread === 0, 'read on the phone')
  await act(anna, { type: 'set-unread', conversation, on: true })
  expect(listed(anna)).toMatchObject({ unread: 0, markedUnread: true, calls: 1 })
  site.until(() => listed(phone).markedUnread, 'the mark on the phone')
  await act(phone, { type: 'set-unread', conversation, on: false })
  site.until(() => !listed(anna).markedUnread, 'the mark being gone')
  await act(anna, { type: 'set-unread', conversation, on: true })
  await say(ben, 'und das')
  settle(world)
  await readAll(phone)
  site.until(() => !listed(anna).markedUnread && listed(anna).calls === 0, 'reading ending the mark')
  await say(ben, 'eins')
  await say(ben, 'zwei')
  settle(world)
  await act(phone, { type: 'set-unread', conversation, on: false })
  site.until(() => listed(anna).unread === 0, 'all of it read at once')
})

test('[C22] pinned ones stand first and in their order, on both devices', async () => {
  const { site, anna, phone, ben } = await worldOf('pins')
  const made: ConversationId[] = []
  for (const name of ['Dach', 'Keller', 'Hof']) {
    const { conversation } = await done(anna, { type: 'create-channel', name, purpose: '' })
    made.push(present(conversation, 'a channel'))
  }
  const [dach, keller, hof] = made as [ConversationId, ConversationId, ConversationId]
  for (const conversation of [hof, dach, keller]) await act(anna, { type: 'pin-conversation', conversation, on: true })
  const first = (device: Device): readonly ConversationId[] =>
    device
      .look({ type: 'conversations' })
      .filter(({ pinned }) => pinned)
      .map(({ conversation }) => conversation)
  expect(first(anna)).toEqual([hof, dach, keller])
  expect(anna.look({ type: 'conversations' }).slice(0, 3)).toMatchObject([{}, {}, {}].map(() => ({ pinned: true })))
  await act(anna, { type: 'move-pinned', conversation: keller, by: 'up' })
  expect(first(anna)).toEqual([hof, keller, dach])
  site.until(() => first(phone).join() === [hof, keller, dach].join(), 'the order on the phone')
  await act(phone, { type: 'move-pinned', conversation: hof, by: 'down' })
  await act(phone, { type: 'pin-conversation', conversation: dach, on: false })
  site.until(() => first(anna).join() === [keller, hof].join(), 'the order on the laptop')
  expect(first(ben)).toEqual([])
})

test('[C22] a pinned one that was put away is stepped over: moving moves what is seen', async () => {
  const { anna } = await worldOf('pins put away')
  const made: ConversationId[] = []
  for (const name of ['Dach', 'Keller', 'Hof']) {
    const { conversation } = await done(anna, { type: 'create-channel', name, purpose: '' })
    made.push(present(conversation, 'a channel'))
  }
  const [dach, keller, hof] = made as [ConversationId, ConversationId, ConversationId]
  for (const conversation of made) await act(anna, { type: 'pin-conversation', conversation, on: true })
  await act(anna, { type: 'archive', conversation: keller, on: true })
  const seen = (): readonly ConversationId[] =>
    anna
      .look({ type: 'conversations' })
      .filter(({ pinned, archived }) => pinned && !archived)
      .map(({ conversation }) => conversation)
  await act(anna, { type: 'move-pinned', conversation: hof, by: 'up' })
  expect(seen()).toEqual([hof, dach])
  await act(anna, { type: 'move-pinned', conversation: hof, by: 'down' })
  expect(seen()).toEqual([dach, hof])
  await act(anna, { type: 'move-pinned', conversation: hof, by: 'down' })
  expect(seen()).toEqual([dach, hof])
})

test('[C22] a pinned one is carried behind any other or before all, on every device of its person', async () => {
  const { site, anna, phone } = await worldOf('carried pins')
  const made: ConversationId[] = []
  for (const name of ['Dach', 'Keller', 'Hof', 'Halle']) {
    const { conversation } = await done(anna, { type: 'create-channel', name, purpose: '' })
    made.push(present(conversation, 'a channel'))
  }
  const [dach, keller, hof, halle] = made as [ConversationId, ConversationId, ConversationId, ConversationId]
  for (const conversation of [dach, keller, hof]) await act(anna, { type: 'pin-conversation', conversation, on: true })
  const seen = (device: Device): readonly ConversationId[] =>
    device
      .look({ type: 'conversations' })
      .filter(({ pinned }) => pinned)
      .map(({ conversation }) => conversation)
  await act(anna, { type: 'place-pinned', conversation: hof, after: undefined })
  expect(seen(anna)).toEqual([hof, dach, keller])
  await act(anna, { type: 'place-pinned', conversation: hof, after: dach })
  expect(seen(anna)).toEqual([dach, hof, keller])
  await act(anna, { type: 'place-pinned', conversation: dach, after: keller })
  site.until(() => seen(phone).join() === [hof, keller, dach].join(), 'the order on the phone')
  // Where it stands already nothing is written.
  const places = anna.storage().load().heads
  await act(anna, { type: 'place-pinned', conversation: keller, after: hof })
  expect(anna.storage().load().heads).toEqual(places)
  // What is not pinned has no place and gives none, and nothing stands behind itself.
  for (const [conversation, after] of [
    [halle, hof],
    [hof, halle],
    [hof, hof],
    [halle, undefined]
  ] as const)
    expect(await submit(anna, { type: 'place-pinned', conversation, after })).toEqual({
      ok: false,
      reason: 'someone-was-faster'
    })
  expect(seen(anna)).toEqual([hof, keller, dach])
})

test('[C22] what two devices of a person arrange apart meets: the later word of each setting stands on both', async () => {
  const world = await worldOf('apart')
  const { site, anna, phone, ben } = world
  const conversation = everyone(anna)
  const direct = await directOf(anna, ben)
  await say(ben, 'vorher')
  await say(anna, 'hallo', direct)
  settle(world)
  site.network.place(phone.name, 1)
  await act(anna, { type: 'mute', conversation, until: 'ever' })
  await act(anna, { type: 'pin-conversation', conversation, on: true })
  await act(anna, { type: 'archive', conversation: direct, on: true })
  site.pass(minute)
  await act(phone, { type: 'mute', conversation, until: undefined })
  await act(phone, { type: 'mute', conversation, until: site.timeline.now + 2 * day })
  await act(phone, { type: 'pin-conversation', conversation: direct, on: true })
  await act(phone, { type: 'archive', conversation, on: true })
  await say(ben, 'währenddessen')
  site.pass(minute)
  site.network.place(phone.name, 0)
  site.until(() => typeof listed(anna).muted === 'number', 'the later silence', 15 * minute)
  settle(world)
  expect(arranged(anna)).toEqual(arranged(phone))
  expect(listed(anna)).toMatchObject({ archived: true, pinned: true })
  expect(listed(phone, direct)).toMatchObject({ archived: true, pinned: true })
  // A start reads the same from what is kept.
  const before = arranged(phone)
  phone.stop('farewell')
  phone.start()
  site.pass(10 * second)
  expect(arranged(phone)).toEqual(before)
})

test('[C22] what cannot be is refused, and changes nothing', async () => {
  const { site, anna, ben } = await worldOf('refused')
  const conversation = everyone(anna)
  const before = arranged(anna)
  const reason = async (intent: LifeIntent): Promise<unknown> => {
    const outcome = await submit(anna, intent)
    return outcome?.ok === false ? outcome.reason : 'done'
  }
  const unknown = '00'.repeat(16) as ConversationId
  expect(await reason({ type: 'archive', conversation: unknown, on: true })).toBe('unknown-conversation')
  expect(await reason({ type: 'pin-conversation', conversation: unknown, on: true })).toBe('unknown-conversation')
  for (const until of [site.timeline.now, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
    expect(await reason({ type: 'mute', conversation, until })).toBe('time-out-of-range')
  expect(await reason({ type: 'move-pinned', conversation, by: 'up' })).toBe('done')
  expect(await reason({ type: 'describe-conversation', conversation, purpose: 'ä'.repeat(129) })).toBe('text-too-long')
  const direct = await directOf(anna, ben)
  expect(await reason({ type: 'describe-conversation', conversation: direct, purpose: 'x' })).toBe(
    'unknown-conversation'
  )
  const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
  for (const picture of [svg, new Uint8Array(0), jpeg(24 * 1024 + 1, 7)])
    expect(await reason({ type: 'set-picture', conversation, picture })).toBe('not-a-picture')
  expect(await reason({ type: 'read-picture', conversation })).toBe('unknown-conversation')
  expect(arranged(anna).slice(0, before.length - 1)).toEqual(before.slice(0, before.length - 1))
})

function jpeg(length: number, fill: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => [0xff, 0xd8, 0xff][at] ?? fill)
}

test('[C24] topic and picture are everybody’s, and a replaced picture leaves nothing in the log', async () => {
  const { site, anna, phone, ben } = await worldOf('picture')
  const { conversation } = await done(anna, {
    type: 'create-group',
    name: 'Dach',
    members: [{ member: memberOf(ben), role: 'member' }],
    history: 'full'
  })
  const group = present(conversation, 'a group')
  site.until(() => ben.look({ type: 'conversations' }).some((each) => each.conversation === group), 'the group')
  await act(ben, { type: 'describe-conversation', conversation: group, purpose: 'Nur das Dach' })
  await act(ben, { type: 'set-picture', conversation: group, picture: jpeg(200, 0x11) })
  for (const device of [anna, phone]) {
    site.until(() => listed(device, group).picture !== undefined, `${device.name} having the picture`)
    expect(listed(device, group).purpose).toBe('Nur das Dach')
    const { bytes } = await done(device, { type: 'read-picture', conversation: group })
    expect(bytes).toEqual(jpeg(200, 0x11))
  }
  const before = listed(anna, group).picture
  await act(ben, { type: 'set-picture', conversation: group, picture: jpeg(300, 0x22) })
  site.until(() => listed(anna, group).picture !== before, 'the next picture')
  expect((await done(anna, { type: 'read-picture', conversation: group })).bytes).toEqual(jpeg(300, 0x22))
  const [entry] = ben.storage().entries({ type: 'hashes', hashes: [present(before, 'the picture before')] })
  expect(entry?.erased).toBe(true)
  // A name does not take the topic along, nor the topic the name.
  await done(anna, { type: 'rename-conversation', conversation: group, name: 'Dach Nord' })
  site.until(() => listed(ben, group).name === 'Dach Nord', 'the name')
  expect(listed(ben, group).purpose).toBe('Nur das Dach')
  await act(anna, { type: 'set-picture', conversation: group, picture: undefined })
  site.until(() => listed(ben, group).picture === undefined, 'no picture')
})

test('[C6] what came late is unread until it was seen itself, over restarts too, though one has read on', async () => {
  const site = await createSite('life late')
  const [anna, ben, cem] = await teamOf(site, 'Anna', 'Ben', 'Cem')
  if (anna === undefined || ben === undefined || cem === undefined) throw new Error('three are in the team')
  const conversation = everyone(anna)
  site.pass(minute)
  islands(site, [anna, cem], [ben])
  site.pass(minute)
  const late = await say(ben, 'Der Kran steht')
  site.pass(minute)
  const onTime = await say(cem, 'Mittag')
  site.until(() => messages(anna).at(-1)?.message === onTime, 'the noon message')
  for (const device of [anna, cem]) await readAll(device)
  site.pass(15 * minute)
  islands(site, [anna, ben, cem])
  site.until(() => messages(anna).some(({ message }) => message === late), 'what Ben said meanwhile')
  expect(listed(anna).unread).toBe(1)
  expect(messages(anna).find(({ message }) => message === late)).toMatchObject({ late: true })
  await readAll(anna)
  expect(listed(anna).unread).toBe(1)
  anna.stop('vanish')
  anna.start()
  expect(listed(anna).unread).toBe(1)
  expect(anna.look({ type: 'timeline', conversation, anchor: 'newest', count: 10 }).firstUnread).toBe(late)
  // Whoever marks all of it as read has read it, too.
  expect(listed(cem).unread).toBe(1)
  await act(cem, { type: 'set-unread', conversation, on: false })
  expect(listed(cem).unread).toBe(0)
  await done(anna, { type: 'mark-read', conversation, upTo: onTime, late: [late] })
  expect(listed(anna).unread).toBe(0)
  anna.stop('vanish')
  anna.start()
  expect(listed(anna).unread).toBe(0)
})
