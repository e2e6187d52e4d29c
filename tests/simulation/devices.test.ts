// Several devices of one person: linking, what follows the person from one to the other, and the end of a device.

import { describe, expect, it } from 'vitest'
import { present } from '../../src/base/assert.ts'
import type { DeviceId } from '../../src/base/ids.ts'
import type { LinkingView } from '../../src/node/api-joining.ts'
import { selfScope } from '../../src/team/scopes.ts'
import { inspect } from './desk.ts'
import type { Device } from './device.ts'
import {
  createSite,
  done,
  everyone,
  invite,
  isIn,
  memberOf,
  messages,
  minute,
  say,
  second,
  submit,
  teamOf,
  texts,
  type Site
} from './world.ts'

/** Anna and Ben, connected; and a phone of Anna's that is off. */
async function annaWithPhone(seed: string): Promise<{ site: Site; anna: Device; ben: Device; phone: Device }> {
  const site = await createSite(seed)
  const [anna, ben] = await teamOf(site, 'Anna', 'Ben')
  return { site, anna: present(anna, 'Anna'), ben: present(ben, 'Ben'), phone: site.device("Anna's phone") }
}

type Showing = Extract<LinkingView, { type: 'showing' }>

async function showLink(host: Device): Promise<Showing> {
  await done(host, { type: 'begin-linking' })
  const view = host.look({ type: 'linking' })
  if (view.type !== 'showing') throw new Error('no link is shown')
  return view
}

async function askToBeLinked(device: Device, link: string): Promise<void> {
  device.start()
  await done(device, { type: 'link-this-device', link, deviceName: 'Phone' })
}

/** Waits until the new device stands before the old one, and gives what both screens show. */
function compared(
  site: Site,
  host: Device,
  device: Device
): { readonly old: string; readonly fresh: string | undefined } {
  const asked = site.until(() => {
    const view = host.look({ type: 'linking' })
    return view.type === 'asked' && view
  }, 'a device that asks')
  const join = device.look({ type: 'join' })
  return { old: asked.code, fresh: join.type === 'asking' ? join.code : undefined }
}

function asking(host: Device): Extract<LinkingView, { type: 'asked' }> {
  const view = host.look({ type: 'linking' })
  if (view.type !== 'asked') throw new Error('nobody asks')
  return view
}

function deviceOf(device: Device): DeviceId {
  const team = device.view('team')
  if (team?.type !== 'member') throw new Error(`${device.name} is no member`)
  return team.device
}

async function confirm(host: Device): Promise<void> {
  await done(host, { type: 'confirm-linking', device: asking(host).device })
}

/** All of it, as two people with two screens would do it. */
async function linkTo(site: Site, host: Device, device: Device): Promise<void> {
  const { link } = await showLink(host)
  await askToBeLinked(device, link)
  compared(site, host, device)
  await confirm(host)
  site.until(() => isIn(device), `${device.name} being in`)
}

