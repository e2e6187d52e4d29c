// Owns what a person would call a file, from what its sender says of it. A guess for lists and icons: never a reason to run anything (M10).

import type { Extra } from './extra.ts'

/** Pictures that every browser draws, and that hold no script. */
const pictureMimes = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'])

export type Kind = 'picture' | 'video' | 'voice' | 'sound' | 'document'

export function kindOf(mime: string, extra: Extra): Kind {
  const plain = mime.toLowerCase().split(';')[0]?.trim() ?? ''
  if (extra.type === 'voice' && plain.startsWith('audio/')) return 'voice'
  if (pictureMimes.has(plain)) return 'picture'
  if (plain.startsWith('video/')) return 'video'
  return plain.startsWith('audio/') ? 'sound' : 'document'
}
