// Owns the frames of a session and their bytes (network.md 5): first byte the type, then one canonical item. Reads strictly and
// never throws; what a frame means, and whether it is welcome, is session.ts's.

import { assert } from '../base/assert.ts'
import { concat } from '../base/bytes.ts'
import { decodeCbor, encodeCbor, type Cbor } from '../base/codec.ts'
import { deviceIdOf, entryHashOf, idBytes, type DeviceId, type EntryHash } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import { decodeRun, encodeRun, type Run } from '../log/run.ts'
import { bounds } from './bounds.ts'
import { fileBody, fileBytesMax, fileFrameFrom, fileTypeByByte, type FileFrame } from './file-frames.ts'
import { isBytes, isNumber, listOf, scopeTagOf, tagBytes, tuple, type ScopeTag } from './frame-fields.ts'

/** A head as it is said to a peer. */
export interface HeadRef {
  readonly seq: number
  readonly hash: EntryHash
}

/** The heads of one log (S6). */
export interface SaidLog {
  readonly tag: ScopeTag
  readonly device: DeviceId
  readonly heads: readonly HeadRef[]
}

/**
 * Everything; headers with the payloads of control and epoch entries only (V5); the payloads of seq `from` … `to`, both
 * included.
 */
export type WantMode = 'everything' | 'headers' | { readonly from: number; readonly to: number }

/** A question for what the answerer has of one log beyond `heads`. */
export interface WantedLog {
  readonly tag: ScopeTag
  readonly device: DeviceId
  /** What the asker has; empty: nothing. */
  readonly heads: readonly EntryHash[]
  /** Older entries at the distances of S6, newest first, down to the first one; empty: not named, the heads should do. */
  readonly locator: readonly EntryHash[]
  readonly mode: WantMode
}

/** Why a peer leaves; informs only. */
export type ByeReason = 'leaving' | 'removed' | 'refused' | 'too-much' | 'replaced'

export type Frame =
  /** S2. `tags` are 16 bytes each. */
  | { readonly type: 'meet'; readonly nonce: Uint8Array; readonly tags: readonly Uint8Array[] }
  /** S3: sealed. */
  | { readonly type: 'bind'; readonly sealed: Uint8Array }
  | { readonly type: 'bye'; readonly reason: ByeReason }
  | { readonly type: 'ping'; readonly number: number }
  | { readonly type: 'pong'; readonly number: number }
  /**
   * The heads of shared logs. `number` grows with every have of a session; the parts of a whole one share it. After a whole have
   * a log that it does not list is not there.
   */
  | {
      readonly type: 'have'
      readonly number: number
      readonly scale: 'whole' | 'changes'
      readonly part: number
      readonly parts: number
      readonly logs: readonly SaidLog[]
    }
  | { readonly type: 'want'; readonly number: number; readonly logs: readonly WantedLog[] }
  /** 1 to 16 new entries of any logs, as runs. */
  | { readonly type: 'fresh'; readonly runs: readonly Run[] }
  /**
   * The answer to the want of that number: its first `answered` logs are dealt with. 0 and 0: unasked, the beginning of a group or the proof of a removal
   * (S4).
   */
  | { readonly type: 'run'; readonly number: number; readonly answered: number; readonly runs: readonly Run[] }
  /** Sealed and opaque: typing, presence in one scope (S10). It goes no further. */
  | { readonly type: 'signal'; readonly tag: ScopeTag; readonly sealed: Uint8Array }
  /** A sealed lobby record that travels over a relayed link, because no direct way opens (network.md 6). */
  | { readonly type: 'record'; readonly sealed: Uint8Array }
  | FileFrame

export type FrameRefusal = 'frame-too-large' | 'unknown-frame' | 'frame-malformed'

/** Below 0x80: control lane; from 0x80: bulk (network.md 5); from 0xC0: bulk, after all others (M4). */
const typeByByte: ReadonlyMap<number, Frame['type']> = new Map([
  [0x01, 'meet'],
  [0x02, 'bind'],
  [0x03, 'bye'],
  [0x04, 'ping'],
  [0x05, 'pong'],
  [0x10, 'have'],
  [0x11, 'want'],
  [0x12, 'fresh'],
  [0x13, 'signal'],
  [0x80, 'run'],
  [0x81, 'record'],
  ...fileTypeByByte
])
const byteByType = new Map([...typeByByte].map(([byte, type]) => [type, byte]))

