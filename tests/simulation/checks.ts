// Owns what must hold when the weather has cleared: the same on every device (Q12), nothing lost (Q13, Q14), nothing forged, nothing readable
// by who was removed (Q15), nothing left of what was erased (Q17). Reads disks past the nodes, so that a view cannot flatter.

import { present } from '../../src/base/assert.ts'
import { toHex } from '../../src/base/bytes.ts'
import type { ConversationId, DeviceId, EntryHash, ScopeId } from '../../src/base/ids.ts'
import { rowOf } from '../../src/node/content.ts'
import { createPages } from '../../src/node/pages.ts'
import type { StoredEntry } from '../../src/node/ports.ts'
import { isGuest, type Replica } from '../../src/node/state.ts'
import type { EpochEntry, GrantEntry } from '../../src/team/epoch-payload.ts'
import { contentKey, openContent } from '../../src/team/content.ts'
import { openSecrets } from '../../src/team/keyring.ts'
import { wasGuest } from '../../src/team/past.ts'
import { channelScope } from '../../src/team/scopes.ts'
import { hash } from '../../src/crypto/hash.ts'
import { takesPart } from '../../src/node/scopes.ts'
import { inspect, type Inspection } from './desk.ts'
import type { Device } from './device.ts'
import { behindAmong, erasedByOne, isPartOf, reachAmong, waitingIn, type Behind, type Reach } from './excuses.ts'
import type { Ledger } from './people.ts'
import type { Accomplice } from './rogue.ts'
import { visitorsHoldTheirOwn } from './visitors.ts'

/** What went wrong, in words that name devices; empty is the only good value. */
export type Findings = readonly string[]

export interface Witnesses {
  /** Devices whose program is ours. */
  readonly honest: readonly Device[]
  /** Devices that were removed, with everything they could ever lay hands on. */
  readonly removed: readonly Device[]
  readonly ledger: Ledger
  readonly accomplices: readonly Accomplice[]
  readonly now: number
}

/** Whether all that take part have the same heads: cheap, and true before anything else can be. */
export function haveSameHeads(devices: readonly Device[]): boolean {
  const inspected = devices.map(inspect).filter((each) => each !== undefined)
  const isReached = reachAmong(inspected)
  const seen = new Map<ScopeId, readonly { readonly by: Inspection; readonly text: string }[]>()
  return inspected.every((each) =>
    [...each.replica.membership.scopes.keys()].every((scope) => {
      if (!isPartOf(each, scope)) return true
      const text = headsText(each.replica, scope)
      const known = seen.get(scope) ?? []
      seen.set(scope, [...known, { by: each, text }])
      return known.every((other) => other.text === text || !isReached(other.by, each, scope))
    })
  )
}

/** All honest devices of one team against each other and against what their people were promised. */
export function checkAll({ honest, removed, ledger, accomplices, now }: Witnesses): Findings {
  const inspected = honest.map(inspect).filter((each) => each !== undefined)
  if (inspected.length === 0) return ['nobody is in the team']
  const isReached = reachAmong(inspected)
  const behind = behindAmong(inspected, ledger)
  return [
    ...inspected.flatMap((each, index) =>
      inspected.slice(index + 1).flatMap((other) => compare(each, other, { now, isReached, ledger }))
    ),
    ...inspected.flatMap((each) => privacy(each, ledger)),
    ...inspected.flatMap((each) => accomplicesIn(each, accomplices)),
    ...kept(inspected, ledger, { isReached, behind, now }),
    ...shown(inspected, ledger, behind),
    ...participation(inspected, isReached),
    ...inspected.flatMap((each) => erased(each, { ledger, behind, now })),
    ...inspected.flatMap((each) => findable(each, now)),
    ...visitorsHoldTheirOwn(inspected, ledger),
    ...[...removed, ...honest].flatMap((device) => secrecy(device, inspected, ledger))
  ]
}

