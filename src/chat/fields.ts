// Owns reading the fields of an operation one after the other, each within its limit (C1, C8). Knows no operation.

import { toHex, utf8 } from '../base/bytes.ts'
import { encodeCbor, type Cbor } from '../base/codec.ts'
import {
  entryHashOf,
  memberIdOf,
  padIdOf,
  scopeIdOf,
  type ConversationId,
  type EntryHash,
  type MemberId,
  type PadId
} from '../base/ids.ts'
import { limits } from '../base/limits.ts'

/**
 * A cursor over the elements of an array. A field of wrong form gives a value of the right type and makes the whole unsound, so
 * that an operation is read as it is written and judged once, at its end.
 */
export interface Fields {
  uint(): number
  /** An integer of at most `max`. */
  upTo(max: number): number
  flag(): boolean
  /** Text of at most `bytesMax` bytes of UTF-8. */
  text(bytesMax: number): string
  /** Text of at most 64 characters, counted as code points: engines agree about those, about what people see as one character not. */
  name(): string
  /** Text of 1 … 32 bytes. */
  emoji(): string
  /** Text of exactly `length` decimal digits. */
  digits(length: number): string
  bytes(length: number): Uint8Array
  /** 1 byte to 24 KiB that begin as JPEG or WebP (C24). */
  picture(): Uint8Array
  /** At most `max` bytes. */
  bytesUpTo(max: number): Uint8Array
  /** Exactly `length` bytes, as hexadecimal. */
  hex(length: number): string
  hash(): EntryHash
  conversation(): ConversationId
  member(): MemberId
  pad(): PadId
  /** undefined where null stands, else what `read` gives. */
  optional<Value>(read: () => Value): Value | undefined
  /** What `read` gives, or `otherwise` where the array has ended: a field that was added later (E4). */
  later<Value>(read: () => Value, otherwise: Value): Value
  /** The next element, if it is there and of this form; undefined where not, since older versions ignore whatever stands there (E4). */
  surplus<Value>(read: (item: Fields) => Value): Value | undefined
  /** `read` is called once for each element, with a cursor that stands on it. */
  list<Value>(size: { readonly min: number; readonly max: number }, read: (item: Fields) => Value): readonly Value[]
  /** An array of its own fields. */
  nested<Value>(read: (item: Fields) => Value): Value
  /** Anything of at most `bytesMax` bytes of CBOR. */
  any(bytesMax: number): Cbor
  /** Something that only its reader can see is wrong. */
  refuse(): void
  sound(): boolean
}

/** A cursor at the first of `values`; elements beyond those read are ignored (E4). */
export function createFields(values: readonly Cbor[]): Fields {
  let next = 0
  let broken = false

  function take<Value>(fits: (value: Cbor | undefined) => Value | undefined, otherwise: Value): Value {
    const value = fits(values[next++])
    if (value === undefined) broken = true
    return value ?? otherwise
  }
  function textThat(fits: (text: string) => boolean): string {
    return take((value) => (typeof value === 'string' && fits(value) ? value : undefined), '')
  }
  function readItem<Value>(items: readonly Cbor[], read: (item: Fields) => Value): Value {
    const item = createFields(items)
    const value = read(item)
    if (!item.sound()) broken = true
    return value
  }
  function array(): readonly Cbor[] {
    return take((value) => (Array.isArray(value) ? (value as readonly Cbor[]) : undefined), [])
  }
  function bytes(length: number): Uint8Array {
    const fits = (value: Cbor | undefined): Uint8Array | undefined =>
      value instanceof Uint8Array && value.length === length ? value : undefined
    return take(fits, new Uint8Array(length))
  }

  return {
    uint: () => take((value) => (typeof value === 'number' ? value : undefined), 0),
    upTo: (max) => take((value) => (typeof value === 'number' && value <= max ? value : undefined), 0),
    flag: () => take((value) => (typeof value === 'boolean' ? value : undefined), false),
    text: (bytesMax) => textThat((text) => isWithin(text, bytesMax)),
    name: () => textThat((text) => text.length <= 2 * nameMax && [...text].length <= nameMax),
    emoji: () => textThat((text) => text !== '' && isWithin(text, limits.emojiBytesMax)),
    digits: (length) => textThat((text) => text.length === length && /^[0-9]*$/.test(text)),
    bytes,
    picture: () =>
      take((value) => (value instanceof Uint8Array && isPicture(value) ? value : undefined), new Uint8Array(0)),
    bytesUpTo: (max) =>
      take((value) => (value instanceof Uint8Array && value.length <= max ? value : undefined), new Uint8Array()),
    hex: (length) => toHex(bytes(length)),
    hash: () => entryHashOf(bytes(32)),
    conversation: () => scopeIdOf(bytes(16)),
    member: () => memberIdOf(bytes(16)),
    pad: () => padIdOf(bytes(16)),
    optional(read) {
      if (values[next] !== null) return read()
      next += 1
      return undefined
    },
    later: (read, otherwise) => (next < values.length ? read() : otherwise),
    surplus(read) {
      const value = values[next++]
      const item = createFields(value === undefined ? [] : [value])
      const found = read(item)
      return item.sound() ? found : undefined
    },
    list({ min, max }, read) {
      const items = array()
      if (items.length < min || items.length > max) {
        broken = true
        return []
      }
      return items.map((value) => readItem([value], read))
    },
    nested: (read) => readItem(array(), read),
    any: (bytesMax) =>
      take((value) => (value !== undefined && encodeCbor(value).length <= bytesMax ? value : undefined), null),
    refuse: () => {
      broken = true
    },
    sound: () => !broken
  }
}

/** By its first bytes, which is all that this thread ever looks at (C24). */
export function isPicture(bytes: Uint8Array): boolean {
  if (bytes.length > limits.pictureBytesMax) return false
  const text = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff
  return isJpeg || (text(0) === 'RIFF' && text(8) === 'WEBP')
}

/** One that a member may show of itself: everybody keeps everybody's (C26). */
export function isPortrait(bytes: Uint8Array): boolean {
  return isPicture(bytes) && bytes.length <= limits.portraitBytesMax
}

const nameMax = limits.nameCharactersMax

function isWithin(text: string, bytesMax: number): boolean {
  // A UTF-16 unit is at most three bytes: most texts need no encoding to be known as short enough.
  return text.length * 3 <= bytesMax || (text.length <= bytesMax && utf8(text).length <= bytesMax)
}
