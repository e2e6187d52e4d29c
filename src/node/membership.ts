// Owns the step from control and epoch entries to who is in and which keys are known: team, directs, groups, epoch books, secrets.
// Pure over values; the door calls it for what arrives, the start for what is stored.

import type { DeviceId, EntryHash, EpochId, ScopeId } from '../base/ids.ts'
import { present } from '../base/assert.ts'
import { conversationRoster, teamRoster, type Roster } from '../team/roster.ts'
import { resolveDirect, resolveGroup } from '../team/conversation-state.ts'
import type { ControlEntry } from '../team/control-entry.ts'
import type { EpochEntry, GrantEntry } from '../team/epoch-payload.ts'
import { isReadable, judgeEpochs, type EpochBook } from '../team/epochs.ts'
import { openSecrets, type Secrets } from '../team/keyring.ts'
import type { Membership as ConversationState, GroupState, TeamState } from '../team/membership.ts'
import type { ProofCheck } from '../team/permissions.ts'
import { resolve } from '../team/team-state.ts'
import { scopesOf, type ScopeInfo } from './scopes.ts'
import type { Identity } from './identity.ts'

/** A function of the control and epoch entries that are here. */
export interface Membership {
  /** Control entries by scope; the resolver does not care for their order. */
  readonly control: ReadonlyMap<ScopeId, readonly ControlEntry[]>
  readonly epochEntries: ReadonlyMap<ScopeId, readonly (EpochEntry | GrantEntry)[]>
  /** Key scopes in which some epoch entry is here without its payload. */
  readonly payloadsAbsent: ReadonlySet<ScopeId>
  readonly secrets: ReadonlyMap<ScopeId, Secrets>
  readonly team: TeamState
  /** Directs with entries of their own. */
  readonly directs: ReadonlyMap<ScopeId, ConversationState>
  /** Groups whose valid beginning is here, as their own logs tell (R11). */
  readonly groups: ReadonlyMap<ScopeId, GroupState>
  readonly scopes: ReadonlyMap<ScopeId, ScopeInfo>
  readonly books: ReadonlyMap<ScopeId, EpochBook>
}

/** What new entries add. */
export interface MembershipChange {
  readonly control: readonly ControlEntry[]
  readonly epochEntries: readonly { readonly scope: ScopeId; readonly entry: EpochEntry | GrantEntry }[]
  /** Key scopes where an epoch entry came without its payload. */
  readonly payloadsAbsent: readonly ScopeId[]
  /** Secrets known already: from storage, or because we made them. */
  readonly secrets: readonly KnownSecret[]
}

export interface KnownSecret {
  readonly scope: ScopeId
  readonly epoch: EpochId
  readonly secret: Uint8Array
}

export interface MembershipStep {
  readonly membership: Membership
  /** Secrets that were not known before, to be kept. */
  readonly found: readonly KnownSecret[]
  /** Devices whose boxes for us all failed (K5). */
  readonly badBoxesFrom: readonly DeviceId[]
}

const noSecrets: Secrets = new Map()

/** The secret to read with what is sealed under an epoch; undefined: it is not here, or the epoch counts for nothing (K13). */
export function secretToRead(
  { books, secrets }: Pick<Membership, 'books' | 'secrets'>,
  keyScope: ScopeId,
  epoch: EpochId
): Uint8Array | undefined {
  const book = books.get(keyScope)
  return book !== undefined && isReadable(book, epoch) ? secrets.get(keyScope)?.get(epoch) : undefined
}

/** What holds before the first entry. */
export function emptyMembership(identity: Identity, proofHolds: ProofCheck): Membership {
  const team = resolve(identity.team, [], proofHolds)
  const nothing = new Map<never, never>()
  return {
    control: nothing,
    epochEntries: nothing,
    payloadsAbsent: new Set(),
    secrets: nothing,
    team,
    directs: nothing,
    groups: nothing,
    scopes: scopesOf(team, identity.member),
    books: nothing
  }
}

/** The membership once `change` is part of it. Costs a resolve only where control entries came. */
export function membershipAfter(
  before: Membership,
  change: MembershipChange,
  { identity, proofHolds }: { readonly identity: Identity; readonly proofHolds: ProofCheck }
): MembershipStep {
  const controlChanged = change.control.length > 0
  const control = appended(before.control, change.control, (entry) => [entry.scope, entry])
  const epochEntries = appended(before.epochEntries, change.epochEntries, ({ scope, entry }) => [scope, entry])
  const payloadsAbsent = new Set([...before.payloadsAbsent, ...change.payloadsAbsent])
  const teamChanged = change.control.some(({ scope }) => scope === identity.team)
  const team = teamChanged ? resolve(identity.team, control.get(identity.team) ?? [], proofHolds) : before.team
  const scopes = controlChanged ? scopesOf(team, identity.member, groupsBegunIn(control)) : before.scopes
  const directs =
    controlChanged || change.epochEntries.length > 0
      ? resolveDirects(team, scopes, { control, epochEntries })
      : before.directs
  const groups = controlChanged ? groupsAfter(before, { team, scopes, control }, change.control) : before.groups

  const secrets = new Map(before.secrets)
  for (const { scope, epoch, secret } of change.secrets)
    secrets.set(scope, new Map(secrets.get(scope)).set(epoch, secret))
  const touched = new Set<ScopeId>([
    ...(controlChanged ? epochEntries.keys() : []),
    ...change.epochEntries.map(({ scope }) => scope),
    ...change.payloadsAbsent,
    ...change.secrets.map(({ scope }) => scope)
  ])
  const books = new Map(before.books)
  const found: KnownSecret[] = []
  const badBoxesFrom: DeviceId[] = []
  for (const scope of touched) {
    const known = secrets.get(scope) ?? noSecrets
    const entries = epochEntries.get(scope) ?? []
    const opened = openSecrets({
      scope,
      device: identity.device,
      kemSecret: identity.kem.secretKey,
      entries,
      secrets: known
    })
    for (const [epoch, secret] of opened.secrets) if (!known.has(epoch)) found.push({ scope, epoch, secret })
    badBoxesFrom.push(...opened.badBoxesFrom)
    secrets.set(scope, opened.secrets)
    const roster = rosterIn({ team, directs, groups }, scope)
    if (roster === undefined) continue
    books.set(
      scope,
      judgeEpochs({ roster, entries, secrets: opened.secrets, payloadsAbsent: payloadsAbsent.has(scope) })
    )
  }
  const membership = { control, epochEntries, payloadsAbsent, secrets, team, directs, groups, scopes, books }
  return { membership, found, badBoxesFrom }
}