/** Q12: heads, team state, current epochs and page bytes of everything both may read. */
function compare(
  a: Inspection,
  b: Inspection,
  { now, isReached, ledger }: { readonly now: number; readonly isReached: Reach; readonly ledger: Ledger }
): Findings {
  const names = `${a.device.name} and ${b.device.name}`
  const findings: string[] = []
  const shared = [...a.replica.membership.scopes.keys()].filter(
    (scope) => isPartOf(a, scope) && isPartOf(b, scope) && isReached(a, b, scope)
  )
  if (teamText(a.replica) !== teamText(b.replica)) findings.push(`${names} resolve another team`)
  for (const scope of shared) {
    const differing = (what: string, of: (each: Inspection) => string): void => {
      const [textA, textB] = [of(a), of(b)]
      if (textA !== textB) findings.push(`${names} have other ${what} in ${kindOf(a, scope)}: ${textA} / ${textB}`)
    }
    differing('heads', ({ replica }) => headsText(replica, scope))
    // A guest hears that there are keys of the team, and no more (K16).
    const isSealed = scope === a.replica.identity.team && [a, b].some(({ replica }) => isGuest(replica))
    if (!isSealed)
      differing('epochs to seal under', ({ replica }) => String(replica.membership.books.get(scope)?.current))
    // Where history begins with the join, everybody reads another part of it (K6).
    const isOpen = a.replica.membership.groups.get(scope)?.history !== 'from-join'
    const waiting = [...[a, b].flatMap((each) => waitingIn(each, scope)), ...erasedByOne(a, b, { scope, ledger })]
    const without = new Set(waiting.map(({ page }) => page))
    if (isOpen) differing('pages', (each) => pagesText(each, scope, { now, without }))
  }
  return findings
}

function kindOf({ replica }: Inspection, scope: ScopeId): string {
  return `${replica.membership.scopes.get(scope)?.kind} ${scope.slice(0, 6)}`
}

/** Of devices that count; logs of the removed end where each one's knowledge of the removal began (S4). */
function headsText(replica: Replica, scope: ScopeId): string {
  const { groups } = replica.membership
  const { devices, root } = replica.membership.team
  const logs = [...(replica.heads.get(scope) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))
  return logs
    .filter(([device]) => (groups.get(scope) ?? { devices }).devices.has(device) || device === root)
    .map(([device, heads]) => `${device.slice(0, 6)}:${heads.map(headText).sort().join('+')}`)
    .join(' ')
}

function headText({ seq, hash: head }: { readonly seq: number; readonly hash: EntryHash }): string {
  return `${seq}.${head.slice(0, 4)}`
}

function teamText({ membership }: Replica): string {
  const { team } = membership
  const members = [...team.members.values()].map(({ member, level, devices }) => `${member} ${level} ${devices.join()}`)
  const invitations = [...team.invitations.values()].map(
    ({ operation, admitted, revoked }) => `${operation} ${admitted.join()} ${String(revoked)}`
  )
  return [...members, ...team.channels.keys(), ...invitations, ...team.deps].sort().join('\n')
}

/** Every page as its projector writes it (P4), but for those named. */
function pagesText(
  { replica, storage }: Inspection,
  conversation: ConversationId,
  { now, without }: { readonly now: number; readonly without: ReadonlySet<number> }
): string {
  const pages = createPages(replica, () => ({ storage: withoutCaches(storage), now }))
  return pages
    .numbers(conversation)
    .filter((number) => !without.has(number))
    .map((number) => `${number}:${toHex(hash('cid', pages.load(conversation, number).page.bytes())).slice(0, 12)}`)
    .join(' ')
}

/** Pages from their rows: a snapshot could hide what the rows say now. */
function withoutCaches(storage: Inspection['storage']): Inspection['storage'] {
  return { ...storage, recall: () => undefined }
}

