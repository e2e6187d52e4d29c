// New keys for a large team: their boxes are sealed in slices, and what else there is to do comes between two of them (K9).

import { describe, expect, it } from 'vitest'
import { present } from '../../src/base/assert.ts'
import { toHex } from '../../src/base/bytes.ts'
import type { ConversationId, DeviceId, EpochId, MemberId } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import type { Intent, Outcome } from '../../src/node/api-intents.ts'
import { readEpochEntry, type GrantEntry } from '../../src/team/epoch-payload.ts'
import { entryFromStored } from '../../src/node/stored-entry.ts'
import { shortIdOf } from '../../src/team/short-id.ts'
import { addCrowd } from '../fixtures/crowd.ts'
import { deskOf, inspect } from './desk.ts'
import type { Device } from './device.ts'
import {
  createSite,
  directOf,
  done,
  everyone,
  found,
  memberOf,
  minute,
  say,
  second,
  texts,
  type Site
} from './world.ts'

/** So many devices that their boxes take several slices. */
const devices = 4 * limits.boxesAtOnce

interface Crowd {
  readonly site: Site
  readonly anna: Device
  readonly others: readonly { readonly member: MemberId; readonly device: DeviceId }[]
  /** Anna's notes to herself, under keys of her own. */
  readonly notes: ConversationId
}

/** Anna, alone on the site, in a team of many. */
async function crowdOf(seed: string): Promise<Crowd> {
  const site = await createSite(seed)
  const anna = site.device('Anna')
  await found(anna)
  const notes = await directOf(anna, anna)
  await say(anna, 'der Anfang', notes)
  anna.stop('farewell')
  const dice = site.chance.of('crowd')
  const desk = present(deskOf(anna, { dice, now: site.timeline.now }), 'Anna has a team')
  const crowd = addCrowd(desk, { people: devices / 2, devices }, dice.bytes)
  anna.start()
  site.pass(3 * second)
  return { site, anna, others: crowd.map(({ member, keys }) => ({ member, device: keys.device })), notes }
}

/** Asks for something without waiting; the answer is noted under `name` when it comes. */
function askFor({ node }: Device, name: string, intent: Intent, answers: [string, Outcome][]): void {
  void node?.submit(intent).then((outcome) => answers.push([name, outcome]))
}

/** The epoch ends of age while the device is off. */
function outlive(site: Site, device: Device): void {
  device.stop('farewell')
  site.pass(limits.epochLifeMs + minute)
  device.start()
  site.pass(3 * second)
}

/** Lets answers that were given reach their promises. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
}

/** The grants of the team that this device wrote, as the disk has them. */
function grantsOf(anna: Device): { readonly current: EpochId; readonly grants: readonly GrantEntry[] } {
  const { storage, replica } = present(inspect(anna), 'Anna has a team')
  const { team, device } = replica.identity
  const current = present(replica.membership.books.get(team)?.current, 'there is an epoch')
  const grants = storage
    .entries({ type: 'log', scope: team, device, fromSeq: 0, count: Number.MAX_SAFE_INTEGER })
    .filter(({ kind }) => kind === 'epoch')
    .flatMap((stored) => {
      const read = readEpochEntry(entryFromStored(stored))
      return read.ok && read.value.type === 'grant' ? [read.value] : []
    })
  return { current, grants }
}

/** Whom the newest epoch of the team is sealed to. */
function sealedTo(anna: Device): readonly string[] {
  const { current, grants } = grantsOf(anna)
  const boxes = grants.filter(({ epoch }) => epoch === current).flatMap((grant) => grant.boxes)
  return boxes.map(({ shortId }) => shortId).sort()
}

const post = (conversation: ConversationId, text: string): Intent => ({
  type: 'post',
  conversation,
  text,
  reply: undefined
})