const bytesMaxByType: Readonly<Record<Frame['type'], number>> = {
  meet: bounds.openingFrameBytesMax,
  bind: bounds.openingFrameBytesMax,
  bye: bounds.openingFrameBytesMax,
  ping: bounds.openingFrameBytesMax,
  pong: bounds.openingFrameBytesMax,
  have: limits.frameBytesMax,
  want: limits.controlFrameBytesMax,
  fresh: limits.freshBytesMax,
  signal: bounds.signalBytesMax,
  run: limits.runFrameBytesMax,
  record: limits.lobbyRecordBytesMax + 64,
  ...fileBytesMax
}

const byeReasons: readonly ByeReason[] = ['leaving', 'removed', 'refused', 'too-much', 'replaced']

/** The bytes of a frame. A frame beyond its bound is our own mistake and throws. */
export function encodeFrame(frame: Frame): Uint8Array {
  const bytes = concat(Uint8Array.of(byteByType.get(frame.type) ?? 0), bodyOf(frame))
  assert(bytes.length <= bytesMaxByType[frame.type], `a frame keeps its bound: ${frame.type}`)
  return bytes
}

/** The frame of these bytes, or why not; never throws, whatever the bytes are (V7). */
export function decodeFrame(bytes: Uint8Array): Result<Frame, FrameRefusal> {
  const type = typeByByte.get(bytes[0] ?? 0)
  if (type === undefined) return err('unknown-frame')
  if (bytes.length > bytesMaxByType[type]) return err('frame-too-large')
  const body = bytes.slice(1)
  // The sealed bytes of S3 are the body itself: nothing about them is readable before the key is known.
  if (type === 'bind') return ok({ type, sealed: body })
  const decoded = decodeCbor(body)
  const frame = decoded.ok ? frameFrom(type, decoded.value) : undefined
  return frame === undefined ? err('frame-malformed') : ok(frame)
}

function bodyOf(frame: Frame): Uint8Array {
  switch (frame.type) {
    case 'meet':
      return encodeCbor([1, frame.nonce, frame.tags])
    case 'bind':
      return frame.sealed
    case 'bye':
      return encodeCbor(byeReasons.indexOf(frame.reason))
    case 'ping':
    case 'pong':
      return encodeCbor(frame.number)
    case 'have':
      return encodeCbor([frame.number, frame.scale === 'whole', frame.part, frame.parts, frame.logs.map(fromSaidLog)])
    case 'want':
      return encodeCbor([frame.number, frame.logs.map(fromWantedLog)])
    case 'fresh':
      return encodeCbor(frame.runs.map(encodeRun))
    case 'run':
      return encodeCbor([frame.number, frame.answered, frame.runs.map(encodeRun)])
    case 'signal':
      return encodeCbor([tagBytes(frame.tag), frame.sealed])
    case 'record':
      return encodeCbor(frame.sealed)
    default:
      return encodeCbor(fileBody(frame))
  }
}

function fromSaidLog({ tag, device, heads }: SaidLog): Cbor {
  return [tagBytes(tag), idBytes(device), heads.map((head) => [head.seq, idBytes(head.hash)])]
}

function fromWantedLog({ tag, device, heads, locator, mode }: WantedLog): Cbor {
  const asked = mode === 'everything' ? 0 : mode === 'headers' ? 1 : [mode.from, mode.to]
  return [tagBytes(tag), idBytes(device), heads.map(idBytes), locator.map(idBytes), asked]
}

function frameFrom(type: Exclude<Frame['type'], 'bind'>, value: Cbor): Frame | undefined {
  switch (type) {
    case 'meet':
      return meetFrom(value)
    case 'bye':
      return byeFrom(value)
    case 'ping':
    case 'pong':
      return typeof value === 'number' ? { type, number: value } : undefined
    case 'have':
      return haveFrom(value)
    case 'want':
      return wantFrom(value)
    case 'fresh':
      return freshFrom(value)
    case 'run':
      return runFrom(value)
    case 'signal':
      return signalFrom(value)
    case 'record':
      return value instanceof Uint8Array ? { type, sealed: value } : undefined
    default:
      return fileFrameFrom(type, value)
  }
}

