// Owns the seeds that the suite always runs: a spread of worlds, and every seed that ever found a bug, with its story.

import type { RunOptions } from './simulator.ts'
import { allFaults, type FaultName } from './weather.ts'

export interface KeptSeed extends RunOptions {
  readonly story: string
}

/** A fault that came later shifts the draws: a seed keeps those it found its bug with. */
const talking: readonly FaultName[] = [
  'weather',
  'partitions',
  'outages',
  'crashes',
  'clocks',
  'backups',
  'full',
  'caches',
  'rogue',
  'stranger',
  'removals'
]
const withoutGuests: readonly FaultName[] = [...talking, 'devices', 'moderations', 'groups']

export const keptSeeds: readonly KeptSeed[] = [
  { seed: 1, steps: 80, devices: 3, faults: [], story: 'good weather: what does not work here works nowhere' },
  {
    seed: 100,
    steps: 200,
    devices: 5,
    faults: talking,
    story: 'a removed device that knew it went on calling, and was shown the proof of its removal every second'
  },
  {
    seed: 200,
    steps: 200,
    devices: 5,
    faults: talking,
    story: 'a clock that was years ahead was set right, and everything planned by it waited for years'
  },
  {
    seed: 205,
    steps: 200,
    devices: 5,
    faults: talking,
    story:
      'a name that could be read only when its member was known stood on the screen and in no record: a restart lost it'
  },
  {
    seed: 300,
    steps: 200,
    devices: 6,
    faults: [...talking, 'devices'],
    story: 'people with two devices in all weathers'
  },
  {
    seed: 22,
    steps: 200,
    devices: 5,
    faults: [...talking, 'devices'],
    story: 'whom the rogue let in at the moment of its removal went out with it, and was taken for one of the team'
  },
  {
    seed: 204,
    steps: 200,
    devices: 5,
    faults: withoutGuests,
    story: 'a request that still stood in the lobby let a removed device in again, by members who knew of the removal'
  },
  {
    seed: 211,
    steps: 200,
    devices: 5,
    faults: withoutGuests,
    story: 'a delete that came to a clock years behind was shown when its time came, and erased nothing'
  },
  {
    seed: 302,
    steps: 200,
    devices: 5,
    faults: withoutGuests,
    story: 'a message that waited and was refused stood in the field only after the next start'
  },
  {
    seed: 401,
    steps: 300,
    devices: 5,
    faults: allFaults,
    story: 'the group of somebody who was removed from the team was gone for everybody'
  }
]
