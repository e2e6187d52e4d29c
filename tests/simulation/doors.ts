// Owns what scenarios of invitations say in one word: roles given, newcomers answered, islands, and what somebody who holds a link can do
// with it outside the app.

import { expect } from 'vitest'
import { fromBase64url } from '../../src/base/bytes.ts'
import { decodeCbor } from '../../src/base/codec.ts'
import type { DeviceId, EntryHash, MemberId } from '../../src/base/ids.ts'
import type { Role } from '../../src/node/api-intents.ts'
import type { JoinRequestView } from '../../src/node/api-joining.ts'
import { askingIn } from '../../src/node/asking.ts'
import type { LobbyVisit } from '../../src/node/ports.ts'
import { writeControl } from '../../src/node/write.ts'
import { firstCertificate } from '../../src/team/certificate.ts'
import type { ControlOperation } from '../../src/team/control.ts'
import {
  decodeLink,
  encodeLink,
  lobbyKeysOf,
  lobbySecretOf,
  proveInvitation,
  type Link,
  type LobbyKeys
} from '../../src/team/invitation.ts'
import { sealRecord, type JoinRequest, type LobbyRecord } from '../../src/team/lobby-record.ts'
import { deskOf, inspect } from './desk.ts'
import type { Device } from './device.ts'
import { day, done, meet, memberOf, minute, second, teamOf, type Site } from './world.ts'

/** A team where the first founds and the others have these roles; all are connected and know it. */
export async function teamWith(site: Site, roles: Readonly<Record<string, Role>>): Promise<readonly Device[]> {
  const devices = await teamOf(site, ...Object.keys(roles))
  const [founder, ...others] = devices
  if (founder === undefined) throw new Error('somebody founds')
  const changes = others.flatMap((device): ControlOperation[] => {
    const role = roles[device.name]
    return role === undefined || role === 'member' ? [] : [{ type: 'role.set', member: memberOf(device), role }]
  })
  if (changes.length > 0) writeAt(site, founder, changes)
  meet(site, ...devices)
  for (const device of devices)
    site.until(
      () => device.look({ type: 'members' }).every(({ name, role }) => role === roles[name]),
      `the roles on ${device.name}`
    )
  return devices
}

export async function two(site: Site, roles: Readonly<Record<string, Role>>): Promise<readonly [Device, Device]> {
  const [one, other] = await teamWith(site, roles)
  if (one === undefined || other === undefined) throw new Error('two were asked for')
  return [one, other]
}

export async function three(
  site: Site,
  roles: Readonly<Record<string, Role>>
): Promise<readonly [Device, Device, Device]> {
  const [one, other, third] = await teamWith(site, roles)
  if (one === undefined || other === undefined || third === undefined) throw new Error('three were asked for')
  return [one, other, third]
}

/** What another program would write: onto the disk of a device that is off for the moment. */
export function writeAt(site: Site, device: Device, operations: readonly ControlOperation[]): void {
  device.stop('farewell')
  const desk = deskOf(device, { dice: site.chance.of(`desk of ${device.name}`), now: site.timeline.now })
  if (desk === undefined) throw new Error(`${device.name} has a team`)
  for (const operation of operations) expect(writeControl(desk, [operation]).ok).toBe(true)
  device.start()
}

/** A link whose newcomers need a yes. */
export async function inviteAsking(host: Device, uses = 1, expiresInMs = 7 * day): Promise<string> {
  const { link } = await done(host, { type: 'create-invitation', role: 'member', uses, expiresInMs, approve: true })
  if (link === undefined) throw new Error('an invitation has a link')
  return link
}

export async function recoveryOf(host: Device, name: string): Promise<string> {
  const { link } = await done(host, { type: 'create-recovery', member: memberIn(host, name), expiresInMs: day })
  if (link === undefined) throw new Error('an invitation has a link')
  return link
}

/** Waits until a device has heard of so many invitations, and has had the time to listen at their doors. */
export function knows(site: Site, device: Device, invitations: number): void {
  site.until(() => device.look({ type: 'invitations' }).length === invitations, `${device.name} knowing the invitation`)
  site.pass(10 * second)
}

export function requestsOf(device: Device): readonly JoinRequestView[] {
  return device.look({ type: 'requests' })
}

/** Waits until a newcomer of this name stands before a person. */
export function waitFor(
  site: Site,
  device: Device,
  name: string,
  state: JoinRequestView['state'] = 'waiting'
): JoinRequestView {
  const look = (): JoinRequestView | undefined =>
    requestsOf(device).find((each) => each.name === name && each.state === state)
  return site.until(look, `${name}, ${state}, on ${device.name}`)
}

export async function admit(device: Device, newcomer: JoinRequestView, revokeOld = false): Promise<void> {
  await done(device, { type: 'admit-request', device: newcomer.device, revokeOld })
}

