// Owns guests in a run: who invites them, who says yes, who rises and falls, and what must never be on their devices (K16, S4, I25). Reads
// disks past the nodes, and knows from the members' disks what there was to be kept from a guest.

import type { ConversationId, MemberId, ScopeId } from '../../src/base/ids.ts'
import { openSecrets } from '../../src/team/keyring.ts'
import { directScope } from '../../src/team/scopes.ts'
import type { Dice } from '../fixtures/random.ts'
import type { Findings } from './checks.ts'
import type { Inspection } from './desk.ts'
import type { Device } from './device.ts'
import type { Ledger } from './people.ts'
import { day, submit } from './world.ts'

// ---------------------------------------------------------------- What people do

/** A link for a guest, into some of the groups of whoever makes it; undefined: it made none. */
export async function inviteVisitor(host: Device, dice: Dice): Promise<string | undefined> {
  const groups = (host.view('conversations') ?? []).filter(({ kind }) => kind === 'group' && dice.chance(60))
  const outcome = await submit(host, {
    type: 'create-invitation',
    role: 'guest',
    uses: dice.pick([1, 1, 3]),
    expiresInMs: 7 * day,
    groups: groups.map(({ conversation }) => conversation),
    approve: true
  })
  return outcome?.ok === true ? outcome.value.link : undefined
}

/** Says yes to the first who asks this person (I8). */
export async function sayYes(device: Device): Promise<string> {
  if (device.node === undefined || device.view('team')?.type !== 'member') return 'nothing'
  const request = device.look({ type: 'requests' }).find(({ state }) => state === 'waiting')
  if (request === undefined) return 'nothing'
  const outcome = await submit(device, { type: 'admit-request', device: request.device, revokeOld: false })
  return outcome?.ok === true ? `says yes to ${request.name}` : 'says yes, in vain'
}

/** A guest becomes a member, or the other way round; whoever may not asks in vain. */
export async function rank(device: Device, ledger: Ledger, dice: Dice): Promise<string> {
  const members = device.view('members') ?? []
  const others = members.filter(({ mine, role }) => !mine && (role === 'guest' || role === 'member'))
  if (device.node === undefined || device.view('team')?.type !== 'member' || others.length === 0) return 'nothing'
  const { member, role: from } = dice.pick(others)
  const role = from === 'guest' ? 'member' : 'guest'
  if (role === 'member') ledger.risen.add(member)
  const outcome = await submit(device, { type: 'set-role', member, role, from })
  return outcome?.ok === true ? `makes a ${from} a ${role}` : 'set-role, in vain'
}

// ---------------------------------------------------------------- What must hold

/** What a device that was a guest's from its first day on may have come to hold. */
interface Reach {
  readonly visitor: Inspection
  readonly may: (scope: ScopeId) => boolean
  /** Whether they ever had a conversation together. */
  readonly mayName: (member: MemberId) => boolean
}

/** No log, key, page, word or name of what a guest was not given is on its disk, and no box ever made opens for it. */
export function visitorsHoldTheirOwn(inspected: readonly Inspection[], ledger: Ledger): Findings {
  return inspected.filter(isVisitor).flatMap((visitor) => {
    const reach = reachOf(visitor, inspected)
    return [...strangeLogs(reach), ...strangeKeys(reach, inspected), ...strangeWords(reach, ledger)]
  })
}

/** Whoever was more than a guest at any time keeps what it had then; `secrecy` asks what it can read of later. */
function isVisitor({ replica }: Inspection): boolean {
  const { identity, membership } = replica
  const { subjects } = membership.team.judgement
  const spoken = (subjects.byMember.get(identity.member) ?? []).map(({ operation }) => operation)
  const roles = spoken.flatMap((operation) => ('role' in operation ? [operation.role] : []))
  return roles.length > 0 && roles.every((role) => role === 'guest')
}

