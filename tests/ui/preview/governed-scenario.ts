// Owns a team in which much was decided, for the screens that tell of it.

import { conversationId, deviceId, entryHash, type FakeWorld, memberId } from '../../fixtures/fake-world.ts'
import { busyWorld, day, hour, peopleAt } from './site-world.ts'

/** A team in which much was decided: a removal under way, words that came too late, policies. */
export function governedWorld(now: number): FakeWorld {
  const world = busyWorld(now)
  const { mara, ben, piotr } = peopleAt(now)
  const everyone = world.conversations[0]?.id ?? conversationId('')
  world.policies = [
    { name: 'destroy-allowed', value: true },
    { name: 'wipe-on-removal', value: true },
    { name: 'lock-required', value: false },
    { name: 'lock-minutes', value: 15 },
    { name: 'retain-days', value: 365 },
    { name: 'read-receipts', value: true },
    { name: 'live-signals', value: true }
  ]
  world.beyond = [
    {
      conversation: everyone,
      device: ben.devices[0]?.device ?? mara.devices[0]?.device ?? deviceId(''),
      deviceName: 'Galaxy S9',
      memberName: 'Jonas Reuter',
      count: 3,
      newest: now - hour,
      dropsAt: now + 5 * day
    }
  ]
  const jonas = memberId('Jonas Reuter')
  const by = { by: ben.name, mine: false, known: undefined }
  world.activity = [
    {
      ...by,
      id: entryHash('gone'),
      ts: now - 2 * hour,
      what: { type: 'removed', member: jonas, name: 'Jonas Reuter' },
      known: { has: 4, of: 7 }
    },
    {
      ...by,
      id: entryHash('moderated'),
      ts: now - 3 * hour,
      what: { type: 'moderated', conversation: everyone, count: 1 }
    },
    {
      id: entryHash('rose'),
      ts: now - day,
      by: mara.name,
      mine: true,
      known: undefined,
      what: { type: 'role', member: ben.member, name: ben.name, role: 'admin' }
    },
    {
      id: entryHash('policy'),
      ts: now - day,
      by: mara.name,
      mine: true,
      known: undefined,
      what: { type: 'policy', setting: { name: 'retain-days', value: 365 } }
    },
    {
      ...by,
      id: entryHash('came'),
      ts: now - 9 * day,
      what: { type: 'joined', member: piotr.member, name: piotr.name }
    }
  ]
  return world
}
