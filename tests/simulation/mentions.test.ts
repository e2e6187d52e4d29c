// Whom a message names, from one device to the others: marks, counts, the view of all mentions, and drafts that keep them.

import { expect, test } from 'vitest'
import { present } from '../../src/base/assert.ts'
import type { ConversationId } from '../../src/base/ids.ts'
import type { ConversationView, MentionsView } from '../../src/node/api-conversations.ts'
import type { Mention } from '../../src/node/api-acts.ts'
import type { Device } from './device.ts'
import { createSite, day, done, memberOf, second, submit, teamOf, type Site } from './world.ts'

function everyone(device: Device): ConversationId {
  return present(
    device.view('conversations')?.find((each) => each.everyone),
    'a team has a first channel'
  ).conversation
}

const listed = (device: Device): ConversationView =>
  present(
    device.view('conversations')?.find((each) => each.everyone),
    'a team has a first channel'
  )

const mentionsOf = (device: Device): MentionsView => device.look({ type: 'mentions', count: 50 })
const textsOf = (device: Device): readonly string[] => mentionsOf(device).items.map(({ message }) => message.text)

async function say(device: Device, text: string, mentions: readonly Mention[] = []): Promise<void> {
  await done(device, { type: 'post', conversation: everyone(device), text, reply: undefined, mentions })
}

/** The devices are off for a while. */
function sleep(site: Site, ms: number, devices: readonly Device[]): void {
  for (const device of devices) device.stop('farewell')
  site.pass(ms)
  for (const device of devices) device.start()
}

async function three(seed: string): Promise<readonly [Site, Device, Device, Device]> {
  const site = await createSite(seed)
  const [anna, ben, cem] = await teamOf(site, 'Anna', 'Ben', 'Cem')
  return [site, present(anna, 'Anna'), present(ben, 'Ben'), present(cem, 'Cem')]
}

test('[C10] a message marks whom it names, on every device, and calls only them', async () => {
  const [site, anna, ben, cem] = await three('mentions')
  await say(anna, '@Ben, der Kran ist da', [memberOf(ben)])
  const seen = site.until(
    () => ben.look({ type: 'timeline', conversation: everyone(ben), anchor: 'newest', count: 5 }).messages.at(-1),
    'the message'
  )
  expect(seen).toMatchObject({ mentionsMe: true, mentions: [{ member: memberOf(ben), name: 'Ben', mine: true }] })
  expect([listed(ben).unread, listed(ben).unreadMentions]).toEqual([1, 1])
  site.until(() => listed(cem).unread === 1, 'Cem having it')
  expect(listed(cem).unreadMentions).toBe(0)
  expect([textsOf(ben), textsOf(cem), textsOf(anna)]).toEqual([['@Ben, der Kran ist da'], [], []])
  await done(ben, { type: 'mark-read', conversation: everyone(ben), upTo: seen.message })
  expect(listed(ben).unreadMentions).toBe(0)
})

test('[C10] the id of the conversation names everybody in it but the writer', async () => {
  const [site, anna, ben, cem] = await three('mention all')
  await say(anna, '@alle: Feierabend', ['everyone'])
  for (const device of [ben, cem]) {
    site.until(() => listed(device).unreadMentions === 1, `${device.name} being called`)
    expect(textsOf(device)).toEqual(['@alle: Feierabend'])
  }
  expect(textsOf(anna)).toEqual([])
})

test('[C10] an edit names whom its own list names, and a deleted message nobody', async () => {
  const [site, anna, ben, cem] = await three('mentions edited')
  await say(anna, '@Ben holt das Material', [memberOf(ben)])
  site.until(() => textsOf(ben).length === 1, 'Ben being named')
  const { message } = present(mentionsOf(ben).items[0], 'the mention').message
  const edit = { type: 'edit', conversation: everyone(anna), target: message, text: '@Cem holt das Material' } as const
  await done(anna, { ...edit, mentions: [memberOf(cem)] })
  site.until(() => textsOf(cem).length === 1, 'Cem being named')
  expect(textsOf(ben)).toEqual([])
  await done(anna, { type: 'delete', conversation: everyone(anna), target: message })
  site.until(() => textsOf(cem).length === 0, 'nobody being named')
})

test('[C10] the index survives a restart, reaches back over weeks, and is read newest first', async () => {
  const [site, anna, ben, cem] = await three('mentions of weeks')
  for (let week = 0; week < 3; week += 1) {
    await say(anna, `@Ben Woche ${week}`, [memberOf(ben)])
    await say(anna, 'und noch etwas')
    site.until(() => textsOf(ben).length === week + 1, 'the mention')
    sleep(site, 7 * day, [anna, ben, cem])
  }
  expect(textsOf(ben)).toEqual([2, 1, 0].map((week) => `@Ben Woche ${week}`))
  expect(ben.look({ type: 'mentions', count: 2 })).toMatchObject({ items: [{}, {}], more: true })
})

test('[C10] somebody who is not in the conversation is not named by it', async () => {
  const [site, anna, ben, cem] = await three('mentions of strangers')
  const { conversation } = await done(anna, { type: 'open-direct', member: memberOf(ben) })
  const direct = present(conversation, 'a direct')
  const text = '@Cem weiß nichts davon'
  await done(anna, { type: 'post', conversation: direct, text, reply: undefined, mentions: [memberOf(cem)] })
  const seen = site.until(
    () => ben.look({ type: 'timeline', conversation: direct, anchor: 'newest', count: 5 }).messages.at(-1),
    'the message'
  )
  expect(seen).toMatchObject({ text, mentions: [], mentionsMe: false })
  site.pass(10 * second)
  expect(textsOf(cem)).toEqual([])
})

test('[C9] a draft keeps what it answers and whom it names over a restart', async () => {
  const [site, anna, ben] = await three('draft of more')
  await say(anna, 'Wer kommt morgen?')
  const asked = site.until(
    () => ben.look({ type: 'timeline', conversation: everyone(ben), anchor: 'newest', count: 5 }).messages.at(-1),
    'the question'
  )
  const draft = { conversation: everyone(ben), text: '@Anna ich', reply: asked.message, mentions: [memberOf(anna)] }
  await done(ben, { type: 'keep-draft', ...draft })
  sleep(site, second, [ben])
  expect(ben.look({ type: 'draft', conversation: everyone(ben) })).toEqual({
    text: '@Anna ich',
    reply: { message: asked.message, authorName: 'Anna', mine: false, text: 'Wer kommt morgen?' },
    mentions: [{ member: memberOf(anna), name: 'Anna', mine: false }]
  })
  expect((await submit(ben, { type: 'post', ...draft }))?.ok).toBe(true)
  expect(ben.look({ type: 'draft', conversation: everyone(ben) })).toEqual({ text: '', reply: undefined, mentions: [] })
})

test('[P1] a moment leads to the first message at or after it, however many weeks away', async () => {
  const [site, ...all] = await three('moments')
  const [anna] = all
  const from = site.timeline.now
  await say(anna, 'erste')
  sleep(site, 21 * day, all)
  await say(anna, 'zweite')
  const conversation = everyone(anna)
  const textAt = (ts: number): string | undefined => {
    const { message } = anna.look({ type: 'moment', conversation, ts })
    if (message === undefined) return undefined
    const { messages } = anna.look({ type: 'timeline', conversation, anchor: { around: message }, count: 1 })
    return messages.find((each) => each.message === message)?.text
  }
  expect([textAt(0), textAt(from - day), textAt(from + 2 * day), textAt(site.timeline.now + day)]).toEqual([
    'erste',
    'erste',
    'zweite',
    undefined
  ])
})