function reachOf(visitor: Inspection, inspected: readonly Inspection[]): Reach {
  const { identity, membership } = visitor.replica
  const { team, member: own } = identity
  // Named by anybody at any time: who was in is asked here, not who is.
  const groupsOf = (member: MemberId, { replica } = visitor): readonly ScopeId[] =>
    [...replica.membership.groups]
      .filter(([, group]) => group.judgement.subjects.byMember.has(member))
      .map(([scope]) => scope)
  // Also of a group that it has not heard of yet: its keys may be waiting for it, and it may be out of reach (K16).
  const groups = new Set([visitor, ...inspected].flatMap((each) => groupsOf(own, each)))
  const isDirect = (scope: ScopeId): boolean => membership.scopes.get(scope)?.pair !== undefined
  return {
    visitor,
    may: (scope) => scope === team || isDirect(scope) || groups.has(scope),
    mayName: (member) =>
      member === own ||
      groupsOf(member).some((group) => groups.has(group)) ||
      [visitor, ...inspected].some(({ replica }) => replica.heads.has(directScope(team, own, member)))
  }
}

function strangeLogs({ visitor, may }: Reach): Findings {
  const { device, storage, replica } = visitor
  const { team } = replica.identity
  const heads = storage.load().heads
  const strange = heads.filter(({ scope }) => !may(scope)).map(({ scope }) => `a log of ${kindOf(visitor, scope)}`)
  const known = (replica.membership.epochEntries.get(team) ?? []).length
  return [...strange, ...(known > 0 ? [`${known} entries of the team's keys`] : [])].map(
    (what) => `${device.name} is a guest and holds ${what}`
  )
}

/** With every box that anybody made, and its own key. */
function strangeKeys({ visitor, may }: Reach, inspected: readonly Inspection[]): Findings {
  const { device, replica } = visitor
  const { identity } = replica
  const isClosed = (scope: ScopeId): boolean => scope === identity.team || !may(scope)
  const scopes = new Set(inspected.flatMap((each) => [...each.replica.membership.epochEntries.keys()]))
  const openable = [...scopes].filter(isClosed).filter((scope) => {
    const entries = inspected.flatMap((each) => each.replica.membership.epochEntries.get(scope) ?? [])
    const { secrets } = openSecrets({
      scope,
      device: identity.device,
      kemSecret: identity.kem.secretKey,
      entries: [...new Map(entries.map((entry) => [entry.hash, entry])).values()],
      secrets: replica.membership.secrets.get(scope) ?? new Map()
    })
    return secrets.size > 0
  })
  return openable.map((scope) => `${device.name} is a guest and can open keys of ${kindOf(visitor, scope)}`)
}

/** Short words stand in random bytes by chance. */
const tellingBytes = 6

function strangeWords({ visitor, may, mayName }: Reach, ledger: Ledger): Findings {
  const { device, replica } = visitor
  const given = (conversation: ConversationId): boolean => may(conversation) && conversation !== replica.identity.team
  const titles = new Set(ledger.names.filter(({ of }) => given(of)).map(({ text }) => text))
  const words = [
    ...ledger.posts.filter(({ conversation }) => !given(conversation)).map(({ text }) => text),
    ...ledger.names.filter(({ of, text }) => !given(of) && !titles.has(text)).map(({ text }) => text),
    ...ledger.profiles.filter(({ member }) => !mayName(member)).map(({ text }) => text)
  ]
  const disk = Buffer.concat(device.disk.dump().flatMap(({ value }) => bytesOf(value)))
  return [...new Set(words)]
    .filter((word) => word.length >= tellingBytes && disk.includes(word))
    .map((word) => `${device.name} is a guest and holds "${word}", which was not for it`)
}

function bytesOf(value: unknown): readonly Uint8Array[] {
  if (typeof value === 'string') return [Buffer.from(value)]
  return value instanceof Uint8Array ? [value] : []
}

function kindOf({ replica }: Inspection, scope: ScopeId): string {
  return `${replica.membership.scopes.get(scope)?.kind ?? 'a foreign scope'} ${scope.slice(0, 6)}`
}