describe('linking a device', () => {
  it('[I16] both screens show one code, and after the yes the new device is the same person with all history', async () => {
    const { site, anna, ben, phone } = await annaWithPhone('link')
    await say(anna, 'lange her')
    const { link } = await showLink(anna)
    await askToBeLinked(phone, link)
    const { old, fresh } = compared(site, anna, phone)
    expect([old.length, fresh]).toEqual([24, old])
    expect(isIn(phone)).toBe(false)
    await confirm(anna)
    site.until(() => isIn(phone) && texts(phone).includes('lange her'), 'the history')
    expect(memberOf(phone)).toBe(memberOf(anna))
    await say(phone, 'vom Telefon')
    site.until(() => texts(ben).includes('vom Telefon'), 'the message')
    expect(anna.look({ type: 'linking' })).toMatchObject({ type: 'linked', here: true })
    const devices = ben.look({ type: 'members' }).find(({ member }) => member === memberOf(anna))?.devices
    expect(devices?.map(({ name }) => name)).toEqual(['sim', 'Phone'])
  })

  it('[S15] where a person stands in a note is said by whichever device moved last', async () => {
    const { site, anna, ben, phone } = await annaWithPhone('two cursors')
    await linkTo(site, anna, phone)
    const conversation = everyone(anna)
    const { pad: made } = await done(anna, { type: 'create-pad', conversation, kind: 'note', name: '' })
    const place = { conversation, pad: present(made, 'a note') }
    const splice = { at: 0, remove: 0, insert: 'Kran' }
    await done(anna, { type: 'write-pad', ...place, text: 't', revision: 0, edit: 1, splice })
    for (const device of [ben, phone])
      site.until(() => device.look({ type: 'pad', ...place }).text?.text === 'Kran', `${device.name} reading it`)
    for (const [device, at] of [
      [anna, 1],
      [phone, 2],
      [anna, 3]
    ] as const) {
      await done(device, { type: 'show-cursor', ...place, text: 't', at })
      site.pass(2 * second)
    }
    expect(ben.look({ type: 'pad', ...place }).cursors.map(({ at }) => at)).toEqual([3])
  })

  it('[I19] the typed code leads to the same room as the link', async () => {
    const { site, anna, phone } = await annaWithPhone('typed')
    const { code } = await showLink(anna)
    await askToBeLinked(phone, code.toLowerCase().replaceAll('-', ' '))
    const { old, fresh } = compared(site, anna, phone)
    expect(fresh).toBe(old)
    await confirm(anna)
    site.until(() => isIn(phone), 'the phone being in')
  })

  it('[I16] a second device that asks ends the attempt, and both are told', async () => {
    const { site, anna, phone } = await annaWithPhone('two ask')
    const thief = site.device('thief')
    const { link } = await showLink(anna)
    await askToBeLinked(phone, link)
    compared(site, anna, phone)
    await askToBeLinked(thief, link)
    site.until(() => anna.look({ type: 'linking' }).type === 'ended', 'the end')
    expect(anna.look({ type: 'linking' })).toEqual({ type: 'ended', why: 'two-devices' })
    for (const device of [phone, thief]) {
      const join = site.until(() => {
        const view = device.look({ type: 'join' })
        return view.type === 'asking' && view.notice !== undefined && view
      }, 'a word to both')
      expect(join.notice).toBe('two-devices')
    }
    site.pass(minute)
    expect([isIn(phone), isIn(thief)]).toEqual([false, false])
  })

  it('[I16] a link of two minutes ago lets nobody in, and both screens say so', async () => {
    const { site, anna, phone } = await annaWithPhone('late')
    const { link } = await showLink(anna)
    site.pass(2 * minute)
    expect(anna.look({ type: 'linking' })).toEqual({ type: 'ended', why: 'expired' })
    await askToBeLinked(phone, link)
    site.pass(5 * minute)
    expect(phone.look({ type: 'join' })).toMatchObject({ type: 'asking', notice: 'expired' })
    const outcome = await submit(anna, { type: 'confirm-linking', device: deviceOf(anna) })
    expect(outcome).toEqual({ ok: false, reason: 'link-ended' })
    expect(anna.look({ type: 'members' })[0]?.devices).toHaveLength(1)
  })

  it('[I16] without a yes nobody is let in, however long it waits', async () => {
    const { site, anna, phone } = await annaWithPhone('no yes')
    const { link } = await showLink(anna)
    await askToBeLinked(phone, link)
    compared(site, anna, phone)
    await done(anna, { type: 'end-linking' })
    site.pass(10 * minute)
    expect(isIn(phone)).toBe(false)
  })

  it('[I16] where no direct way opens, the same records come through the relay', async () => {
    const { site, anna, phone } = await annaWithPhone('relayed link')
    site.network.isDirect = () => false
    await say(anna, 'durch die Wand')
    await linkTo(site, anna, phone)
    site.until(() => texts(phone).includes('durch die Wand'), 'the history')
  })

  it('[I16] a lossy network delays it and changes nothing', async () => {
    const { site, anna, phone } = await annaWithPhone('loss')
    site.network.weather = { ...site.network.weather, lossPercent: 20, delayMs: [50, 2000] }
    await linkTo(site, anna, phone)
    expect(memberOf(phone)).toBe(memberOf(anna))
  })

  it('[I16] links of the wrong kind are refused in words, at either door', async () => {
    const { site, anna, phone } = await annaWithPhone('wrong door')
    const { link } = await showLink(anna)
    const invitation = await invite(anna)
    phone.start()
    const asDevice = (text: string) => submit(phone, { type: 'link-this-device', link: text, deviceName: 'Phone' })
    const asPerson = (text: string) =>
      submit(phone, { type: 'join-team', link: text, displayName: 'Anna', deviceName: 'Phone' })
    expect(await asDevice(invitation)).toEqual({ ok: false, reason: 'link-not-for-a-device' })
    expect(await asDevice('K7M2-9QXD')).toEqual({ ok: false, reason: 'link-malformed' })
    expect(await asDevice(`${link.slice(0, -1)}${link.endsWith('A') ? 'Q' : 'A'}`)).toEqual({
      ok: false,
      reason: 'link-mistyped'
    })
    expect(await asPerson(link)).toEqual({ ok: false, reason: 'link-not-an-invitation' })
    expect(await submit(anna, { type: 'link-this-device', link, deviceName: 'x' })).toEqual({
      ok: false,
      reason: 'already-in-team'
    })
    expect(site.devices.filter(isIn)).toHaveLength(2)
  })

  it('[R10] the eleventh device of a person is refused before a link is shown', async () => {
    const { site, anna } = await annaWithPhone('ten')
    for (let number = 2; number <= 10; number++) await linkTo(site, anna, site.device(`device ${number}`))
    site.until(() => anna.look({ type: 'members' })[0]?.devices.length === 10, 'ten devices')
    expect(await submit(anna, { type: 'begin-linking' })).toEqual({ ok: false, reason: 'too-many-devices' })
  })

  it('[I16] the power goes at any write of either device: the phone is in, or nothing has happened to it', async () => {
    for (const side of ['old', 'new'] as const) {
      for (let write = 1; write < 40; write++) {
        const { site, anna, phone } = await annaWithPhone(`power ${side} ${write}`)
        const { link } = await showLink(anna)
        await askToBeLinked(phone, link)
        compared(site, anna, phone)
        const victim = side === 'old' ? anna : phone
        let left = write
        victim.fault = () => ((left -= 1) === 0 ? 'crash-after' : undefined)
        const { device } = asking(anna)
        await submit(anna, { type: 'confirm-linking', device })
        site.pass(20 * second)
        const hasCrashed = victim.crashes > 0
        victim.fault = undefined
        for (const each of [anna, phone]) if (each.node === undefined) each.start()
        site.pass(minute)
        const isAdmitted = anna.look({ type: 'members' })[0]?.devices.some((each) => each.device === device) === true
        if (isAdmitted) site.until(() => isIn(phone) && memberOf(phone) === memberOf(anna), 'the phone being in')
        else expect(isIn(phone)).toBe(false)
        if (!hasCrashed) break
      }
    }
  })
})

