// Owns the bytes of one change to a pad (P9): reads a Yjs update before Yjs sees it, takes what the rules allow and nothing else, and
// writes our own. Knows no document and no Yjs: it is the guard in front of it.

import { concat, readUtf8, utf8 } from '../base/bytes.ts'
import { limits } from '../base/limits.ts'

/** A place in what a client wrote: the unit with this clock. */
export interface PadPoint {
  readonly client: number
  readonly clock: number
}

export type PadContent =
  | { readonly type: 'text'; readonly text: string }
  /** Several only where they were overwritten in one go. */
  | { readonly type: 'values'; readonly values: readonly (string | boolean)[] }
  | { readonly type: 'gone'; readonly length: number }

/** One item of the author: where it stands, and what it is. */
export interface PadStruct {
  readonly clock: number
  readonly origin: PadPoint | undefined
  readonly rightOrigin: PadPoint | undefined
  /** Where neither origin is: the root it stands in, and the key if that is the map. */
  readonly root: { readonly name: string; readonly key: string | undefined } | undefined
  readonly content: PadContent
}

/** Units of one client that are deleted. */
export interface PadDeletion extends PadPoint {
  readonly length: number
}

export interface PadChange {
  /** Who wrote it; undefined in one that only deletes. */
  readonly client: number | undefined
  readonly structs: readonly PadStruct[]
  readonly deletions: readonly PadDeletion[]
}

/** What somebody's document held before a change: how many units of each client. */
export type PadVector = ReadonlyMap<number, number>

/** The root of a note, and those of a list: the map of its items, and one text for each of them (P9). */
export const noteRoot = 't'
export const listRoot = 'c'
export const isItemRoot = (name: string): boolean => /^i[A-Za-z0-9_-]{8}$/.test(name)
const isListKey = (key: string): boolean => /^[A-Za-z0-9_-]{8}[od]$/.test(key)
const isPlaceInList = (text: string): boolean => /^[0-9A-Za-z]{1,64}$/.test(text)

export function lengthOf(content: PadContent): number {
  if (content.type === 'text') return content.text.length
  return content.type === 'gone' ? content.length : content.values.length
}

/** How far a client's units go with this change. */
export function endOf(structs: readonly PadStruct[], from: number): number {
  const last = structs.at(-1)
  return last === undefined ? from : last.clock + lengthOf(last.content)
}

/** Bytes of at most `limits.padVectorBytesMax`: clients descending, each once, nothing at 0. */
export function readPadVector(bytes: Uint8Array): PadVector | undefined {
  if (bytes.length > limits.padVectorBytesMax) return undefined
  const read = createReader(bytes)
  const vector = new Map<number, number>()
  let before = Number.POSITIVE_INFINITY
  for (let left = read.uint(); left > 0 && read.sound(); left -= 1) {
    const client = read.uint()
    const clock = read.uint()
    if (client >= before || clock === 0) read.refuse()
    vector.set(client, clock)
    before = client
  }
  return read.sound() && read.atEnd() ? vector : undefined
}

export function writePadVector(vector: PadVector): Uint8Array {
  const known = [...vector].filter(([, clock]) => clock > 0).sort(([a], [b]) => b - a)
  return concat(uint(known.length), ...known.flatMap(([client, clock]) => [uint(client), uint(clock)]))
}

/** What an update says, if it keeps P9 for somebody whose document held `vector`; reads no more than the bytes hold. */
export function readPadUpdate(bytes: Uint8Array, vector: PadVector): PadChange | undefined {
  if (bytes.length > limits.padUpdateBytesMax) return undefined
  const change = readChange(bytes, { structs: limits.padStructsMax, ranges: limits.padDeletionsMax })
  if (change === undefined || (change.structs.length === 0 && change.deletions.length === 0)) return undefined
  return keepsToWhatWasThere(change, vector) ? change : undefined
}

/** The form alone, for what our own document says of itself. */
export function readOwnStructs(bytes: Uint8Array): PadChange | undefined {
  return readChange(bytes, { structs: Number.POSITIVE_INFINITY, ranges: Number.POSITIVE_INFINITY })
}

