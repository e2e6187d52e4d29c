// worker. Owns the Blobs port in the browser's private file system (M8): files with random names in a directory of the team's own, each a
// number and then slots of one size. Knows no blob and no key. Beside the pool of the databases, which would throw away what it does not know.

import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import { readUint, toHex, uintBytes } from '../base/bytes.ts'
import { sealOverheadBytes } from '../crypto/seal.ts'
import type { Blobs, Milliseconds } from '../node/ports.ts'
import { systemClock, systemRandom } from './system.ts'

export interface OpfsBlobs extends Blobs {
  /** Lets all files go; nothing happens afterwards. */
  close(): void
}

const root = 'flurfunk-files'
const numberBytes = 4
const slotBytes = limits.chunkBytes + sealOverheadBytes
const { segmentSlots } = limits
const zeros = new Uint8Array(slotBytes)
/** Files of an ended worker are let go a moment after its lock. */
const busyRetryMs: Milliseconds = 100
const busyTries = 50

/** The blobs of the team whose directory this is; opened behind the caller's back, nothing can be read until then. */
export function createOpfsBlobs(directory: string): OpfsBlobs {
  /** By number. */
  const segments = new Map<number, FileSystemSyncAccessHandle>()
  const dirty = new Set<FileSystemSyncAccessHandle>()
  let closed = false
  let folder: FileSystemDirectoryHandle | undefined
  /** Acts that need the files wait for them, and for each other. */
  let acting: Promise<void> = open()

  async function open(): Promise<void> {
    const top = await navigator.storage.getDirectory()
    folder = await (
      await top.getDirectoryHandle(root, { create: true })
    ).getDirectoryHandle(directory, { create: true })
    for await (const handle of folder.values()) {
      if (handle.kind !== 'file' || closed) continue
      const file = await takeFile(handle, () => closed)
      if (file === undefined) continue
      const number = numberOf(file)
      if (closed || number === undefined || segments.has(number)) file.close()
      else segments.set(number, file)
    }
  }

  async function addSegment(number: number): Promise<void> {
    const name = toHex(systemRandom.bytes(16))
    const handle = await folder?.getFileHandle(name, { create: true })
    const file = await handle?.createSyncAccessHandle()
    if (file === undefined) return
    if (closed) return file.close()
    const written = file.write(uintBytes(number, numberBytes), { at: 0 })
    if (written !== numberBytes) {
      file.close()
      throw new Error('no room for a further file of the store')
    }
    file.flush()
    segments.set(number, file)
  }

  const inTurn = (act: () => Promise<void> | void, failed: () => void): void => {
    acting = acting.then(act).catch(failed)
  }

  function eraseNow(extents: readonly { readonly first: number; readonly count: number }[], end: number): void {
    for (const { first, count } of extents)
      for (let slot = first; slot < first + count;) {
        const number = Math.floor(slot / segmentSlots)
        const until = Math.min(first + count, (number + 1) * segmentSlots)
        eraseIn(segments.get(number), { from: slot % segmentSlots, count: until - slot })
        slot = until
      }
    for (const [number, file] of segments) if (number * segmentSlots >= end) file.truncate(numberBytes)
    for (const file of segments.values()) file.flush()
  }

  return {
    reserve(slots, told) {
      inTurn(
        async () => {
          for (let number = 0; number * segmentSlots < slots; number++)
            if (!segments.has(number) && !closed) await addSegment(number)
          told(ok(undefined))
        },
        () => told(err('disk-full'))
      )
    },
    write(slot, sealed): Result<void, 'disk-full'> {
      const file = segments.get(Math.floor(slot / segmentSlots))
      if (file === undefined) return err('disk-full')
      try {
        // In a private window Chromium says by a number beyond all measure that there is no room.
        if (file.write(sealed, { at: placeOf(slot) }) !== sealed.length) return err('disk-full')
      } catch {
        // The only reason a file of ours that is open refuses bytes.
        return err('disk-full')
      }
      dirty.add(file)
      return ok(undefined)
    },
    read(slot, length) {
      const file = segments.get(Math.floor(slot / segmentSlots))
      if (file === undefined) return undefined
      const bytes = new Uint8Array(length)
      // What lies beyond the end stays zero, and proves itself to be none of ours.
      file.read(bytes, { at: placeOf(slot) })
      return bytes
    },
    flush() {
      for (const file of dirty) file.flush()
      dirty.clear()
    },
    erase(extents, end) {
      // Slots are given to others at once: what is open already is erased before they can be written.
      if (segments.size > 0) eraseNow(extents, end)
      else
        inTurn(
          () => eraseNow(extents, end),
          () => undefined
        )
    },
    close() {
      closed = true
      for (const file of segments.values()) file.close()
      segments.clear()
      dirty.clear()
    }
  }
}

/** Takes everything of a team away: it was forgotten. What is held yet is let go of in a moment. */
export async function removeBlobs(directory: string): Promise<void> {
  for (let tries = 0; tries < busyTries; tries++) {
    try {
      const top = await navigator.storage.getDirectory()
      const folder = await top.getDirectoryHandle(root, { create: true })
      return await folder.removeEntry(directory, { recursive: true })
    } catch (error) {
      if (!isBusy(error)) return
      await new Promise<void>((resolve) => systemClock.after(busyRetryMs, resolve))
    }
  }
}

function placeOf(slot: number): number {
  return numberBytes + (slot % segmentSlots) * slotBytes
}

function eraseIn(
  file: FileSystemSyncAccessHandle | undefined,
  { from, count }: { readonly from: number; readonly count: number }
): void {
  if (file === undefined) return
  if (count === segmentSlots) return file.truncate(numberBytes)
  const size = file.getSize()
  for (let slot = from; slot < from + count; slot++) {
    const at = placeOf(slot)
    if (at < size) file.write(zeros.subarray(0, Math.min(slotBytes, size - at)), { at })
  }
}

/** undefined: a file that was begun and has no number. */
function numberOf(file: FileSystemSyncAccessHandle): number | undefined {
  const bytes = new Uint8Array(numberBytes)
  return file.read(bytes, { at: 0 }) === numberBytes ? readUint(bytes, 0, numberBytes) : undefined
}

async function takeFile(
  handle: FileSystemFileHandle,
  isOver: () => boolean
): Promise<FileSystemSyncAccessHandle | undefined> {
  for (let tries = 0; tries < busyTries && !isOver(); tries++) {
    try {
      return await handle.createSyncAccessHandle()
    } catch (error) {
      if (!isBusy(error)) return undefined
      await new Promise<void>((resolve) => systemClock.after(busyRetryMs, resolve))
    }
  }
  return undefined
}

function isBusy(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NoModificationAllowedError'
}
