// Notes and lists that several people write at once, on real nodes in a simulated world: apart and together again, through a crash, with
// somebody who is taken out, and with somebody who comes late.

import { describe, expect, test } from 'vitest'
import { present } from '../../src/base/assert.ts'
import type { ConversationId, PadId } from '../../src/base/ids.ts'
import { differenceOf } from '../../src/base/splices.ts'
import { writePadUpdate, writePadVector } from '../../src/chat/pad-update.ts'
import { padClientOf } from '../../src/node/content.ts'
import { snapshotNameOf } from '../../src/node/pad-snapshots.ts'
import { writeContent } from '../../src/node/write.ts'
import type { PadKind, PadTextView, PadView } from '../../src/node/api-pads.ts'
import type { SearchHitView } from '../../src/node/api-search.ts'
import type { SearchHit } from '../../src/node/ports.ts'
import { deskOf, inspect } from './desk.ts'
import type { Device } from './device.ts'
import { createSite, done, everyone, memberOf, minute, second, startMs, submit, teamOf, type Site } from './world.ts'

interface Place {
  readonly conversation: ConversationId
  readonly pad: PadId
}

const look = (device: Device, place: Place): PadView => device.look({ type: 'pad', ...place })
const noteOf = (device: Device, place: Place): string => look(device, place).text?.text ?? ''
const itemsOf = (device: Device, place: Place): readonly (readonly [string, boolean])[] =>
  look(device, place).items.map(({ text, done: isDone }) => [text, isDone])
/** How many changes of pads stand in the logs of a device. */
const operationsOf = (device: Device, { conversation }: Place): number => {
  const { storage } = present(inspect(device), 'a device that was on')
  return storage.pages(conversation).reduce((sum, { entries }) => sum + entries, 0)
}

async function create(device: Device, kind: PadKind, name = ''): Promise<Place> {
  const conversation = everyone(device)
  const { pad } = await done(device, { type: 'create-pad', conversation, kind, name })
  return { conversation, pad: present(pad, 'a pad that was made has an id') }
}

const hitsOf = (device: Device, text: string): readonly SearchHitView[] =>
  device.look({
    ...{ type: 'search', text, conversation: undefined, member: undefined, from: undefined, until: undefined },
    ...{ hasLink: false, hasFile: false, count: 50 }
  }).hits

/** What the index itself has of a word, whatever may be shown of it. */
const indexedOf = (device: Device, word: string): readonly SearchHit[] =>
  device.storage().search({
    ...{ words: [word], conversation: undefined, member: undefined, from: undefined, until: undefined },
    ...{ hasLink: false, hasFile: false, count: 9 }
  })

let edits = 0
/** Makes a text what it is to be, as a text field does. */
async function type(device: Device, place: Place, words: string, id?: string): Promise<void> {
  const view = look(device, place)
  const text: PadTextView | undefined = id === undefined ? view.text : view.items.find((item) => item.id === id)
  const { id: name, text: before, revision } = present(text, 'the text that is typed in')
  const splice = present(differenceOf(before, words), 'something that is typed')
  edits += 1
  await done(device, { type: 'write-pad', ...place, text: name, revision, edit: edits, splice })
}

async function three(seed: string): Promise<readonly [Site, Device, Device, Device]> {
  const site = await createSite(seed)
  const [anna, ben, cem] = await teamOf(site, 'Anna', 'Ben', 'Cem')
  return [site, present(anna, 'Anna'), present(ben, 'Ben'), present(cem, 'Cem')]
}

function agree(site: Site, place: Place, ...devices: readonly Device[]): PadView {
  const said = (device: Device): string => JSON.stringify([noteOf(device, place), itemsOf(device, place)])
  site.until(() => new Set(devices.map(said)).size === 1, 'everybody seeing the same')
  return look(present(devices[0], 'somebody'), place)
}

/** A change to a note as its device's own program would not write it: at this clock, whatever went before. */
function plantChange(site: Site, device: Device, place: Place, { clock, text }: { clock: number; text: string }): void {
  device.stop('farewell')
  const desk = present(deskOf(device, { dice: site.chance.of('planted'), now: site.timeline.now }), 'it is in a team')
  const client = padClientOf(desk.replica.identity.device, place.conversation, place.pad)
  const content = { type: 'text', text } as const
  const struct = { clock, origin: undefined, rightOrigin: undefined, root: { name: 't', key: undefined }, content }
  const vector = writePadVector(new Map(clock === 0 ? [] : [[client, clock]]))
  const update = writePadUpdate({ client, structs: [struct], deletions: [] })
  const operation = { type: 'pad', pad: place.pad, vector, update } as const
  expect(writeContent(desk, place.conversation, { operation }).ok).toBe(true)
  device.start()
}

