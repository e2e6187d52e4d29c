// Owns how a chosen photo becomes the small square that stands for a conversation (C24): drawn anew, so that place and camera are gone.

import { limits } from '../../base/limits.ts'
import { encoded, withPicture } from './drawing.ts'

const edges = [256, 192, 128] as const
const qualities = [0.8, 0.6, 0.4] as const

/** The middle of it, as JPEG or WebP; undefined: no picture, or none that a browser can decode. */
export async function squareOf(file: Blob): Promise<Uint8Array | undefined> {
  return await withPicture(file, async (image) => {
    for (const edge of edges)
      for (const quality of qualities) {
        const blob = await drawn(image, edge, quality)
        if (blob.size <= limits.pictureBytesMax) return new Uint8Array(await blob.arrayBuffer())
      }
    return undefined
  })
}

async function drawn(image: HTMLImageElement, edge: number, quality: number): Promise<Blob> {
  const side = Math.min(image.naturalWidth, image.naturalHeight)
  const canvas = document.createElement('canvas')
  canvas.width = edge
  canvas.height = edge
  const context = canvas.getContext('2d')
  const left = (image.naturalWidth - side) / 2
  const top = (image.naturalHeight - side) / 2
  context?.drawImage(image, left, top, side, side, 0, 0, edge, edge)
  return await encoded(canvas, quality)
}
