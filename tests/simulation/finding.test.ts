// Finding, in worlds of some devices: what was said is found wherever it came, and what is gone is found nowhere.

import { describe, expect, it } from 'vitest'
import { present } from '../../src/base/assert.ts'
import type { EntryHash } from '../../src/base/ids.ts'
import type { SearchHitView, SearchRequest } from '../../src/node/api-search.ts'
import { findable } from './checks.ts'
import { inspect } from './desk.ts'
import type { Device } from './device.ts'
import {
  createSite,
  day,
  done,
  everyone,
  join,
  joinAsGuest,
  linkDevice,
  memberOf,
  minute,
  say,
  second,
  teamOf,
  texts,
  type Site
} from './world.ts'

function find(device: Device, text: string, parts: Partial<SearchRequest> = {}): readonly SearchHitView[] {
  const none = { conversation: undefined, member: undefined, from: undefined, until: undefined }
  return device.look({ type: 'search', text, ...none, hasLink: false, hasFile: false, count: 50, ...parts }).hits
}

function found(device: Device, text: string, parts: Partial<SearchRequest> = {}): readonly string[] {
  return find(device, text, parts).map((hit) => hit.text)
}

async function pairOf(site: Site): Promise<readonly [Device, Device]> {
  const [anna, ben] = await teamOf(site, 'Anna', 'Ben')
  if (anna === undefined || ben === undefined) throw new Error('two were asked for')
  return [anna, ben]
}

/** Every text or blob of a disk that contains the word. */
function traces(device: Device, word: string): number {
  return device.disk.dump().filter(({ value }) => {
    if (typeof value === 'string') return value.includes(word)
    return value instanceof Uint8Array && Buffer.from(value).includes(word)
  }).length
}

function unfound(device: Device, site: Site): readonly string[] {
  const inspected = inspect(device)
  return inspected === undefined ? ['nobody'] : findable(inspected, site.timeline.now)
}

