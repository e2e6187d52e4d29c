// Owns a second reading of the protocol's bytes, written from docs/protocol.md alone: it imports nothing of src, so that a mistake
// in src cannot confirm itself. Chapters E and L: CBOR subset, headers, entry hashes, signatures, certificates, runs.

import sodium from 'libsodium-wrappers-sumo'

await sodium.ready

export type Item = number | string | boolean | null | Uint8Array | Item[]

/** The bytes are not what the protocol describes. */
export class Malformed extends Error {}

function refuseUnless(condition: boolean, sentence: string): void {
  if (!condition) throw new Malformed(sentence)
}

/** E1, E2: one item of the subset, shortest forms, at most eight arrays deep, nothing after it. */
export function readCbor(bytes: Uint8Array): Item {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let position = 0

  const take = (count: number): number => {
    refuseUnless(position + count <= bytes.length, 'the bytes end early')
    position += count
    return position - count
  }

  const argument = (info: number): number => {
    if (info < 24) return info
    const size = { 24: 1, 25: 2, 26: 4, 27: 8 }[info]
    if (size === undefined) throw new Malformed('indefinite or reserved length')
    const start = take(size)
    const value =
      size === 1
        ? BigInt(view.getUint8(start))
        : size === 2
          ? BigInt(view.getUint16(start))
          : size === 4
            ? BigInt(view.getUint32(start))
            : view.getBigUint64(start)
    const needed = value < 24n ? 0 : value < 256n ? 1 : value < 65_536n ? 2 : value < 4_294_967_296n ? 4 : 8
    refuseUnless(needed === size, 'a shorter form exists')
    refuseUnless(value <= 9_007_199_254_740_991n, 'beyond 2^53 - 1')
    return Number(value)
  }

  const item = (arraysAround: number): Item => {
    const initial = view.getUint8(take(1))
    const [major, info] = [initial >> 5, initial & 31]
    if (major === 0) return argument(info)
    if (major === 2 || major === 3) {
      const length = argument(info)
      const start = take(length)
      const content = bytes.subarray(start, start + length)
      return major === 2 ? content : textOf(content)
    }
    if (major === 4) {
      refuseUnless(arraysAround < 8, 'nested too deep')
      const list: Item[] = []
      for (let left = argument(info); left > 0; left--) list.push(item(arraysAround + 1))
      return list
    }
    if (initial === 0xf4) return false
    if (initial === 0xf5) return true
    if (initial === 0xf6) return null
    throw new Malformed('not of the subset')
  }

  const value = item(0)
  refuseUnless(position === bytes.length, 'something follows')
  return value
}

/** Strict UTF-8 by hand: lengths, continuation bytes, no over-long forms, no surrogates, nothing above U+10FFFF. */
function textOf(bytes: Uint8Array): string {
  let text = ''
  for (let index = 0; index < bytes.length;) {
    const first = bytes[index] ?? 0
    const size = first < 0x80 ? 1 : first >> 5 === 6 ? 2 : first >> 4 === 14 ? 3 : first >> 3 === 30 ? 4 : 0
    refuseUnless(size > 0 && index + size <= bytes.length, 'not UTF-8')
    let point = size === 1 ? first : first & (0x7f >> size)
    for (const next of bytes.subarray(index + 1, index + size)) {
      refuseUnless(next >> 6 === 2, 'not UTF-8')
      point = point * 64 + (next & 63)
    }
    const least = [0, 0, 0x80, 0x800, 0x10000][size] ?? 0
    refuseUnless(point >= least && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff), 'not UTF-8')
    text += String.fromCodePoint(point)
    index += size
  }
  return text
}

export interface SecondHeader {
  readonly kind: number
  readonly seq: number
  readonly ts: number
  readonly prev: Uint8Array
  readonly phash: Uint8Array
  readonly plen: number
  readonly eid: Uint8Array
  readonly page: number
  readonly joins: readonly Uint8Array[]
}

