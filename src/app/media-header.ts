// Owns what the first bytes of a file say about sound and moving pictures (M10), before any decoder sees it. Believes no name and no type.

export type MediaUse = 'audio' | 'video'

/** So many bytes tell. */
export const mediaHeadBytes = 64

/** The type to play it as; undefined: nothing that is played here. */
export function playableType(bytes: Uint8Array, use: MediaUse): string | undefined {
  const text = (at: number, length: number): string => String.fromCharCode(...bytes.subarray(at, at + length))
  if (text(0, 4) === '\u001aE\u00df\u00a3') return `${use}/webm`
  if (text(4, 4) === 'ftyp') return `${use}/mp4`
  if (text(0, 4) === 'OggS') return `${use}/ogg`
  if (use === 'video') return undefined
  if (text(0, 4) === 'RIFF' && text(8, 4) === 'WAVE') return 'audio/wav'
  if (text(0, 4) === 'fLaC') return 'audio/flac'
  const isFrame = bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2
  return text(0, 3) === 'ID3' || isFrame ? 'audio/mpeg' : undefined
}
