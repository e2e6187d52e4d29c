// Owns the situations in which screens are looked at. Each is made anew from the time it is given.

import type { HostPhase, LockView } from '../../../src/node/api-host.ts'
import type { JoinRequestView, JoinView } from '../../../src/node/api-joining.ts'
import type { MemberView } from '../../../src/node/api-people.ts'
import {
  channel,
  deviceId,
  emptyWorld,
  fakeCode,
  foundedWorld,
  memberTeam,
  message,
  offline,
  type FakeWorld,
  goneView
} from '../../fixtures/fake-world.ts'
import { actedIn } from './acted.ts'
import { withFaces } from './faces-scenario.ts'
import { withMedia } from './media-scenario.ts'
import { withPads } from './pads-scenario.ts'
import { arrangedWorld } from './arranged-scenario.ts'
import { governedWorld } from './governed-scenario.ts'
import { hostileWorld } from './hostile-scenario.ts'
import { busyWorld, connectedTo, minute, peopleAt } from './site-world.ts'

export interface Scenario {
  readonly world: FakeWorld
  /** Further teams of the same device. */
  readonly others?: readonly FakeWorld[]
  readonly phase?: HostPhase
  readonly lock?: LockView
}

/** Newcomers at the door: one new, one who comes back, one whom somebody else has answered. */
function askedWorld(now: number): FakeWorld {
  const request = (name: string, code: string, more: Partial<JoinRequestView>): JoinRequestView => ({
    device: deviceId(name),
    name,
    code,
    since: now - 4 * minute,
    role: 'member',
    why: 'approval',
    recovers: undefined,
    groups: [],
    state: 'waiting',
    answeredBy: '',
    ...more
  })
  return {
    ...busyWorld(now),
    requests: [
      request('Cem Arslan', '087206134064701290393745', {}),
      request('Ben am Ersatzhandy', '084951009008968899086731', { recovers: { name: 'Ben Okafor', devices: 1 } }),
      request('Gül Aksoy', '402918837465009182736455', { role: 'guest', groups: ['Dach', 'Statik'] }),
      request('Dora', '904882949716058555391848', { state: 'admitted', answeredBy: 'Ben Okafor' })
    ]
  }
}

/** Two thousand messages by five people over some weeks. */
function longWorld(now: number): FakeWorld {
  const world = busyWorld(now)
  const people = Object.values(peopleAt(now))
  const words = [
    'Fuge',
    'Estrich',
    'Gerüst',
    'Abnahme',
    'Plan',
    'Lieferung',
    'Kran',
    'Beton',
    'Dämmung',
    'Fenster',
    'Treppe',
    'Leitung'
  ]
  const messages = Array.from({ length: 2000 }, (_, index) => {
    const by = people[(index * 7 + Math.floor(index / 3)) % people.length] ?? people[0]
    const length = 2 + ((index * 13) % 29)
    const text = Array.from({ length }, (__, at) => words[(index * 5 + at * 3) % words.length]).join(' ')
    return message({ by: by as MemberView, at: now - (2000 - index) * 17 * minute, text: `${index + 1}. ${text}` }, 4)
  })
  const [everyone, ...rest] = world.conversations
  if (everyone !== undefined) world.conversations = [{ ...everyone, messages, read: messages[1959]?.message }, ...rest]
  return world
}

/** The other device of this person is used in two places. */
function flaggedWorld(now: number): FakeWorld {
  const world = busyWorld(now)
  world.members = world.members.map((member) => ({
    ...member,
    devices: member.devices.map((device) => ({ ...device, flagged: member.mine && !device.mine }))
  }))
  return world
}

/** Nobody has heard yet that this person left. */
const leftWorld = (): FakeWorld => ({
  ...emptyWorld(),
  team: { type: 'removed', name: 'Hochbau Nord', how: 'left', by: '', untold: true, wiping: false }
})

const joining = (now: number, join: Partial<Extract<JoinView, { type: 'asking' }>>): FakeWorld => ({
  ...emptyWorld(),
  team: { type: 'joining' },
  join: {
    type: 'asking',
    as: 'newcomer',
    since: now - minute,
    code: fakeCode,
    step: 'looking',
    notice: undefined,
    ...join
  }
})

