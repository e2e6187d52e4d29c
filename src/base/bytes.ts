// Owns what is done to byte strings: compare, join, and write as text. Knows no format of any other room.

import { assert } from './assert.ts'
import { err, ok, type Result } from './result.ts'

const utf8Encoder = new TextEncoder()
const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const hexByByte: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Lexicographic order of byte strings: negative, zero or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** Whether two byte strings are the same. Not constant-time: never for secrets. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && compareBytes(a, b) === 0
}

/** The parts, one after the other, in a fresh array. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const joined = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

/** `length` bytes that all are `byte` (0 … 255). */
export function repeat(byte: number, length: number): Uint8Array {
  return new Uint8Array(length).fill(byte)
}

/** `value` as `length` big-endian bytes; `length` is 1 … 7 and `value` fits, below 2^53. */
export function uintBytes(value: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let rest = value
  for (let index = length - 1; index >= 0; index--) {
    bytes[index] = rest % 256
    rest = Math.floor(rest / 256)
  }
  assert(rest === 0 && Number.isSafeInteger(value), 'an integer fits the bytes it is written in')
  return bytes
}

/** A big-endian integer of 1 … 6 bytes (so it is exact), or of 7 whose first is below 32. */
export function readUint(bytes: Uint8Array, offset: number, length: number): number {
  let value = 0
  for (let index = offset; index < offset + length; index++) value = value * 256 + (bytes[index] ?? 0)
  return value
}

/** Text as UTF-8. */
export function utf8(text: string): Uint8Array {
  return utf8Encoder.encode(text)
}

/** UTF-8 as text; refuses invalid sequences. */
export function readUtf8(bytes: Uint8Array): Result<string, 'not-utf8'> {
  try {
    return ok(utf8Decoder.decode(bytes))
  } catch {
    return err('not-utf8')
  }
}

/** Lower-case hexadecimal; its string order is the order of the bytes. */
export function toHex(bytes: Uint8Array): string {
  const pieces: string[] = []
  for (const byte of bytes) pieces.push(hexByByte[byte] ?? '')
  // Joined once: engines keep a text that grew piece by piece as a tree, and flatten it when it first serves as a key.
  return pieces.join('')
}

/** Bytes of lower-case hexadecimal. */
export function fromHex(text: string): Result<Uint8Array, 'not-hex'> {
  if (text.length % 2 !== 0) return err('not-hex')
  const bytes = new Uint8Array(text.length / 2)
  for (let index = 0; index < bytes.length; index++) {
    const high = hexDigit(text.charCodeAt(2 * index))
    const low = hexDigit(text.charCodeAt(2 * index + 1))
    if (high < 0 || low < 0) return err('not-hex')
    bytes[index] = high * 16 + low
  }
  return ok(bytes)
}

/** The value of a digit by its character code, or -1. */
function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  return code >= 97 && code <= 102 ? code - 87 : -1
}

const base64urlAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** RFC 4648 base64url without padding. */
export function toBase64url(bytes: Uint8Array): string {
  return toDigits(bytes, 6, base64urlAlphabet)
}

/** Bytes of unpadded base64url; refuses other characters and set bits beyond the last byte (one text for one value). */
export function fromBase64url(text: string): Result<Uint8Array, 'not-base64url'> {
  const bytes = fromDigits(text, 6, base64urlAlphabet)
  return bytes === undefined ? err('not-base64url') : ok(bytes)
}

const crockfordAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Crockford base32, upper case, without check symbol. */
export function toBase32(bytes: Uint8Array): string {
  return toDigits(bytes, 5, crockfordAlphabet)
}

/** Bytes of Crockford base32 as a person types it: any case, blanks and hyphens, O for 0, I and L for 1. */
export function fromBase32(text: string): Result<Uint8Array, 'not-base32'> {
  const plain = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  const bytes = fromDigits(plain, 5, crockfordAlphabet)
  return bytes === undefined ? err('not-base32') : ok(bytes)
}

function toDigits(bytes: Uint8Array, bitsPerDigit: number, alphabet: string): string {
  const mask = (1 << bitsPerDigit) - 1
  let text = ''
  let pending = 0
  let bits = 0
  for (const byte of bytes) {
    pending = (pending << 8) | byte
    bits += 8
    while (bits >= bitsPerDigit) {
      bits -= bitsPerDigit
      text += alphabet[(pending >> bits) & mask] ?? ''
    }
    pending &= (1 << bits) - 1
  }
  return bits === 0 ? text : text + (alphabet[(pending << (bitsPerDigit - bits)) & mask] ?? '')
}

function fromDigits(text: string, bitsPerDigit: number, alphabet: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * bitsPerDigit) / 8))
  if (Math.ceil((bytes.length * 8) / bitsPerDigit) !== text.length) return undefined
  let pending = 0
  let bits = 0
  let offset = 0
  for (const character of text) {
    const digit = alphabet.indexOf(character)
    if (digit === -1) return undefined
    pending = (pending << bitsPerDigit) | digit
    bits += bitsPerDigit
    if (bits >= 8) {
      bits -= 8
      bytes[offset++] = pending >> bits
    }
    pending &= (1 << bits) - 1
  }
  return pending === 0 ? bytes : undefined
}
