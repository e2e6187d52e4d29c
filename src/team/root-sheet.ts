// Owns the paper form of the root key (D7): text to print, and what a person types back in.

import { concat, equalBytes, fromBase32, toBase32 } from '../base/bytes.ts'
import { err, ok, type Result } from '../base/result.ts'
import { hash } from '../crypto/hash.ts'

/** `01 ‖ rootSeed32 ‖ H("root-sheet", rootSeed)[:2]` as Crockford base32, fourteen groups of four (D7). */
export function rootSheetText(rootSeed: Uint8Array): string {
  const text = toBase32(concat(Uint8Array.of(1), rootSeed, checkOf(rootSeed)))
  return (text.match(/.{4}/g) ?? []).join('-')
}

/** The root seed of a sheet as a person types it: any case, blanks or hyphens, O for 0, I and L for 1 (D7). */
export function readRootSheet(text: string): Result<Uint8Array, 'root-sheet-malformed' | 'root-sheet-mistyped'> {
  const bytes = fromBase32(text)
  if (!bytes.ok || bytes.value.length !== 35 || bytes.value[0] !== 1) return err('root-sheet-malformed')
  const rootSeed = bytes.value.slice(1, 33)
  return equalBytes(bytes.value.subarray(33), checkOf(rootSeed)) ? ok(rootSeed) : err('root-sheet-mistyped')
}

function checkOf(rootSeed: Uint8Array): Uint8Array {
  return hash('root-sheet', rootSeed).subarray(0, 2)
}
