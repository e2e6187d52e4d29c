// Owns how files are attached, sent, fetched and read between simulated devices. What of it is right is the tests' matter.

import { present } from '../../src/base/assert.ts'
import { concat } from '../../src/base/bytes.ts'
import type { ConversationId, EntryHash } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import type { FileView } from '../../src/node/api-files.ts'
import { createDice } from '../fixtures/random.ts'
import type { Device } from './device.ts'
import { done, messages } from './world.ts'

/** As much as the window gives at once. */
export const piece = 16 * limits.chunkBytes

/** Bytes that no compression and no accident makes twice. */
export function bytesOf(size: number, seed = 5): Uint8Array {
  const block = createDice(seed).bytes(4096)
  const bytes = new Uint8Array(size)
  for (let at = 0; at < size; at += block.length) bytes.set(block.subarray(0, Math.min(block.length, size - at)), at)
  return bytes
}

interface Attached {
  readonly name?: string
  readonly mime?: string
}

export async function attach(
  device: Device,
  bytes: Uint8Array,
  { name = 'Plan.pdf', mime = 'application/pdf' }: Attached = {}
) {
  const { file } = await done(device, { type: 'attach-file', size: bytes.length, name, mime })
  for (let at = 0; at < bytes.length || at === 0; at += piece)
    await done(device, {
      type: 'add-to-file',
      file: present(file, 'it has a number'),
      bytes: bytes.slice(at, at + piece)
    })
  return present(file, 'it has a number')
}

/** Sends a file; its message. */
export async function send(
  device: Device,
  bytes: Uint8Array,
  conversation: ConversationId,
  attached: Attached = {}
): Promise<EntryHash> {
  const files = [{ file: await attach(device, bytes, attached), extra: { type: 'none' } as const }]
  const { entry } = await done(device, { type: 'post-files', conversation, text: '', reply: undefined, files })
  return present(entry, 'a post is an entry')
}

export function fileOf(device: Device, conversation: ConversationId, message: EntryHash): FileView | undefined {
  return messages(device, conversation).find((each) => each.message === message)?.files[0]
}

export async function read(device: Device, conversation: ConversationId, message: EntryHash): Promise<Uint8Array> {
  const { size } = present(fileOf(device, conversation, message), 'the file is named')
  const parts: Uint8Array[] = []
  for (let first = 0; first * limits.chunkBytes < size; first += 16) {
    const { bytes } = (await done(device, {
      type: 'read-file',
      conversation,
      message,
      place: 0,
      first,
      count: 16
    })) as {
      bytes?: Uint8Array
    }
    parts.push(present(bytes, 'what is here can be read'))
  }
  return concat(...parts)
}

export const fetch = async (device: Device, conversation: ConversationId, message: EntryHash): Promise<void> =>
  void (await done(device, { type: 'fetch-file', conversation, message, place: 0 }))

export const isWhole = (device: Device, conversation: ConversationId, message: EntryHash): boolean =>
  fileOf(device, conversation, message)?.here === 'whole'
