// Owns how control payloads are read (T1, T2): exactly the stated fields, within the limits, or a refusal.

import { utf8 } from '../base/bytes.ts'
import { decodeCbor, type Cbor } from '../base/codec.ts'
import { deviceIdOf, entryHashOf, memberIdOf, scopeIdOf, type EntryHash } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import {
  controlTypes,
  type Control,
  type ControlOperation,
  type ControlType,
  type Fence,
  type History,
  type RoleOfMember,
  type Via
} from './control.ts'
import { anyArray, arrayOf, everyOf, hashes, isAscending, isBytes } from './form.ts'
import { roles, type Role } from './levels.ts'

/** 'unknown-type' is held like a missing parent (E4); 'control-malformed' makes the entry void for ever (T1). */
export type ControlRefusal = 'control-malformed' | 'unknown-type'

const histories: readonly History[] = ['full', 'from-join']

/** Reads a control payload; a certificate in it is not vetted yet (see control-entry.ts). */
export function decodeControl(payload: Uint8Array): Result<Control, ControlRefusal> {
  const decoded = decodeCbor(payload)
  if (!decoded.ok) return err('control-malformed')
  const parts = arrayOf(decoded.value, 3)
  const type = parts?.[0]
  const fields = anyArray(parts?.[1])
  const deps = hashes(parts?.[2], limits.depsMax)
  if (typeof type !== 'number' || fields === undefined || deps === undefined) return err('control-malformed')
  if (!isAscending(deps)) return err('control-malformed')
  const name = controlTypes[type]
  if (name === undefined) return err('unknown-type')
  const operation = readers[name](fields)
  return operation === undefined ? err('control-malformed') : ok({ operation, deps })
}

type Reader = (fields: readonly Cbor[]) => ControlOperation | undefined

/** Each takes exactly the fields of its row of T2, or refuses (E4). */
const readers: Readonly<Record<ControlType, Reader>> = {
  found: (fields) => {
    const [suite, rootPublic, nonce] = fields
    if (fields.length !== 3 || suite !== 1 || !isBytes(rootPublic, 32) || !isBytes(nonce, 16)) return undefined
    return { type: 'found', rootPublic, nonce }
  },
  'member.add': (fields) => {
    const [certificate, signature, roleNumber, viaFields] = fields
    const role = roleOf(roleNumber)
    const via = viaFields === null ? undefined : viaOf(viaFields)
    if (fields.length !== 4 || !(certificate instanceof Uint8Array) || !isBytes(signature, 64)) return undefined
    if (role === undefined || (viaFields !== null && via === undefined)) return undefined
    return { type: 'member.add', certificate, signature, role, via }
  },
  'member.remove': (fields) => {
    const [member] = fields
    return fields.length === 1 && isBytes(member, 16)
      ? { type: 'member.remove', member: memberIdOf(member) }
      : undefined
  },
  'role.set': (fields) => {
    const [member, roleNumber] = fields
    const role = roleOf(roleNumber)
    if (fields.length !== 2 || !isBytes(member, 16) || role === undefined) return undefined
    return { type: 'role.set', member: memberIdOf(member), role }
  },
  'device.add': (fields) => {
    const [certificate, signature] = fields
    if (fields.length !== 2 || !(certificate instanceof Uint8Array) || !isBytes(signature, 64)) return undefined
    return { type: 'device.add', certificate, signature }
  },
  'device.revoke': (fields) => {
    const [device] = fields
    return fields.length === 1 && isBytes(device, 32)
      ? { type: 'device.revoke', device: deviceIdOf(device) }
      : undefined
  },
  'invite.create': (fields) => {
    const [invitePublic, roleNumber, usesMax, expiresMs, approve, member] = fields
    const role = roleOf(roleNumber)
    if (fields.length !== 6 || !isBytes(invitePublic, 32) || role === undefined) return undefined
    if (typeof usesMax !== 'number' || typeof expiresMs !== 'number' || typeof approve !== 'boolean') return undefined
    if (member !== null && !isBytes(member, 16)) return undefined
    const recovered = member === null ? undefined : memberIdOf(member)
    return { type: 'invite.create', invitePublic, role, usesMax, expiresMs, approve, member: recovered }
  },
  'invite.revoke': (fields) => {
    const [invitation] = fields
    return fields.length === 1 && isBytes(invitation, 32)
      ? { type: 'invite.revoke', invitation: entryHashOf(invitation) }
      : undefined
  },
  policy: (fields) => {
    const [name, value] = fields
    if (fields.length !== 2 || typeof name !== 'string' || utf8(name).length > policyBytesMax) return undefined
    if (typeof value === 'string' && utf8(value).length > policyBytesMax) return undefined
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined
    return { type: 'policy', name, value }
  },
  'channel.create': (fields) => {
    const [nonce] = fields
    return fields.length === 1 && isBytes(nonce, 16) ? { type: 'channel.create', nonce } : undefined
  },
  moderate: (fields) => {
    const [scope, targetFields, destroy] = fields
    const targets = hashes(targetFields, limits.targetsMax)
    if (fields.length !== 3 || !isBytes(scope, 16) || targets === undefined) return undefined
    return typeof destroy === 'boolean' ? { type: 'moderate', scope: scopeIdOf(scope), targets, destroy } : undefined
  },
  'group.create': (fields) => {
    const [nonce, memberFields, historyText] = fields
    const members = everyOf(anyArray(memberFields), roleOfMember)
    const history = histories.find((known) => known === historyText)
    if (fields.length !== 3 || !isBytes(nonce, 16) || members === undefined || history === undefined) return undefined
    return { type: 'group.create', nonce, members, history }
  },
  cut: (fields) => {
    const items = anyArray(fields[0])
    const fences = everyOf(items, fenceOf)
    if (fields.length !== 1 || fences === undefined || fences.length > limits.cutItemsMax) return undefined
    return { type: 'cut', fences }
  },
  'release.allow': (fields) => {
    const [version, manifestHash] = fields
    return fields.length === 2 && typeof version === 'number' && isBytes(manifestHash, 32)
      ? { type: 'release.allow', version, manifestHash }
      : undefined
  }
}

/** Names and values of policies are short words; a longer one is no policy of T6. */
const policyBytesMax = 64

function roleOf(value: Cbor | undefined): Role | undefined {
  return typeof value === 'number' ? roles[value - 1] : undefined
}

function viaOf(value: Cbor | undefined): Via | undefined {
  const [invitation, proof] = arrayOf(value, 2) ?? []
  return isBytes(invitation, 32) && isBytes(proof, 64) ? { invitation: entryHashOf(invitation), proof } : undefined
}

function roleOfMember(value: Cbor): RoleOfMember | undefined {
  const [member, roleNumber] = arrayOf(value, 2) ?? []
  const role = roleOf(roleNumber)
  return isBytes(member, 16) && role !== undefined ? { member: memberIdOf(member), role } : undefined
}

function fenceOf(value: Cbor): Fence | undefined {
  const [scope, device, headFields] = arrayOf(value, 3) ?? []
  const heads = everyOf(anyArray(headFields), headOf)
  if (!isBytes(scope, 16) || !isBytes(device, 32)) return undefined
  if (heads === undefined || heads.length > limits.cutHeadsMax) return undefined
  return { scope: scopeIdOf(scope), device: deviceIdOf(device), heads }
}

function headOf(value: Cbor): { readonly seq: number; readonly hash: EntryHash } | undefined {
  const [seq, hash] = arrayOf(value, 2) ?? []
  return typeof seq === 'number' && isBytes(hash, 32) ? { seq, hash: entryHashOf(hash) } : undefined
}
