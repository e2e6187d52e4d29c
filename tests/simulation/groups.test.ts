// Groups of some people in a team of more, played on real nodes in a simulated world: who is in one, who never hears of it, and what a
// removal ends.

import { describe, expect, it } from 'vitest'
import { idBytes, type ConversationId, type EntryHash, type MemberId } from '../../src/base/ids.ts'
import type { GroupHistory } from '../../src/node/api-intents.ts'
import { deskOf, inspect } from './desk.ts'
import { writeControl, writeOperations } from '../../src/node/write.ts'
import type { Device } from './device.ts'
import { createSite, done, memberOf, messages, minute, say, second, submit, teamOf, texts, type Site } from './world.ts'

async function teamIn(
  site: Site,
  ...names: readonly string[]
): Promise<readonly [Device, Device, Device, Device, Device]> {
  const [a, b, c, d, e] = await teamOf(site, ...names)
  if (a === undefined || b === undefined || c === undefined || d === undefined || e === undefined)
    throw new Error('five were asked for')
  return [a, b, c, d, e]
}

const five = ['Anna', 'Ben', 'Cem', 'Dora', 'Emil'] as const

async function groupOf(
  creator: Device,
  others: readonly Device[],
  history: GroupHistory = 'full'
): Promise<ConversationId> {
  const members = others.map((device) => ({ member: memberOf(device), role: 'member' as const }))
  const { conversation } = await done(creator, { type: 'create-group', name: 'Dach', members, history })
  if (conversation === undefined) throw new Error('a group has an id')
  return conversation
}

function namesIn(device: Device, conversation: ConversationId): readonly string[] {
  return device
    .look({ type: 'group', conversation })
    .members.map(({ name }) => name)
    .toSorted()
}

function listed(device: Device, conversation: ConversationId): boolean {
  return device.view('conversations')?.some((each) => each.conversation === conversation) === true
}

/** Whether a disk holds the id of a conversation, as bytes or as text, or a word. */
function holds(device: Device, conversation: ConversationId, word: string): boolean {
  const needles = [Buffer.from(idBytes(conversation)), Buffer.from(conversation), Buffer.from(word)]
  return device.disk.dump().some(({ value }) => {
    const bytes =
      typeof value === 'string' ? Buffer.from(value) : value instanceof Uint8Array ? Buffer.from(value) : undefined
    return bytes !== undefined && needles.some((needle) => bytes.includes(needle))
  })
}

/** Collects what travels to these devices and contains the id of a conversation. */
function listen(site: Site, to: readonly Device[], conversation: () => ConversationId | undefined): string[] {
  const heard: string[] = []
  site.network.frameTaps.add((from, name, frame) => {
    const scope = conversation()
    if (scope === undefined || !to.some((device) => device.name === name)) return
    if (Buffer.from(frame).includes(Buffer.from(idBytes(scope)))) heard.push(`${from} to ${name}`)
  })
  return heard
}

/** Takes a member out of the team from the disk of a device that is off meanwhile. */
function removeFromTeam(site: Site, device: Device, member: MemberId): void {
  device.stop('farewell')
  const desk = deskOf(device, { dice: site.chance.of('desk'), now: site.timeline.now })
  if (desk === undefined) throw new Error('it is in a team')
  const written = writeControl(desk, [{ type: 'member.remove', member }])
  if (!written.ok) throw new Error(written.reason)
  device.start()
}