/** A second team in which something waits, and a third that is still being joined. */
function otherTeams(now: number): readonly FakeWorld[] {
  const { mara, yusuf } = peopleAt(now)
  const lines = [3, 2, 1].map((ago) => message({ by: yusuf, at: now - ago * minute, text: 'Noch jemand da?' }, 1))
  const everyone = channel('', lines, { everyone: true, read: undefined })
  const south: FakeWorld = {
    ...emptyWorld(),
    team: memberTeam(mara, 'Tiefbau Süd', everyone.id, undefined),
    members: [mara, yusuf],
    conversations: [everyone]
  }
  return [south, joining(now, {})]
}

export const scenarios: Readonly<Record<string, (now: number) => Scenario>> = {
  new: () => ({ world: emptyWorld() }),
  founded: () => ({ world: foundedWorld('Mara Vogt', 'Hochbau Nord') }),
  busy: (now) => ({ world: busyWorld(now) }),
  acted: (now) => ({ world: actedIn(busyWorld(now), now) }),
  media: (now) => ({ world: withMedia(busyWorld(now), now) }),
  pads: (now) => ({ world: withPads(busyWorld(now), now) }),
  faces: (now) => ({ world: withFaces(arrangedWorld(now)) }),
  arranged: (now) => ({ world: arrangedWorld(now) }),
  several: (now) => ({ world: busyWorld(now), others: otherTeams(now) }),
  long: (now) => ({ world: longWorld(now) }),
  hostile: (now) => ({ world: hostileWorld(now) }),
  offline: (now) => ({ world: { ...busyWorld(now), connection: offline } }),
  relayed: (now) => ({
    world: {
      ...busyWorld(now),
      connection: {
        state: 'relayed',
        peers: 2,
        reason: 'no-direct-path',
        clockOffMs: 9 * minute,
        devices: connectedTo([peopleAt(now).yusuf, peopleAt(now).anna], 'relayed', now)
      }
    }
  }),
  'link-looking': (now) => ({ world: joining(now, { as: 'device', code: undefined, step: 'looking' }) }),
  'link-compare': (now) => ({ world: joining(now, { as: 'device', step: 'answered' }) }),
  'link-over': (now) => ({ world: joining(now, { as: 'device', step: 'answered', notice: 'two-devices' }) }),
  'device-flagged': (now) => ({ world: flaggedWorld(now) }),
  asked: (now) => ({ world: askedWorld(now) }),
  looking: (now) => ({ world: joining(now, {}) }),
  nobody: (now) => ({ world: joining(now, { step: 'nobody-yet' }) }),
  checking: (now) => ({ world: joining(now, { step: 'checking' }) }),
  expired: (now) => ({ world: joining(now, { step: 'answered', notice: 'expired' }) }),
  governed: (now) => ({ world: governedWorld(now) }),
  left: () => ({ world: leftWorld() }),
  wiped: () => ({ world: { ...emptyWorld(), team: { type: 'wiped', how: 'removed' } } }),
  removed: () => ({ world: { ...emptyWorld(), team: goneView('Hochbau Nord') } }),
  approval: (now) => ({ world: joining(now, { step: 'answered', notice: 'waits-for-approval' }) }),
  refused: (now) => ({ world: joining(now, { step: 'answered', notice: 'refused' }) }),
  elsewhere: (now) => ({ world: busyWorld(now), phase: { type: 'elsewhere' } }),
  locked: () => ({ world: emptyWorld(), phase: { type: 'locked', passkey: undefined } }),
  'locked-passkey': () => ({
    world: emptyWorld(),
    phase: { type: 'locked', passkey: { credentialId: new Uint8Array(16), prfSalt: new Uint8Array(32) } }
  }),
  'with-lock': (now) => ({
    world: busyWorld(now),
    lock: { lock: 'passphrase', passkey: false, passkeyPossible: true }
  }),
  starting: (now) => ({ world: busyWorld(now), phase: { type: 'starting' } }),
  unavailable: () => ({ world: emptyWorld(), phase: { type: 'unavailable', reason: 'no-storage' } }),
  stopped: (now) => ({
    world: busyWorld(now),
    phase: { type: 'stopped', words: 'assertion failed: a head has a body' }
  })
}
