// Owns one blob on its way here (M3, M6, M7): whom to ask for what, what to make of what comes. A machine without clock, disk or network:
// every event gives back what is to be done. Knows sources by an opaque name.

import { concat } from '../base/bytes.ts'
import type { BlobId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { createBits, readBits, type Bits } from './bits.ts'
import { isChunkOf, isListOf, pieceLength, sealedLength, type BlobShape } from './blob.ts'

export type What = 'list' | 'chunks'

export type FetchEffect<Source> =
  | { readonly type: 'seek'; readonly source: Source }
  | { readonly type: 'fetch'; readonly source: Source; readonly what: What; readonly indexes: readonly number[] }
  /** Proved; the caller says `lost` where it cannot be kept. */
  | { readonly type: 'store'; readonly index: number; readonly sealed: Uint8Array }
  /** Proved (M3). */
  | { readonly type: 'list'; readonly list: Uint8Array }
  /** What it sent does not fit (M7). */
  | { readonly type: 'corrupt'; readonly source: Source }
  | { readonly type: 'whole' }

export interface Fetching<Source> {
  /** Somebody who may have it is there. */
  met(source: Source, now: number): readonly FetchEffect<Source>[]
  gone(source: Source, now: number): readonly FetchEffect<Source>[]
  holds(source: Source, bitmap: Uint8Array, now: number): readonly FetchEffect<Source>[]
  came(
    source: Source,
    frame: { readonly what: What; readonly index: number; readonly bytes: Uint8Array },
    now: number
  ): readonly FetchEffect<Source>[]
  /** A chunk that was stored is not there after all. */
  lost(index: number): void
  tick(now: number): readonly FetchEffect<Source>[]
  nextDeadline(): number
  /** Sources that have something we lack. */
  sources(): number
}

interface Standing {
  holds: Bits | undefined
  /** Chunks or pieces that were asked for, and when. */
  readonly asked: Map<number, number>
  window: number
  soughtAt: number
  corruptUntil: number
}

/** An unanswered question is asked again, and a chunk that did not come is anybody's (M6). */
export const fetchWaits = { answerMs: 15_000, seekMs: 10_000, doubtMs: 3_000, corruptMs: 600_000 } as const

/** Fetches what `have` lacks; both `have` and what comes are the caller's to keep. */
export function createFetching<Source>(
  { blob, shape }: { readonly blob: BlobId; readonly shape: BlobShape },
  { have, known }: { readonly have: Bits; readonly known: Uint8Array | undefined }
): Fetching<Source> {
  const standings = new Map<Source, Standing>()
  let list = known
  /** The list, piece by piece from one source. */
  let listing: { readonly source: Source; readonly pieces: (Uint8Array | undefined)[] } | undefined
  let lowest = 0
  let tickedAt = 0

  const seek = (source: Source, standing: Standing, now: number): FetchEffect<Source> => {
    standing.soughtAt = now
    return { type: 'seek', source }
  }

  const isUseful = ({ holds, corruptUntil }: Standing, now: number): boolean =>
    holds !== undefined && holds.size > 0 && corruptUntil <= now

  // ---------------------------------------------------------------- Asking

  function ask(now: number): readonly FetchEffect<Source>[] {
    if (have.size === shape.chunks && list !== undefined) return []
    return list === undefined ? askList(now) : askChunks(now)
  }

  function askList(now: number): readonly FetchEffect<Source>[] {
    if (listing === undefined) {
      // Whoever has most has it most surely.
      const [best] = [...standings]
        .filter(([, standing]) => isUseful(standing, now))
        .toSorted(([, a], [, b]) => (b.holds?.size ?? 0) - (a.holds?.size ?? 0))
      if (best === undefined) return []
      listing = { source: best[0], pieces: new Array<Uint8Array | undefined>(shape.pieces).fill(undefined) }
    }
    const { source, pieces } = listing
    const standing = standings.get(source)
    if (standing === undefined) return []
    const indexes = pieces.flatMap((piece, index) => (piece === undefined && !standing.asked.has(index) ? [index] : []))
    return fetch(source, standing, { what: 'list', indexes, now })
  }

  function askChunks(now: number): readonly FetchEffect<Source>[] {
    lowest = have.missingFrom(lowest)
    const askedAt = new Map<number, number>()
    for (const { asked } of standings.values())
      for (const [index, at] of asked) askedAt.set(index, Math.max(at, askedAt.get(index) ?? at))
    return [...standings].flatMap(([source, standing]) => {
      if (!isUseful(standing, now) || standing.asked.size > standing.window / 2) return []
      const indexes = nextChunks(standing, { askedAt, now })
      for (const index of indexes) askedAt.set(index, now)
      return fetch(source, standing, { what: 'chunks', indexes, now })
    })
  }

  /** The next ones nobody was asked for; at the end also those that somebody else is slow with. */
  function nextChunks(
    { holds, asked, window }: Standing,
    { askedAt, now }: { readonly askedAt: ReadonlyMap<number, number>; readonly now: number }
  ): readonly number[] {
    const room = window - asked.size
    const chosen: number[] = []
    const slow: number[] = []
    for (let index = lowest; index < shape.chunks && chosen.length < room; index = have.missingFrom(index + 1)) {
      if (holds?.has(index) !== true || asked.has(index)) continue
      const at = askedAt.get(index)
      if (at === undefined) chosen.push(index)
      else if (at + fetchWaits.doubtMs <= now) slow.push(index)
    }
    return chosen.length > 0 || asked.size > 0 ? chosen : slow.slice(0, room)
  }

  function fetch(
    source: Source,
    standing: Standing,
    { what, indexes, now }: { readonly what: What; readonly indexes: readonly number[]; readonly now: number }
  ): readonly FetchEffect<Source>[] {
    const going = indexes.slice(0, Math.max(0, standing.window - standing.asked.size))
    for (const index of going) standing.asked.set(index, now)
    return going.length === 0 ? [] : [{ type: 'fetch', source, what, indexes: going }]
  }

  // ---------------------------------------------------------------- What comes

  function corrupt(source: Source, standing: Standing, now: number): readonly FetchEffect<Source>[] {
    standing.corruptUntil = now + fetchWaits.corruptMs
    standing.asked.clear()
    if (listing?.source === source) listing = undefined
    return [{ type: 'corrupt', source }, ...ask(now)]
  }

  function pieceCame(
    source: Source,
    standing: Standing,
    { index, bytes, now }: { readonly index: number; readonly bytes: Uint8Array; readonly now: number }
  ): readonly FetchEffect<Source>[] {
    if (listing?.source !== source) return []
    if (bytes.length !== pieceLength(shape, index)) return corrupt(source, standing, now)
    listing.pieces[index] = bytes
    if (listing.pieces.includes(undefined)) return ask(now)
    const joined = concat(...listing.pieces.filter((piece) => piece !== undefined))
    if (!isListOf(blob, shape, joined)) return corrupt(source, standing, now)
    list = joined
    listing = undefined
    for (const each of standings.values()) each.asked.clear()
    return [{ type: 'list', list: joined }, ...ask(now)]
  }

  function chunkCame(
    source: Source,
    standing: Standing,
    { index, bytes, now }: { readonly index: number; readonly bytes: Uint8Array; readonly now: number }
  ): readonly FetchEffect<Source>[] {
    if (list === undefined) return []
    if (bytes.length !== sealedLength(shape, index) || !isChunkOf(list, index, bytes))
      return corrupt(source, standing, now)
    standing.window = Math.min(limits.chunksAskedMax, standing.window + 1)
    if (have.has(index)) return ask(now)
    have.add(index)
    const stored: FetchEffect<Source> = { type: 'store', index, sealed: bytes }
    return have.size === shape.chunks ? [stored, { type: 'whole' }] : [stored, ...ask(now)]
  }

  // ---------------------------------------------------------------- Time

  /** Who was asked in vain may no longer have it, and is asked that too. */
  function forgetLate(now: number): ReadonlySet<Source> {
    const late = new Set<Source>()
    for (const [source, standing] of standings) {
      let isLate = false
      for (const [index, at] of standing.asked) {
        if (at + fetchWaits.answerMs > now) continue
        standing.asked.delete(index)
        isLate = true
      }
      if (!isLate) continue
      late.add(source)
      standing.window = Math.max(1, standing.window >> 1)
      if (listing?.source === source) listing = undefined
    }
    return late
  }

  return {
    met(source, now) {
      // Who sent wrong bytes is not forgiven for coming back.
      if ((standings.get(source)?.corruptUntil ?? 0) > now) return []
      const standing: Standing = {
        holds: undefined,
        asked: new Map(),
        window: limits.chunksAskedMax,
        soughtAt: now,
        corruptUntil: 0
      }
      standings.set(source, standing)
      return [seek(source, standing, now)]
    },
    gone(source, now) {
      const standing = standings.get(source)
      if (standing === undefined) return []
      if (standing.corruptUntil <= now) standings.delete(source)
      if (listing?.source === source) listing = undefined
      return ask(now)
    },
    holds(source, bitmap, now) {
      const standing = standings.get(source)
      if (standing === undefined) return []
      standing.holds = bitmap.length === 0 ? createBits(shape.chunks) : readBits(bitmap, shape.chunks)
      return ask(now)
    },
    came(source, { what, index, bytes }, now) {
      const standing = standings.get(source)
      const isListed = list !== undefined
      if (standing === undefined || !standing.asked.delete(index)) return []
      if ((what === 'list') === isListed) return []
      return (what === 'list' ? pieceCame : chunkCame)(source, standing, { index, bytes, now })
    },
    lost(index) {
      have.remove(index)
      lowest = Math.min(lowest, index)
    },
    tick(now) {
      tickedAt = now
      const late = forgetLate(now)
      const seeks = [...standings].flatMap(([source, standing]) => {
        const lacks = (standing.holds?.size ?? 0) < shape.chunks
        const isDue = late.has(source) || (lacks && standing.soughtAt + fetchWaits.seekMs <= now)
        return isDue && standing.corruptUntil <= now ? [seek(source, standing, now)] : []
      })
      return [...seeks, ...ask(now)]
    },
    nextDeadline() {
      const times = [...standings.values()].flatMap(({ asked, soughtAt, holds, corruptUntil }) => [
        ...[...asked.values()].map((at) =>
          at + fetchWaits.doubtMs > tickedAt ? at + fetchWaits.doubtMs : at + fetchWaits.answerMs
        ),
        ...((holds?.size ?? 0) < shape.chunks ? [Math.max(soughtAt + fetchWaits.seekMs, corruptUntil)] : [])
      ])
      return Math.min(...times)
    },
    sources: () =>
      [...standings.values()].filter(({ holds, corruptUntil }) => {
        return corruptUntil === 0 && holds !== undefined && hasMore(holds, have)
      }).length
  }
}

/** Whether there is something in one that the other lacks. */
function hasMore(holds: Bits, have: Bits): boolean {
  if (holds.size > have.size) return true
  for (let index = have.missingFrom(0); index < have.count; index = have.missingFrom(index + 1))
    if (holds.has(index)) return true
  return false
}
