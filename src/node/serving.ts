// Owns what an admitted device is shown in the lobby (I9): the team's control log as runs, its own box, within the bounds of the room.

import type { DeviceId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { Entry } from '../log/entry.ts'
import { encodeRun } from '../log/run.ts'
import { splitIntoRuns } from '../log/split.ts'
import { readEpochEntry } from '../team/epoch-payload.ts'
import { shortIdOf } from '../team/short-id.ts'
import type { Desk } from './write.ts'
import { entryFromStored } from './stored-entry.ts'

/** A record is a sealed run; what sealing and naming add to it. */
const recordOverheadBytes = 512

/** The bytes of the runs to show `device`, in an order in which each can be checked: authors before those they admitted. */
export function runsFor({ replica, storage }: Desk, device: DeviceId): readonly Uint8Array[] {
  const { team } = replica.identity
  const authors = [...(replica.heads.get(team)?.keys() ?? [])]
  const logs = authors.map((author) =>
    storage
      .entries({ type: 'log', scope: team, device: author, fromSeq: 0, count: Number.MAX_SAFE_INTEGER })
      .map((entry) => forNewcomer(entryFromStored(entry), device))
  )
  const oldestFirst = logs.toSorted(([a], [b]) => (a?.header.ts ?? 0) - (b?.header.ts ?? 0))
  const bytesMax = limits.lobbyRecordBytesMax - recordOverheadBytes
  const runs = oldestFirst.flatMap(
    (entries) => splitIntoRuns(entries, { entriesMax: limits.runEntriesMax, bytesMax }).runs
  )
  return withinRoom(runs.map(encodeRun))
}

/** Boxes are for one device each: a newcomer gets those that are its own, the others' would only fill the room. */
function forNewcomer(entry: Entry, device: DeviceId): Entry {
  if (entry.header.kind !== 'epoch') return entry
  const read = readEpochEntry(entry)
  const isForeignGrant =
    read.ok && read.value.type === 'grant' && !read.value.boxes.some((box) => box.shortId === shortIdOf(device))
  return isForeignGrant ? { ...entry, payload: undefined } : entry
}

/** As many as the room bears (I13); what is left comes by a session. */
function withinRoom(runs: readonly Uint8Array[]): readonly Uint8Array[] {
  let room = limits.lobbyDocumentBytesMax * 0.75
  return runs.filter((run) => {
    room -= run.length + recordOverheadBytes
    return room >= 0
  })
}
