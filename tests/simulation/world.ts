// Owns a world to play in: one timeline, one network, one lobby, and devices that join them. What a scenario or a seed does with it
// is theirs.

import { present } from '../../src/base/assert.ts'
import type { ConversationId, EntryHash, MemberId } from '../../src/base/ids.ts'
import type { MessageView } from '../../src/node/api-conversations.ts'
import type { Done, Intent, Outcome } from '../../src/node/api-intents.ts'
import type { Milliseconds } from '../../src/node/ports.ts'
import { sodiumReady } from '../../src/crypto/sodium.ts'
import { startSqlite, StorageCrash } from '../fixtures/memory-storage.ts'
import { between, createChance, type Chance } from './chance.ts'
import { createTimeline } from './clock.ts'
import { createDevice, type Device, type World } from './device.ts'
import { createLobbyWorld } from './lobby.ts'
import { createNetworkWorld } from './network.ts'
import { createTrace } from './trace.ts'

export const startMs = 1_795_392_000_000
export const second = 1_000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

export interface Site extends World {
  readonly chance: Chance
  readonly devices: readonly Device[]
  /** A further device, which is off. */
  device(name: string): Device
  /** Time goes on. */
  pass(ms: Milliseconds): void
  /** Time goes on until `look` gives something; throws when it does not within `ms`. */
  until<Seen>(look: () => Seen | undefined | false, what: string, ms?: Milliseconds): Seen
}

/** A world of one seed. `print` hears every line of its trace. */
export async function createSite(
  seed: number | string,
  { print, linesMax = 200 }: { readonly print?: (line: string) => void; readonly linesMax?: number } = {}
): Promise<Site> {
  await sodiumReady
  const sqlite = await startSqlite()
  const chance = createChance(seed)
  const timeline = createTimeline(startMs)
  const trace = createTrace(linesMax, print)
  const network = createNetworkWorld(timeline, chance.of('network'), trace)
  const lobbyDice = chance.of('lobby')
  const ways = {
    isHeard: (a: string, b: string) => network.signaling && network.canReach(a, b),
    isDirect: (a: string, b: string) => network.canReach(a, b) && network.isDirect(a, b),
    delayMs: () => between(lobbyDice, ...network.weather.delayMs)
  }
  const lobby = createLobbyWorld(timeline, lobbyDice, ways, trace)
  const devices: Device[] = []
  const world: World = { timeline, network, lobby, sqlite, trace }
  const pass = (ms: Milliseconds): void => timeline.pass(ms)
  return {
    ...world,
    chance,
    devices,
    device(name) {
      const device = createDevice(world, name, chance.of(`device ${name}`))
      devices.push(device)
      return device
    },
    pass,
    until(look, what, ms = 5 * minute) {
      const end = timeline.now + ms
      for (;;) {
        const seen = look()
        if (seen !== undefined && seen !== false) return seen
        if (timeline.now >= end)
          throw new Error(`waited in vain for ${what}; last: ${trace.lines.slice(-5).join(' | ')}`)
        pass(200)
      }
    }
  }
}

/** Submits, and lets time pass until there is an outcome; undefined: the device is off, or died over it. */
export async function submit(device: Device, intent: Intent): Promise<Outcome | undefined> {
  const { node } = device
  if (node === undefined) return undefined
  let outcome: Outcome | undefined
  let failure: unknown
  const submitted = node.submit(intent).then(
    (answer) => (outcome = answer),
    (thrown: unknown) => (failure = thrown)
  )
  // The first word of a start waits for others (F1), and who waits dies with its node.
  for (let waited = 0; waited <= 3 * second; waited += 100) {
    await Promise.race([submitted, Promise.resolve().then(() => undefined)])
    if (outcome !== undefined || failure !== undefined || device.node !== node) break
    device.pass(100)
  }
  await Promise.resolve()
  if (failure !== undefined)
    device.guard(() => {
      throw failure instanceof StorageCrash ? failure : new Error('a node threw', { cause: failure })
    })
  return outcome
}

/** Submits what must succeed, and gives what it gave. */
export async function done(device: Device, intent: Intent): Promise<Done> {
  const outcome = await submit(device, intent)
  if (outcome?.ok !== true)
    throw new Error(`${device.name} could not ${intent.type}: ${outcome === undefined ? 'it died' : outcome.reason}`)
  return outcome.value
}

/** Starts a device and founds a team with it. */
export async function found(device: Device): Promise<void> {
  device.start()
  await done(device, { type: 'found-team', displayName: device.name, teamName: 'Bau Nord', deviceName: 'sim' })
}

/** A fresh link of `host`; once, unless said otherwise. */
export async function invite(host: Device, uses = 1, expiresInMs = 7 * day): Promise<string> {
  const { link } = await done(host, { type: 'create-invitation', role: 'member', uses, expiresInMs, approve: false })
  return present(link, 'an invitation has a link')
}

/** Starts a device and lets it ask; does not wait. */
export async function ask(device: Device, link: string): Promise<void> {
  device.start()
  await done(device, { type: 'join-team', link, displayName: device.name, deviceName: 'sim' })
}

