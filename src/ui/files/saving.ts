// Owns handing bytes to the browser as a download: of no type, under a cleaned name, so that nothing of them is shown in the app's origin
// (M10).

import { readFile } from '../../app/files.ts'
import { ok } from '../../base/result.ts'
import type { NodeApi } from '../../node/api.ts'
import type { FilePlace, FileView } from '../../node/api-files.ts'
import type { Outcome } from '../../node/api-intents.ts'

/** The address has to live until the browser has begun. */
const addressMs = 60_000

/** Hands over a file that is whole here. */
export async function saveFile(
  node: NodeApi,
  { place, file, name }: { readonly place: FilePlace; readonly file: FileView; readonly name: string }
): Promise<Outcome> {
  const read = await readFile(node, place, file, new AbortController().signal)
  if (!read.ok) return read
  saveAs(read.value, name)
  return ok({})
}

export function saveAs(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob.slice(0, blob.size, 'application/octet-stream'))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), addressMs)
}
