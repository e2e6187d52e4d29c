// Rules that only show between nodes: three devices of a small team in good weather, looked at from outside and on their disks.

import { beforeAll, describe, expect, it } from 'vitest'
import { present } from '../../src/base/assert.ts'
import { limits } from '../../src/base/limits.ts'
import type { ConversationId } from '../../src/base/ids.ts'
import type { Delivery } from '../../src/node/api.ts'
import { runsFor } from '../../src/node/serving.ts'
import { sodiumReady } from '../../src/crypto/sodium.ts'
import { createDice } from '../fixtures/random.ts'
import { startSqlite } from '../fixtures/memory-storage.ts'
import { createTime } from '../histories/clock.ts'
import { createDevice, type Device, type World } from '../histories/device.ts'
import { createLobby } from '../histories/lobby.ts'
import { createNetwork } from '../histories/network.ts'
import { deskOf } from '../histories/rogue.ts'
import { submit } from '../histories/people.ts'

const minute = 60_000

describe('between the nodes of a team', () => {
  const time = createTime(1_795_392_000_000)
  const dice = createDice('rules')
  let anna: Device
  let ben: Device
  let cem: Device
  let everyone: ConversationId

  async function pass(ms: number): Promise<void> {
    const end = time.now + ms
    for (let run = time.next(end); run !== undefined; run = time.next(end)) {
      run()
      await Promise.resolve()
    }
  }
  async function link(uses: number): Promise<string> {
    const intent = { type: 'create-invitation', role: 'member', uses, expiresInMs: limits.invitationMs } as const
    const outcome = await submit(anna, intent)
    return present(outcome?.ok === true ? outcome.value.link : undefined, 'an owner invites')
  }
  async function join(device: Device, text: string): Promise<void> {
    device.start()
    await submit(device, { type: 'join-team', link: text, displayName: device.name, deviceName: 'test' })
    await pass(minute)
  }
  const desk = (device: Device) => present(deskOf(device, { dice, now: time.now }), `${device.name} has a team`)
  const deliveryOf = (device: Device): Delivery =>
    present(
      device.look({ type: 'timeline', conversation: everyone, anchor: 'newest', count: 1 }).messages.at(-1),
      'something was said'
    ).delivery

  beforeAll(async () => {
    await sodiumReady
    const network = createNetwork(time, dice)
    const world: World = { time, network, lobby: createLobby(time, dice), sqlite: await startSqlite() }
    anna = createDevice(world, 'Anna', createDice('a'))
    ben = createDevice(world, 'Ben', createDice('b'))
    cem = createDevice(world, 'Cem', createDice('c'))
    anna.start()
    await submit(anna, { type: 'found-team', displayName: 'Anna', teamName: 'Bau Nord', deviceName: 'test' })
    await join(ben, await link(1))
    await join(cem, await link(1))
    everyone = present(
      anna.look({ type: 'conversations' }).find((conversation) => conversation.everyone),
      'every team has its first channel'
    ).conversation
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
    await pass(minute)
    await submit(anna, { type: 'post', conversation: everyone, text: 'hört mich wer', reply: undefined })
    expect(deliveryOf(anna)).toEqual({ state: 'stored', has: 0, of: 2 })
    ben.start()
    await pass(minute)
    expect(deliveryOf(anna)).toEqual({ state: 'partly', has: 1, of: 2 })
    cem.start()
    await pass(minute)
    expect(deliveryOf(anna)).toEqual({ state: 'everywhere', has: 2, of: 2 })
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
