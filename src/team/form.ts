// Owns the small questions about the form of decoded CBOR: is this an array of three, are these bytes an id? Knows no format.

import type { Cbor } from '../base/codec.ts'
import { entryHashOf, type EntryHash } from '../base/ids.ts'

/** Entry hashes of a payload, at most `countMax`; undefined: something else stands there. */
export function hashes(value: Cbor | undefined, countMax: number): readonly EntryHash[] | undefined {
  const items = anyArray(value)
  if (items === undefined || items.length > countMax) return undefined
  return everyOf(items, (item) => (isBytes(item, 32) ? entryHashOf(item) : undefined))
}

/** Ascending and distinct: one set of deps has one way to be written (T1). */
export function isAscending(ids: readonly string[]): boolean {
  return ids.every((id, index) => index === 0 || (ids[index - 1] ?? '') < id)
}

export function anyArray(value: Cbor | undefined): readonly Cbor[] | undefined {
  return Array.isArray(value) ? value : undefined
}

export function arrayOf(value: Cbor | undefined, length: number): readonly Cbor[] | undefined {
  const items = anyArray(value)
  return items?.length === length ? items : undefined
}

export function isBytes(value: Cbor | undefined, length: number): value is Uint8Array {
  return value instanceof Uint8Array && value.length === length
}

/** Every item read, or undefined when one refuses. */
export function everyOf<Item, Value>(
  items: readonly Item[] | undefined,
  read: (item: Item) => Value | undefined
): readonly Value[] | undefined {
  if (items === undefined) return undefined
  const values: Value[] = []
  for (const item of items) {
    const value = read(item)
    if (value === undefined) return undefined
    values.push(value)
  }
  return values
}