function meetFrom(value: Cbor): Frame | undefined {
  const [version, nonce, list] = tuple(value, 3)
  const tags = listOf(list, limits.meetTagsMax, (tag) => (isBytes(tag, 16) ? tag : undefined))
  return version === 1 && isBytes(nonce, 32) && tags !== undefined ? { type: 'meet', nonce, tags } : undefined
}

function byeFrom(value: Cbor): Frame | undefined {
  const reason = typeof value === 'number' ? byeReasons[value] : undefined
  return reason === undefined ? undefined : { type: 'bye', reason }
}

function haveFrom(value: Cbor): Frame | undefined {
  const [number, whole, part, parts, list] = tuple(value, 5)
  const logs = listOf(list, bounds.havePartLogsMax, saidLogFrom)
  if (!isNumber(number) || typeof whole !== 'boolean' || !isNumber(part) || !isNumber(parts)) return undefined
  if (part >= parts || parts > bounds.havePartsMax || logs === undefined) return undefined
  return { type: 'have', number, scale: whole ? 'whole' : 'changes', part, parts, logs }
}

function saidLogFrom(value: Cbor): SaidLog | undefined {
  const [tag, device, list] = tuple(value, 3)
  const heads = listOf(list, limits.headsMax, headFrom)
  if (!isBytes(tag, 16) || !isBytes(device, 32) || heads === undefined) return undefined
  return { tag: scopeTagOf(tag), device: deviceIdOf(device), heads }
}

function headFrom(value: Cbor): HeadRef | undefined {
  const [seq, hash] = tuple(value, 2)
  return isNumber(seq) && isBytes(hash, 32) ? { seq, hash: entryHashOf(hash) } : undefined
}

function wantFrom(value: Cbor): Frame | undefined {
  const [number, list] = tuple(value, 2)
  const logs = listOf(list, bounds.wantLogsMax, wantedLogFrom)
  return isNumber(number) && logs !== undefined ? { type: 'want', number, logs } : undefined
}

function wantedLogFrom(value: Cbor): WantedLog | undefined {
  const [tag, device, headList, locatorList, asked] = tuple(value, 5)
  const heads = listOf(headList, limits.headsMax, hashFrom)
  const locator = listOf(locatorList, bounds.locatorHashesMax, hashFrom)
  const mode = modeFrom(asked)
  if (!isBytes(tag, 16) || !isBytes(device, 32)) return undefined
  if (heads === undefined || locator === undefined || mode === undefined) return undefined
  return { tag: scopeTagOf(tag), device: deviceIdOf(device), heads, locator, mode }
}

function modeFrom(value: Cbor | undefined): WantMode | undefined {
  if (value === 0) return 'everything'
  if (value === 1) return 'headers'
  const [from, to] = tuple(value, 2)
  return isNumber(from) && isNumber(to) && from <= to ? { from, to } : undefined
}

function freshFrom(value: Cbor): Frame | undefined {
  const runs = listOf(value, limits.freshEntriesMax, oneRunFrom)
  if (runs === undefined || runs.length === 0) return undefined
  return entriesIn(runs) <= limits.freshEntriesMax ? { type: 'fresh', runs } : undefined
}

function runFrom(value: Cbor): Frame | undefined {
  const [number, answered, list] = tuple(value, 3)
  const runs = listOf(list, limits.runEntriesMax, oneRunFrom)
  if (!isNumber(number) || !isNumber(answered) || runs === undefined) return undefined
  return entriesIn(runs) <= limits.runEntriesMax ? { type: 'run', number, answered, runs } : undefined
}

function signalFrom(value: Cbor): Frame | undefined {
  const [tag, sealed] = tuple(value, 2)
  if (!isBytes(tag, 16) || !(sealed instanceof Uint8Array)) return undefined
  return { type: 'signal', tag: scopeTagOf(tag), sealed }
}

function oneRunFrom(value: Cbor): Run | undefined {
  const run = value instanceof Uint8Array ? decodeRun(value) : undefined
  return run?.ok === true ? run.value : undefined
}

function hashFrom(value: Cbor): EntryHash | undefined {
  return isBytes(value, 32) ? entryHashOf(value) : undefined
}

/** How many entries some runs carry together. */
function entriesIn(runs: readonly Run[]): number {
  return runs.reduce((sum, run) => sum + run.items.length, 0)
}
