// Owns the answers to "who has it?" and "why is it not there?" (C7, C20): from the heads that devices said and from what this device
// knows of them, never from a receipt, and never guessed.

import type { ConversationId, DeviceId, EntryHash, EpochId, MemberId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { LookupLink } from '../log/ancestry.ts'
import type { EpochBook } from '../team/epochs.ts'
import { nothingReached, type Delivery, type DeviceReachView, type MessageInfoView } from './api-delivery.ts'
import type { PersonReachView, PersonStanding, WhyNot } from './api-delivery.ts'
import type { Arrival } from './arrivals.ts'
import { isBeforeJoin, linksIn } from './content.ts'
import { isWithinReach, standingIn } from './groups.ts'
import { outsideSince } from './outside.ts'
import type { StoredEntry } from './ports.ts'
import { readersOf } from './receipts.ts'
import { deviceNameOf, profileOf } from './registers.ts'
import type { Scene } from './scene.ts'
import { takesPart, type ScopeInfo } from './scopes.ts'
import { deviceOf } from './sessions.ts'
import { holdsTeamKeys } from '../team/levels.ts'
import { levelOf } from '../team/past.ts'

/** As many as are named on the screen while the others have it (C20). */
const fewMax = 2

/** From log heads alone: no receipt travels (C7). */
export function deliveryOf(scene: Scene, entry: Arrival): Delivery {
  const { desk } = scene
  const { identity, membership, registers } = desk.replica
  const info = membership.scopes.get(entry.scope)
  const author = membership.team.certificates.get(entry.device)?.member
  const audience = info === undefined ? [] : audienceOf(scene, info, entry).filter((member) => member !== author)
  const lookup = linksIn({ storage: desk.storage, now: desk.now() })
  const lacking = audience.filter((member) => !hasReached(scene, entry, { member, lookup }))
  const has = audience.length - lacking.length
  const state = has === audience.length && has > 0 ? 'everywhere' : has === 0 ? 'stored' : 'partly'
  const named = lacking.length <= fewMax ? lacking : []
  const read = author === identity.member ? readersOf(desk.replica, entry, audience).size : 0
  return { state, has, of: audience.length, waitsFor: named.map((member) => profileOf(registers, member).name), read }
}

function hasReached(
  { desk, contacts }: Scene,
  entry: Arrival,
  { member, lookup }: { readonly member: MemberId; readonly lookup: LookupLink }
): boolean {
  const devices = desk.replica.membership.team.members.get(member)?.devices ?? []
  return devices.some((device) => contacts.has(device, entry, lookup))
}

/** Who else should have an entry: who takes part now, but for those it is not shown to (K6). */
function audienceOf({ desk }: Scene, info: ScopeInfo, entry: Arrival): readonly MemberId[] {
  const { identity, membership } = desk.replica
  return [...membership.team.members.keys()].filter(
    (member) =>
      member !== identity.member && takesPart(membership, info, member) && !cameLater(desk.replica, info, entry, member)
  )
}

function cameLater(replica: Scene['desk']['replica'], info: ScopeInfo, entry: Arrival, member: MemberId): boolean {
  if (entry.epoch === undefined || info.kind !== 'group') return false
  return isBeforeJoin(replica, info, replica.membership.books.get(info.keyScope)?.byId.get(entry.epoch), member)
}

/** Who has one message on which device, since when, and why not (C20). */
export function messageInfoView(scene: Scene, conversation: ConversationId, message: EntryHash): MessageInfoView {
  const { desk } = scene
  const info = desk.replica.membership.scopes.get(conversation)
  const [entry] = desk.storage.entries({ type: 'hashes', hashes: [message] })
  if (entry === undefined || info === undefined || entry.scope !== conversation) return nothingReached
  const question: Question = {
    entry,
    info,
    lookup: linksIn({ storage: desk.storage, now: desk.now() }),
    connected: new Set(scene.meeting.links().flatMap((link) => deviceOf(link) ?? [])),
    openers: openersOf(desk.replica.membership.books.get(info.keyScope), entry.epoch)
  }
  const people = peopleOf(scene, info, entry).map(({ member, standing }) =>
    personView(scene, question, { member, standing })
  )
  const holders = people.flatMap(({ devices }) => devices).filter(({ has }) => has).length
  return { waitsForTime: entry.ts > desk.now() + limits.futureWaitsMs, holders: holders + 1, people }
}

interface Question {
  readonly entry: StoredEntry
  readonly info: ScopeInfo
  readonly lookup: LookupLink
  readonly connected: ReadonlySet<DeviceId>
  /** Devices that were given a key which opens the message; undefined: this device cannot tell. */
  readonly openers: ReadonlySet<DeviceId> | undefined
}

interface Asked {
  readonly member: MemberId
  readonly standing: PersonStanding
}

/** Those who should have it, those who are out since, and last this person itself, where it has other devices. */
function peopleOf({ desk }: Scene, info: ScopeInfo, entry: StoredEntry): readonly Asked[] {
  const { replica } = desk
  const { identity, membership } = replica
  const everMembers = new Set([...membership.team.certificates.values()].map(({ member }) => member))
  const others = [...everMembers].flatMap((member): readonly Asked[] => {
    if (member === identity.member) return []
    if (takesPart(membership, info, member))
      return [{ member, standing: cameLater(replica, info, entry, member) ? 'later' : 'in' }]
    return wasIn(replica, info, { member, entry }) ? [{ member, standing: 'out' }] : []
  })
  const rank = (standing: PersonStanding): number => (standing === 'in' ? 0 : standing === 'later' ? 1 : 2)
  const own = membership.team.members.get(identity.member)?.devices ?? []
  return [
    ...others.toSorted((a, b) => rank(a.standing) - rank(b.standing)),
    ...(own.length > 1 ? [{ member: identity.member, standing: 'in' as const }] : [])
  ]
}

/** Whether somebody who is out of the conversation was in it when the entry was written, as this device learned it. */
function wasIn(
  replica: Scene['desk']['replica'],
  info: ScopeInfo,
  { member, entry }: { readonly member: MemberId; readonly entry: StoredEntry }
): boolean {
  const { groups, team } = replica.membership
  if (info.pair !== undefined) return info.pair.includes(member)
  if (info.kind === 'group' && standingIn(groups.get(info.scope), member) !== 'left') return false
  return [...team.certificates].some(
    ([device, certificate]) => certificate.member === member && leftAfter(replica, info, { device, entry })
  )
}

/** By this device's own clock, as far as it knows: who was out before a message was here or written is no one to ask about. */
function leftAfter(
  replica: Scene['desk']['replica'],
  info: ScopeInfo,
  { device, entry }: { readonly device: DeviceId; readonly entry: StoredEntry }
): boolean {
  const since = outsideSince(replica, info, device)
  return since !== undefined && since >= Math.min(entry.ts, entry.receivedAt)
}

function personView(scene: Scene, question: Question, { member, standing }: Asked): PersonReachView {
  const { replica } = scene.desk
  const { identity, membership, registers } = replica
  const level = levelOf(membership.team, member)
  const isOwn = membership.team.certificates.get(question.entry.device)?.member === identity.member
  return {
    member,
    name: profileOf(registers, member).name,
    mine: member === identity.member,
    guest: level > 0 && !holdsTeamKeys(level),
    standing,
    read: isOwn && readersOf(replica, question.entry, [member]).size > 0,
    devices: devicesOf(scene, question, member).map((device) => deviceView(scene, question, { device, standing }))
  }
}

/** The active devices but this one, and those that were locked out since the message was written. */
function devicesOf({ desk }: Scene, { entry, info }: Question, member: MemberId): readonly DeviceId[] {
  const { replica } = desk
  const { team } = replica.membership
  const active = (team.members.get(member)?.devices ?? []).filter((device) => device !== replica.identity.device)
  const gone = [...team.certificates].flatMap(([device, certificate]) => {
    if (certificate.member !== member || team.devices.has(device)) return []
    return leftAfter(replica, info, { device, entry }) ? [device] : []
  })
  return [...active, ...gone]
}

function deviceView(
  scene: Scene,
  question: Question,
  { device, standing }: { readonly device: DeviceId; readonly standing: PersonStanding }
): DeviceReachView {
  const { desk, contacts } = scene
  const { entry, lookup, openers } = question
  const has = contacts.has(device, entry, lookup)
  return {
    device,
    name: deviceNameOf(desk.replica.registers, device),
    has,
    known: has && device !== entry.device ? contacts.knownSince(device, entry) : undefined,
    lacksKey: standing === 'in' && openers !== undefined && device !== entry.device && !openers.has(device),
    lastContact: contacts.lastContact(device),
    why: has ? undefined : whyNot(scene, question, { device, standing })
  }
}

function whyNot(
  { desk, contacts }: Scene,
  { connected }: Question,
  { device, standing }: { readonly device: DeviceId; readonly standing: PersonStanding }
): WhyNot {
  const active = desk.replica.membership.team.devices.get(device)
  if (standing === 'out') return 'out'
  if (active === undefined) return 'removed'
  if (connected.has(device)) return 'on-its-way'
  if (!isWithinReach(desk.replica, active.member)) return 'out-of-reach'
  return contacts.lastContact(device) === undefined ? 'never-met' : 'not-met'
}

/**
 * Devices with a box of the epoch, or of one that leads down to it by its ladder (K4, K6). Undefined where that cannot be told: the epoch is
 * not known here, or what leads to it from the one in use is not, since boxes of older epochs may be gone (K15).
 */
function openersOf(book: EpochBook | undefined, epoch: EpochId | undefined): ReadonlySet<DeviceId> | undefined {
  if (book?.current === undefined || epoch === undefined || !book.byId.has(epoch)) return undefined
  const leading = new Set<EpochId>([epoch])
  const ascending = [...book.byId.values()].toSorted((a, b) => a.entry.generation - b.entry.generation)
  for (const { entry } of ascending)
    if (entry.ladder !== undefined && entry.parents.some((parent) => leading.has(parent))) leading.add(entry.id)
  if (!leading.has(book.current)) return undefined
  return new Set([...leading].flatMap((id) => [...(book.byId.get(id)?.recipients ?? [])]))
}
