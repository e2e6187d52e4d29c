// Owns the values that outlive a page, as this device knows them: names, titles, read marks, settings (C3, P5). Kept as records, so
// that a start need not read the directory; a full rebuild from the logs is always possible.

import { decodeCbor, encodeCbor, type Cbor } from '../base/codec.ts'
import {
  compareIds,
  type ConversationId,
  type DeviceId,
  type EntryHash,
  type MemberId,
  type PadId
} from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { decodeOperation, encodeOperation } from '../chat/operation-bytes.ts'
import type { Operation } from '../chat/operations.ts'
import {
  merge,
  type Register,
  deviceNameKey,
  padKey,
  placedPortraitKey,
  placedProfileKey,
  portraitKey,
  profileKey,
  readMarkKey,
  settingKey,
  timerKey,
  pictureKey,
  titleKey
} from '../chat/registers.ts'
import type { LocalRecord } from './ports.ts'
import { memberOfDevice, type Participation } from './scopes.ts'
import { draftFrom, type Draft } from './draft-records.ts'

export interface Registers {
  readonly byKey: Map<string, Register>
}

const prefix = 'register '

/** Nothing was said yet. */
export function createRegisters(): Registers {
  return { byKey: new Map() }
}

/** The candidates that win over what stands, one for each register. */
export function winningRegisters(registers: Registers, candidates: readonly Register[]): readonly Register[] {
  const changed = new Map<string, Register>()
  for (const candidate of candidates) {
    const before = changed.get(candidate.key) ?? registers.byKey.get(candidate.key)
    const winner = merge(before, candidate)
    if (winner !== before) changed.set(candidate.key, winner)
  }
  return [...changed.values()]
}

/** What to keep of a register, in the same transaction as its entry. An operation of a later version is not kept: it is in the log. */
export function registerRecords(winners: readonly Register[]): readonly LocalRecord[] {
  return winners.flatMap((register) => {
    const value = bytesOf(register)
    return value === undefined ? [] : [{ keep: 'truth', name: prefix + register.key, value } as const]
  })
}

/** What to keep and what to forget, where registers were read anew. */
export function recordsOfMoved(
  before: ReadonlyMap<string, Register>,
  after: ReadonlyMap<string, Register>
): readonly LocalRecord[] {
  const gone = [...before.keys()].filter((key) => !after.has(key))
  const moved = [...after.values()].filter((register) => before.get(register.key)?.hash !== register.hash)
  return [
    ...registerRecords(moved),
    ...gone.map((key): LocalRecord => ({ keep: 'truth', name: prefix + key, value: undefined }))
  ]
}

/** The registers among the records of a start. */
export function registersFrom(records: ReadonlyMap<string, Uint8Array>): Registers {
  const byKey = new Map<string, Register>()
  for (const [name, value] of records) {
    if (!name.startsWith(prefix)) continue
    const register = registerFrom(name.slice(prefix.length), value)
    if (register !== undefined) byKey.set(register.key, register)
  }
  return { byKey }
}

function bytesOf({ ts, hash, operation }: Register): Uint8Array | undefined {
  return operation.type === 'unknown' ? undefined : encodeCbor([ts, hash, encodeOperation(operation)])
}

function registerFrom(key: string, value: Uint8Array): Register | undefined {
  const decoded = decodeCbor(value)
  if (!decoded.ok || !Array.isArray(decoded.value)) return undefined
  const [ts, hash, bytes] = decoded.value
  if (typeof ts !== 'number' || typeof hash !== 'string' || !(bytes instanceof Uint8Array)) return undefined
  const operation = decodeOperation(bytes)
  return operation.ok ? { key, ts, hash, operation: operation.value } : undefined
}

function operationOf<Type extends Operation['type']>(
  registers: Registers,
  key: string,
  type: Type
): Extract<Operation, { type: Type }> | undefined {
  const operation = registers.byKey.get(key)?.operation
  return operation?.type === type ? (operation as Extract<Operation, { type: Type }>) : undefined
}

/** A member's name and words about itself; empty until they arrive. */
export function profileOf(registers: Registers, member: MemberId): { readonly name: string; readonly about: string } {
  return operationOf(registers, profileKey(member), 'profile') ?? { name: '', about: '' }
}

/** What whoever a device belongs to calls itself; empty where that is not known. */
export function nameOfDevice(
  { membership, registers }: { readonly membership: Pick<Participation, 'team'>; readonly registers: Registers },
  device: DeviceId
): string {
  const member = memberOfDevice(membership.team, device)
  return member === undefined ? '' : profileOf(registers, member).name
}

/** The profile as it stands in one conversation, for those who read it there (K16); undefined: nobody wrote it there. */
export function placedProfileOf(
  registers: Registers,
  member: MemberId,
  conversation: ConversationId
): { readonly name: string; readonly about: string } | undefined {
  return operationOf(registers, placedProfileKey(member, conversation), 'profile')
}

