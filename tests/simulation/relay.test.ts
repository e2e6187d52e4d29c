// Whoever runs signaling and relay, at its worst: it is in every room and on every link, keeps and repeats what it hears, and makes up
// entries with keys of its own and with more knowledge than it can have. It becomes nobody and learns nothing.

import { beforeAll, describe, expect, it } from 'vitest'
import { present } from '../../src/base/assert.ts'
import { concat, toBase64url, toHex, utf8 } from '../../src/base/bytes.ts'
import { idBytes, type DeviceId, type PeerId } from '../../src/base/ids.ts'
import { signKeysFromSeed } from '../../src/crypto/sign.ts'
import { appendEntry } from '../../src/log/append.ts'
import type { Entry } from '../../src/log/entry.ts'
import { headsAfter, type Head } from '../../src/log/heads.ts'
import { runOf, type Run } from '../../src/log/run.ts'
import { encodeFrame, type Frame } from '../../src/sync/frames.ts'
import { firstCertificate } from '../../src/team/certificate.ts'
import { encodeControl, type ControlOperation } from '../../src/team/control.ts'
import type { TeamState } from '../../src/team/membership.ts'
import { createProofCheck, resolve } from '../../src/team/team-state.ts'
import type { Dice } from '../fixtures/random.ts'
import { inspect, type Inspection } from './desk.ts'
import type { Device } from './device.ts'
import { createStranger } from './stranger.ts'
import { ask, createSite, day, found, invite, isIn, meet, minute, say, second, texts, type Site } from './world.ts'

const meetByte = 0x01

/** Links to everybody, and says what it made up. */
function createForger(site: Site, dice: Dice) {
  const endpoint = site.network.join('forger', (event) => event())
  const linked = new Set<PeerId>()
  const seeds = { signSeed: dice.bytes(32), kemSeed: dice.bytes(32) }
  endpoint.network.listen({
    onAddress: () => {},
    onAnnouncement: () => {},
    onPeer: (peer) => linked.add(peer),
    onFrame: () => {},
    onDialFailed: () => {},
    onGone: (peer) => linked.delete(peer),
    onStirred: () => {}
  })

  /** A log of its own: it founds, admits itself and rises, upon nothing and upon all there is. */
  function forgedRun({ team, deps }: TeamState): { readonly device: DeviceId; readonly run: Run } {
    const signKeys = signKeysFromSeed(seeds.signSeed)
    const certificate = firstCertificate(team, seeds, { createdMs: 0, unique: new Uint8Array(16) })
    const { bytes, signature, device, member } = certificate
    const operations: readonly ControlOperation[] = [
      { type: 'found', rootPublic: signKeys.publicKey, nonce: dice.bytes(16) },
      { type: 'member.add', certificate: bytes, signature, role: 'owner', via: undefined },
      { type: 'role.set', member, role: 'owner' }
    ]
    let heads: readonly Head[] = []
    const entries = operations.map((operation, index): Entry => {
      const payload = encodeControl({ operation, deps: index === 0 ? [] : deps })
      const draft = { kind: 'control', ts: site.timeline.now + index, page: 0, epoch: undefined, payload } as const
      const entry = appendEntry({ scope: team, device, secretKey: signKeys.secretKey }, heads, draft)
      heads = headsAfter(heads, entry)
      return entry
    })
    return { device, run: runOf(entries) }
  }

  return {
    forge(team: TeamState): DeviceId {
      const { device, run } = forgedRun(team)
      const frames: readonly Frame[] = [
        { type: 'meet', nonce: dice.bytes(32), tags: [dice.bytes(16), dice.bytes(16)] },
        { type: 'bind', sealed: dice.bytes(1534) },
        { type: 'fresh', runs: [run] },
        { type: 'run', number: 0, answered: 1, runs: [run] },
        { type: 'record', sealed: dice.bytes(1600) }
      ]
      for (const peer of site.network.peers()) endpoint.network.dial(peer, [{ peer: 'relay', address: '/' }])
      for (const peer of linked)
        for (const frame of dice.shuffle(frames)) endpoint.network.send(peer, encodeFrame(frame))
      return device
    },
    leave: () => endpoint.vanish()
  }
}

/** Everything of a state that somebody could have changed. */
function pictureOf({ members, devices, channels, invitations, policies }: TeamState) {
  return {
    members: [...members.values()],
    devices: [...devices.values()].map(({ certificate, addedBy }) => [toHex(certificate.bytes), addedBy]),
    channels: [...channels.keys()],
    invitations: [...invitations.values()].map(({ operation, admitted, revoked }) => [operation, admitted, revoked]),
    policies: [...policies]
  }
}

