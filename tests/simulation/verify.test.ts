// Comparing people, calm lines about what changed, and the paper key: played on real nodes in a simulated world.

import { describe, expect, it } from 'vitest'
import { present } from '../../src/base/assert.ts'
import { toHex } from '../../src/base/bytes.ts'
import type { DeviceId, MemberId } from '../../src/base/ids.ts'
import type { ChangeView } from '../../src/node/api-conversations.ts'
import type { Outcome } from '../../src/node/api-intents.ts'
import type { MarkView, VerificationView } from '../../src/node/api-people.ts'
import { writeContent, writeControl } from '../../src/node/write.ts'
import { createSeeds, laterCertificate } from '../../src/team/certificate.ts'
import { readRootSheet } from '../../src/team/root-sheet.ts'
import { directScope } from '../../src/team/scopes.ts'
import { deskOf, inspect } from './desk.ts'
import type { Device } from './device.ts'
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
  minute,
  second,
  submit,
  teamOf,
  type Site
} from './world.ts'

async function pairOf(site: Site): Promise<readonly [Device, Device]> {
  const [anna, ben] = await teamOf(site, 'Anna', 'Ben')
  return [present(anna, 'two were asked for'), present(ben, 'two were asked for')]
}

async function threeOf(site: Site): Promise<readonly [Device, Device, Device]> {
  const [anna, ben, cem] = await teamOf(site, 'Anna', 'Ben', 'Cem')
  return [
    present(anna, 'three were asked for'),
    present(ben, 'three were asked for'),
    present(cem, 'three were asked for')
  ]
}

const verification = (device: Device, member: MemberId): VerificationView =>
  device.look({ type: 'verification', member })
const markOf = (device: Device, member: MemberId): MarkView => verification(device, member).mark
const compare = (device: Device, member: MemberId, code: string): Promise<Outcome | undefined> =>
  submit(device, { type: 'verify-member', member, code })

function changes(device: Device, conversation = everyone(device)): readonly ChangeView[] {
  return device.look({ type: 'timeline', conversation, anchor: 'newest', count: 60 }).changes
}

/** What a device shows of changes, without what is only its own view of them. */
const told = (device: Device, conversation?: Parameters<typeof changes>[1]): readonly string[] =>
  changes(device, conversation).map(
    ({ type, name, by, change }) => `${type} ${name} ${by.type === 'member' ? by.name : by.type} ${change}`
  )

/** A further device of somebody, certified and never switched on; `by` is off while it writes. */
function addDevice(site: Site, by: Device, member: MemberId): DeviceId {
  by.stop('farewell')
  site.pass(second)
  const dice = site.chance.of(`further ${by.name} ${member}`)
  const desk = present(deskOf(by, { dice, now: site.timeline.now }), 'a device in a team has a desk')
  const { team } = desk.replica.identity
  const certificate = laterCertificate(team, createSeeds(dice.bytes), { createdMs: site.timeline.now, member })
  const { bytes, signature } = certificate
  const written = writeControl(desk, [{ type: 'device.add', certificate: bytes, signature }])
  if (!written.ok) throw new Error(`no device: ${written.reason}`)
  by.start()
  return certificate.device
}

function revoke(site: Site, by: Device, device: DeviceId): void {
  by.stop('farewell')
  site.pass(second)
  const dice = site.chance.of(`revoke ${by.name} ${device}`)
  const desk = present(deskOf(by, { dice, now: site.timeline.now }), 'a device in a team has a desk')
  const written = writeControl(desk, [{ type: 'device.revoke', device }])
  if (!written.ok) throw new Error(`not revoked: ${written.reason}`)
  by.start()
}

function devicesOf(device: Device, member: MemberId): number {
  return device.view('members')?.find((each) => each.member === member)?.devices.length ?? 0
}

function sheetOf(device: Device): string {
  const team = device.view('team')
  return present(team?.type === 'member' ? team.rootSheet : undefined, 'the founder has a sheet')
}

function roleOf(device: Device, member: MemberId): string | undefined {
  return device.view('members')?.find((each) => each.member === member)?.role
}

