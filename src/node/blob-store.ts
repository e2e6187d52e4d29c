// Owns what of which blob is on this device (M3, M8, M9): slots, lists, what is committed, what goes when room is short. Every chunk that is
// read proves itself again; what does not is not here. Knows no message and no peer.

import { blobIdOf, type BlobId } from '../base/ids.ts'
import { fromHex } from '../base/bytes.ts'
import type { Cbor } from '../base/codec.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import { nonceBytes, sealOverheadBytes } from '../crypto/seal.ts'
import { allBits, createBits, readBits, type Bits } from '../files/bits.ts'
import { hashBytes, isChunkOf, isListOf, sealedLength, shapeOf, type BlobShape } from '../files/blob.ts'
import { createSlots, slotOf, type Extent } from '../files/slots.ts'
import type { Blobs, LocalRecord, Milliseconds, Storage } from './ports.ts'
import { truth, truthIn } from './records.ts'

/** Bytes of one slot: a sealed chunk. */
export const slotBytes = limits.chunkBytes + sealOverheadBytes

export interface Held {
  readonly blob: BlobId
  readonly shape: BlobShape
  /** This device sent it. */
  readonly own: boolean
  /** When it was begun here. */
  readonly at: Milliseconds
  readonly extents: readonly Extent[]
  readonly have: Bits
  /** Its person wants the rest of it. */
  wanted: boolean
  /** Its slots can be written. */
  ready: boolean
}

export interface BlobStore {
  readonly held: ReadonlyMap<BlobId, Held>
  quotaBytes: number
  usedBytes(): number
  /** Slots that are nobody's yet, for a file that is being attached; 'files-full' when not even what may go makes room. */
  takeSlots(chunks: number): Result<readonly Extent[], 'files-full'>
  giveBack(extents: readonly Extent[]): void
  reserve(told: (made: Result<void, 'disk-full'>) => void): void
  write(extents: readonly Extent[], index: number, sealed: Uint8Array): Result<void, 'disk-full'>
  /** From now on it is known; durable. */
  keep(held: Held): Result<void, 'disk-full'>
  /** The message that was to name it could not be written: its slots are its draft's again. */
  unkeep(blob: BlobId): void
  begin(blob: BlobId, shape: BlobShape, at: Milliseconds): Result<Held, 'files-full'>
  /** What was written counts from now on (M8). */
  commit(held: Held): Result<void, 'disk-full'>
  chunk(held: Held, index: number): Uint8Array | undefined
  list(held: Held): Uint8Array | undefined
  keepList(blob: BlobId, list: Uint8Array): Result<void, 'disk-full'>
  forget(blob: BlobId): void
}

/** Lists in memory at once: at most 1 MiB each. */
const listsMax = 4

/** What these records say is here; of two that claim a slot the older is forgotten at once. */
export function createBlobStore({
  storage,
  blobs,
  records,
  quotaBytes,
  onGone
}: {
  readonly storage: Storage
  readonly blobs: Blobs
  readonly records: ReadonlyMap<string, Uint8Array>
  readonly quotaBytes: number
  /** It made room for another one. */
  readonly onGone: (blob: BlobId) => void
}): BlobStore {
  const { kept, stale } = withoutStale(heldIn(records))
  const held = new Map(kept.map((each) => [each.blob, each]))
  for (const blob of stale) forgetRecord(blob)
  const slots = createSlots([...held.values()].flatMap(({ extents }) => extents))
  const lists = new Map<BlobId, Uint8Array>()

  function forget(blob: BlobId): void {
    const gone = held.get(blob)
    if (gone === undefined) return
    held.delete(blob)
    lists.delete(blob)
    slots.giveBack(gone.extents)
    // A disk that is full gives room before it takes the word that there is some.
    blobs.erase(gone.extents, slots.end)
    forgetRecord(blob)
  }

  function forgetRecord(blob: BlobId): void {
    storage.keep(heldRecord(blob, undefined))
    storage.keep(listRecord(blob, undefined))
  }

  /** What was fetched longest ago goes first; what was sent from here stays (M9). */
  function makeRoom(chunks: number): boolean {
    const fits = (): boolean => (slots.used + chunks) * slotBytes <= store.quotaBytes
    const mayGo = [...held.values()].filter(({ own, wanted }) => !own && !wanted).toSorted((a, b) => a.at - b.at)
    const mayGoSlots = mayGo.reduce((sum, { shape }) => sum + shape.chunks, 0)
    if ((slots.used - mayGoSlots + chunks) * slotBytes > store.quotaBytes) return false
    for (const { blob } of mayGo) {
      if (fits()) break
      forget(blob)
      onGone(blob)
    }
    return fits()
  }

  /** A backup brings places back without what lay in them: then all that is empty is missing at once, and not chunk by chunk. */
  function loseEmpty({ extents, have, shape }: Held): void {
    for (let index = 0; index < shape.chunks; index++)
      if (have.has(index) && blobs.read(slotOf(extents, index), nonceBytes)?.every((byte) => byte === 0) === true)
        have.remove(index)
  }

  function rememberList(blob: BlobId, list: Uint8Array): void {
    lists.delete(blob)
    lists.set(blob, list)
    const [oldest] = lists.keys()
    if (lists.size > listsMax && oldest !== undefined) lists.delete(oldest)
  }

  const store: BlobStore = {
    held,
    quotaBytes,
    usedBytes: () => slots.used * slotBytes,
    takeSlots: (chunks) => (makeRoom(chunks) ? ok(slots.take(chunks)) : err('files-full')),
    giveBack(extents) {
      slots.giveBack(extents)
      blobs.erase(extents, slots.end)
    },
    reserve: (told) => blobs.reserve(slots.end, told),
    write: (extents, index, sealed) => blobs.write(slotOf(extents, index), sealed),
    keep(each) {
      held.set(each.blob, each)
      return store.commit(each)
    },
    unkeep(blob) {
      held.delete(blob)
      forgetRecord(blob)
    },
    begin(blob, shape, at) {
      const taken = store.takeSlots(shape.chunks)
      if (!taken.ok) return taken
      const begun: Held = {
        blob,
        shape,
        own: false,
        at,
        extents: taken.value,
        have: createBits(shape.chunks),
        wanted: true,
        ready: false
      }
      held.set(blob, begun)
      return ok(begun)
    },
    commit(each) {
      blobs.flush()
      return storage.keep(heldRecord(each.blob, each))
    },
    chunk(each, index) {
      const list = store.list(each)
      if (list === undefined || !each.have.has(index)) return undefined
      const sealed = blobs.read(slotOf(each.extents, index), sealedLength(each.shape, index))
      if (sealed === undefined) return undefined
      if (isChunkOf(list, index, sealed)) return sealed
      // The disk does not hold what it was given: then the chunk is missing, and can be fetched again.
      each.have.remove(index)
      loseEmpty(each)
      storage.keep(heldRecord(each.blob, each))
      return undefined
    },
    list({ blob, shape }) {
      const known = lists.get(blob) ?? storage.recall(listName(blob))
      if (known === undefined || known.length !== hashBytes * shape.chunks) return undefined
      if (!lists.has(blob) && !isListOf(blob, shape, known)) return undefined
      rememberList(blob, known)
      return known
    },
    keepList(blob, list) {
      const kept = storage.keep(listRecord(blob, list))
      if (kept.ok) rememberList(blob, list)
      return kept
    },
    forget
  }
  return store
}

