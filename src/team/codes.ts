// Owns the codes that people compare (D4, D11): digits for a device, a person, two people, the team. Knows no screen and no marks.

import { encodeCbor, type Cbor } from '../base/codec.ts'
import { compareIds, idBytes, type DeviceId, type MemberId, type TeamId } from '../base/ids.ts'
import { hash } from '../crypto/hash.ts'
import type { Level } from './levels.ts'

/** A person as a code sees it: who, and with which active devices. */
export interface CodedPerson {
  readonly member: MemberId
  readonly devices: readonly DeviceId[]
}

/** 24 digits for a device (D4). */
export function deviceCode(team: TeamId, device: DeviceId): string {
  return codeOf(['device', idBytes(team), idBytes(device)])
}

/** 24 digits for a person; they change with the set of devices and with nothing else (D4). */
export function personCode(team: TeamId, { member, devices }: CodedPerson): string {
  return codeOf(['person', idBytes(team), idBytes(member), [...devices].sort(compareIds).map(idBytes)])
}

/** 24 digits for everybody: all active devices with the level of their member (D4). */
export function teamCode(team: TeamId, levelByDevice: ReadonlyMap<DeviceId, Level>): string {
  const devices = [...levelByDevice].sort(([one], [other]) => compareIds(one, other))
  return codeOf(['team', idBytes(team), devices.map(([device, level]): Cbor => [idBytes(device), level])])
}

/** 48 digits for two people: both of their codes, the one of the lower member id first, so that both read the same (D11). */
export function pairCode(team: TeamId, one: CodedPerson, other: CodedPerson): string {
  const pair = [one, other].sort((a, b) => compareIds(a.member, b.member))
  return pair.map((person) => personCode(team, person)).join('')
}

/** What a QR code of these digits says, so that a camera tells a code from an invitation (D11). */
export function codeText(digits: string): string {
  return `flurfunk:code:${digits}`
}

/** The digits of what was scanned or typed: with or without the beginning of a QR code, in groups or not; else undefined (D11). */
export function digitsIn(text: string): string | undefined {
  const digits = text
    .trim()
    .replace(/^flurfunk:code:/i, '')
    .replace(/[\s-]/g, '')
  return /^(?:\d{24}|\d{48})$/.test(digits) ? digits : undefined
}

/** First 16 bytes of `H("code", x)` as an integer mod 10^24 (D4). */
function codeOf(value: Cbor): string {
  let number = 0n
  for (const byte of hash('code', encodeCbor(value)).subarray(0, 16)) number = (number << 8n) | BigInt(byte)
  return (number % 10n ** 24n).toString().padStart(24, '0')
}