/** A direct stands on its two members' devices, and on no other in any form (S4). */
function privacy({ device, replica, storage }: Inspection, ledger: Ledger): Findings {
  const { scopes } = replica.membership
  // A channel whose maker was removed or made a guest at that moment is void; what was said in it before is kept, and shown nowhere.
  const { team } = replica.membership
  const hasFallen = (device: DeviceId): boolean => {
    const member = team.certificates.get(device)?.member
    return !team.devices.has(device) || (member !== undefined && wasGuest(team, member))
  }
  const everMade = new Set(
    team.judgement.graph.order.flatMap(({ operation, entry }) =>
      operation.type === 'channel.create' && hasFallen(entry.device)
        ? [channelScope(team.team, entry.device, operation.nonce)]
        : []
    )
  )
  const isKnown = (scope: ScopeId): boolean => scopes.has(scope) || everMade.has(scope)
  const strange = storage.load().heads.filter(({ scope }) => !isKnown(scope))
  const foreign = ledger.posts.filter(({ conversation }) => !isKnown(conversation)).map(({ text }) => text)
  return [
    ...strange.map(({ scope }) => `${device.name} holds a log of the strange scope ${scope}`),
    ...textsOn(device, foreign).map((text) => `${device.name} holds "${text}", which was not for it`)
  ]
}

/** Who counts as part of a group for its members knows of it, and nobody else thinks it is part of it (R11, S14). */
function participation(inspected: readonly Inspection[], isReached: Reach): Findings {
  return inspected.flatMap((each) =>
    [...each.replica.membership.groups.keys()].flatMap((scope) => {
      if (!isPartOf(each, scope)) return []
      const { devices } = present(each.replica.membership.groups.get(scope), 'a group of this device')
      return inspected
        .filter((other) => devices.has(other.replica.identity.device) !== isPartOf(other, scope))
        .filter((other) => isReached(each, other, scope))
        .map((other) => `${each.device.name} and ${other.device.name} disagree on its part in ${kindOf(each, scope)}`)
    })
  )
}

/** Q17: what was erased stands nowhere on a disk of somebody who takes part, nor of who left a group and had heard of it before (S4). */
function erased(
  inspection: Inspection,
  { ledger, behind, now }: Pick<Witnesses, 'ledger' | 'now'> & { readonly behind: Behind }
): Findings {
  const { device } = inspection
  const gone = ledger.posts.filter((post) => {
    const { entry, conversation } = post
    if (!ledger.deleted.has(entry) || ledger.unsure.has(entry) || behind.changed(inspection, post)) return false
    const deletion = ledger.deleted.get(entry)
    // What deletes may wait for a key like any other word.
    if (waitingIn(inspection, conversation).some((waiting) => waiting.hash === deletion)) return false
    return isPartOf(inspection, conversation) || hasRead(inspection, deletion, now)
  })
  const words = gone.flatMap(({ entry, text }) => [text, ledger.edits.get(entry) ?? text])
  return textsOn(device, [...new Set(words)]).map((text) => `${device.name} still holds the erased "${text}"`)
}

/** Whether a device could ever read an operation in a conversation that it has: control always, content with its keys. */
function hasRead({ replica, storage }: Inspection, entry: EntryHash | undefined, now: number): boolean {
  const [stored] = entry === undefined ? [] : storage.entries({ type: 'hashes', hashes: [entry] })
  if (stored === undefined || !replica.membership.scopes.has(stored.scope)) return false
  return stored.kind === 'control' || rowOf(replica, stored, { storage, now })?.content.type === 'operation'
}

/** X5: what a device shows is found on it by the text it shows. */
export function findable({ device, replica, storage }: Inspection, now: number): Findings {
  const pages = createPages(replica, () => ({ storage, now }))
  return [...replica.membership.scopes.values()].flatMap((info) => {
    const { scope: conversation, kind } = info
    if (kind === 'team' || kind === 'directory') return []
    // A channel that one is out of is not shown, so what counts in it by now is not looked through either.
    if (kind === 'channel' && !takesPart(replica.membership, info, replica.identity.member)) return []
    const messages = pages.numbers(conversation).flatMap((page) => pages.load(conversation, page).timeline.messages())
    const any = { member: undefined, from: undefined, until: undefined, hasLink: false, hasFile: false, count: 100_000 }
    const hits = storage.search({ ...any, words: [], conversation })
    const found = new Map(hits.flatMap((hit) => (hit.pad === undefined ? [[hit.message, hit.text] as const] : [])))
    return messages
      .filter(({ type, once, hash, text }) => type === 'message' && !once && found.get(hash)?.startsWith(text) !== true)
      .map(({ text, hash }) => `${device.name} shows "${text}" and finds "${found.get(hash) ?? 'nothing'}"`)
  })
}

