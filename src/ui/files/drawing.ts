// Owns a chosen picture while it is decoded, and what is drawn of it as bytes. Nothing is decoded but what begins as a picture (M10).

import {
  isMoving,
  isTooLarge,
  pictureHeadBytes,
  readPictureHeader,
  type PictureHeader
} from '../../app/picture-header.ts'

/** `moves`: drawn anew it would stand still. */
export interface Decoded extends PictureHeader {
  readonly moves: boolean
}

/** What `use` makes of it; undefined: no picture that is shown here, or none that this browser can decode and draw. */
export async function withPicture<Made>(
  file: Blob,
  use: (image: HTMLImageElement, header: Decoded) => Promise<Made>
): Promise<Made | undefined> {
  const head = new Uint8Array(await file.slice(0, pictureHeadBytes).arrayBuffer())
  const header = readPictureHeader(head)
  if (header === undefined || isTooLarge(header)) return undefined
  const url = URL.createObjectURL(file)
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    return await use(image, { ...header, moves: isMoving(head) })
  } catch {
    return undefined
  } finally {
    URL.revokeObjectURL(url)
  }
}

/** How much smaller it gets, so that no edge is longer. */
export function scaleTo({ naturalWidth, naturalHeight }: HTMLImageElement, edge: number): number {
  return Math.min(1, edge / Math.max(naturalWidth, naturalHeight))
}

export async function drawn(
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

/** As WebP; some browsers write another type than the one that was asked for, those get JPEG. */
export async function encoded(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  const asked = await blobOf(canvas, 'image/webp', quality)
  return asked.type === 'image/webp' ? asked : await blobOf(canvas, 'image/jpeg', quality)
}

function blobOf(canvas: HTMLCanvasElement, type: string, quality: number): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error('no picture')) : resolve(blob)), type, quality)
  )
}
