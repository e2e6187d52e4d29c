// Owns the bytes of a live signal: what a device does in a conversation at this moment, sealed for those in it and never stored (S10).
// Knows neither sessions nor people.

import { concat } from '../base/bytes.ts'
import { decodeCbor, encodeCbor } from '../base/codec.ts'
import { epochIdOf, idBytes, type DeviceId, type EpochId, type ScopeId } from '../base/ids.ts'
import type { RandomBytes } from '../base/random.ts'
import { derive } from '../crypto/hash.ts'
import { nonceBytes, open, seal, sealOverheadBytes } from '../crypto/seal.ts'

/** typing: writes something. here: looks at the conversation. */
export type LiveKind = 'typing' | 'here'

const kinds: readonly LiveKind[] = ['typing', 'here']
const epochBytes = 8
/** The epoch, and a sealed number: all signals are equally long. */
export const liveSignalBytes = epochBytes + sealOverheadBytes + 1

export interface LivePlace {
  readonly scope: ScopeId
  readonly device: DeviceId
}

/** `eid8 ‖ seal(derive(S, "live", scope16 ‖ did32), kind)`; `secret` is that of `epoch`. */
export function sealLive(
  kind: LiveKind,
  { scope, device }: LivePlace,
  { epoch, secret, random }: { readonly epoch: EpochId; readonly secret: Uint8Array; readonly random: RandomBytes }
): Uint8Array {
  const plain = encodeCbor(kinds.indexOf(kind) + 1)
  return concat(idBytes(epoch), seal(liveKey(secret, { scope, device }), plain, random(nonceBytes)))
}

/** What a signal says, if it has the form, and `secretOf` knows the epoch it names; else undefined. */
export function openLive(
  bytes: Uint8Array,
  place: LivePlace,
  secretOf: (epoch: EpochId) => Uint8Array | undefined
): LiveKind | undefined {
  if (bytes.length !== liveSignalBytes) return undefined
  const secret = secretOf(epochIdOf(bytes.slice(0, epochBytes)))
  const plain = secret === undefined ? undefined : open(liveKey(secret, place), bytes.subarray(epochBytes))
  const value = plain?.ok === true ? decodeCbor(plain.value) : undefined
  return value?.ok === true && typeof value.value === 'number' ? kinds[value.value - 1] : undefined
}

function liveKey(secret: Uint8Array, { scope, device }: LivePlace): Uint8Array {
  return derive(secret, 'live', concat(idBytes(scope), idBytes(device)))
}