function textsOn(device: Device, texts: readonly string[]): readonly string[] {
  if (texts.length === 0) return []
  const values = device.disk.dump().flatMap(({ value }) => {
    if (typeof value === 'string') return [Buffer.from(value)]
    return value instanceof Uint8Array ? [Buffer.from(value.buffer, value.byteOffset, value.byteLength)] : []
  })
  return texts.filter((text) => values.some((value) => value.includes(text)))
}

function accomplicesIn({ device, replica }: Inspection, accomplices: readonly Accomplice[]): Findings {
  const { team } = replica.membership
  return accomplices
    .filter((each) => team.devices.has(each.device))
    .map((each) => `${device.name} believes in ${each.device.slice(0, 8)}, whom nobody had the right to add`)
}

/** Q13, Q14: what an author saw stored is with everybody who takes part, unless it was erased. */
function kept(
  inspected: readonly Inspection[],
  ledger: Ledger,
  { isReached, behind, now }: { readonly isReached: Reach; readonly behind: Behind; readonly now: number }
): Findings {
  const findings: string[] = []
  const honest = new Map(inspected.map((each) => [each.device, each]))
  // Deleted by a clock that is ahead, its author erased it and everybody else waits for that time (L9); deleted before somebody joined a
  // group whose history begins with that, it is nowhere, and the newcomer cannot read why (K6).
  const isGone = (other: Inspection, entry: EntryHash): boolean =>
    ledger.deleted.has(entry) && (ledger.unsure.has(entry) || !hasRead(other, ledger.deleted.get(entry), now))
  for (const post of ledger.posts) {
    const { device, conversation, entry, text } = post
    const author = honest.get(device)
    if (author === undefined) continue
    const others = inspected.filter((each) => each !== author && isPartOf(each, conversation))
    if (others.every((other) => behind.said(other, post))) continue
    for (const other of inspected) {
      if (!isPartOf(other, conversation) || !isReached(author, other, conversation)) continue
      const [stored] = other.storage.entries({ type: 'hashes', hashes: [entry] })
      if (stored === undefined) findings.push(`${other.device.name} lacks "${text}"`)
      else if (stored.payload === undefined && !stored.erased && !isGone(other, entry))
        findings.push(`${other.device.name} lacks the payload of "${text}"`)
      else if (stored.erased && !ledger.deleted.has(entry) && !ledger.unsure.has(entry))
        findings.push(`${other.device.name} erased "${text}", which nobody deleted`)
    }
  }
  return findings
}

/** How many payloads are neither here nor erased, over all devices. */
export function lackingOn(devices: readonly Device[]): number {
  return devices
    .map(inspect)
    .filter((each) => each !== undefined)
    .flatMap(({ replica, storage }) =>
      [...replica.membership.scopes.keys()].map(
        (scope) => storage.entries({ type: 'without-payload', scope, count: 100 }).length
      )
    )
    .reduce((sum, count) => sum + count, 0)
}

/** No forged word is shown, and what stands says what its author said last. */
function shown(inspected: readonly Inspection[], ledger: Ledger, behind: Behind): Findings {
  const sure = ledger.posts.filter(({ entry }) => !ledger.unsure.has(entry))
  const last = new Map(sure.map(({ entry, text }) => [entry, ledger.edits.get(entry) ?? text]))
  return inspected.flatMap((inspection) => {
    const { device, replica } = inspection
    if (device.node === undefined) return []
    const names = device.look({ type: 'members' }).filter(({ name }) => name.includes('FORGED'))
    const places = [...replica.membership.scopes.values()].filter(({ kind }) => kind !== 'team' && kind !== 'directory')
    const known = new Map(last)
    for (const post of sure) if (behind.changed(inspection, post)) known.delete(post.entry)
    // Who left a group keeps what was said there as it stood then.
    const lastIn = (scope: ScopeId): typeof last => (isPartOf(inspection, scope) ? known : new Map())
    const wrong = places.flatMap(({ scope }) =>
      wrongIn(device, scope, { last: lastIn(scope), ledger, waiting: waitingIn(inspection, scope) })
    )
    return [...names.map(({ name }) => `${device.name} shows the forged name ${name}`), ...wrong]
  })
}

