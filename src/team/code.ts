// Owns the 24 digits people compare (D4): 80 bits, so that nobody searches a second key for a given code. Knows no membership.

import { encodeCbor, type Cbor } from '../base/codec.ts'
import { compareIds, idBytes, type DeviceId, type MemberId, type TeamId } from '../base/ids.ts'
import { hash } from '../crypto/hash.ts'
import type { Level } from './levels.ts'

/** The code of one device (D4). */
export function deviceCode(team: TeamId, device: DeviceId): string {
  return codeOf(['device', idBytes(team), idBytes(device)])
}

/** The code of a person: all its active devices, in any order (D4). */
export function personCode(team: TeamId, member: MemberId, devices: readonly DeviceId[]): string {
  return codeOf(['person', idBytes(team), idBytes(member), devices.toSorted(compareIds).map(idBytes)])
}

/** One comparison in a meeting verifies everyone: each active device with its member's level (D4). */
export function teamCode(team: TeamId, devices: ReadonlyMap<DeviceId, Level>): string {
  const ascending = [...devices].toSorted(([one], [other]) => compareIds(one, other))
  return codeOf(['team', idBytes(team), ascending.map(([device, level]) => [idBytes(device), level])])
}

/** First 16 bytes of H("code", x) as an integer mod 10^24, in six groups of four digits (D4). */
function codeOf(about: Cbor): string {
  let number = 0n
  for (const byte of hash('code', encodeCbor(about)).subarray(0, 16)) number = number * 256n + BigInt(byte)
  const digits = (number % 10n ** 24n).toString().padStart(24, '0')
  return (digits.match(/.{4}/g) ?? []).join(' ')
}
