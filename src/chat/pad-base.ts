// Owns a pad's merged state as it may be kept: the document that came of certain steps, which ones they were, and what has to be known to
// go on from there (P9). A cache: who has the steps can always make it anew. Knows no storage.

import * as Y from 'yjs'
import { fromHex, toHex } from '../base/bytes.ts'
import { assert } from '../base/assert.ts'
import type { Cbor } from '../base/codec.ts'
import { entryHashOf, idBytes, memberIdOf, type EntryHash, type MemberId } from '../base/ids.ts'
import { createPadDoc } from './pad-content.ts'
import type { PadPoint } from './pad-update.ts'

/** Who wrote a unit, and when. */
export interface PadWriter {
  readonly member: MemberId
  readonly ts: number
}

export interface PadBase {
  /** `Y.encodeStateAsUpdate` of what came of the steps. */
  readonly bytes: Uint8Array
  /** The steps that were applied. */
  readonly hashes: ReadonlySet<EntryHash>
  /** Steps that were there, too, and were not applied: they wait, their clocks were taken, or there was no more room. */
  readonly aside: ReadonlySet<EntryHash>
  /** The greatest (ts, hash) among those that were applied: what comes later than that comes behind all of them. */
  readonly latest: { readonly ts: number; readonly hash: EntryHash }
  /** Bytes of their updates. */
  readonly size: number
  /** It held all it may. */
  readonly full: boolean
  /** Of the units that say who ticked what. */
  readonly ticks: readonly (PadPoint & PadWriter)[]
}

/**
 * The state of a document, if a document made of it is the same in every unit. Structs that are placed as no editor places them may come
 * to stand elsewhere when Yjs reads them in another order; such a pad is always made of its steps.
 */
export function stateOf(doc: Y.Doc): Uint8Array | undefined {
  const bytes = Y.encodeStateAsUpdate(doc)
  const again = createPadDoc()
  try {
    Y.applyUpdate(again, bytes)
    return isSame(doc, again) ? bytes : undefined
  } catch {
    return undefined
  } finally {
    again.destroy()
  }
}

function isSame(a: Y.Doc, b: Y.Doc): boolean {
  if (b.store.pendingStructs !== null || b.store.pendingDs !== null) return false
  const names = new Set([...a.share.keys(), ...b.share.keys()])
  return [...names].every((name) => {
    const [left, right] = [a.get(name), b.get(name)]
    if (left._map.size !== right._map.size || !isSameLine(left._start, right._start)) return false
    return [...left._map].every(([key, item]) => isSameLine(firstOf(item), firstOf(right._map.get(key) ?? null)))
  })
}

function firstOf(item: Y.Item | null): Y.Item | null {
  let first = item
  for (let before = item; before !== null; before = before.left) first = before
  return first
}

/** Unit for unit, however they are cut into structs. */
function isSameLine(a: Y.Item | null, b: Y.Item | null): boolean {
  let [left, right] = [a, b]
  let [leftFrom, rightFrom] = [0, 0]
  while (left !== null && right !== null) {
    const isOne =
      left.id.client === right.id.client &&
      left.id.clock + leftFrom === right.id.clock + rightFrom &&
      left.deleted === right.deleted
    if (!isOne) return false
    const length = Math.min(left.length - leftFrom, right.length - rightFrom)
    leftFrom += length
    rightFrom += length
    if (leftFrom === left.length) [left, leftFrom] = [left.right, 0]
    if (rightFrom === right.length) [right, rightFrom] = [right.right, 0]
  }
  return left === null && right === null
}

const version = 2
const hashBytes = 32

/** As it is stored, between other fields of whoever stores it. */
export function padBaseValue({ bytes, hashes, aside, latest, size, full, ticks }: PadBase): Cbor {
  const said = ticks.map(({ client, clock, member, ts }) => [client, clock, idBytes(member), ts])
  return [version, bytes, joined(hashes), joined(aside), [latest.ts, idBytes(latest.hash)], size, full, said]
}

/** undefined: not of this version, or damaged. */
export function padBaseOf(value: Cbor): PadBase | undefined {
  if (!Array.isArray(value) || value.length !== 8 || value[0] !== version) return undefined
  const [, bytes, applied, notApplied, latest, size, full, said] = value as readonly unknown[]
  const [hashes, aside] = [hashesOf(applied), hashesOf(notApplied)]
  if (!(bytes instanceof Uint8Array) || hashes === undefined || aside === undefined) return undefined
  if (!Array.isArray(latest) || !Array.isArray(said) || typeof size !== 'number' || typeof full !== 'boolean')
    return undefined
  const [ts, hash] = latest as readonly unknown[]
  if (typeof ts !== 'number' || !(hash instanceof Uint8Array) || hash.length !== hashBytes) return undefined
  const ticks = said.map(tickOf)
  if (!ticks.every((tick) => tick !== undefined)) return undefined
  return { bytes, hashes, aside, latest: { ts, hash: entryHashOf(hash) }, size, full, ticks }
}

function joined(hashes: ReadonlySet<EntryHash>): Uint8Array {
  const bytes = fromHex([...hashes].join(''))
  assert(bytes.ok, 'a hash is hexadecimal by construction')
  return bytes.value
}

function hashesOf(value: unknown): ReadonlySet<EntryHash> | undefined {
  if (!(value instanceof Uint8Array) || value.length % hashBytes !== 0) return undefined
  const hex = toHex(value)
  const hashes = new Set<EntryHash>()
  for (let from = 0; from < hex.length; from += 2 * hashBytes)
    hashes.add(hex.slice(from, from + 2 * hashBytes) as EntryHash)
  return hashes
}

function tickOf(value: unknown): (PadPoint & PadWriter) | undefined {
  if (!Array.isArray(value) || value.length !== 4) return undefined
  const [client, clock, member, ts] = value as readonly unknown[]
  if (typeof client !== 'number' || typeof clock !== 'number' || typeof ts !== 'number') return undefined
  if (!(member instanceof Uint8Array) || member.length !== 16) return undefined
  return { client, clock, member: memberIdOf(member), ts }
}