describe('two people compare', () => {
  it('[D11] both see the same number, whoever hears first, and a third pair sees another', async () => {
    const site = await createSite('number')
    const [anna, ben, cem] = await threeOf(site)
    const [a, b, c] = [memberOf(anna), memberOf(ben), memberOf(cem)]
    const digits = verification(anna, b).digits
    expect(digits).toMatch(/^\d{48}$/)
    expect(verification(ben, a).digits).toBe(digits)
    expect(verification(cem, a).digits).not.toBe(digits)
    // Ben adds a device while Anna is away: until she hears of it the numbers differ, afterwards they are the same again.
    anna.stop('farewell')
    addDevice(site, ben, b)
    site.until(() => devicesOf(cem, b) === 2, 'the third knowing the new device')
    anna.start()
    expect(verification(anna, b).digits).toBe(digits)
    site.until(() => devicesOf(anna, b) === 2, 'Anna knowing it too')
    expect(verification(anna, b).digits).not.toBe(digits)
    expect(verification(anna, b).digits).toBe(verification(ben, a).digits)
    expect(verification(cem, b).digits).toBe(verification(ben, c).digits)
  })

  it('[D5] a mark stands until the devices change, then it names the device and who added it', async () => {
    const site = await createSite('mark')
    const [anna, ben] = await pairOf(site)
    const b = memberOf(ben)
    expect(markOf(anna, b).state).toBe('none')
    expect(await compare(anna, b, verification(ben, memberOf(anna)).qr)).toEqual({ ok: true, value: expect.anything() })
    expect(markOf(anna, b)).toMatchObject({ state: 'verified', changes: [] })
    // Ben has not compared anything: a mark is one person's own.
    expect(markOf(ben, memberOf(anna)).state).toBe('none')
    const phone = addDevice(site, ben, b)
    site.until(() => markOf(anna, b).state === 'changed', 'Anna hearing of it')
    expect(markOf(anna, b).changes).toMatchObject([{ type: 'device-added', name: 'Ben', by: { type: 'self' } }])
    // Anna's mark says what it said when her device starts again.
    anna.stop('farewell')
    anna.start()
    expect(markOf(anna, b).state).toBe('changed')
    meet(site, anna, ben)
    revoke(site, anna, phone)
    site.until(() => markOf(anna, b).state === 'verified', 'the devices being those that were compared')
    expect(await compare(anna, b, verification(anna, b).digits)).toEqual({ ok: true, value: {} })
  })

  it('[D5] a revoked device is named with whoever revoked it', async () => {
    const site = await createSite('revoked')
    const [anna, ben, cem] = await threeOf(site)
    const b = memberOf(ben)
    const phone = addDevice(site, ben, b)
    site.until(() => devicesOf(cem, b) === 2 && devicesOf(anna, b) === 2, 'all knowing the device')
    await compare(cem, b, verification(cem, b).digits)
    meet(site, anna, ben, cem)
    revoke(site, anna, phone)
    site.until(() => markOf(cem, b).state === 'changed', 'the third hearing of it')
    expect(markOf(cem, b).changes).toMatchObject([
      { type: 'device-revoked', name: 'Ben', by: { type: 'member', name: 'Anna', mine: false } }
    ])
  })

  it('[D11] a code that differs marks nothing: another pair’s, another team’s, an old one, no code at all', async () => {
    const site = await createSite('differs')
    const [anna, ben, cem] = await threeOf(site)
    const [a, b] = [memberOf(anna), memberOf(ben)]
    const elsewhere = site.device('Elsewhere')
    await found(elsewhere)
    const old = verification(anna, b).digits
    addDevice(site, ben, b)
    site.until(() => devicesOf(anna, b) === 2 && devicesOf(cem, b) === 2, 'all knowing the device')
    const codes = [verification(cem, b).digits, elsewhere.look({ type: 'team-code' }).digits, old]
    for (const code of codes) expect(await compare(anna, b, code)).toEqual({ ok: false, reason: 'code-differs' })
    for (const code of ['', 'https://evil.example', '1'.repeat(300)])
      expect(await compare(anna, b, code)).toEqual({ ok: false, reason: 'code-malformed' })
    expect(await compare(anna, a, verification(anna, b).digits)).toEqual({ ok: false, reason: 'unknown-member' })
    expect(anna.look({ type: 'marks' }).map(({ state }) => state)).toEqual(['none', 'none'])
  })

  it('[D11] the code of the team is the same on all devices, and one comparison verifies everyone', async () => {
    const site = await createSite('roster')
    const [anna, ben, cem] = await threeOf(site)
    const code = ben.look({ type: 'team-code' })
    expect(code).toMatchObject({ people: 3, devices: 3, verified: 0 })
    expect(anna.look({ type: 'team-code' }).digits).toBe(code.digits)
    expect(cem.look({ type: 'team-code' }).digits).toBe(code.digits)
    expect(await submit(anna, { type: 'verify-team', code: '0'.repeat(24) })).toEqual({
      ok: false,
      reason: 'code-differs'
    })
    await done(anna, { type: 'verify-team', code: code.qr })
    expect(anna.look({ type: 'marks' }).map(({ state }) => state)).toEqual(['verified', 'verified'])
    expect(anna.look({ type: 'team-code' }).verified).toBe(2)
    expect(ben.look({ type: 'team-code' }).verified).toBe(0)
  })

  it('[D11] a mark that somebody else writes about a person has no effect anywhere', async () => {
    const site = await createSite('forged')
    const [anna, ben, cem] = await threeOf(site)
    const [a, b, c] = [memberOf(anna), memberOf(ben), memberOf(cem)]
    await directOf(cem, anna)
    cem.stop('farewell')
    const desk = present(deskOf(cem, { dice: site.chance.of('forger'), now: site.timeline.now }), 'a desk')
    const { team } = desk.replica.identity
    const digits = verification(anna, b).digits.slice(0, 24)
    const other = verification(anna, b).digits.slice(24)
    for (const scope of [everyone(anna), directScope(team, a, c)])
      for (const claimed of [digits, other])
        writeContent(desk, scope, { operation: { type: 'verified', member: b, digits: claimed } })
    cem.start()
    await done(cem, { type: 'post', conversation: everyone(cem), text: 'danach', reply: undefined })
    site.until(
      () =>
        anna.look({ type: 'timeline', conversation: everyone(anna), anchor: 'newest', count: 9 }).messages.length > 0,
      'the word after it'
    )
    site.pass(minute)
    expect(markOf(anna, b).state).toBe('none')
    expect(markOf(ben, a).state).toBe('none')
  })
})