describe('what was said', () => {
  it('[X5] is found by whoever has it, with its words marked, newest first, in pages', async () => {
    const site = await createSite('find')
    const [anna, ben] = await pairOf(site)
    await say(anna, 'Der Haustürschlüssel liegt beim Pförtner')
    site.pass(second)
    await say(ben, 'Wo ist der Schlüssel?')
    const here = everyone(ben)
    site.until(() => texts(ben).length === 2 && texts(anna).length === 2, 'both messages')
    for (const device of [anna, ben]) {
      const hits = find(device, 'schluessel')
      expect(hits.map(({ text, marks }) => marks.map(({ from, to }) => text.slice(from, to)))).toEqual([
        ['Schlüssel'],
        ['schlüssel']
      ])
      expect(hits.flatMap((hit) => (hit.pad === undefined ? [[hit.authorName, hit.mine]] : []))).toEqual([
        ['Ben', device === ben],
        ['Anna', device === anna]
      ])
    }
    expect(found(ben, 'schlüssel', { member: memberOf(anna) })).toEqual(['Der Haustürschlüssel liegt beim Pförtner'])
    expect(found(ben, 'pfortner', { conversation: here }).length).toBe(1)
    expect(found(ben, 'pförtner', { until: 1 })).toEqual([])
    expect(found(ben, '')).toEqual([])
    const page = ben.look({
      ...{ type: 'search', text: 'der', conversation: undefined, member: undefined, from: undefined, until: undefined },
      ...{ hasLink: false, hasFile: false, count: 1 }
    })
    expect([page.hits.length, page.more]).toEqual([1, true])
  })

  it('[X5] is shown around the words, and a long text is cut there', async () => {
    const site = await createSite('around')
    const [anna] = await pairOf(site)
    await say(anna, `${'vorher '.repeat(40)}Fundstelle ${'nachher '.repeat(60)}`)
    const [hit] = find(anna, 'fundstelle')
    expect(hit?.cutBefore).toBe(true)
    expect(hit?.cutAfter).toBe(true)
    expect(hit?.text.length).toBeLessThanOrEqual(200)
    expect(hit?.marks.map(({ from, to }) => hit.text.slice(from, to))).toEqual(['Fundstelle'])
  })

  it('[X5] links are found without a word', async () => {
    const site = await createSite('links')
    const [anna] = await pairOf(site)
    await say(anna, 'Plan: https://plan.example/a')
    await say(anna, 'ohne')
    expect(found(anna, '', { hasLink: true })).toEqual(['Plan: https://plan.example/a'])
  })

  it('[X5] an edit is found by its new words only, whichever came first', async () => {
    const site = await createSite('edit')
    const [anna, ben] = await pairOf(site)
    const target = await say(anna, 'alterwortlaut')
    await done(anna, { type: 'edit', conversation: everyone(anna), target, text: 'neuerwortlaut' })
    site.until(() => texts(ben)[0] === 'neuerwortlaut', 'the edit')
    for (const device of [anna, ben]) {
      expect(found(device, 'alterwort')).toEqual([])
      expect(found(device, 'neuerwort')).toEqual(['neuerwortlaut'])
    }
  })

  it('[X5] [C3] an edit from a device whose clock is behind is found, too', async () => {
    const site = await createSite('edit from behind')
    const [anna, ben] = await pairOf(site)
    const phone = await linkDevice(site, anna, 'Telefon')
    const target = await say(anna, 'alterwortlaut')
    site.until(() => texts(phone).length === 1, 'the message')
    phone.clock.set(-30 * minute)
    for (const text of ['zwischenwortlaut', 'neuerwortlaut'])
      await done(phone, { type: 'edit', conversation: everyone(anna), target, text })
    for (const device of [anna, ben, phone]) {
      site.until(() => texts(device)[0] === 'neuerwortlaut', 'the edit')
      expect([found(device, 'alterwort'), found(device, 'neuerwort')]).toEqual([[], ['neuerwortlaut']])
      expect(unfound(device, site)).toEqual([])
    }
  })

  it('[X5] [K13] an edit that a fence leaves out is found no more, and the words before it are again', async () => {
    const site = await createSite('edit beyond a fence')
    const [anna, ben, cem] = await teamOf(site, 'Anna', 'Ben', 'Cem')
    if (anna === undefined || ben === undefined || cem === undefined) throw new Error('three were asked for')
    const member = memberOf(cem)
    const target = await say(cem, 'alterwortlaut')
    for (const device of [anna, ben]) site.until(() => texts(device).length === 1, 'the message')
    anna.stop('farewell')
    await done(cem, { type: 'edit', conversation: everyone(cem), target, text: 'neuerwortlaut' })
    site.until(() => texts(ben)[0] === 'neuerwortlaut', 'the edit')
    for (const device of [ben, cem]) device.stop('farewell')
    anna.start()
    await done(anna, { type: 'remove-member', member })
    ben.start()
    site.until(() => texts(ben)[0] === 'alterwortlaut', 'the fence')
    site.pass(minute)
    expect([found(ben, 'neuerwort'), found(ben, 'alterwort')]).toEqual([[], ['alterwortlaut']])
    expect(unfound(ben, site)).toEqual([])
  })

  it('[K6] who comes later finds what was said before', async () => {
    const site = await createSite('later')
    const [anna] = await pairOf(site)
    await say(anna, 'ersteswort')
    site.pass(second)
    await say(anna, 'zweiteswort')
    const cem = site.device('Cem')
    await join(site, anna, cem)
    site.until(() => texts(cem).length === 2, 'the history')
    expect(found(cem, 'eswort')).toEqual(['zweiteswort', 'ersteswort'])
  })
})

describe('what is gone', () => {
  it('[Q17] a deleted message and its edits are found nowhere and their words stand in no table', async () => {
    const site = await createSite('gone')
    const [anna, ben] = await pairOf(site)
    const target = await say(anna, 'geheimwort eins')
    await done(anna, { type: 'edit', conversation: everyone(anna), target, text: 'geheimwort zwei' })
    site.until(() => found(ben, 'geheim')[0] === 'geheimwort zwei', 'the edit')
    expect(traces(ben, 'geheimwort')).toBeGreaterThan(0)
    await done(anna, { type: 'delete', conversation: everyone(anna), target })
    site.until(() => found(ben, 'geheim').length === 0, 'the delete')
    for (const device of [anna, ben]) {
      expect(found(device, 'heimwort')).toEqual([])
      expect(traces(device, 'eheimwort')).toBe(0)
    }
  })

  it('[C2] what is hidden only, or taken away by an admin, is not found either', async () => {
    const site = await createSite('hidden')
    const [anna, ben] = await pairOf(site)
    await done(anna, { type: 'set-policy', name: 'destroy-allowed', value: false })
    site.pass(30 * second)
    const [own, other] = [await say(ben, 'versteckt eins'), await say(ben, 'versteckt zwei')]
    site.until(() => texts(anna).length === 2, 'both')
    await done(ben, { type: 'delete', conversation: everyone(ben), target: own })
    await done(anna, { type: 'moderate', conversation: everyone(anna), target: other })
    site.pass(30 * second)
    for (const device of [anna, ben]) expect(found(device, 'versteckt')).toEqual([])
  })

  it('[X6] what the team keeps no longer is not found', async () => {
    const site = await createSite('retained')
    const [anna, ben] = await pairOf(site)
    await say(anna, 'altlastwort')
    site.until(() => found(ben, 'altlast').length === 1, 'the message')
    await done(anna, { type: 'set-policy', name: 'retain-days', value: 1 })
    site.pass(minute)
    for (const device of [anna, ben]) device.stop('farewell')
    site.pass(10 * day)
    for (const device of [anna, ben]) device.start()
    site.pass(2 * minute)
    for (const device of [anna, ben]) {
      expect(found(device, 'altlast')).toEqual([])
      expect(traces(device, 'altlastwort')).toBe(0)
    }
  })
})