/** What its person calls a device; empty: nothing was said. */
export function deviceNameOf(registers: Registers, device: DeviceId): string {
  return operationOf(registers, deviceNameKey(device), 'device-name')?.name ?? ''
}

/** The title of a channel, or of the team under the team's own id. */
export function titleOf(
  registers: Registers,
  conversation: ConversationId
): { readonly name: string; readonly purpose: string } | undefined {
  return operationOf(registers, titleKey(conversation), 'title')
}

/** The picture of a conversation, and the entry it came with (C24). */
export function pictureOf(
  { byKey }: Registers,
  conversation: ConversationId
): { readonly picture: Uint8Array; readonly entry: EntryHash } | undefined {
  const register = byKey.get(pictureKey(conversation))
  if (register?.operation.type !== 'picture' || register.operation.picture === undefined) return undefined
  return { picture: register.operation.picture, entry: register.hash as EntryHash }
}

/** The picture that a member shows of itself, and since when (C26). */
export function portraitOf(
  { byKey }: Registers,
  member: MemberId
): { readonly picture: Uint8Array | undefined; readonly entry: EntryHash; readonly ts: number } | undefined {
  const register = byKey.get(portraitKey(member))
  if (register?.operation.type !== 'picture') return undefined
  return { picture: register.operation.picture, entry: register.hash as EntryHash, ts: register.ts }
}

/** Which of its member's choices stands in one conversation, for those who look for it there (K16); undefined: none was said there. */
export function placedPortraitOf(
  { byKey }: Registers,
  member: MemberId,
  conversation: ConversationId
): { readonly entry: EntryHash; readonly ts: number } | undefined {
  const register = byKey.get(placedPortraitKey(member, conversation))
  return register === undefined ? undefined : { entry: register.hash as EntryHash, ts: register.ts }
}

/** How long new messages of a conversation stay, in seconds; 0 for ever (X6). */
export function timerOf(registers: Registers, conversation: ConversationId): number {
  const seconds = operationOf(registers, timerKey(conversation), 'timer')?.seconds ?? 0
  // Somebody may have written a number that no screen offers.
  return Math.min(seconds, limits.timerSecondsMax)
}

/** A pad as it was last named, and whether it is there (P9). */
export interface NamedPad {
  readonly pad: PadId
  readonly name: string
  readonly on: boolean
  readonly ts: number
}

/** The pads of a conversation, deleted ones too, the last named first. */
export function padsIn({ byKey }: Registers, conversation: ConversationId): readonly NamedPad[] {
  const pads: NamedPad[] = []
  for (const [key, { operation, ts }] of byKey)
    if (operation.type === 'pad-title' && key === padKey(conversation, operation.pad)) pads.push({ ...operation, ts })
  return pads.sort((a, b) => b.ts - a.ts || compareIds(a.pad, b.pad))
}

/** One pad of a conversation, a deleted one too; undefined: it was never named. */
export function padIn(registers: Registers, conversation: ConversationId, pad: PadId): NamedPad | undefined {
  const register = registers.byKey.get(padKey(conversation, pad))
  return register?.operation.type === 'pad-title' ? { ...register.operation, ts: register.ts } : undefined
}

/** A place in a conversation, as marks of reading name it. */
interface ReadPlace {
  readonly ts: number
  readonly hash8: string
}

/** How far this person has read (C1, row 6). */
export function readMarkOf(registers: Registers, conversation: ConversationId): ReadPlace | undefined {
  return operationOf(registers, readMarkKey(conversation), 'read-mark')
}

/** Whether a place lies further on than a mark; undefined: nothing was read yet. */
export function isBeyond(place: ReadPlace, mark: ReadPlace | undefined): boolean {
  return mark === undefined || place.ts > mark.ts || (place.ts === mark.ts && place.hash8 > mark.hash8)
}

/** A setting of this person (C1); undefined: never written. Whoever asks checks the form. */
export function settingOf(registers: Registers, name: string): Cbor | undefined {
  return operationOf(registers, settingKey(name), 'setting')?.value
}

/** A draft as this person's devices know it; an empty one was sent or taken back (C9). */
export interface SharedDraft extends Draft {
  readonly entry: EntryHash
}

/** The drafts of this person by conversation, as its devices told each other; unreadable ones are left out. */
export function sharedDraftsIn({ byKey }: Registers): ReadonlyMap<ConversationId, SharedDraft> {
  const drafts = new Map<ConversationId, SharedDraft>()
  for (const [key, { hash, operation }] of byKey) {
    const conversation = /^setting draft ([0-9a-f]{32})$/.exec(key)?.[1]
    if (operation.type !== 'setting' || conversation === undefined) continue
    const draft = draftFrom(operation.value)
    if (draft !== undefined) drafts.set(conversation as ConversationId, { ...draft, entry: hash as EntryHash })
  }
  return drafts
}

/** The lobby secret of an invitation, as its maker told the members (I2). */
export function lobbySecretOf(registers: Registers, invitation: EntryHash): Uint8Array | undefined {
  return operationOf(registers, `lobby ${invitation}`, 'lobby')?.secret
}
