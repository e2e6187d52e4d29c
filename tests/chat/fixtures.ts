// Names and rows for the tests of this room: nothing random, an id is a number that was written down.

import { fromHex } from '../../src/base/bytes.ts'
import { decodeCbor, type Cbor } from '../../src/base/codec.ts'
import {
  deviceIdOf,
  entryHashOf,
  memberIdOf,
  scopeIdOf,
  type ConversationId,
  type DeviceId,
  type EntryHash,
  type MemberId
} from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { encodeOperation } from '../../src/chat/operation-bytes.ts'
import type { KnownOperation } from '../../src/chat/operations.ts'
import type { Row, Unreadable } from '../../src/chat/rows.ts'

export const week = limits.weekMs
/** The page of all rows that do not say otherwise. */
export const page = 2968
export const start = page * week

function numbered(length: number, value: number): Uint8Array {
  const bytes = new Uint8Array(length)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

export const hashNo = (value: number): EntryHash => entryHashOf(numbered(32, value))
export const deviceNo = (value: number): DeviceId => deviceIdOf(numbered(32, value))
export const memberNo = (value: number): MemberId => memberIdOf(numbered(16, value))
export const conversationNo = (value: number): ConversationId => scopeIdOf(numbered(16, value))

export function bytesOf(hex: string): Uint8Array {
  const bytes = fromHex(hex)
  if (!bytes.ok) throw new Error(`not hexadecimal: ${hex}`)
  return bytes.value
}

/** What a payload decodes to. */
export function valueOf(operation: KnownOperation): Cbor {
  const value = decodeCbor(encodeOperation(operation))
  if (!value.ok) throw new Error('an operation is canonical')
  return value.value
}

interface Given {
  readonly hash: number
  readonly member?: number
  readonly device?: number
  readonly seq?: number
  /** Milliseconds after the beginning of the page. */
  readonly at?: number
}

function placeOf({ hash, member = 1, device = member, seq = hash, at = hash }: Given): Omit<Row, 'content'> {
  return { hash: hashNo(hash), device: deviceNo(device), member: memberNo(member), seq, ts: start + at }
}

/** A row that says `operation`. */
export function row(given: Given, operation: KnownOperation): Row {
  return { ...placeOf(given), content: { type: 'operation', operation: valueOf(operation) } }
}

/** A row that says nothing here. */
export function unreadable(given: Given, type: Unreadable): Row {
  return { ...placeOf(given), content: { type } }
}

export const post = (
  text: string,
  more: { reply?: number; ttl?: number; mentions?: readonly MemberId[] } = {}
): KnownOperation => ({
  type: 'post',
  text,
  reply: more.reply === undefined ? undefined : hashNo(more.reply),
  files: [],
  ttl: more.ttl ?? 0,
  ...(more.mentions === undefined ? {} : { mentions: more.mentions })
})
export const edit = (target: number, text: string): KnownOperation => ({ type: 'edit', target: hashNo(target), text })
export const react = (target: number, emoji: string, on = true): KnownOperation => ({
  type: 'react',
  target: hashNo(target),
  emoji,
  on
})
export const remove = (targets: readonly number[], destroy = true, silent = false): KnownOperation => ({
  type: 'delete',
  targets: targets.map(hashNo),
  destroy,
  ...(silent ? { silent } : {})
})
