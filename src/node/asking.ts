// Owns what a newcomer asks with (I2, I16, I19): a link or a typed code, fresh keys, a name. Kept as truth until asking ended one way or
// the other.

import type { Cbor } from '../base/codec.ts'
import { err, ok, type Result } from '../base/result.ts'
import { readCertificate } from '../team/certificate.ts'
import { decodeLink, encodeLink, proveInvitation, readLinkCode, type Link } from '../team/invitation.ts'
import type { LobbyRecord } from '../team/lobby-record.ts'
import type { Refusal } from './api-intents.ts'
import { furtherDevice, newDevice, type Introduction } from './founding.ts'
import type { DeviceKeys, LocalRecord, Milliseconds } from './ports.ts'
import { truth, truthIn } from './records.ts'

/** What a newcomer keeps while it asks. */
export interface Asking {
  /** The text behind `#j=`. */
  readonly text: string
  readonly link: Link
  readonly keys: DeviceKeys
  readonly introduction: Introduction
}

/** A device that was given a typed code (I19): whose it is to be, it hears in the lobby. */
export interface Seeking {
  readonly seed: Uint8Array
  readonly introduction: Introduction
}

const recordName = 'joining'

/** Reads what a person pasted: the text of a link, or a whole address that ends in it. */
export function linkIn(pasted: string): Result<{ readonly text: string; readonly link: Link }, Refusal> {
  const text = pasted.trim().replace(/^.*#j=/s, '')
  const link = decodeLink(text)
  if (!link.ok) return link
  return link.value.kind === 'device' ? err('link-not-an-invitation') : ok({ text, link: link.value })
}

/** The same for a further device of a member: its link, or the seed alone where somebody typed (I16, I19). */
export function deviceLinkIn(
  pasted: string
): Result<{ readonly text: string; readonly link: Link } | { readonly seed: Uint8Array }, Refusal> {
  const text = pasted.trim().replace(/^.*#j=/s, '')
  const typed = readLinkCode(text)
  if (typed.ok) return ok({ seed: typed.value })
  const link = decodeLink(text)
  if (link.ok) return link.value.kind === 'device' ? ok({ text, link: link.value }) : err('link-not-for-a-device')
  const isMistyped = typed.reason === 'link-mistyped' || link.reason === 'link-mistyped'
  return err(isMistyped ? 'link-mistyped' : 'link-malformed')
}

/** Fresh keys for the team of a link: of a new member, or of one more device of the member it names. */
export function beginAsking(
  { text, link }: { readonly text: string; readonly link: Link },
  introduction: Introduction,
  { random, now }: { readonly random: (length: number) => Uint8Array; readonly now: Milliseconds }
): Asking {
  const { team, member } = link
  const keys = member === undefined ? newDevice(team, random, now).keys : furtherDevice({ team, member }, random, now)
  return { text, link, introduction, keys }
}

/** The link that a typed code stands for, once the other side has said whose it is (I19). */
export function linkOfHost(
  seed: Uint8Array,
  { team, member }: Extract<LobbyRecord, { type: 'host' }>
): { readonly text: string; readonly link: Link } {
  const link: Link = { kind: 'device', team, seed, hints: [], member }
  return { text: encodeLink(link), link }
}

/** Kept as truth until joining ended; undefined forgets it. */
export function askingRecord(asking: Asking | undefined): LocalRecord {
  if (asking === undefined) return truth(recordName, undefined)
  const { text, keys, introduction } = asking
  const { certificate, certificateSignature, signSeed, kemSeed } = keys
  const value: Cbor = [
    text,
    introduction.displayName,
    introduction.deviceName,
    certificate,
    certificateSignature,
    signSeed,
    kemSeed
  ]
  return truth(recordName, value)
}

/** What was asked before a restart. */
export function askingIn(records: ReadonlyMap<string, Uint8Array>): Asking | undefined {
  const value = truthIn(records, recordName)
  if (!Array.isArray(value)) return undefined
  const [text, displayName, deviceName, certificate, certificateSignature, signSeed, kemSeed] = value as readonly Cbor[]
  if (typeof text !== 'string' || typeof displayName !== 'string' || typeof deviceName !== 'string') return undefined
  if (!(certificate instanceof Uint8Array) || !(certificateSignature instanceof Uint8Array)) return undefined
  if (!(signSeed instanceof Uint8Array) || !(kemSeed instanceof Uint8Array)) return undefined
  const decoded = decodeLink(text)
  if (!decoded.ok) return undefined
  const link = decoded.value
  const read = readCertificate(certificate, certificateSignature, link.team)
  if (!read.ok) return undefined
  const { device } = read.value
  const keys: DeviceKeys = { team: link.team, device, certificate, certificateSignature, signSeed, kemSeed }
  return { text, link, keys, introduction: { displayName, deviceName, teamName: undefined } }
}

/** What it shows in the lobby. A further device proves nothing but what its certificate says: a person compares its code (I16). */
export function requestOf({ keys, link, introduction }: Asking): LobbyRecord {
  const isDevice = link.kind === 'device'
  return {
    type: 'request',
    certificate: keys.certificate,
    signature: keys.certificateSignature,
    proof: isDevice ? undefined : proveInvitation(link.seed, link.team, keys.device),
    name: isDevice ? introduction.deviceName : introduction.displayName
  }
}