describe('new keys for a large team', () => {
  it('[K9] a note is stored before the boxes of a removal are sealed, and the removal is whole', async () => {
    const { site, anna, others, notes } = await crowdOf('slices')
    const [gone] = others
    if (gone === undefined) throw new Error('a crowd has people')
    const answers: [string, Outcome][] = []
    askFor(anna, 'removal', { type: 'remove-member', member: gone.member }, answers)
    askFor(anna, 'note', post(notes, 'dazwischen'), answers)
    // Nothing but these two calls has happened, and no time has passed.
    expect(texts(anna, notes)).toContain('dazwischen')
    expect(anna.look({ type: 'members' }).some(({ member }) => member === gone.member)).toBe(true)
    site.pass(second)
    await settled()
    expect(answers.map(([name, { ok }]) => [name, ok])).toEqual([
      ['note', true],
      ['removal', true]
    ])
    anna.stop('farewell')
    const out = new Set(others.filter(({ member }) => member === gone.member).map(({ device }) => device))
    const staying = others.map(({ device }) => device).filter((device) => !out.has(device))
    const own = present(inspect(anna), 'Anna has a team').replica.identity.device
    expect(sealedTo(anna)).toEqual([own, ...staying].map(shortIdOf).sort())
  }, 60_000)

  it('[K9] what is said in the conversation that gets new keys waits for them, in order', async () => {
    const { site, anna, others } = await crowdOf('order')
    const [gone] = others
    if (gone === undefined) throw new Error('a crowd has people')
    const answers: [string, Outcome][] = []
    askFor(anna, 'removal', { type: 'remove-member', member: gone.member }, answers)
    askFor(anna, 'first', post(everyone(anna), 'erstens'), answers)
    askFor(anna, 'second', post(everyone(anna), 'zweitens'), answers)
    expect(texts(anna)).toEqual([])
    site.pass(second)
    await settled()
    expect(answers.map(([name]) => name)).toEqual(['removal', 'first', 'second'])
    expect(texts(anna)).toEqual(['erstens', 'zweitens'])
  }, 60_000)

  it('[K9] whoever types has the boxes of the next epoch begun when the message comes', async () => {
    const { site, anna } = await crowdOf('typed')
    const place = everyone(anna)
    const answers: [string, Outcome][] = []
    outlive(site, anna)
    askFor(anna, 'untyped', post(place, 'ungetippt'), answers)
    await settled()
    expect(answers).toEqual([])
    site.pass(second)
    await settled()
    expect(answers.map(([name, { ok }]) => [name, ok])).toEqual([['untyped', true]])
    outlive(site, anna)
    await done(anna, { type: 'keep-draft', conversation: place, text: 'morgen' })
    site.pass(second)
    askFor(anna, 'typed', post(place, 'morgen um sieben'), answers)
    await settled()
    expect(answers.map(([name]) => name)).toEqual(['untyped', 'typed'])
  }, 60_000)

  it('[K9] what waits for boxes when the node stops is told so, and stands in the field again', async () => {
    const { site, anna } = await crowdOf('stopped')
    const place = everyone(anna)
    outlive(site, anna)
    const answers: [string, Outcome][] = []
    askFor(anna, 'post', post(place, 'noch nicht'), answers)
    anna.stop('farewell')
    await settled()
    expect(answers).toEqual([['post', { ok: false, reason: 'stopped' }]])
    anna.start()
    expect(texts(anna)).toEqual([])
    expect(anna.look({ type: 'draft', conversation: place }).text).toBe('noch nicht')
  }, 60_000)

  it('[K9] [C9] what did not wait beside it is not put back into the field', async () => {
    const { anna, others, notes } = await crowdOf('beside')
    const [gone] = others
    if (gone === undefined) throw new Error('a crowd has people')
    askFor(anna, 'removal', { type: 'remove-member', member: gone.member }, [])
    askFor(anna, 'note', post(notes, 'schon gesagt'), [])
    anna.stop('farewell')
    anna.start()
    expect(texts(anna, notes)).toContain('schon gesagt')
    expect(anna.look({ type: 'draft', conversation: notes }).text).toBe('')
  }, 60_000)

  it('[K9] [C9] what waited and is refused stands in the field, before a restart and after it', async () => {
    const { site, anna } = await crowdOf('refused')
    const place = everyone(anna)
    outlive(site, anna)
    const answers: [string, Outcome][] = []
    askFor(anna, 'long', post(place, 'x'.repeat(limits.postBytesMax + 1)), answers)
    site.pass(second)
    await settled()
    expect(answers).toEqual([['long', { ok: false, reason: 'text-too-long' }]])
    const draft = anna.look({ type: 'draft', conversation: place }).text
    expect(draft).toHaveLength(limits.postBytesMax)
    anna.stop('farewell')
    anna.start()
    expect(anna.look({ type: 'draft', conversation: place }).text).toBe(draft)
  }, 60_000)

  it('[K9] of two who are removed at once both are out, and nobody else', async () => {
    const { site, anna, others } = await crowdOf('two')
    const [one, other] = others
    if (one === undefined || other === undefined) throw new Error('a crowd has people')
    const before = anna.look({ type: 'members' }).length
    const answers: [string, Outcome][] = []
    askFor(anna, 'one', { type: 'remove-member', member: one.member }, answers)
    askFor(anna, 'other', { type: 'remove-member', member: other.member }, answers)
    site.pass(second)
    await settled()
    expect(answers.map(([name, { ok }]) => [name, ok])).toEqual([
      ['one', true],
      ['other', true]
    ])
    expect(anna.look({ type: 'members' })).toHaveLength(before - 2)
    expect(memberOf(anna)).not.toBe(one.member)
    anna.stop('farewell')
    const out = new Set([one.member, other.member])
    const staying = others.filter(({ member }) => !out.has(member)).map(({ device }) => device)
    const own = present(inspect(anna), 'Anna has a team').replica.identity.device
    expect(sealedTo(anna)).toEqual([own, ...staying].map(shortIdOf).sort())
    // What is begun for a box serves this one alone: two epochs under one encapsulation would share its secret.
    const made = grantsOf(anna).grants.flatMap(({ boxes }) => boxes.map(({ ciphertext }) => toHex(ciphertext)))
    expect(new Set(made).size).toBe(made.length)
  }, 60_000)
})
