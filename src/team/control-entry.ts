// Owns the step from an authentic entry to an operation the resolver can judge: everything that never changes with later knowledge
// (form, certificate, keys, L4, L5, T1). Costs signatures, so the caller keeps the answer for each entry.

import { rootDeviceId, readCertificate, type Certificate, type CertificateRefusal } from './certificate.ts'
import { encodeControl, type ControlOperation } from './control.ts'
import { decodeControl } from './control-reader.ts'
import type { DeviceId, EntryHash, ScopeId, TeamId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import { isValidPoint } from '../crypto/sign.ts'
import type { Entry } from '../log/entry.ts'
import { groupScope } from './scopes.ts'

/** Void for ever: it stays a link of its log and nothing more (T1). */
export interface VoidOperation {
  readonly type: 'void'
  readonly reason:
    CertificateRefusal | 'control-malformed' | 'wrong-certificate-kind' | 'key-inadmissible' | 'not-the-founding'
}

/** One control entry, as the resolver sees it. */
export interface ControlEntry {
  readonly hash: EntryHash
  readonly scope: ScopeId
  readonly device: DeviceId
  readonly seq: number
  /** Decides nothing but the expiry of an invitation (L9, R8). */
  readonly ts: number
  readonly deps: readonly EntryHash[]
  readonly operation: ControlOperation | VoidOperation
  /** Of `member.add` and `device.add`: vetted. */
  readonly certificate: Certificate | undefined
}

/**
 * Reads an authentic control entry of `team`. 'unknown-type' and 'payload-missing' are held (E4, V6); an entry that is void for
 * ever is an answer, not a refusal: others must be told apart from it (T1).
 */
export declare function readControlEntry(
  entry: Entry,
  team: TeamId
): Result<ControlEntry, 'unknown-type' | 'payload-missing' | 'not-a-control-entry'>