describe('what somebody may not see', () => {
  it('[C13] what a person hid for itself is found by the others only, with its files, and again when it is taken back', async () => {
    const site = await createSite('hidden for me')
    const [anna, ben] = await pairOf(site)
    const conversation = everyone(ben)
    const { file } = await done(anna, { type: 'attach-file', size: 4, name: 'hebeplan.pdf', mime: 'application/pdf' })
    await done(anna, { type: 'add-to-file', file: present(file, 'it has a number'), bytes: new Uint8Array(4) })
    const files = [{ file: present(file, 'it has a number'), extra: { type: 'none' } as const }]
    const { entry } = await done(anna, { type: 'post-files', conversation, text: 'kranwort', reply: undefined, files })
    site.until(() => found(ben, 'kranwort').length === 1, 'the message')
    const filesOf = (device: Device): readonly string[] =>
      device.look({ type: 'files', conversation, kinds: ['document'], count: 9 }).files.map(({ name }) => name)
    const hide = (on: boolean) =>
      done(ben, { type: 'hide', conversation, targets: [present(entry, 'a post is an entry')], on })
    await hide(true)
    expect([found(ben, 'kranwort'), found(ben, 'hebeplan'), found(ben, '', { hasFile: true })]).toEqual([[], [], []])
    expect(filesOf(ben)).toEqual([])
    expect([found(anna, 'kranwort').length, filesOf(anna)]).toEqual([1, ['hebeplan.pdf']])
    await hide(false)
    expect([found(ben, 'hebeplan').length, filesOf(ben)]).toEqual([1, ['hebeplan.pdf']])
  })

  it('[C13] what is hidden takes no place in the parts of a long list', async () => {
    const site = await createSite('hidden parts')
    const [anna] = await pairOf(site)
    const targets: EntryHash[] = []
    for (let number = 0; number < 60; number += 1) {
      const message = await say(anna, `reihe ${number}`)
      if (number >= 5 && number < 55) targets.push(message)
    }
    await done(anna, { type: 'hide', conversation: everyone(anna), targets, on: true })
    const part = (before: number | undefined) =>
      anna.look({ type: 'search', ...anything, text: 'reihe', before, count: 4 })
    const first = part(undefined)
    const second = part(first.hits.at(-1)?.place)
    const third = part(second.hits.at(-1)?.place)
    expect([first.more, second.more, third.more]).toEqual([true, true, false])
    const all = [...first.hits, ...second.hits, ...third.hits].map(({ text }) => text)
    expect(all).toEqual([59, 58, 57, 56, 55, 4, 3, 2, 1, 0].map((number) => `reihe ${number}`))
  })

  it('[K6] who was taken out of a group finds what stood in it, and nothing that was said after', async () => {
    const site = await createSite('group left')
    const [anna, ben] = await pairOf(site)
    const members = [{ member: memberOf(ben), role: 'member' as const }]
    const made = await done(anna, { type: 'create-group', name: 'Dach', members, history: 'full' })
    const group = present(made.conversation, 'a group has an id')
    await say(anna, 'dachwort davor', group)
    site.until(() => found(ben, 'dachwort').length === 1, 'the message')
    await done(anna, { type: 'remove-from-group', conversation: group, member: memberOf(ben) })
    site.pass(30 * second)
    await say(anna, 'dachwort danach', group)
    site.pass(minute)
    expect(found(ben, 'dachwort')).toEqual(['dachwort davor'])
    expect(traces(ben, 'danach')).toBe(0)
  })

  it('[K16] a guest finds what is said in its groups, and nothing of the team', async () => {
    const site = await createSite('guest finds')
    const [anna, ben] = await pairOf(site)
    const members = [{ member: memberOf(ben), role: 'member' as const }]
    const made = await done(anna, { type: 'create-group', name: 'Dach', members, history: 'full' })
    const group = present(made.conversation, 'a group has an id')
    await say(anna, 'ziegelwort im Team')
    await say(anna, 'ziegelwort in der Gruppe', group)
    const guest = site.device('Gast')
    await joinAsGuest(site, anna, guest, [group])
    site.until(() => found(guest, 'ziegelwort').length > 0, 'the group')
    site.pass(minute)
    expect(found(guest, 'ziegelwort')).toEqual(['ziegelwort in der Gruppe'])
    expect(found(guest, '', { member: memberOf(anna) })).toEqual(['ziegelwort in der Gruppe'])
    expect(traces(guest, 'im Team')).toBe(0)
  })

  it('[X6] what disappears is not found from its time on', async () => {
    const site = await createSite('disappears')
    const [anna] = await pairOf(site)
    await done(anna, { type: 'set-timer', conversation: everyone(anna), seconds: 30 })
    await say(anna, 'fluchtwort')
    expect(found(anna, 'fluchtwort')).toEqual(['fluchtwort'])
    site.pass(31 * second)
    expect(found(anna, 'fluchtwort')).toEqual([])
  })
})

