// People's own pictures, played on real nodes: who sees them, whose choice stands, and what is left in the logs (C26).

import { expect, test } from 'vitest'
import { present } from '../../src/base/assert.ts'
import type { EntryHash, ScopeId } from '../../src/base/ids.ts'
import type { MemberView } from '../../src/node/api-people.ts'
import { writeContent } from '../../src/node/write.ts'
import { directoryScope } from '../../src/team/scopes.ts'
import { deskOf, inspect } from './desk.ts'
import type { Device } from './device.ts'
import { islands } from './doors.ts'
import {
  annaTwice,
  createSite,
  done,
  joinAsGuest,
  memberOf,
  messages,
  minute,
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
  const site = await createSite(`portraits ${seed}`)
  return { site, ...(await annaTwice(site)) }
}

function jpeg(length: number, fill: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => [0xff, 0xd8, 0xff][at] ?? fill)
}

function seen(device: Device, name = 'Anna'): MemberView {
  return present(
    device.look({ type: 'members' }).find((each) => each.name === name),
    `${name} is in the list`
  )
}

/** What a device shows of somebody; undefined: initials. */
async function shown(device: Device, name = 'Anna'): Promise<Uint8Array | undefined> {
  const { member, picture } = seen(device, name)
  const outcome = await submit(device, { type: 'read-member-picture', member })
  const bytes = outcome?.ok === true ? outcome.value.bytes : undefined
  expect(bytes === undefined).toBe(picture === undefined)
  return bytes
}

async function show(device: Device, picture: Uint8Array | undefined): Promise<void> {
  await done(device, { type: 'set-own-picture', picture })
}

function isErased(device: Device, entry: EntryHash | undefined): boolean {
  const [stored] = device.storage().entries({ type: 'hashes', hashes: [present(entry, 'an entry')] })
  return stored?.erased === true
}

test('[C26] a picture reaches everybody, a replaced one leaves nothing in the log, and one can be taken away', async () => {
  const { site, anna, phone, ben } = await worldOf('everybody')
  await show(anna, jpeg(200, 0x11))
  for (const device of [phone, ben]) {
    site.until(() => seen(device).picture !== undefined, `${device.name} having the picture`)
    expect(await shown(device)).toEqual(jpeg(200, 0x11))
  }
  const first = seen(ben).picture
  // Any of a person's devices changes it, and a new name does not take it along.
  await show(phone, jpeg(300, 0x22))
  await done(anna, { type: 'set-profile', name: 'Anna B.', about: '' })
  site.until(() => ben.look({ type: 'members' }).some(({ name }) => name === 'Anna B.'), 'the new name')
  site.until(() => seen(ben, 'Anna B.').picture !== first, 'the next picture')
  expect(await shown(ben, 'Anna B.')).toEqual(jpeg(300, 0x22))
  site.until(() => isErased(ben, first), 'the first one gone')
  const second_ = seen(ben, 'Anna B.').picture
  // A start reads the same from what is kept.
  ben.stop('farewell')
  ben.start()
  site.pass(10 * second)
  expect(await shown(ben, 'Anna B.')).toEqual(jpeg(300, 0x22))
  await show(anna, undefined)
  site.until(() => seen(ben, 'Anna B.').picture === undefined, 'the initials')
  site.until(() => isErased(ben, second_), 'the second one gone')
  expect(await shown(phone, 'Anna B.')).toBeUndefined()
  expect(await submit(anna, { type: 'set-own-picture', picture: undefined })).toEqual({ ok: true, value: {} })
})

test('[C26] what is no small picture is refused and changes nothing', async () => {
  const site = await createSite('portraits refused')
  const [anna, ben] = await teamOf(site, 'Anna', 'Ben')
  if (anna === undefined || ben === undefined) throw new Error('two were asked for')
  await show(anna, jpeg(12 * 1024, 0x33))
  site.until(() => seen(ben).picture !== undefined, 'the picture')
  const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
  for (const picture of [svg, new Uint8Array(0), jpeg(12 * 1024 + 1, 7)])
    expect(await submit(anna, { type: 'set-own-picture', picture })).toEqual({ ok: false, reason: 'not-a-picture' })
  expect(await submit(anna, { type: 'read-member-picture', member: 'ff'.repeat(16) as MemberView['member'] })).toEqual({
    ok: false,
    reason: 'unknown-member'
  })
  expect(await shown(ben)).toEqual(jpeg(12 * 1024, 0x33))
})

