// Named weather: what the design promises in words, played once on real nodes in a simulated world.

import { describe, expect, it } from 'vitest'
import { deskOf, inspect } from './desk.ts'
import type { Device } from './device.ts'
import { writeControl } from '../../src/node/write.ts'
import { additionOf, crimes } from './rogue.ts'
import {
  ask,
  createSite,
  day,
  directOf,
  done,
  everyone,
  found,
  invite,
  isIn,
  meet,
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

/** A team of exactly these, typed by its size. */
async function pairOf(site: Site): Promise<readonly [Device, Device]> {
  const [anna, ben] = await teamOf(site, 'Anna', 'Ben')
  if (anna === undefined || ben === undefined) throw new Error('two were asked for')
  return [anna, ben]
}

async function threeOf(site: Site): Promise<readonly [Device, Device, Device]> {
  const [anna, ben, cem] = await teamOf(site, 'Anna', 'Ben', 'Cem')
  if (anna === undefined || ben === undefined || cem === undefined) throw new Error('three were asked for')
  return [anna, ben, cem]
}

/** Every text or blob of a disk that contains the word. */
function traces(device: Device, word: string): number {
  return device.disk.dump().filter(({ value }) => {
    if (typeof value === 'string') return value.includes(word)
    return value instanceof Uint8Array && Buffer.from(value).includes(word)
  }).length
}

describe('who is there and who is not', () => {
  it('[S7] the third is offline, the first two leave, the third meets one of them: everything arrives', async () => {
    const site = await createSite('third')
    const [anna, ben, cem] = await threeOf(site)
    const place = everyone(anna)
    cem.stop('farewell')
    await say(anna, 'eins')
    site.pass(2 * second)
    await say(ben, 'zwei')
    site.pass(5 * second)
    anna.stop('farewell')
    ben.stop('farewell')
    site.pass(minute)
    cem.start()
    site.pass(minute)
    expect(texts(cem, place)).toEqual([])
    ben.start()
    site.until(() => texts(cem, place).length === 2, 'both messages')
    expect(texts(cem, place)).toEqual(['eins', 'zwei'])
  })

  it('[S13] two halves that re-keyed apart find each other by thin letters', async () => {
    const site = await createSite('halves')
    const [anna, ben, cem, dora] = await teamOf(site, 'Anna', 'Ben', 'Cem', 'Dora')
    const all = [anna, ben, cem, dora].filter((device) => device !== undefined)
    for (const device of all) device.stop('farewell')
    site.pass(8 * day)
    for (const [index, device] of all.entries()) site.network.place(device.name, index < 2 ? 1 : 2)
    for (const device of all) device.start()
    site.pass(20 * second)
    for (const device of all) await say(device, `${device.name} war da`)
    site.pass(20 * second)
    for (const device of all) expect(texts(device)).toHaveLength(2)
    // A fresh start each: nobody remembers a PeerId, and each half calls out where the other does not listen.
    for (const device of all) device.stop('vanish')
    for (const device of all) site.network.place(device.name, 0)
    site.pass(minute)
    for (const device of all) device.start()
    site.until(() => all.every((device) => texts(device).length === 4), 'both halves on every screen', 15 * minute)
    site.pass(2 * minute)
    const current = all.map((device) => inspect(device)?.replica.membership.books.get(teamOfDevice(device))?.current)
    expect(new Set(current).size).toBe(1)
  })

  it('[S7] without signaling and relay, those who are connected go on talking; newcomers wait until it is back', async () => {
    const site = await createSite('outage')
    const [anna, ben] = await pairOf(site)
    site.until(() => anna.look({ type: 'connection' }).state === 'direct', 'a direct way')
    const link = await invite(anna)
    site.network.signaling = false
    site.network.relay = false
    site.network.settle()
    site.pass(30 * second)
    await say(anna, 'hörst du mich')
    site.until(() => texts(ben).includes('hörst du mich'), 'the message')
    const cem = site.device('Cem')
    await ask(cem, link)
    site.pass(2 * minute)
    expect(cem.view('join')).toMatchObject({ type: 'asking', step: 'nobody-yet' })
    site.network.signaling = true
    site.network.relay = true
    site.network.settle()
    site.until(() => isIn(cem), 'the newcomer being in')
    site.until(() => texts(cem).length === 1, 'what was said before it came')
  })

  it('[S7] where no direct way opens, everything goes through the relay', async () => {
    const site = await createSite('relayed')
    site.network.isDirect = () => false
    const [anna, ben] = await pairOf(site)
    await say(anna, 'hin')
    await say(ben, 'zurück')
    site.until(() => texts(anna).length === 2 && texts(ben).length === 2, 'both messages')
    expect(anna.look({ type: 'connection' })).toMatchObject({ state: 'relayed', peers: 1 })
  })
})

/** The team scope of a device. */
function teamOfDevice(device: Device): Parameters<typeof say>[2] & string {
  const team = device.view('team')
  if (team?.type !== 'member') throw new Error(`${device.name} is no member`)
  return team.team
}

describe('disks', () => {
  it('[F3] a device that comes from a backup forks its log, heals it, and loses nothing that somebody else has', async () => {
    const site = await createSite('backup')
    const [anna, ben] = await pairOf(site)
    await say(anna, 'vor dem Backup')
    site.pass(5 * second)
    anna.stop('farewell')
    const backup = anna.disk.backup()
    anna.start()
    meet(site, anna, ben)
    await say(anna, 'danach')
    site.until(() => texts(ben).length === 2, 'the message after the backup')
    anna.stop('vanish')
    anna.restore(backup)
    // Nobody is there to tell the restored device about its own later words.
    ben.stop('farewell')
    anna.start()
    site.pass(20 * second)
    await say(anna, 'nach dem Restore')
    ben.start()
    site.until(() => texts(anna).length === 3 && texts(ben).length === 3, 'all three on both')
    await say(anna, 'geheilt')
    site.until(() => texts(ben).length === 4, 'the healing message')
    for (const device of [anna, ben]) {
      const { replica } = inspect(device) ?? { replica: undefined }
      const heads = replica?.heads.get(everyone(anna))?.get(replica.identity.device) ?? []
      if (device === anna) expect(heads).toHaveLength(1)
    }
    expect(texts(anna)).toEqual(texts(ben))
    expect(
      ben
        .look({ type: 'members' })
        .flatMap(({ devices }) => devices)
        .some(({ flagged }) => flagged)
    ).toBe(false)
  })

  it('[L10] a full disk refuses in words and changes nothing; room made, everything goes on', async () => {
    const site = await createSite('full')
    const [anna, ben] = await pairOf(site)
    await say(anna, 'passt noch')
    site.until(() => texts(ben).length === 1, 'the first message')
    anna.fault = () => 'full'
    const refused = await submit(anna, {
      type: 'post',
      conversation: everyone(anna),
      text: 'zu viel',
      reply: undefined
    })
    expect(refused).toEqual({ ok: false, reason: 'disk-full' })
    expect(anna.look({ type: 'notices' }).map(({ type }) => type)).toEqual(['disk-full'])
    await say(ben, 'kommt nicht an')
    site.pass(20 * second)
    expect(texts(anna)).toEqual(['passt noch'])
    anna.fault = undefined
    site.until(() => texts(anna).length === 2, 'what was refused for want of room', 10 * minute)
    await say(anna, 'geht wieder')
    site.until(() => texts(ben).length === 3, 'the next message')
    expect(texts(ben)).toEqual(['passt noch', 'kommt nicht an', 'geht wieder'])
  })

  it('[X2] what was deleted is on no disk any more, also not where it came late', async () => {
    const site = await createSite('erased')
    const [anna, ben, cem] = await threeOf(site)
    cem.stop('farewell')
    const entry = await say(anna, 'Geheimnis-4711')
    site.until(() => texts(ben).length === 1, 'the message')
    anna.stop('farewell')
    await say(ben, 'noch was')
    site.pass(5 * second)
    anna.start()
    site.pass(5 * second)
    await done(anna, { type: 'delete', conversation: everyone(anna), target: entry })
    site.pass(10 * second)
    cem.start()
    site.until(() => messages(cem).length === 2, 'both rows')
    site.pass(2 * minute)
    for (const device of [anna, ben, cem]) {
      expect(messages(device).map(({ type }) => type)).toEqual(['deleted', 'message'])
      expect(traces(device, 'Geheimnis-4711')).toBe(0)
    }
  })

  it('[S4] a direct reaches no third device in any form', async () => {
    const site = await createSite('private')
    const [anna, ben, cem] = await threeOf(site)
    const direct = await directOf(anna, ben)
    const entry = await say(anna, 'nur für Ben', direct)
    site.until(() => texts(ben, direct).includes('nur für Ben'), 'the private word')
    await say(ben, 'verstanden', direct)
    site.pass(3 * minute)
    expect(
      cem
        .storage()
        .load()
        .heads.some(({ scope }) => scope === direct)
    ).toBe(false)
    expect(cem.storage().entries({ type: 'hashes', hashes: [entry] })).toEqual([])
    const [sealed] = anna.storage().entries({ type: 'hashes', hashes: [entry] })
    const payload = Buffer.from(sealed?.payload ?? [])
    expect(payload.length).toBeGreaterThan(0)
    const isThere = cem.disk
      .dump()
      .some(({ value }) => value instanceof Uint8Array && Buffer.from(value).includes(payload))
    expect(isThere).toBe(false)
  })
})

describe('clocks', () => {
  it('[L9] one writes a day early, one a day late; set right, all read all, in one order', async () => {
    const site = await createSite('skew')
    const [anna, ben, cem] = await threeOf(site)
    ben.clock.set(day)
    cem.clock.set(-day)
    for (const device of [ben, cem, anna]) {
      await say(device, `${device.name} um ${device.clock.offMs}`)
      site.pass(10 * second)
    }
    for (const device of [anna, ben, cem]) device.clock.set(0)
    site.until(
      () => [anna, ben, cem].every((device) => texts(device).length === 3),
      'three messages everywhere',
      30 * minute
    )
    expect(texts(ben)).toEqual(texts(anna))
    expect(texts(cem)).toEqual(texts(anna))
  })

  it('[L9] what is written years ahead waits and hinders nobody; set right, its device goes on meeting the others', async () => {
    const site = await createSite('years')
    const [anna, ben] = await pairOf(site)
    ben.clock.set(4 * 365 * day)
    site.pass(minute)
    await say(ben, 'aus der Zukunft')
    site.pass(minute)
    ben.clock.set(0)
    await say(anna, 'von heute')
    site.until(() => texts(ben).includes('von heute'), 'the message of today', 20 * minute)
    expect(texts(anna)).toEqual(['von heute'])
  })
})

describe('invitations', () => {
  for (const members of [1, 2, 3, 5])
    it(`[I11] ${members} members answer one newcomer: it is in, once, and one use is counted`, async () => {
      const site = await createSite(`answer ${members}`)
      const all = await teamOf(site, ...['Anna', 'Ben', 'Cem', 'Dora', 'Emil'].slice(0, members))
      const [anna] = all
      if (anna === undefined) throw new Error('nobody founded')
      const link = await invite(anna, 2)
      site.pass(10 * second)
      const newcomer = site.device('Zoe')
      await ask(newcomer, link)
      site.until(() => isIn(newcomer), 'the newcomer being in')
      meet(site, ...all, newcomer)
      expect(anna.look({ type: 'invitations' })[0]).toMatchObject({ used: 1, state: 'open' })
      for (const device of all) expect(device.look({ type: 'members' })).toHaveLength(members + 1)
    })

  it('[N3] a one-time link used twice, one after the other, lets one in', async () => {
    const site = await createSite('twice')
    const anna = site.device('Anna')
    await found(anna)
    site.pass(5 * second)
    const link = await invite(anna)
    const [ben, cem] = [site.device('Ben'), site.device('Cem')]
    await ask(ben, link)
    site.until(() => isIn(ben), 'the first')
    await ask(cem, link)
    site.until(() => cem.view('join')?.type === 'asking' && noticeOf(cem) === 'used-up', 'being told so')
    site.pass(5 * minute)
    expect(isIn(cem)).toBe(false)
    expect(anna.look({ type: 'members' })).toHaveLength(2)
  })

  it('[N3] a one-time link used by two at once, answered on two islands: one of them stands', async () => {
    const site = await createSite('at once')
    const [anna, ben] = await pairOf(site)
    const link = await invite(anna)
    site.pass(20 * second)
    const [cem, dora] = [site.device('Cem'), site.device('Dora')]
    for (const [device, island] of [
      [anna, 1],
      [cem, 1],
      [ben, 2],
      [dora, 2]
    ] as const)
      site.network.place(device.name, island)
    site.network.settle()
    site.pass(30 * second)
    await ask(cem, link)
    await ask(dora, link)
    site.pass(2 * minute)
    for (const device of [anna, ben, cem, dora]) site.network.place(device.name, 0)
    site.network.settle()
    site.until(
      () => anna.look({ type: 'members' }).length === 3 && ben.look({ type: 'members' }).length === 3,
      'one more member',
      20 * minute
    )
    site.pass(2 * minute)
    expect([cem, dora].filter(isIn)).toHaveLength(1)
    expect(anna.look({ type: 'invitations' })[0]).toMatchObject({ used: 1, state: 'used-up' })
  })

  it('[I9] the log of a large team does not fit into the room: the rest comes over a link', async () => {
    const site = await createSite('large')
    const anna = site.device('Anna')
    await found(anna)
    site.pass(5 * second)
    anna.stop('farewell')
    const dice = site.chance.of('others')
    const desk = deskOf(anna, { dice, now: site.timeline.now })
    if (desk === undefined) throw new Error('Anna has a team')
    for (let count = 0; count < 90; count++) writeControl(desk, [additionOf(desk, dice)])
    anna.start()
    site.pass(20 * second)
    const ben = site.device('Ben')
    await ask(ben, await invite(anna))
    site.until(() => isIn(ben), 'the newcomer being in', 3 * minute)
    expect(ben.look({ type: 'members' })).toHaveLength(92)
  })

  it('[I13] eight people use one link within a minute: all are in, and nobody takes it for a disturbance', async () => {
    const site = await createSite('eight', { linesMax: 100_000 })
    const anna = site.device('Anna')
    await found(anna)
    site.pass(5 * second)
    const link = await invite(anna, 0)
    const newcomers = Array.from({ length: 8 }, (_, index) => site.device(`N${index}`))
    for (const newcomer of newcomers) {
      await ask(newcomer, link)
      site.pass(3 * second)
    }
    site.until(() => newcomers.every(isIn), 'everybody being in', 3 * minute)
    site.until(() => newcomers.every((each) => each.look({ type: 'members' }).length === 9), 'everybody being known')
    expect(anna.look({ type: 'notices' })).toEqual([])
    expect(site.trace.lines.some((line) => line.includes('disturbed'))).toBe(false)
  })

  it('[I10] whatever a member writes into its logs, a newcomer gets in and the team stays what it was', async () => {
    const site = await createSite('crimes')
    const [anna, ben] = await pairOf(site)
    const dice = site.chance.of('crimes')
    const link = await invite(anna, 0)
    for (const [index, [name, crime]] of Object.entries(crimes).entries()) {
      ben.stop('farewell')
      const desk = deskOf(ben, { dice, now: site.timeline.now })
      if (desk === undefined) throw new Error('Ben has a team')
      const accomplice = crime(desk, dice)
      ben.start()
      site.pass(10 * second)
      const newcomer = site.device(`N${index}`)
      await ask(newcomer, link)
      site.until(() => isIn(newcomer), `a newcomer after: ${name}`)
      site.until(() => newcomer.look({ type: 'members' }).length === index + 3, `the whole team after: ${name}`)
      const devices = newcomer.look({ type: 'members' }).flatMap((member) => member.devices)
      expect(devices.some(({ device }) => device === accomplice?.device)).toBe(false)
      newcomer.stop('farewell')
      // More than twenty an hour through one invitation need a person (I14).
      site.pass(10 * minute)
    }
  })

  it('[I4] records that are taken off the board are put again, until the newcomer is in', async () => {
    const site = await createSite('wiped')
    const anna = site.device('Anna')
    await found(anna)
    site.pass(5 * second)
    const link = await invite(anna)
    const ben = site.device('Ben')
    await ask(ben, link)
    for (let count = 0; count < 40; count++) {
      for (const room of site.lobby.rooms()) site.lobby.wipe(room)
      site.pass(100)
    }
    site.until(() => isIn(ben), 'the newcomer being in')
  })
})

function noticeOf(device: Device): string | undefined {
  const view = device.view('join')
  return view?.type === 'asking' ? view.notice : undefined
}

describe('power cuts', () => {
  /** What a founder does on a first morning; what was done already is not done again. */
  async function morning(device: Device): Promise<void> {
    if (!isIn(device)) await submit(device, founding)
    if (device.node === undefined || !isIn(device)) return
    const place = everyone(device)
    const entries = []
    for (const text of ['eins', 'zwei', 'drei'])
      if (device.node !== undefined && !texts(device, place).includes(text)) {
        const posted = await submit(device, { type: 'post', conversation: place, text, reply: undefined })
        if (posted?.ok === true && posted.value.entry !== undefined) entries.push(posted.value.entry)
      }
    const [target] = device.node === undefined ? [] : messages(device, place)
    if (target !== undefined)
      await submit(device, { type: 'react', conversation: place, target: target.message, emoji: '👍', on: true })
    await submit(device, { type: 'create-channel', name: 'Lager', purpose: '' })
    await submit(device, { type: 'create-invitation', role: 'member', uses: 1, expiresInMs: day, approve: false })
  }
  const founding = { type: 'found-team', displayName: 'Anna', teamName: 'Bau', deviceName: 'sim' } as const

  for (const when of ['crash-before', 'crash-after'] as const)
    it(`[L10] the power goes at every single write of a founder (${when}): a restart finds a whole team`, async () => {
      let writes = 0
      for (let at = 0; ; at++) {
        const site = await createSite(`cut ${at}`)
        const anna = site.device('Anna')
        let left = at
        anna.fault = () => (left-- === 0 ? when : undefined)
        anna.start()
        await morning(anna)
        writes = at
        if (anna.crashes === 0) break
        anna.start()
        site.pass(second)
        await morning(anna)
        expect(anna.crashes).toBe(1)
        expect(texts(anna), `cut at write ${at}`).toEqual(['eins', 'zwei', 'drei'])
        const names = anna.look({ type: 'conversations' }).map(({ name }) => name)
        expect(names).toContain('Lager')
        expect(anna.look({ type: 'members' })).toMatchObject([{ name: 'Anna', role: 'owner', mine: true }])
        expect(anna.look({ type: 'invitations' }).at(0)?.link).toBeDefined()
      }
      expect(writes).toBeGreaterThan(15)
    })

  for (const when of ['crash-before', 'crash-after'] as const)
    it(`[I10] the power goes at every single write of a newcomer (${when}): a restart goes on where it was`, async () => {
      let writes = 0
      for (let at = 0; ; at++) {
        const site = await createSite(`newcomer ${when} ${at}`)
        const anna = site.device('Anna')
        await found(anna)
        site.pass(5 * second)
        await say(anna, 'willkommen')
        const newcomer = site.device('Ben')
        const link = await invite(anna)
        let left = at
        newcomer.fault = () => (left-- === 0 ? when : undefined)
        newcomer.start()
        const asking = { type: 'join-team', link, displayName: 'Ben', deviceName: 'sim' } as const
        await submit(newcomer, asking)
        site.pass(40 * second)
        writes = at
        const isWhole = newcomer.crashes === 0
        if (newcomer.node === undefined) newcomer.start()
        if (newcomer.view('join')?.type === 'idle' && !isIn(newcomer)) await submit(newcomer, asking)
        site.until(() => isIn(newcomer) && nameOnAnna(anna, newcomer) === 'Ben', `Ben with his name, cut at ${at}`)
        site.until(() => texts(newcomer).includes('willkommen'), `what was said, cut at ${at}`)
        if (isWhole) break
      }
      expect(writes).toBeGreaterThan(5)
    })
})

function nameOnAnna(anna: Device, newcomer: Device): string | undefined {
  return anna.look({ type: 'members' }).find(({ member }) => member === memberOf(newcomer))?.name
}