/** Anna with a laptop and a phone, and Ben. */
async function annaTwice(seed: string): Promise<{ site: Site; anna: Device; ben: Device; phone: Device }> {
  const world = await annaWithPhone(seed)
  await linkTo(world.site, world.anna, world.phone)
  world.site.until(() => world.phone.look({ type: 'members' }).some(({ name }) => name === 'Ben'), 'names on the phone')
  return world
}

const draftOf = (device: Device): string => device.look({ type: 'draft', conversation: everyone(device) }).text

async function type(device: Device, text: string): Promise<void> {
  await done(device, { type: 'keep-draft', conversation: everyone(device), text })
}

/** How many entries a device has written in its own person's conversation. */
function entriesInSelf(device: Device): number {
  const { replica } = present(inspect(device), `${device.name} has a team`)
  const { team, member, device: id } = replica.identity
  return (replica.heads.get(selfScope(team, member))?.get(id)?.[0]?.seq ?? -1) + 1
}

/** Every text or blob of a disk that contains the word. */
function traces(device: Device, word: string): number {
  return device.disk.dump().filter(({ value }) => {
    if (typeof value === 'string') return value.includes(word)
    return value instanceof Uint8Array && Buffer.from(value).includes(word)
  }).length
}

describe('what follows the person', () => {
  it('[C9] a draft stands on the other device when the fingers rest, and goes everywhere when it is sent', async () => {
    const { site, anna, ben, phone } = await annaTwice('draft')
    await type(anna, 'noch nicht fert')
    await type(anna, 'noch nicht fertig')
    site.until(() => draftOf(phone) === 'noch nicht fertig', 'the draft on the phone', 30 * second)
    expect(draftOf(ben)).toBe('')
    await say(phone, 'jetzt fertig')
    site.until(() => draftOf(anna) === '', 'the draft being gone', 30 * second)
    site.until(() => texts(ben).includes('jetzt fertig'), 'the message')
  })

  it('[C9] typing writes one entry for each rest, none for each key, and none at all for who has one device', async () => {
    const { site, anna, ben } = await annaTwice('draft cost')
    site.pass(minute)
    const before = [entriesInSelf(anna), entriesInSelf(ben)]
    for (let length = 1; length <= 40; length++) {
      await type(anna, 'x'.repeat(length))
      await type(ben, 'y'.repeat(length))
      site.pass(second / 2)
    }
    site.pass(20 * second)
    expect([entriesInSelf(anna), entriesInSelf(ben)]).toEqual([(before[0] ?? 0) + 1, before[1]])
  })

  it('[C9] [Q17] words that were not sent are in no log, record or register any more', async () => {
    const { site, anna, phone } = await annaTwice('draft traces')
    await type(anna, 'UNGESAGT eins')
    site.until(() => draftOf(phone) === 'UNGESAGT eins', 'the first draft')
    await type(phone, 'UNGESAGT zwei')
    site.until(() => draftOf(anna) === 'UNGESAGT zwei', 'the second draft')
    await type(anna, '')
    site.until(() => draftOf(phone) === '', 'no draft')
    site.pass(5 * minute)
    expect([traces(anna, 'UNGESAGT'), traces(phone, 'UNGESAGT')]).toEqual([0, 0])
  })

  it('[C9] what was typed apart meets: the later one stands on both, the other is erased, nothing returns', async () => {
    const { site, anna, ben, phone } = await annaTwice('drafts apart')
    site.network.place(phone.name, 1)
    await type(anna, 'am Rechner VERLOREN')
    site.pass(20 * second)
    await type(phone, 'am Telefon')
    site.pass(20 * second)
    expect([draftOf(anna), draftOf(phone)]).toEqual(['am Rechner VERLOREN', 'am Telefon'])
    site.network.place(phone.name, 0)
    site.until(() => draftOf(anna) === 'am Telefon' && draftOf(phone) === 'am Telefon', 'one draft', 15 * minute)
    site.pass(10 * minute)
    expect([traces(anna, 'VERLOREN'), traces(phone, 'VERLOREN'), draftOf(ben)]).toEqual([0, 0, ''])
  })

  it('[C9] a draft of the only device comes along when a second one is linked', async () => {
    const { site, anna, phone } = await annaWithPhone('draft before')
    await type(anna, 'schon lange hier')
    await linkTo(site, anna, phone)
    site.until(() => draftOf(phone) === 'schon lange hier', 'the draft')
    phone.stop('vanish')
    phone.start()
    expect(draftOf(phone)).toBe('schon lange hier')
  })

  it('[C1] what one device has read is read on the other', async () => {
    const { site, anna, ben, phone } = await annaTwice('marks')
    const entry = await say(ben, 'lies mich')
    const unread = (device: Device) =>
      device.look({ type: 'conversations' }).find(({ conversation }) => conversation === everyone(device))?.unread
    site.until(() => unread(anna) === 1 && unread(phone) === 1, 'it being unread')
    await done(phone, { type: 'mark-read', conversation: everyone(phone), upTo: entry })
    site.until(() => unread(anna) === 0, 'it being read')
  })

  it('[C3] [C7] my message is mine on both devices, either corrects it, and my own phone is nobody else', async () => {
    const { site, anna, ben, phone } = await annaTwice('mine')
    ben.stop('farewell')
    const entry = await say(anna, 'ein Tipfehler')
    const shown = () => messages(phone).find(({ message }) => message === entry)
    site.until(() => shown() !== undefined, 'the message on the phone')
    expect(shown()?.mine).toBe(true)
    site.pass(2 * minute)
    expect(messages(anna).find(({ message }) => message === entry)?.delivery).toMatchObject({
      state: 'stored',
      has: 0,
      of: 1
    })
    await done(phone, { type: 'edit', conversation: everyone(phone), target: entry, text: 'ein Tippfehler' })
    ben.start()
    site.until(() => texts(ben).includes('ein Tippfehler') && texts(anna).includes('ein Tippfehler'), 'the correction')
    site.until(
      () => messages(anna).find(({ message }) => message === entry)?.delivery.state === 'everywhere',
      'it being with everyone'
    )
    await done(phone, { type: 'delete', conversation: everyone(phone), target: entry })
    site.until(() => messages(ben).every(({ type }) => type === 'deleted'), 'it being deleted')
  })
})

