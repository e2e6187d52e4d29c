// Owns the bytes of content entries (C1, C8): what is written for each row of the table, and how it is read again. What the operations
// mean stands in operations.ts.

import { assert, unreachable } from '../base/assert.ts'
import { fromHex } from '../base/bytes.ts'
import { decodeCbor, encodeCbor, type Cbor } from '../base/codec.ts'
import { idBytes } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import { createFields, type Fields } from './fields.ts'
import type {
  Delete,
  Edit,
  FileReference,
  KnownOperation,
  Mentioned,
  Operation,
  Pad,
  Picture,
  Poll,
  Post
} from './operations.ts'
import { readPadUpdate, readPadVector } from './pad-update.ts'

/** The plain payload of a content entry, before padding and sealing (C1, L8). A field over its limit is our own mistake and throws. */
export function encodeOperation(operation: KnownOperation): Uint8Array {
  const value = valueOf(operation)
  assert(readOperation(value).ok, 'an operation that we write keeps the limits of C1')
  return encodeCbor(value)
}

/** Reads an opened payload; 'malformed' makes the entry void for ever (C8). */
export function decodeOperation(bytes: Uint8Array): Result<Operation, 'malformed'> {
  const value = decodeCbor(bytes)
  return value.ok ? readOperation(value.value) : err('malformed')
}

/** The same for a payload that is decoded already, as a row of a page holds it. Surplus elements are ignored (E4). */
export function readOperation(value: Cbor): Result<Operation, 'malformed'> {
  if (!Array.isArray(value)) return err('malformed')
  const fields = createFields(value as readonly Cbor[])
  const code = fields.uint()
  const operation = fields.sound() ? readFields(code, fields) : undefined
  return operation !== undefined && fields.sound() ? ok(operation) : err('malformed')
}

function readFields(code: number, fields: Fields): Operation {
  switch (code) {
    case 1:
      return readPost(fields)
    case 2:
      return { type: 'edit', target: fields.hash(), text: fields.text(limits.postBytesMax), ...readMentions(fields) }
    case 3:
      return readDelete(fields)
    case 4:
      return { type: 'react', target: fields.hash(), emoji: fields.emoji(), on: fields.flag() }
    case 5:
      return { type: 'pin', target: fields.hash(), on: fields.flag() }
    case 6:
      return { type: 'read-mark', conversation: fields.conversation(), ts: fields.uint(), hash8: fields.hex(8) }
    case 7:
      return {
        type: 'profile',
        name: fields.name(),
        about: fields.text(limits.aboutBytesMax),
        picture: fields.optional(() => fields.nested(readFile))
      }
    case 8:
      return readPoll(fields)
    case 9:
      return {
        type: 'vote',
        target: fields.hash(),
        choices: fields.list({ min: 0, max: limits.pollOptionsMax }, (item) => item.uint())
      }
    case 10:
      return { type: 'timer', seconds: fields.uint() }
    case 11:
      return {
        type: 'title',
        conversation: fields.conversation(),
        name: fields.name(),
        purpose: fields.text(limits.aboutBytesMax)
      }
    case 12:
      return { type: 'lobby', invitation: fields.hash(), secret: fields.bytes(32) }
    case 13:
      return { type: 'verified', member: fields.member(), digits: fields.digits(24) }
    case 14:
      return { type: 'setting', name: fields.name(), value: fields.any(limits.settingBytesMax) }
    case 15:
      return { type: 'device-name', name: fields.name() }
    case 18:
      return { type: 'shared-mark', ts: fields.uint(), hash8: fields.hex(8), on: fields.flag() }
    case 16:
      return {
        type: 'message-mark',
        conversation: fields.conversation(),
        target: fields.hash(),
        kind: fields.uint(),
        on: fields.flag()
      }
    case 17:
      return { type: 'expected-guest', invitation: fields.hash() }
    case 19:
      return readPicture(fields)
    case 23:
      return readPad(fields)
    case 24:
      return { type: 'pad-title', pad: fields.pad(), name: fields.name(), on: fields.flag() }
    default:
      return { type: 'unknown', code }
  }
}

function readPad(fields: Fields): Pad {
  const pad = fields.pad()
  const vector = fields.bytesUpTo(limits.padVectorBytesMax)
  const update = fields.bytesUpTo(limits.padUpdateBytesMax)
  const known = readPadVector(vector)
  if (known === undefined || readPadUpdate(update, known) === undefined) fields.refuse()
  return { type: 'pad', pad, vector, update }
}

function readDelete(fields: Fields): Delete {
  const operation = {
    type: 'delete',
    targets: fields.list({ min: 1, max: limits.targetsMax }, (item) => item.hash()),
    destroy: fields.flag()
  } as const
  return fields.surplus((item) => item.flag()) === true ? { ...operation, silent: true } : operation
}

