// Owns a device's certificate: its keys and the member it belongs to for ever (L2 to L5). Knows nothing of who is in the team.

import { concat, equalBytes } from '../base/bytes.ts'
import { decodeCbor, encodeCbor } from '../base/codec.ts'
import { deviceIdOf, idBytes, memberIdOf, teamIdOf, type DeviceId, type MemberId, type TeamId } from '../base/ids.ts'
import type { RandomBytes } from '../base/random.ts'
import { err, ok, type Result } from '../base/result.ts'
import { isAdmissibleKemKey, kemKeysFromSeed, kemPublicBytes } from '../crypto/box.ts'
import { hash } from '../crypto/hash.ts'
import { isValidPoint, sign, signKeysFromSeed, verify } from '../crypto/sign.ts'
import { isBytes } from './form.ts'

/** A certificate that passed L4. Which member a device belongs to is a static fact of its bytes (L3). */
export interface Certificate {
  readonly device: DeviceId
  readonly member: MemberId
  readonly team: TeamId
  /** 32 bytes, Ed25519. */
  readonly signPublic: Uint8Array
  /** 1216 bytes, X-Wing. */
  readonly kemPublic: Uint8Array
  /** By the clock of the device; informs people, decides nothing. */
  readonly createdMs: number
  /** The member's first device, whose key made the member's id (L2). */
  readonly first: boolean
  readonly bytes: Uint8Array
  /** 64 bytes. */
  readonly signature: Uint8Array
}

/** The secrets a device is made of, 32 random bytes each; its keys follow from them. */
export interface DeviceSeeds {
  readonly signSeed: Uint8Array
  readonly kemSeed: Uint8Array
}

export type CertificateRefusal = 'certificate-malformed' | 'certificate-of-another-team' | 'certificate-inadmissible'

/** Fresh seeds for a new device (D1). */
export function createSeeds(random: RandomBytes): DeviceSeeds {
  return { signSeed: random(32), kemSeed: random(32) }
}

/** The certificate of a new member's first device; `unique` is 16 random bytes, so nobody reserves a member id (L2, L3). */
export function firstCertificate(
  team: TeamId,
  seeds: DeviceSeeds,
  { createdMs, unique }: { readonly createdMs: number; readonly unique: Uint8Array }
): Certificate {
  const member = memberIdOfKey(signKeysFromSeed(seeds.signSeed).publicKey, unique)
  return makeCertificate({ team, member, createdMs, unique }, seeds)
}

/** The certificate of a further device of `member` (L3). */
export function laterCertificate(
  team: TeamId,
  seeds: DeviceSeeds,
  { createdMs, member }: { readonly createdMs: number; readonly member: MemberId }
): Certificate {
  return makeCertificate({ team, member, createdMs, unique: undefined }, seeds)
}

interface CertificateFacts {
  readonly team: TeamId
  readonly member: MemberId
  readonly createdMs: number
  readonly unique: Uint8Array | undefined
}

function makeCertificate({ team, member, createdMs, unique }: CertificateFacts, seeds: DeviceSeeds): Certificate {
  const signKeys = signKeysFromSeed(seeds.signSeed)
  const kemPublic = kemKeysFromSeed(seeds.kemSeed).publicKey
  const fields = [1, idBytes(team), idBytes(member), signKeys.publicKey, kemPublic, createdMs, unique ?? null]
  const bytes = encodeCbor(fields)
  return {
    device: deviceIdOfCertificate(bytes),
    member,
    team,
    signPublic: signKeys.publicKey,
    kemPublic,
    createdMs,
    first: unique !== undefined,
    bytes,
    signature: sign(signKeys.secretKey, 'cert', bytes)
  }
}

/**
 * Reads a stranger's certificate and vets its keys (L4). Costs about 1.5 ms: one signature, one point, one trial encapsulation;
 * whoever reads the same bytes often keeps the answer.
 */
export function readCertificate(
  bytes: Uint8Array,
  signature: Uint8Array,
  team: TeamId
): Result<Certificate, CertificateRefusal> {
  const read = decodeCertificate(bytes, signature)
  if (!read.ok) return read
  const certificate = read.value
  if (certificate.team !== team) return err('certificate-of-another-team')
  if (!isValidPoint(certificate.signPublic)) return err('certificate-inadmissible')
  if (!verify(certificate.signPublic, 'cert', bytes, signature)) return err('certificate-inadmissible')
  if (!isAdmissibleKemKey(certificate.kemPublic)) return err('certificate-inadmissible')
  return read
}

/** Form alone: fields, lengths, and that a first device's key made the member's id (L2, L3). */
function decodeCertificate(bytes: Uint8Array, signature: Uint8Array): Result<Certificate, 'certificate-malformed'> {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok || !Array.isArray(decoded.value) || decoded.value.length !== 7) return err('certificate-malformed')
  const [version, team, member, signPublic, kemPublic, createdMs, unique] = decoded.value
  if (version !== 1 || typeof createdMs !== 'number') return err('certificate-malformed')
  if (!isBytes(team, 16) || !isBytes(member, 16) || !isBytes(signPublic, 32)) return err('certificate-malformed')
  if (!isBytes(kemPublic, kemPublicBytes) || signature.length !== 64) return err('certificate-malformed')
  if (unique !== null && !isBytes(unique, 16)) return err('certificate-malformed')
  if (unique !== null && !equalBytes(member, idBytes(memberIdOfKey(signPublic, unique)))) {
    return err('certificate-malformed')
  }
  return ok({
    device: deviceIdOfCertificate(bytes),
    member: memberIdOf(member),
    team: teamIdOf(team),
    signPublic,
    kemPublic,
    createdMs,
    first: unique !== null,
    bytes,
    signature
  })
}

/** `H("member", signPub ‖ un)[:16]` (L2). */
function memberIdOfKey(signPublic: Uint8Array, unique: Uint8Array): MemberId {
  return memberIdOf(hash('member', concat(signPublic, unique)).subarray(0, 16))
}

/** `H("device", cert)` (L3). */
function deviceIdOfCertificate(bytes: Uint8Array): DeviceId {
  return deviceIdOf(hash('device', bytes))
}

/** The pseudo-device whose seq 0 is `found` and whose key is in that payload (L5). */
export function rootDeviceId(foundPayload: Uint8Array): DeviceId {
  return deviceIdOf(hash('team', foundPayload))
}
