// Owns from when on a message has waited so long that its mark says so (C20). Knows no component and no words.

import type { Delivery } from '../node/api-delivery.ts'

export const waitsLongMs = 60 * 60_000

/** Whether a message of this time waits long: nobody has it, or all but a few do. */
export function waitsLong({ state, of, waitsFor }: Delivery, ts: number, now: number): boolean {
  if (of === 0 || state === 'everywhere' || now - ts < waitsLongMs) return false
  return state === 'stored' || waitsFor.length > 0
}
