// Owns how a received file comes to be seen or heard (M10): its first bytes decide what it is, and only what the browser decodes as a picture,
// a film or sound gets a type. Everything else has none, so nothing of it runs in the app's origin.

import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { NodeApi } from '../node/api.ts'
import type { FilePlace, FileView } from '../node/api-files.ts'
import { BlobAddress } from './blob-address.svelte.ts'
import { keyOf, readFile } from './files.ts'
import { mediaHeadBytes, playableType } from './media-header.ts'
import { isTooLarge, pictureHeadBytes, readPictureHeader } from './picture-header.ts'

/** It is not what it says; a picture that would fill the memory; it is not whole here. */
export type UnseenReason = 'contradicts' | 'tooLarge' | 'not-here'

/** Beside that: the browser makes no picture of it; it plays no such film or sound. */
export type UnshownReason = UnseenReason | 'broken' | 'no-decoder'

/** A picture is in memory as a whole while it is shown; larger ones are saved instead. */
const pictureBytesMax = 64 * 1024 * 1024

/** The bytes of a file with the type that they are, to be given to an element that shows this and nothing else. */
export async function loadSeen(
  node: NodeApi,
  place: FilePlace,
  file: FileView,
  signal: AbortSignal
): Promise<Result<Blob, UnseenReason>> {
  if (file.kind === 'picture' && file.size > pictureBytesMax) return err('tooLarge')
  const head = await node.submit({
    type: 'read-file',
    ...place,
    first: 0,
    count: Math.ceil(pictureHeadBytes / limits.chunkBytes)
  })
  if (!head.ok) return err('not-here')
  const type = seenType(file, head.value.bytes ?? new Uint8Array(0))
  if (!type.ok) return type
  const read = await readFile(node, place, file, signal)
  return read.ok ? ok(read.value.slice(0, read.value.size, type.value)) : err('not-here')
}

/** What the first bytes of a file are, where they agree with what it was sent as. */
export function seenType({ kind }: Pick<FileView, 'kind'>, head: Uint8Array): Result<string, UnseenReason> {
  if (kind === 'picture') {
    const header = readPictureHeader(head)
    if (header === undefined) return err('contradicts')
    return isTooLarge(header) ? err('tooLarge') : ok(header.mime)
  }
  const use = kind === 'video' ? 'video' : 'audio'
  const type = kind === 'document' ? undefined : playableType(head.subarray(0, mediaHeadBytes), use)
  return type === undefined ? err('contradicts') : ok(type)
}

/** The thumbnail of a file, as long as the component that asks is there; `placeOf` gives undefined: it has none. */
export function thumbnailOf(node: NodeApi, placeOf: () => FilePlace | undefined): BlobAddress {
  const key = (): string | undefined => {
    const place = placeOf()
    return place === undefined ? undefined : keyOf(place)
  }
  return new BlobAddress(key, async () => {
    const place = placeOf()
    const read = place === undefined ? undefined : await node.submit({ type: 'read-thumbnail', ...place })
    const bytes = read?.ok === true ? read.value.bytes : undefined
    const header = bytes === undefined ? undefined : readPictureHeader(bytes)
    if (bytes === undefined || header === undefined || isTooLarge(header)) return undefined
    return new Blob([new Uint8Array(bytes)], { type: header.mime })
  })
}