test('[C26] nobody shows a picture of somebody else, nor one that is too large, whatever its app writes', async () => {
  const site = await createSite('portraits forged')
  const [anna, ben] = await teamOf(site, 'Anna', 'Ben')
  if (anna === undefined || ben === undefined) throw new Error('two were asked for')
  const [member, own] = [memberOf(anna), memberOf(ben)]
  await show(anna, jpeg(100, 0x11))
  site.until(() => seen(ben).picture !== undefined, 'the picture')
  ben.stop('farewell')
  const desk = present(deskOf(ben, { dice: site.chance.of('desk'), now: site.timeline.now }), 'he is in')
  const directory = directoryScope(desk.replica.identity.team)
  const forged = [
    { type: 'picture', of: member, picture: jpeg(100, 0x66) },
    { type: 'picture', of: member, picture: undefined },
    { type: 'picture', of: own, picture: jpeg(20_000, 0x66) }
  ] as const
  for (const operation of forged) expect(writeContent(desk, directory, { operation }).ok).toBe(true)
  ben.start()
  await done(ben, { type: 'set-profile', name: 'Ben nachher', about: '' })
  site.until(() => anna.look({ type: 'members' }).some(({ name }) => name === 'Ben nachher'), 'all that Ben wrote')
  for (const device of [anna, ben]) {
    expect(await shown(device)).toEqual(jpeg(100, 0x11))
    expect(await shown(device, 'Ben nachher')).toBeUndefined()
  }
})

test('[C26] of two devices that chose apart from each other the later choice stands everywhere, whoever says it again', async () => {
  const { site, anna, phone, ben } = await worldOf('apart')
  const made = await done(ben, {
    type: 'create-group',
    name: 'Dach',
    members: [{ member: memberOf(anna), role: 'admin' }],
    history: 'full'
  })
  const group = present(made.conversation, 'a group')
  site.until(() => phone.look({ type: 'conversations' }).some((each) => each.conversation === group), 'the group')
  await show(anna, jpeg(100, 0x11))
  site.until(() => seen(phone).picture !== undefined, 'the first picture')
  const guest = site.device('Gast')
  islands(site, [anna], [phone, ben, guest])
  site.pass(minute)
  await show(anna, jpeg(100, 0x22))
  site.pass(minute)
  // The phone knows the first one alone, and says it again to a guest who comes meanwhile.
  await joinAsGuest(site, phone, guest, [group])
  site.until(
    () => guest.look({ type: 'members' }).some(({ name, picture }) => name === 'Anna' && picture !== undefined),
    'a picture'
  )
  expect(await shown(guest)).toEqual(jpeg(100, 0x11))
  islands(site, [anna, phone, ben, guest])
  site.pass(5 * minute)
  for (const device of [anna, phone, ben, guest]) expect(await shown(device)).toEqual(jpeg(100, 0x22))
})