describe('a group of three in a team of five', () => {
  it('[S4] the other two never receive one byte of it, and its members talk', async () => {
    const site = await createSite('three of five')
    const [anna, ben, cem, dora, emil] = await teamIn(site, ...five)
    const group = await groupOf(anna, [ben, cem])
    const leaked = listen(site, [dora, emil], () => group)
    const arrived = listen(site, [ben, cem], () => group)
    await say(anna, 'nur unter uns', group)
    for (const device of [ben, cem])
      site.until(() => listed(device, group) && texts(device, group).includes('nur unter uns'), 'the group')
    await say(cem, 'gehört', group)
    await say(dora, 'hier ist sonst nichts')
    site.until(() => [anna, ben].every((device) => texts(device, group).length === 2), 'the answer')
    site.pass(3 * minute)
    expect(namesIn(ben, group)).toEqual(['Anna', 'Ben', 'Cem'])
    expect(ben.view('conversations')?.find((each) => each.conversation === group)?.name).toBe('Dach')
    expect(arrived.length).toBeGreaterThan(0)
    expect(leaked).toEqual([])
    for (const device of [dora, emil]) {
      expect(listed(device, group)).toBe(false)
      expect(holds(device, group, 'nur unter uns')).toBe(false)
      expect(inspect(device)?.replica.membership.scopes.has(group)).toBe(false)
    }
  })
})

describe('who comes later', () => {
  it('[S14] a member added while its device was off is shown the group by whoever of it is there', async () => {
    const site = await createSite('added later')
    const [anna, ben, cem, dora, emil] = await teamIn(site, ...five)
    const group = await groupOf(anna, [ben])
    site.until(() => listed(ben, group), 'the group')
    const late = memberOf(dora)
    emil.stop('farewell')
    dora.stop('farewell')
    site.pass(10 * second)
    await done(anna, { type: 'add-to-group', conversation: group, members: [memberOf(cem)] })
    site.until(() => listed(cem, group), 'the group of the one who is there')
    // Whoever added is gone; one who was added itself passes the group on to the next.
    await done(anna, { type: 'add-to-group', conversation: group, members: [late] })
    site.until(() => namesIn(cem, group).length === 4, 'the news')
    await say(anna, 'willkommen', group)
    site.until(() => texts(cem, group).includes('willkommen'), 'the words')
    anna.stop('farewell')
    ben.stop('farewell')
    dora.start()
    emil.start()
    site.until(() => listed(dora, group) && texts(dora, group).includes('willkommen'), 'the group of the late one')
    site.pass(2 * minute)
    expect(listed(emil, group)).toBe(false)
    expect(holds(emil, group, 'willkommen')).toBe(false)
  })

  it.each(['full', 'from-join'] as const)(
    '[K6] with history %s a newcomer reads what it says and no more',
    async (history) => {
      const site = await createSite(`history ${history}`)
      const [anna, ben, cem] = await teamIn(site, ...five)
      const group = await groupOf(anna, [ben], history)
      await say(anna, 'früher', group)
      site.until(() => texts(ben, group).includes('früher'), 'the first words')
      await done(anna, { type: 'add-to-group', conversation: group, members: [memberOf(cem)] })
      for (const device of [ben, cem]) site.until(() => namesIn(device, group).length === 3, 'the newcomer')
      await say(ben, 'später', group)
      site.until(() => texts(cem, group).includes('später'), 'the words since')
      site.pass(2 * minute)
      expect(texts(cem, group)).toEqual(history === 'full' ? ['früher', 'später'] : ['später'])
      const replica = inspect(cem)?.replica
      const secrets = replica?.membership.secrets.get(group)?.size
      expect(secrets).toBe(history === 'full' ? replica?.membership.books.get(group)?.byId.size : 1)
      expect(cem.view('conversations')?.find((each) => each.conversation === group)?.name).toBe('Dach')
    }
  )
})

