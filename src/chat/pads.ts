// Owns what a pad's id says (P9): the week in which it began and what kind of pad it is. So nobody can change either, and a pad whose
// week is not kept any more is gone as a whole (X6).

import { concat, readUint, uintBytes } from '../base/bytes.ts'
import { idBytes, padIdOf, type PadId } from '../base/ids.ts'

/** A text, or items to tick. */
export type PadKind = 'note' | 'list'

const kinds: readonly PadKind[] = ['note', 'list']

/** `u32(page) ‖ u8(kind) ‖ 11 random bytes`. */
export function newPadId(page: number, kind: PadKind, chance: Uint8Array): PadId {
  return padIdOf(concat(uintBytes(page, 4), uintBytes(kinds.indexOf(kind), 1), chance.slice(0, 11)))
}

/** The page of the conversation in which the pad began. */
export function firstPageOf(pad: PadId): number {
  return readUint(idBytes(pad), 0, 4)
}

/** undefined: of a later version. */
export function padKindOf(pad: PadId): PadKind | undefined {
  return kinds[readUint(idBytes(pad), 4, 1)]
}