function readPicture(fields: Fields): Picture {
  const picture = {
    type: 'picture',
    of: fields.conversation(),
    picture: fields.optional(fields.picture)
  } as const
  const chosen = fields.surplus((item) => item.uint())
  return chosen === undefined ? picture : { ...picture, chosen }
}

function readPost(fields: Fields): Post {
  const post = {
    type: 'post',
    text: fields.text(limits.postBytesMax),
    reply: fields.optional(fields.hash),
    files: fields.list({ min: 0, max: limits.filesMax }, (item) => item.nested(readFile)),
    ttl: fields.uint(),
    ...readMentions(fields)
  } as const
  const flags = fields.later(fields.uint, 0)
  return flags === 0 ? post : { ...post, flags }
}

function readPoll(fields: Fields): Poll {
  const poll = {
    type: 'poll',
    question: fields.text(limits.postBytesMax),
    options: fields.list({ min: 2, max: limits.pollOptionsMax }, (item) => item.text(limits.postBytesMax)),
    several: fields.flag(),
    closes: fields.uint()
  } as const
  const ttl = fields.later(fields.uint, 0)
  return ttl === 0 ? poll : { ...poll, ttl }
}

/** Each once, in the order of the text; of wrong form they are nobody, as for versions that do not know them (E4, C10). */
function readMentions(fields: Fields): { readonly mentions?: readonly Mentioned[] } {
  const named = fields.surplus((item) => item.list({ min: 0, max: limits.mentionsMax }, (each) => each.member()))
  return named === undefined || named.length === 0 ? {} : { mentions: [...new Set(named)] }
}

function readFile(fields: Fields): FileReference {
  return {
    hash: fields.bytes(32),
    key: fields.bytes(32),
    size: fields.upTo(limits.fileBytesMax),
    mime: fields.text(limits.aboutBytesMax),
    name: fields.text(limits.aboutBytesMax),
    extra: fields.any(limits.payloadBytesMax)
  }
}

function valueOf(operation: KnownOperation): Cbor {
  switch (operation.type) {
    case 'post': {
      const reply = operation.reply === undefined ? null : idBytes(operation.reply)
      const post = [1, operation.text, reply, operation.files.map(fileValue), operation.ttl]
      const { flags = 0 } = operation
      return flags === 0
        ? [...post, ...laterMentions(operation)]
        : [...post, (operation.mentions ?? []).map(idBytes), flags]
    }
    case 'edit':
      return [2, idBytes(operation.target), operation.text, ...laterMentions(operation)]
    case 'delete':
      return [3, operation.targets.map(idBytes), operation.destroy, ...(operation.silent === true ? [true] : [])]
    case 'react':
      return [4, idBytes(operation.target), operation.emoji, operation.on]
    case 'pin':
      return [5, idBytes(operation.target), operation.on]
    case 'read-mark':
      return [6, idBytes(operation.conversation), operation.ts, hexValue(operation.hash8)]
    case 'profile':
      return [7, operation.name, operation.about, operation.picture === undefined ? null : fileValue(operation.picture)]
    case 'poll': {
      const poll = [8, operation.question, operation.options, operation.several, operation.closes]
      const { ttl = 0 } = operation
      return ttl === 0 ? poll : [...poll, ttl]
    }
    case 'vote':
      return [9, idBytes(operation.target), operation.choices]
    case 'timer':
      return [10, operation.seconds]
    case 'title':
      return [11, idBytes(operation.conversation), operation.name, operation.purpose]
    case 'lobby':
      return [12, idBytes(operation.invitation), operation.secret]
    case 'verified':
      return [13, idBytes(operation.member), operation.digits]
    case 'setting':
      return [14, operation.name, operation.value]
    case 'device-name':
      return [15, operation.name]
    case 'shared-mark':
      return [18, operation.ts, hexValue(operation.hash8), operation.on]
    case 'message-mark':
      return [16, idBytes(operation.conversation), idBytes(operation.target), operation.kind, operation.on]
    case 'expected-guest':
      return [17, idBytes(operation.invitation)]
    case 'picture':
      return [
        19,
        idBytes(operation.of),
        operation.picture ?? null,
        ...(operation.chosen === undefined ? [] : [operation.chosen])
      ]
    case 'pad':
      return [23, idBytes(operation.pad), operation.vector, operation.update]
    case 'pad-title':
      return [24, idBytes(operation.pad), operation.name, operation.on]
    default:
      return unreachable(operation)
  }
}

/** Written only where somebody is named (C10). */
function laterMentions({ mentions = [] }: Post | Edit): readonly Cbor[] {
  return mentions.length === 0 ? [] : [mentions.map(idBytes)]
}

function fileValue(file: FileReference): Cbor {
  return [file.hash, file.key, file.size, file.mime, file.name, file.extra]
}

function hexValue(text: string): Uint8Array {
  const bytes = fromHex(text)
  assert(bytes.ok, 'the mark names its message in hexadecimal')
  return bytes.value
}
