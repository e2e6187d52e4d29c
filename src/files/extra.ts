// Owns what a reference says of a picture or a recording beside its name (M1 `extra`): read strictly, written once. Decodes no picture.

import type { Cbor } from '../base/codec.ts'
import { limits } from '../base/limits.ts'

export interface PictureExtra {
  readonly type: 'picture'
  readonly width: number
  readonly height: number
  readonly thumbnailMime: string
  /** Empty: none. */
  readonly thumbnail: Uint8Array
}

export interface VoiceExtra {
  readonly type: 'voice'
  readonly durationMs: number
  /** 0 silent … 255 loud, one for each stretch of equal length. */
  readonly waveform: Uint8Array
}

export type Extra = PictureExtra | VoiceExtra | { readonly type: 'none' }

const thumbnailMimes = new Set(['image/jpeg', 'image/png', 'image/webp'])
const sideMax = 65_535

/** Anything that has not the form of M1 means nothing. */
export function readExtra(value: Cbor): Extra {
  const none = { type: 'none' } as const
  if (!Array.isArray(value)) return none
  const [kind, first, second, third, fourth] = value as readonly Cbor[]
  if (kind === 1 && value.length === 5) {
    if (!isSide(first) || !isSide(second) || typeof third !== 'string' || !(fourth instanceof Uint8Array)) return none
    if (fourth.length > limits.fileExtraBytesMax || (fourth.length > 0 && !thumbnailMimes.has(third))) return none
    return { type: 'picture', width: first, height: second, thumbnailMime: third, thumbnail: fourth }
  }
  if (kind === 2 && value.length === 3) {
    if (typeof first !== 'number' || !(second instanceof Uint8Array) || second.length > limits.waveformBytesMax)
      return none
    return { type: 'voice', durationMs: first, waveform: second }
  }
  return none
}

export function extraValue(extra: Extra): Cbor {
  switch (extra.type) {
    case 'none':
      return []
    case 'picture':
      return [1, extra.width, extra.height, extra.thumbnailMime, extra.thumbnail]
    case 'voice':
      return [2, extra.durationMs, extra.waveform]
  }
}

function isSide(value: Cbor | undefined): value is number {
  return typeof value === 'number' && value >= 1 && value <= sideMax
}
