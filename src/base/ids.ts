// Owns the names of things: branded lower-case hexadecimal text, whose order is the order of the bytes. Made here, after a check, only.

import { fromHex, toHex } from './bytes.ts'
import { assert } from './assert.ts'

declare const brand: unique symbol
type Id<Name extends string> = string & { readonly [brand]: Name }

/** 16 bytes: the team, and at once the scope of its control log (L1). */
export type TeamId = Id<'scope'> & { readonly team: true }
/** 16 bytes: what a log belongs to, the team or one conversation (L1). */
export type ScopeId = Id<'scope'>
/** 16 bytes: a conversation is the scope of its content. */
export type ConversationId = ScopeId
/** 16 bytes: a person in the team (L2). */
export type MemberId = Id<'member'>
/** 32 bytes: one installation, the hash of its certificate (L3). */
export type DeviceId = Id<'device'>
/** 32 bytes: an entry (L6). */
export type EntryHash = Id<'entry'>
/** 8 bytes: an epoch, the beginning of its entry's hash (K2). */
export type EpochId = Id<'epoch'>
/** 32 bytes: what a file is sealed into, the hash of its list (C5, M3). */
export type BlobId = Id<'blob'>
/** 16 bytes: a note or a list that people of a conversation write together (P9). */
export type PadId = Id<'pad'>
/** 16 bytes: where a team's peers meet today (S9). */
export type Topic = Id<'topic'>
/** Who is at the other end of a link, until a session binds a device to it; opaque, chosen by the network. */
export type PeerId = string & { readonly [brand]: 'peer' }

function idOf<Name extends string>(bytes: Uint8Array, length: number): Id<Name> {
  assert(bytes.length === length, `an id of this kind has ${length} bytes`)
  return toHex(bytes) as Id<Name>
}

export const teamIdOf = (bytes: Uint8Array): TeamId => idOf<'scope'>(bytes, 16) as TeamId
export const scopeIdOf = (bytes: Uint8Array): ScopeId => idOf<'scope'>(bytes, 16)
export const memberIdOf = (bytes: Uint8Array): MemberId => idOf<'member'>(bytes, 16)
export const deviceIdOf = (bytes: Uint8Array): DeviceId => idOf<'device'>(bytes, 32)
export const entryHashOf = (bytes: Uint8Array): EntryHash => idOf<'entry'>(bytes, 32)
export const epochIdOf = (bytes: Uint8Array): EpochId => idOf<'epoch'>(bytes, 8)
export const blobIdOf = (bytes: Uint8Array): BlobId => idOf<'blob'>(bytes, 32)
export const padIdOf = (bytes: Uint8Array): PadId => idOf<'pad'>(bytes, 16)
export const topicOf = (bytes: Uint8Array): Topic => idOf<'topic'>(bytes, 16)
export const peerIdOf = (text: string): PeerId => text as PeerId

/** The bytes of any id of this file but a PeerId. */
export function idBytes(id: Id<string>): Uint8Array {
  const bytes = fromHex(id)
  assert(bytes.ok, 'an id is hexadecimal by construction')
  return bytes.value
}

/** Ascending order of two ids, hashes as bytes (C6). */
export function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
