// Owns what every implementation of the Blobs port must do (M8, X2). Its cases know no test runner, so that they also run in a worker.

import { assert } from '../../src/base/assert.ts'
import { repeat } from '../../src/base/bytes.ts'
import { limits } from '../../src/base/limits.ts'
import { sealOverheadBytes } from '../../src/crypto/seal.ts'
import type { Blobs } from '../../src/node/ports.ts'

/** What keeps the slots while nobody has them open. */
export interface BlobShelf {
  open(): Blobs
  /** As at the end of a worker; opened again, only what was flushed is there. */
  close(blobs: Blobs): void
  /** Everything that lies there, while nobody has it open. */
  content(): Promise<readonly Uint8Array[]>
}

const slotBytes = limits.chunkBytes + sealOverheadBytes
const chunk = (sign: number): Uint8Array => repeat(sign, slotBytes)
const { segmentSlots } = limits

export interface BlobCase {
  readonly name: string
  readonly run: (shelf: BlobShelf) => Promise<void>
}

export const blobCases: readonly BlobCase[] = [
  {
    name: '[M8] what was flushed is there after the next start, each chunk in its slot, also where a file ends',
    async run(shelf) {
      const places = [0, 7, segmentSlots - 1, segmentSlots]
      const first = await reserved(shelf, segmentSlots + 1)
      for (const [index, slot] of places.entries()) assert(first.write(slot, chunk(index + 1)).ok, 'there is room')
      first.flush()
      shelf.close(first)
      const second = await reserved(shelf, segmentSlots + 1)
      for (const [index, slot] of places.entries()) holds(second, slot, index + 1)
      holds(second, 3, 0)
      shelf.close(second)
    }
  },
  {
    name: '[M8] a slot that nobody reserved is refused',
    async run(shelf) {
      const blobs = await reserved(shelf, 1)
      assert(!blobs.write(segmentSlots * 3, chunk(1)).ok, 'it lies far beyond what was reserved')
      holds(blobs, 0, 0)
      shelf.close(blobs)
    }
  },
  {
    name: '[X2] erased slots are zeros at once and after the next start; their neighbours stay, and no byte is left anywhere',
    async run(shelf) {
      const blobs = await reserved(shelf, segmentSlots + 2)
      const [before, one, two, after] = [segmentSlots - 2, segmentSlots - 1, segmentSlots, segmentSlots + 1]
      for (const [slot, sign] of [
        [before, 0x41],
        [one, 0x42],
        [two, 0x43],
        [after, 0x44]
      ] as const)
        assert(blobs.write(slot, chunk(sign)).ok, 'there is room')
      blobs.flush()
      blobs.erase([{ first: one, count: 2 }], segmentSlots + 2)
      const check = (open: Blobs): void =>
        [before, one, two, after].forEach((slot, index) => holds(open, slot, [0x41, 0, 0, 0x44][index] ?? 0))
      check(blobs)
      shelf.close(blobs)
      for (const bytes of await shelf.content())
        assert(!bytes.includes(0x42) && !bytes.includes(0x43), 'what was erased lies nowhere')
      const again = await reserved(shelf, segmentSlots + 2)
      check(again)
      shelf.close(again)
    }
  },
  {
    name: '[X2] where nothing is used from a slot on, what lay there is gone',
    async run(shelf) {
      const blobs = await reserved(shelf, segmentSlots + 1)
      assert(blobs.write(2, chunk(0x41)).ok && blobs.write(segmentSlots, chunk(0x45)).ok, 'there is room')
      blobs.flush()
      blobs.erase([{ first: segmentSlots, count: 1 }], segmentSlots)
      holds(blobs, 2, 0x41)
      shelf.close(blobs)
      for (const bytes of await shelf.content()) assert(!bytes.includes(0x45), 'what was erased lies nowhere')
    }
  }
]

/** Blobs whose slots below this one can be written. */
async function reserved(shelf: BlobShelf, slots: number): Promise<Blobs> {
  const blobs = shelf.open()
  const made = await new Promise<boolean>((resolve) => blobs.reserve(slots, ({ ok }) => resolve(ok)))
  assert(made, 'the disk has room')
  return blobs
}

/** 0: nothing was written there, or it was erased. */
function holds(blobs: Blobs, slot: number, sign: number): void {
  const bytes = blobs.read(slot, slotBytes)
  assert(bytes === undefined ? sign === 0 : bytes.every((byte) => byte === sign), `slot ${slot} holds what it should`)
}
