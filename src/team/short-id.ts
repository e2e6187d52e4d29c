// Owns the short name of a device: the first 8 bytes of its id, in boxes and notices (K4, I5). Two devices may share one.

import { present } from '../base/assert.ts'
import { fromHex, toHex } from '../base/bytes.ts'
import type { DeviceId } from '../base/ids.ts'

declare const brand: unique symbol

/** 16 lower-case hex digits. */
export type ShortId = string & { readonly [brand]: 'short' }

export function shortIdFromBytes(bytes: Uint8Array): ShortId {
  return toHex(bytes) as ShortId
}

export function shortIdOf(device: DeviceId): ShortId {
  return device.slice(0, 16) as ShortId
}

export function shortIdBytes(shortId: ShortId): Uint8Array {
  const bytes = fromHex(shortId)
  return present(bytes.ok ? bytes.value : undefined, 'a short id is hexadecimal by construction')
}
