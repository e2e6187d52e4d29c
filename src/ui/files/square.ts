// Owns how a chosen photo becomes the small square that stands for a conversation or a person (C24, C26): drawn anew, so that place and camera
// are gone.

import { limits } from '../../base/limits.ts'
import { encoded, withPicture } from './drawing.ts'

export interface SquareShape {
  /** In pixels; the first that is small enough is taken. */
  readonly edges: readonly number[]
  readonly bytesMax: number
}

export const conversationSquare: SquareShape = { edges: [256, 192, 128], bytesMax: limits.pictureBytesMax }
/** No round of a person is larger than 64 points, which is this many on the densest screens (C26). */
export const portraitSquare: SquareShape = { edges: [192, 144, 96], bytesMax: limits.portraitBytesMax }

const qualities = [0.8, 0.6, 0.4] as const

/** The middle of it, as JPEG or WebP; undefined: no picture, or none that a browser can decode. */
export async function squareOf(file: Blob, { edges, bytesMax }: SquareShape): Promise<Uint8Array | undefined> {
  return await withPicture(file, async (image) => {
    for (const edge of edges)
      for (const quality of qualities) {
        const blob = await drawn(image, edge, quality)
        if (blob.size <= bytesMax) return new Uint8Array(await blob.arrayBuffer())
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
