// Guests, played on real nodes in a simulated world: they come in by an invitation, see what they were given and nothing else, and meet the
// others under the keys of their conversations (K16, I25).

import { describe, expect, it } from 'vitest'
import { present } from '../../src/base/assert.ts'
import type { ConversationId } from '../../src/base/ids.ts'
import { directoryScope } from '../../src/team/scopes.ts'
import { deskOf, inspect } from './desk.ts'
import { writeControl } from '../../src/node/write.ts'
import type { Device } from './device.ts'
import {
  admit,
  ask,
  createSite,
  day,
  directOf,
  done,
  everyone,
  inviteGuest,
  isIn,
  joinAsGuest,
  linkDevice,
  memberOf,
  minute,
  say,
  second,
  submit,
  teamOf,
  texts,
  type Site
} from './world.ts'

interface Cast {
  readonly site: Site
  readonly anna: Device
  readonly ben: Device
  readonly guest: Device
  readonly group: ConversationId
}

/** Anna and Ben, a group of both, and Gast, whom Anna invited into it. */
async function withGuest(seed: string): Promise<Cast> {
  const site = await createSite(seed)
  const [anna, ben] = await teamOf(site, 'Anna', 'Ben')
  if (anna === undefined || ben === undefined) throw new Error('two were asked for')
  const members = [{ member: memberOf(ben), role: 'member' as const }]
  const made = await done(anna, { type: 'create-group', name: 'Dach', members, history: 'full' })
  const group = present(made.conversation, 'a group has an id')
  await say(anna, 'im Team')
  await say(anna, 'in der Gruppe', group)
  site.until(() => texts(ben, group).length === 1, 'the group')
  const guest = await guestOf(site, anna, 'Gast', [group])
  return { site, anna, ben, guest, group }
}

async function guestOf(site: Site, host: Device, name: string, groups: readonly ConversationId[]): Promise<Device> {
  const guest = site.device(name)
  await joinAsGuest(site, host, guest, groups)
  return guest
}

function setRole({ site, anna, guest }: Cast, role: 'guest' | 'member', member = memberOf(guest)): void {
  anna.stop('farewell')
  const desk = present(deskOf(anna, { dice: site.chance.of('desk'), now: site.timeline.now }), 'she is in')
  const written = writeControl(desk, [{ type: 'role.set', member, role }])
  expect(written.ok).toBe(true)
  anna.start()
}

const shown = (device: Device): readonly string[] =>
  (device.view('conversations') ?? []).map(({ kind, name }) => `${kind} ${name}`).toSorted()

const known = (device: Device): readonly string[] => (device.view('members') ?? []).map(({ name }) => name).toSorted()