/** L6; 'hold' for a version or suite that is not 1 (E4). */
export function readHeader(bytes: Uint8Array): SecondHeader | 'hold' {
  refuseUnless(bytes.length >= 96, 'shorter than a header')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const u48 = (offset: number): number => view.getUint16(offset) * 2 ** 32 + view.getUint32(offset + 2)
  if (view.getUint8(0) !== 1 || view.getUint8(2) !== 1) return 'hold'
  const count = view.getUint8(3)
  refuseUnless(count <= 3 && bytes.length === 96 + 32 * count, 'joins do not fit')
  const header: SecondHeader = {
    kind: view.getUint8(1),
    seq: u48(4),
    ts: u48(10),
    prev: bytes.subarray(16, 48),
    phash: bytes.subarray(48, 80),
    plen: view.getUint32(80),
    eid: bytes.subarray(84, 92),
    page: view.getUint32(92),
    joins: [0, 1, 2].slice(0, count).map((index) => bytes.subarray(96 + 32 * index, 128 + 32 * index))
  }
  refuseUnless(header.kind <= 2, 'no such kind')
  refuseUnless(header.plen <= 65_536, 'payload over 64 KiB')
  refuseUnless(isZero(header.prev) === (header.seq === 0), 'zeros for prev if and only if seq is 0')
  refuseUnless(header.seq > 0 || count === 0, 'the first entry joins nothing')
  const isContent = header.kind === 0
  refuseUnless(isContent || (isZero(header.eid) && header.page === 0), 'epoch and page are for content')
  refuseUnless(!isContent || header.page <= Math.floor(header.ts / 604_800_000) + 1, 'page ahead of its time')
  const texts = header.joins.map(hex)
  refuseUnless(
    texts.every((text, index) => index === 0 || text > (texts[index - 1] ?? '')),
    'joins ascend'
  )
  refuseUnless(!texts.includes(hex(header.prev)), 'a join is not prev')
  return header
}

export interface SecondEntry {
  readonly header: Uint8Array
  readonly payload: Uint8Array | null
  readonly signature: Uint8Array | null
}

export interface SecondRun {
  readonly scope: Uint8Array
  readonly did: Uint8Array
  readonly entries: readonly SecondEntry[]
}

/** L11 and its limits; headers are left unread. */
export function readRun(bytes: Uint8Array): SecondRun {
  refuseUnless(bytes.length <= 1_048_576, 'over 1 MiB')
  const [scope, did, list] = arrayOf(readCbor(bytes), 3)
  const items = Array.isArray(list) ? list : []
  refuseUnless(items.length >= 1 && items.length <= 512, '1 to 512 entries')
  return {
    scope: bytesOf(scope, 16, 16),
    did: bytesOf(did, 32, 32),
    entries: items.map((item) => {
      const [header, payload, signature] = arrayOf(item, 3)
      return {
        header: bytesOf(header, 0, 1_048_576),
        payload: payload === null ? null : bytesOf(payload, 0, 65_536),
        signature: signature === null ? null : bytesOf(signature, 64, 64)
      }
    })
  }
}

/** `H(label, data)` (E6). */
export function labelledHash(label: string, ...data: readonly Uint8Array[]): Uint8Array {
  return sodium.crypto_generichash(32, join(underLabel(label), ...data), null)
}

/** L6: `H("entry", scope16 ‖ did32 ‖ hdr)`. */
export function hashOfEntry(scope: Uint8Array, did: Uint8Array, header: Uint8Array): Uint8Array {
  return labelledHash('entry', scope, did, header)
}

/** E6: whether a signature of `data` under a label holds. */
export function holds(publicKey: Uint8Array, label: string, data: Uint8Array, signature: Uint8Array): boolean {
  return sodium.crypto_sign_verify_detached(signature, join(underLabel(label), data), publicKey)
}

