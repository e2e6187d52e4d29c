// Owns which chunks of a blob there are, as a bitmap (M4): bit i of byte ⌊i / 8⌋, lowest bit first. Knows no blob.

/** Which of `count` things there are; grows and shrinks in place, so that a set of many thousands costs its bits. */
export interface Bits {
  readonly count: number
  /** How many there are. */
  readonly size: number
  has(index: number): boolean
  add(index: number): void
  remove(index: number): void
  /** The first at or after `from` that is missing; `count`: none. */
  missingFrom(from: number): number
  bytes(): Uint8Array
}

function bitmapLength(count: number): number {
  return Math.ceil(count / 8)
}

/** undefined: not the bitmap of so many things; bits beyond them must be clear. */
export function readBits(bytes: Uint8Array, count: number): Bits | undefined {
  if (bytes.length !== bitmapLength(count)) return undefined
  const beyond = count % 8 === 0 ? 0 : (bytes.at(-1) ?? 0) >> (count % 8)
  return beyond === 0 ? createBits(count, bytes) : undefined
}

export function createBits(count: number, given?: Uint8Array): Bits {
  const bits = given?.slice() ?? new Uint8Array(bitmapLength(count))
  let size = bits.reduce((sum, byte) => sum + (ones[byte] ?? 0), 0)
  const has = (index: number): boolean => index < count && ((bits[index >> 3] ?? 0) & (1 << (index & 7))) !== 0
  return {
    count,
    get size() {
      return size
    },
    has,
    add(index) {
      if (index >= count || has(index)) return
      bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7))
      size += 1
    },
    remove(index) {
      if (!has(index)) return
      bits[index >> 3] = (bits[index >> 3] ?? 0) & ~(1 << (index & 7))
      size -= 1
    },
    missingFrom(from) {
      let index = from
      while (index < count && has(index)) index += (index & 7) === 0 && bits[index >> 3] === 0xff ? 8 : 1
      return Math.min(index, count)
    },
    bytes: () => bits.slice()
  }
}

/** A set that lacks nothing. */
export function allBits(count: number): Bits {
  const full = createBits(count)
  for (let index = 0; index < count; index++) full.add(index)
  return full
}

const ones: readonly number[] = Array.from({ length: 256 }, (_, byte) => {
  let sum = 0
  for (let rest = byte; rest > 0; rest >>= 1) sum += rest & 1
  return sum
})