function keepsToWhatWasThere({ client, structs, deletions }: PadChange, vector: PadVector): boolean {
  const first = client === undefined ? 0 : (vector.get(client) ?? 0)
  if (client !== undefined && structs[0]?.clock !== first) return false
  const isThere = (point: PadPoint | undefined, own: number): boolean =>
    point === undefined || point.clock < (point.client === client ? own : (vector.get(point.client) ?? 0))
  if (!structs.every((each) => isThere(each.origin, each.clock) && isThere(each.rightOrigin, each.clock))) return false
  const end = endOf(structs, first)
  return deletions.every((each) => {
    const known = each.client === client ? end : (vector.get(each.client) ?? 0)
    return each.clock + each.length <= known
  })
}

function readChange(
  bytes: Uint8Array,
  max: { readonly structs: number; readonly ranges: number }
): PadChange | undefined {
  const read = createReader(bytes)
  const structs: PadStruct[] = []
  let client: number | undefined
  const clients = read.uint()
  if (clients > 1) return undefined
  if (clients === 1) {
    const count = read.uint()
    client = read.uint()
    let clock = read.uint()
    if (count === 0 || count > max.structs) return undefined
    for (let left = count; left > 0 && read.sound(); left -= 1) {
      const struct = readStruct(read, clock)
      structs.push(struct)
      clock += lengthOf(struct.content)
      if (!Number.isSafeInteger(clock)) read.refuse()
    }
  }
  const deletions = readDeletions(read, max.ranges)
  return read.sound() && read.atEnd() ? { client, structs, deletions } : undefined
}

/** Bits of the first byte: what kind of content, and which fields follow. */
const hasOrigin = 0x80
const hasRightOrigin = 0x40
const hasKey = 0x20
const kinds = { gone: 1, text: 4, values: 8 } as const

function readStruct(read: Reader, clock: number): PadStruct {
  const head = read.byte()
  const origin = (head & hasOrigin) === 0 ? undefined : readPoint(read)
  const rightOrigin = (head & hasRightOrigin) === 0 ? undefined : readPoint(read)
  const isRooted = origin === undefined && rightOrigin === undefined
  const root = isRooted ? readRoot(read, (head & hasKey) !== 0) : undefined
  return { clock, origin, rightOrigin, root, content: readContent(read, head & 0x1f) }
}

function readPoint(read: Reader): PadPoint {
  return { client: read.uint(), clock: read.uint() }
}

/** The map has keys and texts have none; whatever else is named is not ours. */
function readRoot(read: Reader, isKeyed: boolean): PadStruct['root'] {
  if (read.uint() !== 1) read.refuse()
  const name = read.text()
  const key = isKeyed ? read.text() : undefined
  const fits = key === undefined ? name === noteRoot || isItemRoot(name) : name === listRoot && isListKey(key)
  if (!fits) read.refuse()
  return { name, key }
}

function readContent(read: Reader, kind: number): PadContent {
  if (kind === kinds.text) {
    const text = read.text()
    if (text === '') read.refuse()
    return { type: 'text', text }
  }
  if (kind === kinds.gone) {
    const length = read.uint()
    if (length === 0) read.refuse()
    return { type: 'gone', length }
  }
  const count = kind === kinds.values ? read.uint() : 0
  if (count === 0) read.refuse()
  const values: (string | boolean)[] = []
  for (let left = count; left > 0 && read.sound(); left -= 1) values.push(readValue(read))
  return { type: 'values', values }
}

function readValue(read: Reader): string | boolean {
  const form = read.byte()
  if (form === anyForms.true || form === anyForms.false) return form === anyForms.true
  const value = form === anyForms.text ? read.text() : ''
  if (!isPlaceInList(value)) read.refuse()
  return value
}

/** First bytes of a value, as the library's encoding has them. */
const anyForms = { text: 119, true: 120, false: 121 } as const

