// Owns canonical CBOR (E1, E2): one value, one byte string; everything else is refused. The only file that knows which codec it is.

import { decode as decodeAny, encode as encodeAny } from 'cborg'
import { equalBytes } from './bytes.ts'
import { limits } from './limits.ts'
import { err, ok, type Result } from './result.ts'

/** What may stand in a payload: no maps, no negative numbers, no floats, no tags, no undefined (E1). */
export type Cbor = number | string | boolean | null | Uint8Array | readonly Cbor[]

const strict = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false
} as const

/** The one byte string of `value` (E1). A value that cannot be written so is our own mistake and throws. */
export function encodeCbor(value: Cbor): Uint8Array {
  if (!isPlain(value, 0)) throw new Error('assertion failed: only plain values are encoded')
  return encodeAny(value)
}

/** Reads canonical CBOR (E1); refuses every other form, also those that a lenient library lets through (E2). */
export function decodeCbor(bytes: Uint8Array): Result<Cbor, 'not-canonical'> {
  if (tooDeep(bytes)) return err('not-canonical')
  let value: unknown
  try {
    value = decodeAny(bytes, strict)
  } catch {
    return err('not-canonical')
  }
  if (!isPlain(value, 0)) return err('not-canonical')
  return equalBytes(encodeAny(value), bytes) ? ok(value) : err('not-canonical')
}

function isPlain(value: unknown, depth: number): value is Cbor {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0)
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value === 'boolean' || value === null || value instanceof Uint8Array) return true
  return Array.isArray(value) && depth < limits.cborDepthMax && value.every((item) => isPlain(item, depth + 1))
}

/** A hostile input of nothing but array heads would overflow the recursive decoder; such heads stand one behind the other. */
function tooDeep(bytes: Uint8Array): boolean {
  let heads = 0
  for (const byte of bytes) {
    if (byte < 0x81 || byte > 0x9b) return false
    heads += 1
    if (heads > 64) return true
  }
  return false
}
