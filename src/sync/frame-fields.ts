// Owns how the items of a frame are read: strictly, each within its bound (E4). Knows no frame.

import { assert } from '../base/assert.ts'
import { fromHex, toHex } from '../base/bytes.ts'
import type { Cbor } from '../base/codec.ts'

/** A scope as two peers name it in one session (S6): 16 bytes, lower-case hexadecimal. */
export type ScopeTag = string

/** The items of an array of exactly this length (E4); of anything else: none, so that every item fails its own check. */
export function tuple(value: Cbor | undefined, length: number): readonly (Cbor | undefined)[] {
  return Array.isArray(value) && value.length === length ? (value as readonly Cbor[]) : []
}

export function listOf<Item>(
  value: Cbor | undefined,
  lengthMax: number,
  itemFrom: (value: Cbor) => Item | undefined
): readonly Item[] | undefined {
  if (!Array.isArray(value) || value.length > lengthMax) return undefined
  const items: Item[] = []
  for (const each of value as readonly Cbor[]) {
    const item = itemFrom(each)
    if (item === undefined) return undefined
    items.push(item)
  }
  return items
}

export function isBytes(value: Cbor | undefined, length: number): value is Uint8Array {
  return value instanceof Uint8Array && value.length === length
}

export function isNumber(value: Cbor | undefined): value is number {
  return typeof value === 'number'
}

/** The name of 16 tag bytes. */
export function scopeTagOf(bytes: Uint8Array): ScopeTag {
  return toHex(bytes)
}

export function tagBytes(tag: ScopeTag): Uint8Array {
  const bytes = fromHex(tag)
  assert(bytes.ok, 'a scope tag is hexadecimal by construction')
  return bytes.value
}