describe('whoever carries the frames', () => {
  it('[D4] turns no code into another one: it is the old or the new, and in the end the same', async () => {
    const site = await createSite('carrier')
    const [anna, ben, cem] = await threeOf(site)
    const [a, b] = [memberOf(anna), memberOf(ben)]
    const old = verification(anna, b).digits
    const dice = site.chance.of('carrier')
    // What a relay or the network could do if nothing were sealed between the two: flip bits, repeat, leave out.
    const spoil = (frame: Uint8Array): readonly Uint8Array[] => {
      if (dice.chance(20)) return []
      if (dice.chance(30)) return [frame, frame]
      if (!dice.chance(40)) return [frame]
      const spoilt = frame.slice()
      const at = dice.below(spoilt.length)
      spoilt[at] = (spoilt[at] ?? 0) ^ (1 << dice.below(8))
      return [spoilt]
    }
    for (const device of [anna, ben, cem]) device.tamper = spoil
    addDevice(site, ben, b)
    ben.tamper = spoil
    const seen = new Set<string>()
    for (let look = 0; look < 120; look++) {
      site.pass(second)
      seen.add(verification(anna, b).digits)
    }
    for (const device of [anna, ben, cem]) device.tamper = undefined
    site.until(() => devicesOf(anna, b) === 2 && devicesOf(cem, b) === 2, 'all knowing the device', 30 * minute)
    const now = verification(ben, a).digits
    expect(verification(anna, b).digits).toBe(now)
    expect([...seen].filter((digits) => digits !== old && digits !== now)).toEqual([])
    const codes = [anna, ben, cem].map((device) => device.look({ type: 'team-code' }).digits)
    expect(new Set(codes).size).toBe(1)
  })
})

