// Owns who this device is: the keys it was born with, and what follows from them (D1).

import { assert } from '../base/assert.ts'
import type { DeviceId, MemberId, TeamId } from '../base/ids.ts'
import { kemKeysFromSeed, type KemKeys } from '../crypto/box.ts'
import { signKeysFromSeed, type SignKeys } from '../crypto/sign.ts'
import { readCertificate, type Certificate } from '../team/certificate.ts'
import type { DeviceKeys } from './ports.ts'

export interface Identity {
  readonly keys: DeviceKeys
  readonly team: TeamId
  readonly device: DeviceId
  readonly member: MemberId
  readonly certificate: Certificate
  readonly sign: SignKeys
  readonly kem: KemKeys
}

/** The identity of our own keys; anything wrong with them is our own mistake. */
export function identityOf(keys: DeviceKeys): Identity {
  const certificate = readCertificate(keys.certificate, keys.certificateSignature, keys.team)
  assert(certificate.ok, 'our own certificate is admissible')
  return {
    keys,
    team: keys.team,
    device: keys.device,
    member: certificate.value.member,
    certificate: certificate.value,
    sign: signKeysFromSeed(keys.signSeed),
    kem: kemKeysFromSeed(keys.kemSeed)
  }
}
