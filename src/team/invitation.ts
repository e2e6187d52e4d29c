// Owns an invitation's secret: the link that carries it, and everything derived from it (I1, I2, I6). Knows no membership.

import { concat, equalBytes, fromBase32, fromBase64url, toBase32, toBase64url } from '../base/bytes.ts'
import { decodeCbor, encodeCbor } from '../base/codec.ts'
import { idBytes, memberIdOf, teamIdOf, type DeviceId, type MemberId, type TeamId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { RandomBytes } from '../base/random.ts'
import { err, ok, type Result } from '../base/result.ts'
import { derive, hash } from '../crypto/hash.ts'
import { sign, signKeysFromSeed, verify, type SignKeys } from '../crypto/sign.ts'
import { anyArray, everyOf, isBytes } from './form.ts'

/** What a link is for: to join, to link a second device, to recover access (I1). */
export type LinkKind = 'invitation' | 'device' | 'recovery'

export interface Link {
  readonly kind: LinkKind
  readonly team: TeamId
  /** 16 random bytes. */
  readonly seed: Uint8Array
  /** Signaling addresses, at most four. */
  readonly hints: readonly string[]
  /** Whose device or access it is; undefined for an invitation, and only there. */
  readonly member: MemberId | undefined
}

/** 'link-newer' asks for a newer version of the app; 'link-mistyped' means the checksum does not fit. */
export type LinkRefusal = 'link-malformed' | 'link-mistyped' | 'link-newer'

const kinds: readonly LinkKind[] = ['invitation', 'device', 'recovery']
const checkBytes = 4
/** Four addresses of 256 bytes and the rest, in base64url: longer is no link of ours. */
const linkCharactersMax = 2048
const hintCharactersMax = 256

/** A fresh seed (I1). */
export function createLinkSeed(random: RandomBytes): Uint8Array {
  return random(16)
}

/** `base64url(body ‖ H("link", body)[:4])`: what stands behind `#j=` (I1). */
export function encodeLink({ kind, team, seed, hints, member }: Link): string {
  const fields = [1, kinds.indexOf(kind) + 1, idBytes(team), seed, hints, member ? idBytes(member) : null]
  const body = encodeCbor(fields)
  return toBase64url(concat(body, checkOf(body)))
}

/** Reads the text of a link, whoever wrote it (I1). */
export function decodeLink(text: string): Result<Link, LinkRefusal> {
  if (text.length > linkCharactersMax) return err('link-malformed')
  const bytes = fromBase64url(text)
  if (!bytes.ok || bytes.value.length <= checkBytes) return err('link-malformed')
  const body = bytes.value.subarray(0, -checkBytes)
  if (!equalBytes(bytes.value.subarray(-checkBytes), checkOf(body))) return err('link-mistyped')
  const decoded = decodeCbor(body)
  const fields = decoded.ok ? anyArray(decoded.value) : undefined
  if (fields === undefined) return err('link-malformed')
  const [version, kindNumber, team, seed, hintFields, memberField] = fields
  const kind = typeof kindNumber === 'number' ? kinds[kindNumber - 1] : undefined
  if (version !== 1 || (typeof kindNumber === 'number' && kind === undefined)) return err('link-newer')
  const hints = everyOf(anyArray(hintFields), (hint) => (typeof hint === 'string' ? hint : undefined))
  if (fields.length !== 6 || kind === undefined || hints === undefined) return err('link-malformed')
  if (!isBytes(team, 16) || !isBytes(seed, 16)) return err('link-malformed')
  if (hints.length > limits.hintsMax || hints.some((hint) => hint.length > hintCharactersMax))
    return err('link-malformed')
  if (memberField !== null && !isBytes(memberField, 16)) return err('link-malformed')
  const member = memberField === null ? undefined : memberIdOf(memberField)
  if ((kind === 'invitation') !== (member === undefined)) return err('link-malformed')
  return ok({ kind, team: teamIdOf(team), seed, hints, member })
}

function checkOf(body: Uint8Array): Uint8Array {
  return hash('link', body).subarray(0, checkBytes)
}

/** What attending takes, 32 bytes; the team's other members get only this, never the seed (I2). */
export function lobbySecretOf(seed: Uint8Array, team: TeamId): Uint8Array {
  return derive(seed, 'lobby', idBytes(team))
}

/** The same for a link of kind 2: without the team, which whoever typed the code does not know yet (I19). */
export function linkingSecretOf(seed: Uint8Array): Uint8Array {
  return derive(seed, 'lobby', new Uint8Array(0))
}

/** The secret of the lobby that a link leads to, whatever its kind (I2, I19). */
export function lobbySecretOfLink({ kind, seed, team }: Pick<Link, 'kind' | 'seed' | 'team'>): Uint8Array {
  return kind === 'device' ? linkingSecretOf(seed) : lobbySecretOf(seed, team)
}

/** The seed of a link of kind 2 for fingers: 28 characters of Crockford base32 in seven groups (I19). */
export function linkCodeText(seed: Uint8Array): string {
  const text = toBase32(concat(seed, checkOf(seed).subarray(0, 1)))
  return (text.match(/.{4}/g) ?? []).join('-')
}

/** The seed of a typed code: any case, blanks or hyphens, O for 0, I and L for 1 (I19). */
export function readLinkCode(text: string): Result<Uint8Array, LinkRefusal> {
  const bytes = fromBase32(text)
  if (!bytes.ok || bytes.value.length !== 17) return err('link-malformed')
  const seed = bytes.value.slice(0, 16)
  return bytes.value[16] === checkOf(seed)[0] ? ok(seed) : err('link-mistyped')
}

/** The key pair whose public half stands in `invite.create` (I2). */
export function inviteKeysOf(seed: Uint8Array, team: TeamId): SignKeys {
  return signKeysFromSeed(derive(seed, 'invite', idBytes(team)))
}

export interface LobbyKeys {
  /** Name of the y-webrtc room. */
  readonly room: string
  readonly password: string
  /** 32 bytes: seals records (I3). */
  readonly recordKey: Uint8Array
  /** 32 bytes: names records (I3). */
  readonly lobbySecret: Uint8Array
}

/** What a lobby is entered with (I2). */
export function lobbyKeysOf(lobbySecret: Uint8Array): LobbyKeys {
  const nothing = new Uint8Array(0)
  return {
    room: toBase64url(derive(lobbySecret, 'room', nothing, 16)),
    password: toBase64url(derive(lobbySecret, 'password', nothing)),
    recordKey: derive(lobbySecret, 'record', nothing),
    lobbySecret
  }
}

/** 64 bytes: `sign(inviteKey, "join", teamId ‖ did)`, good for this device in this team only (I6). */
export function proveInvitation(seed: Uint8Array, team: TeamId, device: DeviceId): Uint8Array {
  return sign(inviteKeysOf(seed, team).secretKey, 'join', concat(idBytes(team), idBytes(device)))
}

/** Whether a proof holds for this device in this team (I6, R8). */
export function verifyProof(
  invitePublic: Uint8Array,
  { team, device, proof }: { readonly team: TeamId; readonly device: DeviceId; readonly proof: Uint8Array }
): boolean {
  return verify(invitePublic, 'join', concat(idBytes(team), idBytes(device)), proof)
}
