// Owns the views of who there is: the team, its members and their devices, and the connection to them.

import type { DeviceId, MemberId } from '../base/ids.ts'
import { present } from '../base/assert.ts'
import type { Certificate } from '../team/certificate.ts'
import { deviceCode } from '../team/codes.ts'
import { roleOfLevel } from '../team/levels.ts'
import { rootSheetText } from '../team/root-sheet.ts'
import type { ConnectionView } from './api.ts'
import type { DeviceView, MemberView, TeamView } from './api-people.ts'
import { isDeviceFlagged } from './flags.ts'
import type { Membership } from './membership.ts'
import { deviceNameOf, nameOfDevice, portraitOf, profileOf, titleOf } from './registers.ts'
import type { Scene } from './scene.ts'
import { deviceOf, type LinkState } from './sessions.ts'
import { companionsOf } from './groups.ts'
import { reachedThrough } from './reaching.ts'
import { channelOfAll, isActive, isGuest, type Replica } from './state.ts'

/** The team as this device belongs to it. */
export function teamView(scene: Scene): TeamView {
  const { replica } = scene.desk
  const { identity, registers } = replica
  const name = titleOf(registers, identity.team)?.name
  if (!isActive(replica)) return scene.leaving.view()
  const me = memberView(scene, identity.member)
  const everyone = isGuest(replica) ? undefined : channelOfAll(replica)
  const seed = scene.rootSeed()
  const rootSheet = seed === undefined ? undefined : rootSheetText(seed)
  const ownerReminder = rootSheet === undefined || ownersOf(replica) > 1 ? undefined : scene.remindsFrom()
  const { team, device } = identity
  return { type: 'member', team, name, me, device, everyone, rootSheet, ownerReminder }
}

function ownersOf({ membership }: Replica): number {
  return [...membership.team.members.values()].filter(({ level }) => roleOfLevel(level) === 'owner').length
}

/** All members, oneself first, then by name. */
export function membersView(scene: Scene): readonly MemberView[] {
  const { membership, identity } = scene.desk.replica
  // A guest's screen has no directory: it shows the people of its conversations (K16).
  const shown = isGuest(scene.desk.replica) ? companionsOf(scene.desk.replica) : membership.team.members.keys()
  const views = [...shown].map((member) => memberView(scene, member))
  return views.toSorted(
    (a, b) =>
      Number(b.member === identity.member) - Number(a.member === identity.member) ||
      compareText(a.name, b.name) ||
      compareText(a.member, b.member)
  )
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function memberView(scene: Scene, member: MemberId): MemberView {
  const { identity, membership, registers } = scene.desk.replica
  const participant = present(membership.team.members.get(member), 'only members are shown')
  const devices = participant.devices.map((device) => deviceView(scene, device))
  const { name, about } = profileOf(registers, member)
  const portrait = portraitOf(registers, member)
  const contacts = devices.map(({ lastContact }) => lastContact).filter((at) => at !== undefined)
  return {
    member,
    name,
    about,
    picture: portrait?.picture === undefined ? undefined : portrait.entry,
    role: roleOfLevel(participant.level) ?? 'guest',
    reachedThrough: reachedThrough(scene.desk, member),
    mine: member === identity.member,
    connected: devices.filter(({ path }) => path !== 'none').length,
    lastContact: contacts.length === 0 ? undefined : Math.max(...contacts),
    devices
  }
}

function deviceView(scene: Scene, device: DeviceId): DeviceView {
  const { desk, meeting, contacts } = scene
  const { identity, membership } = desk.replica
  const link = meeting.links().find((each) => deviceOf(each) === device)
  return {
    device,
    name: deviceNameOf(desk.replica.registers, device),
    mine: device === identity.device,
    path: link?.path ?? 'none',
    lastContact: contacts.lastContact(device),
    added: membership.team.devices.get(device)?.addedMs ?? 0,
    code: codeShown(membership, device),
    flagged: isDeviceFlagged(desk.replica, device, desk.now())
  }
}

/** A code never changes and costs a hash, and the members of a large team are drawn often. */
const codeByCertificate = new WeakMap<Certificate, string>()

function codeShown({ team }: Membership, device: DeviceId): string {
  const certificate = team.certificates.get(device)
  const known = certificate === undefined ? undefined : codeByCertificate.get(certificate)
  const code = known ?? deviceCode(team.team, device)
  if (certificate !== undefined) codeByCertificate.set(certificate, code)
  return code
}

/** The calm line above the list, and what stands behind it (network.md 4). */
export function connectionView(scene: Scene): ConnectionView {
  const { desk, meeting } = scene
  const bound = meeting.links().filter((link) => deviceOf(link) !== undefined)
  const byDevice = new Map<DeviceId, LinkState>()
  for (const link of bound) {
    const device = present(deviceOf(link), 'bound links have a device')
    if (byDevice.get(device)?.path !== 'direct') byDevice.set(device, link)
  }
  const links = [...byDevice]
  const isDirect = links.some(([, link]) => link.path === 'direct')
  const state = links.length === 0 ? 'offline' : isDirect ? 'direct' : 'relayed'
  const { offMs } = meeting.clock()
  return {
    state,
    peers: links.length,
    reason: reasonOf(scene, state, offMs),
    clockOffMs: offMs,
    devices: links.map(([device, link]) => ({
      device,
      memberName: nameOfDevice(desk.replica, device),
      deviceName: deviceNameOf(desk.replica.registers, device),
      path: link.path,
      since: link.boundAt ?? desk.now()
    }))
  }
}

function reasonOf(
  { meeting }: Scene,
  state: ConnectionView['state'],
  clockOffMs: number | undefined
): ConnectionView['reason'] {
  if (clockOffMs !== undefined) return 'clock-off'
  if (state === 'direct') return undefined
  if (state === 'relayed') return 'no-direct-path'
  if (meeting.address === undefined) return 'no-signaling'
  return 'nobody-there'
}