describe('who is no longer in it', () => {
  it('[K11] whoever is removed learns it, keeps what it had, and receives nothing more', async () => {
    const site = await createSite('removed')
    const [anna, ben, cem] = await teamIn(site, ...five)
    const group = await groupOf(anna, [ben, cem])
    for (const device of [ben, cem]) site.until(() => listed(device, group), 'the group')
    await say(cem, 'noch dabei', group)
    for (const device of [anna, ben]) site.until(() => texts(device, group).includes('noch dabei'), 'the words')
    await done(anna, { type: 'remove-from-group', conversation: group, member: memberOf(cem) })
    const leaked = listen(site, [cem], () => group)
    site.until(() => cem.look({ type: 'group', conversation: group }).standing === 'left', 'the removal')
    leaked.length = 0
    await say(ben, 'ohne Cem', group)
    site.until(() => texts(anna, group).includes('ohne Cem'), 'the words')
    site.pass(3 * minute)
    expect(leaked).toEqual([])
    expect(texts(cem, group)).toEqual(['noch dabei'])
    expect(texts(ben, group)).toEqual(['noch dabei', 'ohne Cem'])
    expect(await submit(cem, { type: 'post', conversation: group, text: 'hallo?', reply: undefined })).toEqual({
      ok: false,
      reason: 'not-allowed'
    })
    const replica = inspect(cem)?.replica
    const current = inspect(ben)?.replica.membership.books.get(group)?.current
    expect(current !== undefined && replica?.membership.secrets.get(group)?.has(current)).toBe(false)
    await done(anna, { type: 'add-to-group', conversation: group, members: [memberOf(cem)] })
    site.until(() => texts(cem, group).includes('ohne Cem'), 'everything after the return')
    await say(cem, 'wieder da', group)
    site.until(() => texts(ben, group).includes('wieder da'), 'the returned one')
  })

  it('[R11] whoever leaves is out for all, and the last admin leaves the others to themselves', async () => {
    const site = await createSite('leaving')
    const [anna, ben, cem] = await teamIn(site, ...five)
    const group = await groupOf(anna, [ben, cem])
    await say(anna, 'macht ohne mich weiter', group)
    for (const device of [ben, cem]) site.until(() => texts(device, group).length === 1, 'the words')
    await done(anna, { type: 'leave-group', conversation: group })
    for (const device of [ben, cem]) site.until(() => namesIn(device, group).length === 2, 'the leaving')
    await say(ben, 'wir zwei', group)
    site.until(() => texts(cem, group).includes('wir zwei'), 'the words of the rest')
    site.pass(2 * minute)
    expect(texts(anna, group)).toEqual(['macht ohne mich weiter'])
    expect(anna.view('conversations')?.find((each) => each.conversation === group)?.left).toBe(true)
    const add = { type: 'add-to-group', conversation: group, members: [memberOf(anna)] } as const
    expect(await submit(ben, add)).toEqual({ ok: false, reason: 'not-allowed' })
  })

  it('[R2] removal from the team is removal from its groups', async () => {
    const site = await createSite('out of the team')
    const [anna, ben, cem] = await teamIn(site, ...five)
    const group = await groupOf(ben, [anna, cem])
    for (const device of [anna, cem]) site.until(() => listed(device, group), 'the group')
    await say(cem, 'noch dabei', group)
    for (const device of [anna, ben]) site.until(() => texts(device, group).includes('noch dabei'), 'the words')
    const gone = memberOf(cem)
    removeFromTeam(site, anna, gone)
    site.until(() => namesIn(ben, group).length === 2, 'the removal')
    await say(ben, 'ohne Cem', group)
    site.until(() => texts(anna, group).includes('ohne Cem'), 'the words')
    expect(texts(anna, group)).toEqual(['noch dabei', 'ohne Cem'])
    expect(texts(cem, group)).not.toContain('ohne Cem')
  })
})

