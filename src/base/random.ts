// Owns the shape of chance as an argument: below the node nobody draws it alone.

import { readUint } from './bytes.ts'

/** `length` random bytes, fresh at each call. */
export type RandomBytes = (length: number) => Uint8Array

/** A number from 0 to 1, fresh at each call. */
export function chanceFrom(random: RandomBytes): number {
  return readUint(random(4), 0, 4) / 2 ** 32
}
