// Owns how a chosen file becomes an attachment: pictures are drawn anew, which takes place and camera out of them (W3), and get a thumbnail;
// what moves or cannot be drawn has them cut out of its bytes; everything else goes as it is, and is called so.

import type { Attachment } from '../../app/files.ts'
import { bared } from '../../app/bare-picture.ts'
import { limits } from '../../base/limits.ts'
import { drawn, scaleTo, withPicture } from './drawing.ts'

const edgeMax = 2048
const thumbnailEdge = 320
const pictureNames = /\.(jpe?g|png|gif|webp|avif|hei[cf]s?|hif|tiff?|bmp|jxl|jp2|dng|cr[23]|nef|arw|raf|orf|rw2|psd)$/i
const filmNames = /\.(mp4|m4v|mov|3gp|3g2|webm|mkv|avi|mts)$/i

/** What becomes of place and camera: gone; a picture that keeps them; a film that keeps them; a file of which nobody expects anything. */
export type Fate = 'gone' | 'stays' | 'film' | 'plain'

export interface Prepared {
  readonly attachment: Attachment
  /** The same, should the person want nothing changed. */
  readonly asItIs: Attachment
  readonly fate: Fate
}

/** `count`: how many go together; their thumbnails share the room of one message. */
export async function prepare(file: File, { count }: { readonly count: number }): Promise<Prepared> {
  const { name } = file
  const picture = await withPicture(file, async (image, { mime, moves }): Promise<Prepared> => {
    const budget = Math.floor(limits.fileExtraBytesMax / count) - 256
    const thumbnail = await drawn(image, { edge: thumbnailEdge, quality: 0.6 })
    const fits = thumbnail.size <= budget ? thumbnail : await drawn(image, { edge: 96, quality: 0.5 })
    const isSmall = fits.size <= budget
    const bytes = isSmall ? new Uint8Array(await fits.arrayBuffer()) : new Uint8Array(0)
    const extraAt = (scale: number): Attachment['extra'] => ({
      type: 'picture',
      width: Math.max(1, Math.round(image.naturalWidth * scale)),
      height: Math.max(1, Math.round(image.naturalHeight * scale)),
      thumbnailMime: isSmall ? fits.type : '',
      thumbnail: bytes
    })
    const asItIs = { blob: file, name, mime, extra: extraAt(1) }
    const still = moves ? await bared(file) : undefined
    if (still !== undefined) return { attachment: { ...asItIs, blob: still }, asItIs, fate: 'gone' }
    const blob = await drawn(image, { edge: edgeMax, quality: 0.82 })
    const extra = extraAt(scaleTo(image, edgeMax))
    return { attachment: { blob, name, mime: blob.type, extra }, asItIs, fate: 'gone' }
  })
  if (picture !== undefined) return picture
  const bare = await bared(file)
  const extra = { type: 'none' } as const
  const asItIs = { blob: file, name, mime: file.type, extra }
  if (bare !== undefined) return { attachment: { blob: bare, name, mime: bare.type, extra }, asItIs, fate: 'gone' }
  return { attachment: asItIs, asItIs, fate: await fateOf(file) }
}

/** What cannot be drawn says by its name, its type or its first bytes what it is. */
async function fateOf(file: File): Promise<Fate> {
  const { name, type } = file
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, 12).arrayBuffer()))
  const isPhoto = /^.{4}ftyp(he|mif|msf|avi)|^II\*\0|^MM\0\*/s.test(head)
  const isDrawing = type.startsWith('image/svg')
  if (isPhoto || (type.startsWith('image/') && !isDrawing) || pictureNames.test(name)) return 'stays'
  return type.startsWith('video/') || filmNames.test(name) || head.slice(4, 8) === 'ftyp' ? 'film' : 'plain'
}