describe('a guest', () => {
  it('[I25] comes in with the keys of its direct, and into the group it was invited to', async () => {
    const cast = await withGuest('guest comes')
    const { site, anna, ben, guest, group } = cast
    site.until(() => texts(guest, group).includes('in der Gruppe'), 'the group')
    await say(guest, 'guten Tag', group)
    for (const device of [anna, ben]) site.until(() => texts(device, group).includes('guten Tag'), 'the greeting')
    site.pass(2 * minute)
    expect(known(guest)).toEqual(['Anna', 'Ben', 'Gast'])
    expect(known(ben)).toEqual(['Anna', 'Ben', 'Gast'])
    expect(ben.look({ type: 'group', conversation: group }).members.find(({ name }) => name === 'Gast')?.guest).toBe(
      true
    )
  })

  it('[K16] sees its conversations alone: no channel, no directory, no key of the team', async () => {
    const cast = await withGuest('guest sees')
    const { site, anna, ben, guest, group } = cast
    await done(anna, { type: 'set-profile', name: 'Anna A.', about: '' })
    const cem = site.device('Cem')
    await ask(cem, present((await done(anna, inviteMember)).link, 'a link'))
    site.until(() => isIn(cem), 'another member')
    await say(anna, 'Geheimes im Team')
    await directOf(anna, ben).then((direct) => say(anna, 'unter vier Augen', direct))
    site.until(() => known(guest).includes('Anna A.'), 'the new name')
    site.pass(3 * minute)
    expect(shown(guest).filter((line) => !line.startsWith('direct'))).toEqual(['group Dach', 'self '])
    expect(known(guest)).toEqual(['Anna A.', 'Ben', 'Gast'])
    const replica = present(inspect(guest)?.replica, 'the guest is in')
    const { team } = replica.identity
    expect(replica.membership.secrets.get(team)?.size ?? 0).toBe(0)
    const scopes = [...replica.heads.keys()].filter((scope) => scope !== team && scope !== group)
    expect(scopes).not.toContain(directoryScope(team))
    expect(scopes).not.toContain(everyone(anna))
    // The roster is what every active device reads: ids, keys, roles; of the keys entries only that they are there.
    expect(replica.membership.team.members.size).toBe(4)
    const words = ['Geheimes im Team', 'unter vier Augen', 'Cem']
    const dump = guest.disk
      .dump()
      .map(({ value }) => (value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value))))
    for (const word of words) expect(dump.some((value) => value.includes(word))).toBe(false)
  })

  it('[K6] comes into a group that begins for it with its joining, and still reads what the group is called', async () => {
    const { site, anna, ben } = await withGuest('guest reads the name')
    const members = [{ member: memberOf(ben), role: 'member' as const }]
    const made = await done(anna, { type: 'create-group', name: 'Keller', members, history: 'from-join' })
    const cellar = present(made.conversation, 'a group has an id')
    await say(anna, 'vor dem Gast', cellar)
    const other = await guestOf(site, anna, 'Zweitgast', [cellar])
    site.until(() => shown(other).includes('group Keller'), 'the name')
    await say(ben, 'mit dem Gast', cellar)
    site.until(() => texts(other, cellar).includes('mit dem Gast'), 'the words')
    expect(texts(other, cellar)).toEqual(['mit dem Gast'])
  })

  it('[S9] meets a member under the keys of their group when the one who invited it is gone', async () => {
    const { site, anna, ben, guest, group } = await withGuest('guest meets')
    site.until(() => texts(guest, group).includes('in der Gruppe'), 'the group')
    site.pass(minute)
    for (const device of [anna, ben, guest]) device.stop('farewell')
    site.pass(minute)
    ben.start()
    guest.start()
    site.pass(10 * second)
    await say(ben, 'ohne Anna', group)
    site.until(() => texts(guest, group).includes('ohne Anna'), 'the words')
    await say(guest, 'angekommen', group)
    site.until(() => texts(ben, group).includes('angekommen'), 'the answer')
  })

  it('[K16] of another group never hears of this one', async () => {
    const { site, anna, guest, group } = await withGuest('two guests')
    const made = await done(anna, { type: 'create-group', name: 'Keller', members: [], history: 'full' })
    const cellar = present(made.conversation, 'a group has an id')
    const other = await guestOf(site, anna, 'Zweitgast', [cellar])
    site.until(() => other.look({ type: 'group', conversation: cellar }).standing === 'in', 'its group')
    await say(anna, 'nur Keller', cellar)
    site.until(() => texts(other, cellar).includes('nur Keller'), 'the words')
    site.pass(3 * minute)
    expect(inspect(guest)?.replica.membership.scopes.has(cellar)).toBe(false)
    expect(inspect(other)?.replica.membership.scopes.has(group)).toBe(false)
    expect(known(other)).toEqual(['Anna', 'Zweitgast'])
    expect(await submit(other, { type: 'open-direct', member: memberOf(guest) })).toEqual({
      ok: false,
      reason: 'guest-out-of-reach'
    })
    expect((await submit(other, { type: 'create-group', name: 'X', members: [], history: 'full' }))?.ok).toBe(false)
  })

  it('[K16] whom nobody in a group reaches is not taken into it, until whoever let it in comes along', async () => {
    const site = await createSite('guest out of reach')
    const [ben, anna] = await teamOf(site, 'Ben', 'Anna')
    if (anna === undefined || ben === undefined) throw new Error('two were asked for')
    const guest = await guestOf(site, ben, 'Gast', [])
    const isKnown = (): boolean => anna.look({ type: 'members' }).some(({ member }) => member === memberOf(guest))
    site.until(isKnown, 'the guest in the list')
    const throughWhom = (device: Device): unknown =>
      device.look({ type: 'members' }).find(({ member }) => member === memberOf(guest))?.reachedThrough
    expect([throughWhom(anna), throughWhom(ben)]).toEqual([[memberOf(ben)], undefined])
    const refused = { ok: false, reason: 'guest-reached-by-nobody' }
    const members = [{ member: memberOf(guest), role: 'guest' as const }]
    expect(await submit(anna, { type: 'create-group', name: 'Dach', members, history: 'full' })).toEqual(refused)
    expect(shown(anna).filter((line) => line.startsWith('group'))).toEqual([])
    const made = await done(anna, { type: 'create-group', name: 'Dach', members: [], history: 'full' })
    const group = present(made.conversation, 'a group has an id')
    expect(await submit(anna, { type: 'add-to-group', conversation: group, members: [memberOf(guest)] })).toEqual(
      refused
    )
    await done(anna, { type: 'add-to-group', conversation: group, members: [memberOf(guest), memberOf(ben)] })
    await say(anna, 'in der Gruppe', group)
    site.until(() => texts(guest, group).includes('in der Gruppe'), 'the group')
    // Sharing this one, she reaches the guest by herself.
    expect(throughWhom(anna)).toBeUndefined()
    expect((await submit(anna, { type: 'create-group', name: 'Keller', members, history: 'full' }))?.ok).toBe(true)
  })

  it('[K16] promoted reads the team, demoted again it reads nothing new of it', async () => {
    const cast = await withGuest('guest rises')
    const { site, anna, ben, guest, group } = cast
    site.until(() => texts(guest, group).includes('in der Gruppe'), 'the group')
    site.pass(minute)
    const channel = everyone(anna)
    setRole(cast, 'member')
    site.until(() => texts(guest, channel).includes('im Team'), 'the history of the team')
    site.until(() => known(guest).includes('Ben'), 'the directory')
    await say(guest, 'jetzt richtig dabei', channel)
    site.until(() => texts(ben, channel).includes('jetzt richtig dabei'), 'the words')
    setRole(cast, 'guest')
    const isGuestOn = (device: Device): boolean =>
      device.look({ type: 'members' }).some(({ member, role }) => member === memberOf(guest) && role === 'guest')
    for (const device of [guest, ben]) site.until(() => isGuestOn(device), 'the demotion')
    expect(shown(guest).every((line) => !line.startsWith('channel'))).toBe(true)
    await say(ben, 'ohne den Gast', channel)
    site.until(() => texts(anna, channel).includes('ohne den Gast'), 'the words')
    await say(ben, 'hier mit Gast', group)
    site.until(() => texts(guest, group).includes('hier mit Gast'), 'the group')
    site.pass(2 * minute)
    expect(texts(guest, channel)).not.toContain('ohne den Gast')
    expect(texts(ben, channel)).toContain('jetzt richtig dabei')
    const team = present(inspect(ben)?.replica, 'he is in').identity.team
    const current = present(inspect(ben)?.replica.membership.books.get(team)?.current, 'the team has keys')
    expect(inspect(guest)?.replica.membership.secrets.get(team)?.has(current)).toBe(false)
  })

  it('[K16] [S9] who was made one without sharing a conversation with anybody is added to a group, and made a member again', async () => {
    const site = await createSite('guest of no conversation')
    const [anna, ben] = await teamOf(site, 'Anna', 'Ben')
    if (anna === undefined || ben === undefined) throw new Error('two were asked for')
    const member = memberOf(ben)
    const isGuestOn = (device: Device): boolean =>
      device.look({ type: 'members' }).some((each) => each.member === member && each.role === 'guest')
    await done(anna, { type: 'set-role', member, role: 'guest', from: 'member' })
    for (const device of [anna, ben]) site.until(() => isGuestOn(device), 'the demotion')
    // Both begin anew: no session is left from before.
    for (const device of [anna, ben]) device.stop('farewell')
    site.pass(minute)
    for (const device of [anna, ben]) device.start()
    const members = [{ member, role: 'guest' as const }]
    const made = await done(anna, { type: 'create-group', name: 'Dach', members, history: 'full' })
    const group = present(made.conversation, 'a group has an id')
    await say(anna, 'in der Gruppe', group)
    await say(anna, 'nur im Team')
    site.until(() => texts(ben, group).includes('in der Gruppe'), 'the group')
    site.pass(3 * minute)
    expect(texts(ben, everyone(anna))).not.toContain('nur im Team')
    for (const device of [anna, ben]) device.stop('farewell')
    site.pass(minute)
    anna.start()
    await done(anna, { type: 'set-role', member, role: 'member', from: 'guest' })
    ben.start()
    site.until(() => texts(ben, everyone(anna)).includes('nur im Team'), 'the team again')
  })
})

