// Owns what an admitted device is shown in the lobby (I9): the team's control log as runs, and its own box.

import type { DeviceId, MemberId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { Entry } from '../log/entry.ts'
import { encodeRun, runOf, type Run } from '../log/run.ts'
import { splitIntoRuns, type SplitRuns } from '../log/split.ts'
import { readEpochEntry } from '../team/epoch-payload.ts'
import { holdsTeamKeys } from '../team/levels.ts'
import { levelOf } from '../team/past.ts'
import { directScope } from '../team/scopes.ts'
import { shortIdOf } from '../team/short-id.ts'
import type { Desk } from './desk.ts'
import type { Replica } from './state.ts'
import { entryFromStored } from './stored-entry.ts'

/** A record is a sealed run; what sealing and naming add to it. */
export const recordOverheadBytes = 512

/** Small runs: of a log that grows only the last one differs from what was shown to the newcomer before (I12). */
const runBytesMax = 16 * 1024

/**
 * The bytes of the runs to show `device`, in an order in which each can be checked: authors before those they admitted. All but the last
 * are the same for every newcomer, and so the same records; the last carries its own box.
 */
export function runsFor({ replica, storage }: Desk, device: DeviceId): readonly Uint8Array[] {
  const { team } = replica.identity
  const authors = [...(replica.heads.get(team)?.keys() ?? [])]
  const logs = authors.map((author) =>
    storage
      .entries({ type: 'log', scope: team, device: author, fromSeq: 0, count: Number.MAX_SAFE_INTEGER })
      .map(entryFromStored)
  )
  const oldestFirst = logs.toSorted(([a], [b]) => (a?.header.ts ?? 0) - (b?.header.ts ?? 0))
  const guest = guestOf(replica, device)
  if (guest !== undefined) {
    const readable = oldestFirst.flatMap((entries) => smallRunsOf(entries.map(withoutKeys)))
    return [...readable, ...directRuns({ replica, storage }, guest)].map(encodeRun)
  }
  const common = oldestFirst.flatMap((entries) => smallRunsOf(entries.map(withoutBoxes)))
  const own = oldestFirst.flatMap((entries) =>
    entries.filter((entry) => isGrantFor(entry, device)).slice(-boxesShownMax)
  )
  return [...common, ...own.map((entry) => runOf([{ ...entry, signature: undefined }]))].map(encodeRun)
}

function guestOf({ membership }: Replica, device: DeviceId): MemberId | undefined {
  const member = membership.team.devices.get(device)?.member
  return member === undefined || holdsTeamKeys(levelOf(membership.team, member)) ? undefined : member
}

/** What a guest may have of the team's log (S4): who is in it and with which rank, and none of its keys. */
function withoutKeys(entry: Entry): Entry {
  return entry.header.kind === 'epoch' ? { ...entry, payload: undefined } : entry
}

/**
 * The keys of the direct of this person and a guest: what the guest begins with (I25). Where the guest is this person, who links a further
 * device, it is their own conversation.
 */
function directRuns({ replica, storage }: Pick<Desk, 'replica' | 'storage'>, guest: MemberId): readonly Run[] {
  const { team, member } = replica.identity
  const scope = directScope(team, member, guest)
  return [...(replica.heads.get(scope)?.keys() ?? [])].flatMap((device) => {
    const entries = storage.entries({ type: 'log', scope, device, fromSeq: 0, count: Number.MAX_SAFE_INTEGER })
    return smallRunsOf(entries.map(entryFromStored).map(withoutWords))
  })
}

function withoutWords(entry: Entry): Entry {
  return entry.header.kind === 'content' ? { ...entry, payload: undefined } : entry
}

/** Where one signature stands for so much that small runs cannot carry it, the largest that a record takes. */
function smallRunsOf(entries: readonly Entry[]): readonly Run[] {
  const split = (bytesMax: number): SplitRuns => splitIntoRuns(entries, { entriesMax: limits.runEntriesMax, bytesMax })
  const small = split(runBytesMax)
  return small.unsent.length === 0 ? small.runs : split(limits.lobbyRecordBytesMax - recordOverheadBytes).runs
}

/** Grants of one author that name a newcomer: the newest will do (K5). */
const boxesShownMax = 2

/** Boxes are for one device each: the others' would only fill the room. */
function withoutBoxes(entry: Entry): Entry {
  const read = entry.header.kind === 'epoch' ? readEpochEntry(entry) : undefined
  return read?.ok === true && read.value.type === 'grant' ? { ...entry, payload: undefined } : entry
}

function isGrantFor(entry: Entry, device: DeviceId): boolean {
  const read = entry.header.kind === 'epoch' ? readEpochEntry(entry) : undefined
  if (read?.ok !== true || read.value.type !== 'grant') return false
  return read.value.boxes.some((box) => box.shortId === shortIdOf(device))
}