function wrongIn(
  device: Device,
  conversation: ConversationId,
  {
    last,
    ledger,
    waiting
  }: {
    readonly last: ReadonlyMap<EntryHash, string>
    readonly ledger: Ledger
    readonly waiting: readonly StoredEntry[]
  }
): Findings {
  const { messages } = device.look({ type: 'timeline', conversation, anchor: 'newest', count: 300 })
  const mayWait = new Set(waiting.map((entry) => entry.hash))
  return messages.flatMap(({ message, type, text }) => {
    const said = last.get(message)
    const isDeleted = ledger.deleted.has(message)
    if (text.includes('FORGED')) return [`${device.name} shows "${text}"`]
    if (said === undefined) return []
    // What corrects or deletes may wait for the same key as any other word.
    const changes = isDeleted ? ledger.deleted.get(message) : ledger.editedBy.get(message)
    if (type === 'message' && changes !== undefined && mayWait.has(changes)) return []
    if (type === 'message' && isDeleted) return [`${device.name} still shows the deleted "${text}"`]
    if (type === 'message' && text !== said) return [`${device.name} shows "${text}" where "${said}" was said`]
    if (type === 'no-key-yet' && mayWait.has(message)) return []
    if (type !== 'message' && !isDeleted) return [`${device.name} shows ${type} where "${said}" was said`]
    return []
  })
}

/** Q15, K16: with every box ever made and every key it ever had, a removed device or a guest's opens nothing whose author knew. */
function secrecy(device: Device, inspected: readonly Inspection[], ledger: Ledger): Findings {
  const removed = inspect(device)
  if (removed === undefined) return []
  const { identity, membership } = removed.replica
  const isGuest = !ledger.risen.has(identity.member)
  const forbidden = ledger.posts.filter(
    ({ without, guests }) => without.includes(identity.member) || (isGuest && guests.includes(identity.member))
  )
  return forbidden.flatMap(({ entry, conversation, text }) => {
    const holder = inspected.find(({ replica }) => replica.membership.scopes.has(conversation))
    const [stored] = holder?.storage.entries({ type: 'hashes', hashes: [entry] }) ?? []
    const keyScope = holder?.replica.membership.scopes.get(conversation)?.keyScope
    if (holder === undefined || stored?.payload === undefined || keyScope === undefined || stored.epoch === undefined)
      return []
    const entries = [
      ...entriesIn(removed, keyScope),
      ...inspected.flatMap((each) => entriesIn(each, keyScope))
    ] as readonly (EpochEntry | GrantEntry)[]
    const opened = openSecrets({
      scope: keyScope,
      device: identity.device,
      kemSecret: identity.kem.secretKey,
      entries: [...new Map(entries.map((each) => [each.hash, each])).values()],
      secrets: membership.secrets.get(keyScope) ?? new Map()
    })
    const secret = opened.secrets.get(stored.epoch)
    if (secret === undefined) return []
    const isOpen = openContent(contentKey(secret, conversation, stored.device), stored.payload).ok
    return isOpen ? [`${device.name} was removed, or a guest, and reads "${text}"`] : []
  })
}

function entriesIn({ replica }: Inspection, scope: ScopeId): readonly (EpochEntry | GrantEntry)[] {
  return replica.membership.epochEntries.get(scope) ?? []
}

/** What a device shows, to be the same after a restart. */
export function picture(device: Device): readonly string[] {
  const members = device
    .look({ type: 'members' })
    .map(({ member, name, about, role }) => [member, name, about, role].join(' '))
  // A direct that somebody opened and never wrote in is not kept.
  const written = device
    .look({ type: 'conversations' })
    .filter(({ last, kind, draft }) => last !== undefined || kind === 'channel' || draft !== '')
  const lines = written.map(({ conversation, name, unread, draft }) => {
    const { messages } = device.look({ type: 'timeline', conversation, anchor: 'newest', count: 300 })
    const rows = messages.map(({ message, type, text, edited, reactions, reply }) =>
      JSON.stringify([message, type, text, edited, reactions, reply])
    )
    return [conversation, name, unread, draft, ...rows].join(' ')
  })
  return [device.look({ type: 'team' }).type, ...members, ...lines]
}
