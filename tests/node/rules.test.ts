// Rules that only show between nodes: three devices of a small team in good weather, looked at from outside and on their disks.

import { beforeAll, describe, expect, it } from 'vitest'
import { present } from '../../src/base/assert.ts'
import { limits } from '../../src/base/limits.ts'
import type { ConversationId } from '../../src/base/ids.ts'
import type { Delivery } from '../../src/node/api-delivery.ts'
import { runsFor } from '../../src/node/serving.ts'
import { createDice } from '../fixtures/random.ts'
import { deskOf } from '../simulation/desk.ts'
import type { Device } from '../simulation/device.ts'
import { createSite, everyone as everyoneOf, minute, submit, teamOf, type Site } from '../simulation/world.ts'

describe('between the nodes of a team', () => {
  const dice = createDice('rules')
  let site: Site
  let anna: Device
  let ben: Device
  let cem: Device
  let everyone: ConversationId

  const desk = (device: Device) =>
    present(deskOf(device, { dice, now: site.timeline.now }), `${device.name} has a team`)
  const deliveryOf = (device: Device): Delivery =>
    present(
      device.look({ type: 'timeline', conversation: everyone, anchor: 'newest', count: 1 }).messages.at(-1),
      'something was said'
    ).delivery

  beforeAll(async () => {
    site = await createSite('rules')
    const [first, second, third] = await teamOf(site, 'Anna', 'Ben', 'Cem')
    anna = present(first, 'Anna')
    ben = present(second, 'Ben')
    cem = present(third, 'Cem')
    everyone = everyoneOf(anna)
  })

  it('[I11] whoever answers, one newcomer is one member and one use', () => {
    for (const device of [anna, ben, cem]) {
      expect(
        device
          .look({ type: 'members' })
          .map(({ name }) => name)
          .sort()
      ).toEqual(['Anna', 'Ben', 'Cem'])
      for (const { used, uses } of device.look({ type: 'invitations' })) expect([used, uses]).toEqual([1, 1])
    }
  })

  it('[N3] a used one-time link lets nobody else in', async () => {
    const { replica } = desk(anna)
    const before = replica.membership.team.members.size
    const [used] = anna.look({ type: 'invitations' })
    expect(used?.state).toBe('used-up')
    expect(used?.link).toBeUndefined()
    expect(desk(cem).replica.membership.team.members.size).toBe(before)
  })

  it('[K14] letting people in makes no new epoch', () => {
    const { books, team } = desk(ben).replica.membership
    expect([...(books.get(team.team)?.byId.values() ?? [])].map(({ standing }) => standing)).toEqual(['safe'])
  })

  it('[C7] delivered is what another device says its heads cover: no receipt is written', async () => {
    const entriesBefore = desk(ben).replica.heads
    ben.stop('farewell')
    cem.stop('farewell')
    site.pass(minute)
    await submit(anna, { type: 'post', conversation: everyone, text: 'hört mich wer', reply: undefined })
    expect(deliveryOf(anna)).toEqual({ state: 'stored', has: 0, of: 2, waitsFor: ['Ben', 'Cem'], read: 0 })
    ben.start()
    site.pass(minute)
    expect(deliveryOf(anna)).toEqual({ state: 'partly', has: 1, of: 2, waitsFor: ['Cem'], read: 0 })
    cem.start()
    site.pass(minute)
    expect(deliveryOf(anna)).toEqual({ state: 'everywhere', has: 2, of: 2, waitsFor: [], read: 0 })
    const own = desk(ben).replica.identity.device
    expect(desk(ben).replica.heads.get(everyone)?.get(own)).toEqual(entriesBefore.get(everyone)?.get(own))
  })

  it('[K1] a channel speaks under the team’s epochs, a direct under its own', async () => {
    const other = present(
      anna.look({ type: 'members' }).find(({ name }) => name === 'Ben'),
      'Ben is a member'
    ).member
    const opened = await submit(anna, { type: 'open-direct', member: other })
    const direct = present(opened?.ok === true ? opened.value.conversation : undefined, 'a direct opens')
    await submit(anna, { type: 'post', conversation: direct, text: 'unter uns', reply: undefined })
    const { replica, storage } = desk(anna)
    const epochsIn = (scope: ConversationId) =>
      storage.entries({ type: 'newest', scope, device: replica.identity.device, count: 1 }).map(({ epoch }) => epoch)
    expect(epochsIn(everyone)).toEqual([replica.membership.books.get(replica.identity.team)?.current])
    expect(epochsIn(direct)).toEqual([replica.membership.books.get(direct)?.current])
    expect(epochsIn(direct)).not.toEqual(epochsIn(everyone))
  })

  it('[L7, X4] control and epoch entries hold no name and no text, and nothing erases them', () => {
    const membership = anna.storage().load().membership
    expect(membership.length).toBeGreaterThan(8)
    for (const { payload, erased } of membership) {
      expect(erased).toBe(false)
      const text = String.fromCharCode(...present(payload, 'membership keeps its payloads'))
      for (const word of ['Anna', 'Ben', 'Cem', 'Bau Nord', 'hört', 'unter uns']) expect(text).not.toContain(word)
    }
  })

  it('[I9] what a newcomer is shown fits the room, and others’ boxes are left out', () => {
    const runs = runsFor(desk(anna), desk(cem).replica.identity.device)
    const bytes = runs.reduce((sum, run) => sum + run.length, 0)
    expect(bytes).toBeLessThanOrEqual(limits.lobbyServedBytesMax)
    for (const run of runs) expect(run.length).toBeLessThanOrEqual(limits.lobbyRecordBytesMax)
  })
})