// ---------------------------------------------------------------- Records

const listName = (blob: BlobId): string => `blob-list ${blob}`

/** It can be had again from whoever has the blob, and without it no chunk proves itself: so no start reads it. */
function listRecord(blob: BlobId, list: Uint8Array | undefined): LocalRecord {
  return { keep: 'cache', name: listName(blob), value: list }
}

function heldRecord(blob: BlobId, held: Held | undefined): LocalRecord {
  if (held === undefined) return truth(`blob ${blob}`, undefined)
  const { shape, own, at, extents, have, wanted } = held
  const places = extents.map(({ first, count }) => [first, count])
  const bitmap = have.size === shape.chunks ? true : have.bytes()
  return truth(`blob ${blob}`, [1, shape.size, own, at, wanted, places, bitmap])
}

function heldIn(records: ReadonlyMap<string, Uint8Array>): readonly Held[] {
  return [...records.keys()].flatMap((name) => {
    const bytes = name.startsWith('blob ') ? fromHex(name.slice(5)) : undefined
    const value = bytes?.ok === true ? truthIn(records, name) : undefined
    const read = value === undefined || bytes?.ok !== true ? undefined : heldFrom(blobIdOf(bytes.value), value)
    return read === undefined ? [] : [read]
  })
}

/** Where two name the same slot, the later one has it: the record of the earlier one was to go, and a full disk kept it (M8). */
function withoutStale(read: readonly Held[]): { readonly kept: readonly Held[]; readonly stale: readonly BlobId[] } {
  const stale = new Set<BlobId>()
  let last: { readonly owner: Held; readonly end: number } | undefined
  const extents = read.flatMap((owner) => owner.extents.map((extent) => ({ owner, ...extent })))
  for (const { owner, first, count } of extents.toSorted((a, b) => a.first - b.first)) {
    if (stale.has(owner.blob)) continue
    if (last !== undefined && first < last.end) {
      const [loser, winner] = last.owner.at < owner.at ? [last.owner, owner] : [owner, last.owner]
      stale.add(loser.blob)
      if (winner !== owner) continue
    }
    last = { owner, end: first + count }
  }
  return { kept: read.filter(({ blob }) => !stale.has(blob)), stale: [...stale] }
}

function heldFrom(blob: BlobId, value: Cbor): Held | undefined {
  if (!Array.isArray(value)) return undefined
  const [version, size, own, at, wanted, places, bitmap] = value as readonly Cbor[]
  const shape = typeof size === 'number' ? shapeOf(size) : undefined
  if (version !== 1 || shape === undefined || typeof own !== 'boolean' || typeof at !== 'number') return undefined
  if (typeof wanted !== 'boolean' || !Array.isArray(places)) return undefined
  const extents = (places as readonly Cbor[]).flatMap((place) => {
    const [first, count] = Array.isArray(place) ? (place as readonly Cbor[]) : []
    return typeof first === 'number' && typeof count === 'number' ? [{ first, count }] : []
  })
  const have =
    bitmap === true ? allBits(shape.chunks) : bitmap instanceof Uint8Array ? readBits(bitmap, shape.chunks) : undefined
  if (have === undefined || extents.reduce((sum, { count }) => sum + count, 0) !== shape.chunks) return undefined
  return { blob, shape, own, at, extents, have, wanted, ready: false }
}

/** The blob that a reference with this hash names. */
export function blobOf({ hash }: { readonly hash: Uint8Array }): BlobId {
  return blobIdOf(hash)
}