describe('devices of a guest', () => {
  it('[S9] [I25] meet each other under the keys of their own conversation, and the further one gets all the first has', async () => {
    const { site, anna, guest, group } = await withGuest('two devices of a guest')
    site.until(() => texts(guest, group).includes('in der Gruppe'), 'the group')
    const further = await linkDevice(site, guest, 'Telefon')
    site.until(() => texts(further, group).includes('in der Gruppe'), 'the group on the further device')
    await say(anna, 'für beide', group)
    for (const device of [guest, further]) site.until(() => texts(device, group).includes('für beide'), 'the words')
    await say(further, 'vom Telefon', group)
    site.until(() => texts(anna, group).includes('vom Telefon'), 'the answer')
    expect(inspect(further)?.replica.membership.secrets.get(memberTeam(guest))?.size ?? 0).toBe(0)
  })

  it('[S9] [K16] are found when their person became a member while they were off', async () => {
    const cast = await withGuest('promoted while away')
    const { site, anna, guest, group } = cast
    site.until(() => texts(guest, group).includes('in der Gruppe'), 'the group')
    const further = await linkDevice(site, guest, 'Telefon')
    site.until(() => texts(further, group).includes('in der Gruppe'), 'the group on the further device')
    const member = memberOf(guest)
    guest.stop('farewell')
    further.stop('farewell')
    site.pass(minute)
    setRole(cast, 'member', member)
    await say(anna, 'willkommen im Team')
    site.pass(minute)
    guest.start()
    site.until(() => texts(guest, everyone(anna)).includes('willkommen im Team'), 'the team')
    site.pass(minute)
    further.start()
    site.until(() => texts(further, everyone(anna)).includes('willkommen im Team'), 'the team on the further device')
  })
})

