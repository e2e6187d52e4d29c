// Owns canonical CBOR (E1, E2): one value, one byte string; everything else is refused. The only file that knows which codec it is.
// The library writes. It does not read: general decoders descend as deep and allocate as much as a stranger's bytes tell them
// to, let odd forms through, and lose a byte order mark at the start of a text.

import { encode as encodeAny } from 'cborg'
import { readUint, readUtf8 } from './bytes.ts'
import { limits } from './limits.ts'
import { err, ok, type Result } from './result.ts'

/** What may stand in a payload: no maps, no negative numbers, no floats, no tags, no undefined (E1). */
export type Cbor = number | string | boolean | null | Uint8Array | readonly Cbor[]

/** The one byte string of `value` (E1). A value that cannot be written so is our own mistake and throws. */
export function encodeCbor(value: Cbor): Uint8Array {
  if (!isPlain(value, 0)) throw new Error('assertion failed: only plain values are encoded')
  // In Node the library answers with a Buffer, whose slices are views; everywhere else with what we promise.
  return new Uint8Array(encodeAny(value))
}

function isPlain(value: unknown, depth: number): value is Cbor {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0)
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value === 'boolean' || value === null || value instanceof Uint8Array) return true
  if (!Array.isArray(value) || depth >= limits.cborDepthMax) return false
  for (const item of value) if (!isPlain(item, depth + 1)) return false
  return true
}

/** Reads canonical CBOR (E1); refuses every other form (E2). Byte strings are copies and keep nothing of `bytes` alive. */
export function decodeCbor(bytes: Uint8Array): Result<Cbor, 'not-canonical'> {
  const item = readItem(bytes, 0, 0)
  return item !== undefined && item.end === bytes.length ? ok(item.value) : err('not-canonical')
}

interface Item {
  readonly value: Cbor
  /** Offset of the first byte behind it. */
  readonly end: number
}

function readItem(bytes: Uint8Array, offset: number, depth: number): Item | undefined {
  const first = bytes[offset]
  if (first === undefined) return undefined
  if (first >= 0xf4 && first <= 0xf6) return { value: first === 0xf6 ? null : first === 0xf5, end: offset + 1 }
  const head = readHead(bytes, offset)
  if (head === undefined) return undefined
  const { argument, end } = head
  switch (first >> 5) {
    case 0:
      return { value: argument, end }
    case 2:
      return argument <= bytes.length - end
        ? { value: new Uint8Array(bytes.subarray(end, end + argument)), end: end + argument }
        : undefined
    case 3:
      return argument <= bytes.length - end ? readText(bytes, end, argument) : undefined
    case 4:
      return depth < limits.cborDepthMax ? readArray(bytes, head, depth) : undefined
    default:
      return undefined
  }
}

function readText(bytes: Uint8Array, offset: number, length: number): Item | undefined {
  const text = readUtf8(bytes.subarray(offset, offset + length))
  return text.ok ? { value: text.value, end: offset + length } : undefined
}

function readArray(bytes: Uint8Array, head: Head, depth: number): Item | undefined {
  const values: Cbor[] = []
  let end = head.end
  for (let index = 0; index < head.argument; index++) {
    const item = readItem(bytes, end, depth + 1)
    if (item === undefined) return undefined
    values.push(item.value)
    end = item.end
  }
  return { value: values, end }
}

interface Head {
  /** The value of an integer, the length of a string in bytes or of an array in items. */
  readonly argument: number
  readonly end: number
}

/** The argument of an item in its shortest form, at most 2^53 − 1. */
function readHead(bytes: Uint8Array, offset: number): Head | undefined {
  const short = (bytes[offset] ?? 0) & 31
  if (short < 24) return { argument: short, end: offset + 1 }
  const form = longForms[short - 24]
  if (form === undefined || bytes.length - offset <= form.length) return undefined
  const high = form.length === 8 ? readUint(bytes, offset + 1, 4) : 0
  const low = readUint(bytes, offset + 1 + form.length - Math.min(form.length, 4), Math.min(form.length, 4))
  const argument = high * 2 ** 32 + low
  return argument < form.least || !Number.isSafeInteger(argument)
    ? undefined
    : { argument, end: offset + 1 + form.length }
}

/** By the low five bits of the first byte: how long the argument is, and the least value that needs so much. */
const longForms: readonly { readonly length: number; readonly least: number }[] = [
  { length: 1, least: 24 },
  { length: 2, least: 2 ** 8 },
  { length: 4, least: 2 ** 16 },
  { length: 8, least: 2 ** 32 }
]