describe('several at once', () => {
  it('[R5] concurrent additions both stand, a removal from above voids what its target did meanwhile', async () => {
    const site = await createSite('at once')
    const [anna, ben, cem, dora, emil] = await teamIn(site, ...five)
    const group = await groupOf(anna, [ben])
    await done(anna, { type: 'set-group-role', conversation: group, member: memberOf(ben), role: 'admin' })
    site.until(() => ben.look({ type: 'group', conversation: group }).addable.length > 0, 'the rank')
    const [members, others] = [memberOf(cem), memberOf(dora)]
    const [late, admin] = [memberOf(emil), memberOf(ben)]
    site.network.place('Ben', 2)
    site.pass(second)
    await done(anna, { type: 'add-to-group', conversation: group, members: [members] })
    await done(ben, { type: 'add-to-group', conversation: group, members: [others] })
    await say(anna, 'hier', group)
    await say(ben, 'drüben', group)
    site.network.place('Ben', 0)
    const inIt = [anna, ben, cem, dora]
    for (const device of inIt) site.until(() => texts(device, group).length === 2, 'both halves', 15 * minute)
    expect(namesIn(dora, group)).toEqual(['Anna', 'Ben', 'Cem', 'Dora'])
    site.network.place('Ben', 2)
    site.pass(second)
    await done(ben, { type: 'add-to-group', conversation: group, members: [late] })
    await done(anna, { type: 'remove-from-group', conversation: group, member: admin })
    site.network.place('Ben', 0)
    site.until(() => ben.look({ type: 'group', conversation: group }).standing === 'left', 'the removal', 15 * minute)
    await say(anna, 'ohne beide', group)
    for (const device of [cem, dora]) site.until(() => texts(device, group).includes('ohne beide'), 'the words')
    site.pass(2 * minute)
    expect(namesIn(cem, group)).toEqual(['Anna', 'Cem', 'Dora'])
    expect(texts(emil, group)).not.toContain('ohne beide')
    expect(listed(emil, group)).toBe(false)
  })
})

describe('moderation in a group', () => {
  it('[T2] [C2] belongs to its own admins: an owner of the team without rights in it takes nothing away', async () => {
    const site = await createSite('moderated group')
    const [anna, ben, cem, dora] = await teamIn(site, ...five)
    const group = await groupOf(ben, [anna, cem, dora])
    site.until(() => listed(cem, group), 'the group')
    const bad = await say(cem, 'billige Uhren', group)
    const own = await say(ben, 'von Ben', group)
    for (const device of [anna, ben, dora]) site.until(() => texts(device, group).length === 2, 'the words')
    const moderate = (target: typeof bad) => ({ type: 'moderate', conversation: group, target }) as const
    // Anna founded the team, and is a plain member here.
    expect(await submit(anna, moderate(bad))).toEqual({ ok: false, reason: 'not-allowed' })
    expect(anna.look({ type: 'group', conversation: group }).mayModerate).toBe(false)
    forge(site, anna, group, bad)
    await say(anna, 'danach', group)
    for (const device of [ben, cem, dora]) site.until(() => texts(device, group).includes('danach'), 'what came after')
    expect(texts(dora, group)).toContain('billige Uhren')

    await done(ben, { type: 'set-group-role', conversation: group, member: memberOf(dora), role: 'admin' })
    const view = site.until(() => {
      const seen = dora.look({ type: 'group', conversation: group })
      return seen.mayModerate && seen
    }, 'her rights')
    const ranks = view.members.filter(({ mayModerate }) => mayModerate).map(({ name }) => name)
    expect(ranks.toSorted()).toEqual(['Anna', 'Cem'])
    expect(await submit(dora, moderate(own))).toEqual({ ok: false, reason: 'not-allowed' })
    await done(dora, moderate(bad))
    for (const device of [anna, ben, cem, dora])
      site.until(
        () => messages(device, group).some(({ type, message }) => type === 'deleted' && message === bad),
        'gone'
      )
    for (const device of [anna, ben, dora]) {
      const [entry] = device.storage().entries({ type: 'hashes', hashes: [bad] })
      expect([entry?.erased, entry?.payload]).toEqual([true, undefined])
    }
    expect(await submit(dora, moderate(bad))).toEqual({ ok: false, reason: 'someone-was-faster' })
  })
})

/** Writes a moderation past the intents, as another program would. */
function forge(site: Site, device: Device, scope: ConversationId, target: EntryHash): void {
  device.stop('farewell')
  const desk = deskOf(device, { dice: site.chance.of('desk'), now: site.timeline.now })
  if (desk === undefined) throw new Error('it is in')
  const written = writeOperations(desk, scope, [{ type: 'moderate', scope, targets: [target], destroy: true }])
  expect(written.ok).toBe(true)
  device.start()
}