describe('writing together', () => {
  test('[P9] two people type in one note at once, and everybody reads what both wrote', async () => {
    const [site, anna, ben, cem] = await three('pads together')
    const place = await create(anna, 'note', 'Baustelle Nord')
    await type(anna, place, 'Kran\nBeton\n')
    site.until(() => noteOf(ben, place) === 'Kran\nBeton\n', 'Ben reading it')
    expect(ben.look({ type: 'pads', conversation: place.conversation }).pads).toEqual([
      { pad: place.pad, kind: 'note', name: 'Baustelle Nord' }
    ])
    await type(anna, place, 'Kran um acht\nBeton\n')
    await type(ben, place, 'Kran\nBeton\nGerüst\n')
    site.pass(10 * second)
    const view = agree(site, place, anna, ben, cem)
    expect(view.text?.text).toBe('Kran um acht\nBeton\nGerüst\n')
    expect(view).toMatchObject({ saved: true, waits: false, mayWrite: true })
  })

  test('[P10] typing makes an operation every few seconds, not one for each key', async () => {
    const [site, anna, ben] = await three('pads batches')
    const place = await create(anna, 'note')
    const before = operationsOf(anna, place)
    let words = ''
    for (let key = 0; key < 100; key += 1) {
      words += 'x'
      await type(anna, place, words)
      site.pass(200)
    }
    site.pass(5 * second)
    const made = operationsOf(anna, place) - before
    expect(made).toBeGreaterThan(2)
    expect(made).toBeLessThan(10)
    site.until(() => noteOf(ben, place) === words, 'Ben reading it')
  })

  test('[P9] items are ticked, moved and added apart from each other, and all of it stands', async () => {
    const [site, anna, ben, cem] = await three('pads apart')
    const place = await create(anna, 'list')
    const { item: milk } = await done(anna, { type: 'add-item', ...place, after: undefined, text: 'Milch' })
    const { item: eggs } = await done(anna, { type: 'add-item', ...place, after: milk, text: 'Eier' })
    site.until(() => itemsOf(ben, place).length === 2, 'Ben seeing both')
    site.network.place(ben.name, 1)
    site.pass(minute)
    await done(anna, { type: 'tick-item', ...place, item: present(milk, 'an item'), on: true })
    await done(anna, { type: 'move-item', ...place, item: present(milk, 'an item'), after: eggs })
    await type(ben, place, 'Milch, frisch', milk)
    await done(ben, { type: 'add-item', ...place, after: eggs, text: 'Brot' })
    site.pass(minute)
    site.network.place(ben.name, 0)
    site.until(() => itemsOf(anna, place).length === 3, 'the news of Ben')
    const view = agree(site, place, anna, ben, cem)
    const [first] = view.items.filter(({ id }) => id === milk)
    expect(first).toMatchObject({ text: 'Milch, frisch', done: true, doneBy: { name: 'Anna', mine: true } })
    expect(view.items.map(({ text }) => text).toSorted()).toEqual(['Brot', 'Eier', 'Milch, frisch'])
  })

  test('[P10] what was typed into an older text than the one that is there is fitted in', async () => {
    const [site, anna, ben] = await three('pads older')
    const place = await create(anna, 'note')
    await type(anna, place, 'eins drei')
    site.until(() => noteOf(ben, place) === 'eins drei', 'Ben reading it')
    const { revision } = present(look(anna, place).text, 'the note')
    await type(ben, place, 'null eins drei')
    site.until(() => noteOf(anna, place) === 'null eins drei', 'Anna reading it')
    const splice = { at: 4, remove: 0, insert: ' zwei' }
    const written = { type: 'write-pad', ...place, text: 't', edit: 999 } as const
    await done(anna, { ...written, revision, splice })
    expect(look(anna, place).text).toMatchObject({ text: 'null eins zwei drei', edit: 999 })
    expect(await submit(anna, { ...written, revision: 77, splice })).toEqual({
      ok: false,
      reason: 'someone-was-faster'
    })
    const wrong = { ...written, revision: revision + 1, splice: { at: 99, remove: 4, insert: '' } }
    expect(await submit(anna, wrong)).toEqual({ ok: false, reason: 'not-allowed' })
    expect(noteOf(anna, place)).toBe('null eins zwei drei')
  })

  test('[S15] the others see where somebody stands, for a few seconds and only in this pad', async () => {
    const [site, anna, ben, cem] = await three('pads cursors')
    const place = await create(anna, 'note')
    await type(anna, place, 'Kran um acht')
    await done(anna, { type: 'save-pad', ...place })
    site.until(() => noteOf(ben, place) === 'Kran um acht', 'Ben reading it')
    await done(anna, { type: 'show-cursor', ...place, text: 't', at: 4 })
    const seen = site.until(() => look(ben, place).cursors[0], 'the cursor of Anna')
    expect(seen).toEqual({ member: memberOf(anna), name: 'Anna', text: 't', at: 4 })
    expect(look(anna, place).cursors).toEqual([])
    const other = await create(cem, 'note')
    site.until(() => look(ben, other).state === 'open', 'the other note')
    expect(look(ben, other).cursors).toEqual([])
    // The beginning is in every note.
    site.pass(2 * second)
    await done(anna, { type: 'show-cursor', ...place, text: 't', at: 0 })
    site.until(() => look(ben, place).cursors[0]?.at === 0, 'Anna at the beginning')
    expect(look(ben, other).cursors).toEqual([])
    const before = operationsOf(ben, place)
    site.pass(20 * second)
    expect(look(ben, place).cursors).toEqual([])
    expect(operationsOf(ben, place)).toBe(before)
  })

  test('[S15] the policy forbids cursors, and where there is no such text nobody stands', async () => {
    const [site, anna, ben] = await three('pads cursors forbidden')
    const place = await create(anna, 'list')
    const { item } = await done(anna, { type: 'add-item', ...place, after: undefined, text: 'Milch' })
    site.until(() => itemsOf(ben, place).length === 1, 'Ben seeing it')
    for (const text of ['t', 'nobody00', 'longer than any'])
      expect(await submit(anna, { type: 'show-cursor', ...place, text, at: 0 })).toEqual({
        ok: false,
        reason: 'unknown-pad'
      })
    const standing = { type: 'show-cursor', ...place, text: present(item, 'an item'), at: 2 } as const
    await done(anna, standing)
    site.until(() => look(ben, place).cursors.length === 1, 'the cursor of Anna')
    await done(anna, { type: 'set-policy', name: 'live-signals', value: false })
    site.pass(20 * second)
    await done(anna, standing)
    site.pass(5 * second)
    expect(look(ben, place).cursors).toEqual([])
  })
})