/** Each client once, its ranges ascending and apart: no two ways to say the same, and no more of them than `max`. */
function readDeletions(read: Reader, max: number): readonly PadDeletion[] {
  const deletions: PadDeletion[] = []
  const seen = new Set<number>()
  for (let clients = read.uint(); clients > 0 && read.sound(); clients -= 1) {
    const client = read.uint()
    if (seen.has(client)) read.refuse()
    seen.add(client)
    let free = 0
    const count = read.uint()
    if (count === 0) read.refuse()
    for (let left = count; left > 0 && read.sound(); left -= 1) {
      const clock = read.uint()
      const length = read.uint()
      if (clock < free || length === 0 || !Number.isSafeInteger(clock + length) || deletions.length >= max)
        read.refuse()
      deletions.push({ client, clock, length })
      free = clock + length
    }
  }
  return deletions
}

export function writePadUpdate({ client, structs, deletions }: PadChange): Uint8Array {
  const first = structs[0]
  const written =
    client === undefined || first === undefined
      ? [uint(0)]
      : [uint(1), uint(structs.length), uint(client), uint(first.clock), ...structs.map(structBytes)]
  const rangesByClient = new Map<number, PadDeletion[]>()
  for (const each of deletions) {
    const ranges = rangesByClient.get(each.client)
    if (ranges === undefined) rangesByClient.set(each.client, [each])
    else ranges.push(each)
  }
  const deleted = [...rangesByClient].flatMap(([author, ranges]) => [
    uint(author),
    uint(ranges.length),
    ...ranges.toSorted((a, b) => a.clock - b.clock).flatMap(({ clock, length }) => [uint(clock), uint(length)])
  ])
  return concat(...written, uint(rangesByClient.size), ...deleted)
}

/** Also the measure of what it costs in an update. */
export function structBytes({ origin, rightOrigin, root, content }: PadStruct): Uint8Array {
  const head =
    kinds[content.type] |
    (origin === undefined ? 0 : hasOrigin) |
    (rightOrigin === undefined ? 0 : hasRightOrigin) |
    (root?.key === undefined ? 0 : hasKey)
  const points = [origin, rightOrigin].flatMap((point) =>
    point === undefined ? [] : [uint(point.client), uint(point.clock)]
  )
  const place = root === undefined ? [] : [uint(1), textBytes(root.name)]
  const key = root?.key === undefined ? [] : [textBytes(root.key)]
  return concat(Uint8Array.of(head), ...points, ...place, ...key, contentBytes(content))
}

function contentBytes(content: PadContent): Uint8Array {
  if (content.type === 'text') return textBytes(content.text)
  if (content.type === 'gone') return uint(content.length)
  const values = content.values.flatMap((value) => {
    if (typeof value === 'string') return [Uint8Array.of(anyForms.text), textBytes(value)]
    return [Uint8Array.of(value ? anyForms.true : anyForms.false)]
  })
  return concat(uint(content.values.length), ...values)
}

function textBytes(text: string): Uint8Array {
  const bytes = utf8(text)
  return concat(uint(bytes.length), bytes)
}

/** Seven bits a byte, the lowest first; of all ways to write a number the shortest. */
function uint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80)
    rest = Math.floor(rest / 0x80)
  }
  return Uint8Array.of(...bytes, rest)
}

/** A cursor that goes on giving zeros and empty texts once something was wrong, so that a loop ends at its next look. */
interface Reader {
  byte(): number
  uint(): number
  text(): string
  refuse(): void
  sound(): boolean
  atEnd(): boolean
}

function createReader(bytes: Uint8Array): Reader {
  let next = 0
  let broken = false

  function byte(): number {
    const value = broken ? undefined : bytes[next]
    if (value === undefined) broken = true
    next += 1
    return value ?? 0
  }
  function uintOf(): number {
    let value = 0
    let weight = 1
    for (let read = 0; read < 8; read += 1) {
      const one = byte()
      value += (one & 0x7f) * weight
      if (one < 0x80) {
        if ((one === 0 && read > 0) || !Number.isSafeInteger(value)) broken = true
        return broken ? 0 : value
      }
      weight *= 0x80
    }
    broken = true
    return 0
  }
  return {
    byte,
    uint: uintOf,
    text() {
      const length = uintOf()
      const text = broken || length > bytes.length - next ? undefined : readUtf8(bytes.subarray(next, next + length))
      next += length
      if (text?.ok !== true) broken = true
      return text?.ok === true && !broken ? text.value : ''
    },
    refuse: () => {
      broken = true
    },
    sound: () => !broken,
    atEnd: () => next === bytes.length
  }
}