/** L3: the fields of a certificate, lengths checked. */
export function readCertificate(bytes: Uint8Array): { member: Uint8Array; signPub: Uint8Array; kemPub: Uint8Array } {
  const [version, team, member, signPub, kemPub, created, unique] = arrayOf(readCbor(bytes), 7)
  refuseUnless(version === 1 && typeof created === 'number', 'not a certificate')
  bytesOf(team, 16, 16)
  const fields = {
    member: bytesOf(member, 16, 16),
    signPub: bytesOf(signPub, 32, 32),
    kemPub: bytesOf(kemPub, 1216, 1216)
  }
  if (unique === null) return fields
  const expected = labelledHash('member', fields.signPub, bytesOf(unique, 16, 16)).subarray(0, 16)
  refuseUnless(hex(expected) === hex(fields.member), 'the member id is not of this key')
  return fields
}

/** C5, M1, M2: one chunk of a file of `size` bytes as it is sealed; the nonce comes first. */
export function sealedChunk(
  { key, size }: { readonly key: Uint8Array; readonly size: number },
  index: number,
  { plain, nonce }: { readonly plain: Uint8Array; readonly nonce: Uint8Array }
): Uint8Array {
  const chunks = Math.max(1, Math.ceil(size / 65_536))
  const length = index === chunks - 1 ? size - 65_536 * (chunks - 1) : 65_536
  refuseUnless(index < chunks && plain.length === length, 'not a chunk of a file of this size')
  const place = Uint8Array.of(index >>> 24, index >>> 16, index >>> 8, index, index === chunks - 1 ? 1 : 0)
  const chunkKey = sodium.crypto_generichash(32, join(underLabel('chunk'), place), key)
  return join(nonce, sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, null, null, nonce, chunkKey))
}

/** C5, M3: the hash that stands for a file with these sealed chunks. */
export function blobHash(sealed: readonly Uint8Array[]): Uint8Array {
  return labelledHash('blob', ...sealed.map((chunk) => labelledHash('chunk-hash', chunk)))
}

/** C1, C10: whom a post or an edit names; a list of another form names nobody. */
export function readMentions(bytes: Uint8Array): readonly string[] {
  const operation = readCbor(bytes)
  if (!Array.isArray(operation)) throw new Malformed('not an operation')
  const list = operation[0] === 1 ? operation[5] : operation[0] === 2 ? operation[3] : undefined
  if (!Array.isArray(list) || list.length > 64) return []
  const ids = list.map((id) => (id instanceof Uint8Array && id.length === 16 ? hex(id) : undefined))
  return ids.includes(undefined) ? [] : [...new Set(ids)].map(String)
}

/** What a change of a pad says, as far as P9 needs it: who, from which unit to which, and what is deleted. */
export interface SecondPad {
  readonly client: number | undefined
  readonly from: number
  readonly to: number
  readonly words: string
  readonly deleted: readonly (readonly [client: number, clock: number, length: number])[]
}

/** P9, of an operation 23: its form alone; 'other' for any other operation. */
export function readPad(bytes: Uint8Array): SecondPad | 'other' {
  const operation = readCbor(bytes)
  if (!Array.isArray(operation) || operation[0] !== 23) return 'other'
  bytesOf(operation[1], 16, 16)
  const vector = vectorOf(bytesOf(operation[2], 0, 12_288))
  const input = createInput(bytesOf(operation[3], 0, 49_152))
  const clients = input.number()
  refuseUnless(clients <= 1, 'one author')
  const count = clients === 1 ? input.number() : 0
  refuseUnless(count <= 1000 && (clients === 0 || count > 0), 'one to a thousand structs')
  const client = clients === 1 ? input.number() : undefined
  const from = clients === 1 ? input.number() : 0
  refuseUnless(client === undefined || from === (vector.get(client) ?? 0), 'goes on where the author was')
  let clock = from
  let words = ''
  const known = (who: number): number => (who === client ? clock : (vector.get(who) ?? 0))
  for (let left = count; left > 0; left--) {
    const head = input.byte()
    const points = (head & 128 ? 1 : 0) + (head & 64 ? 1 : 0)
    for (let point = 0; point < points; point++) {
      const who = input.number()
      refuseUnless(input.number() < known(who), 'stands beside what was there')
    }
    if (points === 0) placeOf(input, (head & 32) !== 0)
    const kind = head & 31
    refuseUnless(kind === 1 || kind === 4 || kind === 8, 'an item of these kinds')
    const text = kind === 4 ? input.text() : ''
    const length = kind === 4 ? text.length : input.number()
    refuseUnless(length > 0, 'not empty')
    if (kind === 8) for (let value = length; value > 0; value--) valueIn(input)
    words += text
    clock += length
  }
  const deleted: [number, number, number][] = []
  const seen = new Set<number>()
  for (let left = input.number(); left > 0; left--) {
    const who = input.number()
    refuseUnless(!seen.has(who), 'each client once')
    seen.add(who)
    const ranges = input.number()
    refuseUnless(ranges > 0, 'not empty')
    for (let free = 0, range = ranges; range > 0; range--) {
      const start = input.number()
      const length = input.number()
      refuseUnless(start >= free && length > 0 && start + length <= known(who), 'ascending, apart, of what is known')
      free = start + length
      refuseUnless(deleted.push([who, start, length]) <= 1000, 'at most a thousand ranges')
    }
  }
  refuseUnless(input.isAtEnd() && count + deleted.length > 0, 'something, and nothing behind it')
  return { client, from, to: clock, words, deleted }
}

