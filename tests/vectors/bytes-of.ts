// Owns the notation of vectors.json: lower-case hexadecimal, and `rNN` or `rNN (64 bytes)` for one byte repeated.

import { fromHex, repeat } from '../../src/base/bytes.ts'

/** The bytes a text of the vectors stands for; `length` is that of `rNN` where the text does not say it. */
export function bytesOf(text: string, length = 32): Uint8Array {
  const repeated = /^r([0-9a-f]{2})(?: \((\d+) bytes\))?$/.exec(text)
  if (repeated) return repeat(Number.parseInt(repeated[1] ?? '', 16), Number(repeated[2] ?? length))
  const bytes = fromHex(text)
  if (!bytes.ok) throw new Error(`not bytes: ${text}`)
  return bytes.value
}