const stateOf = (device: Device) => device.view('team')?.type

async function revoke(host: Device, device: DeviceId): Promise<void> {
  await done(host, { type: 'revoke-device', device })
}

describe('the end of a device', () => {
  it('[R7] [S12] a revoked phone hears it in mid-session, stops, and gets nothing that is said afterwards', async () => {
    const { site, anna, ben, phone } = await annaTwice('revoked')
    await say(phone, 'noch da')
    site.until(() => texts(ben).includes('noch da'), 'the last word')
    await revoke(anna, deviceOf(phone))
    site.until(() => stateOf(phone) === 'removed', 'the phone hearing it', minute)
    const said = await say(anna, 'ohne das Telefon')
    site.until(() => texts(ben).includes('ohne das Telefon'), 'the message')
    phone.stop('vanish')
    phone.start()
    site.pass(5 * minute)
    expect(stateOf(phone)).toBe('removed')
    expect(phone.storage().entries({ type: 'hashes', hashes: [said] })).toEqual([])
    const posted = await submit(phone, { type: 'post', conversation: everyone(anna), text: 'x', reply: undefined })
    expect(posted).toEqual({ ok: false, reason: 'removed' })
    expect(ben.look({ type: 'members' }).map(({ devices }) => devices.length)).toEqual([1, 1])
    expect(texts(ben)).toEqual(['noch da', 'ohne das Telefon'])
  })

  it('[K8] [K11] the same moment brings fences and new keys, and nobody who knows seals anything to it', async () => {
    const { site, anna, ben, phone } = await annaTwice('new keys')
    await say(phone, 'unter alten Schlüsseln')
    site.until(() => texts(ben).length === 1 && texts(anna).length === 1, 'the message')
    const lost = deviceOf(phone)
    phone.stop('vanish')
    await revoke(anna, lost)
    const { replica } = present(inspect(anna), 'Anna')
    const { team, member } = replica.identity
    expect(replica.membership.team.cuts.filter(({ device }) => device === lost).map(({ scope }) => scope)).toContain(
      everyone(anna)
    )
    for (const scope of [team, selfScope(team, member)]) {
      const book = present(replica.membership.books.get(scope), 'there are keys')
      const current = present(book.current, 'an epoch that is safe at once')
      expect(book.byId.get(current)?.recipients.has(lost)).toBe(false)
    }
    site.until(() => ben.look({ type: 'members' }).every(({ devices }) => devices.length === 1), 'Ben knowing')
    await say(ben, 'unter neuen')
    // The key goes out with the message: nobody waits for the next word about heads.
    site.until(() => texts(anna).includes('unter neuen'), 'the message', 5 * second)
    const bens = present(inspect(ben), 'Ben').replica.membership.books.get(team)
    expect(bens?.byId.get(present(bens.current, 'an epoch'))?.recipients.has(lost)).toBe(false)
    expect(texts(ben)).toEqual(['unter alten Schlüsseln', 'unter neuen'])
  })

  it('[R7] from a backup made before its end it is shown the proof, and stops', async () => {
    const { site, anna, phone } = await annaTwice('backup of a revoked one')
    const lost = deviceOf(phone)
    phone.stop('farewell')
    const backup = phone.disk.backup()
    await revoke(anna, lost)
    site.pass(minute)
    phone.restore(backup)
    phone.start()
    expect(stateOf(phone)).toBe('member')
    site.until(() => stateOf(phone) === 'removed', 'the phone hearing it', 15 * minute)
    expect(anna.look({ type: 'members' })[0]?.devices.map(({ device }) => device)).not.toContain(lost)
  })

  it('[R7] it is replaced by a new device on the same machine, under another key', async () => {
    const { site, anna, ben, phone } = await annaTwice('replaced')
    const lost = deviceOf(phone)
    await say(anna, 'von früher')
    await revoke(anna, lost)
    site.until(() => stateOf(phone) === 'removed', 'the phone hearing it')
    phone.stop('farewell')
    phone.restore(undefined)
    await linkTo(site, anna, phone)
    expect(deviceOf(phone)).not.toBe(lost)
    site.until(() => texts(phone).includes('von früher'), 'the history')
    await say(phone, 'wieder da')
    site.until(() => texts(ben).includes('wieder da'), 'the message')
  })

  it('[R6] two that end each other while apart are both out, on every device that hears of both', async () => {
    const site = await createSite('quarrel')
    const [first, ben, cem] = await teamOf(site, 'Anna', 'Ben', 'Cem')
    const anna = present(first, 'Anna')
    const others = [present(ben, 'Ben'), present(cem, 'Cem')] as const
    const phone = site.device("Anna's phone")
    await linkTo(site, anna, phone)
    const [laptop, mobile] = [deviceOf(anna), deviceOf(phone)]
    const knows = (device: Device, lost: DeviceId): boolean =>
      device.look({ type: 'members' }).every(({ devices }) => devices.every((each) => each.device !== lost))
    site.until(() => others.every((device) => !knows(device, mobile)), 'the phone being known')
    for (const device of [phone, others[1]]) site.network.place(device.name, 1)
    await revoke(anna, mobile)
    await revoke(phone, laptop)
    site.until(() => knows(others[0], mobile) && knows(others[1], laptop), 'each half knowing one')
    for (const device of [phone, others[1]]) site.network.place(device.name, 0)
    site.until(
      () => others.every((device) => knows(device, mobile) && knows(device, laptop)),
      'all knowing',
      15 * minute
    )
    site.until(() => stateOf(anna) === 'removed' && stateOf(phone) === 'removed', 'both hearing it', 15 * minute)
  })

  it('[T2] nobody ends a device of an equal or a higher one, nor the one in the hand', async () => {
    const { site, anna, ben, phone } = await annaTwice('not allowed')
    const end = (host: Device, device: DeviceId) => submit(host, { type: 'revoke-device', device })
    expect(await end(ben, deviceOf(anna))).toEqual({ ok: false, reason: 'not-allowed' })
    expect(await end(ben, deviceOf(phone))).toEqual({ ok: false, reason: 'not-allowed' })
    expect(await end(anna, deviceOf(anna))).toEqual({ ok: false, reason: 'not-allowed' })
    const nobody = 'ab'.repeat(32) as DeviceId
    expect(await end(anna, nobody)).toEqual({ ok: false, reason: 'unknown-device' })
    const lost = deviceOf(ben)
    await revoke(anna, lost)
    site.until(() => stateOf(ben) === 'removed', 'Ben hearing it')
  })
})

