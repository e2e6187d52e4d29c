// Owns the seeds that CI always runs: a spread of worlds, and every seed that ever found a bug, with its story.

import type { RunOptions } from './simulator.ts'

export interface KeptSeed extends RunOptions {
  readonly story: string
}

export const keptSeeds: readonly KeptSeed[] = [
  { seed: 1, steps: 80, devices: 3, faults: [], story: 'good weather: what does not work here works nowhere' },
  { seed: 3, steps: 80, devices: 3, faults: [], story: 'a direct that was opened and never written in is not kept' },
  { seed: 101, steps: 120, devices: 4, story: 'a device died over an edit that was stored all the same' },
  { seed: 7, steps: 150, devices: 5, story: 'everything at once: weather, splits, crashes, backups, a rogue' },
  {
    seed: 206,
    steps: 200,
    devices: 5,
    story:
      'a message from a clock a day ahead was shown only after a restart: nobody looked again when its time had come'
  },
  { seed: 11, steps: 100, devices: 6, faults: ['partitions', 'weather'], story: 'halves of a team that meet again' }
]
