// Owns how a chosen file becomes an attachment: pictures are drawn anew, which takes place and camera out of them (M2 of stack.md), and get a
// thumbnail; everything else goes as it is.

import type { Attachment } from '../../app/files.ts'
import { limits } from '../../base/limits.ts'
import { encoded, withPicture } from './drawing.ts'

const edgeMax = 2048
const thumbnailEdge = 320

/** `count`: how many go together; their thumbnails share the room of one message. */
export async function prepare(
  file: File,
  { unchanged, count }: { readonly unchanged: boolean; readonly count: number }
): Promise<Attachment> {
  // What the browser cannot decode is a file like any other.
  const plain: Attachment = { blob: file, name: file.name, mime: file.type, extra: { type: 'none' } }
  const picture = await withPicture(file, async (image, header): Promise<Attachment> => {
    const budget = Math.floor(limits.fileExtraBytesMax / count) - 256
    const thumbnail = await drawn(image, { edge: thumbnailEdge, quality: 0.6 })
    const fits = thumbnail.size <= budget ? thumbnail : await drawn(image, { edge: 96, quality: 0.5 })
    const isSmall = fits.size <= budget
    const bytes = isSmall ? new Uint8Array(await fits.arrayBuffer()) : new Uint8Array(0)
    const isMoving = header.mime === 'image/gif'
    const blob = unchanged || isMoving ? file : await drawn(image, { edge: edgeMax, quality: 0.82 })
    const scale = blob === file ? 1 : scaleTo(image, edgeMax)
    const extra = {
      type: 'picture',
      width: Math.max(1, Math.round(image.naturalWidth * scale)),
      height: Math.max(1, Math.round(image.naturalHeight * scale)),
      thumbnailMime: isSmall ? fits.type : '',
      thumbnail: bytes
    } as const
    return { blob, name: file.name, mime: blob === file ? header.mime : blob.type, extra }
  })
  return picture ?? plain
}

function scaleTo({ naturalWidth, naturalHeight }: HTMLImageElement, edge: number): number {
  return Math.min(1, edge / Math.max(naturalWidth, naturalHeight))
}

async function drawn(
  image: HTMLImageElement,
  { edge, quality }: { readonly edge: number; readonly quality: number }
): Promise<Blob> {
  const scale = scaleTo(image, edge)
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale))
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale))
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return await encoded(canvas, quality)
}
