// Owns what a peer has said it has: the heads of its logs (S6), which are at once the receipt for ours. Kept under the tags
// of the session, since a scope may be named before we know it. Believes nothing: entries prove themselves at the door.

import type { DeviceId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { parentsOf, type Entry } from '../log/entry.ts'
import { bounds } from './bounds.ts'
import type { Frame, HeadRef, SaidLog } from './frames.ts'
import type { ScopeTag } from './frame-fields.ts'

/** A log by the names of one session, for maps and sets. */
export type LogKey = string

export interface SaidHeads {
  readonly heads: readonly HeadRef[]
  /** The have that said so; an older one that comes late changes nothing. */
  readonly number: number
  /** The greatest seq at first mention: up to there it is history, beyond it the author writes while we listen (S8). */
  readonly backlogSeq: number
}

/** The whole have of which parts are still to come. */
interface Gathering {
  readonly number: number
  readonly parts: ReadonlySet<number>
  readonly listed: ReadonlySet<LogKey>
}

export interface Said {
  readonly byTag: ReadonlyMap<ScopeTag, ReadonlyMap<DeviceId, SaidHeads>>
  /** Logs in all. */
  readonly count: number
  readonly gathering: Gathering | undefined
  /** Whole haves that came complete. */
  readonly wholes: number
}

export const nothingSaid: Said = { byTag: new Map(), count: 0, gathering: undefined, wholes: 0 }

type Have = Extract<Frame, { type: 'have' }>

export function logKey(tag: ScopeTag, device: DeviceId): LogKey {
  return `${tag}/${device}`
}

/** The author of the log that a key names. */
export function deviceOfKey(key: LogKey): DeviceId {
  return key.slice(key.indexOf('/') + 1) as DeviceId
}

/** What the peer said of one log. */
export function saidOf(said: Said, tag: ScopeTag, device: DeviceId): SaidHeads | undefined {
  return said.byTag.get(tag)?.get(device)
}

/** Takes a have, or a part of one. `moved` are the logs that have other heads now. Beyond the bounds the rest is not kept. */
export function hearHave(said: Said, have: Have): { readonly said: Said; readonly moved: readonly SaidLog[] } {
  const moved = have.logs.filter((log) => isNews(saidOf(said, log.tag, log.device), log, have.number))
  const next = withHeads(said, moved, have.number)
  return { said: have.scale === 'whole' ? gather(next, have) : next, moved }
}

function isNews(before: SaidHeads | undefined, { heads }: SaidLog, number: number): boolean {
  if (before === undefined) return true
  if (before.number > number) return false
  return before.heads.length !== heads.length || heads.some((head, index) => head.hash !== before.heads[index]?.hash)
}

/** Takes entries the peer sent: what it sends it has. They are of one log, parents first. */
export function hearEntries(said: Said, tag: ScopeTag, entries: readonly Entry[]): Said {
  const device = entries[0]?.device
  if (device === undefined) return said
  const before = saidOf(said, tag, device)
  const parents = new Set(entries.flatMap((entry) => parentsOf(entry.header)))
  const older = before?.heads ?? []
  const tips = entries
    .filter(
      (entry) =>
        !parents.has(entry.hash) && older.every((head) => head.hash !== entry.hash && head.seq <= entry.header.seq)
    )
    .map((entry) => ({ seq: entry.header.seq, hash: entry.hash }))
  if (tips.length === 0) return said
  const heads = [...older.filter((head) => !parents.has(head.hash)), ...tips]
  return withHeads(said, [{ tag, device, heads }], before?.number ?? 0)
}

/** All at once: the maps are copied once for a have, not once for each of its logs. */
function withHeads(said: Said, logs: readonly SaidLog[], number: number): Said {
  if (logs.length === 0) return said
  const byTag = new Map(said.byTag)
  const copied = new Map<ScopeTag, Map<DeviceId, SaidHeads>>()
  let count = said.count
  for (const { tag, device, heads } of logs) {
    const before = byTag.get(tag)?.get(device)
    if (before === undefined && count >= bounds.saidLogsMax) continue
    if (!byTag.has(tag) && byTag.size >= bounds.saidTagsMax) continue
    const byDevice = copied.get(tag) ?? new Map(byTag.get(tag))
    const backlogSeq = before?.backlogSeq ?? Math.max(-1, ...heads.map((head) => head.seq))
    byDevice.set(device, { heads, number, backlogSeq })
    copied.set(tag, byDevice)
    byTag.set(tag, byDevice)
    if (before === undefined) count += 1
  }
  return { ...said, byTag, count }
}

/** When the last part of a whole have is here, logs that it did not list are not there. */
function gather(said: Said, have: Have): Said {
  const before = said.gathering
  if (before !== undefined && before.number > have.number) return said
  const started = before?.number === have.number ? before : undefined
  const parts = new Set(started?.parts).add(have.part)
  const listed = new Set(started?.listed)
  for (const { tag, device } of have.logs) listed.add(logKey(tag, device))
  if (parts.size < have.parts) return { ...said, gathering: { number: have.number, parts, listed } }
  return { ...onlyListed(said, listed, have.number), gathering: undefined, wholes: said.wholes + 1 }
}

function onlyListed(said: Said, listed: ReadonlySet<LogKey>, number: number): Said {
  const isKept = (tag: ScopeTag, device: DeviceId, log: SaidHeads): boolean =>
    log.number >= number || listed.has(logKey(tag, device))
  const byTag = new Map(
    [...said.byTag].map(([tag, logs]) => [tag, new Map([...logs].filter(([device, log]) => isKept(tag, device, log)))])
  )
  const count = [...byTag.values()].reduce((sum, logs) => sum + logs.size, 0)
  return count === said.count ? said : { ...said, byTag, count }
}

/** An array head, tag, did; and for each head seq and hash. */
const saidLogBytes = 56
const saidHeadBytes = 44

/**
 * The haves that say these heads (S6), in parts small enough for the control lane. What no part can carry any more is not
 * said.
 */
export function haveFrames(
  logs: readonly SaidLog[],
  said: { readonly number: number; readonly scale: 'whole' | 'changes' }
): readonly Have[] {
  const parts: SaidLog[][] = [[]]
  let bytes = 0
  for (const { tag, device, heads } of logs) {
    const listed = heads.slice(0, limits.headsMax).map(({ seq, hash }) => ({ seq, hash }))
    const logBytes = saidLogBytes + saidHeadBytes * listed.length
    if (bytes + logBytes > bounds.havePartBytes) {
      if (parts.length >= bounds.havePartsMax) break
      parts.push([])
      bytes = 0
    }
    bytes += logBytes
    parts.at(-1)?.push({ tag, device, heads: listed })
  }
  return parts.map((part, index) => ({ type: 'have', ...said, part: index, parts: parts.length, logs: part }))
}