/** The membership once the boxes of some grants are gone: superseded epochs are not safe any more (K15). */
export function withoutGrants(
  before: Membership,
  gone: readonly { readonly scope: ScopeId; readonly grants: readonly EntryHash[] }[],
  keeper: { readonly identity: Identity; readonly proofHolds: ProofCheck }
): Membership {
  const epochEntries = new Map(before.epochEntries)
  for (const { scope, grants } of gone) {
    const dropped = new Set(grants)
    const kept = (epochEntries.get(scope) ?? []).filter(({ hash }) => !dropped.has(hash))
    epochEntries.set(scope, kept)
  }
  const payloadsAbsent = gone.map(({ scope }) => scope)
  const change: MembershipChange = { control: [], epochEntries: [], payloadsAbsent, secrets: [] }
  return membershipAfter({ ...before, epochEntries }, change, keeper).membership
}

/** Who may hold the keys of a key scope (K7); undefined: it is no key scope of ours. */
export function rosterOf(membership: Membership, scope: ScopeId): Roster | undefined {
  const { team, scopes } = membership
  const roster = rosterIn(membership, scope)
  const pair = scopes.get(scope)?.pair
  return roster ?? (pair === undefined ? undefined : conversationRoster(team, resolveDirect(team, pair, [])))
}

type Resolved = Pick<Membership, 'team' | 'directs' | 'groups'>

function rosterIn(resolved: Resolved, scope: ScopeId): Roster | undefined {
  const { team } = resolved
  if (scope === team.team) return teamRoster(team)
  const conversation = conversationIn(resolved, scope)
  return conversation === undefined ? undefined : conversationRoster(team, conversation)
}

/** What is resolved of a direct or a group; undefined: nothing of its own is here. */
export function conversationIn({ directs, groups }: Resolved, scope: ScopeId): ConversationState | undefined {
  return groups.get(scope) ?? directs.get(scope)
}

/** The deps of our next control or epoch entry in a scope: of its own and, in a direct or group, also of the team (T1). */
export function depsFor(membership: Membership, scope: ScopeId): Membership['team']['deps'] {
  const { team } = membership
  if (scope === team.team) return team.deps
  return conversationIn(membership, scope)?.deps ?? team.deps
}

/** Scopes in which a group begins: the reader has compared their ids with what began them (L1). */
function groupsBegunIn(control: ReadonlyMap<ScopeId, readonly ControlEntry[]>): readonly ScopeId[] {
  return [...control].flatMap(([scope, entries]) => (entries.some(beginsGroup) ? [scope] : []))
}

function beginsGroup({ operation }: ControlEntry): boolean {
  return operation.type === 'group.create'
}

/** A group is resolved anew where the team moved below it, or control entries of its own came. */
function groupsAfter(
  before: Membership,
  { team, scopes, control }: Pick<Membership, 'team' | 'scopes' | 'control'>,
  news: readonly ControlEntry[]
): ReadonlyMap<ScopeId, GroupState> {
  const moved = new Set(news.map(({ scope }) => scope))
  const groups = new Map<ScopeId, GroupState>()
  for (const { scope, kind } of scopes.values()) {
    if (kind !== 'group') continue
    const isStill = team === before.team && !moved.has(scope)
    const group = isStill ? before.groups.get(scope) : resolveGroup(team, scope, control.get(scope) ?? [])
    if (group !== undefined) groups.set(scope, group)
  }
  return groups
}

function resolveDirects(
  team: TeamState,
  scopes: ReadonlyMap<ScopeId, ScopeInfo>,
  entries: Pick<Membership, 'control' | 'epochEntries'>
): ReadonlyMap<ScopeId, ConversationState> {
  const directs = new Map<ScopeId, ConversationState>()
  for (const { scope, pair } of scopes.values()) {
    if (pair === undefined || !(entries.control.has(scope) || entries.epochEntries.has(scope))) continue
    directs.set(scope, resolveDirect(team, present(pair, 'a direct has two members'), entries.control.get(scope) ?? []))
  }
  return directs
}

function appended<Item, Value>(
  before: ReadonlyMap<ScopeId, readonly Value[]>,
  items: readonly Item[],
  place: (item: Item) => readonly [ScopeId, Value]
): ReadonlyMap<ScopeId, readonly Value[]> {
  if (items.length === 0) return before
  const after = new Map(before)
  for (const item of items) {
    const [scope, value] = place(item)
    after.set(scope, [...(after.get(scope) ?? []), value])
  }
  return after
}