export async function refuse(device: Device, newcomer: JoinRequestView): Promise<void> {
  await done(device, { type: 'refuse-request', device: newcomer.device })
}

export function noticeOf(device: Device): string | undefined {
  const view = device.view('join')
  return view?.type === 'asking' ? view.notice : undefined
}

export function told(site: Site, device: Device, notice: string): void {
  site.until(() => noticeOf(device) === notice, `${device.name} being told "${notice}"`, 10 * minute)
}

export function names(device: Device): readonly string[] {
  return device.look({ type: 'members' }).map(({ name }) => name)
}

export function memberIn(device: Device, name: string): MemberId {
  const member = device.look({ type: 'members' }).find((each) => each.name === name)?.member
  if (member === undefined) throw new Error(`${device.name} knows nobody called ${name}`)
  return member
}

export function deviceOf(device: Device): DeviceId {
  const team = device.view('team')
  if (team?.type !== 'member') throw new Error(`${device.name} is no member`)
  return team.device
}

/** The invitation that was made last. */
export function newest(device: Device): EntryHash {
  const [invitation] = device.look({ type: 'invitations' })
  if (invitation === undefined) throw new Error(`${device.name} knows no invitation`)
  return invitation.invitation
}

/** Puts devices on islands without a way between them; one island is the whole world again. */
export function islands(site: Site, ...groups: readonly (readonly Device[])[]): void {
  for (const [index, devices] of groups.entries())
    for (const device of devices) site.network.place(device.name, groups.length === 1 ? 0 : index + 1)
  site.network.settle()
  site.pass(30 * second)
}

/** Control entries of the team on a disk. */
export function controlCount(device: Device): number {
  const replica = inspect(device)?.replica
  return replica?.membership.control.get(replica.identity.team)?.length ?? 0
}

// ---------------------------------------------------------------- Who holds a link

export function linkOf(text: string): Link {
  const link = decodeLink(text)
  if (!link.ok) throw new Error('not a link')
  return link.value
}

export function keysOf(text: string): LobbyKeys {
  const { seed, team } = linkOf(text)
  return lobbyKeysOf(lobbySecretOf(seed, team))
}

/** A stranger goes into the room of a link and shows these records. */
export function intrude(site: Site, text: string, records: readonly LobbyRecord[]): LobbyVisit {
  const visit = visitRoom(site, text)
  for (const record of records) {
    const sealed = sealRecord(record, keysOf(text), site.chance.of('stranger').bytes)
    visit.put(sealed.id, sealed.bytes)
  }
  return visit
}

export function visitRoom(site: Site, text: string): LobbyVisit {
  const { room, password } = keysOf(text)
  const { lobby } = site.lobby.visitor('stranger', (event) => event())
  const visit = lobby.visit({ room, password }, { onKnock() {}, onRecord() {}, onPeers() {}, onDisturbed() {} })
  visit.open()
  return visit
}

/** The device that asks on a disk. */
export function askingDevice(device: Device): DeviceId {
  const asking = askingIn(device.storage().load().records)
  if (asking === undefined) throw new Error(`${device.name} does not ask`)
  return asking.keys.device
}

/** What a device shows, or showed, in the room of a link. */
export function requestOf(device: Device, text: string): JoinRequest & { readonly proof: Uint8Array } {
  const { keys: own, records } = device.storage().load()
  const keys = askingIn(records)?.keys ?? own
  if (keys === undefined) throw new Error(`${device.name} has no keys`)
  const { seed, team } = linkOf(text)
  const { certificate, certificateSignature: signature } = keys
  return { type: 'request', certificate, signature, proof: proveInvitation(seed, team, keys.device), name: device.name }
}

/** The request of somebody new who holds the link, made outside the app. */
export function strangersRequest(site: Site, text: string, name = 'Eve'): JoinRequest {
  const { seed, team } = linkOf(text)
  const dice = site.chance.of(`keys of ${name}`)
  const seeds = { signSeed: dice.bytes(32), kemSeed: dice.bytes(32) }
  const { device, bytes, signature } = firstCertificate(team, seeds, {
    createdMs: site.timeline.now,
    unique: dice.bytes(16)
  })
  return { type: 'request', certificate: bytes, signature, proof: proveInvitation(seed, team, device), name }
}

/** A link to link a device with, where an invitation was meant. */
export function deviceLink(device: Device, text: string): string {
  return encodeLink({ ...linkOf(text), kind: 'device', member: memberOf(device) })
}

/** A link as a later version might make it: whole, and not to be read by this one. */
export function newerLink(text: string, seal: (body: Uint8Array) => string): string {
  const bytes = fromBase64url(text)
  if (!bytes.ok) throw new Error('not a link')
  const body = bytes.value.slice(0, -4)
  expect(decodeCbor(body)).toMatchObject({ ok: true })
  body[1] = 2
  return seal(body)
}
