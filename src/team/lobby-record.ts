// Owns the records of a lobby: request, run, notice, sealed and named by their content (I3, I5). What they lead to is admission.ts.

import type { TeamId } from '../base/ids.ts'
import type { RandomBytes } from '../base/random.ts'
import type { Result } from '../base/result.ts'
import type { Certificate, CertificateRefusal } from './certificate.ts'
import type { LobbyKeys } from './invitation.ts'

export type NoticeCode =
  'waits-for-approval' | 'expired' | 'used-up' | 'revoked' | 'unknown' | 'newer-version-needed' | 'two-devices-asked'

export interface JoinRequest {
  readonly type: 'request'
  readonly certificate: Uint8Array
  readonly certificateSignature: Uint8Array
  /** undefined for a second device (I16). */
  readonly proof: Uint8Array | undefined
  /** At most 64 characters; shown, never believed. */
  readonly name: string
}

export type LobbyRecord =
  | JoinRequest
  /** The bytes of a run (L11), for the door. */
  | { readonly type: 'run'; readonly run: Uint8Array }
  /** Advice for the device whose id begins with `shortId` (8 bytes as hex); it only informs (I5). */
  | { readonly type: 'notice'; readonly shortId: string; readonly code: NoticeCode }

export interface SealedRecord {
  /** The key in the lobby's map (I3). */
  readonly id: string
  readonly bytes: Uint8Array
}

export declare function sealRecord(record: LobbyRecord, keys: LobbyKeys, random: RandomBytes): SealedRecord

/** A record of strangers: a value that does not open, or whose id is another, does not exist (I3). */
export declare function openRecord(
  sealed: SealedRecord,
  keys: LobbyKeys
): Result<LobbyRecord, 'record-too-large' | 'does-not-open' | 'record-id-differs' | 'record-malformed'>

/** Vets the certificate of a request (I8, L4). */
export declare function certificateOfRequest(
  request: JoinRequest,
  team: TeamId
): Result<Certificate, CertificateRefusal>