describe('two devices of one person, apart', () => {
  it('[F2] [C3] what both wrote stands on both, once they meet', async () => {
    const { site, anna, ben, phone } = await annaTwice('apart')
    site.network.place(phone.name, 1)
    await say(anna, 'am Rechner')
    await say(phone, 'am Telefon')
    await done(anna, { type: 'set-profile', name: 'Anna am Rechner', about: '' })
    site.pass(minute)
    await done(phone, { type: 'set-profile', name: 'Anna am Telefon', about: '' })
    site.network.place(phone.name, 0)
    const all = [anna, ben, phone]
    site.until(() => all.every((device) => texts(device).length === 2), 'both messages', 15 * minute)
    expect(all.map((device) => texts(device))).toEqual(Array.from({ length: 3 }, () => ['am Rechner', 'am Telefon']))
    site.until(
      () => all.every((device) => device.look({ type: 'members' }).some(({ name }) => name === 'Anna am Telefon')),
      'one name'
    )
  })

  it('[X1] who comes after an edited message was erased does not ask for its edits for ever', async () => {
    const { site, anna, phone } = await annaWithPhone('edits gone')
    const entry = await say(anna, 'das war')
    await done(anna, { type: 'edit', conversation: everyone(anna), target: entry, text: 'das war nie' })
    await done(anna, { type: 'delete', conversation: everyone(anna), target: entry })
    await linkTo(site, anna, phone)
    site.until(() => messages(phone).some(({ type }) => type === 'deleted'), 'the deleted message')
    site.pass(minute)
    expect(phone.storage().entries({ type: 'without-payload', scope: everyone(anna), count: 10 })).toEqual([])
  })

  it('[C1] each names itself, and the others see it', async () => {
    const { site, anna, ben, phone } = await annaTwice('names')
    await done(phone, { type: 'rename-device', name: '  Diensthandy ' })
    expect(await submit(phone, { type: 'rename-device', name: ' ' })).toEqual({ ok: false, reason: 'empty-name' })
    for (const device of [anna, ben])
      site.until(
        () =>
          device.look({ type: 'members' }).some(({ devices }) => devices.some(({ name }) => name === 'Diensthandy')),
        'the name'
      )
  })
})
