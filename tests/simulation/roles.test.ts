// Who belongs and who decides, on real nodes in a simulated world: removal, leaving, fences, policies, moderation, quarrels.

import { describe, expect, it } from 'vitest'
import { present } from '../../src/base/assert.ts'
import { entryHashOf, type DeviceId, type EntryHash } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import type { Intent, Role } from '../../src/node/api-intents.ts'
import type { ActivityView } from '../../src/node/api-people.ts'
import { writeControl } from '../../src/node/write.ts'
import { encodeControl } from '../../src/team/control.ts'
import { encodeEpochPayload } from '../../src/team/epoch-payload.ts'
import { checkAll } from './checks.ts'
import { deskOf, draftEntry, inspect, plant } from './desk.ts'
import type { Device } from './device.ts'
import { createLedger } from './people.ts'
import { writeAfterRemoval } from './rogue.ts'
import {
  createSite,
  day,
  directOf,
  done,
  everyone,
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

type Team = readonly [anna: Device, ben: Device, cem: Device, dora: Device]

async function fourOf(site: Site): Promise<Team> {
  const [anna, ben, cem, dora] = await teamOf(site, 'Anna', 'Ben', 'Cem', 'Dora')
  if (anna === undefined || ben === undefined || cem === undefined || dora === undefined) throw new Error('four')
  return [anna, ben, cem, dora]
}

function split(site: Site, ...islands: readonly (readonly Device[])[]): void {
  for (const [index, devices] of islands.entries()) for (const { name } of devices) site.network.place(name, index + 1)
  site.network.settle()
}

/** Time goes by while these are off; then they have a few minutes together. */
function sleep(site: Site, ms: number, devices: readonly Device[]): void {
  for (const device of devices) device.stop('farewell')
  site.pass(ms)
  for (const device of devices) device.start()
  site.pass(3 * minute)
}

function heal(site: Site): void {
  for (const { name } of site.devices) site.network.place(name, 0)
  site.network.settle()
}

function roleOn(device: Device, of: Device | string): Role | undefined {
  const member = typeof of === 'string' ? of : memberOf(of)
  return device.look({ type: 'members' }).find((each) => each.member === member)?.role
}

async function setRole(by: Device, of: Device, role: Role): Promise<void> {
  await done(by, { type: 'set-role', member: memberOf(of), role, from: present(roleOn(by, of), 'a member has a role') })
}

async function reasonOf(device: Device, intent: Intent): Promise<string> {
  const outcome = await submit(device, intent)
  return outcome === undefined ? 'died' : outcome.ok ? 'done' : outcome.reason
}

/** What a device tells of its team's changes, as short lines, newest first. */
function changes(device: Device): readonly string[] {
  return device.look({ type: 'activity' }).map(({ what, by }) => {
    const name = 'name' in what ? ` ${what.name}` : ''
    return `${by}: ${what.type}${name}${what.type === 'role' ? ` ${what.role}` : ''}`
  })
}

function removalOn(device: Device): ActivityView | undefined {
  return device.look({ type: 'activity' }).find(({ what }) => what.type === 'removed')
}

/** Puts entries onto the disk of a device that is off, as another program would, and starts it again. */
function tamperWith(site: Site, device: Device, write: (desk: NonNullable<ReturnType<typeof deskOf>>) => void): void {
  device.stop('vanish')
  const dice = site.chance.of(`tamper ${device.name}`)
  const desk = present(deskOf(device, { dice, now: site.timeline.now }), `${device.name} is in the team`)
  write(desk)
  device.start()
}

function currentOn(device: Device): string | undefined {
  const replica = present(inspect(device), `${device.name} is in`).replica
  return replica.membership.books.get(replica.identity.team)?.current
}

function deviceOf(device: Device): DeviceId {
  return present(inspect(device), `${device.name} has begun`).replica.identity.device
}

describe('roles', () => {
  it('[R3] an owner makes an admin, an admin a guest; nobody grants what is not below it, and every refusal has a reason', async () => {
    const site = await createSite('roles')
    const [anna, ben, cem, dora] = await fourOf(site)
    const change = (member: Device, role: Role, from: Role): Intent => ({
      type: 'set-role',
      member: memberOf(member),
      role,
      from
    })
    expect(await reasonOf(ben, change(cem, 'guest', 'member'))).toBe('not-allowed')
    await setRole(anna, ben, 'admin')
    site.until(() => roleOn(ben, ben) === 'admin', 'Ben being an admin')
    expect(await reasonOf(ben, change(cem, 'admin', 'member'))).toBe('not-allowed')
    expect(await reasonOf(ben, { type: 'remove-member', member: memberOf(anna) })).toBe('not-allowed')
    expect(await reasonOf(ben, { type: 'remove-member', member: memberOf(ben) })).toBe('not-allowed')
    expect(await reasonOf(ben, { type: 'set-policy', name: 'retain-days', value: 30 })).toBe('not-allowed')
    await setRole(ben, dora, 'guest')
    site.until(() => roleOn(cem, dora) === 'guest', 'Dora being a guest')
    expect(await reasonOf(anna, change(dora, 'guest', 'member'))).toBe('someone-was-faster')
    expect(await reasonOf(anna, change(dora, 'admin', 'member'))).toBe('someone-was-faster')
    expect(await reasonOf(anna, change(dora, 'guest', 'guest'))).toBe('done')
    expect(changes(cem).slice(0, 2)).toEqual(['Ben: role Dora guest', 'Anna: role Ben admin'])
  })

  it('[K13] who becomes a guest keeps what it read, says and reads nothing new, and comes back with new boxes', async () => {
    const site = await createSite('guest')
    const [anna, ben, cem, dora] = await fourOf(site)
    const place = everyone(anna)
    await say(dora, 'vorher')
    site.until(() => texts(anna).includes('vorher'), 'Dora heard')
    await setRole(anna, dora, 'guest')
    site.until(() => roleOn(dora, dora) === 'guest', 'Dora knowing')
    const secret = await say(ben, 'ohne Dora')
    site.until(() => texts(cem).includes('ohne Dora'), 'the others talking')
    site.pass(3 * minute)
    expect(texts(cem)).toEqual(['vorher', 'ohne Dora'])
    expect(dora.storage().entries({ type: 'hashes', hashes: [secret] })).toEqual([])
    await setRole(anna, dora, 'member')
    site.until(() => texts(dora, place).includes('ohne Dora'), 'Dora reading again')
    await say(dora, 'wieder da')
    site.until(() => texts(cem).includes('wieder da'), 'Dora heard again')
  })
})

describe('removal', () => {
  it('[T5] [K11] one batch: the removal, fences around what was said, new keys; everybody counts who knows it', async () => {
    const site = await createSite('removal')
    const [anna, ben, cem, dora] = await fourOf(site)
    await say(dora, 'ich war da')
    const direct = await directOf(dora, anna)
    await say(dora, 'unter uns', direct)
    site.until(() => texts(anna, direct).length === 1 && texts(ben).length === 1, 'Dora heard')
    cem.stop('farewell')
    site.pass(second)
    const before = currentOn(anna)
    const gone = memberOf(dora)
    await done(anna, { type: 'remove-member', member: gone })
    const desk = present(inspect(anna), 'Anna is in').replica
    const cuts = [...desk.membership.team.cuts].filter(({ device }) => device === deviceOf(dora))
    expect(new Set(cuts.map(({ scope }) => scope))).toEqual(
      new Set(
        [...desk.membership.scopes.values()]
          .filter(
            ({ kind, scope }) =>
              (kind === 'channel' || kind === 'directory') && desk.heads.get(scope)?.has(deviceOf(dora))
          )
          .map(({ scope }) => scope)
      )
    )
    expect(desk.membership.directs.get(direct)?.cuts).toHaveLength(1)
    expect(currentOn(anna)).not.toBe(before)
    site.until(() => dora.look({ type: 'team' }).type === 'removed', 'Dora knowing')
    expect(dora.look({ type: 'team' })).toMatchObject({ how: 'removed', by: 'Anna', wiping: false })
    expect(await reasonOf(dora, { type: 'post', conversation: direct, text: 'noch da?', reply: undefined })).toBe(
      'removed'
    )
    site.until(() => removalOn(anna)?.known?.has === 2, 'Ben having said that he knows')
    expect(removalOn(anna)).toMatchObject({ by: 'Anna', known: { has: 2, of: 3 } })
    cem.start()
    site.until(() => removalOn(anna)?.known?.has === 3, 'Cem having said so too')
    expect(texts(cem)).toEqual(['ich war da'])
    expect(texts(anna, direct)).toEqual(['unter uns'])
    expect(await reasonOf(anna, { type: 'remove-member', member: gone })).toBe('someone-was-faster')
  })

  it('[K8] removed in one half of a split team: who knows it seals nothing to the removed any more, whoever re-keys', async () => {
    const site = await createSite('split')
    const [anna, ben, cem, dora] = await fourOf(site)
    split(site, [anna, ben], [cem, dora])
    site.pass(30 * second)
    const ledger = createLedger(() => site.timeline.now)
    const gone = memberOf(dora)
    await done(anna, { type: 'remove-member', member: gone })
    ledger.removed.add(gone)
    const post = async (device: Device, text: string, without: boolean): Promise<void> => {
      const entry = await say(device, text)
      ledger.posts = [
        ...ledger.posts,
        { device, conversation: everyone(device), entry, text, without: without ? [gone] : [], guests: [] }
      ]
    }
    site.until(() => roleOn(ben, gone) === undefined, 'Ben knowing')
    await post(ben, 'hier ohne sie', true)
    await post(cem, 'hier weiß es keiner', false)
    site.pass(5 * second)
    expect(texts(dora)).toContain('hier weiß es keiner')
    heal(site)
    site.until(() => roleOn(cem, gone) === undefined && texts(cem).length === 2, 'Cem knowing', 20 * minute)
    await post(cem, 'jetzt weiß ich es auch', true)
    site.pass(4 * minute)
    const honest = [anna, ben, cem]
    expect(checkAll({ honest, removed: [dora], ledger, accomplices: [], now: site.timeline.now })).toEqual([])
  })

  it('[K12] whoever has more than the fence says posts its own, if nobody did in time', async () => {
    const site = await createSite('no fence')
    const [anna, ben, cem, dora] = await fourOf(site)
    await say(dora, 'alle haben das')
    site.until(() => texts(cem).length === 1, 'Dora heard')
    // A program that removes without any fence.
    tamperWith(site, anna, (desk) => {
      writeControl(desk, [{ type: 'member.remove', member: memberOf(dora) }])
    })
    site.until(
      () => ben.look({ type: 'members' }).length === 3 && cem.look({ type: 'members' }).length === 3,
      'word of it'
    )
    const cutsOn = (device: Device) =>
      present(inspect(device), 'it is in').replica.membership.team.cuts.filter(
        ({ device: of }) => of === deviceOf(dora)
      )
    site.pass(30 * second)
    expect(cutsOn(ben)).toEqual([])
    site.until(() => cutsOn(ben).length > 0, 'a fence', 3 * minute)
    site.pass(3 * minute)
    for (const device of [anna, ben, cem]) expect(texts(device)).toEqual(['alle haben das'])
    const posts = cutsOn(cem).length
    site.pass(10 * minute)
    expect(cutsOn(cem)).toHaveLength(posts)
  })

  it('[K13] what a removed device still writes is seen by nobody, shown to admins as a number, dropped after a week', async () => {
    const site = await createSite('beyond')
    const [anna, ben, cem, dora] = await fourOf(site)
    await say(dora, 'davor')
    site.until(() => texts(anna).length === 1 && texts(cem).length === 1, 'Dora heard')
    split(site, [anna, ben], [cem, dora])
    site.pass(30 * second)
    await done(anna, { type: 'remove-member', member: memberOf(dora) })
    const late = await say(dora, 'danach')
    site.until(() => texts(cem).includes('danach'), 'Cem, who does not know')
    heal(site)
    site.until(() => cem.look({ type: 'members' }).length === 3, 'Cem knowing', 20 * minute)
    site.pass(5 * minute)
    for (const device of [anna, ben, cem]) expect(texts(device)).toEqual(['davor'])
    expect(ben.look({ type: 'governance' }).beyond).toEqual([])
    const [beyond] = anna.look({ type: 'governance' }).beyond
    expect(beyond).toMatchObject({ memberName: 'Dora', conversation: everyone(anna), count: 1 })
    expect(anna.storage().entries({ type: 'hashes', hashes: [late] })).toHaveLength(1)
    const all = [anna, ben, cem]
    sleep(site, 6 * day, all)
    expect(anna.storage().entries({ type: 'hashes', hashes: [late] })).toHaveLength(1)
    sleep(site, 2 * day, all)
    for (const device of [anna, ben, cem]) {
      expect(device.storage().entries({ type: 'hashes', hashes: [late] })).toEqual([])
      expect(texts(device)).toEqual(['davor'])
    }
    // Nobody fetches it again, also not after a start.
    anna.stop('farewell')
    anna.start()
    site.pass(5 * minute)
    expect(anna.storage().entries({ type: 'hashes', hashes: [late] })).toEqual([])
    expect(anna.look({ type: 'governance' }).beyond).toEqual([])
  })

  it('[K13] an admin lets count what came too late', async () => {
    const site = await createSite('widen')
    const [anna, ben, cem, dora] = await fourOf(site)
    await say(dora, 'davor')
    site.until(() => texts(anna).length === 1 && texts(cem).length === 1, 'Dora heard')
    split(site, [anna, ben], [cem, dora])
    site.pass(30 * second)
    await done(anna, { type: 'remove-member', member: memberOf(dora) })
    await say(dora, 'ehrlich davor geschrieben')
    site.until(() => texts(cem).length === 2, 'Cem, who does not know')
    heal(site)
    site.until(() => anna.look({ type: 'governance' }).beyond.length === 1, 'something beyond', 20 * minute)
    site.pass(5 * minute)
    const [beyond] = anna.look({ type: 'governance' }).beyond
    const { conversation, device } = present(beyond, 'there is one')
    expect(await reasonOf(ben, { type: 'widen-fence', conversation, device })).toBe('not-allowed')
    await done(anna, { type: 'widen-fence', conversation, device })
    for (const each of [anna, ben, cem])
      site.until(() => texts(each).includes('ehrlich davor geschrieben'), `it shown on ${each.name}`)
    expect(anna.look({ type: 'governance' }).beyond).toEqual([])
  })

  it('[K7] [Q16] an epoch a removed device wrote, back-dated, high and sealed to all, is never the one to seal under', async () => {
    const site = await createSite('rogue epoch')
    const [anna, ben, cem, dora] = await fourOf(site)
    split(site, [anna, ben], [cem, dora])
    site.pass(20 * second)
    await done(anna, { type: 'remove-member', member: memberOf(dora) })
    tamperWith(site, dora, (desk) => {
      const { membership, identity } = desk.replica
      const book = membership.books.get(identity.team)
      const parent = present(book?.byId.get(present(book.current, 'there are keys')), 'a parent').entry
      const heads = desk.replica.heads.get(identity.team)?.get(identity.device) ?? []
      const payload = encodeEpochPayload({
        type: 'epoch',
        generation: parent.generation + 1,
        parents: [parent.id],
        deps: membership.team.deps,
        commitment: new Uint8Array(32).fill(7),
        ladder: undefined
      })
      const ts = site.timeline.now
      plant(desk, [draftEntry(desk, identity.team, heads, { kind: 'epoch', ts, page: 0, epoch: undefined, payload })])
    })
    site.pass(20 * second)
    heal(site)
    site.until(() => cem.look({ type: 'members' }).length === 3, 'Cem knowing', 20 * minute)
    await say(cem, 'unter welchem Schlüssel?')
    site.until(() => texts(anna).length === 1, 'Anna reading it')
    for (const device of [anna, ben, cem]) {
      const replica = present(inspect(device), 'it is in').replica
      const book = replica.membership.books.get(replica.identity.team)
      const author = book?.byId.get(present(book.current, 'there are keys'))?.entry.device
      expect(author).not.toBe(deviceOf(dora))
    }
  })

  it('[R5] a removed admin back-dates grants, removals and a revocation of the removal: nothing of it stands', async () => {
    const site = await createSite('back-dated')
    const [anna, ben, cem, dora] = await fourOf(site)
    await setRole(anna, ben, 'admin')
    site.until(() => roleOn(ben, ben) === 'admin', 'Ben being an admin')
    split(site, [anna, cem], [ben, dora])
    site.pass(20 * second)
    const gone = memberOf(ben)
    await done(anna, { type: 'remove-member', member: gone })
    tamperWith(site, ben, (desk) => {
      const { identity, membership } = desk.replica
      const first = membership.control.get(identity.team)?.[0]?.hash
      const deps: readonly EntryHash[] = first === undefined ? [] : [first]
      const write = (operation: Parameters<typeof encodeControl>[0]['operation']): void => {
        const heads = desk.replica.heads.get(identity.team)?.get(identity.device) ?? []
        const ts = Math.max(site.timeline.now, ...heads.map((head) => head.ts + 1))
        const payload = encodeControl({ operation, deps })
        const entry = draftEntry(desk, identity.team, heads, {
          kind: 'control',
          ts,
          page: 0,
          epoch: undefined,
          payload
        })
        plant(desk, [entry])
        desk.replica.heads.get(identity.team)?.set(identity.device, [{ hash: entry.hash, seq: entry.header.seq, ts }])
      }
      write({ type: 'role.set', member: memberOf(dora), role: 'admin' })
      write({ type: 'member.remove', member: memberOf(cem) })
      write({ type: 'device.revoke', device: deviceOf(cem) })
      write({ type: 'invite.revoke', invitation: entryHashOf(new Uint8Array(32)) })
    })
    site.pass(20 * second)
    heal(site)
    const honest = [anna, cem, dora]
    site.until(() => dora.look({ type: 'members' }).length === 3, 'Dora knowing', 20 * minute)
    site.pass(2 * minute)
    for (const device of honest) {
      expect(
        device
          .look({ type: 'members' })
          .map(({ role }) => role)
          .sort()
      ).toEqual(['member', 'member', 'owner'])
      expect(roleOn(device, cem)).toBe('member')
    }
  })
})

describe('quarrels', () => {
  it('[R3] two admins remove each other at once: neither can, and an owner settles it', async () => {
    const site = await createSite('quarrel')
    const [anna, ben, cem, dora] = await fourOf(site)
    for (const device of [ben, cem]) await setRole(anna, device, 'admin')
    site.until(() => roleOn(ben, ben) === 'admin' && roleOn(cem, cem) === 'admin', 'two admins')
    expect(await reasonOf(ben, { type: 'remove-member', member: memberOf(cem) })).toBe('not-allowed')
    // Each demotes what the other raised: of concurrent words of equals none voids the other, the lower role stands.
    split(site, [anna, ben], [cem, dora])
    site.pass(20 * second)
    await done(ben, { type: 'set-role', member: memberOf(dora), role: 'guest', from: 'member' })
    await done(cem, { type: 'remove-member', member: memberOf(dora) })
    heal(site)
    site.pass(10 * minute)
    const honest = [anna, ben, cem]
    const teams = honest.map((device) =>
      JSON.stringify(
        device
          .look({ type: 'members' })
          .map(({ member, role }) => [member, role])
          .sort()
      )
    )
    expect(new Set(teams).size).toBe(1)
    expect(roleOn(anna, ben)).toBe('admin')
    expect(roleOn(anna, cem)).toBe('admin')
    await done(anna, { type: 'remove-member', member: memberOf(cem) })
    site.until(() => roleOn(ben, memberOf(anna)) === 'owner' && !isIn(cem), 'an owner decided')
  })

  it('[R9] two remove the same person at once: it is out once, and everybody agrees', async () => {
    const site = await createSite('both')
    const [anna, ben, cem, dora] = await fourOf(site)
    await setRole(anna, ben, 'admin')
    site.until(() => roleOn(ben, ben) === 'admin', 'Ben being an admin')
    await say(dora, 'gehört')
    site.until(() => texts(anna).length === 1 && texts(ben).length === 1, 'Dora heard')
    split(site, [anna, cem], [ben, dora])
    site.pass(20 * second)
    const gone = memberOf(dora)
    await done(anna, { type: 'remove-member', member: gone })
    await done(ben, { type: 'remove-member', member: gone })
    heal(site)
    site.until(() => currentOn(anna) === currentOn(ben) && currentOn(ben) === currentOn(cem), 'one key', 20 * minute)
    site.pass(3 * minute)
    const honest = [anna, ben, cem]
    const ledger = createLedger(() => site.timeline.now)
    expect(checkAll({ honest, removed: [dora], ledger, accomplices: [], now: site.timeline.now })).toEqual([])
    for (const device of honest) expect(texts(device)).toEqual(['gehört'])
    expect(changes(anna).filter((line) => line.includes('removed Dora'))).toHaveLength(2)
  })
})

describe('leaving', () => {
  it('[S12] who leaves stops at once, waits until somebody has heard, then erases its copy if it said so', async () => {
    const site = await createSite('leave')
    const [anna, ben, cem, dora] = await fourOf(site)
    await say(dora, 'macht es gut')
    site.until(() => texts(anna).length === 1, 'Dora heard')
    split(site, [anna, ben, cem], [dora])
    site.pass(10 * second)
    await done(dora, { type: 'leave-team', wipe: true, warned: false })
    expect(dora.look({ type: 'team' })).toMatchObject({ type: 'removed', how: 'left', untold: true, wiping: true })
    site.pass(5 * minute)
    dora.stop('vanish')
    dora.start()
    expect(dora.look({ type: 'team' })).toMatchObject({ type: 'removed', untold: true })
    heal(site)
    site.until(() => dora.look({ type: 'team' }).type === 'wiped', 'the copy gone', 20 * minute)
    expect(dora.look({ type: 'team' })).toEqual({ type: 'wiped', how: 'left' })
    expect(tables(dora)).toEqual(['truth'])
    site.until(() => anna.look({ type: 'members' }).length === 3, 'Anna knowing')
    expect(changes(anna)[0]).toBe('Dora: left Dora')
    site.pass(3 * minute)
    for (const device of [anna, ben, cem]) expect(texts(device)).toEqual(['macht es gut'])
    dora.stop('farewell')
    dora.start()
    expect(dora.look({ type: 'team' }).type).toBe('wiped')
    await done(dora, { type: 'begin-again' })
    expect(dora.look({ type: 'team' }).type).toBe('none')
  })

  it('[S12] who leaves and keeps its copy may erase it later by hand', async () => {
    const site = await createSite('keep')
    const [anna, , , dora] = await fourOf(site)
    expect(await reasonOf(dora, { type: 'wipe-device' })).toBe('not-allowed')
    await done(dora, { type: 'leave-team', wipe: false, warned: false })
    site.until(() => anna.look({ type: 'members' }).length === 3, 'Anna knowing')
    site.pass(2 * minute)
    expect(dora.look({ type: 'team' })).toMatchObject({ type: 'removed', how: 'left', untold: false, wiping: false })
    await done(dora, { type: 'wipe-device' })
    site.until(() => dora.look({ type: 'team' }).type === 'wiped', 'the copy gone')
    expect(tables(dora)).toEqual(['truth'])
  })

  it('[D8] the only owner leaves only warned; the others go on, admins admit, nobody becomes an owner', async () => {
    const site = await createSite('last owner')
    const [anna, ben, cem, dora] = await fourOf(site)
    await setRole(anna, ben, 'admin')
    site.until(() => roleOn(ben, ben) === 'admin', 'Ben being an admin')
    expect(anna.look({ type: 'governance' }).isLastOwner).toBe(true)
    expect(await reasonOf(anna, { type: 'leave-team', wipe: false, warned: false })).toBe('last-owner')
    expect(isIn(anna)).toBe(true)
    await done(anna, { type: 'leave-team', wipe: false, warned: true })
    site.until(() => ben.look({ type: 'members' }).length === 3, 'Ben knowing')
    await say(cem, 'weiter geht es')
    site.until(() => texts(dora).includes('weiter geht es'), 'talk going on')
    const owner: Intent = { type: 'set-role', member: memberOf(cem), role: 'owner', from: 'member' }
    expect(await reasonOf(ben, owner)).toBe('not-allowed')
    await done(ben, { type: 'remove-member', member: memberOf(cem) })
    site.until(() => dora.look({ type: 'members' }).length === 2, 'an admin removing')
  })
})

describe('policies', () => {
  it('[T6] [S12] wipe on removal: the removed device learns it, says who did it, and erases its copy', async () => {
    const site = await createSite('wipe')
    const [anna, ben, cem, dora] = await fourOf(site)
    await done(anna, { type: 'set-policy', name: 'wipe-on-removal', value: true })
    await say(cem, 'ein Geheimnis der Baustelle')
    site.until(() => texts(dora).length === 1, 'Dora having read it')
    dora.stop('farewell')
    await done(anna, { type: 'remove-member', member: memberOf(ben) })
    site.until(() => ben.look({ type: 'team' }).type === 'wiped', 'Ben wiped')
    expect(ben.look({ type: 'team' })).toEqual({ type: 'wiped', how: 'removed' })
    expect(tables(ben)).toEqual(['truth'])
    const gone = present(
      anna.look({ type: 'members' }).find(({ name }) => name === 'Dora'),
      'Dora'
    ).member
    await done(anna, { type: 'remove-member', member: gone })
    site.pass(minute)
    // Away while it happened: it hears of it from anybody it meets.
    dora.start()
    site.until(() => dora.look({ type: 'team' }).type === 'wiped', 'Dora wiped', 20 * minute)
    expect(tables(dora)).toEqual(['truth'])
  })

  it('[X6] what is older than the team keeps is on no screen and no disk; notes to self and names stay', async () => {
    const site = await createSite('retain')
    const [anna, ben, cem, dora] = await fourOf(site)
    const self = await directOf(anna, anna)
    await say(anna, 'Notiz für mich', self)
    await say(anna, 'uraltes Protokoll')
    site.until(() => texts(cem).length === 1, 'Cem having read it')
    dora.stop('farewell')
    sleep(site, 40 * day, [anna, ben, cem])
    await say(ben, 'neu')
    site.until(() => texts(cem).length === 2, 'both read')
    await done(anna, { type: 'set-policy', name: 'retain-days', value: 30 })
    site.until(() => texts(cem).length === 1, 'the old one gone')
    site.pass(2 * minute)
    for (const device of [anna, ben, cem]) {
      expect(texts(device)).toEqual(['neu'])
      expect(
        device
          .look({ type: 'members' })
          .map(({ name }) => name)
          .sort()
      ).toEqual(['Anna', 'Ben', 'Cem', 'Dora'])
    }
    expect(texts(anna, self)).toEqual(['Notiz für mich'])
    // Who was away brings it back to nobody.
    dora.start()
    site.until(() => texts(dora).join() === 'neu', 'Dora following', 20 * minute)
    site.pass(2 * minute)
    expect(texts(anna)).toEqual(['neu'])
  })

  it('[K15] boxes of epochs long superseded go; what was sealed under them stays readable', async () => {
    const site = await createSite('boxes')
    const [anna, ben] = await teamOf(site, 'Anna', 'Ben')
    if (anna === undefined || ben === undefined) throw new Error('two')
    await say(anna, 'alt')
    const boxesOn = (device: Device): number => {
      const { replica } = present(inspect(device), 'it is in')
      return (replica.membership.epochEntries.get(replica.identity.team) ?? []).filter(({ type }) => type === 'grant')
        .length
    }
    sleep(site, 8 * day, [anna, ben])
    await say(ben, 'unter neuem Schlüssel')
    site.pass(minute)
    const before = boxesOn(anna)
    sleep(site, limits.grantKeptMs + day, [anna, ben])
    expect(boxesOn(anna)).toBeLessThan(before)
    anna.stop('farewell')
    anna.start()
    site.pass(minute)
    await say(anna, 'weiter')
    site.until(() => texts(ben).length === 3, 'all of it read')
    expect(texts(anna)).toEqual(['alt', 'unter neuem Schlüssel', 'weiter'])
  })

  it('[C2] [X1] an admin takes a message away from everybody; not that of an equal, not twice, and hides it where nothing may be destroyed', async () => {
    const site = await createSite('moderate')
    const [anna, ben, cem, dora] = await fourOf(site)
    for (const device of [ben, cem]) await setRole(anna, device, 'admin')
    site.until(() => roleOn(ben, ben) === 'admin' && roleOn(cem, cem) === 'admin', 'two admins')
    const bad = await say(dora, 'Werbung')
    const equal = await say(cem, 'von einem Admin')
    site.until(() => texts(ben).length === 2, 'both read')
    const conversation = everyone(ben)
    const moderation = (target: EntryHash): Intent => ({ type: 'moderate', conversation, target })
    expect(await reasonOf(dora, moderation(equal))).toBe('not-allowed')
    expect(await reasonOf(ben, moderation(equal))).toBe('not-allowed')
    expect(await reasonOf(ben, moderation(bad))).toBe('done')
    expect(await reasonOf(ben, moderation(bad))).toBe('someone-was-faster')
    for (const device of [anna, ben, cem, dora])
      site.until(() => messages(device).find(({ message }) => message === bad)?.type === 'deleted', 'it gone')
    site.pass(2 * second)
    expect([anna, ben, cem, dora].flatMap((device) => traces(device, 'Werbung'))).toEqual([0, 0, 0, 0])
    await done(anna, { type: 'set-policy', name: 'destroy-allowed', value: false })
    const hidden = await say(dora, 'noch mehr Werbung')
    site.until(() => texts(ben).includes('noch mehr Werbung'), 'read')
    await done(ben, moderation(hidden))
    site.until(() => messages(anna).find(({ message }) => message === hidden)?.type === 'deleted', 'it hidden')
    const [stored] = anna.storage().entries({ type: 'hashes', hashes: [hidden] })
    expect(stored?.payload).toBeDefined()
    const direct = await directOf(anna, dora)
    const own = await say(dora, 'privat', direct)
    site.until(() => texts(anna, direct).length === 1, 'read')
    expect(await reasonOf(anna, { type: 'moderate', conversation: direct, target: own })).toBe('not-allowed')
  })
})

it('[X2] a message that arrives after the word that took it away is erased all the same', async () => {
  const site = await createSite('late target')
  const [anna, ben, cem, dora] = await fourOf(site)
  // Dora has not met Cem since the message was written, but hears of the moderation first.
  split(site, [anna, ben, cem], [dora])
  site.pass(10 * second)
  const bad = await say(cem, 'spät angekommene Werbung')
  site.until(() => texts(anna).length === 1 && texts(ben).length === 1, 'the others having read it')
  cem.stop('vanish')
  ben.stop('vanish')
  await done(anna, { type: 'moderate', conversation: everyone(anna), target: bad })
  heal(site)
  site.until(() => dora.look({ type: 'activity' })[0]?.what.type === 'moderated', 'Dora knowing', 20 * minute)
  cem.start()
  ben.start()
  site.until(
    () => dora.storage().entries({ type: 'hashes', hashes: [bad] })[0]?.erased === true,
    'it gone',
    20 * minute
  )
  site.pass(2 * minute)
  for (const device of [anna, ben, cem, dora]) {
    expect(device.storage().entries({ type: 'hashes', hashes: [bad] })[0]).toMatchObject({ erased: true })
    expect(traces(device, 'Werbung')).toBe(0)
  }
})

it('[K13] words a removed device back-dates are shown by nobody who knew', async () => {
  const site = await createSite('back-dated words')
  const [anna, ben, cem, dora] = await fourOf(site)
  await done(anna, { type: 'remove-member', member: memberOf(dora) })
  site.until(() => !isIn(dora), 'Dora knowing')
  tamperWith(site, dora, (desk) => writeAfterRemoval(desk, site.chance.of('words'), new Set()))
  site.pass(10 * minute)
  for (const device of [anna, ben, cem]) expect(texts(device)).toEqual([])
})

function tables(device: Device): readonly string[] {
  // The empty index of words keeps its own form.
  const isOwn = (table: string): boolean => !table.startsWith('sqlite_') && !table.startsWith('found_')
  return [...new Set(device.disk.dump().map(({ table }) => table))].filter(isOwn)
}

function traces(device: Device, word: string): number {
  return device.disk.dump().filter(({ value }) => {
    if (typeof value === 'string') return value.includes(word)
    return value instanceof Uint8Array && Buffer.from(value).includes(word)
  }).length
}
