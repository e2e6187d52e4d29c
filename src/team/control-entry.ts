// Owns the step from an authentic entry to an operation the resolver can judge: everything that never changes with later knowledge
// (form, certificate, keys, L4, L5, T1). Costs signatures, so the caller keeps the answer for each entry.

import { assert } from '../base/assert.ts'
import type { DeviceId, EntryHash, ScopeId, TeamId } from '../base/ids.ts'
import { err, ok, type Result } from '../base/result.ts'
import { isValidPoint } from '../crypto/sign.ts'
import type { Entry } from '../log/entry.ts'
import { readCertificate, rootDeviceId, type Certificate, type CertificateRefusal } from './certificate.ts'
import { decodeControl } from './control-reader.ts'
import type { Control, ControlOperation } from './control.ts'
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

/** What an entry is held for, until a newer version or its payload is here (E4, V6). */
export type ControlHold = 'unknown-type' | 'payload-missing'

/**
 * Reads an authentic control entry of `team`. An entry that is void for ever is an answer, not a refusal: whatever builds on it is
 * void as well, while a refused one is held (T1). Costs up to 1.5 ms for a certificate.
 */
export function readControlEntry(entry: Entry, team: TeamId): Result<ControlEntry, ControlHold> {
  assert(entry.header.kind === 'control', 'only control entries are read here')
  const { hash, scope, device, payload, header } = entry
  if (payload === undefined) return err('payload-missing')
  const read = decodeControl(payload)
  if (!read.ok && read.reason === 'unknown-type') return err('unknown-type')
  const vetted = read.ok ? vet(read.value, { entry, payload, team }) : voided('control-malformed')
  const deps = read.ok ? read.value.deps : []
  return ok({ hash, scope, device, seq: header.seq, ts: header.ts, deps, ...vetted })
}

type Vetted = Pick<ControlEntry, 'operation' | 'certificate'>

interface Surroundings {
  readonly entry: Entry
  readonly payload: Uint8Array
  readonly team: TeamId
}

function voided(reason: VoidOperation['reason']): Vetted {
  return { operation: { type: 'void', reason }, certificate: undefined }
}

/** What form alone cannot say, but no later knowledge will change. */
function vet({ operation, deps }: Control, { entry, payload, team }: Surroundings): Vetted {
  switch (operation.type) {
    case 'found': {
      const isFounding = entry.device === rootDeviceId(payload) && entry.header.seq === 0 && deps.length === 0
      if (!isFounding || entry.scope !== team) return voided('not-the-founding')
      return isValidPoint(operation.rootPublic) ? accepted(operation) : voided('key-inadmissible')
    }
    case 'member.add':
    case 'device.add': {
      const certificate = readCertificate(operation.certificate, operation.signature, team)
      if (!certificate.ok) return voided(certificate.reason)
      if (certificate.value.first !== (operation.type === 'member.add')) return voided('wrong-certificate-kind')
      return { operation, certificate: certificate.value }
    }
    case 'invite.create':
      return isValidPoint(operation.invitePublic) ? accepted(operation) : voided('key-inadmissible')
    case 'group.create': {
      const isFounding = entry.header.seq === 0 && entry.scope === groupScope(team, entry.device, operation.nonce)
      return isFounding ? accepted(operation) : voided('not-the-founding')
    }
    default:
      return accepted(operation)
  }
}

function accepted(operation: ControlOperation): Vetted {
  return { operation, certificate: undefined }
}
