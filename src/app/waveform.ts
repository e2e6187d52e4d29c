// Owns how loudness becomes the picture of a recording (M1): one value for each stretch of equal length. Knows no microphone and no screen.

/** Stretches of a recording; readers take up to 96. */
const waveformPeaks = 64

/** From the loudest moments of a recording, each 0 silent … 1 loud, in order. Quiet speech still shows: the ear counts that way, too. */
export function waveformOf(levels: readonly number[], count = waveformPeaks): Uint8Array {
  const peaks = new Uint8Array(levels.length === 0 ? 0 : count)
  for (let index = 0; index < peaks.length; index++) {
    const from = Math.floor((index * levels.length) / peaks.length)
    const to = Math.max(from + 1, Math.floor(((index + 1) * levels.length) / peaks.length))
    let loudest = 0
    for (let at = from; at < to; at++) loudest = Math.max(loudest, levels[at] ?? 0)
    peaks[index] = Math.round(255 * Math.sqrt(Math.min(1, Math.max(0, loudest))))
  }
  return peaks
}

/** The loudest moment of a stretch of sound. */
export function levelOf(samples: Float32Array): number {
  let loudest = 0
  for (const sample of samples) loudest = Math.max(loudest, Math.abs(sample))
  return Math.min(1, loudest)
}

/** `0:07`, `12:40`, `1:02:03`: how long a recording is. */
export function clockOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const two = (value: number): string => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}
