// Owns how files go from the window to the node and back: in pieces of a megabyte, so that none is ever in memory whole. Knows no component.

import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { NodeApi } from '../node/api.ts'
import type { AttachedExtra, FilePlace, FileView, TransferView } from '../node/api-files.ts'
import type { Outcome, Refusal } from '../node/api-intents.ts'

const pieceChunks = 16
const pieceBytes = pieceChunks * limits.chunkBytes
const againMs = 50

/** What is to be sent: bytes and what is said of them. */
export interface Attachment {
  readonly blob: Blob
  readonly name: string
  readonly mime: string
  readonly extra: AttachedExtra
}

/** Hands a file over, piece by piece; its number. `onProgress` hears the bytes that are through. */
export async function attach(
  node: NodeApi,
  { blob, name, mime }: Attachment,
  { onProgress, signal }: { readonly onProgress: (bytes: number) => void; readonly signal: AbortSignal }
): Promise<Result<number, Refusal>> {
  const begun = await node.submit({ type: 'attach-file', size: blob.size, name, mime })
  if (!begun.ok) return begun
  const file = begun.value.file ?? 0
  for (let at = 0; at < blob.size || at === 0; at += pieceBytes) {
    const bytes = await bytesOf(blob.slice(at, at + pieceBytes))
    const added =
      bytes === undefined
        ? err('unknown-file' as const)
        : await patiently(() => node.submit({ type: 'add-to-file', file, bytes }), signal)
    if (!added.ok || signal.aborted) {
      await node.submit({ type: 'drop-attachment', file })
      return added.ok ? err('stopped') : added
    }
    onProgress(Math.min(blob.size, at + pieceBytes))
  }
  return ok(file)
}

/** undefined: it cannot be read, as a folder, or a file that was changed or taken away since it was chosen. */
function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return blob.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => undefined
  )
}

/** The plain bytes of a file that is here; of no type, so that no browser takes it for something to run (M10). */
export async function readFile(
  node: NodeApi,
  place: FilePlace,
  { size }: FileView,
  signal: AbortSignal
): Promise<Result<Blob, Refusal>> {
  const parts: Blob[] = []
  for (let first = 0; first * limits.chunkBytes < size; first += pieceChunks) {
    const read = await patiently(() => node.submit({ type: 'read-file', ...place, first, count: pieceChunks }), signal)
    if (!read.ok) return read
    if (signal.aborted) return err('stopped')
    // The browser takes each piece away to where its blobs are: here there is one at a time.
    parts.push(new Blob([new Uint8Array(read.value.bytes ?? [])]))
  }
  return ok(new Blob(parts, { type: 'application/octet-stream' }))
}

/** Room is made and files are opened behind the scenes: asked again until they are. */
async function patiently(ask: () => Promise<Outcome>, signal: AbortSignal): Promise<Outcome> {
  for (;;) {
    const outcome = await ask()
    if (outcome.ok || outcome.reason !== 'slow-down' || signal.aborted) return outcome
    await new Promise<void>((resolve) => setTimeout(resolve, againMs))
  }
}

/** Nobody has to do anything for it: it comes, or waits until it can. */
export function isOnItsWay(transfer: TransferView | undefined): boolean {
  return transfer !== undefined && ['fetching', 'queued', 'waiting'].includes(transfer.state)
}

/** The same for the same file, wherever it is shown. */
export function keyOf({ conversation, message, place }: FilePlace): string {
  return `${conversation} ${message} ${place}`
}

/** A name as it may be shown and saved: without control, bidirectional and path characters, never hidden, never empty. */
export function safeName(name: string, otherwise: string): string {
  const plain = name
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, '')
    .replace(/\p{M}{4,}/gu, '')
    .replace(/[\\/:*?"<>|]/g, '_')
    .trim()
    .replace(/^\.+/, '')
  return plain === '' ? otherwise : [...plain].slice(0, 120).join('')
}