describe('when something is in the way', () => {
  test('[P10] what the disk had no room for is not called saved, and is stored once there is room', async () => {
    const [site, anna, ben] = await three('pads full disk')
    const place = await create(anna, 'list')
    anna.fault = () => 'full'
    const refused = await submit(anna, { type: 'add-item', ...place, after: undefined, text: 'Milch' })
    expect(refused).toEqual({ ok: false, reason: 'disk-full' })
    expect(look(anna, place).saved).toBe(false)
    anna.fault = undefined
    site.until(() => itemsOf(ben, place).length === 1, 'Ben seeing it')
    expect(look(anna, place).saved).toBe(true)
  })

  test('[P10] a long text may be replaced by another one, and what is too long is refused in words', async () => {
    const [, anna] = await three('pads long')
    const place = await create(anna, 'note')
    await type(anna, place, 'x'.repeat(200_000))
    await type(anna, place, 'y'.repeat(200_000))
    const { revision } = present(look(anna, place).text, 'the note')
    const splice = { at: 0, remove: 0, insert: 'z'.repeat(100_000) }
    const written = await submit(anna, { type: 'write-pad', ...place, text: 't', revision, edit: 1, splice })
    expect(written).toEqual({ ok: false, reason: 'pad-full' })
    expect(noteOf(anna, place)).toBe('y'.repeat(200_000))
  })

  test('[P10] a crash loses what was typed in the last seconds at most, and doubles nothing', async () => {
    for (const fault of ['crash-before', 'crash-after'] as const) {
      const [site, anna, ben] = await three(`pads ${fault}`)
      const place = await create(anna, 'note')
      await type(anna, place, 'eins')
      site.pass(3 * second)
      await type(anna, place, 'eins zwei')
      anna.fault = () => fault
      site.pass(3 * second)
      anna.fault = undefined
      expect(anna.crashes).toBe(1)
      anna.start()
      site.pass(minute)
      const kept = noteOf(anna, place)
      expect(kept).toBe(fault === 'crash-before' ? 'eins' : 'eins zwei')
      await type(anna, place, `${kept} drei`)
      site.until(() => noteOf(ben, place) === `${kept} drei`, 'Ben reading it')
    }
  })

  test('[P9] what somebody writes who was taken out stays outside, and may not be written here', async () => {
    const [site, anna, ben, cem] = await three('pads removed')
    const place = await create(anna, 'note')
    await type(cem, place, 'von Cem').catch(() => undefined)
    site.until(() => look(cem, place).state === 'open', 'Cem having the note')
    await type(cem, place, 'von Cem')
    site.until(() => noteOf(anna, place) === 'von Cem', 'Anna reading it')
    site.network.place(cem.name, 1)
    site.pass(minute)
    await done(anna, { type: 'remove-member', member: memberOf(cem) })
    await type(cem, place, 'von Cem, und noch mehr')
    site.pass(minute)
    site.network.place(cem.name, 0)
    site.pass(5 * minute)
    await type(anna, place, 'von Cem. Anna auch')
    const view = agree(site, place, anna, ben)
    expect(view.text?.text).toBe('von Cem. Anna auch')
    const { revision } = present(look(cem, place).text ?? { revision: 0 }, 'a number')
    const splice = { at: 0, remove: 0, insert: 'x' }
    const late = await submit(cem, { type: 'write-pad', ...place, text: 't', revision, edit: 1, splice })
    expect(late).toEqual({ ok: false, reason: 'removed' })
  })

  test.each(['full', 'from-join'] as const)('[P9] who comes late to a group with history %s', async (history) => {
    const [site, anna, ben, cem] = await three(`pads late ${history}`)
    const members = [{ member: memberOf(ben), role: 'member' as const }]
    const made = await done(anna, { type: 'create-group', name: 'Dach', members, history })
    const conversation = present(made.conversation, 'the group')
    const { pad } = await done(anna, { type: 'create-pad', conversation, kind: 'note', name: 'Alt' })
    const old = { conversation, pad: present(pad, 'a pad') }
    await type(anna, old, 'vorher')
    site.until(() => noteOf(ben, old) === 'vorher', 'Ben reading it')
    await done(anna, { type: 'add-to-group', conversation, members: [memberOf(cem)] })
    site.until(() => cem.look({ type: 'pads', conversation }).mayWrite, 'Cem being in')
    site.pass(minute)
    await type(ben, old, 'vorher und nachher')
    const next = await done(ben, { type: 'create-pad', conversation, kind: 'note', name: 'Neu', from: old.pad })
    const fresh = { conversation, pad: present(next.pad, 'a pad') }
    site.until(() => noteOf(cem, fresh) === 'vorher und nachher', 'Cem reading the new one')
    const names = cem.look({ type: 'pads', conversation }).pads.map(({ name }) => name)
    expect(names).toEqual(history === 'full' ? ['Neu', 'Alt'] : ['Neu'])
    expect(look(cem, old).state).toBe(history === 'full' ? 'open' : 'gone')
    site.pass(10 * second)
    await done(anna, { type: 'name-pad', ...old, name: 'Alt!' })
    site.until(() => look(cem, old).name === 'Alt!', 'the new name')
    expect(noteOf(cem, old)).toBe(history === 'full' ? 'vorher und nachher' : '')
    expect(look(cem, old).waits).toBe(history !== 'full')
  })

  test('[P9] a deleted pad is gone for everybody, and its words with it', async () => {
    const [site, anna, ben] = await three('pads deleted')
    const place = await create(anna, 'note')
    await type(anna, place, 'geheim')
    site.until(() => noteOf(ben, place) === 'geheim', 'Ben reading it')
    await type(ben, place, 'geheim, wirklich')
    agree(site, place, anna, ben)
    await done(ben, { type: 'delete-pad', ...place })
    site.until(() => look(anna, place).state === 'gone', 'Anna hearing of it')
    site.pass(minute)
    for (const device of [anna, ben]) {
      const { storage } = present(inspect(device), 'a device that was on')
      const entries = storage
        .pages(place.conversation)
        .flatMap(({ page }) => storage.entries({ type: 'page', ...place, page, payloads: true }))
      expect(entries.filter(({ erased }) => erased).length).toBe(2)
    }
    const refused = await submit(anna, { type: 'name-pad', ...place, name: 'x' })
    expect(refused).toEqual({ ok: false, reason: 'unknown-pad' })
    // Who leaves it without having typed is told of no words.
    await done(anna, { type: 'save-pad', ...place })
    expect(look(anna, place)).toMatchObject({ state: 'gone', saved: true, unsaved: undefined })
  })

  test('[P9] what was typed and not stored when a pad is deleted is stored no more', async () => {
    const [site, anna, ben] = await three('pads deleted while typing')
    const place = await create(anna, 'note')
    site.until(() => look(ben, place).state === 'open', 'Ben having the note')
    await type(ben, place, 'geheim')
    site.pass(second)
    await type(ben, place, 'geheim, wirklich')
    const before = operationsOf(ben, place)
    await done(ben, { type: 'delete-pad', ...place })
    site.pass(minute)
    // The end of the pad alone.
    expect(operationsOf(ben, place)).toBe(before + 1)
  })

  test('[P9] a pad that came back and is deleted again takes along what was written in between', async () => {
    const [site, anna, ben] = await three('pads deleted twice')
    const place = await create(anna, 'note')
    site.until(() => look(ben, place).state === 'open', 'Ben having the note')
    site.network.place(ben.name, 1)
    site.pass(minute)
    await done(anna, { type: 'delete-pad', ...place })
    site.pass(minute)
    await done(ben, { type: 'name-pad', ...place, name: 'Bleibt' })
    site.network.place(ben.name, 0)
    site.until(() => look(anna, place).name === 'Bleibt', 'the later word of Ben')
    await type(anna, place, 'geheim')
    site.until(() => noteOf(ben, place) === 'geheim', 'Ben reading it')
    await done(anna, { type: 'delete-pad', ...place })
    site.pass(minute)
    const { storage } = present(inspect(ben), 'a device that was on')
    const entries = storage
      .pages(place.conversation)
      .flatMap(({ page }) => storage.entries({ type: 'page', ...place, page, payloads: true }))
    expect(entries.filter(({ erased }) => erased).length).toBe(1)
  })

  test('[P10] what can no longer be stored is said once, is not tried for ever, and can be taken along', async () => {
    const [site, anna, ben] = await three('pads refused')
    const members = [{ member: memberOf(ben), role: 'member' as const }]
    const made = await done(anna, { type: 'create-group', name: 'Dach', members, history: 'full' })
    const conversation = present(made.conversation, 'the group')
    const { pad } = await done(anna, { type: 'create-pad', conversation, kind: 'note', name: 'Maße' })
    const place = { conversation, pad: present(pad, 'a pad') }
    await type(anna, place, 'Breite 4 m')
    site.until(() => noteOf(ben, place) === 'Breite 4 m', 'Ben reading it')
    await type(ben, place, 'Breite 4 m, Höhe 3 m')
    await done(anna, { type: 'remove-from-group', conversation, member: memberOf(ben) })
    const seen = site.until(() => look(ben, place).unsaved, 'the word that it cannot be stored', 2 * minute)
    expect(seen).toEqual({ why: 'not-allowed', text: ', Höhe 3 m' })
    expect(look(ben, place)).toMatchObject({ saved: false, mayWrite: false })
    const before = operationsOf(ben, place)
    site.pass(10 * minute)
    expect(operationsOf(ben, place)).toBe(before)
    expect(noteOf(anna, place)).toBe('Breite 4 m')
    // Back in the group it goes out by itself.
    await done(anna, { type: 'add-to-group', conversation, members: [memberOf(ben)] })
    site.until(() => noteOf(anna, place) === 'Breite 4 m, Höhe 3 m', 'the words of Ben')
    expect(look(ben, place)).toMatchObject({ saved: true, unsaved: undefined })
  })

  test('[P10] what was typed into a pad that somebody deletes meanwhile can be taken along', async () => {
    const [site, anna, ben] = await three('pads deleted under the hand')
    const place = await create(anna, 'note')
    site.until(() => look(ben, place).state === 'open', 'Ben having the note')
    await type(ben, place, 'mein Satz')
    await done(anna, { type: 'delete-pad', ...place })
    site.until(() => look(ben, place).state === 'gone', 'its end')
    site.pass(10 * second)
    const unsaved = { saved: false, unsaved: { why: 'unknown-pad', text: 'mein Satz' } }
    expect(look(ben, place)).toMatchObject(unsaved)
    // However many others are looked at since, and whatever is typed in them.
    for (const name of ['eins', 'zwei', 'drei', 'vier', 'fünf', 'sechs']) {
      const other = await create(ben, 'note', name)
      await type(ben, other, name)
      site.pass(10 * second)
      expect(noteOf(ben, other)).toBe(name)
    }
    expect(look(ben, place)).toMatchObject(unsaved)
  })

  test('[P10] of very many pads whose words cannot be stored the words left last are kept', async () => {
    const [site, anna, ben] = await three('many pads deleted under the hand')
    const places: Place[] = []
    for (let count = 0; count < 18; count += 1) {
      const place = await create(anna, 'note', `Notiz ${count}`)
      site.until(() => look(ben, place).state === 'open', 'Ben having the note')
      await type(ben, place, `Satz ${count}`)
      await done(anna, { type: 'delete-pad', ...place })
      site.until(() => look(ben, place).unsaved, 'the word that it cannot be stored', minute)
      places.push(place)
    }
    const unsaved = places.map((place) => look(ben, place).unsaved?.text)
    const kept = Array.from({ length: 17 }, (_, at) => `Satz ${at + 1}`)
    expect(unsaved).toEqual([undefined, ...kept])
    // The next one that is opened takes the place of the oldest.
    look(ben, await create(ben, 'note', 'noch eine'))
    expect(places.map((place) => look(ben, place).unsaved?.text)).toEqual([undefined, undefined, ...kept.slice(1)])
  })

  test('[P9] what is kept of a pad opens it again, and is gone with the first word that is erased', async () => {
    const [site, anna, ben] = await three('pads kept')
    const place = await create(anna, 'note')
    let words = ''
    for (let edit = 0; edit < 210; edit += 1) {
      words += 'x'
      await type(anna, place, words)
      await done(anna, { type: 'save-pad', ...place })
    }
    site.until(() => noteOf(ben, place) === words, 'Ben reading it')
    site.pass(2 * minute)
    look(ben, place)
    site.pass(2 * minute)
    const name = snapshotNameOf(place)
    const kept = (device: Device): Uint8Array | undefined => device.storage().recall(name)
    for (const device of [anna, ben]) {
      expect(kept(device)?.length).toBeGreaterThan(210 * 32)
      device.stop('farewell')
      device.start()
      expect(noteOf(device, place)).toBe(words)
    }
    await type(ben, place, `${words}y`)
    site.until(() => noteOf(anna, place) === `${words}y`, 'Anna reading what came on top')
    // Somebody new: what was kept is of another membership, so it is not used, and all is there.
    await done(anna, { type: 'set-policy', name: 'retain-days', value: 365 })
    site.pass(minute)
    expect(noteOf(ben, place)).toBe(`${words}y`)
    await done(ben, { type: 'delete-pad', ...place })
    site.until(() => look(anna, place).state === 'gone', 'Anna hearing of it')
    site.pass(minute)
    for (const device of [anna, ben]) expect(kept(device)).toBeUndefined()
  })

  test('[P9] a change that lacks another one keeps nobody from keeping the rest, and is read again once that comes', async () => {
    const [site, anna, ben, cem] = await three('pads with a gap')
    const place = await create(anna, 'note')
    site.until(() => look(cem, place).state === 'open', 'Cem having the note')
    // The second of his changes goes out, as no honest node sends it; the first one is lost on the way, or held back.
    plantChange(site, cem, place, { clock: 1, text: ' zweitens' })
    site.until(() => look(anna, place).waits && look(ben, place).waits, 'both waiting')
    let words = ''
    for (let edit = 0; edit < 210; edit += 1) {
      words += 'x'
      await type(anna, place, words)
      await done(anna, { type: 'save-pad', ...place })
    }
    site.until(() => noteOf(ben, place) === words, 'Ben reading it')
    site.pass(2 * minute)
    for (const device of [anna, ben]) {
      look(device, place)
      site.pass(2 * minute)
      expect(device.storage().recall(snapshotNameOf(place))?.length).toBeGreaterThan(210 * 32)
      device.stop('farewell')
      device.start()
      expect(look(device, place)).toMatchObject({ waits: true, text: { text: words } })
    }
    plantChange(site, cem, place, { clock: 0, text: '1' })
    site.until(() => !look(anna, place).waits && !look(ben, place).waits, 'nobody waiting')
    const { text } = agree(site, place, anna, ben, cem)
    expect([...(text?.text ?? '')].toSorted().join('')).toBe([...`${words}1 zweitens`].toSorted().join(''))
    for (const device of [anna, ben, cem]) {
      device.stop('farewell')
      device.start()
      expect(noteOf(device, place)).toBe(text?.text)
    }
  })

  test('[X5] what stands in notes and lists is found, by whoever has them, and not once it is gone', async () => {
    const [site, anna, ben, cem] = await three('pads found')
    const place = await create(anna, 'note', 'Baustelle Nord')
    await type(anna, place, 'Der Kran kommt um acht')
    const list = await create(anna, 'list', 'Besuch')
    const { item } = await done(anna, { type: 'add-item', ...list, after: undefined, text: 'Helme' })
    const find = (device: Device, text: string): readonly (string | undefined)[] =>
      hitsOf(device, text).map(({ pad }) => pad?.name)
    site.until(() => find(ben, 'kran').length > 0 && find(ben, 'helm').length > 0, 'Ben finding both', minute)
    expect(hitsOf(ben, 'kran')).toMatchObject([
      { pad: { pad: place.pad, kind: 'note', name: 'Baustelle Nord' }, text: 'Der Kran kommt um acht' }
    ])
    expect(hitsOf(ben, 'kran')[0]?.marks).toEqual([{ from: 4, to: 8 }])
    expect(find(ben, 'baustelle')).toEqual(['Baustelle Nord'])
    await type(ben, place, 'Der Bagger kommt um acht')
    await done(anna, { type: 'remove-item', ...list, item: present(item, 'an item') })
    site.until(() => find(anna, 'bagger').length === 1, 'Anna finding the new word', minute)
    site.until(() => find(ben, 'helm').length === 0, 'Ben finding no more', minute)
    expect(find(anna, 'kran')).toEqual([])
    // Somebody is taken out: until all was looked through again nothing of it is found, and then what counts.
    site.network.place(cem.name, 1)
    site.pass(minute)
    await done(anna, { type: 'remove-member', member: memberOf(cem) })
    await type(cem, place, 'Der Bagger kommt um acht, sagt der Polier')
    site.pass(minute)
    site.network.place(cem.name, 0)
    site.pass(5 * minute)
    expect(find(anna, 'polier')).toEqual([])
    expect(find(anna, 'bagger')).toEqual(['Baustelle Nord'])
    await done(ben, { type: 'delete-pad', ...place })
    expect(find(ben, 'bagger')).toEqual([])
    site.until(() => look(anna, place).state === 'gone', 'Anna hearing of it')
    for (const device of [anna, ben]) expect(indexedOf(device, 'bagger')).toEqual([])
  })

  test('[X6] a pad ends with the week in which it began, and says so before', async () => {
    const [site, anna, ben] = await three('pads retained')
    const place = await create(anna, 'note')
    await type(anna, place, 'nur kurz')
    site.until(() => noteOf(ben, place) === 'nur kurz', 'Ben reading it')
    expect(look(anna, place).ends).toBeUndefined()
    await done(anna, { type: 'set-policy', name: 'retain-days', value: 1 })
    const { ends } = look(anna, place)
    expect(ends).toBeGreaterThan(startMs + 24 * 60 * minute)
    site.until(() => hitsOf(anna, 'kurz').length === 1, 'Anna finding it', minute)
    for (const device of site.devices) device.stop('farewell')
    site.pass(10 * 24 * 60 * minute)
    anna.start()
    site.until(() => look(anna, place).state === 'gone', 'its end', 10 * minute)
    expect(anna.look({ type: 'pads', conversation: place.conversation }).pads).toEqual([])
    expect([hitsOf(anna, 'kurz'), indexedOf(anna, 'kurz')]).toEqual([[], []])
    site.pass(minute)
    expect(indexedOf(anna, 'kurz')).toEqual([])
  })
})