describe('nothing changes silently', () => {
  it('[D12] every device tells the same, between the messages, and nothing of it counts as unread', async () => {
    const site = await createSite('lines')
    const [anna, ben, cem] = await threeOf(site)
    const b = memberOf(ben)
    const withBen = await directOf(anna, ben)
    const phone = addDevice(site, ben, b)
    site.until(() => devicesOf(cem, b) === 2 && devicesOf(anna, b) === 2, 'all knowing the device')
    meet(site, anna, ben, cem)
    revoke(site, anna, phone)
    site.until(() => [anna, ben, cem].every((device) => devicesOf(device, b) === 1), 'all knowing it is revoked')
    expect(changes(anna).map(({ type }) => type)).toEqual(['joined', 'joined', 'device-revoked'])
    expect(told(ben)).toEqual(told(anna))
    expect(told(cem)).toEqual(told(anna))
    // What Ben did with his own device stands where people talk to him; what Anna did to it stands with everyone too.
    expect(changes(anna, withBen).map(({ type, by }) => `${type} ${by.type}`)).toEqual([
      'device-added self',
      'device-revoked member'
    ])
    expect(told(cem, await directOf(cem, ben))).toEqual(told(anna, withBen))
    const self = present(
      ben.view('conversations')?.find(({ kind }) => kind === 'self'),
      'everybody has notes'
    )
    expect(told(ben, self.conversation)).toEqual(told(anna, withBen))
    for (const device of [anna, ben, cem])
      expect(
        device
          .view('conversations')
          ?.map(({ unread }) => unread)
          .filter((count) => count > 0)
      ).toEqual([])
  })

  it('[D12] in a slice of the past stands what happened then, and only that', async () => {
    const site = await createSite('slices')
    const [anna, ben] = await pairOf(site)
    const place = everyone(anna)
    const post = async (text: string) =>
      present((await done(anna, { type: 'post', conversation: place, text, reply: undefined })).entry, 'an entry')
    const first = await post('eins')
    site.pass(minute)
    const cem = site.device('Cem')
    await ask(cem, await invite(anna))
    site.until(() => isIn(cem) && changes(ben).length === 2, 'the third being in')
    await post('zwei')
    const view = (around: typeof first) =>
      ben.look({ type: 'timeline', conversation: place, anchor: { around }, count: 1 })
    site.until(
      () => ben.look({ type: 'timeline', conversation: place, anchor: 'newest', count: 5 }).messages.length === 2,
      'both'
    )
    await post('drei')
    const last = await post('vier')
    site.until(
      () => ben.look({ type: 'timeline', conversation: place, anchor: 'newest', count: 5 }).messages.length === 4,
      'all four'
    )
    expect(view(first).changes.map(({ name }) => name)).toEqual(['Ben', 'Cem'])
    expect(view(last).changes).toEqual([])
  })

  it('[D12] who comes back with a new device was let in by somebody, and everyone reads by whom', async () => {
    const site = await createSite('back')
    const [anna, ben, cem] = await threeOf(site)
    addDevice(site, anna, memberOf(ben))
    site.until(() => devicesOf(cem, memberOf(ben)) === 2, 'the third knowing it')
    expect(changes(cem).at(-1)).toMatchObject({
      type: 'device-added',
      name: 'Ben',
      by: { type: 'member', name: 'Anna' }
    })
    site.until(() => devicesOf(ben, memberOf(ben)) === 2, 'Ben knowing it')
    expect(changes(ben).at(-1)).toMatchObject({ type: 'device-added', mine: true })
  })
})