function placeOf(input: Input, isKeyed: boolean): void {
  refuseUnless(input.number() === 1, 'a root by its name')
  const name = input.text()
  const isText = name === 't' || /^i[A-Za-z0-9_-]{8}$/.test(name)
  refuseUnless(isKeyed ? name === 'c' && /^[A-Za-z0-9_-]{8}[od]$/.test(input.text()) : isText, 'a root of pads')
}

function valueIn(input: Input): void {
  const form = input.byte()
  if (form === 120 || form === 121) return
  refuseUnless(form === 119 && /^[0-9A-Za-z]{1,64}$/.test(input.text()), 'a value of lists')
}

function vectorOf(bytes: Uint8Array): ReadonlyMap<number, number> {
  const input = createInput(bytes)
  const vector = new Map<number, number>()
  let before = Number.POSITIVE_INFINITY
  for (let left = input.number(); left > 0; left--) {
    const client = input.number()
    refuseUnless(client < before, 'clients descend')
    before = client
    const clock = input.number()
    refuseUnless(clock > 0, 'nothing at 0')
    vector.set(client, clock)
  }
  refuseUnless(input.isAtEnd(), 'something follows')
  return vector
}

/** Bytes one after the other, numbers of seven bits a byte, the lowest first. */
interface Input {
  byte(): number
  number(): number
  text(): string
  isAtEnd(): boolean
}

function createInput(bytes: Uint8Array): Input {
  let next = 0
  const byte = (): number => {
    refuseUnless(next < bytes.length, 'the bytes end early')
    return bytes[next++] ?? 0
  }
  const number = (): number => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      refuseUnless(shift < 56n, 'too long')
      const one = byte()
      value |= BigInt(one & 127) << shift
      if (one >= 128) continue
      refuseUnless(one > 0 || shift === 0n, 'a shorter form exists')
      refuseUnless(value <= 9_007_199_254_740_991n, 'beyond 2^53 - 1')
      return Number(value)
    }
  }
  return {
    byte,
    number,
    text() {
      const length = number()
      refuseUnless(next + length <= bytes.length, 'the bytes end early')
      next += length
      return textOf(bytes.subarray(next - length, next))
    },
    isAtEnd: () => next === bytes.length
  }
}

export function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function underLabel(label: string): Uint8Array {
  return Uint8Array.from([...`ff1/${label}`].map((letter) => letter.charCodeAt(0)).concat(0))
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0)
}

function arrayOf(item: Item | undefined, length: number): Item[] {
  if (!Array.isArray(item) || item.length !== length) throw new Malformed(`not an array of ${length}`)
  return item
}

function bytesOf(item: Item | undefined, lengthMin: number, lengthMax: number): Uint8Array {
  if (!(item instanceof Uint8Array) || item.length < lengthMin || item.length > lengthMax) {
    throw new Malformed('not a byte string of that length')
  }
  return item
}
