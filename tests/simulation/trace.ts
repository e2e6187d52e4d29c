// Owns the memory of a run: a hash over everything that happened, in order (Q21), and its last lines in words for whoever looks
// for a cause. Knows nothing of what the lines mean.

import { createHash } from 'node:crypto'

export interface Trace {
  add(line: string): void
  /** Hexadecimal; equal for equal runs. May be asked at any time. */
  readonly hash: string
  /** The newest lines, oldest first. */
  readonly lines: readonly string[]
}

/** A trace that keeps `linesMax` lines in words; `print` hears each line at once. */
export function createTrace(linesMax: number, print?: (line: string) => void): Trace {
  const hash = createHash('sha256')
  let lines: string[] = []
  return {
    add(line) {
      hash.update(line).update('\n')
      print?.(line)
      lines.push(line)
      if (lines.length > 2 * linesMax) lines = lines.slice(-linesMax)
    },
    get hash() {
      return hash.copy().digest('hex').slice(0, 32)
    },
    get lines() {
      return lines.slice(-linesMax)
    }
  }
}
