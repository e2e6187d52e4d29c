// Owns what groups mean between two devices (S4, S14): which groups a peer has a part in, which it is shown the beginning of, and how one
// that was removed is shown why.

import type { DeviceId, MemberId, ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { Entry } from '../log/entry.ts'
import type { Run } from '../log/run.ts'
import { splitIntoRuns } from '../log/split.ts'
import type { LeftScope, SharedScope } from '../sync/local.ts'
import { areConcurrent, isIn as isInPast, type Node } from '../team/graph.ts'
import type { GroupState } from '../team/membership.ts'
import { validVerdict } from '../team/standing.ts'
import { standingIn } from './groups.ts'
import type { Replica } from './state.ts'
import { entryFromStored } from './stored-entry.ts'
import type { Desk } from './desk.ts'

/** Enough entries of a log to reach one whose signature is held here: a run has at most 512. */
const reachMax = 2 * limits.runEntriesMax

const runBounds = { entriesMax: limits.runEntriesMax, bytesMax: limits.runFrameBytesMax - 1024 }

/** What of the groups here is shared with an active member's device. */
export interface SharedGroups {
  readonly scopes: readonly SharedScope[]
  readonly heardOf: readonly SharedScope[]
  readonly left: readonly LeftScope[]
}

/** `order` is that of conversations; `mayProve` limits how often one device is shown one proof. */
export function sharedGroups(
  desk: Desk,
  member: MemberId,
  { order, mayProve }: { readonly order: number; readonly mayProve: (scope: ScopeId) => boolean }
): SharedGroups {
  const { membership } = desk.replica
  const shares = { scopes: [] as SharedScope[], heardOf: [] as SharedScope[], left: [] as LeftScope[] }
  for (const { scope, kind } of membership.scopes.values()) {
    if (kind !== 'group') continue
    const group = membership.groups.get(scope)
    const beginner = beginnerOf(desk.replica, scope)
    const isLeft = standingIn(group, desk.replica.identity.member) !== 'in'
    const shared: SharedScope = { scope, order, epochPayloads: true, isLeft, ...(beginner && { beginner }) }
    const isIn = standingIn(group, member) === 'in'
    if (isIn) shares.scopes.push(shared)
    else shares.heardOf.push(shared)
    const removal = group === undefined || isIn ? undefined : removalOf(group, member)
    if (group === undefined || removal === undefined) continue
    const { device, seq } = removal.entry
    const proof = (): readonly Run[] => (mayProve(scope) ? proofOf(desk, group, removal) : [])
    shares.left.push({ scope, device, seq, proof })
  }
  return shares
}

/** Whoever began a group: the author of its `group.create`, valid or not yet. */
function beginnerOf({ membership }: Replica, scope: ScopeId): DeviceId | undefined {
  return membership.control.get(scope)?.find(({ operation }) => operation.type === 'group.create')?.device
}

/** The first run of a log that ends at a signature held here. */
export function beginningOf({ storage }: Desk, scope: ScopeId, device: DeviceId): readonly Run[] {
  const entries = storage.entries({ type: 'log', scope, device, fromSeq: 0, count: reachMax }).map(entryFromStored)
  const signedAt = entries.findIndex((entry) => entry.signature !== undefined)
  return signedAt < 0 ? [] : splitIntoRuns(entries.slice(0, signedAt + 1), runBounds).runs
}

/**
 * The latest valid operation that ended a member's part, or that struck whoever gave it one in the meantime (R5); undefined: its part ended
 * with its part in the team, or it never had any.
 */
function removalOf({ judgement, scope }: GroupState, member: MemberId): Node | undefined {
  const { byMember, certificates } = judgement.subjects
  const removalsOf = (whom: MemberId): readonly Node[] =>
    (byMember.get(whom) ?? []).filter(
      (node) => node.operation.type !== 'group.create' && validVerdict(judgement, node) !== undefined
    )
  const own = removalsOf(member).findLast(({ operation }) => operation.type === 'member.remove')
  if (own !== undefined) return own
  const voided = (byMember.get(member) ?? []).filter(
    (node) => node.entry.scope === scope && validVerdict(judgement, node) === undefined
  )
  return voided
    .flatMap((grant) => {
      const granter = certificates.get(grant.entry.device)?.member
      return granter === undefined ? [] : removalsOf(granter).filter((node) => areConcurrent(node, grant))
    })
    .at(-1)
}

/**
 * The removal with its past: of every log as far as that reaches, and on to the next signature. What was said and the keys stay here, only
 * headers travel.
 */
function proofOf({ storage }: Desk, { scope, judgement }: GroupState, removal: Node): readonly Run[] {
  const past = judgement.graph.order.filter(
    (node) => node.entry.scope === scope && (node === removal || isInPast(node, removal.past))
  )
  const lastSeqs = new Map<DeviceId, number>()
  for (const { entry } of past) lastSeqs.set(entry.device, Math.max(entry.seq, lastSeqs.get(entry.device) ?? 0))
  return [...lastSeqs].flatMap(([device, lastSeq]) => {
    const count = lastSeq + reachMax
    const entries = storage.entries({ type: 'log', scope, device, fromSeq: 0, count }).map(entryFromStored)
    const end = entries.findIndex(({ header, signature }) => header.seq >= lastSeq && signature !== undefined)
    return end < 0 ? [] : splitIntoRuns(entries.slice(0, end + 1).map(withoutSecrets), runBounds).runs
  })
}

function withoutSecrets(entry: Entry): Entry {
  return entry.header.kind === 'control' ? entry : { ...entry, payload: undefined }
}
