// Owns the bytes of a live signal: what a device does in a conversation at this moment, sealed for those in it and never stored (S10).
// Knows neither sessions nor people.

import { concat, readUint, readUtf8, repeat, uintBytes, utf8 } from '../base/bytes.ts'
import { decodeCbor, encodeCbor } from '../base/codec.ts'
import { epochIdOf, idBytes, padIdOf, type DeviceId, type EpochId, type PadId, type ScopeId } from '../base/ids.ts'
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

/** Where a device's person stands in a pad (S15): behind a unit of somebody, or at the beginning of a text. */
export interface LiveCursor {
  readonly pad: PadId
  /** Of 1 or 8 letters (P9). */
  readonly text: string
  readonly behind: { readonly client: number; readonly clock: number } | undefined
}

const cursorKind = 3
const textBytes = 8
const pointBytes = 7
const cursorBytes = 1 + 16 + textBytes + 2 * pointBytes
/** All cursors are equally long, and no other signal is. */
export const liveCursorBytes = epochBytes + sealOverheadBytes + cursorBytes

/** `eid8 ‖ seal(…, 3 ‖ pad16 ‖ text8 ‖ u56(client) ‖ u56(clock + 1))`, the text's id filled up with zeros; clock 0 for the beginning. */
export function sealCursor(
  { pad, text, behind }: LiveCursor,
  place: LivePlace,
  { epoch, secret, random }: { readonly epoch: EpochId; readonly secret: Uint8Array; readonly random: RandomBytes }
): Uint8Array {
  const name = utf8(text)
  const plain = concat(
    Uint8Array.of(cursorKind),
    idBytes(pad),
    name,
    repeat(0, textBytes - name.length),
    uintBytes(behind?.client ?? 0, pointBytes),
    uintBytes(behind === undefined ? 0 : behind.clock + 1, pointBytes)
  )
  return concat(idBytes(epoch), seal(liveKey(secret, place), plain, random(nonceBytes)))
}

/** The same way back; undefined for what has not this form. */
export function openCursor(
  bytes: Uint8Array,
  place: LivePlace,
  secretOf: (epoch: EpochId) => Uint8Array | undefined
): LiveCursor | undefined {
  if (bytes.length !== liveCursorBytes) return undefined
  const secret = secretOf(epochIdOf(bytes.slice(0, epochBytes)))
  const opened = secret === undefined ? undefined : open(liveKey(secret, place), bytes.subarray(epochBytes))
  if (opened?.ok !== true || opened.value.length !== cursorBytes || opened.value[0] !== cursorKind) return undefined
  const plain = opened.value
  const name = plain.slice(17, 17 + textBytes)
  const text = readUtf8(name.slice(0, name.includes(0) ? name.indexOf(0) : textBytes))
  const isSafe = [17 + textBytes, 17 + textBytes + pointBytes].every((at) => (plain[at] ?? 0) < 32)
  if (!text.ok || !isSafe) return undefined
  const client = readUint(plain, 17 + textBytes, pointBytes)
  const clock = readUint(plain, 17 + textBytes + pointBytes, pointBytes)
  const behind = clock === 0 ? undefined : { client, clock: clock - 1 }
  return { pad: padIdOf(plain.slice(1, 17)), text: text.value, behind }
}

function liveKey(secret: Uint8Array, { scope, device }: LivePlace): Uint8Array {
  return derive(secret, 'live', concat(idBytes(scope), idBytes(device)))
}