test('[C26] guests see who is with them and are seen, and what is taken away goes there, too', async () => {
  const site = await createSite('portraits guests')
  const [anna, ben, cem] = await teamOf(site, 'Anna', 'Ben', 'Cem')
  if (anna === undefined || ben === undefined || cem === undefined) throw new Error('three were asked for')
  const members = [{ member: memberOf(ben), role: 'member' as const }]
  const made = await done(anna, { type: 'create-group', name: 'Dach', members, history: 'full' })
  const group = present(made.conversation, 'a group')
  await show(ben, jpeg(100, 0x11))
  await show(cem, jpeg(100, 0x22))
  const guest = site.device('Gast')
  await joinAsGuest(site, anna, guest, [group])
  await show(guest, jpeg(100, 0x33))
  site.until(
    () => guest.look({ type: 'members' }).some(({ name, picture }) => name === 'Ben' && picture !== undefined),
    'Ben’s'
  )
  site.until(
    () => ben.look({ type: 'members' }).some(({ name, picture }) => name === 'Gast' && picture !== undefined),
    'the guest’s'
  )
  site.pass(3 * minute)
  expect(await shown(guest, 'Ben')).toEqual(jpeg(100, 0x11))
  expect(await shown(ben, 'Gast')).toEqual(jpeg(100, 0x33))
  // Cem shares nothing with the guest, so neither has the other's.
  const member = memberOf(cem)
  expect(await submit(guest, { type: 'read-member-picture', member })).toEqual({ ok: false, reason: 'unknown-member' })
  const entry = seen(guest, 'Ben').picture
  // A name and a picture are said there once, however much moves.
  const said = saidIn(ben, group)
  await done(anna, { type: 'rename-conversation', conversation: group, name: 'Dach Nord' })
  await done(anna, { type: 'set-role', member: memberOf(cem), role: 'admin', from: 'member' })
  site.pass(5 * minute)
  expect(saidIn(ben, group)).toBe(said)
  expect(said).toBe(2)
  await show(ben, undefined)
  site.until(() => seen(guest, 'Ben').picture === undefined, 'the initials')
  site.until(() => isErased(guest, entry), 'the bytes gone')
  // None of it is a message.
  expect(messages(guest, group)).toEqual([])
})

/** How much a device said in a conversation. */
function saidIn(device: Device, scope: ScopeId): number {
  const { identity } = present(inspect(device)?.replica, 'it is in')
  const entries = device.storage().entries({ type: 'log', scope, device: identity.device, fromSeq: 0, count: 100 })
  return entries.filter(({ kind }) => kind === 'content').length
}

test('[C26] who leaves takes the picture along, and of who is removed nothing but the name is shown', async () => {
  const site = await createSite('portraits leaving')
  const [anna, ben, cem] = await teamOf(site, 'Anna', 'Ben', 'Cem')
  if (anna === undefined || ben === undefined || cem === undefined) throw new Error('three were asked for')
  await show(ben, jpeg(100, 0x11))
  await show(cem, jpeg(100, 0x22))
  site.until(() => ['Ben', 'Cem'].every((name) => seen(anna, name).picture !== undefined), 'both')
  const [ofBen, ofCem] = [seen(anna, 'Ben'), seen(anna, 'Cem')]
  await done(ben, { type: 'leave-team', wipe: false, warned: false })
  await done(anna, { type: 'remove-member', member: ofCem.member })
  site.until(() => anna.look({ type: 'members' }).length === 1, 'Anna alone')
  site.until(() => isErased(anna, ofBen.picture), 'the bytes of who left gone')
  for (const { member } of [ofBen, ofCem])
    expect(await submit(anna, { type: 'read-member-picture', member })).toEqual({ ok: false, reason: 'unknown-member' })
})

test('[C26] who does not come to leave since the disk is full has taken the picture back all the same, and everybody sees that', async () => {
  const { site, anna, ben } = await worldOf('leaving in vain')
  await show(ben, jpeg(100, 0x11))
  site.until(() => seen(anna, 'Ben').picture !== undefined, 'the picture')
  let appends = 0
  // The picture is taken back, the one before erased; the departure itself no longer fits.
  ben.fault = (act) => (act === 'append' && ++appends > 2 ? 'full' : undefined)
  const left = await submit(ben, { type: 'leave-team', wipe: false, warned: false })
  ben.fault = undefined
  expect([left, appends]).toEqual([{ ok: false, reason: 'disk-full' }, 3])
  const own = (): MemberView | undefined => ben.view('members')?.find(({ mine }) => mine)
  site.pass(second)
  expect([own()?.picture, seen(anna, 'Ben').picture]).toEqual([undefined, undefined])
})