describe('whoever runs signaling and relay', () => {
  let site: Site
  let devices: readonly Device[]
  let inspected: readonly Inspection[]
  let forged: DeviceId
  /** What honest devices said to strangers, and all that went over the server in the clear. */
  const told: Uint8Array[] = []
  const letters: { readonly topic: string; readonly sealed: Uint8Array; readonly at: number }[] = []
  const boards: Uint8Array[] = []
  const rooms = new Set<string>()

  beforeAll(async () => {
    site = await createSite('relay')
    const { network, lobby } = site
    network.frameTaps.add((from, to, frame) => {
      if ((to === 'stranger' || to === 'forger') && from !== 'stranger' && from !== 'forger') told.push(frame)
    })
    network.letterTaps.add((topic, sealed) => letters.push({ topic, sealed, at: site.timeline.now }))
    const dice = site.chance.of('stranger')
    const [anna, ben, cem] = (devices = ['Anna', 'Ben', 'Cem'].map((name) => site.device(name)))
    const founder = present(anna, 'Anna')
    const stranger = createStranger(site, dice)
    const forger = createForger(site, dice)
    const stateNow = (): TeamState => present(inspect(founder), 'Anna has a team').replica.membership.team
    const look = (): void => {
      for (const room of lobby.rooms()) {
        rooms.add(room.room)
        for (const [id, record] of lobby.records(room)) boards.push(concat(utf8(id), record))
      }
    }
    await found(founder)
    site.pass(5 * second)
    for (const newcomer of [ben, cem]) {
      const device = present(newcomer, 'a newcomer')
      await ask(device, await invite(founder))
      for (let round = 0; round < 10; round++) {
        stranger.disturb()
        forged = forger.forge(stateNow())
        site.pass(second)
        look()
      }
      site.until(() => isIn(device), `${device.name} being in`, 20 * minute)
    }
    for (let round = 0; round < 60; round++) {
      stranger.disturb()
      forger.forge(stateNow())
      site.pass(2 * second)
    }
    stranger.leave()
    forger.leave()
    site.pass(2 * minute)
    meet(site, ...devices)
    await say(founder, 'wir sind unter uns')
    site.pass(minute)
    inspected = devices.map((device) => present(inspect(device), `${device.name} has a team`))
  })

  it('[N1] cannot make itself a member: every team state is that of the honest entries alone, and the same everywhere', () => {
    const honest = new Set(inspected.map(({ replica }) => replica.identity.device))
    const pictures = inspected.map(({ replica: { membership, identity } }) => {
      const control = membership.control.get(identity.team) ?? []
      const own = control.filter(({ device }) => honest.has(device) || device === membership.team.root)
      const alone = pictureOf(resolve(identity.team, own, createProofCheck(identity.team)))
      expect(pictureOf(membership.team)).toEqual(alone)
      return alone
    })
    for (const picture of pictures) expect(picture).toEqual(pictures[0])
    expect(pictures[0]?.members).toHaveLength(3)
  })

  it('[S4] leaves no entry on any disk', () => {
    for (const { storage, replica } of inspected) {
      const authors = new Set(storage.load().heads.map(({ device }) => device))
      authors.delete(present(replica.membership.team.root, 'the team was founded'))
      expect([...authors].sort()).toEqual(inspected.map((each) => each.replica.identity.device).sort())
      expect(authors.has(forged)).toBe(false)
    }
  })

  it('[S2] never hears more than a meet from a device it reaches', () => {
    expect(told.length).toBeGreaterThan(50)
    expect(told.filter((frame) => frame[0] !== meetByte)).toEqual([])
  })

  it('[L10] stops nobody: what is said afterwards arrives', () => {
    for (const device of devices) expect(texts(device)).toContain('wir sind unter uns')
  })

  it('[S9, I2] is sent no name, no id and no key: a scan of every letter, topic, room and record', () => {
    const secrets = inspected.flatMap(({ replica: { identity, membership } }) => [
      idBytes(identity.team),
      idBytes(identity.member),
      idBytes(identity.device),
      idBytes(identity.device).subarray(0, 8),
      ...[...membership.team.channels.keys()].map(idBytes),
      ...[...membership.secrets.values()].flatMap((known) => [...known.values()]),
      ...[...membership.secrets.values()].flatMap((known) => [...known.keys()].map(idBytes))
    ])
    const words = ['Anna', 'Ben', 'Cem', 'Bau Nord', 'wir sind unter uns'].map(utf8)
    const said = [...letters.map(({ sealed }) => sealed), ...boards]
    expect(said.length).toBeGreaterThan(100)
    const bytes = Buffer.from(concat(...said))
    const names = [...letters.map(({ topic }) => topic), ...rooms].join(' ')
    for (const secret of [...secrets, ...words]) {
      expect(bytes.includes(Buffer.from(secret))).toBe(false)
      expect(names.includes(toHex(secret)) || names.includes(toBase64url(secret))).toBe(false)
    }
  })

  it('[S9] cannot follow the team: no topic of one day is heard on the next but one', () => {
    const before = new Set(letters.map(({ topic }) => topic))
    for (const device of devices) device.stop('farewell')
    site.pass(2 * day)
    const since = site.timeline.now
    for (const device of devices) device.start()
    meet(site, ...devices)
    const later = letters.filter(({ at }) => at > since).map(({ topic }) => topic)
    expect(later.length).toBeGreaterThan(0)
    expect(later.filter((topic) => before.has(topic))).toEqual([])
  })
})