/** Lets a newcomer in through `host`, and waits until both know it. */
export async function join(site: Site, host: Device, newcomer: Device): Promise<void> {
  await ask(newcomer, await invite(host))
  site.until(() => isIn(newcomer), `${newcomer.name} being in`)
}

/** A further device of somebody who is in; both screens show the same code, and it is confirmed. */
export async function linkDevice(site: Site, of: Device, name: string): Promise<Device> {
  const further = site.device(name)
  const { link } = await done(of, { type: 'begin-linking' })
  further.start()
  await done(further, { type: 'link-this-device', link: present(link, 'a link'), deviceName: name })
  const { device } = site.until(() => {
    const view = of.look({ type: 'linking' })
    return view.type === 'asked' && view
  }, `${name} asking`)
  await done(of, { type: 'confirm-linking', device })
  site.until(() => isIn(further), `${name} being in`)
  return further
}

/** Lets a guest in through an invitation of `host` and its yes, into these groups (I15, I25). */
export async function joinAsGuest(
  site: Site,
  host: Device,
  guest: Device,
  groups: readonly ConversationId[] = []
): Promise<void> {
  await ask(guest, await inviteGuest(host, groups))
  await admit(site, host, guest.name)
  site.until(() => isIn(guest), `${guest.name} being in`)
}

/** A fresh link for one guest; somebody has to say yes. */
export async function inviteGuest(host: Device, groups: readonly ConversationId[] = []): Promise<string> {
  const terms = { role: 'guest', uses: 1, expiresInMs: 7 * day, groups, approve: true } as const
  const { link } = await done(host, { type: 'create-invitation', ...terms })
  return present(link, 'an invitation has a link')
}

/** Says yes to whoever asks under this name (I8). */
export async function admit(site: Site, host: Device, name: string): Promise<void> {
  const request = site.until(
    () => host.look({ type: 'requests' }).find((each) => each.name === name && each.state === 'waiting'),
    `${name} asking`
  )
  await done(host, { type: 'admit-request', device: request.device, revokeOld: false })
}

/** A team of these names, the first of whom founded it; all of them are connected to each other. */
export async function teamOf(site: Site, ...names: readonly string[]): Promise<readonly Device[]> {
  const [founder, ...others] = names.map((name) => site.device(name))
  if (founder === undefined) return []
  await found(founder)
  site.pass(5 * second)
  for (const other of others) await join(site, founder, other)
  const all = [founder, ...others]
  meet(site, ...all)
  return all
}

/** Anna with a laptop and a phone, and Ben. */
export async function annaTwice(
  site: Site
): Promise<{ readonly anna: Device; readonly phone: Device; readonly ben: Device }> {
  const [laptop, ben] = await teamOf(site, 'Anna', 'Ben')
  const anna = present(laptop, 'Anna')
  const phone = await linkDevice(site, anna, "Anna's phone")
  site.until(() => phone.look({ type: 'members' }).some(({ name }) => name === 'Ben'), 'names on the phone')
  return { anna, phone, ben: present(ben, 'Ben') }
}

/** Waits until these devices are connected with each other and know each other's names. */
export function meet(site: Site, ...devices: readonly Device[]): void {
  for (const device of devices)
    site.until(() => {
      const members = device.view('members') ?? []
      return devices.every((other) => {
        const member = members.find(({ member: id }) => id === memberOf(other))
        return other === device || (member !== undefined && member.name !== '' && member.connected > 0)
      })
    }, `${device.name} knowing the others`)
}

/** Whether there is anything of a team on its disk. */
export function hasBegun(device: Device): boolean {
  return device.storage().load().heads.length > 0
}

export function isIn(device: Device): boolean {
  return device.view('team')?.type === 'member'
}

/** The member whose device this is; it must be in a team. */
export function memberOf(device: Device): MemberId {
  const team = device.view('team')
  if (team?.type === 'member') return team.me.member
  throw new Error(`${device.name} is no member`)
}

/** The channel every team has. */
export function everyone(device: Device): ConversationId {
  const team = device.view('team')
  const conversation = team?.type === 'member' ? team.everyone : undefined
  return present(conversation, `${device.name} knows the first channel`)
}

/** The direct of two members, opened on the first one's device. */
export async function directOf(device: Device, other: Device): Promise<ConversationId> {
  const { conversation } = await done(device, { type: 'open-direct', member: memberOf(other) })
  return present(conversation, 'a direct has an id')
}

/** Posts, and gives the entry. */
export async function say(device: Device, text: string, conversation = everyone(device)): Promise<EntryHash> {
  const { entry } = await done(device, { type: 'post', conversation, text, reply: undefined })
  return present(entry, 'a post is an entry')
}

/** The newest messages as a device shows them, oldest first. */
export function messages(device: Device, conversation = everyone(device)): readonly MessageView[] {
  return device.look({ type: 'timeline', conversation, anchor: 'newest', count: 300 }).messages
}

/** Their texts. */
export function texts(device: Device, conversation = everyone(device)): readonly string[] {
  return messages(device, conversation).map(({ text }) => text)
}