describe('what the index missed', () => {
  it('[X5] a database from before the index is looked through in slices, and everything is found', async () => {
    const site = await createSite('older')
    const [anna] = await pairOf(site)
    const said = Array.from({ length: 450 }, (_, number) => `schraube nummer${number}`)
    for (const text of said) await say(anna, text)
    anna.stop('vanish')
    const storage = anna.disk.open()
    const hits = storage.search({
      ...{ words: ['schraube'], conversation: undefined, member: undefined, from: undefined, until: undefined },
      ...{ hasLink: false, hasFile: false, count: 1000 }
    })
    storage.append({
      ...{ entries: [], heads: [], payloads: [], erase: [], unerase: [], drop: [] },
      records: [{ keep: 'truth', name: 'search-begun', value: undefined }],
      search: { put: [], forget: hits.flatMap((hit) => (hit.pad === undefined ? [hit.message] : [])) }
    })
    anna.start()
    expect(found(anna, 'schraube')).toEqual([])
    expect(anna.look({ type: 'search', ...anything, text: 'schraube' }).growing).toBe(true)
    site.until(() => unfound(anna, site).length === 0, 'everything found')
    expect(anna.look({ type: 'search', ...anything, text: 'schraube' }).growing).toBe(false)
    anna.stop('vanish')
    anna.start()
    expect(found(anna, 'nummer449')).toEqual(['schraube nummer449'])
  })

  it('[L9] what comes from more than a day ahead is found when it is shown', async () => {
    const site = await createSite('ahead')
    const [anna, ben] = await pairOf(site)
    ben.clock.set(day + 30 * minute)
    await say(ben, 'zukunftswort')
    ben.clock.set(0)
    site.pass(minute)
    expect(found(anna, 'zukunft')).toEqual([])
    site.pass(31 * minute)
    expect(texts(anna)).toEqual(['zukunftswort'])
    expect(found(anna, 'zukunft')).toEqual(['zukunftswort'])
  })

  it('[L9] [X5] what was changed ahead of time is found as it stands when the clock is set right, and changed when its time comes', async () => {
    const site = await createSite('back from ahead')
    const [anna] = await pairOf(site)
    const edited = await say(anna, 'Leiter im Keller')
    const deleted = await say(anna, 'Leiter im Hof')
    const conversation = everyone(anna)
    anna.clock.set(2 * day)
    await done(anna, { type: 'edit', conversation, target: edited, text: 'Leiter auf dem Dach' })
    await done(anna, { type: 'delete', conversation, target: deleted })
    expect(found(anna, 'dach')).toEqual(['Leiter auf dem Dach'])
    site.pass(2 * minute)
    anna.clock.set(0)
    site.pass(2 * minute)
    expect(texts(anna)).toContain('Leiter im Keller')
    expect([found(anna, 'dach'), found(anna, 'keller')]).toEqual([[], ['Leiter im Keller']])
    anna.stop('farewell')
    anna.start()
    site.pass(minute)
    expect([found(anna, 'dach'), found(anna, 'keller')]).toEqual([[], ['Leiter im Keller']])
    site.pass(2 * day)
    expect([found(anna, 'dach'), found(anna, 'keller')]).toEqual([['Leiter auf dem Dach'], []])
  })
})

const anything: SearchRequest = {
  text: '',
  conversation: undefined,
  member: undefined,
  from: undefined,
  until: undefined,
  hasLink: false,
  hasFile: false,
  count: 300
}
