// Owns how many entries of one log become runs (L11): each run ends at entries whose signature is held here, so that a receiver
// can take it by itself, one after the other. Knows neither who asks nor what the entries mean.

import { compareIds, type EntryHash } from '../base/ids.ts'
import { parentsOf, type Entry } from './entry.ts'
import { runOf, type Run } from './run.ts'

export interface RunBounds {
  /** At most `limits.runEntriesMax`. */
  readonly entriesMax: number
  /** Of one encoded run. */
  readonly bytesMax: number
}

export interface SplitRuns {
  /** To be sent in this order. */
  readonly runs: readonly Run[]
  /** What no run within the bounds can carry: nothing held here vouches for it, or it is too large. */
  readonly unsent: readonly Entry[]
}

/** `[scope16, did32, [ … ]]` around the items. */
const envelopeBytes = 1 + 17 + 34 + 3

/**
 * Cuts entries of one log, in any order, into runs. Entries that share a signature stay together; if their payloads do not fit,
 * their headers travel first and the payloads follow in runs of their own, which need no signature any more.
 */
export function splitIntoRuns(entries: readonly Entry[], bounds: RunBounds): SplitRuns {
  const { stretches, rest } = signedStretches(branchByBranch(entries))
  const runs: Entry[][] = []
  let room: RunBounds = { entriesMax: 0, bytesMax: 0 }
  for (const [index, stretch] of stretches.entries()) {
    const parts = partsOf(stretch, bounds)
    // What comes later may build on this one: a run behind a hole would only be a gap for the receiver.
    if (parts === undefined) return { runs: runs.map(runOf), unsent: [...stretches.slice(index).flat(), ...rest] }
    for (const [place, part] of parts.entries()) {
      const bytes = bytesOf(part)
      // Parts of one stretch name the same entries, and a run names each entry once.
      if (place > 0 || part.length > room.entriesMax || bytes > room.bytesMax) {
        runs.push([])
        room = { entriesMax: bounds.entriesMax, bytesMax: bounds.bytesMax - envelopeBytes }
      }
      runs.at(-1)?.push(...part)
      room = { entriesMax: room.entriesMax - part.length, bytesMax: room.bytesMax - bytes }
    }
  }
  return { runs: runs.map(runOf), unsent: rest }
}

/** What of a stretch travels in one run each: all at once, or headers before payloads; undefined: it does not fit. */
function partsOf(stretch: readonly Entry[], bounds: RunBounds): readonly (readonly Entry[])[] | undefined {
  const bytesMax = bounds.bytesMax - envelopeBytes
  if (stretch.length > bounds.entriesMax) return undefined
  if (bytesOf(stretch) <= bytesMax) return [stretch]
  const bare = stretch.map((entry) => ({ ...entry, payload: undefined }))
  const payloads = stretch.filter((entry) => entry.payload !== undefined)
  if (bytesOf(bare) > bytesMax || payloads.some((entry) => bytesOf([entry]) > bytesMax)) return undefined
  const parts: Entry[][] = [bare]
  let left = 0
  for (const entry of payloads) {
    const item = { ...entry, signature: undefined }
    const bytes = bytesOf([item])
    if (bytes > left) {
      parts.push([])
      left = bytesMax
    }
    parts.at(-1)?.push(item)
    left -= bytes
  }
  return parts
}

/** The encoded size of items: an array head, then three byte strings or nulls. */
function bytesOf(items: readonly Entry[]): number {
  const itemBytes = ({ headerBytes, payload, signature }: Entry): number =>
    1 + stringBytes(headerBytes) + stringBytes(payload) + stringBytes(signature)
  return items.reduce((sum, item) => sum + itemBytes(item), 0)
}

function stringBytes(bytes: Uint8Array | undefined): number {
  const length = bytes?.length ?? 0
  return length + (bytes === undefined || length < 24 ? 1 : length < 256 ? 2 : length < 65_536 ? 3 : 5)
}

/** Parents first, and each branch of a fork as far as it goes: branches side by side would leave every cut between signatures. */
function branchByBranch(entries: readonly Entry[]): readonly Entry[] {
  const waitsFor = new Map<EntryHash, number>()
  const children = new Map<EntryHash, Entry[]>()
  const here = new Set(entries.map((entry) => entry.hash))
  const sorted = [...entries].sort((a, b) => b.header.seq - a.header.seq || compareIds(b.hash, a.hash))
  for (const entry of sorted) {
    const parents = parentsOf(entry.header).filter((parent) => here.has(parent))
    waitsFor.set(entry.hash, parents.length)
    for (const parent of parents) children.set(parent, [...(children.get(parent) ?? []), entry])
  }
  const ordered: Entry[] = []
  const ready = sorted.filter((entry) => waitsFor.get(entry.hash) === 0)
  for (let entry = ready.pop(); entry !== undefined; entry = ready.pop()) {
    ordered.push(entry)
    for (const child of children.get(entry.hash) ?? []) {
      const left = (waitsFor.get(child.hash) ?? 0) - 1
      waitsFor.set(child.hash, left)
      if (left === 0) ready.push(child)
    }
  }
  return ordered
}

/** The shortest stretches at whose end no entry without a signature is left without a child; `rest` has no such end. */
function signedStretches(ordered: readonly Entry[]): { stretches: readonly Entry[][]; rest: readonly Entry[] } {
  const stretches: Entry[][] = []
  const unsigned = new Set<EntryHash>()
  let stretch: Entry[] = []
  for (const entry of ordered) {
    stretch.push(entry)
    for (const parent of parentsOf(entry.header)) unsigned.delete(parent)
    if (entry.signature === undefined) unsigned.add(entry.hash)
    if (unsigned.size > 0) continue
    stretches.push(stretch)
    stretch = []
  }
  return { stretches, rest: stretch }
}