describe('the paper key', () => {
  it('[D6] the founder is asked, may put it off for a week, and is not asked once the sheet is confirmed', async () => {
    const site = await createSite('reminder')
    const [anna, ben] = await pairOf(site)
    const reminder = (device: Device): number | undefined => {
      const team = device.view('team')
      return team?.type === 'member' ? team.ownerReminder : undefined
    }
    expect([reminder(anna), reminder(ben)]).toEqual([0, undefined])
    await done(anna, { type: 'postpone-owner-reminder' })
    const until = present(reminder(anna), 'it comes back')
    expect(until).toBeGreaterThan(site.timeline.now + 6 * day)
    anna.stop('farewell')
    anna.start()
    expect(reminder(anna)).toBe(until)
    await done(anna, { type: 'confirm-root-sheet' })
    expect(reminder(anna)).toBeUndefined()
  })

  it('[D6] a second owner answers the question too, and the sheet stays until it is confirmed', async () => {
    const site = await createSite('second owner')
    const [anna, ben] = await pairOf(site)
    anna.stop('farewell')
    const desk = present(deskOf(anna, { dice: site.chance.of('pen'), now: site.timeline.now }), 'a desk')
    writeControl(desk, [{ type: 'role.set', member: memberOf(ben), role: 'owner' }])
    anna.start()
    expect(anna.view('team')).toMatchObject({ ownerReminder: undefined, rootSheet: expect.any(String) })
  })

  it('[D7] the only owner is lost: a member with the sheet becomes owner, all read it, and the key is nowhere afterwards', async () => {
    const site = await createSite('recovery')
    const [anna, ben, cem] = await threeOf(site)
    const sheet = sheetOf(anna)
    await done(anna, { type: 'confirm-root-sheet' })
    site.pass(minute)
    const a = memberOf(anna)
    anna.stop('vanish')
    expect(roleOf(ben, memberOf(ben))).toBe('member')
    await done(ben, { type: 'use-root-sheet', sheet: sheet.toLowerCase().replaceAll('-', ' '), instead: undefined })
    site.until(() => roleOf(cem, memberOf(ben)) === 'owner', 'the third knowing the new owner')
    expect(changes(cem).at(-1)).toMatchObject({ type: 'role', role: 'owner', name: 'Ben', by: { type: 'root' } })
    // A new owner may do what an owner does.
    await done(ben, { type: 'create-invitation', role: 'member', uses: 1, expiresInMs: day, approve: false })
    expect(await submit(ben, { type: 'use-root-sheet', sheet, instead: undefined })).toEqual({
      ok: false,
      reason: 'already-owner'
    })
    // The founder is as strong as the new owner; only the sheet makes her a plain member (R13, D13).
    await done(ben, { type: 'use-root-sheet', sheet, instead: a })
    site.until(() => roleOf(cem, a) === 'member', 'the founder being a plain member')
    const seed = readRootSheet(sheet)
    if (!seed.ok) throw new Error('the sheet is right')
    const wanted = [toHex(seed.value), sheet, sheet.replaceAll('-', '')]
    for (const device of [ben, cem])
      for (const { value } of device.disk.dump()) {
        const text =
          typeof value === 'string' ? value : value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : ''
        const bytes = value instanceof Uint8Array ? toHex(value) : ''
        expect(wanted.some((each) => text.toUpperCase().includes(each.toUpperCase()) || bytes.includes(each))).toBe(
          false
        )
      }
  })

  it('[D7] a sheet of another team, a mistyped and a malformed one are refused, and nothing is written', async () => {
    const site = await createSite('wrong sheet')
    const [anna, ben] = await pairOf(site)
    const elsewhere = site.device('Elsewhere')
    await found(elsewhere)
    const sheet = sheetOf(anna)
    const use = (text: string) => submit(ben, { type: 'use-root-sheet', sheet: text, instead: undefined })
    const before = inspect(ben)?.replica.membership.team.deps
    expect(await use(sheetOf(elsewhere))).toEqual({ ok: false, reason: 'root-sheet-of-another-team' })
    const last = sheet.endsWith('0') ? '4' : '0'
    expect(await use(sheet.slice(0, -1) + last)).toMatchObject({ ok: false })
    expect(await use(sheet.slice(0, 12))).toEqual({ ok: false, reason: 'root-sheet-malformed' })
    expect(await use(sheet.repeat(9))).toEqual({ ok: false, reason: 'root-sheet-malformed' })
    expect(await submit(ben, { type: 'use-root-sheet', sheet, instead: memberOf(ben) })).toMatchObject({ ok: false })
    expect(inspect(ben)?.replica.membership.team.deps).toEqual(before)
    expect(roleOf(ben, memberOf(ben))).toBe('member')
  })

  it('[F3] two devices use the sheet at once, apart: both are owners, and the next use joins the fork', async () => {
    const site = await createSite('two sheets')
    const [anna, ben, cem] = await threeOf(site)
    const sheet = sheetOf(anna)
    const a = memberOf(anna)
    anna.stop('vanish')
    site.network.place(ben.name, 1)
    site.network.place(cem.name, 2)
    site.pass(minute)
    await done(ben, { type: 'use-root-sheet', sheet, instead: undefined })
    await done(cem, { type: 'use-root-sheet', sheet, instead: undefined })
    site.network.place(ben.name, 0)
    site.network.place(cem.name, 0)
    const [b, c] = [memberOf(ben), memberOf(cem)]
    site.until(
      () => [ben, cem].every((device) => roleOf(device, b) === 'owner' && roleOf(device, c) === 'owner'),
      'both knowing both',
      10 * minute
    )
    const rootHeads = (device: Device): number => {
      const { replica } = present(inspect(device), 'it is in a team')
      const { team } = replica.membership
      return replica.heads.get(team.team)?.get(present(team.root, 'a team has a root'))?.length ?? 0
    }
    expect([rootHeads(ben), rootHeads(cem)]).toEqual([2, 2])
    await done(ben, { type: 'use-root-sheet', sheet, instead: a })
    site.until(() => rootHeads(cem) === 1, 'one head')
    expect(ben.look({ type: 'team-code' }).digits).toBe(cem.look({ type: 'team-code' }).digits)
  })
})