const memberTeam = (device: Device): ConversationId => present(inspect(device), 'it is in').replica.identity.team

describe('an invitation for a guest', () => {
  it('[I15] without a person’s yes is made by nobody', async () => {
    const site = await createSite('guest without yes')
    const [anna] = await teamOf(site, 'Anna')
    if (anna === undefined) throw new Error('one was asked for')
    const terms = { type: 'create-invitation', role: 'guest', uses: 1, expiresInMs: day, groups: [] } as const
    expect(await submit(anna, { ...terms, approve: false })).toEqual({ ok: false, reason: 'guest-needs-yes' })
    expect(anna.look({ type: 'invitations' })).toEqual([])
    expect((await submit(anna, { ...terms, approve: true }))?.ok).toBe(true)
    const elsewhere = await submit(anna, { ...terms, approve: true, groups: [everyone(anna)] })
    expect(elsewhere).toEqual({ ok: false, reason: 'not-allowed' })
  })

  it('[I25] leads into its groups whoever says yes: into those they share at once, into the others when its maker is back', async () => {
    const site = await createSite('guest admitted by another')
    const [anna, ben, cem] = await teamOf(site, 'Anna', 'Ben', 'Cem')
    if (anna === undefined || ben === undefined || cem === undefined) throw new Error('three were asked for')
    await done(anna, { type: 'set-role', member: memberOf(ben), role: 'admin', from: 'member' })
    const groups: ConversationId[] = []
    for (const [name, members] of [
      ['Dach', [{ member: memberOf(ben), role: 'admin' as const }]],
      ['Keller', []]
    ] as const) {
      const made = await done(anna, { type: 'create-group', name, members, history: 'full' })
      groups.push(present(made.conversation, 'a group has an id'))
    }
    const link = await inviteGuest(anna, groups)
    site.until(() => shown(ben).includes('group Dach'), 'the group')
    site.pass(minute)
    anna.stop('farewell')
    const guest = site.device('Gast')
    await ask(guest, link)
    const asked = site.until(() => ben.look({ type: 'requests' })[0], 'the request')
    expect(asked.groups).toEqual(['Dach'])
    await admit(site, ben, 'Gast')
    site.until(() => isIn(guest) && shown(guest).includes('group Dach'), 'the group they share', 10 * minute)
    expect(shown(guest)).not.toContain('group Keller')
    // Whoever is in none of them learns of none.
    expect([...(inspect(cem)?.replica.membership.scopes.keys() ?? [])].filter((id) => groups.includes(id))).toEqual([])
    anna.start()
    site.until(() => shown(guest).includes('group Keller'), 'the other group', 10 * minute)
  })

  it('[I25] adds nobody again whom somebody took out', async () => {
    const { site, anna, ben, guest, group } = await withGuest('guest taken out')
    site.until(() => guest.look({ type: 'group', conversation: group }).standing === 'in', 'the group')
    await done(anna, { type: 'remove-from-group', conversation: group, member: memberOf(guest) })
    site.until(() => guest.look({ type: 'group', conversation: group }).standing === 'left', 'being out')
    await done(anna, { type: 'set-role', member: memberOf(ben), role: 'admin', from: 'member' })
    site.pass(5 * minute)
    expect(guest.look({ type: 'group', conversation: group }).standing).toBe('left')
  })
})

const inviteMember = {
  type: 'create-invitation',
  role: 'member',
  uses: 1,
  expiresInMs: 7 * day,
  approve: false
} as const
