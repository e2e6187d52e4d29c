// Owns the newcomers who wait for a person's yes (I8, I14, I17): kept over restarts, settled whoever answers. Writes into no log; what an
// answer becomes is intents-requests.ts.

import { idBytes, deviceIdOf, entryHashOf, type DeviceId, type EntryHash, type MemberId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { canGrant, levels, mayUndo } from '../team/levels.ts'
import type { JoinRequest } from '../team/lobby-record.ts'
import { levelOf, revokedBy } from '../team/past.ts'
import { invitationStatus } from '../team/team-state.ts'
import type { Intent } from './api-intents.ts'
import type { LocalRecord, Milliseconds, Storage } from './ports.ts'
import { named, truth } from './records.ts'
import type { Replica } from './state.ts'

/** What a person says about a newcomer. */
export type RequestIntent = Extract<Intent, { type: 'admit-request' | 'refuse-request' | 'forget-request' }>

export interface Waiting {
  readonly request: JoinRequest
  readonly device: DeviceId
  readonly invitation: EntryHash
  /** The invitation asks for a yes, or too many came within an hour (I14). */
  readonly why: 'approval' | 'many'
  readonly since: Milliseconds
  /** What somebody else said. */
  readonly answer: { readonly type: 'admitted' | 'refused'; readonly by: MemberId | undefined } | undefined
}

export interface Requests {
  readonly all: ReadonlyMap<DeviceId, Waiting>
  /** A newcomer asks, again perhaps; nothing happens when this person may not answer, or too many wait already. */
  ask(asked: Omit<Waiting, 'since' | 'answer'>): void
  /** It was answered here, or the answer of somebody else was seen. */
  forget(device: DeviceId): void
  /** Who is in or out meanwhile, or can no longer come in this way: looks at all of them. */
  settle(): void
  /** Whether somebody asked in this lobby when it was last entered; says so once. */
  looksInto(invitation: EntryHash): boolean
}

/** The waiting of one device; `onMoved` tells who shows it. */
export function createRequests(
  replica: Replica,
  { storage, now, kept }: { readonly storage: Storage; readonly now: () => Milliseconds; readonly kept: Kept },
  onMoved: () => void
): Requests {
  const all = new Map(requestsIn(kept).map((waiting) => [waiting.device, waiting]))
  const lookInto = new Set([...all.values()].map(({ invitation }) => invitation))

  function put(waiting: Waiting): void {
    all.set(waiting.device, waiting)
    onMoved()
  }

  function forget(device: DeviceId): void {
    if (!all.delete(device)) return
    storage.keep(requestRecord(device, undefined))
    onMoved()
  }

  return {
    all,
    ask(asked) {
      if (!mayAnswer(replica, asked)) return
      lookInto.add(asked.invitation)
      const atThisDoor = [...all.values()].filter(({ invitation }) => invitation === asked.invitation)
      if (all.has(asked.device) || all.size >= limits.requestsMax) return
      if (atThisDoor.length >= limits.requestsPerInvitationMax) return
      const waiting: Waiting = { ...asked, since: now(), answer: undefined }
      storage.keep(requestRecord(asked.device, waiting))
      put(waiting)
    },
    forget,
    settle() {
      for (const waiting of [...all.values()]) {
        if (waiting.answer !== undefined) continue
        const answer = answerIn(replica, waiting)
        if (answer === undefined) {
          if (!isOpen(replica, waiting, now())) forget(waiting.device)
        } else if (answer.by === replica.identity.member) forget(waiting.device)
        else {
          storage.keep(requestRecord(waiting.device, undefined))
          put({ ...waiting, answer })
        }
      }
    },
    looksInto: (invitation) => lookInto.delete(invitation)
  }
}

/** Whom a request is put before: who may grant it; a recovery only to somebody above that person (I8, I14, I17). */
export function mayAnswer(
  { identity, membership: { team } }: Replica,
  { invitation: hash }: Pick<Waiting, 'invitation'>
): boolean {
  const invitation = team.invitations.get(hash)
  const level = levelOf(team, identity.member)
  if (invitation === undefined) return false
  const { recovers, approve, role } = invitation
  if (recovers !== undefined)
    return level >= levels.admin && mayUndo(level, { level: levelOf(team, recovers), own: false })
  return approve ? canGrant(level, role) : level >= levels.member
}

/** What the log says of the device: in, or out for ever. */
function answerIn({ membership: { team } }: Replica, { device }: Waiting): Waiting['answer'] {
  const active = team.devices.get(device)
  if (active !== undefined) return { type: 'admitted', by: team.certificates.get(active.addedBy)?.member }
  const by = revokedBy(team, device)
  return by === undefined ? undefined : { type: 'refused', by: by === 'root' ? undefined : by }
}

function isOpen({ membership }: Replica, { invitation }: Waiting, now: Milliseconds): boolean {
  const found = membership.team.invitations.get(invitation)
  return found !== undefined && invitationStatus(found, now) === 'open'
}

// ---------------------------------------------------------------- What is kept

type Kept = ReadonlyMap<string, Uint8Array>
const recordKind = 'join-request'

function requestRecord(device: DeviceId, waiting: Waiting | undefined): LocalRecord {
  const name = `${recordKind} ${device}`
  if (waiting === undefined) return truth(name, undefined)
  const { request, invitation, why, since } = waiting
  const { certificate, signature, proof, name: person } = request
  const value = [idBytes(device), idBytes(invitation), certificate, signature, proof ?? null, person, since, why]
  return truth(name, value)
}

function requestsIn(records: Kept): readonly Waiting[] {
  return named(records, recordKind).flatMap(([, value]) => {
    if (!Array.isArray(value)) return []
    const [device, invitation, certificate, signature, proof, name, since, why] = value
    if (!(device instanceof Uint8Array) || !(invitation instanceof Uint8Array)) return []
    if (!(certificate instanceof Uint8Array) || !(signature instanceof Uint8Array)) return []
    if (typeof name !== 'string' || typeof since !== 'number') return []
    const own = proof instanceof Uint8Array ? proof : undefined
    return [
      {
        request: { type: 'request', certificate, signature, proof: own, name },
        device: deviceIdOf(device),
        invitation: entryHashOf(invitation),
        why: why === 'many' ? 'many' : 'approval',
        since,
        answer: undefined
      }
    ]
  })
}
